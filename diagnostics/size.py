"""How many models an ensemble needs so that the order of one pair is the true one."""

from __future__ import annotations

import numpy as np
from scipy import stats

BOUNDS = ("gaussian", "cantelli")


def ensemble_size(sigma, delta, *, flip: float = 0.05, bound: str = "gaussian"):
    """Number of models with which the consensus orders a pair wrongly with at most `flip`.

    Answers question A (is the order of the population means known?), for one pair or for many,
    each by itself.

    Parameters
    ----------
    sigma : float or array
        Standard deviation over models of the difference of the two attributions.
    delta : float or array
        Gap of the two population means, in the same unit; its sign does not matter.
    flip : float in (0, 0.5), default 0.05
        Accepted probability that the mean over the ensemble has the wrong sign.
    bound : {"gaussian", "cantelli"}
        "gaussian": ⌈z² σ²/Δ²⌉, z the normal quantile of 1 - flip (z² = 2.71 at 5 %), exact for
        normal differences. "cantelli": ⌈(1/flip - 1) σ²/Δ²⌉, true for every distribution of
        finite variance.

    Returns
    -------
    int, or int array of the broadcast shape
        At least 1.

    Raises
    ------
    ValueError
        If a gap is 0 (no number of models decides it), a sigma is negative, or an argument is
        not finite.

    Notes
    -----
    The "gaussian" size is that of the published work (section on ensemble size); the "cantelli"
    size is enough under every law: Lean theorems `DASH.consensus_flip_le_of_size`,
    `DASH.Formula.sizeConstant_spec`. No test whatever gets by on fewer than (4/13) σ²/Δ² models
    with both errors at most one third: Lean theorem `DASH.models_needed_of_shift`.

    Both take `sigma` and `delta` as known. Estimated from five pilot models they are rough: a pair
    chosen because it looks separated has a smaller gap than it shows, so the size is then too
    small. It bounds the error of the *mean*, not the flip rate of a single model, and has no power
    against the question whether the gap is worth knowing: `z_test` answers that one.

    Examples
    --------
    >>> ensemble_size(2.0, 1.0)
    11
    >>> ensemble_size(1.0, [0.1, 0.226, 0.5])
    array([271,  53,  11])
    >>> ensemble_size(2.0, 1.0, bound="cantelli")
    76
    """
    sigma, delta = np.asarray(sigma, dtype=float), np.asarray(delta, dtype=float)
    if not (np.isfinite(sigma).all() and np.isfinite(delta).all()):
        raise ValueError("sigma and delta must be finite numbers.")
    if (sigma < 0).any():
        raise ValueError("sigma is a standard deviation: it cannot be negative.")
    if (delta == 0).any():
        raise ValueError("delta is 0: equal means are undecidable, whatever the number of models.")
    needed = size_constant(flip, bound=bound) * (sigma / delta) ** 2
    if not (needed < 2**62).all():
        raise ValueError("delta is so small beside sigma that no number of models can be given.")
    # Rounding must not add a model where the formula gives a whole number.
    models = np.maximum(np.ceil(needed * (1 - 1e-12)), 1).astype(np.int64)
    return int(models) if models.ndim == 0 else models


def size_constant(flip: float = 0.05, *, bound: str = "gaussian") -> float:
    """Factor of σ²/Δ² in `ensemble_size`.

    Parameters
    ----------
    flip : float in (0, 0.5), default 0.05
        Accepted probability of the wrong order.
    bound : {"gaussian", "cantelli"}
        Squared normal quantile, or 1/flip - 1 (Cantelli's one-sided inequality).

    Returns
    -------
    float

    Examples
    --------
    >>> [round(size_constant(f), 3) for f in (0.10, 0.05, 0.025, 0.01, 0.005)]
    [1.642, 2.706, 3.841, 5.412, 6.635]
    >>> round(size_constant(0.05, bound="cantelli"), 12)
    19.0
    """
    if not 0 < flip < 0.5:
        raise ValueError(f"flip is {flip}; it must lie between 0 and one half.")
    if bound not in BOUNDS:
        raise ValueError(f"bound {bound!r} is not known: use gaussian or cantelli.")
    return float(stats.norm.isf(flip) ** 2) if bound == "gaussian" else 1 / flip - 1
