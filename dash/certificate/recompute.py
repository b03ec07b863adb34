"""What a report derives from the attributions of its models, computed anew and compared."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from dash.attributions import Attributions
from dash.fairness import build as audit_parts
from dash.fairness import sentences as audit_sentences
from dash.fairness.audit import AttributeFindings, FairnessAudit, audits_of, findings
from dash.fairness.proxies import Levels
from dash.populations import POPULATIONS
from dash.report import build as parts
from dash.report import sentences
from dash.report.data import Report
from dash.report.fairness_data import FairnessReport
from dash.report.reading import screen_of
from dash.workflow import Rules, Screening, conclude
from diagnostics import HeldOutSignal, sequential_z_test, stable_order
from diagnostics.result import jsonable

#: The last digits of a statistic differ between processors and versions of a library.
RELATIVE, ABSOLUTE = 1e-7, 1e-12
#: What is not a function of the attributions and the settings alone.
FROM_THE_DATA = {"collinear_group", "signed", "association", "associations"}
LONGEST_VALUE = 60


def contradictions(report: Report | FairnessReport) -> tuple[str, ...]:
    """Where a report says something else than the attributions of its own models give.

    Every statistic that follows from the attributions and the settings of the test (means and
    their intervals, flip rates, verdicts, ranks, tiers, the headline; of a fairness audit the
    places, single-model answers and verdicts) is computed anew by the code that made it first.
    What needs the data or the models (associations, proxies, scores, outcomes, the existing model,
    conditional SHAP) is not.

    Parameters
    ----------
    report : Report or FairnessReport
        A report that `check_models` accepts.

    Returns
    -------
    tuple of str
        One sentence a place; empty where the report is consistent.

    Examples
    --------
    >>> import dataclasses, dash
    >>> given = dash.Attributions.from_array([[1., 2.], [2., 1.], [1., 3.]])
    >>> report = dash.conclude(given).report()
    >>> contradictions(report)
    ()
    >>> pair = dataclasses.replace(report.pairs[0], flip_rate=0.0)
    >>> contradictions(dataclasses.replace(report, pairs=(pair,)))
    ('at /pairs/0/flip_rate it says 0.0, but its attributions give 0.3333333333333333',)
    """
    screen = screen_of(report)
    inside = "/screen" if isinstance(report, FairnessReport) else ""
    names = set(screen.models.features)
    told = [f.name for f in screen.features]
    if len(told) != len(names) or set(told) != names:
        other = sorted(names.symmetric_difference(told)) or ["a feature twice"]
        return (
            f"at {inside}/features and {inside}/models/features it does not name the same "
            f"features: “{other[0]}”",
        )
    screening = _screening(screen)
    found = [*_screen(screen, screening, inside)]
    if isinstance(report, FairnessReport) and not found:
        found += _audit(report, screening)
    return tuple(found)


def _screening(report: Report) -> Screening:
    """The screening of a report, as far as the attributions and the settings make it."""
    m = report.method
    rules = Rules(m.alpha, m.margin, m.margin_kind, m.correction, m.spending, m.confidence)
    attributions = Attributions.from_array(
        np.array(report.models.values), names=report.models.features, unit=m.output_unit
    )
    place = {name: j for j, name in enumerate(report.models.features)}
    options = {
        "alpha": m.alpha, "spending": m.spending, "margin": m.margin,
        "margin_kind": m.margin_kind, "correction": m.correction, "names": attributions.names,
        "identical": [(place[a], place[b]) for a, b in report.copies],
    }  # fmt: skip
    test = sequential_z_test(
        attributions.values, looks=m.looks, max_models=max(m.max_models, m.looks[-1]), **options
    )
    found = dataclasses.replace(
        conclude(attributions, looks=m.looks, max_models=m.max_models, rules=rules, test=test),
        signal=_signal(report),
    )
    population = POPULATIONS.get(m.population)
    if population is None or population.extra_variance is None:
        return found
    n = len(attributions.values)
    new = sequential_z_test(
        attributions.values, looks=[n], max_models=n, extra_variance=population.extra_variance,
        **options,
    )  # fmt: skip
    return dataclasses.replace(found, new_sample=new, new_sample_order=stable_order(new))


def _signal(report: Report) -> HeldOutSignal:
    """Whether the models have learned anything, as the report has it: it takes data to know."""
    q, nan = report.quality, float("nan")
    return HeldOutSignal(q.metric, q.mean, q.baseline, nan, nan, q.beats_baseline, 0)


def _screen(report: Report, s: Screening, inside: str) -> Iterator[str]:
    """Contradictions of a report of a screen."""
    tiers = sentences.tier_rows(s, s.order)
    fresh: dict[str, Any] = {
        "models": parts.model_attributions(s),
        "features": parts.feature_rows(s, ()),
        "tiers": tiers,
        "n_pairs": len(s.pairs.first),
        "copies": parts.copies(s),
        "edges": parts.edges(s),
        "agreement": parts.agreement_section(s),
    }
    for name, value in fresh.items():
        yield from _differences(getattr(report, name), value, f"{inside}/{name}")
    yield from _differences(report.method.n_models, len(s.attributions.values),
                            f"{inside}/method/n_models")  # fmt: skip
    yield from _differences(report.data.n_features, len(s.order.names),
                            f"{inside}/data/n_features")  # fmt: skip
    yield from _verdict(report, s, tiers, inside)
    yield from _pairs(report, s, inside)
    yield from _cells(report, s, inside)
    yield from _scores(report, inside)


def _verdict(report: Report, s: Screening, tiers, inside: str) -> Iterator[str]:
    """The headline, its details, and the disclosure that repeats them."""
    fresh, stated = parts.verdict_section(s, tiers), report.verdict
    yield from _differences(
        dataclasses.replace(stated, sentence=""), dataclasses.replace(fresh, sentence=""),
        f"{inside}/verdict",
    )  # fmt: skip
    yield from _headline(
        stated.sentence, fresh.sentence, s, f"{inside}/verdict/sentence", _doubt(report)
    )
    if stated.sentence not in report.disclosure:
        yield f"at {inside}/disclosure it does not repeat the verdict"


def _doubt(report: Report) -> str:
    """What must stand before the verdict where the models predict nothing."""
    return "" if report.quality.beats_baseline else f"{report.quality.sentence} "


def _headline(stated: str, found: str, s: Screening, place: str, doubt: str) -> Iterator[str]:
    """A verdict in a sentence, whatever it says that it is about, after the doubt that is due."""
    answer = found.removeprefix(doubt).removeprefix(sentences.where(s))
    if stated not in {doubt + lead + answer for lead in sentences.PLACES}:
        yield _said(place, stated, answer.strip())


def _pairs(report: Report, s: Screening, inside: str) -> Iterator[str]:
    """The pairs that are listed, each compared with its own row."""
    ends = zip(s.pairs.first, s.pairs.second, strict=True)
    number = {frozenset((s.order.names[a], s.order.names[b])): i for i, (a, b) in enumerate(ends)}
    seen = set()
    for i, row in enumerate(report.pairs):
        place = number.get(frozenset((row.a, row.b)))
        if place is None or place in seen:
            yield f"at {inside}/pairs/{i} it names a pair that there is not, or twice"
            continue
        seen.add(place)
        yield from _differences(row, parts.pair_row(s, place), f"{inside}/pairs/{i}")
    if len(seen) < min(len(number), parts.ALL_PAIRS):
        yield f"at {inside}/pairs it lists {len(seen)} of {len(number)} pairs"
    if not all(0 <= i < len(report.pairs) for i in report.worst_pairs):
        yield f"at {inside}/worst_pairs it names a pair that is not listed"


def _cells(report: Report, s: Screening, inside: str) -> Iterator[str]:
    """Flip rates drawn as cells, places in single models, totals of collinear groups."""
    place = {name: j for j, name in enumerate(s.order.names)}
    flips = parts.flip_matrix(s)

    def block(features):
        rows = [place[n] for n in features if n in place]
        return tuple(tuple(r) for r in flips[np.ix_(rows, rows)].tolist())

    heat = report.heat_map
    yield from _differences(heat.flip_rates, block(heat.features), f"{inside}/heat_map/flip_rates")
    rows = {row.name: row for row in parts.rank_rows(s, len(s.order.names))}
    for i, row in enumerate(report.ranks):
        yield from _differences(row, rows.get(row.name), f"{inside}/ranks/{i}")
    for i, group in enumerate(report.groups):
        members = [place[n] for n in group.features if n in place]
        fresh = parts.group_total(s, members)
        for name, value in fresh.items():
            yield from _differences(getattr(group, name), value, f"{inside}/groups/{i}/{name}")
        yield from _differences(
            group.flip_rates, block(group.features), f"{inside}/groups/{i}/flip_rates"
        )


def _scores(report: Report, inside: str) -> Iterator[str]:
    """One score a model, and what is said of them."""
    scores = np.array(report.quality.scores)
    if not len(scores):
        return
    yield from _differences(len(scores), report.method.n_models, f"{inside}/quality/scores")
    if np.isfinite(scores).any():
        for name, value in (("mean", np.nanmean(scores)), ("low", np.nanmin(scores)),
                            ("high", np.nanmax(scores))):  # fmt: skip
            yield from _differences(
                getattr(report.quality, name), float(value), f"{inside}/quality/{name}"
            )


def _audit(report: FairnessReport, s: Screening) -> Iterator[str]:
    """Contradictions of a fairness report, on a screen that has none."""
    place = {name: j for j, name in enumerate(s.order.names)}
    attributes = []
    for i, a in enumerate(report.attributes):
        standing = [n for n in (a.attribute, *(p.name for p in a.proxies if p.is_proxy))
                    if n in place]  # fmt: skip
        if [f.name for f in a.features] != standing or a.in_model != (a.attribute in place):
            yield f"at /attributes/{i}/features it does not list the attribute and its proxies"
            return
        attributes.append(_findings(report, s, a, tuple(place[n] for n in standing)))
    audit = FairnessAudit(
        screening=s, table=None, attributes=tuple(attributes), single=audits_of(s, attributes),
        audited=tuple(i for i, a in enumerate(attributes) if a.columns), top_k=report.top_k,
        outcomes=(), reference=None, conditional=(), blind=False,
        threshold=report.proxy_threshold, seconds=0.0,
    )  # fmt: skip
    fresh = tuple(audit_parts.attribute_audit(audit, i) for i in range(len(attributes)))
    joint = audit_parts.joint_audit(audit)
    yield from _differences(report.attributes, fresh, "/attributes")
    yield from _differences(report.joint, joint, "/joint")
    may, may_not = audit_sentences.claims(audit, fresh, report.screen.method.population)
    yield from _differences(report.may_claim, may, "/may_claim")
    yield from _differences(report.may_not_claim, may_not, "/may_not_claim")
    verdict = audit_sentences.verdict(audit, fresh, joint)
    yield from _differences(report.verdict.details, verdict.details, "/verdict/details")
    doubt = "" if audit_sentences.learned(audit) else f"{audit_sentences.NOTHING_LEARNED} "
    yield from _headline(report.verdict.sentence, verdict.sentence, s, "/verdict/sentence", doubt)


def _findings(report: FairnessReport, s: Screening, a, columns) -> AttributeFindings:
    """What an audit found of one attribute, with the place of its features computed anew."""
    population = POPULATIONS.get(report.screen.method.population)
    extra = None if population is None else population.extra_variance
    return findings(
        s,
        columns,
        report.top_k,
        len(report.attributes),
        extra,
        levels=Levels(a.attribute, np.zeros(0, dtype=int), a.levels),
        in_model=a.in_model,
        proxies=a.proxies,
        predictability=a.predictability,
    )


def _differences(stated: Any, found: Any, place: str) -> Iterator[str]:
    """Where two values differ, by their place."""
    if dataclasses.is_dataclass(stated) and type(stated) is type(found):
        for f in dataclasses.fields(stated):
            if f.name not in FROM_THE_DATA:
                yield from _differences(
                    getattr(stated, f.name), getattr(found, f.name), f"{place}/{f.name}"
                )
        return
    if isinstance(stated, tuple) and isinstance(found, tuple) and len(stated) == len(found):
        for i, (x, y) in enumerate(zip(stated, found, strict=True)):
            yield from _differences(x, y, f"{place}/{i}")
        return
    if not _same(stated, found):
        yield _said(place, stated, found)


def _same(stated: Any, found: Any) -> bool:
    numbers = (int, float)
    if isinstance(stated, numbers) and isinstance(found, numbers):
        if not (math.isfinite(stated) and math.isfinite(found)):
            # JSON has no infinity and no NaN: a report that was read back has NaN for both.
            return math.isfinite(stated) == math.isfinite(found)
        return math.isclose(stated, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return stated == found


def _said(place: str, stated: Any, found: Any) -> str:
    return f"at {place} it says {_shown(stated)}, but its attributions give {_shown(found)}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else str(jsonable(value))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
