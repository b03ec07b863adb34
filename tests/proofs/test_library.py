"""The Lean library of this repository: proved, documented, and cited by names that exist."""

import ast
import re
import subprocess
import sys

import pytest

from dash.proofs import verify
from dash.proofs.document import documents
from dash.proofs.result import ALLOWED_AXIOMS

from .conftest import ROOT, skip_without_kernel

#: A theorem, definition or module of the library, as text cites it.
CITATION = re.compile(r"(?<![\w.])DASH(?:\.[A-Za-z_][\w']*)+")
PYTHON = re.compile(r"Lean theorems?\s*((?:`DASH[^`]*`(?:,| and|, and)?\s*)+)")


@pytest.fixture(scope="module")
def library(shared_cache):
    skip_without_kernel()
    return verify(ROOT, kernel="pip", cache=shared_cache)


def test_everything_is_proved(library):
    assert not [str(f) for f in library.failures]
    assert library.replayed


def test_the_theory_is_large_enough_and_the_foundation_counts_apart(library):
    assert library.count("theory").total() >= 320
    assert library.count("foundation").total() > 0


def test_no_theorem_rests_on_more_than_the_axioms_of_lean(library):
    assert {a for t in library.theorems for a in t.axioms} <= ALLOWED_AXIOMS


@pytest.mark.parametrize(
    "name",
    [
        "DASH.impossibility",
        "DASH.impossibility_reports",
        "DASH.impossibility_sound",
        "DASH.no_sound_stable_complete_method",
        "DASH.exists_reporting_iff",
        "DASH.tied_of_not_contradicted",
        "DASH.group_tied",
        "DASH.own_sound",
        "DASH.fixed_stable",
        "DASH.unanimity_sound",
        "DASH.stable_iff_tied",
        "DASH.ties_or_reverses",
        "DASH.half_contradicted",
        "DASH.byMajority_best",
        "DASH.ExplanationSystem.bilemma",
        "DASH.SymmetricDecision.no_equivariant_rule",
    ],
)
def test_the_core_rests_on_no_axioms(library, name):
    theorem = next(t for t in library.theorems if t.name == name)
    assert theorem.axioms == ()


def test_every_name_of_lean_that_the_documents_cite_exists(library):
    known = {t.name for t in library.theorems} | {m.name for m in library.modules}
    definitions = _definitions()
    missing = {
        (page.name, name)
        for page in (ROOT / "docs").glob("*.md")
        for name in CITATION.findall(_code(page.read_text(encoding="utf-8")))
        if name not in known and name not in definitions and not _is_python(name)
    }
    assert not missing


def test_every_theorem_that_the_python_code_cites_exists(library):
    known = {t.name for t in library.theorems} | {m.name for m in library.modules}
    cited = {
        (path.relative_to(ROOT).as_posix(), name)
        for folder in ("dash", "diagnostics")
        for path in (ROOT / folder).rglob("*.py")
        for text in _docstrings(path)
        for group in PYTHON.findall(text)
        for name in CITATION.findall(group)
    }
    assert cited, "no docstring cites a theorem"
    assert not {c for c in cited if c[1] not in known}


def test_the_page_of_theorems_is_up_to_date(library):
    for path, text in documents(library, ROOT).items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, (
            f"{path} is out of date: run dash-audit proofs --document"
        )


def test_the_table_of_bindings_is_what_the_script_writes():
    skip_without_kernel()
    script = ROOT / "lean" / "Kernel" / "bindings.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def _definitions() -> set[str]:
    """Definitions by name; the library has one namespace, and one below it for the example."""
    found = set()
    for path in (ROOT / "lean" / "DASH").rglob("*.lean"):
        space = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if opened := re.match(r"namespace (\S+)", line):
                space = opened[1] if opened[1].startswith("DASH") else f"{space}.{opened[1]}"
            if stated := re.match(r"(?:def|structure|class|inductive|abbrev) ([\w.']+)", line):
                found.add(f"{space}.{stated[1]}")
    return found


def _is_python(name: str) -> bool:
    """`DASH` is also the estimator: its methods and attributes are not of Lean."""
    import dash

    attribute = name.removeprefix("DASH.").split(".")[0]
    return hasattr(dash.DASH, attribute) or attribute.endswith("_")


def _code(markdown: str) -> str:
    """Only what stands between backticks on one line, without the statements in code blocks."""
    without_blocks = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    return " ".join(re.findall(r"`([^`\n]+)`", without_blocks))


def _docstrings(path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        re.sub(r"\s+", " ", text)
        for node in ast.walk(tree)
        if isinstance(node, kinds) and (text := ast.get_docstring(node))
    ]
