"""From a finished fairness audit to its report: plain data with one place for each thing said."""

from __future__ import annotations

import datetime
from importlib.metadata import PackageNotFoundError, version

import numpy as np

import dash
from dash.fairness import sentences
from dash.report import fairness_data as parts
from diagnostics import Consensus, consensus, proportion_interval

#: Pairs that a verdict rests on: of one feature, and of one attribute.
PAIRS_OF_FEATURE, PAIRS_OF_ATTRIBUTE = 4, 12


def build_fairness_report(audit) -> parts.FairnessReport:
    """Build the report of a `FairnessAudit`.

    Parameters
    ----------
    audit : FairnessAudit

    Returns
    -------
    FairnessReport
    """
    screen = audit.screening.report()
    attributes = tuple(attribute_audit(audit, i) for i in range(len(audit.attributes)))
    joint = joint_audit(audit)
    versions = dict(screen.method.versions)
    try:
        versions["fairlearn"] = version("fairlearn")
    except PackageNotFoundError:
        pass
    may, may_not = sentences.claims(audit, attributes, screen.method.population)
    return parts.FairnessReport(
        schema=parts.SCHEMA,
        schema_version=parts.SCHEMA_VERSION,
        product_version=dash.__version__,
        created=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        verdict=sentences.verdict(audit, attributes, joint),
        warnings=(*screen.warnings, *sentences.warnings(audit, attributes)),
        top_k=audit.top_k,
        proxy_threshold=audit.threshold,
        attributes=attributes,
        joint=joint,
        outcomes=audit.outcomes,
        reference=audit.reference,
        conditional=audit.conditional,
        may_claim=may,
        may_not_claim=may_not,
        disclosure=sentences.disclosure(audit, attributes, joint),
        next_steps=sentences.next_steps(audit, attributes),
        versions=versions,
        seconds=round(float(audit.seconds), 2),
        screen=screen,
    )


def attribute_audit(audit, i: int) -> parts.AttributeAudit:
    """What is said of one protected attribute."""
    found = audit.attributes[i]
    s = audit.screening
    shares = _shares(s.attributions.values, s.rules.confidence)
    features = tuple(_feature(audit, found, shares, j) for j in found.columns)
    single = _single(audit, i)
    total = _total(found, audit.screening.order.names, audit.screening.rules.confidence)
    verdict = found.verdict
    return parts.AttributeAudit(
        attribute=found.name,
        in_model=found.in_model,
        levels=found.levels.labels,
        top_k=found.k,
        verdict=verdict,
        sentence=sentences.attribute(audit, found, verdict, features, total),
        evidence=sentences.evidence(
            audit, found, features, total, _variation(audit, found), _ties(audit, found)
        ),
        features=features,
        total=total,
        proxies=found.proxies,
        predictability=found.predictability,
        single_model=single,
        pairs=_pairs(audit, found),
    )


def _feature(audit, found, shares: Consensus, j: int) -> parts.AuditedFeature:
    """A feature that stands for an attribute, and how often single models have it on top."""
    s = audit.screening
    values, order = s.attributions.values, s.order
    top = (values > values[:, [j]]).sum(axis=1) < found.k
    low, high = proportion_interval(top.sum(), len(top), confidence=s.rules.confidence)
    return parts.AuditedFeature(
        name=order.names[j],
        role="protected" if order.names[j] == found.name else "proxy",
        rank=int(np.flatnonzero(order.order == j)[0]) + 1,
        rank_low=int(order.rank_low[j]),
        rank_high=int(order.rank_high[j]),
        share=float(shares.mean[j]),
        share_low=float(shares.low[j]),
        share_high=float(shares.high[j]),
        top_share=float(top.mean()),
        top_low=float(low),
        top_high=float(high),
    )


def _total(found, names, confidence) -> parts.SetTotal | None:
    if found.total is None:
        return None
    players, order = found.players, found.total
    last = players.shape[1] - 1
    shares = _shares(players, confidence)
    return parts.SetTotal(
        features=tuple(names[j] for j in found.columns),
        share=float(shares.mean[last]),
        share_low=float(shares.low[last]),
        share_high=float(shares.high[last]),
        rank=int(np.flatnonzero(order.order == last)[0]) + 1,
        rank_low=int(order.rank_low[last]),
        rank_high=int(order.rank_high[last]),
        n_players=players.shape[1],
    )


def _variation(audit, found) -> tuple[float, float, float] | None:
    """How much the share of the whole set varies between models, and that of its members."""
    if found.total is None or len(found.columns) < 2:
        return None
    whole = _shares(found.players, audit.screening.rules.confidence)
    return _spread(audit, whole, found.columns)


def _spread(audit, whole: Consensus, columns) -> tuple[float, float, float] | None:
    """Variation of the last player's share between models, and the range of its members'."""
    s = audit.screening
    members = _shares(s.attributions.values, s.rules.confidence).cv[list(columns)]
    members = members[np.isfinite(members)]
    if not len(members):
        return None
    return float(whole.cv[-1]), float(members.min()), float(members.max())


