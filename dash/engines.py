"""Attribution engines: each reads one kind of model and returns SHAP values for rows of data.

An engine is an object with `name`, `unit`, `n_outputs`, `contributions(rows)` returning values of
shape (n, outputs, d) with a base value for each output, and `output(rows)`, the model's own output
that they must add up to. One that can do without the values of each row also has
`reduced(rows, keep)`, as `dash.treeshap.TreeShap.reduce`. An engine joins by being added to
`ENGINES`.
"""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

import numpy as np
import pandas as pd

from dash.errors import InputError
from dash.learners import (
    gpu_available,
    is_lightgbm_booster,
    is_xgboost_booster,
    xgboost_booster,
)


class TreeEngine:
    """Our own TreeSHAP (`dash.treeshap`), for the trees of all libraries."""

    name = "treeshap"
    method = "auto"

    def __init__(self, model: Any, *, output: str, background: Any, training: Any):
        from dash.treeshap import TreeShap, read_trees

        if output != "raw":
            raise InputError("the treeshap engine explains the raw output only: use engine shap.")
        self.model = model
        self.trees = read_trees(model)
        self.shap = TreeShap(
            self.trees,
            background=None if background is None else _numbers(background),
            method=self.method,
        )
        self.n_outputs = self.trees.n_outputs
        self.unit = _unit_of(model)

    @classmethod
    def reads(cls, model: Any) -> bool:
        if importlib.util.find_spec("numba") is None:
            return False
        from dash.treeshap import readable

        return readable(model)

    def on_threads(self, n_threads: int) -> None:
        """Let several threads share the rows of this model."""
        self.shap.n_threads = n_threads

    def contributions(self, rows):
        # The values first: with a background the base comes with them.
        values = self.shap.values(_numbers(rows))
        return values, self.shap.base

    def reduced(self, rows, keep: int):
        means = self.shap.reduce(_numbers(rows), keep=keep)
        return means, self.shap.base

    def output(self, rows):
        return _raw_output(self.model, rows)


class TablesEngine(TreeEngine):
    """The same by tables alone, for models whose paths are short enough."""

    name = "treeshap-tables"
    method = "tables"


class RecurrenceEngine(TreeEngine):
    """The same by the recurrence alone."""

    name = "treeshap-recurrence"
    method = "recurrence"


class XGBoostEngine:
    """XGBoost's own path-dependent TreeSHAP (`pred_contribs`)."""

    name = "xgboost"

    def __init__(self, model: Any, *, output: str, background: Any, training: Any):
        _only_raw(self.name, output, background)
        self.booster = xgboost_booster(model)
        import json

        config = json.loads(self.booster.save_config())["learner"]
        self.n_outputs = max(1, int(config["learner_model_param"]["num_class"]))
        self.unit = _unit_of_objective(config["objective"]["name"])

    @classmethod
    def reads(cls, model: Any) -> bool:
        return is_xgboost_booster(model) or hasattr(model, "get_booster")

    def _matrix(self, rows):
        import xgboost

        types = None if isinstance(rows, pd.DataFrame) else self.booster.feature_types
        names = None if isinstance(rows, pd.DataFrame) else self.booster.feature_names
        return xgboost.DMatrix(
            rows, feature_types=types, feature_names=names, enable_categorical=True, nthread=1
        )

    def contributions(self, rows):
        phi = self.booster.predict(self._matrix(rows), pred_contribs=True)
        phi = np.asarray(phi, dtype=float).reshape(len(rows), self.n_outputs, -1)
        return phi[:, :, :-1], phi[0, :, -1]

    def output(self, rows):
        return np.asarray(self.booster.predict(self._matrix(rows), output_margin=True), float)


class LightGBMEngine:
    """LightGBM's own path-dependent TreeSHAP (`pred_contrib`)."""

    name = "lightgbm"

    def __init__(self, model: Any, *, output: str, background: Any, training: Any):
        _only_raw(self.name, output, background)
        self.booster = model if is_lightgbm_booster(model) else model.booster_
        self.n_outputs = self.booster.num_model_per_iteration()
        header = self.booster.model_to_string(num_iteration=1).partition("\nobjective=")[2]
        self.unit = _unit_of_objective(header.partition("\n")[0])

    @classmethod
    def reads(cls, model: Any) -> bool:
        return is_lightgbm_booster(model) or hasattr(model, "booster_")

    def contributions(self, rows):
        phi = self.booster.predict(rows, pred_contrib=True, num_threads=1)
        phi = np.asarray(phi, dtype=float).reshape(len(rows), self.n_outputs, -1)
        return phi[:, :, :-1], phi[0, :, -1]

    def output(self, rows):
        return np.asarray(self.booster.predict(rows, raw_score=True, num_threads=1), float)


