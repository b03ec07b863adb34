"""Judge one module: what Lean said of it, what its source may not say, what its constants rest on.

Lean by itself lets pass a `sorry` (a warning that can be silenced), an `axiom` (without a word) and
a proof that an option kept from the kernel; so what counts is read from the compiled file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dash.proofs.layout import Source
from dash.proofs.olean import CompiledModule, Constant
from dash.proofs.result import ALLOWED_AXIOMS, KERNEL, THEORY, Failure, Theorem
from dash.proofs.source import banned, stated_as_theorem

#: The kernel computes these on numerals by itself, whatever a file says that they are.
KERNEL_NAMES = frozenset(
    f"Nat.{operation}"
    for operation in (
        "add sub mul div mod pow gcd beq ble land lor xor shiftLeft shiftRight log2".split()
    )
)
SORRY = "sorryAx"
SORRY_WARNINGS = ("declaration uses `sorry`", "declaration uses 'sorry'")
_PRIVATE = re.compile(r"^_private\.(?:.+?)\.0\.(?=.)")
_UNQUOTED = re.compile(r"«([^»]*)»")
_UNIVERSES = re.compile(r"^(\S+?)\.\{[^}]*\}")

Axioms = frozenset[str]


@dataclass(frozen=True)
class Message:
    """What Lean said of a line."""

    severity: str
    text: str
    line: int


def read_messages(output: str) -> list[Message]:
    """Read what `lean --json` wrote; a line that is not JSON counts as an error."""
    found = []
    for line in output.splitlines():
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            found.append(Message(said["severity"], said["data"], said["pos"]["line"]))
        except (ValueError, KeyError, TypeError):
            found.append(Message("error", line, 1))
    return found


def judge_messages(source: Source, messages: Iterable[Message]) -> list[Failure]:
    """Errors, and warnings as well: a `sorry` is no more than a warning to Lean."""
    return [
        source.failure(m.severity, _sentence(m.text), m.line)
        for m in messages
        if m.severity != "information"
    ]


def judge_source(source: Source) -> list[Failure]:
    """Words that a proof may not use."""
    if source.layer == KERNEL:
        return []
    return [source.failure("banned", what, token.line) for token, what in banned(source.text)]


def judge_imports(source: Source, compiled: CompiledModule) -> list[Failure]:
    """What Lean has imported must be what we read, for the cache and the order stand on it."""
    if set(compiled.imports) == set(source.imports):
        return []
    ours, theirs = (", ".join(sorted(set(x))) for x in (source.imports, compiled.imports))
    message = (
        f"Lean has imported {theirs or 'nothing'}, but the file seems to say {ours or 'nothing'}"
    )
    return [source.failure("import", message, 1)]


def axioms_of(constants: Iterable[Constant], known: Callable[[str], Axioms | None]):
    """The axioms that each constant rests on, at any depth.

    Parameters
    ----------
    constants : iterable of Constant
        The constants of one module.
    known : callable
        The axioms of a constant of another module; None where there is no such constant.

    Returns
    -------
    dict
        Name → frozenset of axioms.
    """
    constants = {c.name: c for c in constants}
    rest: dict[str, Axioms] = {}
    for name, constant in constants.items():
        outside = [known(u) or frozenset() for u in constant.uses if u not in constants]
        own = frozenset({name} if constant.kind == "axiom" else ())
        rest[name] = own.union(*outside)
    inside = {n: [u for u in c.uses if u in constants] for n, c in constants.items()}
    order = _dependencies_first(inside)
    changed = True
    while changed:  # a second round only where constants refer to one another in a circle
        changed = False
        for name in order:
            whole = rest[name].union(*(rest[u] for u in inside[name]))
            if whole != rest[name]:
                rest[name], changed = whole, True
    return rest


def _dependencies_first(uses: dict[str, list[str]]) -> list[str]:
    order, seen = [], set()
    for start in uses:
        todo = [(start, False)]
        while todo:
            name, done = todo.pop()
            if done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                todo.append((name, True))
                todo += [(u, False) for u in uses[name] if u not in seen]
    return order


def judge_constants(
    source: Source,
    compiled: CompiledModule,
    axioms: dict[str, Axioms],
    outside: Callable[[str], Axioms | None],
) -> list[Failure]:
    """Judge every constant of a module, private and generated ones included.

    A forbidden axiom is reported where it comes in: at its declaration, or at the constants that
    take it from outside the library. What rests on those shows it among its own axioms. A notation
    or a macro is a program on Lean's syntax, made of what the stand-in only names; it may be, and
    the constant that mentions it in earnest is the one reported.

    Parameters
    ----------
    source, compiled
        The module.
    axioms : dict
        What each of its constants rests on.
    outside : callable
        The axioms of a constant that is not of the library, or that is part of its syntax; None
        for any other.
    """
    failures = []
    syntax = syntax_of(compiled)
    names = {c.name for c in compiled.constants} - syntax
    for constant in compiled.constants:
        shown = shown_name(constant.name)
        plain = _UNQUOTED.sub(r"\1", shown)
        faults = []
        if source.layer == KERNEL:
            if SORRY in axioms[constant.name] and constant.name != SORRY:
                faults.append(("axiom", f"{shown} uses `sorry`"))
        else:
            if constant.kind == "axiom":
                faults.append(("axiom", f"{shown} is an axiom, not a proof"))
            if plain in KERNEL_NAMES:
                faults.append(("name", f"{shown} is computed by the kernel: do not define it"))
            if SORRY in plain.split("."):
                faults.append(("name", f"{shown} may not be defined here"))
            if constant.name not in syntax:
                taken = {
                    u: axioms.get(u) or outside(u) or frozenset() for u in constant.uses - names
                }
                taken = {u: a - ALLOWED_AXIOMS for u, a in taken.items()}
                faults += _forbidden(shown, {u: a for u, a in taken.items() if a})
        line = line_of(constant.name, compiled)
        failures += [source.failure(kind, message, line) for kind, message in faults]
    return failures


def syntax_of(compiled: CompiledModule) -> set[str]:
    """Parsers, macros and their parts: definitions about `Lean.Syntax` and such."""
    return {
        c.name
        for c in compiled.constants
        if c.kind == "definition" and any(n.startswith("Lean.") for n in c.about)
    }


def _forbidden(shown: str, taken: dict[str, Axioms]) -> list[tuple[str, str]]:
    """One sentence on the axioms that come in through these constants."""
    if not taken:
        return []
    if any(SORRY in axioms for axioms in taken.values()):
        return [("axiom", f"{shown} uses `sorry`")]
    listed = ", ".join(sorted(frozenset().union(*taken.values())))
    through = ", ".join(sorted(set(taken) - frozenset().union(*taken.values())))
    ways = f" (through {through})" if through else ""
    return [("axiom", f"{shown} rests on a forbidden axiom: {listed}{ways}")]


def in_order(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Failures of one module by line, each place of a `sorry` told once."""
    failures = list(dict.fromkeys(failures))
    told = {f.line for f in failures if f.kind == "axiom"}
    kept = [f for f in failures if not (f.message in SORRY_WARNINGS and f.line in told)]
    return tuple(sorted(kept, key=lambda f: (f.line is None, f.line or 0)))


