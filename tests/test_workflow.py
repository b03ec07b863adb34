"""The screen end to end on real data: copies, looks, stopping, interruption, the estimator."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

import dash
import dash.workflow as workflow

SMALL = {"n_estimators": 15, "max_depth": 3}


def with_copy(first):
    """Breast cancer features with an exact copy of the best one, before or after it."""
    X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    X = X[["worst area", "mean texture", "worst concave points", "mean smoothness"]]
    copy = X["worst area"].rename("copy of worst area")
    X = pd.concat([copy, X] if first else [X, copy], axis=1)
    return X.assign(y=y.to_numpy())


@pytest.mark.parametrize("n_models", [25, 200])
@pytest.mark.parametrize("first", [True, False])
def test_a_feature_and_its_copy_are_interchangeable_in_either_order(first, n_models):
    table = dash.read_table(with_copy(first), "y", keep=["copy of worst area", "worst area"])
    result = dash.screen(table, n_models=n_models, max_models=n_models, parameters=SMALL)
    pair = ("worst area", "copy of worst area")
    test = result.test.pair(*pair)
    assert test["verdict"] == "tied" and bool(test["by_construction"])
    flips = result.pairs.pair(*pair)
    assert flips["flip_low"] <= 0.5 <= flips["flip_high"] + 1e-12
    assert flips["flip_rate"] > 0.3
    row = next(r for r in result.report().pairs if {r.a, r.b} == set(pair))
    assert "interchangeable" in row.sentence
    assert any(set(pair) <= {result.order.names[j] for j in g} for g in result.order.tied_groups)


@pytest.mark.parametrize("first", [True, False])
def test_permutation_alone_keeps_a_copy_from_being_ordered(first):
    """Without being told of the copy, the test must not find an order; the column order must."""
    frame = with_copy(first)
    X, y = frame.drop(columns="y"), frame["y"]
    names = ["worst area", "copy of worst area"]
    found = {}
    for permute in (True, False):
        ensemble = dash.train_ensemble(
            (X, y), n_models=60, population="seed", parameters=SMALL, permute_columns=permute
        )
        values = dash.attribute(ensemble)
        found[permute] = dash.z_test(values.values, names=values.names, correction="none").pair(
            *names
        )
    assert found[True]["verdict"] != "ordered"
    assert abs(found[False]["t"]) > abs(found[True]["t"]) and found[False]["verdict"] == "ordered"


def test_two_seeds_do_not_contradict_each_other():
    """What is decided is about the data set, not about how one run happened to split it."""
    table = dash.read_table(dash.example_path("breast-cancer"), "diagnosis")
    a, b = (
        dash.screen(table, n_models=100, max_models=100, parameters=SMALL, random_state=seed).test
        for seed in (0, 1)
    )
    both = (a.verdict == "ordered") & (b.verdict == "ordered")
    assert both.sum() > 200
    assert (np.sign(a.mean_difference[both]) == np.sign(b.mean_difference[both])).all()


def test_interchangeable_features_are_not_ordered_for_a_new_sample():
    rng = np.random.default_rng(1)
    z = rng.normal(size=600)
    X = pd.DataFrame({f"x{i}": z + 0.5 * rng.normal(size=600) for i in range(4)})
    X["y"] = X.sum(axis=1) + rng.normal(size=600)
    result = dash.screen(X, "y", n_models=50, max_models=50, parameters=SMALL)
    assert result.new_sample.counts()["ordered"] <= result.test.counts()["ordered"]
    assert result.new_sample.counts()["ordered"] == 0


def test_screen_stops_when_more_models_cannot_help_and_spends_no_more_than_alpha():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500))
    frame = pd.DataFrame({"a": a, "b": b, "y": 10 * a + b})
    result = dash.screen(frame, "y", n_models=10, max_models=160, parameters=SMALL)
    assert len(result.attributions.values) < 160
    assert sum(result.test.levels) <= 0.05 + 1e-12
    assert result.order.decided_top() >= 1
    assert result.report().verdict.sentence.startswith("On this data set all 2 places are decided")


def test_a_screen_grown_in_batches_equals_its_parts():
    X, y = load_iris(return_X_y=True, as_frame=True)
    frame = X.assign(y=y)
    result = dash.screen(frame, "y", n_models=6, max_models=12, parameters=SMALL)
    whole = dash.train_ensemble(result.table, n_models=12, parameters=SMALL)
    n = len(result.attributions.values)
    assert np.array_equal(dash.attribute(whole).values[:n], result.attributions.values)


def test_an_interrupted_screen_keeps_what_is_done(monkeypatch):
    frame = load_iris(as_frame=True).frame
    explain = workflow.attribute

    def stopped(ensemble, **options):
        if ensemble.members[0].index >= 6:
            raise KeyboardInterrupt
        return explain(ensemble, **options)

    monkeypatch.setattr(workflow, "attribute", stopped)
    result = dash.screen(frame, "target", n_models=6, max_models=48, parameters=SMALL)
    assert result.interrupted and len(result.attributions.values) == 6
    assert any("interrupted" in w for w in result.report().warnings)


def test_breast_cancer_on_seeds_shows_coin_flips_between_near_copies():
    table = dash.read_table(dash.example_path("breast-cancer"), "diagnosis")
    result = dash.screen(table, population="seed", n_models=50, max_models=50)
    assert result.report().verdict.sentence.startswith("On this split of the data set ")
    z, flips = np.minimum(result.pairs.z, 20), result.pairs.flip_rate
    assert -0.96 < np.corrcoef(z, flips)[0, 1] < -0.86
    rho = np.abs(np.corrcoef(table.matrix().T))[result.pairs.first, result.pairs.second]
    coin = (rho >= 0.95) & (result.pairs.flip_high == 0.5) & (flips > 0.35)
    assert coin.sum() >= 2
    assert any("accident of these rows" in w for w in result.report().warnings)


def test_noise_is_called_noise():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 5)), columns=list("abcde"))
    frame["y"] = rng.integers(0, 2, 300)
    report = dash.screen(frame, "y", n_models=5, max_models=5, parameters=SMALL).report()
    assert not report.quality.beats_baseline
    assert any("explain noise" in w for w in report.warnings)
    assert report.next_steps[0].startswith("Do not report this ranking")


def test_report_numbers_are_those_of_the_screening():
    frame = load_breast_cancer(as_frame=True).frame
    result = dash.screen(frame, "target", n_models=6, max_models=6, parameters=SMALL)
    report = result.report()
    by_name = {f.name: f for f in report.features}
    means = result.attributions.to_frame().mean()
    assert all(np.isclose(by_name[n].attribution, means[n]) for n in means.index)
    assert sum(f.share for f in report.features) == pytest.approx(1)
    for row in report.pairs[:50]:
        a, b = (result.attributions.to_frame()[n] for n in (row.a, row.b))
        assert row.mean_difference == pytest.approx((a - b).mean())
        assert row.t == pytest.approx(stats.ttest_rel(a, b).statistic)
        assert row.mean_difference >= 0
    again = dash.Report.from_json(report.to_json())
    assert again.to_json() == report.to_json()


def test_many_features_list_the_pairs_that_matter():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(150, 80)), columns=[f"f{i}" for i in range(80)])
    X["y"] = X["f3"] * 3 + X["f7"]
    report = dash.screen(X, "y", n_models=5, max_models=5, parameters=SMALL).report()
    assert report.n_pairs == 80 * 79 // 2
    assert len(report.pairs) == 2000
    top = [f.name for f in report.features[:10]]
    listed = {frozenset((r.a, r.b)) for r in report.pairs}
    assert all(frozenset((a, b)) in listed for i, a in enumerate(top) for b in top[i + 1 :])


def test_rules_are_checked():
    for bad in ({"alpha": 0}, {"margin": -1}, {"confidence": 1}, {"top": 0}):
        with pytest.raises(dash.InputError):
            workflow.Rules(**bad)


def test_dash_fit_and_bring_your_own_agree():
    X, y = load_iris(return_X_y=True, as_frame=True)
    fitted = dash.DASH(n_models=6, parameters=SMALL).fit(X, y)
    given = dash.DASH().fit_attributions(fitted.attributions_)
    assert given.ensemble_ is None
    assert np.array_equal(given.pairs_.flip_rate, fitted.pairs_.flip_rate)
    assert fitted.order_.tiers == given.order_.tiers
    assert list(fitted.ranking_["feature"]) == list(given.ranking_["feature"])
    assert fitted.feature_names_in_.tolist() == list(X.columns)
    assert "given" in given.report().method.model


def test_dash_is_cloneable_and_refuses_to_report_before_fit():
    estimator = dash.DASH(n_models=7, random_state=3)
    assert clone(estimator).get_params() == estimator.get_params()
    with pytest.raises(NotFittedError):
        estimator.report()


EXPECTED_FAILURES = {
    "check_fit2d_1sample": "one row cannot be split; refused with a sentence of our own",
}


@parametrize_with_checks(
    [dash.DASH(n_models=2, parameters={"n_estimators": 2, "max_depth": 2}, n_jobs=1)],
    expected_failed_checks=lambda estimator: EXPECTED_FAILURES,
)
def test_scikit_learn_estimator_contract(estimator, check):
    check(estimator)
