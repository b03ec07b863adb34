"""Means by group: fairlearn's frame as the oracle, and error rates by simulation."""

import numpy as np
import pytest
from fairlearn.metrics import (
    MetricFrame,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
)
from scipy import stats
from sklearn.metrics import accuracy_score

from diagnostics import disparity

METRICS = {"s": selection_rate, "fp": false_positive_rate, "fn": false_negative_rate,
           "a": accuracy_score}  # fmt: skip


def scores(y, answer):
    return np.column_stack(
        [
            answer,
            np.where(y == 0, answer, np.nan),
            np.where(y == 1, 1 - answer, np.nan),
            answer == y,
        ]
    ).astype(float)


@pytest.mark.parametrize("n_levels", [2, 4])
def test_values_are_those_of_fairlearn(n_levels):
    rng = np.random.default_rng(n_levels)
    y, answer, codes = rng.integers(0, 2, 90), rng.integers(0, 2, 90), rng.integers(0, n_levels, 90)
    frame = MetricFrame(metrics=METRICS, y_true=y, y_pred=answer, sensitive_features=codes)
    found = disparity(scores(y, answer), codes, n_bootstraps=20, n_permutations=19)
    assert found.values == pytest.approx(frame.by_group.to_numpy(float))
    assert np.abs(found.difference) == pytest.approx(frame.difference().to_numpy(float))
    assert (found.low <= found.values).all() and (found.values <= found.high).all()


def test_two_groups_have_a_signed_difference_whose_interval_can_hold_zero():
    """Over 150 samples without a difference 95 % of the intervals hold zero."""
    held = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        found = disparity(rng.random((200, 1)) < 0.3, rng.integers(0, 2, 200), random_state=seed)
        assert found.difference == found.values[1] - found.values[0]
        held += found.difference_low[0] <= 0 <= found.difference_high[0]
    assert stats.binomtest(held, 150, 0.95).pvalue > 0.001
    assert np.isnan(found.p).all()


@pytest.mark.parametrize("clustered", [False, True])
def test_more_groups_are_tested_at_the_level(clustered):
    rejected = 0
    for seed in range(80):
        rng = np.random.default_rng(seed)
        person = np.repeat(np.arange(40), 6)
        codes = rng.integers(0, 3, 40)[person] if clustered else rng.integers(0, 3, 240)
        chance = rng.choice([0.1, 0.9], 40)[person]
        found = disparity(
            (rng.random((240, 1)) < chance[:, None]),
            codes,
            groups=person if clustered else None,
            n_bootstraps=2,
            n_permutations=99,
            random_state=seed,
        )
        rejected += found.p[0] <= 0.05
    assert stats.binomtest(rejected, 80, 0.05, alternative="greater").pvalue > 0.001
    assert np.isnan(found.difference_low).all() and found.difference[0] >= 0


def test_a_difference_between_three_groups_is_seen():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 300)
    found = disparity((rng.random((300, 1)) < 0.2 + 0.3 * codes[:, None]), codes)
    assert found.p[0] == 1 / 200 and "p = 0.005" in repr(found)
    assert found.to_frame().shape == (3, 5)


def test_intervals_by_cluster_are_those_of_the_clusters():
    """Fifty people of twelve rows each, who always answer alike: the interval is that of fifty."""
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(50), 12)
    own = rng.integers(0, 2, 50)
    answer = (rng.random(50) < 0.5)[:, None].astype(float)
    rows = {"n_bootstraps": 2000, "random_state": 3}
    whole = disparity(answer[person], own[person], groups=person, **rows)
    alone = disparity(answer, own, **rows)
    naive = disparity(answer[person], own[person], **rows)
    assert whole.values == pytest.approx(alone.values)
    width = whole.high - whole.low
    assert width == pytest.approx(alone.high - alone.low, rel=0.1)
    assert (width > 2.5 * (naive.high - naive.low)).all()


def test_what_is_undefined_is_nan():
    """No negatives in group 1: its false positive rate is not nought."""
    y = np.array([0, 1] * 20 + [1] * 20)
    answer = np.array([1, 1, 0, 1] * 15)
    codes = np.repeat([0, 1], [40, 20])
    found = disparity(scores(y, answer), codes)
    assert np.isnan([found.values[1, 1], found.low[1, 1], found.high[1, 1]]).all()
    assert np.isnan([found.difference[1], found.difference_low[1], found.difference_high[1]]).all()
    assert np.isfinite(found.values[0]).all() and np.isfinite(found.difference[[0, 2, 3]]).all()
    # Hardly any: some samples have none, and these are no noughts.
    y[-1], answer[-1] = 0, 1
    rare = disparity(scores(y, answer), codes)
    assert rare.values[1, 1] == rare.low[1, 1] == rare.high[1, 1] == 1


@pytest.mark.parametrize(
    ("codes", "message"), [([0, 1], "rows have a group"), ([0, 0, 0], "two groups")]
)
def test_bad_input(codes, message):
    with pytest.raises(ValueError, match=message):
        disparity(np.ones((3, 1)), codes)
