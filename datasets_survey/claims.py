"""What the published work claims, beside what the survey finds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from datasets_survey.analysis import PAIR_EDGES, PUBLISHED, SEEDS, Survey
from datasets_survey.families import (
    CONFIDENCE,
    Estimate,
    family_mean,
    family_share,
    family_weights,
    percentiles,
)
from datasets_survey.network import Published
from datasets_survey.predictors import BIN_EDGES
from diagnostics import wilson_interval

#: A claim is confirmed where our whole interval lies within this of the published one.
CONFIRMED_WITHIN = 0.1
TWENTY_FEATURES = 20


@dataclass(frozen=True)
class Claim:
    """A published number beside ours.

    Attributes
    ----------
    key : str
        Short name.
    words : str
        What is claimed.
    published : Estimate
        The published value; its interval where it is a share of data sets, a range where a range
        was published.
    protocol : str
        The protocol nearest to the published one.
    here : Estimate
        What we find under it.
    others : tuple of (float, float)
        The smallest and largest estimate over all protocols.
    """

    key: str
    words: str
    published: Estimate
    protocol: str
    here: Estimate
    others: tuple[float, float]

    @property
    def verdict(self) -> str:
        """What the two say to each other.

        "lower here", "higher here": the difference is shown at 95 %; where the published number is
        a share of data sets by Newcombe's interval of a difference (1998, method 10), otherwise
        where our interval does not meet the published value or range. "confirmed": ours lies within
        0.1 of the published one. "compatible": neither.
        """
        here, said = self.here, self.published
        above, below = said.high - said.value, said.value - said.low
        if said.families:
            difference = here.value - said.value
            highest = difference + math.hypot(here.high - here.value, below)
            lowest = difference - math.hypot(here.value - here.low, above)
        else:
            highest, lowest = here.high - said.low, here.low - said.high
        if highest < 0:
            return "lower here"
        if lowest > 0:
            return "higher here"
        near = said.low - CONFIRMED_WITHIN <= here.low <= here.high <= said.high + CONFIRMED_WITHIN
        return "confirmed" if near else "compatible"


def _counted(count: int, n: int) -> Estimate:
    low, high = wilson_interval(count, n, CONFIDENCE)
    return Estimate(count / n, float(low), float(high), n, n)


def _said(low: float, high: float | None = None) -> Estimate:
    high = low if high is None else high
    return Estimate((low + high) / 2, low, high, 0, 0)


def claims(survey: Survey) -> list[Claim]:
    """The published claims that the survey can judge, each beside what we find.

    Parameters
    ----------
    survey : Survey
        Ours; protocols that were not run are passed over.

    Returns
    -------
    list of Claim
    """

    def shares(endpoint: str, inside: Callable[[pd.DataFrame], pd.Series] | None = None):
        def found(protocol: str) -> Estimate:
            frame = survey.of(protocol)
            return survey.share(
                protocol, endpoint, frame if inside is None else frame[inside(frame)]
            )

        return found

    def wide(frame: pd.DataFrame) -> pd.Series:
        return frame["n_features"] >= TWENTY_FEATURES

    def narrow(frame: pd.DataFrame) -> pd.Series:
        return frame["n_features"] < TWENTY_FEATURES

    def predicted(scope: str, name: str, column: str):
        def found(protocol: str) -> Estimate:
            table = survey.predictors
            row = table[
                (table["protocol"] == protocol)
                & (table["scope"] == scope)
                & (table["predictor"] == name)
            ].iloc[0]
            return _estimate(row, column)

        return found

    def signed(column: str):
        def found(protocol: str) -> Estimate:
            table = survey.signs
            mine = (table["protocol"] == protocol) & (table["predictor"] == "minority")
            return _estimate(table[mine].iloc[0], column)

        return found

    def formula_bins(inside: np.ndarray):
        def found(protocol: str) -> Estimate:
            frame = survey.of(protocol)
            bins = frame[["all_gaussian_bins_n", "all_gaussian_bins_flips"]].dropna()
            n, flips = (np.array(bins[c].tolist(), dtype=float)[:, inside].sum(1) for c in bins)
            with np.errstate(invalid="ignore"):
                rate = pd.Series(flips / n, bins.index)
            return family_mean(rate, frame.loc[bins.index, "family"])

        return found

    def correlated(protocol: str) -> Estimate:
        frame = survey.of(protocol)
        return family_share((frame["collinear_pairs"] > 0).astype(float), frame["family"])

    judged = [
        ("collinear_pair",
         "Data sets with a collinear pair (association above 0.5)",
         _counted(71, 77), PUBLISHED, correlated),
        ("published_rule",
         "Data sets in which a collinear pair flips in more than 10 % of the models",
         _counted(52, 77), PUBLISHED, shares("collinear_observed")),
        ("published_rule_wide",
         "… with 20 features or more",
         _counted(40, 43), PUBLISHED, shares("collinear_observed", wide)),
        ("published_rule_narrow",
         "… with fewer than 20 features",
         _counted(12, 34), PUBLISHED, shares("collinear_observed", narrow)),
        ("first_feature",
         "“The most important feature changes”: two retrainings name different first features",
         _counted(52, 77), PUBLISHED, shares("top1_change")),
        ("not_collinear",
         "Unstable pairs with an association of at most 0.5 (published: breast cancer, recomputed)",
         _said(0.64), SEEDS, survey.not_collinear),
        ("screen_precision",
         "Screen of one model, collinear pairs as in the workflow: precision",
         _said(46 / 49), SEEDS, predicted("collinear", "screen_published", "precision")),
        ("screen_precision_all",
         "Screen of one model, all pairs as in the published count: precision",
         _said(46 / 49), SEEDS, predicted("all", "screen_published", "precision")),
        ("screen_recall",
         "Screen of one model, all pairs: recall",
         _said(46 / 168), SEEDS, predicted("all", "screen_published", "recall")),
        ("splits_precision",
         "What was counted: split counts of all models, judged on the same models: precision",
         _said(46 / 49), SEEDS, predicted("all", "splits_in_sample", "precision")),
        ("splits_recall",
         "The same: recall",
         _said(46 / 168), SEEDS, predicted("all", "splits_in_sample", "recall")),
        ("gaussian_low",
         "Gaussian formula: flips of pairs that it puts at 2.5 % or less",
         _said(0.0, 0.025), SEEDS, formula_bins(BIN_EDGES[1:] <= stats.norm.sf(1.96))),
        ("gaussian_high",
         "Gaussian formula: flips of pairs that it puts at 31 % to 50 %",
         _said(0.18), SEEDS, formula_bins(BIN_EDGES[:-1] >= stats.norm.sf(0.5))),
        ("sign_spearman",
         "Minority fraction (sign of a feature): rank correlation with the flip rate",
         _said(0.92, 0.98), SEEDS, signed("spearman")),
        ("sign_precision",
         "Minority fraction (sign): precision at 10 %",
         _said(0.74, 0.86), SEEDS, signed("precision")),
        ("sign_recall",
         "Minority fraction (sign): recall at 10 %",
         _said(1.0), SEEDS, signed("recall")),
    ]  # fmt: skip
    found = []
    for key, words, value, protocol, estimate in judged:
        if protocol not in survey.protocols:
            continue
        every = [estimate(p).value for p in survey.protocols]
        known = [v for v in every if np.isfinite(v)]
        if known:
            others = (min(known), max(known))
            found.append(Claim(key, words, value, protocol, estimate(protocol), others))
    return found


def _estimate(row: pd.Series, name: str) -> Estimate:
    n = int(row["datasets"])
    return Estimate(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]), n, n)


def by_pairs(survey: Survey, rows: Sequence[Published]) -> pd.DataFrame:
    """`Survey.verdicts_by_tests` beside the published verdicts in the same bins.

    Adds `published` and `published_unstable`, numbers of data sets.
    """
    table = survey.verdicts_by_tests
    place = np.digitize([r.n_pairs for r in rows], PAIR_EDGES)
    unstable = np.array([r.verdict == "unstable" for r in rows])
    bins = [PAIR_EDGES.index(low) + 1 for low in table["low"]]
    return table.assign(
        published=[int((place == i).sum()) for i in bins],
        published_unstable=[int(unstable[place == i].sum()) for i in bins],
    )


def standardised(survey: Survey, rows: Sequence[Published]) -> Estimate:
    """Our share under the published rule if data sets had the published numbers of collinear pairs.

    Direct standardisation: our share in each bin of collinear pairs, weighed by how many of the
    published data sets are in it; a bootstrap over families.
    """
    frame = survey.of(PUBLISHED)
    place = np.digitize(frame["collinear_pairs"], PAIR_EDGES) - 1
    wanted = np.bincount(np.digitize([r.n_pairs for r in rows], PAIR_EDGES) - 1, minlength=6)
    codes = pd.factorize(frame["family"], sort=True)[0]
    weight = 1 / np.bincount(codes)[codes]
    inside = place[:, None] == np.arange(len(PAIR_EDGES))
    unstable = (frame["collinear_observed"] > 0).to_numpy()

    def share(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            each = (weights * unstable) @ inside / (weights @ inside)
        return each @ wanted / wanted.sum()

    draws = family_weights(codes.max() + 1)[:, codes] * weight
    low, high = percentiles(share(draws))
    return Estimate(float(share(weight[None])[0]), low, high, len(frame), int(codes.max()) + 1)


def paired(survey: Survey, rows: Sequence[Published]) -> pd.DataFrame:
    """The published survey's data sets beside ours, under the protocol of its code.

    Parameters
    ----------
    survey : Survey
        Ours.
    rows : sequence of Published
        As from `datasets_survey.network.published`.

    Returns
    -------
    DataFrame
        A row for each published data set: the fields of `Published`, and where we have the same
        data `our_rows`, `our_features`, `our_pairs`, `our_flip` (largest flip rate of a collinear
        pair), `our_verdict`, and `agrees`: both unstable, or neither.
    """
    ours = survey.of(PUBLISHED).set_index("dataset")
    found = []
    for row in rows:
        line = {**vars(row), "our_verdict": "", "agrees": None}
        if row.same_as in ours.index:
            mine = ours.loc[row.same_as]
            verdict = _verdict(mine)
            line |= {
                "our_rows": int(mine["n_rows"]),
                "our_features": int(mine["n_features"]),
                "our_pairs": int(mine["collinear_pairs"]),
                "our_flip": float(mine["collinear_max_flip"]),
                "our_verdict": verdict,
                "agrees": (row.verdict == "unstable") == (verdict == "unstable"),
            }
        found.append(line)
    return pd.DataFrame(found)


def _verdict(row: pd.Series) -> str:
    if row["collinear_pairs"] == 0:
        return "no correlated pair"
    return "unstable" if row["collinear_observed"] > 0 else "stable"
