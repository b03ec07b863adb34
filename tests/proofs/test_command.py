"""`dash-audit proofs` as a user runs it, and the page that it writes."""

import json
import os
import subprocess
import sys

import pytest

from dash.proofs.document import documents


@pytest.fixture
def sound(project):
    project.write("lean/DASH.lean", "import DASH.Finite.Sum\nimport DASH.Tie\n")
    project.write(
        "lean/DASH/Finite/Sum.lean", "/-! # Sums -/\ntheorem Sum.truth : True := True.intro\n"
    )
    project.write(
        "lean/DASH/Tie.lean",
        "/-! # Ties\n\nWhen two are equal.\n\n## Main results\n\nOne. -/\nnamespace DASH.Tie\n"
        "/-- What holds is equal to *truth*. -/\n"
        "theorem holds (p : Prop) (h : p) : Eq p True :=\n"
        "  propext (fun _ => True.intro) (fun _ => h)\n"
        "/-- Two truths. -/\n"
        "theorem two_truths : And True True := And.intro True.intro True.intro\n"
        "end DASH.Tie\n",
    )
    return project


def run(project, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "dash", "proofs", str(project.root), "--kernel", "pip",
         "--cache", str(project.cache), *arguments],
        capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip


def test_the_summary_says_who_checked_what(sound):
    done = run(sound)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 theorems, 1 foundation lemma; all proved.")
    assert (
        "Checked by the Lean 4.35.0 kernel on our stand-in for Init; every declaration"
        in done.stdout
    )
    assert "no axioms" in done.stdout and "propext" in done.stdout and "DASH.Tie" in done.stdout
    assert "\x1b[" not in done.stdout


def test_a_second_run_compiles_nothing(sound):
    assert run(sound).returncode == 0
    assert "4 modules, 4 unchanged" in run(sound).stdout


def test_list_is_one_line_a_theorem(sound):
    lines = run(sound, "--list").stdout.splitlines()
    assert lines == [
        "Sum.truth\tlean/DASH/Finite/Sum.lean:2\tno axioms",
        "DASH.Tie.holds\tlean/DASH/Tie.lean:10\tpropext",
        "DASH.Tie.two_truths\tlean/DASH/Tie.lean:13\tno axioms",
    ]


def test_json_is_the_whole_result(sound):
    result = json.loads(run(sound, "--json").stdout)
    assert result["ok"] is True and result["kernel"] == "pip" and result["version"] == "4.35.0"
    assert [t["name"] for t in result["theorems"]][1:] == ["DASH.Tie.holds", "DASH.Tie.two_truths"]
    assert {m["layer"] for m in result["modules"]} == {"kernel", "foundation", "theory"}


def test_show_one_theorem(sound):
    done = run(sound, "--show", "holds")
    assert done.stdout == (
        "theorem DASH.Tie.holds (p : Prop) (h : p) : Eq p True\n\n"
        "What holds is equal to *truth*.\n\nlean/DASH/Tie.lean:10 · rests on propext\n"
    )
    done = run(sound, "--show", "two_truth")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "dash-audit: there is no theorem two_truth; near it: DASH.Tie.two_truths, Sum.truth."
    )


def test_failures_give_exit_code_1_and_write_nothing(sound):
    sound.write("lean/DASH/Tie.lean", "\n\naxiom no : False\n")
    file = sound.root / "t.json"
    done = run(sound, "--theorems", str(file), "--document")
    assert done.returncode == 1 and not file.exists() and not (sound.root / "docs").exists()
    assert "lean/DASH/Tie.lean:3: no is an axiom" in done.stderr
    assert "failures: 2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--list", "--json"], "use one of"), (["--kernel", "coq"], "coq"), (["--jobs", "0"], "jobs")],
)
def test_bad_usage_gives_exit_code_2(sound, arguments, message):
    done = run(sound, *arguments)
    assert done.returncode == 2 and message in done.stderr


def test_the_files_that_are_committed_are_the_same_every_time(sound, tmp_path):
    sound.write("docs/theorems.in.md", "# Proved\n\nBy hand.\n\n<!-- theorems -->\n\nThe end.\n")
    file = tmp_path / "theorems.json"
    assert run(sound, "--document", "--theorems", str(file)).returncode == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    assert list(data) == ["kernel", "modules", "theorems"] and data["kernel"] == "Lean 4.35.0"
    assert list(data["theorems"][1]) == [
        "name", "statement", "docstring", "module", "path", "line", "axioms", "layer",
    ]  # fmt: skip
    assert str(sound.root) not in file.read_text(encoding="utf-8")
    texts = documents(sound.check(n_jobs=1, cache=tmp_path / "other"), sound.root)
    for path, text in texts.items():
        assert (sound.root / path).read_text(encoding="utf-8") == text


def test_the_page_has_words_statement_axioms_and_place(sound):
    sound.write("docs/theorems.in.md", "# Proved\n\nBy hand.\n\n<!-- theorems -->\n\nThe end.\n")
    run(sound, "--document")
    page = (sound.root / "docs" / "theorems.md").read_text(encoding="utf-8")
    assert "# Proved\n\nBy hand.\n\n| rests on | theorems | foundation lemmas |" in page
    assert "| no axioms | 1 | 1 |\n| `propext` | 1 | 0 |" in page
    assert "## Ties\n\nWhen two are equal.\n\n#### Main results\n\nOne." in page
    assert (
        "### `DASH.Tie.holds`\n\nWhat holds is equal to *truth*.\n\n```lean\n"
        "theorem DASH.Tie.holds (p : Prop) (h : p) : Eq p True\n```\n\n"
        "[lean/DASH/Tie.lean:10](../lean/DASH/Tie.lean#L10) · propext" in page
    )
    assert page.index("## Ties") < page.index("## Foundation") < page.index("### Sums")
    assert page.endswith("The end.\n")


def test_a_page_without_a_mark_is_refused(sound):
    sound.write("docs/theorems.in.md", "# Proved\n")
    done = run(sound, "--document")
    assert done.returncode == 2 and "<!-- theorems -->" in done.stderr


def test_help_does_not_load_numpy():
    script = "import sys, dash.proofs, dash.cli; print([m for m in ('numpy', 'pandas', 'rich.table') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "'numpy'" not in done.stdout and "'pandas'" not in done.stdout
