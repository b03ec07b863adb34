"""A file becomes a typed table: features that can be trained on, a target, and every decision."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dash._columns import counted, type_column
from dash._reading import RawTable, read_raw
from dash._target import typed_target, with_target
from dash.errors import InputError
from diagnostics.result import Result

MIN_ROWS = 30
TASKS = ("binary", "multiclass", "classification", "regression")


@dataclass(frozen=True)
class Note:
    """A decision that was made for the user; `topic` is "file", "rows", "columns", "target" …"""

    topic: str
    text: str


@dataclass(frozen=True)
class SetAside:
    """A column that is no feature: `kind` of reason, and the reason in words."""

    column: str
    kind: str
    reason: str


@dataclass(frozen=True, repr=False, eq=False)
class Table(Result):
    """Typed features and a target.

    Attributes
    ----------
    name : str
        File name, "standard input" or "data frame".
    frame : DataFrame of shape (n, d)
        Features: float64, or pandas `category`.
    feature_names : tuple of str
        Their names as the user wrote them; parts of a date are "name · part".
    categorical : ndarray of shape (d,)
        Which features are categorical.
    y : ndarray of shape (n,)
        Target: float64, or class codes 0, 1, …
    target : str
        Its name.
    task : {"binary", "multiclass", "regression"}
        What is to be learned.
    classes : tuple of str
        Labels as written, in the order of their codes; empty for regression.
    groups : ndarray of shape (n,) or None
        Codes of the group column.
    set_aside : tuple of SetAside
        Columns that are no features.
    notes : tuple of Note
        Every other decision.
    identical : tuple of (str, str)
        Exact copies that were kept on request.
    sha256 : str
        Digest of the content that was read.
    """

    name: str
    frame: pd.DataFrame
    feature_names: tuple[str, ...]
    categorical: np.ndarray
    y: np.ndarray
    target: str
    task: str
    classes: tuple[str, ...]
    groups: np.ndarray | None
    set_aside: tuple[SetAside, ...]
    notes: tuple[Note, ...]
    identical: tuple[tuple[str, str], ...]
    sha256: str

    @property
    def n_rows(self) -> int:
        """Rows with a target."""
        return len(self.frame)

    @property
    def n_features(self) -> int:
        """Number of features."""
        return len(self.feature_names)

    def matrix(self) -> np.ndarray:
        """Features as a float64 array of shape (n, d): missing is NaN, categories are codes."""
        X = np.empty(self.frame.shape)
        for j, (_, column) in enumerate(self.frame.items()):
            X[:, j] = _codes(column)
        return X

    def to_frame(self) -> pd.DataFrame:
        """One row a column of the data: what became of it."""
        rows = [
            {
                "name": name,
                "kind": "categorical" if c else "numeric",
                "n_missing": int(self.frame[name].isna().sum()),
                "n_unique": int(self.frame[name].nunique()),
                "status": "feature",
            }
            for name, c in zip(self.feature_names, self.categorical, strict=True)
        ]
        rows += [
            {"name": s.column, "kind": s.kind, "n_missing": None, "n_unique": None,
             "status": f"set aside: {s.reason}"}
            for s in self.set_aside
        ]  # fmt: skip
        return pd.DataFrame(rows).astype({"n_missing": "Int64", "n_unique": "Int64"})

    def __repr__(self) -> str:
        kinds = f"{int(self.categorical.sum())} categorical" if self.categorical.any() else ""
        return (
            f"Table {self.name}: {self.n_rows} rows, {self.n_features} features"
            f"{f' ({kinds})' if kinds else ''}, {self.task} target {self.target!r}, "
            f"{len(self.set_aside)} columns set aside"
        )


def read_table(
    source: Any,
    target: str,
    *,
    task: str | None = None,
    drop: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    group: str | None = None,
    max_rows: int | None = None,
    random_state: int = 0,
    minimum_rows: int = MIN_ROWS,
) -> Table:
    """Read a table and type its columns.

    Parameters
    ----------
    source : path, binary or text buffer, DataFrame, or "-"
        CSV, TSV, semicolon or pipe separated text in any usual encoding, Parquet or Feather; also
        gzip, bzip2, xz, zstandard or zip with one file. "-" is standard input.
    target : str
        Column to predict.
    task : {"classification", "binary", "multiclass", "regression"}, optional
        Without it: text, booleans and two values make a binary or multiclass task, integers with
        at most 10 different values a multiclass one, everything else a regression.
    drop : sequence of str, optional
        Columns to leave out.
    keep : sequence of str, optional
        Columns to use although they would be set aside (copies, identifiers, constants).
    group : str, optional
        Column whose rows belong together; it is no feature.
    max_rows : int, optional
        Use a random sample of this many rows, with the classes in proportion.
    random_state : int, default 0
        Seed of that sample.
    minimum_rows : int, default 30
        Fewer rows with a target are refused.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If the source holds no usable table; one sentence with the file, the column and the cure.

    Notes
    -----
    Numbers stay numbers, yes/no and true/false become 1/0, other text becomes a category (more
    than 100 categories: the rarest are taken together), dates become their parts that vary.
    Set aside are constants, columns without values, identifiers (they number the rows, or nearly
    all values are different), free text, and exact copies of an earlier column. Missing values
    stay missing; infinite ones become missing. Naming either of two copies in `keep` keeps both.
    A feature that is a one-to-one function of the target gets a note with the topic "leak".

    Examples
    --------
    >>> import pandas as pd
    >>> ages, cities = range(20, 60), ["Aix", "Bonn", "Cork", "Delft"] * 10
    >>> frame = pd.DataFrame({"age": ages, "city": cities, "y": [0, 1, 1, 0, 0] * 8})
    >>> read_table(frame, "y", keep=["age"])
    Table data frame: 40 rows, 2 features (1 categorical), binary target 'y', 0 columns set aside
    """
    if task is not None and task not in TASKS:
        raise InputError(f"task {task!r} is not known: use classification or regression.")
    raw = read_raw(source)
    frame, notes = raw.frame, [Note(*n) for n in raw.notes]
    drop, keep = [str(c) for c in drop or ()], [str(c) for c in keep or ()]
    target, group = str(target), None if group is None else str(group)
    for role, columns in (("target", [target]), ("group", [group] if group else []),
                          ("drop", drop), ("keep", keep)):  # fmt: skip
        _require(raw, role, columns)
    for column, role in ((target, "target"), (group, "group")):
        if column in drop or (role == "group" and column == target):
            other = "drop" if column in drop else "target"
            raise InputError(f"“{column}” is named as {role} and as {other}: choose one.")
    if len(frame) == 0:
        raise InputError(f"{raw.name} has a header but no rows of data.")
    said: list[tuple[str, str]] = []
    frame, values = with_target(raw, frame, target, said)
    y, kind, classes, used = typed_target(raw, target, values, task, said)
    notes += [Note(*n) for n in said]
    frame, y = frame[used].reset_index(drop=True), y[used.to_numpy()]
    if len(frame) < minimum_rows:
        raise InputError(
            f"{raw.name} has {counted(len(frame), 'row')} with a target; at least {minimum_rows} "
            "are needed: add rows."
        )
    frame, y, codes = _sample(frame, y, group, kind, max_rows, random_state, notes)
    features, set_aside, copies = _features(raw, frame, [target, *([group] if group else [])],
                                            drop, keep, notes)  # fmt: skip
    if len(features) < 2:
        found = next(iter(features), None)
        told = f"only one usable feature, “{found}”" if found else "no usable feature"
        raise InputError(
            f"{raw.name} has {told} beside the target “{target}”: a ranking needs two; keep "
            "columns that were set aside, or add some."
        )
    data = pd.DataFrame(features)
    categorical = np.array([isinstance(t, pd.CategoricalDtype) for t in data.dtypes])
    _tell_leaks(data, y, target, notes)
    return Table(
        name=raw.name,
        frame=data,
        feature_names=tuple(data.columns),
        categorical=categorical,
        y=y,
        target=target,
        task=kind,
        classes=classes,
        groups=codes,
        set_aside=tuple(set_aside),
        notes=tuple(notes),
        identical=copies,
        sha256=raw.sha256,
    )


def _require(raw: RawTable, role: str, columns: Sequence[str]) -> None:
    """Refuse a column that is not there, with the closest names."""
    for column in columns:
        if column in raw.frame.columns:
            continue
        names = [str(c) for c in raw.frame.columns]
        lowered = {n.lower(): n for n in names}
        close = difflib.get_close_matches(str(column).lower(), lowered, n=3, cutoff=0.5)
        cure = (
            f"did you mean {' or '.join(f'“{lowered[c]}”' for c in close)}?"
            if close
            else f"its columns are {', '.join(names[:12])}{', …' if len(names) > 12 else ''}."
        )
        raise InputError(f"{raw.name} has no column “{column}” (given as {role}): {cure}")


def _sample(frame, y, group, kind, max_rows, random_state, notes):
    """At most `max_rows` rows in their order, and the codes of the group column."""
    if max_rows is not None and max_rows < MIN_ROWS:
        raise InputError(f"max_rows is {max_rows}; at least {MIN_ROWS} rows are needed.")
    if max_rows is not None and len(frame) > max_rows:
        chosen = _draw(y, kind, max_rows, np.random.default_rng(random_state))
        notes.append(Note("rows", f"A random sample of {max_rows} of {len(frame)} rows is used."))
        frame, y = frame.iloc[chosen].reset_index(drop=True), y[chosen]
    if group is None:
        return frame, y, None
    codes = pd.factorize(frame[group].astype(object).where(frame[group].notna(), None))[0]
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    notes.append(
        Note(
            "rows", f"Rows with the same “{group}” stay together ({len(np.unique(codes))} groups)."
        )
    )
    return frame, y, codes


def _draw(y, kind, size, rng) -> np.ndarray:
    """Sorted positions of a random sample; the classes keep their proportions, none is lost."""
    if kind == "regression":
        return np.sort(rng.choice(len(y), size, replace=False))
    shuffled = rng.permutation(len(y))
    order = shuffled[np.argsort(y[shuffled], kind="stable")]
    # Every (n/size)-th row of the rows sorted by class is a sample in proportion.
    chosen = order[np.floor(np.linspace(0, len(y) - 1, size)).astype(int)]
    lost = np.setdiff1d(np.unique(y), np.unique(y[chosen]))
    extra = [rng.choice(np.flatnonzero(y == c)) for c in lost]
    return np.sort(np.concatenate([chosen[len(extra) :], extra]).astype(int))


def _features(raw, frame, roles, drop, keep, notes):
    """Typed features, columns set aside, and the copies that were kept."""
    features: dict[str, pd.Series] = {}
    set_aside: list[SetAside] = []
    seen: dict[bytes, tuple[str, str]] = {}
    copies: list[tuple[str, str]] = []
    for name in frame.columns:
        if name in roles:
            continue
        if name in drop:
            set_aside.append(SetAside(name, "dropped", "left out on request"))
            continue
        typed = type_column(
            name, frame[name], decimal=raw.decimal, keep=name in keep, n_total=len(raw.frame)
        )
        notes += [Note("columns", text) for text in typed.notes]
        if not typed.features:
            set_aside.append(SetAside(name, typed.kind, typed.reason))
            continue
        for feature, values in typed.features.items():
            original, source = seen.setdefault(_digest(values), (feature, name))
            if original != feature:
                # Naming either of two copies keeps both, whichever stands first.
                if name not in keep and source not in keep:
                    reason = f"an exact copy of “{original}”"
                    if not _same_labels(values, features[original]):
                        reason += " with other labels"
                    set_aside.append(SetAside(feature, "duplicate", reason))
                    continue
                copies.append((original, feature))
            features[feature] = values
    return features, set_aside, tuple(copies)


def _digest(column: pd.Series) -> bytes:
    """Equal for columns that a model cannot tell apart; three codes are not three numbers."""
    codes = _codes(column)
    codes[np.isnan(codes)] = np.nan
    unordered = isinstance(column.dtype, pd.CategoricalDtype) and len(column.cat.categories) > 2
    return hashlib.sha256(codes.tobytes() + bytes([unordered])).digest()


def _same_labels(a: pd.Series, b: pd.Series) -> bool:
    kinds = [isinstance(c.dtype, pd.CategoricalDtype) for c in (a, b)]
    return kinds[0] == kinds[1] and (
        not kinds[0] or list(a.cat.categories) == list(b.cat.categories)
    )


def _codes(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype("float64")
        return np.where(codes < 0, np.nan, codes)
    return column.to_numpy(dtype="float64", na_value=np.nan) + 0.0


def _tell_leaks(data: pd.DataFrame, y: np.ndarray, target: str, notes: list[Note]) -> None:
    """Say which features are the target in other words."""
    for name, column in data.items():
        codes = _codes(column)
        present = ~np.isnan(codes)
        if present.mean() >= 0.9 and _one_to_one(codes[present], y[present]):
            notes.append(
                Note(
                    "leak",
                    f"“{name}” determines the target “{target}” exactly and is determined by it: "
                    "it is probably the target in other words; drop it.",
                )
            )


def _one_to_one(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether each value of one goes with one value of the other, and that is no accident.

    Where nearly all values are different that holds for any two columns: they must rise together.
    """
    first, second = pd.factorize(a)[0], pd.factorize(b)[0]
    n_values = second.max(initial=0) + 1
    if n_values < 2 or (first != second).any():
        return False
    if n_values <= len(b) / 2:
        return True
    steps = np.diff(b[np.argsort(a, kind="stable")])
    return bool((steps >= 0).all() or (steps <= 0).all())
