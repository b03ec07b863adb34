"""The JSON schema of a report, made from its dataclasses and the words that explain each field."""

from __future__ import annotations

import dataclasses
import json
import sys
import types
import typing
from typing import Any

from dash.report import data, fairness_data
from dash.report.fairness_schema import WORDS as FAIRNESS_WORDS

WORDS: dict[type, dict[str, str]] = {
    **FAIRNESS_WORDS,
    data.Report: {
        "schema": "Name of this schema.",
        "schema_version": "Version of this schema; it grows when a field changes its meaning.",
        "product_version": "Version of dash-attribution that made the report.",
        "created": "Time of making, ISO 8601 in UTC.",
        "verdict": "The answer.",
        "warnings": "What makes the answer doubtful, in sentences.",
        "features": "All features in consensus order.",
        "tiers": "Places of the ranking that are decided, tied or open, first to last.",
        "n_pairs": "Number of all pairs of features.",
        "pairs": "All pairs where there are at most 2000, else those that matter most.",
        "worst_pairs": "Positions in `pairs` with the highest flip rates: first those with one of "
        "the top features, then others.",
        "copies": "Pairs of columns that are copies of each other: ties by construction.",
        "edges": "Partial order as (above, below) with nothing known between; above 60 features of "
        "the first 18 alone.",
        "groups": "Collinear groups of at least two features.",
        "group_threshold": "Association at which the groups are cut.",
        "group_method": "Measure of association.",
        "heat_map": "Flip rates of the first features, associated ones side by side.",
        "ranks": "Where single models put the first features.",
        "split_screen": "What the screen of one model alone says; null without trees or groups.",
        "agreement": "Agreement of the rankings of whole models.",
        "quality": "Whether the models predict anything.",
        "data": "What was read.",
        "method": "How it was done.",
        "disclosure": "Paragraph for a model card.",
        "next_steps": "What to do next, in sentences.",
        "models": "The attributions of each single model.",
    },
    data.RankRow: {
        "name": "Feature.",
        "first": "Best place that any model gives it.",
        "models": "Number of models that have it at `first`, at the next place, and so on; equal "
        "attributions share their places.",
    },
    data.HeatMap: {
        "features": "Features, associated ones side by side.",
        "groups": "Number of each one's collinear group, null without one.",
        "flip_rates": "Flip rates, a square matrix.",
    },
    data.ModelAttributions: {
        "features": "Features in the order of the columns.",
        "values": "One list a model: the attribution of each feature, as exact as JSON writes it.",
    },
    data.Verdict: {
        "sentence": "The answer in one sentence, which begins with what it is about: this data "
        "set, one split of it, or the models given. Where the models predict nothing, a sentence "
        "that says so stands before it.",
        "details": "Further sentences; the first says what holds for a new sample, where the "
        "population allows to say so.",
        "decided_top": "Number of leading places that are decided.",
        "n_features": "Number of features.",
        "ordered_pairs": "Pairs whose order of the means is known.",
        "tied_pairs": "Pairs shown to differ by less than the margin.",
        "unresolved_pairs": "Pairs that are neither.",
    },
    data.FeatureRow: {
        "name": "Name as the user wrote it.",
        "rank": "Place by consensus attribution.",
        "rank_low": "Best place that is compatible with what is known; simultaneous interval.",
        "rank_high": "Worst such place.",
        "tier": "Number of its tier.",
        "tied_group": "Number of its tied group, null without one.",
        "collinear_group": "Number of its collinear group, null without one.",
        "attribution": "Mean absolute SHAP value over rows and models, in the output unit.",
        "standard_error": "Standard error of that mean over models.",
        "low": "Lower end of its t interval (its own, not simultaneous).",
        "high": "Upper end.",
        "share": "Share of the total attribution.",
        "cv": "Coefficient of variation between models.",
        "signed": "Mean signed SHAP value, null where it is not known.",
    },
    data.TierRow: {
        "number": "Number, from 1.",
        "first_rank": "First place.",
        "last_rank": "Last place.",
        "kind": "single (a decided place), tied (all pairs inside are tied), chain (overlapping "
        "ties: each pair inside is tied or ordered) or unresolved.",
        "features": "Features in consensus order.",
        "sentence": "The tier in words.",
    },
    data.PairRow: {
        "a": "Feature with the larger mean.",
        "b": "The other feature.",
        "mean_difference": "Mean of a minus b over models, in the output unit.",
        "standard_error": "Its standard error.",
        "t": "Paired t statistic.",
        "p_adjusted": "P-value of equal means, corrected over all pairs; null where not tested.",
        "verdict": "Order of the means: ordered, tied or unresolved.",
        "by_construction": "Tied because the columns are copies; not tested.",
        "models_needed": "Models expected to decide an unresolved pair; null for none or decided.",
        "holds_for_new_sample": "Whether an ordered pair can be claimed for a new data set; null "
        "where that cannot be asked.",
        "flip_rate": "Share of single models on the minority side, ties counted half.",
        "flip_low": "Lower end of its Clopper-Pearson interval.",
        "flip_high": "Upper end, at most one half.",
        "gaussian_flip_rate": "The flip rate if differences were Gaussian.",
        "disagreement": "Share of pairs of models that order the two oppositely.",
        "association": "Association of the two columns; null where not known.",
        "sentence": "The pair in words.",
    },
    data.GroupRow: {
        "number": "Number, from 1.",
        "features": "Members in consensus order.",
        "attribution": "Mean of the members' summed attribution.",
        "standard_error": "Its standard error over models.",
        "share": "Its share of the total attribution.",
        "flip_rates": "Flip rates between members, a square matrix.",
        "associations": "Associations between members, a square matrix.",
    },
    data.Agreement: {
        "kendall_w": "Kendall's W of the rankings, corrected for ties.",
        "mean_spearman": "Mean Spearman correlation of two models.",
        "top_k": "The k of the following.",
        "top_k_jaccard": "Mean Jaccard overlap of two models' top k.",
        "nogueira": "Nogueira's stability of the top k.",
        "distinct_top_k": "Number of different top-k sets.",
        "n_models": "Number of models.",
    },
    data.SplitScreenSection: {
        "n_trees": "Trees of the model.",
        "effective_trees": "Trees that count as independent.",
        "n_pairs": "Pairs within collinear groups.",
        "n_flagged": "Pairs flagged.",
        "sentence": "The screen in words.",
    },
    data.Quality: {
        "metric": "Name of the score.",
        "scores": "Held-out score of each model.",
        "mean": "Their mean.",
        "low": "The lowest.",
        "high": "The highest.",
        "baseline": "Score of a constant prediction.",
        "beats_baseline": "Whether the averaged models beat it (one-sided test at 5 %).",
        "sentence": "The quality in words.",
    },
    data.DataSection: {
        "name": "File name.",
        "sha256": "SHA-256 of the content that was read.",
        "target": "Target column.",
        "task": "binary classification, multiclass classification or regression.",
        "classes": "Labels in the order of their codes.",
        "n_rows": "Rows with a target.",
        "n_features": "Features.",
        "n_training_rows": "Rows that a model is trained on.",
        "n_explained_rows": "Rows that a model is scored and explained on, at most.",
        "set_aside": "Columns that took no part.",
        "notes": "Decisions that were made while reading and training.",
    },
    data.SetAsideColumn: {
        "column": "Name of the column.",
        "kind": "Kind of reason.",
        "reason": "The reason in words.",
    },
    data.Remark: {"topic": "What it is about.", "text": "The remark."},
    data.Method: {
        "model": "Model class.",
        "parameters": "Its hyperparameters.",
        "population": "Name of the population of retrainings.",
        "population_sentence": "What a retrained model is.",
        "scope_sentence": "What a decided order means, and what not.",
        "n_models": "Models trained and explained.",
        "max_models": "Models at most.",
        "interrupted": "Whether the run was stopped early by hand.",
        "permute_columns": "Whether each model saw the columns in its own order.",
        "engine": "What computed the attributions.",
        "output_unit": "Unit of the attributions.",
        "alpha": "Level over all pairs and looks.",
        "margin": "Indifference width.",
        "margin_kind": "share (of the total attribution) or absolute.",
        "correction": "Correction over pairs.",
        "spending": "Spending function over looks.",
        "looks": "Numbers of models at which was tested.",
        "levels": "Level used at each look.",
        "confidence": "Level of the intervals.",
        "seed": "Seed.",
        "device": "cpu or cuda.",
        "seconds": "Time taken.",
        "versions": "Versions of the packages.",
    },
}

