"""Where one model's ranking stands among those of retrained models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.result import Result, feature_names, model_matrix

#: Ranks of retrained models between these quantiles are usual.
USUAL = (0.025, 0.975)
LOW_AGREEMENT = 0.05


@dataclass(frozen=True, repr=False, eq=False)
class Placement(Result):
    """One model within an ensemble.

    Attributes
    ----------
    names : tuple of str
        The features.
    n_models : int
        Retrained models M.
    rank : ndarray of shape (d,)
        Rank of each feature in the model; equal attributions share theirs.
    rank_median, rank_low, rank_high : ndarray of shape (d,)
        Median, 2.5 % and 97.5 % quantile of its rank in the retrained models.
    unusual : ndarray of shape (d,) of bool
        Ranks outside these quantiles.
    unusual_counts : ndarray of shape (M,) of int
        How many ranks of each retrained model are outside the quantiles of the others.
    agreement : float
        Kendall's tau-b of the model and the mean over the ensemble.
    typical : ndarray of shape (M,)
        The same of each retrained model and the mean over the others.
    p_value : float
        Share of the models that agree no better, the model itself among them.
    """

    names: tuple[str, ...]
    n_models: int
    rank: np.ndarray
    rank_median: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    unusual: np.ndarray
    unusual_counts: np.ndarray
    agreement: float
    typical: np.ndarray
    p_value: float

    @property
    def typical_median(self) -> float:
        """Agreement that half of the retrained models reach."""
        return float(np.median(self.typical))

    @property
    def typical_low(self) -> float:
        """Agreement that 95 % of the retrained models reach."""
        return float(np.quantile(self.typical, LOW_AGREEMENT))

    @property
    def unusual_typical(self) -> float:
        """Unusual ranks that a retrained model has on average."""
        return float(self.unusual_counts.mean())

    @property
    def smallest_p(self) -> float:
        """The smallest p-value that this number of models allows, 1 / (M + 1)."""
        return 1 / (self.n_models + 1)

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, in the order of the model."""
        frame = pd.DataFrame(
            {
                "feature": self.names,
                "rank": self.rank,
                "rank_median": self.rank_median,
                "rank_low": self.rank_low,
                "rank_high": self.rank_high,
                "unusual": self.unusual,
            }
        )
        return frame.sort_values("rank", kind="stable", ignore_index=True)

    def __repr__(self) -> str:
        return (
            f"Placement among {self.n_models} models: tau {self.agreement:.2f} with their mean "
            f"(half of them reach {self.typical_median:.2f}; p = {self.p_value:.2g}), "
            f"{int(self.unusual.sum())} of {len(self.names)} ranks unusual (one of them has "
            f"{self.unusual_typical:.1f} on average)"
        )


def place_model(own, ensemble, *, names=None) -> Placement:
    """Place the attributions of one model among those of independently retrained models.

    Parameters
    ----------
    own : array of shape (d,)
        Attributions of the model.
    ensemble : array of shape (M, d)
        Those of the retrained models, on the same rows.
    names : sequence of str, optional
        The features.

    Returns
    -------
    Placement

    Raises
    ------
    ValueError
        If the numbers of features differ.

    Notes
    -----
    Each retrained model is compared with the mean over the others and the model with the mean over
    all, so that neither is part of what it is compared with. If the model was trained as the
    others were, its agreement is one draw more of theirs (but for the one model by which the two
    means differ), and a small p-value is unlikely. With fewer than 19 models no p-value is 0.05
    or less.

    With M models a rank outside their 2.5 % and 97.5 % quantiles is no rarity: for few models these
    are nearly the smallest and the largest rank. So the same is counted for each retrained model,
    with quantiles of the M - 1 others.

    Examples
    --------
    >>> import numpy as np
    >>> ensemble = np.random.default_rng(0).normal([4, 3, 2, 1], 0.3, (30, 4))
    >>> place_model([1, 2, 3, 4], ensemble)
    Placement among 30 models: tau -1.00 with their mean (half of them reach 1.00; p = 0.032), 4 of
    4 ranks unusual (one of them has 0.0 on average)
    """
    ensemble, own = model_matrix(ensemble), np.asarray(own, dtype=float)
    m, d = ensemble.shape
    if own.shape != (d,):
        raise ValueError(f"the model has {own.size} attributions, the ensemble {d} features.")
    total = ensemble.sum(axis=0)
    agreement = _tau(own, total / m)
    typical = np.array([_tau(row, (total - row) / (m - 1)) for row in ensemble])
    ranks, rank = stats.rankdata(-ensemble, axis=1), stats.rankdata(-own)
    low, high = np.quantile(ranks, USUAL, axis=0, method="closest_observation")
    return Placement(
        names=feature_names(names, d),
        n_models=m,
        rank=rank,
        rank_median=np.median(ranks, axis=0),
        rank_low=low,
        rank_high=high,
        unusual=(rank < low) | (rank > high),
        unusual_counts=_unusual_counts(ranks),
        agreement=agreement,
        typical=typical,
        p_value=float((1 + (typical <= agreement).sum()) / (m + 1)),
    )


def _unusual_counts(ranks: np.ndarray) -> np.ndarray:
    """For each row the ranks outside the quantiles of the other rows."""
    others = len(ranks) - 1
    low, high = np.quantile(np.arange(others), USUAL, method="closest_observation").astype(int)
    ordered = np.sort(ranks, axis=0)

    def without(k: int) -> np.ndarray:
        # Leaving out a value at or below the k-th moves the next one to its place.
        return np.where(ranks <= ordered[k], ordered[k + 1], ordered[k])

    return ((ranks < without(low)) | (ranks > without(high))).sum(axis=1)


def _tau(a: np.ndarray, b: np.ndarray) -> float:
    tau = stats.kendalltau(a, b).statistic
    return float(tau) if np.isfinite(tau) else 0.0
