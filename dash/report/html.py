"""The report as one self-contained HTML file: no network, and nothing that a name can break."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dash.report import charts
from dash.report.charts.hasse import MAX_FEATURES as MAX_NODES
from dash.report.charts.heat import MAX_CELLS
from dash.report.charts.plots import MAX_POINTS
from dash.report.data import (
    CertificateStatus,
    FeatureRow,
    ModelAttributions,
    Remark,
    Report,
    TierRow,
)
from dash.report.fairness_data import CANNOT_BE_TOLD, DOES_NOT_RELY, RELIES, FairnessReport
from dash.report.wording import (
    KINDS,
    UNSHOWABLE,
    interval,
    number,
    percent,
    percent_interval,
    shortened,
    span,
    tie_name,
)
from diagnostics.result import jsonable

MAX_FEATURES = 200
MAX_PAIRS = 300
MAX_GROUPS = 12
MAX_LISTED = 200
MAX_PROXIES = 60
#: Bars of one tier that are not folded away.
UNFOLDED = 25
MAX_DATA_BYTES = 900_000
# Whether the attributions of single models stay, then features, pairs and members of a group in
# the embedded data: the first row that fits is taken.
DATA_CUTS = ((True, None, None, None), (False, None, None, None), (False, None, None, 25),
             (False, None, 1000, 25), (False, None, 300, 25), (False, None, 12, 25),
             (False, 200, 12, 25), (False, 50, 12, 12))  # fmt: skip
IN_SCRIPT = re.compile("[<>&\u2028\u2029]|" + UNSHOWABLE.pattern)
DATA_MARK = "\x00data\x00"
SPACED_PERCENT = re.compile(r"(?<=\d) %")
#: Verdicts on attributes in the order in which the page shows them.
ORDER = (RELIES, CANNOT_BE_TOLD, DOES_NOT_RELY)


@dataclasses.dataclass(frozen=True)
class Tie:
    """Members of a tied group, which the page draws as one bar; `more` of them are left out."""

    name: str
    rank_low: int
    rank_high: int
    members: tuple[FeatureRow, ...]
    more: int
    means: str
    intervals: str
    share: float


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
        "data": DATA_MARK,
        "level": "h3" if fairness else "h2",
        "sublevel": "h4" if fairness else "h3",
    }
    if fairness:
        shares = [f.share_high for a in report.attributes for f in a.features]
        values |= {
            "attributes": tuple(
                dataclasses.replace(a, proxies=a.proxies[:MAX_PROXIES])
                for a in sorted(report.attributes, key=lambda a: ORDER.index(a.verdict))
            ),
            "share_scale": max([s for s in shares if s == s], default=1.0) or 1.0,
        }
    template = "fairness.html" if fairness else "screen.html"
    before, after = _environment().get_template(template).render(values).split(DATA_MARK)
    before = SPACED_PERCENT.sub("\u00a0%", before)
    return UNSHOWABLE.sub("\ufffd", f"{before}{data}{after}")


def _screen_values(report: Report) -> dict[str, Any]:
    """What the sections of a screen show."""
    tiers, shown = _tiers(report)
    worst = [report.pairs[i] for i in report.worst_pairs]
    listed = set(report.worst_pairs)
    others = [p for i, p in enumerate(report.pairs) if i not in listed]
    return {
        "tiers": tiers,
        "hidden_features": len(report.features) - shown,
        "largest": max((f.high for f in report.features if f.high == f.high), default=0.0),
        "worst": worst,
        "others": others[: MAX_PAIRS - len(worst)],
        "groups": report.groups[:MAX_GROUPS],
        "hidden_groups": max(0, len(report.groups) - MAX_GROUPS),
        "limit": MAX_LISTED,
        "max_cells": MAX_CELLS,
        "max_points": MAX_POINTS,
        "max_nodes": MAX_NODES,
        "unfolded": UNFOLDED,
        "kinds": KINDS,
        "stability": charts.stability_plot(report),
        "hasse": charts.hasse_diagram(report),
        "ranks": charts.rank_plot(report),
        "heat": charts.heat_map(report.heat_map),
    }


def _tiers(report: Report) -> tuple[list[tuple[TierRow, list[FeatureRow | Tie]]], int]:
    """Tiers with the bars of theirs that are shown, and how many features that are."""
    inside: dict[int, list[FeatureRow]] = {}
    for f in report.features:
        inside.setdefault(f.tier, []).append(f)
    tiers, shown = [], 0
    for tier in report.tiers:
        bars: list[FeatureRow | Tie] = []

        def group(f, tied=tier.kind == "tied"):
            return 0 if tied else f.tied_group or -f.rank

        for _, found in itertools.groupby(inside.get(tier.number, ()), key=group):
            if shown >= MAX_FEATURES:
                break
            members = tuple(found)
            bar = members[0] if len(members) == 1 else _tie(members, MAX_FEATURES - shown)
            shown += min(len(members), MAX_FEATURES - shown)
            bars.append(bar)
        if bars:
            tiers.append((tier, bars))
    return tiers, shown


def _tie(members: tuple[FeatureRow, ...], room: int) -> Tie:
    means = [f.attribution for f in members]
    return Tie(
        name="tie" if members[0].tied_group is None else tie_name(members[0].tied_group),
        rank_low=min(f.rank_low for f in members),
        rank_high=max(f.rank_high for f in members),
        members=members[:room],
        more=max(0, len(members) - room),
        means=span(min(means), max(means)),
        intervals=span(min(f.low for f in members), max(f.high for f in members)),
        share=sum(f.share for f in members),
    )


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
    environment.filters |= {
        "number": number, "percent": percent, "shortened": shortened, "tie_name": tie_name,
    }  # fmt: skip
    environment.globals |= {"interval": interval, "percent_interval": percent_interval}
    environment.globals |= {name: getattr(charts, name) for name in charts.__all__}
    return environment


@cache
def _static(name: str) -> Markup:
    return Markup(resources.files("dash.report").joinpath("templates", name).read_text("utf-8"))
