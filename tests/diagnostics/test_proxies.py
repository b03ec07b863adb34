"""How much a feature tells of a class: scikit-learn's AUC as the oracle, nulls under the null."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from diagnostics import permutation_p, proxy_screen
from diagnostics.proxies import _aucs, _bins, _largest, indicators
from diagnostics.resampling import unit_folds


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
    bins, folds = _bins(values, False), unit_folds(150, rng)
    target = indicators(codes, n_levels)
    orders = np.array([rng.permutation(150) for _ in range(3)])
    found = _aucs(bins, folds, np.column_stack([codes, *codes[orders]]), n_levels)
    assert found[0] == pytest.approx(auc_by_hand(bins, folds, target))
    for auc, order in zip(found[1:], orders, strict=True):
        assert auc == pytest.approx(auc_by_hand(bins, folds, target[order]))


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


def rare_feature(rng, n, share, kind):
    """A column that says nothing: a binary one, or categories that are rare but for one."""
    x = rng.random(n) < share
    return x.astype(float) if kind == "binary" else np.where(x, rng.integers(1, 5, n), 0.0)


@pytest.mark.parametrize(
    ("n", "share", "kind"),
    [(200, 0.05, "binary"), (1000, 0.01, "binary"), (200, 0.5, "binary"), (300, 0.1, "categories")],
)
def test_rare_values_that_say_nothing_are_rejected_at_the_level(n, share, kind):
    rejected = 0
    for seed in range(60):
        rng = np.random.default_rng([seed, n])
        x = rare_feature(rng, n, share, kind)[:, None]
        found = proxy_screen(
            x,
            rng.integers(0, 2, n),
            categorical=[True],
            n_permutations=99,
            random_state=[seed, 7],
        )
        rejected += found.p[0] <= 0.05
    assert stats.binomtest(rejected, 60, 0.05, alternative="greater").pvalue > 0.001


def test_the_correction_is_that_of_westfall_and_young():
    """By hand: standardise each feature's row, take the largest of each permutation, count."""
    rng = np.random.default_rng(5)
    aucs = np.concatenate([rng.normal(0.5, 0.02, (4, 200)), rng.normal(0.48, 0.1, (3, 200))])
    aucs[2, 0], aucs[6] = 0.6, 0.5
    found = _largest(aucs)
    for j in range(7):
        z = [stats.zscore(row) if row.std() > 0 else 0 * row for row in aucs]
        larger = sum(max(row[b] for row in z) >= z[j][0] - 1e-9 for b in range(1, 200))
        assert found[j] == pytest.approx((1 + larger) / 200)
    assert found[2] == 1 / 200 and found[6] == 1.0


def test_the_smallest_p_value_does_not_depend_on_the_number_of_features():
    """Of 60 features one is the class in other words: it is found, and it alone."""
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 2, 500)
    X = np.column_stack([codes + 0.3 * rng.normal(size=500), rng.normal(size=(500, 59))])
    found = proxy_screen(X, codes)
    assert found.p_adjusted[0] == found.p[0] == 1 / 1000
    assert (found.p_adjusted[1:] > 0.05).all() and (found.p_adjusted >= found.p - 1e-12).all()


def test_the_chance_of_any_false_rejection_is_the_level():
    """Sixty features with different nulls that say nothing, and one that says all."""
    wrong = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        codes = rng.integers(0, 2, 150)
        X = np.column_stack(
            [codes, *(rng.normal(size=(30, 150))), *(rng.random((30, 150)) < 0.06)]
        ).astype(float)
        found = proxy_screen(X, codes, n_permutations=99, random_state=seed)
        assert found.p_adjusted[0] == 0.01
        wrong += (found.p_adjusted[1:] <= 0.05).any()
    assert stats.binomtest(wrong, 60, 0.05, alternative="greater").pvalue > 0.001


@pytest.mark.parametrize("constant", [True, False])
def test_a_person_of_twelve_rows_counts_as_one(constant):
    """Six features of the person that say nothing, and one that says who is of which class."""
    wrong, hits, naive = 0, 0, 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        size = np.full(50, 12) if seed % 2 else rng.integers(6, 19, 50)
        person = np.repeat(np.arange(50), size)
        own = rng.integers(0, 2, 50)
        codes = own[person] if constant else (rng.random(len(person)) < 0.1 + 0.8 * own[person])
        codes = codes.astype(int)
        X = rng.normal(size=(50, 7))[person] + 0.05 * rng.normal(size=(len(person), 7))
        X[:, 6] = codes + 0.3 * rng.normal(size=len(person))
        options = {"n_permutations": 99, "random_state": seed}
        found = proxy_screen(X, codes, groups=person, **options)
        wrong += (found.p_adjusted[:6] <= 0.05).any()
        hits += found.p_adjusted[6] <= 0.05
        naive += (proxy_screen(X, codes, **options).p_adjusted[:6] <= 0.05).any()
    assert stats.binomtest(wrong, 25, 0.05, alternative="greater").pvalue > 0.001
    assert hits == 25 and naive > 20


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
