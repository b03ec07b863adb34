"""An existing model: read from its file, explained, and placed within the retrained ensemble."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dash.attributions import attribute
from dash.engines import choose_engine
from dash.errors import InputError
from dash.report.fairness_data import ReferenceFeature, ReferenceModel, ReferencePair
from dash.report.wording import percent, shortened
from diagnostics import beats_constant, place_model

#: Rows that all models are explained on for the comparison.
MAX_ROWS = 1000
TOLD_PAIRS = 12
LEVEL = 0.05
SMALLEST = 1e-300
PICKLES = (".joblib", ".pkl", ".pickle")
#: Types of scikit-learn's tree models that hold numbers and nothing that runs.
TREE_TYPES = (
    "sklearn.tree._tree.Tree",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogLink",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.link.MultinomialLogit",
    "sklearn._loss.loss.AbsoluteError",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn._loss.loss.HalfMultinomialLoss",
    "sklearn._loss.loss.HalfSquaredError",
    "sklearn._loss._loss.CyAbsoluteError",
    "sklearn._loss._loss.CyHalfBinomialLoss",
    "sklearn._loss._loss.CyHalfMultinomialLoss",
    "sklearn._loss._loss.CyHalfSquaredError",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)


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
    """

    model: Any
    name: str
    kind: str
    sha256: str
    columns: np.ndarray


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
        If the file cannot be read or is of no known kind, or the features do not match.
    """
    if not isinstance(source, str | Path):
        return _matched(source, "the given model", type(source).__name__, "", features)
    path = Path(source)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    model, kind = _loaded(path, content, trust_pickle)
    digest = hashlib.sha256(content).hexdigest()
    return _matched(model, path.name, kind, digest, features)


def _loaded(path: Path, content: bytes, trust_pickle: bool) -> tuple[Any, str]:
    """The model in a file, told by its content."""
    head = content[:4096].lstrip()
    if path.suffix.lower() == ".skops" or (content[:2] == b"PK" and b"schema.json" in content):
        return _skops(path), "skops"
    if path.suffix.lower() in PICKLES or content[:1] == b"\x80":
        return _unpickled(path, trust_pickle), "pickle"
    if head.startswith(b"tree\n") and b"version=" in head:
        import lightgbm

        return _tried(path, lambda: lightgbm.Booster(model_str=content.decode("utf-8"))), "LightGBM"
    if head[:1] == b"{" or path.suffix.lower() in (".json", ".ubj"):
        import xgboost

        def load():
            booster = xgboost.Booster()
            booster.load_model(bytearray(content))
            return booster

        return _tried(path, load), "XGBoost"
    raise InputError(
        f"{path} is no model that can be read: use XGBoost JSON or UBJSON, LightGBM text, or a "
        "skops file for scikit-learn."
    )


def _tried(path: Path, load) -> Any:
    try:
        return load()
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path} cannot be read as a model: {reason}.") from None


def _skops(path: Path) -> Any:
    try:
        from skops.io import get_untrusted_types, load
    except ImportError:
        raise InputError(
            f'{path} is a skops file: pip install "dash-attribution[skops]" to read it.'
        ) from None
    unknown = [
        t for t in _tried(path, lambda: get_untrusted_types(file=path)) if t not in TREE_TYPES
    ]
    if unknown:
        listed = ", ".join(sorted(unknown)[:5])
        raise InputError(
            f"{path} holds types that cannot be trusted ({listed}): save the model in the format "
            "of its own library."
        )
    return _tried(path, lambda: load(path, trusted=list(TREE_TYPES)))


def _unpickled(path: Path, trusted: bool) -> Any:
    if not trusted:
        raise InputError(
            f"{path} is a pickle, and reading one runs whatever code it holds: save the model as "
            "skops, XGBoost JSON or LightGBM text, or pass --trust-pickle if you know its origin."
        )
    import joblib

    warnings.warn(f"{path} is unpickled: this runs the code that it holds.", stacklevel=2)
    return _tried(path, lambda: joblib.load(path))


def _matched(model, name, kind, digest, features) -> ExistingModel:
    names = _input_names(model)
    features = list(features)
    if names is None:
        count = _input_count(model)
        if count is not None and count != len(features):
            raise InputError(
                f"{name} has {count} inputs without names, but the data have {len(features)} "
                "features: use the data that it was trained on, and drop the other columns."
            )
        return ExistingModel(model, name, kind, digest, np.arange(len(features)))
    place = {f: j for j, f in enumerate(features)}
    # LightGBM writes other characters than letters and digits as underscores.
    loose = {_loose(f): j for j, f in enumerate(features)}
    columns = [place.get(n, loose.get(_loose(n))) for n in names]
    unknown = [n for n, j in zip(names, columns, strict=True) if j is None]
    missing = [f for j, f in enumerate(features) if j not in columns]
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
    return ExistingModel(model, name, kind, digest, np.array(columns))


def _loose(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def _input_names(model: Any) -> list[str] | None:
    """Names of a model's inputs, or None where it has none (or made them up)."""
    for found in (
        getattr(model, "feature_names", None),
        getattr(model, "feature_names_in_", None),
        model.feature_name() if callable(getattr(model, "feature_name", None)) else None,
    ):
        if found is None or callable(found):
            continue
        names = [str(n) for n in found]
        made_up = all(n in (f"Column_{i}", f"f{i}", f"x{i}", str(i)) for i, n in enumerate(names))
        return None if made_up or not names else names
    return None


