"""The published protocol on bundled data, and what the others make of difficult targets."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_iris

from dash import InputError
from datasets_survey.measures import measure
from datasets_survey.protocols import PROTOCOLS, seed_of
from datasets_survey.training import train

PUBLISHED = PROTOCOLS["published-code"]


def small(name, **changes):
    return dataclasses.replace(
        PROTOCOLS[name], n_models=4, parameters={"n_estimators": 5}, **changes
    )


@pytest.mark.parametrize(
    "load, pairs, unstable", [(load_breast_cancer, 145, True), (load_iris, 3, False)]
)
def test_the_published_verdicts_come_back(load, pairs, unstable):
    frame = load(as_frame=True).frame
    trained = train(frame, "target", "classification", PUBLISHED, seed=0)
    row = measure(trained.values, trained.association)
    assert row["n_models"] == 20 and row["collinear_pairs"] == pairs
    assert (row["collinear_observed"] > 0) == unstable
    assert row["collinear_max_flip"] == (0.5 if unstable else 0.0)


def test_the_published_protocol_uses_numbers_and_complete_rows_only():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(90, 3)), columns=list("abc"))
    frame["word"] = ["x", "y", "z"] * 30
    frame["target"] = rng.normal(size=90)
    frame.loc[:9, "a"] = np.nan
    frame.loc[10, "target"] = np.nan
    protocol = dataclasses.replace(PUBLISHED, n_models=2)
    trained = train(frame, "target", "regression", protocol, seed=0)
    assert trained.names == ("a", "b", "c")
    assert (trained.n_rows, trained.rows_left_out) == (79, 11)
    with pytest.raises(InputError, match="fewer than two numeric"):
        train(frame[["a", "word", "target"]], "target", "regression", protocol, seed=0)


@pytest.mark.parametrize("name", sorted(set(PROTOCOLS) - {"published-code"}))
def test_a_rare_class_does_not_end_a_protocol(name):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(120, 3)), columns=list("abc"))
    frame["kind"] = rng.choice(["x", "y"], 120)
    frame["target"] = np.where(frame["a"] > 0, "yes", "no")
    frame.loc[0, "target"] = "odd"
    trained = train(frame, "target", "classification", small(name), seed=1)
    assert trained.values.shape == (4, 4)
    assert (trained.n_classes, trained.rows_left_out, trained.n_categorical) == (2, 1, 1)
    assert "1 rows of 1 classes" in trained.notes[0]


def test_long_tables_are_sampled_and_many_classes_get_fewer_rounds():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(900, 3)), columns=list("abc"))
    frame["target"] = rng.integers(0, 8, 900)
    protocol = dataclasses.replace(
        PROTOCOLS["xgboost-seed"], n_models=2, max_rows=300, max_trees=80
    )
    trained = train(frame, "target", "classification", protocol, seed=0)
    assert trained.n_rows == 300
    assert trained.models[0].num_boosted_rounds() == 10


def test_equal_seeds_give_equal_attributions():
    frame = load_iris(as_frame=True).frame
    a, b, c = (
        train(frame, "target", "classification", small("xgboost-bootstrap"), seed=s).values
        for s in (seed_of(0, "iris", "p"), seed_of(0, "iris", "p"), seed_of(1, "iris", "p"))
    )
    assert (a == b).all() and (a != c).any()
