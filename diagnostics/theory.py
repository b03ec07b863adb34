"""Closed forms of the published theory, each with its assumption and with what is wrong in it.

The source of each is the published work on the attribution impossibility; where a published
form is an idealisation that data contradict, the docstring says so. All are elementwise where
that makes sense. `THEOREMS` names the theorems of the Lean library behind each form, and
`WITHOUT_THEOREM` the forms that have none, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import gammaln

#: Form → the Lean theorems that say what it is the value of; docs/theorems.md has their statements.
THEOREMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "attribution_ratio": (
            "DASH.Formula.attributionRatio_one",
            "DASH.Isotropic.gain_ratio",
            "DASH.firstMoverRatio_unbounded",
        ),
        "split_gap": ("DASH.Formula.splitGap_spec", "DASH.Formula.splitGapBound_le"),
        "first_mover": (
            "DASH.Formula.firstMoverOrder_spec",
            "DASH.Formula.firstMoverTie_spec",
            "DASH.Formula.firstMoverDisagreement_spec",
        ),
        "disagreement_from_flip": ("DASH.Formula.disagreement_spec",),
        "finite_disagreement": (
            "DASH.Formula.finiteDisagreement_spec",
            "DASH.expect_sample_disagreement",
            "DASH.sample_disagreement_le",
        ),
        "random_ranking_agreement": ("DASH.sum_spearman_eq_zero", "DASH.sum_kendall_eq_zero"),
        "combination_variance": ("DASH.Formula.combinationVariance_spec",),
        "mean_estimator_variance_floor": (
            "DASH.Formula.varianceFloor_spec",
            "DASH.Formula.varianceFloor_le",
            "DASH.eq_of_variance_eq",
        ),
        "flip_bound": ("DASH.Formula.flip_spec", "DASH.flipBound_attained"),
        "size_constant": ("DASH.Formula.sizeConstant_spec",),
        "efficiency_amplification": ("DASH.amplification_eq", "DASH.one_lt_amplification"),
        "efficiency_covariance": ("DASH.Formula.efficiencyCovariance_spec",),
        "difference_variance": ("DASH.Formula.differenceVariance_spec",),
        "minority_alarm_power": ("DASH.Formula.minorityAlarm_spec",),
        "at_least_one_wrong": (
            "DASH.Formula.atLeastOneWrong_spec",
            "DASH.same_coin",
            "DASH.opposite_coin",
        ),
        "triangle_bound": ("DASH.Formula.triangleBound_spec",),
        "spearman_first_mover_bound": ("DASH.Formula.spearmanBound_spec",),
    }
)

#: Form → why no theorem stands behind it.
WITHOUT_THEOREM: Mapping[str, str] = MappingProxyType(
    {
        "flip_from_snr": "the normal quantile: an approximation, true for normal differences only",
        "flip_at_z": "the normal quantile: an approximation, true for normal differences only",
        "order_information_bits": "a definition: the logarithm of a number of orders",
    }
)


class SplitGap(NamedTuple):
    """Gap of split counts between the first mover and a group mate, with its lower bound."""

    gap: float
    lower_bound: float


class FirstMover(NamedTuple):
    """What the first-mover model says of one pair of a group."""

    order: float
    tie: float
    disagreement: float


class RandomAgreement(NamedTuple):
    """Mean and standard deviation of rank correlations with a uniformly random ranking."""

    spearman: float
    kendall: float
    spearman_sd: float
    kendall_sd: float


def attribution_ratio(rho, *, alpha: float = 1.0):
    """First mover's attribution over that of a group mate: 1 / (1 - alpha rho²).

    Parameters
    ----------
    rho : float or array in (-1, 1)
        Correlation within the group.
    alpha : float in (0, 1], default 1
        Share of the signal that one split captures; 2/pi for the best one-bit split of a Gaussian.

    Returns
    -------
    float or array

    Notes
    -----
    Published work, section on gradient boosting; an idealisation for stumps, with attribution
    proportional to split counts. Real ensembles do not follow it: at rho = 0.95 the form gives
    10.3 where split counts of stumps give about 2.2 and SHAP values about 1.5. Its published fit
    (R² = 0.89) belongs to a fitted alpha of 0.60, not to 1 or 2/pi. Do not predict with it.

    Examples
    --------
    >>> attribution_ratio([0.5, 0.9]).round(4)
    array([1.3333, 5.2632])
    """
    rho = _inside(rho, -1, 1, "rho")
    if not 0 < alpha <= 1:
        raise ValueError(f"alpha is {alpha}; it must be above 0 and at most 1.")
    return _plain(1 / (1 - alpha * rho**2))


def split_gap(rho, rounds) -> SplitGap:
    """Split-count gap rho² T / (2 - rho²) of the first mover, and its lower bound rho² T / 2.

    Parameters
    ----------
    rho : float or array in (-1, 1)
        Correlation within the group.
    rounds : float or array
        Boosting rounds T.

    Returns
    -------
    SplitGap

    Notes
    -----
    Published work, section on gradient boosting. The counts behind it, T/(2 - rho²) for the first
    mover and (1 - rho²) T/(2 - rho²) for every mate, sum to T only for one group of two features.

    Examples
    --------
    >>> tuple(round(g, 2) for g in split_gap(0.9, 100))
    (68.07, 40.5)
    """
    rho, rounds = _inside(rho, -1, 1, "rho"), np.asarray(rounds, dtype=float)
    return SplitGap(_plain(rho**2 * rounds / (2 - rho**2)), _plain(rho**2 * rounds / 2))


def first_mover(m: int) -> FirstMover:
    """Order, tie and disagreement of one pair in a group of m exchangeable features.

    Parameters
    ----------
    m : int
        Features in the group, at least 2.

    Returns
    -------
    FirstMover
        Pr[j above k] = 1/m, Pr[tie] = (m - 2)/m, and 2/m², the probability that two independent
        models order the pair in opposite ways.

    Notes
    -----
    Assumes that one feature of the group, uniformly at random, is strictly above all others and
    that the others are exactly equal: Lean theorems `DASH.firstMover_countAbove`,
    `DASH.firstMover_countTied`, `DASH.firstMover_disagreements`. Real models do not tie: with ties
    broken at random the order is a fair coin for every m.

    Examples
    --------
    >>> first_mover(5)
    FirstMover(order=0.2, tie=0.6, disagreement=0.08)
    """
    m = _group(m)
    return FirstMover(1 / m, (m - 2) / m, 2 / m**2)


def flip_bound(gap, sigma, n_models):
    """Bound σ²/(σ² + M Δ²) on the probability that the mean of M models orders a pair wrongly.

    Parameters
    ----------
    gap : float or array
        Gap Δ of the two population means; its sign does not matter, and it is not 0.
    sigma : float or array
        Standard deviation over models of the difference of the two attributions.
    n_models : int or array
        M.

    Returns
    -------
    float or array

    Notes
    -----
    Cantelli's inequality for the mean of independent models; true for every law with this gap and
    noise: Lean theorem `DASH.Formula.flip_spec`. For one model the bound is attained: Lean theorem
    `DASH.flipBound_attained`. For many models the normal law, where it holds, gives far less.

    Examples
    --------
    >>> round(flip_bound(3.0, 2.0, 25), 6), flip_bound(1.0, 1.0, [1, 9]).tolist()
    (0.017467, [0.5, 0.1])
    """
    gap, sigma = np.asarray(gap, dtype=float), np.asarray(sigma, dtype=float)
    models = np.asarray(n_models, dtype=float)
    if (gap == 0).any() or (sigma < 0).any() or (models < 1).any():
        raise ValueError("flip_bound needs a gap other than 0, a sigma of at least 0 and a model.")
    return _plain(sigma**2 / (sigma**2 + models * gap**2))


def flip_from_snr(snr):
    """Flip rate Phi(-SNR) of a single model whose differences are normal.

    Parameters
    ----------
    snr : float or array
        Gap of the means over the standard deviation of the difference; its sign is dropped.

    Returns
    -------
    float or array
        Probability in (0, 1/2] that one model has the order opposite to that of the means.

    Notes
    -----
    Answers question B. Exact for normal differences only. The published error bound (Berry and
    Esseen) is for sums: for one model it is always above 0.47 and says nothing. On real data the
    form overstates flips at low SNR (about 0.40 where 0.18 are seen).

    Examples
    --------
    >>> flip_from_snr([0.0, 1.2816, 1.6449, 1.96]).round(3)
    array([0.5  , 0.1  , 0.05 , 0.025])
    """
    return _plain(stats.norm.sf(np.abs(np.asarray(snr, dtype=float))))


def flip_at_z(z, n_models):
    """Flip rate of a single model that a Z statistic of M models implies: Phi(-Z / √M).

    Parameters
    ----------
    z : float or array
        Z of the mean difference over M models.
    n_models : int or array
        M.

    Returns
    -------
    float or array

    Notes
    -----
    The published rule calls a pair with Z ≥ 1.96 stable, "flip at most 2.5 %". That is wrong: Z
    certifies the order of the means (question A), and the implied flip rate of one model (B)
    grows with M.

    Examples
    --------
    >>> flip_at_z(1.96, [5, 10, 20, 25, 50]).round(3)
    array([0.19 , 0.268, 0.331, 0.348, 0.391])
    """
    n_models = np.asarray(n_models, dtype=float)
    if (n_models < 1).any():
        raise ValueError("n_models must be at least 1.")
    return flip_from_snr(np.asarray(z, dtype=float) / np.sqrt(n_models))


def disagreement_from_flip(p):
    """Probability 2 p (1 - p) that two independent models order a pair differently (no ties).

    Parameters
    ----------
    p : float or array in [0, 1]
        Flip rate of one model.

    Returns
    -------
    float or array

    Notes
    -----
    Lean theorem `DASH.disagreement_rate`: of all ordered pairs of models, twice the product of the
    two shares decide the pair oppositely.

    Examples
    --------
    >>> disagreement_from_flip([0.0, 0.1, 0.5])
    array([0.  , 0.18, 0.5 ])
    """
    p = _probability(p)
    return _plain(2 * p * (1 - p))


def finite_disagreement(a, b, *, ties=0):
    """Share of the pairs of M = a + b + ties models that order a pair of features differently.

    Parameters
    ----------
    a, b : int or array
        Models on either side.
    ties : int or array, default 0
        Models that tie the pair; they contradict nobody.

    Returns
    -------
    float or array
        2 a b / (M (M - 1)), the unbiased estimate of `disagreement_from_flip`; its maximum
        M / (2 (M - 1)) exceeds one half.

    Notes
    -----
    The numerator counts the ordered pairs of models that disagree: Lean theorem
    `DASH.disagreements_eq`.

    Examples
    --------
    >>> round(finite_disagreement(15, 15), 4)
    0.5172
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    m = a + b + np.asarray(ties, dtype=float)
    if (m < 2).any() or (a < 0).any() or (b < 0).any():
        raise ValueError("disagreement needs counts of at least two models.")
    return _plain(2 * a * b / (m * (m - 1)))


