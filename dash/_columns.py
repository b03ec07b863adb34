"""Typing of columns: each becomes a feature, several date parts, or is set aside with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

MISSING = {
    "", "na", "n/a", "nan", "null", "#n/a", "#na", "?", "-", "--", ".", "(null)", "<na>", "nil",
    "missing", "#null!", "#div/0!", "#value!",
}  # fmt: skip
MISSING_IN_NUMBERS = {"none", "unknown", "inf", "-inf", "+inf", "infinity", "-infinity", "x"}
TRUE_FALSE = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})
TRUTHS = {"true", "yes", "y", "t"}
MAX_LEVELS = 100
IDENTIFIER_SHARE = 0.95
FREE_TEXT_WORDS = 4
DATE_PARTS = ("year", "month", "day", "weekday", "hour", "minute", "second")
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
DECORATED = re.compile(
    r"[-+]?[$€£¥]?\s?[-+]?\d{1,3}(,\d{3})*(\.\d+)?\s?[%€]?|[-+]?[$€£¥]?\s?\d+(\.\d+)?\s?%?"
)
ISO_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[-+]\d{2}:?\d{2}))?)?"
)
LOCAL_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?)?")
WORD_DATE = re.compile(
    r"(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"[ -](\d{1,2},? )?\d{2,4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Typed:
    """A column after typing: its features, or why it is set aside (kind and words)."""

    features: dict[str, pd.Series]
    kind: str
    reason: str = ""
    notes: tuple[str, ...] = ()


def type_column(name: str, column: pd.Series, *, decimal: str, keep: bool) -> Typed:
    """Type one column.

    Parameters
    ----------
    name : str
        Its name, for notes.
    column : Series
        Values as read.
    decimal : {".", ","}
        Decimal mark of numbers in text.
    keep : bool
        Make a feature of it even if it would be set aside.

    Returns
    -------
    Typed
    """
    if pd.api.types.is_bool_dtype(column.dtype):
        return _finish(name, column.astype("float64"), "boolean", keep)
    if isinstance(column.dtype, pd.CategoricalDtype):
        if pd.api.types.is_numeric_dtype(column.cat.categories.dtype):
            column = column.astype(object).map(lambda v: v if pd.isna(v) else f"{v:g}")
        return _category(name, column.astype(object), keep)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _dates(name, column, keep)
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        return _finish(name, column.dt.total_seconds(), "numeric", keep)
    if pd.api.types.is_complex_dtype(column.dtype):
        return Typed({}, "unreadable", "complex numbers cannot be ordered")
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _numbers(name, column.astype("float64"), keep)
    return _text(name, column, decimal, keep)


def numbers_in_text(values: pd.Series, decimal: str) -> pd.Series | None:
    """The numbers written in a text column, None where it holds something else."""
    text = values.str.strip()
    if decimal == ",":
        text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    if text.str.fullmatch(NUMBER.pattern).all():
        return pd.to_numeric(text, errors="coerce").astype("float64")
    if decimal == "." and text.str.fullmatch(DECORATED.pattern).all():
        bare = text.str.replace(r"[$€£¥,%\s]", "", regex=True)
        return pd.to_numeric(bare, errors="coerce").astype("float64")
    return None


def missing_as_none(column: pd.Series) -> pd.Series:
    """Text with the usual marks of a missing value replaced by None."""
    text = column.astype(object).where(column.notna(), None)
    text = text.map(lambda v: None if pd.isna(v) else str(v).strip())
    return text.map(lambda v: None if pd.isna(v) or v.lower() in MISSING else v)


def _text(name: str, column: pd.Series, decimal: str, keep: bool) -> Typed:
    text = missing_as_none(column)
    present = text.dropna().astype(str)
    if present.empty:
        return Typed({}, "all missing", "every value is missing")
    numbers = numbers_in_text(present, decimal)
    notes = ()
    if numbers is None:
        stray = ~present.str.replace(",", ".", regex=False).str.fullmatch(NUMBER.pattern)
        words = sorted(set(present[stray].str.lower()))
        few = stray.mean() <= 0.05 and len(words) <= 3
        if (few or set(words) <= MISSING_IN_NUMBERS) and stray.mean() < 0.5:
            numbers = numbers_in_text(present[~stray], decimal)
            if numbers is not None:
                listed = ", ".join(f"“{w}”" for w in words)
                notes = (
                    f"“{name}”: {int(stray.sum())} values {listed} among numbers are missing.",
                )
    if numbers is not None:
        full = pd.Series(np.nan, index=column.index)
        full[numbers.index] = numbers
        typed = _numbers(name, full, keep)
        return Typed(typed.features, typed.kind, typed.reason, (*notes, *typed.notes))
    lowered = set(present.str.lower())
    for words in TRUE_FALSE:
        if lowered == words:
            truth = text.map(lambda v: np.nan if pd.isna(v) else float(v.lower() in TRUTHS))
            return _finish(name, truth.astype("float64"), "boolean", keep)
    dates = _parse_dates(present)
    if dates is not None:
        full = pd.Series(pd.NaT, index=column.index, dtype="datetime64[ns]")
        full[dates.index] = dates
        return _dates(name, full, keep)
    return _category(name, text, keep)


def _numbers(name: str, values: pd.Series, keep: bool) -> Typed:
    infinite = np.isinf(values)
    notes = ()
    if infinite.any():
        values = values.mask(infinite)
        notes = (f"“{name}”: {int(infinite.sum())} infinite values are treated as missing.",)
    present = values.dropna()
    if not keep and len(present) == len(values) and len(present) > 2:
        ordered = np.sort(present.to_numpy())
        steps = np.diff(ordered)
        named = re.fullmatch(r"(?i)(.*[ _-])?(id|uuid|index|idx|key|no|nr|rownames?)", name)
        unnamed = name.startswith("unnamed column ")
        whole = bool((ordered == np.round(ordered)).all())
        if whole and (steps == 1).all() and (named or unnamed or _monotone(present)):
            return Typed({}, "identifier", "it numbers the rows", notes)
        if whole and named and (steps > 0).all():
            return Typed({}, "identifier", "every value is different and the name says so", notes)
    typed = _finish(name, values, "numeric", keep)
    return Typed(typed.features, typed.kind, typed.reason, notes)


def _monotone(values: pd.Series) -> bool:
    steps = np.diff(values.to_numpy())
    return bool((steps > 0).all() or (steps < 0).all())


def _category(name: str, text: pd.Series, keep: bool) -> Typed:
    text = text.map(lambda v: None if pd.isna(v) else str(v))
    present = text.dropna()
    if present.empty:
        return Typed({}, "all missing", "every value is missing")
    levels = present.nunique()
    share = levels / len(present)
    words = float(present.str.split().str.len().mean())
    if not keep and levels > 20 and share > 0.5 and words >= FREE_TEXT_WORDS:
        return Typed({}, "free text", f"text of {words:.0f} words on average")
    if not keep and levels > 20 and share > IDENTIFIER_SHARE:
        return Typed({}, "identifier", f"{levels} of {len(present)} values are different")
    notes = ()
    if levels > MAX_LEVELS:
        common = present.value_counts().index[: MAX_LEVELS - 1]
        rare = present.nunique() - len(common)
        other = "other" if "other" not in set(common) else "(other)"
        text = text.where(text.isna() | text.isin(common), other)
        notes = (
            f"“{name}”: the {rare} rarest of {levels} categories are taken together as “{other}”.",
        )
    typed = _finish(name, text.astype("category"), "categorical", keep)
    return Typed(typed.features, typed.kind, typed.reason, notes)


def _dates(name: str, values: pd.Series, keep: bool) -> Typed:
    if values.isna().all():
        return Typed({}, "all missing", "every value is missing")
    if values.dt.tz is not None:
        values = values.dt.tz_convert("UTC")
    parts = {f"{name} · {part}": getattr(values.dt, part).astype("float64") for part in DATE_PARTS}
    parts = {n: p for n, p in parts.items() if p.nunique() > 1}
    if not parts:
        return Typed({}, "constant", "every date is the same")
    listed = ", ".join(n.rsplit(" · ", 1)[1] for n in parts)
    return Typed(parts, "date", "", (f"“{name}” is a date: its {listed} are features.",))


def _finish(name: str, values: pd.Series, kind: str, keep: bool) -> Typed:
    present = values.dropna()
    if present.empty:
        return Typed({}, "all missing", "every value is missing")
    if not keep and present.nunique() == 1 and len(present) == len(values):
        return Typed({}, "constant", f"every value is {present.iloc[0]!s}")
    return Typed({name: values}, kind)


def _parse_dates(present: pd.Series) -> pd.Series | None:
    """Dates in text, None where it holds something else."""
    head = present.head(200)
    if head.str.fullmatch(ISO_DATE.pattern).all():
        parsed = pd.to_datetime(present, errors="coerce", format="ISO8601", utc=True)
        if parsed.isna().any():
            parsed = pd.to_datetime(present, errors="coerce", format="mixed", utc=True)
    elif head.str.fullmatch(LOCAL_DATE.pattern).all():
        parts = present.str.extract(LOCAL_DATE.pattern)
        first, second = parts[0].astype(float), parts[2].astype(float)
        day_first = bool(
            (first > 12).any() or (not (second > 12).any() and (parts[1] != "/").any())
        )
        parsed = pd.to_datetime(
            present, errors="coerce", format="mixed", dayfirst=day_first, utc=True
        )
    elif head.str.fullmatch(WORD_DATE.pattern, flags=re.IGNORECASE).all():
        parsed = pd.to_datetime(present, errors="coerce", format="mixed", utc=True)
    else:
        return None
    if parsed.isna().any():
        return None
    return parsed.dt.tz_localize(None).astype("datetime64[ns]")
