"""The commands `dash-audit report` and `dash-audit compare`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

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


def report(
    file: Annotated[Path, typer.Argument(help="JSON of a report (--json of screen or fairness).")],
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
    for sentence in found.details:
        console.print(said(sentence))
    table = plain_table("Share of the total attribution, the largest change first")
    for column in ("feature", "before", "after", "rank", "change and interval", "p, corrected"):
        table.add_column(column, no_wrap=True)
    for row in found.to_frame().head(LISTED).itertuples():
        table.add_row(
            fitted(row.feature, max(10, console.width - 62)),
            percent(row.first),
            percent(row.second),
            f"{row.rank_first:g} → {row.rank_second:g}",
            f"{100 * row.difference:+.1f} [{100 * row.low:+.1f}, {100 * row.high:+.1f}]",
            f"{row.p_adjusted:.2g}",
        )
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
