"""XGBoost models as `Trees`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dash.errors import InputError
from dash.treeshap.trees import CATEGORY, NUMERIC, Trees
from dash.treeshap.ubjson import parse_ubjson

_LOGISTIC = ("reg:logistic", "binary:logistic")
_LOG = ("count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft")


def read_xgboost(booster: Any) -> Trees:
    """The trees of an XGBoost booster.

    Parameters
    ----------
    booster : xgboost.Booster

    Returns
    -------
    Trees

    Raises
    ------
    InputError
        For linear boosters, and for trees whose leaves hold vectors.
    """
    learner = parse_ubjson(booster.save_raw("ubj"))["learner"]
    booster_part = learner["gradient_booster"]
    weights = None
    if booster_part["name"] == "dart":
        weights = np.asarray(booster_part["weight_drop"], dtype=np.float64)
        booster_part = booster_part["gbtree"]
    elif booster_part["name"] != "gbtree":
        raise InputError(
            f"the treeshap engine reads trees, and this XGBoost model is a "
            f"{booster_part['name']}: use booster gbtree or dart."
        )
    model = booster_part["model"]
    trees = model["trees"]
    parameters = learner["learner_model_param"]
    if any(int(t["tree_param"].get("size_leaf_vector", 1)) > 1 for t in trees[:1]):
        raise InputError(
            "this XGBoost model has vectors in its leaves (multi_strategy multi_output_tree): "
            "train it with multi_strategy one_output_per_tree."
        )
    outputs = max(1, int(parameters["num_class"]), int(parameters.get("num_target", 1)))
    sizes = np.array([len(t["left_children"]) for t in trees], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    offset = np.repeat(start[:-1], sizes)

    def joined(name: str, kind: type) -> np.ndarray:
        return np.concatenate([t[name] for t in trees] or [np.zeros(0)]).astype(kind)

    left, right = joined("left_children", np.int64), joined("right_children", np.int64)
    leaf = left < 0
    condition = joined("split_conditions", np.float32)
    feature = joined("split_indices", np.int32)
    kind = np.where((joined("split_type", np.int8) == 1) & ~leaf, CATEGORY, NUMERIC)
    value = np.where(leaf, condition.astype(np.float64), 0.0)
    if weights is not None:
        value *= np.repeat(weights, sizes)
    set_start, categories = _category_sets(trees, start, len(left))
    return Trees(
        start=start,
        output=np.asarray(model["tree_info"], dtype=np.int32),
        left=np.where(leaf, -1, left + offset).astype(np.int32),
        right=np.where(leaf, -1, right + offset).astype(np.int32),
        feature=np.where(leaf, -1, feature).astype(np.int32),
        kind=kind.astype(np.int8),
        # x < condition for single precision numbers is x <= the number before it.
        threshold=np.nextafter(condition, np.float32(-np.inf)).astype(np.float64),
        missing_left=joined("default_left", np.int8) == 1,
        set_start=set_start,
        categories=categories,
        # The categories of a set go right.
        inside_left=np.zeros(len(left), dtype=bool),
        value=value,
        cover=joined("sum_hessian", np.float64),
        base=_base(parameters["base_score"], learner["objective"]["name"], outputs),
        n_features=int(parameters["num_feature"]),
        precision="float32",
    )


def _category_sets(trees: list, start: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the categories of each node begin, and the categories."""
    counts = np.zeros(n, dtype=np.int64)
    members = []
    for first, tree in zip(start, trees, strict=False):
        nodes = tree["categories_nodes"]
        if len(nodes) == 0:
            continue
        counts[first + np.asarray(nodes, dtype=np.int64)] = tree["categories_sizes"]
        # Segments are in the order of the nodes, which is that of the node numbers.
        order = np.argsort(nodes, kind="stable")
        categories = np.asarray(tree["categories"], dtype=np.int64)
        begins = np.asarray(tree["categories_segments"], dtype=np.int64)
        sizes = np.asarray(tree["categories_sizes"], dtype=np.int64)
        members += [categories[begins[k] : begins[k] + sizes[k]] for k in order]
    set_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return set_start, np.concatenate(members) if members else np.zeros(0, dtype=np.int64)


def _base(text: str, objective: str, outputs: int) -> np.ndarray:
    """The base score of each output, on the scale of the margin."""
    scores = np.array([float(s) for s in str(text).strip("[]").split(",")], dtype=np.float32)
    if objective in _LOGISTIC:
        scores = -np.log(1 / scores - 1)
    elif objective in _LOG:
        scores = np.log(scores)
    return np.broadcast_to(scores.astype(np.float64), (outputs,)).copy()
