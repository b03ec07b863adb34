"""The statistics over families, each against an oracle that shares no code with it."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dash import InputError
from datasets_survey.analysis import PUBLISHED, RETRAINED, Survey, _correlations
from datasets_survey.claims import Claim, by_pairs, claims, paired, standardised
from datasets_survey.families import Estimate, family_mean, family_ratio, family_share
from datasets_survey.network import published
from datasets_survey.store import Store, stored_run


@pytest.fixture(scope="module")
def survey():
    return Survey.from_store(Store.open(stored_run()))


@pytest.fixture(scope="module")
def rows():
    return [r for r in Store.open(stored_run()).rows() if r["status"] == "done"]


def wilson(share, n, z=1.959963984540054):
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def test_the_published_interval_comes_out():
    values = pd.Series([1.0] * 52 + [0.0] * 25)
    found = family_share(values, pd.Series(range(77)))
    assert (found.value, found.families) == (52 / 77, 77)
    assert (found.low, found.high) == pytest.approx((0.565, 0.769), abs=5e-4)


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 1)), min_size=1, max_size=30))
def test_a_family_counts_once(pairs):
    family = pd.Series([f"f{a}" for a, _ in pairs])
    values = pd.Series([b for _, b in pairs])
    found = family_share(values, family)
    groups = {}
    for a, b in pairs:
        groups.setdefault(a, []).append(b)
    share = sum(sum(g) / len(g) for g in groups.values()) / len(groups)
    assert found.value == pytest.approx(share, abs=1e-12)
    assert (found.low, found.high) == pytest.approx(wilson(share, len(groups)), abs=1e-9)
    # All data sets once more, in the families that they are in, change nothing.
    again = family_share(pd.concat([values, values]), pd.concat([family, family]))
    assert again.value == pytest.approx(found.value, abs=1e-12)
    assert (again.low, again.families) == (pytest.approx(found.low, abs=1e-12), found.families)


def test_the_bootstrap_has_the_width_of_the_normal_theory():
    rng = np.random.default_rng(1)
    values = pd.Series(rng.normal(size=200))
    found = family_mean(values, pd.Series(range(200)))
    half = 1.96 * values.std() / math.sqrt(200)
    assert found.low == pytest.approx(values.mean() - half, abs=0.25 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.25 * half)
    below = pd.Series(rng.uniform(1, 3, size=200))
    ratio = family_ratio(values, below, pd.Series(range(200)))
    residual = values - ratio.value * below
    half = 1.96 * residual.std() / math.sqrt(200) / below.mean()
    assert ratio.value == pytest.approx(values.sum() / below.sum())
    assert ratio.high - ratio.low == pytest.approx(2 * half, rel=0.2)


def test_few_families_have_no_interval():
    one = family_mean(pd.Series([2.0]), pd.Series(["a"]))
    assert one.value == 2.0 and math.isnan(one.low)
    ratio = family_ratio(pd.Series([1.0, 1.0]), pd.Series([2.0, 2.0]), pd.Series(["a", "b"]))
    assert ratio.value == 0.5 and math.isnan(ratio.high)
    assert math.isnan(family_mean(pd.Series([np.nan]), pd.Series(["a"])).value)


def test_partial_correlations_are_those_of_residuals():
    rng = np.random.default_rng(0)
    data = rng.normal(size=(60, 4)) @ rng.normal(size=(4, 4))
    weight = rng.integers(1, 4, size=60).astype(float)
    plain, partial = _correlations(data, weight)
    repeated = np.repeat(data, weight.astype(int), axis=0)
    for j in range(1, 4):
        expected = np.corrcoef(repeated[:, 0], repeated[:, j])[0, 1]
        assert plain[j - 1] == pytest.approx(expected)
        others = np.delete(repeated, [0, j], axis=1)
        others = np.column_stack([np.ones(len(others)), others])
        left = [
            y - others @ np.linalg.lstsq(others, y, rcond=None)[0]
            for y in (repeated[:, 0], repeated[:, j])
        ]
        assert partial[j - 1] == pytest.approx(np.corrcoef(*left)[0, 1])


def test_prevalence_is_what_a_count_of_the_rows_gives(survey, rows):
    for protocol in (PUBLISHED, RETRAINED):
        families = {}
        for row in rows:
            if row["protocol"] == protocol:
                families.setdefault(row["family"], []).append(row["collinear_max_flip"] > 0.1)
        share = np.mean([np.mean(v) for v in families.values()])
        found = survey.endpoint(protocol, "collinear_observed")
        assert found.value == pytest.approx(share)
        assert found.families == len(families)
        assert (found.low, found.high) == pytest.approx(wilson(share, len(families)))


def test_sets_of_three_are_compared_where_there_are_more_than_three(survey, rows):
    mine = [r for r in rows if r["protocol"] == RETRAINED and r["n_features"] > 3]
    found = survey.endpoint(RETRAINED, "top3_change")
    assert found.datasets == len(mine) < sum(r["protocol"] == RETRAINED for r in rows)


def test_precision_and_recall_are_what_a_count_of_the_rows_gives(survey, rows):
    mine = [r for r in rows if r["protocol"] == RETRAINED]
    table = survey.predictors
    row = table[
        (table["protocol"] == RETRAINED)
        & (table["scope"] == "collinear")
        & (table["predictor"] == "screen_published")
    ].iloc[0]
    tp, fp, fn = (
        sum(r.get(f"collinear_screen_published_{k}") or 0 for r in mine) for k in ("tp", "fp", "fn")
    )
    assert row["pooled_precision"] == pytest.approx(tp / (tp + fp))
    assert row["pooled_recall"] == pytest.approx(tp / (tp + fn))
    families = {}
    for r in mine:
        hit, wrong = (r.get(f"collinear_screen_published_{k}") or 0 for k in ("tp", "fp"))
        if hit + wrong:
            families.setdefault(r["family"], []).append(hit / (hit + wrong))
    assert row["precision"] == pytest.approx(np.mean([np.mean(v) for v in families.values()]))
    assert row["precision_low"] < row["precision"] < row["precision_high"]


def test_pooled_shares_of_unstable_pairs_add_up(survey, rows):
    mine = [r for r in rows if r["protocol"] == RETRAINED]
    table = survey.by_association[survey.by_association["protocol"] == RETRAINED]
    assert table["pairs"].sum() == sum(r["all_pairs"] for r in mine)
    unstable = (table["pooled_unstable"] * table["pairs"]).sum()
    assert unstable == pytest.approx(sum(r["all_observed"] for r in mine))


def test_a_predictor_that_knows_nothing_is_judged_so(survey):
    """Shuffled features: nothing on other models, and the arithmetic alone on the same."""
    for row in survey.in_sample.to_dict("records"):
        assert abs(row["held_out_shuffled"]) < 0.1 < row["same_models_shuffled"]


def test_what_many_pairs_do_by_themselves(survey):
    table = survey.verdicts_by_tests
    assert table["datasets"].sum() == len(survey.of(PUBLISHED))
    assert table.loc[0, ["low", "unstable", "if_stable"]].tolist() == [0, 0, 0]
    rng = np.random.default_rng(0)
    simulated = (rng.binomial(20, 0.05, size=(20_000, 2)) >= 3).any(axis=1).mean()
    frame = survey.of(PUBLISHED)
    ones_and_twos = frame.loc[frame["collinear_pairs"].isin([1, 2]), "collinear_pairs"]
    two = 1 - (1 - stats.binom.sf(2, 20, 0.05)) ** 2
    assert two == pytest.approx(simulated, abs=0.01)
    expected = (1 - (1 - stats.binom.sf(2, 20, 0.05)) ** ones_and_twos).mean()
    assert table.loc[1, "if_stable"] == pytest.approx(expected)


def claim(said, here, comparisons=1):
    return Claim("key", "words", said, PUBLISHED, here, (0.0, 1.0), comparisons)


@pytest.mark.parametrize(
    "here, verdict",
    [
        ((0.2, 0.1, 0.3), "lower here"),
        ((0.9, 0.85, 0.93), "higher here"),
        # The intervals meet, and the difference is shown all the same.
        ((0.49, 0.43, 0.55), "lower here"),
        ((0.66, 0.3, 0.9), "not told apart"),
        ((0.66, math.nan, math.nan), "too few data sets"),
    ],
)
def test_a_wide_interval_confirms_nothing(here, verdict):
    said = Estimate(0.675, 0.565, 0.769, 77, 77)
    assert claim(said, Estimate(*here, 50, 50)).verdict == verdict


def test_a_claim_is_confirmed_by_a_small_difference_alone():
    wide, narrow = Estimate(0.67, 0.45, 0.85, 20, 20), Estimate(0.67, 0.65, 0.69, 900, 900)
    assert claim(wide, narrow).verdict == "not told apart"
    assert claim(Estimate(0.66, 0.64, 0.68, 900, 900), narrow).verdict == "confirmed"
    assert claim(Estimate(0.72, 0.71, 0.73, 900, 900), narrow).verdict == "confirmed"
    span = Estimate(0.8, 0.74, 0.86, 0, 0)
    assert claim(span, Estimate(0.8, 0.77, 0.83, 50, 50)).verdict == "confirmed"
    assert claim(span, Estimate(0.8, 0.70, 0.9, 50, 50)).verdict == "not told apart"


def test_a_difference_of_shares_is_newcombes_and_bonferronis():
    """56 of 70 against 48 of 80, the worked example of the method: [0.0524, 0.3339]."""
    first = family_share(pd.Series([1.0] * 56 + [0.0] * 14), pd.Series(range(70)))
    second = family_share(pd.Series([1.0] * 48 + [0.0] * 32), pd.Series(range(80)))
    assert claim(second, first).difference == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert claim(second, first).verdict == "higher here"
    low, high = claim(second, first, comparisons=20).difference
    wider = stats.norm.isf(0.025 / 20) / stats.norm.isf(0.025)
    assert 0.2 - low == pytest.approx(wider * (0.2 - 0.0524), abs=1e-3)
    assert high - 0.2 == pytest.approx(wider * (0.3339 - 0.2), abs=1e-3)


def test_the_first_feature_is_asked_with_the_same_tenth(survey, rows):
    families = {}
    for row in rows:
        if row["protocol"] == PUBLISHED and row["leaders"]:
            # With 20 models: first in 17 or fewer.
            families.setdefault(row["family"], []).append(round(row["leaders"][0][1] * 20) <= 17)
    found = survey.endpoint(PUBLISHED, "first_below_90")
    assert found.value == pytest.approx(np.mean([np.mean(v) for v in families.values()]))
    assert found.value < survey.endpoint(PUBLISHED, "first_not_unanimous").value


def test_published_shares_are_counted_as_ours():
    """Families weigh one; where every fit timed out nothing was found."""
    families = {}
    for row in published():
        if row.name != "Devnagari-Script":
            families.setdefault(row.family, []).append(row.verdict == "unstable")
    assert len(families) == 64
    rule = {c.key: c for c in claims(Survey.from_store(Store.open(stored_run())))}["published_rule"]
    assert rule.published.value == pytest.approx(np.mean([np.mean(v) for v in families.values()]))


def test_claims_name_protocols_that_were_run(survey):
    found = claims(survey)
    assert len(found) == found[0].comparisons == 15
    assert {c.protocol for c in found} <= set(survey.protocols)
    for c in found:
        low, high = c.others
        assert c.here.low <= c.here.value <= c.here.high
        assert low - 1e-12 <= c.here.value <= high + 1e-12
        assert c.verdict != "too few data sets"
    alone = Survey(survey.settings, survey.rows[survey.rows["protocol"] == "forest-bootstrap"])
    assert claims(alone) == []


def test_breast_cancer_is_compared_with_itself(survey, rows):
    (row,) = [
        r
        for r in rows
        if (r["dataset"], r["protocol"]) == ("scikit-learn/breast_cancer", RETRAINED)
    ]
    found = {c.key: c for c in claims(survey)}
    assert found["cancer_unstable"].here.value == row["all_observed"] / 435
    assert found["cancer_precision"].published.value == 46 / 49


def test_published_data_sets_are_paired_with_the_same_data(survey):
    table = paired(survey, published())
    assert len(table) == 77
    both = table[table["our_verdict"] != ""]
    assert len(both) >= 20
    # The same rows and features have the same collinear pairs: the copies are the same data.
    same = both[(both["n_rows"] == both["our_rows"]) & (both["n_features"] == both["our_features"])]
    assert len(same) >= 14 and (same["n_pairs"] == same["our_pairs"]).all()
    unstable = both["verdict"] == "unstable"
    assert ((both["our_verdict"] == "unstable") == unstable).equals(both["agrees"].astype(bool))


def test_standardised_shares_are_weighed_by_the_published_bins(survey, rows):
    edges = [(0, 0), (1, 2), (3, 6), (7, 20), (21, 60), (61, 10**9)]
    theirs = published()
    many = {}
    for r in theirs:
        many[r.family] = many.get(r.family, 0) + 1
    expected, below, above, whole = 0.0, 0.0, 0.0, sum(1 / many[r.family] for r in theirs)
    for low, high in edges:
        families = {}
        for r in rows:
            if r["protocol"] == PUBLISHED and low <= r["collinear_pairs"] <= high:
                families.setdefault(r["family"], []).append(r["collinear_observed"] > 0)
        share = float(np.mean([np.mean(v) for v in families.values()]))
        part = sum(1 / many[p.family] for p in theirs if low <= p.n_pairs <= high) / whole
        a, b = wilson(share, len(families))
        expected += part * share
        below += (part * (share - a)) ** 2
        above += (part * (b - share)) ** 2
    found = standardised(survey, theirs)
    assert found.value == pytest.approx(expected)
    limits = (expected - math.sqrt(below), expected + math.sqrt(above))
    assert (found.low, found.high) == pytest.approx(limits)
    table = by_pairs(survey, theirs)
    assert table["published"].tolist() == [6, 14, 8, 7, 12, 30]
    assert table["published_unstable"].tolist() == [0, 2, 4, 6, 11, 29]


def test_a_calibration_lets_a_family_weigh_one():
    """Six copies in one family and one data set in another: the mean of the two, not of seven."""
    from datasets_survey.analysis import _calibration

    bins = {"n": [0.0] * 6 + [10.0], "predicted": [0.0] * 6 + [4.0]}
    frame = pd.DataFrame(
        {
            "family": ["a"] * 6 + ["b"],
            "x_bins_n": [bins["n"]] * 7,
            "x_bins_predicted": [bins["predicted"]] * 7,
            "x_bins_flips": [[0.0] * 7] * 6 + [[0.0] * 6 + [10.0]],
        }
    )
    (row,) = _calibration(frame, "x_", "p", "all", "gaussian")
    assert row["flips"] == pytest.approx(0.5) and row["predicted"] == pytest.approx(0.4)


def test_a_store_without_a_row_that_is_done_cannot_be_reported(tmp_path):
    store = Store.create(tmp_path / "s.jsonl", {"protocols": {}})
    store.append({"dataset": "a", "protocol": "p", "status": "failed", "reason": "x"})
    with pytest.raises(InputError, match="nothing can be reported"):
        Survey.from_store(store)
