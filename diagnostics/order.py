"""From verdicts on pairs to a ranking: the partial order, its tiers, ties and rank intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostics.decisions import ORDERED, TIED, ZTest
from diagnostics.pairs import BLOCK_NUMBERS
from diagnostics.result import Result, feature_names, model_matrix


@dataclass(frozen=True, repr=False, eq=False)
class StableOrder(Result):
    """The partial order of the mean attributions that the data support.

    Attributes
    ----------
    names : tuple of str
        The features.
    means : ndarray of shape (d,)
        Consensus attributions.
    order : ndarray of shape (d,)
        Columns in consensus order, largest mean first.
    above : ndarray of shape (d, d)
        above[j, k]: j is known to be above k (transitively closed).
    tied : ndarray of shape (d, d)
        tied[j, k]: the two are shown to be tied.
    tiers : tuple of tuple of int
        Columns in blocks: every feature of a block is above every feature of later blocks, and
        no block can be cut further. A block of one is a decided place.
    tied_groups : tuple of tuple of int
        Groups of two or more in which every pair is shown to be tied.
    edges : ndarray of shape (E, 2)
        The transitive reduction: (above, below) with nothing known to lie between.
    rank_low, rank_high : ndarray of shape (d,)
        Simultaneous interval of each feature's rank, 1 being the most important.
    alpha, correction : float, str
        Level and correction of the test behind it.
    """

    names: tuple[str, ...]
    means: np.ndarray
    order: np.ndarray
    above: np.ndarray
    tied: np.ndarray
    tiers: tuple[tuple[int, ...], ...]
    tied_groups: tuple[tuple[int, ...], ...]
    edges: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    alpha: float
    correction: str

    def is_total_on_top(self, k: int) -> bool:
        """Whether each of the first k places is decided.

        Raises
        ------
        ValueError
            If k is not between 1 and the number of features.
        """
        if not 1 <= k <= len(self.names):
            raise ValueError(f"k is {k}; there are {len(self.names)} features.")
        return self.decided_top() >= k

    def decided_top(self) -> int:
        """Number of leading places that are decided."""
        count = 0
        for tier in self.tiers:
            if len(tier) > 1:
                break
            count += 1
        return count

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, in consensus order; tiers and tied groups count from 1."""
        d = len(self.names)
        tier, group = np.zeros(d, dtype=int), np.full(d, pd.NA, dtype=object)
        for number, members in enumerate(self.tiers, 1):
            tier[list(members)] = number
        for number, members in enumerate(self.tied_groups, 1):
            group[list(members)] = number
        return pd.DataFrame(
            {
                "feature": [self.names[j] for j in self.order],
                "attribution": self.means[self.order],
                "rank": np.arange(1, d + 1),
                "rank_low": self.rank_low[self.order],
                "rank_high": self.rank_high[self.order],
                "tier": tier[self.order],
                "tied_group": pd.array(group[self.order], dtype="Int64"),
            }
        )

    def plot(self, *, n_features: int = 40, ax=None):
        """Rank intervals as a matplotlib figure; see `diagnostics.figures.plot_order`."""
        from diagnostics.figures import plot_order

        return plot_order(self, n_features=n_features, ax=ax)

    def __repr__(self) -> str:
        parts = []
        for tier in self.tiers[:6]:
            members = " ? ".join(self.names[j] for j in tier[:4])
            parts.append(members + (f" ? … ({len(tier)})" if len(tier) > 4 else ""))
        more = " > …" if len(self.tiers) > 6 else ""
        return f"StableOrder of {len(self.names)} features: {' > '.join(parts)}{more}"