def _input_count(model: Any) -> int | None:
    for found in ("n_features_in_",):
        if hasattr(model, found):
            return int(getattr(model, found))
    for found in ("num_features", "num_feature"):
        if callable(getattr(model, found, None)):
            return int(getattr(model, found)())
    return None


def place_reference(existing: ExistingModel, screening, *, n_jobs: int | None) -> ReferenceModel:
    """Explain an existing model and the retrained ones on the same rows, and compare the rankings.

    Parameters
    ----------
    existing : ExistingModel
    screening : Screening
        The screen with its ensemble.
    n_jobs : int or None
        Models explained at once.

    Returns
    -------
    ReferenceModel

    Notes
    -----
    A categorical column is given to the model as the codes of this table; a model that numbers the
    categories otherwise is misread. So its predictions are compared with the target, and the
    sentence says so where they are no better than a constant.

    The rows are up to 1000 of the whole table, the same for all models: every retrained model, and
    perhaps the existing one, has been trained on some of them. For the rest see
    `diagnostics.place_model`.
    """
    plan, names = screening.ensemble.plan, screening.order.names
    rng = np.random.default_rng([plan.entropy, 4])
    n = len(plan.X)
    rows = np.sort(rng.choice(n, MAX_ROWS, replace=False)) if n > MAX_ROWS else np.arange(n)
    X = plan.X[rows]
    ensemble = attribute(screening.ensemble, X, n_jobs=n_jobs).values
    try:
        own = attribute([existing.model], X, columns=[existing.columns], n_jobs=n_jobs).values[0]
    except InputError as error:
        raise InputError(f"{existing.name} cannot be explained: {error}") from None
    placed = place_model(own, ensemble, names=names)
    features = _features(placed, own, ensemble)
    pairs = _pairs(own, ensemble, screening)
    return ReferenceModel(
        name=existing.name,
        kind=existing.kind,
        sha256=existing.sha256,
        features=features,
        agreement=placed.agreement,
        typical_agreement=placed.typical_median,
        typical_low=placed.typical_low,
        p_value=placed.p_value,
        pairs=pairs,
        n_rows=len(rows),
        sentence=_sentence(existing.name, placed, pairs) + _fit(existing, plan, X, plan.y[rows]),
    )


