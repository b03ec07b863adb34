"""The screen: from a table to the parts of its feature ranking that can be trusted."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dash.attributions import Attributions, attribute
from dash.ensemble import Ensemble, train_ensemble
from dash.errors import InputError
from dash.table import Table, read_table
from diagnostics import (
    Agreement,
    CollinearGroups,
    Consensus,
    HeldOutSignal,
    PairStatistics,
    SplitScreen,
    StableOrder,
    ZTest,
    agreement,
    collinear_groups,
    consensus,
    pair_statistics,
    screen_splits,
    sequential_z_test,
    stable_order,
)
from diagnostics.result import Result

FIRST_LOOK = 5
QUICK = {"n_models": 10, "max_models": 25, "max_rows": 5000, "trees": 50, "bins": 64}
GROUP_THRESHOLD = 0.5


@dataclass(frozen=True)
class Rules:
    """How verdicts are reached; see `diagnostics.sequential_z_test` for each of them."""

    alpha: float = 0.05
    margin: float = 0.01
    margin_kind: str = "share"
    correction: str = "holm"
    spending: str = "pocock"
    confidence: float = 0.95
    top: int = 10

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise InputError(f"alpha is {self.alpha}; it must lie between 0 and 1, such as 0.05.")
        if not self.margin >= 0:
            raise InputError(f"margin is {self.margin}; an indifference width is not negative.")
        if not 0 < self.confidence < 1:
            raise InputError(f"confidence is {self.confidence}; it must lie between 0 and 1.")
        if self.top < 1:
            raise InputError(f"top is {self.top}; at least one feature must matter.")


@dataclass(frozen=True, repr=False, eq=False)
class Screening(Result):
    """A finished screen, with every result that its report is made from.

    Attributes
    ----------
    table : Table or None
        What was read; None where attributions were given.
    ensemble : Ensemble or None
        The models.
    attributions : Attributions
        Mean absolute SHAP values, (M, d).
    groups : CollinearGroups or None
        Collinear groups of the features.
    split_screen : SplitScreen or None
        The screen of one model alone; None where the model has no trees.
    pairs : PairStatistics
        Would one retrained model show the order? Flip rates of all pairs.
    test : ZTest
        Is the order of the means known? Verdicts of all pairs.
    new_sample : ZTest or None
        The same test with the variance between data sets added, made once at the end; None where
        the population says nothing about another data set.
    order : StableOrder
        The partial order that the test supports: of retraining on this data set.
    new_sample_order : StableOrder or None
        The partial order that can be claimed for a new data set of this size.
    consensus : Consensus
        Mean attributions with standard errors and intervals.
    agreement : Agreement
        Agreement of the rankings of whole models.
    signal : HeldOutSignal or None
        Whether the models beat a constant predictor.
    rules : Rules
        Level, margin, correction.
    max_models : int
        How many models would have been trained at most.
    interrupted : bool
        Whether Ctrl-C ended it early.
    seconds : float
        How long it took.
    """

    table: Table | None
    ensemble: Ensemble | None
    attributions: Attributions
    groups: CollinearGroups | None
    split_screen: SplitScreen | None
    pairs: PairStatistics
    test: ZTest
    new_sample: ZTest | None
    order: StableOrder
    new_sample_order: StableOrder | None
    consensus: Consensus
    agreement: Agreement
    signal: HeldOutSignal | None
    rules: Rules
    max_models: int
    interrupted: bool
    seconds: float

    def report(self):
        """The screening as a `Report`: data for the HTML, terminal, Markdown and JSON faces."""
        from dash.report.build import build_report

        return build_report(self)

    def to_frame(self) -> pd.DataFrame:
        """The ranking: one row a feature, in consensus order, with tier, interval and ranks."""
        order = self.order.to_frame()
        means = self.consensus.to_frame()
        extra = [c for c in means.columns if c not in order.columns or c == "feature"]
        return order.merge(means[extra], on="feature", how="left")

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report in its versioned JSON schema."""
        return self.report().to_json(indent=indent)

    def __repr__(self) -> str:
        return f"Screening: {self.report().verdict.sentence}"


