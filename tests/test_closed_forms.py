"""The closed forms E1 to E17 of the published work, each exactly and each by a second way."""

from itertools import combinations, permutations
from math import factorial, log2

import numpy as np
import pytest
from scipy import stats

from diagnostics.agreement import mean_spearman
from diagnostics.size import ensemble_size, size_constant
from diagnostics.theory import (
    at_least_one_wrong,
    attribution_ratio,
    combination_variance,
    difference_variance,
    disagreement_from_flip,
    efficiency_amplification,
    efficiency_covariance,
    finite_disagreement,
    first_mover,
    flip_at_z,
    flip_from_snr,
    mean_estimator_variance_floor,
    minority_alarm_power,
    order_information_bits,
    random_ranking_agreement,
    spearman_first_mover_bound,
    split_gap,
    triangle_bound,
)


def test_e1_attribution_ratio():
    found = attribution_ratio([0.3, 0.5, 0.7, 0.9, 0.95, 0.99])
    expected = [1.0989, 1.3333, 1.9608, 5.2632, 10.2564, 50.2513]
    np.testing.assert_array_equal(np.round(found, 4), expected)


def test_e2_split_gap():
    gap = split_gap(0.9, 100)
    assert round(gap.gap, 2) == 68.07 and gap.lower_bound == pytest.approx(40.5)


def test_e3_size_constants():
    found = [round(size_constant(f), 3) for f in (0.10, 0.05, 0.025, 0.01, 0.005)]
    assert found == [1.642, 2.706, 3.841, 5.412, 6.635]


def test_e4_ensemble_size():
    assert ensemble_size(1.0, np.array([0.5, 0.1, 0.226])).tolist() == [11, 271, 53]


def test_e5_gaussian_flip_rate():
    assert np.round(flip_from_snr([1.2816, 1.6449, 1.96]), 3).tolist() == [0.10, 0.05, 0.025]
    assert flip_from_snr(0.0) == 0.5


def test_e5_gaussian_flip_rate_of_pair_statistics():
    pairs = pytest.importorskip("diagnostics.pairs")
    unit = np.array([-1.0, 1.0] * 10) / np.std([-1.0, 1.0] * 10, ddof=1)
    for snr in (0.0, 1.2816, 1.6449, 1.96):
        values = np.column_stack([unit + snr, np.zeros(20)])
        found = pairs.pair_statistics(values).gaussian_flip_rate[0]
        assert found == pytest.approx(flip_from_snr(snr), abs=1e-9)


def test_e6_single_model_flips_behind_a_significant_z():
    found = np.round(flip_at_z(1.96, [5, 10, 20, 25, 50]), 3)
    assert found.tolist() == [0.190, 0.268, 0.331, 0.348, 0.391]


