"""An existing model and its inputs: which feature each is, and how it is coded."""

from __future__ import annotations

import hashlib
import itertools
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dash._columns import written
from dash.engines import ENGINES, LinearEngine, choose_engine
from dash.errors import InputError
from dash.fairness.model_files import load_model
from dash.learners import is_lightgbm_booster, is_xgboost_booster
from dash.report.wording import shortened
from dash.table import Table
from dash.treeshap import read_trees, readable
from dash.treeshap.trees import CATEGORY
from dash.treeshap.ubjson import parse_ubjson

LISTED = 3
#: Steps of a scikit-learn pipeline that change each column by itself.
COLUMN_STEPS = (
    "MaxAbsScaler", "MinMaxScaler", "PowerTransformer", "QuantileTransformer", "RobustScaler",
    "SimpleImputer", "StandardScaler",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ExistingModel:
    """A model that was trained elsewhere.

    Attributes
    ----------
    model : object
        Booster or estimator.
    name, kind, sha256 : str
        File name, what it is, and the digest of the file.
    columns : ndarray of shape (d,)
        Its input i is feature `columns[i]`.
    steps : tuple of transformer
        What is done to its inputs before.
    categories : mapping of int to tuple
        The categories of an input in the order of their codes, where the file has them.
    notes : tuple of str
        What was assumed, in sentences.
    """

    model: Any
    name: str
    kind: str
    sha256: str
    columns: np.ndarray
    steps: tuple[Any, ...] = ()
    categories: Mapping[int, tuple] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def rows(self, X: np.ndarray, table: Table) -> np.ndarray:
        """Rows of the table's matrix as this model takes them.

        Parameters
        ----------
        X : ndarray of shape (n, features)
            Rows of `table.matrix()`.
        table : Table
            The table, for what its codes mean.

        Returns
        -------
        ndarray of shape (n, d)
        """
        rows = np.array(X[:, self.columns], dtype=float)
        for i, known in self.categories.items():
            rows[:, i] = _recoded(rows[:, i], _labels(table, self.columns[i]), known)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*does not have valid feature names.*")
            for step in self.steps:
                rows = np.asarray(step.transform(rows), dtype=float)
        return rows

    def coding_notes(self, X: np.ndarray, table: Table) -> tuple[str, ...]:
        """What is not known of the codes of its inputs, in sentences."""
        used, categorical = _splits(self.model, len(self.columns))
        in_table = np.asarray(table.categorical, dtype=bool)[self.columns]
        unknown = [
            i for i in used if (in_table[i] or i in categorical) and i not in self.categories
        ]
        told = []
        if unknown:
            told.append(
                f"How it codes the categories of {self._named(unknown, table)} is not in it: that "
                "its codes are those of this table could not be checked."
            )
        plain = np.array(X[:, self.columns], dtype=float)
        lost = []
        for i, known in self.categories.items():
            new = _recoded(plain[:, i], _labels(table, self.columns[i]), known)
            if (np.isnan(new) & ~np.isnan(plain[:, i])).any():
                lost.append(i)
        if lost:
            told.append(
                f"Values of {self._named(lost, table)} are not among its categories; to the model "
                "they are missing."
            )
        return tuple(told)

    def _named(self, inputs: Sequence[int], table: Table) -> str:
        names = [shortened(table.feature_names[self.columns[i]], 60) for i in inputs]
        if len(names) > LISTED:
            return f"{', '.join(names[:LISTED])} and {len(names) - LISTED} more"
        return " and ".join(names)


def read_model(
    source: Any, features: Sequence[str], *, trust_pickle: bool = False
) -> ExistingModel:
    """Read a model file without running what it holds, and match its inputs to features.

    Parameters
    ----------
    source : path or model
        XGBoost JSON or UBJSON, LightGBM text, a skops file, or (only with `trust_pickle`) a joblib
        or pickle file; or a model in memory.
    features : sequence of str
        The features of the table, in its order.
    trust_pickle : bool, default False
        Unpickle; this runs whatever code the file holds, so only for a file of known origin.

    Returns
    -------
    ExistingModel

    Raises
    ------
    InputError
        If the file cannot be read, is damaged or of no known kind, or the features do not match.

    Notes
    -----
    Inputs are matched by name. Only where the names are none (or those that a library makes up:
    f0, Column_0, x0 and so on, none of them a feature of the table) they are taken in the order of
    the table, and a note says so. An XGBoost model that stopped early is cut at its best
    iteration, where scikit-learn's interface stops as well.
    """
    if not isinstance(source, str | Path):
        return _existing(source, "the given model", type(source).__name__, "", features)
    path = Path(source)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    model, kind = load_model(path, content, trust_pickle=trust_pickle)
    digest = hashlib.sha256(content).hexdigest()
    return _existing(model, path.name, kind, digest, features)


def check_task(existing: ExistingModel, table: Table) -> None:
    """Refuse a model that does not predict what the target is.

    Parameters
    ----------
    existing : ExistingModel
    table : Table

    Raises
    ------
    InputError
        If its number of classes is not that of the target, or it predicts classes and the target
        is a number.
    """
    name, target = existing.name, table.target
    engine = engine_of(existing, np.zeros((1, len(existing.columns))))
    outputs = engine.n_outputs
    classes = {"binary": 2, "multiclass": len(table.classes)}.get(table.task, 0)
    predicted = max(2, outputs)
    if classes and predicted != classes:
        raise InputError(
            f"{name} predicts {predicted} classes, but “{target}” has {classes}: give the model of "
            "this target, or the target of this model."
        )
    if not classes:
        shares = table.y.min() >= 0 and table.y.max() <= 1
        if outputs > 1 or hasattr(existing.model, "classes_") or (
            engine.unit == "log-odds" and not shares
        ):  # fmt: skip
            raise InputError(
                f"{name} predicts classes, but “{target}” is a number: give the model of this "
                "target, or say --task classification."
            )


def engine_of(existing: ExistingModel, rows: np.ndarray):
    """The engine that explains an existing model on rows as it takes them.

    Raises
    ------
    InputError
        If there is none.
    """
    if not any(engine.reads(existing.model) for engine in ENGINES.values()):
        raise InputError(
            f"{existing.name} is a {type(existing.model).__name__}, which cannot be explained: "
            "give a tree model (XGBoost, LightGBM, scikit-learn) or a linear one."
        )
    try:
        return choose_engine(
            "auto", existing.model, rows=rows, output="raw", background=None, training=rows
        )
    except InputError as error:
        raise InputError(f"{existing.name} cannot be explained: {error}") from None


def _existing(model, name, kind, digest, features) -> ExistingModel:
    columns, placed = _columns(model, name, list(features))
    steps, final = _unfolded(model, name, [features[j] for j in columns])
    # A booster that is cut loses its categories.
    categories = {} if steps else _categories(final)
    final, stopped = _best(final)
    return ExistingModel(
        model=final,
        name=name,
        kind=kind,
        sha256=digest,
        columns=columns,
        steps=steps,
        categories=categories,
        notes=tuple(note for note in (placed, stopped) if note),
    )


def _columns(model, name: str, features: list[str]) -> tuple[np.ndarray, str]:
    """Which feature each input is, and a sentence where that was assumed."""
    names = _input_names(model)
    by_order = "Its inputs have no names and were taken in the order of the table."
    if names is None:
        count = _input_count(model)
        if count is not None and count != len(features):
            raise _nameless(name, count, len(features))
        return np.arange(len(features)), by_order
    place = {f: j for j, f in enumerate(features)}
    # LightGBM writes other characters than letters and digits as underscores.
    loose = {_loose(f): j for j, f in enumerate(features)}
    columns = [place.get(n, loose.get(_loose(n))) for n in names]
    unknown = [n for n, j in zip(names, columns, strict=True) if j is None]
    missing = [f for j, f in enumerate(features) if j not in columns]
    if len(unknown) == len(names) and _made_up(names):
        if len(names) != len(features):
            raise _nameless(name, len(names), len(features))
        return np.arange(len(features)), by_order
    if unknown or missing:
        told = f"it uses “{unknown[0]}”, which the data do not have" if unknown else (
            f"it does not use “{missing[0]}”"
        )  # fmt: skip
        raise InputError(
            f"the features of {name} are not those of the data: {told}. Give the data in the form "
            "that the model was trained on, with drop for columns that it does not use."
        )
    if len(set(columns)) < len(columns):
        raise InputError(f"{name} has two inputs of the same name: it cannot be matched.")
    return np.array(columns), ""


def _nameless(name: str, count: int, n_features: int) -> InputError:
    return InputError(
        f"{name} has {count} inputs without names, but the data have {n_features} "
        "features: use the data that it was trained on, and drop the other columns."
    )


def _loose(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def _made_up(names: list[str]) -> bool:
    """Whether these are names that a library gives to inputs without names."""
    return all(n in (f"Column_{i}", f"f{i}", f"x{i}", str(i)) for i, n in enumerate(names))


def _input_names(model: Any) -> list[str] | None:
    """Names of a model's inputs, or None where it has none."""
    for found in (
        getattr(model, "feature_names", None),
        getattr(model, "feature_names_in_", None),
        model.feature_name() if callable(getattr(model, "feature_name", None)) else None,
    ):
        if found is None or callable(found):
            continue
        return [str(n) for n in found] or None
    return None


def _input_count(model: Any) -> int | None:
    if hasattr(model, "n_features_in_"):
        return int(model.n_features_in_)
    for found in ("num_features", "num_feature"):
        if callable(getattr(model, found, None)):
            return int(getattr(model, found)())
    return None


def _unfolded(model: Any, name: str, inputs: list[str]) -> tuple[tuple[Any, ...], Any]:
    """Steps of a pipeline that change each column by itself, and its final estimator."""
    from sklearn.pipeline import Pipeline

    if not isinstance(model, Pipeline) or LinearEngine.reads(model):
        return (), model
    final = model.steps[-1][1]
    steps = [(n, s) for n, s in model.steps[:-1] if s not in (None, "passthrough")]
    for label, step in steps:
        if type(step).__name__ not in COLUMN_STEPS or not _keeps_columns(step, inputs):
            raise InputError(
                f"{name} is a pipeline, and its step “{label}” ({type(step).__name__}) is not "
                "known to keep one column a feature: save its final estimator "
                f"({type(final).__name__}) alone, and give the table as that estimator takes it."
            )
    return tuple(step for _, step in steps), final


def _keeps_columns(step: Any, inputs: list[str]) -> bool:
    """Whether a fitted transformer returns the columns that it takes, in their order."""
    try:
        given = getattr(step, "feature_names_in_", inputs)
        return [str(n) for n in step.get_feature_names_out(given)] == [str(n) for n in given]
    except Exception:
        return False


def _best(model: Any) -> tuple[Any, str]:
    """An XGBoost model up to its best iteration, and a sentence where that leaves out rounds."""
    if not (is_xgboost_booster(model) or hasattr(model, "get_booster")):
        return model, ""
    booster = model if is_xgboost_booster(model) else model.get_booster()
    best = booster.attr("best_iteration")
    if best is None or not str(best).isdigit():
        return model, ""
    rounds, kept = booster.num_boosted_rounds(), int(best) + 1
    if kept >= rounds:
        return model, ""
    cut = booster[:kept] if is_xgboost_booster(model) else model
    return cut, f"It stopped early: the first {kept} of its {rounds} rounds are explained."


def _categories(model: Any) -> dict[int, tuple]:
    """The categories of each input in the order of their codes, where the model has them."""
    if is_xgboost_booster(model) or hasattr(model, "get_booster"):
        return _xgboost_categories(model if is_xgboost_booster(model) else model.get_booster())
    if type(model).__module__.startswith("lightgbm"):
        return _lightgbm_categories(model if is_lightgbm_booster(model) else model.booster_)
    return {}


def _xgboost_categories(booster: Any) -> dict[int, tuple]:
    part = parse_ubjson(booster.save_raw("ubj"))["learner"]["gradient_booster"]
    held = part.get("gbtree", part).get("model", {}).get("cats", {}).get("enc", [])
    found = {}
    for i, one in enumerate(held):
        values = np.asarray(one.get("values", ()))
        if len(values) == 0:
            continue
        if "offsets" in one:
            text = bytes(int(v) & 0xFF for v in values)
            ends = [int(v) for v in one["offsets"]]
            found[i] = tuple(
                text[a:b].decode("utf-8", errors="replace") for a, b in itertools.pairwise(ends)
            )
        else:
            found[i] = tuple(values.tolist())
    return found


def _lightgbm_categories(booster: Any) -> dict[int, tuple]:
    """LightGBM lists the categories of the columns that were categorical, in their order."""
    listed = getattr(booster, "pandas_categorical", None)
    if not listed:
        return {}
    header = booster.model_to_string(num_iteration=1)
    infos = header.partition("\nfeature_infos=")[2].partition("\n")[0].split()
    # The range of a number is written [low:high], the codes of a category are not in brackets.
    places = [i for i, info in enumerate(infos) if info != "none" and not info.startswith("[")]
    return dict(zip(places, map(tuple, listed), strict=True)) if len(places) == len(listed) else {}


def _splits(model: Any, n_inputs: int) -> tuple[list[int], set[int]]:
    """Inputs that a model uses, and those that it splits by sets of categories."""
    if not readable(model):
        return list(range(n_inputs)), set()
    trees = read_trees(model)
    used = np.unique(trees.feature[trees.feature >= 0])
    return used.tolist(), set(np.unique(trees.feature[trees.kind == CATEGORY]).tolist())


def _labels(table: Table, j: int) -> list | None:
    """Labels of a categorical feature in the order of their codes; None for a number."""
    column = table.frame.iloc[:, j]
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return None


def _recoded(values: np.ndarray, labels: list | None, known: tuple) -> np.ndarray:
    """Codes (or numbers) of the table as a model's codes of the same categories."""
    code = {_text(v): float(i) for i, v in enumerate(known)}
    out = np.full(len(values), np.nan)
    for value in np.unique(values[~np.isnan(values)]):
        label = value if labels is None else labels[int(value)]
        text = _text(label)
        # pandas writes True and False, files also true and false.
        found = code.get(text, code.get(text.capitalize()) if text in ("true", "false") else None)
        if found is not None:
            out[values == value] = found
    return out


def _text(value: Any) -> str:
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return written(float(value))
    return str(value)
