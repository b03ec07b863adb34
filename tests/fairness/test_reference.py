"""Existing models: every format, refusals, and their place within the ensemble."""

import joblib
import lightgbm
import numpy as np
import pandas as pd
import pytest
import xgboost
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

import dash
import dash.fairness.existing
from dash.fairness.existing import check_task, read_model
from dash.fairness.reference import place_reference


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
        (b"", "is empty"),
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
    assert found.p_value > 0.05 and "too few to tell" in found.sentence


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
    assert sum(p.decision == "accident" for p in found.pairs) <= found.accidents
    ensemble = dash.attribute(screening.ensemble, plan.X).values
    own = dash.attribute([boosted(data)], plan.X).values[0]
    mean = ensemble.mean(axis=0)
    assert found.agreement == pytest.approx(stats.kendalltau(own, mean).statistic)
    ranks = stats.rankdata(-ensemble, axis=1)
    above = screening.order.above
    against = [(j, k) for j in range(len(own)) for k in range(len(own))
               if own[j] > own[k] and above[k, j]]  # fmt: skip
    assert found.contradicted == len(against)
    assert f"{len(against)} contradict" in found.sentence
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
    assert "place means nothing" in found.sentence
    assert "place means nothing" not in known.sentence


def test_classes_that_are_coded_the_other_way_round(german, data):
    features, X, y = data
    turned = boosted((features, X, 1 - y))
    found = place_reference(read_model(turned, features), german.screening, n_jobs=1)
    known = place_reference(read_model(boosted(data), features), german.screening, n_jobs=1)
    assert "seem coded the other way round" in found.sentence
    assert "no better than a constant" not in found.sentence
    assert found.agreement == pytest.approx(known.agreement, abs=0.05)
    rng = np.random.default_rng(3)
    noise = place_reference(
        read_model(boosted((features, rng.permuted(X, axis=0), y)), features), german.screening,
        n_jobs=1,
    )  # fmt: skip
    assert "the other way round" in noise.sentence or "than a constant" in noise.sentence


def saved(data, kind, folder):
    """A small model file of each kind."""
    path = folder / {"json": "model.json", "ubj": "model.ubj", "text": "model.txt"}[kind]
    if kind == "text":
        names = [n.replace("_", " ") for n in data[0]]
        train = lightgbm.Dataset(data[1], data[2], feature_name=names, params={"verbose": -1})
        lightgbm.train({"objective": "binary", "verbose": -1}, train, 6).save_model(path)
    else:
        boosted(data).save_model(path)
    return path


