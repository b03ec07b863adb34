"""Check the modules of a project with the pip kernel, in parallel, and keep what was checked."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import cache as remember
from pathlib import Path

from dash.proofs import audit
from dash.proofs.cache import Cache, file_sha256
from dash.proofs.facts import Facts
from dash.proofs.kernel import Children, Finished, PipKernel
from dash.proofs.layout import Layout, Source, not_checked
from dash.proofs.olean import CompiledModule, OleanError, read_olean
from dash.proofs.result import KERNEL, Failure, Theorem

#: Files of this package on which a kept result depends.
DRIVER = tuple(
    f"{name}.py" for name in "_child audit kernel layout olean pip result source".split()
)
#: Kinds of failure after which nothing may stand on a module.
STOPPING = ("crash", "time", "memory", "replay")

_REPLAYED = re.compile(r"while replaying declaration '(.+?)':")


def check_with_pip(
    kernel: PipKernel, layout: Layout, cache: Cache, jobs: int
) -> Iterator[tuple[str, Facts]]:
    """Check every module that can be compiled.

    Yields
    ------
    str, Facts
        Each module as soon as it is known: first what the cache holds, then what had to be checked.
    """
    run = _Run(kernel, layout, cache)
    with ThreadPoolExecutor(jobs) as pool:
        try:
            kept = zip(run.keys, pool.map(cache.load, run.keys.values()), strict=True)
            done = {name: facts for name, facts in kept if facts is not None}
            yield from done.items()
            if len(done) < len(run.keys):
                yield from run.build(pool, done)
                cache.prune()
        except BaseException:
            run.children.stop()
            pool.shutdown(cancel_futures=True)
            raise
        finally:
            run.clear()


@remember
def _driver() -> str:
    """A fingerprint of the code that compiles and judges."""
    here = Path(__file__).parent
    return " ".join(file_sha256(here / name) for name in DRIVER)


class _Run:
    """One run: the sources, their keys, and a folder where the compiled modules come together."""

    def __init__(self, kernel: PipKernel, layout: Layout, cache: Cache):
        self.kernel, self.cache = kernel, cache
        self.sources = {s.name: s for s in layout.order}
        self.children = Children()
        self.work: Path | None = None
        self.axioms: dict[str, tuple[dict[str, audit.Axioms], dict[str, audit.Axioms]]] = {}
        self.keys: dict[str, str] = {}
        for source in layout.order:
            self.keys[source.name] = self._key(source)

    def _key(self, source: Source) -> str:
        """A name for everything that the check of a module depends on."""
        parts = [_driver(), self.kernel.identity, source.name, source.text]
        parts += [f"{m} {self.keys[m]}" for m in source.imports]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(hashlib.sha256(part.encode("utf-8")).digest())
        return digest.hexdigest()

    def build(
        self, pool: ThreadPoolExecutor, done: dict[str, Facts]
    ) -> Iterator[tuple[str, Facts]]:
        """Check what is not done, each module when all that it imports is."""
        self.work = self.cache.workspace()
        for name in done:
            self._expose(name)
        waiting = [s for s in self.sources.values() if s.name not in done]
        running: dict[Future, Source] = {}
        while waiting or running:
            for source in [s for s in waiting if all(m in done for m in s.imports)]:
                waiting.remove(source)
                failed = next((m for m in source.imports if not done[m].checked), None)
                if failed is None:
                    running[pool.submit(self._check, source)] = source
                else:
                    done[source.name] = Facts(failures=(not_checked(source, failed),))
                    yield source.name, done[source.name]
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                source = running.pop(future)
                done[source.name] = future.result()
                yield source.name, done[source.name]

    def clear(self) -> None:
        """Remove the folder of this run."""
        if self.work is not None:
            shutil.rmtree(self.work, ignore_errors=True)

    def _expose(self, name: str) -> None:
        """Lay a compiled module where Lean looks for it."""
        target = _inside(self.work / "lib", name, ".olean")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(self.cache.compiled(self.keys[name]))

    def _check(self, source: Source) -> Facts:
        """Compile, replay and judge one module; keep it if the kernel came to the end."""
        began = time.monotonic()
        key = self.keys[source.name]
        folder = self.work / key
        folder.mkdir()
        failures = audit.judge_source(source)
        file, said = self._compile(source, folder)
        failures += said
        if file is None:
            return Facts(failures=audit.in_order(failures))
        try:
            compiled = read_olean(file)
        except OleanError as error:
            return Facts(
                failures=(*failures, source.failure("crash", f"the kernel crashed: {error}"))
            )
        self.cache.put_compiled(key, file)
        self._expose(source.name)
        below = self._below(source)
        failures += self._replay(source, folder, below, compiled)
        known, outside = self._known(below)
        axioms = audit.axioms_of(compiled.constants, known.get)
        failures += audit.judge_imports(source, compiled)
        failures += audit.judge_constants(source, compiled, axioms, outside.get)
        if any(f.kind in STOPPING for f in failures):
            return Facts(failures=audit.in_order(failures), constants=len(compiled.constants))
        theorems, unprinted = self._theorems(source, folder, compiled, axioms)
        failures += audit.judge_theorems(source, theorems)
        failures += unprinted
        facts = Facts(
            introduction=audit.introduction(compiled),
            constants=len(compiled.constants),
            theorems=tuple(theorems),
            failures=audit.in_order(failures),
            seconds=round(time.monotonic() - began, 3),
            checked=not any(f.kind in STOPPING for f in failures),
            replayed=True,
        )
        if facts.checked:
            kernel = source.layer == KERNEL
            watched = set(axioms) if kernel else audit.syntax_of(compiled)
            self.cache.seal(key, axioms, watched, facts)
        return facts

    def _compile(self, source: Source, folder: Path) -> tuple[Path | None, list[Failure]]:
        """The compiled file, if there is one, and what Lean had to say."""
        text = _inside(folder / "source", source.name, ".lean")
        text.parent.mkdir(parents=True)
        text.write_text(source.text, encoding="utf-8")
        file = folder / "module.olean"
        arguments = ("-R", "source", "-o", str(file), str(text))
        done = self.kernel.lean(self.children, folder, self.work / "lib", *arguments)
        messages = audit.read_messages(done.output)
        failures = audit.judge_messages(source, messages)
        if done.over or done.code != 0:
            if done.over or done.code < 0 or not any(f.kind == "error" for f in failures):
                failures.append(self._crash(source, "compiling", done))
            return None, failures
        if done.errors.strip():
            failures.append(source.failure("error", f"Lean complains: {done.errors.strip()[:500]}"))
        return file, failures

    def _replay(
        self, source: Source, folder: Path, below: list[str], compiled: CompiledModule
    ) -> list[Failure]:
        """Send the compiled declarations through the kernel, on top of the imported ones."""
        file, *imported = (self.cache.compiled(self.keys[m]) for m in [source.name, *below])
        done = self.kernel.replay(self.children, folder, file, imported)
        output = " ".join(done.output.split())
        if not done.over and done.code == 0 and output == f"replayed {len(compiled.constants)}":
            return []
        if done.over or done.code != 1 or not output:
            return [self._crash(source, "replaying", done)]
        declaration = _REPLAYED.match(output)
        line = audit.line_of(declaration[1], compiled) if declaration else None
        message = f"the kernel rejects it on replay: {output.removeprefix('while replaying ')}"
        return [source.failure("replay", message, line)]

    def _theorems(
        self, source: Source, folder: Path, compiled: CompiledModule, axioms: dict
    ) -> tuple[list[Theorem], list[Failure]]:
        """The theorems with their statements as Lean prints them."""
        theorems = audit.read_theorems(source, compiled, axioms)
        if not theorems:
            return [], []
        lines = [f"import {source.name}", *map(audit.check_command, theorems)]
        file = folder / "Statements.lean"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = self.kernel.lean(self.children, folder, self.work / "lib", str(file))
        if done.over or done.code < 0:
            return theorems, [self._crash(source, "printing", done)]
        said = audit.read_messages(done.output)
        printed = {m.line: audit.statement(m.text) for m in said if m.severity == "information"}
        theorems = [replace(t, statement=printed.get(i, "")) for i, t in enumerate(theorems, 2)]
        return theorems, audit.judge_statements(source, theorems)

    def _crash(self, source: Source, doing: str, done: Finished) -> Failure:
        what = f"{doing} {source.name}"
        if done.over == "time":
            return source.failure("time", f"{what} was not done after {self.kernel.time_limit:g} s")
        if done.over == "memory":
            limit = f"{self.kernel.memory_limit / 2**30:.3g} GiB"
            return source.failure("memory", f"{what} took more than {limit} of memory")
        return source.failure("crash", f"the kernel crashed {what} ({done.manner})")

    def _below(self, source: Source) -> list[str]:
        """All modules that a module imports, at any depth, each after its own."""
        wanted, todo = set(), [*source.imports]
        while todo:
            name = todo.pop()
            if name not in wanted:
                wanted.add(name)
                todo += self.sources[name].imports
        return [name for name in self.sources if name in wanted]

    def _known(self, modules: list[str]) -> tuple[dict[str, audit.Axioms], dict[str, audit.Axioms]]:
        """The axioms of the constants of these modules: all, and those from outside the library."""
        known: dict[str, audit.Axioms] = {}
        outside: dict[str, audit.Axioms] = {}
        for name in modules:
            if name not in self.axioms:
                self.axioms[name] = self.cache.axioms(self.keys[name])
            known |= self.axioms[name][0]
            outside |= self.axioms[name][1]
        return known, outside


def _inside(folder: Path, module: str, suffix: str) -> Path:
    """Where a module lies below a folder."""
    *parents, last = (part.strip("«»") for part in module.split("."))
    return folder.joinpath(*parents, last + suffix)
