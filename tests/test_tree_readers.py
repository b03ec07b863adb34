"""Models read into the flat form predict what their libraries predict, to the last rule."""

import warnings

import lightgbm
import numpy as np
import pandas as pd
import pytest
import xgboost
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes, load_iris
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeRegressor

import dash
from dash.treeshap import read_trees, readable
from dash.treeshap.trees import CATEGORY
from dash.treeshap.ubjson import parse_ubjson

N, D = 400, 5
RNG = np.random.default_rng(0)


def table(seed=0, categories=1, missing=0.15):
    """Rows with few distinct numbers (ties with thresholds), missing values and categories."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D)).round(1)
    for f in range(categories):
        X[:, f] = rng.integers(0, 40, N)
    X[rng.random(X.shape) < missing] = np.nan
    filled = np.nan_to_num(X)
    y = filled @ rng.normal(size=D) / 3 + np.isin(filled[:, 0], [3, 7, 31]) * 3
    return X, y + rng.normal(size=N) / 5


def strange(X, categories=1):
    """Rows that training did not show: unseen, negative and broken categories, infinities, zeros."""
    T = X.copy()
    T[0:6, categories:] = [[0.0], [-0.0], [1e-40], [-1e-40], [np.inf], [-np.inf]]
    T[6:14, :categories] = np.array([[-1], [-0.5], [41], [3.7], [1e6], [-1e6], [70], [np.nan]])
    return T


def ties(trees, X, largest=np.inf):
    """Rows with a value on a threshold of theirs, and on the numbers next to it."""
    nodes = np.flatnonzero(
        (trees.left >= 0) & (trees.kind != CATEGORY) & (np.abs(trees.threshold) < largest)
    )
    cut = trees.threshold[nodes]
    single = cut.astype(np.float32)
    values = [cut, single, *(np.nextafter(x, way) for x in (cut, single) for way in FAR[x.dtype])]
    rows = np.tile(X[nodes % len(X)], (len(values), 1))
    rows[np.arange(len(rows)), np.tile(trees.feature[nodes], len(values))] = np.concatenate(values)
    return rows


FAR = {np.dtype(t): [t(-np.inf), t(np.inf)] for t in (np.float32, np.float64)}


def covers_add_up(trees, rtol):
    """Whether the cover of a node is the sum of its children's, and children come after it."""
    inner = np.flatnonzero(trees.left >= 0)
    left, right = trees.left[inner], trees.right[inner]
    sums = trees.cover[left] + trees.cover[right]
    later = (np.minimum(left, right) > inner).all()
    return later and np.allclose(trees.cover[inner], sums, rtol=rtol, atol=0)


def expectation(trees):
    """Mean of the output as the covers weigh the leaves."""
    result = trees.base.copy()
    for t, (first, last) in enumerate(zip(trees.start[:-1], trees.start[1:], strict=True)):
        leaves = np.arange(first, last)[trees.left[first:last] < 0]
        result[trees.output[t]] += np.average(trees.value[leaves], weights=trees.cover[leaves])
    return result