def test_e7_disagreement():
    assert disagreement_from_flip(0.5) == 0.5
    found = [round(finite_disagreement(m // 2, m // 2), 4) for m in (30, 50, 20)]
    assert found == [0.5172, 0.5102, 0.5263]
    for m in (20, 30, 50):
        everything = [finite_disagreement(a, m - a) for a in range(m + 1)]
        assert max(everything) == pytest.approx(m / (2 * (m - 1)))


def test_e7_disagreement_of_pair_statistics():
    pairs = pytest.importorskip("diagnostics.pairs")
    for a, m in ((15, 30), (7, 20), (0, 10)):
        values = np.column_stack([np.arange(m) < a, np.full(m, 0.5)]).astype(float)
        found = pairs.pair_statistics(values).disagreement[0]
        assert found == pytest.approx(finite_disagreement(a, m - a))


def test_e8_first_mover():
    assert first_mover(5) == (0.2, 0.6, 0.08)
    assert first_mover(2) == (0.5, 0.0, 0.5)


@pytest.mark.parametrize("m", [2, 3, 4, 5])
def test_e9_random_rankings_by_enumeration(m):
    """Every fixed ranking against all permutations: 0, not -1/(m - 1)."""
    every = [np.array(p, dtype=float) for p in permutations(range(m))]
    fixed = every[-1]
    spearman = [mean_spearman(np.array([fixed, p])) for p in every]
    kendall = [stats.kendalltau(fixed, p).statistic for p in every]
    agreement = random_ranking_agreement(m)
    assert np.mean(spearman) == pytest.approx(agreement.spearman, abs=1e-12)
    assert np.mean(kendall) == pytest.approx(agreement.kendall, abs=1e-12)
    assert agreement.spearman == agreement.kendall == 0
    assert np.std(spearman) == pytest.approx(agreement.spearman_sd)
    assert np.std(kendall) == pytest.approx(agreement.kendall_sd)


@pytest.mark.parametrize("n_models", [1, 2, 5, 25])
def test_e10_equal_weights(n_models):
    equal = np.full(n_models, 1 / n_models)
    floor = mean_estimator_variance_floor(n_models)
    assert combination_variance(equal) == pytest.approx(floor)
    rng = np.random.default_rng(n_models)
    for weights in rng.dirichlet(np.ones(n_models), 200):
        excess = ((weights - equal) ** 2).sum()  # 0 for equal weights only
        assert combination_variance(weights) == pytest.approx(floor + excess)
    assert (rng.dirichlet(np.ones(n_models), 200) ** 2).sum(axis=1).min() >= floor * (1 - 1e-12)


def test_e11_efficiency():
    assert efficiency_amplification(2) == 2 and efficiency_amplification(5) == 1.25
    for m in (2, 5):
        assert efficiency_covariance(m, variance=3.0) == pytest.approx(-3 / (m - 1))
        expected = 2 * 3.0 - 2 * efficiency_covariance(m, variance=3.0)
        assert difference_variance(m, variance=3.0) == pytest.approx(expected)
        assert m * 3.0 + m * (m - 1) * efficiency_covariance(m, variance=3.0) == pytest.approx(0)


def test_e12_alarm_power():
    found = np.round(minority_alarm_power([0.05, 0.10, 0.15, 0.20, 0.30], 20, 3), 3)
    assert found.tolist() == [0.075, 0.323, 0.595, 0.794, 0.965]


def test_e13_at_least_one_wrong():
    found = [round(at_least_one_wrong(0.5, k), 3) for k in (2, 3, 5, 10)]
    assert found == [0.75, 0.875, 0.969, 0.999]


def test_e14_order_information():
    found = [order_information_bits(m) for m in (2, 3, 4, 5, 6, 8)]
    np.testing.assert_allclose(found, [log2(factorial(m)) for m in (2, 3, 4, 5, 6, 8)])
    assert [round(f, 3) for f in found[:5]] == [1, 2.585, 4.585, 6.907, 9.492]
    assert round(found[5], 2) == 15.30


def test_e15_wilson_interval():
    flips = pytest.importorskip("diagnostics.flips")
    low, high = flips.wilson_interval(52, 77)
    assert (round(float(low), 3), round(float(high), 3)) == (0.565, 0.769)
    oracle = stats.binomtest(52, 77).proportion_ci(method="wilson")
    assert (float(low), float(high)) == pytest.approx((oracle.low, oracle.high))


def test_e16_triangle_bound():
    assert triangle_bound(0.3, 0.05) == pytest.approx(0.125)


@pytest.mark.parametrize(("n_features", "m"), [(4, 2), (5, 2), (5, 3), (6, 3), (6, 4), (7, 2)])
def test_e17_first_mover_bound_by_enumeration(n_features, m):
    """Any places of the group among the others, any two first movers, all other members tied."""
    bound = spearman_first_mover_bound(n_features, m)
    best = -1.0
    for places in combinations(range(n_features), 2):
        top, rest = places
        others = [p for p in range(n_features) if p not in places][: n_features - m]
        if len(others) < n_features - m:
            continue
        tail = np.array(others, dtype=float)
        values = []
        for mover in (0, 1):
            group = np.full(m, -float(rest))
            group[mover] = -float(top)
            values.append(np.concatenate([group, -tail]))
        ranks = stats.rankdata(-np.array(values), axis=1)
        squares = ((ranks[0] - ranks[1]) ** 2).sum()
        rho = 1 - 6 * squares / (n_features**3 - n_features)
        assert rho <= bound + 1e-12
        best = max(best, rho)
    assert best == pytest.approx(bound)  # reached where the group stands together


def test_e17_value():
    assert spearman_first_mover_bound(4, 2) == pytest.approx(0.8)
