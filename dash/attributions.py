"""SHAP attributions of many models, reduced as they are computed: no (M, n, d) array is held."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import pandas as pd

from dash.engines import check_engine, choose_engine
from dash.ensemble import Ensemble
from dash.errors import InputError
from dash.parallel import check_backend, run_jobs
from dash.progress import track
from dash.table import Table
from diagnostics.result import Result, feature_names

EFFICIENCY_TOLERANCE = 1e-4
EFFICIENCY_ROWS = 256
BLOCK_BYTES = 32 * 2**20


@dataclass(frozen=True, repr=False, eq=False)
class Attributions(Result):
    """Global attributions of M models over the same or their own explained rows.

    Attributes
    ----------
    values : ndarray of shape (M, d)
        Mean absolute SHAP value over the explained rows, in `unit`.
    signed : ndarray of shape (M, d) or None
        Mean SHAP value.
    positive : ndarray of shape (M, d) or None
        Share of the explained rows with a positive SHAP value.
    base : ndarray of shape (M, outputs) or None
        Base value of each output.
    names : tuple of str
        The features.
    engine : str
        What computed them.
    n_rows : tuple of int
        Explained rows of each model.
    unit : str
        Unit of the explained output: "log-odds", "margin", "probability" or "target unit".
    efficiency_error : float
        Largest |sum of attributions + base - model output| found in the check, as a share of
        the output's range.
    contributions : tuple of ndarray or None
        Per-row values of each model, (n, d) or (n, d, outputs), when asked for.

    Notes
    -----
    A model with several outputs (multiclass) has one SHAP value for each row, feature and
    output. `values` sums the absolute values over outputs; `signed` and `positive` are those of
    the sum of the values over outputs.
    """

    values: np.ndarray
    signed: np.ndarray | None
    positive: np.ndarray | None
    base: np.ndarray | None
    names: tuple[str, ...]
    engine: str
    n_rows: tuple[int, ...]
    unit: str
    efficiency_error: float
    contributions: tuple[np.ndarray, ...] | None = None

    @classmethod
    def from_array(
        cls,
        values: Any,
        *,
        names: Sequence[str] | None = None,
        signed: Any = None,
        unit: str = "as given",
    ) -> Attributions:
        """Attributions that were computed elsewhere.

        Parameters
        ----------
        values : array of shape (M, d) or DataFrame
            One row a model, one column a feature; not negative.
        names : sequence of str, optional
            Names of the features; those of the DataFrame, or x0, x1, …
        signed : array of shape (M, d), optional
            Mean signed attributions.
        unit : str
            Their unit, for reports.

        Raises
        ------
        InputError
            If the array has the wrong shape, or holds negative or missing numbers.

        Examples
        --------
        >>> Attributions.from_array([[0.2, 0.1], [0.1, 0.3]], names=["age", "income"])
        Attributions of 2 models over 2 features (given; as given)
        """
        if names is None and isinstance(values, pd.DataFrame):
            names = [str(c) for c in values.columns]
        array = np.array(values, dtype=float)
        if array.ndim != 2 or array.shape[0] < 2 or array.shape[1] < 2:
            raise InputError(
                f"attributions must be a (models, features) array with at least two of each; "
                f"this one has shape {array.shape}."
            )
        if not np.isfinite(array).all() or (array < 0).any():
            model, feature = np.argwhere(~np.isfinite(array) | (array < 0))[0]
            raise InputError(
                f"the attribution of feature {feature} in model {model} is "
                f"{array[model, feature]}; global attributions are finite and not negative: take "
                "the mean of absolute values."
            )
        try:
            checked = feature_names(names, array.shape[1])
        except ValueError as error:
            raise InputError(str(error)) from None
        return cls(
            values=array,
            signed=None if signed is None else np.array(signed, dtype=float),
            positive=None,
            base=None,
            names=checked,
            engine="given",
            n_rows=(0,) * len(array),
            unit=unit,
            efficiency_error=float("nan"),
        )

    def extended(self, other: Attributions) -> Attributions:
        """These attributions followed by those of further models of the same kind."""
        if (self.names, self.unit, self.engine) != (other.names, other.unit, other.engine):
            raise InputError("attributions of different features, units or engines do not add up.")

        def joined(a, b):
            return None if a is None or b is None else np.concatenate([a, b])

        return dataclasses.replace(
            self,
            values=np.concatenate([self.values, other.values]),
            signed=joined(self.signed, other.signed),
            positive=joined(self.positive, other.positive),
            base=joined(self.base, other.base),
            n_rows=self.n_rows + other.n_rows,
            efficiency_error=max(self.efficiency_error, other.efficiency_error),
            contributions=None
            if self.contributions is None or other.contributions is None
            else self.contributions + other.contributions,
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a model, one column a feature: the mean absolute attributions."""
        frame = pd.DataFrame(self.values, columns=list(self.names))
        frame.index.name = "model"
        return frame

    def plot_ranks(self, *, n_features: int = 12, ax: Any = None):
        """Ranks in single models as a matplotlib figure; see `diagnostics.figures.plot_ranks`."""
        from diagnostics.figures import plot_ranks

        return plot_ranks(self.values, self.names, n_features=n_features, ax=ax)

    def __repr__(self) -> str:
        m, d = self.values.shape
        return f"Attributions of {m} models over {d} features ({self.engine}; {self.unit})"


