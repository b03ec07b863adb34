"""Rows as small integers: one code a value, which decides every node test of a model exactly.

The code of a number is how many thresholds of its feature lie below it, so `x <= threshold[k]` is
`code <= k`. A categorical value has the position of its category, or the first free code for
categories that no test names. A missing value has the code `MISSING`. Codes are 16 bits wide, so
that a vector register holds 16 or 32 of them and a node test is one subtraction and one
comparison. Only trees with more than 65534 thresholds on one feature have codes of 32 bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dash.treeshap.compiled import kernel
from dash.treeshap.trees import CATEGORY, NUMERIC, ZERO, ZERO_IS_MISSING, Trees

MISSING = 2**16 - 1
#: Thresholds of one feature at most, so that no code is `MISSING`.
MAX_CODES = MISSING - 1
#: The code of a missing value where one tree has more thresholds than that on one feature.
WIDE_MISSING = 2**32 - 1

#: Rows coded together.
_BLOCK = 256

_NEXT_BELOW_ZERO = np.nextafter(-ZERO, -np.inf)


@dataclass(frozen=True, eq=False)
class Coding:
    """How the values of each feature are coded, and what the node tests of some trees ask of codes.

    Attributes
    ----------
    cuts : ndarray of float64
        Thresholds (or categories) of all features, ascending within a feature.
    cut_start : ndarray of int64, shape (d + 1,)
        Those of feature f are `cuts[cut_start[f]:cut_start[f + 1]]`.
    categorical : ndarray of bool, shape (d,)
        Whether a feature is split by categories.
    node_code : ndarray of int32, shape (N,)
        Largest code that goes left at a numeric node, else -1.
    node_lut : ndarray of int64, shape (N,)
        Where the node's answers for every code begin in `luts`; -1 for a plain comparison.
    luts : ndarray of uint8
        Answers, 1 for left: one for each code of the feature and a last one for `MISSING`.
    """

    cuts: np.ndarray
    cut_start: np.ndarray
    categorical: np.ndarray
    node_code: np.ndarray
    node_lut: np.ndarray
    luts: np.ndarray

    @property
    def top(self) -> np.ndarray:
        """Largest code of each feature but that of missing values, shape (d,)."""
        return np.diff(self.cut_start).astype(np.int32)

    @property
    def missing(self) -> int:
        """The code of missing values: `MISSING`, or `WIDE_MISSING` for trees that need it."""
        return MISSING if self.top.max(initial=0) <= MAX_CODES else WIDE_MISSING


def code_trees(trees: Trees, first: int, last: int) -> Coding:
    """The coding that the trees `first` to `last` (not included) need.

    Parameters
    ----------
    trees : Trees
    first, last : int
        Range of trees; the node arrays of the result are those of this range.

    Returns
    -------
    Coding
    """
    here = slice(int(trees.start[first]), int(trees.start[last]))
    feature, kind = trees.feature[here], trees.kind[here]
    d = trees.n_features
    numeric = (feature >= 0) & (kind != CATEGORY)
    values, owners = [trees.threshold[here][numeric]], [feature[numeric]]
    categorical = np.zeros(d, dtype=bool)
    has_sets = bool((kind == CATEGORY).any())
    if has_sets:
        starts = trees.set_start[here.start : here.stop + 1]
        members = trees.categories[starts[0] : starts[-1]]
        values.append(members.astype(np.float64))
        owners.append(np.repeat(feature, np.diff(starts)))
        categorical[feature[kind == CATEGORY]] = True
    zeros = np.unique(feature[kind == ZERO_IS_MISSING])
    for cut in (_NEXT_BELOW_ZERO, ZERO):
        values.append(np.full(len(zeros), cut))
        owners.append(zeros)
    value, owner = np.concatenate(values), np.concatenate(owners).astype(np.int64)
    order = np.lexsort((value, owner))
    sorted_value, sorted_owner = value[order], owner[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(sorted_owner) != 0) | (sorted_value[1:] != sorted_value[:-1])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.cumsum(new) - 1
    cuts = sorted_value[new]
    cut_start = np.searchsorted(sorted_owner[new], np.arange(d + 1)).astype(np.int64)
    node_code = np.full(len(feature), -1, dtype=np.int32)
    node_code[numeric] = rank[: int(numeric.sum())] - cut_start[feature[numeric]]
    node_lut = np.full(len(feature), -1, dtype=np.int64)
    special = np.flatnonzero((kind != NUMERIC) & (feature >= 0))
    luts = np.zeros(0, dtype=np.uint8)
    if len(special):
        sizes = np.diff(cut_start)[feature[special]] + 2
        ends = np.cumsum(sizes)
        node_lut[special] = ends - sizes
        luts = np.empty(int(ends[-1]), dtype=np.uint8)
        for node, begin, end in zip(special, ends - sizes, ends, strict=True):
            luts[begin:end] = _answers(trees, here.start + node, cuts, cut_start)
    return Coding(cuts, cut_start, categorical, node_code, node_lut, luts)


def _answers(trees: Trees, node: int, cuts: np.ndarray, cut_start: np.ndarray) -> np.ndarray:
    """What a node answers for every code of its feature, and last for a missing value."""
    f = trees.feature[node]
    own = cuts[cut_start[f] : cut_start[f + 1]]
    # A value with each code: the cut itself is the largest one, and then one above all cuts.
    above = own[-1] + 1 if trees.kind[node] == CATEGORY else np.inf
    return trees.goes_left(int(node), np.concatenate([own, [above, np.nan]])).astype(np.uint8)


def encode(coding: Coding, X: np.ndarray) -> np.ndarray:
    """The codes of rows, one contiguous line a feature.

    Parameters
    ----------
    coding : Coding
    X : ndarray of float64, shape (n, d)
        Rows rounded as the library compares them.

    Returns
    -------
    ndarray of uint16 or uint32, shape (d, n)
    """
    kind = np.uint16 if coding.missing == MISSING else np.uint32
    codes = np.empty((X.shape[1], X.shape[0]), dtype=kind)
    _encode(X, coding.cuts, coding.cut_start, coding.categorical, coding.missing, codes)
    return codes


@kernel
def _encode(X, cuts, cut_start, categorical, missing, codes):
    values = np.empty(_BLOCK)
    lows = np.empty(_BLOCK, np.int64)
    for begin in range(0, X.shape[0], _BLOCK):
        n = min(_BLOCK, X.shape[0] - begin)
        for f in range(X.shape[1]):
            line = codes[f, begin : begin + n]
            cut = cuts[cut_start[f] : cut_start[f + 1]]
            if cut.shape[0] == 0:
                # Untested features: nothing reads these codes.
                continue
            for r in range(n):
                values[r] = X[begin + r, f]
                lows[r] = 0
            # The first cut that is not below the value, by halving: all rows at each step.
            length = cut.shape[0]
            while length > 1:
                half = length // 2
                for r in range(n):
                    lows[r] += half if cut[lows[r] + half - 1] < values[r] else 0
                length -= half
            for r in range(n):
                lows[r] += 1 if cut[lows[r]] < values[r] else 0
            if categorical[f]:
                other = cut.shape[0]
                for r in range(n):
                    if lows[r] < other and cut[lows[r]] != values[r]:
                        lows[r] = other
            for r in range(n):
                line[r] = lows[r] if values[r] == values[r] else missing
