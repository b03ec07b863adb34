"""How much single features tell about a class: cross-validated AUC against a permutation null."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from diagnostics.resampling import FOLDS, shuffled, unit_folds
from diagnostics.result import Result, feature_names

#: Bins of a number, and categories that have a bin of their own.
BINS, MAX_CATEGORIES = 16, 32
PERMUTATIONS = 999
NULL_QUANTILE = 0.95


@dataclass(frozen=True, repr=False, eq=False)
class ProxyScreen(Result):
    """How well each feature alone predicts a class.

    Attributes
    ----------
    names : tuple of str
        The features.
    auc : ndarray of shape (d,)
        Cross-validated AUC; averaged over the classes by their size where there are several.
    null_auc : ndarray of shape (d,)
        95 % quantile of the AUC when the classes are permuted.
    p, p_adjusted : ndarray of shape (d,)
        Permutation p-value of no relation, and corrected over the features: by the largest
        standardised AUC of a permutation.
    n_rows, n_permutations : int
        Rows and permutations.
    """

    names: tuple[str, ...]
    auc: np.ndarray
    null_auc: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    n_rows: int
    n_permutations: int

    def to_frame(self) -> pd.DataFrame:
        """One row a feature, the best predictor first."""
        frame = pd.DataFrame(
            {
                "feature": self.names,
                "auc": self.auc,
                "null_auc": self.null_auc,
                "p_adjusted": self.p_adjusted,
            }
        )
        return frame.sort_values("auc", ascending=False, kind="stable", ignore_index=True)

    def __repr__(self) -> str:
        best = int(np.argmax(self.auc))
        return (
            f"ProxyScreen of {len(self.names)} features over {self.n_rows} rows: "
            f"{self.names[best]} predicts best (AUC {self.auc[best]:.2f}, chance up to "
            f"{self.null_auc[best]:.2f})"
        )


def proxy_screen(
    X, codes, *, categorical=None, names=None, groups=None, n_permutations: int = PERMUTATIONS,
    random_state=0,
) -> ProxyScreen:  # fmt: skip
    """How well each column alone predicts a class, on rows held out.

    A row is scored by the rate of the class among the rows of the other folds that share its bin:
    a sixteenth of a number's values, a category, or missing. No model is trained, and relations
    that no correlation sees (a class that lies at both ends of a scale) are seen.

    Parameters
    ----------
    X : array of shape (n, d)
        The features; NaN is missing, categories are codes.
    codes : int array of shape (n,)
        Class of each row, 0, 1, …
    categorical : bool array of shape (d,), optional
        Which columns are categories.
    names : sequence of str, optional
        Names of the features.
    groups : array of shape (n,), optional
        Rows with the same entry (of one person, one household) share a fold and are shuffled
        together.
    n_permutations : int, default 999
        Permutations of the classes, the same for all features.
    random_state : int or sequence of int, default 0
        Seed of folds and permutations.

    Returns
    -------
    ProxyScreen

    Raises
    ------
    ValueError
        If rows and classes differ in number, or there are fewer than two classes.

    Notes
    -----
    The p-value counts the permutations whose AUC is at least as large, the observed one among them
    (Phipson & Smyth 2010), so it is valid for any number of permutations. The folds are drawn
    without a look at the classes: folds that spread the observed classes evenly, but not the
    permuted ones, would make the observed AUC stand out by itself.

    `p_adjusted` is the single-step correction of Westfall & Young (1993): the share of permutations
    in which the largest AUC of all features, each standardised by the mean and the standard
    deviation of its own permutations, is at least as large as that of this feature. The chance
    that any feature without a relation is rejected is at most the level; the smallest value is
    1 / (1 + n_permutations) however many features there are.

    With `groups`, a group takes the classes of another one in each permutation
    (`diagnostics.resampling.shuffled`). This is exact where a group has one class, or all groups
    have one size, and an approximation otherwise.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> sex = rng.integers(0, 2, 300)
    >>> X = np.column_stack([sex + rng.normal(size=300), rng.normal(size=300)])
    >>> proxy_screen(X, sex, names=["height", "luck"], n_permutations=99)
    ProxyScreen of 2 features over 300 rows: height predicts best (AUC 0.78, chance up to 0.55)
    """
    X, codes = np.asarray(X, dtype=float), np.asarray(codes, dtype=int)
    if X.ndim != 2 or len(X) != len(codes):
        raise ValueError(f"X has shape {X.shape}, but there are {len(codes)} classes of rows.")
    n_levels = int(codes.max(initial=-1)) + 1
    if n_levels < 2 or len(np.unique(codes)) < n_levels:
        raise ValueError("codes must number at least two classes 0, 1, … without a gap.")
    mask = np.zeros(X.shape[1], bool) if categorical is None else np.asarray(categorical, bool)
    rng = np.random.default_rng(random_state)
    folds = unit_folds(len(codes), rng, groups)
    drawn = [shuffled(codes, rng, groups) for _ in range(n_permutations)]
    columns = np.column_stack([codes, *drawn])
    aucs = np.array(
        [_aucs(_bins(x, c), folds, columns, n_levels) for x, c in zip(X.T, mask, strict=True)]
    )
    p = np.array([permutation_p(row[0], row[1:]) for row in aucs])
    return ProxyScreen(
        names=feature_names(names, X.shape[1]),
        auc=aucs[:, 0],
        null_auc=np.quantile(aucs[:, 1:], NULL_QUANTILE, axis=1),
        p=p,
        p_adjusted=_largest(aucs),
        n_rows=len(codes),
        n_permutations=n_permutations,
    )


def permutation_p(observed: float, null) -> float:
    """Share of a permutation null that is at least as large, the observed value counted in.

    Examples
    --------
    >>> permutation_p(3.0, [1.0, 2.0, 3.0, 4.0])
    0.6
    """
    null = np.asarray(null, dtype=float)
    return float((1 + (null >= observed).sum()) / (1 + len(null)))


def indicators(codes: np.ndarray, n_levels: int) -> np.ndarray:
    """One column a class; one column for two classes, since the other mirrors it."""
    shown = range(1, 2) if n_levels == 2 else range(n_levels)
    return np.column_stack([codes == level for level in shown]).astype(float)


def _bins(values: np.ndarray, categorical: bool) -> np.ndarray:
    """Bin of each value, from 0; missing values, and the rarest categories, have one together."""
    present = ~np.isnan(values)
    bins = np.zeros(len(values), dtype=int)
    distinct, counts = np.unique(values[present], return_counts=True)
    if not len(distinct):
        return bins
    if categorical or len(distinct) <= BINS:
        kept = np.sort(distinct[np.argsort(-counts, kind="stable")[:MAX_CATEGORIES]])
        place = np.minimum(np.searchsorted(kept, values[present]), len(kept) - 1)
        bins[present] = np.where(kept[place] == values[present], 1 + place, 0)
        return bins
    edges = np.unique(np.quantile(values[present], np.linspace(0, 1, BINS + 1)[1:-1]))
    bins[present] = 1 + np.searchsorted(edges, values[present], side="left")
    return bins


def _aucs(bins, folds, columns, n_levels: int) -> np.ndarray:
    """AUC of the rate in a row's bin on the other folds, for each column of classes.

    Classes are averaged by their size; of two classes the second is enough, since the first
    mirrors it.
    """
    width = bins.max() + 1
    n, n_cells = len(bins), FOLDS * width
    rows = sparse.csr_matrix((np.ones(n), (folds * width + bins, np.arange(n))), (n_cells, n))
    counts = np.bincount(folds * width + bins, minlength=n_cells).astype(float)
    seen = counts.reshape(FOLDS, width, 1)
    total, weight = np.zeros(columns.shape[1]), np.zeros(columns.shape[1])
    for level in range(1, 2) if n_levels == 2 else range(n_levels):
        chosen = (columns == level).astype(float)
        hits = rows @ chosen
        by_fold = hits.reshape(FOLDS, width, -1)
        rate = by_fold.sum(axis=0) - by_fold + chosen.mean(axis=0)
        rate = (rate / (seen.sum(axis=0) - seen + 1)).reshape(n_cells, -1)
        size = chosen.sum(axis=0)
        total += size * _weighted_auc(rate, hits, counts[:, None] - hits)
        weight += size
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), 0.5)


def _largest(aucs: np.ndarray) -> np.ndarray:
    """P-values by the largest standardised AUC; the first column is observed, the others permuted.

    The observed AUC takes part in the mean and the standard deviation, so that under the null it
    is one draw among equals.
    """
    centred = aucs - aucs.mean(axis=1, keepdims=True)
    spread = aucs.std(axis=1, keepdims=True)
    z = np.divide(centred, spread, out=np.zeros_like(aucs), where=spread > 1e-12)
    highest = z[:, 1:].max(axis=0)
    return np.array([permutation_p(row[0] - 1e-9, highest) for row in z])


def _weighted_auc(score: np.ndarray, positive: np.ndarray, negative: np.ndarray) -> np.ndarray:
    """AUC in each column: cells of one score each, with numbers of positive and negative rows."""
    won = np.zeros(score.shape[1])
    for s, p in zip(score, positive, strict=True):
        won += p * (((s > score) + 0.5 * (s == score)) * negative).sum(axis=0)
    pairs = positive.sum(axis=0) * negative.sum(axis=0)
    return np.where(pairs > 0, won / np.where(pairs > 0, pairs, 1.0), 0.5)
