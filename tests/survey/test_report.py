"""The report: the page in docs is that of the stored run, and any other survey has one, too."""

import csv
import json
import re
from pathlib import Path

import pytest

from dash import InputError
from datasets_survey.analysis import PUBLISHED, Survey
from datasets_survey.report import FOLDER, PAGE, TABLE, render, tables, write_report
from datasets_survey.store import Store, stored_run

DOCS = Path(__file__).parents[2] / "docs"
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def survey():
    return Survey.from_store(Store.open(stored_run()))


@pytest.fixture(scope="module")
def small(survey):
    """A few data sets under one protocol, one of them not done."""
    rows = survey.rows[survey.rows["protocol"] == "xgboost-seed"].head(12).copy()
    rows.loc[rows.index[0], ["status", "reason"]] = ["timed out", "more than 600 s | in vain"]
    return Survey(survey.settings, rows)


def figures_of(page):
    return dict(re.findall(r"(!\[[^\]]*\]\(survey/(\w+)\.png\))", page)), page


def test_the_page_in_docs_is_that_of_the_stored_run(survey):
    """Words exactly; numbers up to what another version of numpy may do to a bootstrap."""
    page = (DOCS / PAGE).read_text(encoding="utf-8")
    figures = {name: text for text, name in figures_of(page)[0].items()}
    made = render(survey, figures)
    assert len(figures) == 5
    for ours, theirs in zip(made.splitlines(), page.splitlines(), strict=True):
        assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
        for a, b in zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True):
            a, b = (float(x.replace("−", "-")) for x in (a, b))
            assert abs(a - b) <= max(0.015, 0.02 * abs(b)), (ours, theirs)


def test_the_figures_in_docs_are_there():
    page = (DOCS / PAGE).read_text(encoding="utf-8")
    for name in figures_of(page)[0].values():
        assert (DOCS / FOLDER / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_a_survey_of_one_protocol_has_a_report(small, tmp_path):
    written = write_report(small, tmp_path / "new" / "folder")
    page = written[0].read_text(encoding="utf-8")
    assert written[0].name == PAGE and PUBLISHED not in page.split("## What was run")[0]
    assert "more than 600 s \\| in vain" in page and "`xgboost-seed`" in page
    for path in written[1:-1]:
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG") and len(content) > 5000
    with open(tmp_path / "new" / "folder" / FOLDER / TABLE, encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 12 and {r["status"] for r in lines} == {"done", "timed out"}
    assert not [c for c in lines[0] if "bins_" in c or c == "seconds"]
    done = [r for r in lines if r["status"] == "done"]
    first = small.done.set_index("dataset").loc[done[0]["dataset"]]
    assert int(done[0]["all_pairs"]) == first["all_pairs"]
    assert float(done[0]["mean_spearman"]) == pytest.approx(first["mean_spearman"], rel=1e-4)


def some(survey, keep):
    rows = survey.rows
    return Survey(survey.settings, rows[keep(rows)].dropna(axis=1, how="all"))


@pytest.mark.parametrize(
    "keep",
    [
        lambda r: (r["learned"] == "multiclass") & (r["protocol"] == "xgboost-bootstrap"),
        lambda r: r["dataset"] == "scikit-learn/iris",
        lambda r: r["dataset"].isin(sorted(set(r["dataset"]))[::13]),
        lambda r: (r["collinear_pairs"] == 0) & (r["protocol"] == PUBLISHED),
        lambda r: r["protocol"] == "lightgbm-bootstrap",
    ],
    ids=["multiclass", "one data set", "twenty", "no collinear pair", "one model class"],
)
def test_odd_surveys_have_a_report(survey, keep, tmp_path):
    """Whatever was run: no field that nobody needed, no interval of nothing, no empty list."""
    written = write_report(some(survey, keep), tmp_path)
    page = written[0].read_text(encoding="utf-8")
    assert not re.search(r"\bnan\b|\bNone\b(?! was lost)|\[–|–\]", page)
    assert "In short:\n\n\n" not in page


def test_without_figures_the_page_shows_none(small, tmp_path):
    written = write_report(small, tmp_path, figures=False)
    assert {p.name for p in written} == {PAGE, TABLE}
    assert "![" not in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_without_matplotlib_the_cure_is_named(small, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"\[figures\].*--no-figures"):
        write_report(small, tmp_path)


def test_a_folder_that_cannot_be_made_is_named(small, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_report(small, tmp_path / "file", figures=False)


def test_a_survey_is_json_and_a_frame(small):
    found = json.loads(small.to_json())
    assert found["settings"] == small.settings and len(found["rows"]) == 12
    assert len(small.to_frame()) == 11 and "11 data sets" in repr(small)
    assert "<table" in small._repr_html_()


def test_tables_are_json(survey):
    found = json.loads(json.dumps(tables(survey), allow_nan=False))
    assert {r["protocol"] for r in found["prevalence"]} == set(survey.protocols)
    assert all(c["verdict"] for c in found["claims"]) and len(found["published"]) == 77
