"""LightGBM models as `Trees`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dash.errors import InputError
from dash.treeshap.trees import CATEGORY, NUMERIC, ZERO_IS_MISSING, Trees

_CATEGORICAL, _DEFAULT_LEFT = 1, 2
_MISSING_IS_ZERO, _MISSING_IS_NAN = 1, 2
#: LightGBM's constant 1e-35f: it sets values this near to zero to zero before it compares.
_ZERO = float(np.float32(1e-35))
_NODES = ("split_feature", "threshold", "decision_type", "left_child", "right_child")


def read_lightgbm(booster: Any) -> Trees:
    """The trees of a LightGBM booster, up to its best iteration where it has one.

    Their sum is the booster's raw score, also for a forest (`boosting="rf"`), whose predictions
    are averages.

    Parameters
    ----------
    booster : lightgbm.Booster

    Returns
    -------
    Trees

    Raises
    ------
    InputError
        For linear trees.
    """
    header, *blocks = booster.model_to_string().split("\nTree=")
    head = _lines(header)
    trees = [_lines(block) for block in blocks]
    if any(t.get("is_linear", "0") == "1" for t in trees):
        raise InputError(
            "this LightGBM model has linear functions in its leaves, which tree attributions do "
            "not read: train it with linear_tree=false."
        )
    leaves = np.array([int(t["num_leaves"]) for t in trees], dtype=np.int64)
    sizes = 2 * leaves - 1
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    n = int(start[-1])
    # Within a tree the inner nodes come first, in LightGBM's order, and then the leaves.
    first_leaf = start[:-1] + leaves - 1
    tree_of_split = np.repeat(np.arange(len(trees)), leaves - 1)
    split = np.arange(len(tree_of_split)) + np.repeat(
        start[:-1] - np.concatenate([[0], np.cumsum(leaves - 1)])[:-1], leaves - 1
    )
    leaf = np.arange(int(leaves.sum())) + np.repeat(
        first_leaf - np.concatenate([[0], np.cumsum(leaves)])[:-1], leaves
    )
    growing = [t for t, k in zip(trees, leaves, strict=True) if k > 1]
    columns = {name: _joined(growing, name) for name in _NODES}
    decision = columns["decision_type"].astype(np.int64)
    missing_type = (decision >> 2) & 3
    children = {}
    for name in ("left_child", "right_child"):
        child = columns[name].astype(np.int64)
        inner = start[tree_of_split] + child
        children[name] = np.full(n, -1, dtype=np.int32)
        children[name][split] = np.where(child >= 0, inner, first_leaf[tree_of_split] + ~child)
    feature, kind = np.full(n, -1, dtype=np.int32), np.zeros(n, dtype=np.int8)
    feature[split] = columns["split_feature"]
    categorical = (decision & _CATEGORICAL) != 0
    kind[split] = np.where(
        categorical, CATEGORY, np.where(missing_type == _MISSING_IS_ZERO, ZERO_IS_MISSING, NUMERIC)
    )
    threshold, missing_left = np.zeros(n), np.zeros(n, dtype=bool)
    cut = columns["threshold"]
    below = ~categorical & (cut >= -_ZERO) & (cut < 0)
    threshold[split] = np.where(below, np.nextafter(-_ZERO, -np.inf), cut)
    # Where training saw no missing value, one counts as zero; in a category it is in no set.
    missing_left[split] = ~categorical & np.where(
        missing_type == 0, cut >= 0, (decision & _DEFAULT_LEFT) != 0
    )
    value, cover = np.zeros(n), np.ones(n)
    value[leaf] = _joined(trees, "leaf_value")
    cover[leaf[np.repeat(leaves > 1, leaves)]] = _joined(growing, "leaf_count")
    cover[split] = _joined(growing, "internal_count")
    per_iteration = int(head["num_tree_per_iteration"])
    set_start, categories = _category_sets(trees, leaves, n, split, categorical, columns)
    return Trees(
        start=start,
        output=(np.arange(len(trees)) % per_iteration).astype(np.int32),
        left=children["left_child"],
        right=children["right_child"],
        feature=feature,
        kind=kind,
        threshold=threshold,
        missing_left=missing_left,
        set_start=set_start,
        categories=categories,
        inside_left=kind == CATEGORY,
        value=value,
        cover=cover,
        base=np.zeros(per_iteration),
        n_features=int(head["max_feature_idx"]) + 1,
        precision="float64",
        categories_round="to zero",
    )


def _lines(block: str) -> dict[str, str]:
    """The "name=value" lines of a block, up to its first empty line."""
    text = block.split("\n\n", 1)[0]
    return dict(line.partition("=")[::2] for line in text.split("\n"))


def _joined(trees: list[dict[str, str]], name: str) -> np.ndarray:
    """The numbers of one line of all trees."""
    return np.array(" ".join(t[name] for t in trees).split(), dtype=np.float64)


def _category_sets(trees, leaves, n, split, categorical, columns):
    """Where the categories of each node begin, and the categories: the bits that are set."""
    counts = np.zeros(n, dtype=np.int64)
    if not categorical.any():
        return np.zeros(n + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    members = []
    begin = 0
    for tree, n_leaves in zip(trees, leaves, strict=True):
        here = slice(begin, begin + max(n_leaves - 1, 0))
        begin = here.stop
        if tree.get("num_cat", "0") == "0":
            continue
        bounds = np.array(tree["cat_boundaries"].split(), dtype=np.int64)
        words = np.array(tree["cat_threshold"].split(), dtype=np.uint32).astype("<u4")
        for k in np.flatnonzero(categorical[here]):
            which = int(columns["threshold"][here][k])
            bits = words[bounds[which] : bounds[which + 1]].view(np.uint8)
            found = np.flatnonzero(np.unpackbits(bits, bitorder="little"))
            counts[split[here][k]] = len(found)
            members.append(found)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.concatenate(members)
