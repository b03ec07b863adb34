"""The words of a report: the verdict, what qualifies it, and what to do next."""

from __future__ import annotations

import numpy as np

from dash.report import data as parts
from dash.report.wording import percent, shortened
from diagnostics.guards import zero_attributions

LISTED = 8
LONGEST_NAME = 60
FUTILE_MODELS = 2000
#: Blocks of places without an open pair.
TIES = {"tied": "one tie", "chain": "overlapping ties"}
#: What a verdict can be about.
PLACES = ("Over these models", "On this split of the data set", "On this data set")


def where(s) -> str:
    """What the verdict is about."""
    if s.ensemble is None:
        return PLACES[0]
    return PLACES[1 if s.ensemble.population.same_rows else 2]


def headline(tiers, order) -> str:
    """Which places are decided, and what comes after them; completes "On this data set …"."""
    names, k, d = order.names, order.decided_top(), len(order.names)
    if k == d:
        return f"all {d} places are decided: {_listed([t.features[0] for t in tiers], LISTED)}."
    if k == 0:
        first = [names[j] for j in order.order.tolist() if order.rank_low[j] == 1]
        if tiers[0].kind in TIES:
            return f"no place is decided alone: {_tie(tiers[0])}."
        if len(first) == d:
            return "no feature can be ruled out for first place."
        return f"first place is open between {len(first)} features: {_listed(first)}."
    decided = [t.features[0] for t in tiers[:k]]
    lead = (
        f"first place is decided: {decided[0]}"
        if k == 1
        else f"the top {k} are decided: {_listed(decided, LISTED)}"
    )
    following = tiers[k]
    if following.kind in TIES:
        return f"{lead}; {_tie(following)}."
    rivals = [names[j] for j in order.order.tolist()[k:] if order.rank_low[j] <= k + 1]
    return f"{lead}; place {k + 1} is open between {len(rivals)}: {_listed(rivals)}."


def _tie(tier) -> str:
    return f"{tier.first_rank} to {tier.last_rank} are {TIES[tier.kind]}: {_listed(tier.features)}"


def details(s, counts) -> tuple[str, ...]:
    """The sentences that follow the verdict."""
    total = len(s.pairs.first)
    details = [
        *_new_sample_sentences(s),
        f"Of {total} pairs of features, {counts['ordered']} have a known order of their mean "
        f"attributions, {counts['tied']} are shown to differ by less than {_margin(s)}, and "
        f"{counts['unresolved']} {'is' if counts['unresolved'] == 1 else 'are'} unresolved with "
        f"{s.test.n_models} models.",
    ]
    ordered = s.test.verdict == "ordered"
    unsteady = ordered & (s.pairs.flip_rate > 0.1)
    if ordered.any():
        details.append(
            "A known order of the means does not make one model reliable: "
            f"{int(unsteady.sum())} of the {int(ordered.sum())} ordered pairs are reversed in more "
            "than 10 % of single retrained models."
        )
    details.append(_agreement_sentence(s))
    return tuple(details)


def _new_sample_sentences(s) -> tuple[str, ...]:
    """What may be claimed of another data set: less, and often little."""
    if s.new_sample_order is None:
        return ()
    ordered = int((s.test.verdict == "ordered").sum())
    holds = int(((s.test.verdict == "ordered") & (s.new_sample.verdict == "ordered")).sum())
    answer = headline(tier_rows(s, s.new_sample_order), s.new_sample_order)
    return (
        f"For a new sample of this size from the same source {answer} {holds} of the {ordered} "
        "pairs that are ordered here can be claimed there (a conservative test).",
    )


def _agreement_sentence(s) -> str:
    a = s.agreement
    if a.distinct_top_k == 1:
        return f"All {a.n_models} models name the same top {a.k} features."
    return (
        f"{a.n_models} single models name {a.distinct_top_k} different sets of top {a.k} features; "
        f"two of them share {percent(a.top_k_jaccard)} on average (Jaccard)."
    )


