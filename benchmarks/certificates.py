"""What a certificate costs: writing it, and Lean's check, beside counting again in Python.

The baseline is an exact recount with `fractions.Fraction` in the same run: what anyone could do who
trusts Python instead of a kernel. The times are processor seconds; those of Lean are of compiling
the certificate's file, of replaying it through the kernel, and of reading the statements of its
theorems back. Run with  python benchmarks/certificates.py
"""

from __future__ import annotations

import resource
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

import dash
from dash.proofs.kernel import PipKernel
from dash.workflow import conclude

#: Models and features.
SIZES = ((20, 20), (50, 50), (200, 30), (50, 100), (200, 100))


class Clock:
    """Processor seconds of the child processes, by what they do."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        lean, replay = PipKernel.lean, PipKernel.replay

        def timed_lean(kernel, *arguments):
            return self._timed("compile" if "-o" in arguments else "read", lean, kernel, *arguments)

        def timed_replay(kernel, *arguments):
            return self._timed("replay", replay, kernel, *arguments)

        PipKernel.lean, PipKernel.replay = timed_lean, timed_replay

    def _timed(self, what, function, *arguments):
        before = _of_children()
        try:
            return function(*arguments)
        finally:
            self.spent[what] = self.spent.get(what, 0.0) + _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def recount(values) -> int:
    """Pairs that two models order oppositely, by exact comparison of every pair in every model."""
    rows = [[Fraction(x) for x in row] for row in values]
    d, found = len(rows[0]), 0
    for j in range(d):
        for k in range(j + 1, d):
            above = sum(row[j] > row[k] for row in rows)
            below = sum(row[j] < row[k] for row in rows)
            found += above > 0 and below > 0
    return found


def main() -> None:
    heads = ("models", "features", "kB", "write", "compile", "replay", "read", "recount", "ratio")
    print(" ".join(f"{h:>8}" for h in heads))
    clock = Clock()
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        for m, d in SIZES:
            rng = np.random.default_rng(m + d)
            # Neighbours overlap, so that many pairs are undecided: the expensive case.
            values = np.abs(rng.normal(np.linspace(1, 0.01, d) ** 3, 0.05, (m, d)))
            report = conclude(dash.Attributions.from_array(values)).report()
            folder = Path(place) / f"{m}-{d}"
            start = time.process_time()
            files = dash.write_certificate(report, folder)
            written = time.process_time() - start
            # The library itself is compiled once; the first size pays for it before the clock runs.
            if not cache.exists():
                dash.check_certificate(folder, kernel="pip", cache=cache)
                report = conclude(dash.Attributions.from_array(values + 1e-9)).report()
                files = dash.write_certificate(report, folder)
                values = values + 1e-9
            clock.spent.clear()
            status = dash.check_certificate(folder, kernel="pip", cache=cache)
            assert status.valid, status.problems
            start = time.process_time()
            assert recount(values) == status.undecided_pairs
            naive = time.process_time() - start
            size = len(files["lean/DASH/Certificate/Report.lean"]) / 1000
            spent = [clock.spent.get(what, 0.0) for what in ("compile", "replay", "read")]
            numbers = (written, *spent, naive, (spent[0] + spent[1]) / naive)
            print(f"{m:8} {d:8} {size:8.0f} " + " ".join(f"{x:8.2f}" for x in numbers), flush=True)


if __name__ == "__main__":
    main()
