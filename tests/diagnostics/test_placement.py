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


def test_a_reversed_ranking_is_a_stranger(ensemble):
    found = place_model(-ensemble.mean(axis=0) + 20, ensemble)
    assert found.agreement == -1 and found.p_value == 1 / 26 and found.unusual.any()


def test_a_model_without_attributions_agrees_with_nothing(ensemble):
    assert place_model(np.zeros(7), ensemble).agreement == 0


def test_bad_input(ensemble):
    with pytest.raises(ValueError, match="3 attributions, the ensemble 7"):
        place_model([1, 2, 3], ensemble)
