"""Attributions: against brute-force Shapley values, the efficiency axiom, streaming, refusals."""

import itertools
import math

import lightgbm
import numpy as np
import pandas as pd
import pytest
import xgboost
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

import dash
import dash.attributions as module


def shapley(value, d):
    """Shapley values of a set function by the sum over all subsets."""
    phi = np.zeros(d)
    for j in range(d):
        rest = [i for i in range(d) if i != j]
        for size in range(d):
            for subset in itertools.combinations(rest, size):
                weight = math.factorial(size) * math.factorial(d - size - 1) / math.factorial(d)
                phi[j] += weight * (value({*subset, j}) - value(set(subset)))
    return phi


def path_expectation(tree, x, known):
    """Expected output of one scikit-learn tree when only `known` features are given."""

    def visit(node):
        if tree.children_left[node] < 0:
            return float(tree.value[node].ravel()[0])
        left, right = tree.children_left[node], tree.children_right[node]
        if tree.feature[node] in known:
            return visit(left if x[tree.feature[node]] <= tree.threshold[node] else right)
        weights = tree.weighted_n_node_samples
        return (weights[left] * visit(left) + weights[right] * visit(right)) / weights[node]

    return visit(0)


def test_path_dependent_shap_against_the_sum_over_subsets():
    X, y = load_diabetes(return_X_y=True)
    X = X[:, :4]
    model = DecisionTreeRegressor(max_depth=4, random_state=0).fit(X, y)
    rows = X[:20].astype(np.float32).astype(float)
    oracle = [shapley(lambda s, x=x: path_expectation(model.tree_, x, s), 4) for x in rows]
    found = dash.attribute([model], rows, keep_rows=True)
    assert np.allclose(found.contributions[0], oracle, atol=1e-8)
    assert np.allclose(found.values[0], np.abs(oracle).mean(axis=0))
    assert np.allclose(found.signed[0], np.mean(oracle, axis=0))
    assert np.allclose(found.positive[0], (np.array(oracle) > 0).mean(axis=0))


def test_interventional_shap_against_the_sum_over_subsets_with_a_large_background():
    X, y = load_diabetes(return_X_y=True)
    X = X[:, :3].astype(np.float32).astype(float)
    model = ExtraTreesRegressor(3, max_depth=3, random_state=0).fit(X, y)
    background, rows = X[:150], X[200:205]

    def value(x, known):
        mixed = background.copy()
        mixed[:, list(known)] = x[list(known)]
        return model.predict(mixed).mean()

    oracle = [shapley(lambda s, x=x: value(x, s), 3) for x in rows]
    found = dash.attribute([model], rows, background=background, keep_rows=True)
    theirs = dash.attribute([model], rows, background=background, keep_rows=True, engine="shap")
    assert (found.engine, theirs.engine) == ("treeshap", "shap")
    assert np.allclose(found.contributions[0], oracle, atol=1e-6 * np.ptp(y))
    assert np.allclose(theirs.contributions[0], oracle, atol=1e-3 * np.ptp(y))
    assert np.allclose(found.base, model.predict(background).mean())


def test_linear_shap_against_the_sum_over_subsets():
    X, y = load_diabetes(return_X_y=True)
    X = X[:, :4]
    model = make_pipeline(StandardScaler(), LinearRegression()).fit(X, y)
    mean = X.mean(axis=0)

    def value(x, known):
        row = mean.copy()
        row[list(known)] = x[list(known)]
        return float(model.predict(row[None])[0])

    oracle = [shapley(lambda s, x=x: value(x, s), 4) for x in X[:5]]
    found = dash.attribute([model], X[:5], training=X, keep_rows=True)
    assert np.allclose(found.contributions[0], oracle)


def test_xgboost_and_lightgbm_agree_with_their_own_contributions():
    X, y = load_breast_cancer(return_X_y=True)
    a = xgboost.XGBClassifier(n_estimators=10, max_depth=3).fit(X, y)
    b = lightgbm.LGBMClassifier(n_estimators=10, verbose=-1).fit(X, y)
    own_a = a.get_booster().predict(xgboost.DMatrix(X), pred_contribs=True)[:, :-1]
    own_b = b.booster_.predict(X, pred_contrib=True)[:, :-1]
    found = dash.attribute([a, b], X)
    assert found.engine == "treeshap" and found.unit == "log-odds"
    assert np.allclose(found.values[0], np.abs(own_a).mean(axis=0), atol=1e-6)
    assert np.allclose(found.values[1], np.abs(own_b).mean(axis=0), atol=1e-6)
    plain = [dash.attribute([m], X, engine=e) for m, e in ((a, "xgboost"), (b, "lightgbm"))]
    assert np.allclose(plain[0].values[0], np.abs(own_a).mean(axis=0), atol=1e-6)
    assert np.allclose(plain[1].values[0], np.abs(own_b).mean(axis=0), atol=1e-9)