def random_ranking_agreement(m: int) -> RandomAgreement:
    """Rank correlations of any fixed ranking with a uniformly random one of m features.

    Parameters
    ----------
    m : int
        Features, at least 2.

    Returns
    -------
    RandomAgreement
        Means (both 0) and standard deviations: 1/√(m - 1) for Spearman's coefficient and
        √(2 (2m + 5) / (9 m (m - 1))) for Kendall's.

    Notes
    -----
    A published statement gives -1/(m - 1) for the mean of Spearman's coefficient. It is wrong:
    averaging over all permutations gives 0: Lean theorems `DASH.sum_spearman_eq_zero`,
    `DASH.sum_kendall_eq_zero`. The standard deviations are classical (Kendall 1938).

    Examples
    --------
    >>> random_ranking_agreement(5)
    RandomAgreement(spearman=0.0, kendall=0.0, spearman_sd=0.5, kendall_sd=0.408248290463863)
    """
    m = _group(m)
    return RandomAgreement(
        0.0, 0.0, 1 / (m - 1) ** 0.5, (2 * (2 * m + 5) / (9 * m * (m - 1))) ** 0.5
    )


def combination_variance(weights, *, sigma: float = 1.0) -> float:
    """Variance σ² Σw² of a weighted mean of independent, equally noisy attributions.

    Parameters
    ----------
    weights : array of shape (M,)
        Weights of the models, summing to 1.
    sigma : float, default 1
        Standard deviation of one model's attribution.

    Returns
    -------
    float
        At least `mean_estimator_variance_floor(M)`, with equality for equal weights only.

    Examples
    --------
    >>> combination_variance([0.5, 0.5]), combination_variance([0.75, 0.25])
    (0.5, 0.625)
    """
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 1 or not weights.size or abs(weights.sum() - 1) > 1e-9:
        raise ValueError("weights must be a list of numbers that sum to 1.")
    return float(sigma**2 * (weights**2).sum())


