"""The command `dash-audit proofs`: check the proofs, show what is proved and what it rests on."""

from __future__ import annotations

import difflib
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from dash.errors import InputError
from dash.proofs.result import FOUNDATION, KERNEL, NO_AXIOMS, THEORY, Proofs, Theorem, number

DONE, FAILED, INTERRUPTED = 0, 1, 130
SHOWN_FAILURES = 30

HELP = (
    "Check every Lean proof of this project, and say what each theorem rests on.\n\n"
    "Lean compiles each module, its kernel goes through the compiled file once more, and an audit "
    "refuses what Lean by itself lets pass: sorry, axioms, options that switch a check off. What "
    "has been checked is kept, so that a second run takes a second."
)
EPILOG = (
    "Exit codes: 0 everything is proved, 1 something failed, 2 no kernel or bad input, 130 "
    "interrupted. Try:  dash-audit proofs --list | grep -i tie"
)


class KernelName(str, Enum):
    auto = "auto"
    lake = "lake"
    pip = "pip"


def proofs(
    root: Annotated[Path, typer.Argument(help="Folder with lean-toolchain and lean/.")] = Path("."),
    kernel: Annotated[
        KernelName,
        typer.Option(
            help="lake: an installed Lean toolchain; pip: the kernel of the extra \\[proofs]; "
            "auto: lake where it works."
        ),
    ] = KernelName.auto,
    list_: Annotated[
        bool, typer.Option("--list", help="One line a theorem: name, place, axioms; tabs between.")
    ] = False,
    show: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One theorem: words, statement, axioms, place."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="The whole result as JSON on standard output.")
    ] = False,
    theorems: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the theorems as JSON.", show_default=False),
    ] = None,
    document: Annotated[
        bool,
        typer.Option(
            "--document", help="Write docs/theorems.json and docs/theorems.md below the root."
        ),
    ] = False,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where checked modules are kept; by default in your cache folder.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Modules checked at once.", show_default="cores"),
    ] = None,
) -> None:
    """Check every Lean proof of this project, and say what each theorem rests on."""
    from dash.proofs.check import verify

    if sum((list_, show is not None, json)) > 1:
        raise InputError("use one of --list, --show and --json.")
    try:
        result = verify(
            root, kernel=kernel.value, cache=cache, n_jobs=jobs, progress=not (list_ or json)
        )
    except KeyboardInterrupt:
        typer.echo("dash-audit: interrupted; the modules that were checked are kept.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print(result.to_json(indent=1))
    elif list_:
        for theorem in result.theorems:
            print(f"{theorem.name}\t{theorem.path}:{theorem.line}\t{theorem.resting_on}")
    elif show is not None:
        _show(_find(result, show))
    else:
        _summary(result)
    if not result.ok:
        _failures(result)
        raise typer.Exit(FAILED)
    _write(result, root, theorems, document)


def _write(result: Proofs, root: Path, theorems: Path | None, document: bool) -> None:
    """Write the files that were asked for; only a run without failures comes here."""
    from dash.proofs.document import documents

    texts = {theorems: result.theorems_json()} if theorems else {}
    if document:
        texts |= {root / path: text for path, text in documents(result, root).items()}
    for path, text in texts.items():
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror}.") from None
        typer.echo(f"written: {path}", err=True)


def _find(result: Proofs, name: str) -> Theorem:
    """The theorem of that name; the end of a name is enough where it is unique."""
    ending = [t for t in result.theorems if t.name == name or t.name.endswith("." + name)]
    exact = [t for t in ending if t.name == name]
    if len(exact or ending) == 1:
        return (exact or ending)[0]
    if ending:
        listed = ", ".join(t.name for t in ending)
        raise InputError(f"{name} can be any of: {listed}.")
    short = {t.name.rpartition(".")[2]: t.name for t in result.theorems}
    full = {t.name: t.name for t in result.theorems}
    near = difflib.get_close_matches(name, [*full, *short], n=5, cutoff=0.5)
    listed = ", ".join(dict.fromkeys({**short, **full}[n] for n in near))
    hint = f"; near it: {listed}" if near else "; --list shows them all"
    raise InputError(f"there is no theorem {name}{hint}.")


def _show(theorem: Theorem) -> None:
    print(f"theorem {theorem.statement}\n")
    if theorem.docstring:
        print(f"{theorem.docstring}\n")
    print(f"{theorem.path}:{theorem.line} · rests on {theorem.resting_on}")


def _summary(result: Proofs) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    theory, foundation = result.count(THEORY), result.count(FOUNDATION)
    outcome = "all proved" if result.ok else f"failures: {len(result.failures)}"
    counted = number(sum(theory.values()), "theorem")
    lemmas = number(sum(foundation.values()), "foundation lemma")
    head = f"{counted}, {lemmas}; {outcome}."
    console.print(Text(head, style="bold" if result.ok else "bold red"))
    again = "every declaration replayed from its compiled file" if result.replayed else "no replay"
    kept = sum(m.cached for m in result.modules)
    console.print(Text(f"{_capital(result.checked_by)}; {again}."))
    console.print(
        Text(f"{number(len(result.modules), 'module')}, {kept} unchanged since an earlier run; "
             f"{result.seconds:.1f} s.\n")
    )  # fmt: skip
    table = Table(box=box.HORIZONTALS, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("rests on")
    table.add_column("theorems", justify="right")
    table.add_column("foundation lemmas", justify="right")
    for axioms in sorted({*theory, *foundation}, key=lambda a: (len(a), a)):
        words = Text(", ".join(axioms) or NO_AXIOMS)
        table.add_row(words, str(theory[axioms]), str(foundation[axioms]))
    console.print(table)
    console.print()
    table = Table(box=box.HORIZONTALS, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("module", no_wrap=True)
    table.add_column("theorems", justify="right")
    table.add_column("constants", justify="right")
    table.add_column("seconds", justify="right")
    for module in result.modules:
        count = sum(t.module == module.name for t in result.theorems)
        name = f"{module.name} (stand-in)" if module.layer == KERNEL else module.name
        state = "" if module.checked else "not checked"
        table.add_row(
            Text(name),
            str(count or ""),
            str(module.constants or ""),
            state or f"{module.seconds:.1f}",
        )
    console.print(table)


def _failures(result: Proofs) -> None:
    print(file=sys.stderr)
    for failure in result.failures[:SHOWN_FAILURES]:
        print(failure, file=sys.stderr)
    if len(result.failures) > SHOWN_FAILURES:
        more = len(result.failures) - SHOWN_FAILURES
        print(f"… and {more} more; --json has them all", file=sys.stderr)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
