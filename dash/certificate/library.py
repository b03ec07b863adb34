"""Our own copy of the Lean library, and the part of it on which a certificate stands."""

from __future__ import annotations

from pathlib import Path

from dash.errors import InputError
from dash.proofs.layout import KERNEL, read_layout

CERTIFICATE_MODULE = "DASH.Certificate"
STAND_IN_PATH = "lean/Kernel/Init.lean"
TOOLCHAIN_FILE = "lean-toolchain"


def library_root() -> Path:
    """The folder with `lean/` and `lean-toolchain`: in a checkout its root, else in the package.

    Raises
    ------
    InputError
        If this installation carries no Lean sources.
    """
    package = Path(__file__).parents[1]
    for root in (package / "_lean", package.parent):
        if (root / "lean" / "DASH" / "Certificate.lean").is_file():
            return root
    raise InputError(
        "this installation of dash-attribution carries no Lean library: reinstall the package."
    )


def certificate_library() -> dict[str, str]:
    """Path → text of the Lean files that `DASH.Certificate` needs, itself included.

    Examples
    --------
    >>> "lean/DASH/Certificate.lean" in certificate_library()
    True
    """
    layout = read_layout(library_root(), stand_in=False)
    sources = {s.name: s for s in layout.order}
    wanted, todo = set(), [CERTIFICATE_MODULE]
    while todo:
        name = todo.pop()
        if name in sources and name not in wanted:
            wanted.add(name)
            todo += sources[name].imports
    return {s.path: s.text for s in layout.order if s.name in wanted and s.layer != KERNEL}


def toolchain() -> str:
    """The text of `lean-toolchain`."""
    return (library_root() / TOOLCHAIN_FILE).read_text(encoding="utf-8")


def stand_in() -> str:
    """The text of the stand-in for Lean's `Init`, for machines without a Lean of their own."""
    return (library_root() / STAND_IN_PATH).read_text(encoding="utf-8")
