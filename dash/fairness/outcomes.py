"""Outcomes of the groups of a protected attribute, by fairlearn's `MetricFrame`."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from dash.fairness.proxies import Levels
from dash.report.fairness_data import OutcomeRow, OutcomeTable
from dash.report.wording import percent, shortened

INTERVAL = (0.025, 0.975)
MAX_CLASSES = 4
#: Rows of a group below which its metrics are not shown.
MIN_GROUP = 10


def outcome_tables(
    screening, attributes: Sequence[Levels], *, n_bootstraps: int, seed: int
) -> tuple[OutcomeTable, ...]:
    """Outcome metrics by group, each with a bootstrap interval over rows.

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
    y, prediction, seen = _held_out(screening)
    found = []
    for levels in attributes:
        rows = seen & (levels.codes >= 0)
        counts = np.bincount(levels.codes[rows], minlength=len(levels.labels))
        kept = counts >= MIN_GROUP
        rows &= np.append(kept, False)[levels.codes]
        if kept.sum() >= 2:
            found.append(
                _table(screening, levels, y[rows], prediction[rows], rows, n_bootstraps, seed)
            )
    return tuple(found)


def _held_out(screening):
    """Targets, and for each row the mean prediction of the models that were not trained on it."""
    plan, members = screening.ensemble.plan, screening.ensemble.members
    shape = members[0].prediction.shape[1:]
    total, votes = np.zeros((len(plan.y), *shape)), np.zeros(len(plan.y))
    for m in members:
        total[m.evaluation_rows] += m.prediction
        votes[m.evaluation_rows] += 1
    seen = votes > 0
    divisor = np.where(seen, votes, 1.0).reshape(-1, *(1,) * len(shape))
    return plan.y, total / divisor, seen


def _table(
    screening, levels: Levels, y, prediction, rows, n_bootstraps: int, seed: int
) -> OutcomeTable:
    from fairlearn.metrics import MetricFrame

    task, classes = screening.table.task, screening.table.classes
    metrics, y, answer = _metrics(task, classes, y, prediction)
    groups = np.array(levels.labels, dtype=object)[levels.codes[rows]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics=metrics,
            y_true=y,
            y_pred=answer,
            sensitive_features=groups,
            n_boot=n_bootstraps,
            ci_quantiles=list(INTERVAL),
            random_state=seed % 2**32,
        )
        low, high = frame.by_group_ci
        difference = frame.difference()
        difference_low, difference_high = frame.difference_ci()
    names = tuple(metrics)

    def values(table, group) -> tuple[float, ...]:
        return tuple(float(table.loc[group, m]) for m in names)

    found = tuple(
        OutcomeRow(
            group=str(g),
            n_rows=int((groups == g).sum()),
            values=values(frame.by_group, g),
            low=values(low, g),
            high=values(high, g),
        )
        for g in levels.labels
        if (groups == g).any()
    )
    return OutcomeTable(
        attribute=levels.name,
        metrics=names,
        rows=found,
        differences=tuple(float(difference[m]) for m in names),
        difference_low=tuple(float(difference_low[m]) for m in names),
        difference_high=tuple(float(difference_high[m]) for m in names),
        sentence=_sentence(levels.name, names, found, task),
    )


def _metrics(task, classes, y, prediction) -> tuple[dict[str, Callable], np.ndarray, np.ndarray]:
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
            {"mean prediction": mean_prediction, "mean absolute error": mean_absolute_error,
             "mean error": _mean_error},
            y, prediction,
        )  # fmt: skip
    y = y.astype(int)
    if task == "binary":
        # A plain estimator's decision function is cut at zero, a probability at one half.
        cut = 0.5 if prediction.min() >= 0 and prediction.max() <= 1 else 0.0
        return (
            {f"predicted {classes[1]}": selection_rate, "false positive rate": false_positive_rate,
             "false negative rate": false_negative_rate, "accuracy": accuracy_score},
            y, (prediction > cut).astype(int),
        )  # fmt: skip
    shown = {
        f"predicted {c}": partial(selection_rate, pos_label=i)
        for i, c in enumerate(classes[:MAX_CLASSES])
    }
    return {**shown, "accuracy": accuracy_score}, y, prediction.argmax(axis=1)


def _mean_error(y_true, y_pred) -> float:
    return float(np.mean(np.asarray(y_pred) - np.asarray(y_true)))


def _sentence(attribute: str, metrics, rows, task: str) -> str:
    first = metrics[0]
    show = (lambda v: f"{v:.3g}") if task == "regression" else percent
    told = "; ".join(
        f"{shortened(r.group, 40)} {show(r.values[0])} [{show(r.low[0])}, {show(r.high[0])}]"
        for r in rows[:6]
    )
    more = f"; and {len(rows) - 6} more groups" if len(rows) > 6 else ""
    return f"{first[:1].upper()}{first[1:]}, by {shortened(attribute, 60)}: {told}{more}."
