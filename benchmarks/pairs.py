"""Statistics and verdicts of all pairs, against a plain loop over pairs with scipy.stats.

The loop is timed on at most `LOOPED` pairs drawn at random and scaled to all of them; on those
pairs the two must agree to 1e-9. Run `python benchmarks/pairs.py` (under a minute on 2 cores).
"""

from __future__ import annotations

import functools
import time

import numpy as np
from scipy import stats

from diagnostics import pair_statistics, z_test

MODELS = 50
SIZES = (30, 200, 1000)
#: Pairs that the loop visits at most; 1000 features have 499 500.
LOOPED = 3000
#: Runs of the vectorised functions; the fastest counts.
REPEATS = 3
MARGIN = 0.01


def attributions(d: int) -> np.ndarray:
    """Attributions of `MODELS` models whose means fall off, with ties among the small ones."""
    rng = np.random.default_rng(d)
    means = np.concatenate([np.geomspace(1.0, 0.01, d - d // 3), np.zeros(d // 3)])
    return np.maximum(rng.normal(means, 0.05 + 0.2 * means, (MODELS, d)), 0.0)


def loop_statistics(values: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """t, p-value, flip rate and its interval, one pair after the other."""
    rows = []
    for j, k in pairs:
        difference = values[:, j] - values[:, k]
        if not difference.any():
            t, p = 0.0, 1.0
        else:
            t, p = stats.ttest_1samp(difference, 0.0)
        wins, losses = int((difference > 0).sum()), int((difference < 0).sum())
        half = (len(values) - wins - losses) / 2
        low = exact_interval(int(np.floor(wins + half)), len(values)).low
        high = exact_interval(int(np.ceil(wins + half)), len(values)).high
        flip_low = min(low, 1 - high)
        flip_high = 0.5 if low <= 0.5 <= high else max(min(low, 1 - low), min(high, 1 - high))
        flip = (min(wins, losses) + half) / len(values)
        rows.append((t, p, flip, flip_low, flip_high))
    return np.array(rows)


@functools.cache
def exact_interval(count: int, n: int):
    """Clopper-Pearson; remembered, since a fair loop would not search for the same limits twice."""
    return stats.binomtest(count, n).proportion_ci()


def loop_tests(values: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """P-values of order and of equivalence, one pair after the other."""
    width = MARGIN * values.sum(axis=1)
    rows = []
    for j, k in pairs:
        difference = values[:, j] - values[:, k]
        p = stats.ttest_1samp(difference, 0.0).pvalue if difference.any() else 1.0
        below = stats.ttest_1samp(difference - width, 0.0, alternative="less").pvalue
        above = stats.ttest_1samp(difference + width, 0.0, alternative="greater").pvalue
        rows.append((p, max(below, above)))
    return np.array(rows)


def seconds(function, *arguments, repeats: int = 1, **options):
    """The last result and the shortest time."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function(*arguments, **options)
        times.append(time.perf_counter() - start)
    return result, min(times)


def compare(d: int) -> None:
    """Print one line for each of the two functions."""
    values = attributions(d)
    first, second = np.triu_indices(d, 1)
    chosen = np.arange(len(first))
    if len(chosen) > LOOPED:
        chosen = np.sort(np.random.default_rng(0).choice(len(chosen), LOOPED, replace=False))
    pairs = np.column_stack([first, second])[chosen]

    found, fast = seconds(pair_statistics, values, repeats=REPEATS)
    fields = ("t", "p_value", "flip_rate", "flip_low", "flip_high")
    ours = np.column_stack([getattr(found, f)[chosen] for f in fields])
    report("pair_statistics", d, fast, ours, *seconds(loop_statistics, values, pairs))

    found, fast = seconds(z_test, values, margin=MARGIN, repeats=REPEATS)
    ours = np.column_stack([found.p_order[chosen], found.p_tie[chosen]])
    report("z_test", d, fast, ours, *seconds(loop_tests, values, pairs))


def report(name, d, fast, ours, expected, loop) -> None:
    """One line: sizes, both times, their ratio; an error if the numbers differ."""
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)
    k = d * (d - 1) // 2
    slow = loop * k / len(expected)
    scaled = "" if k == len(expected) else f" (from {len(expected)} pairs)"
    print(
        f"{name:16} d {d:5}  pairs {k:7}  {fast:8.4f} s  loop {slow:8.2f} s{scaled}  "
        f"ratio {slow / fast:8.0f}"
    )


if __name__ == "__main__":
    for size in SIZES:
        compare(size)
