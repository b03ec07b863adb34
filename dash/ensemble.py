"""Independent models of one table, drawn from a declared population of retrainings."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from dash.errors import InputError
from dash.learners import Learner, Problem, predict
from dash.populations import POPULATIONS, Population, draw_hyperparameters, draw_rows
from dash.progress import track
from dash.table import Table, read_table
from diagnostics.result import Result
from diagnostics.signal import METRICS, HeldOutSignal, beats_constant, held_out_score

EVALUATION_SHARE = 0.2
VALIDATION_SHARE = 0.2
MAX_EVALUATION_ROWS = 1000
CANDIDATES_PER_MODEL = 4


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


@dataclass(frozen=True, repr=False, eq=False)
class Ensemble(Result):
    """Models of one table that differ only as their population says.

    Attributes
    ----------
    members : tuple of Member
        The trained models.
    table : Table
        What they were trained on.
    population : Population
        What a "retrained model" means here; every probability is over it.
    metric : str
        Name of the held-out score.
    interrupted : bool
        Whether training was stopped by Ctrl-C before all models were done.
    notes : tuple of str
        Remarks on how it went.
    plan : Plan
        What determines each member; `extend` draws further ones from it.
    """

    members: tuple[Member, ...]
    table: Table
    population: Population
    metric: str
    interrupted: bool
    notes: tuple[str, ...]
    plan: Plan

    def __len__(self) -> int:
        return len(self.members)

    @property
    def models(self) -> tuple[Any, ...]:
        """The trained models, each in its own column order (`members[i].columns`)."""
        return tuple(m.model for m in self.members)

    @property
    def scores(self) -> np.ndarray:
        """Held-out score of each model, shape (M,); higher is better."""
        return np.array([m.score for m in self.members])

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features as the user wrote them."""
        return self.table.feature_names

    @property
    def shares_evaluation_rows(self) -> bool:
        """Whether all models are scored and explained on the same held-out rows."""
        return self.population.name != "published"

    def signal(self, *, alpha: float = 0.05) -> HeldOutSignal:
        """Test whether the models, averaged, beat a constant prediction on held-out rows."""
        members = self.members if self.shares_evaluation_rows else self.members[:1]
        prediction = np.mean([m.prediction for m in members], axis=0)
        y = self.plan.y[members[0].evaluation_rows]
        return beats_constant(y, prediction, task=self.plan.problem.task, alpha=alpha)

    def extend(self, n_models: int) -> Ensemble:
        """The same ensemble grown to `n_models`; the members that exist are kept, not retrained.

        Raises
        ------
        InputError
            For `diverse`, whose members are chosen together and cannot be added to.
        """
        if self.population.name == "diverse":
            raise InputError(
                "a diverse ensemble is chosen as a whole and cannot be extended: train a new one "
                "with a larger n_models."
            )
        have = {m.index for m in self.members}
        missing = [i for i in range(n_models) if i not in have]
        added, interrupted = _train(self.plan, missing)
        members = tuple(sorted((*self.members, *added), key=lambda m: m.index))
        return dataclasses.replace(
            self,
            members=members,
            interrupted=self.interrupted or interrupted,
            notes=(*self.notes, *_interruption_note(interrupted, len(members), n_models)),
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a model: index, seed, rows, held-out score, hyperparameters that vary."""
        return pd.DataFrame(
            [
                {
                    "model": m.index,
                    "seed": m.seed,
                    "training_rows": len(m.training_rows),
                    "evaluation_rows": len(m.evaluation_rows),
                    "score": m.score,
                    **m.parameters,
                }
                for m in self.members
            ]
        )

    def to_json(self, *, indent: int | None = None) -> str:
        """The members' table as JSON; the models themselves are not written."""
        return self.to_frame().to_json(orient="records", indent=indent)

    def __repr__(self) -> str:
        return (
            f"Ensemble of {len(self)} {self.plan.learner.name} models of {self.table.target!r}, "
            f"population {self.population.name}, held-out {self.metric} "
            f"{self.scores.mean():.3f} ± {self.scores.std(ddof=1) if len(self) > 1 else 0:.3f}"
            + (" (interrupted)" if self.interrupted else "")
        )


def train_ensemble(
    data: Table | tuple[Any, Any],
    *,
    model: Any = "xgboost",
    n_models: int = 25,
    population: str = "resample",
    parameters: Mapping[str, Any] | None = None,
    permute_columns: bool | None = None,
    n_jobs: int | None = -1,
    device: str = "cpu",
    random_state: Any = 0,
    progress: bool = False,
    epsilon: float = 0.02,
    epsilon_kind: str = "absolute",
    n_candidates: int | None = None,
    selection: str = "maxmin",
    evaluation_share: float = EVALUATION_SHARE,
) -> Ensemble:
    """Train independent models of one table.

    A share of the rows is held out once; the models are scored and explained on it and never
    see it in training.

    Parameters
    ----------
    data : Table, or (X, y)
        A table from `read_table`, or features (n, d) and a target (n,).
    model : str or scikit-learn estimator, default "xgboost"
        "xgboost", "lightgbm", "random_forest", "extra_trees", "hist_gradient_boosting", or an
        estimator, cloned and given its own seed for every model.
    n_models : int, default 25
        Number of models M.
    population : {"resample", "bootstrap", "seed", "diverse", "published"}, default "resample"
        What a retrained model is. `resample`: 80 % of the training rows drawn without
        replacement, own seed. `bootstrap`: as many rows drawn with replacement. `seed`: all
        training rows, own seed. `diverse`: random hyperparameters; models within `epsilon` of
        the best validation score (the Rashomon set); of these the `n_models` farthest apart.
        `published`: the published protocol, a new 70/30 split for every model, explained on its
        own 30 %, columns in the given order.
    parameters : mapping, optional
        Hyperparameters that override the defaults.
    permute_columns : bool, optional
        Show each model the columns in its own random order. Default True, False for
        `published`. Tree learners break ties by column position: without permutation an exact
        copy of a feature looks reliably less important than the original.
    n_jobs : int, default -1
        Models trained at once (joblib); the result does not depend on it.
    device : {"cpu", "cuda"}, default "cpu"
        Where XGBoost trains.
    random_state : int, RandomState or None, default 0
        Same seed, same models.
    progress : bool, default False
        Show a progress bar on standard error when it is a terminal.
    epsilon, epsilon_kind : float and {"absolute", "relative", "quantile"}
        For `diverse`: keep candidates whose validation score is at least best - epsilon,
        best - epsilon * |best - baseline|, or among the best `epsilon` share.
    n_candidates : int, optional
        For `diverse`: candidates trained, by default 4 for each model wanted.
    selection : {"maxmin", "random"}, default "maxmin"
        For `diverse`: how the models are chosen from the Rashomon set. MaxMin spreads them on
        purpose, so flip rates over them overstate those of a random member of the set.
    evaluation_share : float, default 0.2
        Share of the rows held out.

    Returns
    -------
    Ensemble

    Raises
    ------
    InputError
        If an argument is not known, the model does not fit the task, no GPU is found, or the
        pipeline has no source of randomness.

    Notes
    -----
    Ctrl-C stops the training: the models that are done are kept and the ensemble says so
    (`interrupted`); with fewer than two of them `KeyboardInterrupt` is raised.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> ensemble = train_ensemble((X, y), n_models=3, parameters={"n_estimators": 5})
    >>> len(ensemble), ensemble.population.name
    (3, 'resample')
    """
    table = data if isinstance(data, Table) else as_table(*data)
    if population not in POPULATIONS:
        raise InputError(
            f"population {population!r} is not known: use one of {', '.join(POPULATIONS)}."
        )
    if n_models < 2:
        raise InputError(f"n_models is {n_models}; at least 2 models are needed to compare.")
    if epsilon_kind not in ("absolute", "relative", "quantile"):
        raise InputError(
            f"epsilon_kind {epsilon_kind!r} is not known: use absolute, relative or quantile."
        )
    if selection not in ("maxmin", "random"):
        raise InputError(f"selection {selection!r} is not known: use maxmin or random.")
    chosen = POPULATIONS[population]
    learner = Learner(model, dict(parameters or {}), device)
    problem = Problem(table.task, len(table.classes), np.asarray(table.categorical, dtype=bool))
    learner.check(problem)
    if chosen.same_rows and not chosen.varies_parameters and learner.surely_deterministic:
        raise InputError(_no_randomness(learner, chosen))
    if chosen.name == "diverse" and not isinstance(model, str):
        raise InputError(
            "the diverse population draws hyperparameters for the built-in model classes only: "
            "name one of them, or use another population for your own estimator."
        )
    X, y = table.matrix(), np.asarray(table.y)
    entropy = _entropy(random_state)
    training, evaluation = _hold_out(table, y, evaluation_share, entropy)
    plan = Plan(
        X=X,
        y=y,
        groups=table.groups,
        problem=problem,
        learner=learner,
        population=chosen,
        permute_columns=(population != "published") if permute_columns is None else permute_columns,
        entropy=entropy,
        training_rows=training,
        evaluation_rows=evaluation,
        n_jobs=n_jobs,
        progress=progress,
        epsilon=epsilon,
        epsilon_kind=epsilon_kind,
        n_candidates=n_candidates,
        selection=selection,
    )
    if population == "diverse":
        members, interrupted, notes = _rashomon_members(plan, n_models)
    else:
        members, interrupted, notes = *_train(plan, range(n_models)), ()
    _refuse_identical(plan, members)
    return Ensemble(
        members=tuple(members),
        table=table,
        population=chosen,
        metric=METRICS[table.task][0],
        interrupted=interrupted,
        notes=(*notes, *_interruption_note(interrupted, len(members), n_models)),
        plan=plan,
    )


def as_table(X: Any, y: Any, *, keep_all: bool = True) -> Table:
    """A table made of features and a target, for callers who have no file.

    Parameters
    ----------
    X : DataFrame or array of shape (n, d)
    y : Series or array of shape (n,)
    keep_all : bool, default True
        Keep also the columns that `read_table` would set aside as duplicates or identifiers.

    Returns
    -------
    Table
    """
    frame = X.copy() if isinstance(X, pd.DataFrame) else pd.DataFrame(np.asarray(X))
    if not isinstance(X, pd.DataFrame):
        frame.columns = [f"x{i}" for i in range(frame.shape[1])]
    target = y.name if isinstance(y, pd.Series) and y.name is not None else "target"
    while target in frame.columns:
        target = f"{target} (target)"
    values = y.to_numpy() if isinstance(y, pd.Series) else np.asarray(y)
    if values.ndim != 1 or len(values) != len(frame):
        raise InputError(
            f"y must be one value for each of the {len(frame)} rows of X; it has shape "
            f"{values.shape}."
        )
    columns = list(frame.columns)
    frame[target] = values
    return read_table(frame, target, keep=columns if keep_all else None)


def _entropy(random_state: Any) -> int:
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))


