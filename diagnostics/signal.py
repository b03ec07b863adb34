"""Whether a model has learned anything at all: its held-out score beside a constant predictor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.result import Result

METRICS = {
    "binary": ("ROC AUC", 0.5),
    "multiclass": ("mean one-against-rest ROC AUC", 0.5),
    "regression": ("R²", 0.0),
}


@dataclass(frozen=True, repr=False)
class HeldOutSignal(Result):
    """Held-out score of one prediction, with a test against a constant predictor.

    Attributes
    ----------
    metric : str
        ROC AUC, its mean over classes, or R².
    score, baseline : float
        The score, and what a constant prediction scores (0.5 or 0).
    p_value : float
        One-sided p-value of "the prediction is unrelated to the target".
    alpha : float
        Level of the test.
    beats_constant : bool
        Whether the score is above the baseline and the test rejects.
    n_rows : int
        Held-out rows.
    """

    metric: str
    score: float
    baseline: float
    p_value: float
    alpha: float
    beats_constant: bool
    n_rows: int

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        return pd.DataFrame([{k: getattr(self, k) for k in self.__dataclass_fields__}])

    def __repr__(self) -> str:
        verb = "beats" if self.beats_constant else "does not beat"
        return (
            f"HeldOutSignal: {self.metric} {self.score:.3f} on {self.n_rows} rows {verb} a "
            f"constant prediction ({self.baseline:g}), p = {self.p_value:.3g}"
        )


def model_score(y, prediction, *, task: str) -> float:
    """Score a held-out prediction; higher is better for every task.

    Parameters
    ----------
    y : array of shape (n,)
        Target: numbers, or class codes 0, 1, …
    prediction : array of shape (n,) or (n, classes)
        Predicted values (regression), scores of class 1 (binary) or of each class (multiclass).
    task : {"binary", "multiclass", "regression"}
        Which score: ROC AUC, the unweighted mean of one-against-rest ROC AUCs over the classes
        that are present and not alone, or R².

    Returns
    -------
    float
        NaN where the held-out rows hold one class only, or a constant target.

    Examples
    --------
    >>> model_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], task="binary")
    0.75
    >>> model_score([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], task="regression")
    1.0
    """
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=float)
    if task == "regression":
        total = float(((y - y.mean()) ** 2).sum())
        return 1 - float(((y - prediction) ** 2).sum()) / total if total > 0 else float("nan")
    if task == "binary":
        return _auc(y == 1, prediction)
    if task != "multiclass":
        raise ValueError(f"task {task!r} is not known: use binary, multiclass or regression.")
    areas = [_auc(y == c, prediction[:, c]) for c in range(prediction.shape[1])]
    areas = [a for a in areas if np.isfinite(a)]
    return float(np.mean(areas)) if areas else float("nan")


def beats_constant(y, prediction, *, task: str, alpha: float = 0.05) -> HeldOutSignal:
    """Test whether a held-out prediction is better than a constant one.

    An attribution explains a model; where the model has learned nothing, it explains noise.
    The null is that prediction and target are independent.

    Parameters
    ----------
    y : array of shape (n,)
        Held-out target: numbers, or class codes.
    prediction : array of shape (n,) or (n, classes)
        As in `model_score`.
    task : {"binary", "multiclass", "regression"}
        Binary: Mann-Whitney test of the scores; multiclass: that test for each class against the
        rest, Bonferroni-corrected; regression: one-sided test of Kendall's rank correlation.
    alpha : float, default 0.05
        Level of the test.

    Returns
    -------
    HeldOutSignal

    Notes
    -----
    The rows must not have been used in training. The test is over the held-out rows, for this
    prediction; it says nothing of other model classes.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.repeat([0, 1], 20)
    >>> beats_constant(y, y + np.linspace(0, 1, 40), task="binary").beats_constant
    True
    >>> beats_constant(y, np.tile([0.0, 1.0], 20), task="binary").beats_constant
    False
    """
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=float)
    metric, baseline = METRICS.get(task, ("", 0.0))
    score = model_score(y, prediction, task=task)
    if task == "regression":
        p = _rank_correlation_p(y, prediction)
    elif task == "binary":
        p = _mann_whitney_p(y == 1, prediction)
    else:
        tests = [_mann_whitney_p(y == c, prediction[:, c]) for c in range(prediction.shape[1])]
        tests = [t for t in tests if np.isfinite(t)]
        p = min(1.0, min(tests) * len(tests)) if tests else float("nan")
    beats = bool(np.isfinite(p) and p <= alpha and score > baseline)
    return HeldOutSignal(metric, score, baseline, float(p), alpha, beats, len(y))


def _auc(positive: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve through ranks; ties count one half."""
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if n_positive == 0 or n_negative == 0:
        return float("nan")
    ranks = stats.rankdata(score)
    wins = ranks[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(wins / (n_positive * n_negative))


def _mann_whitney_p(positive: np.ndarray, score: np.ndarray) -> float:
    if positive.all() or not positive.any():
        return float("nan")
    if np.ptp(score) == 0:
        return 1.0
    return float(
        stats.mannwhitneyu(score[positive], score[~positive], alternative="greater").pvalue
    )


def _rank_correlation_p(y: np.ndarray, prediction: np.ndarray) -> float:
    if np.ptp(prediction) == 0 or np.ptp(y) == 0:
        return 1.0
    return float(stats.kendalltau(y, prediction, alternative="greater").pvalue)
