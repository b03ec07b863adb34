"""The fairness report as data: all that a rendering shows, and nothing that it must compute."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from dash.report.data import Report, from_json
from diagnostics.result import Result, jsonable

SCHEMA = "dash-attribution/fairness"
SCHEMA_VERSION = 1

#: The three verdicts on an attribute.
RELIES, DOES_NOT_RELY, CANNOT_BE_TOLD = "relies", "does not rely", "cannot be told"


@dataclass(frozen=True)
class FairnessVerdict:
    """The answer: one sentence on all attributes together, then a few more."""

    sentence: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class AuditedFeature:
    """A feature that stands for a protected attribute: the attribute itself, or a proxy of it.

    `role` is "protected" or "proxy". Ranks are simultaneous intervals over all features;
    `top_share` is the share of single models that have the feature among the top k.
    """

    name: str
    role: str
    rank: int
    rank_low: int
    rank_high: int
    share: float
    share_low: float
    share_high: float
    top_share: float
    top_low: float
    top_high: float


@dataclass(frozen=True)
class SetTotal:
    """The attribute and its proxies taken together, as one player beside the other features."""

    features: tuple[str, ...]
    share: float
    share_low: float
    share_high: float
    rank: int
    rank_low: int
    rank_high: int
    n_players: int


@dataclass(frozen=True)
class ProxyRow:
    """How much one feature tells about a protected attribute.

    `association` is `measure` (|Spearman|, correlation ratio or Cramér's V), `auc` how well the
    attribute is predicted from this feature alone on rows held out, `null_auc` the 95 % quantile of
    that under permutation, `p_adjusted` its p-value corrected over the features by the largest of
    each permutation.
    """

    name: str
    association: float
    measure: str
    auc: float
    null_auc: float
    p_adjusted: float
    is_proxy: bool
    same_group: bool


@dataclass(frozen=True)
class Predictability:
    """How well all other features together predict a protected attribute; NaN without any."""

    auc: float
    null_mean: float
    null_auc: float
    p_value: float
    n_permutations: int
    sentence: str


@dataclass(frozen=True)
class SingleModelVerdict:
    """What an audit of one retrained model alone would say.

    `flagged` is the share of models in which the attribute or a proxy is among the top k, `wrong`
    the share whose answer differs from the one that the mean over models gives; both with exact
    intervals. `mean_flags` is that answer.
    """

    rule: str
    mean_flags: bool
    flagged: float
    flagged_low: float
    flagged_high: float
    wrong: float
    wrong_low: float
    wrong_high: float
    sentence: str


@dataclass(frozen=True)
class AuditPair:
    """A pair of features on which the verdict rests: `feature` stands for the attribute."""

    feature: str
    other: str
    decision: str
    higher: str
    mean_difference: float
    flip_rate: float
    flip_low: float
    flip_high: float
    p_adjusted: float
    holds_for_new_sample: bool | None
    sentence: str


@dataclass(frozen=True)
class AttributeAudit:
    """The audit of one protected attribute; `verdict` is one of the three.

    It is relied on when the features that stand for it are, together, among the first `top_k`.
    """

    attribute: str
    in_model: bool
    levels: tuple[str, ...]
    top_k: int
    verdict: str
    sentence: str
    evidence: tuple[str, ...]
    features: tuple[AuditedFeature, ...]
    total: SetTotal | None
    proxies: tuple[ProxyRow, ...]
    predictability: Predictability
    single_model: SingleModelVerdict | None
    pairs: tuple[AuditPair, ...]


@dataclass(frozen=True)
class JointAudit:
    """Several attributes audited on the same single model.

    `counted` is the share of models in which at least one single-model verdict is wrong, counted on
    the same models; `independent` what independence of the audits would give; `lower` and `upper`
    what any dependence allows.
    """

    attributes: tuple[str, ...]
    counted: float
    low: float
    high: float
    independent: float
    lower: float
    upper: float
    n_models: int
    sentence: str


@dataclass(frozen=True)
class OutcomeRow:
    """Outcome metrics of one group, each with its bootstrap interval; NaN where undefined."""

    group: str
    n_rows: int
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class OutcomeTable:
    """Outcomes for the groups of one attribute; one value a metric in each row.

    `compared` says what `differences` are: the second group minus the first, with an interval that
    can hold zero; or, for more than two groups, the largest difference, with the permutation
    p-value of no difference and no interval, because that of a range cannot hold zero.
    `undefined` says for each metric what a group without a value lacks. `by_group` is whether rows
    were resampled in the groups in which they stay together.
    """

    attribute: str
    metrics: tuple[str, ...]
    rows: tuple[OutcomeRow, ...]
    compared: str
    differences: tuple[float, ...]
    difference_low: tuple[float, ...]
    difference_high: tuple[float, ...]
    difference_p: tuple[float, ...]
    undefined: tuple[str, ...]
    by_group: bool
    sentence: str


@dataclass(frozen=True)
class ReferenceFeature:
    """One feature in the audited model beside the retrained ones, explained on the same rows."""

    name: str
    rank: int
    share: float
    ensemble_rank: float
    ensemble_rank_low: float
    ensemble_rank_high: float
    ensemble_share: float
    unusual: bool


@dataclass(frozen=True)
class ReferencePair:
    """Two features whose order in the audited model is an accident, or contradicts the ensemble."""

    a: str
    b: str
    decision: str
    agreeing: float
    sentence: str


@dataclass(frozen=True)
class ReferenceModel:
    """An existing model placed within the retrained ensemble.

    `agreement` is Kendall's tau-b between its ranking and the mean one; `typical_*` the same for
    retrained models, each against the mean of the others; `p_value` the share of them that agree
    as little (with the model itself counted). `unusual_typical` is the number of features at an
    unusual place that a retrained model has on average; `accidents` and `contradicted` count all
    orders of the model, `pairs` lists the first.
    """

    name: str
    kind: str
    sha256: str
    features: tuple[ReferenceFeature, ...]
    agreement: float
    typical_agreement: float
    typical_low: float
    p_value: float
    unusual_typical: float
    accidents: int
    contradicted: int
    pairs: tuple[ReferencePair, ...]
    n_rows: int
    sentence: str


@dataclass(frozen=True)
class ConditionalRow:
    """Whether conditional SHAP separates a pair that marginal SHAP does not.

    Effects are standard deviations of the parts of an additive linear model; `gap` is
    (a - b) / (a + b), from -1 to 1.
    """

    feature: str
    other: str
    effect: float
    other_effect: float
    gap: float
    gap_low: float
    gap_high: float
    marginal_decision: str
    marginal_flip: float
    conditional_decision: str
    conditional_flip: float
    conditional_flip_low: float
    conditional_flip_high: float
    n_models: int
    escapes: bool
    sentence: str


@dataclass(frozen=True, repr=False)
class FairnessReport(Result):
    """A finished fairness audit; `screen` is the report of the screen that it stands on."""

    schema: str
    schema_version: int
    product_version: str
    created: str
    verdict: FairnessVerdict
    warnings: tuple[str, ...]
    top_k: int
    proxy_threshold: float
    attributes: tuple[AttributeAudit, ...]
    joint: JointAudit | None
    outcomes: tuple[OutcomeTable, ...]
    reference: ReferenceModel | None
    conditional: tuple[ConditionalRow, ...]
    may_claim: tuple[str, ...]
    may_not_claim: tuple[str, ...]
    disclosure: str
    next_steps: tuple[str, ...]
    versions: dict[str, str]
    seconds: float
    screen: Report

    def to_frame(self) -> pd.DataFrame:
        """One row an attribute: verdict, and how often one model would flag it."""
        return pd.DataFrame(
            [
                {
                    "attribute": a.attribute,
                    "verdict": a.verdict,
                    "share": None if a.total is None else a.total.share,
                    "flagged": None if a.single_model is None else a.single_model.flagged,
                    "auc": a.predictability.auc,
                    "sentence": a.sentence,
                }
                for a in self.attributes
            ]
        )

    def __repr__(self) -> str:
        return f"FairnessReport: {self.verdict.sentence}"

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report in its versioned JSON schema (docs/fairness-schema.json)."""
        return json.dumps(jsonable(self), indent=indent, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> FairnessReport:
        """Read back what `to_json` wrote.

        Raises
        ------
        InputError
            If the text is not JSON, or not a fairness report of this schema version.
        """
        return from_json(cls, text, SCHEMA, SCHEMA_VERSION, "run the audit again")
