"""Verdicts and corrections against scipy and the definitions."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diagnostics import adjust, sequential_z_test, spend, z_test

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def by_definition(p, method, alpha):
    """Rejections at one level, straight from the papers."""
    k = len(p)
    order = sorted(range(k), key=lambda i: p[i])
    rejected = [False] * k
    if method == "bonferroni":
        return [x <= alpha / k for x in p]
    if method == "holm":
        for step, i in enumerate(order):
            if p[i] > alpha / (k - step):
                break
            rejected[i] = True
        return rejected
    scale = sum(1 / i for i in range(1, k + 1)) if method == "by" else 1
    passing = [s for s, i in enumerate(order, 1) if p[i] <= alpha * s / (k * scale)]
    for i in order[: max(passing, default=0)]:
        rejected[i] = True
    return rejected


@given(P_VALUES, st.sampled_from(["holm", "bonferroni", "bh", "by"]), st.floats(0.001, 0.5))
def test_adjusted_p_values_reject_what_the_procedures_reject(p, method, alpha):
    adjusted = adjust(p, method)
    # Equality of floating point products is not what is tested: stay off the border.
    if (np.abs(adjusted - alpha) > 1e-9).all():
        assert (adjusted <= alpha).tolist() == by_definition(p, method, alpha)
    assert (adjusted >= np.asarray(p)).all() and (adjusted <= 1).all()


@given(P_VALUES)
def test_bh_and_by_agree_with_scipy(p):
    assert adjust(p, "bh") == pytest.approx(stats.false_discovery_control(p, method="bh"))
    assert adjust(p, "by") == pytest.approx(stats.false_discovery_control(p, method="by"))


def test_missing_p_values_take_no_part():
    adjusted = adjust([0.01, np.nan, 0.04], "bonferroni")
    assert adjusted[[0, 2]].tolist() == [0.02, 0.08] and np.isnan(adjusted[1])
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([1.2])
    with pytest.raises(ValueError, match="not known"):
        adjust([0.5], "sidak")


@settings(max_examples=40)
@given(st.integers(3, 40), st.integers(0, 10_000), st.floats(0, 3))
def test_order_and_equivalence_tests_against_scipy(m, seed, extra):
    rng = np.random.default_rng(seed)
    values = rng.gamma(3.0, size=(m, 4)) + np.array([0.0, 0.2, 1.0, 4.0])
    margin = 0.05
    test = z_test(values, margin=margin, extra_variance=extra)
    shrink = math.sqrt(1 / m) / math.sqrt(1 / m + extra)
    total = values.sum(axis=1)
    for i, (j, k) in enumerate(itertools.combinations(range(4), 2)):
        d = values[:, j] - values[:, k]
        t = stats.ttest_1samp(d, 0).statistic * shrink
        assert test.t[i] == pytest.approx(t)
        assert test.p_order[i] == pytest.approx(2 * stats.t.sf(abs(t), m - 1))
        upper = stats.ttest_1samp(d - margin * total, 0).statistic * shrink
        lower = stats.ttest_1samp(d + margin * total, 0).statistic * shrink
        tost = max(stats.t.cdf(upper, m - 1), stats.t.sf(lower, m - 1))
        assert test.p_tie[i] == pytest.approx(tost)
    order, tie = adjust(test.p_order, "holm"), adjust(test.p_tie, "holm")
    expected = np.where(tie <= 0.05, "tied", np.where(order <= 0.05, "ordered", "unresolved"))
    assert test.verdict.tolist() == expected.tolist()
    if extra == 0:
        found = stats.ttest_rel(values[:, 0], values[:, 1]).confidence_interval(0.95)
        assert (test.low[0], test.high[0]) == pytest.approx((found.low, found.high))


def test_absolute_margin():
    rng = np.random.default_rng(0)
    d = rng.normal(0.2, 0.1, 30)
    values = np.column_stack([5 + d, np.full(30, 5.0)])
    for margin, verdict in ((0.5, "tied"), (0.1, "ordered")):
        test = z_test(values, margin=margin, margin_kind="absolute")
        tost = stats.ttest_1samp(d, margin, alternative="less").pvalue
        assert test.p_tie[0] == pytest.approx(tost) and test.verdict[0] == verdict


def test_the_published_rule_accepts_a_null_and_knows_no_correction():
    rng = np.random.default_rng(1)
    values = rng.gamma(3.0, size=(5, 6)) + np.arange(6)
    test = z_test(values, rule="published")
    z = [abs(stats.ttest_rel(values[:, j], values[:, k]).statistic)
         for j, k in itertools.combinations(range(6), 2)]  # fmt: skip
    assert test.verdict.tolist() == ["ordered" if x >= 1.96 else "tied" for x in z]
    assert test.correction == "none"
    ours = z_test(values)
    assert ((ours.verdict == "ordered") <= (test.verdict == "ordered")).all()
    assert (test.verdict == "tied").any() and not (ours.verdict == "tied").any()


def test_copies_are_tied_without_a_test_and_being_a_copy_is_transitive():
    values = np.random.default_rng(0).gamma(3.0, size=(50, 4)) + np.array([0, 50, 0, 9])
    test = z_test(values, names=list("abcd"), identical=[("a", "b"), (1, 2)])
    for pair in ("ab", "bc", "ac"):
        row = test.pair(*pair)
        assert row["verdict"] == "tied" and row["by_construction"] and np.isnan(row["p_order"])
    tested = ~test.by_construction
    assert test.p_order_adjusted[tested].tolist() == adjust(test.p_order[tested], "holm").tolist()
    with pytest.raises(ValueError, match="'e', named in identical"):
        z_test(values, names=list("abcd"), identical=[("a", "e")])


def test_no_margin_means_no_tie():
    values = np.random.default_rng(0).normal(5, 1e-3, (200, 3))
    assert not (z_test(values, margin=0).verdict == "tied").any()


def test_models_needed_decides_with_about_the_power_asked_for():
    rng = np.random.default_rng(0)
    pilot = np.column_stack([rng.normal(1.3, 1, 8), np.zeros(8)])
    pilot[:, 0] += 0.5 - (pilot[:, 0] - pilot[:, 1]).mean()  # gap 0.5
    pilot[:, 0] = 0.5 + (pilot[:, 0] - 0.5) / pilot[:, 0].std(ddof=1)  # sd 1
    test = z_test(pilot + 10, margin=0)
    needed = int(test.models_needed[0])
    assert test.verdict[0] == "unresolved"
    assert needed == math.ceil((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) ** 2 / 0.25)
    decided = [
        z_test(10 + np.column_stack([rng.normal(0.5, 1, needed), np.zeros(needed)]), margin=0)
        .verdict[0] == "ordered"
        for _ in range(500)
    ]  # fmt: skip
    assert np.mean(decided) == pytest.approx(0.8, abs=0.07)
    hopeless = z_test(np.tile([[1.0, 2.0], [2.0, 1.0]], (10, 1)), margin=0)
    assert hopeless.models_needed[0] == np.inf


def test_extra_variance_can_make_a_pair_undecidable():
    values = np.random.default_rng(0).normal([2.0, 1.0], 1.0, (30, 2)) + 10
    assert z_test(values, margin=0).verdict[0] == "ordered"
    wider = z_test(values, margin=0, extra_variance=4.0)
    assert wider.verdict[0] == "unresolved" and wider.models_needed[0] == np.inf


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.permutations(range(5)), st.integers(-20, 20))
def test_verdicts_do_not_depend_on_column_order_names_or_unit(seed, order, power):
    rng = np.random.default_rng(seed)
    values = rng.gamma(3.0, size=(12, 5)) + np.array([0.0, 0.3, 2.0, 6.0, 6.1])
    names = list("abcde")
    test = z_test(values, names=names, margin=0.05)
    turned = z_test(2.0**power * values[:, order], names=[names[i] for i in order], margin=0.05)
    for a, b in itertools.combinations(names, 2):
        x, y = test.pair(a, b), turned.pair(a, b)
        assert x["verdict"] == y["verdict"]
        assert x["t"] == pytest.approx(y["t"], rel=1e-9)
        assert x["p_tie_adjusted"] == pytest.approx(y["p_tie_adjusted"], rel=1e-6)
        assert x["low"] * 2.0**power == pytest.approx(y["low"], rel=1e-9, abs=1e-12)


@settings(max_examples=40)
@given(st.integers(2, 30), st.integers(0, 10_000), st.floats(0, 0.2))
def test_equal_columns_are_never_ordered_even_when_nobody_says_they_are_copies(m, seed, margin):
    values = np.random.default_rng(seed).gamma(1.0, size=(m, 4)) * [1e-9, 1.0, 1e9, 0.0]
    values = np.hstack([values, values])
    test = z_test(values, margin=margin, alpha=0.5, correction="none")
    copies = test.second - test.first == 4
    assert copies.sum() == 4 and (test.t[copies] == 0).all() and (test.p_order[copies] == 1).all()
    assert (test.low[copies] == 0).all() and (test.high[copies] == 0).all()
    assert not (test.verdict[copies] == "ordered").any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": 0}, "alpha is 0"),
        ({"margin": -0.1}, "margin is -0.1"),
        ({"margin_kind": "percent"}, "margin_kind"),
        ({"correction": "sidak"}, "correction"),
        ({"rule": "bayes"}, "rule"),
        ({"extra_variance": -1}, "extra_variance"),
        ({"power": 1}, "power"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        z_test([[1, 2], [2, 1]], **options)


@given(
    st.lists(st.floats(0.01, 1), min_size=1, max_size=6, unique=True),
    st.sampled_from(["pocock", "obrien-fleming"]),
)
def test_spending_never_exceeds_alpha_and_reaches_it(fractions, spending):
    t = sorted(fractions)
    levels = spend(0.05, t, spending=spending)
    assert (levels >= 0).all() and levels.sum() <= 0.05 + 1e-12
    assert spend(0.05, [*[x for x in t if x < 1], 1.0], spending=spending).sum() == pytest.approx(
        0.05
    )


def test_spending_functions_at_known_points():
    assert spend(0.05, [0.5])[0] == pytest.approx(0.05 * math.log(1 + (math.e - 1) / 2))
    assert spend(0.05, [0.25], spending="obrien-fleming")[0] == pytest.approx(8.86e-5, rel=0.01)
    for bad in ([], [0.5, 0.4], [0], [1.2]):
        with pytest.raises(ValueError, match="fractions"):
            spend(0.05, bad)


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_sequential_claims_follow_the_final_means_and_keep_their_look(seed):
    rng = np.random.default_rng(seed)
    values = 10 + rng.normal(rng.normal(size=5), 1.0, (40, 5))
    looks = (5, 10, 20, 40)
    test = sequential_z_test(values, looks=looks, max_models=40, margin=0.02)
    levels = spend(0.05, [n / 40 for n in looks])
    parts = [z_test(values[:n], alpha=a, margin=0.02) for n, a in zip(looks, levels, strict=True)]
    final = np.sign(parts[-1].mean_difference)
    for i in range(10):
        claims = []
        for n, part in zip(looks, parts, strict=True):
            if part.verdict[i] == "tied":
                claims.append((n, "tied"))
            elif part.verdict[i] == "ordered" and np.sign(part.mean_difference[i]) == final[i]:
                claims.append((n, "ordered"))
        kinds = {c for _, c in claims}
        expected = "tied" if "tied" in kinds else "ordered" if kinds else "unresolved"
        assert test.verdict[i] == expected
        first = next((n for n, c in claims if c == expected), 0)
        assert test.decided_at[i] == first
    assert test.looks == looks and sum(test.levels) <= 0.05 + 1e-12


def test_one_look_at_the_end_is_the_plain_test():
    values = np.random.default_rng(0).gamma(3.0, size=(20, 4))
    a, b = sequential_z_test(values, looks=[20], max_models=20), z_test(values)
    assert a.verdict.tolist() == b.verdict.tolist() and a.levels == pytest.approx((0.05,))


def test_bad_looks():
    values = np.ones((10, 2)) + np.eye(10, 2)
    for looks, most in (([], 10), ([1], 10), ([5, 5], 10), ([20], 20), ([10], 5)):
        with pytest.raises(ValueError, match="look"):
            sequential_z_test(values, looks=looks, max_models=most)


def test_three_features_make_three_pairs_and_their_frame_holds_pairs_only():
    values = np.random.default_rng(0).gamma(3.0, size=(20, 3))
    test = sequential_z_test(values, looks=[5, 10, 20], max_models=20)
    assert {"names", "means", "looks", "levels"}.isdisjoint(test.to_frame().columns)
    assert set(z_test(values[:, :2]).to_frame().columns) == set(test.to_frame().columns)
    row, back = test.pair("x0", "x2"), test.pair("x2", "x0")
    assert (back["low"], back["high"], back["t"]) == (-row["high"], -row["low"], -row["t"])
