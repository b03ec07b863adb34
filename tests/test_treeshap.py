"""Our TreeSHAP: against the sum over subsets, and against the libraries' own contributions."""

import itertools
import math

import lightgbm
import numpy as np
import pytest
import xgboost
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

import dash
from dash.treeshap import Trees, TreeShap, read_trees
from dash.treeshap import codes as codes_module
from dash.treeshap import explain as explain_module
from dash.treeshap.compiled import kernel
from dash.treeshap.plan import MAX_BITS
from dash.treeshap.tables import gauss, shapley_weights
from dash.treeshap.trees import CATEGORY, NUMERIC, ZERO_IS_MISSING

VALUES = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0, np.nan])


def random_trees(rng, *, d, n_trees, depth, outputs=1, kinds=(NUMERIC,), value_offset=0.0):
    """Trees of random shape with tests of all kinds, repeated features and empty nodes."""
    rows = {k: [] for k in ("left", "right", "feature", "kind", "threshold", "missing", "inside")}
    sets, values, covers, start = [], [], [], [0]
    kind_of = rng.choice(kinds, d)

    def node(level, cover):
        me = len(values)
        for column in rows.values():
            column.append(-1)
        sets.append([])
        values.append(0.0)
        covers.append(cover)
        if level == 0 or (level < depth and rng.random() < 0.15):
            values[me] = rng.normal() + value_offset
            return me
        f = int(rng.integers(d))
        rows["feature"][me], rows["kind"][me] = f, kind_of[f]
        rows["threshold"][me] = rng.choice(VALUES[:-1]) if kind_of[f] != CATEGORY else 0.0
        rows["missing"][me], rows["inside"][me] = rng.random() < 0.5, rng.random() < 0.5
        if kind_of[f] == CATEGORY:
            sets[me] = sorted(rng.choice(4, rng.integers(1, 4), replace=False))
        share = rng.choice([0.0, 0.1, 0.3, 0.5, 0.9, 1.0], p=[0.03, 0.3, 0.3, 0.2, 0.15, 0.02])
        rows["left"][me] = node(level - 1, cover * share)
        rows["right"][me] = node(level - 1, cover * (1 - share))
        return me

    for _ in range(n_trees):
        node(depth, 100.0)
        start.append(len(values))
    sizes = [len(s) for s in sets]
    return Trees(
        start=np.array(start),
        output=rng.integers(0, outputs, n_trees).astype(np.int32),
        left=np.array(rows["left"], dtype=np.int32),
        right=np.array(rows["right"], dtype=np.int32),
        feature=np.array(rows["feature"], dtype=np.int32),
        kind=np.maximum(np.array(rows["kind"]), 0).astype(np.int8),
        threshold=np.array(rows["threshold"], dtype=float),
        missing_left=np.array(rows["missing"]) == 1,
        set_start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        categories=np.array(list(itertools.chain(*sets)), dtype=np.int64),
        inside_left=np.array(rows["inside"]) == 1,
        value=np.array(values),
        cover=np.array(covers),
        base=rng.normal(size=outputs),
        n_features=d,
        precision="float64",
    )


def shapley(value, d):
    """Shapley values of a vector-valued set function by the sum over all subsets."""
    subsets = {s: value(s) for k in range(d + 1) for s in itertools.combinations(range(d), k)}
    phi = [0.0] * d
    for s, v in subsets.items():
        for j in range(d):
            if j in s:
                rest = tuple(i for i in s if i != j)
                weight = math.factorial(len(rest)) * math.factorial(d - len(s)) / math.factorial(d)
                phi[j] = phi[j] + weight * (v - subsets[rest])
    return np.array(phi)


