"""Which parts of a feature ranking can be trusted: ensembles, attributions, tests, reports.

Everything public is importable from here. A module is loaded when one of its names is first used,
so that `import dash` and `dash-audit --help` are quick.
"""

from __future__ import annotations

import importlib
import warnings
from importlib.metadata import PackageNotFoundError, distribution

__version__ = "0.1.0"

#: Public name → where it lives. Also the list that documentation and `from dash import *` use.
_HOME = {
    "Agreement": "diagnostics",
    "Attributions": "dash.attributions",
    "CertificateStatus": "dash.report.data",
    "CollinearGroups": "diagnostics",
    "Consensus": "diagnostics",
    "DASH": "dash.estimator",
    "Disparity": "diagnostics",
    "Ensemble": "dash.ensemble",
    "FairnessAudit": "dash.fairness.audit",
    "FairnessReport": "dash.report.fairness_data",
    "HeldOutScore": "diagnostics",
    "HeldOutSignal": "diagnostics",
    "InputError": "dash.errors",
    "KernelUnavailable": "dash.proofs",
    "MajorityCurve": "diagnostics",
    "MinorityFraction": "diagnostics",
    "PairStatistics": "diagnostics",
    "Placement": "diagnostics",
    "Proofs": "dash.proofs",
    "ProxyScreen": "diagnostics",
    "Report": "dash.report",
    "ReportComparison": "dash.report.comparison",
    "Rules": "dash.workflow",
    "Screening": "dash.workflow",
    "RunComparison": "diagnostics",
    "ShapMeans": "dash.treeshap",
    "SingleModelAudits": "diagnostics",
    "SplitScreen": "diagnostics",
    "StableOrder": "diagnostics",
    "Table": "dash.table",
    "Theorem": "dash.proofs",
    "TreeShap": "dash.treeshap",
    "Trees": "dash.treeshap",
    "ZTest": "diagnostics",
    "ZeroAttributions": "diagnostics",
    "adjust": "diagnostics",
    "agreement": "diagnostics",
    "at_least_one_wrong": "diagnostics",
    "attribute": "dash.attributions",
    "attribution_ratio": "diagnostics",
    "beats_constant": "diagnostics",
    "build_report": "dash.report",
    "check_certificate": "dash.certificate.check",
    "collinear_groups": "diagnostics",
    "combination_variance": "diagnostics",
    "compare_reports": "dash.report.comparison",
    "compare_runs": "diagnostics",
    "conclude": "dash.workflow",
    "consensus": "diagnostics",
    "constant_target": "diagnostics",
    "difference_variance": "diagnostics",
    "disagreement_from_flip": "diagnostics",
    "disparity": "diagnostics",
    "duplicate_columns": "diagnostics",
    "efficiency_amplification": "diagnostics",
    "efficiency_covariance": "diagnostics",
    "ensemble_size": "diagnostics",
    "example_path": "dash.examples",
    "fairness_audit": "dash.fairness.audit",
    "finite_disagreement": "diagnostics",
    "first_mover": "diagnostics",
    "flip_at_z": "diagnostics",
    "flip_bound": "diagnostics",
    "flip_from_snr": "diagnostics",
    "flip_tests": "diagnostics",
    "held_out_score": "diagnostics",
    "kendall_w": "diagnostics",
    "majority_curve": "diagnostics",
    "mean_estimator_variance_floor": "diagnostics",
    "mean_spearman": "diagnostics",
    "minority_alarm_power": "diagnostics",
    "minority_fraction": "diagnostics",
    "model_score": "diagnostics",
    "nogueira_stability": "diagnostics",
    "order_information_bits": "diagnostics",
    "overlapping_rows": "diagnostics",
    "pair_statistics": "diagnostics",
    "permutation_p": "diagnostics",
    "place_model": "diagnostics",
    "proportion_interval": "diagnostics",
    "proxy_screen": "diagnostics",
    "random_ranking_agreement": "diagnostics",
    "random_set_comparison": "diagnostics",
    "read_table": "dash.table",
    "read_trees": "dash.treeshap",
    "read_report": "dash.report.reading",
    "render_html": "dash.report",
    "render_markdown": "dash.report",
    "render_terminal": "dash.report",
    "screen": "dash.workflow",
    "screen_splits": "diagnostics",
    "sequential_z_test": "diagnostics",
    "single_model_audits": "diagnostics",
    "spearman_first_mover_bound": "diagnostics",
    "spend": "diagnostics",
    "split_gap": "diagnostics",
    "stable_order": "diagnostics",
    "top_change_probability": "diagnostics",
    "top_changes": "diagnostics",
    "top_k_jaccard": "diagnostics",
    "train_ensemble": "dash.ensemble",
    "triangle_bound": "diagnostics",
    "verify": "dash.proofs",
    "wilson_interval": "diagnostics",
    "write_example": "dash.examples",
    "write_certificate": "dash.certificate.write",
    "z_test": "diagnostics",
    "zero_attributions": "diagnostics",
}

__all__ = [*_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'dash' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})


def _warn_of_namesake() -> None:
    """Plotly ships a distribution `dash` with the same import name; say so when both are here."""
    try:
        namesake = distribution("dash")
    except PackageNotFoundError:
        return
    warnings.warn(
        f"Plotly's web framework (distribution dash {namesake.version}) is installed beside "
        "dash-attribution and both are imported as `dash`, so one overwrites files of the other: "
        "uninstall both and keep them in separate virtual environments.",
        UserWarning,
        stacklevel=3,
    )


_warn_of_namesake()
