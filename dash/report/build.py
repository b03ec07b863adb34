"""From a finished screening to the report: everything that a rendering shows."""

from __future__ import annotations

import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from scipy import stats

import dash
from dash.report import data as parts
from dash.report import sentences

ALL_PAIRS = 2000
WORST_PAIRS = 12
HEAT_MAP = 40
RANK_ROWS = 12
#: Features up to which the whole order is listed, and the first ones that are drawn beyond.
EDGES_UP_TO, DRAWN = 60, 18
PACKAGES = ("numpy", "pandas", "scikit-learn", "xgboost", "lightgbm", "shap")
TASKS = {"binary": "binary classification", "multiclass": "multiclass classification"}


def build_report(screening: Any) -> parts.Report:
    """Build the report of a `Screening`.

    Parameters
    ----------
    screening : Screening
        A finished screen, or the `screening_` of a fitted `DASH`.

    Returns
    -------
    Report
        Plain data with one place for each thing that is said.
    """
    s = screening
    groups = () if s.groups is None else s.groups.groups
    chosen = _material_pairs(s)
    rows = tuple(pair_row(s, i) for i in chosen)
    quality = _quality(s)
    tiers = sentences.tier_rows(s, s.order)
    verdict = verdict_section(s, tiers, quality)
    group_rows = _groups(s, groups)
    return parts.Report(
        schema=parts.SCHEMA,
        schema_version=parts.SCHEMA_VERSION,
        product_version=dash.__version__,
        created=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        verdict=verdict,
        warnings=sentences.warnings(s, quality),
        features=feature_rows(s, groups),
        tiers=tiers,
        n_pairs=len(s.pairs.first),
        pairs=rows,
        worst_pairs=_worst(rows, _top_names(s)),
        copies=copies(s),
        edges=edges(s),
        groups=group_rows,
        group_threshold=0.0 if s.groups is None else s.groups.threshold,
        group_method="none" if s.groups is None else s.groups.method,
        heat_map=_heat_map(s),
        ranks=rank_rows(s, max(s.rules.top, RANK_ROWS)),
        split_screen=_split_screen(s),
        agreement=agreement_section(s),
        quality=quality,
        data=_data(s),
        method=_method(s),
        disclosure=sentences.disclosure(s, verdict, tiers, group_rows, quality),
        next_steps=sentences.next_steps(s, verdict, quality),
        models=model_attributions(s),
    )


def model_attributions(s) -> parts.ModelAttributions:
    """What each single model said."""
    return parts.ModelAttributions(
        features=tuple(s.order.names),
        values=tuple(tuple(row) for row in s.attributions.values.tolist()),
    )


def feature_rows(s, groups) -> tuple[parts.FeatureRow, ...]:
    """One row a feature, in consensus order."""
    tier_of = {j: t for t, tier in enumerate(s.order.tiers, 1) for j in tier}
    tied_of = {j: t for t, group in enumerate(s.order.tied_groups, 1) for j in group}
    group_of = {j: g for g, group in enumerate(groups, 1) for j in group}
    signed = None if s.attributions.signed is None else s.attributions.signed.mean(axis=0)
    c = s.consensus
    return tuple(
        parts.FeatureRow(
            name=s.order.names[j],
            rank=rank,
            rank_low=int(s.order.rank_low[j]),
            rank_high=int(s.order.rank_high[j]),
            tier=tier_of[j],
            tied_group=tied_of.get(j),
            collinear_group=group_of.get(j),
            attribution=float(c.mean[j]),
            standard_error=float(c.standard_error[j]),
            low=float(c.low[j]),
            high=float(c.high[j]),
            share=float(c.share[j]),
            cv=float(c.cv[j]),
            signed=None if signed is None else float(signed[j]),
        )
        for rank, j in enumerate(s.order.order.tolist(), 1)
    )


def verdict_section(s, tiers, quality=None) -> parts.Verdict:
    """The answer, its details, and the counts; models that predict nothing are the first news."""
    counts = s.test.counts()
    doubt = "" if quality is None or quality.beats_baseline else f"{quality.sentence} "
    return parts.Verdict(
        sentence=f"{doubt}{sentences.where(s)} {sentences.headline(tiers, s.order)}",
        details=sentences.details(s, counts),
        decided_top=s.order.decided_top(),
        n_features=len(s.order.names),
        ordered_pairs=counts["ordered"],
        tied_pairs=counts["tied"],
        unresolved_pairs=counts["unresolved"],
    )


