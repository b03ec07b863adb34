"""The runner: every data set in a process of its own, under a limit of time and of memory."""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from datasets_survey.protocols import Protocol
from datasets_survey.registry import Dataset
from datasets_survey.worker import MEGABYTE, MEMORY_WORDS

ROOT = Path(__file__).resolve().parents[1]
LOADER = "datasets_survey.loaders:load"
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "NUMBA_NUM_THREADS",
    )
}
DESCRIPTORS = ("family", "tier", "package", "simulated", "task")


@dataclass(frozen=True)
class Limits:
    """What one data set may take.

    Attributes
    ----------
    seconds : float
        Time for one protocol, loading included; the process is killed after it.
    megabytes : int
        Memory that the process may write to.
    jobs : int
        Processes at once, each with one thread.
    """

    seconds: float = 600.0
    megabytes: int = 6144
    jobs: int = 2


def planned(
    datasets: Iterable[Dataset], protocols: Sequence[Protocol], done: Iterable[tuple[str, str]] = ()
) -> list[tuple[Dataset, list[str]]]:
    """Data sets with the protocols that they still need, in an order that mixes large and small.

    The order depends on the keys alone, so that a limit always takes the same ones and the time
    of those done tells about those to come.

    Examples
    --------
    >>> from datasets_survey.protocols import PROTOCOLS
    >>> from datasets_survey.registry import registry
    >>> protocols = list(PROTOCOLS.values())
    >>> len(planned(registry(tiers=["A"])[:2], protocols))
    2
    """
    finished = set(done)
    order = sorted(datasets, key=lambda d: hashlib.sha256(d.key.encode()).digest())
    todo = [(d, [p.name for p in protocols if (d.key, p.name) not in finished]) for d in order]
    return [(d, names) for d, names in todo if names]


def run(
    todo: Sequence[tuple[Dataset, Sequence[str]]],
    protocols: Sequence[Protocol],
    *,
    random_state: int,
    limits: Limits,
    loader: str = LOADER,
) -> Iterator[dict[str, Any]]:
    """Rows of the survey as they are done, failures among them.

    Parameters
    ----------
    todo : sequence of (data set, names of protocols)
        As from `planned`. A data set that its registry excludes is not run; its rows say why.
    protocols : sequence of Protocol
        Definitions of all protocols named.
    random_state : int
        Seed of the run.
    limits : Limits
        Time, memory, processes.
    loader : str, default "datasets_survey.loaders:load"
        "module:function" that turns a data set into a data frame.

    Yields
    ------
    dict
        One row, with a `status`: "done", "excluded", "failed", "timed out" or "out of memory",
        and a `reason` for all but the first. What a row says depends neither on the order nor on
        the jobs.

    Notes
    -----
    When the generator is closed, by Ctrl-C for instance, all processes are killed.
    """
    definitions = {p.name: p.definition() for p in protocols}
    common = {
        "random_state": random_state,
        "definitions": definitions,
        "memory_limit": limits.megabytes,
        "loader": loader,
    }
    waiting = list(reversed(todo))
    active: list[_Process] = []
    selector = selectors.DefaultSelector()
    try:
        while waiting or active:
            while waiting and len(active) < limits.jobs:
                dataset, names = waiting.pop()
                if dataset.excluded:
                    for name in names:
                        yield _row(
                            dataset, name, {"status": "excluded", "reason": dataset.excluded}
                        )
                    continue
                active.append(_start(dataset, list(names), common, limits, selector))
            if not active:
                continue
            now = time.monotonic()
            wait = max(0.0, min(p.deadline for p in active) - now)
            for key, _ in selector.select(min(wait, 1.0)):
                yield from _read(key.data, limits)
            for process in [p for p in active if p.closed or time.monotonic() > p.deadline]:
                yield from _ended(process, limits, selector)
                active.remove(process)
                if process.left:
                    active.append(_start(process.dataset, process.left, common, limits, selector))
    finally:
        for process in active:
            _stop(process, selector)
        selector.close()


