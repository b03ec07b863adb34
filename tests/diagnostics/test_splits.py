"""The split screen on real models of every engine, against splits counted in another way."""

import pickle

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
import xgboost as xgb
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.linear_model import Ridge

from diagnostics.groups import collinear_groups
from diagnostics.splits import screen_splits

CANCER = load_breast_cancer(return_X_y=True)
WINE = load_wine(return_X_y=True)
DIABETES = load_diabetes(return_X_y=True)


def counted_xgboost(booster, d):
    """Usage by xgboost's own table of nodes, features by number."""
    table = booster.trees_to_dataframe()
    names = booster.feature_names or [f"f{j}" for j in range(d)]
    return np.array(
        [[n in set(tree.Feature) for n in names] for _, tree in table.groupby("Tree")]
    ).mean(axis=0)


def counted_lightgbm(booster, d):
    """Usage by walking the JSON of the trees."""

    def features(node):
        if "split_feature" not in node:
            return set()
        return (
            {node["split_feature"]} | features(node["left_child"]) | features(node["right_child"])
        )

    sets = [features(t["tree_structure"]) for t in booster.dump_model()["tree_info"]]
    return np.array([[j in s for j in range(d)] for s in sets]).mean(axis=0)


def counted_sklearn(trees, d):
    return np.mean([[(t.tree_.feature == j).any() for j in range(d)] for t in trees], axis=0)


def mixed_data(n=600, seed=0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "a": rng.normal(size=n),
            "kind [<x>]": pd.Categorical(rng.choice(list("abcdefgh"), n)),
            "b": rng.normal(size=n),
            "年齢": pd.Categorical(rng.choice(list("uvw"), n)),
        }
    )
    y = frame.a + frame.iloc[:, 1].cat.codes % 3 + 0.5 * frame.iloc[:, 3].cat.codes
    return frame, y.to_numpy(float)


@pytest.mark.parametrize("booster", ["gbtree", "dart"])
@pytest.mark.parametrize("kind", ["binary", "multiclass"])
def test_xgboost_usage(booster, kind):
    X, y = CANCER if kind == "binary" else WINE
    model = xgb.XGBClassifier(
        n_estimators=20, max_depth=3, subsample=0.8, booster=booster, learning_rate=0.2
    ).fit(X, y)
    for given_model in (model, model.get_booster()):
        screen = screen_splits(given_model)
        np.testing.assert_allclose(screen.usage, counted_xgboost(model.get_booster(), X.shape[1]))
        assert screen.n_trees == screen.effective_trees == (20 if kind == "binary" else 60)
        assert screen.subsampled and screen.learning_rate == pytest.approx(0.2)


def test_xgboost_with_pruned_nodes_and_parallel_trees():
    X, y = DIABETES
    options = {"tree_method": "exact", "gamma": 60_000, "max_depth": 6, "num_parallel_tree": 3}
    booster = xgb.train({**options, "subsample": 0.7}, xgb.DMatrix(X, y), 5)
    screen = screen_splits(booster)
    assert screen.n_trees == 15
    np.testing.assert_allclose(screen.usage, counted_xgboost(booster, 10))


def test_xgboost_vector_leaf_trees():
    X, y = WINE
    model = xgb.XGBClassifier(
        n_estimators=6, multi_strategy="multi_output_tree", max_depth=2, colsample_bytree=0.5
    ).fit(X, y)
    screen = screen_splits(model)
    assert screen.n_trees == 6 and screen.subsampled
    assert screen.usage.max() <= 1 and screen.usage.sum() > 0


def test_xgboost_categorical_splits_and_odd_names():
    frame, y = mixed_data()
    frame = frame.rename(columns={"kind [<x>]": "kind {x}"})  # XGBoost refuses the brackets
    model = xgb.XGBRegressor(n_estimators=15, max_depth=3, enable_categorical=True, subsample=0.8)
    screen = screen_splits(model.fit(frame, y))
    assert screen.names == tuple(frame.columns)
    np.testing.assert_allclose(screen.usage, counted_xgboost(model.get_booster(), 4))
    assert screen.usage[1] > 0


