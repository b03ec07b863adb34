"""Exact SHAP values of one model: our kernel against every peer that can be installed.

The same model, rows and process for all; the numbers are compared before anything is timed, and
ours must be within `TOLERANCE` of the output's range of the library's own (with a background: of
shap's, on as many rows as take a second), or the script stops. Times include reading the model and
building tables or explainers, with warm compile caches; importing and making data are left out.
They are medians of `REPEATS` runs, or of one where a run takes more than `SLOW` seconds.

    python benchmarks/treeshap.py [--model lightgbm] [--threads all] [--background] [--growth]
                                  [--choices] [--first] [--quick] [--json FILE]

Without one of the options that name a table: path-dependent values, about ten minutes on 2 cores.
`--threads all` adds a second pass with all cores to this table and to that of `--background`.

FastTreeSHAP needs old releases around it. For all peers at once, in an environment of its own,
where `PYTHONPATH` names the repository: `pip install "numpy<2" "xgboost==2.1.4" lightgbm numba
"fasttreeshap==0.1.6" woodelf_explainer charset-normalizer jinja2 joblib pandas pyarrow rich
scikit-learn scipy threadpoolctl typer zstandard`, then `pip install "numpy<2" "shap==0.49.1"`, of
which pip warns that FastTreeSHAP asks for another slicer; it runs with this one.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib.metadata import version

import numpy as np
from threadpoolctl import threadpool_limits

import dash
from dash.treeshap import TreeShap, explain, read_trees

FEATURES = 20
ROWS = ((100, 6, 2000), (500, 6, 2000), (100, 8, 2000), (100, 4, 20_000), (100, 6, 20_000),
        (500, 4, 20_000))  # fmt: skip
BACKGROUNDS = ((100, 6, 2000, 100), (100, 6, 2000, 1000), (100, 6, 2000, 10_000),
               (100, 4, 20_000, 100), (100, 8, 2000, 100))  # fmt: skip
REPEATS = 5
SLOW = 5.0
#: Seconds beyond which shap is not timed with a background.
LONGEST = 60.0
TOLERANCE = 1e-5
#: Where each package is imported from.
MODULES = {
    "xgboost": "xgboost", "lightgbm": "lightgbm", "shap": "shap", "fasttreeshap": "fasttreeshap",
    "woodelf_explainer": "woodelf.explainer",
}  # fmt: skip


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


@contextmanager
def silence():
    """Nothing printed and no warnings, not even by C code, which shap's progress bar is."""
    sys.stderr.flush()
    saved = os.dup(2)
    with open(os.devnull, "w") as null, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # FastTreeSHAP takes another algorithm where memory may be short: not what is compared.
        warnings.filterwarnings("error", message=".*Switched to algorithm v1")
        os.dup2(null.fileno(), 2)
        try:
            with redirect_stdout(null), redirect_stderr(null):
                yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def ours(model, X, threads: int, background=None):
    return lambda: TreeShap(read_trees(model), background=background, n_threads=threads).values(X)[
        :, 0
    ]


def ours_reduced(model, X, threads: int, background=None):
    """As `dash.attribute` uses it: means only."""
    return lambda: TreeShap(read_trees(model), background=background, n_threads=threads).reduce(X)


def library(model, X, threads: int):
    """The contributions of XGBoost or LightGBM themselves."""
    if is_xgboost(model):
        import xgboost

        model.set_param({"nthread": threads})
        return lambda: model.predict(xgboost.DMatrix(X, nthread=threads), pred_contribs=True)[
            :, :-1
        ]
    rows = X.astype(float)
    return lambda: model.predict(rows, pred_contrib=True, num_threads=threads)[:, :-1]


def is_xgboost(model) -> bool:
    return type(model).__module__.startswith("xgboost")


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
    if is_xgboost(model):
        # It reads the old binary format, which XGBoost 2.1 to 3.0 write only when asked to.
        model = model.copy()
        model.save_raw = functools.partial(model.save_raw, "deprecated")

    def work():
        explainer = fasttreeshap.TreeExplainer(model, algorithm="v2", n_jobs=jobs)
        explainer.model.model_type = "internal"
        return explainer.shap_values(X, check_additivity=False)

    return work


