"""Intervals of proportions and minorities against scipy and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diagnostics import flip_tests, minority_fraction, proportion_interval, wilson_interval
from diagnostics.flips import fold

COUNTS = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.floats(0.5, 0.999))
def test_exact_and_wilson_limits_agree_with_scipy(count_n, confidence):
    count, n = count_n
    test = stats.binomtest(count, n)
    for found, method in (
        (proportion_interval(count, n, confidence=confidence), "exact"),
        (wilson_interval(count, n, confidence), "wilson"),
    ):
        expected = test.proportion_ci(confidence, method=method)
        assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(COUNTS, st.sampled_from(["clopper-pearson", "jeffreys"]))
def test_limits_enclose_the_share_and_mirror(count_n, method):
    count, n = count_n
    low, high = proportion_interval(count, n, method=method)
    assert 0 <= low <= count / n <= high <= 1
    mirrored = proportion_interval(n - count, n, method=method)
    assert np.subtract(1, mirrored[::-1]) == pytest.approx(np.array([low, high]))
    a, b = fold(low, high)
    assert 0 <= a <= min(count, n - count) / n <= b <= 0.5


@given(st.floats(0, 1), st.floats(0, 1))
def test_folding_is_the_image_of_the_interval(x, y):
    low, high = min(x, y), max(x, y)
    grid = np.linspace(low, high, 401)
    image = np.minimum(grid, 1 - grid)
    a, b = fold(low, high)
    assert a == pytest.approx(image.min(), abs=1e-12)
    assert b == pytest.approx(image.max(), abs=2e-3)


@given(st.integers(1, 20), st.integers(1, 6), st.integers(0, 10_000))
def test_minority_fraction_against_a_loop(m, d, seed):
    signs = np.random.default_rng(seed).integers(-1, 2, (m, d))
    found = minority_fraction(signs)
    for j in range(d):
        up, down = int((signs[:, j] > 0).sum()), int((signs[:, j] < 0).sum())
        assert (found.positive[j], found.negative[j]) == (up, down)
        assert found.zero[j] == m - up - down
        if up + down == 0:
            assert found.fraction[j] == 0 and (found.low[j], found.high[j]) == (0, 0.5)
        else:
            assert found.fraction[j] == min(up, down) / (up + down)
            interval = tuple(map(float, fold(*proportion_interval(up, up + down))))
            assert (found.low[j], found.high[j]) == pytest.approx(interval)
    turned = minority_fraction(-signs) if (signs > 0).any() else found
    assert turned.fraction.tolist() == found.fraction.tolist()


def test_bad_counts():
    for interval in (proportion_interval, wilson_interval):
        for count, n in ((-1, 5), (6, 5), (0, 0), (np.nan, 5)):
            with pytest.raises(ValueError, match="between 0 and n"):
                interval(count, n)
        with pytest.raises(ValueError, match="confidence is 1"):
            interval(1, 5, confidence=1)


@pytest.mark.parametrize("n", [5, 20, 50])
def test_flip_tests_agree_with_scipy(n):
    wins = np.arange(n + 1)
    above, below = flip_tests(wins, n - wins, n)
    for w in wins:
        both = [stats.binomtest(int(c), n, 0.1, "greater").pvalue for c in (w, n - w)]
        either = [stats.binomtest(int(c), n, 0.1, "less").pvalue for c in (w, n - w)]
        assert above[w] == pytest.approx(max(both), abs=1e-12)
        assert below[w] == pytest.approx(min(1.0, 2 * min(either)), abs=1e-12)


@pytest.mark.parametrize("sides", [(0.1, 0.9), (0.1, 0.1), (0.1, 0.45), (0.3, 0.7)])
def test_flip_tests_keep_their_level(sides):
    """At the edge of each null, with and without ties, the error is at most the level."""
    draws = np.random.default_rng(0).multinomial(50, [*sides, 1 - sum(sides) + 1e-16], 20_000)
    above, below = flip_tests(draws[:, 0], draws[:, 1], 50)
    if min(sides) <= 0.1:
        assert (above <= 0.05).mean() <= 0.055
    assert (below <= 0.05).mean() <= 0.055


def test_flip_tests_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match="threshold is"):
        flip_tests([1], [1], 2, threshold=0.5)
    with pytest.raises(ValueError, match="at most n_models"):
        flip_tests([2], [1], 2)