def path_game(trees, x):
    """v(S): unknown tests send a row both ways, in the proportion of the covers."""

    def visit(v, known):
        left, right = trees.left[v], trees.right[v]
        if left < 0:
            return trees.value[v]
        f = trees.feature[v]
        if f in known:
            return visit(left if trees.goes_left(v, x[f : f + 1])[0] else right, known)
        share = trees.cover[left] / trees.cover[v] if trees.cover[v] > 0 else 0.5
        other = trees.cover[right] / trees.cover[v] if trees.cover[v] > 0 else 0.5
        return share * visit(left, known) + other * visit(right, known)

    def value(known):
        total = trees.base.copy()
        for t in range(trees.n_trees):
            total[trees.output[t]] += visit(trees.start[t], known)
        return total

    return value


def background_game(trees, x, background):
    """v(S): the mean output with the unknown features taken from the background."""

    def value(known):
        mixed = background.copy()
        mixed[:, list(known)] = x[list(known)]
        return trees.predict(mixed).mean(axis=0)

    return value


KINDS = st.sampled_from([(NUMERIC,), (NUMERIC, CATEGORY), (NUMERIC, CATEGORY, ZERO_IS_MISSING)])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    d=st.integers(1, 6),
    depth=st.integers(0, 7),
    outputs=st.integers(1, 3),
    kinds=KINDS,
    method=st.sampled_from(["auto", "tables", "recurrence"]),
)
def test_path_dependent_values_are_the_sum_over_subsets(seed, d, depth, outputs, kinds, method):
    rng = np.random.default_rng(seed)
    trees = random_trees(rng, d=d, n_trees=3, depth=depth, outputs=outputs, kinds=kinds)
    X = rng.choice(VALUES, (5, d))
    shap = TreeShap(trees, method=method)
    found = shap.values(X)
    for x, phi in zip(trees.rounded(X), found, strict=True):
        game = path_game(trees, x)
        assert np.allclose(phi.T, shapley(game, d), atol=2e-6)
        assert np.allclose(shap.base, game(()), atol=1e-9)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    d=st.integers(1, 5),
    depth=st.integers(0, 6),
    outputs=st.integers(1, 2),
    kinds=KINDS,
    method=st.sampled_from(["auto", "tables", "recurrence"]),
)
def test_interventional_values_are_the_sum_over_subsets(seed, d, depth, outputs, kinds, method):
    rng = np.random.default_rng(seed)
    trees = random_trees(rng, d=d, n_trees=2, depth=depth, outputs=outputs, kinds=kinds)
    X, background = rng.choice(VALUES, (3, d)), rng.choice(VALUES, (7, d))
    shap = TreeShap(trees, background=background, method=method)
    found = shap.values(X)
    for x, phi in zip(X, found, strict=True):
        game = background_game(trees, x, background)
        assert np.allclose(phi.T, shapley(game, d), atol=2e-6)
        assert np.allclose(shap.base, game(()), atol=1e-9)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    d=st.integers(1, 40),
    depth=st.integers(1, 16),
    kinds=KINDS,
    background=st.booleans(),
)
def test_values_of_deep_trees_add_up_and_both_methods_agree(seed, d, depth, kinds, background):
    rng = np.random.default_rng(seed)
    trees = random_trees(rng, d=d, n_trees=2, depth=min(depth, 11), kinds=kinds)
    X = rng.choice(VALUES, (40, d))
    reference = rng.choice(VALUES, (3, d)) if background else None
    auto = TreeShap(trees, background=reference)
    plain = TreeShap(trees, background=reference, method="recurrence")
    found = auto.values(X)
    assert np.allclose(found.sum(axis=2) + auto.base, trees.predict(X), atol=1e-5)
    assert np.allclose(found, plain.values(X), atol=1e-5)
    reduced = auto.reduce(X, keep=7)
    assert np.allclose(reduced.absolute, np.abs(found).mean(axis=(0, 1)), atol=1e-6)
    assert np.allclose(reduced.signed, found.sum(axis=1).mean(axis=0), atol=1e-6)
    assert np.allclose(reduced.first, found[:7], atol=1e-6)
    assert reduced.to_frame()["absolute"].tolist() == reduced.absolute.tolist()


