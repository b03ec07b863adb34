"""The command `dash-audit fairness`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dash.options import (
    AlphaOption,
    CertificateOption,
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

HELP = (
    "Audit whether models lean on a protected attribute or on its proxies, and whether the answer "
    "would survive retraining.\n\n"
    "For each attribute: its proxies, where it and they rank over many retrained models (each "
    "alone, and taken together), what an audit of one model would have said instead, and the "
    "outcomes of its groups. The verdict is one of: relies, does not rely, cannot be told."
)
EPILOG = (
    "Try:  dash-audit example german-credit  and then  dash-audit fairness german-credit.csv "
    "-t credit_risk -p age -p sex --html audit.html.  Exit codes: 0 done, 1 the certificate was "
    "refused, 2 bad input or usage, 130 interrupted before the audit was done."
)


def fairness(
    data: DataArgument,
    target: TargetOption,
    protected: Annotated[
        list[str],
        typer.Option(
            "--protected",
            "-p",
            help="Protected attribute: a column; repeat for several.",
            show_default=False,
        ),
    ],
    blind: Annotated[
        bool,
        typer.Option("--blind", help="Keep the attributes from the models; audit their proxies."),
    ] = False,
    top: Annotated[
        int,
        typer.Option(min=1, help="An attribute is relied on when it is among the first TOP."),
    ] = 5,
    proxy_threshold: Annotated[
        float,
        typer.Option(help="Association, or 2 AUC - 1, from which on a feature is a proxy."),
    ] = 0.25,
    reference_model: Annotated[
        Path | None,
        typer.Option(
            help="An existing model to place among its retrainings: XGBoost JSON or UBJSON, "
            "LightGBM text, skops; joblib only with --trust-pickle.",
            show_default=False,
        ),
    ] = None,
    trust_pickle: Annotated[
        bool,
        typer.Option(
            "--trust-pickle",
            help="Unpickle the reference model, which runs whatever code the file holds.",
        ),
    ] = False,
    conditional: Annotated[
        bool,
        typer.Option(
            "--conditional", help="Estimate whether conditional SHAP separates the open pairs."
        ),
    ] = False,
    model: ModelOption = ModelName.xgboost,
    population: PopulationOption = PopulationName.resample,
    models: ModelsOption = 25,
    max_models: MaxModelsOption = 200,
    quick: QuickOption = False,
    alpha: AlphaOption = 0.05,
    margin: MarginOption = 0.01,
    task: TaskOption = None,
    drop: DropOption = None,
    keep: KeepOption = None,
    group: GroupOption = None,
    max_rows: MaxRowsOption = None,
    html: HtmlOption = None,
    json: JsonOption = None,
    markdown: MarkdownOption = None,
    certificate: CertificateOption = None,
    jobs: JobsOption = -1,
    device: DeviceOption = Device.cpu,
    seed: SeedOption = 0,
    yes: YesOption = False,
) -> None:
    from dash.fairness.audit import fairness_audit
    from dash.workflow import Rules

    outputs = {"html": html, "json": json, "markdown": markdown}
    check_outputs(outputs, ask=not yes, certificate=certificate)
    audit = unless_interrupted(
        fairness_audit,
        data,
        target,
        protected,
        blind=blind,
        top_k=top,
        proxy_threshold=proxy_threshold,
        reference_model=reference_model,
        trust_pickle=trust_pickle,
        conditional=conditional,
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
        rules=Rules(alpha=alpha, margin=margin),
        n_jobs=jobs,
        device=device.value,
        random_state=seed,
        progress=True,
        before="the audit was done; Ctrl-C while models are trained keeps those in hand",
    )
    deliver(audit.report(), top, outputs, certificate)
