"""All pairs of features: the gap between them, and how often one model would reverse it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.flips import fold, proportion_interval
from diagnostics.result import Result, feature_names, model_matrix

#: Differences held at a time: 1.6 MB, so that a block stays in the processor's cache.
BLOCK_NUMBERS = 200_000
#: Fields of a result that speak of columns, features or looks; with 3 features, of length 3 too.
NOT_OF_PAIRS = frozenset({"first", "second", "names", "means", "looks", "levels"})


class PairResult(Result):
    """A result with one entry for each pair of features, ordered as `np.triu_indices(d, 1)`."""

    def to_frame(self) -> pd.DataFrame:
        """One row a pair."""
        names = np.asarray(self.names, dtype=object)
        columns = {"feature_a": names[self.first], "feature_b": names[self.second]}
        for field in self.__dataclass_fields__:
            value = getattr(self, field)
            if field not in NOT_OF_PAIRS and np.shape(value) == self.first.shape:
                columns[field] = value
        return pd.DataFrame(columns)

    def pair(self, a: str, b: str) -> pd.Series:
        """The row of one pair, turned so that it reads a minus b.

        Raises
        ------
        ValueError
            If a name is not a feature.
        """
        position, turned = find_pair(self.names, a, b)
        row = self.to_frame().iloc[position].copy()
        if turned:
            row["feature_a"], row["feature_b"] = a, b
            row["mean_difference"], row["t"] = -row["mean_difference"], -row["t"]
            if "wins" in row:
                row["wins"], row["losses"] = row["losses"], row["wins"]
            if "low" in row:
                row["low"], row["high"] = -row["high"], -row["low"]
        return row


@dataclass(frozen=True, repr=False, eq=False)
class PairStatistics(PairResult):
    """Statistics of all d(d-1)/2 pairs, in the order of `np.triu_indices(d, 1)`.

    Columns that speak of the order of the means (question A): `mean_difference`, `sd`, `z`, `t`,
    `p_value`, `snr`. Columns that speak of one retrained model (question B): `wins`, `losses`,
    `ties`, `flip_rate`, `disagreement` with their intervals, and `gaussian_flip_rate`.

    Attributes
    ----------
    names : tuple of str
        The features.
    n_models : int
        Number of models M.
    confidence, interval : float, str
        Level and method of the intervals.
    first, second : ndarray of shape (K,)
        Columns of the pair, first < second.
    mean_difference, sd : ndarray of shape (K,)
        Mean and standard deviation (ddof 1) over models of first minus second.
    z : ndarray of shape (K,)
        |mean| / (sd / sqrt M), as published.
    t, p_value : ndarray of shape (K,)
        Paired t statistic (signed) and its two-sided p-value with M - 1 degrees of freedom, not
        corrected for testing many pairs (`z_test` does that).
    snr : ndarray of shape (K,)
        |mean| / sd.
    gaussian_flip_rate : ndarray of shape (K,)
        Phi(-snr): the flip rate if differences were Gaussian.
    wins, losses, ties : ndarray of shape (K,)
        Models in which first is above, below, equal to second.
    flip_rate, flip_low, flip_high : ndarray of shape (K,)
        Share of models on the minority side, ties counted half; its interval.
    disagreement, disagreement_low, disagreement_high : ndarray of shape (K,)
        Probability that two models drawn at random order the pair oppositely; its interval.
    """

    names: tuple[str, ...]
    n_models: int
    confidence: float
    interval: str
    first: np.ndarray
    second: np.ndarray
    mean_difference: np.ndarray
    sd: np.ndarray
    z: np.ndarray
    t: np.ndarray
    p_value: np.ndarray
    snr: np.ndarray
    gaussian_flip_rate: np.ndarray
    wins: np.ndarray
    losses: np.ndarray
    ties: np.ndarray
    flip_rate: np.ndarray
    flip_low: np.ndarray
    flip_high: np.ndarray
    disagreement: np.ndarray
    disagreement_low: np.ndarray
    disagreement_high: np.ndarray

    def heatmap(self, *, features=None, n_features: int = 40, ax=None):
        """Flip rates as a matplotlib figure; see `diagnostics.figures.plot_heatmap`."""
        from diagnostics.figures import plot_heatmap

        return plot_heatmap(self, features=features, n_features=n_features, ax=ax)

    def __repr__(self) -> str:
        unstable = int((self.flip_rate > 0.1).sum())
        return (
            f"PairStatistics: {len(self.first)} pairs of {len(self.names)} features over "
            f"{self.n_models} models; {unstable} flip in more than 10 % of single models"
        )


def pair_statistics(
    values, *, names=None, confidence: float = 0.95, interval: str = "clopper-pearson"
) -> PairStatistics:
    """Gap, noise and flip rate of every pair of features.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions: one row for each independently trained model, one column a feature.
    names : sequence of str, optional
        Names of the features.
    confidence : float, default 0.95
        Level of the intervals, each for its own pair.
    interval : {"clopper-pearson", "jeffreys"}
        Method of the intervals.

    Returns
    -------
    PairStatistics

    Raises
    ------
    ValueError
        If the array is not (models, features) of finite numbers, with at least two of each.

    Notes
    -----
    Assumption: the models are independent draws from one population. The flip rate is
    min(p, 1 - p) with p = P(first > second) + P(tie)/2, and its interval is that of p, folded at
    one half; with ties the half-counts are rounded outwards. The disagreement is estimated
    without bias by 2ab / (M(M - 1)) for a wins and b losses, which in a finite ensemble can
    exceed one half, the largest value of the probability. Without ties it is 2f(1 - f) for flip
    rate f, and so is its interval; with ties the lower limit is twice the product of one-sided
    limits of the two shares, each at half the error.

    Z, SNR and Phi(-SNR) are the published quantities (section on the Z-test workflow). Z grows
    with M and says nothing about one model; Phi(-SNR) holds for Gaussian differences, and no
    useful error bound is known: the published Berry-Esseen bound exceeds 0.47 for all data.

    Examples
    --------
    >>> pairs = pair_statistics([[3, 1], [2, 1], [3, 2], [1, 2]], names=["a", "b"])
    >>> float(pairs.flip_rate[0]), int(pairs.wins[0]), float(pairs.disagreement[0])
    (0.25, 3, 0.5)
    """
    array = model_matrix(values)
    names = feature_names(names, array.shape[1])
    m, d = array.shape
    first, second = np.triu_indices(d, 1)
    k = len(first)
    mean, sd = np.empty(k), np.empty(k)
    wins, losses = np.empty(k, dtype=np.int32), np.empty(k, dtype=np.int32)
    for block, differences in difference_blocks(array, first, second):
        mean[block], sd[block] = moments(differences)
        wins[block] = (differences > 0).sum(axis=0)
        losses[block] = (differences < 0).sum(axis=0)
    t = ratio(mean, sd / np.sqrt(m))
    snr = ratio(np.abs(mean), sd)
    ties = m - wins - losses
    flip = (np.minimum(wins, losses) + ties / 2) / m
    bounds = _intervals(wins, losses, ties, m, confidence, interval)
    return PairStatistics(
        names=names,
        n_models=m,
        confidence=confidence,
        interval=interval,
        first=first,
        second=second,
        mean_difference=mean,
        sd=sd,
        z=np.abs(t),
        t=t,
        p_value=2 * stats.t.sf(np.abs(t), m - 1),
        snr=snr,
        gaussian_flip_rate=stats.norm.sf(snr),
        wins=wins,
        losses=losses,
        ties=ties,
        flip_rate=flip,
        flip_low=bounds[0],
        flip_high=bounds[1],
        disagreement=2.0 * wins * losses / (m * (m - 1)),
        disagreement_low=bounds[2],
        disagreement_high=bounds[3],
    )


def difference_blocks(
    array: np.ndarray, first: np.ndarray, second: np.ndarray
) -> Iterator[tuple[slice, np.ndarray]]:
    """The (M, pairs) differences, some pairs at a time, so that memory stays bounded."""
    size = max(1, BLOCK_NUMBERS // len(array))
    columns = np.ascontiguousarray(array.T)
    for start in range(0, len(first), size):
        block = slice(start, start + size)
        yield block, (columns[first[block]] - columns[second[block]]).T


def moments(differences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (ddof 1) over models; exactly 0 where all are equal."""
    mean = differences.mean(axis=0)
    centred = differences - mean
    sd = np.sqrt((centred**2).sum(axis=0) / (len(differences) - 1))
    constant = (differences == differences[0]).all(axis=0)
    return np.where(constant, differences[0], mean), np.where(constant, 0.0, sd)


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Quotient in which 0/0 is 0 and x/0 is infinite with the sign of x."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = numerator / denominator
    return np.where((numerator == 0) & (denominator == 0), 0.0, quotient)


