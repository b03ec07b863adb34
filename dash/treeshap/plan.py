"""How the leaves of a tree are grouped, so that one look-up in a table explains several of them.

Every leaf is a conjunction of conditions, at most one a feature. What it gives each feature
depends on which of its conditions a row meets and on nothing else. The leaves below a node share
the conditions on the way to it, so one pattern of bits, the conditions above and the tests below,
decides the contributions of all of them. A table with a line for each pattern then turns a row
into one addition of a line. Large groups need few look-ups and large tables: the cheapest cut of
the tree into groups is found exactly, bottom up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dash.treeshap.codes import MISSING, Coding
from dash.treeshap.compiled import kernel

#: Conditions of a group at most: its table has 2^bits lines.
MAX_BITS = 12
#: Features of a bundle of groups, unless one group alone has more.
MAX_WIDTH = 64
#: Tables of a bundle in bytes, unless one group alone needs more.
TABLE_BYTES = 2 * 2**20
#: Groups of a bundle, whose single precision sums are then added in double precision.
MAX_GROUPS = 4096


@dataclass(frozen=True, eq=False)
class Plan:
    """Groups of leaves of consecutive trees of one output.

    Attributes
    ----------
    term_start : ndarray of int64, shape (groups + 1,)
        Terms of each group; its bit b is the answer of its term b.
    term_feature : ndarray of int32
        Feature whose code a term looks at.
    term_first, term_length : ndarray of uint16
        The codes first to first + length, counted around 65536, answer 1.
    term_lut : ndarray of int64
        Where the term's answers begin in `luts`, or -1 for the range.
    luts : ndarray of uint8
        Answers for every code, and last for a missing value.
    leaf_start : ndarray of int64, shape (groups + 1,)
        Leaves of each group.
    leaf_value : ndarray of float64
        Values of the leaves, less the mean of the tree, which explains nothing.
    factor_start : ndarray of int64, shape (leaves + 1,)
        Factors of each leaf, one for each feature on its path.
    factor_feature : ndarray of int32
        Feature of a factor.
    factor_cover : ndarray of float64
        Share of the training rows that meet the conditions on the feature, given the others.
    factor_mask, factor_bits : ndarray of uint32
        A pattern p meets the conditions where `p & mask == bits`.
    bundle_start : ndarray of int64, shape (bundles + 1,)
        Groups of each bundle.
    column_start : ndarray of int64, shape (bundles + 1,)
        Columns of each bundle.
    column_feature : ndarray of int32
        Feature of a column.
    factor_column : ndarray of int32
        Column of a factor within the bundle of its group.
    width : ndarray of int64, shape (bundles,)
        Columns of a bundle, rounded up to whole vectors.
    table_start : ndarray of int64, shape (groups,)
        First entry of a group's table within the tables of its bundle.
    table_size : ndarray of int64, shape (bundles,)
        Entries of the tables of a bundle.
    top : ndarray of int32, shape (d,)
        Largest code of each feature but that of missing values.
    """

    term_start: np.ndarray
    term_feature: np.ndarray
    term_first: np.ndarray
    term_length: np.ndarray
    term_lut: np.ndarray
    luts: np.ndarray
    leaf_start: np.ndarray
    leaf_value: np.ndarray
    factor_start: np.ndarray
    factor_feature: np.ndarray
    factor_cover: np.ndarray
    factor_mask: np.ndarray
    factor_bits: np.ndarray
    bundle_start: np.ndarray
    column_start: np.ndarray
    column_feature: np.ndarray
    factor_column: np.ndarray
    width: np.ndarray
    table_start: np.ndarray
    table_size: np.ndarray
    top: np.ndarray


@kernel
def tree_means(start, left, right, value, cover, share, mean):
    """Fill the share of its parent's rows that each node gets, and the mean of each tree."""
    for t in range(start.shape[0] - 1):
        a, b = start[t], start[t + 1]
        reach = np.zeros(b - a)
        reach[0] = 1.0
        share[a] = 1.0
        total = 0.0
        for v in range(a, b):
            if left[v] < 0:
                total += reach[v - a] * value[v]
                continue
            for child in (left[v], right[v]):
                if cover[v] > 0:
                    share[child] = cover[child] / cover[v]
                else:
                    share[child] = 0.5
                reach[child - a] = reach[v - a] * share[child]
        mean[t] = total


