"""The words of a fairness report: verdicts, their evidence, and what may be claimed."""

from __future__ import annotations

from dash.report.fairness_data import CANNOT_BE_TOLD, DOES_NOT_RELY, RELIES, FairnessVerdict
from dash.report.sentences import FUTILE_MODELS, where
from dash.report.wording import percent, percent_interval, shortened
from diagnostics import random_set_comparison

NAME = 60
LISTED = 5
#: Shares from which on an answer is called a coin flip, and a random set no rarity.
COIN, COMMON = 0.3, 0.1
NOTHING_LEARNED = (
    "The models predict no better than a constant, so that what they rely on explains noise."
)


def verdict(audit, attributes, joint) -> FairnessVerdict:
    """One sentence on all attributes, then what it rests on."""
    told = []
    for kind, phrase in (
        (RELIES, "the models rely on {}"),
        (CANNOT_BE_TOLD, "whether they rely on {} cannot be told"),
        (DOES_NOT_RELY, "they do not rely on {}"),
    ):
        names = [_what(audit, a) for a in attributes if a.verdict == kind]
        if names:
            told.append(phrase.format(_and(names)))
    told[0] = (
        told[0]
        .replace("whether they", "whether the models")
        .replace("they do not", "the models do not")
    )
    ks = sorted({a.top_k for a in attributes})
    top = f"top {ks[0]}" if len(ks) == 1 else f"top {_and(map(str, ks))}"
    sentence = f"{where(audit.screening)} {'; '.join(told)} ({top})."
    if not learned(audit):
        sentence = f"{NOTHING_LEARNED} {sentence}"
    details = [a.sentence for a in attributes]
    details += [a.single_model.sentence for a in attributes if a.single_model is not None]
    if joint is not None:
        details.append(joint.sentence)
    return FairnessVerdict(sentence=sentence, details=tuple(details))


def learned(audit) -> bool:
    """Whether the models predict better than a constant."""
    signal = audit.screening.signal
    return signal is None or signal.beats_constant


def _what(audit, a) -> str:
    proxies = [f for f in a.features if f.role == "proxy"]
    name = _short(a.attribute)
    if not a.features:
        return name
    if not a.in_model:
        return f"proxies of {name}"
    return f"{name} or its proxies" if proxies else name


def attribute(audit, found, kind: str, features, total) -> str:
    """The verdict on one attribute, with what carries it."""
    name, k = _short(found.name), found.k
    if total is None:
        if features:
            return (
                f"The models rely on {name}: every feature of theirs stands for it, and there is "
                "nothing to compare."
            )
        return (
            f"No feature of the models stands for {name}: it was kept from them, and no proxy was "
            "found."
        )
    listed = _listed(f.name for f in features)
    place = (
        f"place {total.rank_low}"
        if total.rank_low == total.rank_high
        else f"a place from {total.rank_low} to {total.rank_high}"
    )
    together = f"{listed} together have" if len(features) > 1 else f"{listed} has"
    lead = {
        RELIES: f"The models rely on {name}",
        DOES_NOT_RELY: f"The models do not rely on {name}",
        CANNOT_BE_TOLD: f"It cannot be told whether the models rely on {name}",
    }[kind]
    through = ""
    if kind == RELIES:
        own = next((f for f in features if f.role == "protected"), None)
        proxies = [f for f in features if f.role == "proxy"]
        if own is not None and own.rank_high <= k:
            through = " itself"
        elif proxies and own is not None and own.rank_low > k:
            through = " through its proxies, not through the attribute itself"
        elif proxies and own is not None:
            through = " or its proxies; of the attribute alone it cannot be told"
        elif proxies:
            through = " through its proxies"
    size = ""
    if kind == RELIES and len(found.columns) > 1:
        expected, larger = _random(audit, found)
        if larger > COMMON:
            n = len(found.columns)
            size = f"; {n} random features carry {percent(expected)} on average"
    return (
        f"{lead}{through}: {together} {place} of {total.n_players} and "
        f"{percent_interval(total.share, total.share_low, total.share_high)} of the total "
        f"attribution{size}."
    )


