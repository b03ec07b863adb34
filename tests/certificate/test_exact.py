"""Whole numbers for attributions: nothing is rounded, and the counts are those of the floats."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import dash
from dash.certificate.exact import MAX_FEATURES, exact_table

tables = st.tuples(st.integers(2, 6), st.integers(2, 5)).flatmap(
    lambda shape: arrays(
        float, shape, elements=st.floats(0, 1e6, allow_subnormal=False) | st.sampled_from([0, 0.5])
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_every_number_is_exact_and_every_count_is_that_of_the_floats(report_of, values):
    table = exact_table(report_of(values))
    unit = Fraction(1, 2**table.exponent)
    place = {name: j for j, name in enumerate(table.names)}
    for j in range(values.shape[1]):
        numbers = table.numbers[place[f"feature {j}"]]
        assert [n * unit for n in numbers] == [Fraction(x) for x in values[:, j].tolist()]
    for j in range(values.shape[1]):
        for k in range(values.shape[1]):
            assert table.wins[j, k] == (values[:, j] > values[:, k]).sum()
    listed = {(j, k) for j, k, _, _ in table.undecided()}
    for j in range(values.shape[1]):
        for k in range(j + 1, values.shape[1]):
            above = (values[:, j] > values[:, k]).any() and (values[:, j] < values[:, k]).any()
            assert ((j, k) in listed) == above
    for j, k, i, m in table.undecided():
        assert values[i, j] > values[i, k] and values[m, j] < values[m, k]


@settings(max_examples=40, deadline=None)
@given(tables)
def test_the_steps_give_all_agreed_pairs_by_chaining(report_of, values):
    table = exact_table(report_of(values))
    d = len(table.names)
    reach = np.zeros((d, d), dtype=bool)
    for j, k in table.agreed_steps():
        reach[j, k] = True
    for middle in range(d):
        reach |= reach[:, [middle]] & reach[[middle], :]
    assert (reach == table.agreed()).all()


def test_the_exponent_is_the_least_that_rounds_nothing(report_of):
    table = exact_table(report_of([[0.75, 2.0], [0.5, 1.0]]))
    assert table.exponent == 2 and table.numbers == ((3, 2), (8, 4))
    table = exact_table(report_of([[4.0, 8.0], [2.0, 0.0]]))
    assert table.exponent == 0 and table.numbers == ((4, 2), (8, 0))


def test_a_report_with_many_features_keeps_the_first(report_of):
    values = np.random.default_rng(0).random((4, MAX_FEATURES + 20)) + np.arange(MAX_FEATURES + 20)
    table = exact_table(report_of(values))
    assert len(table.names) == MAX_FEATURES and table.left_out == 20
    assert "feature 0" not in table.names and f"feature {MAX_FEATURES + 19}" in table.names


def test_a_report_without_models_is_refused(usual):
    empty = dataclasses.replace(usual.models, features=(), values=())
    with pytest.raises(dash.InputError, match="no attributions of single models"):
        exact_table(dataclasses.replace(usual, models=empty))


@pytest.mark.parametrize(
    ("features", "values", "message"),
    [
        (("a", "b"), ((1.0, float("nan")), (1.0, 2.0)), "“b” in model 0 of the report is nan"),
        (("a", "b"), ((1.0, 2.0), (-1.0, 2.0)), "“a” in model 1 of the report is -1.0"),
        (("a", "b"), ((1.0, 2.0), (1.0,)), "model 1 of the report has 1 attributions, not 2"),
        (("a", "a"), ((1.0, 2.0), (1.0, 2.0)), "names a feature twice"),
    ],
)
def test_a_report_with_impossible_models_is_refused(usual, features, values, message):
    from dash.report.data import ModelAttributions

    report = dataclasses.replace(usual, models=ModelAttributions(features, values))
    with pytest.raises(dash.InputError, match=message):
        exact_table(report)
    with pytest.raises(dash.InputError, match=message):
        dash.compare_reports(usual, report)
