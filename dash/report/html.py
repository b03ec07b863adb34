"""The report as one self-contained HTML file: no network, and nothing that a name can break."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dash.report import charts
from dash.report.data import Report
from dash.report.wording import interval, number, percent, shortened

MAX_FEATURES = 200
MAX_PAIRS = 300
MAX_GROUPS = 12
MAX_LISTED = 200
KINDS = {"single": "decided", "tied": "tie", "unresolved": "open"}


def render_html(report: Report) -> str:
    """Render a report as one HTML file.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        A page that needs no network; its content security policy forbids it. The report's JSON
        is embedded (element `report-data`); long lists are cut and say so, with all of it in
        the JSON.
    """
    largest = max((f.high for f in report.features if f.high == f.high), default=0.0)
    features = report.features[:MAX_FEATURES]
    pairs = [report.pairs[i] for i in report.worst_pairs]
    others = [p for i, p in enumerate(report.pairs) if i not in set(report.worst_pairs)]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            tiers=_tiers(report, features),
            hidden_features=len(report.features) - len(features),
            largest=largest,
            worst=pairs,
            others=others[: MAX_PAIRS - len(pairs)],
            groups=report.groups[:MAX_GROUPS],
            hidden_groups=max(0, len(report.groups) - MAX_GROUPS),
            limit=MAX_LISTED,
            max_cells=charts.MAX_CELLS,
            kinds=KINDS,
            plot=charts.stability_plot(report),
            style=_static("report.css"),
            script=_static("report.js"),
            data=_embedded(report),
        )
    )


def _tiers(report: Report, features):
    """Tiers with the features of theirs that are shown."""
    shown: dict[int, list] = {}
    for f in features:
        shown.setdefault(f.tier, []).append(f)
    return [(t, shown[t.number]) for t in report.tiers if t.number in shown]


def _embedded(report: Report) -> Markup:
    """JSON that cannot end its script element or start a comment."""
    text = json.dumps(json.loads(report.to_json(indent=None)), ensure_ascii=False,
                      separators=(",", ":"))  # fmt: skip
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dash.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "percent": percent, "shortened": shortened}
    environment.globals |= {
        "interval": interval,
        "tier_bar": charts.tier_bar,
        "heat_map": charts.heat_map,
    }
    return environment


@cache
def _static(name: str) -> Markup:
    return Markup(resources.files("dash.report").joinpath("templates", name).read_text("utf-8"))
