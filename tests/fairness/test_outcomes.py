"""Outcomes of groups against counting by hand; each row judged by models that did not see it."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
from fairlearn.metrics import false_positive_rate

import dash
from dash.fairness.outcomes import outcome_tables
from dash.fairness.proxies import Levels


def test_rates_are_those_of_counting(german):
    screening = german.screening
    n = len(screening.ensemble.plan.y)
    total, votes = np.zeros(n), np.zeros(n)
    for m in screening.ensemble.members:
        assert not set(m.evaluation_rows) & set(m.training_rows)
        total[m.evaluation_rows] += m.prediction
        votes[m.evaluation_rows] += 1
    seen = votes > 0
    answer = total[seen] / votes[seen] > 0.5
    y = screening.ensemble.plan.y[seen].astype(bool)
    sex = german.table.frame["sex"].to_numpy()[seen]
    table = next(t for t in german.outcomes if t.attribute == "sex")
    assert table.metrics == (
        "predicted good", "false positive rate", "false negative rate", "accuracy",
    )  # fmt: skip
    rates = {}
    for row in table.rows:
        g = sex == row.group
        expected = (
            answer[g].mean(),
            answer[g & ~y].mean(),
            (~answer)[g & y].mean(),
            (answer == y)[g].mean(),
        )
        assert row.n_rows == g.sum()
        assert row.values == pytest.approx(expected)
        for value, low, high in zip(row.values, row.low, row.high, strict=True):
            assert low <= value <= high and high - low < 0.5
        rates[row.group] = expected
    gaps = np.subtract(rates["male"], rates["female"])
    assert table.compared == "male minus female"
    assert table.differences == pytest.approx(gaps)
    ends = zip(table.difference_low, table.differences, table.difference_high, strict=True)
    assert all(low <= gap <= high for low, gap, high in ends)
    gap, low, high = (
        f"{100 * x[0]:.1f}"
        for x in (table.differences, table.difference_low, table.difference_high)
    )
    assert f"“male” minus “female” is {gap} [{low}, {high}] percentage points" in table.sentence
    assert np.isnan(table.difference_p).all()


def test_age_is_cut_at_its_median(german):
    table = next(t for t in german.outcomes if t.attribute == "age")
    assert [r.group for r in table.rows] == ["at most 33", "above 33"]
    assert "Predicted good, by age" in table.sentence


def tables(y, answer, codes, labels, *, groups=None, classes=("no", "yes")):
    """Outcome tables of one model's answers, without a model."""
    held_out = np.asarray(answer, dtype=float), np.ones(len(y), dtype=bool)
    screening = SimpleNamespace(
        ensemble=SimpleNamespace(plan=SimpleNamespace(y=np.asarray(y)), held_out=lambda: held_out),
        table=SimpleNamespace(task="binary", classes=classes, groups=groups),
    )
    levels = Levels("g", np.asarray(codes), tuple(labels))
    return outcome_tables(screening, [levels], n_bootstraps=200, seed=0)


@pytest.fixture
def without_negatives():
    """Nobody of the second group has a negative target."""
    y, answer = np.array([0, 1] * 20 + [1] * 20), np.array([1, 1, 0, 1] * 15)
    return tables(y, answer, np.repeat([0, 1], [40, 20]), ("a", "b"))[0]


def test_a_rate_over_no_rows_is_not_defined(without_negatives):
    assert false_positive_rate([1, 1], [1, 0]) == 0  # what fairlearn says of it
    rates = [r.values[1] for r in without_negatives.rows]
    assert rates[0] == 0.5 and np.isnan(rates[1])
    row = without_negatives.rows[1]
    assert np.isnan([row.low[1], row.high[1], without_negatives.differences[1]]).all()
    assert without_negatives.undefined[1] == "not defined: no no in this group"


def test_what_is_not_defined_is_shown_as_such(german, without_negatives):
    report = dataclasses.replace(german.report(), outcomes=(without_negatives,))
    stated = json.loads(report.to_json())["outcomes"][0]
    assert stated["rows"][1]["values"][1] is None and stated["differences"][1] is None
    assert "not defined: no no in this group" in dash.render_html(report)
    assert "not defined: no no in this group" in dash.render_markdown(report)
    assert dash.read_report(report.to_json()).to_json() == report.to_json()


def test_groups_whose_labels_read_alike_are_two():
    rng = np.random.default_rng(0)
    y, answer, codes = rng.integers(0, 2, 80), rng.integers(0, 2, 80), np.repeat([0, 1], 40)
    table = tables(y, answer, codes, ("1.23457e+06", "1.23457e+06"))[0]
    assert [r.n_rows for r in table.rows] == [40, 40]
    assert [r.values[0] for r in table.rows] == [answer[:40].mean(), answer[40:].mean()]


def test_three_groups_have_a_test_instead_of_an_interval():
    rng = np.random.default_rng(1)
    codes = np.repeat([0, 1, 2], 60)
    alike, apart = rng.integers(0, 2, 180), (rng.random(180) < 0.2 + 0.3 * codes).astype(int)
    y = rng.integers(0, 2, 180)
    told = [tables(y, answer, codes, "abc")[0] for answer in (alike, apart)]
    assert told[0].compared == "largest difference"
    assert told[0].difference_p[0] > 0.05 and told[1].difference_p[0] == 1 / 200
    assert np.isnan(told[0].difference_low).all()
    assert "with probability 0.00500" in told[1].sentence


def test_rows_of_one_person_are_drawn_together():
    rng = np.random.default_rng(2)
    person = np.repeat(np.arange(50), 12)
    own, answer, y = rng.integers(0, 2, 50), rng.integers(0, 2, 50), rng.integers(0, 2, 600)
    given = y, answer[person], own[person], ("f", "m")
    whole, rows = (tables(*given, groups=g)[0] for g in (person, None))
    assert whole.by_group and "resampled by group" in whole.sentence
    assert not rows.by_group and "resampled" not in rows.sentence
    for a, b in zip(whole.rows, rows.rows, strict=True):
        assert a.values == b.values
        assert a.high[0] - a.low[0] > 2.5 * (b.high[0] - b.low[0])
    assert whole.difference_high[0] - whole.difference_low[0] > 0.4
