"""Independent models of one table, drawn from a declared population of retrainings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from dash.engines import check_engine
from dash.errors import InputError
from dash.learners import Learner, Problem
from dash.members import Member, Plan, no_randomness, refuse_identical, train_members
from dash.parallel import check_backend
from dash.populations import MAX_EVALUATION_ROWS, POPULATIONS, Population
from dash.rashomon import rashomon_members
from dash.table import Table, read_table
from diagnostics.result import Result
from diagnostics.signal import METRICS, HeldOutSignal, beats_constant

EVALUATION_SHARE = 0.2
MIN_ROWS_IN_MEMORY = 10


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

    def signal(self, *, alpha: float = 0.05) -> HeldOutSignal:
        """Test whether the models beat a constant prediction on rows they were not trained on.

        Each row is predicted by the average of the models that did not see it.
        """
        prediction, seen = self.held_out()
        y = self.plan.y[seen]
        return beats_constant(y, prediction[seen], task=self.plan.problem.task, alpha=alpha)

    def held_out(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean prediction for each row by the models that did not see it.

        Returns
        -------
        prediction : ndarray of shape (n,) or (n, classes)
            0 for rows that every model has seen.
        seen : bool array of shape (n,)
            Rows that some model was not trained on.
        """
        shape = self.members[0].prediction.shape[1:]
        total, votes = np.zeros((len(self.plan.y), *shape)), np.zeros(len(self.plan.y))
        for m in self.members:
            total[m.evaluation_rows] += m.prediction
            votes[m.evaluation_rows] += 1
        seen = votes > 0
        divisor = np.where(seen, votes, 1.0).reshape(-1, *(1,) * len(shape))
        return total / divisor, seen

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
        added, interrupted = train_members(self.plan, missing)
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
    backend: str | None = None,
    explain: str | None = None,
) -> Ensemble:
    """Train independent models of one table.

    Every model is scored and explained on rows that it was not trained on: the rows left out of
    its own draw, or (`seed`, `diverse`) a share of the rows that is held out once.

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
        What a retrained model is. `resample`: 80 % of the rows drawn without replacement,
        own seed. `bootstrap`: as many rows drawn with replacement. `seed`: the same rows, own
        seed. `diverse`: random hyperparameters; models within `epsilon` of
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
        Share of the rows held out for `seed` and `diverse`.
    backend : str, optional
        Where models are trained: a joblib backend such as "loky" or "dask" (docs/performance.md).
        Default threads, or what an enclosing `joblib.parallel_config` says. The models do not
        depend on it.
    explain : str, optional
        Name of an attribution engine, or "auto": explain each model as soon as it is trained,
        while others still are, for `attribute` to pick up.

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
    check_backend(backend)
    if explain is not None:
        check_engine(explain)
    chosen = POPULATIONS[population]
    learner = Learner(model, dict(parameters or {}), device)
    problem = Problem(table.task, len(table.classes), np.asarray(table.categorical, dtype=bool))
    learner.check(problem)
    if chosen.same_rows and not chosen.varies_parameters and learner.surely_deterministic:
        raise InputError(no_randomness(learner, chosen))
    if chosen.name == "diverse" and not isinstance(model, str):
        raise InputError(
            "the diverse population draws hyperparameters for the built-in model classes only: "
            "name one of them, or use another population for your own estimator."
        )
    X, y = table.matrix(), np.asarray(table.y)
    entropy = entropy_of(random_state)
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
        backend=backend,
        explain=explain,
    )
    if population == "diverse":
        members, interrupted, notes = rashomon_members(plan, n_models)
    else:
        members, interrupted, notes = *train_members(plan, range(n_models)), ()
    refuse_identical(plan, members)
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
    frame.columns = [str(c) for c in frame.columns]
    columns = list(dict.fromkeys(frame.columns))
    frame[target] = values
    return read_table(
        frame,
        target,
        keep=columns if keep_all else None,
        minimum_rows=MIN_ROWS_IN_MEMORY,
    )


def entropy_of(random_state: Any) -> int:
    """The number from which every seed of an ensemble is derived."""
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))


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


def _interruption_note(interrupted: bool, done: int, wanted: int) -> tuple[str, ...]:
    if not interrupted:
        return ()
    return (f"Interrupted after {done} of {wanted} models: the result rests on those {done}.",)