def test_a_large_constant_in_the_leaves_costs_no_accuracy():
    rng = np.random.default_rng(0)
    far = random_trees(rng, d=4, n_trees=10, depth=4, value_offset=1e7)
    X = rng.choice(VALUES, (20, 4))
    game = path_game(far, X[0])
    assert np.allclose(TreeShap(far).values(X)[0].T, shapley(game, 4), atol=1e-6)


def test_rows_threads_and_blocks_change_no_bit(monkeypatch):
    rng = np.random.default_rng(1)
    trees = random_trees(rng, d=9, n_trees=12, depth=6, outputs=2)
    X = rng.choice(VALUES, (3000, 9))
    whole = TreeShap(trees).values(X)
    assert np.array_equal(TreeShap(trees, n_threads=3).values(X), whole)
    sums = TreeShap(trees).reduce(X)
    monkeypatch.setattr(explain_module, "ROW_BYTES", 8 * 9 * 700)
    assert np.allclose(TreeShap(trees).values(X), whole, atol=1e-6)
    assert np.allclose(TreeShap(trees).reduce(X).absolute, sums.absolute, atol=1e-6)
    monkeypatch.setattr(explain_module, "CHUNK_NODES", 50)
    assert np.allclose(TreeShap(trees).values(X), whole, atol=1e-6)


@pytest.mark.parametrize("background", [False, True])
def test_trees_with_more_thresholds_than_codes(monkeypatch, background):
    rng = np.random.default_rng(5)
    trees = random_trees(rng, d=3, n_trees=6, depth=6, kinds=(NUMERIC, CATEGORY, ZERO_IS_MISSING))
    X = rng.choice(VALUES, (300, 3))
    reference = X[:20] if background else None
    whole = TreeShap(trees, background=reference)
    expected = whole.values(X)
    monkeypatch.setattr(codes_module, "MAX_CODES", 3)
    wide = TreeShap(trees, background=reference)
    assert np.allclose(wide.values(X), expected, atol=1e-6)
    assert np.allclose(wide.base, whole.base)
    with pytest.raises(dash.InputError, match="use auto"):
        TreeShap(trees, method="tables").values(X)


def test_many_features_are_bundled():
    rng = np.random.default_rng(2)
    d = 500
    X = rng.normal(size=(300, d))
    y = X[:, :250] @ rng.normal(size=250)
    model = RandomForestRegressor(8, max_depth=8, max_features=50, random_state=0).fit(X, y)
    tables = TreeShap(read_trees(model), method="tables").values(X)
    assert np.allclose(
        tables, TreeShap(read_trees(model), method="recurrence").values(X), atol=1e-5
    )


def test_a_path_too_long_for_tables_is_said():
    rng = np.random.default_rng(3)
    trees = random_trees(rng, d=60, n_trees=1, depth=15)
    with pytest.raises(dash.InputError, match="method tables reads paths of at most"):
        TreeShap(trees, method="tables").values(np.zeros((1, 60)))
    assert MAX_BITS < 15


def test_bad_arguments_of_the_kernel():
    trees = random_trees(np.random.default_rng(0), d=3, n_trees=1, depth=2)
    with pytest.raises(dash.InputError, match="method 'fast' is not known"):
        TreeShap(trees, method="fast")
    with pytest.raises(dash.InputError, match="at least one row"):
        TreeShap(trees, background=np.zeros((0, 3)))
    with pytest.raises(dash.InputError, match="background has 2 features; the model has 3"):
        TreeShap(trees, background=np.zeros((4, 2)))
    with pytest.raises(dash.InputError, match="the model has 3 features"):
        TreeShap(trees).values(np.zeros((2, 4)))


@pytest.mark.parametrize("points", range(1, 9))
def test_quadrature_is_exact_for_the_degree_it_is_used_for(points):
    nodes, weights = gauss(points)
    for degree in range(2 * points):
        assert abs((weights * nodes**degree).sum() - 1 / (degree + 1)) < 1e-14


def test_shapley_weights_against_factorials():
    weights = shapley_weights(12)
    for a in range(1, 13):
        for b in range(13 - a):
            exact = math.factorial(a - 1) * math.factorial(b) / math.factorial(a + b)
            assert abs(weights[a, b] - exact) < 1e-15