def attribute(
    models: Ensemble | Sequence[Any],
    X: Any = None,
    *,
    engine: str = "auto",
    output: str = "raw",
    background: Any = None,
    training: Any = None,
    columns: Sequence[np.ndarray] | None = None,
    names: Sequence[str] | None = None,
    keep_rows: bool = False,
    check: bool = True,
    n_jobs: int | None = -1,
    progress: bool = False,
    backend: str | None = None,
) -> Attributions:
    """Explain every model on the same rows and keep the mean absolute SHAP values.

    Parameters
    ----------
    models : Ensemble or sequence of models
        An ensemble, or trained models: XGBoost, LightGBM, scikit-learn trees and forests,
        linear models (also behind scalers).
    X : Table, DataFrame or array of shape (n, d), optional
        Rows to explain. Needed for a sequence of models; for an ensemble the default is each
        member's held-out rows.
    engine : {"auto", "treeshap", "xgboost", "lightgbm", "linear", "shap", …}, default "auto"
        `treeshap`: our own exact TreeSHAP for the trees of XGBoost, LightGBM and scikit-learn
        (see docs/performance.md), by tables or by a recurrence, whichever is estimated to be
        faster; `treeshap-tables` and `treeshap-recurrence` are one of the two. `xgboost` and
        `lightgbm`: the libraries' own; `shap`: shap.TreeExplainer; `linear`: the closed form for
        independent features.
    output : {"raw", "probability"}, default "raw"
        What is explained: the margin before the link function, or (engine `shap` with a
        background) the probability.
    background : array of shape (b, d), optional
        Rows that stand for "feature unknown": interventional SHAP with the engine `treeshap` or
        `shap`. All of them are used. Without it tree attributions are path-dependent.
    training : array, optional
        Rows whose mean is the reference of the engine `linear`; an ensemble brings its own,
        for a sequence of models the default is X.
    columns : sequence of ndarray, optional
        Column order in which each model saw the features (an ensemble brings its own).
    names : sequence of str, optional
        Names of the features; default those of the ensemble, table or frame.
    keep_rows : bool, default False
        Keep per-row values as well (`contributions`).
    check : bool, default True
        Check on up to 256 rows of each model that attributions and base add up to its output.
    n_jobs : int, default -1
        Models explained at once; the result does not depend on it.
    progress : bool, default False
        Show a progress bar.
    backend : str, optional
        Where models are explained: a joblib backend such as "loky" or "dask". Default threads,
        or what an enclosing `joblib.parallel_config` says.

    Returns
    -------
    Attributions

    Raises
    ------
    InputError
        If no engine reads the model, an argument is not known, or the efficiency axiom fails:
        the sum misses the model's output by more than 1e-4 of the output's range.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.linear_model import LinearRegression
    >>> X, y = load_diabetes(return_X_y=True, as_frame=True)
    >>> models = [LinearRegression().fit(X[i:], y[i:]) for i in range(3)]
    >>> attribute(models, X)
    Attributions of 3 models over 10 features (linear; target unit)
    """
    if output not in ("raw", "probability"):
        raise InputError(f"output {output!r} is not known: use raw or probability.")
    check_engine(engine)
    check_backend(backend)
    ready = {}
    if isinstance(models, Ensemble) and X is None and models.plan.explain == engine:
        if output == "raw" and background is None and training is None and not keep_rows:
            ready = {i: m.explained for i, m in enumerate(models.members) if m.explained}
    jobs, names = _jobs(models, X, columns, names, training)
    if not jobs:
        raise InputError("there is no model to explain.")
    # Models are explained side by side; what cores are left over share the rows of each.
    threads = max(1, joblib.effective_n_jobs(n_jobs) // len(jobs))
    options = (engine, output, background, keep_rows, check, threads)
    calls = ((*job, *options, i) for i, job in enumerate(jobs) if i not in ready)
    results = run_jobs(_explain, calls, n_jobs=n_jobs, backend=backend)
    left = len(jobs) - len(ready)
    new = iter(track(results, left, "Explaining models", show=progress and left > 0))
    done = [ready[i] if i in ready else next(new) for i in range(len(jobs))]
    # The bar ends with its iterator.
    next(new, None)
    engines, units = {r.engine for r in done}, {r.unit for r in done}
    if len(units) > 1 or len({r.values.shape for r in done}) > 1:
        raise InputError(
            f"the models explain different outputs ({', '.join(sorted(units))}): attributions "
            "can only be compared in one unit."
        )
    return Attributions(
        values=np.array([r.values for r in done]),
        signed=np.array([r.signed for r in done]),
        positive=np.array([r.positive for r in done]),
        base=np.array([r.base for r in done]),
        names=feature_names(names, done[0].values.shape[0]),
        engine=", ".join(sorted(engines)),
        n_rows=tuple(r.n_rows for r in done),
        unit=units.pop(),
        efficiency_error=max(r.efficiency_error for r in done),
        contributions=tuple(r.contributions for r in done) if keep_rows else None,
    )


@dataclass(frozen=True)
class _Explained:
    values: np.ndarray
    signed: np.ndarray
    positive: np.ndarray
    base: np.ndarray
    n_rows: int
    engine: str
    unit: str
    efficiency_error: float
    contributions: np.ndarray | None


def explain_member(plan, model, evaluation, columns, index: int) -> _Explained:
    """Explain a model that was just trained on the rows kept for it, as `attribute` would."""
    return _explain(
        model, plan.X[evaluation], columns, plan.X[plan.training_rows], plan.explain, "raw", None,
        False, True, 1, index,
    )  # fmt: skip


def _jobs(models, X, columns, names, training):
    """One (model, rows, column order, reference rows) for each model, and the names."""
    if isinstance(models, Ensemble):
        table, plan = models.table, models.plan
        rows = None if X is None else _rows(X, table)
        jobs = [
            (
                m.model,
                plan.X[m.evaluation_rows] if rows is None else rows,
                m.columns,
                plan.X[plan.training_rows] if training is None else training,
            )
            for m in models.members
        ]
        return jobs, table.feature_names if names is None else names
    if X is None:
        raise InputError("X is missing: a sequence of models needs the rows to explain.")
    models = list(models)
    if names is None:
        if isinstance(X, Table):
            names = X.feature_names
        elif isinstance(X, pd.DataFrame):
            names = [str(c) for c in X.columns]
    rows = X.matrix() if isinstance(X, Table) else X
    if not isinstance(rows, pd.DataFrame):
        rows = np.asarray(rows, dtype=float)
    if rows.ndim != 2 or len(rows) == 0:
        raise InputError(f"X must hold rows of features; it has shape {rows.shape}.")
    if columns is not None and len(columns) != len(models):
        raise InputError(f"{len(columns)} column orders were given for {len(models)} models.")
    orders = [None] * len(models) if columns is None else columns
    reference = rows if training is None else training
    return [(m, rows, order, reference) for m, order in zip(models, orders, strict=True)], names


def _rows(X: Any, table: Table) -> np.ndarray:
    """Rows in the encoding that an ensemble's models were trained on."""
    rows = X.matrix() if isinstance(X, Table) else X
    if isinstance(rows, pd.DataFrame):
        raise InputError(
            "an ensemble is explained on a Table or on rows of its own matrix: pass "
            "table.matrix()[rows]."
        )
    rows = np.asarray(rows, dtype=float)
    if rows.ndim != 2 or rows.shape[1] != table.n_features or len(rows) == 0:
        raise InputError(
            f"the rows to explain have shape {rows.shape}; the models have "
            f"{table.n_features} features."
        )
    return rows


def _explain(
    model, X, columns, training, engine, output, background, keep_rows, check, threads, index
) -> _Explained:
    """Explain one model block by block and put the features back in the user's order."""
    if columns is not None and not np.array_equal(columns, np.arange(len(columns))):
        X, training = _take(X, columns), _take(training, columns)
        background = None if background is None else _take(background, columns)
    explain = choose_engine(
        engine, model, rows=X, output=output, background=background, training=training
    )
    if hasattr(explain, "reduced") and not keep_rows:
        explain.on_threads(threads)
        return _reduce(explain, X, columns, check, index)
    n, d = X.shape
    block = max(1, BLOCK_BYTES // (8 * max(d, 1) * max(explain.n_outputs, 1)))
    total = np.zeros((3, d))
    kept, worst = [], 0.0
    for start in range(0, n, block):
        rows = _some_rows(X, start, start + block)
        phi, base = explain.contributions(rows)
        summed = phi[:, 0] if phi.shape[1] == 1 else phi.sum(axis=1)
        total[0] += np.abs(phi).sum(axis=(0, 1))
        total[1] += summed.sum(axis=0)
        total[2] += (summed > 0).sum(axis=0)
        if check and start == 0:
            worst = _efficiency_error(explain, rows, phi, base, index)
        if keep_rows:
            kept.append(phi[:, 0] if phi.shape[1] == 1 else np.moveaxis(phi, 1, 2))
    back = slice(None) if columns is None else np.argsort(columns)
    total = (total / n)[:, back]
    return _Explained(
        values=total[0],
        signed=total[1],
        positive=total[2],
        base=base,
        n_rows=n,
        engine=explain.name,
        unit=explain.unit,
        efficiency_error=worst,
        contributions=np.concatenate(kept)[:, back] if keep_rows else None,
    )


def _reduce(explain, X, columns, check: bool, index: int) -> _Explained:
    """Explain one model with an engine that adds up the rows itself."""
    sums, base = explain.reduced(X, EFFICIENCY_ROWS if check else 0)
    worst = _efficiency_error(explain, X, sums.first, base, index) if check else 0.0
    back = slice(None) if columns is None else np.argsort(columns)
    return _Explained(
        values=sums.absolute[back],
        signed=sums.signed[back],
        positive=sums.positive[back],
        base=base,
        n_rows=len(X),
        engine=explain.name,
        unit=explain.unit,
        efficiency_error=worst,
        contributions=None,
    )


def _some_rows(X, start, stop):
    return X.iloc[start:stop] if isinstance(X, pd.DataFrame) else X[start:stop]


def _take(X, columns):
    return X.iloc[:, columns] if isinstance(X, pd.DataFrame) else np.asarray(X)[:, columns]


def _efficiency_error(explain, rows, phi, base, index) -> float:
    """Distance between the sum of attributions and the model's output, over the output's range."""
    sample = min(len(rows), EFFICIENCY_ROWS)
    output = explain.output(_some_rows(rows, 0, sample)).reshape(sample, -1)
    rebuilt = phi[:sample].sum(axis=2) + base
    spread = float(np.ptp(output))
    scale = spread if spread > 0 else max(1.0, float(np.abs(output).max()))
    error = float(np.abs(rebuilt - output).max()) / scale
    if not error <= EFFICIENCY_TOLERANCE:
        raise InputError(
            f"the {explain.name} attributions of model {index} miss its output by {error:.2g} of "
            f"the output's range (at most {EFFICIENCY_TOLERANCE:g} is allowed): the engine does "
            "not read this model correctly; choose another engine or another model class."
        )
    return error
