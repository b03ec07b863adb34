"""Populations: what a "retrained model" is, and how the rows of one are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dash.errors import InputError
from dash.learners import Problem

RESAMPLE_SHARE = 0.8
PUBLISHED_TRAINING_SHARE = 0.7
MAX_REDRAWS = 100
MAX_EVALUATION_ROWS = 1000


@dataclass(frozen=True)
class Population:
    """A declared population of retrained models.

    Attributes
    ----------
    name : str
        "resample", "bootstrap", "seed", "diverse" or "published".
    sentence : str
        What a retrained model is, for the report.
    scope : str
        What a decided order may be taken to mean, and what not.
    same_rows : bool
        Whether all models see the same training rows.
    varies_parameters : bool
        Whether the models differ in hyperparameters.
    extra_variance : float or None
        Variance of the ensemble mean from one data set to another, as a multiple of the variance
        between models: what no number of models removes. For a share f of the rows drawn without
        replacement it is f / (1 - f), the delete-d jackknife (Shao and Wu 1989); for the
        bootstrap 1. It is too large where part of the variance between models comes from the
        seed, hence conservative. None where the models share their rows, so that nothing about
        another data set can be learned from them.
    """

    name: str
    sentence: str
    scope: str
    same_rows: bool
    varies_parameters: bool
    extra_variance: float | None


POPULATIONS = {
    p.name: p
    for p in (
        Population(
            "resample",
            "A retrained model is trained on 80 % of the rows, drawn without replacement, with its "
            "own seed and its own column order, and explained on the rows that were left out.",
            "A decided order is the order of the mean attributions over all such retrainings on "
            "this data set. More models sharpen it without limit; what a new data set would say "
            "is a stronger claim, tested separately.",
            same_rows=False,
            varies_parameters=False,
            extra_variance=RESAMPLE_SHARE / (1 - RESAMPLE_SHARE),
        ),
        Population(
            "bootstrap",
            "A retrained model is trained on a bootstrap sample of the rows, with its own seed and "
            "its own column order, and explained on the rows that were not drawn.",
            "A decided order is the order of the mean attributions over all bootstrap "
            "retrainings on this data set. More models sharpen it without limit; what a new data "
            "set would say is a stronger claim, tested separately.",
            same_rows=False,
            varies_parameters=False,
            extra_variance=1.0,
        ),
        Population(
            "seed",
            "A retrained model is trained on the same 80 % of the rows, with another seed and "
            "another column order, and explained on the same other rows.",
            "A decided order is about this data set and this split of it only: with enough models "
            "even features that are exact equals in the world get an order that is an accident of "
            "these rows, and another split may order them otherwise. Nothing here speaks of a new "
            "data set.",
            same_rows=True,
            varies_parameters=False,
            extra_variance=None,
        ),
        Population(
            "diverse",
            "A retrained model is a member of the Rashomon set: random hyperparameters with few "
            "columns a tree (colsample 0.1 to 0.5), kept if its validation score is near the "
            "best, then chosen to lie far from the others.",
            "The models were chosen to be far apart, so they are not random draws: flip rates "
            "overstate those of a random near-optimal model, and p-values are approximate. "
            "Nothing here speaks of a new data set.",
            same_rows=True,
            varies_parameters=True,
            extra_variance=None,
        ),
        Population(
            "published",
            "A retrained model is trained on a new random 70 % of all rows, with its own seed, "
            "the columns in the given order, and explained on its own other 30 % (the published "
            "protocol).",
            "The rows that are explained change from model to model, so flips mix a change of "
            "model with a change of rows; and column order breaks ties, so that a copy of a "
            "feature may look reliably less important than the original.",
            same_rows=False,
            varies_parameters=False,
            extra_variance=PUBLISHED_TRAINING_SHARE / (1 - PUBLISHED_TRAINING_SHARE),
        ),
    )
}


def draw_rows(
    population: Population,
    training: np.ndarray,
    evaluation: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray | None,
    problem: Problem,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Rows that one member is trained on, and others on which it is scored and explained.

    Where the population keeps the rows, these are `training` and `evaluation`. Else they are drawn
    from all rows, by group where the table has a group column, and the member is explained on at
    most 1000 of the rows that were left out. So no single split of the data decides the result. A
    draw that misses a class is drawn again, up to 100 times.

    Raises
    ------
    InputError
        If a class is so rare that draws keep missing it.
    """
    if population.same_rows:
        return training, evaluation
    rows = np.arange(len(y))
    units, members = _units(rows, groups)
    for _ in range(MAX_REDRAWS):
        chosen, left = _draw(population, len(units), rng)
        drawn = np.sort(_rows(rows, members, chosen))
        if left.size == 0:
            continue
        if not problem.is_classification or len(np.unique(y[drawn])) == problem.n_classes:
            held_out = _rows(rows, members, left)
            if len(held_out) > MAX_EVALUATION_ROWS:
                held_out = rng.choice(held_out, MAX_EVALUATION_ROWS, replace=False)
            return drawn, np.sort(held_out)
    raise InputError(
        "a class of the target is so rare that random draws of the rows keep missing it: merge "
        "or drop the rare class, or use the seed population."
    )


