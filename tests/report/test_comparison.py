"""Reports side by side: what changed in settings, pairs and features."""

import dataclasses

import numpy as np
import pytest

import dash
from dash.workflow import conclude

NAMES = ["income", "debt", "age", "tenure", "region"]


def report(seed, means=(5, 4, 2, 1, 0.5), names=NAMES, m=30):
    values = np.random.default_rng(seed).normal(means, 0.2, (m, len(names))).clip(0)
    return conclude(dash.Attributions.from_array(values, names=names)).report()


def test_two_runs_of_the_same_kind_are_within_noise():
    found = dash.compare_reports(report(0), report(1))
    assert found.within_noise and "within retraining noise" in found.sentence
    assert not any(p.reversed_ for p in found.pairs)


def test_a_reversal_is_found_and_named():
    found = dash.compare_reports(report(0), report(1, (4, 5, 2, 1, 0.5)))
    assert not found.within_noise
    turned = [p for p in found.pairs if p.reversed_]
    assert [{p.a, p.b} for p in turned] == [{"income", "debt"}]
    assert turned[0].sentence == "income was above debt and is now below it."
    assert found.to_frame()["feature"].tolist()[:2] in (["income", "debt"], ["debt", "income"])


def test_features_that_come_and_go():
    other = report(1, names=["income", "debt", "age", "tenure", "postcode"])
    found = dash.compare_reports(report(0), other)
    assert found.added == ("postcode",) and found.removed == ("region",)
    assert set(found.runs.names) == {"income", "debt", "age", "tenure"}
    with pytest.raises(dash.InputError, match="fewer than two features"):
        dash.compare_reports(report(0), report(1, names=list("vwxyz")))


def test_settings_that_differ_are_listed():
    first = report(0)
    method = dataclasses.replace(first.method, seed=9, parameters={"max_depth": 3})
    found = dash.compare_reports(first, dataclasses.replace(first, method=method))
    assert {s.name for s in found.settings} == {"seed", "max_depth"}
    assert found.runs.distance == 0 and "same mean attributions" in found.sentence
    assert '"within_noise": true' in found.to_json()


def test_audits_are_compared_first(fairness):
    first, second, third = fairness.attributes
    single = dataclasses.replace(
        first.single_model, flagged=0.1, flagged_low=0.02, flagged_high=0.2
    )
    proxies = tuple(dataclasses.replace(p, is_proxy=i == 1) for i, p in enumerate(first.proxies))
    later = dataclasses.replace(
        fairness,
        attributes=(
            dataclasses.replace(first, single_model=single, proxies=proxies),
            dataclasses.replace(second, verdict="relies"),
            dataclasses.replace(third, attribute="postcode"),
        ),
    )
    found = dash.compare_reports(fairness, later)
    told = {c.attribute: c.sentence for c in found.attributes}
    assert next(iter(told)) == "age"
    assert told["age"] == "age: the verdict “cannot be told” became “relies”."
    old, new = (next(p.name for p in ps if p.is_proxy) for ps in (first.proxies, proxies))
    assert f"new proxies: {new}; no longer proxies: {old}" in told["sex"]
    assert "went from 63 % [44 %, 80 %] to 10 % [2 %, 20 %]." in told["sex"]
    assert told["region code"] == "region code is audited in the first report only (does not rely)."
    assert "second report only" in told["postcode"]
    assert '"attributes": [' in found.to_json()
    assert dash.compare_reports(fairness, fairness).attributes == ()
    assert dash.compare_reports(fairness, fairness.screen).attributes == ()


def test_different_questions_lead_the_answer(usual):
    other = dataclasses.replace(
        usual,
        data=dataclasses.replace(usual.data, target="fraud"),
        method=dataclasses.replace(usual.method, output_unit="probability"),
    )
    found = dash.compare_reports(usual, other)
    assert found.sentence.startswith("The reports predict different targets (default, fraud). ")
    assert "different units (log-odds, probability)" in found.sentence
    task = dataclasses.replace(usual, data=dataclasses.replace(usual.data, task="regression"))
    assert dash.compare_reports(usual, task).sentence.startswith(
        "The reports are of different task"
    )
