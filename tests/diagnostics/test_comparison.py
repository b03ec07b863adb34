"""Comparison of runs: scipy as the oracle, and the permutation test under its null."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from diagnostics import adjust, compare_runs


@pytest.fixture
def runs():
    rng = np.random.default_rng(5)
    shift = np.array([1, 0, 0, 0, 0, 0])
    return rng.gamma(3, 1, (15, 6)), rng.gamma(3, 1, (22, 6)) + shift


def shares(values):
    return values / values.sum(axis=1, keepdims=True)


def test_welch_and_holm_are_those_of_scipy(runs):
    a, b = runs
    found = compare_runs(a, b, names=list("abcdef"))
    test = stats.ttest_ind(shares(b), shares(a), equal_var=False)
    assert found.p == pytest.approx(test.pvalue)
    low, high = test.confidence_interval(0.95)
    assert found.low == pytest.approx(low) and found.high == pytest.approx(high)
    assert found.p_adjusted == pytest.approx(adjust(test.pvalue, "holm"))
    assert found.kendall == pytest.approx(
        stats.kendalltau(shares(a).mean(axis=0), shares(b).mean(axis=0)).statistic
    )


def test_the_distance_is_the_part_that_moved():
    a, b = np.tile([6.0, 3.0, 1.0], (5, 1)), np.tile([30.0, 50.0, 20.0], (4, 1))
    found = compare_runs(a, b)
    assert found.distance == pytest.approx(0.3)
    assert found.rank_first.tolist() == [1, 2, 3] and found.rank_second.tolist() == [2, 1, 3]
    assert found.p.tolist() == [0, 0, 0]


def test_the_permutation_test_is_that_of_all_assignments(runs):
    a, b = runs
    found = compare_runs(a[:5], b[:5])
    # All 252 assignments of ten models to two runs of five, counted one by one.
    pooled = np.vstack([shares(a[:5]), shares(b[:5])])
    every = []
    for chosen in combinations(range(10), 5):
        rest = [i for i in range(10) if i not in chosen]
        every.append(np.abs(pooled[list(chosen)].mean(0) - pooled[rest].mean(0)).sum() / 2)
    exact = np.mean(np.array(every) >= found.distance * (1 - 1e-9))
    assert found.p_value == pytest.approx(exact, abs=0.03)
    assert found.noise == pytest.approx(np.median(every), rel=0.05)


def test_p_values_are_uniform_where_nothing_changed():
    rng = np.random.default_rng(1)
    p = [
        compare_runs(rng.gamma(2, 1, (8, 5)), rng.gamma(2, 1, (12, 5)), random_state=i).p_value
        for i in range(200)
    ]
    assert np.mean(np.array(p) <= 0.05) <= 0.1
    assert stats.kstest(p, "uniform").pvalue > 0.001


def test_a_run_is_like_itself():
    a = np.random.default_rng(2).gamma(2, 1, (10, 4))
    found = compare_runs(a, a)
    assert found.distance == 0 and found.p_value == 1 and found.kendall == 1
    assert found.p_adjusted.tolist() == [1, 1, 1, 1]


def test_units_do_not_matter(runs):
    a, b = runs
    assert compare_runs(a, b).distance == pytest.approx(compare_runs(1000 * a, b).distance)


def test_bad_input():
    with pytest.raises(ValueError, match="3 and 4 features"):
        compare_runs(np.ones((4, 3)), np.ones((4, 4)))


def test_a_model_without_attributions_counts_as_none():
    found = compare_runs(np.zeros((3, 2)), np.ones((3, 2)))
    assert found.first.tolist() == [0, 0] and np.isfinite(found.p_value)
    assert len(found.to_frame()) == 2 and "has moved" in repr(found)
