"""The single-model screen: which pairs of features one tree ensemble splits on equally often."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from diagnostics.result import Result, feature_names

RULES = ("paired", "published")
UNSTABLE_BELOW = 1.96


@dataclass(frozen=True, repr=False, eq=False)
class SplitScreen(Result):
    """Split-frequency statistics of the pairs of features of one model.

    It answers neither whether the order of the means is known nor whether a retrained model would
    keep it: it describes one model and screens for pairs to look at.

    Attributes
    ----------
    names : tuple of str
        The features.
    usage : array of shape (d,)
        Share of the trees that split on each feature at least once.
    n_trees : int
        Trees that were read.
    effective_trees : float
        Independent trees to which they are taken to amount.
    subsampled : bool or None
        Whether each tree saw its own sample of rows or columns; None if that is not known.
    learning_rate : float
        NaN for forests and where it is not known.
    first, second : int arrays of shape (K,)
        The pairs, in the order of `numpy.triu_indices(d, 1)`.
    z : array of shape (K,)
        Absolute difference of usage over its standard error.
    flagged : bool array of shape (K,)
        Pairs of one group with z below the threshold.
    threshold : float
        Limit of z.
    rule : str
        "paired" or "published".
    """

    names: tuple[str, ...]
    usage: np.ndarray
    n_trees: int
    effective_trees: float
    subsampled: bool | None
    learning_rate: float
    first: np.ndarray
    second: np.ndarray
    z: np.ndarray
    flagged: np.ndarray
    threshold: float
    rule: str

    def to_frame(self) -> pd.DataFrame:
        """One row for each pair."""
        names = np.array(self.names, dtype=object)
        return pd.DataFrame(
            {
                "feature_a": names[self.first],
                "feature_b": names[self.second],
                "usage_a": self.usage[self.first],
                "usage_b": self.usage[self.second],
                "z": self.z,
                "flagged": self.flagged,
            }
        )

    def __repr__(self) -> str:
        return (
            f"SplitScreen of one model: {int(self.flagged.sum())} of {len(self.z)} pairs flagged "
            f"(z below {self.threshold:g}, {self.rule})\n"
            f"  {self.n_trees} trees, counted as {self.effective_trees:.1f} independent ones"
        )


def screen_splits(
    model_or_usage,
    *,
    n_features: int | None = None,
    names=None,
    groups=None,
    columns=None,
    threshold: float = UNSTABLE_BELOW,
    rule: str = "paired",
    effective_trees: float | None = None,
) -> SplitScreen:
    """Screen one tree ensemble for pairs of features that its trees use equally often.

    Parameters
    ----------
    model_or_usage : model, or boolean array of shape (T, d)
        A trained XGBoost, LightGBM or scikit-learn model (forest, extra trees, gradient boosting,
        histogram gradient boosting), or for each tree which features it splits on.
    n_features : int, optional
        d; needed only if the model does not know it.
    names : sequence of str, optional
        Names of the features; default x0, x1, …
    groups : CollinearGroups or array of shape (d,), optional
        Pairs outside a group are not flagged. Labels: equal numbers are one group, a negative
        number is a feature that is alone. Default: every pair may be flagged.
    columns : int array of shape (d,), optional
        Column i of the model is feature `columns[i]`; for models trained on permuted columns.
    threshold : float, default 1.96
        Pairs with z below it are flagged.
    rule : {"paired", "published"}
        Standard error of the difference of two shares: from the variance over the trees of the
        difference of both indicators, or, as published, as if the two were independent.
    effective_trees : float, optional
        Overrides the number of independent trees.

    Returns
    -------
    SplitScreen

    Raises
    ------
    TypeError
        If the model is not one of those, or is not made of trees.
    ValueError
        If there are no trees, shapes do not fit, or the model was loaded from a file that does
        not hold its training parameters (give `effective_trees`).

    Notes
    -----
    Published work, section on the single-model screen: z = abs(p_j - p_k) / √((p_j(1-p_j) +
    p_k(1-p_k)) / T_eff), p the shares of trees. The published standard error takes the two
    indicators as independent. Correlated features compete for the same splits, so they are not;
    "paired" uses var(I_j - I_k) = p_j + p_k - 2 p_jk - (p_j - p_k)².

    T_eff is the number of trees T for forests and under row or column subsampling. Otherwise it is
    (T - T0)(1 - eta)/(1 + eta), with T0 = 1/eta rounds of warm-up and an autocorrelation of eta^s
    at lag s. That is the published form, and doubtful: its proof uses 1 - eta, which gives 4.7
    effective trees in place of 74 at T = 100, eta = 0.1. Even subsampled rounds are not
    independent, as each fits what the last one left. At eta = 1 nothing is left and every z is 0.

    A high z does not mean that the pair is stable. The published precision of 94 % comes from a
    statistic over 50 models; with one model it is 0 to 26 % under the rules published for that.
    Take the flags as hints where to train more models.

    One row of the usage matrix is one tree: multiclass boosting and parallel trees have several in
    each round. Parameters of LightGBM travel with its file; those of XGBoost do not (a pickle
    keeps them).

    Examples
    --------
    >>> import numpy as np
    >>> usage = np.random.default_rng(0).random((200, 3)) < [0.5, 0.5, 0.9]
    >>> screen = screen_splits(usage, names=["a", "b", "c"])
    >>> screen.to_frame()[["feature_a", "feature_b", "flagged"]]
      feature_a feature_b  flagged
    0         a         b     True
    1         a         c    False
    2         b         c    False
    """
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is not known: use paired or published.")
    trees = _read(model_or_usage, n_features)
    usage = trees.usage
    if not len(usage):
        raise ValueError("the model has no trees: train it first.")
    if n_features is not None and usage.shape[1] != n_features:
        raise ValueError(f"the model has {usage.shape[1]} features, not {n_features}.")
    usage = _reordered(usage, columns)
    d = usage.shape[1]
    names = feature_names(trees.names if names is None else names, d)
    if effective_trees is None:
        effective_trees = _effective_trees(trees)
    elif not effective_trees > 0:
        raise ValueError("effective_trees must be above 0.")
    first, second = np.triu_indices(d, 1)
    share = usage.mean(axis=0)
    gap = np.abs(share[first] - share[second])
    if rule == "published":
        variance = (share * (1 - share))[first] + (share * (1 - share))[second]
    else:
        both = usage.astype(np.float32)
        joint = (both.T @ both).astype(float)[first, second] / len(usage)
        variance = share[first] + share[second] - 2 * joint - gap**2
    z = _ratio(gap, np.sqrt(np.maximum(variance, 0.0)), np.sqrt(effective_trees))
    return SplitScreen(
        names=names,
        usage=share,
        n_trees=len(usage),
        effective_trees=float(effective_trees),
        subsampled=trees.subsampled,
        learning_rate=trees.learning_rate,
        first=first,
        second=second,
        z=z,
        flagged=(z < threshold) & _same_group(groups, d)[first, second],
        threshold=float(threshold),
        rule=rule,
    )


class _Trees(NamedTuple):
    """What a model tells: splits by tree, and how its trees depend on each other."""

    usage: np.ndarray
    subsampled: bool | None
    learning_rate: float = float("nan")
    per_round: int = 1
    forest: bool = False
    names: tuple[str, ...] | None = None


def _read(model: Any, n_features: int | None) -> _Trees:
    if isinstance(model, pd.DataFrame):
        return _Trees(_usage_matrix(model.to_numpy()), None, forest=True, names=tuple(model))
    if isinstance(model, np.ndarray | list | tuple):
        return _Trees(_usage_matrix(model), None, forest=True)
    if hasattr(model, "get_booster"):
        return _read_xgboost(model.get_booster(), model.get_params())
    if hasattr(model, "save_raw") and hasattr(model, "save_config"):
        return _read_xgboost(model, {})
    if hasattr(model, "booster_"):
        return _read_lightgbm(model.booster_)
    if hasattr(model, "model_to_string"):
        return _read_lightgbm(model)
    if hasattr(model, "_predictors"):
        return _read_histogram_boosting(model, n_features)
    members = getattr(model, "estimators_", None)
    if members is not None and all(hasattr(t, "tree_") for t in np.ravel(members)):
        return _read_sklearn(model, members)
    raise TypeError(
        f"{type(model).__name__} has no splits to screen: give a trained XGBoost, LightGBM or "
        "scikit-learn tree ensemble, or a (trees, features) boolean array."
    )


def _usage_matrix(usage) -> np.ndarray:
    usage = np.asarray(usage)
    if usage.ndim != 2 or usage.shape[1] < 2:
        raise ValueError("usage must be a (trees, features) array with at least two features.")
    if usage.dtype != bool and not np.isin(usage, (0, 1)).all():
        raise ValueError("usage must be boolean: whether a tree splits on a feature.")
    return usage.astype(bool)


def _read_xgboost(booster, given: dict[str, Any]) -> _Trees:
    content = json.loads(bytes(booster.save_raw("json")))["learner"]
    machine = content["gradient_booster"]
    # dart wraps the trees once more
    model = machine.get("gbtree", machine)["model"]
    if "trees" not in model:
        raise TypeError("a linear booster has no splits to screen: train booster='gbtree'.")
    n_features = int(content["learner_model_param"]["num_feature"])
    usage = np.zeros((len(model["trees"]), n_features), dtype=bool)
    for row, tree in zip(usage, model["trees"], strict=True):
        inner = np.asarray(tree["left_children"]) != -1
        row[np.asarray(tree["split_indices"])[inner]] = True
    names = tuple(content.get("feature_names") or ()) or None
    rounds = max(len(model.get("iteration_indptr", ())) - 1, 1)
    rate, subsampled = _xgboost_training(booster, given)
    return _Trees(usage, subsampled, rate, max(len(usage) // rounds, 1), names=names)


def _xgboost_training(booster, given: dict[str, Any]) -> tuple[float, bool | None]:
    """Learning rate and subsampling from the booster's configuration."""
    learner = json.loads(booster.save_config())["learner"]
    machine = learner["gradient_booster"]
    settings = dict(machine.get("gbtree", machine).get("tree_train_param", {}))
    # A model file carries no training parameters. Defaults stand in their place, and only the
    # missing evaluation metric tells such a booster from one that was trained here.
    trained_here = bool(learner.get("metrics")) or any(
        learner["learner_train_param"].get("disable_default_eval_metric", "0") == on
        for on in ("1", "true")
    )
    sampling = ("subsample", "colsample_bytree", "colsample_bylevel", "colsample_bynode")
    if not trained_here:
        settings = {k: given[k] for k in (*sampling, "learning_rate") if given.get(k) is not None}
        if not settings:
            return float("nan"), None
    rate = float(settings.get("learning_rate", settings.get("eta", 0.3)))
    return rate, any(float(settings.get(s, 1)) < 1 for s in sampling)


