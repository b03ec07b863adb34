"""The Lean file of a certificate: data of the report, and theorems that the kernel checks."""

from __future__ import annotations

import re
import textwrap

from dash.certificate.exact import ExactTable
from dash.report.wording import shortened

MODULE = "DASH.Certificate.Report"
WIDTH = 100
LONGEST_NAME = 80
#: Pairs for which two models are named, and agreed pairs that are listed; the counts have all.
NAMED_PAIRS, LISTED_PAIRS = 40, 300


def certificate_source(table: ExactTable, digest: str, title: str) -> str:
    """The text of the Lean module `DASH.Certificate.Report`.

    Parameters
    ----------
    table : ExactTable
        The attributions as whole numbers.
    digest : str
        SHA-256 of the report, in hexadecimal.
    title : str
        What the report is about, for the reader.

    Returns
    -------
    str
        The same text for the same report and version, byte by byte: whoever has the report can
        make it again and compare.
    """
    d = len(table.names)
    undecided, agreed = table.undecided(), table.agreed_steps()
    parts = [_head(table, digest, title, undecided), *_data(table), *_counts(table)]
    parts.append(
        f"/-- The attributions and the counts of the report, compared by the kernel. -/\n"
        f"def certified : Certified {table.n_models} {d} where\n"
        f"  table := from0\n"
        f"  higher := {_listed([f'higher{j}' for j in range(d)])}\n"
        f"  lower := {_listed([f'lower{j}' for j in range(d)])}\n"
        f"  shaped := by decide +kernel\n"
        f"  counted := {_wrapped(_chain(d))}"
    )
    parts += _undecided(d, _closest(table, undecided))
    parts += _agreed(agreed[:LISTED_PAIRS])
    parts += _consequences(undecided)
    text = "\n\n".join([*parts, "end Certificate"]) + "\n"
    return re.sub(r" +(?=\n)", "", text)


def comment(text: str) -> str:
    """A name as part of a comment, which it cannot end.

    Examples
    --------
    >>> comment("rate -/ axiom x")
    'rate - / axiom x'
    """
    flat = shortened(text, LONGEST_NAME)
    return re.sub(r"-(?=/)|/(?=-)", lambda found: found.group() + " ", flat)


def _head(table: ExactTable, digest: str, title: str, undecided) -> str:
    n_agreed = int(table.agreed().sum())
    words = (
        f"Of {len(table.names)} features in {table.n_models} models, {len(undecided)} pairs are "
        f"undecided (two models of the ensemble order them oppositely) and {n_agreed} are agreed "
        "(all models order them alike). Features and models are numbered from 0. An attribution "
        f"is a whole number times 2 to the power of -{table.exponent}; nothing is rounded."
    )
    if table.left_out:
        words += f" The last {table.left_out} features of the report are left out."
    return (
        f"import DASH.Certificate\n\n"
        f"/-!\n# Certificate of a feature ranking\n\n{_filled(comment(title))}\n\n"
        f"{_filled(words)}\n-/\n\n"
        f"namespace Certificate\n\nopen DASH DASH.Certificate\n\n"
        f"/-- The SHA-256 digest of the report, `report.json`. -/\n"
        f"def digest : Nat := 0x{digest}\n\n"
        f"/-- The unit of the attributions is 2 to the power of minus this number. -/\n"
        f"def exponent : Nat := {table.exponent}"
    )


def _data(table: ExactTable) -> list[str]:
    """One list a feature, and the lists from each feature on."""
    d = len(table.names)
    parts = [
        f"/-- Feature {j}: “{comment(name)}”, its attribution in each model. -/\n"
        f"def feature{j} : List Nat := {_listed(numbers)}"
        for j, (name, numbers) in enumerate(zip(table.names, table.numbers, strict=True))
    ]
    tails = [f"/-- No feature is left. -/\ndef from{d} : List (List Nat) := []"]
    tails += [
        f"/-- The features from {j} on. -/\n"
        f"def from{j} : List (List Nat) := feature{j} :: from{j + 1}"
        for j in reversed(range(d))
    ]
    return [*parts, *tails]


