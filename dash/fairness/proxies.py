"""Which features stand for a protected attribute, and how well all of them together predict it."""

from __future__ import annotations

from dataclasses import dataclass

import joblib
import numpy as np
from sklearn.metrics import roc_auc_score

from dash.errors import InputError
from dash.learners import Learner, Problem, predict
from dash.report.fairness_data import Predictability, ProxyRow
from dash.table import Table
from dash.workflow import table_groups
from diagnostics import permutation_p, proxy_screen
from diagnostics.proxies import indicators
from diagnostics.resampling import FOLDS, class_folds, shuffled, units

#: Rows that are enough to see an association that matters.
MAX_ROWS = 5000
MODEL_PERMUTATIONS = 39
NULL_QUANTILE = 0.95
#: Values above which a number is cut at its median instead of taken as a category.
MAX_LEVELS = 10
#: Rows in which an attribute must be known, and rows of a class below which it is pooled.
MIN_KNOWN, MIN_CLASS = 30, 10
#: The same in groups, where rows stay together.
MIN_GROUPS = 5
#: Classes that are told apart where each costs a model; the rarest beyond them are pooled.
MAX_CLASSES = 8
#: AUC from which on the features are said to give an attribute away.
TELLING_AUC = 0.6
SMALL_MODEL = {
    "n_estimators": 50, "max_depth": 3, "learning_rate": 0.2, "max_bin": 64, "subsample": 0.8,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Levels:
    """A protected attribute as classes: `codes` of shape (n,), -1 where it is missing.

    `note` says which classes were too rare to stand alone; empty where none was.
    """

    name: str
    codes: np.ndarray
    labels: tuple[str, ...]
    note: str = ""


def attribute_levels(table: Table, name: str) -> Levels:
    """The classes of a protected attribute; a number with many values is cut at its median.

    Classes of fewer than ten rows (with a group column also: that occur in fewer than five groups)
    are pooled into one, which is left out if it is too rare itself.

    Raises
    ------
    InputError
        If the attribute is known in fewer than 30 rows, or fewer than two classes are left; not
        where it has one value only.
    """
    column = table.frame[name]
    if hasattr(column, "cat"):
        codes = column.cat.codes.to_numpy().astype(int)
        found = _used(name, codes, _distinct([str(c) for c in column.cat.categories]))
        return _common(found, table.groups)
    values = column.to_numpy(dtype=float)
    present = ~np.isnan(values)
    distinct = np.unique(values[present])
    codes = np.full(len(values), -1)
    if len(distinct) <= MAX_LEVELS:
        codes[present] = np.searchsorted(distinct, values[present])
        return _common(_used(name, codes, [_exact(v) for v in distinct]), table.groups)
    middle = float(np.median(values[present]))
    if middle == distinct[-1]:
        middle = float(distinct[-2])
    codes[present] = (values[present] > middle).astype(int)
    labels = [f"at most {_exact(middle)}", f"above {_exact(middle)}"]
    return _common(_used(name, codes, labels), table.groups)


def _exact(value: float) -> str:
    """A number as it is, so that different numbers have different labels."""
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def _distinct(labels: list[str]) -> list[str]:
    """The labels, numbered where different categories are written alike."""
    found: list[str] = []
    for label in labels:
        new, i = label, 1
        while new in found:
            i += 1
            new = f"{label} ({i})"
        found.append(new)
    return found


def _used(name: str, codes: np.ndarray, labels: list[str]) -> Levels:
    """Only the classes that occur, numbered from 0."""
    found = np.unique(codes[codes >= 0])
    place = np.full(max(len(labels), 1), -1)
    place[found] = np.arange(len(found))
    codes = np.where(codes >= 0, place[codes], -1)
    return Levels(name, codes, tuple(labels[i] for i in found))


def _common(levels: Levels, groups: np.ndarray | None) -> Levels:
    """The classes that are frequent enough to compare, the others as one or not at all."""
    known, n = int((levels.codes >= 0).sum()), len(levels.labels)
    if n < 2:
        return levels
    if known < MIN_KNOWN:
        raise InputError(
            f"“{levels.name}” is known in {known} rows only, and an audit needs at least "
            f"{MIN_KNOWN}: fill it in for more rows, or do not name it as protected."
        )
    enough = _frequent(levels.codes, n, groups)
    if enough.all():
        return levels
    rare = np.flatnonzero(~enough)
    found = _pooled(levels, rare)
    what = "classes" if len(rare) > 1 else "class"
    if len(rare) > 1 and _frequent(found.codes, len(found.labels), groups)[-1]:
        note = f"the {_count(len(rare))}rarest {what} of {levels.name} are taken together"
    else:
        last = len(found.labels) - 1
        n_rows = int((found.codes == last).sum())
        found = Levels(
            levels.name, np.where(found.codes == last, -1, found.codes), found.labels[:-1]
        )
        note = (
            f"the {_count(len(rare))}rarest {what} of {levels.name} ({n_rows} "
            f"{'row' if n_rows == 1 else 'rows'}) {'are' if len(rare) > 1 else 'is'} left out"
        )
    if len(found.labels) < 2:
        least = f"{MIN_CLASS} rows"
        if groups is not None:
            least += f" and {MIN_GROUPS} of the groups whose rows stay together"
        raise InputError(
            f"“{levels.name}” has {n} classes in {known} rows, but fewer than two of them have "
            f"{least}: give more rows of each, or do not name it as protected."
        )
    return Levels(found.name, found.codes, found.labels, note)


def _count(n: int) -> str:
    return "" if n == 1 else f"{n} "


def _frequent(codes: np.ndarray, n: int, groups: np.ndarray | None) -> np.ndarray:
    """Which classes have enough rows, and occur in enough groups of rows."""
    known = codes >= 0
    enough = np.bincount(codes[known], minlength=n) >= MIN_CLASS
    if groups is None:
        return enough
    pairs = np.unique(np.column_stack([codes, units(len(codes), groups)[0]])[known], axis=0)
    return enough & (np.bincount(pairs[:, 0], minlength=n) >= MIN_GROUPS)


def _pooled(levels: Levels, rare: np.ndarray) -> Levels:
    """These classes as one, the last."""
    kept = np.setdiff1d(np.arange(len(levels.labels)), rare)
    place = np.full(len(levels.labels), len(kept))
    place[kept] = np.arange(len(kept))
    label = levels.labels[rare[0]] if len(rare) == 1 else f"all others ({len(rare)} classes)"
    labels = _distinct([*(levels.labels[i] for i in kept), label])
    codes = np.where(levels.codes >= 0, place[levels.codes], -1)
    return Levels(levels.name, codes, tuple(labels), levels.note)


def _few(levels: Levels) -> Levels:
    """At most `MAX_CLASSES` classes: the rarest beyond them as one."""
    if len(levels.labels) <= MAX_CLASSES:
        return levels
    counts = np.bincount(levels.codes[levels.codes >= 0], minlength=len(levels.labels))
    return _pooled(levels, np.sort(np.argsort(-counts, kind="stable")[MAX_CLASSES - 1 :]))


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
    the prediction beats its permutation null at `alpha`, corrected over the features by the
    largest AUC of each permutation. Where rows stay together (`table.groups`), folds are made of
    whole groups, and groups are permuted.

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
    attribute = _few(attribute)
    rows = _sample(attribute.codes, np.random.default_rng([seed, 1, own]))
    found = proxy_screen(
        table.matrix()[np.ix_(rows, columns)],
        attribute.codes[rows],
        categorical=np.asarray(table.categorical, dtype=bool)[columns],
        names=others,
        groups=None if table.groups is None else table.groups[rows],
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
    folds alone would give is in it; with a group column, folds are made of whole groups, and groups
    are permuted. Without any unprotected feature the numbers are NaN.
    """
    place = {name: j for j, name in enumerate(table.feature_names)}
    others = [place[n] for n in table.feature_names if n not in protected]
    if not others:
        return Predictability(
            auc=np.nan, null_mean=np.nan, null_auc=np.nan, p_value=np.nan, n_permutations=0,
            sentence=f"All features are protected: nothing else is left to predict "
            f"{attribute.name} from.{_noted(attribute.note)}",
        )  # fmt: skip
    rng = np.random.default_rng([seed, 3, place[attribute.name]])
    few = _few(attribute)
    rows = _sample(few.codes, rng)
    codes = few.codes[rows]
    groups = None if table.groups is None else table.groups[rows]
    X = table.matrix()[np.ix_(rows, others)]
    categorical = np.asarray(table.categorical, dtype=bool)[others]
    drawn = [codes, *(shuffled(codes, rng, groups) for _ in range(MODEL_PERMUTATIONS))]
    run = joblib.Parallel(n_jobs=n_jobs, prefer="threads")
    found = run(
        joblib.delayed(_model_auc)(X, c, categorical, len(few.labels), [seed, 4, i], groups)
        for i, c in enumerate(drawn)
    )
    auc, null = found[0], np.array(found[1:])
    p = permutation_p(auc, null)
    high = float(np.quantile(null, NULL_QUANTILE))
    notes = [attribute.note]
    if len(few.labels) < len(attribute.labels):
        notes.append(
            f"the {MAX_CLASSES - 1} largest classes are told apart here, the others are one"
        )
    sentence = _told(attribute.name, auc, high, p) + _noted("; ".join(n for n in notes if n))
    return Predictability(
        auc=float(auc),
        null_mean=float(null.mean()),
        null_auc=high,
        p_value=p,
        n_permutations=MODEL_PERMUTATIONS,
        sentence=sentence,
    )


def _told(name: str, auc: float, high: float, p: float) -> str:
    """What the AUC of all features together means."""
    chance = f"(chance gives up to {high:.2f})"
    if p > 1 - NULL_QUANTILE:
        return (
            f"All unprotected features together do not predict {name} better than chance "
            f"(AUC {auc:.2f} on held-out rows; chance gives up to {high:.2f})."
        )
    lead = f"All unprotected features together predict {name} with AUC {auc:.2f} on held-out rows"
    if auc >= TELLING_AUC:
        return f"{lead} {chance}: leaving it out does not hide it."
    return f"{lead} {chance}: better than chance, but they tell little of it."


def _noted(note: str) -> str:
    return f" {note[:1].upper()}{note[1:]}." if note else ""


def _sample(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows in which the attribute is known, at most `MAX_ROWS`."""
    rows = np.flatnonzero(codes >= 0)
    return np.sort(rng.choice(rows, MAX_ROWS, replace=False)) if len(rows) > MAX_ROWS else rows


def _model_auc(X, codes, categorical, n_levels: int, seed: list[int], groups=None) -> float:
    """AUC of a small model's predictions for the rows of each fold in turn."""
    rng = np.random.default_rng(seed)
    folds = class_folds(codes, rng, groups)
    task = "binary" if n_levels == 2 else "multiclass"
    problem = Problem(task, n_levels, categorical)
    learner = Learner("xgboost", SMALL_MODEL)
    score = np.zeros((len(codes), 1 if n_levels == 2 else n_levels))
    for fold in range(FOLDS):
        held = folds == fold
        if not held.any():
            continue
        model = learner.fit(X[~held], codes[~held], problem, int(rng.integers(2**31 - 1)))
        score[held] = np.asarray(predict(model, X[held], problem)).reshape(held.sum(), -1)
    target = indicators(codes, n_levels)
    # Shuffled groups of different sizes can leave a class without a row.
    size = target.sum(axis=0)
    shown = np.flatnonzero((size > 0) & (size < len(codes)))
    if not len(shown):
        return 0.5
    found = [roc_auc_score(target[:, i], score[:, i]) for i in shown]
    return float(np.average(found, weights=size[shown]))


def _measure(table: Table, a: int, b: int) -> str:
    kinds = int(table.categorical[a]) + int(table.categorical[b])
    return ("Spearman", "correlation ratio", "Cramér's V")[kinds]
