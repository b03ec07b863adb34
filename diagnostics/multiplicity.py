"""Corrections for testing many pairs at once."""

from __future__ import annotations

import numpy as np

METHODS = ("holm", "bonferroni", "bh", "by", "none")


def adjust(p_values, method: str = "holm") -> np.ndarray:
    """Adjusted p-values: reject where they are at most the level.

    Parameters
    ----------
    p_values : array of shape (K,)
        P-values; NaN means "not tested" and takes no part.
    method : {"holm", "bonferroni", "bh", "by", "none"}
        Holm (1979) and Bonferroni bound the chance of any false rejection under every
        dependence. Benjamini and Hochberg (1995) bound the expected share of false rejections
        under positive dependence, Benjamini and Yekutieli (2001) under every dependence.

    Returns
    -------
    ndarray of shape (K,)
        Not below the p-values, at most 1, NaN where they are NaN.

    Raises
    ------
    ValueError
        For an unknown method or numbers outside [0, 1].

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    if method not in METHODS:
        raise ValueError(f"correction {method!r} is not known: use one of {', '.join(METHODS)}.")
    p = np.asarray(p_values, dtype=float)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("p-values lie between 0 and 1.")
    tested = ~np.isnan(p)
    adjusted = np.full(p.shape, np.nan)
    adjusted[tested] = _adjust(p[tested], method)
    return adjusted


def _adjust(p: np.ndarray, method: str) -> np.ndarray:
    k = len(p)
    if k == 0 or method == "none":
        return p
    if method == "bonferroni":
        return np.minimum(1.0, k * p)
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, k + 1)
    if method == "holm":
        stepped = np.maximum.accumulate((k - rank + 1) * p[order])
    else:
        scale = k * (1 / rank).sum() if method == "by" else k
        stepped = np.minimum.accumulate((scale / rank * p[order])[::-1])[::-1]
    adjusted = np.empty(k)
    adjusted[order] = np.minimum(1.0, stepped)
    return np.maximum(adjusted, p)
