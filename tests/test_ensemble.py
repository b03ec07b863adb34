"""Ensembles: populations, determinism, refusals, interruption, the Rashomon set."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import Ridge

import dash
from dash.ensemble import as_table
from dash.learners import MODEL_NAMES, gpu_available
from dash.rashomon import max_min, rashomon_set

SMALL = {"n_estimators": 10, "max_depth": 3}
DATA = {"binary": load_breast_cancer, "multiclass": load_iris, "regression": load_diabetes}


def data(kind="binary"):
    return DATA[kind](return_X_y=True, as_frame=True)


def small(model):
    return {"max_iter": 10} if model == "hist_gradient_boosting" else {"n_estimators": 10}


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("model", MODEL_NAMES)
def test_every_model_learns_every_task(model, kind):
    ensemble = dash.train_ensemble(data(kind), model=model, n_models=3, parameters=small(model))
    assert len(ensemble) == 3
    signal_found = ensemble.signal()
    assert signal_found.beats_constant
    assert np.isfinite(ensemble.scores).all()
    attributions = dash.attribute(ensemble)
    assert attributions.values.shape == (3, len(ensemble.feature_names))
    assert (attributions.values >= 0).all() and attributions.values.max() > 0
    assert attributions.efficiency_error <= 1e-4


@pytest.mark.parametrize("model", ["xgboost", "lightgbm", "random_forest"])
@pytest.mark.parametrize("population", ["resample", "bootstrap", "seed", "diverse", "published"])
def test_same_bits_for_any_number_of_jobs(model, population):
    options = {"model": model, "population": population, "n_models": 4, "random_state": 3}
    if population != "diverse":
        options["parameters"] = small(model)
    else:
        options |= {"n_candidates": 6, "epsilon": 1.0}
    one = dash.train_ensemble(data("multiclass"), n_jobs=1, **options)
    two = dash.train_ensemble(data("multiclass"), n_jobs=2, **options)
    a, b = dash.attribute(one, n_jobs=1), dash.attribute(two, n_jobs=2)
    assert np.array_equal(a.values, b.values)
    assert np.array_equal(one.scores, two.scores)
    for x, y in zip(one.members, two.members, strict=True):
        assert np.array_equal(x.prediction, y.prediction)


def test_processes_give_the_same_bits_as_threads():
    import joblib

    options = {"n_models": 3, "parameters": SMALL, "n_jobs": 2}
    threads = dash.train_ensemble(data(), **options)
    with joblib.parallel_config(backend="loky"):
        processes = dash.train_ensemble(data(), **options)
    assert np.array_equal(dash.attribute(threads).values, dash.attribute(processes).values)


def test_another_seed_gives_other_models():
    a = dash.train_ensemble(data(), n_models=2, parameters=SMALL, random_state=0)
    b = dash.train_ensemble(data(), n_models=2, parameters=SMALL, random_state=1)
    assert not np.array_equal(a.members[0].prediction, b.members[0].prediction)


def test_extending_keeps_the_members_and_equals_training_at_once():
    grown = dash.train_ensemble(data(), n_models=2, parameters=SMALL).extend(5)
    whole = dash.train_ensemble(data(), n_models=5, parameters=SMALL)
    assert np.array_equal(dash.attribute(grown).values, dash.attribute(whole).values)


def test_resample_draws_eighty_percent_without_replacement_and_explains_the_others():
    ensemble = dash.train_ensemble(data(), n_models=3, parameters=SMALL)
    for member in ensemble.members:
        rows = member.training_rows
        assert len(np.unique(rows)) == len(rows) == round(0.8 * 569)
        assert np.array_equal(np.union1d(rows, member.evaluation_rows), np.arange(569))
        assert not set(rows) & set(member.evaluation_rows)


def test_no_more_than_a_thousand_rows_are_explained():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(8000, 3)))
    ensemble = dash.train_ensemble((X, X[0] + X[1]), n_models=2, parameters=SMALL)
    for member in ensemble.members:
        assert len(member.evaluation_rows) == 1000
        assert not set(member.training_rows) & set(member.evaluation_rows)


def test_bootstrap_repeats_rows_and_seed_keeps_them_all():
    bootstrap = dash.train_ensemble(data(), n_models=2, population="bootstrap", parameters=SMALL)
    rows = bootstrap.members[0].training_rows
    assert len(rows) == 569
    assert np.array_equal(bootstrap.members[0].evaluation_rows, np.setdiff1d(np.arange(569), rows))
    assert 0.55 < len(np.unique(rows)) / len(rows) < 0.72
    seed = dash.train_ensemble(data(), n_models=2, population="seed", parameters=SMALL)
    assert np.array_equal(seed.members[0].training_rows, seed.plan.training_rows)


def test_published_splits_anew_for_every_model_and_does_not_permute():
    ensemble = dash.train_ensemble(data(), n_models=3, population="published", parameters=SMALL)
    a, b, _ = ensemble.members
    assert not np.array_equal(a.evaluation_rows, b.evaluation_rows)
    assert len(a.training_rows) == round(0.7 * 569)
    assert not set(a.training_rows) & set(a.evaluation_rows)
    assert np.array_equal(a.columns, np.arange(30))


def test_groups_stay_whole():
    X, y = data()
    X = X.assign(person=np.repeat(np.arange(190), 3)[:569])
    X["y"] = y
    table = dash.read_table(X, "y", group="person")
    ensemble = dash.train_ensemble(table, n_models=2, parameters=SMALL)
    people = np.asarray(table.groups)
    for member in ensemble.members:
        assert not set(people[member.training_rows]) & set(people[member.evaluation_rows])
        assert len(set(people[member.training_rows])) == round(0.8 * 190)


def test_each_model_sees_its_own_column_order_and_attributions_come_back_in_ours():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(300, 6)), columns=list("abcdef"))
    y = 3 * X["b"] + X["e"]
    ensemble = dash.train_ensemble((X, y), n_models=6, parameters=SMALL)
    orders = {tuple(m.columns) for m in ensemble.members}
    assert len(orders) > 1
    values = dash.attribute(ensemble).values
    assert (values.argmax(axis=1) == 1).all()
    assert (np.argsort(values, axis=1)[:, -2] == 4).all()


def test_xgboost_without_subsampling_is_refused_on_seed_with_the_cure():
    fixed = {"subsample": 1.0, "colsample_bytree": 1.0, **SMALL}
    with pytest.raises(dash.InputError, match=r"no source of randomness.*subsample"):
        dash.train_ensemble(data(), population="seed", parameters=fixed, n_models=3)
    assert (
        len(dash.train_ensemble(data(), population="resample", parameters=fixed, n_models=2)) == 2
    )


def test_an_estimator_without_randomness_is_found_out_after_two_models():
    with pytest.raises(dash.InputError, match="no source of randomness"):
        dash.train_ensemble(data("regression"), model=Ridge(), population="seed", n_models=50)


def test_a_scikit_learn_estimator_is_cloned_and_seeded():
    estimator = GradientBoostingClassifier(n_estimators=10, subsample=0.5)
    ensemble = dash.train_ensemble(data(), model=estimator, population="seed", n_models=3)
    assert not hasattr(estimator, "estimators_")
    assert len({m.model.random_state for m in ensemble.members}) == 3
    assert dash.attribute(ensemble).engine == "treeshap"


def test_linear_models_are_explained_in_closed_form():
    ensemble = dash.train_ensemble(data("regression"), model=Ridge(), n_models=3)
    attributions = dash.attribute(ensemble)
    assert attributions.engine == "linear" and attributions.unit == "target unit"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "catboots"}, "model 'catboots' is not known"),
        ({"population": "jackknife"}, "population 'jackknife' is not known"),
        ({"n_models": 1}, "at least 2 models"),
        ({"device": "tpu"}, "device 'tpu' is not known"),
        ({"device": "cuda", "model": "lightgbm"}, "cuda is for xgboost only"),
        ({"model": Ridge()}, "is not a classifier"),
        ({"population": "diverse", "model": GradientBoostingClassifier()}, "built-in model"),
        ({"epsilon_kind": "best"}, "epsilon_kind 'best'"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(options, message):
    with pytest.raises(dash.InputError, match=message) as caught:
        dash.train_ensemble(data(), **options)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(gpu_available(), reason="this machine has a GPU")
def test_cuda_without_a_gpu_is_refused_with_the_cure():
    with pytest.raises(dash.InputError, match=r"no GPU.*use device cpu"):
        dash.train_ensemble(data(), device="cuda", n_models=2)


@pytest.mark.skipif(not gpu_available(), reason="this machine has no GPU that XGBoost can use")
def test_cuda_trains_and_explains_on_the_gpu():
    ensemble = dash.train_ensemble(data(), device="cuda", n_models=2, parameters=SMALL)
    assert ensemble.signal().beats_constant
    there = dash.attribute(ensemble)
    here = dash.attribute(ensemble, engine="treeshap")
    assert (there.engine, here.engine) == ("xgboost", "treeshap")
    assert np.allclose(there.values, here.values, rtol=1e-3, atol=1e-5)


def test_diverse_keeps_the_rashomon_set_and_spreads_it():
    ensemble = dash.train_ensemble(
        data(), population="diverse", n_models=4, n_candidates=16, epsilon=0.05
    )
    assert len(ensemble) == 4
    rates = [m.parameters["colsample_bytree"] for m in ensemble.members]
    assert all(0.1 <= r <= 0.5 for r in rates) and len(set(rates)) == 4
    assert "of 16 candidates are within epsilon" in ensemble.notes[0]
    held_out = ensemble.plan.evaluation_rows
    for member in ensemble.members:
        assert not set(member.training_rows) & set(held_out)
    with pytest.raises(dash.InputError, match="cannot be extended"):
        ensemble.extend(6)


def test_a_rashomon_set_of_one_is_refused():
    with pytest.raises(dash.InputError, match="raise epsilon"):
        dash.train_ensemble(
            data("regression"), population="diverse", n_models=3, n_candidates=4, epsilon=0.0
        )


def test_a_model_that_has_learned_nothing_is_found_out():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(400, 5)))
    y = rng.integers(0, 2, 400)
    ensemble = dash.train_ensemble((X, y), n_models=5, parameters=SMALL)
    assert not ensemble.signal().beats_constant


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 1))
def test_rashomon_set_by_its_definition(scores, epsilon):
    kept = rashomon_set(np.array(scores), epsilon)
    assert kept.tolist() == [i for i, s in enumerate(scores) if s >= max(scores) - epsilon]
    best = rashomon_set(np.array(scores), epsilon, "quantile")
    assert int(np.argmax(scores)) in best or max(scores) in np.array(scores)[best]


@given(st.integers(2, 8), st.integers(0, 1000))
def test_max_min_by_brute_force(k, seed):
    values = np.random.default_rng(seed).random((9, 4))
    shares = values / values.sum(axis=1, keepdims=True)
    chosen = [0]
    while len(chosen) < k:
        rest = [i for i in range(9) if i not in chosen]
        distance = [min(np.linalg.norm(shares[i] - shares[j]) for j in chosen) for i in rest]
        chosen.append(rest[int(np.argmax(distance))])
    assert max_min(values, k).tolist() == chosen


def test_as_table_names_columns_and_checks_lengths():
    table = as_table(np.random.default_rng(0).normal(size=(40, 3)), np.arange(40.0))
    assert table.feature_names == ("x0", "x1", "x2") and table.task == "regression"
    with pytest.raises(dash.InputError, match="one value for each of the 40 rows"):
        as_table(np.zeros((40, 3)), np.arange(39.0))


SCRIPT = """
import os, signal
import dash
import dash.members as module
from sklearn.datasets import load_breast_cancer

signal.signal(signal.SIGINT, signal.default_int_handler)
train, done = module._member, []

def counted(plan, index):
    member = train(plan, index)
    done.append(index)
    if len(done) == STOP:
        os.kill(os.getpid(), signal.SIGINT)
    return member

module._member = counted
data = load_breast_cancer(return_X_y=True, as_frame=True)
try:
    ensemble = dash.train_ensemble(data, n_models=400, parameters={"n_estimators": 20}, n_jobs=JOBS)
except KeyboardInterrupt:
    print("interrupted")
else:
    assert dash.attribute(ensemble).values.shape[0] == len(ensemble)
    assert "Interrupted" in ensemble.notes[0]
    print(ensemble.interrupted, len(ensemble))
"""


def interrupted(stop, jobs):
    script = SCRIPT.replace("STOP", str(stop)).replace("JOBS", str(jobs))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_the_models_that_are_done(jobs):
    stopped, kept = interrupted(4, jobs)
    assert stopped == "True" and 4 <= int(kept) <= 12


def test_ctrl_c_before_two_models_interrupts():
    assert interrupted(1, 1) == ["interrupted"]
