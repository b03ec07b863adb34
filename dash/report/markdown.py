"""The report as Markdown, for model cards and pull requests."""

from __future__ import annotations

import re

from dash.report.data import Report
from dash.report.fairness_data import FairnessReport
from dash.report.wording import (
    KINDS,
    interval,
    number,
    percent,
    percent_interval,
    shortened,
    span_of_ranks,
    tie_name,
)

TOP = 20
GROUP_QUESTION = "*What do features carry together whose order one retrained model may turn round?*"
MAX_NAME = 80
SPECIAL = re.compile(r"[\\`*#|~$@]|(?<![^\W_])_|_(?![^\W_])")
#: What begins a list, a heading or a rule where a line begins.
OPENING = re.compile(r"^([-+]|\d+(?=[.)]))(?=[.)]?(\s|$))|^([-=])(?=[-=]*$)")
#: An interval such as [0.41, 0.5]: nothing that could be the text of a link.
INTERVAL = re.compile(r"\[[-–\d.,% ]+\](?![\[(:])")
BARE_LINK = re.compile(r"(?i)(https?|ftp|www)([:.])")
#: Brackets as entities: with a backslash, readers with MathJax would take them for formulas.
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "[": "&#91;", "]": "&#93;"}


def render_markdown(report: Report | FairnessReport, *, top: int = TOP) -> str:
    """Render a report as GitHub-flavoured Markdown.

    Parameters
    ----------
    report : Report or FairnessReport
    top : int, default 20
        Features that are listed.

    Returns
    -------
    str
    """
    if isinstance(report, FairnessReport):
        from dash.report.fairness_markdown import render_fairness_markdown

        return render_fairness_markdown(report)
    v, m, d, q = report.verdict, report.method, report.data, report.quality
    lines = [
        f"# Feature ranking of {escaped(d.target or d.name)}",
        "",
        f"**{escaped(v.sentence)}**",
    ]
    lines.append("")
    for warning in (w for w in report.warnings if w not in v.sentence):
        lines += [f"> **Warning.** {escaped(warning)}", ""]
    lines += [escaped(s) + "\n" for s in v.details]
    lines += ["## Ranking", "", "*Is the order of the mean attributions known?*", ""]
    lines += table(
        ("rank", "feature", f"mean abs. SHAP ({m.output_unit})", "share", "tier"),
        [
            (
                span_of_ranks(f.rank_low, f.rank_high),
                shortened(f.name, MAX_NAME),
                interval(f.attribution, f.low, f.high),
                percent(f.share),
                _tier(report, f),
            )
            for f in report.features[:top]
        ],
    )
    left = len(report.features) - top
    if left > 0:
        lines += [f"… and {left} more features.", ""]
    lines += ["## Least stable pairs", "", "*Would one retrained model show the order?*", ""]
    lines += table(
        ("pair", "flip rate", "order of the means"),
        [
            (
                f"{shortened(p.a, MAX_NAME)} / {shortened(p.b, MAX_NAME)}",
                percent_interval(p.flip_rate, p.flip_low, p.flip_high),
                p.verdict,
            )
            for p in (report.pairs[i] for i in report.worst_pairs)
        ],
    )
    if report.groups:
        lines += ["## Collinear groups", "", GROUP_QUESTION, ""]
        lines += table(
            ("features", "attribution", "share of the total"),
            [
                (
                    shortened(", ".join(shortened(n, MAX_NAME) for n in g.features), 300),
                    f"{number(g.attribution)} ± {number(g.standard_error)}",
                    percent(g.share),
                )
                for g in report.groups[:top]
            ],
        )
    lines += ["## Disclosure", "", escaped(report.disclosure), ""]
    lines += ["## How it was done", "", escaped(m.population_sentence), ""]
    lines += [escaped(m.scope_sentence), "", escaped(q.sentence), ""]
    settings = [
        ("data", f"{d.name}, {d.n_rows} rows, {d.n_features} features"),
        ("sha256", d.sha256),
        ("model", ", ".join([m.model, *(f"{k} = {x}" for k, x in m.parameters.items())])),
        ("models", f"{m.n_models} (at most {m.max_models})"),
        ("explained rows", f"{d.n_explained_rows}, engine {m.engine}"),
        ("level", f"alpha {m.alpha:g}, {m.correction}, looks at {', '.join(map(str, m.looks))}"),
        ("margin", f"{m.margin:g} ({m.margin_kind})"),
        ("seed", m.seed),
        ("versions", ", ".join(f"{k} {x}" for k, x in m.versions.items())),
    ]
    lines += table(("setting", "value"), settings)
    if d.set_aside:
        lines += ["## Set aside", ""]
        lines += table(
            ("column", "why"),
            [
                (shortened(c.column, MAX_NAME), f"{c.kind}: {shortened(c.reason, 200)}")
                for c in d.set_aside[:100]
            ],
        )
    if d.notes:
        lines += ["## Notes", ""] + [f"* {escaped(n.text)}" for n in d.notes[:100]] + [""]
    lines += ["## What to do next", ""] + [f"* {escaped(s)}" for s in report.next_steps]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: object) -> str:
    """Text that Markdown shows as it stands: on one line, without markup, HTML or live links.

    Examples
    --------
    >>> escaped("a|b <script>")
    'a\\\\|b &lt;script&gt;'
    >>> escaped("0.5 [0.4, 0.6] of x_1 (log-odds), [a](b)")
    '0.5 [0.4, 0.6] of x_1 (log-odds), &#91;a&#93;(b)'
    """
    flat, told, end = shortened(str(text), 5000), [], 0
    for found in INTERVAL.finditer(flat):
        told += [_escaped(flat[end : found.start()], first=end == 0), found.group()]
        end = found.end()
    return "".join([*told, _escaped(flat[end:], first=end == 0)])


def _escaped(text: str, *, first: bool) -> str:
    text = re.sub(r"[&<>\[\]]", lambda found: "\0" + found.group(), text)
    text = SPECIAL.sub(r"\\\g<0>", text)
    text = re.sub("\0(.)", lambda found: ENTITIES[found[1]], text)
    if first:
        text = OPENING.sub(_opened, text)
    return BARE_LINK.sub(lambda found: f"{found[1]}&#{ord(found[2])};", text)


def _opened(found: re.Match) -> str:
    """A list marker that marks nothing: the backslash stands before - or +, and after a number."""
    mark = found.group()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def table(head, rows) -> list[str]:
    """A Markdown table as lines, with an empty one after it."""
    lines = ["| " + " | ".join(escaped(h) for h in head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(escaped(c) for c in row) + " |" for row in rows]
    return [*lines, ""]


def _tier(report: Report, feature) -> str:
    kinds = {t.number: t.kind for t in report.tiers}
    kind = kinds[feature.tier]
    group = None if feature.tied_group is None else tie_name(feature.tied_group)
    told = [] if kind == "tied" and group else [KINDS[kind]]
    return f"{feature.tier} ({', '.join([*told, *([group] if group else [])])})"
