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
