"""What changed between two reports, and whether it is more than retraining changes."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.errors import InputError
from dash.report.data import Report
from dash.report.fairness_data import FairnessReport
from dash.report.reading import check_models, screen_of
from dash.report.wording import percent, percent_interval, shortened
from diagnostics import RunComparison, compare_runs
from diagnostics.result import jsonable

LEVEL = 0.05
LISTED = 5


@dataclass(frozen=True)
class SettingChange:
    """A setting or fact that is not the same in the two reports."""

    name: str
    first: str
    second: str


@dataclass(frozen=True)
class PairChange:
    """A pair whose verdict changed; `reversed_` where both reports order it, and oppositely."""

    a: str
    b: str
    first: str
    second: str
    reversed_: bool
    sentence: str


@dataclass(frozen=True)
class AttributeChange:
    """A protected attribute whose audit says something else, or is in one report only.

    `first` and `second` are the verdicts, empty where the report does not audit the attribute.
    """

    attribute: str
    first: str
    second: str
    sentence: str


@dataclass(frozen=True, repr=False, eq=False)
class ReportComparison:
    """Two reports side by side.

    Attributes
    ----------
    sentence : str
        The answer.
    within_noise : bool
        Whether the permutation test finds no more change than retraining makes.
    details : tuple of str
        What moved, and what that is worth.
    attributes : tuple of AttributeChange
        Protected attributes whose verdict, proxies or share of models that would flag them
        changed, changed verdicts first; empty unless both are fairness reports.
    settings : tuple of SettingChange
        What differs in data, model and method.
    pairs : tuple of PairChange
        Listed pairs whose verdict changed, reversals first.
    added, removed : tuple of str
        Features of one report only; the comparison is over those of both.
    runs : RunComparison
        The numbers.
    """

    sentence: str
    within_noise: bool
    details: tuple[str, ...]
    attributes: tuple[AttributeChange, ...]
    settings: tuple[SettingChange, ...]
    pairs: tuple[PairChange, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    runs: RunComparison

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, the largest change of its share first."""
        return self.runs.to_frame()

    def to_json(self, *, indent: int | None = 2) -> str:
        """All fields as JSON."""
        return json.dumps(jsonable(self), indent=indent, ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        return f"ReportComparison: {self.sentence}"


def compare_reports(first, second) -> ReportComparison:
    """Compare two finished reports, of two runs or of two versions of a model.

    Parameters
    ----------
    first, second : Report or FairnessReport

    Returns
    -------
    ReportComparison

    Raises
    ------
    InputError
        If fewer than two features are in both reports, or one holds no attributions of models.
    """
    a, b = screen_of(first), screen_of(second)
    for report in (a, b):
        check_models(report)
    common = [n for n in a.models.features if n in set(b.models.features)]
    if len(common) < 2:
        raise InputError(
            "the reports share fewer than two features: there is no ranking to compare."
        )
    runs = compare_runs(_columns(a, common), _columns(b, common), names=common)
    settings = _settings(a, b)
    pairs = _pairs(a, b)
    within = runs.p_value > LEVEL
    return ReportComparison(
        sentence=_different_questions(a, b) + _sentence(runs, within),
        within_noise=within,
        details=_details(a, b, runs, settings, pairs),
        attributes=_attributes(first, second),
        settings=settings,
        pairs=pairs,
        added=tuple(n for n in b.models.features if n not in set(common)),
        removed=tuple(n for n in a.models.features if n not in set(common)),
        runs=runs,
    )


def _different_questions(a: Report, b: Report) -> str:
    """What the two reports are not both about, to be said before anything else."""
    told = ""
    if a.data.target != b.data.target:
        told += f"The reports predict different targets ({a.data.target}, {b.data.target}). "
    elif a.data.task != b.data.task:
        told += f"The reports are of different tasks ({a.data.task}, {b.data.task}). "
    if a.method.output_unit != b.method.output_unit:
        told += (
            "Their attributions are in different units "
            f"({a.method.output_unit}, {b.method.output_unit}): only shares can be compared. "
        )
    return told


def _attributes(first, second) -> tuple[AttributeChange, ...]:
    """What two audits say differently of protected attributes."""
    if not (isinstance(first, FairnessReport) and isinstance(second, FairnessReport)):
        return ()
    before = {a.attribute: a for a in first.attributes}
    after = {a.attribute: a for a in second.attributes}
    found = []
    for name in dict.fromkeys([*before, *after]):
        a, b = before.get(name), after.get(name)
        if a is None or b is None:
            only, kind = ("second", b.verdict) if a is None else ("first", a.verdict)
            sentence = f"{_short(name)} is audited in the {only} report only ({kind})."
        elif told := _audit_changes(a, b):
            sentence = f"{_short(name)}: {'; '.join(told)}."
        else:
            continue
        verdicts = ["" if x is None else x.verdict for x in (a, b)]
        found.append(AttributeChange(name, *verdicts, sentence))
    return tuple(sorted(found, key=lambda c: c.first == c.second))


def _audit_changes(a, b) -> list[str]:
    told = []
    if a.verdict != b.verdict:
        told.append(f"the verdict “{a.verdict}” became “{b.verdict}”")
    old, new = ([p.name for p in x.proxies if p.is_proxy] for x in (a, b))
    for word, names in (
        ("new proxies", [n for n in new if n not in old]),
        ("no longer proxies", [n for n in old if n not in new]),
    ):
        if names:
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            told.append(f"{word}: {', '.join(map(_short, names[:LISTED]))}{more}")
    x, y = a.single_model, b.single_model
    if x is not None and y is not None and x.flagged != y.flagged:
        apart = x.flagged_high < y.flagged_low or y.flagged_high < x.flagged_low
        told.append(
            f"audits of one model that would flag it went from {_rate(x)} to {_rate(y)}"
            + ("" if apart else ", within the intervals")
        )
    return told


def _rate(single) -> str:
    return percent_interval(single.flagged, single.flagged_low, single.flagged_high)


def _columns(report: Report, names: list[str]) -> np.ndarray:
    place = {n: j for j, n in enumerate(report.models.features)}
    return np.array(report.models.values)[:, [place[n] for n in names]]


def _settings(a: Report, b: Report) -> tuple[SettingChange, ...]:
    """Facts about data, model and method that differ."""
    found = []
    for name, x, y in (
        ("data", a.data.sha256[:12] or a.data.name, b.data.sha256[:12] or b.data.name),
        ("rows", a.data.n_rows, b.data.n_rows),
        ("features", a.data.n_features, b.data.n_features),
        ("target", a.data.target, b.data.target),
        ("model", a.method.model, b.method.model),
        ("population", a.method.population, b.method.population),
        ("models", a.method.n_models, b.method.n_models),
        ("seed", a.method.seed, b.method.seed),
        ("output", a.method.output_unit, b.method.output_unit),
        ("engine", a.method.engine, b.method.engine),
        *((k, a.method.parameters.get(k, "–"), b.method.parameters.get(k, "–"))
          for k in sorted({*a.method.parameters, *b.method.parameters})),
        *((f"version of {k}", a.method.versions.get(k, "–"), b.method.versions.get(k, "–"))
          for k in sorted({*a.method.versions, *b.method.versions})),
    ):  # fmt: skip
        if x != y:
            found.append(SettingChange(name, str(x), str(y)))
    return tuple(found)


def _pairs(a: Report, b: Report) -> tuple[PairChange, ...]:
    """Pairs that both reports list, with another verdict or another order."""
    known = {frozenset((p.a, p.b)): p for p in a.pairs}
    found = []
    for q in b.pairs:
        p = known.get(frozenset((q.a, q.b)))
        if p is None:
            continue
        turned = p.verdict == q.verdict == "ordered" and p.a != q.a
        if p.verdict == q.verdict and not turned:
            continue
        if turned:
            sentence = f"{_short(p.a)} was above {_short(p.b)} and is now below it."
        else:
            sentence = (
                f"{_short(q.a)} and {_short(q.b)}: the order was {p.verdict} and is now "
                f"{q.verdict}."
            )
        found.append(PairChange(q.a, q.b, p.verdict, q.verdict, turned, sentence))
    return tuple(sorted(found, key=lambda c: not c.reversed_))


def _sentence(runs: RunComparison, within: bool) -> str:
    moved = (
        f"{percent(runs.distance)} of the attribution has moved; retraining alone moves "
        f"{percent(runs.noise)}"
    )
    if runs.distance == 0:
        return "The two runs have the same mean attributions."
    if within:
        return f"The change is within retraining noise: {moved} (p = {runs.p_value:.2g})."
    return f"The change is more than retraining makes: {moved} (p = {runs.p_value:.2g})."


def _details(a, b, runs, settings, pairs) -> tuple[str, ...]:
    told = []
    frame = runs.to_frame()
    changed = frame[frame.p_adjusted <= LEVEL]
    for row in changed.head(LISTED).itertuples():
        told.append(
            f"{_short(row.feature)}: {percent(row.first)} of the attribution became "
            f"{percent(row.second)}, rank {row.rank_first:g} became {row.rank_second:g}."
        )
    if len(changed) > LISTED:
        told.append(f"{len(changed) - LISTED} more features changed their share.")
    turned = [p for p in pairs if p.reversed_]
    if turned:
        told.append(
            f"{len(turned)} pairs that were ordered are ordered the other way round now, such as "
            f"{_short(turned[0].b)} and {_short(turned[0].a)}."
        )
    told.append(f"Kendall's tau of the two mean rankings is {runs.kendall:.2f}.")
    if a.method.population != b.method.population:
        told.append(
            "The populations of retrainings differ, so that the models of the two runs are not "
            "exchangeable: the p-value is about the difference of populations as well."
        )
    if a.data.sha256 and a.data.sha256 == b.data.sha256 and a.method.seed == b.method.seed:
        told.append(
            "Data and seed are the same, so that the two runs share their draws of rows: the test "
            "is conservative."
        )
    return tuple(told)


def _short(name: str) -> str:
    return shortened(name, 60)
