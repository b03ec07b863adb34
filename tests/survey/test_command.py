"""The command `dash-audit survey`: what it stores and shows, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dash import InputError
from dash.cli import main
from datasets_survey.names import find_key
from datasets_survey.protocols import PROTOCOLS
from datasets_survey.selection import chosen_datasets, chosen_protocols
from datasets_survey.store import Store, settings_of


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Exit code, standard output and standard error of the command, run in this process."""

    def run(*arguments):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["dash-audit", "survey", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return (end.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def store(tmp_path):
    settings = settings_of(random_state=0, protocols=PROTOCOLS.values())
    store = Store.create(tmp_path / "survey.jsonl", settings)
    for name in ("published-code", "xgboost-seed"):
        row = {"dataset": "sklearn/iris", "protocol": name, "status": "done", "all_observed": 1}
        store.append({**row, "all_pairs": 6, "top1_change": 0.25})
    store.append(
        {"dataset": "x/big", "protocol": "xgboost-seed", "status": "timed out", "reason": "600 s"}
    )
    return store


def test_show_prints_the_rows_of_a_data_set(store, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = command("show", "iris")
    assert code == 0 and "published" in out and "1/6" in out
    _, out, _ = command("show", "x/big")
    assert "timed out" in out and "600 s" in out
    _, out, _ = command("show", "iris", "--json")
    assert [r["protocol"] for r in json.loads(out)] == ["published-code", "xgboost-seed"]


def test_show_names_the_leaders_and_the_worst_pair(command):
    """Of the run that comes with the product, where there is no other."""
    code, out, error = command("show", "scikit-learn/iris")
    assert code == 0 and "the run that comes with it" in error
    text = " ".join(out.split())
    assert "xgboost-bootstrap: first are petal" in text and "flips in" in text
    assert max(map(len, out.splitlines())) <= 96
    code, out, error = command("show", "scikit-learn/iris", "--json")
    assert code == 0 and {r["status"] for r in json.loads(out)} == {"done"}


def test_report_writes_a_page_and_says_where(command, tmp_path):
    code, out, _ = command("report", "--to", "there", "--no-figures")
    assert code == 0 and out.splitlines()[-1] == "The report is in there/survey.md."
    assert "published-code: a collinear pair is seen to flip in" in out
    page = (tmp_path / "there" / "survey.md").read_text(encoding="utf-8")
    assert page.startswith("# The survey")
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    numbers = "\n".join(out.splitlines()[:-1])
    assert numbers in readme, "README.md quotes other numbers than the command prints"


def test_report_as_json_goes_to_a_pipe(command, tmp_path):
    code, out, _ = command("report", "--json")
    assert code == 0 and len(json.loads(out)["claims"]) == 15
    assert not (tmp_path / "survey-report").exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("show", "irys"), "did you mean iris"),
        (("show", "iris", "-o", "none.jsonl"), "cannot be read"),
        (("report", "--results", "none.jsonl"), "cannot be read"),
        (("report", "--to", "survey.jsonl/x", "--no-figures"), "cannot be written"),
        (("run", "--tier", "Z"), "tier 'Z' is not known"),
        (("run", "--model", "lightgbm", "--population", "seed"), "no protocol has"),
        (("run",), "exists: give --resume"),
        (("run", "--resume", "--seed", "1"), "was begun with random_state = 0"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(store, command, arguments, words):
    code, _, error = command(*arguments)
    assert code == 2 and words in error and len(error.splitlines()) == 1


def test_run_stores_rows_and_resumes(store, command, monkeypatch):
    """With a runner that trains nothing: what is asked of it, and what becomes of its rows."""
    asked = []

    def run(todo, protocols, **options):
        asked.append([(d.key, names) for d, names in todo])
        for dataset, names in todo:
            for name in names:
                yield {"dataset": dataset.key, "protocol": name, "status": "done"}

    monkeypatch.setattr("datasets_survey.runner.run", run)
    key = chosen_datasets(None, None)[0].key
    arguments = ("run", "--dataset", key, "--population", "seed", "--resume")
    code, out, _ = command(*arguments)
    assert code == 0 and out == "survey.jsonl: 1 done.\n"
    code, out, _ = command(*arguments)
    assert code == 0 and out == "survey.jsonl: nothing was left to do.\n"
    assert asked == [[(key, ["xgboost-seed"])], []]


def test_ctrl_c_keeps_what_is_done(store, command, monkeypatch):
    def run(todo, protocols, **options):
        yield {"dataset": "a", "protocol": "xgboost-seed", "status": "done"}
        raise KeyboardInterrupt

    monkeypatch.setattr("datasets_survey.runner.run", run)
    code, _, error = command("run", "--resume", "--limit", "1")
    assert code == 130 and "--resume" in error
    assert "a" in {r["dataset"] for r in store.rows()}


def test_help_lists_the_command_without_the_learners():
    script = "import sys; sys.argv = ['x', '--help']\nfrom dash.cli import main\ntry: main()\n"
    script += "finally: print([m for m in ('sklearn', 'xgboost', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert " survey " in done.stdout and done.stdout.splitlines()[-1] == "[]"


def test_protocols_are_chosen_by_population_and_model():
    chosen, every = chosen_protocols(["bootstrap"], ["lightgbm", "xgboost"], n_models=8)
    assert [p.name for p in chosen] == ["xgboost-bootstrap", "lightgbm-bootstrap"]
    assert {p.n_models for p in every} == {8, 20}


def test_a_key_is_found_by_its_last_part_if_that_is_unique():
    keys = ["a/iris", "b/iris", "b/wine"]
    assert find_key("wine", keys) == "b/wine"
    with pytest.raises(InputError, match="a/iris or b/iris"):
        find_key("iris", keys)
    with pytest.raises(InputError, match="did you mean"):
        find_key("wines", keys)


def test_the_registry_is_chosen_from():
    every = chosen_datasets(None, None)
    assert {d.tier for d in every} == {"A", "B"}
    assert [d.key for d in chosen_datasets(None, [every[0].key])] == [every[0].key]


def test_the_time_left_is_that_of_rows_that_take_time(monkeypatch):
    from datasets_survey import progress

    shown = progress.Progress(10, excluded=6)
    shown.started = 0.0
    for status in ("excluded", "done", "failed"):
        shown.counts[status] += 1
    # Two of the four rows that take time are done, in 30 s.
    monkeypatch.setattr(progress.time, "monotonic", lambda: 30.0)
    assert shown.time_left() == "about 30 s left"