def _material_pairs(s) -> np.ndarray:
    """Positions of the pairs to list: all of them, or those that matter where there are many."""
    pairs = s.pairs
    n = len(pairs.first)
    if n <= ALL_PAIRS:
        return np.arange(n)
    rank = np.empty(len(s.order.names), dtype=int)
    rank[s.order.order] = np.arange(len(rank))
    a, b = rank[pairs.first], rank[pairs.second]
    top = s.rules.top
    urgency = np.where(np.maximum(a, b) < top, 0.0, 4.0)
    depth = np.minimum(a, b) / len(rank)
    urgency = np.where((np.abs(a - b) == 1) & (urgency > 0), 2.0 + depth, urgency)
    if s.groups is not None:
        labels = s.groups.labels
        grouped = np.zeros(len(rank), dtype=bool)
        for group in s.groups.groups:
            grouped[list(group)] = True
        same = (labels[pairs.first] == labels[pairs.second]) & grouped[pairs.first]
        urgency = np.where(same & (urgency > 3), 3.0 + depth, urgency)
    urgency = np.where(urgency >= 4, 4 + depth - pairs.flip_rate, urgency)
    return np.sort(np.argsort(urgency, kind="stable")[:ALL_PAIRS])


def pair_row(s, i: int) -> parts.PairRow:
    """Pair i of the screening, turned so that the first feature has the larger mean."""
    test, pairs = s.test, s.pairs
    j, k = int(pairs.first[i]), int(pairs.second[i])
    swap = pairs.mean_difference[i] < 0
    a, b = (k, j) if swap else (j, k)
    sign = -1.0 if swap else 1.0
    verdict = str(test.verdict[i])
    needed = float(test.models_needed[i])
    new = None
    if s.new_sample is not None and verdict == "ordered":
        new = bool(s.new_sample.verdict[i] == "ordered")
    names = pairs.names
    return parts.PairRow(
        a=names[a],
        b=names[b],
        mean_difference=sign * float(pairs.mean_difference[i]) + 0.0,
        standard_error=float(test.standard_error[i]),
        t=sign * float(test.t[i]) + 0.0,
        p_adjusted=float(test.p_order_adjusted[i]),
        verdict=verdict,
        by_construction=bool(test.by_construction[i]),
        models_needed=needed if np.isfinite(needed) else None,
        holds_for_new_sample=new,
        flip_rate=float(pairs.flip_rate[i]),
        flip_low=float(pairs.flip_low[i]),
        flip_high=float(pairs.flip_high[i]),
        gaussian_flip_rate=float(pairs.gaussian_flip_rate[i]),
        disagreement=float(pairs.disagreement[i]),
        association=float("nan") if s.groups is None else float(s.groups.association[j, k]),
        sentence=sentences.pair_sentence(s, i, names[a], names[b], verdict, needed),
    )


def _top_names(s) -> frozenset[str]:
    """The features that matter: the first `rules.top` by consensus."""
    return frozenset(s.order.names[j] for j in s.order.order[: s.rules.top])


def _worst(rows, top: frozenset[str]) -> tuple[int, ...]:
    """The highest flip rates among pairs with a feature that matters, then among the others."""

    def urgency(i: int):
        pair = rows[i]
        return (not top & {pair.a, pair.b}, -round(pair.flip_rate, 6), -_stake(pair))

    return tuple(sorted(range(len(rows)), key=urgency)[:WORST_PAIRS])


def _stake(row) -> float:
    return 0.0 if not np.isfinite(row.association) else row.association


def copies(s) -> tuple[tuple[str, str], ...]:
    """Pairs that are ties by construction, because one column is a copy of the other."""
    names, test = s.order.names, s.test
    found = np.flatnonzero(test.by_construction).tolist()
    return tuple((names[test.first[i]], names[test.second[i]]) for i in found)