def mean_estimator_variance_floor(n_models: int, *, sigma: float = 1.0) -> float:
    """Least variance σ²/M of a weighted mean whose weights sum to 1, that of the plain mean.

    Parameters
    ----------
    n_models : int
        M.
    sigma : float, default 1
        Standard deviation of one model's attribution.

    Returns
    -------
    float

    Notes
    -----
    Cauchy-Schwarz: Σw² ≥ 1/M, with equality for equal weights only: Lean theorems
    `DASH.sum_square_weights`, `DASH.eq_of_sum_square_weights`. The plain mean is the best *linear*
    unbiased combination of uncorrelated, equally noisy models. The published stronger claims
    (least variance of all unbiased estimators, by Rao-Blackwell or Cramér-Rao) hold in special
    families only.

    Examples
    --------
    >>> mean_estimator_variance_floor(25)
    0.04
    """
    if n_models < 1:
        raise ValueError("n_models must be at least 1.")
    return sigma**2 / n_models


def efficiency_amplification(m: int) -> float:
    """Factor m/(m - 1) by which a fixed sum widens the difference of two attributions.

    Parameters
    ----------
    m : int
        Exchangeable features whose attributions have a fixed sum.

    Returns
    -------
    float
        Var(difference) over the 2σ² of independent attributions of the same variance.

    Notes
    -----
    The sum of *signed* attributions of one row is fixed by the efficiency axiom; mean absolute
    attributions have no fixed sum, so for them this is an analogy.

    Examples
    --------
    >>> efficiency_amplification(2), efficiency_amplification(5)
    (2.0, 1.25)
    """
    m = _group(m)
    return m / (m - 1)


