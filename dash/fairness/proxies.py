"""Which features stand for a protected attribute, and how well all of them together predict it."""

from __future__ import annotations

from dataclasses import dataclass

import joblib
import numpy as np
from sklearn.metrics import roc_auc_score

from dash.learners import Learner, Problem, predict
from dash.report.fairness_data import Predictability, ProxyRow
from dash.table import Table
from dash.workflow import table_groups
from diagnostics import permutation_p, proxy_screen
from diagnostics.proxies import FOLDS, class_folds, indicators

#: Rows that are enough to see an association that matters.
MAX_ROWS = 5000
MODEL_PERMUTATIONS = 39
NULL_QUANTILE = 0.95
#: Values above which a number is cut at its median instead of taken as a category.
MAX_LEVELS = 10
SMALL_MODEL = {
    "n_estimators": 50, "max_depth": 3, "learning_rate": 0.2, "max_bin": 64, "subsample": 0.8,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Levels:
    """A protected attribute as classes: `codes` of shape (n,), -1 where it is missing."""

    name: str
    codes: np.ndarray
    labels: tuple[str, ...]


def attribute_levels(table: Table, name: str) -> Levels:
    """The classes of a protected attribute; a number with many values is cut at its median."""
    column = table.frame[name]
    if hasattr(column, "cat"):
        codes = column.cat.codes.to_numpy().astype(int)
        return _used(name, codes, [str(c) for c in column.cat.categories])
    values = column.to_numpy(dtype=float)
    present = ~np.isnan(values)
    distinct = np.unique(values[present])
    codes = np.full(len(values), -1)
    if len(distinct) <= MAX_LEVELS:
        codes[present] = np.searchsorted(distinct, values[present])
        return _used(name, codes, [f"{v:g}" for v in distinct])
    middle = float(np.median(values[present]))
    if middle == distinct[-1]:
        middle = float(distinct[-2])
    codes[present] = (values[present] > middle).astype(int)
    return _used(name, codes, [f"at most {middle:g}", f"above {middle:g}"])


def _used(name: str, codes: np.ndarray, labels: list[str]) -> Levels:
    """Only the classes that occur, numbered from 0."""
    found = np.unique(codes[codes >= 0])
    place = np.full(max(len(labels), 1), -1)
    place[found] = np.arange(len(found))
    codes = np.where(codes >= 0, place[codes], -1)
    return Levels(name, codes, tuple(labels[i] for i in found))


def find_proxies(
    table: Table,
    attribute: Levels,
    *,
    protected: tuple[str, ...],
    threshold: float,
    alpha: float,
    seed: int,
) -> tuple[ProxyRow, ...]:
    """How much each feature tells about an attribute, strongest first.

    A feature is a proxy when it is associated with the attribute by at least `threshold` (the
    measure of association, or 2 AUC - 1 of predicting the attribute from the feature alone) and
    the prediction beats its permutation null at `alpha`, corrected over the features (Holm).

    Parameters
    ----------
    table : Table
        Features and the protected attributes.
    attribute : Levels
        The attribute.
    protected : tuple of str
        All protected attributes: none of them is counted as a proxy of another.
    threshold, alpha : float
        See above.
    seed : int
        Of the folds and permutations.

    Returns
    -------
    tuple of ProxyRow
    """
    groups = table_groups(table)
    place = {name: j for j, name in enumerate(table.feature_names)}
    own = place[attribute.name]
    others = [n for n in table.feature_names if n != attribute.name and n not in protected]
    if not others:
        return ()
    columns = [place[n] for n in others]
    rows = _sample(attribute.codes, np.random.default_rng([seed, 1, own]))
    found = proxy_screen(
        table.matrix()[np.ix_(rows, columns)],
        attribute.codes[rows],
        categorical=np.asarray(table.categorical, dtype=bool)[columns],
        names=others,
        random_state=[seed, 2, own],
    )
    result = []
    for i, j in enumerate(columns):
        association, auc = float(groups.association[own, j]), float(found.auc[i])
        strong = max(association, 2 * auc - 1) >= threshold
        result.append(
            ProxyRow(
                name=others[i],
                association=association,
                measure=_measure(table, own, j),
                auc=auc,
                null_auc=float(found.null_auc[i]),
                p_adjusted=float(found.p_adjusted[i]),
                is_proxy=bool(strong and found.p_adjusted[i] <= alpha),
                same_group=bool(groups.labels[own] >= 0 and groups.labels[own] == groups.labels[j]),
            )
        )
    return tuple(sorted(result, key=lambda r: (not r.is_proxy, -max(r.association, 2 * r.auc - 1))))


def predictability(
    table: Table, attribute: Levels, *, protected: tuple[str, ...], seed: int, n_jobs: int | None
) -> Predictability:
    """Cross-validated AUC of predicting an attribute from all unprotected features together.

    The null is the same procedure on permuted classes, so that what chance and the choice of
    folds alone would give is in it.
    """
    place = {name: j for j, name in enumerate(table.feature_names)}
    others = [place[n] for n in table.feature_names if n not in protected]
    rng = np.random.default_rng([seed, 3, place[attribute.name]])
    rows = _sample(attribute.codes, rng)
    codes = attribute.codes[rows]
    X = table.matrix()[np.ix_(rows, others)]
    categorical = np.asarray(table.categorical, dtype=bool)[others]
    orders = [np.arange(len(rows))]
    orders += [rng.permutation(len(rows)) for _ in range(MODEL_PERMUTATIONS)]
    run = joblib.Parallel(n_jobs=n_jobs, prefer="threads")
    found = run(
        joblib.delayed(_model_auc)(
            X, codes[order], categorical, len(attribute.labels), [seed, 4, i]
        )
        for i, order in enumerate(orders)
    )
    auc, null = found[0], np.array(found[1:])
    p = permutation_p(auc, null)
    high = float(np.quantile(null, NULL_QUANTILE))
    if p <= 1 - NULL_QUANTILE:
        sentence = (
            f"All unprotected features together predict {attribute.name} with AUC {auc:.2f} on "
            f"held-out rows (chance gives up to {high:.2f}): leaving it out does not hide it."
        )
    else:
        sentence = (
            f"All unprotected features together do not predict {attribute.name} better than "
            f"chance (AUC {auc:.2f} on held-out rows; chance gives up to {high:.2f})."
        )
    return Predictability(
        auc=float(auc),
        null_mean=float(null.mean()),
        null_auc=high,
        p_value=p,
        n_permutations=MODEL_PERMUTATIONS,
        sentence=sentence,
    )


def _sample(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows in which the attribute is known, at most `MAX_ROWS`."""
    rows = np.flatnonzero(codes >= 0)
    return np.sort(rng.choice(rows, MAX_ROWS, replace=False)) if len(rows) > MAX_ROWS else rows


def _model_auc(X, codes, categorical, n_levels: int, seed: list[int]) -> float:
    """AUC of a small model's predictions for the rows of each fold in turn."""
    rng = np.random.default_rng(seed)
    folds = class_folds(codes, rng)
    task = "binary" if n_levels == 2 else "multiclass"
    problem = Problem(task, n_levels, categorical)
    learner = Learner("xgboost", SMALL_MODEL)
    score = np.zeros((len(codes), 1 if n_levels == 2 else n_levels))
    for fold in range(FOLDS):
        held = folds == fold
        model = learner.fit(X[~held], codes[~held], problem, int(rng.integers(2**31 - 1)))
        score[held] = np.asarray(predict(model, X[held], problem)).reshape(held.sum(), -1)
    target = indicators(codes, n_levels)
    found = [roc_auc_score(t, s) for s, t in zip(score.T, target.T, strict=True)]
    return float(np.average(found, weights=target.sum(axis=0)))


def _measure(table: Table, a: int, b: int) -> str:
    kinds = int(table.categorical[a]) + int(table.categorical[b])
    return ("Spearman", "correlation ratio", "Cramér's V")[kinds]