def test_xgboost_file_says_nothing_of_its_training(tmp_path):
    X, y = CANCER
    booster = xgb.train({"eta": 0.1, "subsample": 0.8, "max_depth": 3}, xgb.DMatrix(X, y), 30)
    before = screen_splits(booster)
    for ending in ("ubj", "json"):
        path = tmp_path / f"model.{ending}"
        booster.save_model(path)
        loaded = xgb.Booster(model_file=path)
        with pytest.raises(ValueError, match="give effective_trees"):
            screen_splits(loaded)
        after = screen_splits(loaded, effective_trees=30)
        assert after.subsampled is None and np.isnan(after.learning_rate)
        np.testing.assert_array_equal(after.z, before.z)
    pickled = screen_splits(pickle.loads(pickle.dumps(booster)))
    assert pickled.subsampled and pickled.effective_trees == 30


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, False),
        ({"subsample": 0.9}, True),
        ({"colsample_bytree": 0.5}, True),
        ({"colsample_bynode": 0.5}, True),
        ({"colsample_bylevel": 0.5}, True),
        ({"disable_default_eval_metric": 1, "subsample": 0.9}, True),
    ],
)
def test_xgboost_subsampling_is_read_from_the_booster(parameters, expected):
    X, y = DIABETES
    booster = xgb.train({"eta": 0.1, "max_depth": 2, **parameters}, xgb.DMatrix(X, y), 100)
    screen = screen_splits(booster)
    assert screen.subsampled is expected
    effective = 100 if expected else (100 - 10) * 0.9 / 1.1  # the published 74
    assert screen.effective_trees == pytest.approx(effective)


def test_effective_trees_of_several_trees_a_round():
    X, y = WINE
    model = xgb.XGBClassifier(n_estimators=50, learning_rate=0.1, max_depth=2).fit(X, y)
    assert screen_splits(model).effective_trees == pytest.approx(3 * (50 - 10) * 0.9 / 1.1)


def test_full_learning_rate_leaves_no_effective_tree():
    X, y = DIABETES
    model = xgb.XGBRegressor(n_estimators=20, learning_rate=1.0, max_depth=1).fit(X, y)
    screen = screen_splits(model)
    assert screen.effective_trees == 0 and (screen.z == 0).all() and screen.flagged.all()


@pytest.mark.parametrize("boosting", ["gbdt", "dart", "rf", "goss"])
def test_lightgbm_usage_and_reload(boosting, tmp_path):
    X, y = WINE
    parameters = {"objective": "multiclass", "num_class": 3, "verbose": -1, "boosting": boosting}
    if boosting == "rf":
        parameters |= {"bagging_fraction": 0.7, "bagging_freq": 1}
    booster = lgb.train(parameters, lgb.Dataset(X, y), 12)
    screen = screen_splits(booster)
    np.testing.assert_allclose(screen.usage, counted_lightgbm(booster, 13))
    assert screen.n_trees == 36
    assert screen.subsampled is (boosting in ("rf", "goss"))
    path = tmp_path / "model.txt"
    booster.save_model(path)
    again = screen_splits(lgb.Booster(model_file=path))
    np.testing.assert_array_equal(again.usage, screen.usage)
    assert again.effective_trees == screen.effective_trees
    assert again.subsampled is screen.subsampled


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, False),
        ({"bagging_fraction": 0.8}, False),  # without bagging_freq LightGBM ignores it
        ({"bagging_fraction": 0.8, "bagging_freq": 1}, True),
        ({"subsample": 0.8, "subsample_freq": 2}, True),
        ({"feature_fraction": 0.5}, True),
        ({"feature_fraction_bynode": 0.5}, True),
        ({"extra_trees": True}, True),
    ],
)
def test_lightgbm_subsampling(parameters, expected):
    X, y = DIABETES
    booster = lgb.train({"verbose": -1, **parameters}, lgb.Dataset(X, y), 40)
    screen = screen_splits(booster)
    assert screen.subsampled is expected
    assert screen.effective_trees == pytest.approx(40 if expected else 30 * 0.9 / 1.1)


def test_lightgbm_categorical_splits_and_wrapper():
    frame, y = mixed_data()
    frame.columns = ["a", "kind", "b", "年齢"]
    model = lgb.LGBMRegressor(n_estimators=10, verbose=-1).fit(frame, y)
    screen = screen_splits(model, names=frame.columns)
    np.testing.assert_allclose(screen.usage, counted_lightgbm(model.booster_, 4))
    assert screen.usage[1] > 0 and screen.usage[3] > 0


