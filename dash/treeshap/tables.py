"""The tables: what each pattern of met conditions gives to every feature.

A leaf of value v with D features on its path is the game "v if all conditions are met". When only
the features in S are known, condition j holds with certainty or not at all for j in S, and else
with probability z_j. The Shapley value of feature i is the integral over t from 0 to 1 of

    v (o_i - z_i) prod over j != i of (t o_j + (1 - t) z_j),

where o_j is 1 if the row meets condition j and else 0: each feature is known with probability t,
independently (Owen 1972). The integrand is a polynomial of degree D - 1, which Gauss-Legendre
quadrature with D / 2 points, rounded up, integrates exactly, and all of its terms are positive.

With a background the z_j are not independent: the row of the background meets some conditions c
and not the others. A feature with o_j = c_j = 1 does not matter, one with o_j = c_j = 0 makes the
leaf unreachable, and of the others a are met by the row alone and b by the background alone. Then
v (a - 1)! b! / (a + b)! is the value of one of the first and -v a! (b - 1)! / (a + b)! that of
one of the second. Averaged over how often each c occurs, this depends on o alone again.
"""

from __future__ import annotations

import functools

import numpy as np

from dash.treeshap.compiled import kernel


@functools.cache
def gauss(points: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss-Legendre quadrature on the interval from 0 to 1.

    Examples
    --------
    >>> nodes, weights = gauss(2)
    >>> bool(abs((weights * nodes**3).sum() - 1 / 4) < 1e-15)
    True
    """
    nodes, weights = np.polynomial.legendre.leggauss(points)
    return (nodes + 1) / 2, weights / 2


@functools.cache
def all_gauss(largest: int) -> tuple[np.ndarray, np.ndarray]:
    """The nodes and weights of 0, 1, …, `largest` points, one line each, filled up with zeros."""
    nodes, weights = np.zeros((2, largest + 1, max(largest, 1)))
    for points in range(1, largest + 1):
        nodes[points, :points], weights[points, :points] = gauss(points)
    return nodes, weights


@functools.cache
def shapley_weights(largest: int) -> np.ndarray:
    """Entry (a, b) is (a - 1)! b! / (a + b)! for a >= 1, and 0 for a = 0."""
    weights = np.zeros((largest + 1, largest + 1))
    for a in range(1, largest + 1):
        weights[a, 0] = 1 / a
        for b in range(1, largest + 1 - a):
            weights[a, b] = weights[a, b - 1] * b / (a + b)
    return weights


@kernel
def cover_line_values(value, covers, nodes, weights, sums, product, partial, lines):
    """Fill `lines[o, i]` for one leaf: the value of feature i where the conditions in o are met."""
    d = covers.shape[0]
    size = 1 << d
    points = (d + 1) // 2
    for u in range(size):
        sums[u] = 0.0
    for k in range(points):
        t = nodes[points, k]
        rest = 1.0 - t
        # One factor (1 - t) too many where feature i is left out: divided away at the start.
        partial[0] = weights[points, k] / rest
        for j in range(d):
            half = 1 << j
            met = t + rest * covers[j]
            for u in range(half):
                partial[half + u] = partial[u] * met
                partial[u] *= rest
        for u in range(size):
            sums[u] += partial[u]
    product[0] = value
    for j in range(d):
        half = 1 << j
        for u in range(half):
            product[half + u] = product[u]
            product[u] *= covers[j]
    for i in range(d):
        one = 1 << i
        gain = 1.0 - covers[i]
        for low in range(0, size, 2 * one):
            for u in range(low, low + one):
                lines[i, u] = -product[u] * sums[u]
                lines[i, u + one] = product[u + one] * gain * sums[u]


@kernel
def background_line_values(value, d, counts, ones, weights, lines):
    """The same with a background that shows each pattern c with the frequency `counts[c]`.

    `ones[p]` is the number of bits of p that are set.
    """
    size = 1 << d
    for j in range(d):
        for o in range(size):
            lines[j, o] = 0.0
    for o in range(size):
        missed = (size - 1) & ~o
        b = ones[missed]
        # All subsets s of the met conditions: the background meets s and all that the row misses.
        s = o
        given = 0.0
        while True:
            share = counts[missed | s]
            if share > 0.0:
                alone = o & ~s
                a = ones[alone]
                given += share * weights[b, a]
                part = value * share * weights[a, b]
                for j in range(d):
                    lines[j, o] += part * ((alone >> j) & 1)
            if s == 0:
                break
            s = (s - 1) & o
        for j in range(d):
            lines[j, o] -= value * given * ((missed >> j) & 1)


@kernel
def fill_tables(
    first, last, term_start, leaf_start, leaf_value, factor_start, factor_cover, factor_mask,
    factor_bits, factor_column, width, table_start, nodes, weights, histograms, histogram_start,
    pair_weights, tables, reached,
):  # fmt: skip
    """Fill the tables of the groups `first` to `last` (not included) of one bundle.

    With histograms of the background's patterns they are interventional, and `reached` is what the
    leaves of each group give on average over the background; without (None) the covers make
    them path-dependent, and the other branch is not even compiled.
    """
    largest = bits = 0
    for g in range(first, last):
        bits = max(bits, term_start[g + 1] - term_start[g])
        for leaf in range(leaf_start[g], leaf_start[g + 1]):
            largest = max(largest, factor_start[leaf + 1] - factor_start[leaf])
    sums, product, partial = np.empty(1 << largest), np.empty(1 << largest), np.empty(1 << largest)
    lines = np.empty((largest, 1 << largest))
    counts = np.empty(1 << largest)
    ones = np.zeros(1 << largest, np.int64)
    for p in range(1, 1 << largest):
        ones[p] = ones[p >> 1] + (p & 1)
    met = np.empty(1 << bits, np.int64)
    for g in range(first, last):
        size = 1 << (term_start[g + 1] - term_start[g])
        begin = table_start[g]
        for p in range(begin, begin + size * width):
            tables[p] = 0.0
        for leaf in range(leaf_start[g], leaf_start[g + 1]):
            a, b = factor_start[leaf], factor_start[leaf + 1]
            d = b - a
            for p in range(size):
                met[p] = 0
            for k in range(d):
                mask, wanted = factor_mask[a + k], factor_bits[a + k]
                one = 1 << k
                for p in range(size):
                    met[p] |= one if (np.uint32(p) & mask) == wanted else 0
            if histograms is not None:
                for p in range(1 << d):
                    counts[p] = 0.0
                for p in range(size):
                    counts[met[p]] += histograms[histogram_start[g] + p]
                reached[g - first] += leaf_value[leaf] * counts[(1 << d) - 1]
                background_line_values(leaf_value[leaf], d, counts, ones, pair_weights, lines)
            else:
                cover_line_values(
                    leaf_value[leaf], factor_cover[a:b], nodes, weights, sums, product, partial,
                    lines,
                )  # fmt: skip
            for k in range(d):
                place = begin + factor_column[a + k]
                line = lines[k]
                for p in range(size):
                    tables[place + p * width] += line[met[p]]