@kernel
def choose_groups(
    start,
    left,
    right,
    feature,
    cost,
    n_rows,
    n_background,
    width,
    root_of_group,
    tree_cost,
    most,
):
    """The cheapest cut of each tree into groups.

    `cost` holds `dash.treeshap.cost.TABLES`. Marks the roots of the groups and fills the cost of
    each tree, infinity where a path has more than MAX_BITS features, and the largest number of
    distinct features on one of its paths.
    """
    per_line, per_leaf_line, per_pair_of_patterns = cost[0], cost[1], cost[2]
    per_row, per_vector, per_bit = cost[3], cost[4], cost[5]
    vectors = width / 8
    looked_up = n_rows + n_background
    for t in range(start.shape[0] - 1):
        a, b = start[t], start[t + 1]
        m = b - a
        parent = np.full(m, -1, np.int64)
        above = np.zeros(m, np.int64)
        inner = np.zeros(m, np.int64)
        best = np.empty(m)
        most[t] = 0
        for i in range(m):
            v = a + i
            most[t] = max(most[t], above[i])
            if left[v] < 0:
                continue
            new = 1
            u = parent[i]
            while u >= 0:
                if feature[a + u] == feature[v]:
                    new = 0
                    break
                u = parent[u]
            for child in (left[v], right[v]):
                parent[child - a] = i
                above[child - a] = above[i] + new
        for i in range(m - 1, -1, -1):
            v = a + i
            split = np.inf
            if left[v] >= 0:
                below, beside = left[v] - a, right[v] - a
                inner[i] = inner[below] + inner[beside] + 1
                split = best[below] + best[beside]
            bits = above[i] + inner[i]
            whole = np.inf
            if bits <= MAX_BITS:
                lines = float(1 << bits)
                leaves = inner[i] + 1
                # Tables beyond the first and second cache are slower to look up.
                far = 1.0 if lines * width <= 2**13 else (1.5 if lines * width <= 2**16 else 4.0)
                whole = lines * (per_line * vectors + per_leaf_line * leaves)
                whole += looked_up * (per_row + far * per_vector * vectors + per_bit * bits)
                if n_background > 0:
                    whole += per_pair_of_patterns * leaves * 3.0 ** (above[i] + np.log2(leaves))
            if whole <= split:
                best[i] = whole
                root_of_group[v] = True
            else:
                best[i] = split
                root_of_group[v] = False
        tree_cost[t] = best[0]
        # Only the topmost mark on each path is a group.
        covered = np.zeros(m, np.bool_)
        for i in range(m):
            v = a + i
            if i > 0 and covered[parent[i]]:
                root_of_group[v] = False
                covered[i] = True
            elif root_of_group[v]:
                covered[i] = True


