"""The report: plain data, made once from a screening or an audit, and its renderings.

A module is loaded when one of its names is first used, so that commands which render nothing are
quick.
"""

from __future__ import annotations

import importlib

_HOME = {
    "Report": "dash.report.data",
    "build_report": "dash.report.build",
    "render_html": "dash.report.html",
    "render_markdown": "dash.report.markdown",
    "render_terminal": "dash.report.terminal",
}

__all__ = [*_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'dash.report' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
