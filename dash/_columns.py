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
DATE_PARTS = {
    "year": "year",
    "month": "month",
    "day": "day",
    "weekday": "day_of_week",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
}
EXPONENT = r"([eE][-+]?\d+)?"
POINT = rf"[-+]?(\d+(\.\d*)?|\.\d+){EXPONENT}"
POINT_GROUPED = r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?"
COMMA = rf"[-+]?(\d+(,\d*)?|,\d+){EXPONENT}"
COMMA_GROUPED = r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?"
UNITS = r"^([-+]?)\s?[$€£¥]\s?|\s?[$€£¥%]$"
GAPS = r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))"
ISO_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[-+]\d{2}:?\d{2}))?)?"
)
LOCAL_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?)?")
TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")
WORD_DATE = re.compile(
    r"(?i)(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"[ -](\d{1,2},? )?\d{2,4}"
)


@dataclass(frozen=True, eq=False)
class Typed:
    """A column after typing: its features, or why it is set aside (kind and words)."""

    features: dict[str, pd.Series]
    kind: str
    reason: str = ""
    notes: tuple[str, ...] = ()


def type_column(
    name: str, column: pd.Series, *, decimal: str = ".", keep: bool = False, n_total: int = 0
) -> Typed:
    """Type one column.

    Parameters
    ----------
    name : str
        Its name, for notes.
    column : Series
        Values as read.
    decimal : {".", ","}, default "."
        Decimal mark of numbers that can be read both ways, such as 1.234.
    keep : bool, default False
        Make a feature of it even if it would be set aside.
    n_total : int, optional
        Rows of the source before some were left out: a numbering of the rows then has gaps.

    Returns
    -------
    Typed
    """
    if pd.api.types.is_bool_dtype(column.dtype):
        truth = pd.Series(column.to_numpy("float64", na_value=np.nan), index=column.index)
        return _finish(name, truth, "boolean", keep)
    if isinstance(column.dtype, pd.CategoricalDtype):
        if pd.api.types.is_numeric_dtype(column.cat.categories.dtype):
            column = column.astype(object).map(lambda v: None if pd.isna(v) else written(v))
        return _category(name, column.astype(object), keep)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _dates(name, column, keep)
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        return _finish(name, column.dt.total_seconds(), "numeric", keep)
    if pd.api.types.is_complex_dtype(column.dtype):
        return Typed({}, "unreadable", "complex numbers cannot be ordered")
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = pd.Series(column.to_numpy("float64", na_value=np.nan), index=column.index)
        return _numbers(name, values, keep, n_total)
    return _text(name, column, decimal, keep, n_total)


def numbers_in_text(values: pd.Series, decimal: str) -> pd.Series | None:
    """The numbers written in a text column, None where it holds something else.

    The column is read in one way throughout. `decimal` settles what can be read in two ways: with
    "." 1,234 is a thousand, with "," 1.234 is.
    """
    if decimal == "." and values.head(100).str.fullmatch(POINT).all():
        try:
            numbers = _exact(values)
        except ValueError:
            numbers = np.array([np.nan])
        if np.isfinite(numbers).all():
            return pd.Series(numbers, index=values.index)
    codes, levels = pd.factorize(values)
    text = _bare(pd.Series(levels))
    readings = [(POINT, "", "."), (f"{POINT}|{POINT_GROUPED}", ",", "."),
                (f"{COMMA}|{COMMA_GROUPED}", ".", ",")]  # fmt: skip
    for pattern, grouping, mark in readings if decimal == "." else readings[::-1]:
        if text.str.fullmatch(pattern).all():
            if grouping:
                text = text.str.replace(grouping, "", regex=False)
            numbers = _exact(text.str.replace(mark, ".", regex=False))
            return pd.Series(numbers[codes], index=values.index)
    return None


def _exact(text: pd.Series) -> np.ndarray:
    """The nearest float64 of each number; pandas itself may be off in the last digit."""
    return text.to_numpy(dtype=str).astype("float64")


def written(number: float) -> str:
    """A number as a person writes it: 1000001, 0.1."""
    number = float(number)
    return str(int(number)) if number.is_integer() else repr(number)


def missing_as_none(column: pd.Series) -> pd.Series:
    """Stripped text as objects, with the usual marks of a missing value replaced by None."""
    values = column.astype(object)
    try:
        codes, levels = pd.factorize(values)
    except TypeError:
        codes, levels = pd.factorize(values.map(str))
    texts = [str(v).strip() for v in levels]
    # The code of a missing value is -1: the last.
    texts = np.array([None if v.lower() in MISSING else v for v in texts] + [None], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)


def _bare(values: pd.Series) -> pd.Series:
    """Text without units and without blanks or apostrophes between groups of three digits."""
    # Objects: the engine behind the string dtype knows no look-around.
    text = values.astype(object).str.strip().str.replace(UNITS, r"\1", regex=True)
    return text.str.replace(GAPS, "", regex=True)