def _draw(population: Population, n: int, rng: np.random.Generator):
    """Positions drawn from n units, and those left out."""
    if population.name == "bootstrap":
        chosen = rng.integers(n, size=n)
        return chosen, np.setdiff1d(np.arange(n), chosen)
    share = PUBLISHED_TRAINING_SHARE if population.name == "published" else RESAMPLE_SHARE
    order = rng.permutation(n)
    cut = min(n - 1, max(1, round(share * n)))
    return order[:cut], order[cut:]


def _units(rows: np.ndarray, groups: np.ndarray | None):
    """The things that are drawn: rows, or groups of rows (with the positions of each group)."""
    if groups is None:
        return rows, None
    labels, inverse = np.unique(groups[rows], return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    return labels, np.split(order, np.cumsum(np.bincount(inverse))[:-1])


def _rows(rows: np.ndarray, members: list[np.ndarray] | None, chosen: np.ndarray) -> np.ndarray:
    if members is None:
        return rows[chosen]
    return rows[np.concatenate([members[i] for i in chosen])]


def draw_hyperparameters(model: str, rng: np.random.Generator) -> dict[str, object]:
    """Random hyperparameters of one candidate of the `diverse` population.

    Columns a tree are drawn from 10 to 50 %: with few columns to choose from, the members of a
    collinear group get their turn as the feature that is split on first.
    """
    share = float(np.round(rng.uniform(0.1, 0.5), 3))
    rows = float(np.round(rng.uniform(0.5, 1.0), 3))
    rate = float(np.round(10 ** rng.uniform(-1.5, -0.5), 4))
    depth, trees = int(rng.integers(3, 9)), int(rng.integers(50, 201))
    if model == "xgboost":
        return {
            "colsample_bytree": share, "subsample": rows, "learning_rate": rate,
            "max_depth": depth, "n_estimators": trees,
            "reg_lambda": float(np.round(10 ** rng.uniform(-1, 1), 3)),
        }  # fmt: skip
    if model == "lightgbm":
        return {
            "feature_fraction": share, "bagging_fraction": min(rows, 0.999),
            "learning_rate": rate, "max_depth": depth, "n_estimators": trees,
            "lambda_l2": float(np.round(10 ** rng.uniform(-1, 1), 3)),
        }  # fmt: skip
    if model == "hist_gradient_boosting":
        return {
            "max_features": share, "learning_rate": rate, "max_depth": depth, "max_iter": trees,
            "l2_regularization": float(np.round(10 ** rng.uniform(-1, 1), 3)),
        }  # fmt: skip
    return {
        "max_features": share, "max_depth": int(rng.integers(6, 17)), "n_estimators": trees,
        "min_samples_leaf": int(rng.integers(1, 9)),
    }  # fmt: skip
