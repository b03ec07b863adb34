"""DASH's own population: random hyperparameters, the Rashomon set of them, spread by MaxMin."""

from __future__ import annotations

import dataclasses

import numpy as np

from dash.errors import InputError
from dash.learners import predict
from dash.members import Member, Plan, arranged, generator, train_members
from diagnostics.signal import METRICS, model_score

VALIDATION_SHARE = 0.2
CANDIDATES_PER_MODEL = 4


def rashomon_members(plan: Plan, n_models: int) -> tuple[list[Member], bool, tuple[str, ...]]:
    """DASH's population: random hyperparameters, the Rashomon set, then spread by MaxMin."""
    from dash.attributions import attribute

    rng = generator(plan, 2)
    n_candidates = plan.n_candidates or CANDIDATES_PER_MODEL * n_models
    if n_candidates < n_models:
        raise InputError(
            f"n_candidates is {n_candidates}, fewer than the {n_models} models wanted: raise it."
        )
    # Candidates are judged on rows of their own, so that the held-out rows stay untouched.
    order = rng.permutation(plan.training_rows)
    n_validation = max(10, round(VALIDATION_SHARE * len(order)))
    searching = dataclasses.replace(
        plan,
        training_rows=np.sort(order[n_validation:]),
        evaluation_rows=np.sort(order[:n_validation]),
        explain=None,
    )
    candidates, interrupted = train_members(
        searching, range(n_candidates), label="Training candidates"
    )
    scores = np.array([m.score for m in candidates])
    kept = rashomon_set(scores, plan.epsilon, plan.epsilon_kind, METRICS[plan.problem.task][1])
    note = (
        f"{len(kept)} of {len(candidates)} candidates are within epsilon = {plan.epsilon:g} "
        f"({plan.epsilon_kind}) of the best validation score {np.nanmax(scores):.3f}."
    )
    if len(kept) < 2:
        raise InputError(
            f"only {len(kept)} of {len(candidates)} candidates lie within epsilon = "
            f"{plan.epsilon:g} ({plan.epsilon_kind}) of the best validation score: raise epsilon "
            "or n_candidates."
        )
    notes = [note]
    if len(kept) < n_models:
        notes.append(
            f"The Rashomon set holds {len(kept)} models, fewer than the {n_models} asked for: "
            "all of them are used; raise epsilon or n_candidates for more."
        )
    pool = [candidates[i] for i in kept]
    if plan.selection == "random" or len(pool) <= n_models:
        chosen = np.sort(rng.permutation(len(pool))[:n_models])
    else:
        rows = searching.evaluation_rows
        columns = [m.columns for m in pool]
        values = attribute(
            [m.model for m in pool], plan.X[rows], columns=columns, n_jobs=plan.n_jobs,
            training=plan.X[searching.training_rows],
        ).values  # fmt: skip
        start = int(np.nanargmax([m.score for m in pool]))
        chosen = max_min(values, n_models, start=start)
    members = []
    for i in sorted(chosen):
        m = pool[i]
        X, problem = arranged(plan, plan.evaluation_rows, m.columns)
        prediction = np.asarray(predict(m.model, X, problem))
        score = model_score(plan.y[plan.evaluation_rows], prediction, task=plan.problem.task)
        members.append(
            dataclasses.replace(
                m, evaluation_rows=plan.evaluation_rows, prediction=prediction, score=score
            )
        )
    return members, interrupted, tuple(notes)


def rashomon_set(
    scores: np.ndarray, epsilon: float, kind: str = "absolute", baseline: float = 0.0
) -> np.ndarray:
    """Positions of the scores that are near enough to the best.

    Parameters
    ----------
    scores : array of shape (N,)
        Validation scores, higher is better; NaN is never kept.
    epsilon : float
        Tolerance, in the unit that `kind` says.
    kind : {"absolute", "relative", "quantile"}
        Distance to the best score; that distance over the best score's gain on `baseline`; or
        the best share of the models.
    baseline : float
        Score of a constant predictor.

    Returns
    -------
    ndarray of int
        Positions in increasing order.

    Examples
    --------
    >>> rashomon_set(np.array([0.90, 0.89, 0.80]), 0.02).tolist()
    [0, 1]
    """
    scores = np.asarray(scores, dtype=float)
    finite = np.isfinite(scores)
    if not finite.any():
        return np.array([], dtype=int)
    best = scores[finite].max()
    if kind == "quantile":
        threshold = np.quantile(scores[finite], 1 - min(max(epsilon, 0.0), 1.0))
    elif kind == "relative":
        threshold = best - epsilon * abs(best - baseline)
    else:
        threshold = best - epsilon
    return np.flatnonzero(finite & (scores >= threshold))


def max_min(values: np.ndarray, k: int, *, start: int = 0) -> np.ndarray:
    """Greedy MaxMin choice: each next model is the one farthest from those chosen so far.

    Parameters
    ----------
    values : array of shape (N, d)
        Attributions; each row is scaled to sum to one, distances are Euclidean.
    k : int
        How many to choose.
    start : int
        Position of the first.

    Returns
    -------
    ndarray of shape (k,)
        Positions in the order chosen.

    Examples
    --------
    >>> max_min(np.array([[1, 0], [0.9, 0.1], [0, 1.0]]), 2).tolist()
    [0, 2]
    """
    totals = values.sum(axis=1, keepdims=True)
    shares = values / np.where(totals > 0, totals, 1)
    chosen = [start]
    nearest = np.linalg.norm(shares - shares[start], axis=1)
    while len(chosen) < min(k, len(values)):
        nearest[chosen] = -1
        following = int(np.argmax(nearest))
        chosen.append(following)
        nearest = np.minimum(nearest, np.linalg.norm(shares - shares[following], axis=1))
    return np.array(chosen)
