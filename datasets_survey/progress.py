"""How far a survey has come: a bar on a terminal, or a line a minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_LINES = 60.0


class Progress:
    """Counts rows and estimates the time left from those of this run.

    Parameters
    ----------
    total : int
        Rows to come.
    excluded : int, default 0
        How many of them are of data sets that do not count, and take no time.

    Examples
    --------
    >>> progress = Progress(2)
    >>> progress.advance({"dataset": "iris", "protocol": "xgboost-seed", "status": "done"})
    >>> progress.summary(Path("survey.jsonl"))
    'survey.jsonl: 1 done.'
    """

    def __init__(self, total: int, *, excluded: int = 0) -> None:
        self.total, self.excluded = total, excluded
        self.counts: Counter[str] = Counter()
        self.started = self.told = time.monotonic()
        self.bar = None

    def __enter__(self) -> Progress:
        self.started = self.told = time.monotonic()
        if sys.stderr.isatty() and self.total:
            from rich import progress
            from rich.console import Console

            self.bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
            self.task = self.bar.add_task("Survey", total=self.total, left="")
        return self

    def __exit__(self, *_: Any) -> None:
        if self.bar is not None:
            self.bar.stop()

    def advance(self, row: dict[str, Any]) -> None:
        """One more row is stored."""
        self.counts[row["status"]] += 1
        if self.bar is not None:
            label = f"{row['dataset']} · {row['protocol']}"[:44]
            self.bar.update(self.task, advance=1, description=label, left=self.time_left())
        elif time.monotonic() - self.told > SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            print(f"{self.n} of {self.total} rows, {self.time_left()}", file=sys.stderr, flush=True)

    @property
    def n(self) -> int:
        """Rows of this run."""
        return sum(self.counts.values())

    def time_left(self) -> str:
        """An estimate in words: the mean time of a row so far for each that is to come."""
        worked = self.n - self.counts["excluded"]
        if not worked:
            return "no estimate yet"
        left = self.total - self.excluded - worked
        seconds = (time.monotonic() - self.started) / worked * left
        if seconds < 90:
            return f"about {seconds:.0f} s left"
        return f"about {seconds / 60:.0f} min left"

    def summary(self, path: Path) -> str:
        """What this run has added to the file."""
        if not self.n:
            return f"{path}: nothing was left to do."
        parts = ", ".join(f"{n} {status}" for status, n in sorted(self.counts.items()))
        return f"{path}: {parts}."
