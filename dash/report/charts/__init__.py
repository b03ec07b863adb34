"""Charts of the page as inline SVG; every text in them is escaped by the template engine."""

from dash.report.charts.fairness import (
    flag_bar,
    interval_bar,
    joint_axis,
    number_of_models,
    outcome,
    outcome_difference,
    outcome_plot,
    proxy_mark,
    rank_strip,
    reference_plot,
)
from dash.report.charts.hasse import hasse_diagram
from dash.report.charts.heat import group_table, heat_map
from dash.report.charts.plots import rank_plot, stability_plot
from dash.report.charts.tiers import band, tier_bar

__all__ = [
    "band",
    "flag_bar",
    "group_table",
    "hasse_diagram",
    "heat_map",
    "interval_bar",
    "joint_axis",
    "number_of_models",
    "outcome",
    "outcome_difference",
    "outcome_plot",
    "proxy_mark",
    "rank_plot",
    "rank_strip",
    "reference_plot",
    "stability_plot",
    "tier_bar",
]