def tier_rows(s, order) -> tuple[parts.TierRow, ...]:
    """The tiers of an order, each with its sentence."""
    names, rows, rank = order.names, [], 1
    for number, tier in enumerate(order.tiers, 1):
        last = rank + len(tier) - 1
        members = tuple(names[j] for j in tier)
        if len(tier) == 1:
            kind, sentence = "single", f"Place {rank} is decided: {members[0]}."
        elif _all_tied(order, tier):
            kind = "tied"
            sentence = (
                f"Places {rank} to {last} are one tie: {_listed(members)} differ by less than "
                f"{_margin(s)}."
            )
        elif _none_open(order, tier):
            kind = "chain"
            sentence = (
                f"Places {rank} to {last} are overlapping ties: {_listed(members)}. Those close to "
                f"each other differ by less than {_margin(s)}, the order of the others is known."
            )
        else:
            kind = "unresolved"
            sentence = f"The order within places {rank} to {last} is open: {_listed(members)}."
        rows.append(parts.TierRow(number, rank, last, kind, members, sentence))
        rank = last + 1
    return tuple(rows)


def _all_tied(order, tier) -> bool:
    tier = list(tier)
    block = order.tied[np.ix_(tier, tier)]
    return bool((block | np.eye(len(tier), dtype=bool)).all())


def _none_open(order, tier) -> bool:
    block = np.ix_(list(tier), list(tier))
    known = order.tied[block] | order.above[block] | order.above[block].T
    return bool((known | np.eye(len(tier), dtype=bool)).all())


def pair_sentence(s, i, a, b, verdict, needed) -> str:
    """One pair in words."""
    if s.test.by_construction[i]:
        return f"{a} and {b} are copies of each other: interchangeable, whatever a ranking says."
    if verdict == "ordered":
        return f"On average over retrainings {a} is more important than {b}."
    if verdict == "tied":
        return f"{a} and {b} are interchangeable: they differ by less than {_margin(s)}."
    if np.isfinite(needed):
        return f"The order of {a} and {b} is open; about {int(needed)} models would decide it."
    return f"The order of {a} and {b} is open, and no number of models is expected to decide it."


def population_sentence(s) -> str:
    """What a retrained model is."""
    if s.ensemble is None:
        return "Each row of the attributions is taken as one independently retrained model."
    plan, population = s.ensemble.plan, s.ensemble.population
    if plan.permute_columns or population.name == "published":
        return population.sentence
    return (
        population.sentence.replace(" and its own column order", "")
        .replace(" and another column order", "")
        .replace(", with its own seed", ", with its own seed, the columns in the given order")
    )


def warnings(s, quality) -> tuple[str, ...]:
    """What makes the answer doubtful."""
    found = []
    if not quality.beats_baseline:
        found.append(quality.sentence)
    if s.interrupted:
        found.append(
            f"The run was interrupted: everything here rests on the {len(s.attributions.values)} "
            "models that were done."
        )
    if s.ensemble is not None:
        if s.ensemble.population.name in ("seed", "diverse", "published"):
            found.append(s.ensemble.population.scope)
        if not s.ensemble.plan.permute_columns:
            found.append(
                "The models saw the columns in one fixed order, and tree learners break ties by "
                "column position: an order between near copies may be an order of columns."
            )
        if _ordinal_categories(s.ensemble):
            found.append(
                f"{s.ensemble.plan.learner.name} read the categorical columns as ordered codes: "
                "no attribution engine reads its categorical splits; use xgboost or lightgbm for "
                "native categories."
            )
        found += [n.text for n in s.table.notes if n.topic == "leak"]
        found += [n for n in s.ensemble.notes if n.startswith("The Rashomon set holds")]
    if zero_attributions(s.attributions.values).everything:
        found.append("No model uses any feature: there is no ranking to speak of.")
    return tuple(dict.fromkeys(found))


