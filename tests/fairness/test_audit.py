"""The audit as a whole: known answers, consistency of its parts, and clear refusals."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import dash
from dash.certificate.recompute import contradictions
from dash.report.fairness_data import CANNOT_BE_TOLD, DOES_NOT_RELY, RELIES
from dash.report.wording import percent
from diagnostics import stable_order, z_test

SMALL = {
    "n_models": 8,
    "max_models": 8,
    "parameters": {"n_estimators": 25, "max_bin": 64},
    "n_bootstraps": 30,
}


@pytest.fixture(scope="module")
def known(planted):
    return dash.fairness_audit(planted, "approved", ["group", "irrelevant"], top_k=3, **SMALL)


def test_a_planted_reliance_is_found_and_an_irrelevant_attribute_is_not(known):
    report = known.report()
    group, irrelevant = report.attributes
    assert group.verdict == RELIES and group.total.rank_high <= 3
    assert {f.name: f.role for f in group.features} == {"group": "protected", "postcode": "proxy"}
    assert irrelevant.verdict == DOES_NOT_RELY
    assert [f.name for f in irrelevant.features] == ["irrelevant"]
    assert irrelevant.predictability.p_value > 0.05
    assert "rely on group" in report.verdict.sentence


def test_blind_models_lean_on_the_proxy(planted):
    audit = dash.fairness_audit(planted, "approved", "group", blind=True, top_k=3, **SMALL)
    attribute = audit.report().attributes[0]
    assert not attribute.in_model and "group" not in audit.screening.order.names
    assert attribute.verdict == RELIES and [f.name for f in attribute.features] == ["postcode"]
    assert "through its proxies" in attribute.sentence
    aside = {s.column: s.reason for s in audit.report().screen.data.set_aside}
    assert aside["group"] == "kept from the models on request"


def test_an_attribute_without_any_trace(planted):
    audit = dash.fairness_audit(planted, "approved", "irrelevant", blind=True, **SMALL)
    attribute = audit.report().attributes[0]
    assert attribute.verdict == DOES_NOT_RELY and attribute.total is None
    assert attribute.single_model is None and attribute.pairs == () and audit.single is None
    assert "no proxy was found" in attribute.sentence


def test_the_total_is_ranked_as_one_player(known):
    """Again by hand: add the columns up, test all players, read off the interval."""
    values = known.screening.attributions.values
    names = known.screening.order.names
    found = known.attributes[0]
    inside = [names.index("group"), names.index("postcode")]
    assert sorted(found.columns) == sorted(inside)
    players = np.column_stack([np.delete(values, inside, axis=1), values[:, inside].sum(axis=1)])
    test = z_test(players, alpha=0.05 / 2)
    order = stable_order(test)
    total = known.report().attributes[0].total
    assert total.n_players == players.shape[1]
    # One look at five models was taken on the way, so the level of the last is a little smaller.
    assert total.rank_low <= order.rank_low[-1] <= order.rank_high[-1] <= total.rank_high
    share = (values[:, inside].sum(axis=1) / values.sum(axis=1)).mean()
    assert total.share == pytest.approx(share) and total.share_low < share < total.share_high


def test_the_variation_of_a_set_is_told_beside_that_of_its_members(known):
    values, names = known.screening.attributions.values, known.screening.order.names
    shares = values / values.sum(axis=1, keepdims=True)
    inside = shares[:, [names.index("group"), names.index("postcode")]]
    whole = inside.sum(axis=1)
    members = inside.std(axis=0, ddof=1) / inside.mean(axis=0)
    told = " ".join(known.report().attributes[0].evidence)
    assert f"together varies by {percent(whole.std(ddof=1) / whole.mean())} " in told
    assert f"members by {percent(members.min())} to {percent(members.max())}" in told
    alone = " ".join(known.report().attributes[1].evidence)
    assert "varies by" not in alone


def test_a_tie_with_the_attribute_in_it_has_its_total_told(german):
    order, values = german.screening.order, german.screening.attributions.values
    report = german.report()
    told = 0
    for attribute in report.attributes:
        columns = {order.names.index(f.name) for f in attribute.features}
        for group in order.tied_groups:
            if set(group) & columns and not set(group) <= columns:
                share = (values[:, list(group)].sum(axis=1) / values.sum(axis=1)).mean()
                lines = [e for e in attribute.evidence if "are one tie" in e]
                assert any(f"together they carry {percent(share)} [" in e for e in lines)
                told += 1
    assert told == sum("are one tie" in e for a in report.attributes for e in a.evidence)
    assert told


def test_single_models_are_counted_on_the_ensemble(german):
    values, names = german.screening.attributions.values, german.screening.order.names
    report, k = german.report(), german.top_k
    wrong = []
    for attribute in report.attributes:
        columns = [names.index(f.name) for f in attribute.features]
        total = values[:, columns].sum(axis=1, keepdims=True)
        flags = ((np.delete(values, columns, axis=1) > total).sum(axis=1) < k).tolist()
        assert attribute.single_model.flagged == pytest.approx(np.mean(flags))
        wrong.append([f != attribute.single_model.mean_flags for f in flags])
        for f in attribute.features:
            column = values[:, names.index(f.name)]
            top = (values > column[:, None]).sum(axis=1) < k
            assert f.top_share == pytest.approx(top.mean())
    assert report.joint.counted == pytest.approx(np.any(wrong, axis=0).mean())
    assert report.joint.n_models == len(values)


def test_pairs_are_those_of_the_screen(german):
    screen = german.report().screen
    known = {frozenset((p.a, p.b)): p for p in screen.pairs}
    for attribute in german.report().attributes:
        assert attribute.pairs
        for pair in attribute.pairs:
            row = known[frozenset((pair.feature, pair.other))]
            assert (pair.decision, pair.flip_rate) == (row.verdict, pytest.approx(row.flip_rate))
            assert pair.higher == row.a
            assert pair.feature in {f.name for f in attribute.features}


def test_same_seed_same_audit_whatever_the_jobs(planted):
    options = {**SMALL, "n_models": 4, "max_models": 4}
    one, two = (
        dash.fairness_audit(planted, "approved", "group", n_jobs=n, **options).report()
        for n in (1, 2)
    )

    def timeless(report):
        screen = dataclasses.replace(
            report.screen, created="", method=dataclasses.replace(report.screen.method, seconds=0)
        )
        return dataclasses.replace(report, created="", seconds=0, screen=screen).to_json()

    assert timeless(one) == timeless(two)


def test_an_open_verdict_is_said_to_be_open():
    """Four features with equal effects: none of the two places can be given to the group."""
    rng = np.random.default_rng(2)
    X = pd.DataFrame(rng.choice([-1.0, 1.0], (500, 5)), columns=["group", "b", "c", "d", "e"])
    y = (X.sum(axis=1) + rng.logistic(size=500) > 0).astype(int)
    frame = X.assign(y=y)
    frame["group"] = np.where(frame["group"] > 0, "p", "q")
    audit = dash.fairness_audit(frame, "y", "group", top_k=3, **SMALL)
    attribute = audit.report().attributes[0]
    assert attribute.verdict == CANNOT_BE_TOLD
    report = audit.report()
    assert "cannot be told" in report.verdict.sentence
    assert any("leave it open" in s for s in report.may_not_claim)
    assert not any("group" in s for s in report.may_claim)


def test_the_report_reads_back_and_shows_itself(german):
    report = german.report()
    again = dash.read_report(report.to_json())
    assert isinstance(again, dash.FairnessReport) and again.to_json() == report.to_json()
    frame = german.to_frame()
    assert frame["attribute"].tolist() == ["age", "sex"]
    assert set(frame["verdict"]) <= {RELIES, DOES_NOT_RELY, CANNOT_BE_TOLD}
    assert repr(german).startswith("FairnessAudit: On this data set")


@pytest.mark.parametrize(
    ("protected", "options", "message"),
    [
        ([], {}, "no protected attribute"),
        (["group", "group"], {}, "named twice"),
        ("approved", {}, "is the target"),
        ("group", {"drop": ["group"]}, "dropped and protected"),
        ("grup", {}, "no column “grup” .given as protected.: did you mean “group”"),
        ("group,irrelevant", {}, "given as protected.*one by one"),
        ("seen on", {}, "was split into “seen on"),
        ("postcode", {"group": "postcode"}, "which rows belong together"),
        ("constant", {}, "cannot be audited: it was set aside|one value only"),
        ("group", {"proxy_threshold": 0}, "proxy threshold is 0"),
        ("group", {"reference_model": "nowhere.json"}, "cannot be read"),
    ],
)
def test_refusals(planted, protected, options, message):
    days = pd.date_range("2024-01-01", periods=len(planted), freq="D")
    frame = planted.assign(constant=1, **{"seen on": days})
    with pytest.raises(dash.InputError, match=message):
        dash.fairness_audit(frame, "approved", protected, **SMALL, **options)


def test_blind_needs_something_to_learn_from(planted):
    with pytest.raises(dash.InputError, match="fewer than two features"):
        dash.fairness_audit(
            planted[["group", "irrelevant", "income", "approved"]], "approved",
            ["group", "irrelevant"], blind=True, **SMALL,
        )  # fmt: skip


def test_regression_and_many_classes(planted):
    numeric = planted.drop(columns="approved").assign(
        wage=planted["income"] + 2 * (planted["group"] == "b")
    )
    audit = dash.fairness_audit(numeric, "wage", "group", top_k=2, **SMALL)
    assert audit.outcomes[0].metrics[0] == "mean prediction"
    assert audit.report().attributes[0].verdict == RELIES
    classes = planted.assign(approved=pd.cut(planted["income"], 3, labels=list("uvw")).astype(str))
    audit = dash.fairness_audit(classes, "approved", "group", **SMALL)
    assert audit.outcomes[0].metrics == ("predicted u", "predicted v", "predicted w", "accuracy")


def test_the_top_is_smaller_where_there_are_few_features(planted):
    audit = dash.fairness_audit(
        planted[["group", "postcode", "income", "tenure", "approved"]], "approved", "group", **SMALL
    )
    report = audit.report()
    assert report.attributes[0].total.n_players == 3 and report.attributes[0].top_k == 2
    assert any("first 2 count as relied on, not the first 5" in w for w in report.warnings)
    both = dash.fairness_audit(planted, "approved", ["group", "irrelevant"], top_k=6, **SMALL)
    assert [a.top_k for a in both.report().attributes] == [6, 6]
    few = planted[["group", "postcode", "income", "tenure", "irrelevant", "approved"]]
    both = dash.fairness_audit(few, "approved", ["group", "irrelevant"], **SMALL)
    assert [a.top_k for a in both.report().attributes] == [3, 4]


def test_models_that_learn_nothing_come_first_and_nothing_is_claimed():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(300, 5)), columns=list("abcde"))
    frame["sex"], frame["y"] = rng.integers(0, 2, 300), rng.integers(0, 2, 300)
    report = dash.fairness_audit(frame, "y", "sex", top_k=2, **SMALL).report()
    assert report.verdict.sentence.startswith("The models predict no better than a constant")
    assert report.may_claim == ()
    assert contradictions(report) == ()


def test_training_goes_on_for_an_open_verdict_alone(planted, monkeypatch):
    """No pair is worth more models, but the place of the sum is open: more models are trained."""
    asked = []
    monkeypatch.setattr("dash.workflow._worth_more", lambda *_: False)
    real = dash.fairness.audit.AttributeFindings.models_needed

    def needed(self):
        asked.append(1)
        return 6.0 if len(asked) == 1 else real.fget(self)

    monkeypatch.setattr(dash.fairness.audit.AttributeFindings, "models_needed", property(needed))
    audit = dash.fairness_audit(planted, "approved", "group", **SMALL)
    assert asked and len(audit.screening.attributions.values) == 8
    with pytest.raises(dash.InputError, match="top_k is 0"):
        dash.fairness_audit(planted, "approved", "group", top_k=0, **SMALL)


def test_when_every_feature_stands_for_the_attribute(planted):
    rng = np.random.default_rng(0)
    frame = planted[["group", "postcode", "approved"]].assign(
        street=planted["postcode"] + rng.integers(0, 3, len(planted))
    )
    audit = dash.fairness_audit(frame, "approved", "group", **SMALL)
    attribute = audit.report().attributes[0]
    assert attribute.verdict == RELIES and attribute.total is None and len(attribute.features) == 3
    assert "every feature" in attribute.sentence
    assert dash.render_html(audit.report()) and dash.render_markdown(audit.report())


def test_what_is_claimed_without_a_proxy_is_what_was_tested(planted):
    """A feature that is associated, but no more than chance gives, is not passed over."""
    frame = planted[["irrelevant", "income", "tenure", "hours", "approved"]]
    audit = dash.fairness_audit(frame, "approved", "irrelevant", blind=True, **SMALL)
    assert (
        "The models were not given irrelevant, and none of the 3 features that were tested, each "
        "by itself, has an association of 0.25 or more with it." in audit.report().may_claim
    )
    found = audit.attributes[0]
    first = dataclasses.replace(found.proxies[0], association=0.4, p_adjusted=0.2)
    found = dataclasses.replace(found, proxies=(first, *found.proxies[1:]))
    report = dataclasses.replace(audit, attributes=(found,)).report()
    told = f"{first.name} is associated with irrelevant by 0.25 or more, but its prediction of it"
    assert any(told in s for s in report.may_not_claim)
    assert any(told in s for s in report.attributes[0].evidence)
    assert "The models were not given irrelevant." in report.may_claim
    assert not any("has an association of" in s for s in report.may_claim)


def test_all_features_may_be_protected(planted):
    frame = planted[["group", "irrelevant", "approved"]]
    report = dash.fairness_audit(frame, "approved", ["group", "irrelevant"], **SMALL).report()
    assert all("nothing else is left" in " ".join(a.evidence) for a in report.attributes)
    assert dash.render_html(report) and dash.render_markdown(report)
    assert dash.read_report(report.to_json()).to_json() == report.to_json()


def test_an_attribute_that_is_hardly_known_is_refused(planted):
    frame = planted.assign(group=planted["group"].where(planted.index < 4))
    with pytest.raises(dash.InputError, match="“group” is known in 4 rows only"):
        dash.fairness_audit(frame, "approved", "group", **SMALL)
