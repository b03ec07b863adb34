"""The report as data: everything that a rendering shows, and nothing that it must compute."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dash.errors import InputError
from dash.report.wording import (
    KINDS,
    interval,
    percent,
    shortened,
    span_of_ranks,
    tie_name,
)
from diagnostics.result import Result, jsonable

SCHEMA = "dash-attribution/screen"
SCHEMA_VERSION = 2


@dataclass(frozen=True)
class Remark:
    """A decision that was made for the user, and where it belongs (a topic such as "rows")."""

    topic: str
    text: str


@dataclass(frozen=True)
class SetAsideColumn:
    """A column that took no part, with the kind of reason and the reason in words."""

    column: str
    kind: str
    reason: str


@dataclass(frozen=True)
class DataSection:
    """What was read."""

    name: str
    sha256: str
    target: str
    task: str
    classes: tuple[str, ...]
    n_rows: int
    n_features: int
    n_training_rows: int
    n_explained_rows: int
    set_aside: tuple[SetAsideColumn, ...]
    notes: tuple[Remark, ...]


@dataclass(frozen=True)
class Method:
    """How it was done: the model, the population that every probability is over, the test."""

    model: str
    parameters: dict[str, Any]
    population: str
    population_sentence: str
    scope_sentence: str
    n_models: int
    max_models: int
    interrupted: bool
    permute_columns: bool
    engine: str
    output_unit: str
    alpha: float
    margin: float
    margin_kind: str
    correction: str
    spending: str
    looks: tuple[int, ...]
    levels: tuple[float, ...]
    confidence: float
    seed: int
    device: str
    seconds: float
    versions: dict[str, str]


@dataclass(frozen=True)
class Quality:
    """Held-out score of the models beside a constant predictor."""

    metric: str
    scores: tuple[float, ...]
    mean: float
    low: float
    high: float
    baseline: float
    beats_baseline: bool
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The answer: one sentence, then a few more."""

    sentence: str
    details: tuple[str, ...]
    decided_top: int
    n_features: int
    ordered_pairs: int
    tied_pairs: int
    unresolved_pairs: int


@dataclass(frozen=True)
class FeatureRow:
    """One feature: its consensus attribution and where it may stand in the ranking."""

    name: str
    rank: int
    rank_low: int
    rank_high: int
    tier: int
    tied_group: int | None
    collinear_group: int | None
    attribution: float
    standard_error: float
    low: float
    high: float
    share: float
    cv: float
    signed: float | None


@dataclass(frozen=True)
class TierRow:
    """Features that share a place: `kind` is "single", "tied", "chain" or "unresolved".

    In a chain no pair is open: those close to each other are tied, the others ordered.
    """

    number: int
    first_rank: int
    last_rank: int
    kind: str
    features: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class PairRow:
    """One pair: whether the order of the means is known, and what one retrained model shows."""

    a: str
    b: str
    mean_difference: float
    standard_error: float
    t: float
    p_adjusted: float
    verdict: str
    by_construction: bool
    models_needed: float | None
    holds_for_new_sample: bool | None
    flip_rate: float
    flip_low: float
    flip_high: float
    gaussian_flip_rate: float
    disagreement: float
    association: float
    sentence: str


@dataclass(frozen=True)
class GroupRow:
    """A collinear group: what its members share, and how often their order flips."""

    number: int
    features: tuple[str, ...]
    attribution: float
    standard_error: float
    share: float
    flip_rates: tuple[tuple[float, ...], ...]
    associations: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class RankRow:
    """Where single models put one feature: `models[i]` models have it at place `first + i`.

    Features with equal attributions in a model share their places equally, so that the numbers
    of models need not be whole.
    """

    name: str
    first: int
    models: tuple[float, ...]


@dataclass(frozen=True)
class HeatMap:
    """Flip rates of the first features, in an order that puts associated features side by side."""

    features: tuple[str, ...]
    groups: tuple[int | None, ...]
    flip_rates: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class ModelAttributions:
    """What each single model said: one row a model, one column a feature (in file order).

    The numbers are those that every statistic of the report is made from, to the last bit; a
    certificate restates them as whole numbers.
    """

    features: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Agreement:
    """How alike the rankings of whole models are."""

    kendall_w: float
    mean_spearman: float
    top_k: int
    top_k_jaccard: float
    nogueira: float
    distinct_top_k: int
    n_models: int


@dataclass(frozen=True)
class SplitScreenSection:
    """What the screen of one model alone would have said."""

    n_trees: int
    effective_trees: float
    n_pairs: int
    n_flagged: int
    sentence: str


