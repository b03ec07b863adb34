"""Agreement of rankings against definitions, brute force and scipy."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diagnostics.agreement import (
    agreement,
    kendall_w,
    mean_spearman,
    nogueira_stability,
    top_change_probability,
    top_changes,
    top_k_jaccard,
)


def models(seed, m=None, d=None, ties=True):
    rng = np.random.default_rng(seed)
    shape = (m or rng.integers(2, 8), d or rng.integers(3, 8))
    return rng.integers(0, 4, shape).astype(float) if ties else rng.normal(size=shape)


def w_by_definition(values):
    """W = 12 S / (m²(d³ - d) - m ΣT), T the sum of t³ - t over the ties of a model."""
    m, d = values.shape
    ranks = np.array([stats.rankdata(row) for row in values])
    s = ((ranks.sum(axis=0) - ranks.sum() / d) ** 2).sum()
    ties = sum(t**3 - t for row in values for t in np.unique(row, return_counts=True)[1])
    below = m**2 * (d**3 - d) - m * ties
    return 12 * s / below if below > 0 else np.nan


@pytest.mark.parametrize("seed", range(30))
def test_kendall_w_with_ties(seed):
    values = models(seed)
    assert kendall_w(values) == pytest.approx(w_by_definition(values), nan_ok=True)


@pytest.mark.parametrize("seed", range(10))
def test_kendall_w_agrees_with_friedman(seed):
    values = models(seed, m=5, d=6)
    chi2 = stats.friedmanchisquare(*values.T).statistic
    assert kendall_w(values) == pytest.approx(chi2 / (5 * 5))


@pytest.mark.parametrize("seed", range(20))
def test_mean_spearman_is_the_mean_over_pairs(seed):
    values = models(seed, d=6)
    ranking = [row for row in values if np.ptp(row) > 0]
    each = [stats.spearmanr(a, b).statistic for a, b in combinations(ranking, 2)]
    assert mean_spearman(values) == pytest.approx(np.mean(each) if each else np.nan, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_w_and_mean_spearman_are_one_number_without_ties(seed):
    values = models(seed, ties=False)
    m = len(values)
    assert kendall_w(values) == pytest.approx((1 + (m - 1) * mean_spearman(values)) / m)


@pytest.mark.parametrize("seed", range(20))
def test_top_k_measures_by_sets(seed):
    values = models(seed, d=7, ties=False)
    m, d, k = len(values), 7, 3
    sets = [frozenset(np.argsort(-row)[:k].tolist()) for row in values]
    jaccard = np.mean([len(a & b) / len(a | b) for a, b in combinations(sets, 2)])
    assert top_k_jaccard(values, k=k) == pytest.approx(jaccard)
    chosen = np.array([[j in s for j in range(d)] for s in sets])
    variance = np.mean([chosen[:, j].astype(float).var(ddof=1) for j in range(d)])
    expected = 1 - variance / (k / d * (1 - k / d))
    assert nogueira_stability(values, k=k) == pytest.approx(expected)
    result = agreement(values, k=k)
    assert result.distinct_top_k == len(set(sets))
    assert sum(count for _, count in result.top_sets) == m
    assert result.border_ties == 0
    commonest = max(sets.count(s) for s in sets)
    assert result.top_sets[0][1] == commonest


@pytest.mark.parametrize("seed", range(10))
def test_nogueira_of_selections_of_any_size(seed):
    rng = np.random.default_rng(seed)
    chosen = rng.random((6, 9)) < rng.random(9)
    kbar = chosen.sum(axis=1).mean()
    p = chosen.mean(axis=0)
    expected = 1 - np.mean(6 / 5 * p * (1 - p)) / (kbar / 9 * (1 - kbar / 9))
    assert nogueira_stability(chosen) == pytest.approx(expected)


def test_border_ties_are_averaged_over_random_breaks():
    """Both models tie three features for two places: enumerate the nine outcomes."""
    values = np.array([[5.0, 1, 1, 1, 0], [4.0, 2, 2, 2, 1]])
    k, d = 3, 5
    outcomes = [{0, *pair} for pair in combinations((1, 2, 3), 2)]
    expected, common = [], []
    for a in outcomes:
        for b in outcomes:
            chosen = np.array([[j in s for j in range(d)] for s in (a, b)], dtype=float)
            expected.append(1 - chosen.var(axis=0, ddof=1).mean() / (k / d * (1 - k / d)))
            common.append(len(a & b))
    assert nogueira_stability(values, k=k) == pytest.approx(np.mean(expected))
    size = np.mean(common)
    assert top_k_jaccard(values, k=k) == pytest.approx(size / (2 * k - size))
    assert agreement(values, k=k).border_ties == 2


def test_nothing_attributed_is_not_agreement():
    """A constant model has no ranking: without care its column order looks perfectly stable."""
    result = agreement(np.zeros((10, 6)), k=2)
    assert np.isnan(result.kendall_w) and np.isnan(result.mean_spearman)
    assert result.nogueira == pytest.approx(0)
    assert result.top_k_jaccard < 0.5
    assert result.border_ties == 10


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), ties=st.booleans())
def test_ranges_and_invariance(seed, ties):
    rng = np.random.default_rng(seed)
    values = models(seed, ties=ties)
    m, d = values.shape
    k = int(rng.integers(1, d))
    shuffled = values[rng.permutation(m)][:, rng.permutation(d)]
    # A model without any order takes no part, so that fewer than m may be compared.
    for measure, low in ((kendall_w, 0), (mean_spearman, -1)):
        number = measure(values)
        assert np.isnan(number) or low - 1e-9 <= number <= 1 + 1e-9
        assert measure(shuffled) == pytest.approx(number, nan_ok=True)
        assert measure(np.exp(values)) == pytest.approx(number, nan_ok=True)
    for measure, low in ((top_k_jaccard, 0), (nogueira_stability, -1 / (m - 1))):
        assert low - 1e-9 <= measure(values, k=k) <= 1 + 1e-9
        assert measure(shuffled, k=k) == pytest.approx(measure(values, k=k))


def test_random_rankings_have_no_nogueira_stability():
    every = np.array(list(permutations(range(5))), dtype=float)
    n = len(every)
    assert nogueira_stability(every, k=2) == pytest.approx(-1 / (n - 1))
    assert kendall_w(every) == pytest.approx(0)


def test_all_features_is_no_choice():
    assert np.isnan(nogueira_stability([[1, 2, 3], [3, 1, 2]], k=3))
    with pytest.raises(ValueError, match="k is 4"):
        top_k_jaccard([[1, 2, 3], [3, 1, 2]], k=4)


def test_result_prints_and_serialises():
    result = agreement(models(0, m=5, d=6, ties=False), k=2, names=list("abcdef"))
    assert "top 2" in repr(result)
    assert '"top_sets"' in result.to_json()
    assert len(result.to_frame()) == 5


def top_sets(row, k):
    """Every set of k features that could be the top k, whichever way ties are broken."""
    d = len(row)
    return {
        frozenset(s)
        for s in combinations(range(d), k)
        if min(row[list(s)]) >= max(row[[j for j in range(d) if j not in s]], default=-np.inf)
    }


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("seed", range(20))
def test_a_top_change_is_that_no_set_is_common(seed, k):
    values = models(seed, d=5)
    sets = [top_sets(row, k) for row in values]
    differ = [not (a & b) for a, b in combinations(sets, 2)]
    assert top_change_probability(values, k=k) == pytest.approx(np.mean(differ))
    matrix = top_changes(values, k=k)
    assert (matrix == matrix.T).all() and not matrix.diagonal().any()


def test_the_probability_of_a_top_change_is_unbiased():
    rng = np.random.default_rng(0)
    places = np.array([0.6, 0.3, 0.1])
    draws = [np.eye(3)[rng.choice(3, 4, p=places)] for _ in range(4000)]
    mean = np.mean([top_change_probability(values) for values in draws])
    assert mean == pytest.approx(1 - (places**2).sum(), abs=0.01)


def test_zero_everywhere_changes_nothing():
    assert top_change_probability(np.zeros((4, 3)), k=2) == 0.0
    with pytest.raises(ValueError, match="k is 4"):
        top_change_probability(np.zeros((4, 3)), k=4)
