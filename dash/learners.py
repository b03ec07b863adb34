"""The model classes: how each one is trained on a float matrix, and what it predicts.

Every model class sees the same input, a float64 matrix in which missing values are NaN and a
categorical column holds codes. XGBoost and LightGBM split categories natively; the scikit-learn
classes read the codes as ordered numbers.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone, is_classifier
from threadpoolctl import threadpool_limits

from dash.errors import InputError

BOOSTING_ROUNDS = 100

#: Hyperparameters of the built-in model classes; `parameters=` overrides any of them. Those of
#: XGBoost are the published ones (100 trees, depth 6, rate 0.1, rows and columns 0.8).
DEFAULTS: dict[str, dict[str, Any]] = {
    "xgboost": {
        "n_estimators": BOOSTING_ROUNDS,
        "max_depth": 6,
        "learning_rate": 0.1,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
    },
    "lightgbm": {
        "n_estimators": BOOSTING_ROUNDS,
        "max_depth": 6,
        "learning_rate": 0.1,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.8,
    },
    "random_forest": {"n_estimators": 100, "max_depth": 12, "min_samples_leaf": 2},
    "extra_trees": {"n_estimators": 100, "max_depth": 12, "min_samples_leaf": 2},
    "hist_gradient_boosting": {
        "max_iter": BOOSTING_ROUNDS,
        "max_depth": 6,
        "learning_rate": 0.1,
        "max_features": 0.8,
        "early_stopping": False,
    },
}

MODEL_NAMES = tuple(DEFAULTS)


@dataclass(frozen=True)
class Problem:
    """What a learner must know of the data beside the rows: task, classes, categories."""

    task: str
    n_classes: int
    categorical: np.ndarray

    @property
    def is_classification(self) -> bool:
        return self.task != "regression"


@dataclass(frozen=True)
class Learner:
    """A model class with its hyperparameters.

    Parameters
    ----------
    model : str or scikit-learn estimator
        One of `MODEL_NAMES`, or an estimator that is cloned for every model.
    parameters : mapping
        Hyperparameters that override the defaults.
    device : {"cpu", "cuda"}
        Where XGBoost trains; the other classes run on the CPU only.
    """

    model: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)
    device: str = "cpu"

    def __post_init__(self) -> None:
        if isinstance(self.model, str):
            if self.model not in DEFAULTS:
                raise InputError(
                    f"model {self.model!r} is not known: use one of {', '.join(MODEL_NAMES)}, "
                    "or a scikit-learn estimator."
                )
        elif not (hasattr(self.model, "fit") and hasattr(self.model, "get_params")):
            raise InputError(
                f"model must be one of {', '.join(MODEL_NAMES)} or a scikit-learn estimator; "
                f"{type(self.model).__name__} has no fit and get_params."
            )
        if self.device not in ("cpu", "cuda"):
            raise InputError(f"device {self.device!r} is not known: use cpu or cuda.")
        if self.device == "cuda":
            self._require_gpu()

    @property
    def name(self) -> str:
        """The model class in words."""
        return self.model if isinstance(self.model, str) else type(self.model).__name__

    @property
    def settings(self) -> dict[str, Any]:
        """All hyperparameters that were set, defaults included."""
        if isinstance(self.model, str):
            return {**DEFAULTS[self.model], **self.parameters}
        return {**self.model.get_params(deep=False), **self.parameters}

    @property
    def surely_deterministic(self) -> bool:
        """Whether the seed provably changes nothing: XGBoost without any subsampling."""
        if self.model != "xgboost":
            return False
        settings = self.settings
        shares = ("subsample", "colsample_bytree", "colsample_bylevel", "colsample_bynode")
        return settings.get("booster", "gbtree") == "gbtree" and all(
            float(settings.get(share, 1.0)) >= 1.0 for share in shares
        )

    def with_parameters(self, **parameters: Any) -> Learner:
        """The same model class with some hyperparameters changed."""
        return Learner(self.model, {**self.parameters, **parameters}, self.device)

    def check(self, problem: Problem) -> None:
        """Raise `InputError` where the model cannot learn this task."""
        if isinstance(self.model, str):
            return
        if is_classifier(self.model) != problem.is_classification:
            kind = "a classifier" if problem.is_classification else "a regressor"
            raise InputError(
                f"the target makes this a {problem.task} task, but {self.name} is not {kind}: "
                f"pass {kind}, or set task."
            )

    def fit(self, X: np.ndarray, y: np.ndarray, problem: Problem, seed: int) -> Any:
        """Train one model, on one thread, so that its bits depend on data and seed alone."""
        if self.model == "xgboost":
            return self._fit_xgboost(X, y, problem, seed)
        if self.model == "lightgbm":
            return self._fit_lightgbm(X, y, problem, seed)
        with threadpool_limits(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore", category=FutureWarning)
            return self._estimator(problem, seed).fit(X, y)

    def _fit_xgboost(self, X, y, problem: Problem, seed: int):
        import xgboost

        settings = dict(self.settings)
        rounds = int(settings.pop("n_estimators"))
        objective = {
            "binary": {"objective": "binary:logistic"},
            "multiclass": {"objective": "multi:softprob", "num_class": problem.n_classes},
            "regression": {"objective": "reg:squarederror"},
        }[problem.task]
        data = xgboost.QuantileDMatrix(
            X,
            y,
            feature_types=xgboost_types(problem.categorical),
            enable_categorical=True,
            nthread=1,
            max_bin=int(settings.get("max_bin", 256)),
        )
        return xgboost.train(
            {
                **objective,
                "tree_method": "hist",
                "verbosity": 0,
                **settings,
                "seed": seed,
                "nthread": 1,
                "device": self.device,
            },
            data,
            rounds,
        )

    def _fit_lightgbm(self, X, y, problem: Problem, seed: int):
        import lightgbm

        settings = dict(self.settings)
        rounds = int(settings.pop("n_estimators"))
        objective = {
            "binary": {"objective": "binary"},
            "multiclass": {"objective": "multiclass", "num_class": problem.n_classes},
            "regression": {"objective": "regression"},
        }[problem.task]
        # LightGBM's own minimum of 20 rows a leaf forbids any split in a small table.
        small = {} if len(y) >= 200 else {"min_data_in_leaf": max(2, len(y) // 10)}
        parameters = {
            **objective,
            **small,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
            **settings,
            "seed": seed,
            "num_threads": 1,
        }
        data = lightgbm.Dataset(
            X,
            y,
            categorical_feature=np.flatnonzero(problem.categorical).tolist(),
            params={"verbosity": -1, "max_bin": int(settings.get("max_bin", 255))},
            free_raw_data=True,
        )
        return lightgbm.train(parameters, data, rounds)

    def _estimator(self, problem: Problem, seed: int) -> BaseEstimator:
        if isinstance(self.model, str):
            return _scikit_class(self.model, problem)(**self.settings, random_state=seed)
        estimator = clone(self.model)
        if self.parameters:
            estimator.set_params(**self.parameters)
        names = estimator.get_params(deep=True)
        changes: dict[str, Any] = {
            n: seed for n in names if n == "random_state" or n.endswith("__random_state")
        }
        changes |= {n: 1 for n in names if n == "n_jobs" or n.endswith("__n_jobs")}
        if hasattr(estimator, "get_booster") and problem.categorical.any():
            changes |= {
                "feature_types": xgboost_types(problem.categorical),
                "enable_categorical": True,
            }
        return estimator.set_params(**changes)

    def _require_gpu(self) -> None:
        if self.model != "xgboost":
            raise InputError(
                f"device cuda is for xgboost only; {self.name} runs on the CPU: use device cpu."
            )
        if not gpu_available():
            raise InputError(
                "device cuda was asked for, but XGBoost finds no GPU on this machine: use device "
                "cpu, or check that nvidia-smi lists a GPU."
            )


@functools.cache
def gpu_available() -> bool:
    """Whether XGBoost really trains on a GPU here, found out by training one stump.

    Returns
    -------
    bool
        True where a stump trained with `device="cuda"` reports that it ran there.

    Examples
    --------
    >>> isinstance(gpu_available(), bool)
    True
    """
    import json

    import xgboost

    if not xgboost.build_info().get("USE_CUDA"):
        return False
    data = xgboost.DMatrix(np.arange(4.0).reshape(-1, 1), np.arange(4.0))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            booster = xgboost.train({"device": "cuda", "verbosity": 0, "max_depth": 1}, data, 1)
    except xgboost.core.XGBoostError:
        return False
    config = json.loads(booster.save_config())
    return str(config["learner"]["generic_param"]["device"]).startswith("cuda")


def xgboost_types(categorical: np.ndarray) -> list[str]:
    """XGBoost's feature types, "c" for a categorical column and "q" for a number."""
    return ["c" if c else "q" for c in categorical]