def _fit(existing: ExistingModel, plan, X, y) -> str:
    """A sentence where the model does not predict these rows: its inputs may mean other things."""
    task = plan.problem.task
    if task == "multiclass":
        return ""
    rows = X[:, existing.columns]
    engine = choose_engine(
        "auto", existing.model, rows=rows, output="raw", background=None, training=rows
    )
    output = np.asarray(engine.output(rows), dtype=float).reshape(len(rows), -1)[:, 0]
    signal = beats_constant(y, output, task=task)
    if signal.beats_constant:
        return ""
    return (
        " It predicts these rows no better than a constant: its inputs may be coded otherwise than "
        "in this table, and then its place means nothing."
    )


def _features(placed, own, ensemble) -> tuple[ReferenceFeature, ...]:
    shares = ensemble / np.maximum(ensemble.sum(axis=1, keepdims=True), SMALLEST)
    return tuple(
        ReferenceFeature(
            name=placed.names[j],
            rank=int(np.floor(placed.rank[j])),
            share=float(own[j] / max(own.sum(), SMALLEST)),
            ensemble_rank=float(placed.rank_median[j]),
            ensemble_rank_low=float(placed.rank_low[j]),
            ensemble_rank_high=float(placed.rank_high[j]),
            ensemble_share=float(shares[:, j].mean()),
            unusual=bool(placed.unusual[j]),
        )
        for j in np.argsort(placed.rank, kind="stable").tolist()
    )


def _pairs(own, ensemble, screening) -> tuple[ReferencePair, ...]:
    """Neighbours in the model's own ranking whose order is an accident, or contradicts the mean."""
    names, order = screening.order.names, np.argsort(-own, kind="stable").tolist()
    above = screening.order.above
    found = []
    for place, j in enumerate(order):
        for k in order[place + 1 :]:
            if own[j] == own[k]:
                continue
            wins = ensemble[:, j] > ensemble[:, k]
            agreeing = float((wins + 0.5 * (ensemble[:, j] == ensemble[:, k])).mean())
            if above[k, j]:
                decision = "contradicted"
            elif not above[j, k] and agreeing < 0.9:
                decision = "accident"
            else:
                continue
            found.append((place + order.index(k), decision, j, k, agreeing))
    found.sort(key=lambda f: (f[0], f[1]))
    return tuple(
        ReferencePair(
            a=names[j],
            b=names[k],
            decision=decision,
            agreeing=agreeing,
            sentence=_pair_sentence(
                names[j], names[k], decision, agreeing, bool(screening.order.tied[j, k])
            ),
        )
        for _, decision, j, k, agreeing in found[:TOLD_PAIRS]
    )


def _pair_sentence(a: str, b: str, decision: str, agreeing: float, tied: bool) -> str:
    a, b = shortened(a, 60), shortened(b, 60)
    if decision == "contradicted":
        return (
            f"This model has {a} above {b}; on average over retrainings it is the other way "
            f"round, and {percent(agreeing)} of retrained models share its order."
        )
    return (
        f"That this model has {a} above {b} is an accident: {percent(agreeing)} of retrained "
        f"models share this order, and {'the two are tied' if tied else 'it is open'} on average."
    )


def _sentence(name, placed, pairs) -> str:
    unusual = int(placed.unusual.sum())
    accidents = sum(q.decision == "accident" for q in pairs)
    place = (
        "agrees less with the mean ranking than retrained models do"
        if placed.p_value <= LEVEL
        else "agrees with the mean ranking as retrained models do"
    )
    told = (
        f"{shortened(name, 60)} {place} (Kendall's tau {placed.agreement:.2f}; half of the "
        f"retrained models reach {placed.typical_median:.2f} or more). "
    )
    if unusual:
        told += (
            f"{unusual} of its {len(placed.names)} features stand where few retrained models put "
            "them. "
        )
    if pairs:
        told += (
            f"Of the orders nearest the top that it would report, {accidents} are accidents of "
            f"this training and {len(pairs) - accidents} contradict the mean over retrainings."
        )
    else:
        told += "No order that it would report is an accident or contradicts the mean."
    return told
