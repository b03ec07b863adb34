"""Exact SHAP values of one model: our kernel against every peer that can be installed.

The same model, rows and process for all; the numbers are compared before anything is timed, and
ours must be within 1e-5 of the output's range of the library's own. Times include reading the
model and building tables or explainers, with warm compile caches; they are medians of `REPEATS`
runs, or of one where a peer takes more than `SLOW` seconds.

    python benchmarks/treeshap.py [--model lightgbm] [--threads all] [--background] [--growth]
                                  [--choices] [--first] [--quick] [--json FILE]

FastTreeSHAP needs old releases around it. For all peers at once, in an environment of its own:
`pip install "numpy<2" "xgboost<2.1" "shap<0.50" fasttreeshap woodelf_explainer`, and the
dependencies of this package.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from contextlib import redirect_stderr, redirect_stdout

# One thread for everybody unless told otherwise, set before any library starts its own.
if "--threads" not in sys.argv:
    for variable in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"

import numpy as np

import dash
from dash.treeshap import TreeShap, explain, read_trees

FEATURES = 20
ROWS = ((100, 6, 2000), (500, 6, 2000), (100, 8, 2000), (100, 4, 20_000), (100, 6, 20_000),
        (500, 4, 20_000))  # fmt: skip
BACKGROUNDS = ((100, 6, 2000, 100), (100, 6, 2000, 1000), (100, 6, 2000, 10_000),
               (100, 4, 20_000, 100), (100, 8, 2000, 100))  # fmt: skip
REPEATS = 5
SLOW = 5.0
TOLERANCE = 1e-5


def data(n: int, d: int = FEATURES):
    """Rows of single precision, so that every library sees the same numbers, and a target."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, d)).astype(np.float32)
    y = X @ rng.normal(size=d) + 2 * X[:, 0] * X[:, 1] + np.sin(3 * X[:, 2])
    return X, y + rng.normal(size=n)


def train(library: str, trees: int, depth: int, d: int = FEATURES):
    X, y = data(20_000, d)
    if library == "xgboost":
        import xgboost

        settings = {"max_depth": depth, "eta": 0.1}
        return xgboost.train(settings, xgboost.DMatrix(X, y), trees)
    import lightgbm

    settings = {"max_depth": depth, "num_leaves": 2**depth, "learning_rate": 0.1, "verbosity": -1}
    return lightgbm.train(settings, lightgbm.Dataset(X.astype(float), y), trees)


def quietly(function):
    """What it returns, without what it prints and warns."""
    out = io.StringIO()
    with warnings.catch_warnings(), redirect_stdout(out), redirect_stderr(out):
        warnings.simplefilter("ignore")
        return function()


def ours(model, X, threads: int, background=None):
    return lambda: TreeShap(read_trees(model), background=background, n_threads=threads).values(X)[
        :, 0
    ]


def ours_reduced(model, X, threads: int, background=None):
    """As `dash.attribute` uses it: means only."""
    return lambda: TreeShap(read_trees(model), background=background, n_threads=threads).reduce(X)


def library(model, X, threads: int):
    """The contributions of XGBoost or LightGBM themselves."""
    if type(model).__module__.startswith("xgboost"):
        import xgboost

        model.set_param({"nthread": threads})
        return lambda: model.predict(xgboost.DMatrix(X, nthread=threads), pred_contribs=True)[
            :, :-1
        ]
    rows = X.astype(float)
    return lambda: model.predict(rows, pred_contrib=True, num_threads=threads)[:, :-1]


def shap_c(model, X, threads: int, background=None):
    """shap's C extension, which knows one thread only."""
    import shap

    if background is None:

        def work():
            explainer = shap.TreeExplainer(model)
            # Else shap hands XGBoost's and LightGBM's models back to them.
            explainer.model.model_type = "internal"
            return explainer.shap_values(X, check_additivity=False)

        return work
    masker = shap.maskers.Independent(background, max_samples=len(background))
    return lambda: shap.TreeExplainer(
        model, data=masker, feature_perturbation="interventional"
    ).shap_values(X, check_additivity=False)


def fasttreeshap_v2(model, X, threads: int):
    import fasttreeshap

    jobs = -1 if threads > 1 else 1

    def work():
        explainer = fasttreeshap.TreeExplainer(model, algorithm="v2", n_jobs=jobs)
        explainer.model.model_type = "internal"
        return explainer.shap_values(X, check_additivity=False)

    return work


