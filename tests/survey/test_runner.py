"""The runner with real processes: kills, limits, failures, and the same result whatever happens."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from datasets_survey.protocols import PROTOCOLS
from datasets_survey.registry import Dataset
from datasets_survey.runner import Limits, planned, run
from datasets_survey.store import Store, same

HERE = Path(__file__).parent
LIMITS = Limits(seconds=40, megabytes=4096, jobs=1)
SMALL = [
    replace(PROTOCOLS[name], n_models=4, parameters={**parameters, "n_estimators": 5})
    for name, parameters in (
        ("published-code", {"subsample": 1.0, "colsample_bytree": 1.0}),
        ("xgboost-seed", {}),
    )
]


def described(name, **changes):
    fields = {
        "key": f"test/{name}", "package": "test", "name": name, "target": "target",
        "task": "classification", "tier": "A", "family": name, "drop": (), "source": "",
        "licence": "", "excluded": "", "simulated": True,
    }  # fmt: skip
    return Dataset(**{**fields, **changes})


DATASETS = [described(n) for n in ("one", "three")]


def rows_of(datasets, protocols=SMALL, *, limits=LIMITS, done=()):
    return list(
        run(
            planned(datasets, protocols, done), protocols,
            random_state=0, limits=limits, loader="bundled:load",
        )
    )  # fmt: skip


@pytest.fixture(autouse=True)
def loader(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE))


@pytest.fixture(scope="module")
def uninterrupted():
    os.environ["PYTHONPATH"] = str(HERE)
    try:
        return sorted(
            (same(r) for r in rows_of(DATASETS)), key=lambda r: (r["dataset"], r["protocol"])
        )
    finally:
        del os.environ["PYTHONPATH"]


def test_every_data_set_has_a_row_for_each_protocol(uninterrupted):
    assert len(uninterrupted) == 4
    assert {r["status"] for r in uninterrupted} == {"done"}
    assert all(json.dumps(r, allow_nan=False) for r in uninterrupted)
    assert all(r["family"] == r["dataset"].removeprefix("test/") for r in uninterrupted)


def test_jobs_and_order_change_nothing(uninterrupted):
    found = rows_of(DATASETS[::-1], SMALL[::-1], limits=replace(LIMITS, jobs=2))
    found = sorted((same(r) for r in found), key=lambda r: (r["dataset"], r["protocol"]))
    assert found == uninterrupted


SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from test_runner import *
from datasets_survey.store import Store, settings_of
store = Store.resume(Path({path!r}), settings_of(random_state=0, protocols=SMALL))
with store.locked():
    done = [(r["dataset"], r["protocol"]) for r in store.rows()]
    todo = planned(DATASETS, SMALL, done)
    for row in run(todo, SMALL, random_state=0, limits=LIMITS, loader="bundled:load"):
        store.append(row)
"""


def wait_for_rows(path, n, process):
    for _ in range(2400):
        if process.poll() is not None or (path.exists() and path.read_bytes().count(b"\n") > n):
            return
        time.sleep(0.05)
    raise AssertionError("no row came")


def test_killed_twice_it_ends_with_the_same_rows(tmp_path, uninterrupted):
    path = tmp_path / "s.jsonl"
    script = SCRIPT.format(here=str(HERE), path=str(path))
    counts = []
    for n in (1, 3):
        process = subprocess.Popen([sys.executable, "-c", script])
        wait_for_rows(path, n, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        counts.append(path.read_bytes().count(b"\n") - 1)
        with path.open("ab") as file:
            file.write(b'{"dataset": "test/torn')
    assert counts[0] < 4
    subprocess.run([sys.executable, "-c", script], check=True)
    lines = path.read_text().splitlines()
    assert len(lines) == 5, "a row was made twice, or lost"
    assert [same(r) for r in Store.open(path).rows()] == uninterrupted


def test_a_worker_does_not_outlive_the_run(tmp_path):
    script = SCRIPT.format(here=str(HERE), path=str(tmp_path / "s.jsonl")).replace(
        "planned(DATASETS, SMALL, done)", "[(described('slow'), ['xgboost-seed'])]"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.parent.exists():
        process.kill()
        pytest.skip("needs Linux's /proc")
    for _ in range(1200):
        if children.read_text().strip():
            break
        time.sleep(0.05)
    worker = int(children.read_text().split()[0])
    process.send_signal(signal.SIGKILL)
    process.wait()
    for _ in range(1200):
        status = Path(f"/proc/{worker}/status")
        if not status.exists() or "zombie" in status.read_text():
            return
        time.sleep(0.05)
    raise AssertionError("the worker still runs")


def test_failures_are_rows_and_stop_nothing():
    datasets = [
        described("broken"), described("abort"), described("narrow"), described("one"),
        described("left out", excluded="a copy of one"),
    ]  # fmt: skip
    found = {r["dataset"]: r for r in rows_of(datasets, SMALL[1:2], limits=replace(LIMITS, jobs=2))}
    assert found["test/broken"]["status"] == "failed"
    assert found["test/broken"]["reason"].endswith("there is nothing here")
    assert "ValueError at bundled.py:" in found["test/broken"]["reason"]
    assert "SIGABRT" in found["test/abort"]["reason"]
    assert "a ranking needs two" in found["test/narrow"]["reason"]
    assert found["test/left out"]["status"] == "excluded"
    assert found["test/left out"]["reason"] == "a copy of one"
    assert found["test/one"]["status"] == "done"


def test_limits_of_time_and_memory_are_kept():
    start = time.monotonic()
    slow = rows_of([described("slow")], SMALL[:2], limits=replace(LIMITS, seconds=4.0))
    assert [r["status"] for r in slow] == ["timed out"] * 2, "both, as loading took too long"
    assert slow[0]["reason"] == "loading, more than 4 s"
    assert time.monotonic() - start < 20
    huge = rows_of([described("huge")], SMALL[:1], limits=replace(LIMITS, megabytes=2048))
    assert [r["status"] for r in huge] == ["out of memory"]


def test_a_closed_run_leaves_no_process():
    rows = run(
        planned(DATASETS, SMALL), SMALL,
        random_state=0, limits=replace(LIMITS, jobs=2), loader="bundled:load",
    )  # fmt: skip
    next(rows)
    rows.close()
    assert subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "datasets_survey.worker"], capture_output=True
    ).stdout == b""  # fmt: skip