def test_codes_decide_every_test_exactly():
    rng = np.random.default_rng(4)
    trees = random_trees(rng, d=3, n_trees=20, depth=5, kinds=(NUMERIC, CATEGORY, ZERO_IS_MISSING))
    X = rng.choice(np.array([*VALUES, 1e-36, -1e-36, 7.0, -0.5, np.inf, -np.inf]), (500, 3))
    X = trees.rounded(X)
    coding = codes_module.code_trees(trees, 0, trees.n_trees)
    codes = codes_module.encode(coding, X)
    for v in np.flatnonzero(trees.left >= 0):
        f = trees.feature[v]
        code = codes[f].astype(int)
        if coding.node_lut[v] >= 0:
            place = np.where(code == codes_module.MISSING, coding.top[f] + 1, code)
            answer = coding.luts[coding.node_lut[v] + place] == 1
        else:
            shift = int(trees.missing_left[v])
            answer = (code + shift) % 65536 <= coding.node_code[v] + shift
        assert np.array_equal(answer, trees.goes_left(v, X[:, f]))


def regression(rng, n, d, missing, categories=0):
    X = rng.normal(size=(n, d)).round(1)
    X[rng.random(X.shape) < missing] = np.nan
    for f in range(categories):
        X[:, f] = np.where(np.isnan(X[:, f]), np.nan, rng.integers(0, 12, n))
    filled = np.nan_to_num(X)
    y = filled @ rng.normal(size=d) + filled[:, 0] * filled[:, -1] + (filled[:, 0] == 3) * 4
    return X, y + rng.normal(size=n)


def agree(found, own, base):
    """Within 1e-5 of the output's range."""
    own = own.reshape(found.shape[0], found.shape[1], -1)
    spread = np.ptp(own.sum(axis=2))
    assert np.abs(found - own[:, :, :-1]).max() <= 1e-5 * spread
    assert np.abs(base - own[0, :, -1]).max() <= 1e-5 * spread


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    depth=st.integers(1, 16),
    rounds=st.integers(1, 12),
    missing=st.sampled_from([0.0, 0.2]),
    categories=st.integers(0, 2),
    booster=st.sampled_from(["gbtree", "dart"]),
    objective=st.sampled_from(["reg:squarederror", "binary:logistic", "multi:softprob"]),
    leafwise=st.booleans(),
    parallel=st.integers(1, 2),
)
def test_xgboost_agrees_with_its_own_contributions(
    seed, depth, rounds, missing, categories, booster, objective, leafwise, parallel
):
    rng = np.random.default_rng(seed)
    X, y = regression(rng, 300, 6, missing, categories)
    if objective != "reg:squarederror":
        y = np.digitize(y, np.quantile(y, [0.5] if "binary" in objective else [0.3, 0.7]))
    options = {
        "max_depth": depth, "booster": booster, "objective": objective, "seed": seed, "eta": 0.3,
        "lambda": 0.1, "nthread": 1, "subsample": 0.8, "num_parallel_tree": parallel,
        "grow_policy": "lossguide" if leafwise else "depthwise", "max_cat_to_onehot": 4,
    }  # fmt: skip
    if objective.startswith("multi"):
        options["num_class"] = 3
    if booster == "dart":
        options["rate_drop"] = 0.5
    types = ["c"] * categories + ["q"] * (6 - categories)
    data = xgboost.DMatrix(X, y, feature_types=types, enable_categorical=True)
    model = xgboost.train(options, data, rounds)
    shap = TreeShap(read_trees(model))
    agree(shap.values(X), model.predict(data, pred_contribs=True).astype(float), shap.base)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    depth=st.integers(1, 16),
    rounds=st.integers(1, 12),
    missing=st.sampled_from([0.0, 0.2]),
    zero=st.booleans(),
    categories=st.integers(0, 2),
    boosting=st.sampled_from(["gbdt", "dart", "rf"]),
    objective=st.sampled_from(["regression", "binary", "multiclass"]),
)
def test_lightgbm_agrees_with_its_own_contributions(
    seed, depth, rounds, missing, zero, categories, boosting, objective
):
    rng = np.random.default_rng(seed)
    X, y = regression(rng, 300, 6, missing, categories)
    if objective != "regression":
        y = np.digitize(y, np.quantile(y, [0.5] if objective == "binary" else [0.3, 0.7]))
    options = {
        "max_depth": depth, "num_leaves": 60, "min_data_in_leaf": 3, "boosting": boosting,
        "objective": objective, "seed": seed, "num_threads": 1, "verbosity": -1,
        "bagging_fraction": 0.8, "bagging_freq": 1, "zero_as_missing": zero, "drop_rate": 0.5,
        "min_data_per_group": 5, "cat_smooth": 1.0,
    }  # fmt: skip
    if objective == "multiclass":
        options["num_class"] = 3
    data = lightgbm.Dataset(X, y, categorical_feature=list(range(categories)))
    model = lightgbm.train(options, data, rounds)
    shap = TreeShap(read_trees(model))
    output = model.predict(X, raw_score=True).reshape(300, -1)
    assert np.allclose(shap.values(X).sum(axis=2) + shap.base, output, atol=1e-5 * np.ptp(output))
    agree(shap.values(X), model.predict(X, pred_contrib=True), shap.base)