def stable_order(test: ZTest) -> StableOrder:
    """Close the verdicts of a test into the partial order that they support.

    Parameters
    ----------
    test : ZTest
        From `z_test` or `sequential_z_test`.

    Returns
    -------
    StableOrder

    Notes
    -----
    *Closure.* With Holm or Bonferroni all `ordered` verdicts are true together with probability
    1 - alpha. The order of means is transitive, so whenever they are all true, everything that
    follows from them is: the closure costs nothing (Lean theorems `DASH.prob_closure_true`,
    `DASH.holm_partial_order`). Since every claim follows the consensus
    means there are no cycles. (A pair shown to be tied, whose order follows from others, is
    in both relations: different, but by less than matters.)

    *Tiers.* In consensus order, a cut falls behind a place when every feature above it is known
    to be above every feature below it: the finest decomposition into an ordinal sum.

    *Tied groups.* Ties of tests are not transitive: a and b, b and c may each be tied where a and
    c are not. A group is formed along the consensus order and takes the next feature only if it
    is tied with every member (complete linkage), so no tie is claimed that was not shown.

    *Rank intervals.* 1 + the number known to be above, to d - the number known to be below. They
    hold for all features together whenever the claims do (Klein, Wright and Wieczorek 2020;
    Mogstad, Romano, Shaikh and Wilhelm 2024).

    With "bh", "by" or "none" the same construction is made without that guarantee.

    Examples
    --------
    >>> import numpy as np
    >>> from diagnostics.decisions import z_test
    >>> values = np.random.default_rng(0).normal([2.0, 5.0, 2.0], 0.05, (30, 3))
    >>> order = stable_order(z_test(values, names=["a", "b", "c"]))
    >>> order.tiers, order.tied_groups, order.rank_high.tolist()
    (((1,), (2, 0)), ((2, 0),), [3, 1, 3])
    """
    d = len(test.names)
    order = np.argsort(-test.means, kind="stable")
    place = np.empty(d, dtype=int)
    place[order] = np.arange(d)
    ordered = test.verdict == ORDERED
    # In consensus order every claim points from an earlier to a later place.
    a, b = place[test.first[ordered]], place[test.second[ordered]]
    direct = np.zeros((d, d), dtype=bool)
    direct[np.minimum(a, b), np.maximum(a, b)] = True
    closed = _closure(direct)
    is_tied = test.verdict == TIED
    tied = np.zeros((d, d), dtype=bool)
    tied[test.first[is_tied], test.second[is_tied]] = True
    tied |= tied.T
    above = np.zeros((d, d), dtype=bool)
    above[np.ix_(order, order)] = closed
    return StableOrder(
        names=test.names,
        means=test.means,
        order=order,
        above=above,
        tied=tied,
        tiers=_tiers(closed, order),
        tied_groups=_tied_groups(tied, order),
        edges=order[_reduction(closed)],
        rank_low=1 + above.sum(axis=0),
        rank_high=d - above.sum(axis=1),
        alpha=test.alpha,
        correction=test.correction,
    )


def _closure(direct: np.ndarray) -> np.ndarray:
    """Transitive closure of a strictly upper triangular relation, row by row from the end."""
    reach = np.packbits(direct, axis=1)
    for i in range(len(direct) - 1, -1, -1):
        below = np.flatnonzero(direct[i])
        if below.size:
            reach[i] |= np.bitwise_or.reduce(reach[below], axis=0)
    return np.unpackbits(reach, axis=1, count=direct.shape[1]).astype(bool)


def _reduction(closed: np.ndarray) -> np.ndarray:
    """Pairs (i, j) of a closed relation with nothing between them."""
    numbers = closed.astype(np.float32)
    return np.argwhere(closed & ~((numbers @ numbers) > 0))


def _tiers(closed: np.ndarray, order: np.ndarray) -> tuple[tuple[int, ...], ...]:
    d = len(order)
    missing = ~closed & np.triu(np.ones((d, d), dtype=bool), 1)
    # The last later place that each place is not known to be above; a cut must lie behind it.
    last = np.where(missing.any(axis=1), d - 1 - np.argmax(missing[:, ::-1], axis=1), -1)
    reach = np.maximum.accumulate(last)
    ends = np.flatnonzero(reach <= np.arange(d))
    starts = np.concatenate([[0], ends[:-1] + 1])
    return tuple(tuple(int(j) for j in order[a : b + 1]) for a, b in zip(starts, ends, strict=True))


def _tied_groups(tied: np.ndarray, order: np.ndarray) -> tuple[tuple[int, ...], ...]:
    free = np.ones(len(order), dtype=bool)
    groups = []
    for j in order.tolist():
        if not free[j]:
            continue
        members = [j]
        free[j] = False
        candidates = tied[j] & free
        while candidates.any():
            following = int(order[np.argmax(candidates[order])])
            members.append(following)
            free[following] = False
            candidates &= tied[following] & free
        if len(members) > 1:
            groups.append(tuple(members))
    return tuple(groups)


