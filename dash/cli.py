"""The command `dash-audit`: screens, audits, reports, certificates, proofs."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer

from dash import __version__
from dash.certificate.command import (
    CERTIFY_EPILOG,
    CERTIFY_HELP,
    VERIFY_EPILOG,
    VERIFY_HELP,
    certify,
    verify_certificate,
)
from dash.errors import InputError
from dash.fairness.command import EPILOG as FAIRNESS_EPILOG
from dash.fairness.command import HELP as FAIRNESS_HELP
from dash.fairness.command import fairness
from dash.options import (
    BAD_INPUT,
    DONE,
    GATE_FAILED,
    AlphaOption,
    CertificateOption,
    Correction,
    CorrectionOption,
    DataArgument,
    Device,
    DeviceOption,
    DropOption,
    GroupOption,
    HtmlOption,
    JobsOption,
    JsonOption,
    KeepOption,
    MarginOption,
    MarkdownOption,
    MaxModelsOption,
    MaxRowsOption,
    ModelName,
    ModelOption,
    ModelsOption,
    PopulationName,
    PopulationOption,
    QuickOption,
    SeedOption,
    TargetOption,
    TaskOption,
    YesOption,
    check_outputs,
    deliver,
    unless_interrupted,
)
from dash.plugins import Commands
from dash.proofs.command import EPILOG as PROOFS_EPILOG
from dash.proofs.command import HELP as PROOFS_HELP
from dash.proofs.command import proofs
from dash.report.command import COMPARE_EPILOG, COMPARE_HELP, REPORT_HELP, compare, report

LONGEST_MESSAGE = 2000

app = typer.Typer(
    name="dash-audit",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Find out which parts of a feature ranking can be trusted.\n\n"
    "Retrain a model on correlated features and its ranking changes. This command trains many "
    "models of your data, tests every pair of features, and says which order is known, which "
    "features are tied, and what one retrained model would get wrong.",
    epilog="Start with:  dash-audit example breast-cancer -o bc.csv  and then  "
    "dash-audit screen bc.csv --target diagnosis --html report.html",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"dash-audit {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command(
    epilog="Exit codes: 0 done, 1 a --fail-on gate failed or the certificate was refused, 2 bad "
    "input or usage, 130 interrupted before two models were done."
)
def screen(
    data: DataArgument,
    target: TargetOption,
    model: ModelOption = ModelName.xgboost,
    population: PopulationOption = PopulationName.resample,
    models: ModelsOption = 25,
    max_models: MaxModelsOption = 200,
    quick: QuickOption = False,
    alpha: AlphaOption = 0.05,
    margin: MarginOption = 0.01,
    correction: CorrectionOption = Correction.holm,
    top: Annotated[
        int, typer.Option(min=1, help="Features that are shown, and worth more models.")
    ] = 10,
    task: TaskOption = None,
    drop: DropOption = None,
    keep: KeepOption = None,
    group: GroupOption = None,
    max_rows: MaxRowsOption = None,
    html: HtmlOption = None,
    json: JsonOption = None,
    markdown: MarkdownOption = None,
    certificate: CertificateOption = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 unless the ranking is good enough: topK-unresolved (top5-unresolved: "
            "a pair with one of the first 5 features is open) or any-unresolved.",
            show_default=False,
        ),
    ] = None,
    jobs: JobsOption = -1,
    device: DeviceOption = Device.cpu,
    seed: SeedOption = 0,
    yes: YesOption = False,
) -> None:
    """Screen a data file: which places of its feature ranking are decided, which are ties."""
    from dash.workflow import Rules
    from dash.workflow import screen as run

    gate = _gate(fail_on)
    outputs = {"html": html, "json": json, "markdown": markdown}
    check_outputs(outputs, ask=not yes, certificate=certificate)
    result = unless_interrupted(
        run,
        data,
        target,
        task=task,
        drop=drop,
        keep=keep,
        group=group,
        max_rows=max_rows,
        model=model.value,
        population=population.value,
        n_models=models,
        max_models=max_models,
        quick=quick,
        rules=Rules(alpha=alpha, margin=margin, correction=correction.value, top=top),
        n_jobs=jobs,
        device=device.value,
        random_state=seed,
        progress=True,
    )
    deliver(result.report(), top, outputs, certificate)
    if gate is not None and _gate_fails(gate, result):
        typer.echo(f"dash-audit: the gate {fail_on} failed.", err=True)
        raise typer.Exit(GATE_FAILED)


app.command(help=FAIRNESS_HELP, epilog=FAIRNESS_EPILOG)(fairness)


@app.command()
def example(
    name: Annotated[
        str, typer.Argument(help="breast-cancer, german-credit or hmda.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write; default NAME.csv, - for standard output."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Overwrite the file without asking.")
    ] = False,
) -> None:
    """Write an example data set as CSV, and say how to screen it."""
    from dash.examples import EXAMPLES, write_example

    path = output or Path(f"{name}.csv")
    if name in EXAMPLES:
        check_outputs({"output": path}, ask=not yes)
    write_example(name, sys.stdout if str(path) == "-" else path)
    if str(path) != "-":
        chosen = EXAMPLES[name]
        typer.echo(f"{path}: {chosen.title}. Source: {chosen.source}. Licence: {chosen.licence}.")
        typer.echo(f"Next:  dash-audit screen {path} --target {chosen.target} --html report.html")
        if chosen.protected:
            named = " ".join(f"--protected {p}" for p in chosen.protected)
            typer.echo(
                f"or:    dash-audit fairness {path} --target {chosen.target} {named} "
                "--html audit.html"
            )


app.command(help=REPORT_HELP)(report)
app.command(help=COMPARE_HELP, epilog=COMPARE_EPILOG)(compare)
app.command(help=CERTIFY_HELP, epilog=CERTIFY_EPILOG)(certify)
app.command("verify", help=VERIFY_HELP, epilog=VERIFY_EPILOG)(verify_certificate)
app.command(help=PROOFS_HELP, epilog=PROOFS_EPILOG)(proofs)


def _gate(text: str | None) -> int | None:
    """0 for any-unresolved, k for topK-unresolved, None without a gate."""
    if text is None:
        return None
    if text == "any-unresolved":
        return 0
    match = re.fullmatch(r"top([1-9][0-9]*)-unresolved", text)
    if match is None:
        raise InputError(
            f"--fail-on {text!r} is not known: use any-unresolved or topK-unresolved, such as "
            "top5-unresolved."
        )
    return int(match.group(1))


def _gate_fails(k: int, result) -> bool:
    import numpy as np

    test = result.test
    unresolved = test.verdict == "unresolved"
    if k == 0:
        return bool(unresolved.any())
    top = np.zeros(len(test.names), dtype=bool)
    top[result.order.order[:k]] = True
    return bool((unresolved & (top[test.first] | top[test.second])).any())


def _shown_warning(message, category, filename, lineno, file=None, line=None) -> None:
    """A warning as one sentence, without the place in the source."""
    from dash.report.wording import shortened

    print(f"dash-audit: warning: {shortened(str(message), LONGEST_MESSAGE)}", file=sys.stderr)


def main() -> None:
    """Run the command; bad input is one sentence on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=FutureWarning)
            warnings.showwarning = _shown_warning
            app()
    except InputError as error:
        from dash.report.wording import shortened

        print(f"dash-audit: {shortened(str(error), LONGEST_MESSAGE)}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say.
        sys.stderr.close()
        sys.exit(DONE)


if __name__ == "__main__":
    main()
