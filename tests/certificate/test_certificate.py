"""Certificates: Lean accepts what is true, and everything that was touched is refused by place."""

import json
import re
import shutil
from fractions import Fraction

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
            "Certificate.safe_part", "Certificate.counts", "Certificate.undecided_pairs",
            "Certificate.agreed_pairs", "Certificate.contradicted"} <= set(found)  # fmt: skip
    assert all(t.docstring for t in found.values())
    said = found["Certificate.no_complete_ranking"].statement
    assert "Complete R" in said and "Sound" in said and "¬∃" in said.replace("¬ ∃", "¬∃")
    assert "Extends" in found["Certificate.safe_part"].statement
    manifest = json.loads((certified / MANIFEST).read_text(encoding="utf-8"))
    for name in ("undecided_pairs", "agreed_pairs"):
        said = found[f"Certificate.{name}"].statement
        assert said.endswith(f" = {manifest[name]}"), said


def test_the_same_report_gives_the_same_certificate(usual, certified, tmp_path):
    again = dash.write_certificate(usual, tmp_path / "again")
    for name, text in again.items():
        assert (certified / name).read_text(encoding="utf-8") == text, name
    assert {MANIFEST, README, REPORT, SOURCE_PATH, TOP_PATH, "lakefile.lean",
            "lean-toolchain"} <= set(again)  # fmt: skip


def test_the_theorems_say_what_the_attributions_say(usual, certified):
    """Every number and every pair in the file, read back and counted in another way."""
    text = (certified / SOURCE_PATH).read_text(encoding="utf-8")
    values = np.array(usual.models.values)
    exponent = int(re.search(r"def exponent : Nat := (\d+)", text)[1])
    for i, row in enumerate(values.tolist()):
        digits = re.search(rf"def model{i} : Nat :=\n  0x(\S+)", text)[1].split("_")
        assert [Fraction(int(x, 16), 2**exponent) for x in digits[::-1]] == list(map(Fraction, row))
    above = (values[:, :, None] > values[:, None, :]).sum(axis=0)
    for j, row in enumerate(above.tolist()):
        digits = re.search(rf"def row{j} : Nat :=\n  0x(\S+)", text)[1].split("_")
        assert [int(x, 16) for x in digits[::-1]] == row
    pairs = re.findall(
        r"theorem pair(\d+)_(\d+) :\n    certified.wins feature\1 feature\2 = (\d+)\n"
        r"      ∧ certified.wins feature\2 feature\1 = (\d+)\n",
        text,
    )
    said = {(int(j), int(k)): (int(a), int(b)) for j, k, a, b in pairs}
    assert said == {
        (j, k): (above[j, k], above[k, j])
        for j in range(values.shape[1])
        for k in range(j + 1, values.shape[1])
        if above[j, k] and above[k, j]
    }
    steps = re.findall(r"theorem above(\d+) .*\n\s+\(h : k.val ∈ \[([\d, ]+)\]", text)
    reach = np.zeros_like(above, dtype=bool)
    for j, below in steps:
        reach[int(j), [int(k) for k in below.split(", ")]] = True
    for middle in range(len(reach)):
        reach |= reach[:, [middle]] & reach[[middle], :]
    assert (reach == (above == len(values))).all()


def test_pairs_left_out_are_told(report_of, tmp_path):
    values = np.random.default_rng(1).random((9, 12))
    text = dash.write_certificate(report_of(values), tmp_path / "c")[SOURCE_PATH]
    above = (values[:, :, None] > values[:, None, :]).sum(axis=0)
    n = np.triu((above > 0) & (above.T > 0)).sum()
    assert f"each of the 40 of these {n} pairs" in " ".join(text.split())
    assert f"/-! ## Undecided pairs: 40 of {n} -/" in text
    assert len(re.findall(r"^theorem pair", text, re.M)) == 40


TINY = 5e-324
HUGE = 1.7e308


