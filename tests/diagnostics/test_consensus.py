"""The consensus: shares, ranks, variation, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics import consensus, z_test


@given(st.integers(2, 20), st.integers(2, 6), st.integers(0, 10_000), st.floats(0.1, 10))
def test_the_unit_changes_nothing_but_the_unit(m, d, seed, scale):
    values = np.random.default_rng(seed).gamma(2.0, size=(m, d))
    a, b = consensus(values), consensus(scale * values)
    for field in ("mean", "standard_error", "low", "high"):
        assert scale * getattr(a, field) == pytest.approx(getattr(b, field))
    assert a.share == pytest.approx(b.share) and a.cv == pytest.approx(b.cv)
    assert a.cv == pytest.approx(values.std(axis=0, ddof=1) / values.mean(axis=0))
    assert sorted(a.rank) == list(range(1, d + 1))
    assert a.mean[np.argsort(a.rank)].tolist() == sorted(a.mean, reverse=True)


def test_an_unused_feature_and_an_ensemble_that_uses_none():
    found = consensus([[2.0, 0.0], [4.0, 0.0]], names=["a", "b"])
    assert found.share.tolist() == [1, 0] and found.cv[1] == 0 and found.high[1] == 0
    empty = consensus(np.zeros((3, 2)))
    assert empty.share.tolist() == [0, 0] and empty.rank.tolist() == [1, 2]


def test_the_intervals_cover_feature_by_feature():
    rng, means = np.random.default_rng(0), np.array([1.0, 2.0, 5.0])
    covered = []
    for _ in range(2000):
        found = consensus(rng.normal(means, 1.0, (6, 3)), confidence=0.8)
        covered.append((found.low <= means) & (means <= found.high))
    assert np.mean(covered, axis=0) == pytest.approx(0.8, abs=0.03)


def test_it_follows_the_same_means_as_the_verdicts():
    values = np.random.default_rng(1).gamma(2.0, size=(15, 8))
    assert consensus(values).mean == pytest.approx(z_test(values).means, rel=1e-14)


def test_frame_and_repr():
    found = consensus([[1.0, 3.0], [1.0, 2.0]], names=["a", "b"])
    assert found.to_frame()["feature"].tolist() == ["b", "a"]
    assert repr(found) == "Consensus of 2 models over 2 features: b 2.5, a 1"


@pytest.mark.parametrize(
    ("options", "message"),
    [({"confidence": 1.0}, "confidence is 1"), ({"extra_variance": -1}, "extra_variance is -1")],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        consensus([[1, 2], [2, 1]], **options)