def screen(
    data: Any,
    target: str | None = None,
    *,
    task: str | None = None,
    drop: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    group: str | None = None,
    max_rows: int | None = None,
    model: Any = "xgboost",
    parameters: Mapping[str, Any] | None = None,
    population: str = "resample",
    permute_columns: bool | None = None,
    n_models: int = 25,
    max_models: int = 200,
    quick: bool = False,
    rules: Rules | None = None,
    n_jobs: int | None = -1,
    device: str = "cpu",
    random_state: Any = 0,
    progress: bool = False,
    undecided: Callable[[Screening], bool] | None = None,
) -> Screening:
    """Screen the feature ranking of a data set: what is decided, what is a tie, what flips.

    The published workflow, improved: collinear groups; one model and its split screen; 5 models
    and the test of all pairs; then batches of models for as long as they can still decide a pair
    that matters, with the error controlled over all looks.

    Parameters
    ----------
    data : path, buffer, DataFrame or Table
        What to screen; see `read_table`.
    target : str
        Column to predict (not needed for a Table).
    task, drop, keep, group, max_rows
        Passed to `read_table`.
    model, parameters, population, permute_columns, device
        Passed to `train_ensemble`.
    n_models : int, default 25
        Models before the second look; no more than `max_models`.
    max_models : int, default 200
        Models at most. Looks are taken at 5, `n_models`, twice, four times … that number.
    quick : bool, default False
        A first impression: at most 25 models of 50 trees on at most 5000 rows; XGBoost's with 64
        bins.
    rules : Rules, optional
        Level, indifference margin, correction, spending, and how many top features matter.
    n_jobs, random_state, progress
        Parallel jobs, seed, progress bar.
    undecided : callable, optional
        Asked at a look at which no pair is worth more models: whether the screening so far leaves
        open something else that more models are expected to decide.

    Returns
    -------
    Screening

    Raises
    ------
    InputError
        For data that cannot be screened or arguments that do not fit; one sentence.

    Notes
    -----
    A pair matters when one of its features is among the `rules.top` first by consensus. Training
    stops at a look when no undecided pair that matters is expected to be decided within
    `max_models`. Stopping for futility makes no claim, so it costs no error. At look l the test
    uses a share of alpha given by a spending function of Lan and DeMets (1983), applied as a
    Bonferroni level: the chance that any `ordered` claim at any look is wrong is at most alpha,
    whatever the dependence between looks.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> wine = load_wine(as_frame=True).frame
    >>> result = screen(wine, "target", n_models=5, max_models=10, parameters={"n_estimators": 5})
    >>> len(result.attributions.values)
    10
    """
    started = time.perf_counter()
    rules = rules or Rules()
    parameters = dict(parameters or {})
    if quick:
        n_models, max_models = (
            min(n_models, QUICK["n_models"]),
            min(max_models, QUICK["max_models"]),
        )
        max_rows = min(max_rows or QUICK["max_rows"], QUICK["max_rows"])
        parameters = {**_quick_parameters(model), **parameters}
    if max_models < 2:
        raise InputError(f"max_models is {max_models}; at least 2 models are needed to compare.")
    n_models = min(n_models, max_models)
    table = _table(data, target, task, drop, keep, group, max_rows)
    looks = planned_looks(n_models, max_models, batches=population != "diverse")
    training = {
        "model": model,
        "population": population,
        "parameters": parameters,
        "permute_columns": permute_columns,
        "n_jobs": n_jobs,
        "device": device,
        "random_state": random_state,
        "progress": progress,
        "explain": "auto",
    }
    ensemble, attributions = None, None
    taken: list[int] = []
    memory: dict = {}
    groups = table_groups(table)

    def concluded(seconds: float) -> Screening:
        return conclude(
            attributions, ensemble=ensemble, groups=groups, looks=taken, max_models=looks[-1],
            rules=rules, test=test, seconds=seconds,
        )  # fmt: skip

    for look in looks:
        ensemble, attributions, complete = _grow(ensemble, attributions, table, look, training)
        taken.append(len(ensemble))
        test = _test(attributions, taken, looks[-1], rules, ensemble, memory=memory)
        if not complete or look == looks[-1]:
            break
        if not _worth_more(test, attributions, rules, looks[-1]):
            if undecided is None or not undecided(concluded(0.0)):
                break
    return concluded(time.perf_counter() - started)