def efficiency_covariance(m: int, *, variance: float = 1.0) -> float:
    """Covariance -σ²/(m - 1) of two of m exchangeable attributions with a fixed sum.

    Parameters
    ----------
    m : int
        Exchangeable features.
    variance : float, default 1
        σ² of one attribution.

    Returns
    -------
    float

    Examples
    --------
    >>> efficiency_covariance(5)
    -0.25
    """
    return -variance / (_group(m) - 1)


def difference_variance(m: int, *, variance: float = 1.0) -> float:
    """Variance 2σ² m/(m - 1) of the difference of two of m exchangeable attributions, sum fixed.

    Parameters
    ----------
    m : int
        Exchangeable features.
    variance : float, default 1
        σ² of one attribution.

    Returns
    -------
    float

    Examples
    --------
    >>> difference_variance(2), difference_variance(5)
    (4.0, 2.5)
    """
    return 2 * variance * efficiency_amplification(m)


def minority_alarm_power(p, n_models: int, count: int):
    """Probability that at least `count` of n models stand on each side of a pair.

    Parameters
    ----------
    p : float or array in [0, 1]
        Flip rate of one model.
    n_models : int
        n.
    count : int
        Models in the minority at which a pair is called unstable.

    Returns
    -------
    float or array
        Pr[count ≤ X ≤ n - count] for X binomial (n, p).

    Notes
    -----
    Power of the rule for one pair. Taken as the maximum over many pairs the same rule raises
    false alarms: at p = 0.05, 20 models and count 3, one pair in 13 does.

    Examples
    --------
    >>> minority_alarm_power([0.05, 0.10, 0.20], 20, 3).round(3)
    array([0.075, 0.323, 0.794])
    """
    p = _probability(p)
    if count > n_models - count:
        return _plain(np.zeros_like(p))
    upper, lower = stats.binom.cdf(n_models - count, n_models, p), 0.0
    if count > 0:
        lower = stats.binom.cdf(count - 1, n_models, p)
    return _plain(upper - lower)


