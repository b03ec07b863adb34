"""The whole job, training and explaining 50 models, against the loop that everybody writes.

Every way of doing it runs in a process of its own, so that peak memory is its own, too. The loop
trains one XGBoost model after the other with all threads and explains each with shap's C
extension; `xgboost` does the same with XGBoost's own contributions; `dash` is `train_ensemble` and
`attribute`; `dash-shap` is the published pipeline, where it is installed (it needs an older
XGBoost: `pip install dash-shap` in an environment of its own).

    python benchmarks/ensemble.py [--quick] [--training] [--memory] [--json FILE]

Without --quick about twelve minutes on 2 cores. All ways train with the same settings: first
XGBoost's default of 256 bins, then 64, which is enough for a few thousand rows. `--training`
measures what training itself could save: sharing bins, weights in place of rows, fewer bins,
threads inside or beside the models. `--memory` explains one model on many rows.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time

import numpy as np

PARAMETERS = {"max_depth": 6, "learning_rate": 0.1, "subsample": 0.8, "colsample_bytree": 0.8}
ROUNDS = 100
SHARE = 0.8


BINS = (256, 64)


def data(n: int = 5000, d: int = 30):
    """A binary classification task of the given size."""
    from sklearn.datasets import make_classification

    return make_classification(
        n, d, n_informative=12, n_redundant=6, flip_y=0.05, class_sep=0.8, random_state=0
    )


def settings_of(bins: int) -> dict:
    """The hyperparameters that all ways share."""
    return {**PARAMETERS, "max_bin": bins}


def draws(n: int, models: int):
    """Rows that each model is trained on."""
    rng = np.random.default_rng(0)
    return [np.sort(rng.choice(n, int(SHARE * n), replace=False)) for _ in range(models)]


def explained_rows(X, rows: int):
    return X[np.random.default_rng(1).choice(len(X), rows, replace=rows > len(X))]


def train_plainly(X, y, rows, seed, bins):
    """One model as a user writes it, with all threads."""
    import xgboost

    model = xgboost.XGBClassifier(n_estimators=ROUNDS, random_state=seed, **settings_of(bins))
    return model.fit(X[rows], y[rows])


def run_naive(X, y, models: int, rows: int, bins: int) -> dict:
    """Train, explain with shap's C extension, one model after the other."""
    import shap

    target = explained_rows(X, rows)
    train = explain = 0.0
    values = []
    for seed, drawn in enumerate(draws(len(X), models)):
        start = time.perf_counter()
        model = train_plainly(X, y, drawn, seed, bins)
        train += time.perf_counter() - start
        start = time.perf_counter()
        explainer = shap.TreeExplainer(model)
        phi = explainer.shap_values(target, check_additivity=False)
        values.append(np.abs(phi).mean(axis=0))
        explain += time.perf_counter() - start
    return {"training": train, "attribution": explain, "top": top(values)}


def run_xgboost(X, y, models: int, rows: int, bins: int) -> dict:
    """The same with XGBoost's own contributions, with all threads."""
    import xgboost

    target = xgboost.DMatrix(explained_rows(X, rows))
    train = explain = 0.0
    values = []
    for seed, drawn in enumerate(draws(len(X), models)):
        start = time.perf_counter()
        model = train_plainly(X, y, drawn, seed, bins)
        train += time.perf_counter() - start
        start = time.perf_counter()
        phi = model.get_booster().predict(target, pred_contribs=True)[:, :-1]
        values.append(np.abs(phi).mean(axis=0))
        explain += time.perf_counter() - start
    return {"training": train, "attribution": explain, "top": top(values)}


def run_dash(X, y, models: int, rows: int, bins: int) -> dict:
    """`train_ensemble` and `attribute`, each timed."""
    import dash

    dash.attribute(
        [train_plainly(X[:200], y[:200], np.arange(200), 0, bins)], X[:10]
    )  # warm caches
    start = time.perf_counter()
    ensemble = dash.train_ensemble((X, y), n_models=models, parameters=settings_of(bins))
    train = time.perf_counter() - start
    start = time.perf_counter()
    found = dash.attribute(ensemble, explained_rows(ensemble.plan.X, rows))
    explain = time.perf_counter() - start
    return {
        "training": train,
        "attribution": explain,
        "top": top(found.values),
        "efficiency_error": found.efficiency_error,
    }


