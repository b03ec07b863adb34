"""The Python formulas and the Lean ones have the same values, as the kernel computes them.

Each value of a Python formula on a grid is read as a fraction; Lean's kernel then has to prove that
the Lean formula has exactly this value on the rational numbers.
"""

import shutil
from fractions import Fraction

import pytest

from dash.proofs import verify
from diagnostics import theory
from diagnostics.size import size_constant

from .conftest import ROOT, skip_without_kernel

#: A float that stands for a fraction is this near to it.
ROUNDING = 1e-12
#: A Lean numeral is a sum of ones, so numbers stay small.
LARGEST_DENOMINATOR = 1000


def lean(value) -> str:
    """A fraction as a Lean rational number."""
    value = Fraction(value)
    sign = "-" if value < 0 else ""
    return f"({sign}({abs(value.numerator)} : Rational) / {value.denominator})"


def values():
    """Lean term, value of the Python formula, name of the Python formula."""
    fifths = [Fraction(k, 5) for k in range(5)]
    for rho in fifths:
        for alpha in (Fraction(1), Fraction(3, 5)):
            yield (
                f"attributionRatio {lean(alpha)} {lean(rho)}",
                theory.attribution_ratio(float(rho), alpha=float(alpha)),
                "attribution_ratio",
            )
        gap = theory.split_gap(float(rho), 7)
        yield f"splitGap {lean(rho)} 7", gap.gap, "split_gap"
        yield f"splitGapBound {lean(rho)} 7", gap.lower_bound, "split_gap"
    for m in (2, 3, 5, 12):
        mover = theory.first_mover(m)
        yield f"firstMoverOrder Rational {m}", mover.order, "first_mover"
        yield f"firstMoverTie Rational {m}", mover.tie, "first_mover"
        yield f"firstMoverDisagreement Rational {m}", mover.disagreement, "first_mover"
        name = "efficiency_amplification"
        yield f"efficiencyAmplification Rational {m}", theory.efficiency_amplification(m), name
        for variance in (Fraction(1), Fraction(9, 4)):
            s, v = lean(variance), float(variance)
            name = "efficiency_covariance"
            value = theory.efficiency_covariance(m, variance=v)
            yield f"efficiencyCovariance {m} {s}", value, name
            value = theory.difference_variance(m, variance=v)
            yield f"differenceVariance {m} {s}", value, "difference_variance"
    for p in (Fraction(k, 4) for k in range(5)):
        name = "disagreement_from_flip"
        yield f"disagreement {lean(p)}", theory.disagreement_from_flip(float(p)), name
        for n, r in ((4, 1), (4, 2), (3, 1), (3, 2)):
            value = theory.minority_alarm_power(float(p), n, r)
            yield f"minorityAlarm {lean(p)} {n} {r}", value, "minority_alarm_power"
        for n in (0, 1, 3, 4):
            value = theory.at_least_one_wrong(float(p), n)
            yield f"atLeastOneWrong {lean(p)} {n}", value, "at_least_one_wrong"
    for a, b, t in ((1, 1, 0), (3, 2, 0), (2, 5, 4), (0, 2, 0)):
        value = theory.finite_disagreement(a, b, ties=t)
        yield f"finiteDisagreement Rational {a} {b} {t}", value, "finite_disagreement"
    for weights in ((Fraction(1, 2),) * 2, (Fraction(3, 4), Fraction(1, 4)),
                    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))):  # fmt: skip
        chosen = lean(weights[-1])
        for i, w in reversed(list(enumerate(weights[:-1]))):
            chosen = f"if i.val = {i} then {lean(w)} else {chosen}"
        value = theory.combination_variance([float(w) for w in weights], sigma=1.5)
        term = (
            f"combinationVariance (fun i : Fin {len(weights)} => {chosen}) {lean(Fraction(9, 4))}"
        )
        yield term, value, "combination_variance"
        value = theory.mean_estimator_variance_floor(len(weights), sigma=1.5)
        term = f"varianceFloor {lean(Fraction(9, 4))} {len(weights)}"
        yield term, value, "mean_estimator_variance_floor"
    for gap, sigma, models in ((3, 2, 25), (1, 1, 1), (Fraction(1, 2), 3, 10)):
        value = theory.flip_bound(float(gap), float(sigma), models)
        yield f"flip {lean(gap)} {lean(sigma)} {models}", value, "flip_bound"
    for flip in (Fraction(1, 20), Fraction(1, 4), Fraction(2, 5)):
        value = size_constant(float(flip), bound="cantelli")
        yield f"sizeConstant {lean(flip)}", value, "size_constant"
    for separation, tolerance in ((Fraction(3, 10), Fraction(1, 20)), (1, 2), (2, 0)):
        value = theory.triangle_bound(float(separation), float(tolerance))
        yield f"triangleBound {lean(separation)} {lean(tolerance)}", value, "triangle_bound"
    for features, m in ((4, 2), (5, 3), (10, 4)):
        value = theory.spearman_first_mover_bound(features, m)
        yield f"spearmanBound Rational {features} {m}", value, "spearman_first_mover_bound"


def statement(term: str, value: float) -> str:
    fraction = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    assert abs(fraction - Fraction(value)) <= ROUNDING * max(1, abs(value)), (term, value)
    return f"example : ({term} : Rational) = {lean(fraction)} := by decide +kernel"


@pytest.fixture
def library(tmp_path):
    """A copy of the proofs, to which a test can add a module."""
    skip_without_kernel()
    shutil.copy(ROOT / "lean-toolchain", tmp_path)
    shutil.copytree(ROOT / "lean", tmp_path / "lean")
    return tmp_path


def check(root, cache, lines):
    module = root / "lean" / "DASH" / "Values.lean"
    head = "import DASH.Formula\n\n/-! # Values -/\n\nopen DASH DASH.Formula\n\n"
    module.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    top = root / "lean" / "DASH.lean"
    text = (ROOT / "lean" / "DASH.lean").read_text(encoding="utf-8")
    top.write_text("import DASH.Values\n" + text, encoding="utf-8")
    return verify(root, kernel="pip", cache=cache)


def test_python_and_lean_have_the_same_values(library, shared_cache):
    lines = [statement(term, float(value)) for term, value, _ in values()]
    assert len(lines) > 100
    assert [str(f) for f in check(library, shared_cache, lines).failures] == []


def test_a_value_that_differs_is_caught_with_its_line(library, shared_cache):
    good = statement("flip 3 2 25", 4 / 229)
    wrong = statement("flip 3 2 25", 4 / 228)
    failures = check(library, shared_cache, [good, wrong]).failures
    assert [(f.path, f.line) for f in failures if f.kind == "error"] == [
        ("lean/DASH/Values.lean", 8)
    ]


def test_every_form_of_the_theory_has_a_theorem_or_says_why_not():
    forms = {
        name for name, value in vars(theory).items()
        if callable(value) and getattr(value, "__module__", "") == theory.__name__
        and name.islower() and not name.startswith("_")
    }  # fmt: skip
    named = set(theory.THEOREMS) | set(theory.WITHOUT_THEOREM)
    assert forms | {"size_constant"} == named
    assert not set(theory.THEOREMS) & set(theory.WITHOUT_THEOREM)


def test_every_form_with_values_of_its_own_is_compared():
    compared = {name for _, _, name in values()}
    assert set(theory.THEOREMS) - compared == {"random_ranking_agreement"}


def test_the_theorems_behind_the_forms_exist(shared_cache):
    skip_without_kernel()
    known = {t.name for t in verify(ROOT, kernel="pip", cache=shared_cache).theorems}
    assert {n for names in theory.THEOREMS.values() for n in names} <= known