def at_least_one_wrong(p, n_pairs: int):
    """Probability 1 - (1 - p)^K that one of K independent pairs is ordered wrongly.

    Parameters
    ----------
    p : float or array in [0, 1]
        Probability of the wrong order for each pair.
    n_pairs : int
        K.

    Returns
    -------
    float or array

    Notes
    -----
    Assumes independent pairs, which pairs read off one model are not. The published value for
    intersectional audits, 1 - (1/2)^K, further assumes fair coins. Count the joint event over
    the same models instead.

    Examples
    --------
    >>> [round(at_least_one_wrong(0.5, k), 3) for k in (2, 3, 5, 10)]
    [0.75, 0.875, 0.969, 0.999]
    """
    if n_pairs < 0:
        raise ValueError("n_pairs cannot be negative.")
    return _plain(1 - (1 - _probability(p)) ** n_pairs)


def order_information_bits(m: int) -> float:
    """Information log2(m!) in a complete order of m features, in bits.

    Parameters
    ----------
    m : int
        Features that a report leaves tied.

    Returns
    -------
    float

    Examples
    --------
    >>> [round(order_information_bits(m), 3) for m in (2, 3, 8)]
    [1.0, 2.585, 15.299]
    """
    if m < 1:
        raise ValueError("m must be at least 1.")
    return float(gammaln(m + 1) / np.log(2)) if m > 2 else float(m - 1)


def triangle_bound(separation, tolerance):
    """Least unavoidable error (Δ - δ)/2 of an explanation on one of two witnesses.

    Parameters
    ----------
    separation : float or array
        Distance Δ of the true explanations of two models.
    tolerance : float or array
        Distance δ within which a stable method keeps its explanations of the two.

    Returns
    -------
    float or array
        Never below 0.

    Notes
    -----
    The triangle inequality, in any metric; the sum of both errors is at least Δ - δ.

    Examples
    --------
    >>> triangle_bound(0.3, 0.05)
    0.125
    """
    gap = np.asarray(separation, dtype=float) - np.asarray(tolerance, dtype=float)
    return _plain(np.maximum(gap, 0.0) / 2)


def spearman_first_mover_bound(n_features: int, m: int) -> float:
    """Upper bound 1 - 3m²/(P³ - P) on the rank correlation of two models' first-mover rankings.

    Parameters
    ----------
    n_features : int
        P.
    m : int
        Features in the group whose first mover differs between the two models.

    Returns
    -------
    float

    Notes
    -----
    Uses the formula 1 - 6 Σd²/(P³ - P) on mid-ranks, as published, with all other members of
    the group tied. That formula is Spearman's coefficient only where there are no ties; the
    tie-corrected coefficient differs, and for it the bound is not claimed.

    Examples
    --------
    >>> spearman_first_mover_bound(4, 2)
    0.8
    """
    m = _group(m)
    if m > n_features:
        raise ValueError(f"a group of {m} does not fit into {n_features} features.")
    return 1 - 3 * m**2 / (n_features**3 - n_features)


def _plain(value):
    """A float for a scalar, the array otherwise."""
    value = np.asarray(value)
    return float(value) if value.ndim == 0 else value


def _inside(value, low: float, high: float, name: str) -> np.ndarray:
    value = np.asarray(value, dtype=float)
    if not ((value > low) & (value < high)).all():
        raise ValueError(f"{name} must lie strictly between {low} and {high}.")
    return value


def _probability(p) -> np.ndarray:
    p = np.asarray(p, dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p is a probability: it must lie between 0 and 1.")
    return p


def _group(m: int) -> int:
    if m != int(m) or m < 2:
        raise ValueError(f"m is {m}; a group has at least two features.")
    return int(m)
