"""What the kernels cost, in nanoseconds: constants fitted to measurements on one core.

Only their ratios matter. They decide how leaves are grouped and which trees go through the
recurrence, never a value; `python benchmarks/treeshap.py --choices` shows how good the choices
are on the machine at hand.
"""

from __future__ import annotations

import numpy as np

#: Tables: for each line and vector of eight columns; for each line and leaf of a group; for each
#: pattern of conditions and background of a leaf; for each row and group; for each row, group and
#: vector; for each row and bit of a group.
TABLES = np.array([4.0, 7.0, 1.5, 0.5, 0.3, 0.12])

#: Recurrence: for each node; for each node and row; for each node, row and point.
RECURRENCE = (210.0, 1.9, 0.24)

#: Pairs of a row and a row of the background: for each pair and tree of one node; how it grows
#: with the nodes, of which a pair visits fewer and fewer.
PAIRS = (110.0, 0.57)


def recurrence_cost(nodes: np.ndarray, points: np.ndarray, n_rows: int) -> np.ndarray:
    """Nanoseconds for the path-dependent values of each tree by the recurrence."""
    fixed, each, each_point = RECURRENCE
    return nodes * (fixed + n_rows * (each + each_point * points))


def pairs_cost(nodes: np.ndarray, n_rows: int, n_background: int) -> np.ndarray:
    """Nanoseconds for the interventional values of each tree, pair by pair."""
    once, growth = PAIRS
    return once * nodes**growth * n_rows * n_background