def _read_lightgbm(booster) -> _Trees:
    text = booster.model_to_string()
    head, *rest = text.split("\nTree=")
    header = _settings(head.splitlines(), "=")
    usage = np.zeros((len(rest), int(header["max_feature_idx"]) + 1), dtype=bool)
    for row, block in zip(usage, rest, strict=True):
        start = block.find("\nsplit_feature=") + len("\nsplit_feature=")
        row[np.array(block[start : block.index("\n", start)].split(), dtype=int)] = True
    tail = text[text.rfind("\nparameters:") :] if "\nparameters:" in text else ""
    lines = (line.strip("[]") for line in tail.splitlines() if line.startswith("["))
    settings = _settings(lines, ": ")
    given = getattr(booster, "params", None) or {}
    settings = {k: str(v) for k, v in given.items()} | settings
    return _Trees(
        usage,
        _lightgbm_subsampled(settings),
        float(settings.get("learning_rate", "nan")),
        per_round=int(header.get("num_tree_per_iteration", 1)),
        forest="average_output" in head.split(),
    )


def _settings(lines, separator: str) -> dict[str, str]:
    return dict(line.split(separator, 1) for line in lines if separator in line)


def _lightgbm_subsampled(settings: dict[str, str]) -> bool | None:
    if "learning_rate" not in settings:
        return None

    def number(key: str, default: float = 1.0) -> float:
        return float(settings.get(key, default))

    bagging = ("bagging_fraction", "pos_bagging_fraction", "neg_bagging_fraction")
    rows = number("bagging_freq", 0) > 0 and any(number(b) < 1 for b in bagging)
    goss = "goss" in (settings.get("data_sample_strategy"), settings.get("boosting"))
    by_column = number("feature_fraction") < 1 or number("feature_fraction_bynode") < 1
    random_cuts = settings.get("extra_trees", "0") in ("1", "True", "true")
    return bool(rows or goss or by_column or random_cuts)


