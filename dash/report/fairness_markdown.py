"""The fairness report as Markdown, for an audit file or a pull request."""

from __future__ import annotations

from dash.report.charts.fairness import outcome, outcome_difference
from dash.report.fairness_data import FairnessReport
from dash.report.markdown import escaped, table
from dash.report.wording import number, percent_interval, shortened, span_of_ranks

NAME = 80


def render_fairness_markdown(report: FairnessReport) -> str:
    """Render a fairness report as GitHub-flavoured Markdown."""
    d, m = report.screen.data, report.screen.method
    lines = [
        f"# Fairness audit of {escaped(d.target)}",
        "",
        f"**{escaped(report.verdict.sentence)}**",
    ]
    lines.append("")
    for warning in report.warnings:
        lines += [f"> **Warning.** {escaped(warning)}", ""]
    for a in report.attributes:
        lines += [
            f"## {escaped(shortened(a.attribute, NAME))}: {a.verdict}",
            "",
            escaped(a.sentence),
            "",
        ]
        lines += [f"* {escaped(s)}" for s in a.evidence] + [""]
        if a.single_model is not None:
            lines += [escaped(a.single_model.sentence), ""]
        if a.features:
            lines += table(
                ("feature", "role", "rank", "share", f"among the top {a.top_k} of one model"),
                [
                    (
                        shortened(f.name, NAME), f.role, span_of_ranks(f.rank_low, f.rank_high),
                        percent_interval(f.share, f.share_low, f.share_high),
                        percent_interval(f.top_share, f.top_low, f.top_high),
                    )
                    for f in a.features
                ],
            )  # fmt: skip
        lines += table(
            ("feature", "association", "AUC", "chance up to", "proxy"),
            [
                (
                    shortened(p.name, NAME), f"{number(p.association)} ({p.measure})",
                    number(p.auc), number(p.null_auc), "yes" if p.is_proxy else "no",
                )
                for p in a.proxies[:20]
            ],
        )  # fmt: skip
        if a.pairs:
            lines += table(
                ("pair", "order of the means", "flip rate"),
                [
                    (
                        f"{shortened(p.feature, NAME)} / {shortened(p.other, NAME)}", p.decision,
                        percent_interval(p.flip_rate, p.flip_low, p.flip_high),
                    )
                    for p in a.pairs
                ],
            )  # fmt: skip
    if report.joint is not None:
        lines += ["## All attributes together", "", escaped(report.joint.sentence), ""]
    for o in report.outcomes:
        lines += [f"## Outcomes by {escaped(shortened(o.attribute, NAME))}", ""]
        lines += table(
            ("group", "rows", *o.metrics),
            [
                (
                    shortened(r.group, NAME), r.n_rows,
                    *(outcome(o, i, r) for i in range(len(o.metrics))),
                )
                for r in o.rows
            ]
            + [
                (
                    shortened(o.compared, NAME), "",
                    *(outcome_difference(o, i) for i in range(len(o.metrics))),
                )
            ],
        )  # fmt: skip
        lines += [escaped(o.sentence), ""]
    if report.reference is not None:
        lines += ["## The model in use", "", escaped(report.reference.sentence), ""]
        lines += [f"* {escaped(p.sentence)}" for p in report.reference.pairs] + [""]
    if report.conditional:
        lines += ["## Conditional SHAP", ""]
        lines += [f"* {escaped(c.sentence)}" for c in report.conditional] + [""]
    lines += ["## What may be claimed", ""] + [f"* {escaped(s)}" for s in report.may_claim] + [""]
    lines += ["## What may not be claimed", ""]
    lines += [f"* {escaped(s)}" for s in report.may_not_claim] + [""]
    lines += ["## Disclosure", "", escaped(report.disclosure), ""]
    lines += ["## How it was done", "", escaped(m.population_sentence), ""]
    lines += [escaped(report.screen.quality.sentence), ""]
    lines += table(
        ("setting", "value"),
        [
            ("data", f"{d.name}, {d.n_rows} rows, {d.n_features} features"),
            ("sha256", d.sha256),
            ("model", ", ".join([m.model, *(f"{k} = {x}" for k, x in m.parameters.items())])),
            ("models", m.n_models),
            ("seed", m.seed),
            ("versions", ", ".join(f"{k} {x}" for k, x in report.versions.items())),
        ],
    )
    lines += ["## What to do next", ""] + [f"* {escaped(s)}" for s in report.next_steps]
    return "\n".join(lines).rstrip() + "\n"
