"""The commands `report` and `compare`: pipes, narrow terminals, help."""

import dataclasses

import pytest
from typer.testing import CliRunner

from dash.cli import app

RUN = CliRunner()


@pytest.fixture(scope="module")
def files(usual, fairness, tmp_path_factory):
    """Two reports of the same audit, with another verdict in the second."""
    folder = tmp_path_factory.mktemp("reports")
    turned = dataclasses.replace(fairness.attributes[1], verdict="relies")
    later = dataclasses.replace(fairness, attributes=(fairness.attributes[0], turned))
    for name, report in (("a", fairness), ("b", later), ("screen", usual)):
        (folder / f"{name}.json").write_text(report.to_json(), encoding="utf-8")
    return folder


def test_a_report_comes_through_a_pipe(files, usual):
    text = (files / "screen.json").read_text(encoding="utf-8")
    found = RUN.invoke(app, ["report", "-"], input=text)
    assert found.exit_code == 0, found.output
    assert usual.verdict.sentence[:40] in " ".join(found.output.split())
    found = RUN.invoke(app, ["report", "-", "--certificate", str(files)], input=text)
    assert found.exit_code != 0


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_comparison_fits_its_terminal(files, width):
    found = RUN.invoke(app, ["compare", str(files / "a.json"), str(files / "b.json")],
                       env={"COLUMNS": str(width)})  # fmt: skip
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    assert max(map(len, lines)) <= width
    head = next(i for i, line in enumerate(lines) if line.startswith("feature"))
    rows = lines[head + 2 : head + 5]
    assert all(" → " in row and "…" not in row.split("→")[1] for row in rows)
    told = " ".join(found.output.split())
    verdict, moved = told.index("became “relies”"), told.index("Kendall")
    assert verdict < moved


def test_help_names_the_extra():
    for command in ("certify", "verify"):
        shown = RUN.invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
        assert "extra [proofs]" in " ".join(shown.split())
