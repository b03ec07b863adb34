"""What the published work claims, beside what the survey finds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from datasets_survey.analysis import PAIR_EDGES, PUBLISHED, RETRAINED, SEEDS, Survey
from datasets_survey.families import CONFIDENCE, Estimate, family_share, one_over_size
from datasets_survey.network import Published, published
from diagnostics import wilson_interval

#: A claim is confirmed where the difference is shown to be smaller than this.
CONFIRMED_WITHIN = 0.1
TWENTY_FEATURES = 20
BREAST_CANCER = "scikit-learn/breast_cancer"
#: Published for breast cancer: unstable pairs and all pairs, right flags of the split counts and
#: all flags, unstable pairs with an association of at most 0.5.
CANCER_UNSTABLE, CANCER_PAIRS = 168, 435
CANCER_HITS, CANCER_FLAGS = 46, 49
CANCER_NOT_COLLINEAR = 108
#: Published precisions of the split counts over 50 models, for the nine data sets with a flag:
#: breast cancer, Wine, Heart, Diabetes, Credit-g, Digits, Ames, Communities, Adult.
SPLITS_PRECISIONS = (CANCER_HITS / CANCER_FLAGS, 1.0, 1.0, 0.5, 0.67, 0.58, 0.475, 0.67, 0.0)


NOTHING = Estimate(np.nan, np.nan, np.nan, 0, 0)


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
        The published value with its interval, or, with no families, a number or a range that was
        published without one.
    protocol : str
        The protocol nearest to the published one.
    here : Estimate
        What we find under it.
    others : tuple of (float, float)
        The smallest and largest estimate over all protocols.
    comparisons : int
        How many claims are judged together.
    """

    key: str
    words: str
    published: Estimate
    protocol: str
    here: Estimate
    others: tuple[float, float]
    comparisons: int = 1

    @property
    def difference(self) -> tuple[float, float]:
        """Interval of "here less published", at 95 % for all comparisons together.

        The margins of both estimates added as squares (Newcombe 1998, method 10, where they are
        Wilson's), widened in proportion to the normal quantile for Bonferroni's level.
        """
        here, said = self.here, self.published
        tail = (1 - CONFIDENCE) / 2
        wider = stats.norm.isf(tail / self.comparisons) / stats.norm.isf(tail)
        if not said.families:
            return (
                here.value - said.high - wider * (here.value - here.low),
                here.value - said.low + wider * (here.high - here.value),
            )
        difference = here.value - said.value
        lowest = math.hypot(here.value - here.low, said.high - said.value)
        highest = math.hypot(here.high - here.value, said.value - said.low)
        return difference - wider * lowest, difference + wider * highest

    @property
    def verdict(self) -> str:
        """What the two say to each other.

        "confirmed": the difference is shown to be less than 0.1, or ours to lie in a published
        range. "lower here", "higher here": a difference is shown that may be larger. "not told
        apart": neither. "too few data sets": there is no interval.
        """
        lowest, highest = self.difference
        if not (np.isfinite(lowest) and np.isfinite(highest)):
            return "too few data sets"
        said = self.published
        if (said.families or said.low == said.high) and max(-lowest, highest) <= CONFIRMED_WITHIN:
            return "confirmed"
        if highest < 0:
            return "lower here"
        if lowest > 0:
            return "higher here"
        inside = not said.families and said.low < said.high
        width = said.high - said.low
        if inside and lowest >= -width and highest <= width:
            return "confirmed"
        return "not told apart"