@kernel
def emit(
    start, left, right, feature, value, share, mean, missing_left, node_code, node_lut, luts, used,
    top, root_of_group, wanted,
    term_start, term_feature, term_first, term_length, term_lut,
    leaf_start, leaf_value, factor_start, factor_feature, factor_cover, factor_mask, factor_bits,
):  # fmt: skip
    """Write out the terms, leaves and factors of the marked groups of the wanted trees.

    `luts` begins with `used` answers and has room for more. Returns how many groups, terms,
    leaves, factors and answers there are; no groups where the room for answers is too small.
    """
    group = term = leaf = factor = 0
    for t in range(start.shape[0] - 1):
        if not wanted[t]:
            continue
        a, b = start[t], start[t + 1]
        m = b - a
        parent = np.full(m, -1, np.int64)
        bit_of = np.full(m, -1, np.int64)
        stack = np.empty(m, np.int64)
        path = np.empty(m, np.int64)
        above_cover = np.empty(MAX_BITS)
        for i in range(m):
            if left[a + i] >= 0:
                parent[left[a + i] - a] = i
                parent[right[a + i] - a] = i
        for i in range(m):
            if not root_of_group[a + i]:
                continue
            term_start[group] = term
            leaf_start[group] = leaf
            # Conditions above the group, those on one feature merged into one term.
            first_factor = factor
            child, u = i, parent[i]
            n_path = 0
            while u >= 0:
                path[n_path] = child
                n_path += 1
                child, u = u, parent[u]
            bits = 0
            for p in range(n_path - 1, -1, -1):
                f = feature[a + parent[path[p]]]
                seen = False
                for q in range(n_path - 1, p, -1):
                    if feature[a + parent[path[q]]] == f:
                        seen = True
                        break
                if seen:
                    continue
                low, high, missing, ordered, cover = 0, top[f], True, True, 1.0
                for q in range(p, -1, -1):
                    v = a + parent[path[q]]
                    if feature[v] != f:
                        continue
                    to_left = left[v] == a + path[q]
                    cover *= share[a + path[q]]
                    if node_lut[v] >= 0:
                        ordered = False
                    elif to_left:
                        high = min(high, node_code[v])
                    else:
                        low = max(low, node_code[v] + 1)
                    missing = missing and (missing_left[v] == to_left)
                # An empty or a broken range needs the answers one by one.
                broken = high < low or (missing and low > 0 and high < top[f])
                term_feature[term] = f
                term_lut[term] = -1
                if ordered and not broken:
                    if not missing:
                        term_first[term], term_length[term] = low, high - low
                    elif low > 0:
                        term_first[term], term_length[term] = low, MISSING - low
                    else:
                        term_first[term], term_length[term] = MISSING, high + 1
                else:
                    size = top[f] + 2
                    if used + size > luts.shape[0]:
                        return 0, 0, 0, 0, used
                    if ordered:
                        luts[used : used + size] = 0
                        luts[used + low : used + high + 1] = 1
                        luts[used + size - 1] = missing
                    for c in range(0 if ordered else size):
                        meets = True
                        for q in range(p, -1, -1):
                            v = a + parent[path[q]]
                            if feature[v] != f:
                                continue
                            if node_lut[v] >= 0:
                                goes = luts[node_lut[v] + c] == 1
                            elif c == size - 1:
                                goes = missing_left[v]
                            else:
                                goes = c <= node_code[v]
                            if goes != (left[v] == a + path[q]):
                                meets = False
                        luts[used + c] = meets
                    term_lut[term] = used
                    used += size
                    term_first[term], term_length[term] = 0, 0
                factor_feature[factor] = f
                factor_cover[factor] = cover
                factor_mask[factor] = np.uint32(1) << np.uint32(bits)
                factor_bits[factor] = np.uint32(1) << np.uint32(bits)
                factor += 1
                term += 1
                bits += 1
            n_above = factor - first_factor
            # Tests inside the group, one bit each.
            n_stack = 1
            stack[0] = i
            while n_stack > 0:
                n_stack -= 1
                w = stack[n_stack]
                v = a + w
                if left[v] < 0:
                    continue
                bit_of[w] = bits
                bits += 1
                term_feature[term] = feature[v]
                term_lut[term] = node_lut[v]
                if missing_left[v]:
                    term_first[term], term_length[term] = MISSING, node_code[v] + 1
                else:
                    term_first[term], term_length[term] = 0, node_code[v]
                term += 1
                stack[n_stack] = right[v] - a
                stack[n_stack + 1] = left[v] - a
                n_stack += 2
            # Leaves of the group, each with a factor for every feature on its path.
            n_stack = 1
            stack[0] = i
            earlier_leaves = 0
            for k in range(n_above):
                above_cover[k] = factor_cover[first_factor + k]
            while n_stack > 0:
                n_stack -= 1
                w = stack[n_stack]
                v = a + w
                if left[v] >= 0:
                    stack[n_stack] = right[v] - a
                    stack[n_stack + 1] = left[v] - a
                    n_stack += 2
                    continue
                if earlier_leaves > 0:
                    for k in range(n_above):
                        factor_feature[factor + k] = factor_feature[first_factor + k]
                        factor_cover[factor + k] = above_cover[k]
                        factor_mask[factor + k] = np.uint32(1) << np.uint32(k)
                        factor_bits[factor + k] = np.uint32(1) << np.uint32(k)
                    begin = factor
                    factor += n_above
                else:
                    begin = first_factor
                earlier_leaves += 1
                child = w
                while child != i:
                    u = parent[child]
                    f = feature[a + u]
                    k = begin
                    while k < factor and factor_feature[k] != f:
                        k += 1
                    if k == factor:
                        factor_feature[k] = f
                        factor_cover[k] = 1.0
                        factor_mask[k] = 0
                        factor_bits[k] = 0
                        factor += 1
                    one = np.uint32(1) << np.uint32(bit_of[u])
                    factor_mask[k] |= one
                    if left[a + u] == a + child:
                        factor_bits[k] |= one
                    factor_cover[k] *= share[a + child]
                    child = u
                leaf_value[leaf] = value[v] - mean[t]
                factor_start[leaf] = begin
                leaf += 1
            group += 1
    term_start[group] = term
    leaf_start[group] = leaf
    factor_start[leaf] = factor
    return group, term, leaf, factor, used


