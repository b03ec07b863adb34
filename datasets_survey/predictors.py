"""Predictors of instability, each judged on models that it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from dash.learners import is_lightgbm_booster, is_xgboost_booster
from datasets_survey.measures import COLLINEAR, UNSTABLE
from diagnostics import held_out_score, minority_fraction, pair_statistics, screen_splits
from diagnostics.pairs import difference_blocks, moments, ratio

#: Edges of the bins of a predicted flip rate: the published bins of SNR, 3, 1.96, …, 0.5, 0.
SNR_EDGES = (3.0, 1.96, 1.645, 1.28, 1.0, 0.5)
BIN_EDGES = np.array([0.0, *stats.norm.sf(SNR_EDGES), 1.0])
FLAG_BELOW = 1.96
SCOPES = ("all", "collinear")
NULL_SPLITS = 4


def judge(
    values: np.ndarray,
    association: np.ndarray,
    screens: Mapping[str, np.ndarray],
    counts: np.ndarray | None,
    *,
    seed: int,
) -> dict[str, Any]:
    """Estimate every predictor on the first half of the models and judge it on the second.

    Parameters
    ----------
    values : array of shape (M, d)
        Mean absolute attributions.
    association : array of shape (d, d)
        Strength of association of the features.
    screens : mapping of str to array of shape (K,)
        z of split screens of the first model; a pair is flagged where z is below 1.96.
    counts : array of shape (M, d) or None
        Splits on each feature in each model.
    seed : int
        Source of the random halvings of the null.

    Returns
    -------
    dict
        For each scope (`all`, `collinear`) and predictor: `tp`, `fp`, `fn`, `tn` against "more
        than 10 % of the held-out models are on the minority side", and `spearman` with that
        share. For the predictors that are rates also `mse` against the share of held-out models
        that contradict the mean order of the first half, and `bins_n`, `bins_predicted`,
        `bins_flips`, sums over the pairs in bins of the prediction. For each scope: `judged`
        pairs, `noise`, what the binomial noise of the judges adds to every `mse`,
        `constant_mse` of one rate for all pairs. `null_…`: see Notes.

    Notes
    -----
    The rates: `gaussian`, Phi(-SNR); `minority`, the share of models on the minority side;
    `jeffreys`, that share moved to (m + 1/2)/(n + 1); `independent`, Phi(-gap/sqrt(s_j² + s_k²)),
    which knows each feature's own mean and spread and nothing of the pair. The screens: those
    given; `splits`, the published |mean|/SE of the difference of split counts over the first
    half of the models; `splits_in_sample`, the same over all models and judged on the same
    models, which is where the published precision of 94 % comes from.

    Pairs without a difference in any model of the first half are passed over: nothing is
    predicted for them. Expected tables of a predictor that is permuted over the pairs follow
    from the margins of its own. `null_spearman` and `null_in_sample` are the rank correlations
    of the Gaussian formula when the features are shuffled within each model, on held-out and on
    the same models: what is due to the arithmetic alone. The square root of the Spearman
    correlation of `minority`, one half with the other, is about what a predictor can reach that
    knows the true rates.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> values = np.linspace(1, 2, 8) + 0.2 * rng.normal(size=(40, 8))
    >>> row = judge(values, np.eye(8), {}, None, seed=0)
    >>> row["all_judged"], row["all_gaussian_spearman"] > 0.5, row["collinear_judged"]
    (28, True, 0)
    """
    values = np.asarray(values, dtype=float)
    half = len(values) // 2
    own, other = pair_statistics(values[:half]), pair_statistics(values[half : 2 * half])
    rates = {
        "gaussian": own.gaussian_flip_rate,
        "minority": np.minimum(own.wins, own.losses) / half,
        "jeffreys": (np.minimum(own.wins, own.losses) + 0.5) / (half + 1),
        "independent": _from_margins(values[:half], own),
    }
    z = {name: np.asarray(value) for name, value in screens.items()}
    if counts is not None:
        z["splits"] = split_count_z(counts[:half])
    held_out = np.minimum(other.wins, other.losses) / half
    against = np.where(own.mean_difference > 0, other.losses, other.wins) / half
    against = np.where(own.mean_difference == 0, (other.wins + other.losses) / (2 * half), against)
    known = own.ties < half
    near = association[own.first, own.second] > COLLINEAR
    row: dict[str, Any] = {"half": half}
    for scope, inside in (("all", known), ("collinear", known & near)):
        found: dict[str, Any] = {"judged": int(inside.sum())}
        truth = held_out[inside]
        if inside.any():
            y = against[inside]
            found["noise"] = float((y * (1 - y)).mean() / (half - 1))
            found["held_out_rate"] = float(y.mean())
            constant = rates["minority"][inside].mean()
            found["constant_mse"] = float(((constant - y) ** 2).mean())
        for name, rate in rates.items():
            found |= _named(name, _table(rate[inside] > UNSTABLE, truth > UNSTABLE))
            found |= _named(name, _rate(rate[inside], against[inside], truth))
        for name, score in z.items():
            found |= _named(name, _screen(score[inside], truth))
        if counts is not None:
            whole = pair_statistics(values)
            share = np.minimum(whole.wins, whole.losses)[inside] / len(values)
            found |= _named("splits_in_sample", _screen(split_count_z(counts)[inside], share))
        row |= {f"{scope}_{k}": v for k, v in found.items()}
    return row | _null(values, seed)


def judge_signs(signed: np.ndarray) -> dict[str, Any]:
    """The published minority fraction, which is about the sign of one feature, on unseen models.

    Parameters
    ----------
    signed : array of shape (M, d)
        Mean signed attributions.

    Returns
    -------
    dict
        `signs_judged`: features with a sign in each half of the models. `signs_minority_…` and
        `signs_gaussian_…`: the minority fraction of the first half, and Phi(-|mean|/sd) of the
        first half, against the minority fraction of the second: `tp`, `fp`, `fn`, `tn` at 10 %
        and `spearman`. `signs_gaussian_in_sample`: the rank correlation of Phi(-|mean|/sd) with
        the minority fraction over all models, where predictor and target are made of the same
        numbers; that of the minority fraction itself is then 1 by construction.

    Examples
    --------
    >>> signed = np.array([[1, 1, -1], [1, -1, -1], [1, 1, -1], [1, -1, -1]], dtype=float)
    >>> row = judge_signs(signed)
    >>> row["signs_judged"], row["signs_minority_tp"], row["signs_minority_tn"]
    (3, 1, 2)
    """
    signed = np.asarray(signed, dtype=float)
    half = len(signed) // 2
    own, other = signed[:half], signed[half : 2 * half]
    known = (own != 0).any(axis=0) & (other != 0).any(axis=0)
    row: dict[str, Any] = {"signs_judged": int(known.sum())}
    if not known.any():
        return row
    truth = _sign_fraction(other[:, known])
    for name, rate in (
        ("minority", _sign_fraction(own[:, known])),
        ("gaussian", _sign_rate(own[:, known])),
    ):
        row |= _named(f"signs_{name}", _table(rate > UNSTABLE, truth > UNSTABLE))
        row[f"signs_{name}_spearman"] = spearman(rate, truth)
    whole = signed[:, known]
    row["signs_gaussian_in_sample"] = spearman(_sign_rate(whole), _sign_fraction(whole))
    return row


def _sign_fraction(signed: np.ndarray) -> np.ndarray:
    """Minority fraction of signs, zero where every mean of a small table happens to be positive.

    `minority_fraction` takes a matrix without a negative number for mean absolute values.
    """
    if (signed >= 0).all():
        return np.zeros(signed.shape[1])
    return minority_fraction(signed).fraction


def _sign_rate(signed: np.ndarray) -> np.ndarray:
    """Probability of the other sign if the mean attribution of a feature were normal."""
    mean, sd = np.abs(signed.mean(axis=0)), signed.std(axis=0, ddof=1)
    return stats.norm.sf(ratio(mean, sd))


def model_screens(model: Any, columns: np.ndarray) -> dict[str, np.ndarray]:
    """z of the split screen of one model, with the right standard error and the published one.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> forest = RandomForestClassifier(10, random_state=0).fit(*load_iris(return_X_y=True))
    >>> sorted(model_screens(forest, np.arange(4)))
    ['screen_paired', 'screen_published']
    """
    d = len(columns)
    return {
        f"screen_{rule}": screen_splits(model, n_features=d, columns=columns, rule=rule).z
        for rule in ("paired", "published")
    }


def split_counts(models: Sequence[Any], columns: Sequence[np.ndarray]) -> np.ndarray:
    """Splits on each feature in each model, shape (M, d), features in the user's order.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> tree = DecisionTreeClassifier(max_depth=1).fit(*load_iris(return_X_y=True))
    >>> int(split_counts([tree], [np.arange(4)]).sum())
    1
    """
    counts = np.zeros((len(models), len(columns[0])))
    for row, model, order in zip(counts, models, columns, strict=True):
        row[order] = _splits(model, len(order))
    return counts


def _splits(model: Any, n_features: int) -> np.ndarray:
    """Splits on each input of one model, asked of its library, which is faster than reading it."""
    if is_xgboost_booster(model):
        score = model.get_score(importance_type="weight")
        return np.array([score.get(f"f{j}", 0.0) for j in range(n_features)])
    if is_lightgbm_booster(model):
        return model.feature_importance("split").astype(float)
    trees = np.ravel(getattr(model, "estimators_", model))
    used = np.concatenate([tree.tree_.feature for tree in trees])
    return np.bincount(used[used >= 0], minlength=n_features).astype(float)


def split_count_z(counts: np.ndarray) -> np.ndarray:
    """|mean| / SE over the models of the difference of split counts, for every pair.

    Examples
    --------
    >>> split_count_z(np.array([[3.0, 1.0], [5.0, 1.0]])).tolist()
    [3.0]
    """
    first, second = np.triu_indices(counts.shape[1], 1)
    z = np.empty(len(first))
    for block, differences in difference_blocks(counts, first, second):
        mean, sd = moments(differences)
        z[block] = np.abs(ratio(mean, sd / np.sqrt(len(counts))))
    return z


def _from_margins(values: np.ndarray, own) -> np.ndarray:
    """Flip rates if features were independent and normal: nothing of the pair is used."""
    mean, variance = values.mean(axis=0), values.var(axis=0, ddof=1)
    gap = np.abs(mean[own.first] - mean[own.second])
    return stats.norm.sf(ratio(gap, np.sqrt(variance[own.first] + variance[own.second])))


def _named(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_{k}": v for k, v in found.items()}


def _table(flagged: np.ndarray, true: np.ndarray) -> dict[str, int]:
    return {
        "tp": int((flagged & true).sum()),
        "fp": int((flagged & ~true).sum()),
        "fn": int((~flagged & true).sum()),
        "tn": int((~flagged & ~true).sum()),
    }


def _screen(z: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    found: dict[str, Any] = _table(z < FLAG_BELOW, truth > UNSTABLE)
    return found | {"spearman": spearman(-z, truth)}


def _rate(rate: np.ndarray, against: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    size = len(BIN_EDGES) - 1
    place = np.clip(np.searchsorted(BIN_EDGES, rate, side="right") - 1, 0, size - 1)

    def sums(weights):
        return np.bincount(place, weights=weights, minlength=size).round(6).tolist()

    return {
        "spearman": spearman(rate, truth),
        "mse": float(((rate - against) ** 2).mean()) if len(rate) else None,
        "bins_n": np.bincount(place, minlength=size).tolist(),
        "bins_predicted": sums(rate),
        "bins_flips": sums(against),
    }


def spearman(a: np.ndarray, b: np.ndarray) -> float | None:
    """Rank correlation; None where one of the two does not vary.

    Examples
    --------
    >>> spearman(np.array([1, 2, 3]), np.array([2, 4, 9])), spearman(np.ones(3), np.arange(3))
    (1.0, None)
    """
    if len(a) < 3 or (a == a[0]).all() or (b == b[0]).all():
        return None
    return float(np.corrcoef(stats.rankdata(a), stats.rankdata(b))[0, 1].round(12))


def _null(values: np.ndarray, seed: int) -> dict[str, float | None]:
    """Spearman of the Gaussian formula over random halvings, and with features shuffled."""
    if values.shape[1] < 3:
        return {}
    score = held_out_score(values, n_splits=NULL_SPLITS, n_null=NULL_SPLITS, random_state=seed)
    found = {
        "gaussian_spearman_halvings": np.array([score.spearman]),
        "gaussian_in_sample": np.array([score.in_sample_spearman]),
        "null_spearman": score.null_spearman,
        "null_in_sample": score.null_in_sample,
    }
    known = {name: numbers[np.isfinite(numbers)] for name, numbers in found.items()}
    return {name: float(n.mean()) if len(n) else None for name, n in known.items()}