def _random(audit, found) -> tuple[float, float]:
    """Share of as many random features, and how many such sets carry more than these."""
    means = audit.screening.attributions.values.mean(axis=0)
    return random_set_comparison(means, found.columns)


def evidence(audit, found, features, total, variation, ties) -> tuple[str, ...]:
    """What a verdict rests on, in sentences."""
    name = _short(found.name)
    told = []
    unsteady = [f for f in features if 0 < f.top_share < 1]
    if unsteady:
        f = min(unsteady, key=lambda f: abs(f.top_share - 0.5))
        told.append(
            f"An audit of one model that looks at single features finds {_short(f.name)} among the "
            f"first {found.k} in {percent_interval(f.top_share, f.top_low, f.top_high)} of "
            "retrainings, and not in the others."
        )
    if total is not None:
        told.append(_random_sets(audit, found, total))
    if variation is not None:
        whole, low, high = variation
        told.append(
            f"The share of all of them together varies by {percent(whole)} from model to model, "
            f"those of the members by {percent(low)} to {percent(high)}."
        )
    for names, (share, low, high), spread in ties:
        steady = ""
        if spread is not None:
            steady = (
                f", which varies by {percent(spread[0])} from model to model, where the shares of "
                f"the members vary by {percent(spread[1])} to {percent(spread[2])}"
            )
        told.append(
            f"{_listed(names)} are one tie: their order is nothing to rest on; together they carry "
            f"{percent_interval(share, low, high)}{steady}."
        )
    proxies = [p for p in found.proxies if p.is_proxy]
    if proxies:
        best = proxies[0]
        told.append(
            f"{_count(len(proxies), 'proxy', 'proxies')}; the strongest is {_short(best.name)} "
            f"({best.measure} {best.association:.2f}; AUC {best.auc:.2f} for {name}, chance up to "
            f"{best.null_auc:.2f})."
        )
    else:
        told.append(f"No single feature is a proxy of {name} (threshold {audit.threshold:g}).")
    unclear = _unclear(found, audit.threshold)
    if unclear:
        told.append(_said_unclear(unclear, name, audit.threshold))
    mates = [p.name for p in found.proxies if p.same_group]
    if mates:
        told.append(f"{name} is in one collinear group with {_listed(mates)}.")
    told.append(found.predictability.sentence)
    if found.total_new_sample is not None:
        new = found.total_new_sample
        low, high = int(new.rank_low[-1]), int(new.rank_high[-1])
        place = f"place {low}" if low == high else f"any place from {low} to {high}"
        told.append(f"For a new sample of this size these features together can have {place}.")
    return tuple(told)


def _unclear(found, threshold: float) -> list[str]:
    """Features that reach the threshold, but not more than chance gives."""
    return [
        p.name
        for p in found.proxies
        if not p.is_proxy and max(p.association, 2 * p.auc - 1) >= threshold
    ]


def _said_unclear(unclear: list[str], name: str, threshold: float) -> str:
    one = len(unclear) == 1
    return (
        f"{_listed(unclear)} {'is' if one else 'are'} associated with {name} by {threshold:g} or "
        f"more, but {'its' if one else 'their'} prediction of it cannot be told from chance in "
        "these rows."
    )


def _random_sets(audit, found, total) -> str:
    """How much of a set's share is its size."""
    expected, larger = _random(audit, found)
    n = len(found.columns)
    drawn = "A feature drawn at random carries" if n == 1 else f"{n} random features carry"
    return (
        f"{drawn} {percent(expected)} on average; "
        f"{percent(larger)} of such draws carry more than the {percent(total.share)} here."
    )


def rule(found) -> str:
    """The question that an audit of a single model answers."""
    if len(found.columns) == 1:
        what = "the attribute is" if found.in_model else "the proxy is"
    elif found.in_model:
        what = "the attribute and its proxies, added up, are"
    else:
        what = "the proxies, added up, are"
    return f"{what} among the first {found.k}"


