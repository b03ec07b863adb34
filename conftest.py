"""Tests run in parallel processes: one thread each, or they wait for one another."""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def pytest_addoption(parser):
    """An option of tests/report, which pytest wants declared at the root."""
    parser.addoption("--update-golden", action="store_true", help="write the golden reports anew")