@pytest.mark.parametrize(
    "values",
    [
        [[1.0, 2.0], [2.0, 3.0]],
        [[1.0, 2.0], [2.0, 1.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        [[0.1, 0.1, 0.3], [0.2, 0.2, 0.1]],
        [[2.0, 1.0, 1.0], [3.0, 0.0, 0.0], [1.0, 1.0, 0.5]],
        [[1e-30, 3.0], [1e30, 2.0]],
        [[TINY, HUGE, 0.0], [HUGE, TINY, 1.0]],
        [[float(j == i % 3) + 3 * float(j == 3) for j in range(4)] for i in range(1000)],
    ],
    ids=["all agree", "none agrees", "all zero", "ties", "ties of some", "far apart",
         "as far apart as can be", "a thousand models"],
)  # fmt: skip
def test_corner_cases_are_certified(values, cache, tmp_path, report_of):
    text = dash.write_certificate(report_of(values), tmp_path / "c")[SOURCE_PATH]
    status = check(tmp_path / "c", cache)
    assert status.valid, status.problems
    assert ("theorem nothing_safe" in text) == (status.agreed_pairs == 0)
    assert ("theorem none_undecided" in text) == (status.undecided_pairs == 0)
    assert ("theorem no_complete_ranking" in text) == (status.undecided_pairs > 0)


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
        (SOURCE_PATH, "theorem counts (j k : Fin 6)", "theorem counts (j k : Fin 0)", "counts"),
        (SOURCE_PATH, "def digest : Nat := 0x", "def digest : Nat := 0x1", "digest"),
        (SOURCE_PATH, "counted := by decide +kernel", "counted := sorry", "certified"),
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


def other_digit(found):
    return found[1] + format(int(found[2], 16) ^ 1, "x")


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (r"(def row0 : Nat :=\n  0x\w*)(\w)(?=\n)", other_digit),
        (r"(def row2 : Nat :=\n  0x\w*?)(\w)(?=_)", other_digit),
        (r"(def model3 : Nat :=\n  0x\w*_)(\w+)(?=_\w+\n)", lambda found: found[1] + "f"),
        (r"(def orders : List Nat := \[\n  0x\w*)(\w)_(\w)(?=,)", r"\1\3_\2"),
        (r"(certified.undecidedPairs = )(\d+)", r"\g<1>1\2"),
        (r"(certified.agreedPairs = )(\d+)", r"\g<1>1\2"),
        (r"(theorem above\d+ .*\n.*\[)(\d)", r"\g<1>0"),
        (r"(theorem pair\d+_\d+ :\n    certified.wins \w+ \w+ = )(\d)", r"\g<1>1\2"),
    ],
    ids=["a count", "another count", "an attribution", "an order", "the undecided pairs",
         "the agreed pairs", "an agreed pair", "the count of a pair"],
)  # fmt: skip
def test_lean_itself_refuses_what_is_false(certified, cache, tmp_path, place, wrong):
    """If our own comparison were fooled, the kernel would still not prove what is false."""
    project = tmp_path / "project"
    shutil.copytree(certified, project)
    (project / "lean" / "Kernel").mkdir()
    shutil.copy(library_root() / "lean/Kernel/Init.lean", project / "lean/Kernel/Init.lean")
    text = (project / SOURCE_PATH).read_text(encoding="utf-8")
    changed = re.sub(place, wrong, text, count=1)
    assert changed != text
    (project / SOURCE_PATH).write_text(changed, encoding="utf-8")
    failures = [str(f) for f in verify(project, kernel="pip", cache=cache).failures]
    assert any("decide" in f for f in failures), failures


def test_hostile_names_stay_in_their_comments(certified):
    text = (certified / SOURCE_PATH).read_text(encoding="utf-8")
    assert "axiom x : False" in text and "-/ axiom" not in text and "False /-" not in text
    assert text.count("/-- Feature 4: “年齢 «»”. -/") == 1
    assert text.count("debt - / axiom x") > 1
    assert text.count("/-") == text.count("-/")


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
