"""How far whole rankings agree from one model to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.result import Result, feature_names, model_matrix

TOP_SETS_SHOWN = 10


@dataclass(frozen=True, repr=False)
class Agreement(Result):
    """Agreement of the rankings of M single models (question B: what would one model show?).

    Attributes
    ----------
    kendall_w : float
        Kendall's coefficient of concordance, corrected for ties; NaN if nobody ranks anything.
    mean_spearman : float
        Mean rank correlation over the pairs of models.
    top_k_jaccard : float
        Mean Jaccard index of the top-k sets of two models.
    nogueira : float
        Stability of the top-k sets, corrected for chance; NaN where k is the number of features.
    distinct_top_k : int
        Number of different top-k sets.
    k, n_models, n_features : int
        Size of the top sets, models, features.
    border_ties : int
        Models in which an exact tie straddles the border of the top k.
    top_sets : tuple of (tuple of str, int)
        The commonest top-k sets (at most ten) with the number of models that name them.
    """

    kendall_w: float
    mean_spearman: float
    top_k_jaccard: float
    nogueira: float
    distinct_top_k: int
    k: int
    n_models: int
    n_features: int
    border_ties: int
    top_sets: tuple[tuple[tuple[str, ...], int], ...]

    def to_frame(self) -> pd.DataFrame:
        """One row for each measure."""
        rows = {
            "Kendall's W": self.kendall_w,
            "mean Spearman correlation": self.mean_spearman,
            f"mean Jaccard index, top {self.k}": self.top_k_jaccard,
            f"Nogueira's stability, top {self.k}": self.nogueira,
            f"distinct top-{self.k} sets": float(self.distinct_top_k),
        }
        return pd.DataFrame({"measure": list(rows), "value": list(rows.values())})

    def __repr__(self) -> str:
        lines = [
            f"Agreement of {self.n_models} models on {self.n_features} features: "
            f"W {self.kendall_w:.3f}, mean Spearman {self.mean_spearman:.3f}",
            f"  top {self.k}: {self.distinct_top_k} different sets, Jaccard "
            f"{self.top_k_jaccard:.3f}, Nogueira {self.nogueira:.3f}",
        ]
        if self.top_sets:
            members, count = self.top_sets[0]
            lines.append(f"  commonest ({count} models): {', '.join(members)}")
        return "\n".join(lines)


def agreement(values, *, k: int = 5, names=None) -> Agreement:
    """Measure how far the rankings of M models agree, as a whole and at the top.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions; a larger number is a higher place.
    k : int, default 5
        Size of the top sets; at most d.
    names : sequence of str, optional
        Names of the features.

    Returns
    -------
    Agreement

    Notes
    -----
    Describes single models (question B); it tests nothing. High whole-ranking agreement is easy
    to reach where many features matter little and always come last: read it beside the top sets.
    Features tied at the border of the top k share its remaining places, so column position never
    decides who is in (see `nogueira_stability`).

    Examples
    --------
    >>> agreement([[3, 2, 1, 0], [3, 1, 2, 0], [3, 2, 1, 0]], k=2, names=list("abcd"))
    Agreement of 3 models on 4 features: W 0.911, mean Spearman 0.867
      top 2: 2 different sets, Jaccard 0.556, Nogueira 0.333
      commonest (2 models): a, b
    """
    values = model_matrix(values)
    n_models, n_features = values.shape
    names = feature_names(names, n_features)
    share = _top_share(values, k)
    sets, counts = np.unique(share, axis=0, return_counts=True)
    commonest = np.lexsort((*(-sets.T[::-1]), -counts))[:TOP_SETS_SHOWN]
    return Agreement(
        kendall_w=kendall_w(values),
        mean_spearman=mean_spearman(values),
        top_k_jaccard=_mean_jaccard(share),
        nogueira=_nogueira(share),
        distinct_top_k=len(sets),
        k=int(k),
        n_models=n_models,
        n_features=n_features,
        border_ties=int(((share > 0) & (share < 1)).any(axis=1).sum()),
        top_sets=tuple(
            (tuple(names[j] for j in np.flatnonzero(sets[s])), int(counts[s])) for s in commonest
        ),
    )


def kendall_w(values) -> float:
    """Kendall's coefficient of concordance W of M rankings, corrected for ties.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions.

    Returns
    -------
    float
        0 (no agreement) to 1 (the same ranking everywhere); NaN if every model ties everything.

    References
    ----------
    M. G. Kendall & B. Babington Smith, The problem of m rankings, Ann. Math. Stat. 10 (1939).

    Examples
    --------
    >>> kendall_w([[1, 2, 3], [1, 2, 3]])
    1.0
    >>> kendall_w([[1, 2, 3], [3, 2, 1]])
    0.0
    """
    values = model_matrix(values)
    m, d = values.shape
    ranks = stats.rankdata(values, axis=1)
    # A row of untied ranks has a sum of squares of (d³ - d)/12; what is missing is due to ties.
    within = ((ranks - (d + 1) / 2) ** 2).sum()
    between = ((ranks.sum(axis=0) - m * (d + 1) / 2) ** 2).sum()
    return float(between / (m * within)) if within > 0 else float("nan")


def mean_spearman(values) -> float:
    """Mean over the pairs of models of Spearman's rank correlation (mid-ranks for ties).

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions. A model that ties everything has no correlation and is passed over.

    Returns
    -------
    float
        -1/(M-1) to 1; NaN with fewer than two models that rank anything.

    Examples
    --------
    >>> round(mean_spearman([[1, 2, 3, 4], [1, 2, 4, 3]]), 12)
    0.8
    """
    ranks = stats.rankdata(model_matrix(values), axis=1)
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1))
    centred = centred[length > 0] / length[length > 0, None]
    m = len(centred)
    if m < 2:
        return float("nan")
    return float(((centred.sum(axis=0) ** 2).sum() - m) / (m * (m - 1)))


def top_k_jaccard(values, *, k: int = 5) -> float:
    """Mean over the pairs of models of the Jaccard index of their top-k sets.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions.
    k : int, default 5
        Size of the sets.

    Returns
    -------
    float
        0 to 1. With ties at the border the expected size of the intersection is used, the ties
        being broken at random in each model by itself.

    Examples
    --------
    >>> top_k_jaccard([[3, 2, 1], [3, 1, 2]], k=2)  # {0, 1} and {0, 2}
    0.3333333333333333
    """
    return _mean_jaccard(_top_share(model_matrix(values), k))


def nogueira_stability(values, *, k: int | None = 5) -> float:
    """Nogueira's stability of feature sets, corrected for chance.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions, of which the top k are the set; or a boolean array of selections, whose
        sets may differ in size (then `k` is not used).
    k : int, default 5
        Size of the top sets.

    Returns
    -------
    float
        1: always the same set; 0: no better than sets drawn at random; at least -1/(M-1).
        NaN if every set is empty or holds all features.

    Notes
    -----
    1 - mean_f s_f² / ((k̄/d)(1 - k̄/d)), s_f² the unbiased variance over models of "feature f is
    in", k̄ the mean size. Where a tie straddles the border, s_f² is its expectation with ties
    broken at random in each model: attributions that are all zero score 0, not 1.

    References
    ----------
    S. Nogueira, K. Sechidis & G. Brown, On the stability of feature selection algorithms,
    Journal of Machine Learning Research 18 (2018) 1-54.

    Examples
    --------
    >>> nogueira_stability([[3, 2, 1, 0], [9, 8, 1, 0]], k=2)
    1.0
    >>> nogueira_stability([[3, 2, 1, 0], [0, 1, 2, 3]], k=2)
    -1.0
    """
    array = np.asarray(values)
    if array.dtype == bool:
        return _nogueira(model_matrix(array.astype(float)))
    return _nogueira(_top_share(model_matrix(array), k))


def top_change_probability(values, *, k: int = 1) -> float:
    """Probability that two retrained models name different top-k sets.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions: one row for each independently trained model.
    k : int, default 1
        Size of the set; at most d.

    Returns
    -------
    float
        The share of all pairs of models that differ: an unbiased estimate (a U-statistic) of the
        probability for two independent models.

    Raises
    ------
    ValueError
        If the array is not (models, features), or k is not from 1 to d.

    Notes
    -----
    Answers question B. A tie at the border of the top k is no change: two models differ when no
    set of k features is a top-k set of both. So a model that attributes nothing to anything
    differs from no other, and features that are zero everywhere never change the top.

    Examples
    --------
    >>> round(top_change_probability([[3, 2, 1], [3, 1, 2], [1, 2, 2]]), 3)
    0.667
    >>> top_change_probability([[3, 2, 0], [2, 2, 0]])
    0.0
    """
    differ = top_changes(values, k=k)
    return float(differ[np.triu_indices(len(differ), 1)].mean())


def top_changes(values, *, k: int = 1) -> np.ndarray:
    """Which pairs of models name different top-k sets; see `top_change_probability`.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions.
    k : int, default 1
        Size of the set.

    Returns
    -------
    bool ndarray of shape (M, M)
        Symmetric, with False on the diagonal.

    Examples
    --------
    >>> top_changes([[3, 2, 1], [1, 2, 3]], k=2).tolist()
    [[False, True], [True, False]]
    """
    share = _top_share(model_matrix(values), k)
    inside = (share == 1.0).astype(np.float32)
    possible = (share > 0.0).astype(np.float32)
    # A common set must hold what is surely inside either, and lie within what is possible in both.
    required = inside.sum(axis=1)[:, None] + inside.sum(axis=1) - inside @ inside.T
    room = possible @ possible.T
    excluded = inside @ (1 - possible).T
    return (required > k) | (room < k) | (excluded > 0) | (excluded.T > 0)


def _top_share(values: np.ndarray, k: int | None) -> np.ndarray:
    """1 for features in the top k, 0 for others; those tied at the border share what is left."""
    d = values.shape[1]
    if not isinstance(k, int | np.integer) or not 1 <= k <= d:
        raise ValueError(f"k is {k}; it must be a whole number from 1 to {d}, the features.")
    border = -np.partition(-values, k - 1, axis=1)[:, k - 1 : k]
    above, at = values > border, values == border
    left = (k - above.sum(axis=1, keepdims=True)) / at.sum(axis=1, keepdims=True)
    return np.where(above, 1.0, np.where(at, left, 0.0))


def _mean_jaccard(share: np.ndarray) -> float:
    common = share @ share.T
    upper = np.triu_indices(len(share), 1)
    size = share.sum(axis=1)
    union = size[upper[0]] + size[upper[1]] - common[upper]
    return float(np.mean(common[upper] / union))


def _nogueira(share: np.ndarray) -> float:
    m, d = share.shape
    total = share.sum(axis=0)
    # Half the expected squared difference of two models, averaged over the pairs of models.
    variance = (total * (m - 1) - total**2 + (share**2).sum(axis=0)) / (m * (m - 1))
    mean_size = total.sum() / (m * d)
    chance = mean_size * (1 - mean_size)
    return float(1 - variance.mean() / chance) if chance > 1e-12 else float("nan")
