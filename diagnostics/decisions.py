"""Verdicts on pairs: is the order of the mean attributions known, is it a tie, or neither?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from diagnostics.multiplicity import METHODS, adjust
from diagnostics.pairs import PairResult, difference_blocks, moments, ratio
from diagnostics.result import feature_names, model_matrix

PUBLISHED_Z = 1.96
ORDERED, TIED, UNRESOLVED = "ordered", "tied", "unresolved"


@dataclass(frozen=True, repr=False, eq=False)
class ZTest(PairResult):
    """Verdicts on all pairs about the order of the population means (question A).

    Attributes
    ----------
    names : tuple of str
        The features.
    n_models : int
        Number of models M of the last look.
    alpha, margin, margin_kind, correction, rule, extra_variance
        As given to `z_test`.
    means : ndarray of shape (d,)
        Consensus: mean attribution of each feature.
    first, second : ndarray of shape (K,)
        Columns of the pair, first < second.
    mean_difference, standard_error, t : ndarray of shape (K,)
        Of first minus second.
    p_order, p_order_adjusted : ndarray of shape (K,)
        Two-sided p-value of equal means, and corrected over pairs; NaN where not tested.
    p_tie, p_tie_adjusted : ndarray of shape (K,)
        P-value of the equivalence test, and corrected over pairs; NaN where not tested.
    low, high : ndarray of shape (K,)
        Interval of the mean difference at level 1 - alpha, each for its own pair.
    verdict : ndarray of shape (K,)
        "ordered", "tied" or "unresolved".
    by_construction : ndarray of shape (K,)
        Pairs that are exact copies: tied without a test.
    models_needed : ndarray of shape (K,)
        For unresolved pairs, models expected to decide them (inf: none); NaN for the others.
    looks, levels : tuple
        Numbers of models at which the data were looked at, and the level used at each.
    decided_at : ndarray of shape (K,)
        Number of models at which the verdict was reached; 0 for unresolved pairs.
    """

    names: tuple[str, ...]
    n_models: int
    alpha: float
    margin: float
    margin_kind: str
    correction: str
    rule: str
    extra_variance: float
    means: np.ndarray
    first: np.ndarray
    second: np.ndarray
    mean_difference: np.ndarray
    standard_error: np.ndarray
    t: np.ndarray
    p_order: np.ndarray
    p_order_adjusted: np.ndarray
    p_tie: np.ndarray
    p_tie_adjusted: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray
    by_construction: np.ndarray
    models_needed: np.ndarray
    looks: tuple[int, ...]
    levels: tuple[float, ...]
    decided_at: np.ndarray

    def counts(self) -> dict[str, int]:
        """Number of pairs with each verdict."""
        return {v: int((self.verdict == v).sum()) for v in (ORDERED, TIED, UNRESOLVED)}

    def __repr__(self) -> str:
        c = self.counts()
        return (
            f"ZTest of {len(self.first)} pairs over {self.n_models} models ({self.rule} rule, "
            f"alpha {self.alpha:g}, {self.correction}): {c[ORDERED]} ordered, {c[TIED]} tied, "
            f"{c[UNRESOLVED]} unresolved"
        )


def z_test(
    values,
    *,
    alpha: float = 0.05,
    margin: float = 0.01,
    margin_kind: str = "share",
    correction: str = "holm",
    rule: str = "t",
    names=None,
    identical: Sequence[tuple] = (),
    extra_variance: float = 0.0,
    power: float = 0.8,
) -> ZTest:
    """Decide for every pair whether its order is known, a tie, or neither.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions: one row for each independently trained model.
    alpha : float, default 0.05
        Level of the order tests together, and of the equivalence tests together.
    margin : float, default 0.01
        Indifference width: a smaller difference of the means does not matter. 0 means that
        every difference matters, so that nothing can be shown to be tied.
    margin_kind : {"share", "absolute"}
        Whether `margin` is a share of the total attribution or an attribution.
    correction : {"holm", "bonferroni", "bh", "by", "none"}
        Correction over pairs, within the order tests and within the equivalence tests.
    rule : {"t", "published"}
        "t": the tests described below. "published": |Z| >= 1.96 is ordered and everything else
        tied, whatever M, the margin and the number of pairs.
    names : sequence of str, optional
        Names of the features.
    identical : sequence of pairs
        Features (names or columns) that are exact copies in the data. A training procedure
        that permutes columns treats them alike, so their means are equal: they are tied by
        construction, and no test is spent on them.
    extra_variance : float, default 0
        c in SE² = s² (1/M + c): variance of the ensemble mean between data sets as a multiple
        of the variance s² between models, which more models do not reduce. 0: claims are about
        retraining on this data set. f/(1 - f) for models trained on a share f of the rows drawn
        without replacement, 1 for the bootstrap: claims are about a new data set of this size.
    power : float, default 0.8
        Power for which `models_needed` is computed.

    Returns
    -------
    ZTest

    Raises
    ------
    ValueError
        For arguments outside their range, or an array that is not (models, features).

    Notes
    -----
    *Ordered*: the paired t-test of equal means rejects after correction. *Tied*: two one-sided
    t-tests (Schuirmann 1987) both reject "the difference is at least the margin" after
    correction; with a share w as margin they test D - w T and D + w T, with T the total
    attribution of each model. A pair that passes both is tied: different, but by less than
    matters. *Unresolved*: neither.

    Assumptions: independent models from one population; means of M differences near enough to
    normal. Under Holm the chance that any two equal means are called ordered is at most alpha,
    whatever the dependence between pairs: Lean theorem `DASH.holm_familywise`; that the direction
    of all rejected pairs is right as well is proven under conditions (Shaffer 1980), without any
    for Bonferroni: Lean theorem `DASH.bonferroni_directions`. That the p-values of the t-test are
    valid is the assumption of these theorems, not their result. The tied
    verdicts are a second family with the same guarantee. "bh" and "by" bound the false
    discovery rate only, which does not carry over to the closed partial order.

    The published rule accepts a null hypothesis because a test was weak, uses the normal
    quantile at M = 5 (2.78 is right), and tests hundreds of pairs at 5 % each. It answers this
    question only: at Z = 1.96 a single one of 50 models reverses the order with probability .39.

    References
    ----------
    Shao and Wu (1989), Nadeau and Bengio (2003) on the variance between data sets.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> values = rng.normal([5.0, 2.0, 2.0], 0.05, (30, 3))
    >>> z_test(values, names=["a", "b", "c"]).verdict.tolist()
    ['ordered', 'ordered', 'tied']
    """
    array = model_matrix(values)
    names = feature_names(names, array.shape[1])
    _check(alpha, margin, margin_kind, correction, rule, extra_variance, power)
    m, d = array.shape
    first, second = np.triu_indices(d, 1)
    k = len(first)
    width = array.sum(axis=1, keepdims=True) * margin if margin_kind == "share" else margin
    mean, sd, p_tie, room, tie_sd = (np.empty(k) for _ in range(5))
    scale = np.sqrt(1 / m + extra_variance)
    for block, differences in difference_blocks(array, first, second):
        mean[block], sd[block] = moments(differences)
        p_tie[block], room[block], tie_sd[block] = _equivalence(differences, width, scale)
    se = sd * scale
    t = ratio(mean, se)
    p_order = 2 * stats.t.sf(np.abs(t), m - 1)
    copies = _positions(identical, names)
    if margin == 0:
        p_tie = np.ones(k)
    p_order[copies] = np.nan
    p_tie[copies] = np.nan
    half = stats.t.isf(alpha / 2, m - 1) * se
    common = {
        "names": names,
        "n_models": m,
        "alpha": alpha,
        "margin": margin,
        "margin_kind": margin_kind,
        "rule": rule,
        "extra_variance": extra_variance,
        "means": array.mean(axis=0),
        "first": first,
        "second": second,
        "mean_difference": mean,
        "standard_error": se,
        "t": t,
        "p_order": p_order,
        "p_tie": p_tie,
        "low": mean - half,
        "high": mean + half,
        "by_construction": copies,
        "looks": (m,),
        "levels": (alpha,),
    }
    if rule == "published":
        verdict = np.where(np.abs(t) >= PUBLISHED_Z, ORDERED, TIED)
        verdict[copies] = TIED
        return ZTest(
            **common,
            correction="none",
            p_order_adjusted=p_order,
            p_tie_adjusted=np.full(k, np.nan),
            verdict=verdict,
            models_needed=np.full(k, np.nan),
            decided_at=np.full(k, m),
        )
    order_adjusted, tie_adjusted = adjust(p_order, correction), adjust(p_tie, correction)
    verdict = np.full(k, UNRESOLVED, dtype="<U10")
    verdict[order_adjusted <= alpha] = ORDERED
    verdict[(tie_adjusted <= alpha) | copies] = TIED
    undecided = verdict == UNRESOLVED
    needed = np.full(k, np.nan)
    needed[undecided] = np.minimum(
        _models(np.abs(mean), sd, p_order, order_adjusted, alpha, 2, m, extra_variance, power)[
            undecided
        ],
        _models(room, tie_sd, p_tie, tie_adjusted, alpha, 1, m, extra_variance, power)[undecided],
    )
    return ZTest(
        **common,
        correction=correction,
        p_order_adjusted=order_adjusted,
        p_tie_adjusted=tie_adjusted,
        verdict=verdict,
        models_needed=needed,
        decided_at=np.where(undecided, 0, m),
    )


def _check(alpha, margin, margin_kind, correction, rule, extra_variance, power) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}; it must lie between 0 and 1.")
    if not margin >= 0:
        raise ValueError(f"margin is {margin}; an indifference width is not negative.")
    if margin_kind not in ("share", "absolute"):
        raise ValueError(f"margin_kind {margin_kind!r} is not known: use share or absolute.")
    if correction not in METHODS:
        raise ValueError(f"correction {correction!r} is not known: use {', '.join(METHODS)}.")
    if rule not in ("t", "published"):
        raise ValueError(f"rule {rule!r} is not known: use t or published.")
    if not extra_variance >= 0:
        raise ValueError(f"extra_variance is {extra_variance}; it is not negative.")
    if not 0 < power < 1:
        raise ValueError(f"power is {power}; it must lie between 0 and 1.")


def _equivalence(differences, width, scale):
    """P-value of two one-sided tests, with the distance to the margin and its sd."""
    df = len(differences) - 1
    below_mean, below_sd = moments(width - differences)
    above_mean, above_sd = moments(width + differences)
    p_below = stats.t.sf(ratio(below_mean, below_sd * scale), df)
    p_above = stats.t.sf(ratio(above_mean, above_sd * scale), df)
    nearer = below_mean <= above_mean
    return (
        np.maximum(p_below, p_above),
        np.where(nearer, below_mean, above_mean),
        np.where(nearer, below_sd, above_sd),
    )


def _positions(identical: Sequence[tuple], names: tuple[str, ...]) -> np.ndarray:
    """Mask of the pairs that are copies; being a copy is transitive."""
    d = len(names)
    label = list(range(d))

    def column(feature) -> int:
        if isinstance(feature, str):
            if feature not in names:
                raise ValueError(f"{feature!r}, named in identical, is not one of the features.")
            return names.index(feature)
        if not 0 <= int(feature) < d:
            raise ValueError(f"identical names column {feature}; there are {d} columns.")
        return int(feature)

    for a, b in identical:
        i, j = label[column(a)], label[column(b)]
        label = [i if x == j else x for x in label]
    labels = np.array(label)
    first, second = np.triu_indices(d, 1)
    return labels[first] == labels[second]


def _models(gap, sd, p, adjusted, alpha, sides, m, extra_variance, power) -> np.ndarray:
    """Models with which a gap of this size would be found at the present corrected level."""
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(p > 0, adjusted / p, len(p))
        factor = np.where(adjusted >= 1, np.nansum(~np.isnan(p)), factor)
        level = alpha / np.maximum(factor, 1.0)
        z = stats.norm.isf(level / sides) + stats.norm.ppf(power)
        needed = 1 / ((gap / (sd * z)) ** 2 - extra_variance)
    found = np.where((gap > 0) & (needed > 0), np.ceil(needed), np.inf)
    return np.maximum(found, m + 1)
