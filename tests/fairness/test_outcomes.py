"""Outcomes of groups against counting by hand; each row judged by models that did not see it."""

import numpy as np
import pytest


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
    gaps = np.abs(np.subtract(rates["female"], rates["male"]))
    assert table.differences == pytest.approx(gaps)


def test_age_is_cut_at_its_median(german):
    table = next(t for t in german.outcomes if t.attribute == "age")
    assert [r.group for r in table.rows] == ["at most 33", "above 33"]
    assert "Predicted good, by age" in table.sentence
