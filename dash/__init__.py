"""Which parts of a feature ranking can be trusted: ensembles, attributions, tests, reports.

Everything public is importable from here. Modules are loaded when a name is first used, so that
`import dash` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

#: Public name → module that defines it.
_HOME = {
    "Attributions": "dash.attributions",
    "DASH": "dash.estimator",
    "Ensemble": "dash.ensemble",
    "InputError": "dash.errors",
    "Report": "dash.report",
    "Screening": "dash.workflow",
    "Table": "dash.table",
    "attribute": "dash.attributions",
    "example_path": "dash.examples",
    "read_table": "dash.table",
    "render_html": "dash.report",
    "render_markdown": "dash.report",
    "render_terminal": "dash.report",
    "screen": "dash.workflow",
    "train_ensemble": "dash.ensemble",
    "write_example": "dash.examples",
}


def _warn_of_namesake() -> None:
    """Plotly ships a distribution `dash` with the same import name; say so when both are here."""
    import warnings
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        namesake = distribution("dash")
    except PackageNotFoundError:
        return
    warnings.warn(
        f"Plotly's web framework (distribution dash {namesake.version}) is installed beside "
        "dash-attribution and both are imported as `dash`, so one overwrites files of the other: "
        "uninstall both and keep them in separate virtual environments.",
        UserWarning,
        stacklevel=3,
    )


_warn_of_namesake()

if TYPE_CHECKING:
    from dash.attributions import Attributions, attribute
    from dash.ensemble import Ensemble, train_ensemble
    from dash.errors import InputError
    from dash.estimator import DASH
    from dash.examples import example_path, write_example
    from dash.report import Report, render_html, render_markdown, render_terminal
    from dash.table import Table, read_table
    from dash.workflow import Screening, screen
    from diagnostics import *  # noqa: F403


def __getattr__(name: str):
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
    elif name.startswith("_"):
        raise AttributeError(f"module 'dash' has no attribute {name!r}")
    else:
        diagnostics = importlib.import_module("diagnostics")
        if name not in diagnostics.__all__:
            raise AttributeError(f"module 'dash' has no attribute {name!r}")
        value = getattr(diagnostics, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    diagnostics = importlib.import_module("diagnostics")
    return sorted({"__version__", *_HOME, *diagnostics.__all__})


