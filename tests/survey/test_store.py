"""The result store: whole lines or nothing, and the same settings or a refusal."""

import json
import multiprocessing

import pytest

from dash import InputError
from datasets_survey.protocols import PROTOCOLS
from datasets_survey.store import Store, same, settings_of, write_compressed

SETTINGS = settings_of(random_state=0, protocols=PROTOCOLS.values())


def row(dataset, protocol="p", **more):
    return {"dataset": dataset, "protocol": protocol, "status": "done", **more}


def test_rows_come_back_sorted_and_the_latest_counts(tmp_path):
    store = Store.create(tmp_path / "s.jsonl", SETTINGS)
    for r in (row("b"), row("a", x=float("nan")), row("b", x=2)):
        store.append(r)
    assert store.rows() == [row("a", x=None), row("b", x=2)]
    assert Store.open(store.path).settings == SETTINGS


@pytest.mark.parametrize("cut", (1, 2, 20, 50))
def test_a_torn_last_line_is_dropped_and_written_again(tmp_path, cut):
    store = Store.create(tmp_path / "s.jsonl", SETTINGS)
    store.append(row("a"))
    store.append(row("bü"))
    content = store.path.read_bytes()
    store.path.write_bytes(content[:-cut])
    assert store.rows() == [row("a")]
    again = Store.resume(store.path, SETTINGS)
    for r in (row("a"), row("bü")):
        again.append(r)
    assert again.rows() == [row("a"), row("bü")]
    assert all(json.loads(line) for line in store.path.read_text().splitlines())


def test_a_store_torn_in_its_first_line_is_begun_anew(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text('{"settings": {"sch')
    assert Store.resume(path, SETTINGS).rows() == []


def test_a_compressed_store_has_the_same_rows_and_the_same_bytes(tmp_path):
    """Whatever the order in which the rows were found."""
    lines = [row("a"), row("b", x=None), row("ü")]
    for name, order in (("1", lines), ("2", lines[::-1])):
        store = Store.create(tmp_path / f"{name}.jsonl", SETTINGS)
        for r in order:
            store.append(r)
        write_compressed(store, tmp_path / f"{name}.jsonl.gz")
    packed = Store.open(tmp_path / "1.jsonl.gz")
    assert packed.rows() == lines and packed.settings == SETTINGS
    assert (tmp_path / "1.jsonl.gz").read_bytes() == (tmp_path / "2.jsonl.gz").read_bytes()


@pytest.mark.parametrize("content", (b"", b"no gzip", b"\x1f\x8b\x08\x00torn"))
def test_what_is_no_compressed_store_is_refused(tmp_path, content):
    (tmp_path / "s.jsonl.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read|is no survey"):
        Store.open(tmp_path / "s.jsonl.gz")


def _append(path, name):
    store = Store.open(path)
    for i in range(50):
        store.append(row(f"{name}{i}", filler="x" * 3000))


def test_lines_of_several_writers_do_not_mix(tmp_path):
    store = Store.create(tmp_path / "s.jsonl", SETTINGS)
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append, args=(store.path, n)) for n in "abc"]
    for w in writers:
        w.start()
    for w in writers:
        w.join()
    assert len(store.rows()) == 150


@pytest.mark.parametrize(
    "change, place",
    [
        ({"random_state": 1}, "random_state"),
        ({"versions": {**SETTINGS["versions"], "xgboost": "0"}}, "versions.xgboost"),
        ({"protocols": {}}, "protocols"),
    ],
)
def test_other_settings_are_refused_by_name(tmp_path, change, place):
    store = Store.create(tmp_path / "s.jsonl", SETTINGS)
    with pytest.raises(InputError, match=f"begun with {place}"):
        Store.resume(store.path, {**SETTINGS, **change})


def test_refusals(tmp_path):
    store = Store.create(tmp_path / "s.jsonl", SETTINGS)
    with pytest.raises(InputError, match="exists: give --resume"):
        Store.create(store.path, SETTINGS)
    with store.locked(), pytest.raises(InputError, match="another run is writing"):
        with store.locked():
            pass
    with pytest.raises(InputError, match="cannot be read"):
        Store.open(tmp_path / "none.jsonl")
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="is no survey"):
        Store.open(tmp_path / "other.csv")
    store.path.write_text(store.path.read_text() + "[1]\n")
    with pytest.raises(InputError, match="line 2 of"):
        store.rows()


def test_times_and_memory_are_no_result():
    assert same(row("a", seconds=1, peak_memory_mb=2, finished="now")) == row("a")