def woodelf(model, X, threads: int, background=None):
    import pandas as pd
    from woodelf.explainer import WoodelfExplainer

    def frame(rows):
        return pd.DataFrame(rows, columns=[f"f{i}" for i in range(rows.shape[1])])

    if type(model).__module__.startswith("xgboost"):
        model.feature_names = [f"f{i}" for i in range(X.shape[1])]
    rows, reference = frame(X), None if background is None else frame(background)
    return lambda: WoodelfExplainer(model, data=reference).shap_values(rows, verbose=False)


PEERS = {"own": library, "shap": shap_c, "fasttreeshap": fasttreeshap_v2, "woodelf": woodelf}
INTERVENTIONAL = {"shap": shap_c, "woodelf": woodelf}


def seconds(work, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        quietly(work)
        times.append(time.perf_counter() - start)
        if times[0] > SLOW:
            break
    return statistics.median(times)


def measured(name: str, make, arguments: tuple, expected, repeats: int) -> dict:
    """Seconds and disagreement of one way, or why there are none."""
    try:
        work = make(*arguments)
        values = np.asarray(quietly(work), dtype=float)
        # Some peers read one output as an array of one.
        values = values.reshape(len(values), -1)
        error = np.abs(values - expected).max() / np.ptp(expected.sum(axis=1))
    except Exception as failure:  # a peer that fails is named, and the others still run
        reason = str(failure).strip().splitlines()
        return {"failed": f"{type(failure).__name__}: {reason[0][:80] if reason else ''}"}
    return {"seconds": seconds(work, repeats), "error": float(error)}


def compare(title: str, peers: dict, arguments: tuple, expected, repeats: int) -> dict:
    """Print one line: ours, and what the others take as a multiple of it."""
    result = {"ours": measured("ours", ours, arguments, expected, repeats)}
    if "failed" in result["ours"] or result["ours"]["error"] > TOLERANCE:
        raise SystemExit(f"{title}: ours disagrees: {result['ours']}")
    reduced = result["ours"]["reduced_seconds"] = seconds(ours_reduced(*arguments), repeats)
    for name, make in peers.items():
        result[name] = measured(name, make, arguments, expected, repeats)
    line = f"{title:24} ours {result['ours']['seconds']:7.3f} s (means {reduced:6.3f})"
    fastest = None
    for name in peers:
        r = result[name]
        if "failed" in r:
            line += f"  {name} –"
            continue
        ratio = r["ratio"] = r["seconds"] / result["ours"]["seconds"]
        fastest = ratio if fastest is None else min(fastest, ratio)
        line += f"  {name} {r['seconds']:6.2f} s x{ratio:.0f} (off {r['error']:.0e})"
    result["fastest_peer_ratio"] = fastest
    print(line + (f"  fastest/ours {fastest:.1f}" if fastest else ""), flush=True)
    return result


def path_dependent(kind: str, threads: int, quick: bool) -> dict:
    results = {}
    for trees, depth, rows in ROWS[:1] + ROWS[3:4] if quick else ROWS:
        model, X = train(kind, trees, depth), data(20_000)[0][:rows]
        expected = np.asarray(quietly(library(model, X, os.cpu_count())), dtype=float)
        title = f"{trees} x {depth}, {rows} rows"
        peers, repeats = dict(PEERS), 1 if quick else REPEATS
        results[title] = compare(title, peers, (model, X, threads), expected, repeats)
    for name in PEERS:
        failures = {r[name]["failed"] for r in results.values() if "failed" in r[name]}
        for reason in failures:
            print(f"  {name} was not measured: {reason}")
    return results


def interventional(kind: str, threads: int) -> dict:
    """With a background; a peer that takes a row of it after the other is timed up to 1000."""
    results = {}
    for trees, depth, rows, size in BACKGROUNDS:
        model, X = train(kind, trees, depth), data(20_000)[0]
        background, X = X[-size:], X[:rows]
        expected = np.asarray(quietly(ours(model, X, threads, background)), dtype=float)
        peers = dict(INTERVENTIONAL)
        if rows * size > 2_000_000:
            del peers["shap"]
        title = f"{trees} x {depth}, {rows}, {size} bg"
        results[title] = compare(title, peers, (model, X, threads, background), expected, REPEATS)
    return results


def growth() -> dict:
    """Seconds for the means when one size is doubled, and what was done in them."""
    base = {"trees": 100, "depth": 6, "rows": 5000, "features": 20}
    steps = {
        "trees": (50, 100, 200, 400, 800), "depth": (2, 4, 6, 8, 10, 12, 16),
        "rows": (500, 1000, 5000, 10_000, 20_000), "features": (10, 20, 40, 80, 160),
    }  # fmt: skip
    results: dict = {}
    for name, sizes in steps.items():
        for size in sizes:
            now = {**base, name: size}
            model = train("xgboost", now["trees"], now["depth"], now["features"])
            X = data(20_000, now["features"])[0][: now["rows"]]
            ours_reduced(model, X, 1)()
            took = seconds(ours_reduced(model, X, 1), 3)
            results[f"{name} {size}"] = {"seconds": took, **counted(model, X)}
            r = results[f"{name} {size}"]
            print(
                f"{name:8} {size:6}  {took:7.4f} s  leaves {r['leaves']:7}  table lines "
                f"{r['lines']:9}  look-ups {r['lookups']:12}  {r['bytes'] / took / 1e9:5.1f} GB/s"
            )
    return results


def counted(model, X) -> dict:
    """Table lines filled, lines looked up, and bytes of both, of one explanation."""
    plans = []
    make = explain.make_plan

    def remembered(*arguments):
        plans.append(make(*arguments))
        return plans[-1]

    explain.make_plan = remembered
    try:
        trees = read_trees(model)
        TreeShap(trees).reduce(X)
    finally:
        explain.make_plan = make
    lines = lookups = moved = 0
    for plan in plans:
        groups = 2 ** np.diff(plan.term_start)
        lines += int(groups.sum())
        lookups += len(groups) * len(X)
        for k, width in enumerate(plan.width):
            here = slice(plan.bundle_start[k], plan.bundle_start[k + 1])
            count = len(groups[here])
            moved += 4 * int(width) * (int(groups[here].sum()) + count * len(X))
    return {
        "leaves": int((trees.left < 0).sum()), "lines": lines, "lookups": lookups, "bytes": moved,
    }  # fmt: skip


def choices() -> dict:
    """How good the choice between tables and recurrence is."""
    results = {}
    for depth in (3, 4, 6, 8, 10, 12):
        trees = read_trees(train("xgboost", 50, depth))
        for rows in (100, 1000, 5000, 20_000):
            if depth > 8 and rows > 5000:
                continue
            X = data(20_000)[0][:rows]
            took = {
                method: seconds(lambda m=method: TreeShap(trees, method=m).reduce(X), 3)  # noqa: B023
                for method in ("auto", "tables", "recurrence")
            }
            worse = took["auto"] / min(took.values())
            results[f"depth {depth}, {rows} rows"] = {**took, "auto_over_best": worse}
            parts = "  ".join(f"{m} {s:7.4f} s" for m, s in took.items())
            print(f"depth {depth:2}  rows {rows:6}  {parts}  auto/best {worse:.2f}")
    return results


def first_call() -> dict:
    """Seconds of the first explanation in a new process, without and with the compile cache."""
    import tempfile

    code = (
        "import time; import numpy as np, xgboost, dash;"
        "X = np.random.default_rng(0).normal(size=(500, 8));"
        "m = xgboost.train({'max_depth': 6}, xgboost.DMatrix(X, X[:, 0]), 50);"
        "t = time.perf_counter(); dash.attribute([m], X, n_jobs=1);"
        "print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "NUMBA_CACHE_DIR": empty}
        times = [
            float(subprocess.check_output([sys.executable, "-c", code], env=environment))
            for _ in range(2)
        ]
    print(f"first call: {times[0]:.1f} s with compilation, {times[1]:.2f} s with the cache")
    return {"compiling": times[0], "cached": times[1]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=["xgboost", "lightgbm"], default="xgboost")
    parser.add_argument("--threads", choices=["all"], help="all cores in place of one")
    parser.add_argument("--background", action="store_true", help="interventional SHAP")
    parser.add_argument("--growth", action="store_true", help="how the cost grows")
    parser.add_argument("--choices", action="store_true", help="tables or recurrence")
    parser.add_argument("--first", action="store_true", help="the first call in a new process")
    parser.add_argument("--quick", action="store_true", help="two sizes, one run")
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    options = parser.parse_args()
    threads = os.cpu_count() if options.threads else 1
    results: dict = {
        "machine": platform.machine(), "cores": os.cpu_count(), "threads": threads,
        "python": platform.python_version(), "numpy": np.__version__, "dash": dash.__version__,
    }  # fmt: skip
    if options.background:
        results["interventional"] = interventional(options.model, threads)
    elif options.growth:
        results["growth"] = growth()
    elif options.choices:
        results["choices"] = choices()
    elif options.first:
        results["first_call"] = first_call()
    else:
        results["path_dependent"] = path_dependent(options.model, threads, options.quick)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
