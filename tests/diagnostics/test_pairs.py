"""Pair statistics against loops, scipy and exact binomial sums."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from scipy.optimize import brentq

from diagnostics import consensus, minority_fraction, pair_statistics, proportion_interval
from diagnostics.flips import fold

VALUES = arrays(
    float,
    st.tuples(st.integers(2, 12), st.integers(2, 6)),
    elements=st.integers(0, 6).map(float),
)


def binomial_tail(k, n, p):
    """P(X >= k) by the sum."""
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


@pytest.mark.parametrize(("k", "n"), [(0, 5), (1, 5), (3, 20), (10, 20), (20, 20), (49, 50)])
def test_clopper_pearson_inverts_the_binomial_tails(k, n):
    low, high = proportion_interval(k, n, confidence=0.9)
    if k > 0:
        exact = brentq(lambda p: binomial_tail(k, n, p) - 0.05, 1e-12, 1 - 1e-12)
        assert low == pytest.approx(exact, abs=1e-9)
    else:
        assert low == 0
    if k < n:
        exact = brentq(lambda p: 1 - binomial_tail(k + 1, n, p) - 0.05, 1e-12, 1 - 1e-12)
        assert high == pytest.approx(exact, abs=1e-9)
    else:
        assert high == 1


@pytest.mark.parametrize("p", [0.02, 0.1, 0.3, 0.5])
def test_the_folded_interval_covers_the_minority_probability(p):
    n = 30
    counts = np.arange(n + 1)
    low, high = fold(*proportion_interval(counts, n, confidence=0.9))
    truth = min(p, 1 - p)
    covered = (low <= truth + 1e-12) & (truth <= high + 1e-12)
    assert stats.binom.pmf(counts, n, p)[covered].sum() >= 0.9


def test_jeffreys_covers_on_average():
    rng = np.random.default_rng(0)
    p = rng.beta(0.5, 0.5, 4000)
    low, high = proportion_interval(rng.binomial(25, p), 25, confidence=0.9, method="jeffreys")
    assert ((low <= p) & (p <= high)).mean() == pytest.approx(0.9, abs=0.02)


@given(VALUES)
def test_every_column_against_a_loop(values):
    m, d = values.shape
    found = pair_statistics(values).to_frame()
    for row, (j, k) in zip(found.itertuples(), itertools.combinations(range(d), 2), strict=True):
        difference = [values[i, j] - values[i, k] for i in range(m)]
        mean = sum(difference) / m
        sd = math.sqrt(sum((x - mean) ** 2 for x in difference) / (m - 1))
        wins = sum(x > 0 for x in difference)
        losses = sum(x < 0 for x in difference)
        assert row.mean_difference == pytest.approx(mean, abs=1e-12)
        assert row.sd == pytest.approx(sd, abs=1e-9)
        assert (row.wins, row.losses, row.ties) == (wins, losses, m - wins - losses)
        assert row.flip_rate == (min(wins, losses) + row.ties / 2) / m
        opposite = sum((a > 0 > b) or (b > 0 > a) for a, b in itertools.combinations(difference, 2))
        assert row.disagreement == pytest.approx(opposite / math.comb(m, 2))
        if sd > 0:
            assert row.z == pytest.approx(abs(mean) / (sd / math.sqrt(m)))
            assert row.p_value == pytest.approx(stats.ttest_1samp(difference, 0).pvalue)
            assert row.gaussian_flip_rate == pytest.approx(stats.norm.cdf(-abs(mean) / sd))


@given(VALUES)
def test_intervals_lie_where_they_must(values):
    pairs = pair_statistics(values)
    assert (pairs.flip_low >= 0).all() and (pairs.flip_high <= 0.5).all()
    assert (pairs.flip_low <= pairs.flip_rate).all() and (pairs.flip_rate <= pairs.flip_high).all()
    assert (pairs.disagreement_low <= pairs.disagreement + 1e-12).all()
    assert (pairs.disagreement_high <= 0.5).all() and (pairs.disagreement_low >= 0).all()


@given(VALUES, st.randoms(use_true_random=False), st.floats(0.1, 10))
def test_invariance_to_column_order_and_scale(values, random, scale):
    d = values.shape[1]
    order = list(range(d))
    random.shuffle(order)
    names = [f"f{i}" for i in range(d)]
    a = pair_statistics(values, names=names)
    b = pair_statistics(scale * values[:, order], names=[names[i] for i in order])
    for first, second in itertools.combinations(names, 2):
        x, y = a.pair(first, second), b.pair(first, second)
        assert x["flip_rate"] == y["flip_rate"] and x["wins"] == y["wins"]
        assert x["mean_difference"] * scale == pytest.approx(y["mean_difference"], abs=1e-9)
        if x["sd"] > 1e-9:
            assert x["t"] == pytest.approx(y["t"], rel=1e-6, abs=1e-9)


def test_copies_differ_by_exactly_nothing():
    column = np.random.default_rng(0).random((40, 1)) * 1e6
    row = pair_statistics(np.hstack([column, column])).to_frame().iloc[0]
    assert row["mean_difference"] == row["sd"] == row["t"] == row["snr"] == 0
    assert row["p_value"] == 1 and row["ties"] == 40
    assert row["flip_rate"] == row["gaussian_flip_rate"] == row["flip_high"] == 0.5


def test_a_constant_gap_is_certain():
    row = pair_statistics([[2.0, 1.0]] * 5).to_frame().iloc[0]
    assert row["t"] == np.inf and row["p_value"] == 0 and row["flip_rate"] == 0


def test_the_disagreement_limit_with_ties_covers():
    """Two shares and ties: twice their product lies above the lower limit often enough."""
    rng = np.random.default_rng(0)
    truth, above = 2 * 0.4 * 0.3, 0
    for _ in range(600):
        signs = rng.choice([1.0, -1.0, 0.0], size=25, p=[0.4, 0.3, 0.3])
        values = np.column_stack([1 + signs, np.ones(25)])
        pairs = pair_statistics(values)
        above += pairs.disagreement_low[0] <= truth <= pairs.disagreement_high[0]
    assert above / 600 >= 0.95


@settings(max_examples=20)
@given(st.integers(2, 30), st.integers(0, 1000))
def test_consensus_against_scipy(m, seed):
    values = np.random.default_rng(seed).gamma(2.0, size=(m, 4))
    found = consensus(values, confidence=0.9)
    for j in range(4):
        test = stats.ttest_1samp(values[:, j], 0).confidence_interval(0.9)
        assert (found.low[j], found.high[j]) == pytest.approx((test.low, test.high))
    assert found.share.sum() == pytest.approx(1)
    assert found.rank.tolist() == stats.rankdata(-values.mean(axis=0)).astype(int).tolist()
    wider = consensus(values, extra_variance=1.0)
    assert wider.standard_error == pytest.approx(values.std(axis=0, ddof=1) * math.sqrt(1 / m + 1))


def test_minority_fraction_by_hand_and_its_refusal_of_absolute_values():
    found = minority_fraction([[1, 0, -2], [-1, 0, -3], [2, 0, 4], [5, 0, -1]])
    assert found.fraction.tolist() == [0.25, 0, 0.25]
    assert found.zero.tolist() == [0, 4, 0]
    with pytest.raises(ValueError, match="signed means"):
        minority_fraction(np.random.default_rng(0).random((5, 3)))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, 2, 3], "2 dimensions|1 dimensions"),
        ([[1, 2]], "1 models are too few"),
        ([[1], [2]], "two features"),
        ([[1, np.nan], [1, 2]], "feature 1 in model 0 is not a finite number"),
    ],
)
def test_bad_arrays(values, message):
    with pytest.raises(ValueError, match=message):
        pair_statistics(values)


def test_bad_names_and_methods():
    with pytest.raises(ValueError, match="3 names were given for 2 features"):
        pair_statistics([[1, 2], [2, 1]], names=["a", "b", "c"])
    with pytest.raises(ValueError, match="method 'wald'"):
        pair_statistics([[1, 2], [2, 1]], interval="wald")
    with pytest.raises(ValueError, match="'z' is not one of the features"):
        pair_statistics([[1, 2], [2, 1]]).pair("x0", "z")


def test_results_are_json_frames_and_readable():
    import json

    pairs = pair_statistics([[3, 1, 1], [2, 1, 4], [3, 2, 2]], names=["a", "b", "ü"])
    assert json.loads(pairs.to_json())["names"] == ["a", "b", "ü"]
    assert "3 pairs of 3 features over 3 models" in repr(pairs)
    assert list(pairs.to_frame().columns[:2]) == ["feature_a", "feature_b"]