@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(6, max_depth=7, random_state=0),
        ExtraTreesClassifier(6, random_state=0),
        GradientBoostingRegressor(n_estimators=8, max_depth=4, random_state=0),
        HistGradientBoostingRegressor(max_iter=8, random_state=0),
    ],
    ids=lambda m: type(m).__name__,
)
def test_scikit_learn_values_are_the_sum_over_subsets(model):
    X, y = (load_iris if "Classifier" in type(model).__name__ else load_diabetes)(return_X_y=True)
    X = X[:, :4]
    trees = read_trees(model.fit(X, y))
    shap = TreeShap(trees)
    rounded = trees.rounded(X[:4])
    for x, phi in zip(rounded, shap.values(X[:4]), strict=True):
        assert np.allclose(phi.T, shapley(path_game(trees, x), 4), atol=1e-5 * np.ptp(y))


def test_attribute_uses_it_and_says_so():
    X, y = load_breast_cancer(return_X_y=True)
    model = xgboost.XGBClassifier(n_estimators=10, max_depth=4).fit(X, y)
    ours = dash.attribute([model], X)
    own = dash.attribute([model], X, engine="xgboost")
    assert (ours.engine, own.engine) == ("treeshap", "xgboost")
    for engine in ("treeshap-tables", "treeshap-recurrence"):
        same = dash.attribute([model], X, engine=engine)
        assert same.engine == engine
        assert np.allclose(same.values, ours.values, rtol=1e-5, atol=1e-7)
    assert np.allclose(ours.values, own.values, rtol=1e-4, atol=1e-6)
    assert np.allclose(ours.signed, own.signed, atol=1e-5)
    assert np.allclose(ours.positive, own.positive, atol=0.01)
    assert ours.unit == own.unit
    rows = dash.attribute([model], X, keep_rows=True).contributions[0]
    assert np.allclose(np.abs(rows).mean(axis=0), ours.values[0], atol=1e-6)


def test_interventional_attributions_do_not_need_shap():
    X, y = load_breast_cancer(return_X_y=True)
    model = lightgbm.LGBMClassifier(n_estimators=5, num_leaves=7, verbose=-1).fit(X, y)
    ours = dash.attribute([model], X[:60], background=X[100:350])
    theirs = dash.attribute([model], X[:60], background=X[100:350], engine="shap")
    assert ours.engine == "treeshap"
    assert np.allclose(ours.values, theirs.values, atol=1e-5)


def test_kernels_compile_where_nothing_can_be_kept():
    namespace = {}
    exec("def half(x):\n    return x / 2", namespace)  # no file, hence no place for a cache
    assert kernel(namespace["half"])(3.0) == 1.5