def woodelf(model, X, threads: int, background=None):
    """Woodelf, in NumPy and of one thread; off where a value ties with a threshold."""
    import pandas as pd
    from woodelf.explainer import WoodelfExplainer

    names = [f"f{i}" for i in range(X.shape[1])]
    if is_xgboost(model):
        # It wants names, which the model's own contributions would then want, too.
        model = model.copy()
        model.feature_names = names
    rows = pd.DataFrame(X, columns=names)
    reference = None if background is None else pd.DataFrame(background, columns=names)
    return lambda: WoodelfExplainer(model, data=reference).shap_values(rows, verbose=False)


PEERS = {"own": library, "shap": shap_c, "fasttreeshap": fasttreeshap_v2, "woodelf": woodelf}
INTERVENTIONAL = {"shap": shap_c, "woodelf": woodelf}


def installed() -> dict:
    """Version of every package, or None; prints why one cannot be imported."""
    versions: dict = {"numpy": np.__version__, "numba": version("numba")}
    for package, module in MODULES.items():
        try:
            with silence():
                importlib.import_module(module)
            versions[package] = version(package)
        except Exception as failure:  # whatever goes wrong inside somebody else's package
            versions[package] = None
            print(f"{package} is not compared: {reason(failure)}")
    for name, package in (("fasttreeshap", "fasttreeshap"), ("woodelf", "woodelf_explainer")):
        if versions[package] is None:
            PEERS.pop(name)
            INTERVENTIONAL.pop(name, None)
    return versions


def reason(failure: Exception) -> str:
    lines = str(failure).strip().splitlines()
    return f"{type(failure).__name__}: {lines[0][:80] if lines else ''}"


def values_of(work) -> np.ndarray:
    with silence():
        values = np.asarray(work(), dtype=float)
    # Some peers read one output as an array of one.
    return values.reshape(len(values), -1)


def seconds(work, repeats: int) -> dict:
    """Median time, and of how many runs."""
    times: list[float] = []
    while len(times) < (1 if times and times[0] > SLOW else repeats):
        with silence():
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "runs": len(times)}


def compare(title: str, peers: dict, arguments: tuple, reference, repeats: int) -> dict:
    """Check and time ours and the peers on one model and print a block of lines.

    `reference` holds the values of somebody else for the first rows or all of them. Where it has
    the first only, the peers' other rows are compared with ours.
    """
    print(title)
    works = {"ours": ours(*arguments), "means": ours_reduced(*arguments)}
    result, scale, expected = checked(title, works, reference)
    for name, make in peers.items():
        try:
            with silence():
                works[name] = make(*arguments)
            error = np.abs(values_of(works[name]) - expected).max() / scale
            result[name] = {"error": float(error)}
        except Exception as failure:  # a peer that fails is named, and the others still run
            works.pop(name, None)
            result[name] = {"failed": reason(failure)}
            print(f"  {name:14} not measured: {result[name]['failed']}")
    for name, work in works.items():
        result[name].update(seconds(work, repeats))
        if name in peers:
            result[name]["ratio"] = result[name]["seconds"] / result["ours"]["seconds"]
            result[name]["means_ratio"] = result[name]["seconds"] / result["means"]["seconds"]
        print(line_of(name, result[name], repeats), flush=True)
    summary(result, [name for name in peers if name in works])
    return result


def checked(title: str, works: dict, reference) -> tuple[dict, float, np.ndarray]:
    """Errors of our values and means, the output's range, and what to expect of all rows."""
    values = values_of(works["ours"])
    scale = float(np.ptp(values.sum(axis=1)))
    error = float(np.abs(values[: len(reference)] - reference).max() / scale)
    means = works["means"]().absolute
    means_error = float(np.abs(means - np.abs(values).mean(axis=0)).max() / scale)
    if not max(error, means_error) <= TOLERANCE:
        raise SystemExit(f"{title}: ours disagrees: values {error:.1e}, means {means_error:.1e}")
    expected = reference if len(reference) == len(values) else values
    result = {"ours": {"error": error}, "means": {"error": means_error}}
    return {**result, "rows_checked": len(reference)}, scale, expected


