"""Screens of wide tables and large models against the plain way with pandas and XGBoost.

Run `python benchmarks/screens.py` (about a minute on 2 cores). Each line checks that both ways give
the same answer, then prints the median of three times and their ratio.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import xgboost

from diagnostics import collinear_groups, duplicate_columns, screen_splits


def median_time(function, repeats=3):
    """Median seconds of a few calls, and the last result."""
    seconds, result = [], None
    for _ in range(repeats):
        started = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds)), result


def report(what, ours, baseline, name):
    """One line with both times and the ratio."""
    print(f"{what:44} ours {ours:7.3f} s   {name} {baseline:7.3f} s   ratio {baseline / ours:6.1f}")


def association(n=5000, d=300):
    """Spearman correlations of a table with gaps, against pandas."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, d))
    X[:, 1] = X[:, 0] + rng.normal(size=n)
    X[rng.random(X.shape) < 0.02] = np.nan
    ours, groups = median_time(lambda: collinear_groups(X))
    baseline, plain = median_time(lambda: pd.DataFrame(X).corr("spearman").abs().to_numpy(), 1)
    assert np.abs(groups.association - plain).max() < 0.02
    report(f"collinear groups, {n} x {d} with gaps", ours, baseline, "DataFrame.corr")


def duplicates(n=2000, d=3000):
    """Duplicate columns, against pandas."""
    X = np.random.default_rng(0).normal(size=(n, d))
    X[:, d - 1] = X[:, 0]
    ours, found = median_time(lambda: duplicate_columns(X))
    baseline, plain = median_time(lambda: pd.DataFrame(X).T.duplicated().sum(), 1)
    assert len(found) == plain == 1
    report(f"duplicate columns, {n} x {d}", ours, baseline, "T.duplicated")


def splits(trees=500):
    """Features used by each tree, against XGBoost's own frame of its trees."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1500, 40))
    y = X[:, 0] + X[:, 1] * X[:, 2] + rng.normal(size=1500)
    model = xgboost.train({"eta": 0.05, "subsample": 0.8}, xgboost.DMatrix(X, y), trees)

    def plain():
        frame = model.trees_to_dataframe()
        return frame[frame["Feature"] != "Leaf"].groupby("Feature")["Tree"].nunique() / trees

    ours, found = median_time(lambda: screen_splits(model))
    baseline, shares = median_time(plain)
    assert np.allclose(found.usage, [shares.get(f"f{j}", 0.0) for j in range(40)])
    report(f"split screen, {trees} trees", ours, baseline, "trees_to_dataframe")


if __name__ == "__main__":
    association()
    duplicates()
    splits()