class ShapEngine:
    """shap.TreeExplainer: path-dependent, or interventional over all rows of a background."""

    name = "shap"

    def __init__(self, model: Any, *, output: str, background: Any, training: Any):
        import shap

        model = getattr(model, "booster_", model)
        if output == "probability" and background is None:
            raise InputError(
                "output probability needs a background: pass background= (interventional SHAP), "
                "or explain the raw output."
            )
        if _splits_categories(model):
            raise InputError(
                f"the shap engine does not read the categorical splits of "
                f"{type(model).__name__}: use engine auto for XGBoost and LightGBM, or encode the "
                "categories as numbers."
            )
        # shap keeps 100 rows of a plain array without a word; a masker of that size keeps all.
        data, kind = None, "tree_path_dependent"
        if background is not None:
            kind = "interventional"
            data = shap.maskers.Independent(background, max_samples=len(background))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.explainer = shap.TreeExplainer(
                    model,
                    data=data,
                    feature_perturbation=kind,
                    model_output=output,
                )
        except Exception as error:
            raise InputError(
                f"the shap engine cannot read a {type(model).__name__}: {_first_line(error)}."
            ) from None
        self.model = model
        self.output_kind = output
        self.base = np.atleast_1d(np.asarray(self.explainer.expected_value, dtype=float))
        if len(self.base) == 2 and self._binary_forest:
            self.base = self.base[1:]
        self.n_outputs = len(self.base)
        self.unit = self._unit()

    @classmethod
    def reads(cls, model: Any) -> bool:
        module = type(model).__module__
        return module.startswith("sklearn.") and any(
            part in module for part in ("ensemble", "tree")
        )

    @property
    def _binary_forest(self) -> bool:
        return _is_binary(self.model)

    def _unit(self) -> str:
        return "probability" if self.output_kind == "probability" else _unit_of(self.model)

    def contributions(self, rows):
        # The additivity check here is ours: it knows the output's range.
        phi = self.explainer.shap_values(rows, check_additivity=False)
        phi = np.asarray(phi, dtype=float)
        if phi.ndim == 3:
            phi = np.moveaxis(phi, 2, 1)
            if phi.shape[1] == 2 and self.n_outputs == 1:
                phi = phi[:, 1:]
        else:
            phi = phi[:, None, :]
        return phi, self.base

    def output(self, rows):
        if self.output_kind == "raw":
            return _raw_output(self.model, rows)
        probabilities = np.asarray(self.model.predict_proba(rows), float)
        return probabilities[:, 1] if self.n_outputs == 1 else probabilities


class LinearEngine:
    """The closed form for a linear model: coefficient times distance to the mean.

    With features treated as independent, the SHAP value of feature j is
    b_j (x_j - mean of x_j) (Štrumbelj and Kononenko 2014); `training` gives the means. Steps
    before the linear model must keep the columns one to one (scalers, imputers).
    """

    name = "linear"

    def __init__(self, model: Any, *, output: str, background: Any, training: Any):
        if output != "raw":
            raise InputError("the linear engine explains the raw output only.")
        steps, final = _linear_parts(model)
        self.model, self.steps, self.final = model, steps, final
        reference = training if background is None else background
        self.mean = self._transform(reference).mean(axis=0)
        self.coefficients = np.atleast_2d(np.asarray(final.coef_, dtype=float))
        intercept = np.atleast_1d(np.asarray(final.intercept_, dtype=float))
        self.base = intercept + self.coefficients @ self.mean
        self.n_outputs = len(self.coefficients)
        if hasattr(final, "classes_"):
            logistic = "Logistic" in type(final).__name__
            self.unit = "log-odds" if logistic and self.n_outputs == 1 else "margin"
        else:
            self.unit = "target unit"

    @classmethod
    def reads(cls, model: Any) -> bool:
        return _linear_parts(model) is not None

    def _transform(self, rows):
        for step in self.steps:
            rows = step.transform(rows)
        return np.asarray(rows, dtype=float)

    def contributions(self, rows):
        centred = self._transform(rows) - self.mean
        return centred[:, None, :] * self.coefficients[None], self.base

    def output(self, rows):
        if hasattr(self.final, "classes_"):
            return np.asarray(self.model.decision_function(rows), float)
        return np.asarray(self.model.predict(rows), float)


#: Engines by name, in the order in which `auto` asks them.
ENGINES = {
    e.name: e
    for e in (
        TreeEngine,
        XGBoostEngine,
        LightGBMEngine,
        LinearEngine,
        ShapEngine,
        TablesEngine,
        RecurrenceEngine,
    )
}


def check_engine(engine: str) -> None:
    """Refuse a name that is neither an engine's nor "auto".

    Raises
    ------
    InputError
    """
    if engine != "auto" and engine not in ENGINES:
        raise InputError(f"engine {engine!r} is not known: use auto, {', '.join(ENGINES)}.")