def planned_looks(n_models: int, max_models: int, *, batches: bool = True) -> tuple[int, ...]:
    """Numbers of models at which the test is made: 5, n, 2n, 4n, … and `max_models`.

    Examples
    --------
    >>> planned_looks(25, 200)
    (5, 25, 50, 100, 200)
    >>> planned_looks(25, 25)
    (5, 25)
    """
    if not batches:
        return (n_models,)
    looks, size = {max_models}, n_models
    while size < max_models:
        looks.add(size)
        size *= 2
    if n_models > FIRST_LOOK:
        looks.add(FIRST_LOOK)
    return tuple(sorted(looks))


def conclude(
    attributions: Attributions,
    *,
    ensemble: Ensemble | None = None,
    groups: CollinearGroups | None = None,
    looks: Sequence[int] | None = None,
    max_models: int | None = None,
    rules: Rules | None = None,
    test: ZTest | None = None,
    seconds: float = 0.0,
) -> Screening:
    """All diagnostics of finished attributions, in one `Screening`.

    Parameters
    ----------
    attributions : Attributions
        Mean absolute SHAP values of M models.
    ensemble : Ensemble, optional
        The models, for their population, scores and trees.
    groups : CollinearGroups, optional
        Collinear groups of the features.
    looks : sequence of int, optional
        Numbers of models at which the data were looked at; default once, at M.
    max_models : int, optional
        Number of models at which all of alpha would be spent; default M.
    rules : Rules, optional
        Level, margin, correction.
    test : ZTest, optional
        The verdicts, where they have been reached already; default `sequential_z_test`.
    seconds : float
        Time spent so far, for the record.

    Returns
    -------
    Screening
    """
    started = time.perf_counter()
    rules = rules or Rules()
    values, names = attributions.values, attributions.names
    looks = [len(values)] if looks is None else list(looks)
    max_models = looks[-1] if max_models is None else max_models
    if test is None:
        test = _test(attributions, looks, max_models, rules, ensemble)
    extra = None if ensemble is None else ensemble.population.extra_variance
    new_sample, new_order = None, None
    if extra is not None:
        # Made once, at the end: stopping looked at the 1/M part of this variance only.
        n = len(values)
        new_sample = _test(attributions, [n], n, rules, ensemble, extra_variance=extra)
        new_order = stable_order(new_sample)
    return Screening(
        table=None if ensemble is None else ensemble.table,
        ensemble=ensemble,
        attributions=attributions,
        groups=groups,
        split_screen=None if ensemble is None else _split_screen(ensemble, groups),
        pairs=pair_statistics(values, names=names, confidence=rules.confidence),
        test=test,
        new_sample=new_sample,
        order=stable_order(test),
        new_sample_order=new_order,
        consensus=consensus(values, names=names, confidence=rules.confidence),
        agreement=agreement(values, names=names, k=min(5, len(names) - 1)),
        signal=None if ensemble is None else ensemble.signal(),
        rules=rules,
        max_models=max_models,
        interrupted=ensemble is not None and ensemble.interrupted,
        seconds=seconds + time.perf_counter() - started,
    )