@pytest.mark.parametrize("model", ["xgboost", "lightgbm"])
def test_categories_and_missing_values_are_native_and_add_up(model):
    rng = np.random.default_rng(0)
    n = 400
    colour = rng.choice(["red", "green", "blue", "black", "white", "grey"], n)
    size = rng.normal(size=n)
    size[rng.random(n) < 0.1] = np.nan
    y = (colour == "green") * 2.0 + (colour == "white") + np.nan_to_num(size)
    table = dash.read_table(pd.DataFrame({"colour": colour, "size": size, "y": y}), "y")
    assert table.categorical.tolist() == [True, False]
    ensemble = dash.train_ensemble(table, model=model, n_models=3, parameters={"n_estimators": 20})
    found = dash.attribute(ensemble)
    assert found.efficiency_error <= 1e-4
    assert (found.values > 0).all()


def test_multiclass_is_summed_over_classes():
    X, y = load_iris(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=5).fit(X, y)
    own = model.get_booster().predict(xgboost.DMatrix(X), pred_contribs=True)[:, :, :-1]
    found = dash.attribute([model], X, keep_rows=True)
    assert np.allclose(found.values[0], np.abs(own).mean(axis=0).sum(axis=0), atol=1e-6)
    assert found.contributions[0].shape == (150, 4, 3)
    assert found.base.shape == (1, 3)


def test_streaming_in_small_blocks_changes_nothing(monkeypatch):
    X, y = load_breast_cancer(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=5).fit(X, y)
    whole = dash.attribute([model], X)
    monkeypatch.setattr(module, "BLOCK_BYTES", 8 * 30 * 7)
    blocks = dash.attribute([model], X)
    assert np.allclose(whole.values, blocks.values, rtol=1e-12)


def test_a_violation_of_efficiency_is_an_error_not_a_warning(monkeypatch):
    X, y = load_breast_cancer(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=5).fit(X, y)
    from dash.engines import XGBoostEngine

    honest = XGBoostEngine.contributions

    def crooked(self, rows):
        phi, base = honest(self, rows)
        return phi * 1.01, base

    monkeypatch.setattr(XGBoostEngine, "contributions", crooked)
    with pytest.raises(dash.InputError, match="miss its output"):
        dash.attribute([model], X, engine="xgboost")


def test_frames_with_categories_and_column_names():
    X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    X = X.iloc[:, :5].assign(kind=pd.Categorical(np.where(X["mean radius"] > 14, "a", "b")))
    model = xgboost.XGBClassifier(n_estimators=5, enable_categorical=True).fit(X, y)
    found = dash.attribute([model, model], X)
    assert found.names == tuple(X.columns)
    assert list(found.to_frame().columns) == list(X.columns)


def test_probability_output_needs_a_background_and_then_explains_probabilities():
    X, y = load_breast_cancer(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=5, max_depth=2).fit(X, y)
    with pytest.raises(dash.InputError, match="needs a background"):
        dash.attribute([model], X, output="probability")
    found = dash.attribute([model], X[:50], output="probability", background=X[:120])
    assert found.unit == "probability"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda X, m: dash.attribute([m], X, engine="fast"), "engine 'fast' is not known"),
        (lambda X, m: dash.attribute([m], X, engine="lightgbm"), "does not read"),
        (lambda X, m: dash.attribute([m]), "X is missing"),
        (lambda X, m: dash.attribute([], X), "no model"),
        (lambda X, m: dash.attribute([m], X, output="odds"), "output 'odds'"),
        (lambda X, m: dash.attribute([m], X, columns=[]), "column orders"),
    ],
)
def test_bad_arguments(call, message):
    X, y = load_breast_cancer(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=2).fit(X, y)
    with pytest.raises(dash.InputError, match=message):
        call(X, model)


def test_a_model_that_no_engine_reads_names_the_way_out():
    X, y = load_breast_cancer(return_X_y=True)
    with pytest.raises(dash.InputError, match="from_array"):
        dash.attribute([KNeighborsClassifier().fit(X, y)], X)


def test_models_with_different_outputs_cannot_be_mixed():
    X, y = load_breast_cancer(return_X_y=True)
    forest = RandomForestClassifier(5, random_state=0).fit(X, y)
    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
    with pytest.raises(dash.InputError, match="one unit"):
        dash.attribute([forest, logistic], X)


def test_from_array_refuses_what_is_not_an_attribution():
    with pytest.raises(dash.InputError, match="feature 1 in model 0 is -1"):
        dash.Attributions.from_array([[1, -1], [1, 1]])
    with pytest.raises(dash.InputError, match="shape"):
        dash.Attributions.from_array([1, 2])
    with pytest.raises(dash.InputError, match="2 names"):
        dash.Attributions.from_array([[1, 2, 3], [1, 2, 3]], names=["a", "b"])
    frame = pd.DataFrame([[1, 2], [2, 1]], columns=["a", "b"])
    assert dash.Attributions.from_array(frame).names == ("a", "b")
