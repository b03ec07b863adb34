"""What the rows of a survey say: prevalence, what it depends on, and how predictors do."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from dash.errors import InputError
from datasets_survey.families import (
    Estimate,
    family_mean,
    family_ratio,
    family_share,
    family_weights,
    one_over_size,
    percentiles,
)
from datasets_survey.measures import ASSOCIATION_EDGES, TOP, UNSTABLE
from datasets_survey.predictors import BIN_EDGES
from diagnostics.result import Result, jsonable

#: The protocol of the published survey, ours, and the one nearest to the published experiments on
#: screens and predictors, which retrain with other seeds on a fixed split.
PUBLISHED, RETRAINED, SEEDS = "published-code", "xgboost-bootstrap", "xgboost-seed"

#: Endpoints: key, words, whether it is a share of data sets or a mean of probabilities, and the
#: value of each row, missing where the row cannot answer.
ENDPOINTS: dict[str, tuple[str, str, Callable[[pd.DataFrame], pd.Series]]] = {
    "collinear_observed": (
        "a collinear pair is seen to flip in more than 10 % of the models (the published rule)",
        "share",
        lambda f: _holds(f, "collinear_observed"),
    ),
    "all_observed": ("any pair is seen to flip", "share", lambda f: _holds(f, "all_observed")),
    "top5_observed": (
        "a pair with one of the first five features is seen to flip",
        "share",
        lambda f: _holds(f, "top5_observed"),
    ),
    "collinear_claimed": (
        "a collinear pair is claimed to flip (Holm)",
        "share",
        lambda f: _holds(f, "collinear_flips_holm"),
    ),
    "all_claimed": (
        "any pair is claimed to flip (Holm)",
        "share",
        lambda f: _holds(f, "all_flips_holm"),
    ),
    "top5_claimed": (
        "a pair with one of the first five features is claimed to flip (Holm)",
        "share",
        lambda f: _holds(f, "top5_flips_holm"),
    ),
    "first_below_90": (
        "no feature comes first in 90 % of the models",
        "share",
        lambda f: (_leading(f) < 0.9 - 1e-9).where(_leading(f).notna()).astype(float),
    ),
    "first_not_unanimous": (
        "some model names another first feature than the others",
        "share",
        lambda f: (_leading(f) < 1.0).where(_leading(f).notna()).astype(float),
    ),
    "top1_change": (
        "probability that two retrainings name different first features",
        "mean",
        lambda f: f["top1_change"].astype(float),
    ),
    "top3_change": (
        "probability that two retrainings name different sets of the first three",
        "mean",
        lambda f: f["top3_change"].where(f["n_features"] > 3).astype(float),
    ),
    "top5_change": (
        "probability that two retrainings name different sets of the first five",
        "mean",
        lambda f: f["top5_change"].where(f["n_features"] > TOP).astype(float),
    ),
}


def _holds(frame: pd.DataFrame, field: str) -> pd.Series:
    return (frame[field] > 0).astype(float)


def _leading(frame: pd.DataFrame) -> pd.Series:
    """Share of the models in which the most frequent first feature comes first."""
    return frame["leaders"].map(lambda v: v[0][1] if isinstance(v, list) and v else np.nan)


#: Endpoints of the detailed tables.
SHOWN = ("collinear_observed", "first_below_90", "top3_change")

#: Lower ends of the bins of how many collinear pairs a data set has.
PAIR_EDGES = (0, 1, 3, 7, 21, 61)

#: Descriptors: key, words, lower ends of the bins.
DESCRIPTORS: dict[str, tuple[str, tuple[float, ...]]] = {
    "max_association": ("strongest association", (0.0, 0.5, 0.7, 0.9, 0.99)),
    "n_rows": ("rows used", (-np.inf, 200, 500, 1000, 2000)),
    "n_features": ("features", (2, 5, 10, 20, 50)),
    "collinear_pairs": ("collinear pairs", PAIR_EDGES),
    "skill": ("skill (2 AUC - 1, or R²)", (-np.inf, 0.2, 0.4, 0.6, 0.8)),
}
#: What is related to the descriptors by ranks.
RELATED = {
    "all_mean_flip": "mean flip rate, all pairs",
    "collinear_mean_flip": "mean flip rate, collinear pairs",
    "top1_change": "change of the first feature",
    "top3_change": "change of the first three",
}
EXPLAINING = ("max_association", "mean_association", "n_rows", "n_features", "skill")

RATES = {
    "gaussian": "Gaussian formula, Φ(-SNR)",
    "minority": "minority fraction of the pair",
    "jeffreys": "minority fraction, Jeffreys",
    "independent": "from each feature's own mean and spread",
}
SCREENS = {
    "screen_paired": "screen of one model",
    "screen_published": "screen of one model, published standard error",
    "splits": "split counts over half of the models",
    "splits_in_sample": "split counts over all models, judged on the same models",
}


@dataclass(frozen=True, eq=False)
class Survey(Result):
    """The rows of a survey and what follows from them.

    Attributes
    ----------
    settings : dict
        Seed, versions and protocols of the run.
    rows : DataFrame
        All rows, one for each data set and protocol.

    Notes
    -----
    Each table is computed when it is first asked for. Intervals are at 95 %. Those of shares are
    Wilson's for as many trials as there are families. The value of a family is the mean over its
    data sets, which may be a fraction; its variance is then less than that of zeros and ones with
    the same mean, so that Wilson's interval is wider than need be. All others are percentiles of
    a bootstrap that draws families, and there is none for fewer than ten families. Both describe
    how much an estimate would vary if the families were drawn at random from many like them: the
    tables that packages carry to teach and to test are no sample of those that people work with.

    Examples
    --------
    >>> from datasets_survey.store import Store, stored_run
    >>> survey = Survey.from_store(Store.open(stored_run()))
    >>> survey.endpoint("published-code", "collinear_observed").families > 200
    True
    """

    settings: dict[str, Any]
    rows: pd.DataFrame

    @classmethod
    def from_store(cls, store) -> Survey:
        """All rows of a `Store`.

        Raises
        ------
        InputError
            If no row of it is done.
        """
        rows = store.rows()
        if not any(r["status"] == "done" for r in rows):
            raise InputError(f"{store.path} has no data set that is done: nothing can be reported.")
        return cls(store.settings, pd.DataFrame(rows))

    def to_frame(self) -> pd.DataFrame:
        """The rows that are done."""
        return self.done

    def to_json(self, *, indent: int | None = None) -> str:
        """Settings and rows as JSON; `datasets_survey.report.tables` has what follows from them."""
        content = {"settings": self.settings, "rows": self.rows.to_dict("records")}
        return json.dumps(jsonable(content), indent=indent, ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        done = self.done
        return (
            f"Survey of {done['dataset'].nunique()} data sets in {done['family'].nunique()} "
            f"families under {len(self.protocols)} protocols"
        )

    @functools.cached_property
    def done(self) -> pd.DataFrame:
        """The rows that are done, with `skill`, and every field that a row may have."""
        rows = self.rows[self.rows["status"] == "done"].reset_index(drop=True)
        missing = [c for c in _possible_fields() if c not in rows]
        rows = pd.concat([rows, pd.DataFrame(np.nan, rows.index, missing)], axis=1)
        score = rows["score"].astype(float)
        return rows.assign(skill=score.where(rows["learned"] == "regression", 2 * score - 1))

    @functools.cached_property
    def protocols(self) -> tuple[str, ...]:
        """The protocols with a row that is done, in the order of the settings."""
        present = set(self.done["protocol"])
        return tuple(p for p in self.settings["protocols"] if p in present)

    def of(self, protocol: str) -> pd.DataFrame:
        """The rows of one protocol that are done."""
        return self.done[self.done["protocol"] == protocol].reset_index(drop=True)

    @functools.cached_property
    def coverage(self) -> pd.DataFrame:
        """Rows by protocol and status; a row for each protocol."""
        table = pd.crosstab(self.rows["protocol"], self.rows["status"])
        return table.reindex([p for p in self.settings["protocols"] if p in table.index])

    @functools.cached_property
    def not_done(self) -> pd.DataFrame:
        """Data sets that count and could not be done: dataset, protocols, status, reason."""
        lost = self.rows[~self.rows["status"].isin(["done", "excluded"])]
        if lost.empty:
            return pd.DataFrame(columns=["dataset", "status", "reason", "protocols"])
        grouped = lost.groupby(["dataset", "status", "reason"], sort=True)["protocol"]
        return grouped.agg(", ".join).rename("protocols").reset_index()

    def endpoint(self, protocol: str, key: str, rows: pd.DataFrame | None = None) -> Estimate:
        """Share of the data sets for which an endpoint holds, or mean of a probability.

        Parameters
        ----------
        protocol : str
            Name of a protocol.
        key : str
            A key of `ENDPOINTS`.
        rows : DataFrame, optional
            Rows of that protocol; default all that are done.

        Returns
        -------
        Estimate
            Of a share Wilson's interval, of a mean a bootstrap over families.
        """
        frame = self.of(protocol) if rows is None else rows
        _, kind, value = ENDPOINTS[key]
        estimate = family_share if kind == "share" else family_mean
        return estimate(value(frame), frame["family"])

    @functools.cached_property
    def prevalence(self) -> pd.DataFrame:
        """Share of the data sets, for each protocol and endpoint."""
        return pd.DataFrame(
            [
                {"protocol": p, "endpoint": e, **vars(self.endpoint(p, e))}
                for p in self.protocols
                for e in ENDPOINTS
            ]
        )

    @functools.cached_property
    def which_count(self) -> pd.DataFrame:
        """The published endpoint and the change of the first three, over parts of the survey."""
        parts = {
            "all": lambda f: f["dataset"] == f["dataset"],
            "tier A alone": lambda f: f["tier"] == "A",
            "tier B alone": lambda f: f["tier"] == "B",
            "classification": lambda f: f["task"] == "classification",
            "regression": lambda f: f["task"] == "regression",
            "with a collinear pair": lambda f: f["collinear_pairs"] > 0,
            "models beat a constant": lambda f: f["dataset"].isin(self._beating),
            "without simulated data": lambda f: ~f["simulated"].astype(bool),
        }
        found = []
        for protocol in self.main:
            frame = self.of(protocol)
            for label, inside in parts.items():
                place = {"protocol": protocol, "part": label}
                found += self._shown(protocol, frame[inside(frame)], place)
        return pd.DataFrame(found)

    @property
    def main(self) -> list[str]:
        """The two protocols that detailed tables are about, where they were run."""
        return [p for p in (PUBLISHED, RETRAINED) if p in self.protocols] or [self.protocols[0]]

    @functools.cached_property
    def _beating(self) -> set[str]:
        """Data sets on which the models of some protocol are shown to beat a constant."""
        return set(self.done.loc[self.done["beats_constant"].eq(True), "dataset"])

    @functools.cached_property
    def between_protocols(self) -> pd.DataFrame:
        """How far the protocols agree, data set by data set.

        Over data sets with a collinear pair under both. `same_verdict`: share of them that both
        call stable or both unstable by the published rule; `by_chance`: what it would be if the two
        verdicts were independent. `only_first`, `only_second`: called unstable by one alone.
        `spearman`: rank correlation of the probability that the first three change.
        """
        verdicts = self._wide("collinear_observed") > 0
        known = self._wide("collinear_pairs") > 0
        changes = self._wide("top3_change").where(self._wide("n_features") > 3)
        found = []
        for i, a in enumerate(self.protocols):
            for b in self.protocols[i + 1 :]:
                both = known[a] & known[b]
                first, second = verdicts.loc[both, a], verdicts.loc[both, b]
                p, q = first.mean(), second.mean()
                found.append(
                    {
                        "first": a,
                        "second": b,
                        "datasets": int(both.sum()),
                        "same_verdict": float((first == second).mean()),
                        "by_chance": float(p * q + (1 - p) * (1 - q)),
                        "only_first": float((first & ~second).mean()),
                        "only_second": float((second & ~first).mean()),
                        "spearman": _spearman(changes[a], changes[b]),
                    }
                )
        return pd.DataFrame(found)

    @functools.cached_property
    def like_with_like(self) -> pd.DataFrame:
        """Endpoints over the same data sets under all protocols.

        `part`: "done under all", and "the same features and collinear pairs", where the protocols
        differ in models and rows alone.
        """
        if len(self.protocols) < 2:
            return pd.DataFrame()
        features, pairs = self._wide("n_features"), self._wide("collinear_pairs")
        every = features.notna().all(axis=1)
        alike = every & (features.nunique(axis=1) == 1) & (pairs.nunique(axis=1) == 1)
        found = []
        for part, inside in (
            ("done under all", every),
            ("the same features and collinear pairs", alike),
        ):
            keys = inside.index[inside]
            for protocol in self.protocols:
                frame = self.of(protocol)
                place = {"part": part, "protocol": protocol}
                found += self._shown(protocol, frame[frame["dataset"].isin(keys)], place)
        return pd.DataFrame(found)

    def _shown(
        self, protocol: str, rows: pd.DataFrame, where: dict[str, Any], *, limits: str = ""
    ) -> list[dict[str, Any]]:
        """A line for each endpoint of the detailed tables; `limits` begins the names of both."""
        found = []
        for key in SHOWN:
            e = self.endpoint(protocol, key, rows)
            line = {
                "endpoint": key,
                "value": e.value,
                f"{limits}low": e.low,
                f"{limits}high": e.high,
            }
            found.append({**where, **line, "datasets": e.datasets, "families": e.families})
        return found

    def _wide(self, field: str) -> pd.DataFrame:
        return self.done.pivot(index="dataset", columns="protocol", values=field)

    @functools.cached_property
    def by_descriptor(self) -> pd.DataFrame:
        """Prevalence in bins of what describes the data, for the two main protocols."""
        found = []
        for protocol in self.main:
            frame = self.of(protocol)
            for descriptor, (_, edges) in DESCRIPTORS.items():
                place = np.digitize(frame[descriptor].astype(float), edges)
                for i, low in enumerate(edges, start=1):
                    rows = frame[place == i]
                    if rows.empty:
                        continue
                    high = edges[i] if i < len(edges) else np.inf
                    where = {
                        "protocol": protocol,
                        "descriptor": descriptor,
                        "low": low,
                        "high": high,
                    }
                    found += self._shown(protocol, rows, where, limits="share_")
        return pd.DataFrame(found)

    @functools.cached_property
    def relations(self) -> pd.DataFrame:
        """Rank correlations of instability with what describes the data.

        `spearman` is the plain one; `partial` is that of what is left of both after a linear
        regression of their ranks on the ranks of the other descriptors. Data sets weigh one over
        the size of their family; intervals from a bootstrap over families.
        """
        found = []
        for protocol in self.main:
            frame = self.of(protocol)
            for outcome in RELATED:
                found += _relations(frame, outcome, protocol)
        return pd.DataFrame(found)

    @functools.cached_property
    def by_association(self) -> pd.DataFrame:
        """Pairs in bins of their association: how often they flip, for each protocol.

        `mean_flip` and `unstable`: each family weighs one in a bin in which it has pairs.
        `pooled_unstable`: every pair weighs one.
        """
        found = []
        for protocol in self.protocols:
            frame = self.of(protocol)
            pairs, observed, flips = (
                np.array(frame[f"bins_{k}"].tolist(), dtype=float)
                for k in ("pairs", "observed", "flip")
            )
            for i, low in enumerate(ASSOCIATION_EDGES[:-1]):
                some = pairs[:, i] > 0
                if not some.any():
                    continue
                family = frame.loc[some, "family"]
                n = pairs[some, i]
                flip = family_mean(pd.Series(flips[some, i] / n, family.index), family)
                unstable = family_mean(pd.Series(observed[some, i] / n, family.index), family)
                found.append(
                    {
                        "protocol": protocol,
                        "low": low,
                        "high": ASSOCIATION_EDGES[i + 1],
                        "pairs": int(n.sum()),
                        "datasets": int(some.sum()),
                        "mean_flip": flip.value,
                        "mean_flip_low": flip.low,
                        "mean_flip_high": flip.high,
                        "unstable": unstable.value,
                        "unstable_low": unstable.low,
                        "unstable_high": unstable.high,
                        "pooled_unstable": float(observed[some, i].sum() / n.sum()),
                    }
                )
        return pd.DataFrame(found)

    def not_collinear(self, protocol: str) -> tuple[Estimate, Estimate]:
        """Share of the pairs whose association is at most 0.5: of the unstable ones, and of all.

        Means over families of the data sets that have an unstable pair.
        """
        frame = self.of(protocol)
        frame = frame[frame["all_observed"] > 0]
        unstable = 1 - frame["collinear_observed"] / frame["all_observed"]
        every = 1 - frame["collinear_pairs"] / frame["all_pairs"]
        return family_mean(unstable, frame["family"]), family_mean(every, frame["family"])

    @functools.cached_property
    def predictors(self) -> pd.DataFrame:
        """How each predictor does on models that it has not seen, for each protocol and scope.

        `precision` and `recall`: of the flags, how many pairs flip in more than 10 % of the
        held-out models, and of those pairs how many are flagged; means over families of data sets
        in which they are defined. `base`: precision of flags at random in the same data sets.
        `pooled_…`: all pairs together, so that wide tables decide. `spearman`: mean rank
        correlation. `skill`: share of the variation of the true flip rates that the predictor
        explains beyond one rate for each data set, 1 - (mse - noise)/(constant - noise), sums
        over families of means over pairs; `noise` is what the binomial noise of the judging
        models adds. Intervals `_low`, `_high`.
        """
        found = []
        for protocol in self.protocols:
            frame = self.of(protocol)
            for scope in ("all", "collinear"):
                for name in (*RATES, *SCREENS):
                    found.append(
                        {"protocol": protocol, "scope": scope, "predictor": name}
                        | _predictor(frame, f"{scope}_", name)
                    )
        return pd.DataFrame(found)

    @functools.cached_property
    def signs(self) -> pd.DataFrame:
        """The published minority fraction, about the sign of a feature, on unseen models."""
        found = []
        for protocol in self.protocols:
            frame = self.of(protocol)
            frame = frame[frame["signs_judged"].fillna(0) > 0]
            for name in ("minority", "gaussian"):
                row = {"protocol": protocol, "predictor": name}
                row |= _flags(frame, f"signs_{name}_")
                row |= _named(
                    "spearman", family_mean(frame[f"signs_{name}_spearman"], frame["family"])
                )
                found.append(row)
        return pd.DataFrame(found)

    @functools.cached_property
    def calibration(self) -> pd.DataFrame:
        """Predicted flip rates against the share of held-out models, in bins of the prediction.

        `flips`: share of held-out models against the order predicted, with a bootstrap over
        families. A family weighs as its share of pairs in the bin, at most one.
        """
        found = []
        for protocol in self.protocols:
            frame = self.of(protocol)
            for scope in ("all", "collinear"):
                for name in RATES:
                    found += _calibration(frame, f"{scope}_{name}_", protocol, scope, name)
        return pd.DataFrame(found)

    @functools.cached_property
    def in_sample(self) -> pd.DataFrame:
        """What the arithmetic alone brings: rank correlations on the same and on other models.

        Columns: `held_out` and `same_models` of the Gaussian formula, and both with features
        shuffled within each model.
        """
        found = []
        for protocol in self.protocols:
            frame = self.of(protocol)
            row: dict[str, Any] = {"protocol": protocol}
            for key, field in (
                ("held_out", "gaussian_spearman_halvings"),
                ("same_models", "gaussian_in_sample"),
                ("held_out_shuffled", "null_spearman"),
                ("same_models_shuffled", "null_in_sample"),
            ):
                row |= _named(key, family_mean(frame[field], frame["family"]))
            found.append(row)
        return pd.DataFrame(found)

    @functools.cached_property
    def verdicts_by_tests(self) -> pd.DataFrame:
        """The published verdict against how many pairs it was tried on.

        `if_stable`: the share that would be called unstable if every pair flipped in 5 % of the
        models and pairs were independent: what trying many pairs does by itself.
        """
        frame = self.of(PUBLISHED) if PUBLISHED in self.protocols else self.done.iloc[:0]
        edges = PAIR_EDGES
        place = np.digitize(frame["collinear_pairs"], edges)
        found = []
        for i, low in enumerate(edges, start=1):
            rows = frame[place == i]
            if rows.empty:
                continue
            n, m = rows["collinear_pairs"].to_numpy(), rows["n_models"].to_numpy(dtype=int)
            false = stats.binom.sf(np.floor(UNSTABLE * m), m, 0.05)
            found.append(
                {
                    "low": low,
                    "high": edges[i] - 1 if i < len(edges) else np.inf,
                    "datasets": len(rows),
                    "unstable": int((rows["collinear_observed"] > 0).sum()),
                    "if_stable": float((1 - (1 - false) ** n).mean()),
                }
            )
        return pd.DataFrame(found)


@functools.cache
def _possible_fields() -> tuple[str, ...]:
    """Fields that a row lacks where it has nothing to say: a table without collinear pairs."""
    fields = ["leaders", "seconds", "finished", "signs_judged", "signs_gaussian_in_sample"]
    fields += ["null_spearman", "null_in_sample", "gaussian_spearman_halvings"]
    fields += ["gaussian_in_sample", "collinear_mean_flip", "beats_constant"]
    table = ("tp", "fp", "fn", "tn", "spearman")
    fields += [f"signs_{name}_{k}" for name in ("minority", "gaussian") for k in table]
    for scope in ("all", "collinear"):
        fields += [f"{scope}_{k}" for k in ("noise", "constant_mse")]
        fields += [f"{scope}_{name}_{k}" for name in (*RATES, *SCREENS) for k in table]
        rate = ("mse", "bins_n", "bins_predicted", "bins_flips")
        fields += [f"{scope}_{name}_{k}" for name in RATES for k in rate]
    return tuple(fields)


def _named(name: str, estimate: Estimate) -> dict[str, float]:
    return {
        name: estimate.value,
        f"{name}_low": estimate.low,
        f"{name}_high": estimate.high,
        f"{name}_families": estimate.families,
    }


def _spearman(a: pd.Series, b: pd.Series) -> float:
    both = a.notna() & b.notna()
    if a[both].nunique() < 2 or b[both].nunique() < 2:
        return np.nan
    return float(stats.spearmanr(a[both].astype(float), b[both].astype(float)).statistic)


def _flags(frame: pd.DataFrame, prefix: str) -> dict[str, Any]:
    """Precision and recall of flags, by family and pooled."""
    columns = [f"{prefix}{k}" for k in ("tp", "fp", "fn", "tn")]
    tp, fp, fn, tn = (frame[c].fillna(0).astype(float) for c in columns)
    family = frame["family"]
    row: dict[str, Any] = {"datasets": int(((tp + fp + fn + tn) > 0).sum())}
    flagged, unstable, every = tp + fp, tp + fn, tp + fp + fn + tn
    row |= _named("precision", family_mean((tp / flagged).where(flagged > 0), family))
    row |= _named("base", family_mean((unstable / every).where(flagged > 0), family))
    row |= _named("recall", family_mean((tp / unstable).where(unstable > 0), family))
    row |= _named("flagged", family_mean((flagged / every).where(every > 0), family))
    row |= _named("pooled_precision", family_ratio(tp, flagged, family))
    row |= _named("pooled_base", family_ratio(unstable, every, family))
    row |= _named("pooled_recall", family_ratio(tp, unstable, family))
    return row


def _predictor(frame: pd.DataFrame, scope: str, name: str) -> dict[str, Any]:
    prefix = f"{scope}{name}_"
    family = frame["family"]
    row = _flags(frame, prefix)
    row |= _named("spearman", family_mean(frame[f"{prefix}spearman"].astype(float), family))
    if name in RATES:
        noise, constant = frame[f"{scope}noise"], frame[f"{scope}constant_mse"]
        mse = frame[f"{prefix}mse"]
        known = mse.notna() & noise.notna() & constant.notna()
        weight = one_over_size(family)[known]
        left = family_ratio(
            (mse - noise)[known] * weight, (constant - noise)[known] * weight, family[known]
        )
        row |= {"skill": 1 - left.value, "skill_low": 1 - left.high, "skill_high": 1 - left.low}
    return row


def _calibration(
    frame: pd.DataFrame, prefix: str, protocol: str, scope: str, name: str
) -> list[dict[str, Any]]:
    columns = [f"{prefix}bins_{k}" for k in ("n", "predicted", "flips")]
    counts = frame.loc[frame[columns[0]].map(np.sum, na_action="ignore") > 0, columns]
    if counts.empty:
        return []
    n, predicted, flips = (np.array(counts[c].tolist(), dtype=float) for c in counts)
    family = frame.loc[counts.index, "family"]
    # A data set weighs as its share of pairs in the bin, not as their number, a family as one.
    size = n.sum(axis=1, keepdims=True) / one_over_size(family).to_numpy()[:, None]
    n_share, predicted, flips = n / size, predicted / size, flips / size
    found = []
    for i, low in enumerate(BIN_EDGES[:-1]):
        if not n[:, i].any():
            continue
        below = pd.Series(n_share[:, i], family.index)
        rate = family_ratio(pd.Series(flips[:, i], family.index), below, family)
        said = family_ratio(pd.Series(predicted[:, i], family.index), below, family)
        found.append(
            {
                "protocol": protocol,
                "scope": scope,
                "predictor": name,
                "low": float(low),
                "high": float(BIN_EDGES[i + 1]),
                "pairs": int(n[:, i].sum()),
                "datasets": int((n[:, i] > 0).sum()),
                "predicted": said.value,
                **_named("flips", rate),
            }
        )
    return found


def _relations(frame: pd.DataFrame, outcome: str, protocol: str) -> list[dict[str, Any]]:
    columns = [outcome, *EXPLAINING]
    data = frame[[*columns, "family"]].dropna()
    if outcome == "top3_change":
        data = data[frame.loc[data.index, "n_features"] > 3]
    if len(data) < 3 * len(columns):
        return []
    ranked = data[columns].astype(float).rank()
    # Scores of classifiers and of regressions are no common scale: ranks within each.
    kind = frame.loc[data.index, "learned"] == "regression"
    ranked["skill"] = data["skill"].groupby(kind).rank(pct=True)
    ranks = ranked.to_numpy()
    codes = pd.factorize(data["family"])[0]
    weight = 1 / np.bincount(codes)[codes]
    plain, partial = _correlations(ranks, weight)
    draws = family_weights(codes.max() + 1)[:, codes] * weight
    sampled = np.array([np.concatenate(_correlations(ranks, w)) for w in draws if w.any()])
    found = []
    for i, descriptor in enumerate(EXPLAINING):
        row = {"protocol": protocol, "outcome": outcome, "descriptor": descriptor}
        row |= {"datasets": len(data), "families": int(codes.max()) + 1}
        for name, value, draw in (
            ("spearman", plain[i], sampled[:, i]),
            ("partial", partial[i], sampled[:, len(EXPLAINING) + i]),
        ):
            low, high = percentiles(draw)
            row |= {name: float(value), f"{name}_low": low, f"{name}_high": high}
        found.append(row)
    return found


def _correlations(ranks: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted correlations of the first column with each other one: plain, and partial."""
    centred = ranks - np.average(ranks, axis=0, weights=weight)
    covariance = (centred * weight[:, None]).T @ centred
    sd = np.sqrt(np.diag(covariance))
    if (sd < 1e-9).any():
        nothing = np.full(len(sd) - 1, np.nan)
        return nothing, nothing
    correlation = covariance / np.outer(sd, sd)
    precision = np.linalg.pinv(correlation)
    scale = np.sqrt(np.outer(np.diag(precision), np.diag(precision)))
    return correlation[0, 1:], (-precision / scale)[0, 1:]
