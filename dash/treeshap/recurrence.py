"""SHAP values of trees of any depth, in time linear in the nodes.

The integral that `dash.treeshap.tables` states is taken by the same quadrature, but for all leaves
of a tree at once. Going down, every edge multiplies the integrand by the factor of its feature;
going up, the leaves below an edge are summed; and each edge gives its feature the part of this
sum that the edge's condition made. Where a feature was tested before, its old factor is replaced.
This is the idea of Linear TreeSHAP (Yu, Bifet, Read and Xu 2022), with quadrature in place of
polynomials, blocks of rows in place of single ones, and no division by a small number: the factor
of a condition that is not met cancels.
"""

from __future__ import annotations

import numpy as np

from dash.treeshap.compiled import kernel

#: Rows that go down a tree together.
LANE_ROWS = 128


@kernel
def _preorder(left, right):
    """Nodes of one tree in preorder, and the depth of each node."""
    m = left.shape[0]
    order, depth = np.empty(m, np.int64), np.zeros(m, np.int64)
    stack = np.empty(m + 1, np.int64)
    stack[0] = 0
    waiting, done = 1, 0
    while waiting > 0:
        waiting -= 1
        v = stack[waiting]
        order[done] = v
        done += 1
        if left[v] >= 0:
            depth[left[v]] = depth[right[v]] = depth[v] + 1
            stack[waiting] = right[v]
            stack[waiting + 1] = left[v]
            waiting += 2
    return order[:done], depth


@kernel
def _edges(left, right, feature, share, order, depth, nodes, weights):
    """What does not depend on the row: earlier edges of the same feature, factors and gains.

    For the edge to node c and each point: the factor is `edge[c, 0] + p edge[c, 1] + o edge[c, 2]`
    and the gain `p edge[c, 3] + o edge[c, 4]`, where o tells whether the row meets the conditions
    on the feature up to here, and p whether it met those before.
    """
    m, points = left.shape[0], nodes.shape[0]
    parent = np.full(m, -1, np.int64)
    earlier = np.full(m, -1, np.int64)
    joint = np.ones(m)
    edge = np.zeros((m, 5, points))
    for k in range(order.shape[0]):
        v = order[k]
        if left[v] < 0:
            continue
        # The last edge above that tests the same feature.
        c = v
        while c != 0 and feature[parent[c]] != feature[v]:
            c = parent[c]
        for child in (left[v], right[v]):
            parent[child] = v
            before = 1.0
            if c != 0:
                earlier[child] = c
                before = joint[c]
            joint[child] = before * share[child]
            z = joint[child]
            for q in range(points):
                t = nodes[q]
                rest = 1.0 - t
                if c != 0:
                    old = t + rest * before
                    old_gain = (1.0 - before) / old
                    fallen = share[child]
                else:
                    old, old_gain, fallen = 1.0, 0.0, 0.0
                met, missed = (t + rest * z) / old, rest * z / old
                edge[child, 0, q] = fallen
                edge[child, 1, q] = missed - fallen
                edge[child, 2, q] = met - missed
                # Conditions that are not met: (0 - z) / ((1 - t) z), whatever z is.
                lost = -1.0 / rest - old_gain
                won = (1.0 - z) / (t + rest * z) - old_gain
                edge[child, 3, q] = weights[q] * lost
                edge[child, 4, q] = weights[q] * (won - lost)
    return parent, earlier, edge


@kernel
def add_cover_trees(
    codes, row_begin, row_end, start, left, right, feature, value, share, mean, missing_left,
    node_code, node_lut, luts, top, missing, wanted, points_of, all_nodes, all_weights, total,
):  # fmt: skip
    """Add the path-dependent SHAP values of the wanted trees to `total[r - row_begin, feature]`."""
    d = total.shape[1]
    sums = np.zeros((d, LANE_ROWS))
    for t in range(start.shape[0] - 1):
        a, b = start[t], start[t + 1]
        if not wanted[t] or b - a == 1:
            continue
        tree_left, tree_right = np.empty(b - a, np.int64), np.empty(b - a, np.int64)
        for v in range(b - a):
            tree_left[v] = left[a + v] - a if left[a + v] >= 0 else -1
            tree_right[v] = right[a + v] - a if right[a + v] >= 0 else -1
        points = points_of[t]
        nodes, weights = all_nodes[points, :points], all_weights[points, :points]
        order, depth = _preorder(tree_left, tree_right)
        parent, earlier, edge = _edges(
            tree_left, tree_right, feature[a:b], share[a:b], order, depth, nodes, weights
        )
        levels = 1
        for v in range(b - a):
            levels = max(levels, depth[v] + 1)
        down = np.ones((levels, points, LANE_ROWS))
        up = np.zeros((levels, points, LANE_ROWS))
        meets = np.ones((levels, LANE_ROWS))
        ones = np.ones(LANE_ROWS)
        for begin in range(row_begin, row_end, LANE_ROWS):
            end = min(begin + LANE_ROWS, row_end)
            n = end - begin
            for f in range(d):
                for r in range(n):
                    sums[f, r] = 0.0
            for k in range(1, order.shape[0]):
                c = order[k]
                level = depth[c]
                u = parent[c]
                v = a + u
                now = meets[level]
                before = ones
                if earlier[c] >= 0:
                    before = meets[depth[earlier[c]]]
                line = codes[feature[v], begin:end]
                sign = tree_left[u] == c
                if node_lut[v] >= 0:
                    place, most = node_lut[v], top[feature[v]]
                    for r in range(n):
                        goes = luts[place + min(np.int64(line[r]), most + 1)] == 1
                        now[r] = before[r] if goes == sign else 0.0
                else:
                    # One comparison for missing values, too: their code is below 0 or above all.
                    shift = 1 if missing_left[v] else 0
                    bound = np.int64(node_code[v]) + shift
                    for r in range(n):
                        goes = ((np.int64(line[r]) + shift) & missing) <= bound
                        now[r] = before[r] if goes == sign else 0.0
                for q in range(points):
                    e0, e1, e2 = edge[c, 0, q], edge[c, 1, q], edge[c, 2, q]
                    above, here = down[level - 1, q], down[level, q]
                    for r in range(n):
                        here[r] = above[r] * (e0 + before[r] * e1 + now[r] * e2)
                if tree_left[c] >= 0:
                    for q in range(points):
                        for r in range(n):
                            up[level, q, r] = 0.0
                    continue
                leaf = value[a + c] - mean[t]
                for q in range(points):
                    for r in range(n):
                        up[level, q, r] = leaf * down[level, q, r]
                # This leaf ends its edge, and those above it that have no more leaves.
                while c != 0:
                    level = depth[c]
                    now = meets[level]
                    before = ones
                    if earlier[c] >= 0:
                        before = meets[depth[earlier[c]]]
                    gains = sums[feature[a + parent[c]]]
                    for q in range(points):
                        e3, e4 = edge[c, 3, q], edge[c, 4, q]
                        below, higher = up[level, q], up[level - 1, q]
                        for r in range(n):
                            gains[r] += below[r] * (before[r] * e3 + now[r] * e4)
                            higher[r] += below[r]
                    if tree_left[parent[c]] == c:
                        break
                    c = parent[c]
            for f in range(d):
                for r in range(n):
                    total[begin - row_begin + r, f] += sums[f, r]


