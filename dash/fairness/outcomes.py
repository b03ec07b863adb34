"""Outcomes of the groups of a protected attribute, by fairlearn's `MetricFrame`."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from dash.fairness.proxies import Levels
from dash.report.fairness_data import OutcomeRow, OutcomeTable
from dash.report.wording import number, percent, shortened
from diagnostics import disparity

MAX_CLASSES = 4
#: Rows of a group below which its metrics are not shown.
MIN_GROUP = 10


def outcome_tables(
    screening, attributes: Sequence[Levels], *, n_bootstraps: int, seed: int
) -> tuple[OutcomeTable, ...]:
    """Outcome metrics by group, each with a bootstrap interval over rows.

    The metrics are fairlearn's. Each is a mean over the rows that count for it, and undefined in a
    group without such rows; intervals and tests resample the rows, or whole groups of rows that
    stay together (`table.groups`).

    Each row is predicted by the average of the models that did not see it, so that no group is
    judged on rows that a model has learned by heart.

    Parameters
    ----------
    screening : Screening
        The screen with its models.
    attributes : sequence of Levels
        Classes of the protected attributes.
    n_bootstraps : int
        Bootstrap samples of the rows.
    seed : int
        Of the bootstrap.

    Returns
    -------
    tuple of OutcomeTable
    """
    y, (prediction, seen) = screening.ensemble.plan.y, screening.ensemble.held_out()
    found = []
    for i, levels in enumerate(attributes):
        rows = seen & (levels.codes >= 0)
        counts = np.bincount(levels.codes[rows], minlength=len(levels.labels))
        kept = counts >= MIN_GROUP
        rows &= np.append(kept, False)[levels.codes]
        if kept.sum() >= 2:
            found.append(
                _table(
                    screening, levels, y[rows], prediction[rows], rows, n_bootstraps, [seed, 5, i]
                )
            )
    return tuple(found)


def _table(
    screening, levels: Levels, y, prediction, rows, n_bootstraps: int, seed: list[int]
) -> OutcomeTable:
    from fairlearn.metrics import MetricFrame

    task, classes = screening.table.task, screening.table.classes
    metrics, y, answer = _metrics(task, classes, y, prediction)
    # Groups are told apart by their codes: two labels can read alike.
    found, codes = np.unique(levels.codes[rows], return_inverse=True)
    names = tuple(metrics)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics={n: m.metric for n, m in metrics.items()},
            y_true=y,
            y_pred=answer,
            sensitive_features=codes,
        ).by_group
    values = frame.loc[np.arange(len(found)), list(names)].to_numpy(dtype=float)
    clusters = None if screening.table.groups is None else screening.table.groups[rows]
    spread = disparity(
        np.column_stack([m.scores(y, answer) for m in metrics.values()]), codes, groups=clusters,
        names=names, n_bootstraps=n_bootstraps, random_state=seed,
    )  # fmt: skip
    told = tuple(
        OutcomeRow(
            group=levels.labels[level],
            n_rows=int((codes == i).sum()),
            values=tuple(values[i].tolist()),
            low=tuple(spread.low[i].tolist()),
            high=tuple(spread.high[i].tolist()),
        )
        for i, level in enumerate(found)
    )
    table = OutcomeTable(
        attribute=levels.name,
        metrics=names,
        rows=told,
        compared="largest difference",
        differences=tuple(spread.difference.tolist()),
        difference_low=tuple(spread.difference_low.tolist()),
        difference_high=tuple(spread.difference_high.tolist()),
        difference_p=tuple(spread.p.tolist()),
        undefined=tuple(m.undefined for m in metrics.values()),
        by_group=clusters is not None,
        sentence="",
    )
    if len(told) == 2:
        table = dataclasses.replace(table, compared=f"{told[1].group} minus {told[0].group}")
    return dataclasses.replace(table, sentence=_sentence(table, task))


@dataclass(frozen=True)
class _Metric:
    """A metric of fairlearn, and the scores of which it is the mean.

    `only` is the class of the rows that count, `undefined` what is said of a group without them.
    """

    function: Callable
    score: Callable
    only: int | None = None
    undefined: str = ""

    def metric(self, y_true, y_pred) -> float:
        """NaN where no row counts; fairlearn has nought there."""
        if self.only is not None and not (np.asarray(y_true) == self.only).any():
            return float("nan")
        return float(self.function(y_true, y_pred))

    def scores(self, y, answer) -> np.ndarray:
        """One score a row, NaN where the row does not count."""
        found = np.asarray(self.score(y, answer), dtype=float)
        return found if self.only is None else np.where(y == self.only, found, np.nan)


def _metrics(task, classes, y, prediction) -> tuple[dict[str, _Metric], np.ndarray, np.ndarray]:
    """The metrics of a task, and targets and answers as it takes them."""
    from fairlearn.metrics import (
        false_negative_rate,
        false_positive_rate,
        mean_prediction,
        selection_rate,
    )
    from sklearn.metrics import accuracy_score, mean_absolute_error

    if task == "regression":
        return (
            {"mean prediction": _Metric(mean_prediction, lambda y, p: p),
             "mean absolute error": _Metric(mean_absolute_error, lambda y, p: np.abs(p - y)),
             "mean error": _Metric(_mean_error, lambda y, p: p - y)},
            y, prediction,
        )  # fmt: skip
    y = y.astype(int)
    accuracy = _Metric(accuracy_score, lambda y, p: p == y)
    if task == "binary":
        # A plain estimator's decision function is cut at zero, a probability at one half.
        cut = 0.5 if prediction.min() >= 0 and prediction.max() <= 1 else 0.0
        none = [f"not defined: no {shortened(str(c), 30)} in this group" for c in classes]
        negative = partial(false_negative_rate, pos_label=1)
        return (
            {f"predicted {classes[1]}": _Metric(
                partial(selection_rate, pos_label=1), lambda y, p: p == 1),
             "false positive rate": _Metric(
                 partial(false_positive_rate, pos_label=1), lambda y, p: p == 1, 0, none[0]),
             "false negative rate": _Metric(negative, lambda y, p: p == 0, 1, none[1]),
             "accuracy": accuracy},
            y, (prediction > cut).astype(int),
        )  # fmt: skip
    shown = {
        f"predicted {c}": _Metric(partial(selection_rate, pos_label=i), partial(_is, i))
        for i, c in enumerate(classes[:MAX_CLASSES])
    }
    return {**shown, "accuracy": accuracy}, y, prediction.argmax(axis=1)


def _is(label: int, y, answer) -> np.ndarray:
    return answer == label


def _mean_error(y_true, y_pred) -> float:
    return float(np.mean(np.asarray(y_pred) - np.asarray(y_true)))


def _sentence(table: OutcomeTable, task: str) -> str:
    """The first metric by group, how far the groups differ, and how rows were drawn."""
    first, rows = table.metrics[0], table.rows
    show = (lambda v: f"{v:.3g}") if task == "regression" else percent
    told = "; ".join(
        f"{shortened(r.group, 40)} {show(r.values[0])} [{show(r.low[0])}, {show(r.high[0])}]"
        for r in rows[:6]
    )
    more = f"; and {len(rows) - 6} more groups" if len(rows) > 6 else ""
    gap, low, high = (
        _gap(x[0], task) for x in (table.differences, table.difference_low, table.difference_high)
    )
    unit = "" if task == "regression" else " percentage points"
    if len(rows) == 2:
        named = f"“{shortened(rows[1].group, 40)}” minus “{shortened(rows[0].group, 40)}”"
        differ = f"{named} is {gap} [{low}, {high}]{unit}"
        if table.difference_low[0] <= 0 <= table.difference_high[0]:
            differ += ", which does not exclude that there is no difference"
    else:
        differ = (
            f"the largest difference is {gap}{unit}; if the groups did not differ, one as large "
            f"would come up with probability {number(table.difference_p[0])}"
        )
    drawn = (
        " Rows were resampled by group: those of one group count as one." if table.by_group else ""
    )
    return (
        f"{first[:1].upper()}{first[1:]}, by {shortened(table.attribute, 60)}: {told}{more}; "
        f"{differ}.{drawn}"
    )


def _gap(value: float, task: str) -> str:
    return f"{value:.3g}" if task == "regression" else f"{100 * value:.1f}"
