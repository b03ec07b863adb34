"""What checking the proofs gives: modules, theorems, failures, and the whole as a result."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

THEORY, FOUNDATION, KERNEL = "theory", "foundation", "kernel"
#: Modules of general lemmas, counted apart from the theory that stands on them.
FOUNDATION_MODULES = ("DASH.Algebra", "DASH.Order", "DASH.Finite")
#: The axioms of Lean that a proof may rest on.
ALLOWED_AXIOMS = frozenset({"propext", "Quot.sound", "Classical.choice"})
NO_AXIOMS = "no axioms"


def layer_of(module: str) -> str:
    """The layer of a library module: `theory` or `foundation`."""
    inside = any(module == m or module.startswith(m + ".") for m in FOUNDATION_MODULES)
    return FOUNDATION if inside else THEORY


@dataclass(frozen=True)
class Theorem:
    """A theorem that the kernel has checked.

    Attributes
    ----------
    name : str
        Full name.
    statement : str
        The signature as Lean prints it.
    docstring : str
        What it says in words; empty without any.
    module : str
        Lean module.
    path : str
        File, from the root of the project.
    line : int
        Line of its name.
    axioms : tuple of str
        Every axiom that the proof rests on, at any depth, sorted.
    layer : str
        `theory` or `foundation`.
    """

    name: str
    statement: str
    docstring: str
    module: str
    path: str
    line: int
    axioms: tuple[str, ...]
    layer: str

    @property
    def core(self) -> bool:
        """Whether the theorem is part of the theory, not of the foundation under it."""
        return self.layer == THEORY

    @property
    def resting_on(self) -> str:
        """The axioms in words."""
        return ", ".join(self.axioms) or NO_AXIOMS

    def __repr__(self) -> str:
        return f"Theorem {self.name} ({self.path}:{self.line}; {self.resting_on})"


@dataclass(frozen=True)
class Failure:
    """One reason not to believe the proofs, with its place.

    Attributes
    ----------
    kind : str
        `error`, `warning`, `banned`, `axiom`, `name`, `docstring`, `import`, `cycle`, `missing`,
        `crash`, `time`, `memory`, `replay`, `statement`, `skipped` or `toolchain`.
    message : str
        What is wrong.
    module : str
        Lean module; empty where none is concerned.
    path : str
        File, from the root of the project.
    line : int or None
        Line, where one is known.
    """

    kind: str
    message: str
    module: str
    path: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Module:
    """A Lean file of the project.

    Attributes
    ----------
    name, path : str
        Module and file.
    layer : str
        `theory`, `foundation`, or `kernel` for the stand-in for Init.
    introduction : str
        The `/-! … -/` comment that opens it.
    sha256 : str
        Of the source text.
    constants : int
        Constants that the kernel was asked about, generated ones included.
    seconds : float
        Time it took to check, when it was checked.
    cached : bool
        Nothing had changed since an earlier run.
    checked : bool
        False where something stopped the check.
    """

    name: str
    path: str
    layer: str
    introduction: str
    sha256: str
    constants: int
    seconds: float
    cached: bool
    checked: bool


@dataclass(frozen=True, repr=False)
class Proofs:
    """The outcome of checking every proof of a project.

    Attributes
    ----------
    root : str
        Folder that was checked.
    kernel : str
        `pip` or `lake`.
    version : str
        Version of Lean.
    replayed : bool
        Every declaration was sent through the kernel a second time, from its compiled file.
    modules : tuple of Module
        In the order in which a reader meets them: a module after those that it imports.
    theorems : tuple of Theorem
        In the order of the modules, by line.
    failures : tuple of Failure
        Empty when everything is proved.
    seconds : float
        Duration of this run.
    """

    root: str
    kernel: str
    version: str
    replayed: bool
    modules: tuple[Module, ...]
    theorems: tuple[Theorem, ...]
    failures: tuple[Failure, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Nothing failed."""
        return not self.failures

    @property
    def checked_by(self) -> str:
        """Who has checked it, in words."""
        if self.kernel == "lake":
            return f"checked by Lean {self.version} through lake build"
        return f"checked by the Lean {self.version} kernel on our stand-in for Init"

    def count(self, layer: str) -> Counter:
        """Number of theorems of a layer for each set of axioms."""
        return Counter(t.axioms for t in self.theorems if t.layer == layer)

    def to_frame(self):
        """One row a theorem, as a pandas data frame."""
        import pandas as pd

        columns = ["name", "layer", "module", "path", "line", "axioms", "statement", "docstring"]
        rows = [[getattr(t, c) for c in columns] for t in self.theorems]
        return pd.DataFrame(rows, columns=columns)

    def to_json(self, *, indent: int | None = None) -> str:
        """All fields as JSON."""
        fields = {"ok": self.ok, "checked_by": self.checked_by, **asdict(self)}
        return json.dumps(fields, indent=indent, ensure_ascii=False)

    def theorems_json(self) -> str:
        """What the project says it has proved: the same text on every machine and kernel."""
        content = {
            "kernel": f"Lean {self.version}",
            "modules": [
                {"name": m.name, "path": m.path, "layer": m.layer, "introduction": m.introduction}
                for m in self.modules
                if m.layer != KERNEL
            ],
            "theorems": [asdict(t) for t in self.theorems],
        }
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def write_theorems(self, path: Path | str) -> None:
        """Write `theorems_json` to a file."""
        Path(path).write_text(self.theorems_json(), encoding="utf-8")

    def __repr__(self) -> str:
        theory, foundation = (sum(self.count(x).values()) for x in (THEORY, FOUNDATION))
        outcome = "all proved" if self.ok else f"{number(len(self.failures), 'failure')}"
        lines = [
            f"Proofs of {self.root}: {number(theory, 'theorem')}, "
            f"{number(foundation, 'foundation lemma')}; {outcome} ({self.checked_by})"
        ]
        lines += [f"  {failure}" for failure in self.failures[:5]]
        if len(self.failures) > 5:
            lines.append(f"  … and {len(self.failures) - 5} more")
        return "\n".join(lines)


def number(n: int, noun: str) -> str:
    """A count with its noun."""
    return f"{n} {noun}" + ("" if n == 1 else "s")
