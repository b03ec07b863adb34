"""Keep what was compiled, under a key of its content; notice when a kept file has changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from dash.proofs.facts import Facts

COMPILED, AXIOMS, FACTS = "module.olean", "axioms.json", "facts.json"
DAY = 24 * 3600.0
#: An entry that no run has used for so long goes.
KEPT_DAYS = 30
CHUNK = 1 << 20


def default_folder() -> Path:
    """Where this platform keeps caches."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "dash-attribution" / "proofs"


def file_sha256(path: Path | str) -> str:
    """The sha256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


class Cache:
    """Checked modules on disk: for each key the compiled file, its axioms, and the facts of it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.entries = folder / "entries"
        self.entries.mkdir(parents=True, exist_ok=True)

    def compiled(self, key: str) -> Path:
        """The compiled file of an entry."""
        return self.entries / key / COMPILED

    def load(self, key: str) -> Facts | None:
        """The facts of an entry; None when there is none or any byte of it has changed."""
        folder = self.entries / key
        try:
            seal, _, content = (folder / FACTS).read_text(encoding="utf-8").partition("\n")
            if hashlib.sha256(content.encode("utf-8")).hexdigest() != seal:
                return None
            kept = json.loads(content)
            if any(file_sha256(folder / name) != sha for name, sha in kept["files"].items()):
                return None
            if time.time() - (folder / FACTS).stat().st_mtime > DAY:
                os.utime(folder / FACTS)
            return Facts.from_dict(kept["facts"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def axioms(self, key: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
        """Each constant of an entry with the axioms that it rests on: all, and those to watch."""
        kept = json.loads((self.entries / key / AXIOMS).read_text(encoding="utf-8"))
        sets = [frozenset(s) for s in kept["sets"]]
        axioms = {name: sets[i] for name, i in kept["constants"].items()}
        return axioms, {name: axioms[name] for name in kept["watched"]}

    def put_compiled(self, key: str, file: Path) -> Path:
        """Move a compiled file to its place; it is no entry before `seal`."""
        folder = self.entries / key
        folder.mkdir(exist_ok=True)
        (folder / FACTS).unlink(missing_ok=True)
        os.replace(file, folder / COMPILED)
        return folder / COMPILED

    def seal(
        self, key: str, axioms: dict[str, frozenset[str]], watched: set[str], facts: Facts
    ) -> None:
        """Make it an entry; the facts come last, so that one cut short is none."""
        folder = self.entries / key
        sets = sorted(set(axioms.values()), key=sorted)
        index = {s: i for i, s in enumerate(sets)}
        table = {
            "sets": [sorted(s) for s in sets],
            "constants": {name: index[axioms[name]] for name in sorted(axioms)},
            "watched": sorted(watched),
        }
        _write(folder / AXIOMS, json.dumps(table, ensure_ascii=False))
        files = {name: file_sha256(folder / name) for name in (COMPILED, AXIOMS)}
        content = json.dumps({"files": files, "facts": facts.to_dict()}, ensure_ascii=False)
        seal = hashlib.sha256(content.encode("utf-8")).hexdigest()
        _write(folder / FACTS, f"{seal}\n{content}")

    def workspace(self) -> Path:
        """A fresh folder on the same file system."""
        return Path(tempfile.mkdtemp(prefix="work-", dir=self.folder))

    def prune(self) -> None:
        """Remove what no run has used for a month, and what interrupted runs left behind."""
        oldest = time.time() - KEPT_DAYS * DAY
        for folder in [*self.entries.iterdir(), *self.folder.glob("work-*")]:
            try:
                mark = folder / FACTS if (folder / FACTS).exists() else folder
                if mark.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