def _read_histogram_boosting(model, n_features: int | None) -> _Trees:
    d = int(getattr(model, "n_features_in_", n_features))
    rounds = model._predictors
    trees = [tree for members in rounds for tree in members]
    # Categorical columns were moved to the front before training.
    category = getattr(model, "is_categorical_", None)
    original = np.arange(d)
    if category is not None and getattr(model, "_preprocessor", None) is not None:
        original = np.concatenate([np.flatnonzero(category), np.flatnonzero(~category)])
    usage = np.zeros((len(trees), d), dtype=bool)
    for row, tree in zip(usage, trees, strict=True):
        nodes = tree.nodes
        row[original[nodes["feature_idx"][nodes["is_leaf"] == 0]]] = True
    share = getattr(model, "max_features", 1.0)
    per_round = len(rounds[0]) if rounds else 1
    rate = float(model.learning_rate)
    return _Trees(usage, share < 1, rate, per_round, names=_seen_names(model))


def _read_sklearn(model, members) -> _Trees:
    table = np.asarray(members, dtype=object)
    per_round = table.shape[1] if table.ndim == 2 else 1
    trees = [member.tree_ for member in table.ravel()]
    d = int(model.n_features_in_)
    usage = np.zeros((len(trees), d), dtype=bool)
    for row, tree in zip(usage, trees, strict=True):
        row[tree.feature[tree.feature >= 0]] = True
    rate = getattr(model, "learning_rate", None)
    if rate is None:
        return _Trees(usage, True, forest=True, names=_seen_names(model))
    by_column = getattr(model, "max_features_", d) < d
    subsampled = bool(model.subsample < 1 or by_column)
    return _Trees(usage, subsampled, float(rate), per_round, names=_seen_names(model))


