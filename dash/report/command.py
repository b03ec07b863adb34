"""The commands `dash-audit report` and `dash-audit compare`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dash.errors import InputError
from dash.options import (
    HtmlOption,
    JsonOption,
    MarkdownOption,
    YesOption,
    check_outputs,
    require_valid,
    show,
    write_outputs,
)

REPORT_HELP = (
    "Render a finished report again from its JSON: as a page, as Markdown, or on the terminal."
)
COMPARE_HELP = (
    "Say what changed between two reports, and whether it is more than retraining changes.\n\n"
    "Of two runs, or of two versions of a model or of its data. The attributions of all single "
    "models of both are compared: if exchanging models between the runs often moves as much, the "
    "change is within retraining noise."
)
COMPARE_EPILOG = "Try:  dash-audit compare before.json after.json"
LISTED = 12
#: Columns that a narrow terminal goes without, the first to go first, and cells for a name.
SPARED, NAME = ("p, corrected", "before", "change and interval"), 14


def report(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON of a report (--json of screen or fairness); - reads it from a pipe."
        ),
    ],
    html: HtmlOption = None,
    markdown: MarkdownOption = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the report's certificate: check it, and show its status on the page.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Features that are shown.")] = 10,
    yes: YesOption = False,
) -> None:
    from dash.report.reading import load_report

    outputs = {"html": html, "markdown": markdown}
    check_outputs(outputs, ask=not yes)
    if certificate is not None and str(file) == "-":
        raise InputError("a certificate is of a report in a file: save it and name the file.")
    found = load_report(file)
    status = None
    if certificate is not None:
        from dash.certificate.check import check_certificate

        status = check_certificate(certificate, file, progress=True)
    piped = write_outputs(found, outputs, certificate=status)
    if html is None and markdown is None:
        show(found, top, outputs, piped=piped, status=status)
    else:
        for kind, path in outputs.items():
            if path is not None and str(path) != "-":
                typer.echo(f"{kind}: {path}", err=True)
        if status is not None:
            typer.echo(status.sentence, err=True)
    require_valid(status)


def compare(
    first: Annotated[Path, typer.Argument(help="JSON of the earlier report.")],
    second: Annotated[Path, typer.Argument(help="JSON of the later report.")],
    json: JsonOption = None,
) -> None:
    from dash.report.comparison import compare_reports
    from dash.report.reading import load_report

    check_outputs({"json": json}, ask=False)
    found = compare_reports(load_report(first), load_report(second))
    piped = write_outputs(found, {"json": json}) if json is not None else False
    _print(found, stderr=piped)


def _print(found, *, stderr: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from dash.report.terminal import fitted, plain_table, said
    from dash.report.wording import percent

    console = Console(stderr=stderr, highlight=False, file=sys.stderr if stderr else None)
    console.print(said(found.sentence, style="bold"))
    for sentence in (*(c.sentence for c in found.attributes), *found.details):
        console.print(said(sentence))
    table = plain_table("Share of the total attribution, the largest change first")
    rows = list(found.to_frame().head(LISTED).itertuples())
    columns = {
        "before": [percent(r.first) for r in rows],
        "after": [percent(r.second) for r in rows],
        "rank": [f"{r.rank_first:g} → {r.rank_second:g}" for r in rows],
        "change and interval": [
            f"{100 * r.difference:+.1f} [{100 * r.low:+.1f}, {100 * r.high:+.1f}]" for r in rows
        ],
        "p, corrected": [f"{r.p_adjusted:.2g}" for r in rows],
    }
    room = _fit(columns, console.width)
    table.add_column("feature", no_wrap=True)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row, *cells in zip(rows, *columns.values(), strict=True):
        table.add_row(fitted(row.feature, room), *cells)
    console.print(Text())
    console.print(table)
    for change in found.pairs[:LISTED]:
        console.print(said(change.sentence, style="dim"))
    more = len(found.pairs) - LISTED
    if more > 0:
        console.print(said(f"… and {more} more pairs with another verdict.", style="dim"))
    for title, names in (("Only in the second", found.added), ("Only in the first", found.removed)):
        if names:
            console.print(said(f"{title}: {', '.join(names)}.", style="dim"))
    if found.settings:
        told = "; ".join(f"{s.name} {s.first} → {s.second}" for s in found.settings)
        console.print(said(f"Settings that differ: {told}.", style="dim"))


def _fit(columns: dict[str, list[str]], width: int) -> int:
    """Drop columns until a name has room beside the others; how much it has."""

    def room() -> int:
        return width - sum(max(map(len, [c, *cells])) + 2 for c, cells in columns.items()) - 2

    for spared in SPARED:
        if room() < NAME:
            columns.pop(spared)
    return max(NAME, room())