def claims(survey: Survey) -> list[Claim]:
    """The published claims that the survey can judge, each beside what we find.

    Parameters
    ----------
    survey : Survey
        Ours; claims about protocols that were not run are passed over.

    Returns
    -------
    list of Claim
    """
    theirs = [r for r in published() if not r.timed_out]

    def wide(frame: pd.DataFrame) -> pd.Series:
        return frame["n_features"] >= TWENTY_FEATURES

    def narrow(frame: pd.DataFrame) -> pd.Series:
        return frame["n_features"] < TWENTY_FEATURES

    def endpoint(key: str, inside: Callable[[pd.DataFrame], pd.Series] | None = None):
        def found(protocol: str) -> Estimate:
            frame = survey.of(protocol)
            return survey.endpoint(protocol, key, frame if inside is None else frame[inside(frame)])

        return found

    def correlated(protocol: str) -> Estimate:
        frame = survey.of(protocol)
        return family_share((frame["collinear_pairs"] > 0).astype(float), frame["family"])

    def with_their_mix(protocol: str) -> Estimate:
        return standardised(survey, theirs, protocol)

    def predicted(scope: str, name: str):
        return lambda protocol: _of_table(
            survey.predictors, "precision", protocol=protocol, scope=scope, predictor=name
        )

    def signs(protocol: str) -> Estimate:
        return _of_table(survey.signs, "spearman", protocol=protocol, predictor="minority")

    def on_breast_cancer(count: Callable[[pd.Series], tuple[float, float]]):
        def found(protocol: str) -> Estimate:
            rows = survey.of(protocol)
            rows = rows[rows["dataset"] == BREAST_CANCER]
            return _counted(*count(rows.iloc[0])) if len(rows) else NOTHING

        return found

    def formula(protocol: str, snr: float) -> pd.Series | None:
        """The bin of predicted flip rates that ends below at this signal-to-noise ratio."""
        table = survey.calibration
        if table.empty:
            return None
        mine = (table["protocol"] == protocol) & (table["scope"] == "all")
        mine &= (table["predictor"] == "gaussian") & np.isclose(table["low"], stats.norm.sf(snr))
        return table[mine].iloc[0] if mine.any() else None

    def said_by_formula(snr: float) -> Estimate:
        row = formula(RETRAINED, snr)
        value = np.nan if row is None else float(row["predicted"])
        return Estimate(value, value, value, 0, 0)

    def flips_by_formula(snr: float):
        def found(protocol: str) -> Estimate:
            row = formula(protocol, snr)
            return NOTHING if row is None else _estimate(row, "flips")

        return found

    in_sample = "all_splits_in_sample"
    judged = [
        ("collinear_pair", "data sets with a collinear pair (association above 0.5)",
         _published_share(theirs, lambda r: r.n_pairs > 0), PUBLISHED, correlated),
        ("published_rule", "data sets in which a collinear pair flips in more than 10 %",
         _published_share(theirs, _unstable), PUBLISHED, endpoint("collinear_observed")),
        ("published_rule_mix", "… ours with the published numbers of collinear pairs",
         _published_share(theirs, _unstable), PUBLISHED, with_their_mix),
        ("published_rule_wide", "… with 20 features or more",
         _published_share([r for r in theirs if r.n_features >= TWENTY_FEATURES], _unstable),
         PUBLISHED, endpoint("collinear_observed", wide)),
        ("published_rule_narrow", "… with fewer than 20 features",
         _published_share([r for r in theirs if r.n_features < TWENTY_FEATURES], _unstable),
         PUBLISHED, endpoint("collinear_observed", narrow)),
        ("first_feature", "“the most important feature changes” in 68 % of the data sets; here: no "
         "feature comes first in 90 % of the models",
         _published_share(theirs, _unstable), PUBLISHED, endpoint("first_below_90")),
        ("cancer_unstable", "breast cancer: pairs that flip in more than 10 %, 168 of 435",
         _counted(CANCER_UNSTABLE, CANCER_PAIRS), RETRAINED,
         on_breast_cancer(lambda r: (r["all_observed"], r["all_pairs"]))),
        ("cancer_not_collinear", "breast cancer: of these an association of at most 0.5, 108 of "
         "168", _counted(CANCER_NOT_COLLINEAR, CANCER_UNSTABLE), RETRAINED,
         on_breast_cancer(
             lambda r: (r["all_observed"] - r["collinear_observed"], r["all_observed"]))),
        ("cancer_precision", "breast cancer: precision of split counts over all models, judged on "
         "the same models, 46 of 49", _counted(CANCER_HITS, CANCER_FLAGS), RETRAINED,
         on_breast_cancer(
             lambda r: (r[f"{in_sample}_tp"], r[f"{in_sample}_tp"] + r[f"{in_sample}_fp"]))),
        ("cancer_recall", "breast cancer: recall of the same, 46 of 168",
         _counted(CANCER_HITS, CANCER_UNSTABLE), RETRAINED,
         on_breast_cancer(
             lambda r: (r[f"{in_sample}_tp"], r[f"{in_sample}_tp"] + r[f"{in_sample}_fn"]))),
        ("splits_precision", "precision of the same, mean over data sets (published: nine of them)",
         _mean_of(SPLITS_PRECISIONS), RETRAINED, predicted("all", "splits_in_sample")),
        ("screen_precision", "precision of the screen of one model on unseen models, mean over "
         "data sets; 94 % is claimed for it and was counted for the statistic above",
         Estimate(*[CANCER_HITS / CANCER_FLAGS] * 3, 0, 0), RETRAINED,
         predicted("all", "screen_published")),
        ("gaussian_half", "Gaussian formula: flips of unseen models where it says 31 % to 50 %",
         said_by_formula(0.5), RETRAINED, flips_by_formula(0.5)),
        ("gaussian_quarter", "Gaussian formula: the same where it says 16 % to 31 %",
         said_by_formula(1.0), RETRAINED, flips_by_formula(1.0)),
        ("sign_spearman", "minority fraction of a sign: rank correlation with its flips, here on "
         "unseen models (published: not said on which)",
         Estimate(0.95, 0.92, 0.98, 0, 0), SEEDS, signs),
    ]  # fmt: skip
    found = []
    for key, words, said, protocol, estimate in judged:
        if protocol not in survey.protocols:
            continue
        every = [estimate(p).value for p in survey.protocols]
        known = [v for v in every if np.isfinite(v)]
        here = estimate(protocol)
        if np.isfinite(here.value):
            others = (min(known), max(known))
            found.append(Claim(key, words, said, protocol, here, others, len(judged)))
    return found