def _generator(plan: Plan, *key: int) -> np.random.Generator:
    """Random numbers that depend on the seed and the key alone, not on what ran before."""
    return np.random.default_rng(np.random.SeedSequence(plan.entropy, spawn_key=key))


def _hold_out(table: Table, y: np.ndarray, share: float, entropy: int):
    """Rows to train on and rows to score and explain; groups stay whole, classes balanced."""
    from sklearn.model_selection import GroupShuffleSplit, train_test_split

    if not 0 < share < 1:
        raise InputError(f"evaluation_share is {share}; it must lie between 0 and 1.")
    rows = np.arange(len(y))
    seed = int(np.random.SeedSequence(entropy, spawn_key=(0,)).generate_state(1)[0] % 2**31)
    if table.groups is not None:
        if len(np.unique(table.groups)) < 5:
            raise InputError(
                "the group column has fewer than 5 groups: rows cannot be held out by group; "
                "leave it out."
            )
        splitter = GroupShuffleSplit(1, test_size=share, random_state=seed)
        training, evaluation = next(splitter.split(rows, groups=table.groups))
    else:
        size = min(max(round(share * len(y)), 10), len(y) // 2)
        stratify = None
        if table.task != "regression":
            counts = np.bincount(y.astype(int), minlength=len(table.classes))
            if counts.min() >= 2 and size >= len(counts):
                stratify = y
        training, evaluation = train_test_split(
            rows, test_size=size, random_state=seed, stratify=stratify
        )
    if len(evaluation) > MAX_EVALUATION_ROWS:
        rng = np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(0, 1)))
        evaluation = rng.choice(evaluation, MAX_EVALUATION_ROWS, replace=False)
    return np.sort(training), np.sort(evaluation)


