"""Imports point one way: datasets_survey → dash → diagnostics; diagnostics knows three packages."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {"diagnostics": {"numpy", "scipy", "pandas", "diagnostics"}}
#: Drawing is optional: one module, and only where a figure is asked for.
FIGURES = "diagnostics/figures.py"
FORBIDDEN = {"dash": {"datasets_survey", "tests"}, "diagnostics": {"dash", "datasets_survey"}}


def imported_packages(path: Path) -> set[str]:
    """Top-level names of every import in a file, also those inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


FILES = [p for package in FORBIDDEN for p in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path):
    package = path.relative_to(ROOT).parts[0]
    imports = imported_packages(path)
    assert not imports & FORBIDDEN[package]
    if path.relative_to(ROOT).as_posix() == FIGURES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert "matplotlib" not in {n.module for n in tree.body if isinstance(n, ast.ImportFrom)}
        imports -= {"matplotlib"}
    if package in ALLOWED:
        assert imports - set(sys.stdlib_module_names) <= ALLOWED[package]


def test_the_check_sees_an_import_inside_a_function(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from dash.table import Table\n")
    assert "dash" in imported_packages(file)
