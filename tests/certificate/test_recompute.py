"""A report that contradicts its own attributions is found, whatever place was changed."""

import copy
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dash
from dash.certificate.recompute import FROM_THE_DATA, contradictions
from dash.certificate.write import write_certificate

ROOT = Path(__file__).resolve().parents[2]
FEW = {"n_models": 8, "max_models": 8, "parameters": {"n_estimators": 15, "max_bin": 64}}


@pytest.fixture(scope="module")
def screen():
    """A screen with copies, ties, a collinear group and a new-sample test."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(240, 5))
    X = np.column_stack([X, X[:, 0], X[:, 1] + 0.1 * rng.normal(size=240)])
    y = (X[:, 0] + X[:, 1] + rng.normal(size=240) > 0).astype(int)
    report = dash.screen((dash_table(X, y)), **FEW, random_state=1).report()
    return json.loads(report.to_json())


def dash_table(X, y):
    import pandas as pd

    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])]).assign(y=y)
    return dash.read_table(frame, "y", keep=list(frame.columns[:-1]))


@pytest.fixture(scope="module")
def audit():
    found = dash.fairness_audit(
        ROOT / "examples" / "german_credit.csv", "credit_risk", ["age", "sex"], **FEW,
        n_bootstraps=20,
    )  # fmt: skip
    return json.loads(found.report().to_json())


def problems(raw):
    return contradictions(dash.read_report(json.dumps(raw)))


def changed(report, place, value):
    """A copy of a report with another value at one place."""
    raw = copy.deepcopy(report)
    inner = raw
    for key in place[:-1]:
        inner = inner[key]
    assert inner[place[-1]] != value
    inner[place[-1]] = value
    return raw


def test_honest_reports_have_none(screen, audit):
    assert screen["copies"] and screen["groups"]
    assert problems(screen) == () == problems(audit)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("features", 0, "attribution"), 99.0),
        (("features", 1, "rank_high"), 2),
        (("features", 2, "cv"), 0.0),
        (("features", 0, "name"), "another"),
        (("tiers", 0, "kind"), "tied"),
        (("tiers", 0, "sentence"), "Place 1 is decided: x9."),
        (("n_pairs",), 20),
        (("pairs", 3, "flip_rate"), 0.125001),
        (("pairs", 3, "flip_high"), 0.9),
        (("pairs", 3, "p_adjusted"), 1e-9),
        (("pairs", 3, "verdict"), "tied"),
        (("pairs", 0, "sentence"), "All is well."),
        (("pairs", 3, "disagreement"), 0.7),
        (("worst_pairs", 0), 9999),
        (("copies",), []),
        (("edges",), []),
        (("groups", 0, "share"), 0.99),
        (("groups", 0, "flip_rates", 0, 1), 0.33),
        (("heat_map", "flip_rates", 0, 1), 0.77),
        (("ranks", 0, "models", 0), 0.5),
        (("agreement", "kendall_w"), 1.0),
        (("agreement", "n_models"), 9),
        (("quality", "mean"), 0.99),
        (("method", "n_models"), 9),
        (("method", "alpha"), 0.01),
        (("method", "population"), "seed"),
        (("verdict", "sentence"), "On this data set all 7 places are decided."),
        (("verdict", "details", 0), "Nothing to see."),
        (("verdict", "ordered_pairs"), 21),
        (("disclosure",), "No doubt."),
        (("models", "values", 2, 1), 0.5),
        (("models", "features", 0), "x8"),
    ],
    ids=lambda x: "/".join(map(str, x)) if isinstance(x, tuple) else None,
)
def test_every_statistic_of_a_screen_is_compared(screen, place, value):
    found = problems(changed(screen, place, value))
    assert found
    if place[0] not in ("method", "models", "copies") and place != ("features", 0, "name"):
        assert any(f"/{'/'.join(map(str, place))} " in p for p in found) or place[0] in (
            "worst_pairs", "quality"
        )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("attributes", 0, "verdict"), "does not rely"),
        (("attributes", 0, "total", "rank_low"), 9),
        (("attributes", 0, "total", "share"), 0.001),
        (("attributes", 0, "features", 0, "top_share"), 0.999),
        (("attributes", 1, "single_model", "flagged"), 0.4321),
        (("attributes", 0, "pairs", 0, "flip_rate"), 0.01),
        (("attributes", 0, "sentence"), "The models do not rely on age."),
        (("attributes", 0, "evidence", 0), "A hundred random features carry more."),
        (("joint", "counted"), 0.987),
        (("may_claim",), ["That all is well."]),
        (("may_not_claim",), []),
        (("verdict", "sentence"), "On this data set they do not rely on age (top 5)."),
        (("top_k",), 3),
        (("screen", "pairs", 5, "flip_rate"), 0.0123),
    ],
    ids=lambda x: "/".join(map(str, x)) if isinstance(x, tuple) else None,
)
def test_every_statistic_of_an_audit_is_compared(audit, place, value):
    assert problems(changed(audit, place, value))


def test_what_comes_from_the_data_is_left_alone(screen):
    """Associations and signed means cannot be had from the attributions."""
    raw = copy.deepcopy(screen)
    raw["pairs"][0]["association"] = 0.001
    raw["features"][0]["signed"] = 5.0
    assert problems(raw) == () and {"association", "signed"} <= FROM_THE_DATA


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 6), st.booleans())
def test_reports_of_any_attributions_are_consistent(seed, m, d, coarse):
    rng = np.random.default_rng(seed)
    values = rng.gamma(1.0, 1.0, (m, d))
    if coarse:
        values = np.round(values)
    report = dash.conclude(dash.Attributions.from_array(values)).report()
    assert contradictions(dash.read_report(report.to_json())) == ()


def test_a_forged_report_is_not_certified(screen, tmp_path):
    raw = copy.deepcopy(screen)
    raw["pairs"][2]["flip_rate"] = 0.0123
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(dash.InputError, match=r"contradicts itself: at /pairs/2/flip_rate it says"):
        write_certificate(file, tmp_path / "certificate")
    assert not (tmp_path / "certificate").exists()


def test_a_page_without_the_attributions_is_not_consistent_but_refused(screen):
    report = dash.read_report(json.dumps(screen))
    empty = dataclasses.replace(report.models, values=())
    with pytest.raises(dash.InputError, match="no attributions of single models"):
        from dash.report.reading import check_models

        check_models(dataclasses.replace(report, models=empty))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace('"n_pairs": 21', '"n_pairs": "21"'), "/n_pairs is"),
        (lambda t: t.replace('"n_pairs": 21', '"n_pairs": 21.5'), "/n_pairs is"),
        (lambda t: t.replace('"n_pairs": 21', '"n_pairs": true'), "/n_pairs is"),
        (lambda t: t.replace('"n_pairs": 21', '"n_pairs": 21, "n_pairs": 22'), "twice"),
        (lambda t: t.replace('"n_pairs": 21', '"n_pairs": NaN'), "NaN is no JSON number"),
        (lambda t: t.replace('"name": "x0"', '"name": null', 1), "/name is null"),
        (lambda t: t.replace('"name": "x0"', '"name": ["x0"]', 1), "/name is"),
        (lambda t: t.replace('"name": "x0"', '"name": "\\ud800"', 1), "half of a character"),
        (lambda t: t.replace('"alpha": 0.05', '"alpha": 1' + "0" * 400), "damaged"),
        (lambda t: "[" * 100_000, "not a JSON report"),
        (lambda t: t.replace('"edges"', '"sides"'), "/edges is missing"),
    ],
)  # fmt: skip
def test_damaged_reports_are_refused_in_a_sentence(screen, change, message):
    text = json.dumps(screen)
    changed = change(text)
    assert changed != text
    with pytest.raises(dash.InputError, match=message):
        dash.read_report(changed)


def test_a_doubt_stands_before_the_verdict_exactly_where_models_predict_nothing(screen):
    raw = copy.deepcopy(screen)
    raw["quality"]["beats_baseline"] = False
    assert any("/verdict/sentence" in p for p in problems(raw))
    before, doubt = raw["verdict"]["sentence"], raw["quality"]["sentence"]
    raw["verdict"]["sentence"] = f"{doubt} {before}"
    raw["disclosure"] = raw["disclosure"].replace(before, f"{doubt} {before}")
    assert problems(raw) == ()
    raw["quality"]["beats_baseline"] = True
    assert any("/verdict/sentence" in p for p in problems(raw))


def test_the_diagram_of_many_features_is_compared():
    values = np.random.default_rng(1).normal(1.2 ** np.arange(70), 0.1, (20, 70)).clip(0)
    report = dash.conclude(dash.Attributions.from_array(values)).report()
    assert report.edges and contradictions(report) == ()
    assert contradictions(dataclasses.replace(report, edges=report.edges[1:]))
