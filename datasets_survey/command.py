"""The command `dash-audit survey`: run the protocols over the registry, show what was found."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

INTERRUPTED = 130
OUTPUT = Path("survey.jsonl")

app = typer.Typer(
    name="survey",
    no_args_is_help=True,
    help="How often rankings are unstable, over hundreds of data sets and several definitions. "
    "`run` computes, `report` and `show` read what was found.",
)


class PopulationName(str, Enum):
    published = "published"
    seed = "seed"
    bootstrap = "bootstrap"
    diverse = "diverse"


class ModelName(str, Enum):
    xgboost = "xgboost"
    lightgbm = "lightgbm"
    random_forest = "random_forest"


StoreOption = Annotated[Path, typer.Option("--output", "-o", help="File of the results.")]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        "-r",
        "--output",
        "-o",
        help="File of the results; default survey.jsonl, or where there is none the full run that "
        "comes with the product.",
        show_default=False,
    ),
]


@app.callback()
def _root() -> None:
    pass


@app.command(
    "run",
    epilog="Killed at any moment it goes on with --resume. Exit codes: 0 done, 2 bad input or "
    "usage, 130 interrupted.",
)
def run_command(
    tier: Annotated[
        list[str] | None, typer.Option(help="Tiers of the registry; repeat for several.")
    ] = None,
    dataset: Annotated[
        list[str] | None, typer.Option(help="Only this data set; repeat for several.")
    ] = None,
    population: Annotated[
        list[PopulationName] | None, typer.Option(help="Only protocols of this population.")
    ] = None,
    model: Annotated[
        list[ModelName] | None, typer.Option(help="Only protocols of this model class.")
    ] = None,
    models: Annotated[
        int, typer.Option(min=4, help="Models a data set; the published protocol has 20.")
    ] = 50,
    output: StoreOption = OUTPUT,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a file that exists.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="With --resume: try again what failed.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many data sets.")] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", help="Data sets at once; -1: all cores.")
    ] = -1,
    time_limit: Annotated[float, typer.Option(help="Seconds for one protocol.")] = 600.0,
    memory_limit: Annotated[int, typer.Option(min=256, help="Megabytes for one data set.")] = 6144,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same result.")] = 0,
) -> None:
    """Run the protocols, each data set in its own process, and append the results to a file."""
    from datasets_survey.progress import Progress
    from datasets_survey.runner import Limits, planned, run
    from datasets_survey.selection import chosen_datasets, chosen_protocols
    from datasets_survey.store import Store, settings_of

    protocols, definitions = chosen_protocols(population, model, n_models=models)
    datasets = chosen_datasets(tier, dataset)
    settings = settings_of(random_state=seed, protocols=definitions)
    store = (Store.resume if resume else Store.create)(output, settings)
    with store.locked():
        rows = store.rows()
        done = [
            (r["dataset"], r["protocol"])
            for r in rows
            if not retry or r["status"] in ("done", "excluded")
        ]
        kept = planned(datasets, protocols)[:limit]
        todo = planned([d for d, _ in kept], protocols, done)
        limits = Limits(time_limit, memory_limit, jobs if jobs > 0 else os.cpu_count() or 1)
        excluded = sum(len(names) for d, names in todo if d.excluded)
        progress = Progress(sum(len(names) for _, names in todo), excluded=excluded)
        found = run(todo, definitions, random_state=seed, limits=limits)
        try:
            with progress:
                for row in found:
                    store.append(row)
                    progress.advance(row)
        except KeyboardInterrupt:
            found.close()
            typer.echo(
                f"dash-audit: interrupted; what is done is in {output}. Go on with --resume.",
                err=True,
            )
            raise typer.Exit(INTERRUPTED) from None
    typer.echo(progress.summary(output))


@app.command(
    epilog="The report is survey.md in that folder, with its figures and datasets.csv in a folder "
    "survey beside it. Exit codes: 0 done, 2 bad input or usage.",
)
def report(
    results: ResultsOption = None,
    to: Annotated[Path, typer.Option(help="Folder that the report is written to.")] = Path(
        "survey-report"
    ),
    figures: Annotated[
        bool, typer.Option("--figures/--no-figures", help="Whether to draw figures (matplotlib).")
    ] = True,
    json: Annotated[
        bool, typer.Option("--json", help="Print every table as JSON, and write nothing.")
    ] = False,
) -> None:
    """Make the tables and figures: how often rankings are unstable, and what that depends on."""
    import json as codec

    from datasets_survey.analysis import PUBLISHED, RETRAINED, Survey
    from datasets_survey.report import interval, tables, write_report

    survey = Survey.from_store(_open(results))
    if json:
        typer.echo(codec.dumps(tables(survey), indent=2, ensure_ascii=False))
        return
    written = write_report(survey, to, figures=figures)
    typer.echo(f"{survey!r}.")
    for protocol in (PUBLISHED, RETRAINED):
        if protocol in survey.protocols:
            rule = interval(survey.endpoint(protocol, "collinear_observed"))
            first = interval(survey.endpoint(protocol, "first_below_90"))
            typer.echo(
                f"{protocol}: a collinear pair is seen to flip in {rule} of the data sets,\n"
                f"no feature comes first in 90 % of the models in {first}."
            )
    typer.echo(f"The report is in {written[0]}.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Key of a data set.", show_default=False)],
    results: ResultsOption = None,
    json: Annotated[bool, typer.Option("--json", help="The rows as JSON.")] = False,
) -> None:
    """Show what was found on one data set, one column a protocol."""
    import json as codec

    from datasets_survey.names import find_key

    store = _open(results)
    rows = store.rows()
    key = find_key(name, (r["dataset"] for r in rows), place=str(store.path))
    mine = [r for r in rows if r["dataset"] == key]
    if json:
        typer.echo(codec.dumps(mine, indent=2, ensure_ascii=False))
        return
    from datasets_survey.showing import print_rows

    order = {name: i for i, name in enumerate(store.settings["protocols"])}
    print_rows(sorted(mine, key=lambda r: order.get(r["protocol"], len(order))))


def _open(results: Path | None) -> Any:
    """The store that was named, or survey.jsonl, or the run that comes with the product."""
    from datasets_survey.store import Store, stored_run

    if results is not None:
        return Store.open(results)
    if OUTPUT.exists():
        return Store.open(OUTPUT)
    typer.echo("dash-audit: no survey.jsonl here; this is the run that comes with it.", err=True)
    return Store.open(stored_run())
