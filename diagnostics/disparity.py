"""Means by group and how far they differ: bootstrap intervals, and a test that they do not."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostics.resampling import resample, shuffled
from diagnostics.result import Result, feature_names

BOOTSTRAPS, PERMUTATIONS = 200, 199
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, repr=False, eq=False)
class Disparity(Result):
    """Means of some scores by group, and how far they differ.

    Attributes
    ----------
    names : tuple of str
        The scores.
    values, low, high : ndarray of shape (g, m)
        Mean of each group, and its bootstrap interval (95 %); NaN where no row of the group counts.
    difference : ndarray of shape (m,)
        For two groups the second mean minus the first; for more the largest minus the smallest.
    difference_low, difference_high : ndarray of shape (m,)
        Its interval for two groups, which can hold zero. NaN for more: a range is never negative,
        and its interval says nothing on whether there is a difference.
    p : ndarray of shape (m,)
        For more than two groups, permutation p-value of no difference; NaN for two.
    n_rows, n_bootstraps, n_permutations : int
        Rows, bootstrap samples, permutations.
    """

    names: tuple[str, ...]
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    difference: np.ndarray
    difference_low: np.ndarray
    difference_high: np.ndarray
    p: np.ndarray
    n_rows: int
    n_bootstraps: int
    n_permutations: int

    def to_frame(self) -> pd.DataFrame:
        """One row a group and score."""
        g, m = self.values.shape
        return pd.DataFrame(
            {
                "group": np.repeat(np.arange(g), m),
                "score": list(self.names) * g,
                "mean": self.values.ravel(),
                "low": self.low.ravel(),
                "high": self.high.ravel(),
            }
        )

    def __repr__(self) -> str:
        first = f"{self.names[0]} differs by {self.difference[0]:.3g}"
        if len(self.values) == 2:
            told = f"[{self.difference_low[0]:.3g}, {self.difference_high[0]:.3g}]"
        else:
            told = f"(p = {self.p[0]:.3g})"
        return f"Disparity of {len(self.values)} groups over {self.n_rows} rows: {first} {told}"


def disparity(
    scores, codes, *, groups=None, names=None, n_bootstraps: int = BOOTSTRAPS,
    n_permutations: int = PERMUTATIONS, random_state=0,
) -> Disparity:  # fmt: skip
    """Mean of each score in each group, with intervals, and a test of no difference.

    Parameters
    ----------
    scores : array of shape (n, m)
        One column a score. NaN where a row does not count: a false positive rate is the mean of
        the answers in rows whose target is negative.
    codes : int array of shape (n,)
        Group of each row, 0, 1, …
    groups : array of shape (n,), optional
        Rows with the same entry (of one person) are drawn and shuffled together.
    names : sequence of str, optional
        Names of the scores.
    n_bootstraps, n_permutations : int
        Bootstrap samples and permutations.
    random_state : int or sequence of int, default 0
        Seed.

    Returns
    -------
    Disparity

    Raises
    ------
    ValueError
        If scores and codes differ in number, or there are fewer than two groups.

    Notes
    -----
    Intervals are percentiles over bootstrap samples of the rows, or of whole clusters of rows
    (Davison & Hinkley 1997, section 3.8); samples in which a mean is undefined are left out of it.
    Groups are shuffled among the rows that count for a score, so the null is that among these the
    score has nothing to do with the group (`diagnostics.resampling.shuffled`).

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> group = rng.integers(0, 2, 400)
    >>> disparity((rng.random(400) < 0.3 + 0.2 * group)[:, None], group)
    Disparity of 2 groups over 400 rows: x0 differs by 0.139 [0.0568, 0.21]
    """
    scores, codes = np.asarray(scores, dtype=float), np.asarray(codes, dtype=int)
    if scores.ndim != 2 or len(scores) != len(codes):
        raise ValueError(f"scores has shape {scores.shape}, but {len(codes)} rows have a group.")
    n_levels = int(codes.max(initial=-1)) + 1
    if n_levels < 2:
        raise ValueError("codes must number at least two groups 0, 1, …")
    rng = np.random.default_rng(random_state)
    values = _means(scores, codes, n_levels, np.ones(len(codes)))
    drawn = np.array(
        [
            _means(scores, codes, n_levels, resample(len(codes), rng, groups))
            for _ in range(n_bootstraps)
        ]
    )
    low, high = _interval(drawn)
    undefined = np.isnan(values)
    low[undefined] = high[undefined] = np.nan
    difference = _difference(values)
    nothing = np.full(scores.shape[1], np.nan)
    difference_low, difference_high, p = nothing, nothing, nothing
    if n_levels == 2:
        difference_low, difference_high = _interval(np.array([_difference(v) for v in drawn]))
        unknown = np.isnan(difference)
        difference_low[unknown] = difference_high[unknown] = np.nan
    else:
        p = _p_values(scores, codes, n_levels, groups, difference, n_permutations, rng)
    return Disparity(
        names=feature_names(names, scores.shape[1]),
        values=values,
        low=low,
        high=high,
        difference=difference,
        difference_low=difference_low,
        difference_high=difference_high,
        p=p,
        n_rows=len(codes),
        n_bootstraps=n_bootstraps,
        n_permutations=n_permutations if n_levels > 2 else 0,
    )


def _means(scores, codes, n_levels: int, weights) -> np.ndarray:
    """Weighted mean of each column in each group; NaN where nothing counts."""
    found = np.full((n_levels, scores.shape[1]), np.nan)
    for j, column in enumerate(scores.T):
        counted = ~np.isnan(column)
        w = np.where(counted, weights, 0.0)
        total = np.bincount(codes, w, n_levels)
        hits = np.bincount(codes, w * np.where(counted, column, 0.0), n_levels)
        found[:, j] = np.where(total > 0, hits / np.where(total > 0, total, 1.0), np.nan)
    return found


def _interval(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = np.nanquantile(drawn, INTERVAL, axis=0)
    return low, high


def _difference(values: np.ndarray) -> np.ndarray:
    """Second minus first of two groups; of more, the range of those that are defined."""
    if len(values) == 2:
        return values[1] - values[0]
    known = ~np.isnan(values)
    spread = np.where(known, values, -np.inf).max(axis=0) - np.where(known, values, np.inf).min(
        axis=0
    )
    return np.where(known.sum(axis=0) >= 2, spread, np.nan)


def _p_values(scores, codes, n_levels, groups, difference, n_permutations, rng) -> np.ndarray:
    """Share of shuffles whose largest difference is at least as large, the observed one among
    them."""
    found = np.full(scores.shape[1], np.nan)
    for j, column in enumerate(scores.T):
        rows = ~np.isnan(column)
        if np.isnan(difference[j]):
            continue
        kept, within = column[rows, None], None if groups is None else np.asarray(groups)[rows]
        ones, reached = np.ones(len(kept)), 1
        for _ in range(n_permutations):
            null = _difference(_means(kept, shuffled(codes[rows], rng, within), n_levels, ones))
            # Without the tolerance, equal counts summed in another order would not be equal.
            reached += bool(null[0] >= difference[j] - 1e-12)
        found[j] = reached / (1 + n_permutations)
    return found
