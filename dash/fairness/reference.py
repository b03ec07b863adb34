"""An existing model, explained and placed within the retrained ensemble."""

from __future__ import annotations

import numpy as np

from dash.attributions import attribute
from dash.errors import InputError
from dash.fairness.existing import ExistingModel, engine_of
from dash.report.fairness_data import ReferenceFeature, ReferenceModel, ReferencePair
from dash.report.wording import percent, shortened
from diagnostics import beats_constant, place_model

#: Rows that all models are explained on for the comparison.
MAX_ROWS = 1000
TOLD_PAIRS = 12
LEVEL = 0.05
SMALLEST = 1e-300
#: A share of retrained models that have the same order from which on it is no accident.
MOST = 0.9


def place_reference(existing: ExistingModel, screening, *, n_jobs: int | None) -> ReferenceModel:
    """Explain an existing model and the retrained ones on the same rows, and compare the rankings.

    Parameters
    ----------
    existing : ExistingModel
    screening : Screening
        The screen with its ensemble.
    n_jobs : int or None
        Models explained at once.

    Returns
    -------
    ReferenceModel

    Notes
    -----
    Categories are given to the model in its own codes where it has them, else in those of this
    table, and the sentence says that this could not be checked. Its predictions are compared with
    the target as well: where they are no better than a constant, or run against it, the sentence
    says so.

    The rows are up to 1000 of the whole table, the same for all models: every retrained model, and
    perhaps the existing one, has been trained on some of them. For the rest see
    `diagnostics.place_model`.
    """
    plan, names = screening.ensemble.plan, screening.order.names
    rng = np.random.default_rng([plan.entropy, 4])
    n = len(plan.X)
    rows = np.sort(rng.choice(n, MAX_ROWS, replace=False)) if n > MAX_ROWS else np.arange(n)
    X = plan.X[rows]
    ensemble = attribute(screening.ensemble, X, n_jobs=n_jobs).values
    inputs = existing.rows(X, screening.table)
    try:
        explained = attribute([existing.model], inputs, n_jobs=n_jobs).values[0]
    except InputError as error:
        raise InputError(f"{existing.name} cannot be explained: {error}") from None
    own = np.zeros(X.shape[1])
    own[existing.columns] = explained
    placed = place_model(own, ensemble, names=names)
    found = _pairs(own, ensemble, screening)
    accidents = sum(f[1] == "accident" for f in found)
    notes = (
        *existing.notes,
        *existing.coding_notes(X, screening.table),
        *_fit(existing, plan, inputs, plan.y[rows]),
    )
    told = _sentence(existing.name, placed, accidents, len(found) - accidents)
    return ReferenceModel(
        name=existing.name,
        kind=existing.kind,
        sha256=existing.sha256,
        features=_features(placed, own, ensemble),
        agreement=placed.agreement,
        typical_agreement=placed.typical_median,
        typical_low=placed.typical_low,
        p_value=placed.p_value,
        unusual_typical=placed.unusual_typical,
        accidents=accidents,
        contradicted=len(found) - accidents,
        pairs=tuple(_told_pair(f, screening) for f in found[:TOLD_PAIRS]),
        n_rows=len(rows),
        sentence=" ".join((told, *notes)),
    )


def _fit(existing: ExistingModel, plan, inputs, y) -> tuple[str, ...]:
    """A sentence where the model does not predict these rows: its inputs may mean other things."""
    task = plan.problem.task
    if task == "multiclass":
        return ()
    output = np.asarray(engine_of(existing, inputs).output(inputs), dtype=float)
    output = output.reshape(len(inputs), -1)
    # With one output for each of two classes their difference is what decides.
    output = output[:, 0] if output.shape[1] == 1 else output[:, 1] - output[:, 0]
    if beats_constant(y, output, task=task).beats_constant:
        return ()
    if task == "binary":
        turned = beats_constant(y, -output, task=task)
        if turned.beats_constant:
            return (
                f"Its predictions run against the target (AUC {1 - turned.score:.2f}): its classes "
                "seem coded the other way round, which does not change its place; if they are not, "
                "its inputs are coded otherwise than in this table, and its place means nothing.",
            )
    return (
        "It predicts these rows no better than a constant: its inputs may be coded otherwise than "
        "in this table, and then its place means nothing.",
    )


