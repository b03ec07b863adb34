"""The fairness audit: proxies, what the ranking says of them, and what retraining changes."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dash.ensemble import entropy_of
from dash.errors import InputError
from dash.fairness.conditional import check_one_output, conditional_rows
from dash.fairness.existing import check_task, read_model
from dash.fairness.outcomes import outcome_tables
from dash.fairness.proxies import Levels, attribute_levels, find_proxies, predictability
from dash.fairness.reference import place_reference
from dash.progress import track
from dash.report.fairness_data import (
    CANNOT_BE_TOLD,
    DOES_NOT_RELY,
    RELIES,
    ConditionalRow,
    FairnessReport,
    OutcomeTable,
    Predictability,
    ProxyRow,
    ReferenceModel,
)
from dash.table import SetAside, Table, read_table
from dash.workflow import QUICK, Rules, Screening, screen
from diagnostics import (
    SingleModelAudits,
    StableOrder,
    ZTest,
    sequential_z_test,
    single_model_audits,
    stable_order,
)
from diagnostics.result import Result

TOP_K = 5
PROXY_THRESHOLD = 0.25


@dataclass(frozen=True, eq=False)
class AttributeFindings:
    """What was found for one protected attribute.

    Attributes
    ----------
    levels : Levels
        Its classes, row by row.
    in_model : bool
        Whether the models saw the attribute itself.
    proxies : tuple of ProxyRow
        All unprotected features, proxies first.
    predictability : Predictability
        How well all of them together predict it.
    columns : tuple of int
        Features of the models that stand for the attribute: itself, and its proxies.
    k : int
        The attribute is relied on when they are, together, among the first k players: the k asked
        for, or fewer where there are not more than k players.
    total : StableOrder or None
        Order in which those features, added up, are one player, the last; None without features.
    total_test, total_new_sample : ZTest or None
        The test behind it, and the one for a new data set.
    players : ndarray of shape (M, p) or None
        Attributions of the players.
    """

    levels: Levels
    in_model: bool
    proxies: tuple[ProxyRow, ...]
    predictability: Predictability
    columns: tuple[int, ...]
    k: int
    total: StableOrder | None
    total_test: ZTest | None
    total_new_sample: StableOrder | None
    players: np.ndarray | None

    @property
    def name(self) -> str:
        return self.levels.name

    @property
    def verdict(self) -> str:
        """`relies`, `does not rely` or `cannot be told`, from the rank interval of the total."""
        if self.total is None:
            # Either nothing stands for it, or everything does.
            return RELIES if self.columns else DOES_NOT_RELY
        return self.verdict_of(self.total)

    def verdict_of(self, order: StableOrder) -> str:
        """The verdict that the rank interval of the last player of an order gives."""
        if order.rank_high[-1] <= self.k:
            return RELIES
        return DOES_NOT_RELY if order.rank_low[-1] > self.k else CANNOT_BE_TOLD

    @property
    def models_needed(self) -> float:
        """Models at which a pair that keeps the verdict open is expected to be decided; or inf."""
        if self.total is None or self.verdict != CANNOT_BE_TOLD:
            return np.inf
        test, last = self.total_test, self.players.shape[1] - 1
        open_pairs = (test.second == last) & (test.verdict == "unresolved")
        return float(test.models_needed[open_pairs].min(initial=np.inf))


@dataclass(frozen=True, repr=False, eq=False)
class FairnessAudit(Result):
    """A finished fairness audit.

    Attributes
    ----------
    screening : Screening
        The screen that it stands on.
    table : Table
        The data with all protected attributes, also those that the models did not see.
    attributes : tuple of AttributeFindings
        One for each protected attribute.
    single : SingleModelAudits or None
        What audits of single models would say; None where no feature stands for any attribute.
    audited : tuple of int
        The attributes that `single` is about.
    top_k : int
        The k of the question "among the top k"; each attribute has its own, no larger one.
    outcomes : tuple of OutcomeTable
        Outcome metrics of the groups.
    reference : ReferenceModel or None
        An existing model within the ensemble.
    conditional : tuple of ConditionalRow
        Whether conditional SHAP separates the pairs, where asked for.
    blind : bool
        Whether the protected attributes were kept from the models.
    threshold : float
        From which association on a feature is a proxy.
    seconds : float
        How long it took.
    """

    screening: Screening
    table: Table
    attributes: tuple[AttributeFindings, ...]
    single: SingleModelAudits | None
    audited: tuple[int, ...]
    top_k: int
    outcomes: tuple[OutcomeTable, ...]
    reference: ReferenceModel | None
    conditional: tuple[ConditionalRow, ...]
    blind: bool
    threshold: float
    seconds: float

    def report(self) -> FairnessReport:
        """The audit as data for the HTML, terminal, Markdown and JSON faces."""
        from dash.fairness.build import build_fairness_report

        return build_fairness_report(self)

    def to_frame(self) -> pd.DataFrame:
        """One row an attribute: verdict, features that stand for it, rank and share of the sum."""
        return pd.DataFrame(
            [
                {
                    "attribute": a.attribute,
                    "verdict": a.verdict,
                    "features": ", ".join(f.name for f in a.features),
                    "share": np.nan if a.total is None else a.total.share,
                    "rank_low": pd.NA if a.total is None else a.total.rank_low,
                    "rank_high": pd.NA if a.total is None else a.total.rank_high,
                    "flagged": np.nan if a.single_model is None else a.single_model.flagged,
                    "auc": a.predictability.auc,
                }
                for a in self.report().attributes
            ]
        )

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report in its versioned JSON schema."""
        return self.report().to_json(indent=indent)

    def __repr__(self) -> str:
        return f"FairnessAudit: {self.report().verdict.sentence}"


