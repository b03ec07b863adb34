"""A progress bar for long work: on standard error, and silent when that is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Iterable[Item], total: int, label: str, *, show: bool) -> Iterator[Item]:
    """Pass the items on and show how many have come.

    Parameters
    ----------
    items : iterable
        What is passed on.
    total : int
        How many will come.
    label : str
        What is being done.
    show : bool
        Show the bar, provided that standard error is a terminal.

    Yields
    ------
    object
        Each of `items`, unchanged.
    """
    if not (show and sys.stderr.isatty()):
        yield from items
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        for item in items:
            bar.advance(task)
            yield item
