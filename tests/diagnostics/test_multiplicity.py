"""Corrections: what must hold for any p-values, and the error they promise, by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diagnostics import adjust
from diagnostics.multiplicity import METHODS

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=15)


@given(P_VALUES, st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_the_tests_does_not_matter(p, method, random):
    order = list(range(len(p)))
    random.shuffle(order)
    assert adjust(np.array(p)[order], method).tolist() == adjust(p, method)[order].tolist()


@given(P_VALUES, st.sampled_from(METHODS))
def test_a_smaller_p_value_is_never_adjusted_to_a_larger_one(p, method):
    adjusted = adjust(p, method)
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()


@given(P_VALUES)
def test_from_lenient_to_strict(p):
    none, bh, by, holm, bonferroni = (
        adjust(p, m) for m in ("none", "bh", "by", "holm", "bonferroni")
    )
    tolerance = 1e-12
    assert (none <= bh).all() and (bh <= by + tolerance).all()
    assert (bh <= holm + tolerance).all() and (holm <= bonferroni + tolerance).all()


def test_nothing_to_adjust():
    assert adjust([]).size == 0
    assert np.isnan(adjust([np.nan, np.nan], "bh")).all()


@pytest.mark.parametrize("method", ["holm", "bh", "by"])
def test_error_rates_with_dependent_tests(method):
    """Four true and four false nulls that share a factor, one-sided tests."""
    rng, runs, alpha = np.random.default_rng(0), 3000, 0.1
    gaps = np.array([0.0, 0, 0, 0, 2, 3, 4, 5])
    z = gaps + 0.7 * rng.normal(size=(runs, 1)) + np.sqrt(0.51) * rng.normal(size=(runs, 8))
    rejected = np.array([adjust(p, method) <= alpha for p in stats.norm.sf(z)])
    false = rejected[:, :4].sum(axis=1)
    share = false / np.maximum(rejected.sum(axis=1), 1)
    error = (false > 0).mean() if method == "holm" else share.mean()
    assert error <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / runs)
    assert rejected[:, 7].mean() > 0.9
