"""Checking the Lean library from nothing, against a second run that finds everything kept.

Run `python benchmarks/proofs.py` (half a minute on 2 cores; needs the extra `proofs`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Warm runs; the median counts.
REPEATS = 5


def seconds(cache: str) -> float:
    """Wall time of the command, interpreter start included."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "dash", "proofs", str(ROOT), "--cache", cache],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        cold = seconds(cache)
        warm = sorted(seconds(cache) for _ in range(REPEATS))[REPEATS // 2]
    print(f"from nothing  {cold:6.2f} s")
    print(f"kept          {warm:6.2f} s   {cold / warm:.0f} times as quick")


if __name__ == "__main__":
    main()
