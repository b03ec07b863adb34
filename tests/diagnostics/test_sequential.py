"""Looks at a growing ensemble: claims form no cycle, intervals and levels are what they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diagnostics import sequential_z_test, spend, stable_order, z_test


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from(["holm", "none"]))
def test_final_claims_form_no_cycle_and_follow_the_means(seed, correction):
    """Means that drift while models come in: early claims may be overtaken."""
    rng = np.random.default_rng(seed)
    drift = np.linspace(0, 1, 40)[:, None] * rng.normal(size=6)
    values = 10 + rng.normal(size=6) + 2 * drift + rng.normal(0, 0.5, (40, 6))
    test = sequential_z_test(
        values, looks=[4, 8, 16, 40], max_models=40, alpha=0.3, margin=0.01, correction=correction
    )
    order = stable_order(test)
    assert not (order.above & order.above.T).any()
    above, below = np.nonzero(order.above)
    assert (test.means[above] >= test.means[below]).all()
    assert set(test.verdict) <= {"ordered", "tied", "unresolved"}
    assert ((test.decided_at == 0) == (test.verdict == "unresolved")).all()


def test_an_early_order_that_the_final_means_contradict_is_withdrawn():
    noise = np.random.default_rng(0).normal(0, 0.01, (50, 2))
    values = noise + np.where(np.arange(50)[:, None] < 5, [2.0, 1.0], [1.0, 2.0])
    early = sequential_z_test(values[:5], looks=[5], max_models=50, margin=0)
    assert early.verdict[0] == "ordered" and early.mean_difference[0] > 0
    late = sequential_z_test(values, looks=[5, 50], max_models=50, margin=0)
    assert late.mean_difference[0] < 0
    kept = z_test(values, alpha=late.levels[1], margin=0).verdict[0] == "ordered"
    assert (late.verdict[0] == "ordered") == kept and late.decided_at[0] in (0, 50)


@pytest.mark.parametrize("spending", ["pocock", "obrien-fleming"])
def test_intervals_are_at_the_level_that_the_result_names(spending):
    values = np.random.default_rng(0).gamma(3.0, size=(20, 3))
    test = sequential_z_test(values, looks=[5, 20], max_models=200, spending=spending)
    for i, (j, k) in enumerate(zip(test.first, test.second, strict=True)):
        found = stats.ttest_rel(values[:, j], values[:, k]).confidence_interval(1 - test.alpha)
        assert (test.low[i], test.high[i]) == pytest.approx((found.low, found.high))


def test_a_look_too_early_to_spend_anything_claims_nothing():
    """O'Brien-Fleming at 5 of 2000 models spends less than a float can hold."""
    values = np.random.default_rng(0).normal([9.0, 1.0, 1.0], 1.0, (40, 3))
    values = np.hstack([values, values[:, :1]])
    early = sequential_z_test(values[:5], looks=[5], max_models=2000, spending="obrien-fleming")
    assert early.levels == (0.0,) and set(early.verdict) == {"unresolved"}
    assert np.isfinite(early.low).all() and np.isfinite(early.high).all()
    later = sequential_z_test(
        values, looks=[5, 40], max_models=80, spending="obrien-fleming", margin=0
    )
    assert later.pair("x0", "x1")["verdict"] == "ordered"
    assert later.pair("x0", "x3")["verdict"] == "unresolved"


@pytest.mark.parametrize("spending", ["pocock", "obrien-fleming"])
def test_stopping_when_all_is_decided_keeps_the_level(spending):
    """The run ends at the first look that orders every pair; equal means must rarely do so."""
    rng, runs, alpha, wrong = np.random.default_rng(5), 250, 0.1, 0
    looks = [5, 10, 20, 40]
    for _ in range(runs):
        values = 10 + rng.normal(size=(40, 2)) + rng.normal(size=(40, 1))
        for stop in range(1, 5):
            test = sequential_z_test(
                values, looks=looks[:stop], max_models=40, alpha=alpha, spending=spending, margin=0
            )
            if test.verdict[0] == "ordered":
                wrong += 1
                break
    assert wrong / runs <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / runs)


def test_an_early_stop_leaves_alpha_unspent():
    assert spend(0.05, [0.1, 0.2]).sum() < 0.05
    with pytest.raises(ValueError, match="spending 'even'"):
        spend(0.05, [1.0], spending="even")


def test_the_published_rule_is_refused():
    """It would call a pair tied at 5 models and keep that claim for good."""
    with pytest.raises(ValueError, match="'published' spends no alpha"):
        sequential_z_test(np.eye(10, 2), looks=[5, 10], max_models=10, rule="published")
