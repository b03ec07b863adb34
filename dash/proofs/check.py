"""Check all proofs of a project: compile in import order, replay, audit, keep what was checked."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path

from dash.errors import InputError
from dash.progress import track
from dash.proofs.cache import Cache, default_folder
from dash.proofs.facts import Facts
from dash.proofs.kernel import (
    LEAN,
    MEMORY_LIMIT,
    TIME_LIMIT,
    TOOLCHAIN,
    LakeKernel,
    PipKernel,
    find_kernel,
)
from dash.proofs.lake import check_with_lake
from dash.proofs.layout import Layout, Source, read_layout
from dash.proofs.pip import check_with_pip
from dash.proofs.result import Failure, Module, Proofs


def verify(
    root: str | Path = ".",
    *,
    kernel: str = "auto",
    cache: str | Path | None = None,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    n_jobs: int | None = None,
    progress: bool = False,
) -> Proofs:
    """Check every proof of a project.

    Each module is compiled by Lean in a process of its own, then sent through Lean's kernel once
    more from the compiled file, then audited: no error, no warning, no axiom but Lean's own three,
    nothing that hides one. What has been checked is kept, and checked again only when its text,
    what it imports, the kernel or this code has changed.

    Parameters
    ----------
    root : str or Path, default "."
        Folder with `lean-toolchain` and `lean/`.
    kernel : {"auto", "lake", "pip"}, default "auto"
        Run Lean through an installed toolchain (`lake`) or out of the wheel that the extra
        `[proofs]` brings (`pip`); `auto` takes lake where it works.
    cache : str or Path, optional
        Folder for checked modules; by default in the user's cache folder.
    time_limit : float, default 600
        Seconds for one module.
    memory_limit : int, default 4 GiB
        Bytes of memory for one module.
    n_jobs : int, optional
        Modules checked at once; by default as many as there are cores.
    progress : bool, default False
        Show a bar on a terminal.

    Returns
    -------
    Proofs
        Modules, theorems with what they rest on, failures.

    Raises
    ------
    KernelUnavailable
        No Lean can be run here; the message says how to get one.
    InputError
        The root holds no proofs, or the cache cannot be written.
    """
    began = time.monotonic()
    root = Path(root)
    if not root.is_dir():
        raise InputError(f"{root} is not a folder.")
    folder = Path(cache) if cache is not None else default_folder()
    try:
        store = Cache(folder.absolute())
    except OSError as error:
        raise InputError(f"the cache {folder} cannot be written: {error.strerror}.") from None
    chosen = find_kernel(
        kernel,
        root=root,
        cache=store.folder,
        time_limit=time_limit,
        memory_limit=memory_limit,
    )
    layout = read_layout(root, stand_in=isinstance(chosen, PipKernel))
    if isinstance(chosen, LakeKernel):
        coming = check_with_lake(chosen, layout, store)
    else:
        coming = check_with_pip(chosen, layout, store, n_jobs or os.cpu_count() or 1)
    with closing(coming):
        checked = dict(track(coming, len(layout.order), "Checking proofs", show=progress))
    return _proofs(root, chosen.name, layout, checked, time.monotonic() - began)


def _proofs(
    root: Path, kernel: str, layout: Layout, checked: dict[str, Facts], seconds: float
) -> Proofs:
    failures = [*_toolchain(root), *layout.failures]
    finished = [facts for facts in checked.values() if facts.checked]
    for source in layout.order:
        failures += checked[source.name].failures
    return Proofs(
        root=str(root),
        kernel=kernel,
        version=LEAN,
        replayed=bool(finished) and all(facts.replayed for facts in finished),
        modules=(
            *(_module(s, checked[s.name]) for s in layout.order),
            *(_module(s, Facts()) for s in layout.blocked),
        ),
        theorems=tuple(t for s in layout.order for t in checked[s.name].theorems),
        failures=tuple(failures),
        seconds=seconds,
    )


def _module(source: Source, facts: Facts) -> Module:
    return Module(
        name=source.name,
        path=source.path,
        layer=source.layer,
        introduction=facts.introduction,
        sha256=source.sha256,
        constants=facts.constants,
        seconds=facts.seconds,
        cached=facts.cached,
        checked=facts.checked,
    )


def _toolchain(root: Path) -> list[Failure]:
    """The file that tells elan which Lean to take must name the one that we check with."""
    name = "lean-toolchain"
    try:
        said = (root / name).read_text(encoding="utf-8").strip()
    except OSError:
        return [Failure("toolchain", f"the file is missing; it must say {TOOLCHAIN}", "", name)]
    if said != TOOLCHAIN:
        return [Failure("toolchain", f"says {said!r}, but it must say {TOOLCHAIN}", "", name, 1)]
    return []
