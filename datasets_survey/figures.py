"""Figures of the survey's report, drawn with matplotlib."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dash.errors import InputError
from datasets_survey.analysis import DESCRIPTORS, PUBLISHED, RETRAINED, SEEDS, Survey
from datasets_survey.claims import CANCER_FLAGS, CANCER_HITS
from datasets_survey.network import published
from diagnostics import wilson_interval

INK, MUTED, GRID = "#1f2430", "#5b6472", "#e3e6ea"
#: Colours that stay apart for colour-blind readers and in grey (Okabe and Ito).
COLOURS = {
    "published-code": "#1f2430",
    "xgboost-seed": "#56b4e9",
    "xgboost-bootstrap": "#0072b2",
    "xgboost-diverse": "#009e73",
    "lightgbm-bootstrap": "#e69f00",
    "forest-bootstrap": "#d55e00",
}
MARKERS = dict(zip(COLOURS, "sov^DP", strict=True))
DPI = 110


def save(draw: Callable[[Any, Survey], Any], survey: Survey, path: Path) -> None:
    """Draw one figure into a file.

    Raises
    ------
    InputError
        If matplotlib is not installed; the sentence says how to get it.
    """
    try:
        import matplotlib
        from matplotlib import pyplot
    except ImportError:
        raise InputError(
            'the figures need matplotlib: pip install "dash-attribution[figures]", or give '
            "--no-figures."
        ) from None
    style = {
        "font.family": "DejaVu Sans", "font.size": 9, "axes.edgecolor": MUTED,
        "axes.labelcolor": INK, "text.color": INK, "xtick.color": MUTED, "ytick.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
        "grid.color": GRID, "axes.axisbelow": True, "legend.frameon": False,
        "figure.facecolor": "white", "axes.titlesize": 9, "axes.titlelocation": "left",
    }  # fmt: skip
    backend = matplotlib.get_backend()
    matplotlib.use("agg", force=False)
    try:
        with matplotlib.rc_context(style):
            figure = draw(pyplot, survey)
            figure.savefig(path, dpi=DPI, metadata={"Software": None})
            pyplot.close(figure)
    finally:
        matplotlib.use(backend, force=False)


def draw_prevalence(pyplot: Any, survey: Survey) -> Any:
    """Share of the data sets, by protocol, for four endpoints."""
    shown = (
        ("collinear_observed", "a collinear pair is seen to flip\n(the published rule)"),
        ("top5_claimed", "a pair with a top-5 feature is\nclaimed to flip (Holm)"),
        ("first_below_90", "no feature comes first\nin 90 % of the models"),
        ("top3_change", "probability that two differ\nin the first three"),
    )
    figure, axes = pyplot.subplots(1, 4, figsize=(9.6, 2.9), sharey=True, layout="constrained")
    places = np.arange(len(survey.protocols))[::-1]
    for ax, (endpoint, title) in zip(axes, shown, strict=True):
        if endpoint == "collinear_observed":
            unstable, n = sum(r.verdict == "unstable" for r in published()), len(published())
            ax.axvspan(*wilson_interval(unstable, n), color="#f3e3c3", zorder=0)
            ax.axvline(unstable / n, color="#a9781f", linewidth=1, zorder=1)
            ax.text(
                unstable / n, len(places) - 0.45, f"published: {unstable} of {n}", color="#8a5f12",
                fontsize=7.5, ha="center", va="bottom",
            )  # fmt: skip
        for y, protocol in zip(places, survey.protocols, strict=True):
            e = survey.endpoint(protocol, endpoint)
            colour = COLOURS.get(protocol, INK)
            ax.plot([e.low, e.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
            ax.plot(e.value, y, MARKERS.get(protocol, "o"), color=colour, markersize=6)
        ax.set_title(title, fontsize=8.5)
        ax.set_xlim(0, 1)
        _percent_axis(ax.xaxis)
    axes[0].set_yticks(places, survey.protocols)
    axes[0].set_ylim(-0.6, len(places) - 0.1)
    figure.supxlabel(
        "share of the data sets (last: mean probability), families weighing one; 95 % intervals",
        fontsize=8.5,
    )
    return figure


def draw_association(pyplot: Any, survey: Survey) -> Any:
    """Flip rates of pairs against their association."""
    figure, axes = pyplot.subplots(1, 2, figsize=(8.6, 3.3), layout="constrained")
    table = survey.by_association
    for ax, column, label in (
        (axes[0], "mean_flip", "mean flip rate of the pairs"),
        (axes[1], "unstable", "pairs that flip in more than 10 %"),
    ):
        for protocol in survey.protocols:
            rows = table[table["protocol"] == protocol]
            x = (rows["low"] + rows["high"]) / 2
            colour = COLOURS.get(protocol, INK)
            ax.plot(
                x, rows[column], color=colour, marker=MARKERS.get(protocol, "o"), markersize=4,
                linewidth=1.4, label=protocol,
            )  # fmt: skip
            if protocol in (PUBLISHED, RETRAINED):
                ax.fill_between(
                    x, rows[f"{column}_low"], rows[f"{column}_high"], color=colour, alpha=0.13,
                    linewidth=0,
                )  # fmt: skip
        ax.axvline(0.5, color=MUTED, linewidth=0.8, linestyle=":")
        ax.set_xlim(0, 1)
        ax.set_ylim(0, None)
        ax.set_xlabel("association of the pair")
        ax.set_title(label)
        _percent_axis(ax.yaxis)
    axes[1].legend(fontsize=7.5, loc="upper left")
    return figure


def draw_dependence(pyplot: Any, survey: Survey) -> Any:
    """Prevalence against what describes the data."""
    from datasets_survey.report import bin_words

    table = survey.by_descriptor
    keys = list(DESCRIPTORS)
    figure, axes = pyplot.subplots(
        2, len(keys), figsize=(11.4, 4.4), sharey="row", layout="constrained"
    )
    for row, (endpoint, label) in enumerate(
        (("collinear_observed", "published rule"), ("top3_change", "first three change"))
    ):
        for ax, descriptor in zip(axes[row], keys, strict=True):
            for shift, protocol in zip((-0.1, 0.1), survey.main, strict=False):
                mine = table[
                    (table["protocol"] == protocol)
                    & (table["descriptor"] == descriptor)
                    & (table["endpoint"] == endpoint)
                ]
                edges = DESCRIPTORS[descriptor][1]
                x = np.array([edges.index(low) for low in mine["low"]]) + shift
                colour = COLOURS.get(protocol, INK)
                ax.vlines(x, mine["share_low"], mine["share_high"], color=colour, linewidth=1.6)
                ax.plot(
                    x, mine["value"], MARKERS.get(protocol, "o"), color=colour, markersize=4.5,
                    label=protocol,
                )  # fmt: skip
            edges = (*DESCRIPTORS[descriptor][1], np.inf)
            words = [bin_words(descriptor, a, b) for a, b in itertools.pairwise(edges)]
            ax.set_xticks(range(len(words)), words, rotation=35, ha="right", fontsize=7)
            ax.set_ylim(0, 1.02)
            _percent_axis(ax.yaxis)
            if row == 0:
                ax.set_title(DESCRIPTORS[descriptor][0])
                ax.tick_params(labelbottom=False)
        axes[row, 0].set_ylabel(label)
    handles = axes[0, -1].get_legend_handles_labels()
    figure.legend(*handles, fontsize=8, loc="outside upper right", ncols=2)
    return figure


def draw_calibration(pyplot: Any, survey: Survey) -> Any:
    """Predicted flip rates against those of models that the prediction has not seen."""
    shown = [p for p in (PUBLISHED, SEEDS, RETRAINED) if p in survey.protocols] or survey.main
    figure, axes = pyplot.subplots(
        1,
        len(shown),
        figsize=(3.1 * len(shown), 3.2),
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    table = survey.calibration
    for ax, protocol in zip(axes[0], shown, strict=True):
        ax.plot([0, 0.5], [0, 0.5], color=MUTED, linewidth=0.8, linestyle=":")
        for name, colour, marker, label in (
            ("gaussian", "#0072b2", "o", "Gaussian formula"),
            ("minority", "#d55e00", "s", "minority fraction"),
            ("jeffreys", "#009e73", "^", "minority, Jeffreys"),
        ):
            rows = table[
                (table["protocol"] == protocol)
                & (table["scope"] == "all")
                & (table["predictor"] == name)
            ]
            ax.vlines(
                rows["predicted"],
                rows["flips_low"],
                rows["flips_high"],
                color=colour,
                linewidth=1.6,
            )
            ax.plot(
                rows["predicted"], rows["flips"], marker, color=colour, markersize=4.5, label=label
            )
        ax.set_title(protocol)
        ax.set_xlabel("predicted flip rate")
        ax.set_xlim(-0.01, 0.52)
        ax.set_ylim(-0.01, 0.62)
        _percent_axis(ax.xaxis)
        _percent_axis(ax.yaxis)
    axes[0, 0].set_ylabel("held-out models that flip")
    axes[0, 0].legend(fontsize=7.5, loc="upper left")
    return figure


def draw_screens(pyplot: Any, survey: Survey) -> Any:
    """Precision and recall of what flags collinear pairs."""
    shown = (
        ("screen_published", "screen of one model"),
        ("splits", "split counts, half of the models"),
        ("splits_in_sample", "split counts, same models (published)"),
        ("gaussian", "Gaussian formula"),
        ("minority", "minority fraction"),
    )
    figure, axes = pyplot.subplots(1, 2, figsize=(8.6, 3.7), sharey=True, layout="constrained")
    table = survey.predictors
    table = table[table["scope"] == "collinear"]
    step = 0.12
    for ax, column, title in (
        (axes[0], "precision", "precision (tick: flags at random)"),
        (axes[1], "recall", "recall"),
    ):
        for i, (name, _) in enumerate(shown):
            for j, protocol in enumerate(survey.protocols):
                row = table[(table["protocol"] == protocol) & (table["predictor"] == name)].iloc[0]
                y = len(shown) - 1 - i + step * ((len(survey.protocols) - 1) / 2 - j)
                colour = COLOURS.get(protocol, INK)
                ax.plot(
                    [row[f"{column}_low"], row[f"{column}_high"]], [y, y], color=colour,
                    linewidth=1.4, solid_capstyle="butt",
                )  # fmt: skip
                ax.plot(
                    row[column], y, MARKERS.get(protocol, "o"), color=colour, markersize=4,
                    label=protocol if i == 0 else None,
                )  # fmt: skip
                if column == "precision":
                    ax.plot(row["base"], y, "|", color=MUTED, markersize=7)
        if column == "precision":
            ax.axvline(CANCER_HITS / CANCER_FLAGS, color="#a9781f", linewidth=1)
            ax.text(
                CANCER_HITS / CANCER_FLAGS, len(shown) - 0.42, "94 %, published for 50 models",
                color="#8a5f12", fontsize=7.5, ha="right", va="bottom",
            )  # fmt: skip
        ax.set_xlim(0, 1)
        ax.set_title(title)
        _percent_axis(ax.xaxis)
    axes[0].set_yticks(range(len(shown))[::-1], [label for _, label in shown])
    axes[0].set_ylim(-0.5, len(shown) - 0.2)
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, fontsize=7.5, loc="outside lower center", ncols=6)
    return figure


def _percent_axis(axis: Any) -> None:
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")


#: Each figure with its text equivalent.
FIGURES: dict[str, tuple[Callable[[Any, Survey], Any], str]] = {
    "prevalence": (
        draw_prevalence,
        "Share of the data sets that are unstable, for each protocol and four endpoints; the "
        "numbers are in the table below",
    ),
    "association": (
        draw_association,
        "Flip rates of pairs in ten bins of their association, a line for each protocol",
    ),
    "dependence": (
        draw_dependence,
        "Share of unstable data sets in bins of association, rows, features, collinear pairs and "
        "skill; the numbers are in the table below",
    ),
    "calibration": (
        draw_calibration,
        "Predicted flip rates against the flips of held-out models, for three predictors",
    ),
    "screens": (
        draw_screens,
        "Precision and recall of screens and predictors on collinear pairs, for each protocol",
    ),
}
