"""One flat form for the trees of every library, which the readers fill and the kernels read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

#: Kinds of node tests.
NUMERIC, CATEGORY, ZERO_IS_MISSING = 0, 1, 2

#: LightGBM takes values this near to zero for zero: its constant is the single precision 1e-35.
ZERO = float(np.float32(1e-35))


@dataclass(frozen=True, eq=False)
class Trees:
    """The trees of one model as flat arrays over all of their nodes.

    The nodes of tree t are `start[t]` to `start[t + 1]`, its root first, every child after its
    parent. The model's raw output `k` for a row is `base[k]` plus the sum of the leaf values that
    the row reaches in the trees with `output == k`; weights of trees and averages are already
    in the leaf values.

    Attributes
    ----------
    start : ndarray of int64, shape (T + 1,)
        First node of each tree, and the number of nodes.
    output : ndarray of int32, shape (T,)
        Which output a tree adds to.
    left, right : ndarray of int32, shape (N,)
        Children, as positions in these arrays; -1 for a leaf.
    feature : ndarray of int32, shape (N,)
        Feature that a node tests; -1 for a leaf.
    kind : ndarray of int8, shape (N,)
        `NUMERIC`: left if x <= threshold. `ZERO_IS_MISSING`: the same, but |x| <= 1e-35 and
        missing values go where missing values go. `CATEGORY`: by membership in a set.
    threshold : ndarray of float64, shape (N,)
        Largest value that goes left, for rows that were rounded to `precision`.
    missing_left : ndarray of bool, shape (N,)
        Whether a missing value (NaN) goes left.
    set_start : ndarray of int64, shape (N + 1,)
        The categories of node i are `categories[set_start[i]:set_start[i + 1]]`; empty for
        numeric nodes.
    categories : ndarray of int64
        Categories, not negative.
    inside_left : ndarray of bool, shape (N,)
        Whether the categories of the set go left; all others go to the other side.
    value : ndarray of float64, shape (N,)
        Value of a leaf; 0 for other nodes.
    cover : ndarray of float64, shape (N,)
        Weight of the training rows that reached the node, as the library's own path-dependent
        SHAP counts it.
    base : ndarray of float64, shape (outputs,)
        Constant of each output.
    n_features : int
        Number of features d.
    precision : str
        "float32" or "float64": what the library rounds a row to before it compares.
    categories_round : str
        What the library makes of a category that is no whole number: "down" (but negative ones
        are in no set), "to zero", or "not" at all, so that it is in no set.
    """

    start: np.ndarray
    output: np.ndarray
    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    kind: np.ndarray
    threshold: np.ndarray
    missing_left: np.ndarray
    set_start: np.ndarray
    categories: np.ndarray
    inside_left: np.ndarray
    value: np.ndarray
    cover: np.ndarray
    base: np.ndarray
    n_features: int
    precision: str
    categories_round: str = "down"

    @property
    def n_trees(self) -> int:
        """Number of trees T."""
        return len(self.output)

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return len(self.base)

    def take_nodes(self, nodes: np.ndarray, start: np.ndarray) -> Trees:
        """The model with the given nodes only, in the given order.

        Parameters
        ----------
        nodes : ndarray of int64
            Positions of the nodes to keep; children of kept nodes must be among them.
        start : ndarray of int64, shape (T + 1,)
            First node of each tree in the new order.

        Returns
        -------
        Trees
        """
        moved = np.full(len(self.left), -1, dtype=np.int64)
        moved[nodes] = np.arange(len(nodes))
        names = (
            "feature", "kind", "threshold", "missing_left", "inside_left", "value", "cover",
        )  # fmt: skip
        fields = {name: getattr(self, name)[nodes] for name in names}
        for name in ("left", "right"):
            child = getattr(self, name)[nodes]
            fields[name] = np.where(child < 0, -1, moved[child]).astype(np.int32)
        counts = np.diff(self.set_start)[nodes]
        set_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        members = np.repeat(self.set_start[:-1][nodes] - set_start[:-1], counts)
        return dataclasses.replace(
            self,
            start=start,
            set_start=set_start,
            categories=self.categories[members + np.arange(set_start[-1])],
            **fields,
        )

    def rounded(self, X: np.ndarray) -> np.ndarray:
        """Rows as the library compares them: float64, rounded to `precision` first.

        Parameters
        ----------
        X : array of shape (n, d)

        Returns
        -------
        ndarray of float64, shape (n, d)
        """
        X = np.asarray(X, dtype=np.float64)
        if self.precision == "float32":
            with np.errstate(over="ignore"):
                X = X.astype(np.float32).astype(np.float64)
        categorical = np.unique(self.feature[self.kind == CATEGORY])
        if self.categories_round != "not" and len(categorical):
            X = X.copy()
            whole = {"down": np.floor, "to zero": np.trunc}[self.categories_round]
            X[:, categorical] = whole(X[:, categorical])
        return np.ascontiguousarray(X)

    def goes_left(self, node: int, x: np.ndarray) -> np.ndarray:
        """Whether values of the tested feature go left at a node.

        Parameters
        ----------
        node : int
        x : ndarray of float64, shape (n,)
            Rounded values of the feature.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        missing = np.isnan(x)
        if self.kind[node] == CATEGORY:
            members = self.categories[self.set_start[node] : self.set_start[node + 1]]
            left = np.isin(x, members.astype(np.float64)) == self.inside_left[node]
        else:
            left = x <= self.threshold[node]
            if self.kind[node] == ZERO_IS_MISSING:
                missing = missing | (np.abs(x) <= ZERO)
        return np.where(missing, self.missing_left[node], left)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Raw output, by walking the trees: slow, for checks.

        Parameters
        ----------
        X : array of shape (n, d)

        Returns
        -------
        ndarray of shape (n, outputs)
        """
        X = self.rounded(X)
        result = np.tile(self.base, (len(X), 1))
        for t in range(self.n_trees):
            rows = {int(self.start[t]): np.arange(len(X))}
            for node in range(self.start[t], self.start[t + 1]):
                here = rows.pop(node, None)
                if here is None or len(here) == 0:
                    continue
                if self.left[node] < 0:
                    result[here, self.output[t]] += self.value[node]
                    continue
                left = self.goes_left(node, X[here, self.feature[node]])
                rows[int(self.left[node])] = here[left]
                rows[int(self.right[node])] = here[~left]
        return result
