"""Proxies of protected attributes in tables: found where they are, rarely where they are not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import dash
from dash.fairness.proxies import attribute_levels, find_proxies, predictability


def table_of(frame, target="y", **options):
    return dash.read_table(frame, target, **options)


def rows(frame, attribute, protected=None, threshold=0.25):
    table = table_of(frame, keep=list(frame.columns.drop("y")))
    levels = attribute_levels(table, attribute)
    found = find_proxies(
        table, levels, protected=protected or (attribute,), threshold=threshold, alpha=0.05, seed=0
    )
    return {r.name: r for r in found}


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(3)
    n = 600
    sex = rng.choice(["f", "m"], n)
    return pd.DataFrame(
        {
            "sex": sex,
            "height": np.where(sex == "m", 178, 165) + rng.normal(0, 7, n),
            "title": np.where(sex == "m", "Mr", rng.choice(["Ms", "Mrs"], n)),
            "folded": np.where(sex == "m", rng.normal(0, 0.3, n), rng.choice([-2, 2], n)),
            "luck": rng.normal(size=n),
            "weekday": rng.choice(list("abcdefg"), n),
            "y": rng.integers(0, 2, n),
        }
    )


def test_proxies_are_found_also_where_no_correlation_sees_them(frame):
    found = rows(frame, "sex")
    assert {n for n, r in found.items() if r.is_proxy} == {"height", "title", "folded"}
    assert found["folded"].association < 0.1 and found["folded"].auc > 0.99
    assert found["title"].measure == "Cramér's V" and found["title"].association > 0.9
    assert found["height"].measure == "correlation ratio"
    assert found["luck"].p_adjusted > 0.05


def test_other_protected_attributes_are_no_proxies(frame):
    found = rows(frame, "sex", protected=("sex", "title"))
    assert "title" not in found and "height" in found


def test_the_threshold_decides(frame):
    assert not any(
        r.is_proxy for r in rows(frame, "sex", threshold=1.0).values() if r.name == "height"
    )


def test_features_that_say_nothing_are_rarely_called_proxies():
    """Over 40 data sets with five independent features each, p-values are those of chance."""
    smallest = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        noise = pd.DataFrame(rng.normal(size=(120, 5)), columns=list("abcde"))
        noise["group"] = rng.choice(["x", "z"], 120)
        noise["y"] = rng.integers(0, 2, 120)
        found = rows(noise, "group", threshold=0.01)
        smallest.append(min(r.p_adjusted for r in found.values()))
    false_alarms = int((np.array(smallest) <= 0.05).sum())
    assert stats.binomtest(false_alarms, 40, 0.05, alternative="greater").pvalue > 0.01


def test_all_features_together(frame):
    table = table_of(frame, keep=list(frame.columns.drop("y")))
    levels = attribute_levels(table, "sex")
    known = predictability(table, levels, protected=("sex",), seed=0, n_jobs=1)
    assert known.auc > 0.95 and known.p_value == 1 / 40 and "does not hide it" in known.sentence
    assert known == predictability(table, levels, protected=("sex",), seed=0, n_jobs=2)
    noise = table_of(frame[["sex", "luck", "weekday", "y"]], keep=["sex"])
    levels = attribute_levels(noise, "sex")
    unknown = predictability(noise, levels, protected=("sex",), seed=0, n_jobs=1)
    assert unknown.p_value > 0.05 and "not predict sex better" in unknown.sentence
    assert abs(unknown.null_mean - 0.5) < 0.05


def test_levels_of_an_attribute():
    frame = pd.DataFrame(
        {
            "age": [*range(20, 60)],
            "kind": pd.Categorical(["a", "b"] * 20, categories=["b", "a", "never"]),
            "stage": [1, 2, 3, 4] * 10,
            "other": np.arange(40) % 7,
            "y": [0, 1] * 20,
        }
    )
    table = table_of(frame, keep=["age", "kind", "stage"])
    age = attribute_levels(table, "age")
    assert age.labels == ("at most 39.5", "above 39.5") and np.bincount(age.codes).tolist() == [
        20,
        20,
    ]
    assert attribute_levels(table, "stage").labels == ("1", "2", "3", "4")
    kind = attribute_levels(table, "kind")
    assert set(kind.labels) == {"a", "b"} and "never" not in kind.labels
    frame.loc[:4, "age"] = np.nan
    missing = attribute_levels(table_of(frame, keep=["age"]), "age")
    assert (missing.codes[:5] == -1).all() and (missing.codes[5:] >= 0).all()


def test_different_numbers_are_different_classes():
    n = 60
    frame = pd.DataFrame(
        {
            "zone": np.repeat([1234567, 1234568], n // 2),
            "x": np.random.default_rng(0).normal(size=n),
            "z": np.random.default_rng(1).normal(size=n),
            "y": [0, 1] * (n // 2),
        }
    )
    zone = attribute_levels(table_of(frame, keep=["zone"]), "zone")
    assert zone.labels == ("1234567", "1234568") and np.bincount(zone.codes).tolist() == [30, 30]
    tenth = frame.assign(zone=np.repeat([0.1, 0.1 + 1e-12], n // 2))
    assert len(set(attribute_levels(table_of(tenth, keep=["zone"]), "zone").labels)) == 2


def region_table(counts, **columns):
    """A table whose region has these classes, each as often as said."""
    rng = np.random.default_rng(0)
    region = np.repeat([f"r{i}" for i in range(len(counts))], counts)
    n = len(region)
    return pd.DataFrame(
        {"region": region, "x": rng.normal(size=n), "z": rng.normal(size=n),
         "y": rng.integers(0, 2, n), **columns}
    )  # fmt: skip


def test_rare_classes_are_pooled_or_left_out_and_this_is_told(monkeypatch):
    monkeypatch.setattr("dash.fairness.proxies.MODEL_PERMUTATIONS", 3)
    pooled = table_of(region_table([100, 60, 6, 5, 1]), keep=["region"])
    levels = attribute_levels(pooled, "region")
    assert levels.labels == ("r0", "r1", "all others (3 classes)")
    assert np.bincount(levels.codes).tolist() == [100, 60, 12]
    told = predictability(pooled, levels, protected=("region",), seed=0, n_jobs=1)
    assert "The 3 rarest classes of region are taken together." in told.sentence
    single = table_of(region_table([100, 60, 1]), keep=["region"])
    levels = attribute_levels(single, "region")
    assert levels.labels == ("r0", "r1") and (levels.codes == -1).sum() == 1
    told = predictability(single, levels, protected=("region",), seed=0, n_jobs=1)
    assert "The rarest class of region (1 row) is left out." in told.sentence
    assert 0.3 < told.auc < 0.7


@pytest.mark.parametrize(
    ("counts", "missing", "message"),
    [
        ([60, 40], 97, "“region” is known in 3 rows only, and an audit needs at least 30: fill it in"),
        ([99, 1], 0, "“region” has 2 classes in 100 rows, but fewer than two of them have 10 rows"),
        ([60, 3, 3], 0, "“region” has 3 classes in 66 rows, but fewer than two of them have 10"),
    ],
)  # fmt: skip
def test_too_few_rows_to_compare(counts, missing, message):
    frame = region_table(counts)
    frame.loc[np.random.default_rng(0).permutation(len(frame))[:missing], "region"] = None
    with pytest.raises(dash.InputError, match=message):
        attribute_levels(table_of(frame, keep=["region"]), "region")


def test_too_few_groups_to_compare():
    frame = region_table([60, 60], person=np.repeat(np.arange(12), 10))
    frame["region"] = np.where(frame["person"] < 3, "r0", "r1")
    with pytest.raises(
        dash.InputError, match="10 rows and 5 of the groups whose rows stay together"
    ):
        attribute_levels(table_of(frame, keep=["region"], group="person"), "region")


def test_many_classes_cost_no_more_than_a_few(monkeypatch):
    monkeypatch.setattr("dash.fairness.proxies.MODEL_PERMUTATIONS", 1)
    frame = region_table([12] * 40)
    table = table_of(frame, keep=["region"])
    levels = attribute_levels(table, "region")
    assert len(levels.labels) == 40 and levels.note == ""
    told = predictability(table, levels, protected=("region",), seed=0, n_jobs=1)
    assert "The 7 largest classes are told apart here, the others are one." in told.sentence


def test_nothing_is_left_to_predict_from(frame):
    table = table_of(frame[["sex", "title", "y"]], keep=["sex", "title"])
    levels = attribute_levels(table, "sex")
    told = predictability(table, levels, protected=("sex", "title"), seed=0, n_jobs=1)
    assert np.isnan([told.auc, told.p_value]).all() and told.n_permutations == 0
    assert told.sentence == (
        "All features are protected: nothing else is left to predict sex from."
    )


def test_giving_an_attribute_away_rests_on_the_size_of_the_effect():
    """A relation that is certain and slight hides it well."""
    rng = np.random.default_rng(0)
    sex = rng.integers(0, 2, 4000)
    slight = pd.DataFrame(
        {"sex": np.where(sex, "m", "f"), "x": rng.normal(size=4000) + 0.22 * sex,
         "z": rng.normal(size=4000), "y": rng.integers(0, 2, 4000)}
    )  # fmt: skip
    table = table_of(slight, keep=["sex"])
    told = predictability(
        table, attribute_levels(table, "sex"), protected=("sex",), seed=0, n_jobs=1
    )
    assert told.p_value <= 0.05 and 0.5 < told.auc < 0.6
    assert "does not hide it" not in told.sentence and "they tell little of it" in told.sentence


@pytest.fixture(scope="module")
def people():
    """Fifty people of twelve rows; what is known of each has nothing to do with the sex."""
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(50), 12)
    own = rng.normal(size=(50, 6))
    found = pd.DataFrame(own[person] + 0.01 * rng.normal(size=(600, 6)), columns=list("abcdef"))
    found["sex"] = np.where(rng.permutation(50) % 2, "m", "f")[person]
    found["y"] = rng.integers(0, 2, 600)
    return found.assign(person=person)


def test_people_with_many_rows_are_not_many_people(people):
    table = table_of(people, keep=[*"abcdef", "sex"], group="person")
    levels = attribute_levels(table, "sex")
    options = {"protected": ("sex",), "seed": 0}
    found = find_proxies(table, levels, threshold=0.01, alpha=0.05, **options)
    assert len(found) == 6 and not any(r.is_proxy for r in found)
    told = predictability(table, levels, n_jobs=1, **options)
    assert told.p_value > 0.05 and told.auc < 0.7


def test_a_proxy_of_people_is_still_found(people):
    told = people.assign(title=np.where(people["sex"] == "m", "Mr", "Ms"))
    table = table_of(told, keep=[*"abcdef", "sex", "title"], group="person")
    levels = attribute_levels(table, "sex")
    found = find_proxies(table, levels, protected=("sex",), threshold=0.25, alpha=0.05, seed=0)
    assert [r.name for r in found if r.is_proxy] == ["title"]


def test_a_proxy_among_sixty_features_is_found():
    rng = np.random.default_rng(0)
    sex = rng.integers(0, 2, 400)
    wide = pd.DataFrame(rng.normal(size=(400, 59)), columns=[f"f{i}" for i in range(59)])
    wide["height"] = sex + rng.normal(0, 0.5, 400)
    wide["sex"], wide["y"] = np.where(sex, "m", "f"), rng.integers(0, 2, 400)
    found = rows(wide, "sex")
    assert len(found) == 60 and [n for n, r in found.items() if r.is_proxy] == ["height"]
    assert found["height"].p_adjusted == 1 / 1000
