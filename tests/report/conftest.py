"""Reports to render: a usual one, a hostile one, and one with 500 features."""

import dataclasses

import numpy as np
import pytest

import dash
from dash.report import data as parts
from dash.report import fairness_data as fair

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


def audited(screen, attribute="sex", other="age", group="female", extra=()):
    """A fairness report on a screen, with every part filled in."""
    names = [f.name for f in screen.features]
    features = tuple(
        fair.AuditedFeature(n, role, f.rank, f.rank_low, f.rank_high, f.share, 0.9 * f.share,
                            1.1 * f.share, 0.4, 0.2, 0.6)
        for n, role, f in ((names[2], "protected", screen.features[2]),
                           (names[5], "proxy", screen.features[5]))
    )  # fmt: skip
    proxies = tuple(
        fair.ProxyRow(n, 0.5 / (i + 1), "Spearman", 0.75 / (1 + 0.1 * i), 0.53, 0.01 * (i + 1),
                      i == 0, False)
        for i, n in enumerate([names[5], names[1], names[3], *extra])
    )  # fmt: skip
    told = fair.Predictability(0.74, 0.5, 0.54, 0.025, 39, f"All features predict {attribute}.")
    single = fair.SingleModelVerdict(
        "the attribute or a proxy is among the top 5", True, 0.63, 0.44, 0.8, 0.37, 0.2, 0.56,
        f"An audit of one retrained model would flag {attribute} in 63 % of retrainings.",
    )  # fmt: skip
    pair = fair.AuditPair(names[2], names[3], "unresolved", names[2], 0.01, 0.45, 0.27, 0.5, 0.4,
                          None, f"The order of {names[2]} and {names[3]} is open.")  # fmt: skip
    total = fair.SetTotal((names[2], names[5]), 0.3, 0.27, 0.33, 2, 1, 3, len(names) - 1)
    first = fair.AttributeAudit(
        attribute, True, (group, "male"), 5, fair.RELIES, f"The models rely on {attribute}.",
        (f"1 proxy; the strongest is {names[5]}.", told.sentence), features, total, proxies, told,
        single, (pair,),
    )  # fmt: skip
    second = dataclasses.replace(
        first, attribute=other, in_model=False, verdict=fair.CANNOT_BE_TOLD,
        sentence=f"It cannot be told whether the models rely on {other}.", features=features[1:],
        total=dataclasses.replace(total, rank_low=4, rank_high=8),
    )  # fmt: skip
    third = dataclasses.replace(
        first, attribute="region code", verdict=fair.DOES_NOT_RELY, features=(), total=None,
        single_model=None, pairs=(), sentence="The models do not rely on region code.",
    )  # fmt: skip
    rows = (
        fair.OutcomeRow(group, 420, (0.2, 0.1), (0.16, 0.07), (0.24, 0.13)),
        fair.OutcomeRow("male", 580, (0.31, float("nan")), (0.27, float("nan")), (0.35, float("nan"))),
    )  # fmt: skip
    none = f"not defined: no {other} in this group"
    nan = float("nan")
    outcomes = fair.OutcomeTable(
        attribute, ("predicted yes", "false positive rate"), rows, f"male minus {group}",
        (0.11, nan), (-0.01, nan), (0.16, nan), (nan, nan), ("", none), True,
        f"Predicted yes, by {attribute}: 20 % and 31 %.",
    )  # fmt: skip
    three = fair.OutcomeTable(
        other, ("predicted yes", "false positive rate"),
        (*rows, dataclasses.replace(rows[0], group="unknown", n_rows=30)), "largest difference",
        (0.11, 0.0), (nan, nan), (nan, nan), (0.005, 1.0), ("", none), False,
        f"Predicted yes, by {other}: 20 %, 31 % and 20 %.",
    )  # fmt: skip
    reference = fair.ReferenceModel(
        "model.json", "XGBoost", "ab" * 32,
        tuple(
            fair.ReferenceFeature(n, i + 1, 0.1, i + 1.0, max(1.0, i - 1.0), i + 2.0, 0.1, i == 3)
            for i, n in enumerate(names[:8])
        ),
        0.7, 0.9, 0.8, 0.03, 1.4, 1, 0,
        (fair.ReferencePair(names[3], names[4], "accident", 0.4, f"{names[3]} is an accident."),),
        1000, "model.json agrees less with the mean ranking than retrained models do.",
    )  # fmt: skip
    conditional = fair.ConditionalRow(
        names[2], names[3], 0.2, 0.1, 0.33, 0.2, 0.5, "unresolved", 0.45, "ordered", 0.02, 0.0,
        0.2, 25, True, f"Conditional SHAP separates {names[2]} and {names[3]}.",
    )  # fmt: skip
    return fair.FairnessReport(
        schema=fair.SCHEMA, schema_version=fair.SCHEMA_VERSION, product_version="0.1.0",
        created="2026-01-02T03:04:05+00:00",
        verdict=fair.FairnessVerdict(f"The models rely on {attribute} (top 5).", (first.sentence,)),
        warnings=("A warning.",), top_k=5, proxy_threshold=0.25, attributes=(first, second, third),
        joint=fair.JointAudit((attribute, other), 0.5, 0.3, 0.7, 0.6, 0.37, 0.74, 30,
                              "An audit of one model for all is wrong in 50 %."),
        outcomes=(outcomes, three), reference=reference, conditional=(conditional,),
        may_claim=(f"That {attribute} is among the first five.",),
        may_not_claim=(f"That {attribute} is a cause.",), disclosure=f"Reliance on {attribute}.",
        next_steps=("Ask again.",), versions={"dash-attribution": "0.1.0"}, seconds=2.0,
        screen=screen,
    )  # fmt: skip


@pytest.fixture(scope="session")
def fairness(usual):
    return audited(usual)


@pytest.fixture(scope="session")
def hostile_fairness(hostile):
    return audited(hostile, HOSTILE[0], HOSTILE[1], HOSTILE[3], extra=HOSTILE)


@pytest.fixture(scope="session")
def large_fairness(large):
    return audited(large, extra=[f"feature number {i}" for i in range(500)])


@pytest.fixture(scope="session")
def accepted():
    return parts.CertificateStatus(
        True, "Certified: 3 pairs are undecided.", "cd" * 32, "checked by Lean", 3, 60,
        "dash-audit verify certificate", (),
    )  # fmt: skip


@pytest.fixture(scope="session")
def refused():
    problem = "report.json was changed at /pairs/3."
    return parts.CertificateStatus(
        False, f"The certificate is refused: {problem}", "cd" * 32, "", 3, 60,
        "dash-audit verify certificate", (problem, HOSTILE[1]),
    )  # fmt: skip
