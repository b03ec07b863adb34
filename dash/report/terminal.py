"""The report on a terminal: one screen with the verdict, the tiers and the worst pairs."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from dash.report.data import Report
from dash.report.fairness_data import FairnessReport
from dash.report.wording import interval, percent_interval, shortened, span_of_ranks, tie_name

BAR_WIDTH = 14
GAP = 2
WORST = 5
MAX_SET_ASIDE = 4
LONGEST_SENTENCE = 2000


def render_terminal(
    report: Report | FairnessReport, console: Console | None = None, *, top: int = 10
) -> None:
    """Print a report on one screen: about 40 lines at 80 columns.

    Parameters
    ----------
    report : Report or FairnessReport
    console : rich.console.Console, optional
        Where to; default standard output. Without a terminal it writes plain text.
    top : int, default 10
        Features that are shown.
    """
    console = console or Console(highlight=False)
    if isinstance(report, FairnessReport):
        from dash.report.fairness_terminal import render_fairness_terminal

        render_fairness_terminal(report, console)
        return
    doubtful = "" if report.quality.beats_baseline else " red"
    parts: list = [said(report.verdict.sentence, style=f"bold{doubtful}")]
    parts += [said(detail) for detail in report.verdict.details[:1]]
    warnings = [w for w in report.warnings if w not in report.verdict.sentence]
    if warnings:
        parts.append(Text())
    for warning in warnings:
        parts.append(Text.assemble(("Warning  ", "bold red"), said(warning)))
    parts += [Text(), _features(report, top, console.width)]
    if report.worst_pairs:
        parts += [Text(), _pairs(report, console.width)]
    parts += [Text(), *_notes(report)]
    console.print(Group(*parts))


def _features(report: Report, top: int, width: int) -> Table:
    """The ranking; features of one tier are held together by a bracket."""
    shown = report.features[:top]
    largest = max((f.high for f in shown), default=0.0)
    tiers = {t.number: t for t in report.tiers}
    ranks = [
        _bracket(f, tiers[f.tier], i, len(shown)) + span_of_ranks(f.rank_low, f.rank_high)
        for i, f in enumerate(shown)
    ]
    means = [interval(f.attribution, f.low, f.high) for f in shown]
    kinds = [_kind(f, tiers[f.tier]) for f in shown]
    fixed = sum(max(map(len, c), default=0) for c in (ranks, means, kinds)) + 3 * GAP
    wide = width - fixed - BAR_WIDTH - GAP >= 14
    room = max(8, width - fixed - (BAR_WIDTH + GAP if wide else 0))
    table = plain_table(
        "Is the order of the means known? "
        f"Mean |SHAP|, {report.method.n_models} models ({report.method.output_unit})"
    )
    table.add_column("  rank", no_wrap=True)
    table.add_column("feature", no_wrap=True)
    if wide:
        table.add_column("", no_wrap=True)
    table.add_column("mean and interval", no_wrap=True)
    table.add_column("", no_wrap=True)
    for f, rank, mean, kind in zip(shown, ranks, means, kinds, strict=True):
        bar = [Text(_bar(f.attribution, largest), style="cyan")] if wide else []
        table.add_row(rank, fitted(f.name, room), *bar, mean, kind)
    if len(report.features) > len(shown):
        table.caption = Text(f"… and {len(report.features) - len(shown)} more features")
        table.caption_justify = "left"
    return table


def _bracket(feature, tier, i: int, n: int) -> str:
    if tier.first_rank == tier.last_rank:
        return "  "
    if feature.rank == tier.first_rank:
        return "┌ " if i + 1 < n else "╶ "
    return "└ " if feature.rank == tier.last_rank else "│ "


def _kind(feature, tier) -> Text:
    if tier.kind == "single":
        return Text("decided", style="green")
    if feature.tied_group is not None:
        return Text(tie_name(feature.tied_group), style="yellow")
    if tier.kind == "chain":
        return Text("ties", style="yellow")
    return Text("open", style="magenta")


def fitted(name: str, room: int) -> Text:
    """A name in at most `room` cells of the terminal; some characters take two."""
    text = Text(shortened(name, 400))
    text.truncate(room, overflow="ellipsis")
    return text


def _bar(value: float, largest: float) -> str:
    """A bar of eighths of a character."""
    if largest <= 0:
        return ""
    eighths = round(8 * BAR_WIDTH * value / largest)
    full, rest = divmod(eighths, 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def _pairs(report: Report, width: int) -> Table:
    shown = [report.pairs[i] for i in report.worst_pairs[:WORST]]
    flips = [percent_interval(p.flip_rate, p.flip_low, p.flip_high) for p in shown]
    last = "order of the means" if width >= 76 else "means"
    fixed = max(map(len, flips)) + max(len(last), *(len(p.verdict) for p in shown)) + 2 * GAP
    room = max(8, width - fixed - 3)
    table = plain_table("Would one retrained model show it? The least stable pairs")
    table.add_column("flip rate", no_wrap=True)
    table.add_column("pair", no_wrap=True)
    table.add_column(last, no_wrap=True)
    for flip, p in zip(flips, shown, strict=True):
        a, b = _shared_room(cell_len(p.a), cell_len(p.b), room)
        pair = Text.assemble(fitted(p.a, a), " / ", fitted(p.b, b))
        table.add_row(flip, pair, p.verdict)
    return table


def _shared_room(a: int, b: int, room: int) -> tuple[int, int]:
    """Cells for two names: half each, and what a short one leaves goes to the other."""
    half = room // 2
    return max(half, room - b), max(half, room - a)


def plain_table(title: str) -> Table:
    """A table with a rule under its head and nothing else."""
    return Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, GAP - 1, 0, 0),
        title=Text(title),
        title_justify="left",
        title_style="dim",
    )


def _notes(report: Report) -> list:
    parts = []
    d, q = report.data, report.quality
    lines = [q.sentence] if q.beats_baseline else []
    if d.set_aside:
        listed = "; ".join(
            f"{shortened(c.column, 30)} ({shortened(c.reason, 50)})"
            for c in d.set_aside[:MAX_SET_ASIDE]
        )
        more = len(d.set_aside) - MAX_SET_ASIDE
        lines.append(f"Set aside: {listed}{f'; and {more} more' if more > 0 else ''}.")
    lines.append(report.method.population_sentence)
    for line in lines:
        parts.append(said(line, style="dim"))
    for step in report.next_steps[:3]:
        parts.append(Text.assemble(("Next  ", "bold"), said(step)))
    return parts


def said(sentence: str, *, style: str = "") -> Text:
    """A sentence without markup and without control characters that names may have brought in."""
    return Text(shortened(sentence, LONGEST_SENTENCE), style=style)
