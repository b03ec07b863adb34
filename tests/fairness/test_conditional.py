"""Conditional SHAP: Shapley's rule, conditional expectations, and the published escape."""

import numpy as np
import pandas as pd
import pytest

import dash
from dash.fairness.conditional import (
    COALITIONS,
    _draw,
    _effects,
    _sentence,
    _shapley,
    _shares,
    examine_pairs,
)


def test_shapley_rule_for_three_players():
    from itertools import permutations

    rng = np.random.default_rng(0)
    coalitions = [(0, 0, 0), *COALITIONS, (1, 1, 1)]
    worth = {c: rng.normal(size=4) for c in coalitions}
    for player in range(3):
        by_hand = 0
        for order in permutations(range(3)):
            before = tuple(int(i in order[: order.index(player)]) for i in range(3))
            after = tuple(1 if i == player else x for i, x in enumerate(before))
            by_hand = by_hand + (worth[after] - worth[before]) / 6
        assert _shapley(worth, player) == pytest.approx(by_hand)
    total = sum(_shapley(worth, p) for p in range(3))
    assert total == pytest.approx(worth[1, 1, 1] - worth[0, 0, 0])


def test_conditional_shares_of_a_linear_model():
    """Gaussian columns: E[f | x] is linear, so the shares are known in closed form."""
    rng = np.random.default_rng(1)
    rho, n = 0.8, 4000
    X = rng.multivariate_normal([0, 0, 0], [[1, rho, 0], [rho, 1, 0], [0, 0, 1]], size=n)
    f = X[:, 0] + X[:, 2]
    folds = rng.permutation(n) % 3
    found = _shares(X, f, 0, 1, np.zeros(3, dtype=bool), folds, 0)
    # v(1) = x1, v(2) = rho x2, v(12) = x1, and the third adds x3 to each.
    first = X[:, 0] * 0.5 + 0.5 * (X[:, 0] - rho * X[:, 1])
    second = 0.5 * rho * X[:, 1]
    expected = [np.abs(first).mean(), np.abs(second).mean(), np.abs(X[:, 2]).mean()]
    assert found == pytest.approx(expected, rel=0.12)


def test_effects_are_those_of_least_squares():
    rng = np.random.default_rng(2)
    X = np.column_stack([rng.normal(size=(900, 2)), rng.integers(0, 3, 900)])
    y = 2 * X[:, 0] - 0.5 * X[:, 1] + np.array([0.0, 1.0, 3.0])[X[:, 2].astype(int)]
    found = _effects(X, y, np.array([False, False, True]), 0)
    level = np.array([0.0, 1.0, 3.0])[X[:, 2].astype(int)]
    assert found[0] == pytest.approx([2 * X[:, 0].std(), 0.5 * X[:, 1].std(), level.std()])
    assert found.shape[0] > 100


def audit(gap, seed=0):
    """Two collinear features whose effects differ by `gap` of their sum."""
    rng = np.random.default_rng(seed)
    n, rho = 700, 0.9
    z = rng.normal(size=(n, 2))
    group = z[:, 0]
    other = rho * group + np.sqrt(1 - rho**2) * z[:, 1]
    rest = rng.normal(size=(n, 3))
    score = (1 + gap) * group + (1 - gap) * other + 0.6 * rest[:, 0]
    frame = pd.DataFrame(rest, columns=["a", "b", "c"]).assign(group=group, other=other)
    frame["y"] = score + rng.normal(size=n) * 0.5
    return dash.fairness_audit(
        frame, "y", "group", top_k=1, proxy_threshold=1.0, conditional=True, n_models=12,
        max_models=12, parameters={"n_estimators": 30, "max_bin": 64}, n_bootstraps=20,
    )  # fmt: skip


def test_equal_effects_do_not_escape():
    found = audit(0.0)
    rows = [r for r in found.conditional if {r.feature, r.other} == {"group", "other"}]
    for row in rows:
        assert abs(row.gap) < 0.2 and row.gap_low <= row.gap <= row.gap_high
        assert row.n_models == 12
        assert "differ by" in row.sentence
    assert rows or found.screening.test.verdict[0] == "ordered"


def test_rows_are_the_same_for_the_same_seed():
    first, second = audit(0.05).conditional, audit(0.05).conditional
    assert first == second


def test_each_model_has_rows_folds_and_a_seed_of_its_own():
    draws = [_draw(1000, 7, i) for i in range(20)]
    assert all(len(d.rows) == len(np.unique(d.rows)) == 500 for d in draws)
    shared = [np.isin(a.rows, b.rows).mean() for a in draws for b in draws if a is not b]
    assert np.mean(shared) == pytest.approx(0.5, abs=0.02)
    assert len({d.seed for d in draws}) == 20
    assert len({tuple(d.folds) for d in draws}) == 20
    again = _draw(1000, 7, 3)
    assert again.rows.tolist() == draws[3].rows.tolist() and again.seed == draws[3].seed
    assert len(_draw(50, 7, 0).rows) == 50 and len(_draw(10**5, 7, 0).rows) == 1500


def pair_row(effects, seed):
    """The row of two features with these effects and correlation 0.8."""
    rng = np.random.default_rng(seed)
    n, rho = 600, 0.8
    z = rng.normal(size=(n, 2))
    frame = pd.DataFrame({"a": z[:, 0], "b": rho * z[:, 0] + np.sqrt(1 - rho**2) * z[:, 1]})
    frame["c"] = rng.normal(size=n)
    frame["y"] = frame[["a", "b"]] @ effects + 0.5 * frame["c"] + rng.normal(size=n)
    screening = dash.screen(
        frame, "y", n_models=8, max_models=8, parameters={"n_estimators": 30, "max_depth": 4},
        random_state=seed,
    )  # fmt: skip
    return examine_pairs(screening, [(0, 1)])[0]


def test_clearly_different_effects_are_separated_and_equal_ones_rarely():
    """The published escape: a relative gap of a half separates, exchangeable features do not."""
    row = pair_row([1.5, 0.5], 0)
    assert row.escapes and row.gap_low > 0.1 and row.conditional_flip == 0
    assert "Conditional SHAP separates a and b" in row.sentence and "8 models" in row.sentence
    turned = pair_row([0.5, 1.5], 0)
    assert turned.escapes and turned.gap_high < -0.1
    assert sum(pair_row([1.0, 1.0], seed).escapes for seed in range(4)) <= 1


def test_no_pair_is_separated_whose_effects_may_be_equal():
    told = _sentence("a", "b", "ordered", 0.0, 0.4, (0.05, -0.02, 0.12), 25, 200)
    assert "cannot be claimed" in told and "25 of the 200 models" in told and "−2" in told
    told = _sentence("a", "b", "unresolved", 0.4, 0.4, (0.5, 0.4, 0.6), 25, 25)
    assert "does not separate" in told


def test_several_outputs_are_refused_before_anything_is_trained(planted, monkeypatch):
    monkeypatch.setattr("dash.fairness.audit.screen", None)
    classes = planted.assign(approved=pd.cut(planted["income"], 3, labels=list("uvw")).astype(str))
    with pytest.raises(dash.InputError, match="models with one output"):
        dash.fairness_audit(
            classes, "approved", "group", conditional=True, n_models=4, max_models=4,
            parameters={"n_estimators": 5}, n_bootstraps=20,
        )  # fmt: skip
