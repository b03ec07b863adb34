"""Options and outputs that the commands of `dash-audit` share."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from dash.errors import InputError

DONE, GATE_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class ModelName(str, Enum):
    xgboost = "xgboost"
    lightgbm = "lightgbm"
    random_forest = "random_forest"
    extra_trees = "extra_trees"
    hist_gradient_boosting = "hist_gradient_boosting"


class PopulationName(str, Enum):
    resample = "resample"
    bootstrap = "bootstrap"
    seed = "seed"
    diverse = "diverse"
    published = "published"


class Correction(str, Enum):
    holm = "holm"
    bonferroni = "bonferroni"
    bh = "bh"
    by = "by"
    none = "none"


class Device(str, Enum):
    cpu = "cpu"
    cuda = "cuda"


DataArgument = Annotated[
    str,
    typer.Argument(
        help="CSV, TSV, Parquet or Feather file, also compressed; - reads standard input.",
        show_default=False,
    ),
]
TargetOption = Annotated[
    str,
    typer.Option("--target", "-t", help="Column that the models predict.", show_default=False),
]
ModelOption = Annotated[ModelName, typer.Option(help="Model class.")]
PopulationOption = Annotated[
    PopulationName,
    typer.Option(
        help="What a retrained model is. resample: 80 % of the rows and another seed; "
        "bootstrap; seed: the same rows, another seed; diverse: random hyperparameters, "
        "near-optimal, spread out; published: the published protocol."
    ),
]
ModelsOption = Annotated[int, typer.Option(min=2, help="Models before the second look.")]
MaxModelsOption = Annotated[
    int, typer.Option(min=2, help="Models at most; fewer when nothing more can be decided.")
]
QuickOption = Annotated[
    bool, typer.Option("--quick", help="A first impression: 25 small models, 5000 rows.")
]
AlphaOption = Annotated[
    float, typer.Option(help="Chance that any claimed order is wrong, over all pairs.")
]
MarginOption = Annotated[
    float,
    typer.Option(help="Differences below this share of the total attribution do not matter."),
]
CorrectionOption = Annotated[Correction, typer.Option(help="Correction for testing all pairs.")]
TaskOption = Annotated[
    str | None, typer.Option(help="classification or regression, where the guess is wrong.")
]
DropOption = Annotated[
    list[str] | None, typer.Option(help="Column to leave out; repeat for several.")
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option(help="Column to use although it would be set aside; repeat for several."),
]
GroupOption = Annotated[
    str | None,
    typer.Option(help="Column whose rows belong together (a person, a site); kept whole."),
]
MaxRowsOption = Annotated[
    int | None, typer.Option(min=30, help="Use a random sample of this many rows.")
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(help="Write the report as one HTML file.", show_default=False),
]
JsonOption = Annotated[
    Path | None,
    typer.Option(help="Write the report as JSON; - for standard output.", show_default=False),
]
MarkdownOption = Annotated[
    Path | None,
    typer.Option(help="Write the report as Markdown; - for standard output.", show_default=False),
]
CertificateOption = Annotated[
    Path | None,
    typer.Option(
        help="Write a certificate to this folder and let Lean check it; the page shows its status.",
        show_default=False,
    ),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", help="Models trained at once; -1: all cores.")
]
DeviceOption = Annotated[Device, typer.Option(help="Where XGBoost trains.")]
SeedOption = Annotated[int, typer.Option(min=0, help="Same seed, same result.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Overwrite files without asking.")]


def unless_interrupted(run, *arguments, before: str = "two models were done", **options):
    """Run; Ctrl-C before anything could be kept ends with exit code 130 and a sentence."""
    try:
        return run(*arguments, **options)
    except KeyboardInterrupt:
        typer.echo(f"dash-audit: interrupted before {before}.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def check_outputs(
    outputs: dict[str, Path | None], *, ask: bool, certificate: Path | None = None
) -> None:
    """Find out before the work, not after it, that a result cannot be written."""
    if certificate is not None:
        from dash.certificate.write import check_folder
        from dash.proofs.kernel import require_kernel

        check_folder(certificate)
        require_kernel()
    if sum(str(p) == "-" for p in outputs.values() if p is not None) > 1:
        raise InputError("only one of the outputs can go to standard output.")
    for path in outputs.values():
        if path is None or str(path) == "-":
            continue
        if path.is_dir():
            raise InputError(f"{path} is a folder: name a file to write.")
        if not path.absolute().parent.is_dir():
            raise InputError(f"the folder of {path} does not exist: make it first.")
        if path.exists() and ask and sys.stdin.isatty() and sys.stderr.isatty():
            typer.confirm(f"{path} exists. Overwrite it?", abort=True, err=True)


def write_outputs(report, outputs: dict[str, Path | None], *, certificate=None) -> bool:
    """Write a report in every form that was asked for; True when one went to standard output."""
    from dash.report import render_html, render_markdown

    faces = {
        "html": lambda: render_html(report, certificate=certificate),
        "json": report.to_json,
        "markdown": lambda: render_markdown(report),
    }
    return any(
        [write_text(faces[kind](), path) for kind, path in outputs.items() if path is not None]
    )


def write_text(text: str, path: Path) -> bool:
    """Write the text; True when it went to standard output."""
    if str(path) == "-":
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return True
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    return False


def deliver(report, top: int, outputs: dict[str, Path | None], certificate: Path | None) -> None:
    """Certify a finished report, write it in every form asked for, and show it.

    What goes wrong with the certificate is said at the end: by then the reports are written.
    """
    status, failed = None, None
    if certificate is not None:
        from dash.certificate.check import check_certificate
        from dash.certificate.write import write_certificate

        try:
            write_certificate(report, certificate)
            status = check_certificate(certificate, progress=True)
        except (InputError, KeyboardInterrupt) as error:
            failed = error
    piped = write_outputs(report, outputs, certificate=status)
    show(report, top, outputs, piped=piped, status=status)
    if isinstance(failed, KeyboardInterrupt):
        typer.echo("dash-audit: interrupted before the certificate was checked.", err=True)
        raise typer.Exit(INTERRUPTED)
    if failed is not None:
        raise failed
    require_valid(status)


def require_valid(status) -> None:
    """End with exit code 1 where a certificate was checked and refused."""
    if status is not None and not status.valid:
        raise typer.Exit(GATE_FAILED)


def confirm_other(folder: Path, report: Path) -> None:
    """Ask before the certificate of another report is overwritten, where somebody can answer."""
    from dash.certificate.write import holds_another

    if sys.stdin.isatty() and sys.stderr.isatty() and holds_another(folder, report.read_bytes()):
        typer.confirm(
            f"{folder} holds the certificate of another report. Overwrite it?", abort=True, err=True
        )


def show(report, top: int, outputs: dict[str, Path | None], *, piped: bool, status=None) -> None:
    """The answer on the terminal, and what was written where."""
    from rich.console import Console

    from dash.report import render_terminal

    render_terminal(report, Console(stderr=piped, highlight=False), top=top)
    if status is not None:
        typer.echo(status.sentence, err=piped)
    for kind, path in outputs.items():
        if path is not None and str(path) != "-":
            typer.echo(f"{kind}: {path}", err=True)
