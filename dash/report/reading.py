"""Read back a report of either kind from its JSON."""

from __future__ import annotations

import math
import sys
from pathlib import Path

from dash.errors import InputError
from dash.report.data import SCHEMA as SCREEN
from dash.report.data import Report, parsed
from dash.report.fairness_data import SCHEMA as FAIRNESS
from dash.report.fairness_data import FairnessReport


def read_report(text: str) -> Report | FairnessReport:
    """The report that a JSON text holds: of a screen or of a fairness audit.

    Parameters
    ----------
    text : str
        What `to_json` wrote.

    Returns
    -------
    Report or FairnessReport

    Raises
    ------
    InputError
        If the text is no report of this version.
    """
    schema = parsed(text).get("schema")
    if schema == FAIRNESS:
        return FairnessReport.from_json(text)
    if schema == SCREEN:
        return Report.from_json(text)
    raise InputError(f"this JSON is not a report of the schema {SCREEN} or {FAIRNESS}.")


def load_report(path: str | Path) -> Report | FairnessReport:
    """The report in a file, or on standard input where the path is "-"."""
    path = Path(path)
    try:
        if str(path) == "-":
            text = sys.stdin.buffer.read().decode("utf-8")
        else:
            text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text: it is no report.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        return read_report(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def screen_of(report: Report | FairnessReport) -> Report:
    """The report of the screen: itself, or the one that a fairness audit stands on."""
    return report.screen if isinstance(report, FairnessReport) else report


def check_models(report: Report) -> None:
    """Refuse a report whose attributions of single models are missing or make no sense.

    Raises
    ------
    InputError
        Which model and feature is wrong, and the cure.
    """
    features, values = report.models.features, report.models.values
    for found, what in ((values, "model"), (features, "feature")):
        if len(found) == 1:
            raise InputError(f"the report is of one {what}: there is nothing to compare.")
    if not values or not features:
        raise InputError(
            "the report holds no attributions of single models (the copy inside a page may lack "
            "them): use the JSON report, or run the screen again."
        )
    if len(set(features)) < len(features):
        raise InputError("the report names a feature twice: it is damaged.")
    for i, row in enumerate(values):
        if len(row) != len(features):
            raise InputError(
                f"model {i} of the report has {len(row)} attributions, not {len(features)}."
            )
        for name, value in zip(features, row, strict=True):
            if not (math.isfinite(value) and value >= 0):
                raise InputError(
                    f"the attribution of “{name}” in model {i} of the report is {value}."
                )
