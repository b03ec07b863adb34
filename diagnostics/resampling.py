"""Folds, shuffles and bootstrap samples of rows, in which the rows of a group stay together."""

from __future__ import annotations

import numpy as np

FOLDS = 5


def unit_folds(n: int, rng: np.random.Generator, groups=None) -> np.ndarray:
    """Fold of each row, drawn without a look at the classes, so that shuffled classes fit as well.

    Parameters
    ----------
    n : int
        Rows.
    rng : Generator
        Source of the draw.
    groups : array of shape (n,), optional
        Rows with the same entry are one unit and share a fold.

    Returns
    -------
    int array of shape (n,)

    Examples
    --------
    >>> unit_folds(6, np.random.default_rng(0), groups=[1, 1, 2, 2, 3, 3]).tolist()
    [1, 1, 2, 2, 0, 0]
    """
    unit, n_units = units(n, groups)
    folds = np.empty(n_units, dtype=int)
    folds[rng.permutation(n_units)] = np.arange(n_units) % FOLDS
    return folds[unit]


def class_folds(codes: np.ndarray, rng: np.random.Generator, groups=None) -> np.ndarray:
    """Fold of each row; every class is spread over the folds, and groups stay whole.

    A group counts for the rarest of its classes. Because these folds depend on the classes, they
    must be drawn anew for every shuffle of them.

    Examples
    --------
    >>> class_folds(np.repeat([0, 1], 5), np.random.default_rng(0)).tolist()
    [3, 4, 1, 2, 0, 2, 0, 1, 4, 3]
    """
    unit, n_units = units(len(codes), groups)
    rarity = np.argsort(np.argsort(np.bincount(codes), kind="stable"), kind="stable")
    stratum = np.full(n_units, len(rarity))
    np.minimum.at(stratum, unit, rarity[codes])
    folds = np.empty(n_units, dtype=int)
    order = rng.permutation(n_units)
    order = order[np.argsort(stratum[order], kind="stable")]
    folds[order] = np.arange(n_units) % FOLDS
    return folds[unit]


def shuffled(codes: np.ndarray, rng: np.random.Generator, groups=None) -> np.ndarray:
    """The classes as they could be if they had nothing to do with anything else in the rows.

    Without groups, a permutation. With groups, every group takes the classes of another one, in a
    random order: a group of one class takes one class, so that a person of twelve rows counts as
    one person, and a mixed group takes a mixture. Where the sizes differ, the larger group takes
    the classes of the smaller one in turn, the smaller a random part of those of the larger.

    Parameters
    ----------
    codes : int array of shape (n,)
        Classes.
    rng : Generator
        Source of the draw.
    groups : array of shape (n,), optional
        Rows with the same entry stay together.

    Returns
    -------
    int array of shape (n,)

    Examples
    --------
    >>> codes = np.array([0, 0, 1, 1, 2, 2])
    >>> shuffled(codes, np.random.default_rng(0), groups=[7, 7, 8, 8, 9, 9]).tolist()
    [0, 0, 2, 2, 1, 1]
    """
    if groups is None:
        return rng.permutation(codes)
    unit, n_units = units(len(codes), groups)
    mixed = np.lexsort((rng.random(len(codes)), unit))
    size = np.bincount(unit, minlength=n_units)
    start = np.cumsum(size) - size
    source = rng.permutation(n_units)[unit[mixed]]
    place = np.arange(len(codes)) - start[unit[mixed]]
    found = np.empty_like(codes)
    found[mixed] = codes[mixed[start[source] + place % size[source]]]
    return found


def resample(n: int, rng: np.random.Generator, groups=None) -> np.ndarray:
    """How often each row is in a bootstrap sample of the rows, or of whole groups.

    Examples
    --------
    >>> resample(4, np.random.default_rng(1), groups=[1, 1, 2, 2]).tolist()
    [1, 1, 1, 1]
    """
    unit, n_units = units(n, groups)
    return np.bincount(rng.integers(n_units, size=n_units), minlength=n_units)[unit]


def units(n: int, groups) -> tuple[np.ndarray, int]:
    """Number of the unit of each row, from 0, and how many there are; without groups, the rows."""
    if groups is None:
        return np.arange(n), n
    groups = np.asarray(groups)
    if groups.shape != (n,):
        raise ValueError(f"groups has shape {groups.shape}, but there are {n} rows.")
    unit = np.unique(groups, return_inverse=True)[1]
    return unit, int(unit.max(initial=-1)) + 1