def _ties(audit, found) -> tuple[tuple, ...]:
    """Ties of the ranking with a feature of the attribute in them: members, share, variation."""
    s = audit.screening
    told = []
    for group in s.order.tied_groups:
        if set(group) & set(found.columns) and not set(group) <= set(found.columns):
            columns = tuple(sorted(group))
            values = s.attributions.values
            others = np.delete(values, columns, axis=1)
            whole = _shares(
                np.column_stack([others, values[:, columns].sum(axis=1)]), s.rules.confidence
            )
            names = tuple(s.order.names[j] for j in s.order.order.tolist() if j in set(group))
            share = tuple(float(x[-1]) for x in (whole.mean, whole.low, whole.high))
            told.append((names, share, _spread(audit, whole, columns)))
    return tuple(told)


def _shares(values: np.ndarray, confidence: float) -> Consensus:
    """Mean shares of the total attribution of a model, with their intervals over models."""
    total = values.sum(axis=1, keepdims=True)
    shares = np.divide(values, total, out=np.zeros_like(values), where=total > 0)
    return consensus(shares, confidence=confidence)


def _single(audit, i: int) -> parts.SingleModelVerdict | None:
    if i not in audit.audited:
        return None
    found, s = audit.attributes[i], audit.single
    a = audit.audited.index(i)
    return parts.SingleModelVerdict(
        rule=sentences.rule(found),
        mean_flags=bool(s.mean_flags[a]),
        flagged=float(s.flagged[a]),
        flagged_low=float(s.flagged_low[a]),
        flagged_high=float(s.flagged_high[a]),
        wrong=float(s.wrong[a]),
        wrong_low=float(s.wrong_low[a]),
        wrong_high=float(s.wrong_high[a]),
        sentence=sentences.single_model(found, s, a),
    )


def _pairs(audit, found) -> tuple[parts.AuditPair, ...]:
    """Pairs of a feature of the attribute with those next to the k-th place, the open ones first.

    Whether a feature is among the first k rests on its order with the k-th and the next of the
    others; and it can be told only where these pairs can.
    """
    s, k = audit.screening, found.k
    order, pairs, test = s.order, s.pairs, s.test
    place = np.empty((len(order.names),) * 2, dtype=int)
    place[pairs.first, pairs.second] = place[pairs.second, pairs.first] = np.arange(
        len(pairs.first)
    )
    chosen: dict[int, tuple] = {}
    for j in found.columns:
        others = [o for o in order.order.tolist() if o not in found.columns]
        if not others:
            continue
        edge = others[max(0, k - 1) : k + 1] or others[-1:]
        low, high = order.rank_low[j], order.rank_high[j]
        near = [o for o in others if order.rank_low[o] <= high and order.rank_high[o] >= low]
        listed = list(dict.fromkeys([*edge, *near]))
        listed.sort(key=lambda o: (o not in edge, -pairs.flip_rate[place[j, o]]))
        for o in listed[:PAIRS_OF_FEATURE]:
            chosen[int(place[j, o])] = (j, o)
    ranked = sorted(chosen, key=lambda i: (test.verdict[i] == "ordered", -pairs.flip_rate[i]))
    return tuple(_pair(s, i, *chosen[i]) for i in ranked[:PAIRS_OF_ATTRIBUTE])


def _pair(s, i: int, j: int, other: int) -> parts.AuditPair:
    names, pairs, test = s.order.names, s.pairs, s.test
    sign = 1.0 if pairs.first[i] == j else -1.0
    gap = sign * float(pairs.mean_difference[i])
    decision = str(test.verdict[i])
    new = None
    if s.new_sample is not None and decision == "ordered":
        new = bool(s.new_sample.verdict[i] == "ordered")
    higher = names[j] if gap > 0 else names[other]
    return parts.AuditPair(
        feature=names[j],
        other=names[other],
        decision=decision,
        higher=higher,
        mean_difference=gap + 0.0,
        flip_rate=float(pairs.flip_rate[i]),
        flip_low=float(pairs.flip_low[i]),
        flip_high=float(pairs.flip_high[i]),
        p_adjusted=float(test.p_order_adjusted[i]),
        holds_for_new_sample=new,
        sentence=sentences.pair(
            names[j],
            names[other],
            decision,
            higher,
            float(pairs.flip_rate[i]),
            len(s.attributions.values),
        ),
    )


def joint_audit(audit) -> parts.JointAudit | None:
    """Several attributes: how often at least one single-model answer is wrong, counted jointly."""
    s = audit.single
    if s is None or len(audit.audited) < 2:
        return None
    return parts.JointAudit(
        attributes=s.names,
        counted=s.any_wrong,
        low=s.any_wrong_low,
        high=s.any_wrong_high,
        independent=s.independent,
        lower=s.lower,
        upper=s.upper,
        n_models=s.n_models,
        sentence=sentences.joint(s),
    )
