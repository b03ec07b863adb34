"""Would conditional SHAP separate a pair that marginal SHAP does not?"""

from __future__ import annotations

from dataclasses import dataclass

import joblib
import numpy as np

from dash.engines import choose_engine
from dash.errors import InputError
from dash.learners import Learner, Problem, predict
from dash.progress import track
from dash.report.fairness_data import ConditionalRow
from dash.report.wording import percent, shortened
from diagnostics import pair_statistics, z_test

#: Pairs, models and rows that the estimate is made of.
MAX_PAIRS, MAX_MODELS, MAX_ROWS = 6, 25, 1500
FOLDS = 3
#: With fewer rows than twice this the models share more than half of theirs.
FEWEST_ROWS = 60
BOOTSTRAPS = 200
#: A flip rate up to which one model shows the order well enough.
STEADY = 0.1
#: What estimates a conditional expectation: a small boosted regression on the known features.
SURROGATE = {
    "n_estimators": 60, "max_depth": 4, "learning_rate": 0.15, "max_bin": 64, "subsample": 0.8,
    "colsample_bytree": 1.0,
}  # fmt: skip
#: Which of (first, second, the others) are known in each coalition, beside none and all.
COALITIONS = ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1))


def conditional_rows(
    screening, attributes, k: int, *, n_jobs: int | None, progress: bool
) -> tuple[ConditionalRow, ...]:
    """Conditional attributions of the pairs around the k-th place that the screen leaves open.

    Parameters
    ----------
    screening : Screening
        The screen with its ensemble.
    attributes : sequence of AttributeFindings
        What stands for the protected attributes.
    k : int
        The k of the question "among the top k".
    n_jobs, progress
        Jobs at once, progress bar.

    Returns
    -------
    tuple of ConditionalRow
        One for each pair of a feature that stands for an attribute and another one.

    Raises
    ------
    InputError
        For models with several outputs.

    Notes
    -----
    Of each pair and model a game of three players is played: the two features, and all others
    together. The worth of a coalition is the conditional expectation of the model's output given
    the features that it knows, estimated by a boosted regression on rows that it was not fitted to
    (three folds), so that what the features say of each other is in it (Frye et al. 2020); the
    three players share the output by Shapley's rule. With equal effects and a symmetric place in
    the world conditional attributions change their order between models as marginal ones do
    (`DASH.conditional_rashomon_of_equal`); the gap of the effects, (a - b) / (a + b), says how far
    that is from the case. Effects are those of an additive linear model of the target, the standard
    deviation of each feature's own part; gap intervals are percentiles of a bootstrap over rows.

    A pair is separated when its conditional order is known on average, few models reverse it, and
    the interval of the gap is without 0. The estimate for each model is made with half of the rows,
    folds and a seed of its own: an error that all models share would look like an order that they
    agree on.
    """
    pairs = open_pairs(screening, attributes, k)[:MAX_PAIRS]
    if not pairs:
        return ()
    return examine_pairs(screening, pairs, n_jobs=n_jobs, progress=progress)


def check_one_output(table) -> None:
    """Refuse a target with several classes before anything is trained.

    Parameters
    ----------
    table : Table

    Raises
    ------
    InputError
        For a multiclass task.
    """
    if table.task == "multiclass":
        raise InputError(
            "conditional SHAP is estimated for models with one output, and "
            f"“{table.target}” has {len(table.classes)} classes: leave conditional out, or give a "
            "target with two classes or a number."
        )


