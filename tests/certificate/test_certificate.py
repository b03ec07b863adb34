"""Certificates: Lean accepts what is true, and everything that was touched is refused by place."""

import json
import re
import shutil

import numpy as np
import pytest

import dash
from dash.certificate.library import certificate_library, library_root
from dash.certificate.write import MANIFEST, README, REPORT, SOURCE_PATH, TOP_PATH
from dash.proofs import verify


@pytest.fixture
def copy(certified, tmp_path):
    """A certificate to tamper with."""
    folder = tmp_path / "certificate"
    shutil.copytree(certified, folder)
    return folder


def check(folder, cache, report=None):
    return dash.check_certificate(folder, report, kernel="pip", cache=cache)


def edit(folder, path, old, new, count=1):
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, count), encoding="utf-8")


def test_lean_accepts_a_certificate(certified, cache, usual):
    status = check(certified, cache)
    assert status.valid and not status.problems, status.problems
    assert "Lean 4.35.0 kernel" in status.checked_by
    values = np.array(usual.models.values)
    above = (values[:, :, None] > values[:, None, :]).sum(axis=0)
    both = (above > 0) & (above.T > 0)
    assert status.undecided_pairs == np.triu(both).sum() > 0
    assert status.agreed_pairs == (above == len(values)).sum() > 0


def test_the_theorems_are_there_and_rest_on_nothing_of_ours(certified, cache, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(certified, project)
    (project / "lean" / "Kernel").mkdir()
    shutil.copy(library_root() / "lean/Kernel/Init.lean", project / "lean/Kernel/Init.lean")
    proofs = verify(project, kernel="pip", cache=cache)
    assert proofs.ok, proofs.failures
    found = {t.name: t for t in proofs.theorems if t.module == "DASH.Certificate.Report"}
    assert {"Certificate.no_complete_ranking", "Certificate.no_faithful_ranking",
            "Certificate.safe_part", "Certificate.agreed_holds",
            "Certificate.counted0"} <= set(found)  # fmt: skip
    assert all(t.docstring for t in found.values())
    said = found["Certificate.no_complete_ranking"].statement
    assert "Complete R" in said and "Sound" in said and "¬∃" in said.replace("¬ ∃", "¬∃")


def test_the_same_report_gives_the_same_certificate(usual, certified, tmp_path):
    again = dash.write_certificate(usual, tmp_path / "again")
    for name, text in again.items():
        assert (certified / name).read_text(encoding="utf-8") == text, name
    assert {MANIFEST, README, REPORT, SOURCE_PATH, TOP_PATH, "lakefile.lean",
            "lean-toolchain"} <= set(again)  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        [[1.0, 2.0], [2.0, 3.0]],
        [[1.0, 2.0], [2.0, 1.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        [[0.1, 0.1, 0.3], [0.2, 0.2, 0.1]],
        [[1e-30, 3.0], [1e30, 2.0]],
    ],
    ids=["all agree", "none agrees", "all zero", "ties", "far apart"],
)
def test_corner_cases_are_certified(values, cache, tmp_path, report_of):
    dash.write_certificate(report_of(values), tmp_path / "c")
    status = check(tmp_path / "c", cache)
    assert status.valid, status.problems


def test_a_changed_digit_in_the_report_is_found(copy, cache):
    report = json.loads((copy / REPORT).read_text(encoding="utf-8"))
    report["models"]["values"][3][1] += 1e-12
    (copy / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False), encoding="utf-8")
    status = check(copy, cache)
    assert not status.valid
    assert "/models/values/3/1 (the attribution of “debt" in status.problems[0]


def test_a_changed_sentence_in_the_report_is_found(copy, cache):
    edit(copy, REPORT, '"disclosure": "', '"disclosure": "No doubt. ')
    status = check(copy, cache)
    assert not status.valid and "/disclosure" in status.problems[0]


