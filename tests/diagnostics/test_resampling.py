"""Folds, shuffles and samples: what stays together, what is balanced, what is exchangeable."""

import numpy as np
import pytest
from scipy import stats

from diagnostics.resampling import FOLDS, class_folds, resample, shuffled, unit_folds, units


def test_folds_spread_every_class():
    codes = np.repeat([0, 1, 2], [50, 17, 6])
    folds = class_folds(codes, np.random.default_rng(0))
    for level in range(3):
        counts = np.bincount(folds[codes == level], minlength=FOLDS)
        assert counts.max() - counts.min() <= 1


def test_folds_and_samples_keep_groups_whole():
    rng = np.random.default_rng(1)
    groups = rng.permutation(np.repeat(np.arange(40) * 7, rng.integers(1, 9, 40)))
    codes = (groups % 2).astype(int)
    for made in (
        unit_folds(len(groups), rng, groups),
        class_folds(codes, rng, groups),
        resample(len(groups), rng, groups),
    ):
        assert all(len(set(made[groups == g])) == 1 for g in np.unique(groups))
    folds = class_folds(codes, rng, groups)
    for level in (0, 1):
        counts = [len(set(groups[(folds == f) & (codes == level)])) for f in range(FOLDS)]
        assert max(counts) - min(counts) <= 1


def test_folds_do_not_look_at_the_classes():
    assert (
        unit_folds(30, np.random.default_rng(3)) == unit_folds(30, np.random.default_rng(3))
    ).all()
    assert np.bincount(unit_folds(30, np.random.default_rng(3))).tolist() == [6] * 5


def test_a_shuffle_moves_groups_as_they_are():
    rng = np.random.default_rng(2)
    person = np.repeat(np.arange(30), 4)
    codes = np.repeat(rng.integers(0, 3, 30), 4)
    new = shuffled(codes, rng, person)
    assert all(len(set(new[person == p])) == 1 for p in range(30))
    assert (np.bincount(new) == np.bincount(codes)).all() and (new != codes).any()
    mixed = np.tile([0, 0, 1, 2], 30)
    again = shuffled(mixed, rng, person).reshape(30, 4)
    assert (np.sort(again, axis=1) == [0, 0, 1, 2]).all() and (again != mixed.reshape(30, 4)).any()


def test_unequal_groups_take_classes_in_turn():
    """A group of three that takes over from a pair has both of its classes."""
    for seed in range(20):
        new = shuffled(np.array([0, 1, 2, 2, 2]), np.random.default_rng(seed), [0, 0, 1, 1, 1])
        assert set(new[2:]) == {2} or set(new[2:]) == {0, 1}


def test_every_order_of_groups_is_as_likely():
    rng = np.random.default_rng(4)
    seen = [
        tuple(shuffled(np.repeat([0, 1, 2], 2), rng, np.repeat([0, 1, 2], 2))[::2])
        for _ in range(600)
    ]
    counts = np.unique(seen, axis=0, return_counts=True)[1]
    assert len(counts) == 6 and stats.chisquare(counts).pvalue > 0.001


def test_a_sample_has_as_many_groups():
    groups = np.repeat(np.arange(10), 3)
    assert resample(30, np.random.default_rng(0), groups).reshape(10, 3)[:, 0].sum() == 10
    assert resample(30, np.random.default_rng(0)).sum() == 30


def test_bad_groups():
    with pytest.raises(ValueError, match="groups has shape"):
        units(3, [1, 2])
