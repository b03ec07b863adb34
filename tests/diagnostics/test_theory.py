"""Closed forms against enumeration, exact sums and simulation."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diagnostics import theory


@given(a=st.integers(0, 20), b=st.integers(0, 20), ties=st.integers(0, 5))
def test_finite_disagreement_counts_pairs_of_models(a, b, ties):
    signs = [1] * a + [-1] * b + [0] * ties
    if len(signs) < 2:
        with pytest.raises(ValueError, match="two models"):
            theory.finite_disagreement(a, b, ties=ties)
        return
    pairs = list(combinations(signs, 2))
    expected = sum(x * y == -1 for x, y in pairs) / len(pairs)
    assert theory.finite_disagreement(a, b, ties=ties) == pytest.approx(expected)


@given(p=st.floats(0, 1), m=st.integers(2, 12))
def test_finite_disagreement_is_unbiased(p, m):
    expectation = sum(
        comb(m, a) * p**a * (1 - p) ** (m - a) * theory.finite_disagreement(a, m - a)
        for a in range(m + 1)
    )
    assert expectation == pytest.approx(theory.disagreement_from_flip(p), abs=1e-12)


@pytest.mark.parametrize("m", [2, 3, 5])
def test_first_mover_by_enumeration(m):
    """All pairs of first movers; attribution 1 for the mover, 0 for its mates; the pair (0, 1)."""
    sign = [(mover == 0) - (mover == 1) for mover in range(m)]
    model = theory.first_mover(m)
    assert model.order == pytest.approx(np.mean([s == 1 for s in sign]))
    assert model.tie == pytest.approx(np.mean([s == 0 for s in sign]))
    both = [a * b == -1 for a, b in product(sign, sign)]
    assert model.disagreement == pytest.approx(np.mean(both))
    assert 2 * model.order + model.tie == pytest.approx(1)


@given(
    p=st.fractions(0, 1, max_denominator=40),
    n=st.integers(1, 25),
    count=st.integers(0, 14),
)
def test_alarm_power_is_the_exact_sum(p, n, count):
    exact = sum(
        (Fraction(comb(n, x)) * p**x * (1 - p) ** (n - x) for x in range(count, n - count + 1)),
        Fraction(0),
    )
    power = theory.minority_alarm_power(float(p), n, count)
    assert power == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize("m", [2, 3, 6])
def test_efficiency_moments_by_exact_construction(m):
    """Corners of the simplex: exchangeable, fixed sum."""
    values = np.eye(m)
    variance = values[:, 0].var()
    covariance = np.cov(values[:, 0], values[:, 1], bias=True)[0, 1]
    assert theory.efficiency_covariance(m, variance=variance) == pytest.approx(covariance)
    difference = (values[:, 0] - values[:, 1]).var()
    assert theory.difference_variance(m, variance=variance) == pytest.approx(difference)
    ratio = difference / (2 * variance)
    assert theory.efficiency_amplification(m) == pytest.approx(ratio)


@given(weights=st.lists(st.floats(-3, 3), min_size=1, max_size=12), sigma=st.floats(0.1, 10))
def test_equal_weights_are_best(weights, sigma):
    weights = np.array(weights)
    weights = weights + (1 - weights.sum()) / len(weights)
    floor = theory.mean_estimator_variance_floor(len(weights), sigma=sigma)
    found = theory.combination_variance(weights, sigma=sigma)
    excess = sigma**2 * ((weights - 1 / len(weights)) ** 2).sum()
    assert found >= floor * (1 - 1e-9)
    assert found - floor == pytest.approx(excess, abs=1e-7)


def test_single_flip_rate_by_simulation():
    rng = np.random.default_rng(0)
    m, z = 25, 1.96
    gap = z / np.sqrt(m)
    flips = (rng.normal(gap, 1, 200_000) < 0).mean()
    assert theory.flip_at_z(z, m) == pytest.approx(flips, abs=0.005)
    assert theory.flip_at_z(-z, m) == theory.flip_at_z(z, m)


@given(snr=st.floats(-30, 30))
def test_flip_from_snr_is_a_minority(snr):
    assert 0 <= theory.flip_from_snr(snr) <= 0.5
    assert theory.flip_from_snr(snr) == pytest.approx(stats.norm.cdf(-abs(snr)))


@given(p=st.floats(0, 1), k=st.integers(0, 6))
def test_at_least_one_wrong_by_enumeration(p, k):
    total = sum(
        np.prod([p if w else 1 - p for w in outcome]) if outcome else 1.0
        for outcome in product([0, 1], repeat=k)
        if any(outcome)
    )
    assert theory.at_least_one_wrong(p, k) == pytest.approx(total, abs=1e-12)


@given(
    points=st.lists(st.floats(-10, 10), min_size=3, max_size=3),
    tolerance=st.floats(0, 3),
)
def test_triangle_bound_holds_on_the_line(points, tolerance):
    """Two truths, one answer, moved by at most the tolerance: the worse error is at least this."""
    first, second, answer = points
    other = answer + np.clip(second - answer, -tolerance, tolerance)
    worst = max(abs(answer - first), abs(other - second))
    assert worst >= theory.triangle_bound(abs(first - second), tolerance) - 1e-12


def test_split_gap_equals_the_counts_of_the_idealised_model():
    rho, rounds = np.array([0.3, 0.7, 0.95]), 100
    mover = rounds / (2 - rho**2)
    mate = (1 - rho**2) * rounds / (2 - rho**2)
    gap = theory.split_gap(rho, rounds)
    np.testing.assert_allclose(gap.gap, mover - mate)
    np.testing.assert_allclose(theory.attribution_ratio(rho), mover / mate)
    assert (gap.gap >= gap.lower_bound).all()
    # the counts add up to the rounds for two features only
    np.testing.assert_allclose(mover + mate, rounds)
    assert ((mover + 4 * mate) > rounds).all()


def test_one_bit_share_lowers_the_ratio():
    assert theory.attribution_ratio(0.95, alpha=2 / np.pi) < theory.attribution_ratio(0.95)


@pytest.mark.parametrize(
    "call",
    [
        lambda: theory.attribution_ratio(1.0),
        lambda: theory.attribution_ratio(0.5, alpha=2),
        lambda: theory.split_gap(-1.0, 10),
        lambda: theory.first_mover(1),
        lambda: theory.flip_at_z(1, 0),
        lambda: theory.disagreement_from_flip(1.1),
        lambda: theory.combination_variance([0.5, 0.4]),
        lambda: theory.mean_estimator_variance_floor(0),
        lambda: theory.efficiency_amplification(2.5),
        lambda: theory.at_least_one_wrong(0.5, -1),
        lambda: theory.order_information_bits(0),
        lambda: theory.spearman_first_mover_bound(3, 4),
    ],
)
def test_refusals(call):
    with pytest.raises(ValueError):
        call()
