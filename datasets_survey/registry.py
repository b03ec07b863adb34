"""The registry: one declarative table says what each dataset of the survey is and why it counts."""

from __future__ import annotations

import csv
import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dash.errors import InputError

TABLE = Path(__file__).with_name("registry.csv")
TASKS = ("classification", "regression")
TIERS = ("A", "B", "C", "K", "X")


@dataclass(frozen=True)
class Dataset:
    """A dataset of the survey.

    Attributes
    ----------
    key : str
        "package/name", unique.
    package : str
        Python distribution that carries it.
    name : str
        Its name there.
    target : str
        Column to be predicted.
    task : {"classification", "regression"}
        What kind of prediction.
    tier : {"A", "B", "C", "K", "X"}
        A: documented target. B: target checked by hand, or a fault mended by hand. C: target
        chosen by rule. K: imbalanced variant of another dataset. X: not usable.
    family : str
        One name for all datasets from the same source.
    drop : tuple of str
        Columns that must not be features: identifiers, weights, other outcomes, what is known only
        after the target, and other forms of the target or of a feature.
    source : str
        Where the data come from.
    licence : str
        Of the package that carries it.
    excluded : str
        Empty, or why it does not count.
    simulated : bool
        Whether its own documentation says that it is made up.
    remark : str
        What was decided by hand.
    """

    key: str
    package: str
    name: str
    target: str
    task: str
    tier: str
    family: str
    drop: tuple[str, ...]
    source: str
    licence: str
    excluded: str
    simulated: bool
    remark: str = ""


def registry(
    *,
    tiers: Sequence[str] = ("A", "B"),
    excluded: bool = False,
    path: str | Path | None = None,
) -> tuple[Dataset, ...]:
    """The datasets of some tiers, in the order of the table.

    Parameters
    ----------
    tiers : sequence of str, default ("A", "B")
        Which tiers.
    excluded : bool, default False
        Also those that do not count.
    path : path, optional
        Another table with the same columns.

    Returns
    -------
    tuple of Dataset

    Raises
    ------
    InputError
        A tier does not exist, or the table cannot be read.

    Examples
    --------
    >>> [d.key for d in registry(tiers=("A",)) if d.package == "ISLP"][:2]
    ['ISLP/Auto', 'ISLP/Caravan']
    """
    unknown = [t for t in tiers if t not in TIERS]
    if unknown:
        raise InputError(f"there is no tier “{unknown[0]}”: choose among {', '.join(TIERS)}.")
    rows = _read(Path(path) if path is not None else TABLE)
    return tuple(d for d in rows if d.tier in tiers and (excluded or not d.excluded))


def dataset(key: str) -> Dataset:
    """One dataset by its key, or by its name where only one dataset has it.

    Parameters
    ----------
    key : str
        "package/name", or the name alone, or its last part.

    Returns
    -------
    Dataset

    Raises
    ------
    InputError
        No dataset, or more than one, is called so; the message names the close ones.

    Examples
    --------
    >>> dataset("breast_cancer").target
    'target'
    """
    everything = registry(tiers=TIERS, excluded=True)
    for called in (
        lambda d: d.key == key,
        lambda d: d.name == key,
        lambda d: d.name.rpartition("/")[2] == key,
    ):
        found = [d for d in everything if called(d)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(d.key for d in found)
            raise InputError(f"“{key}” names {len(found)} datasets: say which of {names}.")
    keys = {}
    for d in everything:
        keys.update({d.key.lower(): d.key, d.name.lower(): d.key})
        keys[d.name.rpartition("/")[2].lower()] = d.key
    close = difflib.get_close_matches(key.lower(), keys, n=3, cutoff=0.5)
    cure = (
        f"did you mean {' or '.join(dict.fromkeys(keys[c] for c in close))}?"
        if close
        else "`registry()` lists them."
    )
    raise InputError(f"the survey has no dataset “{key}”: {cure}")


@functools.cache
def _read(path: Path) -> tuple[Dataset, ...]:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise InputError(f"the registry {path} cannot be read: {error.strerror}.") from error
    try:
        return tuple(_dataset(row) for row in rows)
    except KeyError as error:
        raise InputError(f"the registry {path} has no column {error}.") from error


def _dataset(row: dict[str, str]) -> Dataset:
    return Dataset(
        key=f"{row['package']}/{row['name']}",
        package=row["package"],
        name=row["name"],
        target=row["target"],
        task=row["task"],
        tier=row["tier"],
        family=row["family"],
        drop=tuple(c for c in row["drop"].split(";") if c),
        source=row["source"],
        licence=row["licence"],
        excluded=row["excluded"],
        simulated=row["simulated"] == "1",
        remark=row["remark"],
    )
