"""Model files: what kind one is, whether it is whole, and the model in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dash.errors import InputError
from dash.treeshap import read_trees, readable

PICKLES = (".joblib", ".pkl", ".pickle")
#: Seconds that a library may take to read a model.
PATIENCE = 300
LONGEST_REASON = 200
PROBE = Path(__file__).with_name("_probe.py")
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


def load_model(path: Path, content: bytes, *, trust_pickle: bool) -> tuple[Any, str]:
    """The model in a file and its kind, told by the content.

    XGBoost and LightGBM end the process at some damaged files, so a process of its own reads each
    file first.

    Parameters
    ----------
    path : Path
        Where the file is.
    content : bytes
        What is in it.
    trust_pickle : bool
        Whether a pickle may be opened.

    Returns
    -------
    model : object
    kind : str

    Raises
    ------
    InputError
        For a file of no known kind, or one that is damaged.
    """
    if not content.strip():
        raise InputError(f"{path} is empty: save the model again.")
    head, suffix = content[:4096].lstrip(), path.suffix.lower()
    if suffix == ".skops" or (content[:2] == b"PK" and b"schema.json" in content):
        model, kind = _skops(path), "skops"
    elif suffix in PICKLES or content[:1] == b"\x80":
        model, kind = _unpickled(path, trust_pickle), "pickle"
    elif head.startswith(b"tree\n") and b"version=" in head:
        model, kind = _lightgbm(path, content), "LightGBM"
    elif head[:1] == b"{" or suffix in (".json", ".ubj"):
        model, kind = _xgboost(path, content), "XGBoost"
    else:
        raise InputError(
            f"{path} is no model that can be read: use XGBoost JSON or UBJSON, LightGBM text, or a "
            "skops file for scikit-learn."
        )
    if readable(model):
        _tried(path, lambda: read_trees(model))
    return model, kind


def _xgboost(path: Path, content: bytes) -> Any:
    import xgboost

    if re.match(rb"\s*\{\s*[\"}]", content):
        try:
            json.loads(content)
        except ValueError as error:
            raise InputError(
                f"{path} cannot be read as a model: it is no complete JSON ({_reason(error)}); "
                "save it again."
            ) from None
    _probed(path, content, "xgboost")

    def load():
        booster = xgboost.Booster()
        booster.load_model(bytearray(content))
        return booster

    return _tried(path, load)


def _lightgbm(path: Path, content: bytes) -> Any:
    import lightgbm

    text = _tried(path, lambda: content.decode("utf-8"))
    damage = _lightgbm_damage(text)
    if damage:
        raise InputError(f"{path} cannot be read as a model: {damage}; save it again.")
    _probed(path, content, "lightgbm")
    return _tried(path, lambda: lightgbm.Booster(model_str=text))


def _lightgbm_damage(text: str) -> str | None:
    """Where a LightGBM text is not what its own sizes say."""
    head, found, trees = text.partition("\nTree=0\n")
    sizes = re.search(r"^tree_sizes=([\d ]*)$", head, flags=re.MULTILINE)
    if not found or sizes is None:
        return "it is cut off before its first tree, or has none"
    end = sum(int(size) for size in sizes.group(1).split())
    body = f"Tree=0\n{trees}".encode()
    if not body[end:].startswith(b"end of trees"):
        return "its trees are cut off or changed (their sizes do not add up)"
    if "\nparameters:" in trees and "\nend of parameters" not in trees:
        return "it is cut off among its parameters"
    return None


def _probed(path: Path, content: bytes, library: str) -> None:
    """Let another process read the model first: whatever happens to it, this one goes on."""
    search = os.pathsep.join(p for p in sys.path if p)
    environment = {**os.environ, "PYTHONPATH": search, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-B", str(PROBE), library],
            input=content,
            capture_output=True,
            env=environment,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{path} cannot be read as a model: {library} did not finish in {PATIENCE} seconds; "
            "save it again."
        ) from None
    if done.returncode == 0:
        return
    _, found, reason = done.stderr.decode(errors="replace").rpartition("dash-reason: ")
    told = _reason(reason) if found else f"{library} gives up on it (the file is damaged)"
    raise InputError(f"{path} cannot be read as a model: {told}; save it again.")


def _tried(path: Path, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except InputError as error:
        raise InputError(f"{path} cannot be explained: {error}") from None
    except Exception as error:
        told = _reason(error)
        raise InputError(f"{path} cannot be read as a model: {told}; save it again.") from None


def _reason(error: object) -> str:
    """What a library says, without its stack trace, time and source file."""
    text = " ".join(str(error).split()).partition("Stack trace:")[0]
    # XGBoost shows the bytes around the place.
    text = text.partition(", around character position")[0]
    text = re.sub(r"^\[\d\d:\d\d:\d\d\] \S+:\d+: ", "", text).strip().rstrip(".:")
    text = "".join(c for c in text if c.isprintable())
    return text[:LONGEST_REASON] or "no reason is given"


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
