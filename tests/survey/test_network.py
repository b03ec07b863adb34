"""Downloads are kept and tried again, and the published survey is named; no test has a network."""

from types import SimpleNamespace
from urllib.error import URLError

import pandas as pd
import pytest

from dash.errors import InputError
from datasets_survey import loaders
from datasets_survey.network import CACHE, openml, published, uci
from datasets_survey.registry import TIERS, registry

FRAME = pd.DataFrame(
    {"a": [1.0, 2.0, 3.0], "b": pd.Categorical(["x", "y", "x"]), "class": ["p", "q", "p"]}
)


def bunch(number, targets=("class",)):
    return SimpleNamespace(
        frame=FRAME, target_names=list(targets), details={"name": "Small", "licence": "Public"}
    )


def offline(number):
    raise URLError("[Errno -3] Temporary failure in name resolution")


def test_a_download_is_kept_and_never_repeated(tmp_path):
    d, frame = openml(31, cache=tmp_path, fetch=bunch)
    assert (d.key, d.package, d.target, d.task) == (
        "OpenML/31",
        "OpenML",
        "class",
        "classification",
    )
    assert d.licence == "Public" and d.family == "small"
    again, kept = openml(31, cache=tmp_path, fetch=offline)
    assert again == d
    pd.testing.assert_frame_equal(kept, frame)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["openml-31.json", "openml-31.parquet"]


def test_a_kept_dataset_is_read_by_the_loader_of_the_survey(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE, str(tmp_path))
    d, frame = openml(5, fetch=bunch)
    pd.testing.assert_frame_equal(loaders.load(d), frame)


def test_without_a_network_the_reason_and_the_cure_are_told(tmp_path):
    calls = []

    def count(number):
        calls.append(number)
        offline(number)

    with pytest.raises(
        InputError, match=r"could not be downloaded in 3 attempts .*name resolution"
    ):
        openml(31, cache=tmp_path, attempts=3, wait=0.0, fetch=count)
    assert calls == [31, 31, 31] and not list(tmp_path.iterdir())


def test_a_failure_that_passes_does_no_harm(tmp_path):
    answers = iter([offline, offline, bunch])
    d, _ = openml(31, cache=tmp_path, wait=0.0, fetch=lambda n: next(answers)(n))
    assert d.key == "OpenML/31"


def test_a_download_that_broke_off_is_downloaded_again(tmp_path):
    openml(31, cache=tmp_path, fetch=bunch)
    (tmp_path / "openml-31.json").unlink()
    calls = []
    openml(31, cache=tmp_path, fetch=lambda n: calls.append(n) or bunch(n))
    assert calls == [31]


def test_a_dataset_without_one_target_is_refused(tmp_path):
    with pytest.raises(InputError, match="has no target"):
        openml(31, cache=tmp_path, fetch=lambda n: bunch(n, ()))
    with pytest.raises(InputError, match="has 2 targets"):
        openml(31, cache=tmp_path, fetch=lambda n: bunch(n, ("a", "b")))


def test_uci_has_the_same_schema(tmp_path):
    def answer(number):
        data = SimpleNamespace(features=FRAME[["a", "b"]], targets=FRAME[["class"]])
        return SimpleNamespace(data=data, metadata={"name": "Small"})

    d, frame = uci(53, cache=tmp_path, fetch=answer)
    assert (d.key, d.target, d.task, d.tier) == ("UCI/53", "class", "classification", "C")
    assert list(frame.columns) == ["a", "b", "class"]


def test_the_77_are_named_with_the_published_totals():
    rows = published()
    assert len(rows) == len({r.name for r in rows}) == 77
    assert sum(r.verdict == "unstable" for r in rows) == 52
    assert sum(r.verdict != "no correlated pair" for r in rows) == 71
    assert all((r.max_flip > 0.10) == (r.verdict == "unstable") for r in rows)
    assert all((r.n_pairs > 0) == (r.verdict != "no correlated pair") for r in rows)
    assert all((r.openml_id is None) == (r.source == "scikit-learn") for r in rows)
    numbers = [r.openml_id for r in rows if r.openml_id]
    assert len(numbers) == len(set(numbers)) == 70


def test_what_is_the_same_as_ours_is_in_the_registry():
    ours = {d.key: d for d in registry(tiers=TIERS, excluded=True)}
    same = [r for r in published() if r.same_as]
    assert len(same) >= 20
    for row in same:
        assert ours[row.same_as].task == row.task, row.name
