"""Write what is proved as a page to read: `docs/theorems.md`, and `docs/theorems.json` beside it.

The page is hand-written text (`docs/theorems.in.md`) with the theorems set in at a mark: the theory
module by module, statement under words, then the foundation as compact lists.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from dash.errors import InputError
from dash.proofs.result import FOUNDATION, NO_AXIOMS, THEORY, Proofs, number

TEMPLATE = Path("docs") / "theorems.in.md"
PAGE = Path("docs") / "theorems.md"
DATA = Path("docs") / "theorems.json"
MARK = "<!-- theorems -->"
NOTICE = (
    f"<!-- Written by `dash-audit proofs --document`; edit {TEMPLATE.as_posix()} instead. -->\n"
)
DEFAULT_TEMPLATE = f"# What is proved\n\n{MARK}\n"


def documents(proofs: Proofs, root: str | Path = ".") -> dict[Path, str]:
    """The page and the data of a project's proofs: file, from the root → text.

    Raises
    ------
    InputError
        The hand-written part lacks the mark where the theorems go.
    """
    template = Path(root) / TEMPLATE
    text = template.read_text(encoding="utf-8") if template.exists() else DEFAULT_TEMPLATE
    if text.count(MARK) != 1:
        raise InputError(f"{template} must have the line {MARK} once: the theorems go there.")
    data = proofs.theorems_json()
    return {DATA: data, PAGE: NOTICE + text.replace(MARK, render_theorems(json.loads(data)))}


def render_theorems(data: dict) -> str:
    """The content of `theorems.json` as Markdown."""
    by_module: dict[str, list[dict]] = {}
    for theorem in data["theorems"]:
        by_module.setdefault(theorem["module"], []).append(theorem)
    parts = [_summary(data["theorems"]), _contents(data["modules"], by_module)]
    foundation = []
    for module in data["modules"]:
        theorems = by_module.get(module["name"], [])
        if theorems and module["layer"] == THEORY:
            parts.append(_chapter(module, theorems))
        elif theorems:
            foundation.append(_list(module, theorems))
    if foundation:
        parts += ["## Foundation", *foundation]
    return "\n\n".join(parts)


def _summary(theorems: list[dict]) -> str:
    count = Counter((t["layer"], tuple(t["axioms"])) for t in theorems)
    lines = ["| rests on | theorems | foundation lemmas |", "|---|---:|---:|"]
    for axioms in sorted({a for _, a in count}, key=lambda a: (len(a), a)):
        words = ", ".join(f"`{a}`" for a in axioms) or NO_AXIOMS
        lines.append(f"| {words} | {count[THEORY, axioms]} | {count[FOUNDATION, axioms]} |")
    total = Counter(t["layer"] for t in theorems)
    lines.append(f"| **together** | **{total[THEORY]}** | **{total[FOUNDATION]}** |")
    return "\n".join(lines)


def _contents(modules: list[dict], by_module: dict[str, list[dict]]) -> str:
    """The chapters, each with its main results: theorems whose words open with a bold name."""
    lines = ["## Contents", ""]
    for module in modules:
        theorems = by_module.get(module["name"], [])
        if not theorems or module["layer"] != THEORY:
            continue
        title, _ = _title(module)
        lines.append(f"* [{title}](#{_anchor(title)}), {number(len(theorems), 'theorem')}")
        main = [t for t in theorems if t["docstring"].startswith("**")]
        if main:
            names = ", ".join(f"[`{_short(t['name'])}`](#{_anchor(t['name'])})" for t in main)
            lines.append(f"  <br>{names}")
    return "\n".join(lines)


def _short(name: str) -> str:
    return name.removeprefix("DASH.")


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _chapter(module: dict, theorems: list[dict]) -> str:
    """A module of the theory: its title and introduction, then each theorem."""
    title, words = _title(module)
    parts = [f"## {title}", *([words] if words else [])]
    for theorem in theorems:
        axioms = ", ".join(theorem["axioms"]) or NO_AXIOMS
        place = f"{theorem['path']}:{theorem['line']}"
        link = f"../{theorem['path']}#L{theorem['line']}"
        parts += [
            f"### `{theorem['name']}`",
            theorem["docstring"],
            f"```lean\ntheorem {theorem['statement']}\n```",
            f"[{place}]({link}) · {axioms}",
        ]
    return "\n\n".join(parts)


def _list(module: dict, theorems: list[dict]) -> str:
    """A module of the foundation: its title, and all statements in one block to open."""
    title, _ = _title(module)
    statements = "\n".join(f"theorem {t['statement']}" for t in theorems)
    head = f"{title} ([{module['path']}](../{module['path']}))"
    summary = f"<details><summary>{number(len(theorems), 'lemma')}</summary>"
    return f"### {head}\n\n{summary}\n\n```lean\n{statements}\n```\n\n</details>"


def _title(module: dict) -> tuple[str, str]:
    """Heading of a module and the words under it; headings among those sink by two levels."""
    first, _, rest = module["introduction"].partition("\n")
    if not first.startswith("#"):
        return module["name"], module["introduction"]
    rest = re.sub(r"^(#+) ", r"##\1 ", rest.strip(), flags=re.MULTILINE)
    return first.lstrip("# ").strip(), rest
