"""The attributions of a report as whole numbers, and what can be counted with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dash.report.data import Report
from dash.report.reading import check_models

#: Features of one certificate; of more, the first by consensus are taken.
MAX_FEATURES = 100


@dataclass(frozen=True, eq=False)
class ExactTable:
    """Attributions of M models over d features in units of 2 ** -exponent.

    Attributes
    ----------
    names : tuple of str
        The features.
    numbers : tuple of tuple of int
        One row a feature, one number a model.
    exponent : int
        The unit is 2 ** -exponent: the smallest exponent from 0 on that leaves nothing to be
        rounded.
    left_out : int
        Features of the report that are not in the table.
    """

    names: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]
    exponent: int
    left_out: int

    @property
    def n_models(self) -> int:
        return len(self.numbers[0])

    @cached_property
    def wins(self) -> np.ndarray:
        """How many models have feature j above feature k, shape (d, d)."""
        values = np.array([_places(column) for column in zip(*self.numbers, strict=True)])
        return np.array([(values[:, [j]] > values).sum(axis=0) for j in range(values.shape[1])])

    def undecided(self) -> list[tuple[int, int, int, int]]:
        """(j, k, i, l): model i has feature j above k, and model l has k above j; j < k."""
        places = np.array([_places(column) for column in zip(*self.numbers, strict=True)])
        both = (self.wins > 0) & (self.wins.T > 0)
        found = []
        for j, k in np.argwhere(np.triu(both, 1)).tolist():
            above = places[:, j] > places[:, k]
            below = places[:, j] < places[:, k]
            found.append((j, k, int(above.argmax()), int(below.argmax())))
        return found

    def agreed(self) -> np.ndarray:
        """Pairs (j, k) that all models order alike, j above k, shape (d, d) of bool."""
        return self.wins == self.n_models

    def agreed_steps(self) -> list[tuple[int, int]]:
        """The agreed pairs with no feature between them: all others follow."""
        agreed = self.agreed()
        between = (agreed.astype(np.int64) @ agreed.astype(np.int64)) > 0
        return [(int(j), int(k)) for j, k in np.argwhere(agreed & ~between)]


def exact_table(report: Report) -> ExactTable:
    """Whole numbers for the attributions of a report; nothing is rounded.

    A float64 is a whole number times a power of two, so that a common power of two turns all of
    them into whole numbers with the same order and the same ties.

    Raises
    ------
    InputError
        If the report holds no attributions of single models.

    Examples
    --------
    >>> (0.75).as_integer_ratio()
    (3, 4)
    """
    features, values = report.models.features, report.models.values
    check_models(report)
    first = {f.name for f in report.features[:MAX_FEATURES]}
    kept = [j for j, name in enumerate(features) if name in first]
    ratios = [[row[j].as_integer_ratio() for row in values] for j in kept]
    exponent = max(q.bit_length() - 1 for column in ratios for _, q in column)
    return ExactTable(
        names=tuple(features[j] for j in kept),
        numbers=tuple(tuple((p << exponent) // q for p, q in column) for column in ratios),
        exponent=exponent,
        left_out=len(features) - len(kept),
    )


def _places(numbers) -> list[int]:
    """Small numbers in the order of large ones, equal for equal."""
    place = {number: i for i, number in enumerate(sorted(set(numbers)))}
    return [place[number] for number in numbers]
