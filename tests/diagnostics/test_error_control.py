"""What the verdicts promise, by simulation: error rates of order, tie and sequential claims."""

import numpy as np
import pytest

from diagnostics import sequential_z_test, stable_order, z_test

RUNS = 400
ALPHA = 0.1
#: Three standard errors of a share near ALPHA over RUNS simulations.
SLACK = 3 * np.sqrt(ALPHA * (1 - ALPHA) / RUNS)


def correlated(rng, means, m=15, noise=1.0):
    """Attributions of m models with correlated, heavy-ish noise around the means."""
    shared = rng.normal(size=(m, 1))
    own = rng.gamma(4.0, 0.5, (m, len(means))) - 2.0
    return np.asarray(means) + noise * (0.5 * shared + own)


def wrong_orders(test, means):
    """Whether any `ordered` claim contradicts the true means."""
    gap = np.asarray(means)[test.first] - np.asarray(means)[test.second]
    claimed = test.verdict == "ordered"
    return bool((claimed & (np.sign(test.mean_difference) != np.sign(gap))).any())


@pytest.mark.parametrize("correction", ["holm", "bonferroni"])
def test_family_wise_error_of_order_claims(correction):
    rng = np.random.default_rng(0)
    means = [10.0, 10.0, 10.0, 10.0, 14.0, 20.0]
    wrong = [
        wrong_orders(
            z_test(correlated(rng, means), alpha=ALPHA, margin=0, correction=correction), means
        )
        for _ in range(RUNS)
    ]
    assert np.mean(wrong) <= ALPHA + SLACK


def test_the_published_rule_does_not_control_it():
    rng = np.random.default_rng(0)
    means = [10.0] * 6
    wrong = [
        wrong_orders(z_test(correlated(rng, means, m=5), rule="published"), means)
        for _ in range(RUNS)
    ]
    assert np.mean(wrong) > 0.5


def test_sequential_looks_share_the_error():
    rng = np.random.default_rng(1)
    means = [10.0] * 5
    looks = [5, 10, 20, 40]
    together, apart = [], []
    for _ in range(RUNS):
        values = correlated(rng, means, m=40)
        options = {"margin": 0, "correction": "holm"}
        test = sequential_z_test(values, looks=looks, max_models=40, alpha=ALPHA, **options)
        together.append(wrong_orders(test, means))
        apart.append(
            any(wrong_orders(z_test(values[:n], alpha=ALPHA, **options), means) for n in looks)
        )
    assert np.mean(together) <= ALPHA + SLACK
    assert np.mean(apart) > np.mean(together)


@pytest.mark.parametrize("kind", ["absolute", "share"])
def test_a_difference_at_the_margin_is_rarely_called_a_tie(kind):
    """At the border of the indifference width the tie claim is wrong with probability alpha."""
    rng = np.random.default_rng(2)
    means = np.array([11.0, 10.0, 29.0])
    margin = 1.0 if kind == "absolute" else 1.0 / means.sum()
    tied = [
        z_test(
            correlated(rng, means, m=30, noise=0.3),
            alpha=ALPHA, margin=margin, margin_kind=kind, correction="none",
        ).verdict[0] == "tied"
        for _ in range(RUNS)
    ]  # fmt: skip
    assert np.mean(tied) <= ALPHA + SLACK
    assert np.mean(tied) > 0.02  # not by never claiming anything


def test_rank_intervals_cover_all_ranks_together():
    rng = np.random.default_rng(3)
    means = np.array([5.0, 6.0, 7.0, 8.0, 12.0])
    rank = 1 + (means[None] > means[:, None]).sum(axis=1)
    covered, widths = [], []
    for _ in range(RUNS):
        order = stable_order(z_test(correlated(rng, means, m=20), alpha=ALPHA, margin=0))
        covered.append(bool(((order.rank_low <= rank) & (rank <= order.rank_high)).all()))
        widths.append((order.rank_high - order.rank_low).mean())
    assert np.mean(covered) >= 1 - ALPHA - SLACK
    assert np.mean(widths) < 3


def test_extra_variance_covers_what_a_new_data_set_adds():
    """Means that shift from data set to data set: only the larger variance keeps the level."""
    rng = np.random.default_rng(4)
    plain, wider = [], []
    for _ in range(RUNS):
        shift = rng.normal(size=3)  # the data set's own deviation from equal means
        values = 10 + shift + rng.normal(size=(50, 3))
        options = {"alpha": ALPHA, "margin": 0}
        plain.append(wrong_orders(z_test(values, **options), [10, 10, 10]))
        wider.append(wrong_orders(z_test(values, extra_variance=1.0, **options), [10, 10, 10]))
    assert np.mean(wider) <= ALPHA + SLACK
    assert np.mean(plain) > 0.5