def line_of(name: str, r: dict, repeats: int) -> str:
    label = {"ours": "ours, values", "means": "ours, means", "own": "the library"}.get(name, name)
    line = f"  {label:14} {r['seconds']:9.4f} s"
    line += f"  x{r['ratio']:<7.1f}" if "ratio" in r else " " * 10
    line += f"  off {r['error']:.0e}"
    return line + ("  (1 run)" if r["runs"] == 1 < repeats else "")


def summary(result: dict, names: list[str]) -> None:
    """Fastest peer and shap over ours, for values and in brackets for means."""
    parts = []
    if names:
        fastest = min((result[name] for name in names), key=lambda r: r["seconds"])
        result["fastest_peer_ratio"] = fastest["ratio"]
        result["fastest_peer_means_ratio"] = fastest["means_ratio"]
        parts.append(f"fastest/ours {fastest['ratio']:.1f} ({fastest['means_ratio']:.1f})")
    if "shap" in names:
        r = result["shap"]
        parts.append(f"shap/ours {r['ratio']:.1f} ({r['means_ratio']:.1f})")
    print("  " + "   ".join(parts), flush=True)


def path_dependent(kind: str, threads: int, quick: bool) -> dict:
    results = {}
    for trees, depth, rows in ROWS[:1] + ROWS[3:4] if quick else ROWS:
        model, X = train(kind, trees, depth), data(20_000)[0][:rows]
        reference = values_of(library(model, X, os.cpu_count()))
        title = f"{trees} x {depth}, {rows} rows"
        repeats = 1 if quick else REPEATS
        with threadpool_limits(threads):
            results[title] = compare(title, PEERS, (model, X, threads), reference, repeats)
    return results


