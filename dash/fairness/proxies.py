"""Which features stand for a protected attribute, and how well all of them together predict it."""

from __future__ import annotations

from dataclasses import dataclass

import joblib
import numpy as np
from scipy import sparse, stats

from dash.learners import Learner, Problem, predict
from dash.report.fairness_data import Predictability, ProxyRow
from dash.table import Table
from dash.workflow import table_groups
from diagnostics import adjust

FOLDS = 5
BINS, MAX_CATEGORIES = 16, 32
#: Rows that are enough to see an association that matters.
MAX_ROWS = 5000
FEATURE_PERMUTATIONS, MODEL_PERMUTATIONS = 999, 39
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
    rng = np.random.default_rng([seed, 1, own])
    rows = _sample(attribute.codes, rng)
    target = _indicators(attribute.codes[rows], len(attribute.labels))
    folds = _folds(attribute.codes[rows], rng)
    orders = np.array([rng.permutation(len(rows)) for _ in range(FEATURE_PERMUTATIONS)])
    X = table.matrix()[rows]
    found = []
    for name in others:
        bins = _bins(X[:, place[name]], bool(table.categorical[place[name]]))
        auc, *null = _aucs(bins, folds, target, orders)
        p = (1 + sum(value >= auc for value in null)) / (1 + len(null))
        found.append((name, auc, float(np.quantile(null, NULL_QUANTILE)), p))
    adjusted = adjust(np.array([p for *_, p in found]), method="holm") if found else []
    result = []
    for (name, auc, null, _), p in zip(found, adjusted, strict=True):
        j = place[name]
        association = float(groups.association[own, j])
        strong = max(association, 2 * auc - 1) >= threshold
        result.append(
            ProxyRow(
                name=name,
                association=association,
                measure=_measure(table, own, j),
                auc=float(auc),
                null_auc=null,
                p_adjusted=float(p),
                is_proxy=bool(strong and p <= alpha),
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
    rng = np.random.default_rng([seed, 2, place[attribute.name]])
    rows = _sample(attribute.codes, rng)
    codes = attribute.codes[rows]
    X = table.matrix()[np.ix_(rows, others)]
    categorical = np.asarray(table.categorical, dtype=bool)[others]
    orders = [np.arange(len(rows))]
    orders += [rng.permutation(len(rows)) for _ in range(MODEL_PERMUTATIONS)]
    run = joblib.Parallel(n_jobs=n_jobs, prefer="threads")
    found = run(
        joblib.delayed(_model_auc)(
            X, codes[order], categorical, len(attribute.labels), [seed, 3, i]
        )
        for i, order in enumerate(orders)
    )
    auc, null = found[0], np.array(found[1:])
    p = float((1 + (null >= auc).sum()) / (1 + len(null)))
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


def _indicators(codes: np.ndarray, n_levels: int) -> np.ndarray:
    """One column a class; one column for two classes, since the other mirrors it."""
    shown = range(1, 2) if n_levels == 2 else range(n_levels)
    return np.column_stack([codes == level for level in shown]).astype(float)


def _folds(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fold of each row; every class is spread over the folds."""
    folds = np.empty(len(codes), dtype=int)
    order = rng.permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    folds[order] = np.arange(len(codes)) % FOLDS
    return folds


def _bins(values: np.ndarray, categorical: bool) -> np.ndarray:
    """Bin of each value, from 0; missing values, and the rarest categories, have one together."""
    present = ~np.isnan(values)
    bins = np.zeros(len(values), dtype=int)
    distinct, counts = np.unique(values[present], return_counts=True)
    if categorical or len(distinct) <= BINS:
        kept = np.sort(distinct[np.argsort(-counts, kind="stable")[:MAX_CATEGORIES]])
        place = np.minimum(np.searchsorted(kept, values[present]), len(kept) - 1)
        bins[present] = np.where(kept[place] == values[present], 1 + place, 0)
        return bins
    edges = np.unique(np.quantile(values[present], np.linspace(0, 1, BINS + 1)[1:-1]))
    bins[present] = 1 + np.searchsorted(edges, values[present], side="left")
    return bins


def _aucs(bins, folds, target, orders) -> np.ndarray:
    """AUC of predicting the classes by the rate in a row's bin on the other folds.

    The first is that of the classes as they are, the others those of the classes in each of the
    given orders; classes are averaged by their size.
    """
    width = bins.max() + 1
    n, n_cells = len(bins), FOLDS * width
    rows = sparse.csr_matrix((np.ones(n), (folds * width + bins, np.arange(n))), (n_cells, n))
    counts = np.bincount(folds * width + bins, minlength=n_cells).astype(float)
    seen = counts.reshape(FOLDS, width, 1)
    total = np.zeros(1 + len(orders))
    for column in target.T:
        hits = rows @ np.column_stack([column, column[orders].T])
        by_fold = hits.reshape(FOLDS, width, -1)
        rate = by_fold.sum(axis=0) - by_fold + column.mean()
        rate = (rate / (seen.sum(axis=0) - seen + 1)).reshape(n_cells, -1)
        total += column.sum() * _weighted_auc(rate, hits, counts[:, None] - hits)
    return total / max(target.sum(), 1.0)


def _weighted_auc(score: np.ndarray, positive: np.ndarray, negative: np.ndarray) -> np.ndarray:
    """AUC in each column: cells of one score each, with numbers of positive and negative rows."""
    won = np.zeros(score.shape[1])
    for s, p in zip(score, positive, strict=True):
        won += p * (((s > score) + 0.5 * (s == score)) * negative).sum(axis=0)
    pairs = positive.sum(axis=0) * negative.sum(axis=0)
    return np.where(pairs > 0, won / np.where(pairs > 0, pairs, 1.0), 0.5)


def _model_auc(X, codes, categorical, n_levels: int, seed: list[int]) -> float:
    """AUC of a small model's predictions for the rows of each fold in turn."""
    rng = np.random.default_rng(seed)
    folds = _folds(codes, rng)
    task = "binary" if n_levels == 2 else "multiclass"
    problem = Problem(task, n_levels, categorical)
    learner = Learner("xgboost", SMALL_MODEL)
    score = np.zeros((len(codes), 1 if n_levels == 2 else n_levels))
    for fold in range(FOLDS):
        held = folds == fold
        model = learner.fit(X[~held], codes[~held], problem, int(rng.integers(2**31 - 1)))
        score[held] = np.asarray(predict(model, X[held], problem)).reshape(held.sum(), -1)
    target = _indicators(codes, n_levels)
    found = [_auc(s, t) for s, t in zip(score.T, target.T, strict=True)]
    return float(np.average(found, weights=target.sum(axis=0)))


def _auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Mann-Whitney form of the AUC, ties counted half."""
    n = positive.sum()
    pairs = n * (len(score) - n)
    ranks = stats.rankdata(score)[positive > 0].sum()
    return float((ranks - n * (n + 1) / 2) / pairs) if pairs else 0.5


def _measure(table: Table, a: int, b: int) -> str:
    kinds = int(table.categorical[a]) + int(table.categorical[b])
    return ("Spearman", "correlation ratio", "Cramér's V")[kinds]