def _train(
    plan: Plan, indices: Iterable[int], *, label: str = "Training models"
) -> tuple[list[Member], bool]:
    """Train the members with these numbers, in parallel; Ctrl-C keeps those that are done."""
    indices = list(indices)
    if plan.population.name == "seed" and len(indices) > 2 and indices[0] == 0:
        # Two models show whether the seed matters, before the others are paid for.
        quiet = dataclasses.replace(plan, progress=False)
        first, interrupted = _train(quiet, indices[:2], label=label)
        if interrupted:
            return first, True
        _refuse_identical(plan, first)
        rest, interrupted = _train(plan, indices[2:], label=label)
        return first + rest, interrupted
    members: list[Member] = []
    parallel = joblib.Parallel(
        n_jobs=plan.n_jobs, prefer="threads", return_as="generator_unordered"
    )
    try:
        results = parallel(joblib.delayed(_member)(plan, i) for i in indices)
        members.extend(track(results, len(indices), label, show=plan.progress))
    except KeyboardInterrupt:
        if len(members) < 2:
            raise
        return sorted(members, key=lambda m: m.index), True
    return sorted(members, key=lambda m: m.index), False


def _member(plan: Plan, index: int) -> Member:
    """Train member `index`; everything random about it comes from its number."""
    rng = _generator(plan, 1, index)
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
    problem = dataclasses.replace(plan.problem, categorical=plan.problem.categorical[columns])
    whole = bool((columns == np.arange(d)).all())
    X = plan.X[training] if whole else plan.X[np.ix_(training, columns)]
    held_out = plan.X[evaluation] if whole else plan.X[np.ix_(evaluation, columns)]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*does not have valid feature names.*")
        model = learner.fit(X, plan.y[training], problem, seed)
        prediction = np.asarray(predict(model, held_out, problem))
    return Member(
        index=index,
        model=model,
        seed=seed,
        columns=columns,
        training_rows=training,
        evaluation_rows=evaluation,
        prediction=prediction,
        score=held_out_score(plan.y[evaluation], prediction, task=plan.problem.task),
        parameters=parameters,
    )


