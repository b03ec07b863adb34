"""Reports to render: a usual one, a hostile one, and one with 500 features."""

import dataclasses

import numpy as np
import pytest

import dash
from dash.report import data as parts

HOSTILE = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", 'a "quoted" name',
    "it's | a pipe `code`", "[red]markup[/red] [/]", "年齢 🙂", "עברית", "line\nbreak", "x" * 300,
    "{{ 7 * 7 }} {% raw %}", "&amp; &lt;", "*bold* _it_ #head",
]  # fmt: skip


def finished(names, m=30, seed=0):
    """A screening of simulated attributions, with collinear groups of simulated columns."""
    rng = np.random.default_rng(seed)
    d = len(names)
    means = np.array([8.0, 6.0, 5.95, 5.9, 3.0, 2.9, 1.5] + [0.5 * 0.9**i for i in range(d)])[:d]
    values = rng.gamma(means[None] * 20 + 1, 0.05, (m, d))
    columns = rng.normal(size=(200, d))
    columns[:, 1 : min(4, d)] += 3 * columns[:, [0]]
    return dash.conclude(
        dash.Attributions.from_array(
            values, names=names, signed=values - values.mean(), unit="log-odds"
        ),
        groups=dash.collinear_groups(columns, names=names),
        looks=[5, m],
        max_models=m,
        seconds=1.0,
    )


def complete(report, **method):
    """The report with the sections that only a run with models fills."""
    section = parts.DataSection(
        name="loans.csv", sha256="0f" * 32, target="default", task="binary classification",
        classes=("no", "yes"), n_rows=900, n_features=len(report.features), n_training_rows=720,
        n_explained_rows=180,
        set_aside=(parts.SetAsideColumn("id", "identifier", "it numbers the rows"),),
        notes=(parts.Remark("rows", "3 rows without a value of “default” are left out."),),
    )  # fmt: skip
    quality = parts.Quality(
        "ROC AUC", (0.8, 0.82), 0.81, 0.8, 0.82, 0.5, True, "The models reach ROC AUC 0.810."
    )
    told = dataclasses.replace(
        report.method, model="xgboost", parameters={"max_depth": 6}, population="resample",
        versions={"dash-attribution": "0.1.0"}, seconds=1.0, **method,
    )  # fmt: skip
    return dataclasses.replace(
        report, product_version="0.1.0", created="2026-01-02T03:04:05+00:00", data=section,
        quality=quality, method=told,
        split_screen=parts.SplitScreenSection(100, 100.0, 6, 2, "2 of 6 pairs are flagged."),
    )  # fmt: skip


@pytest.fixture(scope="session")
def usual():
    names = ["income", "debt ratio", "loan amount", "loan term", "age", "tenure", "region", "product",
             "channel", "weekday", "hour", "browser"]  # fmt: skip
    return complete(finished(names).report())


@pytest.fixture(scope="session")
def hostile():
    report = complete(finished(HOSTILE).report())
    bad = HOSTILE[0]
    return dataclasses.replace(
        report,
        warnings=(f"{bad} is a warning",),
        next_steps=(bad,),
        data=dataclasses.replace(
            report.data, name=bad, target=HOSTILE[1], classes=(bad, HOSTILE[1]),
            set_aside=(parts.SetAsideColumn(HOSTILE[1], bad, bad),), notes=(parts.Remark("x", bad),),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def large():
    return complete(finished([f"feature number {i}" for i in range(500)], m=12).report())