def _counts(table: ExactTable) -> list[str]:
    parts = []
    for j in range(len(table.names)):
        higher = table.wins[j, j + 1 :].tolist()
        lower = table.wins[j + 1 :, j].tolist()
        parts.append(
            f"/-- In how many models feature {j} is above each later one. -/\n"
            f"def higher{j} : List Nat := {_listed(higher)}\n\n"
            f"/-- In how many models feature {j} is below each later one. -/\n"
            f"def lower{j} : List Nat := {_listed(lower)}\n\n"
            f"/-- The counts of feature {j} are those of the table. -/\n"
            f"theorem counted{j} : rowIsCounted feature{j} from{j + 1} higher{j} lower{j} = true "
            f":= by\n  decide +kernel"
        )
    return parts


def _closest(table: ExactTable, undecided):
    """The undecided pairs that the most models turn round."""
    wins = table.wins
    return sorted(undecided, key=lambda p: -min(wins[p[0], p[1]], wins[p[1], p[0]]))[:NAMED_PAIRS]


def _undecided(d: int, undecided) -> list[str]:
    """For each feature the later ones with which it is undecided, each with two models."""
    parts = []
    for j in range(d):
        rows = [f"({k}, {i}, {m})" for a, k, i, m in sorted(undecided) if a == j]
        if not rows:
            continue
        parts.append(
            f"/-- Of the {NAMED_PAIRS} closest undecided pairs those with feature {j} first:\n"
            f"`(k, i, l)` where model `i` has {j} above `k` and model `l` has `k` above {j}. -/\n"
            f"def undecided{j} : List (Nat × Nat × Nat) := {_listed(rows)}\n\n"
            f"/-- The two models of each entry order its pair oppositely. -/\n"
            f"theorem undecided{j}_holds {{k i l : Nat}} (h : (k, i, l) ∈ undecided{j}) :\n"
            f"    entry (column from0 k) i < entry (column from0 {j}) i\n"
            f"      ∧ entry (column from0 {j}) l < entry (column from0 k) l :=\n"
            f"  undecided_of_list (by decide +kernel) h"
        )
    return parts


def _agreed(agreed) -> list[str]:
    if not agreed:
        return []
    rows = _listed([f"({j}, {k})" for j, k in agreed])
    return [
        "/-- Pairs `(j, k)` that all models order alike, `j` above `k`, and with no feature "
        "between. -/\n"
        f"def agreed : List (Nat × Nat) := {rows}",
        "/-- All models have the first feature of each entry above the second. -/\n"
        "theorem agreed_holds {j k} (h : (j.val, k.val) ∈ agreed) :\n"
        "    Agreed certified.attribution (fun _ => True) j k :=\n"
        "  agreed_of_list certified (by decide +kernel) h",
    ]


def _consequences(undecided) -> list[str]:
    """What follows of the whole ensemble."""
    parts = []
    if undecided:
        j, k = undecided[0][:2]
        proof = (
            f"(j := ⟨{j}, by decide⟩) (k := ⟨{k}, by decide⟩)\n"
            "    (by decide +kernel) (by decide +kernel)"
        )
        parts += [
            "/-- **No complete ranking of these features is sound for all of these models.** -/\n"
            "theorem no_complete_ranking :\n"
            "    ¬∃ R, Complete R ∧ ∀ i, Sound certified.attribution i R :=\n"
            f"  certified.no_complete_ranking {proof}",
            "/-- **No ranking of these features is faithful to all of these models.** -/\n"
            "theorem no_faithful_ranking :\n"
            "    ¬∃ R, ∀ i, Faithful certified.attribution i R :=\n"
            f"  certified.no_faithful_ranking {proof}",
        ]
    parts.append(
        "/-- **The safe part of the ranking**, the pairs on which all models agree, is a strict "
        "partial\norder and sound for each of these models. -/\n"
        "theorem safe_part :\n"
        "    StrictOrder certified.safe ∧ ∀ i, Sound certified.attribution i certified.safe :=\n"
        "  ⟨certified.safe_strictOrder (by decide), certified.safe_sound⟩"
    )
    return parts


def _chain(d: int) -> str:
    return "".join(f".cons counted{j} (" for j in range(d)) + ".nil" + ")" * d


def _listed(items) -> str:
    return _wrapped("[" + ", ".join(map(str, items)) + "]")


def _wrapped(text: str) -> str:
    """On one line where it fits, else on several of its own."""
    if len(text) <= WIDTH // 2:
        return text
    lines = textwrap.wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return "\n" + "\n".join("    " + line for line in lines)


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
