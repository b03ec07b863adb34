"""How much a feature tells of a class: scikit-learn's AUC as the oracle, nulls under the null."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from diagnostics import permutation_p, proxy_screen
from diagnostics.proxies import FOLDS, _aucs, _bins, class_folds, indicators


def auc_by_hand(bins, folds, target):
    """Predict each row by the rate in its bin on the other folds, and let scikit-learn judge."""
    found, weights = [], []
    for column in target.T:
        score = np.empty(len(bins))
        for i, (b, f) in enumerate(zip(bins, folds, strict=True)):
            other = (folds != f) & (bins == b)
            score[i] = (column[other].sum() + column.mean()) / (other.sum() + 1)
        found.append(roc_auc_score(column, score))
        weights.append(column.sum())
    return np.average(found, weights=weights)


@pytest.mark.parametrize("n_levels", [2, 3])
def test_the_auc_is_that_of_scikit_learn(n_levels):
    rng = np.random.default_rng(n_levels)
    codes = rng.integers(0, n_levels, 150)
    values = codes + rng.normal(size=150) * 1.5
    values[::11] = np.nan
    bins, folds = _bins(values, False), class_folds(codes, rng)
    target = indicators(codes, n_levels)
    orders = np.array([rng.permutation(150) for _ in range(3)])
    found = _aucs(bins, folds, target, orders)
    assert found[0] == pytest.approx(auc_by_hand(bins, folds, target))
    for auc, order in zip(found[1:], orders, strict=True):
        assert auc == pytest.approx(auc_by_hand(bins, folds, target[order]))


def test_folds_spread_every_class():
    codes = np.repeat([0, 1, 2], [50, 17, 6])
    folds = class_folds(codes, np.random.default_rng(0))
    for level in range(3):
        counts = np.bincount(folds[codes == level], minlength=FOLDS)
        assert counts.max() - counts.min() <= 1


def test_bins():
    assert _bins(np.array([3.0, 1.0, np.nan, 3.0]), False).tolist() == [2, 1, 0, 2]
    many = _bins(np.arange(100.0), True)
    assert len(np.unique(many)) == 33 and (many == 0).sum() == 68
    numbers = _bins(np.arange(1000.0), False)
    assert len(np.unique(numbers)) == 16 and np.bincount(numbers)[1:].min() >= 60


def test_p_values_are_uniform_for_features_that_say_nothing():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(150, 120))
    found = proxy_screen(X, rng.integers(0, 2, 150), n_permutations=199)
    assert stats.kstest(found.p, "uniform").pvalue > 0.001
    assert np.mean(found.p <= 0.05) < 0.12
    assert (found.auc > found.null_auc).mean() < 0.12


def test_what_no_correlation_sees_is_seen():
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 2, 400)
    folded = np.where(codes == 1, rng.normal(0, 0.3, 400), rng.choice([-2.0, 2.0], 400))
    found = proxy_screen(np.column_stack([folded, rng.normal(size=400)]), codes, n_permutations=99)
    assert found.auc[0] > 0.95 and found.p[0] == 0.01
    assert found.to_frame()["feature"].tolist()[0] == "x0" and "predicts best" in repr(found)


def test_the_permutation_p_value():
    assert permutation_p(5.0, [1, 2, 3]) == 0.25 and permutation_p(0.0, [1, 2, 3]) == 1.0


@pytest.mark.parametrize(
    ("codes", "message"),
    [([0, 1], "classes of rows"), ([0, 0, 0], "two classes"), ([0, 2, 2], "gap")],
)
def test_bad_input(codes, message):
    with pytest.raises(ValueError, match=message):
        proxy_screen(np.ones((3, 2)), codes)
