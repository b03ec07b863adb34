"""The consensus of an ensemble: mean attribution of each feature with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.pairs import moments, ratio
from diagnostics.result import Result, feature_names, model_matrix


@dataclass(frozen=True, repr=False, eq=False)
class Consensus(Result):
    """Mean attribution of each feature over the models (DASH's consensus).

    Attributes
    ----------
    names : tuple of str
        The features.
    n_models : int
        Number of models M.
    confidence : float
        Level of the intervals, each for its own feature.
    mean, standard_error, low, high : ndarray of shape (d,)
        Consensus, its standard error and its t interval with M - 1 degrees of freedom.
    share : ndarray of shape (d,)
        Share of the total attribution; 0 where the total is 0.
    cv : ndarray of shape (d,)
        Coefficient of variation between models, sd / mean (the published feature stability
        index); 0 for a feature that no model uses.
    rank : ndarray of shape (d,)
        1 for the largest mean; equal means are ranked by column.
    """

    names: tuple[str, ...]
    n_models: int
    confidence: float
    mean: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray
    cv: np.ndarray
    rank: np.ndarray

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, in consensus order."""
        frame = pd.DataFrame(
            {
                "feature": self.names,
                "attribution": self.mean,
                "standard_error": self.standard_error,
                "low": self.low,
                "high": self.high,
                "share": self.share,
                "cv": self.cv,
                "rank": self.rank,
            }
        )
        return frame.sort_values("rank", ignore_index=True)

    def __repr__(self) -> str:
        lead = np.argsort(self.rank)[:3]
        listed = ", ".join(f"{self.names[j]} {self.mean[j]:.3g}" for j in lead)
        return f"Consensus of {self.n_models} models over {len(self.names)} features: {listed}"


def consensus(
    values, *, names=None, confidence: float = 0.95, extra_variance: float = 0.0
) -> Consensus:
    """Average the attributions of independently trained models.

    It answers where the mean lies (question A), feature by feature; the order of two features is
    a matter of their difference: use `z_test`.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions: one row for each independently trained model.
    names : sequence of str, optional
        Names of the features.
    confidence : float, default 0.95
        Level of the intervals, each for its own feature.
    extra_variance : float, default 0
        As in `z_test`: variance between data sets as a multiple of that between models.

    Returns
    -------
    Consensus

    Raises
    ------
    ValueError
        If the array is not (models, features) of finite numbers, or the level is not in (0, 1).

    Notes
    -----
    Among linear unbiased combinations of M independent, identically distributed attributions the
    mean has the least variance, sigma²/M: Lean theorems `DASH.sum_square_weights`,
    `DASH.variance_meanOfCopies`. It is the only linear rule that is symmetric and unbiased, and
    the nearest single attribution to all models: Lean theorems `DASH.consensus_unique`,
    `DASH.consensus_minimises`. That it is best among all unbiased estimators, as published, holds
    for special families only.

    Examples
    --------
    >>> consensus([[3.0, 1.0], [1.0, 1.0]], names=["a", "b"]).mean.tolist()
    [2.0, 1.0]
    """
    array = model_matrix(values)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; it must lie between 0 and 1.")
    if not extra_variance >= 0:
        raise ValueError(f"extra_variance is {extra_variance}; it is not negative.")
    names = feature_names(names, array.shape[1])
    m, d = array.shape
    mean, sd = moments(array)
    error = sd * np.sqrt(1 / m + extra_variance)
    half = stats.t.ppf((1 + confidence) / 2, m - 1) * error
    total = mean.sum()
    rank = np.empty(d, dtype=int)
    rank[np.argsort(-mean, kind="stable")] = np.arange(1, d + 1)
    return Consensus(
        names=names,
        n_models=m,
        confidence=confidence,
        mean=mean,
        standard_error=error,
        low=mean - half,
        high=mean + half,
        share=mean / total if total > 0 else np.zeros(d),
        cv=ratio(sd, mean),
        rank=rank,
    )
