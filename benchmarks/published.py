"""Published figures on bundled and simulated data, recomputed and compared with their bands.

Run `python benchmarks/published.py` (about 3 minutes on 2 cores), with names to pick some:
`python benchmarks/published.py K1 S3`. Each line prints the reference (the
published number; for S1 the Gaussian formula on the same models), ours and the band within which
they should agree. Rows of the published work whose artefacts contradict each other
are left out.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable

import numpy as np
from sklearn.datasets import load_breast_cancer

import dash

PUBLISHED_Z_CAP = 20.0
UNSTABLE = 0.10

Row = tuple[str, str, float, float, float]


def breast_cancer():
    """Features and target, with scikit-learn's names."""
    return load_breast_cancer(return_X_y=True, as_frame=True)


def equicorrelated(rng, n, *, groups, size, rho):
    """Normal features in independent groups with one correlation inside a group."""
    shared = np.repeat(rng.normal(size=(n, groups)), size, axis=1)
    return np.sqrt(rho) * shared + np.sqrt(1 - rho) * rng.normal(size=(n, groups * size))


def published_attributions(model, n_models=50, **options):
    """Attributions under the published protocol: a new split a model, columns as they are."""
    ensemble = dash.train_ensemble(
        breast_cancer(), model=model, n_models=n_models, population="published", **options
    )
    return dash.attribute(ensemble)


def unstable_and_r(attributions):
    """Number of pairs that flip in more than 10 % of models, and the correlation of Z and flips."""
    pairs = dash.pair_statistics(attributions.values, names=attributions.names)
    z = np.minimum(pairs.z, PUBLISHED_Z_CAP)
    r = float(np.corrcoef(z, pairs.flip_rate)[0, 1])
    return pairs, int((pairs.flip_rate > UNSTABLE).sum()), r


def k1_k15_k16() -> list[Row]:
    """Breast cancer, 50 XGBoost models, a new split each: the Z-test and what it misses."""
    attributions = published_attributions("xgboost")
    pairs, unstable, r = unstable_and_r(attributions)
    worst = pairs.pair("worst perimeter", "worst area")
    significant = pairs.z >= 1.96
    missed = float((pairs.flip_rate[significant] > UNSTABLE).mean())
    X, _ = breast_cancer()
    rho = np.abs(np.corrcoef(X.to_numpy().T))[pairs.first, pairs.second]
    unstable_pairs = pairs.flip_rate > UNSTABLE
    found = float((rho[unstable_pairs] > 0.5).mean())
    return [
        ("K1", "unstable pairs of 435", 168, unstable, 20),
        ("K1", "correlation of Z with flip rate", -0.891, r, 0.05),
        ("K1", "flip rate, worst perimeter / worst area", 0.48, float(worst["flip_rate"]), 0.1),
        ("K15", "share of pairs with Z >= 1.96 that flip > 10 %", 0.31, missed, 0.06),
        ("K16", "share of unstable pairs with |rho| > 0.5", 0.36, found, 0.06),
    ]


def k2() -> list[Row]:
    """The same with LightGBM and CatBoost."""
    _, unstable, r = unstable_and_r(published_attributions("lightgbm"))
    rows = [
        ("K2", "LightGBM: unstable pairs", 183, unstable, 20),
        ("K2", "LightGBM: correlation of Z with flip rate", -0.901, r, 0.05),
    ]
    try:
        values = _catboost_values()
    except ImportError:
        print("K2   CatBoost left out: pip install catboost", file=sys.stderr)
        return rows
    _, unstable, r = unstable_and_r(dash.Attributions.from_array(values))
    return [
        *rows,
        ("K2", "CatBoost: unstable pairs", 160, unstable, 20),
        ("K2", "CatBoost: correlation of Z with flip rate", -0.892, r, 0.05),
    ]


def _catboost_values():
    from catboost import CatBoostClassifier, Pool
    from sklearn.model_selection import train_test_split

    X, y = breast_cancer()
    rows = []
    for seed in range(50):
        a, b, ya, yb = train_test_split(X, y, test_size=0.3, random_state=seed)
        model = CatBoostClassifier(
            iterations=100, depth=6, learning_rate=0.1, subsample=0.8, rsm=0.8,
            bootstrap_type="Bernoulli", random_seed=seed, verbose=0, thread_count=2,
            allow_writing_files=False,
        ).fit(a, ya)  # fmt: skip
        phi = model.get_feature_importance(Pool(b, yb), type="ShapValues")[:, :-1]
        rows.append(np.abs(phi).mean(axis=0))
    return np.array(rows)