@dataclass(frozen=True, repr=False)
class CertificateStatus(Result):
    """What the check of a certificate gave; it stands beside a report, for it names its digest.

    Attributes
    ----------
    valid : bool
        Whether the certificate is one of this report and Lean accepts it.
    sentence : str
        The outcome in words.
    report_sha256 : str
        Digest of the report that it certifies.
    checked_by : str
        Which kernel has checked it; empty where none has.
    undecided_pairs : int
        Pairs that models of the ensemble order oppositely: no complete ranking suits them all.
    agreed_pairs : int
        Pairs that all models order alike.
    command : str
        How to check it again.
    problems : tuple of str
        What is wrong, each with its place; empty for a valid one.
    """

    valid: bool
    sentence: str
    report_sha256: str
    checked_by: str
    undecided_pairs: int
    agreed_pairs: int
    command: str
    problems: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row a problem."""
        return pd.DataFrame({"problem": list(self.problems)})

    def __repr__(self) -> str:
        return f"CertificateStatus: {self.sentence}"


@dataclass(frozen=True, repr=False)
class Report(Result):
    """A finished screen.

    `pairs` holds every pair where there are few; otherwise those that matter (the worst flip
    rates, adjacent ranks, the top of the ranking, collinear groups), `n_pairs` counts them all.
    `worst_pairs` are positions in `pairs`, worst first; `copies` are the pairs of columns that are
    copies of each other, which no test could separate.
    """

    schema: str
    schema_version: int
    product_version: str
    created: str
    verdict: Verdict
    warnings: tuple[str, ...]
    features: tuple[FeatureRow, ...]
    tiers: tuple[TierRow, ...]
    n_pairs: int
    pairs: tuple[PairRow, ...]
    worst_pairs: tuple[int, ...]
    copies: tuple[tuple[str, str], ...]
    edges: tuple[tuple[str, str], ...]
    groups: tuple[GroupRow, ...]
    group_threshold: float
    group_method: str
    heat_map: HeatMap
    ranks: tuple[RankRow, ...]
    split_screen: SplitScreenSection | None
    agreement: Agreement
    quality: Quality
    data: DataSection
    method: Method
    disclosure: str
    next_steps: tuple[str, ...]
    models: ModelAttributions

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, in consensus order."""
        return pd.DataFrame([dataclasses.asdict(f) for f in self.features])

    def _notebook_frame(self) -> pd.DataFrame:
        """What can be read at a glance of each feature; `to_frame` has all of it."""
        tiers = {t.number: t for t in self.tiers}
        rows = []
        for f in self.features:
            kind = tiers[f.tier].kind if f.tier in tiers else "unresolved"
            tie = "" if f.tied_group is None else tie_name(f.tied_group)
            rows.append(
                {
                    "rank": span_of_ranks(f.rank_low, f.rank_high),
                    "feature": shortened(f.name, 80),
                    f"mean |SHAP| ({self.method.output_unit})": interval(
                        f.attribution, f.low, f.high
                    ),
                    "share": percent(f.share),
                    "tier": f"{f.tier}: {tie or KINDS[kind]}",
                }
            )
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        return f"Report: {self.verdict.sentence}"

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report in its versioned JSON schema (docs/report-schema.json)."""
        return json.dumps(jsonable(self), indent=indent, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read back what `to_json` wrote; numbers that JSON could not hold return as NaN.

        Raises
        ------
        InputError
            If the text is not JSON, or not a report of this schema version.
        """
        return from_json(cls, text, SCHEMA, SCHEMA_VERSION, "run the screen again")


def from_json(kind: Any, text: str, schema: str, version: int, cure: str) -> Any:
    """Rebuild a report dataclass from the JSON that it wrote."""
    raw = parsed(text)
    if raw.get("schema") != schema:
        raise InputError(f"this JSON is not a report of the schema {schema}.")
    if raw.get("schema_version") != version:
        found = raw.get("schema_version")
        if isinstance(found, int) and not isinstance(found, bool) and found > version:
            cure = "upgrade dash-attribution"
        raise InputError(
            f"this report has schema version {found}; this version of "
            f"dash-attribution reads version {version}: {cure}."
        )
    try:
        return _build(kind, raw, "")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(f"the report is damaged: {error}.") from None


def parsed(text: str) -> dict[str, Any]:
    """The JSON object in a text; nothing that two readers could take differently is let pass."""
    try:
        raw = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
        if "\\ud" in text.lower():
            json.dumps(raw, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        reason = "half of a character" if isinstance(error, UnicodeEncodeError) else error
        raise InputError(f"this is not a JSON report: {reason}.") from None
    if not isinstance(raw, dict):
        raise InputError("this JSON is not a report of the schema dash-attribution.")
    return raw


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"it has “{twice}” twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _build(kind: Any, raw: Any, place: str) -> Any:
    """Rebuild a value of the annotated type from plain JSON."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        if not isinstance(raw, dict):
            raise TypeError(f"{place or '/'} is not an object")
        missing = next((f.name for f in dataclasses.fields(kind) if f.name not in raw), None)
        if missing is not None:
            raise TypeError(f"{place}/{missing} is missing")
        return kind(
            **{
                f.name: _build(hints[f.name], raw[f.name], f"{place}/{f.name}")
                for f in dataclasses.fields(kind)
            }
        )
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if not isinstance(raw, list):
            raise TypeError(f"{place} is not a list")
        kinds = arguments[:1] * len(raw) if arguments[-1] is Ellipsis else arguments
        if len(kinds) != len(raw):
            raise TypeError(f"{place} has {len(raw)} entries, not {len(kinds)}")
        items = enumerate(zip(kinds, raw, strict=True))
        return tuple(_build(inner, item, f"{place}/{i}") for i, (inner, item) in items)
    if origin is types.UnionType:
        return None if raw is None else _build(arguments[0], raw, place)
    if kind is float and raw is None:
        return float("nan")
    expected = {float: (int, float), dict: dict}.get(origin or kind, kind)
    if expected is not Any and (
        not isinstance(raw, expected) or (isinstance(raw, bool) and kind is not bool)
    ):
        raise TypeError(f"{place} is {json.dumps(raw)[:40]}, which does not belong there")
    return float(raw) if kind is float else raw
