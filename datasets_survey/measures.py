"""Endpoints: what one data set under one protocol says about the instability of its ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from diagnostics import (
    PairStatistics,
    ZTest,
    adjust,
    agreement,
    flip_tests,
    pair_statistics,
    top_changes,
    z_test,
)

UNSTABLE = 0.10
COLLINEAR = 0.5
TOP = 5
LEADERS = 3
LEVEL = 0.05
#: Edges of the association bins: [0, 0.1), [0.1, 0.2), …, [0.9, 1].
ASSOCIATION_EDGES = np.linspace(0, 1, 11)
SCOPES = ("all", "collinear", "top5")


def measure(
    values: np.ndarray, association: np.ndarray, names: Sequence[str] | None = None
) -> dict[str, Any]:
    """All endpoints of one ensemble, as one flat row of numbers.

    Parameters
    ----------
    values : array of shape (M, d)
        Mean absolute attributions of M models.
    association : array of shape (d, d)
        Strength of association of each pair of features, in [0, 1].
    names : sequence of str, optional
        The features; with them the row says which ones are behind the endpoints.

    Returns
    -------
    dict
        For each of the scopes `all`, `collinear` (association above 0.5) and `top5` (a member
        among the first five by mean attribution, features without any attribution aside):
        `pairs`; `observed`, pairs on whose minority side more than 10 % of the models are, ties on
        neither side; `max_flip` and `mean_flip` of that share; `tied`, pairs without any
        difference in any model; `flips_holm` and `flips_bh`, pairs claimed to flip in more than
        10 % of single models; `stable_holm` and `stable_bh`, pairs claimed to flip in less;
        `ordered`, `tied_means` and `unresolved`, the verdicts on the order of the means.
        For k of 1, 3 and 5: `top{k}_change`, the probability that two models name different top-k
        sets, with `top{k}_halves_differ` of `top{k}_halves` disjoint pairs of models.
        `top3_order_change` counts a change of the first, the first two or the first three.
        `bins_pairs`, `bins_observed` and `bins_flip`: pairs, unstable pairs and the sum of flip
        shares in ten bins of association.
        With names `leaders`: up to three features, `[name, share of models in which it comes
        first]`, most often first; models without any attribution count for none. And for each
        scope `{scope}_worst_pair`: `[name, name, share of models on the minority side,
        association]` of the pair with the largest such share, among equals the one with the larger
        attributions; None where no pair flips at all.

    Notes
    -----
    The claims correct the exact binomial tests of `diagnostics.flip_tests` at level 5 %: over all
    pairs for `all` and `top5`, which is chosen after looking at the attributions, and over the
    collinear pairs for `collinear`, which is not. Holm holds under every dependence between
    pairs; Benjamini-Hochberg (`bh`) bounds the expected share of wrong claims under positive
    dependence. A corrected claim of stability is out of reach for most tables: no reversal among
    50 models has a p-value of 0.0103.

    Examples
    --------
    >>> values = np.array([[3, 1, 0], [1, 3, 0]] * 10, dtype=float)
    >>> row = measure(values, np.eye(3))
    >>> row["all_pairs"], row["all_observed"], row["all_flips_holm"]
    (3, 1, 1)
    >>> round(row["top1_change"], 3), row["top3_change"]
    (0.526, 0.0)
    >>> values = np.array([[3, 1, 0], [1, 3, 0], [4, 1, 0]], dtype=float)
    >>> row = measure(values, np.eye(3), ["a", "b", "c"])
    >>> row["leaders"][0], row["all_worst_pair"][:2], row["collinear_worst_pair"]
    (['a', 0.6667], ['a', 'b'], None)
    """
    pairs = pair_statistics(values)
    test = z_test(values)
    minority = np.minimum(pairs.wins, pairs.losses)
    p_flips, p_stable = flip_tests(pairs.wins, pairs.losses, pairs.n_models, threshold=UNSTABLE)
    strength = association[pairs.first, pairs.second]
    row: dict[str, Any] = {"n_models": pairs.n_models, "n_features": len(pairs.names)}
    row |= _associations(strength)
    scopes = _scopes(values, pairs, strength)
    for scope, inside in scopes.items():
        family = scopes["collinear"] if scope == "collinear" else scopes["all"]
        found = _scope(pairs, test, minority, inside)
        found |= _claims({"flips": p_flips, "stable": p_stable}, family, inside)
        row |= {f"{scope}_{k}": v for k, v in found.items()}
    row |= _top(values)
    share = minority / pairs.n_models
    place = np.clip(np.digitize(strength, ASSOCIATION_EDGES) - 1, 0, len(ASSOCIATION_EDGES) - 2)
    size = len(ASSOCIATION_EDGES) - 1
    row["bins_pairs"] = np.bincount(place, minlength=size).tolist()
    row["bins_observed"] = np.bincount(place[share > UNSTABLE], minlength=size).tolist()
    row["bins_flip"] = np.bincount(place, weights=share, minlength=size).round(6).tolist()
    if names is not None:
        row |= _names(values, pairs, minority, strength, scopes, names)
    return row


def _names(
    values: np.ndarray,
    pairs: PairStatistics,
    minority: np.ndarray,
    strength: np.ndarray,
    scopes: dict[str, np.ndarray],
    names: Sequence[str],
) -> dict[str, Any]:
    """The features behind the endpoints: who comes first, and which pairs flip most."""
    m = len(values)
    some = values.max(axis=1) > 0
    firsts = np.bincount(values.argmax(axis=1)[some], minlength=values.shape[1])
    order = np.argsort(-firsts, kind="stable")[:LEADERS]
    row: dict[str, Any] = {
        "leaders": [[str(names[j]), round(float(firsts[j]) / m, 4)] for j in order if firsts[j]]
    }
    mean = values.mean(axis=0)
    size = mean[pairs.first] + mean[pairs.second]
    for scope, inside in scopes.items():
        places = np.flatnonzero(inside & (minority > 0))
        row[f"{scope}_worst_pair"] = None
        if len(places):
            i = places[np.lexsort((size[places], minority[places]))[-1]]
            row[f"{scope}_worst_pair"] = [
                str(names[pairs.first[i]]),
                str(names[pairs.second[i]]),
                round(float(minority[i]) / m, 4),
                round(float(strength[i]), 4),
            ]
    return row


def _scopes(
    values: np.ndarray, pairs: PairStatistics, strength: np.ndarray
) -> dict[str, np.ndarray]:
    return {
        "all": np.ones(len(strength), dtype=bool),
        "collinear": strength > COLLINEAR,
        "top5": _touches_top(values, pairs),
    }


def _associations(strength: np.ndarray) -> dict[str, float]:
    return {
        "max_association": float(strength.max()),
        "mean_association": float(strength.mean()),
        "collinear_share": float((strength > COLLINEAR).mean()),
    }


def _touches_top(values: np.ndarray, pairs: PairStatistics) -> np.ndarray:
    mean = values.mean(axis=0)
    first = [j for j in np.argsort(-mean, kind="stable")[:TOP] if mean[j] > 0]
    top = np.zeros(len(mean), dtype=bool)
    top[first] = True
    return top[pairs.first] | top[pairs.second]


def _scope(
    pairs: PairStatistics, test: ZTest, minority: np.ndarray, inside: np.ndarray
) -> dict[str, Any]:
    share = minority[inside] / pairs.n_models
    verdict = test.verdict[inside]
    return {
        "pairs": int(inside.sum()),
        "tied": int((pairs.ties[inside] == pairs.n_models).sum()),
        "observed": int((share > UNSTABLE).sum()),
        "max_flip": float(share.max(initial=0.0)),
        "mean_flip": float(share.mean()) if len(share) else None,
        "ordered": int((verdict == "ordered").sum()),
        "tied_means": int((verdict == "tied").sum()),
        "unresolved": int((verdict == "unresolved").sum()),
    }


def _claims(
    p_values: dict[str, np.ndarray], family: np.ndarray, inside: np.ndarray
) -> dict[str, int]:
    counts = {}
    for claim, p in p_values.items():
        tested = np.where(family, p, np.nan)
        for method in ("holm", "bh"):
            claimed = adjust(tested, method) <= LEVEL
            counts[f"{claim}_{method}"] = int((claimed & inside).sum())
    return counts


def _top(values: np.ndarray) -> dict[str, Any]:
    m, d = values.shape
    upper = np.triu_indices(m, 1)
    halves = m // 2
    apart = (np.arange(halves), np.arange(halves, 2 * halves))
    changes = {k: top_changes(values, k=min(k, d)) for k in (1, 2, 3, 5)}
    row: dict[str, Any] = {}
    for k in (1, 3, 5):
        row[f"top{k}_change"] = float(changes[k][upper].mean())
        row[f"top{k}_halves_differ"] = int(changes[k][apart].sum())
        row[f"top{k}_halves"] = halves
    row["top3_order_change"] = float((changes[1] | changes[2] | changes[3])[upper].mean())
    whole = agreement(values, k=min(TOP, d))
    row["kendall_w"] = whole.kendall_w
    row["mean_spearman"] = whole.mean_spearman
    row["distinct_top5"] = whole.distinct_top_k
    row["border_ties_top5"] = whole.border_ties
    return row
