"""The report on a terminal: one screen with the verdict, the tiers and the worst pairs."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from dash.report.data import Report
from dash.report.wording import interval, percent, shortened

BAR_WIDTH = 18
WORST = 5
MAX_SET_ASIDE = 4
LONGEST_SENTENCE = 2000


def render_terminal(report: Report, console: Console | None = None, *, top: int = 10) -> None:
    """Print a report.

    Parameters
    ----------
    report : Report
    console : rich.console.Console, optional
        Where to; default standard output. Without a terminal it writes plain text.
    top : int, default 10
        Features that are shown.
    """
    console = console or Console(highlight=False)
    parts: list = [_said(report.verdict.sentence, style="bold")]
    parts += [_said(detail) for detail in report.verdict.details[:1]]
    parts.append(Text())
    for warning in report.warnings:
        parts.append(Text.assemble(("Warning  ", "bold red"), _said(warning)))
    if report.warnings:
        parts.append(Text())
    parts += [_features(report, top, console.width), Text(), _pairs(report, console.width), Text()]
    parts += _notes(report)
    console.print(Group(*parts))


def _features(report: Report, top: int, width: int) -> Table:
    """Tiers with bars; features of one tier stand between two lines."""
    shown = report.features[:top]
    largest = max((f.high for f in shown), default=0.0)
    table = _table(
        f"Mean |SHAP| over {report.method.n_models} models ({report.method.output_unit})"
    )
    wide = width >= 76
    table.add_column("rank", justify="right", no_wrap=True)
    table.add_column("feature", no_wrap=True)
    if wide:
        table.add_column("", no_wrap=True)
    table.add_column("mean and interval", no_wrap=True)
    table.add_column("", no_wrap=True)
    tier = {t.number: t for t in report.tiers}
    room = max(12, width - (62 if wide else 42))
    for i, f in enumerate(shown):
        group = tier[f.tier]
        ranks = str(f.rank_low) if f.rank_low == f.rank_high else f"{f.rank_low}–{f.rank_high}"
        row = [ranks, Text(shortened(f.name, room))]
        if wide:
            row.append(Text(_bar(f.attribution, largest), style="cyan"))
        row += [interval(f.attribution, f.low, f.high), _kind(report, f, group)]
        last_of_tier = i + 1 < len(shown) and shown[i + 1].tier != f.tier
        table.add_row(*row, end_section=last_of_tier)
    if len(report.features) > len(shown):
        table.caption = Text(f"… and {len(report.features) - len(shown)} more features")
        table.caption_justify = "left"
    return table


def _kind(report, feature, tier) -> Text:
    if tier.kind == "single":
        return Text("decided", style="green")
    if tier.kind == "tied" or feature.tied_group is not None:
        letter = chr(ord("A") + (feature.tied_group or tier.number) - 1)
        return Text(f"tie {letter}" if letter <= "Z" else "tie", style="yellow")
    return Text("open", style="magenta")


def _bar(value: float, largest: float) -> str:
    """A bar of eighths of a character."""
    if largest <= 0:
        return ""
    eighths = round(8 * BAR_WIDTH * value / largest)
    full, rest = divmod(eighths, 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def _pairs(report: Report, width: int) -> Table:
    table = _table("Pairs that one retrained model would most often turn round")
    table.add_column("flip rate", no_wrap=True)
    table.add_column("pair", no_wrap=True)
    table.add_column("order of the means", no_wrap=True)
    room = max(8, (width - 46) // 2)
    for i in report.worst_pairs[:WORST]:
        p = report.pairs[i]
        pair = Text(f"{shortened(p.a, room)} / {shortened(p.b, room)}")
        flips = f"{percent(p.flip_rate)} [{percent(p.flip_low)}, {percent(p.flip_high)}]"
        table.add_row(Text(flips), pair, Text(p.verdict))
    return table


def _table(title: str) -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1),
        title=Text(title),
        title_justify="left",
        title_style="dim",
    )


def _notes(report: Report) -> list:
    parts = []
    d, q = report.data, report.quality
    lines = [q.sentence]
    if d.set_aside:
        listed = "; ".join(
            f"{shortened(c.column, 30)} ({shortened(c.reason, 50)})"
            for c in d.set_aside[:MAX_SET_ASIDE]
        )
        more = len(d.set_aside) - MAX_SET_ASIDE
        lines.append(f"Set aside: {listed}{f'; and {more} more' if more > 0 else ''}.")
    lines.append(report.method.population_sentence)
    for line in lines:
        parts.append(_said(line, style="dim"))
    for step in report.next_steps[:3]:
        parts.append(Text.assemble(("Next  ", "bold"), _said(step)))
    return parts


def _said(sentence: str, *, style: str = "") -> Text:
    """A sentence without markup and without control characters that names may have brought in."""
    return Text(shortened(sentence, LONGEST_SENTENCE), style=style)
