"""The partial order against brute force: closure, reduction, tiers, ranks, ties, majorities."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics import majority_curve, stable_order, z_test

BASE = {
    d: z_test(np.random.default_rng(d).gamma(3.0, size=(5, d)) + np.arange(d)[::-1])
    for d in range(2, 8)
}


@st.composite
def verdicts(draw):
    """A test whose verdicts are drawn at random, on means that fall in some column order."""
    d = draw(st.integers(2, 6))
    means = np.array(draw(st.permutations(range(d))), dtype=float)
    base = BASE[d]
    kinds = draw(
        st.lists(st.sampled_from(["ordered", "tied", "unresolved"]), min_size=len(base.first),
                 max_size=len(base.first))
    )  # fmt: skip
    return dataclasses.replace(
        base,
        means=means,
        verdict=np.array(kinds),
        mean_difference=means[base.first] - means[base.second],
    )


def closure(d, edges):
    """Transitive closure by repeated joining."""
    known = set(edges)
    while True:
        more = {(a, d2) for a, b in known for c, d2 in known if b == c} - known
        if not more:
            return known
        known |= more


@settings(max_examples=150, deadline=None)
@given(verdicts())
def test_against_brute_force(test):
    order = stable_order(test)
    d, means = len(test.names), test.means
    claims = []
    for j, k, verdict in zip(test.first, test.second, test.verdict, strict=True):
        if verdict == "ordered":
            claims.append((j, k) if means[j] > means[k] else (k, j))
    known = closure(d, [(int(a), int(b)) for a, b in claims])
    assert {(int(a), int(b)) for a, b in np.argwhere(order.above)} == known
    reduced = {
        (a, b) for a, b in known if not any((a, c) in known and (c, b) in known for c in range(d))
    }
    assert {(int(a), int(b)) for a, b in order.edges} == reduced
    # Rank intervals: the extreme places over all linear extensions.
    places = {j: [] for j in range(d)}
    for ranking in itertools.permutations(range(d)):
        position = {j: p for p, j in enumerate(ranking, 1)}
        if all(position[a] < position[b] for a, b in known):
            for j in range(d):
                places[j].append(position[j])
    assert order.rank_low.tolist() == [min(places[j]) for j in range(d)]
    assert order.rank_high.tolist() == [max(places[j]) for j in range(d)]
    # Tiers: a cut wherever everything above is known to be above everything below.
    ranked = order.order.tolist()
    cuts = [r for r in range(1, d) if all((a, b) in known for a in ranked[:r] for b in ranked[r:])]
    expected = [tuple(ranked[a:b]) for a, b in itertools.pairwise([0, *cuts, d])]
    assert list(order.tiers) == expected
    # Tied groups: cliques of shown ties, disjoint, and not one of them can take a free feature.
    tied = {frozenset((int(j), int(k))) for j, k, v in
            zip(test.first, test.second, test.verdict, strict=True) if v == "tied"}  # fmt: skip
    members = [j for g in order.tied_groups for j in g]
    assert len(members) == len(set(members))
    for group in order.tied_groups:
        assert all(frozenset(p) in tied for p in itertools.combinations(group, 2))
        for j in set(range(d)) - set(members):
            assert not all(frozenset((j, k)) in tied for k in group)
    assert order.decided_top() == next((i for i, t in enumerate(expected) if len(t) > 1), d)
    for k in range(1, d + 1):
        total = all(len(t) == 1 for t in itertools.takewhile(lambda t: True, expected[:k]))
        assert order.is_total_on_top(k) == (total and sum(map(len, expected[:k])) == k)


def test_a_chain_of_ties_is_not_one_tie():
    base = BASE[3]
    test = dataclasses.replace(
        base, means=np.array([3.0, 2.0, 1.0]), verdict=np.array(["tied", "ordered", "tied"])
    )
    order = stable_order(test)
    assert order.tied_groups == ((0, 1),) and order.above[0, 2]
    assert order.tiers == ((0, 1, 2),)


def test_frame_and_repr_follow_the_consensus():
    rng = np.random.default_rng(0)
    values = rng.normal([1.0, 9.0, 5.0, 5.0], 0.02, (30, 4))
    order = stable_order(z_test(values, names=list("abcd")))
    frame = order.to_frame()
    assert frame["feature"].tolist()[0] == "b" and frame["tier"].tolist() == [1, 2, 2, 3]
    assert frame["tied_group"].isna().tolist() == [True, False, False, True]
    assert repr(order).startswith("StableOrder of 4 features: b > ")
    with pytest.raises(ValueError, match="k is 9"):
        order.is_total_on_top(9)


def test_fifteen_hundred_features_take_seconds_not_minutes():
    rng = np.random.default_rng(0)
    values = rng.gamma(2.0, size=(6, 1500)) + np.arange(1500)
    order = stable_order(z_test(values, margin=1e-5))
    assert order.above.sum() > 1_000_000 and order.rank_low.min() == 1


@settings(max_examples=40)
@given(st.integers(4, 14), st.integers(2, 5), st.integers(0, 1000), st.booleans())
def test_majority_curve_against_a_loop(m, d, seed, holdout):
    values = np.random.default_rng(seed).integers(0, 5, (m, d)).astype(float)
    q = [0.5, 0.75, 1.0]
    curve = majority_curve(values, thresholds=q, holdout=holdout, random_state=3)
    shuffled = np.random.default_rng(3).permutation(m)
    halves = [(shuffled[: m // 2], shuffled[m // 2 :]), (shuffled[m // 2 :], shuffled[: m // 2])]
    splits = halves if holdout else [(np.arange(m), np.arange(m))]
    for i, threshold in enumerate(q):
        decided, wrong, compared = [], 0, 0
        for voters, judges in splits:
            count = 0
            for j, k in itertools.combinations(range(d), 2):
                up = np.mean([values[v, j] > values[v, k] for v in voters])
                down = np.mean([values[v, j] < values[v, k] for v in voters])
                if max(up, down) < threshold - 1e-12 or max(up, down) <= 0.5:
                    continue
                count += 1
                sign = 1 if up > down else -1
                compared += len(judges)
                wrong += sum(sign * (values[v, j] - values[v, k]) < 0 for v in judges)
            decided.append(count)
        assert curve.completeness[i] == pytest.approx(np.mean(decided) / (d * (d - 1) / 2))
        if compared:
            assert curve.error[i] == pytest.approx(wrong / compared)
        else:
            assert np.isnan(curve.error[i])


def test_majorities_must_be_majorities():
    with pytest.raises(ValueError, match="thresholds"):
        majority_curve(np.eye(6, 3), thresholds=[0.4])
    with pytest.raises(ValueError, match="too few"):
        majority_curve(np.eye(3, 3))
