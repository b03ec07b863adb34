"""What every result of a diagnostic can do: become a frame, become JSON, print itself."""

from __future__ import annotations

import dataclasses
import html
import json
import math
from typing import Any

import numpy as np
import pandas as pd

#: Rows of a table that a notebook shows.
NOTEBOOK_ROWS = 12


class Result:
    """Base of the frozen result dataclasses: `to_frame`, `to_json`, a readable repr."""

    def to_frame(self) -> pd.DataFrame:
        """One row for each thing that the result speaks of."""
        raise TypeError(f"{type(self).__name__} defines no table")

    def _repr_html_(self) -> str:
        """What a notebook shows: the readable repr and the first rows of the table."""
        lines = "<br>".join(html.escape(line) for line in repr(self).splitlines())
        try:
            frame = self._notebook_frame()
        except TypeError:
            return f"<p>{lines}</p>"
        table = frame.head(NOTEBOOK_ROWS).to_html(
            index=False, border=0, float_format="{:.4g}".format
        )
        more = len(frame) - NOTEBOOK_ROWS
        return f"<p>{lines}</p>{table}" + (f"<p>… and {more} more rows</p>" if more > 0 else "")

    def _notebook_frame(self) -> pd.DataFrame:
        """The table that a notebook shows: of pairs the least stable first."""
        frame = self.to_frame()
        if "flip_rate" in frame:
            return frame.sort_values("flip_rate", ascending=False, kind="stable")
        return frame

    def to_json(self, *, indent: int | None = None) -> str:
        """All fields as JSON; numbers that JSON cannot write (NaN, infinity) become null."""
        return json.dumps(jsonable(self), indent=indent, ensure_ascii=False, allow_nan=False)


def jsonable(value: Any) -> Any:
    """Turn dataclasses, arrays and numpy scalars into what `json` can write."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, np.generic):
        return jsonable(value.item())
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def feature_names(names, n_features: int) -> tuple[str, ...]:
    """Names given by the user, checked for their number, or x0, x1, … without them."""
    if names is None:
        return tuple(f"x{i}" for i in range(n_features))
    names = tuple(str(n) for n in names)
    if len(names) != n_features:
        raise ValueError(f"{len(names)} names were given for {n_features} features.")
    return names


def model_matrix(values, *, minimum_models: int = 2) -> np.ndarray:
    """Check an (M, d) array of attributions: finite numbers, enough models, two features."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2:
        raise ValueError(
            f"attributions must be a (models, features) array; this one has {array.ndim} "
            "dimensions."
        )
    if array.shape[0] < minimum_models:
        raise ValueError(
            f"{array.shape[0]} models are too few; at least {minimum_models} are needed."
        )
    if array.shape[1] < 2:
        raise ValueError("a ranking needs at least two features.")
    if not np.isfinite(array).all():
        model, feature = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(
            f"the attribution of feature {feature} in model {model} is not a finite number."
        )
    return array
