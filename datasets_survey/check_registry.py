"""Checks the registry against the data: `python -m datasets_survey.check_registry`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from dash.errors import InputError
from dash.table import Table, read_table
from datasets_survey.loaders import installed, load
from datasets_survey.registry import Dataset, registry

MIN_FEATURES = 3
MIN_ROWS = 100
MAX_ROWS = 2000
FOLDS = 3
ALONE = 0.999
SIGNAL = {"regression": 0.1, "classification": 0.6}
COPY = 0.99999
MAX_PAIRS = 4


@dataclass(frozen=True)
class Finding:
    """What differs from the registry: `kind` is "fault" or "look at it"."""

    key: str
    kind: str
    text: str


def check(d: Dataset, *, scores: bool = True, random_state: int = 0) -> list[Finding]:
    """Compare an entry of the registry with its data.

    A fault is what the survey cannot use: data that do not load, a named column that is not there,
    a constant target, too few rows or features, an identifier among the features, a feature that
    alone predicts the target (cross-validated score above 0.999), or no signal. Worth a look is a
    feature that is a monotone copy of another.

    Parameters
    ----------
    d : Dataset
        Which.
    scores : bool, default True
        Also fit models: one tree for each feature, and boosting for all of them.
    random_state : int, default 0
        Seed of the sample of at most 2000 rows and of the folds.

    Returns
    -------
    list of Finding

    Examples
    --------
    >>> from datasets_survey.registry import dataset
    >>> check(dataset("scikit-learn/wine"), scores=False)
    []
    """

    def fault(text: str) -> Finding:
        return Finding(d.key, "fault", text)

    try:
        frame = load(d)
        table = read_table(
            frame, d.target, task=d.task, max_rows=MAX_ROWS, random_state=random_state
        )
    except InputError as error:
        return [fault(str(error))]
    findings = []
    n_rows = int(frame[d.target].notna().sum())
    if n_rows < MIN_ROWS:
        findings.append(fault(f"{n_rows} rows with a target; {MIN_ROWS} are needed"))
    if table.n_features < MIN_FEATURES:
        findings.append(fault(f"{table.n_features} features; {MIN_FEATURES} are needed"))
    findings += [
        fault(f"“{s.column}” is an identifier and not in `drop`: {s.reason}")
        for s in table.set_aside
        if s.kind == "identifier"
    ]
    findings += [fault(note.text) for note in table.notes if note.topic == "leak"]
    X = table.matrix()
    pairs = [f"“{a}” and “{b}”" for a, b in _copies(X, table)]
    if pairs:
        more = f" and {len(pairs) - MAX_PAIRS} more pairs" if len(pairs) > MAX_PAIRS else ""
        listed = ", ".join(pairs[:MAX_PAIRS]) + more
        findings.append(Finding(d.key, "look at it", f"these order the rows alike: {listed}"))
    if scores:
        findings += [fault(text) for text in _scored(X, table, random_state)]
    return findings


def _copies(X: np.ndarray, table: Table) -> Iterator[tuple[str, str]]:
    numeric = np.flatnonzero(~table.categorical)
    ranks = pd.DataFrame(X[:, numeric]).rank()
    rho = np.abs(ranks.corr(min_periods=MIN_ROWS // 2).to_numpy())
    for i, j in np.argwhere(np.triu(rho, 1) > COPY):
        yield table.feature_names[numeric[i]], table.feature_names[numeric[j]]


def _scored(X: np.ndarray, table: Table, random_state: int) -> Iterator[str]:
    classify = table.task != "regression"
    y = table.y
    if classify:
        # A class that a fold may lack cannot be scored.
        common = np.bincount(y.astype(int))[y.astype(int)] >= FOLDS
        X, y = X[common], y[common]
    folds = (StratifiedKFold if classify else KFold)(FOLDS, shuffle=True, random_state=random_state)
    # A score that a rare class cannot inflate.
    scoring = "balanced_accuracy" if classify else "r2"
    tree = (DecisionTreeClassifier if classify else DecisionTreeRegressor)(
        max_depth=8, min_samples_leaf=3, random_state=random_state
    )
    filled = np.where(np.isnan(X), np.nanmin(X, axis=0) - 1, X)
    for j, name in enumerate(table.feature_names):
        score = cross_val_score(tree, filled[:, [j]], y, cv=folds, scoring=scoring).mean()
        if score > ALONE:
            yield f"“{name}” alone predicts the target (score {score:.4f})"
    boosting = (LGBMClassifier if classify else LGBMRegressor)(
        n_estimators=60,
        num_leaves=15,
        min_child_samples=10,
        n_jobs=1,
        verbose=-1,
        random_state=random_state,
    )
    measure = "roc_auc_ovr" if classify else "r2"
    score = cross_val_score(boosting, X, y, cv=folds, scoring=measure).mean()
    least = SIGNAL["classification" if classify else "regression"]
    if not score >= least:
        yield f"no signal: the cross-validated score is {score:.3f}, less than {least}"


def main(
    keys: Annotated[
        list[str] | None, typer.Argument(help="Only these (by a part of the key).")
    ] = None,
    tiers: Annotated[str, typer.Option(help="Tiers, such as AB.")] = "AB",
    scores: Annotated[bool, typer.Option(help="Also fit models; some minutes.")] = True,
) -> None:
    """Say what differs between the registry and the data of the installed packages."""
    warnings.filterwarnings("ignore")
    sys.exit(_report(registry(tiers=tuple(tiers)), keys or [], scores))


def _report(datasets: Sequence[Dataset], keys: Sequence[str], scores: bool) -> int:
    chosen = [d for d in datasets if not keys or any(k in d.key for k in keys)]
    absent = {d.package for d in chosen if not installed(d.package)}
    faults = 0
    for d in chosen:
        if d.package in absent:
            continue
        for finding in check(d, scores=scores):
            faults += finding.kind == "fault"
            print(f"{finding.kind}: {finding.key}: {finding.text}", flush=True)
    left = sum(d.package in absent for d in chosen)
    print(f"{len(chosen) - left} datasets checked, {faults} faults.")
    if absent:
        print(f"{left} not checked, for want of {', '.join(sorted(absent))}.")
    return int(faults > 0)


if __name__ == "__main__":
    typer.run(main)
