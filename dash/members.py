"""The members of an ensemble: how each one is drawn, trained and scored."""

from __future__ import annotations

import dataclasses
import signal
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from dash.errors import InputError
from dash.learners import Learner, Problem, predict
from dash.parallel import run_jobs
from dash.populations import Population, draw_hyperparameters, draw_rows
from dash.progress import track
from diagnostics.signal import model_score

#: Predictions nearer than this share of their range are the same prediction.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Member:
    """One trained model of an ensemble.

    Attributes
    ----------
    index : int
        Its number; with the ensemble's seed it determines everything about the model.
    model : object
        The trained model (a booster or a scikit-learn estimator).
    seed : int
        The seed that the model was trained with.
    columns : ndarray of shape (d,)
        Column order in which the model saw the features: its input i is feature `columns[i]`.
    training_rows : ndarray
        Rows of the table it was trained on (with repeats for a bootstrap).
    evaluation_rows : ndarray
        Rows kept away from its training, on which it is scored and explained.
    prediction : ndarray
        Its predictions for those rows.
    score : float
        Held-out score; higher is better.
    parameters : dict
        Hyperparameters that differ from member to member (`diverse`), else empty.
    explained : object or None
        Its attributions, where it was explained as soon as it was trained; `dash.attribute`
        takes them from here.
    """

    index: int
    model: Any
    seed: int
    columns: np.ndarray
    training_rows: np.ndarray
    evaluation_rows: np.ndarray
    prediction: np.ndarray
    score: float
    parameters: dict[str, Any]
    explained: Any = None

    def __repr__(self) -> str:
        return f"Member(index={self.index}, score={self.score:.3f})"


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that determines member i of an ensemble, for any i."""

    X: np.ndarray
    y: np.ndarray
    groups: np.ndarray | None
    problem: Problem
    learner: Learner
    population: Population
    permute_columns: bool
    entropy: int
    training_rows: np.ndarray
    evaluation_rows: np.ndarray
    n_jobs: int | None
    progress: bool
    epsilon: float
    epsilon_kind: str
    n_candidates: int | None
    selection: str
    backend: str | None = None
    explain: str | None = None


def train_members(
    plan: Plan, indices: Iterable[int], *, label: str = "Training models"
) -> tuple[list[Member], bool]:
    """Train the members with these numbers, in parallel; Ctrl-C keeps those that are done."""
    indices = list(indices)
    if plan.population.name == "seed" and len(indices) > 2 and indices[0] == 0:
        # Two models show whether the seed matters, before the others are paid for.
        quiet = dataclasses.replace(plan, progress=False)
        first, interrupted = train_members(quiet, indices[:2], label=label)
        if interrupted:
            return first, True
        refuse_identical(plan, first)
        rest, interrupted = train_members(plan, indices[2:], label=label)
        return first + rest, interrupted
    members: list[Member] = []
    with ctrl_c() as stop:
        wanted = ((i,) for i in indices if not stop.is_set())
        done = run_jobs(
            _member, wanted, n_jobs=plan.n_jobs, backend=plan.backend, shared=plan, ordered=False
        )
        members.extend(track(done, len(indices), label, show=plan.progress))
        if stop.is_set() and len(members) < 2:
            raise KeyboardInterrupt
        return sorted(members, key=lambda m: m.index), len(members) < len(indices)


@contextmanager
def ctrl_c() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a flag, so that work in hand is finished and kept.

    A second Ctrl-C interrupts at once. Where Python's own handler of the signal is not in place
    (another thread, an ignored signal, a host program), nothing is changed.
    """
    stop = threading.Event()
    mine = threading.current_thread() is threading.main_thread()
    if not mine or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stop
        return

    def first(number, frame):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()

    signal.signal(signal.SIGINT, first)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _member(plan: Plan, index: int) -> Member:
    """Train member `index`; everything random about it comes from its number."""
    rng = generator(plan, 1, index)
    seed = int(rng.integers(2**31 - 1))
    d = plan.X.shape[1]
    columns = rng.permutation(d) if plan.permute_columns else np.arange(d)
    training, evaluation = draw_rows(
        plan.population, plan.training_rows, plan.evaluation_rows, plan.y, plan.groups,
        plan.problem, rng,
    )  # fmt: skip
    learner, parameters = plan.learner, {}
    if plan.population.varies_parameters:
        parameters = draw_hyperparameters(learner.name, rng)
        learner = learner.with_parameters(**parameters)
    X, problem = arranged(plan, training, columns)
    held_out, _ = arranged(plan, evaluation, columns)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*does not have valid feature names.*")
        model = learner.fit(X, plan.y[training], problem, seed)
        prediction = np.asarray(predict(model, held_out, problem))
    explained = None
    if plan.explain is not None:
        # While the next model is trained elsewhere; the order of the work changes no result.
        from dash.attributions import explain_member

        explained = explain_member(plan, model, evaluation, columns, index)
    return Member(
        index=index,
        model=model,
        seed=seed,
        columns=columns,
        training_rows=training,
        evaluation_rows=evaluation,
        prediction=prediction,
        score=model_score(plan.y[evaluation], prediction, task=plan.problem.task),
        parameters=parameters,
        explained=explained,
    )


def arranged(plan: Plan, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, Problem]:
    """Rows with the columns in a member's order, and the problem in the same order."""
    if (columns == np.arange(plan.X.shape[1])).all():
        return plan.X[rows], plan.problem
    problem = dataclasses.replace(plan.problem, categorical=plan.problem.categorical[columns])
    return plan.X[np.ix_(rows, columns)], problem


def refuse_identical(plan: Plan, members: list[Member]) -> None:
    """Refuse a pipeline whose models are all the same model, but for rounding."""
    first = members[0].prediction
    spread = float(np.ptp(first))
    # A constant fit gives equal models honestly: they are warned of, not refused.
    if spread > 0 and all(
        m.prediction.shape == first.shape
        and np.allclose(m.prediction, first, rtol=0, atol=ROUNDING * spread)
        for m in members[1:]
    ):
        raise InputError(no_randomness(plan.learner, plan.population))


def no_randomness(learner: Learner, population: Population) -> str:
    return (
        f"{learner.name} on the {population.name} population has no source of randomness, so all "
        "models would be the same model: set subsample or colsample_bytree (or max_features) "
        "below 1, or use the resample population."
    )


def generator(plan: Plan, *key: int) -> np.random.Generator:
    """Random numbers that depend on the seed and the key alone, not on what ran before."""
    return np.random.default_rng(np.random.SeedSequence(plan.entropy, spawn_key=key))