def interventional(kind: str, threads: int, quick: bool) -> dict:
    """With a background; shap, which takes one row of it after the other, only up to a minute."""
    results = {}
    for trees, depth, rows, size in BACKGROUNDS[:1] if quick else BACKGROUNDS:
        model, X = train(kind, trees, depth), data(20_000)[0]
        background, X = X[-size:], X[:rows]
        first = X[: max(10, 20_000 // size)]
        start = time.perf_counter()
        reference = values_of(shap_c(model, first, 1, background))
        expected_time = (time.perf_counter() - start) * len(X) / len(first)
        peers = dict(INTERVENTIONAL)
        if expected_time > LONGEST:
            del peers["shap"]
        title = f"{trees} x {depth}, {rows} rows, {size} background"
        repeats = 1 if quick else REPEATS
        with threadpool_limits(threads):
            r = compare(title, peers, (model, X, threads, background), reference, repeats)
        if "shap" not in peers:
            r["shap"] = {"failed": f"would take about {expected_time:.0f} s"}
            print(f"  shap not timed: {r['shap']['failed']}, from {len(first)} rows")
        results[title] = r
    return results


def growth() -> dict:
    """Seconds for the means when one size is doubled, and what was done in them."""
    base = {"trees": 100, "depth": 6, "rows": 5000, "features": 20}
    steps = {
        "trees": (50, 100, 200, 400, 800), "depth": (2, 4, 6, 8, 10, 12, 16),
        "rows": (625, 1250, 2500, 5000, 10_000, 20_000), "features": (10, 20, 40, 80, 160),
    }  # fmt: skip
    results: dict = {}
    print("per second of the whole explanation, reading the model included")
    for name, sizes in steps.items():
        for size in sizes:
            now = {**base, name: size}
            model = train("xgboost", now["trees"], now["depth"], now["features"])
            X = data(20_000, now["features"])[0][: now["rows"]]
            work = ours_reduced(model, X, 1)
            work()
            r = results[f"{name} {size}"] = {**seconds(work, 3), **counted(model, X)}
            print(f"{name:8} {size:6}  {r['seconds']:8.4f} s  {rates(r)}", flush=True)
    return results


def rates(r: dict) -> str:
    """What was counted, and how much of it in a second."""
    line = f"leaves {r['leaves']:6}"
    if not r["lines"]:
        return line + "  all by the recurrence"
    took = r["seconds"]
    line += f", {r['leaves_in_tables'] / r['leaves']:4.0%} in tables"
    line += f"  lines {r['lines']:8} ({r['lines'] / took / 1e6:5.1f} M/s)"
    line += f"  look-ups {r['lookups']:9} ({r['lookups'] / took / 1e6:4.0f} M/s)"
    return line + f"  {r['bytes'] / took / 1e9:4.1f} GB/s"


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
    lines = lookups = moved = leaves = 0
    for plan in plans:
        groups = 2 ** np.diff(plan.term_start)
        lines += int(groups.sum())
        lookups += len(groups) * len(X)
        leaves += len(plan.leaf_value)
        for k, width in enumerate(plan.width):
            here = slice(plan.bundle_start[k], plan.bundle_start[k + 1])
            count = len(groups[here])
            moved += 4 * int(width) * (int(groups[here].sum()) + count * len(X))
    return {
        "leaves": int((trees.left < 0).sum()), "leaves_in_tables": leaves, "lines": lines,
        "lookups": lookups, "bytes": moved,
    }  # fmt: skip


def choices() -> dict:
    """How good the choice between tables and recurrence is; reading the model is left out."""
    results = {}
    for depth in (3, 4, 5, 6, 8, 10, 12):
        trees = read_trees(train("xgboost", 50, depth))
        for rows in (100, 1000, 5000, 20_000):
            took = in_turn(trees, data(20_000)[0][:rows], ("auto", "tables", "recurrence"))
            worse = took["auto"] / min(took.values())
            results[f"depth {depth}, {rows} rows"] = {**took, "auto_over_best": worse}
            parts = "  ".join(f"{m} {s:7.4f} s" for m, s in took.items())
            print(f"depth {depth:2}  rows {rows:6}  {parts}  auto/best {worse:.2f}", flush=True)
    return results


def in_turn(trees, X, methods: tuple[str, ...]) -> dict[str, float]:
    """Median seconds of each method, measured one after the other so that all meet the same load.

    The ratio of a method and the best of several is what is asked for, so noise must not differ.
    """
    works = {m: lambda m=m: TreeShap(trees, method=m).reduce(X) for m in methods}
    for method in methods:
        TreeShap(trees, method=method).reduce(X[:10])
    times = [{m: seconds(work, 1)["seconds"] for m, work in works.items()}]
    while len(times) < REPEATS and max(times[0].values()) <= SLOW:
        times.append({m: seconds(work, 1)["seconds"] for m, work in works.items()})
    return {m: statistics.median(t[m] for t in times) for m in methods}


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


def processor() -> str:
    """Name of the processor, where the system tells."""
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor()


def machine() -> dict:
    return {
        "machine": platform.machine(), "processor": processor(), "cores": os.cpu_count(),
        "python": platform.python_version(), "numpy": np.__version__, "dash": dash.__version__,
    }  # fmt: skip


def compared(options) -> dict:
    """A table against peers, with one thread and, if asked for, with all."""
    name = "interventional" if options.background else "path_dependent"
    table = interventional if options.background else path_dependent
    results = {}
    for threads in (1, os.cpu_count()) if options.threads else (1,):
        print(f"{name.replace('_', '-')}, {options.model}, threads: {threads}")
        key = f"{name}_all_threads" if results else name
        results[key] = table(options.model, threads, options.quick)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=["xgboost", "lightgbm"], default="xgboost")
    parser.add_argument("--threads", choices=["all"], help="all cores, too")
    parser.add_argument("--background", action="store_true", help="interventional SHAP")
    parser.add_argument("--growth", action="store_true", help="how the cost grows")
    parser.add_argument("--choices", action="store_true", help="tables or recurrence")
    parser.add_argument("--first", action="store_true", help="the first call in a new process")
    parser.add_argument("--quick", action="store_true", help="two sizes, one run")
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    options = parser.parse_args()
    results: dict = machine()
    print(", ".join(f"{name} {value}" for name, value in results.items()))
    alone = {"growth": growth, "choices": choices, "first": first_call}
    chosen = [name for name in alone if getattr(options, name)]
    for name in chosen:
        with threadpool_limits(1):
            results["first_call" if name == "first" else name] = alone[name]()
    if options.background or not chosen:
        results["versions"] = installed()
        print(", ".join(f"{name} {value}" for name, value in results["versions"].items()))
        results.update(compared(options))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
