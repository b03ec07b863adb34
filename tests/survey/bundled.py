"""Data sets for the tests of the runner: small ones, and ones that misbehave."""

import time

import numpy as np
import pandas as pd


def load(dataset):
    """What the name asks for; `dataset` is a `datasets_survey.registry.Dataset`."""
    if dataset.name == "slow":
        time.sleep(60)
    if dataset.name == "broken":
        raise ValueError("there is nothing\nhere")
    if dataset.name == "huge":
        return pd.DataFrame(np.ones((2**28, 4)))
    if dataset.name == "abort":
        import os

        os.abort()
    if dataset.name == "narrow":
        return pd.DataFrame({"x": range(40), "target": [0, 1] * 20})
    rng = np.random.default_rng(len(dataset.name))
    X = rng.normal(size=(80, 4))
    X[:, 1] = X[:, 0] + 0.1 * X[:, 1]
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame["target"] = (X[:, 0] + X[:, 2] + rng.normal(size=80) > 0).astype(int)
    return frame
