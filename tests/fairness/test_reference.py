"""Existing models: every format, refusals, and their place within the ensemble."""

import joblib
import lightgbm
import numpy as np
import pytest
import xgboost
from scipy import stats
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)

import dash
from dash.fairness.reference import place_reference, read_model


@pytest.fixture(scope="module")
def data(german):
    table = german.table
    return table.feature_names, np.nan_to_num(table.matrix()), np.asarray(table.y)


def boosted(data, order=None, names=True):
    features, X, y = data
    order = np.arange(len(features)) if order is None else order
    matrix = xgboost.DMatrix(
        X[:, order], y, feature_names=[features[j] for j in order] if names else None
    )
    return xgboost.train({"objective": "binary:logistic", "max_depth": 3, "seed": 1}, matrix, 20)


@pytest.mark.parametrize("suffix", ["json", "ubj"])
def test_xgboost_files_in_any_column_order(data, german, tmp_path, suffix):
    order = np.random.default_rng(0).permutation(len(data[0]))
    plain, shuffled = boosted(data), boosted(data, order)
    plain.save_model(tmp_path / f"plain.{suffix}")
    shuffled.save_model(tmp_path / f"shuffled.{suffix}")
    a = read_model(tmp_path / f"plain.{suffix}", data[0])
    b = read_model(tmp_path / f"shuffled.{suffix}", data[0])
    assert a.columns.tolist() == list(range(len(order))) and b.columns.tolist() == order.tolist()
    assert a.kind == "XGBoost" and len(a.sha256) == 64
    found = place_reference(b, german.screening, n_jobs=1)
    own = dash.attribute([plain], data[1]).values[0]
    share = {f.name: f.share for f in found.features}
    close = [share[n] for n in data[0]]
    assert np.corrcoef(close, own / own.sum())[0, 1] > 0.98


def test_lightgbm_text(data, tmp_path):
    features, X, y = data
    names = [n.replace("_", " ") for n in features]
    train = lightgbm.Dataset(X, y, feature_name=names, params={"verbose": -1})
    booster = lightgbm.train({"objective": "binary", "verbose": -1}, train, 10)
    booster.save_model(tmp_path / "model.txt")
    found = read_model(tmp_path / "model.txt", names)
    assert found.kind == "LightGBM" and found.columns.tolist() == list(range(len(names)))


@pytest.mark.parametrize(
    "estimator",
    [
        RandomForestClassifier(5, random_state=0),
        GradientBoostingClassifier(n_estimators=5),
        HistGradientBoostingClassifier(max_iter=5),
    ],
    ids=lambda e: type(e).__name__,
)
def test_scikit_learn_through_skops(data, german, tmp_path, estimator):
    skops = pytest.importorskip("skops.io", reason="skops is not installed")
    skops.dump(estimator.fit(data[1], data[2]), tmp_path / "model.skops")
    found = read_model(tmp_path / "model.skops", data[0])
    assert found.kind == "skops"
    assert len(place_reference(found, german.screening, n_jobs=1).features) == len(data[0])


