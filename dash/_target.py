"""The target of a table: rows that have one, the task that it makes, its classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dash._columns import counted, missing_as_none, numbers_in_text, written
from dash._reading import RawTable
from dash.errors import InputError

MAX_INTEGER_CLASSES = 10
MAX_CLASSES = 100


def with_target(raw: RawTable, frame: pd.DataFrame, target: str, notes: list[tuple[str, str]]):
    """Rows that have a target, and the target with missing marks removed."""
    values = frame[target]
    if not (
        pd.api.types.is_numeric_dtype(values.dtype)
        or pd.api.types.is_bool_dtype(values.dtype)
        or pd.api.types.is_datetime64_any_dtype(values.dtype)
    ):
        values = missing_as_none(values)
    elif pd.api.types.is_float_dtype(values.dtype):
        infinite = np.isinf(values.astype(float))
        if infinite.any():
            notes.append(
                (
                    "target",
                    f"{counted(int(infinite.sum()), 'infinite target')} treated as missing.",
                )
            )
            values = values.mask(infinite)
    missing = values.isna()
    if missing.all():
        raise InputError(f"the target “{target}” of {raw.name} is missing in every row.")
    if missing.any():
        notes.append(
            (
                "rows",
                f"{counted(int(missing.sum()), 'row')} without a value of “{target}” left out.",
            )
        )
    return frame[~missing], values[~missing]


def typed_target(
    raw: RawTable,
    target: str,
    values: pd.Series,
    task: str | None,
    notes: list[tuple[str, str]],
):
    """Target as numbers or codes, its task and classes, and the rows that are used."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        raise InputError(
            f"the target “{target}” of {raw.name} is a date: predict a number or a class instead."
        )
    numbers = None
    if pd.api.types.is_bool_dtype(values.dtype):
        pass
    elif pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.astype("float64")
    else:
        numbers = numbers_in_text(values.astype(str), raw.decimal)
    used = pd.Series(True, index=values.index)
    distinct = values.nunique()
    if distinct == 1:
        raise InputError(
            f"the target “{target}” of {raw.name} is constant ({values.iloc[0]}): there is nothing "
            "to predict; choose another column."
        )
    if task == "regression" or (task is None and numbers is not None and _is_regression(numbers)):
        if numbers is None:
            raise InputError(
                f"the target “{target}” of {raw.name} holds text such as "
                f"“{_first_word(values)}”: leave it empty in such rows, or use task classification."
            )
        return numbers.to_numpy(), "regression", (), used
    labels = _labels(values, numbers)
    counts = labels.value_counts()
    if len(counts) > MAX_CLASSES or len(counts) > len(labels) / 2:
        cure = (
            f"leave it empty where it is “{_first_word(values)}”, or choose another column."
            if numbers is None and pd.to_numeric(labels, errors="coerce").notna().mean() > 0.5
            else "choose another column, or task regression for numbers."
        )
        raise InputError(
            f"the target “{target}” of {raw.name} has {len(counts)} different classes in "
            f"{len(labels)} rows: {cure}"
        )
    single = counts.index[counts < 2]
    if len(single):
        used = ~labels.isin(single)
        listed = ", ".join(f"“{c}”" for c in single[:5])
        notes.append(("rows", f"Classes with a single row are left out: {listed}."))
        labels_used = labels[used]
    else:
        labels_used = labels
    if labels_used.nunique() < 2:
        raise InputError(
            f"the target “{target}” of {raw.name} has one class with more than one row: there is "
            "nothing to predict."
        )
    classes = sorted(labels_used.unique(), key=_label_order)
    kind = "binary" if len(classes) == 2 else "multiclass"
    if task == "binary" and kind != "binary":
        raise InputError(
            f"the target “{target}” of {raw.name} has {len(classes)} classes: use task multiclass."
        )
    if numbers is not None and kind == "multiclass" and task is None:
        notes.append(
            (
                "target",
                f"“{target}” has {len(classes)} different integers and is treated as classes; for "
                "an ordered rating or a count set task to regression.",
            )
        )
    codes = labels.map({c: i for i, c in enumerate(classes)}).fillna(-1).astype(int)
    return codes.to_numpy(), kind, tuple(classes), used


def _labels(values: pd.Series, numbers: pd.Series | None) -> pd.Series:
    """Classes as written; 1 and 1.0 are one class."""
    text = values.astype(object).map(str)
    if numbers is None or (text.str.isdigit().all() and text.nunique() == numbers.nunique()):
        return text
    return numbers.map(written)


def _first_word(values: pd.Series) -> str:
    """The first value that is no number."""
    text = values.astype(str)
    words = text[pd.to_numeric(text, errors="coerce").isna()]
    return (words if len(words) else text).iloc[0]


def _is_regression(numbers: pd.Series) -> bool:
    distinct = numbers.nunique()
    whole = bool((numbers % 1 == 0).all())
    return distinct > 2 and not (whole and distinct <= MAX_INTEGER_CLASSES)


def _label_order(label: str):
    try:
        return (0, float(label), label)
    except ValueError:
        return (1, 0.0, label)
