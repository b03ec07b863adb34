"""The command `dash-audit`: screen a file, write an example, check the proofs."""

from __future__ import annotations

import re
import sys
import warnings
from enum import Enum
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
from dash.proofs.command import EPILOG as PROOFS_EPILOG
from dash.proofs.command import HELP as PROOFS_HELP
from dash.proofs.command import proofs

LONGEST_MESSAGE = 2000
DONE, GATE_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="dash-audit",
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


def _version(show: bool) -> None:
    if show:
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
    epilog="Exit codes: 0 done, 1 a --fail-on gate failed, 2 bad input or usage, 130 interrupted "
    "before two models were done."
)
def screen(
    data: Annotated[
        str,
        typer.Argument(
            help="CSV, TSV, Parquet or Feather file, also compressed; - reads standard input.",
            show_default=False,
        ),
    ],
    target: Annotated[
        str,
        typer.Option("--target", "-t", help="Column that the models predict.", show_default=False),
    ],
    model: Annotated[ModelName, typer.Option(help="Model class.")] = ModelName.xgboost,
    population: Annotated[
        PopulationName,
        typer.Option(
            help="What a retrained model is. resample: 80 % of the rows and another seed; "
            "bootstrap; seed: the same rows, another seed; diverse: random hyperparameters, "
            "near-optimal, spread out; published: the published protocol."
        ),
    ] = PopulationName.resample,
    models: Annotated[int, typer.Option(min=2, help="Models before the second look.")] = 25,
    max_models: Annotated[
        int, typer.Option(min=2, help="Models at most; fewer when nothing more can be decided.")
    ] = 200,
    quick: Annotated[
        bool, typer.Option("--quick", help="A first impression: 25 small models, 5000 rows.")
    ] = False,
    alpha: Annotated[
        float,
        typer.Option(help="Chance that any claimed order is wrong, over all pairs."),
    ] = 0.05,
    margin: Annotated[
        float,
        typer.Option(help="Differences below this share of the total attribution do not matter."),
    ] = 0.01,
    correction: Annotated[
        Correction, typer.Option(help="Correction for testing all pairs.")
    ] = Correction.holm,
    top: Annotated[
        int, typer.Option(min=1, help="Features that are shown, and worth more models.")
    ] = 10,
    task: Annotated[
        str | None,
        typer.Option(help="classification or regression, where the guess is wrong."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(help="Column to leave out; repeat for several."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Column to use although it would be set aside; repeat for several."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(help="Column whose rows belong together (a person, a site); kept whole."),
    ] = None,
    max_rows: Annotated[
        int | None,
        typer.Option(min=30, help="Use a random sample of this many rows."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(help="Write the report as one HTML file.", show_default=False),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(help="Write the report as JSON; - for standard output.", show_default=False),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write the report as Markdown; - for standard output.", show_default=False
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 unless the ranking is good enough: topK-unresolved (top5-unresolved: "
            "a pair with one of the first 5 features is open) or any-unresolved.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", help="Models trained at once; -1: all cores.")
    ] = -1,
    device: Annotated[Device, typer.Option(help="Where XGBoost trains.")] = Device.cpu,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same result.")] = 0,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Overwrite files without asking.")
    ] = False,
) -> None:
    """Screen a data file: which places of its feature ranking are decided, which are ties."""
    from dash.report import render_html, render_markdown, render_terminal
    from dash.workflow import Rules
    from dash.workflow import screen as run

    gate = _gate(fail_on)
    outputs = {"html": html, "json": json, "markdown": markdown}
    _check_outputs(outputs, ask=not yes)
    result = _unless_interrupted(
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
    report = result.report()
    renderings = {"html": render_html, "json": lambda r: r.to_json(), "markdown": render_markdown}
    piped = False
    for kind, path in outputs.items():
        if path is not None:
            piped |= _write(renderings[kind](report), path)
    _show(render_terminal, report, top, to_stderr=piped)
    for kind, path in outputs.items():
        if path is not None and str(path) != "-":
            typer.echo(f"{kind}: {path}", err=True)
    if gate is not None and _gate_fails(gate, result):
        typer.echo(f"dash-audit: the gate {fail_on} failed.", err=True)
        raise typer.Exit(GATE_FAILED)


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
        _check_outputs({"output": path}, ask=not yes)
    write_example(name, sys.stdout if str(path) == "-" else path)
    if str(path) != "-":
        chosen = EXAMPLES[name]
        typer.echo(f"{path}: {chosen.title}. Source: {chosen.source}. Licence: {chosen.licence}.")
        typer.echo(f"Next:  dash-audit screen {path} --target {chosen.target} --html report.html")


app.command(help=CERTIFY_HELP, epilog=CERTIFY_EPILOG)(certify)
app.command("verify", help=VERIFY_HELP, epilog=VERIFY_EPILOG)(verify_certificate)
app.command(help=PROOFS_HELP, epilog=PROOFS_EPILOG)(proofs)


def _unless_interrupted(run, *arguments, **options):
    """Run; Ctrl-C before anything could be kept ends with exit code 130 and a sentence."""
    try:
        return run(*arguments, **options)
    except KeyboardInterrupt:
        typer.echo("dash-audit: interrupted before two models were done.", err=True)
        raise typer.Exit(INTERRUPTED) from None


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


def _check_outputs(outputs: dict[str, Path | None], *, ask: bool) -> None:
    """Find out before the work, not after it, that a result cannot be written."""
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


def _write(text: str, path: Path) -> bool:
    """Write the text; True when it went to standard output."""
    if str(path) == "-":
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return True
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    return False


def _show(render_terminal, report, top: int, *, to_stderr: bool) -> None:
    from rich.console import Console

    render_terminal(report, Console(stderr=to_stderr, highlight=False), top=top)


def main() -> None:
    """Run the command; bad input is one sentence on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    warnings.filterwarnings("ignore", category=FutureWarning)
    try:
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
