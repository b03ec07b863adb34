"""Guards against results that look like findings and are artefacts of the input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from diagnostics.result import Result, feature_names, model_matrix

PREDICTORS = ("snr", "gaussian_flip_rate", "flip_rate")


@dataclass(frozen=True, repr=False)
class ZeroAttributions(Result):
    """What got no attribution at all.

    Attributes
    ----------
    features : tuple of str
        Features whose attribution is exactly zero in every model.
    models : tuple of int
        Models that attribute exactly zero to every feature: they predict a constant.
    n_features, n_models : int
        Sizes of the array.
    """

    features: tuple[str, ...]
    models: tuple[int, ...]
    n_features: int
    n_models: int

    @property
    def everything(self) -> bool:
        """Whether all attributions are zero, so that a ranking would be the column order."""
        return len(self.features) == self.n_features

    def to_frame(self) -> pd.DataFrame:
        """One row for each feature without attribution."""
        return pd.DataFrame({"feature": self.features})

    def __repr__(self) -> str:
        if self.everything:
            return "ZeroAttributions: everything is zero; a ranking would be the column order"
        return (
            f"ZeroAttributions: {len(self.features)} of {self.n_features} features never used, "
            f"{len(self.models)} of {self.n_models} models constant"
        )


@dataclass(frozen=True, repr=False, eq=False)
class HeldOutScore(Result):
    """How well a predictor of instability does on models that it has not seen.

    Attributes
    ----------
    predictor : str
        What was scored.
    spearman : float
        Rank correlation of prediction and held-out flip rate over the pairs, mean of the splits.
    mean_absolute_error : float
        Mean absolute difference of the two; NaN for a predictor that is not a rate.
    in_sample_spearman : float
        The same correlation with the flip rates of the very models behind the prediction.
    null_spearman, null_in_sample : arrays of shape (n_null,)
        Both correlations for attributions whose columns were shuffled in each model.
    p_value : float
        Share of null correlations at least as large as `spearman`, counting the observed one.
    n_splits, n_pairs : int
        Random halvings of the models; pairs of features that were scored.
    """

    predictor: str
    spearman: float
    mean_absolute_error: float
    in_sample_spearman: float
    null_spearman: np.ndarray
    null_in_sample: np.ndarray
    p_value: float
    n_splits: int
    n_pairs: int

    def to_frame(self) -> pd.DataFrame:
        """Two rows: held-out models, and (for warning) the models of the prediction itself."""
        return pd.DataFrame(
            {
                "scored_on": ["held-out models", "the same models"],
                "spearman": [self.spearman, self.in_sample_spearman],
                "null_mean": [_mean(self.null_spearman), _mean(self.null_in_sample)],
                "mean_absolute_error": [self.mean_absolute_error, np.nan],
                "p_value": [self.p_value, np.nan],
            }
        )

    def __repr__(self) -> str:
        return (
            f"HeldOutScore of {self.predictor}: Spearman {self.spearman:.3f} on held-out models "
            f"(shuffled attributions {_mean(self.null_spearman):.3f}, p = {self.p_value:.3g})\n"
            f"  on the models it was computed from: {self.in_sample_spearman:.3f} "
            f"(shuffled {_mean(self.null_in_sample):.3f}); mean absolute error "
            f"{self.mean_absolute_error:.3f}; {self.n_pairs} pairs, {self.n_splits} splits"
        )


def held_out_score(
    values,
    predictor: str | Callable[[np.ndarray], np.ndarray] = "gaussian_flip_rate",
    *,
    n_splits: int = 20,
    n_null: int = 20,
    max_pairs: int = 20_000,
    random_state: int | np.random.Generator | None = 0,
) -> HeldOutScore:
    """Score a predictor of instability on models other than those it was computed from.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions of at least four models, three features.
    predictor : {"snr", "gaussian_flip_rate", "flip_rate"} or callable
        "snr" predicts with -SNR (an order, not a rate). A callable gets an (m, d) array and
        returns d(d-1)/2 numbers in the order of `numpy.triu_indices(d, 1)`, larger for less stable
        pairs, on the scale of a flip rate if the mean absolute error is to mean anything.
    n_splits : int, default 20
        Random halvings of the models; each half predicts the other once.
    n_null : int, default 20
        Shuffled data sets; each is split once.
    max_pairs : int, default 20000
        With more pairs than that, a random sample of them is scored.
    random_state : int, Generator or None, default 0
        Source of the splits and shuffles.

    Returns
    -------
    HeldOutScore

    Notes
    -----
    Answers question B: it says whether flips of single models were foreseen. A statistic and a
    flip rate that come from the same models are the same numbers read twice. Attributions without
    any information already give a strong correlation: for normal noise Spearman's is about 0.5
    (the published baseline of -0.56 is Pearson's, of Z with the flip rate, over 50 models).
    `null_in_sample` shows what it is for the data at hand.

    The null permutes the columns within each model, so no feature keeps an identity; flip rates
    are then one half but for noise. `p_value` is against that null only: pairs are dependent, and
    no standard error of the correlation is given.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> values = np.linspace(1, 2, 12) + 0.2 * rng.normal(size=(40, 12))
    >>> score = held_out_score(values)
    >>> score.spearman > 0.8, bool(abs(score.null_spearman.mean()) < 0.2)
    (True, True)
    """
    values = model_matrix(values, minimum_models=4)
    d = values.shape[1]
    if d < 3:
        raise ValueError("scoring needs at least three features: one pair has no correlation.")
    if not callable(predictor) and predictor not in PREDICTORS:
        raise ValueError(
            f"predictor {predictor!r} is not known: use {', '.join(PREDICTORS)} or a function."
        )
    rng = np.random.default_rng(random_state)
    n_all = d * (d - 1) // 2
    chosen = np.arange(n_all)
    if n_all > max_pairs:
        chosen = np.sort(rng.choice(n_all, max_pairs, replace=False))
    first, second = (index[chosen] for index in np.triu_indices(d, 1))
    pairs = (first, second, chosen)
    found = np.array([_split_score(values, predictor, pairs, rng) for _ in range(n_splits)])
    null = np.empty((n_null, 3))
    for i in range(n_null):
        null[i] = _split_score(rng.permuted(values, axis=1), predictor, pairs, rng)
    spearman, error, in_sample = (_mean(column) for column in found.T)
    exceed = int((~(null[:, 0] < spearman)).sum())
    return HeldOutScore(
        predictor=predictor if isinstance(predictor, str) else _name(predictor),
        spearman=spearman,
        mean_absolute_error=float("nan") if predictor == "snr" else error,
        in_sample_spearman=in_sample,
        null_spearman=null[:, 0],
        null_in_sample=null[:, 2],
        p_value=(1 + exceed) / (1 + n_null) if np.isfinite(spearman) else float("nan"),
        n_splits=n_splits,
        n_pairs=len(chosen),
    )


def constant_target(y) -> bool:
    """Whether a target has at most one distinct value, missing values aside.

    A model of a constant has no attribution, and its "stable" ranking is the column order.

    Parameters
    ----------
    y : array of shape (n,)
        Numbers or labels.

    Returns
    -------
    bool

    Examples
    --------
    >>> constant_target([0, 0, 0]), constant_target(["a", None, "b"])
    (True, False)
    """
    return int(pd.Series(np.asarray(y).ravel()).nunique(dropna=True)) <= 1


def zero_attributions(values, *, names=None) -> ZeroAttributions:
    """Find features that no model uses and models that use no feature.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions.
    names : sequence of str, optional
        Names of the features.

    Returns
    -------
    ZeroAttributions

    Examples
    --------
    >>> zero_attributions([[1.0, 0.0], [2.0, 0.0]], names=["a", "b"]).features
    ('b',)
    >>> zero_attributions(np.zeros((3, 2)))
    ZeroAttributions: everything is zero; a ranking would be the column order
    """
    zero = model_matrix(values, minimum_models=1) == 0
    names = feature_names(names, zero.shape[1])
    return ZeroAttributions(
        features=tuple(n for n, never in zip(names, zero.all(axis=0), strict=True) if never),
        models=tuple(np.flatnonzero(zero.all(axis=1)).tolist()),
        n_features=zero.shape[1],
        n_models=zero.shape[0],
    )


def duplicate_columns(X, *, names=None) -> tuple[tuple[str, ...], ...]:
    """Find columns that are exact copies of each other; a missing value equals a missing value.

    Parameters
    ----------
    X : array of shape (n, d) or DataFrame
        The data. Numbers are compared as numbers (1, 1.0 and True are equal), everything else
        by value.
    names : sequence of str, optional
        Names of the columns.

    Returns
    -------
    tuple of tuple of str
        Each group of at least two equal columns, in the order of the first.

    Notes
    -----
    Columns are hashed, so the cost is that of reading the table once; columns of equal hash are
    then compared. Monotone images of a column (a rescaling, a logarithm) are not copies, though
    a tree cannot tell them apart: `collinear_groups` shows them with association 1.

    Examples
    --------
    >>> duplicate_columns([[1.0, 2.0, 1.0], [np.nan, 0.0, np.nan]], names=["a", "b", "c"])
    (('a', 'c'),)
    """
    if isinstance(X, pd.DataFrame):
        names = feature_names(X.columns if names is None else names, X.shape[1])
        columns = [_comparable(X.iloc[:, j]) for j in range(X.shape[1])]
    else:
        array = np.asarray(X)
        names = feature_names(names, array.shape[1])
        columns = [_comparable(pd.Series(array[:, j])) for j in range(array.shape[1])]
    buckets: dict[bytes, list[list[int]]] = {}
    for j, column in enumerate(columns):
        same_hash = buckets.setdefault(_digest(column), [])
        for group in same_hash:
            if _equal(columns[group[0]], column):
                group.append(j)
                break
        else:
            same_hash.append([j])
    groups = sorted(g for bucket in buckets.values() for g in bucket if len(g) > 1)
    return tuple(tuple(names[j] for j in group) for group in groups)


def overlapping_rows(train_rows, evaluation_rows) -> np.ndarray:
    """Rows that are both trained on and evaluated on.

    Parameters
    ----------
    train_rows, evaluation_rows : arrays of shape (a,) and (b,)
        Row numbers or labels; or two boolean masks over the same rows.

    Returns
    -------
    array
        The common rows, sorted, each once; empty when the sets are disjoint, as they should be.

    Examples
    --------
    >>> overlapping_rows([0, 1, 2], [2, 3])
    array([2])
    """
    train, evaluation = np.asarray(train_rows), np.asarray(evaluation_rows)
    if train.ndim != 1 or evaluation.ndim != 1:
        raise ValueError("rows must be given as a list of row numbers, not as a table.")
    masks = (train.dtype == bool, evaluation.dtype == bool)
    if all(masks):
        if train.shape != evaluation.shape:
            raise ValueError("two masks must cover the same rows.")
        return np.flatnonzero(train & evaluation)
    if any(masks) and train.size and evaluation.size:
        raise ValueError("one of the two is a mask and the other is not: give both in one form.")
    return np.intersect1d(train, evaluation)


def _split_score(values, predictor, pairs, rng) -> tuple[float, float, float]:
    """Correlation, absolute error and in-sample correlation, both halves predicting once."""
    first, second, chosen = pairs
    order = rng.permutation(len(values))
    halves = values[order[: len(order) // 2]], values[order[len(order) // 2 :]]
    scores = []
    for own, other in (halves, halves[::-1]):
        difference = own[:, first] - own[:, second]
        prediction = _predict(predictor, own, difference, chosen)
        held_out = _flip_rate(other[:, first] - other[:, second])
        scores.append(
            (
                _spearman(prediction, held_out),
                float(np.abs(prediction - held_out).mean()),
                _spearman(prediction, _flip_rate(difference)),
            )
        )
    return tuple(np.mean(scores, axis=0))


def _predict(predictor, values, difference, chosen) -> np.ndarray:
    if callable(predictor):
        prediction = np.asarray(predictor(values), dtype=float)
        expected = values.shape[1] * (values.shape[1] - 1) // 2
        if prediction.shape != (expected,):
            raise ValueError(
                f"the predictor returned shape {prediction.shape}; expected ({expected},)."
            )
        return prediction[chosen]
    if predictor == "flip_rate":
        return _flip_rate(difference)
    mean, sd = np.abs(difference.mean(axis=0)), difference.std(axis=0, ddof=1)
    snr = np.divide(mean, sd, out=np.where(mean > 0, np.inf, 0.0), where=sd > 0)
    return -snr if predictor == "snr" else stats.norm.sf(snr)


def _flip_rate(difference: np.ndarray) -> np.ndarray:
    """Share of the models on the minority side, ties counted half."""
    m = len(difference)
    above = (difference > 0).sum(axis=0) + (difference == 0).sum(axis=0) / 2
    return np.minimum(above, m - above) / m


def _spearman(a: np.ndarray, b: np.ndarray) -> float:
    if np.ptp(b) == 0 or (a == a[0]).all():
        return float("nan")
    return float(stats.spearmanr(a, b).statistic)


def _mean(numbers: np.ndarray) -> float:
    known = numbers[np.isfinite(numbers)]
    return float(known.mean()) if known.size else float("nan")


def _name(function: Callable) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _comparable(column: pd.Series) -> np.ndarray:
    """Numbers as floats in one form of zero and of missing; everything else as objects."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        exact = column.to_numpy()
        numbers = column.to_numpy(dtype=float, na_value=np.nan) + 0.0
        # Integers beyond 2**53 would collapse into each other as floats.
        if exact.dtype.kind not in "iu" or (np.abs(numbers) < 2**53).all():
            return np.where(np.isnan(numbers), np.nan, numbers)
    objects = column.to_numpy(dtype=object)
    return np.where(pd.isna(objects), None, objects)


def _digest(column: np.ndarray) -> bytes:
    if column.dtype == object:
        codes, levels = pd.factorize(column)
        content = codes.tobytes() + repr([str(level) for level in levels]).encode()
    else:
        content = np.ascontiguousarray(column).tobytes()
    return hashlib.blake2b(content, digest_size=16).digest()


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype != b.dtype:
        return False
    return bool(np.array_equal(a, b, equal_nan=a.dtype != object))
