"""scikit-learn trees, forests and boosting as `Trees`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dash.errors import InputError
from dash.treeshap.trees import CATEGORY, NUMERIC, Trees

#: Models by how they combine trees.
SINGLE = ("DecisionTree", "ExtraTree")
AVERAGED = ("RandomForest", "ExtraTrees")
BOOSTED = ("GradientBoosting",)
BINNED = ("HistGradientBoosting",)

#: Up to here double precision tells whole numbers apart.
_LARGEST_WHOLE = 2.0**53


def family(model: Any) -> str | None:
    """How a scikit-learn model combines trees, as the stem of its name, or None.

    Examples
    --------
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> family(RandomForestClassifier())
    'RandomForest'
    """
    name = type(model).__name__
    if not type(model).__module__.startswith("sklearn."):
        return None
    for kind in ("Classifier", "Regressor"):
        stem = name.removesuffix(kind)
        if stem != name and stem in SINGLE + AVERAGED + BOOSTED + BINNED:
            return stem
    return None


def read_sklearn(model: Any) -> Trees:
    """The trees of a fitted scikit-learn model.

    Parameters
    ----------
    model : estimator
        A decision tree, forest, gradient boosting or histogram gradient boosting, classifier or
        regressor. The raw output of trees and forests that classify is the probability: of the
        second class where there are two, else of each class.

    Returns
    -------
    Trees

    Raises
    ------
    InputError
        If it predicts several targets, if its boosting starts from another model than a
        constant, or if its categories are not whole numbers.
    """
    stem = family(model)
    if stem in BINNED:
        return _binned(model)
    if getattr(model, "n_outputs_", 1) > 1:
        raise InputError(
            f"this {type(model).__name__} predicts {model.n_outputs_} targets: train one model "
            "for each target."
        )
    if stem in BOOSTED:
        return _boosted(model)
    members = [model] if stem in SINGLE else list(model.estimators_)
    trees = [m.tree_ for m in members]
    values = [t.value[:, 0, :] for t in trees]
    if hasattr(model, "classes_"):
        # Counts in early versions, shares in later ones.
        values = [v / v.sum(axis=1, keepdims=True) for v in values]
        classes = [1] if len(model.classes_) == 2 else range(len(model.classes_))
    else:
        classes = [0]
    return _joined(
        [t for _ in classes for t in trees],
        [v[:, k] / len(trees) for k in classes for v in values],
        np.repeat(np.arange(len(classes)), len(trees)),
        np.zeros(len(classes)),
        model.n_features_in_,
    )


def _boosted(model: Any) -> Trees:
    start = model.init_
    if not (isinstance(start, str) and start == "zero"):
        if type(start).__name__ not in ("DummyClassifier", "DummyRegressor"):
            raise InputError(
                f"this {type(model).__name__} starts from a {type(start).__name__}, which is no "
                "tree: leave init at its default or at 'zero'."
            )
        if getattr(start, "strategy", None) == "stratified":
            raise InputError(
                f"this {type(model).__name__} starts from random classes (strategy='stratified'), "
                "which is no constant: leave init at its default or at 'zero'."
            )
    members = model.estimators_
    outputs = members.shape[1]
    trees = [m.tree_ for m in members.ravel()]
    flat = _joined(
        trees,
        [model.learning_rate * t.value[:, 0, 0] for t in trees],
        np.tile(np.arange(outputs), len(members)),
        np.zeros(outputs),
        model.n_features_in_,
    )
    # Not the difference of two outputs: their leaves may be large enough to swallow the constant.
    row = np.zeros((1, model.n_features_in_), dtype=np.float32)
    flat.base[:] = model._raw_predict_init(row)[0]
    return flat


def _joined(trees, values, output, base, n_features) -> Trees:
    """Flat arrays of scikit-learn's trees with the given node values."""
    sizes = np.array([t.node_count for t in trees], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    offset = np.repeat(start[:-1], sizes)
    left = np.concatenate([t.children_left for t in trees])
    right = np.concatenate([t.children_right for t in trees])
    leaf = left < 0
    n = len(left)
    return Trees(
        start=start,
        output=output.astype(np.int32),
        left=np.where(leaf, -1, left + offset).astype(np.int32),
        right=np.where(leaf, -1, right + offset).astype(np.int32),
        feature=np.where(leaf, -1, np.concatenate([t.feature for t in trees])).astype(np.int32),
        kind=np.full(n, NUMERIC, dtype=np.int8),
        threshold=np.concatenate([t.threshold for t in trees]),
        missing_left=np.concatenate([t.missing_go_to_left for t in trees]).astype(bool),
        set_start=np.zeros(n + 1, dtype=np.int64),
        categories=np.zeros(0, dtype=np.int64),
        inside_left=np.zeros(n, dtype=bool),
        value=np.where(leaf, np.concatenate(values), 0.0),
        cover=np.concatenate([t.weighted_n_node_samples for t in trees]),
        base=base,
        n_features=int(n_features),
        precision="float32",
    )


def _binned(model: Any) -> Trees:
    iterations = model._predictors
    outputs = len(iterations[0])
    predictors = [p for iteration in iterations for p in iteration]
    nodes = np.concatenate([p.nodes for p in predictors])
    sizes = np.array([len(p.nodes) for p in predictors], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    offset = np.repeat(start[:-1], sizes)
    leaf = nodes["is_leaf"].astype(bool)
    original, known = _columns(model)
    categorical = nodes["is_categorical"].astype(bool) & ~leaf
    missing_left = nodes["missing_go_to_left"].astype(bool)
    n = len(nodes)
    counts, members = np.zeros(n, dtype=np.int64), []
    for i in np.flatnonzero(categorical):
        predictor = predictors[int(np.searchsorted(start, i, side="right")) - 1]
        words = predictor.raw_left_cat_bitsets[nodes["bitset_idx"][i]].astype("<u4")
        goes_left = np.unpackbits(words.view(np.uint8), bitorder="little").astype(bool)
        categories = known[int(nodes["feature_idx"][i])]
        inside = goes_left[: len(categories)]
        # Categories that training did not see go where missing values go.
        listed = categories[~inside if missing_left[i] else inside]
        counts[i] = len(listed)
        members.append(listed)
    return Trees(
        start=start,
        output=np.tile(np.arange(outputs), len(iterations)).astype(np.int32),
        left=np.where(leaf, -1, nodes["left"].astype(np.int64) + offset).astype(np.int32),
        right=np.where(leaf, -1, nodes["right"].astype(np.int64) + offset).astype(np.int32),
        feature=np.where(leaf, -1, original[nodes["feature_idx"]]).astype(np.int32),
        kind=np.where(categorical, CATEGORY, NUMERIC).astype(np.int8),
        threshold=nodes["num_threshold"].astype(np.float64),
        missing_left=missing_left,
        set_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        categories=np.concatenate(members) if members else np.zeros(0, dtype=np.int64),
        inside_left=categorical & ~missing_left,
        value=np.where(leaf, nodes["value"], 0.0),
        cover=nodes["count"].astype(np.float64),
        base=np.array(model._baseline_prediction, dtype=np.float64).reshape(-1),
        n_features=int(model.n_features_in_),
        precision="float64",
        categories_round="not",
    )


def _columns(model: Any) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """The user's number of each column that the trees see, and the categories of those with any.

    Category codes within the trees count the categories that training saw, in order.
    """
    categorical = model.is_categorical_
    d = model.n_features_in_
    if categorical is None or not np.any(categorical):
        return np.arange(d), {}
    # Training moves the columns with categories to the front.
    original = np.concatenate([np.flatnonzero(categorical), np.flatnonzero(~categorical)])
    encoder = model._preprocessor.named_transformers_["encoder"]
    known = {}
    for i, categories in enumerate(encoder.categories_):
        try:
            raw = np.asarray(categories, dtype=np.float64)
        except (TypeError, ValueError):
            raw = np.array([-1.0])
        raw = raw[~np.isnan(raw)]
        whole = (raw >= 0) & (raw <= _LARGEST_WHOLE) & (raw == np.trunc(raw))
        # Texts such as "1" and "01" are two categories and one number.
        if not whole.all() or len(np.unique(raw)) < len(raw):
            raise InputError(
                f"the categories of feature {original[i]} are not whole numbers from 0 on: encode "
                "them before training."
            )
        known[i] = raw.astype(np.int64)
    return original, known
