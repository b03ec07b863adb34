"""Trains and explains the models of one protocol on one data set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dash.attributions import attribute
from dash.ensemble import train_ensemble
from dash.errors import InputError
from dash.learners import Learner, Problem, predict
from dash.table import read_table
from dash.workflow import table_groups
from datasets_survey.protocols import Protocol
from diagnostics import HeldOutSignal, collinear_groups, model_score

#: A class with fewer rows than this, in the rows that are used, is left out: draws would miss it.
MIN_CLASS_ROWS = 5
PUBLISHED_EXPLAINED_ROWS = 100
PUBLISHED_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class Trained:
    """Attributions of one data set under one protocol, and what describes the data.

    Attributes
    ----------
    values : ndarray of shape (M, d)
        Mean absolute SHAP values.
    signed : ndarray of shape (M, d) or None
        Mean SHAP values, for a single output.
    association : ndarray of shape (d, d)
        Strength of association of the features, in [0, 1].
    names : tuple of str
        The features.
    models : tuple
        The trained models.
    columns : tuple of ndarray
        Column order of each model: its input i is feature `columns[m][i]`.
    task : str
        "binary", "multiclass" or "regression".
    n_rows, n_classes, n_categorical : int
        Rows used, classes of the target (0 for a regression), categorical features.
    rows_left_out : int
        Rows of the data that were not used.
    scores : ndarray of shape (M,)
        Held-out scores.
    signal : HeldOutSignal or None
        Whether the models beat a constant; None where no row was held out for it.
    notes : tuple of str
        Remarks.
    """

    values: np.ndarray
    signed: np.ndarray | None
    association: np.ndarray
    names: tuple[str, ...]
    models: tuple[Any, ...]
    columns: tuple[np.ndarray, ...]
    task: str
    n_rows: int
    n_classes: int
    n_categorical: int
    rows_left_out: int
    scores: np.ndarray
    signal: HeldOutSignal | None
    notes: tuple[str, ...] = ()


def train(frame: pd.DataFrame, target: str, task: str, protocol: Protocol, *, seed: int) -> Trained:
    """Train and explain the models of one protocol on one data set.

    Parameters
    ----------
    frame : DataFrame
        The target and the usable columns.
    target : str
        Column to predict.
    task : {"classification", "regression"}
        What is to be learned.
    protocol : Protocol
        What to do.
    seed : int
        Determines every random choice.

    Returns
    -------
    Trained

    Raises
    ------
    InputError
        If the protocol cannot be carried out on this data set; one sentence.

    Examples
    --------
    >>> from datasets_survey.protocols import PROTOCOLS
    >>> from sklearn.datasets import load_iris
    >>> iris = load_iris(as_frame=True).frame
    >>> found = train(iris, "target", "classification", PROTOCOLS["published-code"], seed=0)
    >>> found.values.shape
    (20, 4)
    """
    if protocol.population == "published":
        return _train_published(frame, target, task, protocol, seed)
    return _train_ours(frame, target, task, protocol, seed)


def _train_published(frame, target, task, protocol, seed) -> Trained:
    used = frame.dropna(subset=[target])
    features = used.drop(columns=[target]).select_dtypes("number").astype(float)
    complete = np.isfinite(features).all(axis=1)
    X, y = features[complete].to_numpy(), used.loc[complete, target]
    if X.shape[1] < 2:
        raise InputError("fewer than two numeric columns are left for the published protocol.")
    if len(X) < 10:
        raise InputError(
            f"{len(X)} rows without missing values are left for the published protocol."
        )
    rng = np.random.default_rng(seed)
    if len(X) > protocol.max_rows:
        rows = np.sort(rng.choice(len(X), protocol.max_rows, replace=False))
        X, y = X[rows], y.iloc[rows]
    classes = 0
    if task == "classification":
        codes, labels = pd.factorize(y, sort=True)
        y, classes = codes.astype(float), len(labels)
        if classes < 2:
            raise InputError("the target has only one class in the rows without missing values.")
    else:
        y = y.to_numpy(dtype=float)
    kind = "regression" if task == "regression" else "binary" if classes == 2 else "multiclass"
    problem = Problem(kind, classes, np.zeros(X.shape[1], dtype=bool))
    learner = Learner(protocol.model, dict(protocol.parameters))
    models, scores = [], []
    for _ in range(protocol.n_models):
        drawn = rng.choice(len(X), int(PUBLISHED_SHARE * len(X)), replace=False)
        left = np.setdiff1d(np.arange(len(X)), drawn)
        model = learner.fit(X[drawn], y[drawn], problem, int(rng.integers(2**31 - 1)))
        models.append(model)
        scores.append(_score(model, X[left], y[left], problem))
    explained = attribute(models, X[:PUBLISHED_EXPLAINED_ROWS], names=list(features), n_jobs=1)
    return Trained(
        values=explained.values,
        signed=explained.signed if kind != "multiclass" else None,
        association=collinear_groups(X, method="pearson").association,
        names=tuple(features),
        models=tuple(models),
        columns=tuple(np.arange(X.shape[1]) for _ in models),
        task=kind,
        n_rows=len(X),
        n_classes=classes,
        n_categorical=0,
        rows_left_out=len(frame) - len(X),
        scores=np.array(scores),
        signal=None,
        notes=(f"{frame.shape[1] - 1 - X.shape[1]} columns are not numeric and were not used.",),
    )


def _score(model, X, y, problem) -> float:
    return model_score(y, predict(model, X, problem), task=problem.task)


def _train_ours(frame, target, task, protocol, seed) -> Trained:
    kept, notes = _without_rare_classes(frame, target, task, protocol.max_rows)
    table = read_table(kept, target, task=task, max_rows=protocol.max_rows, random_state=seed)
    ensemble = train_ensemble(
        table,
        model=protocol.model,
        population=protocol.population,
        parameters=_parameters(protocol, len(table.classes)),
        n_models=protocol.n_models,
        n_jobs=1,
        random_state=seed,
        explain="auto" if protocol.population != "diverse" else None,
        **_search(protocol),
    )
    explained = attribute(ensemble, n_jobs=1)
    return Trained(
        values=explained.values,
        signed=explained.signed if table.task != "multiclass" else None,
        association=table_groups(table).association,
        names=table.feature_names,
        models=ensemble.models,
        columns=tuple(m.columns for m in ensemble.members),
        task=table.task,
        n_rows=table.n_rows,
        n_classes=len(table.classes),
        n_categorical=int(table.categorical.sum()),
        rows_left_out=len(frame) - table.n_rows,
        scores=ensemble.scores,
        signal=ensemble.signal(),
        notes=(*notes, *ensemble.notes),
    )


def _without_rare_classes(frame, target, task, max_rows):
    """The rows of classes that a random draw of the rows will not miss."""
    if task != "classification":
        return frame, ()
    counts = frame[target].value_counts()
    share = min(1.0, max_rows / max(len(frame), 1))
    rare = counts.index[counts * share < MIN_CLASS_ROWS]
    if len(rare) == 0:
        return frame, ()
    kept = frame[~frame[target].isin(rare)]
    return kept, (
        f"{len(frame) - len(kept)} rows of {len(rare)} classes with fewer than {MIN_CLASS_ROWS} "
        "rows were left out.",
    )


def _search(protocol: Protocol) -> dict[str, Any]:
    """How candidates are searched and kept, where the population has any."""
    if protocol.population != "diverse":
        return {}
    return {
        "n_candidates": math.ceil(protocol.candidates_per_model * protocol.n_models),
        "epsilon": protocol.near_optimal_share,
        "epsilon_kind": "quantile",
    }


def _parameters(protocol: Protocol, n_classes: int) -> dict[str, Any]:
    """Hyperparameters, with fewer rounds where each round is a tree for every class."""
    given = dict(protocol.parameters)
    if n_classes > 2 and protocol.model != "random_forest" and protocol.population != "diverse":
        rounds = given.get("n_estimators", 100)
        given["n_estimators"] = max(10, min(rounds, protocol.max_trees // n_classes))
    return given