XGB_LABELS = {
    "reg:squarederror": lambda y: y,
    "reg:absoluteerror": lambda y: y,
    "reg:pseudohubererror": lambda y: y,
    "reg:quantileerror": lambda y: y,
    "reg:tweedie": lambda y: np.abs(y) + 1,
    "reg:gamma": lambda y: np.abs(y) + 1,
    "count:poisson": lambda y: np.round(np.abs(y)),
    "survival:cox": lambda y: np.abs(y) + 1,
    "reg:logistic": lambda y: (y > 0) * 1,
    "binary:logistic": lambda y: (y > 0) * 1,
    "binary:logitraw": lambda y: (y > 0) * 1,
    "binary:hinge": lambda y: (y > 0) * 1,
    "rank:pairwise": lambda y: (y > 0) * 1,
    "multi:softprob": lambda y: np.digitize(y, [-1, 1]),
}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    objective=st.sampled_from(sorted(XGB_LABELS)),
    dart=st.booleans(),
    method=st.sampled_from(["hist", "approx"]),
    policy=st.sampled_from(["depthwise", "lossguide"]),
    onehot=st.sampled_from([1, 100]),
    parallel=st.integers(1, 2),
    gamma=st.sampled_from([0.0, 2.0]),
    base=st.sampled_from([None, 0.3]),
    seed=st.integers(0, 10**6),
)
def test_xgboost(objective, dart, method, policy, onehot, parallel, gamma, base, seed):
    X, y = table(seed)
    types = ["c"] + ["q"] * (D - 1)
    options = {
        "objective": objective, "tree_method": method, "grow_policy": policy, "max_depth": 5,
        "max_cat_to_onehot": onehot, "num_parallel_tree": parallel, "gamma": gamma, "nthread": 1,
        "seed": seed, "subsample": 0.7,
    }  # fmt: skip
    if objective in ("reg:absoluteerror", "reg:quantileerror"):
        # Early releases do not train forests for these.
        options["num_parallel_tree"] = 1
    if dart:
        options |= {"booster": "dart", "rate_drop": 0.5}
    if objective == "multi:softprob":
        options["num_class"] = 3
    if objective == "reg:quantileerror":
        options["quantile_alpha"] = [0.2, 0.8]
    if base is not None:
        options["base_score"] = base
    data = xgboost.DMatrix(
        X, XGB_LABELS[objective](y), feature_types=types, enable_categorical=True
    )
    model = xgboost.train(options, data, 4)
    T = strange(X)
    T[T == -np.inf] = -1e30
    T[T == np.inf] = 1e30
    rows = xgboost.DMatrix(T, feature_types=types, enable_categorical=True)
    trees = read_trees(model)
    assert covers_add_up(trees, rtol=1e-4)
    found = trees.predict(T)
    own = model.predict(rows, output_margin=True).reshape(found.shape)
    assert np.allclose(found, own, rtol=1e-5, atol=1e-5)


def test_xgboost_nodes_that_were_pruned_are_left_out():
    X, y = table(categories=0)
    model = xgboost.train(
        {"tree_method": "exact", "gamma": 5, "max_depth": 6, "nthread": 1}, xgboost.DMatrix(X, y), 5
    )
    trees = read_trees(model)
    inner = trees.left >= 0
    assert len(trees.left) == 2 * inner.sum() + trees.n_trees
    own = model.predict(xgboost.DMatrix(X), output_margin=True)
    assert np.allclose(trees.predict(X)[:, 0], own, atol=1e-5)
    assert np.allclose(
        trees.cover[inner], trees.cover[trees.left[inner]] + trees.cover[trees.right[inner]],
        rtol=1e-4,
    )  # fmt: skip


