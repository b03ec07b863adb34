"""Looking at a growing ensemble more than once, without losing control of the error."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from diagnostics.decisions import ORDERED, TIED, UNRESOLVED, ZTest, z_test
from diagnostics.result import model_matrix

SPENDINGS = ("pocock", "obrien-fleming")
#: Level of a look at which less is spent than a float can hold (O'Brien-Fleming, very early).
LEAST_LEVEL = float(np.finfo(float).tiny)


def spend(alpha: float, fractions: Sequence[float], *, spending: str = "pocock") -> np.ndarray:
    """Level of each look: the increments of an error spending function.

    Parameters
    ----------
    alpha : float
        Error of all looks together.
    fractions : sequence of float
        Increasing information fractions in (0, 1]: models at the look over models at most.
    spending : {"pocock", "obrien-fleming"}
        alpha ln(1 + (e - 1) t), which spends evenly, or 2 - 2 Phi(z_{alpha/2} / sqrt t), which
        saves nearly all for the last look.

    Returns
    -------
    ndarray
        Levels, one for each look, with a sum of at most alpha.

    Raises
    ------
    ValueError
        For fractions that do not increase within (0, 1], or an unknown spending function.

    Notes
    -----
    The functions are those of Lan and DeMets (1983). Here their increments serve as Bonferroni
    levels: by the union bound the chance of an error at any look is at most their sum, whatever
    the dependence between looks: Lean theorems `DASH.spending_le`, `DASH.spending_stopped`. Looks
    must be planned without regard to the data; stopping early may depend on them.

    Examples
    --------
    >>> spend(0.05, [0.5, 1.0]).round(4).tolist()
    [0.031, 0.019]
    """
    t = np.asarray(fractions, dtype=float)
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}; it must lie between 0 and 1.")
    if t.size == 0 or (t <= 0).any() or (t > 1 + 1e-12).any() or (np.diff(t) <= 0).any():
        raise ValueError("fractions must increase within (0, 1].")
    if spending == "pocock":
        spent = alpha * np.log1p((math.e - 1) * t)
    elif spending == "obrien-fleming":
        spent = 2 * stats.norm.sf(stats.norm.isf(alpha / 2) / np.sqrt(t))
    else:
        raise ValueError(f"spending {spending!r} is not known: use {' or '.join(SPENDINGS)}.")
    return np.diff(spent, prepend=0.0)


def sequential_z_test(
    values,
    *,
    looks: Sequence[int],
    max_models: int,
    alpha: float = 0.05,
    spending: str = "pocock",
    memory: dict | None = None,
    **options,
) -> ZTest:
    """`z_test` at several looks at a growing ensemble; claims accumulate, the error is shared.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions in the order in which the models came.
    looks : sequence of int
        Increasing numbers of models at which the data were looked at; the last is at most M.
    max_models : int
        Models at which all of `alpha` would be spent.
    alpha : float, default 0.05
        Level over all looks.
    spending : {"pocock", "obrien-fleming"}
        See `spend`.
    memory : dict, optional
        Keeps the tests of single looks from call to call, for an ensemble that grows: pass the
        same dict with the same options, and looks that were taken are not tested again.
    **options
        Passed to `z_test`.

    Returns
    -------
    ZTest
        That of the last look, in which `verdict` holds the claims of all looks, `decided_at`
        the look that made them, and `looks` and `levels` what was spent.

    Raises
    ------
    ValueError
        If looks do not increase, exceed M or `max_models`, or are fewer than 2 models; for the
        published rule, which calls a pair tied for want of models and so cannot accumulate.

    Notes
    -----
    An `ordered` claim of an earlier look stands if the means still lie that way at the last
    look, so that all claims follow the final means and cannot form a cycle; a claim that is
    dropped for this reason can only lower the error. A `tied` claim of an earlier look stands; a
    pair that one look orders and another ties is tied, as in `z_test`: different, but by less
    than matters. `models_needed` is computed at the level that is left for further looks, or at
    that of the last look when nothing is left. `low` and `high` are intervals at 1 - `alpha` for
    one pair and one look, as in `z_test`: verdicts are not read off them.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.random.default_rng(0).normal([5.0, 2.0, 2.0], 0.05, (40, 3))
    >>> test = sequential_z_test(values, looks=[5, 20, 40], max_models=40)
    >>> test.verdict.tolist(), test.decided_at.tolist()
    (['ordered', 'ordered', 'tied'], [5, 5, 20])
    """
    array = model_matrix(values)
    looks = [int(x) for x in looks]
    if not looks or looks[0] < 2 or any(b <= a for a, b in itertools.pairwise(looks)):
        raise ValueError("looks must be increasing numbers of models, at least 2.")
    if looks[-1] > len(array) or looks[-1] > max_models:
        raise ValueError(
            f"the last look is at {looks[-1]} models; there are {len(array)} and at most "
            f"{max_models} were planned."
        )
    if options.get("rule") == "published":
        raise ValueError("rule 'published' spends no alpha over looks: use z_test, or rule 't'.")
    levels = spend(alpha, [x / max_models for x in looks], spending=spending)
    memory = {} if memory is None else memory

    def tested(n: int, level: float) -> ZTest:
        key = (n, max(float(level), LEAST_LEVEL))
        if key not in memory:
            memory[key] = z_test(array[:n], alpha=key[1], **options)
        return memory[key]

    tests = [tested(n, level) for n, level in zip(looks, levels, strict=True)]
    last = tests[-1]
    left = alpha - float(levels.sum())
    ahead = tested(looks[-1], left) if looks[-1] < max_models else last
    decided_at = np.zeros(len(last.first), dtype=int)
    ordered, tied = np.zeros((2, len(last.first)), dtype=bool)
    for n, test in zip(looks, tests, strict=True):
        agrees = np.sign(test.mean_difference) == np.sign(last.mean_difference)
        orders, ties = (test.verdict == ORDERED) & agrees, test.verdict == TIED
        first_order, first_tie = orders & ~ordered & ~tied, ties & ~tied
        decided_at[first_order | first_tie] = n
        ordered |= orders
        tied |= ties
    verdict = np.full(len(ordered), UNRESOLVED, dtype="<U10")
    verdict[ordered] = ORDERED
    verdict[tied] = TIED
    half = stats.t.isf(alpha / 2, last.n_models - 1) * last.standard_error
    return dataclasses.replace(
        last,
        alpha=alpha,
        low=last.mean_difference - half,
        high=last.mean_difference + half,
        verdict=verdict,
        # What the level that is left would decide by now needs one model more.
        models_needed=np.where(
            verdict == UNRESOLVED,
            np.where(np.isnan(ahead.models_needed), looks[-1] + 1.0, ahead.models_needed),
            np.nan,
        ),
        looks=tuple(looks),
        levels=tuple(float(x) for x in levels),
        decided_at=decided_at,
    )