def single_model(found, s, a: int) -> str:
    """How far one model's answer can be relied on."""
    name = _short(found.name)
    flagged = percent_interval(*(float(x[a]) for x in (s.flagged, s.flagged_low, s.flagged_high)))
    lead = f"An audit of one retrained model would flag {name} in {flagged} of retrainings"
    wrong = float(s.wrong[a])
    mean = "which flags it" if s.mean_flags[a] else "which does not flag it"
    if wrong == 0:
        return f"{lead}: all {s.n_models} models agree with their mean, {mean}."
    coin = "its answer is close to a coin flip, " if wrong >= COIN else ""
    return f"{lead}: {coin}{percent(wrong)} of single models contradict their mean, {mean}."


def joint(s) -> str:
    """Several attributes audited on one model each time."""
    return (
        f"An audit of one model for all of {_and([_short(n) for n in s.names])} is wrong somewhere "
        f"in {percent_interval(s.any_wrong, s.any_wrong_low, s.any_wrong_high)} of "
        f"{s.n_models} models, counted on the same models; independent audits with these error "
        f"rates would be wrong somewhere in {percent(s.independent)}."
    )


def pair(a: str, b: str, decision: str, higher: str, flip: float, n: int) -> str:
    """One pair that the verdict rests on."""
    a, b, higher = _short(a), _short(b), _short(higher)
    lower = b if higher == a else a
    if decision == "ordered":
        return f"{higher} is above {lower} on average; {percent(flip)} of {n} models reverse it."
    if decision == "tied":
        return (
            f"{a} and {b} are interchangeable; {percent(flip)} of {n} models are in the minority."
        )
    return f"The order of {a} and {b} is open; {percent(flip)} of {n} models are in the minority."


def warnings(audit, attributes) -> tuple[str, ...]:
    """What makes the answer doubtful, beyond the warnings of the screen."""
    told = []
    for a in attributes:
        if a.top_k < audit.top_k:
            told.append(
                f"For {_short(a.attribute)} the first {a.top_k} count as relied on, not the first "
                f"{audit.top_k}: there are not more players to compare with."
            )
    if audit.reference is not None and audit.reference.kind == "pickle":
        told.append(
            f"{_short(audit.reference.name)} was unpickled (--trust-pickle): that ran whatever "
            "code the file holds, on this machine and before this report was made."
        )
    for a in attributes:
        blind = not a.in_model or a.verdict == DOES_NOT_RELY
        predicted = a.predictability.p_value <= 0.05 and a.predictability.auc >= 0.6
        if blind and predicted and not any(p.is_proxy for p in a.proxies):
            told.append(
                f"No single feature is a proxy of {_short(a.attribute)}, but all together predict "
                f"it (AUC {a.predictability.auc:.2f}): many small parts can carry it unseen."
            )
    return tuple(told)


