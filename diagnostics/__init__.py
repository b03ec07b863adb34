"""The statistics of feature rankings: arrays in, results out; nothing here trains a model.

Two questions are kept apart. *Is the order of the population means known?* (`z_test`,
`stable_order`, `consensus`). *Would one retrained model show it?* (`pair_statistics`,
`majority_curve`).
"""

from diagnostics.agreement import (
    Agreement,
    agreement,
    kendall_w,
    mean_spearman,
    nogueira_stability,
    top_change_probability,
    top_changes,
    top_k_jaccard,
)
from diagnostics.comparison import RunComparison, compare_runs
from diagnostics.consensus import Consensus, consensus
from diagnostics.decisions import ZTest, z_test
from diagnostics.disparity import Disparity, disparity
from diagnostics.flips import (
    MinorityFraction,
    flip_tests,
    minority_fraction,
    proportion_interval,
    wilson_interval,
)
from diagnostics.groups import CollinearGroups, collinear_groups
from diagnostics.guards import (
    HeldOutScore,
    ZeroAttributions,
    constant_target,
    duplicate_columns,
    held_out_score,
    overlapping_rows,
    zero_attributions,
)
from diagnostics.multiplicity import adjust
from diagnostics.order import MajorityCurve, StableOrder, majority_curve, stable_order
from diagnostics.pairs import PairStatistics, pair_statistics
from diagnostics.placement import Placement, place_model
from diagnostics.proxies import ProxyScreen, permutation_p, proxy_screen
from diagnostics.sequential import sequential_z_test, spend
from diagnostics.signal import HeldOutSignal, beats_constant, model_score
from diagnostics.size import ensemble_size
from diagnostics.splits import SplitScreen, screen_splits
from diagnostics.theory import (
    at_least_one_wrong,
    attribution_ratio,
    combination_variance,
    difference_variance,
    disagreement_from_flip,
    efficiency_amplification,
    efficiency_covariance,
    finite_disagreement,
    first_mover,
    flip_at_z,
    flip_bound,
    flip_from_snr,
    mean_estimator_variance_floor,
    minority_alarm_power,
    order_information_bits,
    random_ranking_agreement,
    spearman_first_mover_bound,
    split_gap,
    triangle_bound,
)
from diagnostics.verdicts import (
    SingleModelAudits,
    random_set_comparison,
    single_model_audits,
)

__all__ = [
    "Agreement",
    "CollinearGroups",
    "Consensus",
    "Disparity",
    "HeldOutScore",
    "HeldOutSignal",
    "MajorityCurve",
    "MinorityFraction",
    "PairStatistics",
    "Placement",
    "ProxyScreen",
    "RunComparison",
    "SingleModelAudits",
    "SplitScreen",
    "StableOrder",
    "ZTest",
    "ZeroAttributions",
    "adjust",
    "agreement",
    "at_least_one_wrong",
    "attribution_ratio",
    "beats_constant",
    "collinear_groups",
    "combination_variance",
    "compare_runs",
    "consensus",
    "constant_target",
    "difference_variance",
    "disagreement_from_flip",
    "disparity",
    "duplicate_columns",
    "efficiency_amplification",
    "efficiency_covariance",
    "ensemble_size",
    "finite_disagreement",
    "first_mover",
    "flip_at_z",
    "flip_bound",
    "flip_from_snr",
    "flip_tests",
    "held_out_score",
    "kendall_w",
    "majority_curve",
    "mean_estimator_variance_floor",
    "mean_spearman",
    "minority_alarm_power",
    "minority_fraction",
    "model_score",
    "nogueira_stability",
    "order_information_bits",
    "overlapping_rows",
    "pair_statistics",
    "permutation_p",
    "place_model",
    "proportion_interval",
    "proxy_screen",
    "random_ranking_agreement",
    "random_set_comparison",
    "screen_splits",
    "sequential_z_test",
    "single_model_audits",
    "spearman_first_mover_bound",
    "spend",
    "split_gap",
    "stable_order",
    "top_change_probability",
    "top_changes",
    "top_k_jaccard",
    "triangle_bound",
    "wilson_interval",
    "z_test",
    "zero_attributions",
]