@pytest.mark.parametrize("kind", ["json", "ubj", "text"])
def test_damaged_files_are_refused_and_end_nothing(data, tmp_path, capfd, kind):
    path = saved(data, kind, tmp_path)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    end = whole.index(b"end of trees") if kind == "text" else len(whole)
    damaged = [b"", *(whole[:cut] for cut in (900, end // 2, end - 3))]
    damaged += [rng.bytes(3000), b"{" + rng.bytes(3000)]
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(dash.InputError) as refused:
            read_model(path, data[0])
        told = str(refused.value)
        assert path.name in told and "Stack trace" not in told and "[bt]" not in told
        assert told.isprintable() and len(told) < 600
    assert "[Fatal]" not in capfd.readouterr().out


def test_a_library_that_ends_the_process_is_survived(data, tmp_path, monkeypatch):
    """LightGBM aborts at trees that are not where their sizes say; only our check is switched off."""
    from dash.fairness import model_files

    path = saved(data, "text", tmp_path)
    path.write_bytes(path.read_bytes()[:900])
    monkeypatch.setattr(model_files, "_lightgbm_damage", lambda text: None)
    with pytest.raises(dash.InputError, match="lightgbm gives up on it"):
        read_model(path, data[0])


def test_names_that_look_made_up_are_names_where_the_table_has_them(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 4))
    y = (X[:, 0] > 0).astype(float)
    for prefix in ("x", "f", "Column_", ""):
        names = [f"{prefix}{i}" for i in range(4)]
        matrix = xgboost.DMatrix(X, y, feature_names=names)
        booster = xgboost.train({"objective": "binary:logistic", "max_depth": 2}, matrix, 3)
        shuffled = [names[i] for i in (2, 0, 3, 1)]
        found = read_model(booster, shuffled)
        assert [shuffled[j] for j in found.columns] == names and found.notes == ()
        other = read_model(booster, ["a", "b", "c", "d"])
        assert other.columns.tolist() == [0, 1, 2, 3]
        assert "taken in the order of the table" in other.notes[0]
        with pytest.raises(dash.InputError, match="which the data do not have"):
            read_model(booster, [*names[:3], "another"])


def test_models_of_few_retrainings_leave_the_agreement_open():
    from dash.fairness.reference import _sentence
    from diagnostics import place_model

    for m, told in ((18, "18 retrained models are too few to tell"), (19, "m agrees less")):
        values = np.random.default_rng(0).normal(np.arange(8, 0, -1), 0.1, (m, 8)) + 5
        assert _sentence("m", place_model(values.mean(axis=0)[::-1], values), 0, 0).startswith(told)
    placed = place_model(values[0], values[1:])
    assert "too few" in _sentence("m", placed, 0, 0) and "0.053" in _sentence("m", placed, 0, 0)
    placed = place_model(values[0], values)
    assert _sentence("m", placed, 1, 2).startswith("There is no sign that m agrees less")
    assert "1 is an accident" in _sentence("m", placed, 1, 2)
    assert f"{placed.unusual_typical:.1f} such features" in _sentence("m", placed, 1, 2)


@pytest.mark.parametrize("suffix", ["json", "ubj"])
def test_early_stopping_is_that_of_the_estimator(data, tmp_path, suffix):
    features, X, y = data
    frame = pd.DataFrame(X, columns=list(features))
    model = xgboost.XGBClassifier(
        n_estimators=200, early_stopping_rounds=5, max_depth=3, learning_rate=0.3, random_state=0
    ).fit(frame[:600], y[:600], eval_set=[(frame[600:], y[600:])], verbose=False)
    rounds = model.get_booster().num_boosted_rounds()
    assert model.best_iteration + 1 < rounds
    model.save_model(tmp_path / f"model.{suffix}")
    file, estimator = (
        read_model(tmp_path / f"model.{suffix}", features),
        read_model(model, features),
    )
    told = f"the first {model.best_iteration + 1} of its {rounds} rounds are explained"
    assert told in file.notes[0] and told in estimator.notes[0]
    values = [dash.attribute([m.model], X).values[0] for m in (file, estimator)]
    assert values[0] == pytest.approx(values[1])
    margin = file.model.predict(xgboost.DMatrix(frame), output_margin=True)
    assert margin == pytest.approx(model.predict(frame, output_margin=True))


def coded(seed=0):
    """A table whose category codes differ from those of a model of other categories' order."""
    rng = np.random.default_rng(seed)
    n = 300
    frame = pd.DataFrame({"size": rng.choice(["s", "m", "l"], n), "grade": rng.choice([3, 7, 9], n),
                          "age": rng.normal(size=n)})  # fmt: skip
    score = 2.0 * (frame["size"] == "m") + (frame["grade"] == 7) + 0.3 * frame["age"]
    frame["y"] = np.where(score + rng.normal(size=n) * 0.3 > 1, "yes", "no")
    typed = frame[["size", "grade", "age"]].copy()
    typed["size"] = pd.Categorical(typed["size"], categories=["s", "m", "l"])
    typed["grade"] = pd.Categorical(typed["grade"], categories=[9, 3, 7])
    return frame, typed, (frame["y"] == "yes").to_numpy(dtype=int)


@pytest.mark.parametrize("library", ["lightgbm", "xgboost"])
def test_categories_are_given_in_the_codes_of_the_model(tmp_path, library):
    frame, typed, y = coded()
    if library == "lightgbm":
        model = lightgbm.LGBMClassifier(n_estimators=10, verbose=-1).fit(typed, y)
        model.booster_.save_model(tmp_path / "model.txt")
        expected = model.predict(typed, raw_score=True)
    else:
        model = xgboost.XGBClassifier(n_estimators=10, enable_categorical=True).fit(typed, y)
        model.save_model(tmp_path / "model.ubj")
        expected = model.predict(typed, output_margin=True)
        if "cats" not in model.get_booster().save_raw("json").decode():
            pytest.skip("this XGBoost does not store categories")
    table = dash.read_table(frame, "y")
    found = read_model(next(tmp_path.glob("model.*")), table.feature_names)
    assert found.categories == {0: ("s", "m", "l"), 1: (9, 3, 7)}
    X = table.matrix()
    rows = found.rows(X, table)
    assert rows[:, 0].tolist() == typed["size"].cat.codes.tolist() != X[:, 0].tolist()
    assert rows[:, 1].tolist() == typed["grade"].cat.codes.tolist()
    engine = dash.fairness.existing.engine_of(found, rows)
    assert engine.output(rows) == pytest.approx(expected, abs=1e-5)
    assert found.coding_notes(X, table) == ()
    other = dash.read_table(frame.replace({"size": {"l": "xl"}}), "y")
    assert "Values of size are not among its categories" in found.coding_notes(
        other.matrix(), other
    )[0]  # fmt: skip


def test_codes_that_cannot_be_checked_are_said(data, german):
    table = german.screening.table
    notes = read_model(boosted(data), data[0]).coding_notes(table.matrix(), table)
    assert "could not be checked" in notes[0]


def test_a_model_of_another_task_is_refused():
    frame, typed, y = coded()
    numbers = np.column_stack([typed["age"], typed["age"] ** 2, y])
    table = dash.read_table(frame, "y")
    three = xgboost.XGBClassifier(n_estimators=2).fit(numbers, np.arange(len(y)) % 3)
    with pytest.raises(dash.InputError, match="predicts 3 classes, but “y” has 2"):
        check_task(read_model(three, table.feature_names), table)
    forest = RandomForestClassifier(3, random_state=0).fit(numbers, y)
    check_task(read_model(forest, table.feature_names), table)
    frame["y"] = frame["age"] * 10
    table = dash.read_table(frame, "y")
    binary = xgboost.XGBClassifier(n_estimators=2).fit(numbers, y)
    for model in (forest, binary, three):
        with pytest.raises(dash.InputError, match="predicts classes, but “y” is a number"):
            check_task(read_model(model, table.feature_names), table)
    with pytest.raises(dash.InputError, match="which cannot be explained"):
        check_task(read_model(KNeighborsClassifier().fit(numbers, y), table.feature_names), table)


def test_a_pipeline_that_keeps_its_columns_is_explained_behind_them(data, german):
    features, X, y = data
    forest = RandomForestClassifier(5, max_depth=4, random_state=0)
    found = read_model(make_pipeline(SimpleImputer(), StandardScaler(), forest).fit(X, y), features)
    table = german.screening.table
    check_task(found, table)
    plain = np.nan_to_num(table.matrix())
    scaled = StandardScaler().fit_transform(X)
    expected = dash.attribute(
        [RandomForestClassifier(5, max_depth=4, random_state=0).fit(scaled, y)], scaled
    )
    ours = dash.attribute([found.model], found.rows(plain, table))
    assert ours.values == pytest.approx(expected.values)
    assert len(place_reference(found, german.screening, n_jobs=1).features) == len(features)


@pytest.mark.parametrize("step", [PCA(4), SimpleImputer(add_indicator=True), Normalizer()])
def test_a_pipeline_that_mixes_columns_is_refused_with_a_cure(data, step):
    features, X, y = data
    X = X.copy()
    X[0, 0] = np.nan if isinstance(step, SimpleImputer) else 0
    model = make_pipeline(step, RandomForestClassifier(2, random_state=0)).fit(X, y)
    with pytest.raises(dash.InputError, match="save its final estimator"):
        read_model(model, features)


def test_the_script_that_tries_a_file_is_harmless_as_a_module():
    import sys

    path = list(sys.path)
    from dash.fairness import _probe

    assert callable(_probe.main) and sys.path == path
    assert all(sys.modules.get(name, True) is not None for name in ("pandas", "sklearn"))
