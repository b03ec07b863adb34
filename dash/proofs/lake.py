"""Check a project with an installed Lean toolchain: `lake build`, its `leanchecker`, and our audit.

Lean's own `Init` has thousands of modules, so only the library's compiled files are read here; on
what a constant of `Init` rests, Lean is asked with `#print axioms`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dash.proofs import audit
from dash.proofs.cache import Cache
from dash.proofs.facts import Facts
from dash.proofs.kernel import Children, Finished, LakeKernel
from dash.proofs.layout import TOP, Layout, Source
from dash.proofs.olean import CompiledModule, OleanError, read_olean
from dash.proofs.result import Failure, Theorem

COMPILED = Path(".lake") / "build" / "lib" / "lean"
CHECKER = "leanchecker"

_MESSAGE = re.compile(r"(?P<kind>error|warning): (?:\./)*(?P<path>\S+\.lean):(?P<line>\d+):\d+: ")
_NEXT = re.compile(r"(?:error|warning|info|trace): |[✖⚠✔ℹ] |Some required |Build completed")
_AXIOMS = re.compile(r"'(?P<name>.+)' depends on axioms: \[(?P<axioms>.*)\]", re.DOTALL)
_NO_AXIOMS = re.compile(r"'(?P<name>.+)' does not depend on any axioms")


def check_with_lake(
    kernel: LakeKernel, layout: Layout, cache: Cache
) -> Iterator[tuple[str, Facts]]:
    """Build and check every module.

    Yields
    ------
    str, Facts
        Each module of the project.
    """
    children = Children()
    work = cache.workspace()
    try:
        yield from _Run(kernel, layout, children, work).check()
    except BaseException:
        children.stop()
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def read_build_log(log: str) -> list[tuple[str, audit.Message]]:
    """Errors and warnings in what `lake build` wrote: file and message.

    Examples
    --------
    >>> read_build_log("warning: ././lean/A.lean:3:8: declaration uses `sorry`")
    [('lean/A.lean', Message(severity='warning', text='declaration uses `sorry`', line=3))]
    """
    found: list[tuple[str, audit.Message]] = []
    open_ = False
    for line in log.splitlines():
        match = _MESSAGE.match(line)
        if match:
            text = line[match.end() :]
            message = audit.Message(match["kind"], text, int(match["line"]))
            found.append((match["path"].replace("\\", "/"), message))
            open_ = True
        elif _NEXT.match(line):
            open_ = False
        elif open_:
            path, message = found[-1]
            found[-1] = (path, replace(message, text=f"{message.text}\n{line}"))
    return found


def read_axioms(text: str) -> tuple[str, audit.Axioms] | None:
    """What `#print axioms` says: a constant, and what it rests on.

    Examples
    --------
    >>> read_axioms("'foo' depends on axioms: [propext,\\n Quot.sound]")[1] == {
    ...     "propext", "Quot.sound"}
    True
    """
    match = _NO_AXIOMS.fullmatch(text.strip())
    if match:
        return match["name"], frozenset()
    match = _AXIOMS.fullmatch(text.strip())
    if match:
        return match["name"], frozenset(a.strip() for a in match["axioms"].split(","))
    return None


class _Run:
    def __init__(self, kernel: LakeKernel, layout: Layout, children: Children, work: Path):
        self.kernel, self.layout = kernel, layout
        self.children, self.work = children, work
        self.failures = {s.name: audit.judge_source(s) for s in layout.order}

    def check(self) -> Iterator[tuple[str, Facts]]:
        if not self.layout.order:
            return
        compiled = self._compiled() if self._built() else {}
        outside = self._outside(compiled)
        axioms: dict[str, audit.Axioms] = dict(outside)
        theorems: dict[str, list[Theorem]] = {}
        for source in self.layout.order:
            if source.name in compiled:
                module = compiled[source.name]
                own = audit.axioms_of(module.constants, axioms.get)
                axioms.update(own)
                outside |= {name: own[name] for name in audit.syntax_of(module)}
                theorems[source.name] = audit.read_theorems(source, module, own)
                self.failures[source.name] += [
                    *audit.judge_imports(source, module),
                    *audit.judge_constants(source, module, own, outside.get),
                    *audit.judge_theorems(source, theorems[source.name]),
                ]
        statements = self._statements([t for ts in theorems.values() for t in ts])
        replayed = bool(compiled) and self._replayed(list(compiled))
        for source in self.layout.order:
            module = compiled.get(source.name)
            if module is None:
                yield source.name, Facts(failures=audit.in_order(self.failures[source.name]))
                continue
            stated = [
                replace(t, statement=statements.get(t.name, "")) for t in theorems[source.name]
            ]
            self.failures[source.name] += audit.judge_statements(source, stated)
            yield (
                source.name,
                Facts(
                    introduction=audit.introduction(module),
                    constants=len(module.constants),
                    theorems=tuple(stated),
                    failures=audit.in_order(self.failures[source.name]),
                    checked=True,
                    replayed=replayed,
                ),
            )

    def _run(self, *arguments: str) -> Finished:
        return self.kernel.run(self.children, self.layout.root, *arguments)

    def _built(self) -> bool:
        """Run `lake build`; a failure without a place is one of the top module."""
        done = self._run("build")
        paths = {s.path: s for s in self.layout.order}
        messages = read_build_log(f"{done.output}\n{done.errors}")
        for path, message in messages:
            if path in paths:
                source = paths[path]
                self.failures[source.name] += audit.judge_messages(source, [message])
        wrong = done.over or done.code != 0
        if wrong and not any(m.severity == "error" and p in paths for p, m in messages):
            limit = f"was not done after {self.kernel.time_limit:g} s"
            self._note("crash", f"lake build {limit if done.over else f'failed ({done.manner})'}")
        return not wrong

    def _compiled(self) -> dict[str, CompiledModule]:
        compiled = {}
        for source in self.layout.order:
            parts = [p.strip("«»") for p in source.name.split(".")]
            file = self.layout.root / COMPILED / Path(*parts[:-1], parts[-1] + ".olean")
            try:
                compiled[source.name] = read_olean(file)
            except OleanError as error:
                message = f"lake build left no whole compiled file: {error}"
                self.failures[source.name].append(source.failure("missing", message))
        return compiled

    def _outside(self, compiled: dict[str, CompiledModule]) -> dict[str, audit.Axioms]:
        """The axioms of every constant of `Init` that the library uses."""
        own = {c.name for m in compiled.values() for c in m.constants}
        used = sorted({u for m in compiled.values() for c in m.constants for u in c.uses} - own)
        if not used:
            return {}
        lines = [f"#print axioms {name}" for name in used]
        messages = self._ask(lines)
        found = {}
        for i, name in enumerate(used):
            said = read_axioms(messages.get(i, ""))
            if said is None:
                self._note("axiom", f"Lean does not say which axioms {name} rests on")
            else:
                found[name] = said[1]
        return found

    def _statements(self, theorems: list[Theorem]) -> dict[str, str]:
        messages = self._ask([audit.check_command(t) for t in theorems]) if theorems else {}
        return {
            t.name: audit.statement(messages[i]) for i, t in enumerate(theorems) if i in messages
        }

    def _ask(self, commands: Iterable[str]) -> dict[int, str]:
        """Run commands, one a line, on top of the library; what Lean answered to each."""
        head = [f"import {TOP}"]
        file = self.work / "Ask.lean"
        file.write_text("\n".join([*head, *commands]) + "\n", encoding="utf-8")
        done = self._run("env", "lean", "--json", str(file))
        said = audit.read_messages(done.output)
        return {m.line - len(head) - 1: m.text for m in said if m.severity == "information"}

    def _replayed(self, modules: list[str]) -> bool:
        """Let the toolchain's own checker send every declaration through the kernel again."""
        done = self._run("env", CHECKER, *modules)
        if done.code == 0:
            return True
        if done.code == 127 or "could not execute" in done.errors or "no such" in done.errors:
            return False
        self._note("replay", f"{CHECKER} refuses the compiled modules ({done.manner})")
        return False

    def _note(self, kind: str, message: str) -> None:
        top: Source = self.layout.order[-1]
        named: Failure = top.failure(kind, message)
        self.failures[top.name].append(named)