class Harmful:
    """What unpickling this would do can be seen in the file that it writes."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_pickle_is_not_opened_unless_it_is_trusted(data, tmp_path):
    joblib.dump(Harmful(tmp_path / "traces"), tmp_path / "model.joblib")
    (tmp_path / "model.bin").write_bytes((tmp_path / "model.joblib").read_bytes())
    for name in ("model.joblib", "model.bin"):
        with pytest.raises(dash.InputError, match="runs whatever code it holds"):
            read_model(tmp_path / name, data[0])
    assert not (tmp_path / "traces").exists()
    forest = RandomForestClassifier(3, random_state=0).fit(data[1], data[2])
    joblib.dump(forest, tmp_path / "forest.joblib")
    with pytest.warns(UserWarning, match="runs the code"):
        found = read_model(tmp_path / "forest.joblib", data[0], trust_pickle=True)
    assert found.kind == "pickle"


def test_a_skops_file_with_other_types_is_refused(data, tmp_path):
    skops = pytest.importorskip("skops.io", reason="skops is not installed")
    model = xgboost.XGBClassifier(n_estimators=2).fit(data[1], data[2])
    skops.dump(model, tmp_path / "model.skops")
    with pytest.raises(dash.InputError, match="cannot be trusted"):
        read_model(tmp_path / "model.skops", data[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a model", "no model that can be read"),
        (b'{"version": [1, 2]}', "cannot be read as a model"),
        (b"tree\nversion=v4\nnonsense", "cannot be read as a model"),
        (b"\x80\x04 pickle", "runs whatever code"),
    ],
)
def test_files_that_are_no_models(data, tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(dash.InputError, match=message):
        read_model(tmp_path / "file", data[0])


def test_other_features_are_refused_by_name(data, tmp_path):
    boosted(data).save_model(tmp_path / "model.json")
    renamed = ["height", *data[0][1:]]
    with pytest.raises(dash.InputError, match=f"it uses “{data[0][0]}”"):
        read_model(tmp_path / "model.json", renamed)
    with pytest.raises(dash.InputError, match="does not use “extra”"):
        read_model(tmp_path / "model.json", [*data[0], "extra"])
    boosted(data, names=False).save_model(tmp_path / "nameless.json")
    assert read_model(tmp_path / "nameless.json", data[0]).columns.tolist()
    with pytest.raises(dash.InputError, match="inputs without names"):
        read_model(tmp_path / "nameless.json", data[0][:-1])


def test_a_retrained_model_is_at_home_in_its_ensemble(german):
    member = german.screening.ensemble.members[0]
    inside = read_model(member.model, german.screening.order.names)
    inside = type(inside)(inside.model, "a member", "XGBoost", "", member.columns)
    found = place_reference(inside, german.screening, n_jobs=1)
    assert found.p_value > 0.05 and "as retrained models do" in found.sentence


def test_a_model_of_other_labels_is_a_stranger(german, data):
    features, X, _ = data
    y = X[:, features.index("telephone")] > 0
    matrix = xgboost.DMatrix(X, y, feature_names=list(features))
    stranger = xgboost.train({"objective": "binary:logistic"}, matrix, 10)
    found = place_reference(read_model(stranger, features), german.screening, n_jobs=1)
    m = len(german.screening.attributions.values)
    assert found.p_value == pytest.approx(1 / (m + 1)) or found.agreement < found.typical_low
    assert next(f for f in found.features if f.name == "telephone").unusual
    assert any(p.decision == "contradicted" and p.a == "telephone" for p in found.pairs)


def test_ranks_and_agreement_by_hand(german, data):
    screening = german.screening
    found = place_reference(read_model(boosted(data), data[0]), screening, n_jobs=1)
    plan = screening.ensemble.plan
    assert found.n_rows == len(plan.X) == 1000
    ensemble = dash.attribute(screening.ensemble, plan.X).values
    own = dash.attribute([boosted(data)], plan.X).values[0]
    mean = ensemble.mean(axis=0)
    assert found.agreement == pytest.approx(stats.kendalltau(own, mean).statistic)
    ranks = stats.rankdata(-ensemble, axis=1)
    names = list(data[0])
    for f in found.features:
        j = names.index(f.name)
        assert f.ensemble_rank == np.median(ranks[:, j])
        assert f.rank == int(stats.rankdata(-own)[j])
        assert f.ensemble_rank_low in ranks[:, j] and f.ensemble_rank_high in ranks[:, j]


def test_a_model_whose_inputs_mean_something_else_is_not_trusted(german, data):
    """Codes of each column in the opposite order: what the model has learned points elsewhere."""
    features, X, y = data
    turned = X.max(axis=0) - X
    matrix = xgboost.DMatrix(turned, y, feature_names=list(features))
    model = xgboost.train({"objective": "binary:logistic", "max_depth": 2}, matrix, 20)
    found = place_reference(read_model(model, features), german.screening, n_jobs=1)
    known = place_reference(read_model(boosted(data), features), german.screening, n_jobs=1)
    assert "no better than a constant" in found.sentence
    assert "no better than a constant" not in known.sentence