def edges(s) -> tuple[tuple[str, str], ...]:
    """The known orders with nothing between: of all features, or of the first where many are."""
    names = s.order.names
    if len(names) <= EDGES_UP_TO:
        return tuple((names[a], names[b]) for a, b in s.order.edges.tolist())
    first = s.order.order[:DRAWN]
    above = s.order.above[np.ix_(first, first)].astype(int)
    direct = (above > 0) & (above @ above == 0)
    return tuple((names[first[a]], names[first[b]]) for a, b in np.argwhere(direct).tolist())


def _groups(s, groups) -> tuple[parts.GroupRow, ...]:
    if not groups:
        return ()
    flips = flip_matrix(s)
    rows = []
    for number, group in enumerate(groups, 1):
        members = sorted(group, key=lambda j: -s.consensus.mean[j])
        block = np.ix_(members, members)
        rows.append(
            parts.GroupRow(
                number=number,
                features=tuple(s.order.names[j] for j in members),
                **group_total(s, members),
                flip_rates=tuple(tuple(r) for r in flips[block].tolist()),
                associations=tuple(tuple(r) for r in s.groups.association[block].tolist()),
            )
        )
    return tuple(rows)


def group_total(s, members) -> dict[str, float]:
    """Attribution of some features together, its standard error, and its share."""
    values = s.attributions.values
    summed, total = values[:, members].sum(axis=1), values.sum(axis=1).mean()
    return {
        "attribution": float(summed.mean()),
        "standard_error": float(summed.std(ddof=1) / np.sqrt(len(summed))),
        "share": float(summed.mean() / total) if total > 0 else 0.0,
    }


def _heat_map(s) -> parts.HeatMap:
    """Flip rates of the first features, associated ones side by side."""
    first = s.order.order[:HEAT_MAP].tolist()
    shown = first if s.groups is None else s.groups.side_by_side(first)
    label = {} if s.groups is None else {j: g for g, x in enumerate(s.groups.groups, 1) for j in x}
    return parts.HeatMap(
        features=tuple(s.order.names[j] for j in shown),
        groups=tuple(label.get(j) for j in shown),
        flip_rates=tuple(tuple(r) for r in flip_matrix(s)[np.ix_(shown, shown)].tolist()),
    )


def flip_matrix(s) -> np.ndarray:
    """Flip rate of each pair, (d, d)."""
    d = len(s.order.names)
    flips = np.zeros((d, d))
    flips[s.pairs.first, s.pairs.second] = s.pairs.flip_rate
    return flips + flips.T


def rank_rows(s, n_rows: int) -> tuple[parts.RankRow, ...]:
    """Models at each place, for the first features by consensus; ties share their places."""
    values = -s.attributions.values
    low = stats.rankdata(values, axis=1, method="min").astype(int)
    high = stats.rankdata(values, axis=1, method="max").astype(int)
    rows = []
    for j in s.order.order[:n_rows].tolist():
        counts = np.zeros(len(s.order.names) + 2)
        share = 1.0 / (high[:, j] - low[:, j] + 1)
        np.add.at(counts, low[:, j], share)
        np.add.at(counts, high[:, j] + 1, -share)
        models = np.cumsum(counts)[low[:, j].min() : high[:, j].max() + 1]
        rows.append(
            parts.RankRow(
                name=s.order.names[j],
                first=int(low[:, j].min()),
                models=tuple(np.round(np.maximum(models, 0.0), 9).tolist()),
            )
        )
    return tuple(rows)