def _text(name: str, column: pd.Series, decimal: str, keep: bool, n_total: int) -> Typed:
    text = missing_as_none(column)
    present = text.dropna().astype(str)
    if present.empty:
        return Typed({}, "all missing", "every value is missing")
    numbers, notes = numbers_in_text(present, decimal), ()
    if numbers is None:
        number = "|".join((POINT, POINT_GROUPED, COMMA, COMMA_GROUPED))
        levels = present.drop_duplicates()
        stray = present.isin(levels[~_bare(levels).str.fullmatch(number)])
        words = sorted(set(present[stray].str.lower()))
        few = stray.mean() <= 0.05 and len(words) <= 3
        if (few or set(words) <= MISSING_IN_NUMBERS) and stray.mean() < 0.5:
            numbers = numbers_in_text(present[~stray], decimal)
            if numbers is not None:
                listed = ", ".join(f"“{w}”" for w in words)
                notes = (
                    f"“{name}”: {counted(int(stray.sum()), 'value')} ({listed}) among numbers "
                    "treated as missing.",
                )
    if numbers is not None:
        full = pd.Series(np.nan, index=column.index)
        full[numbers.index] = numbers
        typed = _numbers(name, full, keep, n_total)
        return Typed(typed.features, typed.kind, typed.reason, (*notes, *typed.notes))
    lowered = set(present.str.lower())
    for words in TRUE_FALSE:
        if lowered == words:
            truth = present.str.lower().isin(TRUTHS).astype("float64").reindex(column.index)
            return _finish(name, truth, "boolean", keep)
    dates = _parse_dates(present)
    if dates is not None:
        return _dates(name, dates.reindex(column.index), keep)
    return _category(name, text, keep)


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 row, 2 rows."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _numbers(name: str, values: pd.Series, keep: bool, n_total: int) -> Typed:
    infinite = np.isinf(values)
    notes = ()
    if infinite.any():
        values = values.mask(infinite)
        told = counted(int(infinite.sum()), "infinite value")
        notes = (f"“{name}”: {told} treated as missing.",)
    present = values.dropna()
    if not keep and len(present) == len(values) and len(present) > 2:
        ordered = np.sort(present.to_numpy())
        steps = np.diff(ordered)
        named = re.fullmatch(r"(?i)(.*[ _-])?(id|uuid|index|idx|key|no|nr|rownames?)", name)
        unnamed = name.startswith("unnamed column ")
        whole = bool((ordered == np.round(ordered)).all())
        rows = max(len(values), n_total)
        numbering = whole and (steps > 0).all() and ordered[-1] - ordered[0] < rows
        if numbering and (named or unnamed or _monotone(present)):
            return Typed({}, "identifier", "it numbers the rows", notes)
        if whole and named and (steps > 0).all():
            return Typed({}, "identifier", "every value is different and the name says so", notes)
    typed = _finish(name, values, "numeric", keep)
    return Typed(typed.features, typed.kind, typed.reason, notes)


def _monotone(values: pd.Series) -> bool:
    steps = np.diff(values.to_numpy())
    return bool((steps > 0).all() or (steps < 0).all())


def _category(name: str, text: pd.Series, keep: bool) -> Typed:
    text = pd.Series([None if pd.isna(v) else str(v) for v in text], index=text.index, dtype=object)
    present = text.dropna().astype(str)
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
        values = values.dt.tz_localize(None)
    parts = {
        f"{name} · {part}": getattr(values.dt, field).astype("float64")
        for part, field in DATE_PARTS.items()
    }
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
    head, dayfirst = present.head(200), False
    if head.str.fullmatch(TIME.pattern).all():
        # One day for all: the parts of a date that do not vary are no features.
        present = "2000-01-01 " + present
    elif head.str.fullmatch(LOCAL_DATE.pattern).all():
        parts = present.str.extract(LOCAL_DATE.pattern)
        first, second = parts[0].astype(float), parts[2].astype(float)
        dayfirst = bool((first > 12).any() or (not (second > 12).any() and (parts[1] != "/").any()))
    elif not (
        head.str.fullmatch(ISO_DATE.pattern).all() or head.str.fullmatch(WORD_DATE.pattern).all()
    ):
        return None
    options = {"errors": "coerce", "dayfirst": dayfirst, "utc": True}
    # One format for all is a hundred times faster than a look at each.
    guess = pd.tseries.api.guess_datetime_format(str(present.iloc[0]), dayfirst=dayfirst)
    parsed = pd.to_datetime(present, format=guess or "mixed", **options)
    if parsed.isna().any():
        parsed = pd.to_datetime(present, format="mixed", **options)
    if parsed.isna().any():
        return _distant_dates(present)
    return parsed.dt.tz_localize(None)


def _distant_dates(present: pd.Series) -> pd.Series | None:
    """ISO dates such as 9999-12-31, which pandas 2 cannot hold to the nanosecond."""
    if not present.str.fullmatch(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?").all():
        return None
    try:
        dates = present.to_numpy(dtype=str).astype("datetime64[s]")
    except ValueError:
        return None
    return pd.Series(dates, index=present.index)
