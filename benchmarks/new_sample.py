"""How far the consensus of one data set lies from that of another, against what we assume.

For each population the variance of the ensemble mean between fresh data sets is measured as a
multiple c of the variance between models of one data set, and compared with the `extra_variance`
that the screen assumes for "a new sample". An assumed value above the measured one is conservative.
Run `python benchmarks/new_sample.py` (about 3 minutes on 2 cores).
"""

from __future__ import annotations

import numpy as np
from published import equicorrelated

import dash
from dash.populations import POPULATIONS

DATA_SETS, MODELS, ROWS = 24, 12, 500


def fresh_data(rng):
    """Ten features in two collinear groups, effects that fall off, noise, two classes."""
    X = equicorrelated(rng, ROWS, groups=2, size=5, rho=0.8)
    score = X @ np.array([1.0, 1.0, 0.8, 0.5, 0.2, 1.0, 0.6, 0.3, 0.0, 0.0])
    return X, (score + rng.logistic(size=ROWS) * 2 > 0).astype(int)


def measured(population: str) -> tuple[float, float]:
    """Median over pairs of c, and the share of pairs in which it exceeds the assumed value."""
    means, variances = [], []
    for i in range(DATA_SETS):
        X, y = fresh_data(np.random.default_rng(i))
        ensemble = dash.train_ensemble(
            (X, y), population=population, n_models=MODELS, parameters={"n_estimators": 50}
        )
        pairs = dash.pair_statistics(dash.attribute(ensemble).values)
        means.append(pairs.mean_difference)
        variances.append(pairs.sd**2)
    within = np.mean(variances, axis=0)
    between = np.var(means, axis=0, ddof=1) - within / MODELS
    c = between / within
    return float(np.median(c)), float((c > ensemble.population.extra_variance).mean())


if __name__ == "__main__":
    for name in ("resample", "bootstrap"):
        c, exceeded = measured(name)
        assumed = POPULATIONS[name].extra_variance
        print(f"{name:10} measured c {c:5.2f}  assumed {assumed:4.1f}  ratio {assumed / c:4.2f}  "
              f"pairs in which the measured one is larger {exceeded:.0%}")  # fmt: skip