def k6() -> list[Row]:
    """The ranking lottery: 50 seeds on one split of breast cancer, rate 0.3, rows 0.8."""
    from sklearn.model_selection import train_test_split
    from xgboost import XGBClassifier

    X, y = breast_cancer()
    train, test, y_train, _ = train_test_split(X, y, test_size=0.2, random_state=42)
    settings = {"n_estimators": 100, "max_depth": 6, "learning_rate": 0.3, "subsample": 0.8}
    models = [
        XGBClassifier(**settings, random_state=s, n_jobs=1).fit(train, y_train) for s in range(50)
    ]
    values = dash.attribute(models, test).values
    lists = [tuple(row) for row in np.argsort(-values, axis=1, kind="stable")[:, :3]]
    same = np.mean([a == b for a, b in itertools.combinations(lists, 2)])
    return [
        ("K6", "distinct ordered top-3 lists of 50 models", 24, len(set(lists)), 6),
        ("K6", "share of model pairs with the same top-3 list", 0.0424, float(same), 0.06),
    ]


def s1(n_fits: int = 1000, correlations: tuple[float, ...] = (0.1, 0.5, 0.9)) -> list[Row]:
    """Fresh data for every fit: the Gaussian flip rate against the empirical one."""
    rows = []
    for rho in correlations:
        rng = np.random.default_rng(0)
        evaluation = equicorrelated(rng, 200, groups=2, size=5, rho=rho)
        values = np.array([_stumps(rng, evaluation, rho) for _ in range(n_fits)])
        pairs = dash.pair_statistics(values).to_frame()
        first = pairs.iloc[0]
        rows.append(
            ("S1", f"rho {rho}: flip rate against Phi(-SNR), {n_fits} fits",
             float(first["gaussian_flip_rate"]), float(first["flip_rate"]), 0.05)
        )  # fmt: skip
    return rows


def _stumps(rng, evaluation, rho):
    from dash.learners import Learner, Problem

    X = equicorrelated(rng, 2000, groups=2, size=5, rho=rho)
    y = X.sum(axis=1) + rng.normal(size=2000)
    learner = Learner("xgboost", {"n_estimators": 50, "max_depth": 1, "colsample_bytree": 1.0})
    problem = Problem("regression", 0, np.zeros(10, dtype=bool))
    model = learner.fit(X, y, problem, int(rng.integers(2**31)))
    return dash.attribute([model], evaluation, n_jobs=1).values[0]


def s2_s3() -> list[Row]:
    """Without subsampling XGBoost gives one model for all seeds; with it pairs flip."""
    rng = np.random.default_rng(0)
    X = equicorrelated(rng, 2000, groups=2, size=5, rho=0.9)
    y = X.sum(axis=1) + rng.normal(size=2000)
    options = {"n_models": 20, "population": "seed", "permute_columns": False}
    deterministic = {"subsample": 1.0, "colsample_bytree": 1.0, "max_depth": 3}
    try:
        dash.train_ensemble((X, y), parameters=deterministic, **options)
        refused = 0.0
    except dash.InputError:
        refused = 1.0
    ensemble = dash.train_ensemble((X, y), parameters={"max_depth": 3}, **options)
    pairs = dash.pair_statistics(dash.attribute(ensemble).values)
    group = pairs.first // 5 == pairs.second // 5
    return [
        ("S2", "no subsampling refused as deterministic (1 = yes)", 1, refused, 0),
        ("S3", "mean disagreement within groups, rho 0.9", 0.228,
         float(pairs.disagreement[group].mean()), 0.05),
    ]  # fmt: skip


BENCHMARKS: dict[str, Callable[[], list[Row]]] = {
    "K1": k1_k15_k16,
    "K2": k2,
    "K6": k6,
    "S1": s1,
    "S3": s2_s3,
}


def main(names: list[str]) -> int:
    """Run the named comparisons, print them, return 1 if one is outside its band."""
    outside = 0
    for name in names or list(BENCHMARKS):
        started = time.perf_counter()
        for key, what, published, ours, band in BENCHMARKS[name]():
            within = not abs(ours - published) > band
            outside += not within
            state = "within" if within else "OUTSIDE"
            print(f"{key:4} {what:58} reference {published:8.3f}  ours {ours:8.3f}  "
                  f"band ±{band:g}  {state}")  # fmt: skip
        print(f"     {time.perf_counter() - started:.1f} s")
    return int(outside > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