def predict(model: Any, X: np.ndarray, problem: Problem) -> np.ndarray:
    """Predictions of one model: (n,) values or probabilities, or (n, classes) probabilities."""
    if is_xgboost_booster(model):
        import xgboost

        data = xgboost.DMatrix(
            X, feature_types=xgboost_types(problem.categorical), enable_categorical=True, nthread=1
        )
        return model.predict(data)
    if is_lightgbm_booster(model):
        return model.predict(X, num_threads=1)
    with threadpool_limits(limits=1):
        if not problem.is_classification:
            return np.asarray(model.predict(X), dtype=float)
        if hasattr(model, "predict_proba"):
            probabilities = _all_classes(model, np.asarray(model.predict_proba(X)), problem)
            return probabilities[:, 1] if problem.task == "binary" else probabilities
        return np.asarray(model.decision_function(X), dtype=float)


def is_xgboost_booster(model: Any) -> bool:
    """Whether this is XGBoost's own booster (without importing XGBoost)."""
    return type(model).__name__ == "Booster" and type(model).__module__.startswith("xgboost")


def xgboost_booster(model: Any) -> Any:
    """The booster that an XGBoost model predicts with: up to its best iteration, if it has one."""
    if is_xgboost_booster(model):
        return model
    booster = model.get_booster()
    # The estimator stops there when it predicts, the booster itself does not.
    best = getattr(model, "best_iteration", None)
    return booster if best is None else booster[: best + 1]


def is_lightgbm_booster(model: Any) -> bool:
    """Whether this is LightGBM's own booster (without importing LightGBM)."""
    return type(model).__name__ == "Booster" and type(model).__module__.startswith("lightgbm")


def _all_classes(model, probabilities: np.ndarray, problem: Problem) -> np.ndarray:
    """Probabilities with a column for each class, also those that this model never saw."""
    if probabilities.shape[1] == problem.n_classes:
        return probabilities
    full = np.zeros((len(probabilities), problem.n_classes))
    full[:, np.asarray(model.classes_, dtype=int)] = probabilities
    return full


def _scikit_class(name: str, problem: Problem):
    from sklearn import ensemble

    suffix = "Classifier" if problem.is_classification else "Regressor"
    stem = {
        "random_forest": "RandomForest",
        "extra_trees": "ExtraTrees",
        "hist_gradient_boosting": "HistGradientBoosting",
    }[name]
    return getattr(ensemble, stem + suffix)
