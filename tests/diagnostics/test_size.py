"""Ensemble sizes: the bounds hold, with the least number of models that the formula allows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diagnostics.size import ensemble_size, size_constant

positive = st.floats(1e-3, 1e3)
risk = st.floats(1e-4, 0.49)


@given(sigma=positive, delta=positive, flip=risk)
def test_gaussian_size_is_the_least_that_suffices(sigma, delta, flip):
    m = ensemble_size(sigma, delta, flip=flip)
    wrong = stats.norm.sf(delta * np.sqrt(m) / sigma)
    assert wrong <= flip * (1 + 1e-9)
    if m > 1:
        assert stats.norm.sf(delta * np.sqrt(m - 1) / sigma) > flip * (1 - 1e-9)


@given(sigma=positive, delta=positive, flip=risk)
def test_cantelli_is_never_smaller_and_tight(sigma, delta, flip):
    m = ensemble_size(sigma, -delta, flip=flip, bound="cantelli")
    assert m >= ensemble_size(sigma, delta, flip=flip)
    variance = sigma**2 / m
    assert variance / (variance + delta**2) <= flip * (1 + 1e-9)


def test_cantelli_bound_is_reached_by_a_two_point_law():
    """One model, mean 1, variance 19: -3.36 or worse cannot have more than 1/20."""
    sigma2, delta, flip = 19.0, 1.0, 0.05
    low, high = (
        delta - np.sqrt(sigma2 * (1 - flip) / flip),
        delta + np.sqrt(sigma2 * flip / (1 - flip)),
    )
    mean = flip * low + (1 - flip) * high
    assert mean == pytest.approx(delta)
    assert flip * (low - mean) ** 2 + (1 - flip) * (high - mean) ** 2 == pytest.approx(sigma2)
    assert ensemble_size(np.sqrt(sigma2 / 19), 1.0, bound="cantelli") == 19


def test_simulated_error_at_the_size():
    m = ensemble_size(3.0, 1.0)
    assert m == 25
    means = np.random.default_rng(0).normal(1, 3, size=(40_000, m)).mean(axis=1)
    assert (means < 0).mean() == pytest.approx(stats.norm.sf(np.sqrt(m) / 3), abs=0.004)
    assert (means < 0).mean() <= 0.05


def test_whole_numbers_are_not_rounded_up():
    assert ensemble_size(1.1, 0.1, bound="cantelli") == 19 * 121
    assert ensemble_size(0.0, 1.0) == 1


def test_arrays_broadcast():
    out = ensemble_size([[1.0], [2.0]], [1.0, 0.5])
    assert out.shape == (2, 2) and out.dtype == np.int64
    assert out.tolist() == [[3, 11], [11, 44]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(sigma=1, delta=0), "undecidable"),
        (dict(sigma=1, delta=[1, 0]), "undecidable"),
        (dict(sigma=-1, delta=1), "negative"),
        (dict(sigma=np.nan, delta=1), "finite"),
        (dict(sigma=1, delta=1e-300), "so small"),
        (dict(sigma=1, delta=1, flip=0.5), "one half"),
        (dict(sigma=1, delta=1, bound="hoeffding"), "not known"),
    ],
)
def test_refusals(arguments, message):
    with pytest.raises(ValueError, match=message), np.errstate(over="ignore"):
        ensemble_size(**arguments)


def test_published_constants():
    flips = (0.10, 0.05, 0.025, 0.01, 0.005)
    assert [round(size_constant(f), 3) for f in flips] == [1.642, 2.706, 3.841, 5.412, 6.635]