def fairness_audit(
    data: Any,
    target: str,
    protected: str | Sequence[str],
    *,
    blind: bool = False,
    top_k: int = TOP_K,
    proxy_threshold: float = PROXY_THRESHOLD,
    reference_model: Any = None,
    trust_pickle: bool = False,
    conditional: bool = False,
    n_bootstraps: int = 200,
    task: str | None = None,
    drop: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    group: str | None = None,
    max_rows: int | None = None,
    model: Any = "xgboost",
    parameters: Mapping[str, Any] | None = None,
    population: str = "resample",
    n_models: int = 25,
    max_models: int = 200,
    quick: bool = False,
    rules: Rules | None = None,
    n_jobs: int | None = -1,
    device: str = "cpu",
    random_state: Any = 0,
    progress: bool = False,
) -> FairnessAudit:
    """Audit whether models of a data set lean on protected attributes or on their proxies.

    For each attribute: which features stand for it (the attribute itself, and its proxies), where
    these rank with a simultaneous interval over retrainings, each alone and added up as one
    player, what audits of single models would have said instead, and the outcomes of the groups.

    Parameters
    ----------
    data : path, buffer or DataFrame
        What to audit; see `read_table`.
    target : str
        Column to predict.
    protected : str or sequence of str
        Protected attributes: columns of the data.
    blind : bool, default False
        Keep the protected attributes from the models, and audit their proxies alone.
    top_k : int, default 5
        An attribute is relied on when its features together are among the first k; fewer where
        there are not more than k players.
    proxy_threshold : float in (0, 1], default 0.25
        A feature is a proxy from this association on, or from this 2 AUC - 1 on of predicting the
        attribute from the feature alone, if it predicts better than a permutation null.
    reference_model : path or model, optional
        An existing model to place within the retrained ensemble; see `read_model`.
    trust_pickle : bool, default False
        Allow to unpickle a joblib or pickle file, which runs whatever code it holds.
    conditional : bool, default False
        Estimate whether conditional SHAP would separate the pairs that marginal SHAP does not.
    n_bootstraps : int, default 200
        Bootstrap samples behind the intervals of the outcome metrics, at least 20.
    task, drop, keep, group, max_rows
        Passed to `read_table`.
    model, parameters, population, device
        Passed to `train_ensemble`.
    n_models, max_models, quick, rules
        As for `screen`.
    n_jobs, random_state, progress
        Parallel jobs, seed, progress bar.

    Returns
    -------
    FairnessAudit

    Raises
    ------
    InputError
        For data, attributes or a reference model that do not fit; one sentence.

    Notes
    -----
    The verdict on an attribute rests on the sum of the mean absolute SHAP values of the features
    that stand for it, ranked as one player against all other features with the screen's test;
    the level is divided by the number of attributes, so that all verdicts hold together at
    `rules.alpha`. A sum is stable where the shares of its members are not. It does not shrink
    when members counteract each other in a row, so by the triangle inequality it can overstate the
    mean absolute sum of their SHAP values, and never understates it.

    A verdict is about attributions of these models on these data. It is no statement on causes, on
    discrimination, or on what a law demands.

    Examples
    --------
    >>> from dash import example_path
    >>> audit = fairness_audit(
    ...     example_path("german-credit"), "credit_risk", ["sex"], n_models=5, max_models=5,
    ...     parameters={"n_estimators": 5}, n_bootstraps=20)
    >>> audit.report().attributes[0].attribute
    'sex'
    """
    started = time.perf_counter()
    rules = rules or Rules()
    if top_k < 1:
        raise InputError(f"top_k is {top_k}; at least one feature must count as the top.")
    if n_bootstraps < 20:
        raise InputError(f"n_bootstraps is {n_bootstraps}; intervals need at least 20.")
    protected = (protected,) if isinstance(protected, str) else tuple(protected)
    _check(protected, target, drop, proxy_threshold)
    if quick:
        max_rows = min(max_rows or QUICK["max_rows"], QUICK["max_rows"])
    whole = _read(data, target, protected, keep, task=task, drop=drop, group=group,
                  max_rows=max_rows)  # fmt: skip
    _check_features(whole, protected, blind, group)
    if conditional:
        check_one_output(whole)
    seen = _without(whole, protected) if blind else whole
    existing = None
    if reference_model is not None:
        existing = read_model(reference_model, seen.feature_names, trust_pickle=trust_pickle)
        check_task(existing, seen)
    seed = entropy_of(random_state)
    standing = [
        _standing(whole, name, protected, proxy_threshold, rules.alpha, seed)
        for name in track(protected, len(protected), "Looking for proxies", show=progress)
    ]
    place = {name: j for j, name in enumerate(seen.feature_names)}
    sets = [tuple(place[n] for n in names if n in place) for _, _, names in standing]

    def undecided(found: Screening) -> bool:
        """Whether more models are expected to settle a verdict that is open."""
        told = (_placed(found, columns, top_k, len(sets)) for columns in sets if columns)
        return any(a.models_needed <= found.max_models for a in told)

    screening = screen(
        seen, model=model, parameters=parameters, population=population, n_models=n_models,
        max_models=max_models, quick=quick,
        rules=dataclasses.replace(rules, top=max(rules.top, top_k + 1)),
        n_jobs=n_jobs, device=device, random_state=seed, progress=progress, undecided=undecided,
    )  # fmt: skip
    found = tuple(
        _placed(
            screening,
            columns,
            top_k,
            len(sets),
            levels=levels,
            in_model=levels.name in place,
            proxies=proxies,
            predictability=predictability(
                whole, levels, protected=protected, seed=seed, n_jobs=n_jobs
            ),
        )
        for (levels, proxies, _), columns in zip(standing, sets, strict=True)
    )
    audited = tuple(i for i, a in enumerate(found) if a.columns)
    single = audits_of(screening, found)
    reference = None
    if existing is not None:
        reference = place_reference(existing, screening, n_jobs=n_jobs)
    rows: tuple[ConditionalRow, ...] = ()
    if conditional:
        rows = conditional_rows(
            screening, found, min(top_k, len(place) - 1), n_jobs=n_jobs, progress=progress
        )
    return FairnessAudit(
        screening=screening,
        table=whole,
        attributes=found,
        single=single,
        audited=audited,
        top_k=top_k,
        outcomes=outcome_tables(
            screening, [a.levels for a in found], n_bootstraps=n_bootstraps, seed=seed
        ),
        reference=reference,
        conditional=rows,
        blind=blind,
        threshold=proxy_threshold,
        seconds=time.perf_counter() - started,
    )


