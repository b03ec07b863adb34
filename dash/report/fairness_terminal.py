"""The fairness report on a terminal: verdict, one block an attribute, outcomes, what to claim."""

from __future__ import annotations

from rich.console import Console, Group
from rich.text import Text

from dash.report.fairness_data import CANNOT_BE_TOLD, DOES_NOT_RELY, RELIES, FairnessReport
from dash.report.terminal import fitted, plain_table, said
from dash.report.wording import percent, percent_interval, shortened, span_of_ranks

STYLES = {RELIES: "bold red", CANNOT_BE_TOLD: "bold magenta", DOES_NOT_RELY: "bold green"}
PROXIES, PAIRS = 5, 4


def render_fairness_terminal(report: FairnessReport, console: Console) -> None:
    """Print a fairness report."""
    parts: list = [said(report.verdict.sentence, style="bold")]
    for warning in report.warnings:
        parts.append(Text.assemble(("Warning  ", "bold red"), said(warning)))
    for a in report.attributes:
        parts += [Text(), *_attribute(a, report, console.width)]
    if report.joint is not None:
        parts += [Text(), said(report.joint.sentence)]
    if report.reference is not None:
        parts += [Text(), Text.assemble(("Reference  ", "bold"), said(report.reference.sentence))]
    for row in report.conditional:
        parts.append(said(row.sentence, style="dim"))
    if report.outcomes:
        parts.append(Text())
    for table in report.outcomes:
        parts.append(said(table.sentence))
    parts += [Text(), said(report.screen.quality.sentence, style="dim")]
    parts += [Text.assemble(("May be claimed      ", "bold"), said(s)) for s in report.may_claim]
    parts += [
        Text.assemble(("May not be claimed  ", "bold"), said(s)) for s in report.may_not_claim
    ]
    parts += [Text.assemble(("Next  ", "bold"), said(s)) for s in report.next_steps[:3]]
    console.print(Group(*parts))


def _attribute(a, report: FairnessReport, width: int) -> list:
    head = Text.assemble((shortened(a.attribute, 60), "bold"), "  ", (a.verdict, STYLES[a.verdict]))
    parts: list = [head, said(a.sentence)]
    if a.single_model is not None:
        parts.append(said(a.single_model.sentence))
    if a.features:
        table = plain_table("What stands for it")
        for column in ("feature", "role", "rank", "share", f"in top {a.top_k} of one model"):
            table.add_column(column, no_wrap=True)
        for f in a.features:
            rank = span_of_ranks(f.rank_low, f.rank_high)
            top = percent_interval(f.top_share, f.top_low, f.top_high)
            table.add_row(fitted(f.name, max(12, width - 54)), f.role, rank, percent(f.share), top)
        parts += [Text(), table]
    shown = [p for p in a.proxies if p.is_proxy] or list(a.proxies[:2])
    listed = "; ".join(
        f"{shortened(p.name, 40)} ({p.measure} {p.association:.2f}, AUC {p.auc:.2f}"
        f"{'' if p.is_proxy else ', no proxy'})"
        for p in shown[:PROXIES]
    )
    if listed:
        parts.append(said(f"Associated: {listed}.", style="dim"))
    parts.append(said(a.predictability.sentence, style="dim"))
    for p in a.pairs[:PAIRS]:
        parts.append(said(f"  {p.sentence}", style="dim"))
    return parts
