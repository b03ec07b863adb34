"""Loaders for those who have a network: OpenML and UCI, each download kept and never repeated."""

from __future__ import annotations

import csv
import dataclasses
import functools
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dash.errors import InputError
from datasets_survey.registry import Dataset

TABLE = Path(__file__).with_name("published.csv")
CACHE = "DASH_SURVEY_CACHE"
ATTEMPTS = 4
WAIT_SECONDS = 2.0
SOURCES = ("OpenML", "UCI")


@dataclass(frozen=True)
class Published:
    """A row of the published survey of 77 datasets, and what is known of it.

    Attributes
    ----------
    name : str
        Its name there.
    source : {"scikit-learn", "OpenML"}
        Where it was read from.
    openml_id : int or None
        OpenML's number.
    task : {"classification", "regression"}
        What was predicted.
    n_rows, n_features, n_pairs : int
        Rows and numeric features that were used, pairs with |rho| above 0.5.
    max_rho, max_flip : float
        Largest |rho| and largest flip rate of those pairs.
    verdict : {"unstable", "stable", "no correlated pair"}
        Unstable: a flip rate above 0.10.
    family : str
        One name for all of them from the same source.
    same_as : str
        Key of the same data in our registry, or empty.
    remark : str
        Known defects.
    """

    name: str
    source: str
    openml_id: int | None
    task: str
    n_rows: int
    n_features: int
    n_pairs: int
    max_rho: float
    max_flip: float
    verdict: str
    family: str
    same_as: str
    remark: str

    @property
    def timed_out(self) -> bool:
        """Whether nothing was computed; the published table counts it as stable."""
        return "timed out" in self.remark


@functools.cache
def published() -> tuple[Published, ...]:
    """The 77 datasets of the published survey, in its order.

    Returns
    -------
    tuple of Published

    Examples
    --------
    >>> rows = published()
    >>> len(rows), sum(r.verdict == "unstable" for r in rows)
    (77, 52)
    """
    with open(TABLE, encoding="utf-8", newline="") as file:
        return tuple(
            Published(
                name=row["name"],
                source=row["source"],
                openml_id=int(row["openml_id"]) if row["openml_id"] else None,
                task=row["task"],
                n_rows=int(row["n_rows"]),
                n_features=int(row["n_features"]),
                n_pairs=int(row["n_pairs"]),
                max_rho=float(row["max_rho"]),
                max_flip=float(row["max_flip"]),
                verdict=row["verdict"],
                family=row["family"],
                same_as=row["same_as"],
                remark=row["remark"],
            )
            for row in csv.DictReader(file)
        )


def openml(
    number: int,
    *,
    task: str | None = None,
    cache: str | Path | None = None,
    attempts: int = ATTEMPTS,
    wait: float = WAIT_SECONDS,
    fetch: Callable[[int], Any] | None = None,
) -> tuple[Dataset, pd.DataFrame]:
    """A dataset of OpenML: from the cache, otherwise downloaded and kept.

    Parameters
    ----------
    number : int
        OpenML's number of the dataset.
    task : {"classification", "regression"}, optional
        By default what the published survey says, otherwise by the type of the target.
    cache : path, optional
        Folder of the downloads; by default `$DASH_SURVEY_CACHE` or ~/.cache/dash-attribution.
    attempts : int, default 4
        Tries before it is given up.
    wait : float, default 2
        Seconds before the second try; twice as many before each further one.
    fetch : callable, optional
        Number → what `sklearn.datasets.fetch_openml` returns; for tests.

    Returns
    -------
    Dataset
        In the schema of the registry; its key is "OpenML/number".
    DataFrame
        Target and features.

    Raises
    ------
    InputError
        The download failed `attempts` times (with the reason), or it has no target.
    """
    known = {p.openml_id: p for p in published() if p.openml_id is not None}
    row = known.get(number)

    def download() -> tuple[Dataset, pd.DataFrame]:
        return _from_openml(number, row, task, (fetch or _fetch_openml)(number))

    return _kept(f"OpenML/{number}", cache, attempts, wait, download)


def uci(
    number: int,
    *,
    task: str | None = None,
    cache: str | Path | None = None,
    attempts: int = ATTEMPTS,
    wait: float = WAIT_SECONDS,
    fetch: Callable[[int], Any] | None = None,
) -> tuple[Dataset, pd.DataFrame]:
    """A dataset of the UCI repository, by the package ucimlrepo: cached as those of OpenML.

    Parameters
    ----------
    number : int
        UCI's number of the dataset.
    task, cache, attempts, wait, fetch
        As for `openml`; `fetch` returns what `ucimlrepo.fetch_ucirepo` does.

    Returns
    -------
    Dataset
        Its key is "UCI/number".
    DataFrame
        Its first target and the features.

    Raises
    ------
    InputError
        The package ucimlrepo is missing, the download failed, or there is no target.
    """

    def download() -> tuple[Dataset, pd.DataFrame]:
        return _from_uci(number, task, (fetch or _fetch_uci)(number))

    return _kept(f"UCI/{number}", cache, attempts, wait, download)