def test_one_leaf_trees_count_as_trees_without_splits():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), rng.normal(size=60)
    light = lgb.train(
        {"verbose": -1, "min_data_in_leaf": 50, "bagging_fraction": 0.5, "bagging_freq": 1},
        lgb.Dataset(X, y, free_raw_data=False),
        4,
    )
    heavy = xgb.train({"gamma": 1e9, "subsample": 0.5}, xgb.DMatrix(X, y), 4)
    for model in (light, heavy):
        screen = screen_splits(model)
        assert (screen.usage == 0).all() and (screen.z == 0).all() and screen.flagged.all()
    forest = RandomForestClassifier(n_estimators=5, min_samples_leaf=50, random_state=0)
    assert (screen_splits(forest.fit(X, y > 0)).usage == 0).all()


@pytest.mark.parametrize(
    "estimator",
    [
        RandomForestClassifier(n_estimators=25, max_depth=4, random_state=0),
        ExtraTreesRegressor(n_estimators=25, max_depth=4, random_state=0),
        GradientBoostingClassifier(n_estimators=15, max_depth=2, random_state=0),
        GradientBoostingClassifier(n_estimators=15, subsample=0.5, random_state=0),
        GradientBoostingRegressor(n_estimators=15, max_features=0.3, random_state=0),
    ],
    ids=["forest", "extra", "boosting", "subsampled", "columns"],
)
def test_sklearn_trees(estimator):
    X, y = WINE
    frame = pd.DataFrame(X, columns=[f"c{j}" for j in range(13)])
    model = estimator.fit(frame, y)
    screen = screen_splits(model)
    trees = np.ravel(model.estimators_)
    np.testing.assert_allclose(screen.usage, counted_sklearn(trees, 13))
    assert screen.names[3] == "c3" and screen.n_trees == len(trees)
    plain = isinstance(model, GradientBoostingClassifier) and model.subsample == 1
    expected = 3 * (15 - 10) * 0.9 / 1.1 if plain else len(trees)
    assert screen.effective_trees == pytest.approx(expected)


@pytest.mark.parametrize("categories", ["from_dtype", [False, True, False, True], None])
def test_histogram_boosting_with_categories_moved_to_the_front(categories):
    """Only the numeric column b carries signal, then only the category: no other is credited."""
    frame, _ = mixed_data()
    for column, y in (
        ("b", np.sign(frame.b)),
        ("kind [<x>]", (frame["kind [<x>]"].cat.codes == 2).astype(float)),
    ):
        X = (
            frame
            if categories == "from_dtype"
            else frame.apply(lambda c: c.cat.codes if c.dtype == "category" else c)
        )
        if categories is not None and categories != "from_dtype":
            X = X.to_numpy()
        model = HistGradientBoostingRegressor(
            max_iter=3, max_leaf_nodes=2, categorical_features=categories, max_depth=1
        ).fit(X, y)
        usage = screen_splits(model, effective_trees=3).usage
        expected = [column == name for name in frame.columns]
        np.testing.assert_array_equal(usage, np.array(expected, dtype=float))


def test_histogram_boosting_column_sampling():
    X, y = DIABETES
    sampled = HistGradientBoostingRegressor(max_iter=12, max_features=0.5).fit(X, y)
    assert screen_splits(sampled).effective_trees == 12
    whole = HistGradientBoostingRegressor(max_iter=12).fit(X, y)
    assert screen_splits(whole).effective_trees == pytest.approx(2 * 0.9 / 1.1)


def test_permuted_columns_come_home():
    X, y = CANCER
    columns = np.random.default_rng(0).permutation(30)
    data = load_breast_cancer()
    # tree learners break exact ties by column position, so the split itself may not change here
    model = RandomForestClassifier(n_estimators=40, max_depth=3, random_state=0).fit(
        X[:, columns], y
    )
    screen = screen_splits(model, columns=columns, names=data.feature_names)
    expected = counted_sklearn(model.estimators_, 30)
    for place, feature in enumerate(columns):
        assert screen.usage[feature] == pytest.approx(expected[place])
    with pytest.raises(ValueError, match="permutation"):
        screen_splits(model, columns=[0] * 30)