def _check(protected, target, drop, threshold) -> None:
    if not protected:
        raise InputError("no protected attribute was named: name at least one column.")
    if len(set(protected)) < len(protected):
        raise InputError("a protected attribute is named twice.")
    for name in protected:
        if name == target:
            raise InputError(f"“{name}” is the target: it cannot be a protected attribute as well.")
        if name in (drop or ()):
            raise InputError(
                f"“{name}” is dropped and protected: use blind (--blind) to keep protected "
                "attributes from the models."
            )
    if not 0 < threshold <= 1:
        raise InputError(f"the proxy threshold is {threshold}; it must be above 0, at most 1.")


def _read(data, target, protected, keep, **options) -> Table:
    """The table with the protected attributes in it, whatever would set them aside."""
    try:
        return read_table(data, target, keep=[*(keep or ()), *protected], **options)
    except InputError as error:
        told = str(error)
        mine = [n for n in protected if f"“{n}” (given as keep)" in told and n not in (keep or ())]
        if not mine:
            raise
        told = told.replace("(given as keep)", "(given as protected)")
        if "," in mine[0]:
            told += " Name several attributes one by one: --protected a --protected b."
        raise InputError(told) from None


def _check_features(table: Table, protected: tuple[str, ...], blind: bool, group) -> None:
    """Every protected attribute must be one feature with at least two classes."""
    for name in protected:
        if name not in table.feature_names:
            reason = next((s.reason for s in table.set_aside if s.column == name), None)
            parts = [n for n in table.feature_names if n.startswith(name)]
            if reason:
                because = f"it was set aside ({reason})"
            elif name == group:
                because = "it says which rows belong together (group); leave that out to audit it"
            elif parts:
                listed = ", ".join(f"“{n}”" for n in parts)
                because = f"it was split into {listed}; name one of these"
            else:
                because = "it is no feature"
            raise InputError(f"“{name}” cannot be audited: {because}.")
        if len(attribute_levels(table, name).labels) < 2:
            raise InputError(f"“{name}” has one value only: there are no groups to compare.")
    if blind and table.n_features - len(protected) < 2:
        raise InputError("without the protected attributes fewer than two features are left.")