def _split_screen(s) -> parts.SplitScreenSection | None:
    screen = s.split_screen
    if screen is None:
        return None
    flagged = int(np.sum(screen.flagged))
    n = sum(len(g) * (len(g) - 1) // 2 for g in s.groups.groups) if s.groups is not None else 0
    if n == 0:
        return None
    return parts.SplitScreenSection(
        n_trees=int(screen.n_trees),
        effective_trees=float(screen.effective_trees),
        n_pairs=n,
        n_flagged=flagged,
        sentence=(
            f"Looking at the splits of one model alone would have flagged {flagged} of the {n} "
            "pairs within collinear groups. It is a first look: it does not replace the test above."
        ),
    )


def agreement_section(s) -> parts.Agreement:
    """How alike the rankings of whole models are."""
    a = s.agreement
    return parts.Agreement(
        kendall_w=float(a.kendall_w),
        mean_spearman=float(a.mean_spearman),
        top_k=int(a.k),
        top_k_jaccard=float(a.top_k_jaccard),
        nogueira=float(a.nogueira),
        distinct_top_k=int(a.distinct_top_k),
        n_models=int(a.n_models),
    )


def _quality(s) -> parts.Quality:
    if s.ensemble is None:
        nan = float("nan")
        return parts.Quality(
            "not known", (), nan, nan, nan, nan, True,
            "The attributions were given without their models: whether the models are any good "
            "is not known here.",
        )  # fmt: skip
    scores = s.ensemble.scores
    signal = s.signal
    mean = float(np.nanmean(scores))
    if signal.beats_constant:
        sentence = (
            f"The models reach {signal.metric} {mean:.3f} on rows they were not trained on; a "
            f"constant prediction reaches {signal.baseline:g}."
        )
    else:
        sentence = (
            f"The models do not beat a constant prediction on held-out rows ({signal.metric} "
            f"{mean:.3f}, constant {signal.baseline:g}): their attributions explain noise."
        )
    return parts.Quality(
        metric=signal.metric,
        scores=tuple(float(x) for x in scores),
        mean=mean,
        low=float(np.nanmin(scores)),
        high=float(np.nanmax(scores)),
        baseline=signal.baseline,
        beats_baseline=signal.beats_constant,
        sentence=sentence,
    )


def _data(s) -> parts.DataSection:
    if s.ensemble is None:
        return parts.DataSection(
            name="given attributions", sha256="", target="", task="", classes=(), n_rows=0,
            n_features=len(s.order.names), n_training_rows=0,
            n_explained_rows=int(max(s.attributions.n_rows)), set_aside=(), notes=(),
        )  # fmt: skip
    table = s.table
    return parts.DataSection(
        name=table.name,
        sha256=table.sha256,
        target=table.target,
        task=TASKS.get(table.task, table.task),
        classes=tuple(str(c) for c in table.classes),
        n_rows=int(table.n_rows),
        n_features=int(table.n_features),
        n_training_rows=max(len(m.training_rows) for m in s.ensemble.members),
        n_explained_rows=int(max(s.attributions.n_rows)),
        set_aside=tuple(parts.SetAsideColumn(c.column, c.kind, c.reason) for c in table.set_aside),
        notes=tuple(parts.Remark(n.topic, n.text) for n in table.notes)
        + tuple(parts.Remark("models", n) for n in s.ensemble.notes),
    )


def _method(s) -> parts.Method:
    common = {
        "n_models": len(s.attributions.values),
        "max_models": int(s.max_models),
        "interrupted": s.interrupted,
        "engine": s.attributions.engine,
        "output_unit": s.attributions.unit,
        "alpha": s.rules.alpha,
        "margin": s.rules.margin,
        "margin_kind": s.rules.margin_kind,
        "correction": s.rules.correction,
        "spending": s.rules.spending,
        "looks": tuple(int(x) for x in s.test.looks),
        "levels": tuple(float(x) for x in s.test.levels),
        "confidence": s.rules.confidence,
        "seconds": round(float(s.seconds), 2),
        "versions": _versions(),
    }
    if s.ensemble is None:
        return parts.Method(
            model="given attributions", parameters={}, population="given",
            population_sentence=sentences.population_sentence(s),
            scope_sentence="What the retrained models have in common is not known here, nor then "
            "what the probabilities are over.",
            permute_columns=False, seed=0, device="cpu", **common,
        )  # fmt: skip
    plan, population = s.ensemble.plan, s.ensemble.population
    return parts.Method(
        model=plan.learner.name,
        parameters=_plain(plan.learner.settings),
        population=population.name,
        population_sentence=sentences.population_sentence(s),
        scope_sentence=population.scope,
        permute_columns=plan.permute_columns,
        seed=plan.entropy,
        device=plan.learner.device,
        **common,
    )


def _plain(settings) -> dict[str, Any]:
    return {
        str(k): v if isinstance(v, str | int | float | bool) or v is None else str(v)
        for k, v in settings.items()
        if v is not None
    }


def _versions() -> dict[str, str]:
    found = {"dash-attribution": dash.__version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