def _refuse_identical(plan: Plan, members: list[Member]) -> None:
    """Refuse a pipeline whose models are all the same model."""
    first = members[0].prediction
    same = all(
        m.prediction.shape == first.shape and np.array_equal(m.prediction, first)
        for m in members[1:]
    )
    # A constant target fit gives equal models honestly: they are warned of, not refused.
    if same and len(np.unique(first)) > 1:
        raise InputError(_no_randomness(plan.learner, plan.population))


def _no_randomness(learner: Learner, population: Population) -> str:
    return (
        f"{learner.name} on the {population.name} population has no source of randomness, so all "
        "models would be the same model: set subsample or colsample_bytree (or max_features) "
        "below 1, or use the resample population."
    )


def _interruption_note(interrupted: bool, done: int, wanted: int) -> tuple[str, ...]:
    if not interrupted:
        return ()
    return (f"Interrupted after {done} of {wanted} models: the result rests on those {done}.",)


def _rashomon_members(plan: Plan, n_models: int) -> tuple[list[Member], bool, tuple[str, ...]]:
    """DASH's population: random hyperparameters, the Rashomon set, then spread by MaxMin."""
    from dash.attributions import attribute

    rng = _generator(plan, 2)
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
    )
    candidates, interrupted = _train(searching, range(n_candidates), label="Training candidates")
    scores = np.array([m.score for m in candidates])
    kept = rashomon_set(
        scores, plan.epsilon, plan.epsilon_kind, METRICS[plan.problem.task][1]
    )
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
        prediction = _predict_member(plan, m)
        score = held_out_score(
            plan.y[plan.evaluation_rows], prediction, task=plan.problem.task
        )
        members.append(
            dataclasses.replace(
                m, evaluation_rows=plan.evaluation_rows, prediction=prediction, score=score
            )
        )
    return members, interrupted, tuple(notes)


def _predict_member(plan: Plan, member: Member) -> np.ndarray:
    columns = member.columns
    problem = dataclasses.replace(plan.problem, categorical=plan.problem.categorical[columns])
    return np.asarray(
        predict(member.model, plan.X[np.ix_(plan.evaluation_rows, columns)], problem)
    )


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
