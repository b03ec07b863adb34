"""The report as one self-contained HTML file: no network, and nothing that a name can break."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dash.report import charts
from dash.report.charts.heat import MAX_CELLS
from dash.report.charts.plots import MAX_POINTS
from dash.report.data import CertificateStatus, ModelAttributions, Remark, Report
from dash.report.fairness_data import FairnessReport
from dash.report.wording import (
    UNSHOWABLE,
    difference,
    estimate,
    interval,
    number,
    percent,
    shortened,
)
from diagnostics.result import jsonable

MAX_FEATURES = 200
MAX_PAIRS = 300
MAX_GROUPS = 12
MAX_LISTED = 200
MAX_PROXIES = 60
MAX_DATA_BYTES = 900_000
# Whether the attributions of single models stay, then features, pairs and members of a group in
# the embedded data: the first row that fits is taken.
DATA_CUTS = ((True, None, None, None), (False, None, None, None), (False, None, None, 25),
             (False, None, 1000, 25), (False, None, 300, 25), (False, None, 12, 25),
             (False, 200, 12, 25), (False, 50, 12, 12))  # fmt: skip
IN_SCRIPT = re.compile("[<>&\u2028\u2029]|" + UNSHOWABLE.pattern)
KINDS = {"single": "decided", "tied": "tie", "unresolved": "open"}


def render_html(
    report: Report | FairnessReport, *, certificate: CertificateStatus | None = None
) -> str:
    """Render a report as one HTML file.

    Parameters
    ----------
    report : Report or FairnessReport
    certificate : CertificateStatus, optional
        What `check_certificate` gave for the report's certificate, to be shown near the top.

    Returns
    -------
    str
        A page that needs no network; its content security policy forbids it, and every script
        and style but its own. The report's JSON is embedded (element `report-data`). Long lists
        are cut and say so; so is the embedded JSON above 0.9 MB (first the attributions of single
        models), and then `to_json` has the rest.
    """
    fairness = isinstance(report, FairnessReport)
    screen = report.screen if fairness else report
    data, is_whole = _embedded(report)
    style, script = _static("report.css"), _static("report.js")
    values = {
        **_screen_values(screen),
        "report": report,
        "screen": screen,
        "certificate": certificate,
        "elsewhere": "the embedded data" if is_whole else "the JSON report",
        "is_whole": is_whole,
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "data": data,
    }
    if fairness:
        shares = [f.share_high for a in report.attributes for f in a.features]
        values |= {
            "attributes": tuple(
                dataclasses.replace(a, proxies=a.proxies[:MAX_PROXIES]) for a in report.attributes
            ),
            "share_scale": max([s for s in shares if s == s], default=1.0) or 1.0,
        }
    template = "fairness.html" if fairness else "screen.html"
    page = _environment().get_template(template).render(values)
    return UNSHOWABLE.sub("\ufffd", page)


def _screen_values(report: Report) -> dict[str, Any]:
    """What the sections of a screen show."""
    features = report.features[:MAX_FEATURES]
    worst = [report.pairs[i] for i in report.worst_pairs]
    listed = set(report.worst_pairs)
    others = [p for i, p in enumerate(report.pairs) if i not in listed]
    return {
        "tiers": _tiers(report, features),
        "hidden_features": len(report.features) - len(features),
        "largest": max((f.high for f in report.features if f.high == f.high), default=0.0),
        "worst": worst,
        "others": others[: MAX_PAIRS - len(worst)],
        "groups": report.groups[:MAX_GROUPS],
        "hidden_groups": max(0, len(report.groups) - MAX_GROUPS),
        "limit": MAX_LISTED,
        "max_cells": MAX_CELLS,
        "max_points": MAX_POINTS,
        "kinds": KINDS,
        "stability": charts.stability_plot(report),
        "hasse": charts.hasse_diagram(report),
        "ranks": charts.rank_plot(report),
        "heat": charts.heat_map(report.heat_map),
    }


def _tiers(report: Report, features):
    """Tiers with the features of theirs that are shown."""
    shown: dict[int, list] = {}
    for f in features:
        shown.setdefault(f.tier, []).append(f)
    return [(t, shown[t.number]) for t in report.tiers if t.number in shown]


def _embedded(report: Report | FairnessReport) -> tuple[Markup, bool]:
    """JSON that cannot end its script element, and whether it holds the whole report."""
    for cut in DATA_CUTS:
        data = jsonable(_cut(report, *cut))
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text = IN_SCRIPT.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
        if len(text.encode()) <= MAX_DATA_BYTES:
            break
    return Markup(text), cut == DATA_CUTS[0]


def _cut(report, models: bool, *lengths: int | None):
    """The report with shorter lists and a note that says so; the worst pairs always stay."""
    if isinstance(report, FairnessReport):
        screen = _cut(report.screen, models, *lengths)
        attributes = report.attributes
        if lengths[0] is not None or lengths[1] is not None:
            attributes = tuple(
                dataclasses.replace(a, proxies=a.proxies[:MAX_PROXIES]) for a in attributes
            )
        return dataclasses.replace(report, screen=screen, attributes=attributes)
    if models:
        return report
    note = "This copy inside the HTML page has shorter lists; the JSON report has all of them."
    return dataclasses.replace(
        _cut_lists(report, *lengths),
        models=ModelAttributions(features=(), values=()),
        data=dataclasses.replace(report.data, notes=(*report.data.notes, Remark("report", note))),
    )


def _cut_lists(report: Report, n_features, n_pairs, n_members) -> Report:
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
        "difference": difference, "estimate": estimate, "interval": interval,
    }  # fmt: skip
    environment.globals |= {name: getattr(charts, name) for name in charts.__all__}
    return environment


@cache
def _static(name: str) -> Markup:
    return Markup(resources.files("dash.report").joinpath("templates", name).read_text("utf-8"))