def examine_pairs(
    screening, pairs, *, n_jobs: int | None = 1, progress: bool = False
) -> tuple[ConditionalRow, ...]:
    """Conditional attributions of given pairs, each model's by an estimate of its own.

    Parameters
    ----------
    screening : Screening
        The screen with its ensemble.
    pairs : sequence of (int, int)
        Pairs of features.
    n_jobs, progress
        Jobs at once, progress bar.

    Returns
    -------
    tuple of ConditionalRow
    """
    ensemble, plan = screening.ensemble, screening.ensemble.plan
    effects = _effects(plan.X, plan.y, plan.problem.categorical, plan.entropy)
    members = ensemble.members[:MAX_MODELS]
    draws = [_draw(len(plan.X), plan.entropy, i) for i in range(len(members))]
    outputs = [_output(m, plan.X[d.rows]) for m, d in zip(members, draws, strict=True)]
    run = joblib.Parallel(n_jobs=n_jobs, prefer="threads")
    found = []
    for j, other in track(pairs, len(pairs), "Conditional SHAP", show=progress):
        values = run(
            joblib.delayed(_shares)(
                plan.X[d.rows], f, j, other, plan.problem.categorical, d.folds, d.seed
            )
            for f, d in zip(outputs, draws, strict=True)
        )
        found.append(
            _row(screening, j, other, np.array(values), effects, len(pairs), len(ensemble.members))
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Draw:
    """What the estimate for one model is made with."""

    rows: np.ndarray
    folds: np.ndarray
    seed: int


def _draw(n: int, entropy, model: int) -> _Draw:
    """Half of the rows, folds and a seed of one model's own.

    Half-samples differ from each other as much as whole new samples would (the delete-half
    jackknife), so that the error of the estimate shows between models.
    """
    rng = np.random.default_rng([entropy, 5, model])
    size = min(max(n // 2, min(n, FEWEST_ROWS)), MAX_ROWS)
    rows = np.sort(rng.choice(n, size, replace=False))
    return _Draw(rows, rng.permutation(size) % FOLDS, int(rng.integers(2**31)))


def open_pairs(screening, attributes, k: int) -> list[tuple[int, int]]:
    """Pairs of a feature of an attribute and another one, not ordered and near the k-th place."""
    test, pairs, order = screening.test, screening.pairs, screening.order
    rank = np.empty(len(order.names), dtype=int)
    rank[order.order] = np.arange(1, len(rank) + 1)
    standing = {j for a in attributes for j in a.columns}
    found = []
    for i in np.flatnonzero(test.verdict != "ordered").tolist():
        a, b = int(pairs.first[i]), int(pairs.second[i])
        if (a in standing) == (b in standing) or test.by_construction[i]:
            continue
        j, other = (a, b) if a in standing else (b, a)
        distance = abs(rank[j] - k - 0.5) + abs(rank[other] - k - 0.5)
        found.append((distance, -float(pairs.flip_rate[i]), j, other))
    return [(j, other) for _, _, j, other in sorted(found)]


def _output(member, X: np.ndarray) -> np.ndarray:
    """Raw output of a member for rows in the table's column order."""
    rows = X[:, member.columns]
    engine = choose_engine(
        "auto", member.model, rows=rows, output="raw", background=None, training=rows
    )
    output = np.asarray(engine.output(rows), dtype=float)
    if output.ndim > 1 and output.shape[1] > 1:
        raise InputError(
            "conditional SHAP is estimated for models with one output: a regression or two classes."
        )
    return output.reshape(len(rows))


def _shares(X, f, j, k, categorical, folds, seed) -> tuple[float, float, float]:
    """Mean absolute Shapley share of the two features, and of all others together."""
    rest = np.setdiff1d(np.arange(X.shape[1]), [j, k])
    worth = {(0, 0, 0): np.full(len(f), f.mean()), (1, 1, 1): f}
    for known in COALITIONS:
        columns = [c for c, there in ((j, known[0]), (k, known[1])) if there]
        columns += rest.tolist() if known[2] else []
        worth[known] = _expected(X[:, columns], f, categorical[columns], folds, seed)
    return tuple(float(np.abs(_shapley(worth, player)).mean()) for player in range(3))


def _shapley(worth: dict, player: int) -> np.ndarray:
    """Shapley's rule for three players."""
    total = 0.0
    for known, value in worth.items():
        if known[player]:
            continue
        with_player = tuple(1 if i == player else x for i, x in enumerate(known))
        weight = (1 / 3, 1 / 6, 1 / 3)[sum(known)]
        total = total + weight * (worth[with_player] - value)
    return total


def _expected(X, f, categorical, folds, seed) -> np.ndarray:
    """Conditional expectation of f given the columns, each fold by a fit on the others."""
    problem = Problem("regression", 0, np.asarray(categorical, dtype=bool))
    learner = Learner("xgboost", SURROGATE)
    out = np.empty(len(f))
    for fold in range(FOLDS):
        held = folds == fold
        model = learner.fit(X[~held], f[~held], problem, seed)
        out[held] = predict(model, X[held], problem)
    return out


def _effects(X, y, categorical, entropy) -> np.ndarray:
    """Standard deviation of each feature's part in an additive linear model, bootstrapped.

    Returns an array of shape (1 + bootstraps, d); the first row is that of the data themselves.
    """
    rng = np.random.default_rng([entropy, 6])
    rows = rng.choice(len(X), MAX_ROWS, replace=False) if len(X) > MAX_ROWS else np.arange(len(X))
    design, owner = _design(X[rows], np.asarray(categorical, dtype=bool))
    target = np.asarray(y, dtype=float)[rows]
    found = [_parts(design, owner, target, X.shape[1])]
    for _ in range(BOOTSTRAPS):
        drawn = rng.integers(len(rows), size=len(rows))
        found.append(_parts(design[drawn], owner, target[drawn], X.shape[1]))
    return np.array(found)


def _design(X: np.ndarray, categorical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns of the linear model, and the feature that each belongs to."""
    columns, owner = [], []
    for j in range(X.shape[1]):
        x = X[:, j]
        present = ~np.isnan(x)
        if categorical[j]:
            levels = np.unique(x[present])
            new = [(x == level).astype(float) for level in levels[1:]]
        else:
            mean = x[present].mean() if present.any() else 0.0
            new = [np.where(present, x, mean)]
        if not present.all():
            new.append((~present).astype(float))
        columns += new
        owner += [j] * len(new)
    return np.column_stack(columns), np.array(owner)


def _parts(design, owner, target, d) -> np.ndarray:
    centred = design - design.mean(axis=0)
    slopes = np.linalg.lstsq(centred, target - target.mean(), rcond=None)[0]
    parts = centred * slopes
    summed = np.zeros((len(target), d))
    np.add.at(summed.T, owner, parts.T)
    return summed.std(axis=0)


def _row(screening, j, k, values, effects, n_pairs, n_members) -> ConditionalRow:
    """One pair: what marginal and conditional attributions say of it."""
    rules, names = screening.rules, screening.order.names
    margin = rules.margin * values.sum(axis=1).mean()
    test = z_test(
        values[:, :2], alpha=rules.alpha / n_pairs, margin=float(margin), margin_kind="absolute",
        correction="none",
    )  # fmt: skip
    stats = pair_statistics(values[:, :2], confidence=rules.confidence)
    i = _position(screening, j, k)
    sums = effects[:, j] + effects[:, k]
    gaps = (effects[:, j] - effects[:, k]) / np.where(sums > 0, sums, 1.0)
    low, high = np.quantile(gaps[1:], [0.025, 0.975])
    conditional, flip = str(test.verdict[0]), float(stats.flip_rate[0])
    marginal, old = str(screening.test.verdict[i]), float(screening.pairs.flip_rate[i])
    differ = bool(low > 0 or high < 0)
    escapes = conditional == "ordered" and flip <= STEADY and differ
    a, b = names[j], names[k]
    return ConditionalRow(
        feature=a,
        other=b,
        effect=float(effects[0, j]),
        other_effect=float(effects[0, k]),
        gap=float(gaps[0]),
        gap_low=float(low),
        gap_high=float(high),
        marginal_decision=marginal,
        marginal_flip=old,
        conditional_decision=conditional,
        conditional_flip=flip,
        conditional_flip_low=float(stats.flip_low[0]),
        conditional_flip_high=float(stats.flip_high[0]),
        n_models=len(values),
        escapes=escapes,
        sentence=_sentence(
            a,
            b,
            conditional,
            flip,
            old,
            (float(gaps[0]), float(low), float(high)),
            len(values),
            n_members,
        ),
    )


def _position(screening, j: int, k: int) -> int:
    pairs = screening.pairs
    a, b = min(j, k), max(j, k)
    return int(np.flatnonzero((pairs.first == a) & (pairs.second == b))[0])


def _sentence(a, b, decision, flip, old, gap, n, n_members) -> str:
    a, b = shortened(a, 60), shortened(b, 60)
    share, low, high = gap
    differ = low > 0 or high < 0
    steady = decision == "ordered" and flip <= STEADY
    models = f"{n} models" if n == n_members else f"{n} of the {n_members} models"
    found = (
        f"its order flips in {percent(flip)} of {models} (marginal SHAP: {percent(old)} of all), "
        f"and the linear effects differ by {_signed(share)} of their sum "
        f"[{_signed(low)}, {_signed(high)}]"
    )
    if steady and differ:
        return f"Conditional SHAP separates {a} and {b}: {found}."
    if steady:
        return (
            f"That conditional SHAP separates {a} and {b} cannot be claimed: {found}, so the "
            "effects may be equal."
        )
    return f"Conditional SHAP does not separate {a} and {b} either: {found}."


def _signed(share: float) -> str:
    return f"−{percent(-share)}" if share < 0 else percent(share)
