"""One data set in a process of its own: reads a job on standard input, writes rows as JSON lines.

The job names the data set, the protocols and the limits. The process ends when its job is done,
or when standard input is closed: it does not outlive the process that started it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import threading
import time
import traceback
from typing import Any

MEMORY_WORDS = ("bad_alloc", "unable to allocate", "cannot allocate memory", "out of memory")
MEGABYTE = 2**20


def main() -> None:
    """Do the job on standard input; an event is one line on standard output."""
    job = json.loads(sys.stdin.readline())
    # Libraries may print: events keep the real standard output to themselves.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(job["memory_limit"])

    def tell(**event: Any) -> None:
        events.write(json.dumps(event) + "\n")
        events.flush()

    try:
        frame, target, task = _load(job)
    except Exception as error:
        tell(event="unusable", **_failure(error))
        return
    tell(event="loaded")
    for name in job["protocols"]:
        tell(event="started", protocol=name)
        started = time.perf_counter()
        try:
            row = {"status": "done"} | survey_row(frame, target, task, job, name)
        except Exception as error:
            row = _failure(error)
        row["seconds"] = round(time.perf_counter() - started, 3)
        row["peak_memory_mb"] = _peak_memory()
        tell(event="row", protocol=name, row=row)


def survey_row(frame, target: str, task: str, job: dict[str, Any], name: str) -> dict[str, Any]:
    """Every number of one data set under one protocol.

    Parameters
    ----------
    frame : DataFrame
        The target and the usable columns.
    target, task : str
        Column to predict; "classification" or "regression".
    job : dict
        Uses `dataset`, `random_state` and `definitions`.
    name : str
        The protocol.

    Returns
    -------
    dict
        Descriptors, endpoints (`measures.measure`) and predictors (`predictors.judge`).
    """
    from datasets_survey.measures import measure
    from datasets_survey.predictors import judge, judge_signs, model_screens, split_counts
    from datasets_survey.protocols import Protocol, seed_of
    from datasets_survey.training import train
    from diagnostics.result import jsonable

    protocol = Protocol(description="", **job["definitions"][name])
    seed = seed_of(job["random_state"], job["dataset"]["key"], name)
    trained = train(frame, target, task, protocol, seed=seed)
    signal = trained.signal
    return jsonable(
        {
            "data_digest": frame_digest(frame),
            "learned": trained.task,
            "n_rows": trained.n_rows,
            "rows_left_out": trained.rows_left_out,
            "n_classes": trained.n_classes,
            "n_categorical": trained.n_categorical,
            "score": float(trained.scores.mean()),
            "score_sd": float(trained.scores.std(ddof=1)),
            "ensemble_score": None if signal is None else signal.score,
            "signal_p": None if signal is None else signal.p_value,
            "beats_constant": None if signal is None else signal.beats_constant,
            "notes": list(trained.notes),
        }
        | measure(trained.values, trained.association, trained.names)
        | judge(
            trained.values,
            trained.association,
            model_screens(trained.models[0], trained.columns[0]),
            split_counts(trained.models, trained.columns),
            seed=seed,
        )
        | ({} if trained.signed is None else judge_signs(trained.signed))
    )


def frame_digest(frame) -> str:
    """Digest of the names and the content of a table: equal for equal data under any name.

    Examples
    --------
    >>> import pandas as pd
    >>> len(frame_digest(pd.DataFrame({"a": [1, 2]})))
    16
    """
    import pandas as pd

    digest = hashlib.sha256("\0".join(map(str, frame.columns)).encode())
    plain = frame.astype({c: str for c in frame if frame[c].dtype == object})
    digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:16]


def _load(job: dict[str, Any]):
    from datasets_survey.registry import Dataset

    module, function = job["loader"].split(":")
    dataset = Dataset(
        **{k: tuple(v) if isinstance(v, list) else v for k, v in job["dataset"].items()}
    )
    frame = getattr(importlib.import_module(module), function)(dataset)
    return frame, dataset.target, dataset.task


def _failure(error: Exception) -> dict[str, str]:
    """Status and reason of a row that could not be made; one line."""
    from dash import InputError

    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, MemoryError) or any(w in text.lower() for w in MEMORY_WORDS):
        return {"status": "out of memory", "reason": text[:500]}
    if isinstance(error, InputError):
        return {"status": "failed", "reason": text[:500]}
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    return {"status": "failed", "reason": f"{type(error).__name__} at {where}: {text[:400]}"}


def _end_with_parent() -> None:
    """Standard input stays open for as long as the process that gave the job lives."""
    os.read(0, 1)
    os._exit(1)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    # Address space would also count what is only reserved, as OpenMP and numba do.
    kind = resource.RLIMIT_DATA
    resource.setrlimit(kind, (megabytes * MEGABYTE, resource.getrlimit(kind)[1]))


def _peak_memory() -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE)


if __name__ == "__main__":
    main()
