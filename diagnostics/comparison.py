"""Two sets of retrained models: do their attributions differ by more than retraining does?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.multiplicity import adjust
from diagnostics.result import Result, feature_names, model_matrix

PERMUTATIONS = 1999
#: Permutations whose sums are held at a time.
BLOCK = 200


@dataclass(frozen=True, repr=False, eq=False)
class RunComparison(Result):
    """Attributions of two runs as shares of the total, and what tells them apart.

    Attributes
    ----------
    names : tuple of str
        The features, in the order given.
    n_first, n_second : int
        Models of each run.
    first, second : ndarray of shape (d,)
        Mean share of the total attribution.
    rank_first, rank_second : ndarray of shape (d,)
        Rank of the mean share, 1 the largest; equal means share their ranks.
    difference, low, high : ndarray of shape (d,)
        Second minus first, with Welch's interval (for its own feature).
    p, p_adjusted : ndarray of shape (d,)
        Welch's p-value of equal means, and corrected over the features (Holm).
    distance : float
        Total variation distance of the mean shares: the part of the attribution that has moved.
    p_value : float
        Share of the permutations of all models over the two runs whose distance is as large.
    noise : float
        Median distance under permutation: what retraining alone moves.
    kendall : float
        Kendall's tau-b between the two mean rankings.
    confidence : float
        Level of the intervals.
    """

    names: tuple[str, ...]
    n_first: int
    n_second: int
    first: np.ndarray
    second: np.ndarray
    rank_first: np.ndarray
    rank_second: np.ndarray
    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    distance: float
    p_value: float
    noise: float
    kendall: float
    confidence: float

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, the largest change first."""
        columns = ("first", "second", "rank_first", "rank_second", "difference", "low", "high",
                   "p_adjusted")  # fmt: skip
        frame = pd.DataFrame(
            {"feature": self.names, **{name: getattr(self, name) for name in columns}}
        )
        order = np.argsort(-np.abs(self.difference), kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def __repr__(self) -> str:
        return (
            f"RunComparison of {self.n_first} and {self.n_second} models over {len(self.names)} "
            f"features: {self.distance:.1%} of the attribution has moved (retraining alone "
            f"{self.noise:.1%}, p = {self.p_value:.3g})"
        )


def compare_runs(
    first, second, *, names=None, confidence: float = 0.95, random_state: int = 0
) -> RunComparison:
    """Compare the attributions of two sets of independently retrained models.

    Parameters
    ----------
    first, second : array of shape (M, d)
        Attributions of the models of each run, for the same features in the same order.
    names : sequence of str, optional
        The features.
    confidence : float, default 0.95
        Level of the intervals.
    random_state : int, default 0
        Seed of the permutations.

    Returns
    -------
    RunComparison

    Raises
    ------
    ValueError
        If the two have different features.

    Notes
    -----
    Each model's attributions are divided by their sum, so that runs in different units compare.
    If both runs draw their models from the same population, all assignments of the models to the
    two runs are equally likely, and the permutation test of the distance is exact. Runs with the
    same seed on the same data share their draws, which makes it conservative. A small p-value says
    that the runs differ by more than retraining; it does not say why.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> compare_runs(rng.normal([3, 2, 1], 0.1, (20, 3)), rng.normal([3, 2, 1], 0.1, (30, 3)))
    RunComparison of 20 and 30 models over 3 features: 0.5% of the attribution has moved (retraining
    alone 0.4%, p = 0.287)
    """
    a, b = _shares(model_matrix(first)), _shares(model_matrix(second))
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"the runs have {a.shape[1]} and {b.shape[1]} features.")
    means = a.mean(axis=0), b.mean(axis=0)
    gap = means[1] - means[0]
    variances = a.var(axis=0, ddof=1) / len(a), b.var(axis=0, ddof=1) / len(b)
    error = np.sqrt(variances[0] + variances[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = (variances[0] + variances[1]) ** 2 / (
            variances[0] ** 2 / (len(a) - 1) + variances[1] ** 2 / (len(b) - 1)
        )
        t = gap / error
    freedom = np.where(error > 0, freedom, 1.0)
    constant = np.where(gap == 0, 1.0, 0.0)
    p = np.where(error > 0, 2 * stats.t.sf(np.abs(t), freedom), constant)
    half = np.where(error > 0, stats.t.ppf((1 + confidence) / 2, freedom) * error, 0.0)
    distance = float(np.abs(gap).sum() / 2)
    null = _permuted(np.vstack([a, b]), len(a), np.random.default_rng(random_state))
    tau = stats.kendalltau(*means).statistic
    return RunComparison(
        names=feature_names(names, a.shape[1]),
        n_first=len(a),
        n_second=len(b),
        first=means[0],
        second=means[1],
        rank_first=stats.rankdata(-means[0]),
        rank_second=stats.rankdata(-means[1]),
        difference=gap,
        low=gap - half,
        high=gap + half,
        p=p,
        p_adjusted=adjust(p, "holm"),
        distance=distance,
        # Rounding must not make the observed assignment look unlike itself.
        p_value=float((1 + (null >= distance * (1 - 1e-9)).sum()) / (1 + len(null))),
        noise=float(np.median(null)),
        kendall=float(tau) if np.isfinite(tau) else 1.0,
        confidence=float(confidence),
    )


def _shares(values: np.ndarray) -> np.ndarray:
    total = values.sum(axis=1, keepdims=True)
    return np.divide(values, total, out=np.zeros_like(values), where=total > 0)


def _permuted(pooled: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Distance of the means of random halves of sizes n and the rest."""
    m, whole = len(pooled), pooled.sum(axis=0)
    found = []
    for start in range(0, PERMUTATIONS, BLOCK):
        size = min(BLOCK, PERMUTATIONS - start)
        chosen = np.argsort(rng.random((size, m)), axis=1) < n
        sums = chosen.astype(float) @ pooled
        found.append(np.abs(sums / n - (whole - sums) / (m - n)).sum(axis=1) / 2)
    return np.concatenate(found)