def _unstable(row: Published) -> bool:
    return row.verdict == "unstable"


def _published_share(rows: Sequence[Published], holds: Callable[[Published], bool]) -> Estimate:
    """A published share counted as we count: families weigh one, time-outs are left out."""
    values = pd.Series([float(holds(r)) for r in rows])
    return family_share(values, pd.Series([r.family for r in rows]))


def _counted(count: float, n: float) -> Estimate:
    if not n > 0:
        return NOTHING
    low, high = wilson_interval(count, n, CONFIDENCE)
    return Estimate(float(count / n), float(low), float(high), 1, 1)


def _mean_of(values: Sequence[float]) -> Estimate:
    """A mean with its t interval."""
    n, mean = len(values), float(np.mean(values))
    half = stats.t.isf((1 - CONFIDENCE) / 2, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    return Estimate(mean, mean - half, min(mean + half, 1.0), n, n)


def _of_table(table: pd.DataFrame, name: str, **where: str) -> Estimate:
    inside = np.logical_and.reduce([table[k] == v for k, v in where.items()])
    return _estimate(table[inside].iloc[0], name)


def _estimate(row: pd.Series, name: str) -> Estimate:
    n = int(row[f"{name}_families"])
    return Estimate(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]), n, n)


def by_pairs(survey: Survey, rows: Sequence[Published]) -> pd.DataFrame:
    """`Survey.verdicts_by_tests` beside the published verdicts in the same bins.

    Adds `published` and `published_unstable`, numbers of data sets.
    """
    table = survey.verdicts_by_tests
    if table.empty:
        return table
    place = np.digitize([r.n_pairs for r in rows], PAIR_EDGES)
    unstable = np.array([_unstable(r) for r in rows])
    bins = [PAIR_EDGES.index(low) + 1 for low in table["low"]]
    return table.assign(
        published=[int((place == i).sum()) for i in bins],
        published_unstable=[int(unstable[place == i].sum()) for i in bins],
    )


def standardised(survey: Survey, rows: Sequence[Published], protocol: str = PUBLISHED) -> Estimate:
    """Our share under the published rule if data sets had the published numbers of collinear pairs.

    Parameters
    ----------
    survey : Survey
        Ours.
    rows : sequence of Published
        Whose numbers of pairs; families weigh one.
    protocol : str
        Under which of our protocols.

    Returns
    -------
    Estimate
        Direct standardisation: our share in each bin of collinear pairs, weighed by the published
        share of the bin. The interval combines Wilson's of the bins (MOVER, Zou and Donner 2008);
        NaN where a bin that counts has no data set.
    """
    frame = survey.of(protocol)
    if frame.empty:
        return NOTHING
    place = np.digitize(frame["collinear_pairs"], PAIR_EDGES)
    weight = one_over_size(pd.Series([r.family for r in rows])).to_numpy()
    wanted = np.bincount(
        np.digitize([r.n_pairs for r in rows], PAIR_EDGES), weight, len(PAIR_EDGES) + 1
    )
    value, below, above = 0.0, 0.0, 0.0
    for i in np.flatnonzero(wanted):
        part = wanted[i] / wanted.sum()
        inside = frame[place == i]
        e = survey.endpoint(protocol, "collinear_observed", inside)
        value += part * e.value
        below += (part * (e.value - e.low)) ** 2
        above += (part * (e.high - e.value)) ** 2
    return Estimate(
        float(value),
        float(value - math.sqrt(below)) if np.isfinite(value) else np.nan,
        float(value + math.sqrt(above)) if np.isfinite(value) else np.nan,
        len(frame),
        frame["family"].nunique(),
    )


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
