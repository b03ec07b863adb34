"""Predictors on held-out models, against an example that can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.ensemble import RandomForestClassifier

from datasets_survey.predictors import (
    judge,
    judge_signs,
    spearman,
    split_count_z,
    split_counts,
)

NEAR = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.1], [0.1, 0.1, 1.0]])


def by_hand():
    """First half: a > b in 3 of 4, both far above c. Second half: b > a in 3 of 4."""
    first = [[5, 4, 1], [5, 4, 1], [6, 4, 1], [4, 5, 1]]
    second = [[4, 5, 1], [4, 5, 1], [4, 5, 1], [5, 4, 1]]
    return np.array(first + second, dtype=float)


def test_the_second_half_judges_what_the_first_predicts():
    row = judge(by_hand(), NEAR, {"one": np.array([0.5, 0.5, 9.0])}, None, seed=0)
    assert row["half"] == 4 and row["all_judged"] == 3 and row["collinear_judged"] == 1
    # a and b: 1 of 4 predicted; in the second half the minority is 1 of 4 as well …
    assert (row["all_minority_tp"], row["all_minority_fp"], row["all_minority_tn"]) == (1, 0, 2)
    # … but 3 of 4 held-out models contradict the order of the first half.
    assert row["all_minority_mse"] == pytest.approx((0.75 - 0.25) ** 2 / 3)
    assert row["all_jeffreys_mse"] == pytest.approx(((0.75 - 0.3) ** 2 + 2 * 0.1**2) / 3)
    assert row["all_noise"] == pytest.approx(0.75 * 0.25 / 3 / 3)
    snr = 0.75 / np.std([1, 1, 2, -1], ddof=1)
    assert row["collinear_gaussian_mse"] == pytest.approx((0.75 - stats.norm.sf(snr)) ** 2)
    assert (row["all_one_tp"], row["all_one_fp"], row["all_one_tn"]) == (1, 1, 1)
    assert sum(row["all_gaussian_bins_n"]) == 3
    assert sum(row["all_minority_bins_predicted"]) == pytest.approx(0.25)
    assert sum(row["all_minority_bins_flips"]) == pytest.approx(0.75)


def test_signs_are_judged_on_models_that_were_not_seen():
    rng = np.random.default_rng(4)
    signed = rng.normal([0.0, 0.1, 0.5, 1.0, 3.0, 0.0], 1.0, (20, 6))
    signed[:, 5] = 0
    row = judge_signs(signed)
    assert row["signs_judged"] == 5

    def minority(block):
        return [min((c > 0).sum(), (c < 0).sum()) / 10 for c in block.T]

    own, other = signed[:10, :5], signed[10:, :5]
    assert row["signs_minority_spearman"] == pytest.approx(
        stats.spearmanr(minority(own), minority(other)).statistic
    )
    rate = stats.norm.sf(np.abs(own.mean(axis=0)) / own.std(axis=0, ddof=1))
    assert row["signs_gaussian_spearman"] == pytest.approx(
        stats.spearmanr(rate, minority(other)).statistic
    )
    hits = sum(a > 0.1 and b > 0.1 for a, b in zip(minority(own), minority(other), strict=True))
    assert row["signs_minority_tp"] == hits
    assert judge_signs(np.zeros((6, 3))) == {"signs_judged": 0}


def test_split_counts_are_counted_and_turned_back():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 3))
    y = (X[:, 2] > 0).astype(int)
    forest = RandomForestClassifier(5, max_features=None, random_state=0).fit(X[:, [2, 0, 1]], y)
    counts = split_counts([forest], [np.array([2, 0, 1])])
    assert counts[0, 2] == counts.sum() == 5
    many = rng.integers(0, 9, (6, 3)).astype(float)
    for z, (i, j) in zip(split_count_z(many), [(0, 1), (0, 2), (1, 2)], strict=True):
        difference = many[:, i] - many[:, j]
        expected = abs(stats.ttest_1samp(difference, 0).statistic)
        assert z == pytest.approx(expected)


@pytest.mark.parametrize("model", ["xgboost", "lightgbm"])
def test_the_libraries_count_the_splits_of_their_trees(model):
    from dash import train_ensemble
    from dash.treeshap import read_trees

    rng = np.random.default_rng(1)
    X = rng.normal(size=(120, 4))
    y = (X[:, 1] + 0.2 * rng.normal(size=120) > 0).astype(int)
    members = train_ensemble(
        (X, y), model=model, n_models=2, n_jobs=1, parameters={"n_estimators": 5}
    ).members
    counts = split_counts([m.model for m in members], [m.columns for m in members])
    for row, m in zip(counts, members, strict=True):
        used = read_trees(m.model).feature
        assert row[m.columns].tolist() == [int((used == j).sum()) for j in range(4)]


def test_the_in_sample_statistic_is_judged_on_its_own_models():
    rng = np.random.default_rng(0)
    values = np.abs(rng.normal([1, 1.1, 3], 0.3, (20, 3)))
    counts = rng.poisson([20, 20, 60], (20, 3)).astype(float)
    row = judge(values, NEAR, {}, counts, seed=0)
    flagged = split_count_z(counts) < 1.96
    share = [np.mean(values[:, i] > values[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    true = np.minimum(share, 1 - np.array(share)) > 0.1
    assert row["all_splits_in_sample_tp"] == (flagged & true).sum()
    assert row["all_splits_in_sample_fp"] == (flagged & ~true).sum()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_features_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    values = np.abs(rng.normal(np.linspace(1, 2, 5), 0.3, (12, 5)))
    association = np.abs(np.corrcoef(rng.normal(size=(9, 5)), rowvar=False))
    turn = rng.permutation(5)
    a = judge(values, association, {}, None, seed=0)
    b = judge(values[:, turn], association[np.ix_(turn, turn)], {}, None, seed=0)
    for key in a:
        if not key.startswith("null") and a[key] is not None:
            assert b[key] == pytest.approx(a[key], nan_ok=True, abs=1e-5), key


def test_noise_is_what_remains_of_a_perfect_prediction():
    """With the true rates as prediction the mean square error is the noise term, on average."""
    rng = np.random.default_rng(0)
    values = rng.normal(0, 1, (50, 40))
    row = judge(values, np.eye(40), {}, None, seed=0)
    truth = 0.5
    y = row["all_held_out_rate"]
    assert y == pytest.approx(truth, abs=0.05)
    assert row["all_constant_mse"] == pytest.approx(row["all_noise"], rel=0.6)
    assert abs(row["null_spearman"]) < 0.2 < row["null_in_sample"]


def test_spearman_with_ties_is_scipys():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 4, 30), rng.integers(0, 4, 30)
    assert spearman(a, b) == pytest.approx(stats.spearmanr(a, b).statistic)


def test_signs_that_never_change_are_no_absolute_values():
    """A small table may have positive means alone; the prediction is then that none flips."""
    rng = np.random.default_rng(0)
    row = judge_signs(rng.uniform(0.1, 1, size=(20, 3)))
    assert row["signs_judged"] == 3 and row["signs_minority_tn"] == 3
    assert row["signs_minority_spearman"] is None