def load(d: Dataset, *, cache: str | Path | None = None) -> pd.DataFrame:
    """The table of a dataset whose package is "OpenML" or "UCI".

    Parameters
    ----------
    d : Dataset
        As `openml` or `uci` returned it; its name is the number.
    cache : path, optional
        Folder of the downloads.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        As `openml` and `uci`.
    """
    read = {"OpenML": openml, "UCI": uci}[d.package]
    frame = read(int(d.name), task=d.task, cache=cache)[1]
    return frame.drop(columns=[c for c in d.drop if c in frame.columns])


def _kept(key, cache, attempts, wait, download) -> tuple[Dataset, pd.DataFrame]:
    """What the cache has, otherwise the download; two files, the description last."""
    folder = Path(cache or os.environ.get(CACHE) or Path.home() / ".cache" / "dash-attribution")
    stem = folder / key.lower().replace("/", "-")
    table, about = stem.with_suffix(".parquet"), stem.with_suffix(".json")
    if about.is_file() and table.is_file():
        fields = json.loads(about.read_text(encoding="utf-8"))
        return Dataset(**{**fields, "drop": tuple(fields["drop"])}), pd.read_parquet(table)
    d, frame = _patiently(key, attempts, wait, download)
    folder.mkdir(parents=True, exist_ok=True)
    # A name of its own until it is whole: an interrupted write is never taken for a dataset.
    for path, write in (
        (table, frame.to_parquet),
        (about, lambda p: p.write_text(json.dumps(dataclasses.asdict(d)), encoding="utf-8")),
    ):
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        write(partial)
        os.replace(partial, path)
    return d, frame


def _patiently(key: str, attempts: int, wait: float, download):
    """The download, tried again after a failure of the network and after twice the wait."""
    reason = "no attempt was made"
    for attempt in range(attempts):
        if attempt:
            time.sleep(wait * 2 ** (attempt - 1))
        try:
            return download()
        except InputError:
            raise
        except Exception as error:  # the clients raise whatever their libraries do
            reason = f"{type(error).__name__}: {str(error).strip() or 'no reason given'}"
    tries = f"{attempts} attempt{'' if attempts == 1 else 's'}"
    raise InputError(
        f"{key} could not be downloaded in {tries} ({reason}): check the network and run it "
        "again; what was downloaded before is kept."
    )


def _fetch_openml(number: int) -> Any:
    from sklearn.datasets import fetch_openml

    return fetch_openml(data_id=number, as_frame=True, parser="auto", cache=False)


def _fetch_uci(number: int) -> Any:
    try:
        from ucimlrepo import fetch_ucirepo
    except ImportError as missing:
        raise InputError(
            "datasets of UCI are read by the package ucimlrepo, which is not installed: "
            "pip install ucimlrepo"
        ) from missing
    return fetch_ucirepo(id=number)


def _from_openml(number, row, task, bunch) -> tuple[Dataset, pd.DataFrame]:
    targets = list(bunch.target_names or [])
    if len(targets) != 1:
        found = f"{len(targets)} targets" if targets else "no target"
        raise InputError(f"OpenML/{number} has {found}: a dataset of the survey has one.")
    frame, details = bunch.frame, dict(bunch.details or {})
    return (
        Dataset(
            key=f"OpenML/{number}",
            package="OpenML",
            name=str(number),
            target=targets[0],
            task=task or (row.task if row else _task_of(frame[targets[0]])),
            tier="A" if row else "C",
            family=str(details.get("name", number)).lower(),
            drop=(),
            source="OpenML",
            licence=str(details.get("licence", "not stated")),
            excluded="",
            simulated=False,
            remark=row.remark if row else "",
        ),
        frame,
    )


def _from_uci(number, task, answer) -> tuple[Dataset, pd.DataFrame]:
    targets = answer.data.targets
    if targets is None or not len(targets.columns):
        raise InputError(f"UCI/{number} has no target: a dataset of the survey has one.")
    target = str(targets.columns[0])
    frame = pd.concat([answer.data.features, targets.iloc[:, :1]], axis=1)
    return (
        Dataset(
            key=f"UCI/{number}",
            package="UCI",
            name=str(number),
            target=target,
            task=task or _task_of(frame[target]),
            tier="C",
            family=str(answer.metadata["name"]).lower(),
            drop=(),
            source="UCI",
            licence="CC BY 4.0",
            excluded="",
            simulated=False,
        ),
        frame,
    )


def _task_of(target: pd.Series) -> str:
    numeric = pd.api.types.is_numeric_dtype(target.dtype)
    return "regression" if numeric and target.nunique() > 10 else "classification"
