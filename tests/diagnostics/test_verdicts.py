"""Audits of single models: against counting by hand, and what probability theory demands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from diagnostics import at_least_one_wrong, random_set_comparison, single_model_audits

values = st.tuples(st.integers(2, 12), st.integers(2, 6)).flatmap(
    lambda shape: arrays(float, shape, elements=st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]))
)


def flagged_by_hand(row, columns, k, rule):
    """Sort by hand; a tie at the k-th place lets all of the tied in."""
    if rule == "any":
        threshold = sorted(row, reverse=True)[k - 1]
        return any(row[j] >= threshold for j in columns)
    total = sum(row[j] for j in sorted(columns))
    players = sorted([*(x for j, x in enumerate(row) if j not in columns), total], reverse=True)
    return players.index(total) < k


@settings(max_examples=150, deadline=None)
@given(values, st.sampled_from(["together", "any"]), st.data())
def test_flags_are_those_of_sorting_by_hand(array, rule, data):
    d = array.shape[1]
    sets = data.draw(st.lists(st.sets(st.integers(0, d - 1), min_size=1), min_size=1, max_size=3))
    ks = [data.draw(st.integers(1, d - 1)) for _ in sets]
    found = single_model_audits(array, [sorted(s) for s in sets], k=ks, rule=rule)
    for a, (columns, k) in enumerate(zip(sets, ks, strict=True)):
        by_hand = [flagged_by_hand(row, columns, k, rule) for row in array.tolist()]
        assert found.flags[:, a].tolist() == by_hand
        mean = flagged_by_hand(array.mean(axis=0).tolist(), columns, k, rule)
        assert found.mean_flags[a] == mean
        assert found.wrong[a] == pytest.approx(np.mean([b != mean for b in by_hand]))
    assert found.lower - 1e-12 <= found.any_wrong <= found.upper + 1e-12
    assert found.lower - 1e-12 <= found.independent <= found.upper + 1e-12


def test_intervals_are_exact_binomial():
    array = np.zeros((20, 3))
    array[:, 0] = 1.0
    array[:, 1] = np.where(np.arange(20) < 6, 2.0, 0.5)
    found = single_model_audits(array, [[1]], k=1)
    exact = stats.binomtest(6, 20).proportion_ci(0.95, method="exact")
    assert found.flagged[0] == 0.3 and not found.mean_flags[0]
    assert (found.flagged_low[0], found.flagged_high[0]) == pytest.approx((exact.low, exact.high))
    assert found.wrong[0] == 0.3


def test_dependence_is_counted_not_assumed():
    """Two attributes that are wrong in the same models, and in different ones, with equal rates."""
    base = np.tile([3.0, 2.0, 1.0, 1.0], (20, 1))
    same, apart = base.copy(), base.copy()
    same[:4, 2], same[:4, 3] = 4.0, 4.0
    apart[:4, 2], apart[4:8, 3] = 4.0, 4.0
    alike = single_model_audits(same, [[2], [3]], k=2)
    unlike = single_model_audits(apart, [[2], [3]], k=2)
    assert alike.wrong.tolist() == unlike.wrong.tolist() == [0.2, 0.2]
    assert (alike.any_wrong, unlike.any_wrong) == (0.2, 0.4)
    assert alike.any_wrong == alike.lower and unlike.any_wrong == unlike.upper
    assert alike.independent == unlike.independent == pytest.approx(at_least_one_wrong(0.2, 2))


def test_exchangeable_features_are_a_coin():
    rng = np.random.default_rng(0)
    array = np.column_stack([np.full(4000, 9.0), rng.random((4000, 2)), np.zeros(4000)])
    found = single_model_audits(array, [[1]], k=2)
    assert found.flagged[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("attributes", "options", "message"),
    [
        ([[0]], {"k": 3}, "k is 3"),
        ([[0]], {"k": 0}, "k is 0"),
        ([], {}, "no attribute"),
        ([[]], {}, "no column"),
        ([[3]], {}, "outside 0 to 2"),
        ([[0]], {"names": ["a", "b"]}, "2 names were given for 1"),
        ([[0]], {"k": [1, 1]}, "2 values of k were given for 1"),
        ([[0]], {"rule": "most"}, "'most' is not known"),
    ],
)
def test_bad_input(attributes, options, message):
    with pytest.raises(ValueError, match=message):
        single_model_audits(np.ones((4, 3)), attributes, **{"k": 1, **options})


def test_a_frame_and_a_repr():
    found = single_model_audits(np.eye(3) + 1, [[0], [1]], k=1, names=["a", "b"])
    assert found.to_frame()["attribute"].tolist() == ["a", "b"]
    assert "top 1" in repr(found) and "flags" in found.to_json()


def test_random_sets_are_those_of_all_combinations():
    from itertools import combinations

    rng = np.random.default_rng(0)
    means = rng.gamma(2, 1, 9)
    own = means[[0, 4, 7]].sum()
    sums = np.array([means[list(c)].sum() for c in combinations(range(9), 3)])
    exact = (sums > own + 1e-12).mean() + 0.5 * (np.abs(sums - own) <= 1e-12).mean()
    expected, larger = random_set_comparison(means, [0, 4, 7])
    assert expected == pytest.approx(sums.mean() / means.sum())
    assert larger == pytest.approx(exact, abs=0.03)
    assert random_set_comparison(means, range(9)) == (1.0, 0.5)
    assert random_set_comparison(np.zeros(3), [1]) == (0.0, 0.5)
    with pytest.raises(ValueError, match="0 features of 9"):
        random_set_comparison(means, [])