def test_xgboost_ties_in_single_precision_go_where_xgboost_sends_them():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, D))
    y = X @ rng.normal(size=D)
    model = xgboost.train({"max_depth": 6, "nthread": 1}, xgboost.DMatrix(X, y), 10)
    trees = read_trees(model)
    cuts = model.trees_to_dataframe().dropna(subset="Split")
    T = np.tile(X[:1], (len(cuts), 1))
    for i, (f, cut) in enumerate(
        zip(cuts["Feature"].str[1:].astype(int), cuts["Split"], strict=True)
    ):
        T[i, f] = cut + rng.choice([-1e-9, 0.0, 1e-9])
    own = model.predict(xgboost.DMatrix(T), output_margin=True)
    assert np.allclose(trees.predict(T)[:, 0], own, atol=1e-5)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    objective=st.sampled_from(["regression", "regression_l1", "binary", "multiclass", "poisson"]),
    boosting=st.sampled_from(["gbdt", "dart", "rf"]),
    use_missing=st.booleans(),
    zero=st.booleans(),
    onehot=st.sampled_from([1, 100]),
    missing=st.sampled_from([0.0, 0.2]),
    few=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_lightgbm(objective, boosting, use_missing, zero, onehot, missing, few, seed):
    X, y = table(seed, missing=missing)
    labels = {
        "binary": (y > 0) * 1, "multiclass": np.digitize(y, [-1, 1]), "poisson": np.round(np.abs(y)),
    }.get(objective, y)  # fmt: skip
    options = {
        "objective": objective, "boosting": boosting, "use_missing": use_missing,
        "zero_as_missing": zero, "max_cat_to_onehot": onehot, "num_leaves": 12, "num_threads": 1,
        "min_data_in_leaf": 300 if few else 3, "min_data_per_group": 3, "cat_smooth": 1.0,
        "bagging_fraction": 0.8, "bagging_freq": 1, "seed": seed, "verbosity": -1,
    }  # fmt: skip
    if objective == "multiclass":
        options["num_class"] = 3
    model = lightgbm.train(options, lightgbm.Dataset(X, labels, categorical_feature=[0]), 4)
    trees = read_trees(model)
    T = np.concatenate([strange(X), ties(trees, X)])
    found = trees.predict(T)
    own = model.predict(T, raw_score=True).reshape(found.shape)
    assert np.allclose(found, own, rtol=1e-9, atol=1e-9)
    assert covers_add_up(trees, rtol=0)
    bias = model.predict(X[:1], pred_contrib=True).reshape(trees.n_outputs, -1)[:, -1]
    assert np.allclose(expectation(trees), bias, rtol=1e-9, atol=1e-9)


def test_lightgbm_stops_at_its_best_iteration():
    X, y = table(categories=0)
    model = lightgbm.train(
        {"verbosity": -1, "num_leaves": 31, "learning_rate": 0.5, "num_threads": 1},
        lightgbm.Dataset(X[:200], y[:200]), 100,
        valid_sets=[lightgbm.Dataset(X[200:], y[200:])],
        callbacks=[lightgbm.early_stopping(3, verbose=False)], keep_training_booster=True,
    )  # fmt: skip
    trees = read_trees(model)
    assert trees.n_trees == model.best_iteration < model.num_trees()
    assert np.allclose(trees.predict(X)[:, 0], model.predict(X, raw_score=True))


SCIKIT = [
    DecisionTreeRegressor(max_depth=4),
    ExtraTreeRegressor(max_leaf_nodes=9),
    DecisionTreeClassifier(max_depth=4),
    RandomForestRegressor(5, min_samples_leaf=3),
    RandomForestClassifier(5),
    RandomForestClassifier(5, class_weight="balanced", max_depth=3),
    ExtraTreesRegressor(5, max_depth=6),
    ExtraTreesClassifier(5),
    GradientBoostingRegressor(n_estimators=5),
    GradientBoostingRegressor(n_estimators=5, init="zero", loss="absolute_error"),
    GradientBoostingClassifier(n_estimators=5),
    HistGradientBoostingRegressor(max_iter=5),
    HistGradientBoostingRegressor(max_iter=5, loss="poisson"),
    HistGradientBoostingClassifier(max_iter=5),
]


def raw(model, X):
    """The output that attributions add up to."""
    if not hasattr(model, "classes_"):
        poisson = getattr(model, "loss", "") == "poisson"
        return np.log(model.predict(X)) if poisson else model.predict(X)
    if "Boosting" in type(model).__name__:
        return model.decision_function(X)
    probability = model.predict_proba(X)
    return probability[:, 1] if probability.shape[1] == 2 else probability


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("model", SCIKIT, ids=lambda m: f"{type(m).__name__}")
def test_scikit_learn(model, classes):
    X, y = (
        load_diabetes(return_X_y=True)
        if "Reg" in type(model).__name__
        else load_iris(return_X_y=True)
    )
    if classes == 2 and "Class" in type(model).__name__:
        X, y = X[y < 2], y[y < 2]
    X = X + RNG.normal(size=X.shape) * 1e-3
    accepts_missing = model.__sklearn_tags__().input_tags.allow_nan
    if accepts_missing:
        X[RNG.random(X.shape) < 0.1] = np.nan
    model.fit(X, np.abs(y))
    found = read_trees(model).predict(X)
    assert np.allclose(found, raw(model, X).reshape(found.shape), rtol=1e-6)


