"""The commands `dash-audit certify` and `dash-audit verify`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from dash.options import YesOption, check_outputs, confirm_other, require_valid

CERTIFY_HELP = (
    "Turn a finished report into a certificate that Lean checks.\n\n"
    "The attributions of the single models become whole numbers, without rounding, and a Lean file "
    "proves of each pair of features in how many models it stands which way: the pairs that two "
    "models order oppositely, so that no complete ranking suits them all, and the pairs that all "
    "models order alike. A report that says something else than its own attributions give is "
    "refused. The folder is a Lake project of its own, with the report inside."
)
CERTIFY_EPILOG = (
    "Try:  dash-audit screen data.csv --target y --json r.json  and then  dash-audit certify "
    "r.json -o certificate"
)
VERIFY_HELP = (
    "Check a certificate on this machine, from its files alone.\n\n"
    "What the report derives from its attributions is computed anew and compared, the Lean file is "
    "made anew and compared, the library is compared with the copy in this package, Lean's kernel "
    "checks all of it, and the audit refuses axioms, sorry and options that switch a check off. "
    "What does not fit is named with its place."
)
VERIFY_EPILOG = (
    "Exit codes: 0 certified, 1 refused, 2 no certificate, one of another version, or no kernel."
)


class KernelName(str, Enum):
    auto = "auto"
    lake = "lake"
    pip = "pip"


KernelOption = Annotated[
    KernelName,
    typer.Option(
        help="lake: an installed Lean; pip: the kernel of the extra \\[proofs]; auto: lake where "
        "it works."
    ),
]


def certify(
    report: Annotated[
        Path, typer.Argument(help="JSON of a report (--json of screen or fairness).")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Folder to write; new, or one with a certificate."),
    ] = Path("certificate"),
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Let Lean check it at once.")
    ] = True,
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write the report's page with the certificate's status.", show_default=False
        ),
    ] = None,
    kernel: KernelOption = KernelName.auto,
    yes: YesOption = False,
) -> None:
    from dash.certificate.write import MANIFEST, check_folder, write_certificate
    from dash.proofs.kernel import require_kernel

    if check:
        require_kernel(kernel.value)
    check_folder(output)
    check_outputs({"html": html}, ask=not yes)
    if not yes and report.is_file():
        confirm_other(output, report)
    files = write_certificate(report, output)
    typer.echo(f"{output}: {len(files)} files, {MANIFEST} says what they are.")
    if not check:
        typer.echo(f"Written, not checked. Check it:  dash-audit verify {output}")
        return
    _say(output, report, kernel, html)


def verify_certificate(
    folder: Annotated[Path, typer.Argument(help="Folder that certify wrote.")],
    report: Annotated[
        Path | None,
        typer.Option(
            help="A report that the certificate is said to be of; default the one inside.",
            show_default=False,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write the report's page with the certificate's status.", show_default=False
        ),
    ] = None,
    kernel: KernelOption = KernelName.auto,
) -> None:
    _say(folder, report, kernel, html)


def _say(folder: Path, report: Path | None, kernel: KernelName, html: Path | None) -> None:
    """Check, print, and end with exit code 1 where the certificate is refused."""
    from dash.certificate.check import check_certificate

    status = check_certificate(folder, report, kernel=kernel.value, progress=True)
    typer.echo(status.sentence)
    for problem in status.problems[1:]:
        typer.echo(f"  {problem}")
    if status.valid:
        typer.echo(f"report: sha256 {status.report_sha256}")
    if html is not None:
        write_page(folder, status, html)
        typer.echo(f"html: {html}", err=True)
    require_valid(status)


def write_page(folder: Path, status, html: Path) -> None:
    """The page of the report inside a certificate, with the status of the certificate."""
    from dash.certificate.write import REPORT
    from dash.errors import InputError
    from dash.report import render_html
    from dash.report.reading import load_report

    page = render_html(load_report(folder / REPORT), certificate=status)
    try:
        html.write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{html} cannot be written: {error.strerror}.") from None