@dataclass(frozen=True, repr=False, eq=False)
class MajorityCurve(Result):
    """Completeness against error as the majority that decides a pair grows.

    Attributes
    ----------
    thresholds : ndarray of shape (T,)
        Required share q of the models.
    completeness : ndarray of shape (T,)
        Share of pairs that are decided.
    error : ndarray of shape (T,)
        Share of (model, decided pair) comparisons that contradict the decision; NaN where
        nothing is decided.
    holdout : bool
        Whether the error is counted on models that had no vote.
    n_models : int
        Number of models M.
    """

    thresholds: np.ndarray
    completeness: np.ndarray
    error: np.ndarray
    holdout: bool
    n_models: int

    def to_frame(self) -> pd.DataFrame:
        """One row a threshold."""
        return pd.DataFrame(
            {
                "threshold": self.thresholds,
                "completeness": self.completeness,
                "error": self.error,
            }
        )

    def __repr__(self) -> str:
        return (
            f"MajorityCurve over {self.n_models} models: completeness "
            f"{self.completeness[0]:.0%} to {self.completeness[-1]:.0%} for majorities "
            f"{self.thresholds[0]:.2f} to {self.thresholds[-1]:.2f}"
        )


def majority_curve(
    values, *, thresholds=None, names=None, holdout: bool = True, random_state: int = 0
) -> MajorityCurve:
    """What a required majority buys: fewer errors, at the price of undecided pairs.

    It answers question B for a rule without tests: order a pair when at least a share q of the
    models (and more than half) agree, leave it open otherwise.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions: one row for each independently trained model.
    thresholds : sequence of float, optional
        Majorities q in [1/2, 1]; default 11 values from 1/2 to 1.
    names : sequence of str, optional
        Names of the features; only their number is checked.
    holdout : bool, default True
        Let a random half of the models vote and count errors on the other half, then swap and
        average. False: all models vote and are counted, which flatters the rule.
    random_state : int
        Seed of the split.

    Returns
    -------
    MajorityCurve

    Raises
    ------
    ValueError
        If a threshold is outside [1/2, 1], or fewer than 4 models are to be split.

    Notes
    -----
    A tie within a model contradicts nothing. At q = 1/2 the curve starts from the most complete
    rule of this kind, at q = 1 it ends with unanimity, which is a strict order. Pair by pair the
    majority contradicts the fewest models, though it need not be an order: Lean theorems
    `DASH.byMajority_best`, `DASH.majority_not_transitive`, `DASH.dominates_strictOrder`.

    Examples
    --------
    >>> curve = majority_curve([[3, 1], [2, 1], [3, 2], [1, 2]], holdout=False, thresholds=[0.5, 1])
    >>> curve.completeness.tolist(), curve.error.tolist()
    ([1.0, 0.0], [0.25, nan])
    """
    array = model_matrix(values, minimum_models=4 if holdout else 2)
    feature_names(names, array.shape[1])
    q = np.linspace(0.5, 1, 11) if thresholds is None else np.asarray(thresholds, dtype=float)
    if q.ndim != 1 or q.size == 0 or (q < 0.5).any() or (q > 1).any():
        raise ValueError("thresholds must lie between 1/2 and 1.")
    everyone = np.arange(len(array))
    splits = [(everyone, everyone)]
    if holdout:
        shuffled = np.random.default_rng(random_state).permutation(len(array))
        a, b = shuffled[: len(array) // 2], shuffled[len(array) // 2 :]
        splits = [(a, b), (b, a)]
    decided, comparisons, wrong = np.zeros((3, len(splits), len(q)))
    for s, (voters, judges) in enumerate(splits):
        decided[s], comparisons[s], wrong[s] = _votes(array[voters], array[judges], q)
    pairs = array.shape[1] * (array.shape[1] - 1) // 2
    total = comparisons.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(total > 0, wrong.sum(axis=0) / total, np.nan)
    return MajorityCurve(
        thresholds=q,
        completeness=decided.mean(axis=0) / pairs,
        error=error,
        holdout=holdout,
        n_models=len(array),
    )


def _votes(voters, judges, q):
    """Decided pairs, comparisons on them and contradictions, for every threshold."""
    d = voters.shape[1]
    first, second = np.triu_indices(d, 1)
    size = max(1, BLOCK_NUMBERS // (len(voters) + len(judges)))
    decided, wrong = np.zeros((2, len(q)))
    for start in range(0, len(first), size):
        j, k = first[start : start + size], second[start : start + size]
        for_first = (voters[:, j] > voters[:, k]).sum(axis=0)
        for_second = (voters[:, j] < voters[:, k]).sum(axis=0)
        against_first = (judges[:, j] < judges[:, k]).sum(axis=0)
        against_second = (judges[:, j] > judges[:, k]).sum(axis=0)
        against = np.where(for_first > for_second, against_first, against_second)
        majority = np.maximum(for_first, for_second) / len(voters)
        asserted = (majority[None] >= q[:, None] - 1e-12) & (majority[None] > 0.5)
        decided += asserted.sum(axis=1)
        wrong += (asserted * against).sum(axis=1)
    return decided, decided * len(judges), wrong