@pytest.mark.parametrize("model", SCIKIT, ids=lambda m: f"{type(m).__name__}")
def test_scikit_learn_at_ties_and_with_weights(model):
    X, y = table(categories=0, missing=0)
    X = X + RNG.normal(size=X.shape) * 1e-7
    if hasattr(model, "predict_proba"):
        y = np.array(["a", "b", "c"])[np.digitize(y, [-1, 1])]
    else:
        y = np.abs(y)
    if model.__sklearn_tags__().input_tags.allow_nan:
        X[RNG.random(X.shape) < 0.1] = np.nan
    model.fit(X, y, sample_weight=RNG.random(N) + 0.1)
    trees = read_trees(model)
    T = np.concatenate([X, ties(trees, X, largest=1e30), X * 0.0, X * -0.0])
    found = trees.predict(T)
    assert np.allclose(found, raw(model, T).reshape(found.shape), rtol=1e-9, atol=1e-9)
    assert covers_add_up(trees, rtol=1e-9)


STARTS = [
    DummyRegressor(strategy="constant", constant=1e9),
    DummyRegressor(strategy="quantile", quantile=0.2),
    DummyClassifier(strategy="uniform"),
    # Gradients that are nearly zero make leaves of 1e10 and more.
    DummyClassifier(strategy="constant", constant=1),
]


@pytest.mark.parametrize("start", STARTS, ids=lambda m: f"{type(m).__name__} {m.strategy}")
def test_boosting_adds_to_the_constant_it_starts_from(start):
    X, y = table(categories=0, missing=0)
    frame = pd.DataFrame(X, columns=list("abcde"))
    if isinstance(start, DummyRegressor):
        model = GradientBoostingRegressor(init=start, n_estimators=4, random_state=0)
    else:
        model = GradientBoostingClassifier(init=start, n_estimators=4, random_state=0)
        y = np.digitize(y, [-1, 1])
    with warnings.catch_warnings():
        # Such as that a row has no feature names.
        warnings.simplefilter("error")
        trees = read_trees(model.fit(frame, y))
    assert np.allclose(trees.predict(X), raw(model, frame).reshape(N, -1), rtol=1e-9)


@pytest.mark.parametrize("positions", [[0], [2], [0, 3]])
def test_histogram_boosting_with_categories_anywhere(positions):
    X, y = table(categories=0)
    for f in positions:
        X[:, f] = RNG.choice([2, 3, 5, 7, 11, 13, 80], N)
        y = y + np.isin(X[:, f], [3, 13]) * 3
    X[::9, positions[0]] = np.nan
    model = HistGradientBoostingRegressor(max_iter=8, categorical_features=positions).fit(X, y)
    T = X.copy()
    T[:10, positions] = np.array([[4], [200], [-1], [80], [2], [13], [np.nan], [1], [3.7], [-0.5]])
    assert np.allclose(read_trees(model).predict(T)[:, 0], model.predict(T))


@pytest.mark.parametrize(
    "categories", [["x", "y"], ["1", "01"], [-1, 2], [0.5, 1.0], [0.0, 1e300]], ids=str
)
def test_histogram_boosting_with_categories_that_are_not_whole_numbers_is_refused(categories):
    frame = pd.DataFrame({"a": pd.Categorical(categories * 50), "b": np.arange(100.0)})
    model = HistGradientBoostingRegressor(max_iter=2, categorical_features="from_dtype")
    with pytest.raises(dash.InputError, match="not whole numbers"):
        read_trees(model.fit(frame, np.arange(100) % 2))