@kernel
def _goes_left(code, v, missing_left, node_code, node_lut, luts, most, missing):
    if node_lut[v] >= 0:
        return luts[node_lut[v] + min(np.int64(code), most + 1)] == 1
    if missing_left[v]:
        return ((np.int64(code) + 1) & missing) <= node_code[v] + 1
    return np.int64(code) <= node_code[v]


@kernel
def add_background_trees(
    codes, row_begin, row_end, background, start, left, right, feature, value, mean, missing_left,
    node_code, node_lut, luts, top, missing, wanted, pair_weights, total,
):  # fmt: skip
    """Add the interventional SHAP values of the wanted trees, pair by pair of row and background.

    Only the leaves that a mixture of the two rows can reach are visited.
    """
    d = total.shape[1]
    b_rows = background.shape[1]
    side = np.zeros(d, np.int8)
    for t in range(start.shape[0] - 1):
        a, m = start[t], start[t + 1] - start[t]
        if not wanted[t] or m == 1:
            continue
        # A stack of decisions: the node to go to, the feature decided there, and its side.
        node = np.empty(m + 1, np.int64)
        decided = np.empty(m + 1, np.int64)
        sides = np.empty(m + 1, np.int8)
        length = np.empty(m + 1, np.int64)
        path = np.empty(m + 1, np.int64)
        for r in range(row_begin, row_end):
            line = total[r - row_begin]
            for z in range(b_rows):
                waiting = 1
                node[0], decided[0], sides[0], length[0] = a, -1, 0, 0
                on_path = own = 0
                while waiting > 0:
                    waiting -= 1
                    v = node[waiting]
                    while on_path > length[waiting]:
                        on_path -= 1
                        own -= side[path[on_path]] == 1
                        side[path[on_path]] = 0
                    if decided[waiting] >= 0:
                        path[on_path] = decided[waiting]
                        side[decided[waiting]] = sides[waiting]
                        own += sides[waiting] == 1
                        on_path += 1
                    while left[v] >= 0:
                        f = feature[v]
                        x = _goes_left(
                            codes[f, r], v, missing_left, node_code, node_lut, luts, top[f], missing
                        )
                        y = _goes_left(
                            background[f, z],
                            v,
                            missing_left,
                            node_code,
                            node_lut,
                            luts,
                            top[f],
                            missing,
                        )
                        if x == y or side[f] == 1:
                            v = left[v] if x else right[v]
                        elif side[f] == 2:
                            v = left[v] if y else right[v]
                        else:
                            node[waiting] = left[v] if y else right[v]
                            decided[waiting], sides[waiting], length[waiting] = f, 2, on_path
                            waiting += 1
                            path[on_path] = f
                            side[f] = 1
                            own += 1
                            on_path += 1
                            v = left[v] if x else right[v]
                    other = on_path - own
                    leaf = (value[v] - mean[t]) / b_rows
                    gain, loss = leaf * pair_weights[own, other], leaf * pair_weights[other, own]
                    for k in range(on_path):
                        f = path[k]
                        line[f] += gain if side[f] == 1 else -loss
                while on_path > 0:
                    on_path -= 1
                    side[path[on_path]] = 0


@kernel
def mean_values(
    codes,
    start,
    left,
    right,
    feature,
    value,
    missing_left,
    node_code,
    node_lut,
    luts,
    top,
    missing,
    wanted,
):
    """Mean over rows of the sum of the leaf values that they reach in the wanted trees."""
    total = 0.0
    for r in range(codes.shape[1]):
        for t in range(start.shape[0] - 1):
            if not wanted[t]:
                continue
            v = start[t]
            while left[v] >= 0:
                f = feature[v]
                goes = _goes_left(
                    codes[f, r], v, missing_left, node_code, node_lut, luts, top[f], missing
                )
                v = left[v] if goes else right[v]
            total += value[v]
    return total / codes.shape[1]