def choose_engine(
    engine: str, model: Any, *, rows: Any, output: str, background: Any, training: Any
):
    """The engine of this name for the model, or with "auto" the first that reads it.

    XGBoost models that were trained on a GPU are explained there by XGBoost itself. Data frames
    with categories go to the model's own library, which knows their codes, and a probability
    output to `shap`.

    Raises
    ------
    InputError
        If the engine, or no engine, reads the model.
    """
    options = {"output": output, "background": background, "training": training}
    if engine == "auto":
        for candidate in ENGINES.values():
            if not candidate.reads(model):
                continue
            if candidate is TreeEngine and (
                output != "raw" or not _all_numeric(rows) or trained_on_gpu(model)
            ):
                continue
            if candidate in (XGBoostEngine, LightGBMEngine) and (
                output != "raw" or background is not None
            ):
                candidate = ShapEngine
            return candidate(model, **options)
        raise InputError(
            f"no attribution engine reads a {type(model).__name__}: compute attributions with "
            "your own explainer and bring them with Attributions.from_array."
        )
    chosen = ENGINES[engine]
    if chosen is not ShapEngine and not chosen.reads(model):
        raise InputError(
            f"the {engine} engine does not read a {type(model).__name__}: use engine auto."
        )
    return chosen(model, **options)


def _is_binary(model: Any) -> bool:
    return hasattr(model, "classes_") and len(model.classes_) == 2


def _unit_of(model: Any) -> str:
    """Unit of the raw output of a tree model."""
    for engine in (XGBoostEngine, LightGBMEngine):
        if engine.reads(model):
            return engine(model, output="raw", background=None, training=None).unit
    if not hasattr(model, "classes_"):
        return "target unit"
    if "Boosting" in type(model).__name__:
        return "log-odds" if _is_binary(model) else "margin"
    return "probability"


def _raw_output(model: Any, rows: Any) -> np.ndarray:
    """The raw output of a tree model, by the model itself."""
    for engine in (XGBoostEngine, LightGBMEngine):
        if engine.reads(model):
            return engine(model, output="raw", background=None, training=None).output(rows)
    if not hasattr(model, "classes_"):
        return np.asarray(model.predict(rows), float)
    if "Boosting" in type(model).__name__:
        return np.asarray(model.decision_function(rows), float)
    probabilities = np.asarray(model.predict_proba(rows), float)
    return probabilities[:, 1] if _is_binary(model) else probabilities


def _numbers(rows: Any) -> np.ndarray:
    """Rows as a float matrix."""
    return np.asarray(rows, dtype=np.float64)


def _all_numeric(rows: Any) -> bool:
    """Whether rows are numbers as they stand, without categories to be coded by the model."""
    if not isinstance(rows, pd.DataFrame):
        return True
    return all(isinstance(t, np.dtype) and t.kind in "biuf" for t in rows.dtypes)


def _only_raw(name: str, output: str, background: Any) -> None:
    if output != "raw" or background is not None:
        raise InputError(
            f"the {name} engine explains the raw output without a background: use engine shap."
        )


def trained_on_gpu(model: Any) -> bool:
    """Whether this is an XGBoost model whose device is a GPU that is there."""
    if not XGBoostEngine.reads(model):
        return False
    booster = model if is_xgboost_booster(model) else model.get_booster()
    if '"device":"cuda' not in booster.save_config().replace(" ", ""):
        return False
    return gpu_available()


def _unit_of_objective(objective: str) -> str:
    if objective.startswith(("binary:logi", "binary sigmoid", "binary", "reg:logistic")):
        return "log-odds"
    if objective.startswith(("reg:squared", "regression", "reg:absolute", "huber", "l1", "l2")):
        return "target unit"
    if objective.startswith(("count:poisson", "poisson", "reg:gamma", "gamma", "reg:tweedie")):
        return "log of the target unit"
    return "margin"


def _splits_categories(model: Any) -> bool:
    """Whether the model really has categorical features that shap would misread."""
    if is_xgboost_booster(model) or hasattr(model, "get_booster"):
        booster = model if is_xgboost_booster(model) else model.get_booster()
        return "c" in (booster.feature_types or [])
    if is_lightgbm_booster(model):
        return "decision_type=9" in model.model_to_string() or any(
            line.startswith("num_cat=") and line != "num_cat=0"
            for line in model.model_to_string().splitlines()
        )
    categorical = getattr(model, "is_categorical_", None)
    return categorical is not None and bool(np.any(categorical))


def _linear_parts(model: Any):
    """(transforming steps, linear model), or None where the model is not of that form."""
    from sklearn.base import OneToOneFeatureMixin
    from sklearn.pipeline import Pipeline

    steps = []
    if isinstance(model, Pipeline):
        steps = [step for _, step in model.steps[:-1] if step not in (None, "passthrough")]
        model = model.steps[-1][1]
        if not all(isinstance(s, OneToOneFeatureMixin) for s in steps):
            return None
    linear = type(model).__module__.startswith(("sklearn.linear_model", "sklearn.svm"))
    if not linear or not hasattr(model, "coef_") or not hasattr(model, "intercept_"):
        return None
    if type(model).__name__ in ("SVC", "SVR", "NuSVC", "NuSVR", "OneClassSVM"):
        return None
    if type(model).__name__ in ("PoissonRegressor", "GammaRegressor", "TweedieRegressor"):
        return None
    return steps, model


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no reason"