def find_pair(names: tuple[str, ...], a: str, b: str) -> tuple[int, bool]:
    """Position of a pair among `np.triu_indices`, and whether it stands the other way round."""
    for name in (a, b):
        if name not in names:
            raise ValueError(f"{name!r} is not one of the features.")
    i, j = names.index(a), names.index(b)
    if i == j:
        raise ValueError(f"a pair needs two different features; both are {a!r}.")
    low, high = min(i, j), max(i, j)
    d = len(names)
    return low * d - low * (low + 1) // 2 + high - low - 1, i > j


def _intervals(wins, losses, ties, m, confidence, method):
    """Limits of flip rate and disagreement; computed once for each distinct pair of counts."""
    key = wins.astype(np.int64) * (m + 1) + losses
    distinct, inverse = np.unique(key, return_inverse=True)
    a, b = distinct // (m + 1), distinct % (m + 1)
    t = m - a - b
    lower = proportion_interval(np.floor(a + t / 2), m, confidence=confidence, method=method)[0]
    upper = proportion_interval(np.ceil(a + t / 2), m, confidence=confidence, method=method)[1]
    low, high = fold(lower, upper)
    d_low, d_high = 2 * low * (1 - low), 2 * high * (1 - high)
    half = 1 - (1 - confidence) / 2
    sided = [proportion_interval(x, m, confidence=half, method=method)[0] for x in (a, b)]
    d_low = np.where(t > 0, 2 * sided[0] * sided[1], d_low)
    return tuple(x[inverse] for x in (low, high, d_low, d_high))