def run_overlapped(X, y, models: int, rows: int, bins: int) -> dict:
    """Each model explained on its own held-out rows as soon as it is trained."""
    import dash

    dash.attribute([train_plainly(X[:200], y[:200], np.arange(200), 0, bins)], X[:10])
    start = time.perf_counter()
    ensemble = dash.train_ensemble(
        (X, y), n_models=models, parameters=settings_of(bins), explain="auto"
    )
    found = dash.attribute(ensemble)
    total = time.perf_counter() - start
    return {"training": total, "attribution": 0.0, "top": top(found.values)}


def run_dash_shap(X, y, models: int, rows: int, bins: int) -> dict:
    """The published pipeline: a population four times as large, filtered and chosen from."""
    from dash_shap.core.pipeline import DASHPipeline

    order = np.random.default_rng(0).permutation(len(X))
    cut = int(SHARE * len(X))
    start = time.perf_counter()
    pipeline = DASHPipeline(M=4 * models, K=models, task="binary", seed=0, n_jobs=-1)
    pipeline.fit(
        X[order[:cut]], y[order[:cut]], X[order[cut:]], y[order[cut:]],
        X_ref=explained_rows(X, rows),
    )  # fmt: skip
    return {"training": time.perf_counter() - start, "attribution": 0.0, "top": None}


RUNS = {
    "naive": run_naive,
    "xgboost": run_xgboost,
    "dash": run_dash,
    "overlapped": run_overlapped,
    "dash-shap": run_dash_shap,
}


def top(values) -> list[int]:
    """The five first features, to see that all ways find about the same."""
    return [int(j) for j in np.argsort(-np.mean(values, axis=0))[:5]]