def _without(table: Table, protected: tuple[str, ...]) -> Table:
    """The table as the models see it, with the protected attributes set aside."""
    kept = [n for n in table.feature_names if n not in protected]
    mask = np.array([n not in protected for n in table.feature_names])
    aside = tuple(SetAside(n, "protected", "kept from the models on request") for n in protected)
    return dataclasses.replace(
        table,
        frame=table.frame[kept],
        feature_names=tuple(kept),
        categorical=np.asarray(table.categorical)[mask],
        set_aside=table.set_aside + aside,
        identical=tuple(p for p in table.identical if not set(p) & set(protected)),
    )


def _standing(
    table: Table, name: str, protected, threshold: float, alpha: float, seed: int
) -> tuple[Levels, tuple[ProxyRow, ...], tuple[str, ...]]:
    """Classes of an attribute, its proxies, and the names of all that stands for it."""
    levels = attribute_levels(table, name)
    proxies = find_proxies(
        table, levels, protected=protected, threshold=threshold, alpha=alpha, seed=seed
    )
    return levels, proxies, (name, *(p.name for p in proxies if p.is_proxy))


def _placed(
    screening: Screening, columns: tuple[int, ...], top_k: int, n_attributes: int, **told: Any
) -> AttributeFindings:
    """Where the features of one attribute stand together, under the population of the screen."""
    extra = screening.ensemble.population.extra_variance
    return findings(screening, columns, top_k, n_attributes, extra, **told)


def findings(
    screening: Screening,
    columns: tuple[int, ...],
    top_k: int,
    n_attributes: int,
    extra: float | None,
    **told: Any,
) -> AttributeFindings:
    """Where some features, added up, stand among all others.

    Parameters
    ----------
    screening : Screening
        The screen.
    columns : tuple of int
        The features that are one player.
    top_k : int
        The k asked for.
    n_attributes : int
        Attributes among which the level is shared.
    extra : float or None
        The population's `extra_variance`.
    **told
        The other fields of `AttributeFindings`; those that are missing are None.

    Returns
    -------
    AttributeFindings
    """
    players, test, total, new = player_order(screening, columns, n_attributes, extra)
    n_players = len(screening.order.names) if players is None else players.shape[1]
    unknown = dict.fromkeys(("levels", "in_model", "proxies", "predictability"))
    return AttributeFindings(
        **{**unknown, **told},
        columns=columns,
        k=min(top_k, n_players - 1),
        total=total,
        total_test=test,
        total_new_sample=new,
        players=players,
    )


def audits_of(
    screening: Screening, attributes: Sequence[AttributeFindings]
) -> SingleModelAudits | None:
    """What audits of single models would say of the attributes that features stand for."""
    audited = [a for a in attributes if a.columns]
    if not audited:
        return None
    return single_model_audits(
        screening.attributions.values,
        [a.columns for a in audited],
        k=[a.k for a in audited],
        names=[a.name for a in audited],
        confidence=screening.rules.confidence,
    )


def player_order(
    screening: Screening, columns: tuple[int, ...], n_attributes: int, extra: float | None
) -> tuple[np.ndarray | None, ZTest | None, StableOrder | None, StableOrder | None]:
    """All other features, and the sum of these, ranked as players at the screen's own looks.

    Parameters
    ----------
    screening : Screening
        The screen.
    columns : tuple of int
        The features that are one player.
    n_attributes : int
        Attributes among which the level is shared.
    extra : float or None
        The population's `extra_variance`.

    Returns
    -------
    players : ndarray of shape (M, p) or None
        Attributions, those of the sum last; None where nothing or everything is in the sum.
    test, order, new_sample : ZTest, StableOrder, StableOrder or None
        The test, its order, and the order that holds for a new data set.
    """
    values, rules, test = screening.attributions.values, screening.rules, screening.test
    if not columns or len(columns) == values.shape[1]:
        return None, None, None, None
    others = np.delete(values, columns, axis=1)
    players = np.column_stack([others, values[:, columns].sum(axis=1)])
    options = {
        "alpha": rules.alpha / n_attributes,
        "margin": rules.margin,
        "margin_kind": rules.margin_kind,
        "correction": rules.correction,
    }
    looks = [int(x) for x in test.looks]
    found = sequential_z_test(
        players, looks=looks, max_models=max(screening.max_models, looks[-1]),
        spending=rules.spending, **options,
    )  # fmt: skip
    new = None
    if extra is not None:
        n = len(players)
        new = stable_order(
            sequential_z_test(players, looks=[n], max_models=n, extra_variance=extra, **options)
        )
    return players, found, stable_order(found), new
