"""Shares and means over families of data sets, with intervals.

Data sets of one source are one family. The value of a family is the mean over its data sets, and
every family weighs one: six descriptions of the same digits count once.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostics import wilson_interval

CONFIDENCE = 0.95
DRAWS = 2000
#: A bootstrap of fewer families than this has no interval: it would be too narrow, or of no width.
FEWEST_FAMILIES = 10
SEED = 0


@dataclass(frozen=True)
class Estimate:
    """A number with its interval.

    Attributes
    ----------
    value, low, high : float
        The estimate and its 95 % interval; limits are NaN where there are too few families.
    datasets, families : int
        What it is made of.
    """

    value: float
    low: float
    high: float
    datasets: int
    families: int


def family_share(values: pd.Series, family: pd.Series) -> Estimate:
    """Mean over families of a share in [0, 1], with Wilson's interval over families.

    Examples
    --------
    >>> e = family_share(pd.Series([1.0, 0.0, 1.0, 1.0]), pd.Series(["a", "a", "b", "c"]))
    >>> round(e.value, 3), e.families, e.datasets
    (0.833, 3, 4)
    """
    per = _per_family(values, family)
    if per.empty:
        return Estimate(np.nan, np.nan, np.nan, 0, 0)
    low, high = wilson_interval(float(per.sum()), len(per), CONFIDENCE)
    return Estimate(float(per.mean()), float(low), float(high), int(values.notna().sum()), len(per))


def family_mean(values: pd.Series, family: pd.Series) -> Estimate:
    """Mean over families of any number, with a bootstrap over families.

    Examples
    --------
    >>> e = family_mean(pd.Series([1.0, 3.0, np.nan]), pd.Series(["a", "b", "b"]))
    >>> e.value, e.families, e.low
    (2.0, 2, nan)
    """
    per = _per_family(values, family)
    if per.empty:
        return Estimate(np.nan, np.nan, np.nan, 0, 0)
    weights = family_weights(len(per))
    with np.errstate(invalid="ignore"):
        draws = weights @ per.to_numpy() / weights.sum(axis=1)
    low, high = percentiles(draws) if len(per) >= FEWEST_FAMILIES else (np.nan, np.nan)
    return Estimate(float(per.mean()), low, high, int(values.notna().sum()), len(per))


def family_ratio(above: pd.Series, below: pd.Series, family: pd.Series) -> Estimate:
    """Ratio of two sums, with a bootstrap over families.

    Examples
    --------
    >>> family_ratio(pd.Series([1, 2]), pd.Series([2, 4]), pd.Series(["a", "b"])).value
    0.5
    """
    sums = pd.DataFrame({"a": above, "b": below}).astype(float).groupby(family.to_numpy()).sum()
    a, b = sums["a"].to_numpy(), sums["b"].to_numpy()
    if not len(b) or b.sum() == 0:
        return Estimate(np.nan, np.nan, np.nan, 0, 0)
    low = high = np.nan
    families = int((b > 0).sum())
    if families >= FEWEST_FAMILIES:
        weights = family_weights(len(b))
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = percentiles((weights @ a) / (weights @ b))
    return Estimate(float(a.sum() / b.sum()), low, high, int((below > 0).sum()), families)


def one_over_size(family: pd.Series) -> pd.Series:
    """Weight of each data set: one over the number of data sets of its family.

    Examples
    --------
    >>> one_over_size(pd.Series(["a", "a", "b"])).tolist()
    [0.5, 0.5, 1.0]
    """
    return 1 / family.map(family.value_counts()).astype(float)


def _per_family(values: pd.Series, family: pd.Series) -> pd.Series:
    known = values.notna()
    return values[known].astype(float).groupby(family[known].to_numpy()).mean()


def family_weights(n: int) -> np.ndarray:
    """Weights of n families in each draw of the bootstrap: independent Poisson numbers of mean 1.

    Returns
    -------
    ndarray of shape (draws, n)
        The same numbers for the same n, and for a smaller n its first columns.

    Examples
    --------
    >>> family_weights(3).shape
    (2000, 3)
    """
    columns = 256
    while columns < n:
        columns *= 2
    return _poisson(columns)[:n].T


@functools.cache
def _poisson(columns: int) -> np.ndarray:
    return np.random.default_rng(SEED).poisson(1.0, size=(columns, DRAWS)).astype(float)


def percentiles(draws: np.ndarray) -> tuple[float, float]:
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        return np.nan, np.nan
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)