def z_by_hand(usage, j, k, effective, rule):
    p, q = usage[:, j].mean(), usage[:, k].mean()
    if rule == "published":
        variance = p * (1 - p) + q * (1 - q)
    else:
        variance = (usage[:, j].astype(float) - usage[:, k]).var()
    if variance == 0:
        return 0.0 if p == q else np.inf
    return abs(p - q) / np.sqrt(variance / effective)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), rule=st.sampled_from(["paired", "published"]))
def test_z_by_hand_and_invariance(seed, rule):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(2, 6))
    usage = rng.random((int(rng.integers(2, 30)), d)) < rng.choice([0, 0.3, 0.7, 1.0], d)
    screen = screen_splits(usage, rule=rule, effective_trees=17.0)
    for j, k, z in zip(screen.first, screen.second, screen.z, strict=True):
        assert z == pytest.approx(z_by_hand(usage, j, k, 17.0, rule), abs=1e-9)
    order = rng.permutation(d)
    shuffled = screen_splits(
        usage[rng.permutation(len(usage))][:, order], rule=rule, effective_trees=17.0
    )
    square = np.zeros((d, d))
    square[screen.first, screen.second] = screen.z
    square += square.T
    np.testing.assert_allclose(
        shuffled.z, square[np.ix_(order, order)][shuffled.first, shuffled.second], atol=1e-9
    )


def test_competing_features_are_overstated_by_the_published_error():
    """Two copies that never share a tree: independence makes the difference look surer."""
    rng = np.random.default_rng(1)
    side = rng.random(200) < 0.56
    usage = np.column_stack([side, ~side])
    paired = screen_splits(usage).z[0]
    published = screen_splits(usage, rule="published").z[0]
    assert published == pytest.approx(paired * np.sqrt(2), rel=0.05)


def test_flags_stay_within_groups():
    X, y = CANCER
    model = xgb.XGBClassifier(n_estimators=40, max_depth=3, subsample=0.8, random_state=0).fit(X, y)
    everything = screen_splits(model)
    groups = collinear_groups(X)
    inside = screen_splits(model, groups=groups)
    same = (groups.labels[inside.first] == groups.labels[inside.second]) & (
        groups.labels[inside.first] >= 0
    )
    np.testing.assert_array_equal(inside.flagged, everything.flagged & same)
    assert 0 < inside.flagged.sum() < everything.flagged.sum()
    by_name = screen_splits(model, groups=np.where(groups.labels < 0, "z", "a"))
    assert by_name.flagged.sum() >= inside.flagged.sum()


def test_five_hundred_deep_trees():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1500, 40))
    y = X[:, 0] + X[:, 1] * X[:, 2] + rng.normal(size=1500)
    models = [
        xgb.train({"eta": 0.05, "subsample": 0.8, "nthread": 2}, xgb.DMatrix(X, y), 500),
        lgb.train({"verbose": -1, "num_threads": 2}, lgb.Dataset(X, y), 500),
    ]
    for model in models:
        assert screen_splits(model).n_trees == 500


def test_refusals():
    X, y = DIABETES
    with pytest.raises(TypeError, match="Ridge has no splits"):
        screen_splits(Ridge().fit(X, y))
    with pytest.raises(TypeError, match="linear booster"):
        screen_splits(xgb.train({"booster": "gblinear"}, xgb.DMatrix(X, y), 3))
    with pytest.raises(TypeError, match="no splits"):
        screen_splits(RandomForestClassifier())
    with pytest.raises(ValueError, match="no trees"):
        screen_splits(np.zeros((0, 3), dtype=bool))
    with pytest.raises(ValueError, match="boolean"):
        screen_splits([[0.5, 1.0]])
    with pytest.raises(ValueError, match="not known"):
        screen_splits(np.eye(3, dtype=bool), rule="f5")
    with pytest.raises(ValueError, match="has 3 features, not 4"):
        screen_splits(np.eye(3, dtype=bool), n_features=4)
    with pytest.raises(ValueError, match="one label"):
        screen_splits(np.eye(3, dtype=bool), groups=[0, 1])


def test_result_prints_and_serialises():
    screen = screen_splits(pd.DataFrame(np.eye(3, dtype=bool), columns=list("abc")))
    assert screen.names == ("a", "b", "c")
    assert "3 of 3 pairs flagged" in repr(screen)
    assert len(screen.to_frame()) == 3
    assert '"learning_rate": null' in screen.to_json()
