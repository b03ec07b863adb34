"""Shares of models with their exact intervals: proportions, and minorities of signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.result import Result, feature_names


@dataclass(frozen=True, repr=False, eq=False)
class MinorityFraction(Result):
    """How far the models agree on the sign of each feature's mean SHAP value.

    Attributes
    ----------
    names : tuple of str
        The features.
    n_models : int
        Number of models M.
    positive, negative, zero : ndarray of shape (d,)
        Models with a positive, negative, zero signed attribution.
    fraction : ndarray of shape (d,)
        Share of the minority sign among models with a sign; 0 where all are zero.
    low, high : ndarray of shape (d,)
        Interval of the minority probability, within [0, 1/2].
    confidence : float
        Level of the interval.
    """

    names: tuple[str, ...]
    n_models: int
    positive: np.ndarray
    negative: np.ndarray
    zero: np.ndarray
    fraction: np.ndarray
    low: np.ndarray
    high: np.ndarray
    confidence: float

    def to_frame(self) -> pd.DataFrame:
        """One row a feature."""
        return pd.DataFrame(
            {
                "feature": self.names,
                "minority_fraction": self.fraction,
                "low": self.low,
                "high": self.high,
                "positive": self.positive,
                "negative": self.negative,
                "zero": self.zero,
            }
        )

    def __repr__(self) -> str:
        split = int((self.fraction > 0).sum())
        return (
            f"MinorityFraction: {self.n_models} models disagree on the sign of {split} of "
            f"{len(self.names)} features"
        )


def minority_fraction(signs, *, names=None, confidence: float = 0.95) -> MinorityFraction:
    """Share of models on the minority side of each feature's sign.

    It answers: would one retrained model push predictions the other way by this feature? It says
    nothing about the ranking of two features; for that see `pair_statistics`.

    Parameters
    ----------
    signs : array of shape (M, d)
        Signed mean SHAP value of each feature in each model, or its sign.
    names : sequence of str, optional
        Names of the features.
    confidence : float, default 0.95
        Level of the Clopper-Pearson interval.

    Returns
    -------
    MinorityFraction

    Raises
    ------
    ValueError
        If the array is not (models, features), holds NaN, or is nowhere negative, as mean
        absolute attributions are.

    Notes
    -----
    MF_j = min(n+, n-) / (n+ + n-), as published (section on coverage conflict); MF > 0 is a
    coverage conflict. On mean absolute attributions it would be 0 for every feature.

    Examples
    --------
    >>> minority_fraction([[1, 2], [1, -1], [-1, 3], [1, 1]]).fraction.tolist()
    [0.25, 0.25]
    """
    array = np.asarray(signs, dtype=float)
    if array.ndim != 2 or array.shape[0] == 0:
        raise ValueError("signs must be a (models, features) array with at least one model.")
    if np.isnan(array).any():
        raise ValueError("signs holds missing numbers: every model needs a sign for each feature.")
    if array.size and (array > 0).any() and not (array < 0).any() and len(array) > 1:
        integers = np.isin(array, (0.0, 1.0)).all()
        if not integers:
            raise ValueError(
                "no attribution is negative: these look like mean absolute values; pass the "
                "signed means (Attributions.signed)."
            )
    names = feature_names(names, array.shape[1])
    positive, negative = (array > 0).sum(axis=0), (array < 0).sum(axis=0)
    decided = positive + negative
    minority = np.minimum(positive, negative)
    fraction = np.divide(minority, decided, out=np.zeros(len(names)), where=decided > 0)
    low, high = fold(*proportion_interval(positive, np.maximum(decided, 1), confidence=confidence))
    low, high = np.where(decided > 0, low, 0.0), np.where(decided > 0, high, 0.5)
    return MinorityFraction(
        names=names,
        n_models=len(array),
        positive=positive,
        negative=negative,
        zero=len(array) - decided,
        fraction=fraction,
        low=low,
        high=high,
        confidence=confidence,
    )


def proportion_interval(count, n, *, confidence: float = 0.95, method: str = "clopper-pearson"):
    """Equal-tailed interval of a binomial probability.

    Parameters
    ----------
    count : float or array
        Successes; half-integers are accepted by the beta form of the bounds.
    n : int or array
        Trials.
    confidence : float, default 0.95
        Level.
    method : {"clopper-pearson", "jeffreys"}
        Clopper-Pearson covers with at least the stated probability (Clopper and Pearson 1934);
        Jeffreys is the posterior interval under a Beta(1/2, 1/2) prior, shorter and right on
        average (Brown, Cai and DasGupta 2001).

    Returns
    -------
    low, high : ndarray

    Raises
    ------
    ValueError
        For an unknown method, a level outside (0, 1), or counts outside [0, n].

    Examples
    --------
    >>> low, high = proportion_interval(3, 20)
    >>> print(round(float(low), 4), round(float(high), 4))
    0.0321 0.3789
    """
    count, n = _counts(count, n, confidence)
    tail = (1 - confidence) / 2
    if method == "clopper-pearson":
        low = stats.beta.ppf(tail, np.maximum(count, 1e-300), n - count + 1)
        high = stats.beta.ppf(1 - tail, count + 1, np.maximum(n - count, 1e-300))
    elif method == "jeffreys":
        low = stats.beta.ppf(tail, count + 0.5, n - count + 0.5)
        high = stats.beta.ppf(1 - tail, count + 0.5, n - count + 0.5)
    else:
        raise ValueError(f"method {method!r} is not known: use clopper-pearson or jeffreys.")
    return np.where(count <= 0, 0.0, low), np.where(count >= n, 1.0, high)


def wilson_interval(count, n, confidence: float = 0.95):
    """Wilson's score interval of a binomial probability (Wilson 1927).

    Parameters
    ----------
    count, n : int or array
        Successes and trials.
    confidence : float, default 0.95
        Level.

    Returns
    -------
    low, high : ndarray

    Raises
    ------
    ValueError
        For a level outside (0, 1), or counts outside [0, n].

    Examples
    --------
    >>> low, high = wilson_interval(52, 77)
    >>> print(round(float(low), 3), round(float(high), 3))
    0.565 0.769
    """
    count, n = _counts(count, n, confidence)
    z = stats.norm.ppf((1 + confidence) / 2)
    share = count / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def flip_tests(wins, losses, n_models: int, *, threshold: float = 0.1):
    """Test of each pair whether one retrained model reverses it more, or less, often than that.

    Parameters
    ----------
    wins, losses : int array of shape (K,)
        Models in which the first feature of the pair is above, below the second.
    n_models : int
        Number of independent models M; what is neither a win nor a loss is a tie.
    threshold : float in (0, 0.5), default 0.1
        Flip rate that matters.

    Returns
    -------
    p_above, p_below : ndarray of shape (K,)
        P-values of "the flip rate is at most the threshold" (small: the pair flips) and of "the
        flip rate is at least the threshold" (small: the pair is stable); not corrected for testing
        many pairs (`adjust` does that).

    Raises
    ------
    ValueError
        For a threshold outside (0, 0.5), or counts that do not fit the number of models.

    Notes
    -----
    Answers question B. The flip rate is min(P(first above), P(first below)); a tie is on neither
    side. It is above the threshold when both probabilities are, so the larger of two exact
    binomial p-values is valid without a correction (intersection-union test, Berger 1982). It is
    below when one of them is, so the smaller of two is taken, twice: which side is the minority was
    not known beforehand. With no reversal among M models the second p-value is 2 (1 - threshold)^M
    (0.0103 at M = 50): a corrected claim of stability over many pairs needs more models.

    Examples
    --------
    >>> above, below = flip_tests([30, 50], [20, 0], 50)
    >>> [f"{p:.2g}" for p in above], [f"{p:.2g}" for p in below]
    (['2.4e-08', '1'], ['1', '0.01'])
    """
    if not 0 < threshold < 0.5:
        raise ValueError(f"threshold is {threshold}; it must lie between 0 and 0.5.")
    wins, losses = np.asarray(wins), np.asarray(losses)
    minority = np.minimum(wins, losses)
    if (minority < 0).any() or (wins + losses > n_models).any():
        raise ValueError("wins and losses are counts of models, together at most n_models.")
    counts = np.arange(n_models + 1)
    above = stats.binom.sf(counts - 1, n_models, threshold)
    below = np.minimum(1.0, 2 * stats.binom.cdf(counts, n_models, threshold))
    return above[minority], below[minority]


def fold(low, high):
    """Interval of min(p, 1 - p) from an interval of p: within [0, 1/2], same coverage.

    Examples
    --------
    >>> low, high = fold(0.6, 0.9)
    >>> print(round(float(low), 6), round(float(high), 6))
    0.1 0.4
    >>> low, high = fold(0.3, 0.6)
    >>> print(float(low), float(high))
    0.3 0.5
    """
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    inside = (low <= 0.5) & (high >= 0.5)
    return (
        np.minimum(low, 1 - high),
        np.where(inside, 0.5, np.maximum(np.minimum(low, 1 - low), np.minimum(high, 1 - high))),
    )


def _counts(count, n, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    count, n = np.asarray(count, dtype=float), np.asarray(n, dtype=float)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; it must lie between 0 and 1.")
    if not ((count >= 0) & (count <= n) & (n > 0)).all():
        raise ValueError("count must lie between 0 and n, and n must be positive.")
    return count, n
