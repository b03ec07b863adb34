"""Exact SHAP values of tree ensembles, by tables for short paths and a recurrence for long ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.errors import InputError
from dash.treeshap.codes import MAX_CODES, MISSING, Coding, code_trees, encode
from dash.treeshap.cost import TABLES, pairs_cost, recurrence_cost
from dash.treeshap.lookup import add_bundle, count_patterns
from dash.treeshap.plan import MAX_BITS, MAX_WIDTH, Plan, choose_groups, make_plan, tree_means
from dash.treeshap.readers import by_output
from dash.treeshap.recurrence import (
    add_background_trees,
    add_cover_trees,
    mean_values,
)
from dash.treeshap.tables import all_gauss, fill_tables, shapley_weights
from dash.treeshap.trees import Trees
from diagnostics.result import Result, feature_names

#: Bytes of per-row sums held at once; more rows than that are explained in parts.
ROW_BYTES = 64 * 2**20
#: Node tests of the trees that are coded and planned together.
CHUNK_NODES = 40_000


@dataclass(frozen=True, repr=False, eq=False)
class ShapMeans(Result):
    """SHAP values summed over rows.

    Attributes
    ----------
    absolute : ndarray of shape (d,)
        Mean absolute value, summed over outputs.
    signed : ndarray of shape (d,)
        Mean of the values summed over outputs.
    positive : ndarray of shape (d,)
        Share of the rows where that sum is positive.
    first : ndarray of shape (k, outputs, d)
        The values of the first k rows themselves.
    """

    absolute: np.ndarray
    signed: np.ndarray
    positive: np.ndarray
    first: np.ndarray

    def to_frame(self) -> pd.DataFrame:
        """One row a feature: mean absolute value, mean, share of positive values."""
        return pd.DataFrame(
            {
                "feature": feature_names(None, len(self.absolute)),
                "absolute": self.absolute,
                "signed": self.signed,
                "positive": self.positive,
            }
        )

    def __repr__(self) -> str:
        largest = int(np.argmax(self.absolute))
        return f"ShapMeans of {len(self.absolute)} features, largest that of feature {largest}"


class TreeShap:
    """SHAP values of one model.

    Parameters
    ----------
    trees : Trees
        The model.
    background : array of shape (b, d), optional
        Rows that stand for "feature unknown": interventional SHAP. Without them the values are
        path-dependent: unknown conditions hold with the frequency of the training rows.
    method : {"auto", "tables", "recurrence"}, default "auto"
        `tables` where all paths are short enough, `recurrence` for any tree; `auto` takes for
        each tree what a cost model fitted on measurements finds cheaper.
    n_threads : int, default 1
        Threads over rows; the result does not depend on it.

    Raises
    ------
    InputError
        If the method is not known, or the background has no rows or another number of features.

    Attributes
    ----------
    base : ndarray of shape (outputs,)
        Value with no feature known: what the SHAP values of a row and this add up to is the
        model's raw output.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.tree import DecisionTreeRegressor
    >>> from dash import TreeShap, read_trees
    >>> X = np.arange(12.0).reshape(6, 2)
    >>> model = DecisionTreeRegressor(max_depth=2).fit(X, X[:, 0])
    >>> shap = TreeShap(read_trees(model))
    >>> values = shap.values(X)
    >>> values.shape
    (6, 1, 2)
    >>> bool(np.allclose(values.sum(axis=2)[:, 0] + shap.base[0], model.predict(X)))
    True
    """

    def __init__(
        self,
        trees: Trees,
        *,
        background: np.ndarray | None = None,
        method: str = "auto",
        n_threads: int = 1,
    ):
        if method not in ("auto", "tables", "recurrence"):
            raise InputError(f"method {method!r} is not known: use auto, tables or recurrence.")
        self.trees = trees
        self.method = method
        self.n_threads = max(1, int(n_threads))
        self.background = None
        if background is not None:
            background = np.asarray(background)
            if background.ndim != 2 or not len(background):
                raise InputError("the background must hold at least one row.")
            if background.shape[1] != trees.n_features:
                raise InputError(
                    f"the background has {background.shape[1]} features; the model has "
                    f"{trees.n_features}."
                )
            self.background = trees.rounded(background)
        self._trees = by_output(trees)
        self._share = np.zeros(len(trees.left))
        self._mean = np.zeros(trees.n_trees)
        t = self._trees
        tree_means(t.start, t.left, t.right, t.value, t.cover, self._share, self._mean)
        self._base = None
        if background is None:
            self._base = trees.base.copy()
            np.add.at(self._base, t.output, self._mean)

    @property
    def base(self) -> np.ndarray:
        """Value of each output with no feature known, shape (outputs,)."""
        if self._base is None:
            # With a background it comes with the first explanation.
            self.values(self.background[:1])
        return self._base

    def values(self, X: np.ndarray) -> np.ndarray:
        """SHAP value of every row, output and feature.

        Parameters
        ----------
        X : array of shape (n, d)

        Returns
        -------
        ndarray of shape (n, outputs, d)
        """
        X = self._checked(X)
        result = np.zeros((len(X), self.trees.n_outputs, X.shape[1]))
        for begin, end, output, phi in self._parts(X):
            result[begin:end, output] = phi
        return result

    def reduce(self, X: np.ndarray, *, keep: int = 0) -> ShapMeans:
        """Means over rows of the SHAP values, without keeping the values.

        Parameters
        ----------
        X : array of shape (n, d)
        keep : int, default 0
            Number of rows, the first ones, whose values are kept all the same.

        Returns
        -------
        ShapMeans
        """
        X = self._checked(X)
        outputs = self.trees.n_outputs
        absolute, signed, positive = np.zeros((3, X.shape[1]))
        over_outputs = np.zeros(0)
        first = np.zeros((min(keep, len(X)), outputs, X.shape[1]))
        for begin, end, output, phi in self._parts(X):
            if begin < len(first):
                first[begin:end, output] = phi[: len(first) - begin]
            absolute += np.abs(phi).sum(axis=0)
            over_outputs = phi if output == 0 else over_outputs + phi
            if output == outputs - 1:
                signed += over_outputs.sum(axis=0)
                positive += (over_outputs > 0).sum(axis=0)
        n = len(X)
        return ShapMeans(absolute / n, signed / n, positive / n, first)

    def _checked(self, X: np.ndarray) -> np.ndarray:
        X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != self.trees.n_features or not len(X):
            raise InputError(
                f"the rows have shape {X.shape}; the model has {self.trees.n_features} features."
            )
        return X

    def _parts(self, X: np.ndarray) -> Iterator[tuple[int, int, int, np.ndarray]]:
        """(first row, end, output, SHAP values), for all outputs of a part before the next part."""
        size = max(1, ROW_BYTES // (8 * X.shape[1]))
        with ThreadPoolExecutor(self.n_threads) as pool:
            for begin in range(0, len(X), size):
                end = min(begin + size, len(X))
                base = self.trees.base.copy()
                rows = self.trees.rounded(X[begin:end])
                chunks = self._chunks()
                for output in range(self.trees.n_outputs):
                    phi = np.zeros(rows.shape)
                    for first, last in chunks:
                        if self._trees.output[first] == output:
                            base[output] += self._add_chunk(first, last, rows, phi, pool)
                    if self._base is None and output == self.trees.n_outputs - 1:
                        self._base = base
                    yield begin, end, output, phi

    def _chunks(self) -> list[tuple[int, int]]:
        """Ranges of trees of one output, with few enough node tests to be coded together."""
        t = self._trees
        chunks, first = [], 0
        for last in range(1, t.n_trees + 1):
            if last < t.n_trees and t.output[last] == t.output[first]:
                if (t.start[last + 1] - t.start[first]) // 2 <= CHUNK_NODES:
                    continue
            chunks.append((first, last))
            first = last
        return chunks

    def _coded(self, first: int, last: int, rows: np.ndarray) -> tuple[Coding, np.ndarray]:
        coding = code_trees(self._trees, first, last)
        return coding, encode(coding, rows)

    def _nodes(self, first: int, last: int, *more: str) -> list[np.ndarray]:
        """Start, children, feature and further node arrays of a range of trees."""
        t = self._trees
        a, b = int(t.start[first]), int(t.start[last])
        children = [np.where(c[a:b] < 0, -1, c[a:b] - a) for c in (t.left, t.right)]
        fields = [getattr(t, name)[a:b] for name in ("feature", *more)]
        return [t.start[first : last + 1] - a, *children, *fields]

    def _add_chunk(self, first, last, rows, phi, pool) -> float:
        """Add the SHAP values of the trees `first` to `last` (not included) to `phi`.

        Returns the mean of these trees over the background, or 0 without one.
        """
        t = self._trees
        coding, codes = self._coded(first, last, rows)
        a, b = int(t.start[first]), int(t.start[last])
        nodes = self._nodes(first, last, "value")
        share, mean = self._share[a:b], self._mean[first:last]
        background = None if self.background is None else encode(coding, self.background)
        n_background = 0 if background is None else background.shape[1]
        used = len(np.unique(nodes[3][nodes[3] >= 0]))
        width = min(max(8, -(-used // 8) * 8), MAX_WIDTH)
        marks, cost = np.zeros(b - a, dtype=bool), np.zeros(last - first)
        depth = np.zeros(last - first, dtype=np.int64)
        choose_groups(*nodes[:4], TABLES, len(rows), n_background, width, marks, cost, depth)
        if coding.missing != MISSING:
            cost[:] = np.inf
        wanted = self._by_tables(np.diff(nodes[0]), depth, cost, len(rows), n_background)
        reached = 0.0
        if wanted.any():
            plan = make_plan(
                *nodes, share, mean, t.missing_left[a:b], coding, marks, wanted, t.n_features
            )
            # One buffer for the tables of all bundles: fresh memory costs more than filling it.
            tables = np.empty(int(plan.table_size.max(initial=0)), dtype=np.float32)
            for k in range(len(plan.width)):
                reached += self._add_bundle(plan, k, codes, background, phi, pool, tables)
            if background is not None:
                reached += float(mean[wanted].sum())
        if not wanted.all():
            tests = _tests(t, first, last, coding)
            if background is None:
                points = (depth + 1) // 2
                rest = (share, mean, *tests, ~wanted, points, *all_gauss(int(points.max())), phi)
                call = add_cover_trees
            else:
                rest = (mean, *tests, ~wanted, shapley_weights(int(depth.max())), phi)
                reached += mean_values(background, *nodes, *tests, ~wanted)
                nodes = [background, *nodes]
                call = add_background_trees
            *rest, phi = rest
            _over_rows(
                pool, self.n_threads, len(rows),
                lambda i, j: call(codes, i, j, *nodes, *rest, phi[i:j]),
            )  # fmt: skip
        return reached

    def _by_tables(self, nodes, depth, cost, n_rows, n_background) -> np.ndarray:
        """Which trees are explained by tables."""
        possible = np.isfinite(cost)
        if self.method == "recurrence":
            return np.zeros_like(possible)
        if self.method == "tables":
            if not possible.all():
                raise InputError(
                    f"method tables reads paths of at most {MAX_BITS} features and trees of at "
                    f"most {MAX_CODES} thresholds a feature; this model has a path of "
                    f"{int(depth.max())} features: use auto."
                )
            return possible
        if n_background:
            other = pairs_cost(nodes, n_rows, n_background)
        else:
            other = recurrence_cost(nodes, (depth + 1) // 2, n_rows)
        return possible & (cost <= other)

    def _add_bundle(self, plan: Plan, k: int, codes, background, phi, pool, tables) -> float:
        """Fill the tables of bundle k and add what they say of every row to `phi`.

        Returns what the leaves of the bundle give on average over the background.
        """
        first, last = int(plan.bundle_start[k]), int(plan.bundle_start[k + 1])
        width = int(plan.width[k])
        terms = (
            plan.term_start, plan.term_feature, plan.term_first, plan.term_length, plan.term_lut,
            plan.luts, plan.top,
        )  # fmt: skip
        histograms, places = None, plan.table_start
        if background is not None:
            sizes = np.left_shift(1, np.diff(plan.term_start))
            places = np.cumsum(sizes) - sizes
            places -= places[first]
            histograms = np.zeros(int(sizes[first:last].sum()))
        nodes, weights = all_gauss((MAX_BITS + 1) // 2)
        pair_weights = shapley_weights(MAX_BITS)
        reached = np.zeros(last - first)

        def fill(i: int, j: int) -> None:
            i, j = first + i, first + j
            if background is not None:
                count_patterns(background, i, j, *terms, places, histograms)
            fill_tables(
                i, j, plan.term_start, plan.leaf_start, plan.leaf_value, plan.factor_start,
                plan.factor_cover, plan.factor_mask, plan.factor_bits, plan.factor_column, width,
                plan.table_start, nodes, weights, histograms, places, pair_weights, tables,
                reached[i - first : j - first],
            )  # fmt: skip

        columns = plan.column_feature[plan.column_start[k] : plan.column_start[k + 1]]
        _over_rows(pool, self.n_threads, last - first, fill)
        _over_rows(
            pool, self.n_threads, codes.shape[1],
            lambda i, j: add_bundle(
                codes, i, j, first, last, *terms, width, plan.table_start, tables, columns,
                phi[i:j],
            ),
        )  # fmt: skip
        return float(reached.sum())


def _tests(t: Trees, first: int, last: int, coding: Coding) -> tuple[np.ndarray, ...]:
    """What decides the node tests of a range of trees on codes."""
    a, b = int(t.start[first]), int(t.start[last])
    return (
        t.missing_left[a:b], coding.node_code, coding.node_lut, coding.luts, coding.top,
        coding.missing,
    )  # fmt: skip


def _over_rows(pool, n_threads: int, n: int, work) -> None:
    """Call `work(begin, end)` for consecutive parts of n, one for each thread."""
    parts = min(n_threads, n)
    if parts <= 1:
        work(0, n)
        return
    edges = np.linspace(0, n, parts + 1).astype(int)
    for done in [pool.submit(work, i, j) for i, j in itertools.pairwise(edges)]:
        done.result()