def _features(placed, own, ensemble) -> tuple[ReferenceFeature, ...]:
    shares = ensemble / np.maximum(ensemble.sum(axis=1, keepdims=True), SMALLEST)
    return tuple(
        ReferenceFeature(
            name=placed.names[j],
            rank=int(np.floor(placed.rank[j])),
            share=float(own[j] / max(own.sum(), SMALLEST)),
            ensemble_rank=float(placed.rank_median[j]),
            ensemble_rank_low=float(placed.rank_low[j]),
            ensemble_rank_high=float(placed.rank_high[j]),
            ensemble_share=float(shares[:, j].mean()),
            unusual=bool(placed.unusual[j]),
        )
        for j in np.argsort(placed.rank, kind="stable").tolist()
    )


def _pairs(own, ensemble, screening) -> list[tuple]:
    """Orders of the model that are accidents or contradict the mean, the topmost first."""
    order = np.argsort(-own, kind="stable").tolist()
    above = screening.order.above
    found = []
    for place, j in enumerate(order):
        for later, k in enumerate(order[place + 1 :], place + 1):
            if own[j] == own[k]:
                continue
            wins = ensemble[:, j] > ensemble[:, k]
            agreeing = float((wins + 0.5 * (ensemble[:, j] == ensemble[:, k])).mean())
            if above[k, j]:
                decision = "contradicted"
            elif not above[j, k] and agreeing < MOST:
                decision = "accident"
            else:
                continue
            found.append((place + later, decision, j, k, agreeing))
    return sorted(found, key=lambda f: (f[0], f[1]))


def _told_pair(found: tuple, screening) -> ReferencePair:
    _, decision, j, k, agreeing = found
    a, b = screening.order.names[j], screening.order.names[k]
    tied = bool(screening.order.tied[j, k])
    return ReferencePair(
        a=a,
        b=b,
        decision=decision,
        agreeing=agreeing,
        sentence=_pair_sentence(a, b, decision, agreeing, tied),
    )


def _pair_sentence(a: str, b: str, decision: str, agreeing: float, tied: bool) -> str:
    a, b = shortened(a, 60), shortened(b, 60)
    if decision == "contradicted":
        return (
            f"This model has {a} above {b}; on average over retrainings it is the other way "
            f"round, and {percent(agreeing)} of retrained models share its order."
        )
    return (
        f"That this model has {a} above {b} is an accident: {percent(agreeing)} of retrained "
        f"models share this order, and {'the two are tied' if tied else 'it is open'} on average."
    )


def _sentence(name, placed, accidents: int, contradicted: int) -> str:
    name, m = shortened(name, 60), placed.n_models
    if placed.smallest_p > LEVEL:
        lead = (
            f"{m} retrained models are too few to tell whether {name} agrees less with the mean "
            f"ranking than they do (no p-value could be below {placed.smallest_p:.2g}): its"
        )
    elif placed.p_value <= LEVEL:
        lead = (
            f"{name} agrees less with the mean ranking than retrained models do (p = "
            f"{placed.p_value:.2g}): its"
        )
    else:
        lead = (
            f"There is no sign that {name} agrees less with the mean ranking than retrained models "
            f"do (p = {placed.p_value:.2g}): its"
        )
    told = [
        f"{lead} Kendall's tau is {placed.agreement:.2f}, and half of the retrained models reach "
        f"{placed.typical_median:.2f} or more.",
        _unusual(placed),
    ]
    if accidents or contradicted:
        told.append(
            f"Of the orders that it would report, {accidents} "
            f"{'is an accident' if accidents == 1 else 'are accidents'} of this training and "
            f"{contradicted} {'contradicts' if contradicted == 1 else 'contradict'} the mean over "
            "retrainings."
        )
    else:
        told.append("No order that it would report is an accident or contradicts the mean.")
    return " ".join(told)


def _unusual(placed) -> str:
    """How many features stand at an unusual place, beside what retrained models have."""
    count, d = int(placed.unusual.sum()), len(placed.names)
    as_many = percent(float((placed.unusual_counts >= count).mean()))
    usually = (
        f"a retrained model has {placed.unusual_typical:.1f} such features on average, judged by "
        f"the others"
    )
    if count == 0:
        return f"None of its {d} features stands where few retrained models put it; {usually}."
    stand = "stands where few retrained models put it" if count == 1 else (
        "stand where few retrained models put them"
    )  # fmt: skip
    return f"{count} of its {d} features {stand}; {usually}, and {as_many} have as many."
