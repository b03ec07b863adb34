"""What a certificate costs: writing it, and Lean's check, beside counting again in Python.

The baseline is an exact recount with `fractions.Fraction` in the same run: what anyone could do who
trusts Python instead of a kernel. Run with  python benchmarks/certificates.py
"""

from __future__ import annotations

import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

import dash
from dash.workflow import conclude

#: Models and features.
SIZES = ((20, 20), (50, 50), (200, 30), (50, 100))


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
    heads = ("models", "features", "write", "check", "recount", "check/recount")
    print(" ".join(f"{h:>8}" for h in heads))
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "cache"
        for m, d in SIZES:
            rng = np.random.default_rng(m + d)
            # Neighbours overlap, so that many pairs are undecided: the expensive case.
            values = np.abs(rng.normal(np.linspace(1, 0.01, d) ** 3, 0.05, (m, d)))
            report = conclude(dash.Attributions.from_array(values)).report()
            folder = Path(place) / f"{m}-{d}"
            start = time.perf_counter()
            dash.write_certificate(report, folder)
            written = time.perf_counter()
            # The library itself is compiled once; the first size pays for it before the clock runs.
            if not cache.exists():
                dash.check_certificate(folder, cache=cache)
            report = conclude(dash.Attributions.from_array(values + 1e-9)).report()
            dash.write_certificate(report, folder)
            began = time.perf_counter()
            status = dash.check_certificate(folder, cache=cache)
            checked = time.perf_counter()
            assert status.valid, status.problems
            assert recount(values + 1e-9) == status.undecided_pairs
            done = time.perf_counter()
            check, naive = checked - began, done - checked
            print(
                f"{m:8} {d:8} {written - start:8.2f} {check:8.2f} {naive:8.2f} {check / naive:8.1f}"
            )


if __name__ == "__main__":
    main()