def table_groups(table: Table, *, threshold: float = GROUP_THRESHOLD) -> CollinearGroups:
    """Collinear groups of a table's features; mixed association where there are categories."""
    categorical = np.asarray(table.categorical, dtype=bool)
    return collinear_groups(
        table.matrix(),
        threshold=threshold,
        method="mixed" if categorical.any() else "spearman",
        categorical=categorical if categorical.any() else None,
        names=table.feature_names,
    )


def _table(data, target, task, drop, keep, group, max_rows) -> Table:
    if isinstance(data, Table):
        return data
    if target is None:
        raise InputError("target is missing: name the column that the models predict.")
    return read_table(data, target, task=task, drop=drop, keep=keep, group=group, max_rows=max_rows)


def _quick_parameters(model: Any) -> dict[str, Any]:
    if not isinstance(model, str):
        return {}
    trees = "max_iter" if model == "hist_gradient_boosting" else "n_estimators"
    # Bins are what training XGBoost on a few thousand rows costs (docs/performance.md).
    bins = {"max_bin": QUICK["bins"]} if model == "xgboost" else {}
    return {trees: QUICK["trees"], **bins}


def _grow(ensemble, attributions, table, look, training):
    """Ensemble and attributions with `look` models, or with as many as Ctrl-C left."""
    before = ensemble
    try:
        if ensemble is None:
            ensemble = train_ensemble(table, n_models=look, **training)
            added = ensemble
        else:
            ensemble = ensemble.extend(look)
            known = {m.index for m in before.members}
            new = tuple(m for m in ensemble.members if m.index not in known)
            if not new:
                return ensemble, attributions, False
            # Earlier looks rest on the first rows of the array: further models come after them.
            ensemble = dataclasses.replace(ensemble, members=before.members + new)
            added = dataclasses.replace(ensemble, members=new)
        explained = attribute(added, n_jobs=training["n_jobs"], progress=training["progress"])
    except KeyboardInterrupt:
        if attributions is None or before is None:
            raise
        note = f"Interrupted: the result rests on {len(before)} models."
        kept = dataclasses.replace(before, interrupted=True, notes=(*before.notes, note))
        return kept, attributions, False
    attributions = explained if attributions is None else attributions.extended(explained)
    return ensemble, attributions, not ensemble.interrupted


def _test(
    attributions, looks, max_models, rules, ensemble, *, extra_variance=0.0, memory=None
) -> ZTest:
    # Copies are equal by symmetry only if no model can tell them apart by their position.
    identical = ()
    if ensemble is not None and ensemble.plan.permute_columns:
        identical = ensemble.table.identical
    return sequential_z_test(
        attributions.values,
        looks=_distinct(looks),
        max_models=max(max_models, looks[-1]),
        alpha=rules.alpha,
        spending=rules.spending,
        memory=memory,
        margin=rules.margin,
        margin_kind=rules.margin_kind,
        correction=rules.correction,
        names=attributions.names,
        identical=identical,
        extra_variance=extra_variance,
    )


def _distinct(looks: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(looks)))


def _worth_more(test: ZTest, attributions: Attributions, rules: Rules, max_models: int) -> bool:
    """Whether more models are expected to decide a pair that matters."""
    first = np.argsort(-attributions.values.mean(axis=0), kind="stable")[: rules.top]
    top = np.zeros(len(attributions.names), dtype=bool)
    top[first] = True
    matters = top[test.first] | top[test.second]
    undecided = matters & (test.verdict == "unresolved")
    return bool((test.models_needed[undecided] <= max_models).any())


def _split_screen(ensemble: Ensemble, groups: CollinearGroups | None) -> SplitScreen | None:
    """The screen of the first model, where it is made of trees."""
    member = ensemble.members[0]
    try:
        return screen_splits(
            member.model,
            n_features=len(member.columns),
            names=ensemble.feature_names,
            groups=groups,
            columns=member.columns,
        )
    except (TypeError, ValueError):
        return None