PLAIN = {str: "string", int: "integer", bool: "boolean"}


def json_schema(kind: type = data.Report) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of what a report's `to_json` writes.

    Parameters
    ----------
    kind : {Report, FairnessReport}
        Class of the report.

    Returns
    -------
    dict

    Examples
    --------
    >>> json_schema()["properties"]["verdict"]["properties"]["decided_top"]["type"]
    'integer'
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": data.SCHEMA if kind is data.Report else fairness_data.SCHEMA,
        **_object(kind),
    }


def _object(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    names = [f.name for f in dataclasses.fields(kind)]
    return {
        "type": "object",
        "properties": {n: {"description": WORDS[kind][n], **_value(hints[n])} for n in names},
        "required": names,
        "additionalProperties": False,
    }


def _value(kind: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return {"type": "array", "items": _value(arguments[0])}
        return {
            "type": "array",
            "prefixItems": [_value(a) for a in arguments],
            "minItems": len(arguments),
            "maxItems": len(arguments),
        }
    if origin is types.UnionType:
        inner = _value(arguments[0])
        return {**inner, "type": sorted({*_types(inner), "null"})}
    if origin is dict:
        return {"type": "object"}
    if kind is float:
        # Numbers that JSON cannot write (NaN, infinity) are null.
        return {"type": ["null", "number"]}
    return {"type": PLAIN[kind]} if kind in PLAIN else {}


def _types(schema: dict[str, Any]) -> list[str]:
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else found


if __name__ == "__main__":
    kind = fairness_data.FairnessReport if "fairness" in sys.argv[1:] else data.Report
    print(json.dumps(json_schema(kind), indent=2))