def claims(audit, attributes, population: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may and what may not be claimed on the strength of this audit."""
    may, may_not = [], []
    n_models = len(audit.screening.attributions.values)
    for a, found in zip(attributes, audit.attributes, strict=True):
        name = _short(a.attribute)
        if a.verdict == RELIES and a.total is None:
            may.append(f"Every feature of the models stands for {name}.")
        elif a.verdict == RELIES:
            may.append(
                f"On average over retrainings ({population}) on these data, the features that "
                f"stand for {name}, taken together, are among the first {a.top_k}."
            )
        elif a.verdict == DOES_NOT_RELY and a.total is not None:
            may.append(
                f"On average over retrainings ({population}) on these data, the features that "
                f"stand for {name}, taken together, are not among the first {a.top_k}."
            )
        elif a.verdict == DOES_NOT_RELY:
            unclear = _unclear(found, audit.threshold)
            if unclear:
                may.append(f"The models were not given {name}.")
                may_not.append(
                    f"That no feature stands for {name}: "
                    f"{_said_unclear(unclear, name, audit.threshold)}"
                )
            else:
                may.append(
                    f"The models were not given {name}, and none of the "
                    f"{_count(len(found.proxies), 'feature', 'features')} that were tested, each "
                    f"by itself, has an association of {audit.threshold:g} or more with it."
                )
        else:
            may_not.append(
                f"That the models do, or do not, rely on {name}: {n_models} retrained models "
                "leave it open."
            )
        if a.verdict == RELIES and a.total is not None and len(found.columns) > 1:
            _, larger = _random(audit, found)
            if larger > COMMON:
                may_not.append(
                    f"That the models rely on {name} more than on other features: "
                    f"{percent(larger)} of sets of {len(found.columns)} random features carry more."
                )
        if a.single_model is not None and a.single_model.wrong_high > 0.1:
            may_not.append(
                f"That the explanation of one trained model settles the question for {name}: up to "
                f"{percent(a.single_model.wrong_high)} of retrainings may answer otherwise."
            )
        new = found.total_new_sample
        if new is not None and a.verdict == found.verdict_of(new) != CANNOT_BE_TOLD:
            may.append(f"The same of {name} for a new sample of this size from the same source.")
        elif a.total is not None and a.verdict != CANNOT_BE_TOLD:
            may_not.append(
                f"That the verdict on {name} holds for other data: it is about retraining on these "
                "rows."
            )
    if not learned(audit):
        may_not += [f"Not even this, for the models have learned nothing: {s}" for s in may]
        may = []
    may_not.append(
        "That the models cause, or do not cause, unequal treatment: attributions describe what a "
        "model computes, not why the world is as it is."
    )
    may_not.append(
        "That the absence of an attribute from the top is the absence of its influence: features "
        "that were not found to be proxies can carry it together."
    )
    return tuple(may), tuple(may_not)


def disclosure(audit, attributes, joint) -> str:
    """A paragraph for a model card or an audit file."""
    s = audit.screening
    n = len(s.attributions.values)
    told = [
        f"Reliance on {_and([_short(a.attribute) for a in attributes])} was audited with {n} "
        f"{s.ensemble.plan.learner.name} models of “{s.table.target}” (population "
        f"{s.ensemble.population.name}), each explained by mean absolute SHAP values. A feature "
        f"counted as a proxy from an association of {audit.threshold:g} on; the attribute and its "
        f"proxies were ranked together against all other features, at a joint level of "
        f"{s.rules.alpha:g}.",
        *(() if learned(audit) else (NOTHING_LEARNED,)),
        *(a.sentence for a in attributes),
        *(a.single_model.sentence for a in attributes if a.single_model is not None),
    ]
    if joint is not None:
        told.append(joint.sentence)
    told.append(
        "The verdicts describe models retrained on these data; they are no statement on causes or "
        "on other data."
    )
    return " ".join(told)


def next_steps(audit, attributes) -> tuple[str, ...]:
    """What to do next."""
    told = []
    unknown = [a for a in attributes if a.verdict == CANNOT_BE_TOLD]
    needed = [a.models_needed for a in audit.attributes if a.verdict == CANNOT_BE_TOLD]
    within = [n for n in needed if n <= FUTILE_MODELS]
    if within:
        told.append(
            f"About {max(within):.0f} models would settle an open verdict (max-models), or report "
            "it as open: do not settle it with one model."
        )
    elif unknown:
        told.append(
            "Report the open verdict as open: no number of models is expected to settle it, and "
            "one model does not."
        )
    if any(a.verdict == RELIES and a.in_model for a in attributes) and not audit.blind:
        told.append(
            "Run the audit again with the attributes kept from the models (--blind) to see whether "
            "their proxies take their place."
        )
    if any(a.single_model is not None and a.single_model.wrong >= COIN for a in attributes):
        told.append("Do not sign off on the explanation of a single model for these attributes.")
    if audit.reference is None:
        told.append(
            "Give the model in use (--reference-model) to see where it stands among its "
            "retrainings."
        )
    if not audit.conditional and unknown:
        told.append(
            "Ask for conditional SHAP (--conditional) to see whether it separates the open pairs."
        )
    return tuple(told)


def _short(name: str) -> str:
    return shortened(name, NAME)


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _and(names) -> str:
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _listed(names) -> str:
    names = [_short(n) for n in names]
    if len(names) > LISTED:
        return ", ".join(names[:LISTED]) + f" and {len(names) - LISTED} more"
    return _and(names)
