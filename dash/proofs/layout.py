"""Find the Lean files of a project and the order in which their imports put them.

`lean/Kernel/Init.lean` is the module `Init`, our stand-in for Lean's own; every other `.lean` file
below `lean/` is a module of the library, named after its path.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from dash.errors import InputError
from dash.proofs.result import KERNEL, Failure, layer_of
from dash.proofs.source import Header, read_header

SOURCES = Path("lean")
STAND_IN = SOURCES / "Kernel"
#: The module that imports all others: what `lake build` builds.
TOP = "DASH"
INIT = "Init"


@dataclass(frozen=True)
class Source:
    """One Lean file.

    Attributes
    ----------
    name : str
        Module.
    path : str
        File, from the root of the project, with forward slashes.
    text : str
        Its content.
    header : Header
        Its imports.
    layer : str
        `theory`, `foundation` or `kernel`.
    """

    name: str
    path: str
    text: str
    header: Header
    layer: str

    @property
    def imports(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i.module for i in self.header.imports))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def failure(self, kind: str, message: str, line: int | None = None) -> Failure:
        """A failure in this file."""
        return Failure(kind, message, self.name, self.path, line)


@dataclass(frozen=True)
class Layout:
    """The files of a project that can be compiled, in order, and what is wrong with the others.

    Attributes
    ----------
    root : Path
        The project.
    order : tuple of Source
        Each after all that it imports; otherwise as the `import` lines name them, from `DASH` on.
    blocked : tuple of Source
        Files that cannot be compiled: in a cycle, with an unknown import, or on top of such.
    failures : tuple of Failure
        One for every cause.
    """

    root: Path
    order: tuple[Source, ...]
    blocked: tuple[Source, ...]
    failures: tuple[Failure, ...]


def read_layout(root: Path, *, stand_in: bool) -> Layout:
    """Read the sources of a project.

    Parameters
    ----------
    root : Path
        Folder with `lean/`.
    stand_in : bool
        Take `Init` from `lean/Kernel`; otherwise it is Lean's own and taken as given.

    Raises
    ------
    InputError
        There is no `lean/` below the root.
    """
    if not (root / SOURCES).is_dir():
        raise InputError(f"{root} has no folder {SOURCES}: name the root of a project with proofs.")
    failures: list[Failure] = []
    sources = _read_sources(root, stand_in, failures)
    if TOP not in sources:
        path = f"{SOURCES}/{TOP}.lean"
        failures.append(
            Failure("missing", "the file that imports all others is missing", TOP, path)
        )
    if stand_in and INIT not in sources:
        path = f"{STAND_IN.as_posix()}/{INIT}.lean"
        failures.append(Failure("missing", "the stand-in for Init is missing", INIT, path))
    bad = {s.name for s in sources.values() if _unknown_imports(s, sources, stand_in, failures)}
    order = _in_order(sources, bad, failures)
    good: list[Source] = []
    for source in order:
        causes = [m for m in source.imports if m in bad]
        if source.name not in bad and causes:
            bad.add(source.name)
            failures.append(not_checked(source, causes[0]))
        if source.name not in bad:
            good.append(source)
    failures += _left_out(sources)
    blocked = tuple(s for s in order if s.name in bad)
    return Layout(root, tuple(good), blocked, tuple(failures))


def not_checked(source: Source, cause: str) -> Failure:
    """The failure of a module that imports another one which failed."""
    line = next(i.line for i in source.header.imports if i.module == cause)
    return source.failure("skipped", f"not checked, for it imports {cause}, which failed", line)


def _read_sources(root: Path, stand_in: bool, failures: list[Failure]) -> dict[str, Source]:
    sources = {}
    for file in sorted((root / SOURCES).rglob("*.lean")):
        path = file.relative_to(root)
        kernel = path.is_relative_to(STAND_IN)
        if any(part.startswith(".") for part in path.parts) or (kernel and not stand_in):
            continue
        inside = path.relative_to(STAND_IN if kernel else SOURCES).with_suffix("")
        name = ".".join(p if re.fullmatch(r"(?!\d)[\w']+", p) else f"«{p}»" for p in inside.parts)
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            failures.append(Failure("error", "the file is not UTF-8 text", name, path.as_posix()))
            continue
        layer = KERNEL if kernel else layer_of(name)
        sources[name] = Source(name, path.as_posix(), text, read_header(text), layer)
    return sources


def _unknown_imports(source, sources, stand_in, failures) -> bool:
    """Note every import that leads nowhere."""
    found = False
    for needed in source.header.imports:
        if needed.module in sources or (needed.module == INIT and not stand_in):
            continue
        found = True
        if needed.module == INIT:
            continue  # noted once for all files
        file = f"{SOURCES}/{needed.module.replace('.', '/')}.lean"
        message = f"imports {needed.module}, which is not there: no file {file}"
        failures.append(source.failure("import", message, needed.line))
    if source.header.module_system:
        found = True
        failures.append(source.failure("error", "begins with `module`, which is not supported", 1))
    return found


def _in_order(sources: dict[str, Source], bad: set[str], failures: list[Failure]) -> list[Source]:
    """Depth first from the top module; members of a cycle become bad, with one failure a cycle."""
    order: list[Source] = []
    state: dict[str, str] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        state[name] = "open"
        path.append(name)
        for needed in sources[name].imports:
            if state.get(needed) == "open":
                _note_cycle([*path[path.index(needed) :], needed], sources, bad, failures)
            elif needed in sources and needed not in state:
                visit(needed)
        path.pop()
        state[name] = "done"
        order.append(sources[name])

    for name in [TOP, *sources]:
        if name in sources and name not in state:
            visit(name)
    return order


def _note_cycle(cycle: list[str], sources: dict[str, Source], bad: set[str], failures) -> None:
    bad.update(cycle)
    first = sources[cycle[0]]
    line = next(i.line for i in first.header.imports if i.module == cycle[1])
    steps = " → ".join(f"{name} ({sources[name].path})" for name in cycle)
    failures.append(first.failure("cycle", f"the imports go round in a circle: {steps}", line))


def _left_out(sources: dict[str, Source]) -> list[Failure]:
    """Files that the top module does not reach, so that `lake build` would pass them over."""
    if TOP not in sources:
        return []
    reached, todo = set(), [TOP]
    while todo:
        name = todo.pop()
        if name in sources and name not in reached:
            reached.add(name)
            todo += sources[name].imports
    return [
        s.failure("missing", f"{SOURCES}/{TOP}.lean does not import it, so `lake build` skips it")
        for s in sources.values()
        if s.name not in reached and s.layer != KERNEL
    ]
