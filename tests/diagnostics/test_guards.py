"""Guards on real data and real models, and the held-out score against a score by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import load_breast_cancer, load_digits
from xgboost import DMatrix, XGBClassifier, XGBRegressor

from diagnostics.guards import (
    constant_target,
    duplicate_columns,
    held_out_score,
    overlapping_rows,
    zero_attributions,
)


def shap_of_models(X, y, n_models, estimator=XGBClassifier):
    """Mean absolute SHAP of models on 80 % of the rows each."""
    out = []
    for seed in range(n_models):
        rows = np.random.default_rng(seed).permutation(len(X))[: int(0.8 * len(X))]
        model = estimator(
            n_estimators=30,
            max_depth=3,
            subsample=0.8,
            colsample_bytree=0.8,
            random_state=seed,
            n_jobs=2,
        ).fit(X[rows], y[rows])
        shap = model.get_booster().predict(DMatrix(X), pred_contribs=True)
        out.append(np.abs(shap[:, :-1]).mean(axis=0))
    return np.array(out, dtype=float)


@pytest.fixture(scope="module")
def cancer_values():
    return shap_of_models(*load_breast_cancer(return_X_y=True), 30)


def test_constant_target_gives_all_zero_attributions():
    """The published lottery on the heart data: a target coded wrongly, and a 'stable' ranking."""
    X, _ = load_breast_cancer(return_X_y=True)
    y = (np.array(["present", "absent"] * 284 + ["absent"]) == "2").astype(float)
    assert constant_target(y)
    found = zero_attributions(shap_of_models(X, y, 2, XGBRegressor))
    assert found.everything and found.models == (0, 1) and len(found.features) == 30
    assert "column order" in repr(found)


@pytest.mark.parametrize(
    ("y", "expected"),
    [
        ([1, 1, np.nan], True),
        ([np.nan, np.nan], True),
        (pd.Series(["no", "no", None]), True),
        (pd.Categorical(["a", "a", "b"]), False),
        ([False, True], False),
        ([0.1, 0.1 + 1e-12], False),
    ],
)
def test_constant_target(y, expected):
    assert constant_target(y) is expected


def test_digits_has_pixels_that_no_model_uses():
    X, y = load_digits(return_X_y=True)
    blank = np.flatnonzero(np.ptp(X, axis=0) == 0)
    assert len(blank) == 3
    found = zero_attributions(shap_of_models(X, (y < 5).astype(int), 3))
    assert {f"x{j}" for j in blank} <= set(found.features)
    assert not found.everything and found.models == ()
    assert found.to_frame().feature.tolist() == list(found.features)


def test_duplicates_in_real_data():
    frame = load_breast_cancer(as_frame=True).data
    assert duplicate_columns(frame) == ()
    frame = frame.assign(again=frame["mean area"], doubled=2 * frame["mean area"])
    frame = frame.assign(third=frame["mean area"].astype(object).astype(float))
    assert duplicate_columns(frame) == (("mean area", "again", "third"),)
    digits = load_digits().data
    expected = brute_duplicates(digits)
    assert expected  # the blank pixels
    assert duplicate_columns(digits) == expected


def brute_duplicates(X):
    groups = []
    for j in range(X.shape[1]):
        for group in groups:
            if np.array_equal(X[:, group[0]], X[:, j], equal_nan=True):
                group.append(j)
                break
        else:
            groups.append([j])
    return tuple(tuple(f"x{j}" for j in g) for g in groups if len(g) > 1)


def test_duplicates_of_every_type():
    frame = pd.DataFrame(
        {
            "one": [1, 0, 1],
            "float": [1.0, -0.0, 1.0],
            "truth": [True, False, True],
            "word": ["a", "b", None],
            "kind": pd.Categorical(["a", "b", np.nan]),
            "other": ["x", "y", None],
            "digits": ["1", "0", "1"],
            "big": [2**60, 2**60 + 1, 5],
            "bigger": [2**60, 2**60, 5],
            "big again": [2**60, 2**60 + 1, 5],
        }
    )
    assert duplicate_columns(frame) == (
        ("one", "float", "truth"),
        ("word", "kind"),
        ("big", "big again"),
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_duplicates_equal_brute_force(seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 2, size=(rng.integers(1, 5), rng.integers(2, 10))).astype(float)
    X[rng.random(X.shape) < 0.2] = np.nan
    assert duplicate_columns(X) == brute_duplicates(X)


def test_duplicates_of_a_wide_table():
    X = np.random.default_rng(0).normal(size=(2000, 3000))
    X[:, 2999] = X[:, 0]
    assert duplicate_columns(X) == (("x0", "x2999"),)


def test_overlapping_rows():
    train, test = np.split(np.random.default_rng(0).permutation(100), [80])
    assert overlapping_rows(train, test).size == 0
    assert overlapping_rows(train, np.arange(100)).tolist() == sorted(train)
    assert overlapping_rows(["a", "b"], ["b", "c"]).tolist() == ["b"]
    masks = np.arange(10) < 6, np.arange(10) >= 4
    assert overlapping_rows(*masks).tolist() == [4, 5]
    with pytest.raises(ValueError, match="mask"):
        overlapping_rows(masks[0], [1, 2])
    with pytest.raises(ValueError, match="list of row numbers"):
        overlapping_rows(np.eye(2), [1])


def test_held_out_score_on_real_models(cancer_values):
    gaussian = held_out_score(cancer_values, n_splits=5, n_null=10)
    snr = held_out_score(cancer_values, "snr", n_splits=5, n_null=10)
    own = held_out_score(cancer_values, "flip_rate", n_splits=5, n_null=10)
    assert gaussian.n_pairs == 435
    assert snr.spearman == pytest.approx(gaussian.spearman)
    assert np.isnan(snr.mean_absolute_error) and gaussian.mean_absolute_error < 0.15
    for score in (gaussian, own):
        assert score.spearman > 0.6 and score.p_value == pytest.approx(1 / 11)
        assert score.in_sample_spearman > score.spearman
        assert abs(score.null_spearman.mean()) < 0.15
    assert own.in_sample_spearman == pytest.approx(1)
    # what the warning is about: shuffled attributions "predict" their own flips, and no others
    assert gaussian.null_in_sample.min() > np.abs(gaussian.null_spearman).max()


def test_one_split_by_hand(cancer_values):
    score = held_out_score(cancer_values, n_splits=1, n_null=0, random_state=7)
    order = np.random.default_rng(7).permutation(30)
    halves = cancer_values[order[:15]], cancer_values[order[15:]]
    first, second = np.triu_indices(30, 1)
    correlations, errors = [], []
    for a, b in (halves, halves[::-1]):
        predicted, observed = [], []
        for j, k in zip(first, second, strict=True):
            own, other = a[:, j] - a[:, k], b[:, j] - b[:, k]
            spread = own.std(ddof=1)
            predicted.append(stats.norm.sf(abs(own.mean()) / spread) if spread else 0.5)
            above = sum((other > 0) + 0.5 * (other == 0))
            observed.append(min(above, 15 - above) / 15)
        correlations.append(stats.spearmanr(predicted, observed).statistic)
        errors.append(np.abs(np.subtract(predicted, observed)).mean())
    assert score.spearman == pytest.approx(np.mean(correlations))
    assert score.mean_absolute_error == pytest.approx(np.mean(errors))


def test_own_predictors_and_samples_of_pairs(cancer_values):
    def gap(values):
        mean = values.mean(axis=0)
        first, second = np.triu_indices(values.shape[1], 1)
        return -np.abs(mean[first] - mean[second])

    score = held_out_score(cancer_values, gap, n_splits=2, n_null=3, max_pairs=100)
    assert score.predictor == "gap" and score.n_pairs == 100 and score.spearman > 0.3
    with pytest.raises(ValueError, match=r"expected \(435,\)"):
        held_out_score(cancer_values, lambda v: v.mean(axis=0))


def test_pure_noise_predicts_itself_and_nothing_else():
    """The in-sample correlation is the one that independent normal differences have by themselves."""
    rng = np.random.default_rng(3)
    score = held_out_score(rng.normal(size=(40, 15)), n_null=100)
    assert abs(score.spearman) < 0.3 and score.p_value > 0.05
    difference = rng.normal(size=(20, 100_000))
    z = np.abs(difference.mean(axis=0)) / difference.std(axis=0, ddof=1)
    above = (difference > 0).sum(axis=0)
    structural = stats.spearmanr(-z, np.minimum(above, 20 - above) / 20).statistic
    assert 0.5 < structural < 0.55
    assert score.null_in_sample.mean() == pytest.approx(structural, abs=0.05)
    assert score.null_spearman.mean() == pytest.approx(0, abs=0.05)


def test_held_out_score_is_reproducible_and_refuses(cancer_values):
    a, b = (held_out_score(cancer_values, n_splits=2, n_null=2) for _ in range(2))
    assert a.to_json() == b.to_json() and "held-out" in repr(a) and len(a.to_frame()) == 2
    with pytest.raises(ValueError, match="not known"):
        held_out_score(cancer_values, "gini")
    with pytest.raises(ValueError, match="too few"):
        held_out_score(cancer_values[:3])
    with pytest.raises(ValueError, match="three features"):
        held_out_score(cancer_values[:, :2])