@kernel
def _bundles(
    term_start, leaf_start, factor_start, factor_feature, n_features, max_width, table_entries,
    max_groups, bundle_start, column_start, column_feature, factor_column, width, table_start,
    table_size,
):  # fmt: skip
    """Put consecutive groups together as long as their features and tables stay few and small."""
    groups = term_start.shape[0] - 1
    column_of = np.full(n_features, -1, np.int64)
    bundle = columns = 0
    bundle_start[0] = column_start[0] = 0
    entries = 0
    first_column = 0
    g = 0
    while g < groups:
        new = 0
        begin, end = factor_start[leaf_start[g]], factor_start[leaf_start[g + 1]]
        earlier = columns
        for k in range(begin, end):
            f = factor_feature[k]
            if column_of[f] < 0:
                column_of[f] = columns - first_column
                column_feature[columns] = f
                columns += 1
                new += 1
        full = columns - first_column > max_width
        lines = 1 << (term_start[g + 1] - term_start[g])
        wide = (columns - first_column + 7) // 8 * 8
        if g > bundle_start[bundle] and (
            (full and new > 0)
            or entries + lines * wide > table_entries
            or g - bundle_start[bundle] >= max_groups
        ):
            # The group opens the next bundle.
            for k in range(first_column, columns):
                column_of[column_feature[k]] = -1
            columns = earlier
            bundle += 1
            bundle_start[bundle] = g
            column_start[bundle] = columns
            first_column = columns
            entries = 0
            continue
        for k in range(begin, end):
            factor_column[k] = column_of[factor_feature[k]]
        entries += lines * wide
        g += 1
    if groups > 0:
        bundle += 1
        bundle_start[bundle] = groups
        column_start[bundle] = columns
    for k in range(bundle):
        wide = (column_start[k + 1] - column_start[k] + 7) // 8 * 8
        width[k] = wide
        place = 0
        for g in range(bundle_start[k], bundle_start[k + 1]):
            table_start[g] = place
            place += (1 << (term_start[g + 1] - term_start[g])) * wide
        table_size[k] = place
    return bundle, columns


