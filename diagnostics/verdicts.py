"""What audits of single models would say: are these features among the top k?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostics.flips import proportion_interval
from diagnostics.result import Result, model_matrix


@dataclass(frozen=True, repr=False, eq=False)
class SingleModelAudits(Result):
    """Verdicts "these features are among the top k" of each of M models, for A attributes.

    Attributes
    ----------
    names : tuple of str
        The attributes.
    k : tuple of int
        The k of the rule, for each attribute.
    rule : str
        "together" or "any"; see `single_model_audits`.
    n_models : int
        Number of models M.
    flags : ndarray of shape (M, A) of bool
        What the audit of each single model says.
    mean_flags : ndarray of shape (A,) of bool
        What the mean attributions say.
    flagged, flagged_low, flagged_high : ndarray of shape (A,)
        Share of models that flag, with its interval.
    wrong, wrong_low, wrong_high : ndarray of shape (A,)
        Share of models whose answer is not that of the mean, with its interval.
    any_wrong, any_wrong_low, any_wrong_high : float
        Share of models in which at least one answer is not that of the mean, counted on the same
        models, with its interval.
    independent : float
        What that share would be if the audits were independent: 1 - prod(1 - wrong).
    lower, upper : float
        What it can be, whatever the dependence: the largest of `wrong`, and their sum or 1.
    confidence : float
        Level of the intervals, each for its own share.
    """

    names: tuple[str, ...]
    k: tuple[int, ...]
    rule: str
    n_models: int
    flags: np.ndarray
    mean_flags: np.ndarray
    flagged: np.ndarray
    flagged_low: np.ndarray
    flagged_high: np.ndarray
    wrong: np.ndarray
    wrong_low: np.ndarray
    wrong_high: np.ndarray
    any_wrong: float
    any_wrong_low: float
    any_wrong_high: float
    independent: float
    lower: float
    upper: float
    confidence: float

    def to_frame(self) -> pd.DataFrame:
        """One row an attribute."""
        columns = ("mean_flags", "flagged", "flagged_low", "flagged_high", "wrong", "wrong_low",
                   "wrong_high")  # fmt: skip
        return pd.DataFrame(
            {"attribute": self.names, **{name: getattr(self, name) for name in columns}}
        )

    def __repr__(self) -> str:
        shares = ", ".join(
            f"{n} {w:.0%} of audits wrong" for n, w in zip(self.names, self.wrong, strict=True)
        )
        return (
            f"SingleModelAudits of {self.n_models} models, top "
            f"{' / '.join(map(str, dict.fromkeys(self.k)))}: {shares}; at least one wrong "
            f"{self.any_wrong:.0%}"
        )


def single_model_audits(
    values,
    attributes: Sequence[Sequence[int]],
    *,
    k: int | Sequence[int] = 5,
    rule: str = "together",
    names: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> SingleModelAudits:
    """How often audits of one model each would answer otherwise than the mean over the models.

    An audit of one model flags an attribute when the features that stand for it (the attribute
    itself and its proxies) are among the first k of the model.

    Parameters
    ----------
    values : array of shape (M, d)
        Global attributions, one row for each independently trained model.
    attributes : sequence of sequence of int
        For each attribute the columns that stand for it.
    k : int or sequence of int, default 5
        How many places an audit looks at; one number for all attributes, or one for each.
    rule : {"together", "any"}
        `together`: the attributions of the columns, added up, are one player, and fewer than k
        other features have a larger attribution. `any`: one of the columns is among the k features
        with the largest attributions.
    names : sequence of str, optional
        Names of the attributes.
    confidence : float, default 0.95
        Level of the Clopper-Pearson intervals.

    Returns
    -------
    SingleModelAudits

    Raises
    ------
    ValueError
        If an attribute has no column or one that is not there, or k is not between 1 and d - 1.

    Notes
    -----
    Something is among the top k when fewer than k others have a strictly larger attribution, so a
    tie at the k-th place lets both in. The answer of the mean is the reference, not the truth:
    a share of wrong answers near one half means that the answer of one model is worth as much
    as a coin, as it is for exchangeable features (`DASH.probFlag_eq_half`); nothing here assumes
    that it is. The expected number of wrong answers is the sum of `wrong` whatever the dependence
    (`DASH.expect_wrong_audits`); the probability of at least one is not, so it is counted on the
    same models; between `lower` and `upper` everything is possible (`DASH.prob_twoAudits`).

    The intervals are over retrainings from the population that the models were drawn from. They
    treat the answer of the mean as given; it comes from the same models.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.random.default_rng(0).normal([4, 3, 2, 2, 0], 0.2, (40, 5))
    >>> single_model_audits(values, [[0], [2]], k=3, names=["sex", "age"])
    SingleModelAudits of 40 models, top 3: sex 0% of audits wrong, age 38% of audits wrong; at
    least one wrong 38%
    """
    array = model_matrix(values)
    m, d = array.shape
    if rule not in ("together", "any"):
        raise ValueError(f"rule {rule!r} is not known: use together or any.")
    sets = [np.unique(np.asarray(columns, dtype=int)) for columns in attributes]
    if not sets:
        raise ValueError("no attribute was given.")
    for columns in sets:
        if not len(columns):
            raise ValueError("an attribute has no column that stands for it.")
        if columns[0] < 0 or columns[-1] >= d:
            raise ValueError(f"an attribute names a column outside 0 to {d - 1}.")
    if names is None:
        names = [f"attribute {i}" for i in range(len(sets))]
    if len(names) != len(sets):
        raise ValueError(f"{len(names)} names were given for {len(sets)} attributes.")
    ks = (int(k),) * len(sets) if np.ndim(k) == 0 else tuple(int(x) for x in k)
    if len(ks) != len(sets):
        raise ValueError(f"{len(ks)} values of k were given for {len(sets)} attributes.")
    wrong_k = next((x for x in ks if not 1 <= x < d), None)
    if wrong_k is not None:
        raise ValueError(
            f"k is {wrong_k}; it must lie between 1 and {d - 1}, one less than features."
        )
    asked = list(zip(sets, ks, strict=True))
    mean = array.mean(axis=0)[None]
    flags = np.column_stack([_among_top(array, columns, x, rule) for columns, x in asked])
    mean_flags = np.array([_among_top(mean, columns, x, rule)[0] for columns, x in asked])
    differs = flags != mean_flags
    flagged, wrong, anywhere = flags.sum(axis=0), differs.sum(axis=0), differs.any(axis=1).sum()
    flagged_low, flagged_high = proportion_interval(flagged, m, confidence=confidence)
    wrong_low, wrong_high = proportion_interval(wrong, m, confidence=confidence)
    any_low, any_high = proportion_interval(anywhere, m, confidence=confidence)
    return SingleModelAudits(
        names=tuple(str(n) for n in names),
        k=ks,
        rule=rule,
        n_models=m,
        flags=flags,
        mean_flags=mean_flags,
        flagged=flagged / m,
        flagged_low=flagged_low,
        flagged_high=flagged_high,
        wrong=wrong / m,
        wrong_low=wrong_low,
        wrong_high=wrong_high,
        any_wrong=float(anywhere / m),
        any_wrong_low=float(any_low),
        any_wrong_high=float(any_high),
        independent=float(1 - np.prod(1 - wrong / m)),
        lower=float(wrong.max() / m),
        upper=float(min(1.0, wrong.sum() / m)),
        confidence=float(confidence),
    )


def _among_top(array: np.ndarray, columns: np.ndarray, k: int, rule: str) -> np.ndarray:
    """Whether fewer than k columns are strictly above the best, or the sum, of these, by row."""
    if rule == "any":
        best = array[:, columns].max(axis=1, keepdims=True)
        return (array > best).sum(axis=1) < k
    total = array[:, columns].sum(axis=1, keepdims=True)
    return (np.delete(array, columns, axis=1) > total).sum(axis=1) < k


def random_set_comparison(
    means, columns: Sequence[int], *, n_sets: int = 4000, random_state=0
) -> tuple[float, float]:
    """How a set of features compares with sets of as many features drawn at random.

    Parameters
    ----------
    means : array of shape (d,)
        Mean attributions.
    columns : sequence of int
        The set.
    n_sets : int, default 4000
        Random sets.
    random_state : int or sequence of int, default 0
        Seed.

    Returns
    -------
    expected, larger : float
        Share of the total attribution that a random set of this size carries on average, and the
        share of random sets that carry more than the given one (ties counted half).

    Notes
    -----
    A set of many features carries much whatever it stands for; this says how much of its share is
    its size. It describes these means and is no test.

    Examples
    --------
    >>> random_set_comparison([4.0, 3.0, 2.0, 1.0], [2, 3])[0]
    0.5
    """
    means = np.asarray(means, dtype=float)
    columns = np.unique(np.asarray(columns, dtype=int))
    d, size, total = len(means), len(columns), means.sum()
    if not 1 <= size <= d:
        raise ValueError(f"the set has {size} features of {d}.")
    rng = np.random.default_rng(random_state)
    drawn = np.argsort(rng.random((n_sets, d)), axis=1)[:, :size]
    sums, own = np.sort(means[drawn], axis=1).sum(axis=1), np.sort(means[columns]).sum()
    larger = (sums > own).mean() + 0.5 * (sums == own).mean()
    return size / d if total > 0 else 0.0, float(larger)