def _ordinal_categories(ensemble) -> bool:
    learner, problem = ensemble.plan.learner, ensemble.plan.problem
    native = learner.name in ("xgboost", "lightgbm") or hasattr(learner.model, "get_booster")
    return bool(problem.categorical.any()) and not native


def disclosure(s, verdict, tiers, groups, quality) -> str:
    """A paragraph for a model card; models that predict nothing are said to right away."""
    n = len(s.attributions.values)
    where = (
        "given attributions"
        if s.ensemble is None
        else f"{n} {s.ensemble.plan.learner.name} models of “{s.table.target}”"
    )
    sentences = [
        f"Feature importance was assessed with {where}, each explained by mean absolute SHAP "
        f"values ({s.attributions.unit}) and averaged.",
        *(
            (population_sentence(s), verdict.sentence)
            if quality.beats_baseline
            else (verdict.sentence, population_sentence(s))
        ),
        *_new_sample_sentences(s),
    ]
    tied = [t for t in tiers if t.kind == "tied"][:3]
    if tied:
        sentences.append(
            "Features in one tie should be read as interchangeable: "
            + "; ".join(_listed(t.features, 5) for t in tied)
            + "."
        )
    if groups:
        largest = max(groups, key=lambda g: g.attribution)
        sentences.append(
            f"The largest collinear group ({_listed(largest.features, 5)}) carries "
            f"{percent(largest.share)} of the total attribution; the order inside a group should "
            "not be relied on unless it is stated as decided."
        )
    worst = float(np.max(s.pairs.flip_rate))
    sentences.append(
        "A ranking from a single model would not be reproducible everywhere: the least stable "
        f"pair of features changes its order in {percent(worst)} of retrainings."
        if worst > 0
        else f"All {n} models rank the features alike."
    )
    sentences.append(
        f"Verdicts hold jointly at level {s.rules.alpha:g} ({s.rules.correction} correction over "
        f"{len(s.pairs.first)} pairs)."
        if s.rules.correction in ("holm", "bonferroni")
        else f"Verdicts use level {s.rules.alpha:g} with correction “{s.rules.correction}”, which "
        "does not bound the chance that any of them is wrong."
    )
    return " ".join(sentences)


def next_steps(s, verdict, quality) -> tuple[str, ...]:
    """What to do next."""
    steps = []
    if not quality.beats_baseline:
        steps.append("Do not report this ranking: find features or a model that predict first.")
    top = np.zeros(len(s.order.names), dtype=bool)
    top[s.order.order[: s.rules.top]] = True
    undecided = s.test.verdict == "unresolved"
    needed = s.test.models_needed[undecided & (top[s.test.first] | top[s.test.second])]
    within = needed[np.isfinite(needed) & (needed <= FUTILE_MODELS)]
    if within.size and quality.beats_baseline:
        half, last = int(np.median(within)), int(within.max())
        open_pairs = "1 open pair" if within.size == 1 else f"{within.size} open pairs"
        models = f"about {last}" if half == last else f"about {half} (half of them) to {last}"
        steps.append(
            f"{open_pairs} around the top {int(top.sum())} could be decided with {models} models "
            "in all: raise max-models if that matters to you."
        )
    if s.groups is not None and len(s.groups.groups):
        steps.append(
            "Report collinear groups by their total as well: the members share it, and how they "
            "share it is what changes between models."
        )
    if verdict.tied_pairs or verdict.unresolved_pairs:
        steps.append(
            "Do not defend a decision with the order of two features that are tied or open."
        )
    if not steps:
        steps.append("Every pair is decided: the ranking can be reported as it stands.")
    return tuple(steps)


def _margin(s) -> str:
    if s.rules.margin_kind == "share":
        return f"{percent(s.rules.margin)} of the total attribution"
    return f"{s.rules.margin:.3g} ({s.attributions.unit})"


def _listed(names, limit: int = 6) -> str:
    names = [shortened(n, LONGEST_NAME) for n in names]
    if len(names) > limit:
        return ", ".join(names[:limit]) + f" and {len(names) - limit} more"
    return ", ".join(names)
