"""The place of one model among retrained ones: by hand, and under the null."""

import numpy as np
import pytest
from scipy import stats

from diagnostics import place_model


@pytest.fixture
def ensemble():
    return np.random.default_rng(0).gamma(2, 1, (25, 7)) + np.arange(7)


def test_agreement_and_ranks_by_hand(ensemble):
    own = ensemble[3] * [1, 1, 1, 3, 1, 1, 1]
    found = place_model(own, ensemble, names=list("abcdefg"))
    assert found.agreement == pytest.approx(stats.kendalltau(own, ensemble.mean(axis=0)).statistic)
    for i in range(len(ensemble)):
        others = np.delete(ensemble, i, axis=0).mean(axis=0)
        assert found.typical[i] == pytest.approx(stats.kendalltau(ensemble[i], others).statistic)
    worse = sum(t <= found.agreement for t in found.typical)
    assert found.p_value == (1 + worse) / 26
    ranks = np.array([stats.rankdata(-row) for row in ensemble])
    for j in range(7):
        assert found.rank_low[j] <= found.rank_median[j] == np.median(ranks[:, j])
        outside = found.rank[j] < found.rank_low[j] or found.rank[j] > found.rank_high[j]
        assert found.unusual[j] == outside
    assert found.to_frame()["rank"].is_monotonic_increasing


def test_one_more_model_of_the_same_kind_is_rarely_a_stranger():
    small = 0
    for seed in range(200):
        values = np.random.default_rng(seed).gamma(2, 1, (20, 6)) + np.arange(6)
        small += place_model(values[0], values[1:]).p_value <= 0.05
    assert stats.binomtest(small, 200, 0.05, alternative="greater").pvalue > 0.01


@pytest.mark.parametrize("m", [2, 3, 5, 24, 60])
def test_unusual_ranks_of_each_model_among_the_others(m):
    """Left out by hand, with ties among the ranks."""
    values = np.random.default_rng(m).integers(0, 6, (m, 5)).astype(float)
    found = place_model(values[0], values)
    ranks = np.array([stats.rankdata(-row) for row in values])
    for i in range(m):
        others = np.delete(ranks, i, axis=0)
        low, high = np.quantile(others, (0.025, 0.975), axis=0, method="closest_observation")
        assert found.unusual_counts[i] == ((ranks[i] < low) | (ranks[i] > high)).sum()
    assert found.unusual_typical == found.unusual_counts.mean()
    assert found.smallest_p == 1 / (m + 1)


def test_one_more_model_has_as_many_unusual_ranks_as_the_ensemble_expects():
    """Twenty exchangeable features, five models: one more has five such ranks on average."""
    own, expected = [], []
    for seed in range(200):
        values = np.random.default_rng(seed).gamma(2, 1, (6, 20))
        found = place_model(values[0], values[1:])
        own.append(found.unusual.sum())
        expected.append(found.unusual_typical)
    assert np.mean(own) > 4
    assert np.mean(expected) == pytest.approx(np.mean(own), rel=0.3)


def test_a_reversed_ranking_is_a_stranger(ensemble):
    found = place_model(-ensemble.mean(axis=0) + 20, ensemble)
    assert found.agreement == -1 and found.p_value == 1 / 26 and found.unusual.any()


def test_a_model_without_attributions_agrees_with_nothing(ensemble):
    assert place_model(np.zeros(7), ensemble).agreement == 0


def test_bad_input(ensemble):
    with pytest.raises(ValueError, match="3 attributions, the ensemble 7"):
        place_model([1, 2, 3], ensemble)