def test_a_certificate_of_another_report_is_refused(copy, cache, usual, tmp_path, report_of):
    other = tmp_path / "other.json"
    text = usual.to_json().replace('"alpha": 0.05', '"alpha": 0.1')
    other.write_text(text, encoding="utf-8")
    status = check(copy, cache, other)
    assert not status.valid and "/method/alpha it says 0.1, not 0.05" in status.problems[0]
    same = tmp_path / "same.json"
    same.write_text(usual.to_json(), encoding="utf-8")
    assert check(copy, cache, same).report_sha256
    dash.write_certificate(report_of([[1.0, 2.0], [2.0, 1.0]]), tmp_path / "other")
    shutil.copy(tmp_path / "other" / SOURCE_PATH, copy / SOURCE_PATH)
    assert any(p.startswith(SOURCE_PATH) for p in check(copy, cache).problems)


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        (SOURCE_PATH, "theorem safe_part :", "theorem safe_part : True := trivial\n#exit --", "safe_part"),
        (SOURCE_PATH, "rowIsCounted feature1 from2 higher1 lower1 = true", "True", "counted1"),
        (SOURCE_PATH, "def digest : Nat := 0x", "def digest : Nat := 0x1", "digest"),
        (SOURCE_PATH, "by\n  decide +kernel", "by\n  sorry", "counted0"),
        ("lean/DASH/Certificate.lean", "def Certified.safe", "def Certified.safes", "Certificate.lean"),
        ("lean/DASH/Impossibility/Theorem.lean", "¬∀ f, S f → Sound φ f R", "True", "Theorem.lean"),
        ("lakefile.lean", "import Lake", "import Lake\n#eval 1", "lakefile.lean"),
        (TOP_PATH, "import", "--", "DASH.lean"),
        ("lean-toolchain", "4.35.0", "4.34.0", "lean-toolchain"),
    ],
)  # fmt: skip
def test_tampered_files_are_refused_and_named(copy, cache, path, old, new, place):
    edit(copy, path, old, new)
    status = check(copy, cache)
    assert not status.valid and status.sentence.startswith("The certificate is refused")
    assert any(place in p and path in p for p in status.problems), status.problems


def test_a_changed_number_in_the_manifest_is_refused(copy, cache):
    text = (copy / MANIFEST).read_text(encoding="utf-8")
    (copy / MANIFEST).write_text(
        re.sub(r'"agreed_pairs": \d+', '"agreed_pairs": 999', text), encoding="utf-8"
    )
    assert any("agreed_pairs" in p for p in check(copy, cache).problems)


def test_added_and_missing_files_are_refused(copy, cache):
    (copy / "lean" / "Extra.lean").write_text("axiom cheat : False\n")
    (copy / "lean/DASH/Order/Relation.lean").unlink()
    problems = " ".join(check(copy, cache).problems)
    assert "lean/Extra.lean is no part" in problems and "Relation.lean is missing" in problems


def test_lean_itself_refuses_a_false_count(certified, cache, tmp_path):
    """If our own comparison were fooled, the kernel would still not prove what is false."""
    project = tmp_path / "project"
    shutil.copytree(certified, project)
    (project / "lean" / "Kernel").mkdir()
    shutil.copy(library_root() / "lean/Kernel/Init.lean", project / "lean/Kernel/Init.lean")
    text = (project / SOURCE_PATH).read_text(encoding="utf-8")
    first = re.search(r"def higher0 : List Nat := \[(\d+)", text)
    wrong = text[: first.start(1)] + str(int(first[1]) - 1) + text[first.end(1) :]
    (project / SOURCE_PATH).write_text(wrong, encoding="utf-8")
    failures = [str(f) for f in verify(project, kernel="pip", cache=cache).failures]
    assert any("decide" in f for f in failures), failures


def test_hostile_names_stay_in_their_comments(certified):
    text = (certified / SOURCE_PATH).read_text(encoding="utf-8")
    assert "axiom x : False" in text and "-/ axiom" not in text and "False /-" not in text
    assert text.count("“年齢 «»”") == 1


def test_a_folder_with_other_files_is_left_alone(usual, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(dash.InputError, match="holds other files"):
        dash.write_certificate(usual, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep me" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda f: f / "nowhere", "is not a folder"),
        (lambda f: f, "holds no certificate"),
        (lambda f: (f / MANIFEST).write_text("{") and f, "damaged"),
        (lambda f: (f / MANIFEST).write_text("{}") and f, "not the manifest"),
        (
            lambda f: (
                (f / MANIFEST).write_text(
                    '{"schema": "dash-attribution/certificate", "schema_version": 9}'
                )
                and f
            ),
            "has version 9",
        ),
    ],
)
def test_what_is_no_certificate(tmp_path, prepare, message):
    with pytest.raises(dash.InputError, match=message):
        dash.check_certificate(prepare(tmp_path))


def test_what_is_no_report(tmp_path):
    file = tmp_path / "report.json"
    file.write_text("{}")
    with pytest.raises(dash.InputError, match="not a report"):
        dash.write_certificate(file, tmp_path / "c")
    with pytest.raises(dash.InputError, match="cannot be read"):
        dash.write_certificate(tmp_path / "none.json", tmp_path / "c")


def test_the_library_of_a_certificate_is_what_it_stands_on():
    library = certificate_library()
    assert "lean/DASH/Certificate.lean" in library
    assert "lean/DASH/Shap/Value.lean" not in library
    assert not any("Kernel" in path for path in library)
