"""The report as one self-contained HTML file: no network, and nothing that a name can break."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dash.report import charts
from dash.report.data import Remark, Report
from dash.report.wording import UNSHOWABLE, interval, number, percent, shortened
from diagnostics.result import jsonable

MAX_FEATURES = 200
MAX_PAIRS = 300
MAX_GROUPS = 12
MAX_LISTED = 200
MAX_DATA_BYTES = 1_000_000
# Features, pairs and members of a group in the embedded data: the first row that fits is taken.
DATA_CUTS = ((None, None, None), (None, None, 25), (None, 1000, 25), (None, 300, 25),
             (None, 12, 25), (200, 12, 25), (50, 12, 12))  # fmt: skip
IN_SCRIPT = re.compile("[<>&\u2028\u2029]|" + UNSHOWABLE.pattern)
KINDS = {"single": "decided", "tied": "tie", "unresolved": "open"}


def render_html(report: Report, *, certificate=None) -> str:
    """Render a report as one HTML file.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        A page that needs no network; its content security policy forbids it, and every script
        and style but its own. The report's JSON is embedded (element `report-data`). Long lists
        are cut and say so; so is the embedded JSON above 1 MB, and then `to_json` has the rest.
    """
    largest = max((f.high for f in report.features if f.high == f.high), default=0.0)
    features = report.features[:MAX_FEATURES]
    pairs = [report.pairs[i] for i in report.worst_pairs]
    worst = set(report.worst_pairs)
    others = [p for i, p in enumerate(report.pairs) if i not in worst]
    data, is_whole = _embedded(report)
    style, script = _static("report.css"), _static("report.js")
    page = (
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
            max_points=charts.MAX_POINTS,
            kinds=KINDS,
            plot=charts.stability_plot(report),
            elsewhere="the embedded data" if is_whole else "the JSON report",
            is_whole=is_whole,
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=data,
        )
    )
    return UNSHOWABLE.sub("\ufffd", page)


def _tiers(report: Report, features):
    """Tiers with the features of theirs that are shown."""
    shown: dict[int, list] = {}
    for f in features:
        shown.setdefault(f.tier, []).append(f)
    return [(t, shown[t.number]) for t in report.tiers if t.number in shown]


def _embedded(report: Report) -> tuple[Markup, bool]:
    """JSON that cannot end its script element, and whether it holds the whole report."""
    for cut in DATA_CUTS:
        data = jsonable(_cut(report, *cut))
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text = IN_SCRIPT.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
        if len(text.encode()) <= MAX_DATA_BYTES:
            break
    return Markup(text), cut == DATA_CUTS[0]


def _cut(report: Report, n_features: int | None, n_pairs: int | None, n_members: int | None):
    """The report with shorter lists and a note that says so; the worst pairs always stay."""
    if n_features is n_pairs is n_members is None:
        return report
    features = report.features[:n_features]
    names = {f.name for f in features}
    numbers = {f.tier for f in features}
    first = report.worst_pairs[:n_pairs]
    worst = set(first)
    others = [i for i in range(len(report.pairs)) if i not in worst]
    room = len(others) if n_pairs is None else n_pairs - len(first)
    kept = sorted([*first, *others[:room]])
    place = {old: new for new, old in enumerate(kept)}
    note = "This copy inside the HTML page has shorter lists; the JSON report has all of them."
    return dataclasses.replace(
        report,
        features=features,
        tiers=tuple(
            dataclasses.replace(t, features=tuple(n for n in t.features if n in names))
            for t in report.tiers
            if t.number in numbers
        ),
        pairs=tuple(report.pairs[i] for i in kept),
        worst_pairs=tuple(place[i] for i in first),
        groups=tuple(_cut_group(g, n_members) for g in report.groups[:n_features]),
        data=dataclasses.replace(report.data, notes=(*report.data.notes, Remark("report", note))),
    )


def _cut_group(group, n_members: int | None):
    return dataclasses.replace(
        group,
        features=group.features[:n_members],
        flip_rates=tuple(row[:n_members] for row in group.flip_rates[:n_members]),
        associations=tuple(row[:n_members] for row in group.associations[:n_members]),
    )


def _hash(text: str) -> str:
    """The name by which a content security policy allows one inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


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
