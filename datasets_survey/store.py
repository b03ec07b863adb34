"""The result store: a file of JSON lines that is appended to one whole line at a time."""

from __future__ import annotations

import gzip
import json
import os
import platform
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from dash import InputError
from diagnostics.result import jsonable

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind.
    fcntl = None

SCHEMA = 1
#: What may differ between two runs that found the same.
VOLATILE = ("seconds", "peak_memory_mb", "finished")
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "xgboost", "lightgbm")


def settings_of(*, random_state: int, protocols: Iterable[Any]) -> dict[str, Any]:
    """What determines every number in a store: seed, protocols and versions.

    Examples
    --------
    >>> settings_of(random_state=0, protocols=[])["random_state"]
    0
    """
    from dash import __version__

    versions = {"dash-attribution": __version__, "python": platform.python_version()}
    for library in LIBRARIES:
        try:
            versions[library] = version(library)
        except PackageNotFoundError:
            versions[library] = "absent"
    return jsonable(
        {
            "schema": SCHEMA,
            "random_state": random_state,
            "versions": versions,
            "protocols": {p.name: p.definition() for p in protocols},
        }
    )


class Store:
    """Rows of a survey in a file.

    The first line holds the settings, each further line one row, of one data set under one
    protocol. A line is written with a single `write` and forced to disk; a line that was torn by a
    crash has no end and is cut off when the store is opened again.

    Parameters
    ----------
    path : Path
        The file.
    settings : dict
        As from `settings_of`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store.create(Path(folder, "s.jsonl"), settings_of(random_state=0, protocols=[]))
    ...     store.append({"dataset": "iris", "protocol": "xgboost-seed", "status": "done"})
    ...     len(store.rows())
    1
    """

    def __init__(self, path: Path, settings: dict[str, Any]) -> None:
        self.path = Path(path)
        self.settings = settings

    @classmethod
    def create(cls, path: Path, settings: dict[str, Any]) -> Store:
        """A new, empty store.

        Raises
        ------
        InputError
            If the file exists, or cannot be written.
        """
        path, store = Path(path), cls(path, settings)
        if path.exists() and path.stat().st_size:
            raise InputError(
                f"{path} exists: give --resume to go on with it, or --output to start another."
            )
        store._write(json.dumps({"settings": settings}, ensure_ascii=False))
        return store

    @classmethod
    def resume(cls, path: Path, settings: dict[str, Any]) -> Store:
        """Open a store to append to it; a torn last line is cut off.

        A file that does not exist, or was torn in its first line, is begun anew.

        Raises
        ------
        InputError
            If it was begun with other settings; the sentence names the first that differs.
        """
        path = Path(path)
        if path.exists():
            _cut_torn_line(path)
        if not path.exists() or path.stat().st_size == 0:
            return cls.create(path, settings)
        store = cls.open(path)
        _refuse_other_settings(path, store.settings, settings)
        return store

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a store to read it; one that ends in `.gz` is compressed and can only be read.

        Raises
        ------
        InputError
            If the file is not there or is no store.
        """
        path = Path(path)
        try:
            with _reader(path) as lines:
                settings = json.loads(next(lines, b""))["settings"]
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from None
        except (ValueError, KeyError, TypeError, EOFError, zlib.error):
            raise InputError(
                f"{path} is no survey: its first line does not hold the settings of one."
            ) from None
        return cls(path, settings)

    def append(self, row: dict[str, Any]) -> None:
        """Add one row: all of it, or nothing."""
        self._write(json.dumps(jsonable(row), ensure_ascii=False, allow_nan=False))

    def rows(self) -> list[dict[str, Any]]:
        """All rows, the latest of each data set and protocol, sorted by both.

        Raises
        ------
        InputError
            If a line other than a torn last one is not JSON.
        """
        found: dict[tuple[str, str], dict[str, Any]] = {}
        with _reader(self.path) as file:
            content = file.read().decode("utf-8", errors="replace")
        complete = content[: content.rfind("\n") + 1]
        for number, line in enumerate(complete.splitlines()[1:], start=2):
            try:
                row = json.loads(line)
                found[row["dataset"], row["protocol"]] = row
            except (ValueError, KeyError, TypeError):
                raise InputError(f"line {number} of {self.path} is no row of a survey.") from None
        return [found[key] for key in sorted(found)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store for one writer.

        Raises
        ------
        InputError
            If another process is writing to it.
        """
        with self.path.open("rb") as handle:
            if fcntl is not None:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise InputError(
                        f"another run is writing to {self.path}: wait for it, or give another "
                        "--output."
                    ) from None
            yield

    def _write(self, line: str) -> None:
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise InputError(f"{self.path} cannot be written: {error.strerror}.") from None
        try:
            content = line.encode("utf-8", errors="replace") + b"\n"
            if os.write(file, content) != len(content):
                raise InputError(f"{self.path} could not be written whole: is the disk full?")
            os.fsync(file)
        finally:
            os.close(file)


def stored_run() -> Path:
    """The full run that comes with the product.

    Examples
    --------
    >>> stored_run().name
    'survey.jsonl.gz'
    """
    return Path(__file__).with_name("results") / "survey.jsonl.gz"


def write_compressed(store: Store, path: Path) -> None:
    """Write the rows of a store, sorted and each only once, into a compressed file.

    The same rows give the same bytes, whatever the order in which they were found.
    """
    lines = [json.dumps({"settings": store.settings}, ensure_ascii=False)]
    lines += [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in store.rows()]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", errors="replace")
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)


def same(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what may differ between two equal runs: times and memory.

    Examples
    --------
    >>> same({"dataset": "iris", "seconds": 1.0})
    {'dataset': 'iris'}
    """
    return {k: v for k, v in row.items() if k not in VOLATILE}


def _reader(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _cut_torn_line(path: Path) -> None:
    """Remove what follows the last line end; it was being written when the writer died."""
    with path.open("rb+") as file:
        content = file.read()
        end = content.rfind(b"\n") + 1
        if end < len(content):
            file.truncate(end)
            os.fsync(file.fileno())


def _refuse_other_settings(path: Path, stored: Any, wanted: Any, place: str = "") -> None:
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for key in sorted({*stored, *wanted}):
            inner = f"{place}.{key}" if place else key
            _refuse_other_settings(path, stored.get(key), wanted.get(key), inner)
    elif stored != wanted:
        raise InputError(
            f"{path} was begun with {place} = {stored}, and here it is {wanted}: run with the same "
            "settings, or start another file with --output."
        )
