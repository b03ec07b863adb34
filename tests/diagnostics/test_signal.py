"""Held-out scores against scikit-learn, and the test against a constant predictor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import r2_score, roc_auc_score

from diagnostics import beats_constant, model_score


@given(st.integers(0, 10_000), st.integers(5, 60))
def test_scores_are_those_of_scikit_learn(seed, n):
    rng = np.random.default_rng(seed)
    y, score = rng.integers(0, 2, n), np.round(rng.normal(size=n), 1)
    if 0 < y.sum() < n:
        assert model_score(y, score, task="binary") == pytest.approx(roc_auc_score(y, score))
    target = rng.normal(size=n)
    assert model_score(target, score, task="regression") == pytest.approx(r2_score(target, score))
    labels = np.concatenate([[0, 1, 2], rng.integers(0, 3, n)])
    shares = rng.dirichlet(np.ones(3), n + 3)
    assert model_score(labels, shares, task="multiclass") == pytest.approx(
        roc_auc_score(labels, shares, multi_class="ovr")
    )


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_noise_beats_a_constant_no_more_often_than_alpha(task):
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(400):
        if task == "regression":
            y, prediction = rng.normal(size=50), rng.normal(size=50)
        elif task == "binary":
            y, prediction = rng.integers(0, 2, 50), rng.normal(size=50)
        else:
            y, prediction = rng.integers(0, 3, 60), rng.dirichlet(np.ones(3), 60)
        found += beats_constant(y, prediction, task=task).beats_constant
    assert found <= 400 * 0.05 + 3 * np.sqrt(400 * 0.05 * 0.95)


def test_signal_is_found_and_one_class_is_not_scored():
    y = np.repeat([0, 1], 30)
    assert beats_constant(y, y + np.linspace(0, 0.9, 60), task="binary").beats_constant
    assert np.isnan(model_score(np.zeros(10), np.arange(10.0), task="binary"))
    assert not beats_constant(np.zeros(10), np.arange(10.0), task="binary").beats_constant
    with pytest.raises(ValueError, match="task 'ranking'"):
        model_score(y, y, task="ranking")