def _seen_names(model) -> tuple[str, ...] | None:
    names = getattr(model, "feature_names_in_", None)
    return None if names is None else tuple(str(n) for n in names)


def _reordered(usage: np.ndarray, columns) -> np.ndarray:
    if columns is None:
        return usage
    columns = np.asarray(columns)
    if not np.array_equal(np.sort(columns), np.arange(usage.shape[1])):
        raise ValueError(f"columns must be a permutation of 0 to {usage.shape[1] - 1}.")
    out = np.empty_like(usage)
    out[:, columns] = usage
    return out


def _effective_trees(trees: _Trees) -> float:
    n, eta = len(trees.usage), trees.learning_rate
    if trees.forest or trees.subsampled:
        return float(n)
    if trees.subsampled is None or not np.isfinite(eta):
        raise ValueError(
            "this model does not say how it was trained (a file of XGBoost does not hold it): give "
            "effective_trees, the number of trees if rows or columns were subsampled."
        )
    eta = min(eta, 1.0)
    return max(n - trees.per_round / eta, 0.0) * (1 - eta) / (1 + eta)


def _ratio(gap: np.ndarray, sd: np.ndarray, root: float) -> np.ndarray:
    """gap / sd × root; without spread 0 for equal shares and infinity for different ones."""
    certain = np.where(gap > 0, np.inf, 0.0) if root > 0 else np.zeros_like(gap)
    spread = sd > 1e-7
    return np.where(spread, gap / np.where(spread, sd, 1.0) * root, certain)


def _same_group(groups, d: int) -> np.ndarray:
    if groups is None:
        return np.ones((d, d), dtype=bool)
    labels = np.asarray(getattr(groups, "labels", groups))
    if labels.shape != (d,):
        raise ValueError(f"groups must give one label for each of the {d} features.")
    if labels.dtype.kind in "iuf":
        return (labels[:, None] == labels) & (labels >= 0)
    return labels[:, None] == labels