def make_plan(
    start: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    feature: np.ndarray,
    value: np.ndarray,
    share: np.ndarray,
    mean: np.ndarray,
    missing_left: np.ndarray,
    coding: Coding,
    marks: np.ndarray,
    wanted: np.ndarray,
    n_features: int,
) -> Plan:
    """Groups of the wanted ones of some trees of one output, in bundles.

    Parameters
    ----------
    start, left, right, feature, value, missing_left : ndarray
        Nodes of the trees, as in `Trees`, counted from the first of them.
    share, mean : ndarray
        From `tree_means`.
    coding : Coding
        That of these trees.
    marks : ndarray of bool, shape (nodes,)
        Roots of the groups, from `choose_groups`.
    wanted : ndarray of bool, shape (trees,)
        Trees to be explained by tables.
    n_features : int

    Returns
    -------
    Plan
    """
    # Bounds; what is not used is never touched.
    groups, leaves = int(marks.sum()), int((left < 0).sum())
    terms, factors = groups * MAX_BITS, leaves * MAX_BITS
    term_start, leaf_start = np.empty(groups + 1, np.int64), np.empty(groups + 1, np.int64)
    factor_start = np.empty(leaves + 1, np.int64)
    term_feature, term_lut = np.empty(terms, np.int32), np.empty(terms, np.int64)
    term_first, term_length = np.empty(terms, np.uint16), np.empty(terms, np.uint16)
    leaf_value = np.empty(leaves)
    factor_feature, factor_cover = np.empty(factors, np.int32), np.empty(factors)
    factor_mask, factor_bits = np.empty(factors, np.uint32), np.empty(factors, np.uint32)
    top = coding.top
    used, room = len(coding.luts), 2 * len(coding.luts) + 4096
    groups = 0
    while groups == 0:
        luts = np.empty(room, dtype=np.uint8)
        luts[:used] = coding.luts
        groups, terms, leaves, factors, filled = emit(
            start, left, right, feature, value, share, mean, missing_left,
            coding.node_code, coding.node_lut, luts, used, top, marks, wanted,
            term_start, term_feature, term_first, term_length, term_lut,
            leaf_start, leaf_value, factor_start, factor_feature, factor_cover, factor_mask,
            factor_bits,
        )  # fmt: skip
        room *= 4
    luts = luts[:filled]
    term_start, leaf_start = term_start[: groups + 1], leaf_start[: groups + 1]
    leaf_value, factor_start = leaf_value[:leaves], factor_start[: leaves + 1]
    bundle_start, column_start = np.empty(groups + 1, np.int64), np.empty(groups + 1, np.int64)
    column_feature = np.empty(max(factors, 1), np.int32)
    factor_column = np.empty(factors, np.int32)
    width, table_start = np.empty(groups, np.int64), np.empty(groups, np.int64)
    table_size = np.empty(groups, np.int64)
    bundles, columns = _bundles(
        term_start, leaf_start, factor_start, factor_feature, n_features, MAX_WIDTH,
        TABLE_BYTES // 4, MAX_GROUPS, bundle_start, column_start, column_feature, factor_column,
        width, table_start, table_size,
    )  # fmt: skip
    return Plan(
        term_start=term_start,
        term_feature=term_feature[:terms],
        term_first=term_first[:terms],
        term_length=term_length[:terms],
        term_lut=term_lut[:terms],
        luts=luts,
        leaf_start=leaf_start,
        leaf_value=leaf_value,
        factor_start=factor_start,
        factor_feature=factor_feature[:factors],
        factor_cover=factor_cover[:factors],
        factor_mask=factor_mask[:factors],
        factor_bits=factor_bits[:factors],
        bundle_start=bundle_start[: bundles + 1],
        column_start=column_start[: bundles + 1],
        column_feature=column_feature[:columns],
        factor_column=factor_column[:factors],
        width=width[:bundles],
        table_start=table_start,
        table_size=table_size[:bundles],
        top=top,
    )