def test_what_cannot_be_read_is_refused_with_the_cure():
    X, y = table(categories=0)
    linear = lightgbm.train(
        {"linear_tree": True, "verbosity": -1, "num_leaves": 4}, lightgbm.Dataset(X, y), 2
    )
    with pytest.raises(dash.InputError, match="linear_tree=false"):
        read_trees(linear)
    straight = xgboost.train({"booster": "gblinear"}, xgboost.DMatrix(X, y), 2)
    with pytest.raises(dash.InputError, match="use booster gbtree"):
        read_trees(straight)
    vectors = xgboost.train(
        {"multi_strategy": "multi_output_tree", "tree_method": "hist"},
        xgboost.DMatrix(X, np.column_stack([y, -y])), 2,
    )  # fmt: skip
    with pytest.raises(dash.InputError, match="one_output_per_tree"):
        read_trees(vectors)
    filled = np.nan_to_num(X)
    with pytest.raises(dash.InputError, match="2 targets"):
        read_trees(RandomForestRegressor(2).fit(filled, np.column_stack([y, y])))
    with pytest.raises(dash.InputError, match="starts from a LinearRegression"):
        read_trees(GradientBoostingRegressor(init=LinearRegression()).fit(filled, y))
    random = DummyClassifier(strategy="stratified")
    with pytest.raises(dash.InputError, match="starts from random classes"):
        read_trees(GradientBoostingClassifier(init=random, n_estimators=2).fit(filled, y > 0))
    with pytest.raises(dash.InputError, match="not a tree model"):
        read_trees(LinearRegression())
    assert not readable(LinearRegression())


def test_wrappers_are_read_like_their_boosters():
    X, y = table(categories=0)
    for model in (
        xgboost.XGBRegressor(n_estimators=3, n_jobs=1),
        lightgbm.LGBMRegressor(n_estimators=3, verbose=-1),
    ):
        model.fit(X, y)
        assert readable(model)
        assert np.allclose(read_trees(model).predict(X)[:, 0], model.predict(X), atol=1e-5)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"Z", None),
        (b"T", True),
        (b"[i\x01i\x02]", [1, 2]),
        (b"[#i\x02SI\x00\x01aF", ["a", False]),
        (b"{i\x01ai\x05i\x01bD\x40\x00\x00\x00\x00\x00\x00\x00}", {"a": 5, "b": 2.0}),
        (b"{$i#i\x01i\x01a\x07", {"a": 7}),
        (b"NNCx", "x"),
    ],
)
def test_ubjson_values(data, value):
    assert parse_ubjson(data) == value


@pytest.mark.parametrize("data", [b"", b"[i", b"{i\x05ab", b"?", b"[$l#i\x04\x00"])
def test_broken_ubjson_is_an_error(data):
    with pytest.raises(ValueError):
        parse_ubjson(data)


def test_wrappers_that_stopped_early_are_read_up_to_their_best_iteration():
    X, y = table(categories=0)
    model = xgboost.XGBRegressor(
        n_estimators=200, learning_rate=0.5, early_stopping_rounds=2, n_jobs=1
    ).fit(X[:200], y[:200], eval_set=[(X[200:], y[200:])], verbose=False)
    trees = read_trees(model)
    assert trees.n_trees == model.best_iteration + 1 < model.get_booster().num_boosted_rounds()
    assert np.allclose(trees.predict(X)[:, 0], model.predict(X), atol=1e-5)
    for engine in ("treeshap", "xgboost"):
        found = dash.attribute([model], X, engine=engine)
        assert np.allclose(
            found.signed[0].sum() + found.base[0], model.predict(X).mean(), atol=1e-4
        )


@pytest.mark.parametrize(
    "model",
    [RandomForestRegressor(), xgboost.XGBRegressor(), lightgbm.LGBMRegressor()],
    ids=lambda m: type(m).__name__,
)
def test_models_that_were_not_trained_say_so(model):
    with pytest.raises(NotFittedError):
        read_trees(model)