@dataclass(eq=False)
class _Process:
    dataset: Dataset
    left: list[str]
    popen: subprocess.Popen
    errors: IO[bytes]
    deadline: float
    started: float
    loaded: bool = False
    closed: bool = False
    buffer: bytes = field(default=b"")


def _start(dataset, names, common, limits: Limits, selector) -> _Process:
    job = json.dumps({**common, "dataset": asdict(dataset), "protocols": names})
    errors = tempfile.TemporaryFile()
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    popen = subprocess.Popen(
        [sys.executable, "-m", "datasets_survey.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
        # Ctrl-C reaches this process, which then ends the others.
        start_new_session=True,
    )
    popen.stdin.write(job.encode() + b"\n")
    popen.stdin.flush()
    now = time.monotonic()
    process = _Process(dataset, names, popen, errors, now + limits.seconds, now)
    selector.register(popen.stdout, selectors.EVENT_READ, process)
    return process


def _read(process: _Process, limits: Limits) -> Iterator[dict[str, Any]]:
    content = os.read(process.popen.stdout.fileno(), MEGABYTE)
    if not content:
        process.closed = True
        return
    *lines, process.buffer = (process.buffer + content).split(b"\n")
    for line in lines:
        event = json.loads(line)
        kind = event.pop("event")
        if kind == "loaded":
            process.loaded = True
        elif kind == "started":
            process.started = time.monotonic()
            process.deadline = process.started + limits.seconds
        elif kind == "row":
            process.left.remove(event["protocol"])
            yield _row(process.dataset, event["protocol"], event["row"])
        else:  # the data set cannot be used at all
            yield from _rows_left(process, event)


def _ended(process: _Process, limits: Limits, selector) -> Iterator[dict[str, Any]]:
    """Rows for what a process has not done, after it ended or was killed for its time."""
    late = not process.closed
    _stop(process, selector)
    if not process.left:
        return
    if late:
        doing = "" if process.loaded else "loading, "
        found = {
            "status": "timed out",
            "reason": f"{doing}more than {limits.seconds:g} s",
        }
    else:
        found = _death(process, limits)
    found["seconds"] = round(time.monotonic() - process.started, 3)
    if not process.loaded:
        yield from _rows_left(process, found)
    else:
        yield _row(process.dataset, process.left.pop(0), found)


def _death(process: _Process, limits: Limits) -> dict[str, Any]:
    """What a process died of, from its exit code and its last words."""
    code = process.popen.returncode
    process.errors.seek(0)
    words = process.errors.read().decode("utf-8", errors="replace").strip()
    last = words.splitlines()[-1][:300] if words else "no message"
    memory = any(w in words.lower() for w in (*MEMORY_WORDS, "memoryerror"))
    if memory or code == -signal.SIGKILL:
        reason = f"at a limit of {limits.megabytes} MB: {last}"
        return {"status": "out of memory", "reason": reason}
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return {"status": "failed", "reason": f"the process ended with {how}: {last}"}


def _stop(process: _Process, selector) -> None:
    if process.popen.stdout.closed:
        return
    selector.unregister(process.popen.stdout)
    if process.popen.poll() is None and not process.closed:
        process.popen.kill()
    try:
        process.popen.wait(10)
    except subprocess.TimeoutExpired:
        process.popen.kill()
        process.popen.wait()
    process.popen.stdout.close()
    process.popen.stdin.close()


def _rows_left(process: _Process, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    while process.left:
        yield _row(process.dataset, process.left.pop(0), dict(found))


def _row(dataset: Dataset, protocol: str, found: dict[str, Any]) -> dict[str, Any]:
    described = {k: getattr(dataset, k) for k in DESCRIPTORS}
    finished = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "dataset": dataset.key,
        "protocol": protocol,
        **found,
        **described,
        "finished": finished,
    }
