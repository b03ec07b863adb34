"""Models of every library in one flat form."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from dash.errors import InputError
from dash.learners import is_lightgbm_booster, is_xgboost_booster, xgboost_booster
from dash.treeshap.readers_lightgbm import read_lightgbm
from dash.treeshap.readers_sklearn import family, read_sklearn
from dash.treeshap.readers_xgboost import read_xgboost
from dash.treeshap.trees import Trees


def readable(model: Any) -> bool:
    """Whether `read_trees` knows this kind of model.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from sklearn.tree import DecisionTreeRegressor
    >>> readable(DecisionTreeRegressor()), readable(LinearRegression())
    (True, False)
    """
    return (
        is_xgboost_booster(model)
        or is_lightgbm_booster(model)
        or hasattr(model, "get_booster")
        or _is_lightgbm_estimator(model)
        or family(model) is not None
    )


def read_trees(model: Any) -> Trees:
    """The trees of a trained model.

    Parameters
    ----------
    model : object
        An XGBoost or LightGBM booster or estimator, or a scikit-learn decision tree, forest,
        gradient boosting or histogram gradient boosting.

    Returns
    -------
    Trees

    Raises
    ------
    InputError
        If the model is of another kind, or has something that tree attributions do not read,
        such as linear leaves.
    sklearn.exceptions.NotFittedError
        If it was not trained.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.ensemble import RandomForestRegressor
    >>> X, y = load_diabetes(return_X_y=True)
    >>> trees = read_trees(RandomForestRegressor(5, max_depth=3).fit(X, y))
    >>> trees.n_trees, trees.n_outputs, trees.n_features
    (5, 1, 10)
    """
    if is_xgboost_booster(model) or hasattr(model, "get_booster"):
        trees = read_xgboost(xgboost_booster(model))
    elif is_lightgbm_booster(model):
        trees = read_lightgbm(model)
    elif _is_lightgbm_estimator(model):
        trees = read_lightgbm(model.booster_)
    elif family(model) is not None:
        check_is_fitted(model)
        trees = read_sklearn(model)
    else:
        raise InputError(
            f"{type(model).__name__} is not a tree model that can be read: use XGBoost, LightGBM "
            "or scikit-learn's trees."
        )
    return _tidy(trees)


def _is_lightgbm_estimator(model: Any) -> bool:
    return type(model).__module__.startswith("lightgbm") and hasattr(type(model), "booster_")


def _tidy(trees: Trees) -> Trees:
    """The same trees without nodes that nothing leads to, every child after its parent."""
    reached = np.zeros(len(trees.left), dtype=bool)
    levels = []
    level = trees.start[:-1]
    while len(level):
        levels.append(level)
        reached[level] = True
        inner = level[trees.left[level] >= 0]
        level = np.concatenate([trees.left[inner], trees.right[inner]]).astype(np.int64)
    inner = np.flatnonzero(trees.left >= 0)
    if reached.all() and (np.minimum(trees.left[inner], trees.right[inner]) > inner).all():
        return trees
    nodes = np.concatenate(levels)
    tree = np.searchsorted(trees.start, nodes, side="right") - 1
    # Level by level within each tree.
    nodes = nodes[np.argsort(tree, kind="stable")]
    sizes = np.bincount(tree, minlength=trees.n_trees)
    return trees.take_nodes(nodes, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


def by_output(trees: Trees) -> Trees:
    """The same model with the trees of one output next to each other."""
    if (np.diff(trees.output) >= 0).all():
        return trees
    order = np.argsort(trees.output, kind="stable")
    sizes = np.diff(trees.start)[order]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    nodes = np.repeat(trees.start[:-1][order] - start[:-1], sizes) + np.arange(start[-1])
    return dataclasses.replace(trees.take_nodes(nodes, start), output=trees.output[order])
