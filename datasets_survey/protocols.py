"""Protocols: what is trained on a data set and what a retrained model is in each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Protocol:
    """What is done to every data set.

    Attributes
    ----------
    name : str
        Short name, as in the results.
    description : str
        What it does, in one sentence.
    population : str
        "published", or a population of `dash.train_ensemble`.
    model : str
        Model class.
    parameters : mapping
        Hyperparameters that differ from the defaults of the model class.
    n_models : int
        Models a data set.
    max_rows : int
        A random sample of this many rows is used of a longer table.
    max_trees : int
        Trees a model at most; a boosted model of many classes gets fewer rounds.
    candidates_per_model : float or None
        For `diverse`: how many times `n_models` candidates are trained.
    near_optimal_share : float or None
        For `diverse`: share of the candidates, best first, from which the models are chosen. A
        share, not a distance in score: a distance that suits one data set leaves a single
        candidate on another, and flip shares of 5 models and of 50 cannot be compared.
    """

    name: str
    description: str
    population: str
    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    n_models: int = 50
    max_rows: int = 2000
    max_trees: int = 500
    candidates_per_model: float | None = None
    near_optimal_share: float | None = None

    def definition(self) -> dict[str, Any]:
        """Everything that determines the numbers, as plain data."""
        return {k: v for k, v in asdict(self).items() if k != "description"}


#: Rounds and bins of our boosted models: half and a quarter of the defaults, which set their cost.
QUICK = {"n_estimators": 50, "max_bin": 64}

PROTOCOLS = {
    p.name: p
    for p in (
        Protocol(
            "published-code",
            "What the published survey's code does: 20 XGBoost models (50 trees, depth 4, rate "
            "0.1, no subsampling), each on its own 80 % of the rows, explained on the first 100 "
            "rows, training rows included; numeric columns and complete rows only.",
            "published",
            "xgboost",
            {"n_estimators": 50, "max_depth": 4, "subsample": 1.0, "colsample_bytree": 1.0},
            n_models=20,
            max_rows=10_000,
            max_trees=10**9,
        ),
        Protocol(
            "xgboost-seed",
            "XGBoost on the same 80 % of the rows, another seed, explained on the other rows.",
            "seed",
            "xgboost",
            QUICK,
        ),
        Protocol(
            "xgboost-bootstrap",
            "XGBoost on bootstrap samples, explained on the rows not drawn.",
            "bootstrap",
            "xgboost",
            QUICK,
        ),
        Protocol(
            "xgboost-diverse",
            "XGBoost with random hyperparameters: the better half of the candidates by validation "
            "score, spread out by MaxMin.",
            "diverse",
            "xgboost",
            {"max_bin": QUICK["max_bin"]},
            candidates_per_model=2.4,
            near_optimal_share=0.5,
        ),
        Protocol(
            "lightgbm-bootstrap",
            "LightGBM on bootstrap samples, explained on the rows not drawn.",
            "bootstrap",
            "lightgbm",
            QUICK,
        ),
        Protocol(
            "forest-bootstrap",
            "Random forests on bootstrap samples, explained on the rows not drawn.",
            "bootstrap",
            "random_forest",
            {"n_estimators": 50},
            max_rows=1000,
        ),
    )
}


def seed_of(random_state: int, key: str, protocol: str) -> int:
    """A seed that depends on the run's seed, the data set and the protocol, and on nothing else.

    Examples
    --------
    >>> seed_of(0, "iris", "xgboost-seed") == seed_of(0, "iris", "xgboost-bootstrap")
    False
    """
    text = f"{random_state}\0{key}\0{protocol}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "little") % 2**31