def alone(name: str, *sizes: int) -> dict:
    """One way in a process of its own."""
    command = [sys.executable, __file__, "--one", name, *map(str, sizes)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def compare(models: int, rows: int, bins: int) -> dict:
    """Print a line for each way, with its ratio to the naive loop."""
    print(f"\n{models} models on 5000 x 30, {rows} rows explained, max_bin {bins}")
    # The published pipeline draws its own hyperparameters: once is enough.
    names = [name for name in RUNS if name != "dash-shap" or bins == BINS[0]]
    results = {name: alone(name, models, rows, bins) for name in names}
    naive = results["naive"]["training"] + results["naive"]["attribution"]
    memory = results["xgboost"]["peak_mib"]
    for name, r in results.items():
        if "failed" in r:
            print(f"{name:11} not measured: {r['failed']}")
            continue
        total = r["total"] = r["training"] + r["attribution"]
        r["ratio_to_naive"] = naive / total
        share = f"{r['attribution'] / r['training']:5.1%}" if r["attribution"] else "     "
        print(
            f"{name:11} {total:7.2f} s  training {r['training']:6.2f}  attribution "
            f"{r['attribution']:6.2f} {share}  naive/this {naive / total:5.1f}  peak "
            f"{r['peak_mib']:5.0f} MiB ({r['peak_mib'] / memory:.2f} of xgboost)  top {r['top']}"
        )
    return results


def explain_many_by_xgboost(X, y, models: int, rows: int, bins: int) -> dict:
    """XGBoost's own contributions of many rows."""
    import xgboost

    model = train_plainly(X, y, np.arange(len(X)), 0, bins)
    many = explained_rows(X, rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    phi = model.get_booster().predict(xgboost.DMatrix(many), pred_contribs=True)
    return {"before_mib": before, "sum": float(np.abs(phi[:, :-1]).mean(axis=0).sum())}


def explain_many_by_dash(X, y, models: int, rows: int, bins: int) -> dict:
    """Ours, reduced as they are computed."""
    import dash

    model = train_plainly(X, y, np.arange(len(X)), 0, bins)
    many = explained_rows(X, rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"before_mib": before, "sum": float(dash.attribute([model], many).values.sum())}


MEMORY = {"xgboost-rows": explain_many_by_xgboost, "dash-rows": explain_many_by_dash}


def memory() -> dict:
    """Peak memory of explaining one model on more and more rows."""
    results = {}
    for rows in (20_000, 200_000, 1_000_000):
        own = alone("xgboost-rows", 1, rows, 64)
        ours = alone("dash-rows", 1, rows, 64)
        results[rows] = {"xgboost": own, "dash": ours}
        print(
            f"{rows:8} rows x 30: xgboost {own['peak_mib']:6.0f} MiB, dash {ours['peak_mib']:6.0f} "
            f"MiB, ratio {ours['peak_mib'] / own['peak_mib']:.2f}"
        )
    return results


def fastest(work, repeats: int = 3) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def training_choices() -> dict:
    """What training one model could save; seconds, and the held-out AUC where it may change."""
    import joblib
    import xgboost
    from sklearn.metrics import roc_auc_score

    X, y = data()
    rows = draws(len(X), 8)
    rest = np.setdiff1d(np.arange(len(X)), rows[0])
    settings = {**PARAMETERS, "objective": "binary:logistic", "tree_method": "hist"}

    def matrix(drawn, **options):
        return xgboost.QuantileDMatrix(X[drawn], y[drawn], nthread=1, **options)

    def train(matrix, **options):
        return xgboost.train({**settings, "nthread": 1, **options}, matrix, ROUNDS)

    whole = xgboost.QuantileDMatrix(X, y, nthread=1)
    result = {
        "bins of 4000 rows": fastest(lambda: matrix(rows[0])),
        "bins taken from those of all rows": fastest(lambda: matrix(rows[0], ref=whole)),
    }
    drawn = matrix(rows[0])
    result["one model, one thread"] = fastest(lambda: train(drawn))
    weights = np.zeros(len(X))
    weights[rows[0]] = 1.0
    weighted = xgboost.QuantileDMatrix(X, y, weight=weights, nthread=1)
    result["rows left out by weight 0"] = fastest(lambda: train(weighted))
    result["one model, all threads"] = fastest(lambda: train(drawn, nthread=0))
    parallel = joblib.Parallel(n_jobs=-1, prefer="threads")
    processes = joblib.Parallel(n_jobs=-1, backend="loky")
    matrices = [matrix(r) for r in rows]
    result["8 models, one thread each, side by side (per model)"] = (
        fastest(lambda: parallel(joblib.delayed(train)(m) for m in matrices)) / 8
    )
    once = joblib.delayed(_train_rows)
    processes(once(X, y, r, settings) for r in rows)
    result["the same in processes, bins included (per model)"] = (
        fastest(lambda: processes(once(X, y, r, settings) for r in rows)) / 8
    )
    for name, seconds in result.items():
        print(f"{name:52} {seconds:7.3f} s")
    for bins in (256, 128, 64, 32):
        small = xgboost.QuantileDMatrix(X[rows[0]], y[rows[0]], nthread=1, max_bin=bins)
        seconds = fastest(lambda m=small, b=bins: train(m, max_bin=b))
        score = np.mean(
            [
                roc_auc_score(y[rest], model.predict(xgboost.DMatrix(X[rest])))
                for model in (train(small, max_bin=bins, seed=s) for s in range(5))
            ]
        )
        result[f"max_bin {bins}"] = {"seconds": seconds, "auc": score}
        print(f"max_bin {bins:3}  {seconds:7.3f} s  held-out AUC {score:.4f}")
    return result


def _train_rows(X, y, rows, settings):
    import xgboost

    matrix = xgboost.QuantileDMatrix(X[rows], y[rows], nthread=1)
    xgboost.train({**settings, "nthread": 1}, matrix, ROUNDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10 models and 1000 rows only")
    parser.add_argument("--training", action="store_true", help="what training could save")
    parser.add_argument("--memory", action="store_true", help="peak memory with many rows")
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, *sizes = options.one
        work = MEMORY[name] if name in MEMORY else RUNS[name]
        result = work(*data(), *map(int, sizes))
        result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    results: dict = {"machine": platform.processor() or platform.machine(), "jobs": {}}
    if options.memory:
        results["memory"] = memory()
    elif options.training:
        results["training"] = training_choices()
    else:
        for models, rows in ((10, 1000),) if options.quick else ((50, 1000), (50, 5000)):
            for bins in BINS:
                key = f"{models} models, {rows} rows, {bins} bins"
                results["jobs"][key] = compare(models, rows, bins)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
