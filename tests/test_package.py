"""The public surface, the namesake warning, and the wheel that users install."""

import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

import dash
import diagnostics

ROOT = Path(__file__).resolve().parents[1]


def test_everything_public_is_importable_from_dash_and_documented():
    assert set(diagnostics.__all__) <= set(dash.__all__)
    for name in dash.__all__:
        value = getattr(dash, name)
        assert (value.__doc__ or "").strip(), name
        assert value.__module__.startswith(("dash", "diagnostics")), name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dash.nothing  # noqa: B018


def test_import_and_help_do_not_load_the_learners():
    script = "import sys, dash, dash.cli; print([m for m in ('xgboost', 'lightgbm', 'shap', 'numba') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_plotlys_namesake_is_named_at_import(tmp_path):
    info = tmp_path / "dash-3.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dash\nVersion: 3.0.0\n")
    done = subprocess.run(
        [sys.executable, "-c", "import dash"], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": ""},
    )  # fmt: skip
    assert "Plotly" in done.stderr and "virtual environments" in done.stderr


def test_no_warning_without_the_namesake():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import dash"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_packages_templates_and_examples(tmp_path):
    pytest.importorskip("hatchling", reason="building a wheel needs hatchling (dev extra)")
    script = textwrap.dedent(
        f"""
        from hatchling.builders.wheel import WheelBuilder
        print(next(WheelBuilder({str(ROOT)!r}).build(directory={str(tmp_path)!r}, versions=["standard"])))
        """
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, cwd=ROOT)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    for needed in (
        "dash/cli.py", "diagnostics/pairs.py", "dash/report/templates/screen.html", "dash/report/templates/fairness.html",
        "dash/report/templates/parts.html", "dash/report/templates/page.html",
        "dash/_lean/lean/DASH/Certificate.lean", "dash/_lean/lean/Kernel/Init.lean",
        "dash/_lean/lean-toolchain",
        "dash/_examples/breast_cancer.csv", "dash/_examples/german_credit.csv",
    ):  # fmt: skip
        assert needed in names
    assert not any(n.startswith(("tests/", "benchmarks/")) for n in names)