def read_theorems(
    source: Source, compiled: CompiledModule, axioms: dict[str, Axioms]
) -> list[Theorem]:
    """The theorems that the source states as such; their statements are still empty."""
    if source.layer == KERNEL:
        return []
    candidates = {
        c.name: compiled.places[c.name]
        for c in compiled.constants
        if c.kind == "theorem" and c.name in compiled.places and not _PRIVATE.match(c.name)
    }
    stated = stated_as_theorem(
        source.text, {n: (p.name_line, p.name_column) for n, p in candidates.items()}
    )
    found = [
        Theorem(
            name=name,
            statement="",
            docstring=_dedent(compiled.docstrings.get(name, "")),
            module=source.name,
            path=source.path,
            line=candidates[name].name_line,
            axioms=tuple(sorted(axioms[name])),
            layer=source.layer,
        )
        for name in stated
    ]
    return sorted(found, key=lambda t: t.line)


def judge_theorems(source: Source, theorems: Iterable[Theorem]) -> list[Failure]:
    """Every theorem of the theory says in words what it says."""
    return [
        source.failure("docstring", f"{t.name} has no words: give it a docstring", t.line)
        for t in theorems
        if t.layer == THEORY and not t.docstring
    ]


def judge_statements(source: Source, theorems: Iterable[Theorem]) -> list[Failure]:
    """Every theorem has a statement that Lean could print."""
    return [
        source.failure("statement", f"Lean could not print the statement of {t.name}", t.line)
        for t in theorems
        if not t.statement
    ]


def check_command(theorem: Theorem) -> str:
    """The Lean command, on one line, that prints a theorem as its own namespace sees it."""
    namespace = theorem.name.rpartition(".")[0]
    check = f"#check _root_.{theorem.name}"
    return f"namespace {namespace} {check} end {namespace}" if namespace else check


def statement(printed: str) -> str:
    """What `#check` printed, without the names of the universes after that of the theorem."""
    return _UNIVERSES.sub(r"\1", printed.strip())


def introduction(compiled: CompiledModule) -> str:
    """The `/-! … -/` comment that opens a module."""
    return compiled.introductions[0].strip() if compiled.introductions else ""


def shown_name(name: str) -> str:
    """A name as its author wrote it."""
    return _PRIVATE.sub("", name)


def line_of(name: str, compiled: CompiledModule) -> int | None:
    """The line of a constant, or of the one that it was generated for."""
    while name:
        if name in compiled.places:
            return compiled.places[name].name_line
        name = name.rpartition(".")[0]
    return None


def _sentence(text: str) -> str:
    """A message of Lean in one paragraph, without its advice on how to silence it."""
    return " ".join(re.split(r"\n\n(?:Note|Hint):", text)[0].split())


def _dedent(docstring: str) -> str:
    first, *rest = docstring.strip().splitlines() or [""]
    return "\n".join([first.rstrip(), *(line.strip() for line in rest)])
