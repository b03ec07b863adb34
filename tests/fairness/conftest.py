"""A small audit that several tests look at, and data whose answer is known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import dash

ROOT = Path(__file__).resolve().parents[2]
GERMAN_CREDIT = ROOT / "examples" / "german_credit.csv"
SMALL = {
    "n_models": 8,
    "max_models": 8,
    "parameters": {"n_estimators": 25, "max_bin": 64},
    "n_bootstraps": 30,
}


@pytest.fixture(scope="session")
def german():
    """Two attributes of the German credit data."""
    return dash.fairness_audit(GERMAN_CREDIT, "credit_risk", ["age", "sex"], **SMALL)


@pytest.fixture(scope="session")
def planted():
    """Income decides; `group` is what income follows; `postcode` is the group in other words."""
    rng = np.random.default_rng(0)
    n = 800
    group = rng.integers(0, 2, n)
    postcode = np.where(rng.random(n) < 0.95, group, 1 - group) * 100 + rng.integers(0, 50, n)
    frame = pd.DataFrame(
        {
            "group": np.where(group == 1, "b", "a"),
            "postcode": postcode,
            "income": rng.normal(size=n),
            "tenure": rng.normal(size=n),
            "hours": rng.normal(size=n),
            "noise": rng.normal(size=n),
            "rain": rng.normal(size=n),
        }
    )
    frame["irrelevant"] = rng.choice(["x", "y"], n)
    score = 2.5 * group + frame["income"] + 0.4 * frame["tenure"] + 0.4 * frame["hours"]
    frame["approved"] = np.where(score + rng.logistic(size=n) > 1.2, "yes", "no")
    return frame
