"""The Lean file of a certificate: data of the report, and theorems that the kernel checks."""

from __future__ import annotations

import re
import textwrap

from dash.certificate.exact import ExactTable
from dash.report.wording import shortened

MODULE = "DASH.Certificate.Report"
WIDTH = 100
LONGEST_NAME = 80
#: Models from which on Lean must be told how deep its kernel may recurse: one step a model.
MANY_MODELS = 400
#: Undecided pairs with a theorem of their own; the number of all of them is proved.
NAMED_PAIRS = 40


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
    source = _Source(table)
    parts = [
        *source.head(digest, title),
        *source.features(),
        *source.data(),
        *source.counts(),
        *source.undecided(),
        *source.agreed(),
        "end Certificate",
    ]
    return re.sub(r" +(?=\n)", "", "\n\n".join(parts)) + "\n"


def comment(text: str) -> str:
    """A name as part of a comment, which it cannot end.

    Examples
    --------
    >>> comment("rate -/ axiom x")
    'rate - / axiom x'
    """
    flat = shortened(text, LONGEST_NAME)
    return re.sub(r"-(?=/)|/(?=-)", lambda found: found.group() + " ", flat)


class _Source:
    """The parts of the file."""

    def __init__(self, table: ExactTable):
        self.table = table
        self.M, self.d = table.n_models, len(table.names)
        self.pairs = table.undecided()
        self.leading = _leading(table, self.pairs)
        self.n_agreed = int(table.agreed().sum())
        largest = max(n for column in table.numbers for n in column)
        #: Hexadecimal digits of an attribution, and of a count or the number of a feature.
        self.digits = _hexadecimal_digits(largest)
        self.count_digits = _hexadecimal_digits(max(self.M, self.d))

    def name(self, j: int) -> str:
        return f"“{comment(self.table.names[j])}”"

    def head(self, digest: str, title: str) -> list[str]:
        words = (
            f"{self.d} features in {self.M} models, both numbered from 0. An attribution is a "
            f"whole number times 2 to the power of -{self.table.exponent}; nothing is rounded."
        )
        if self.table.left_out:
            words += f" The last {self.table.left_out} features of the report are left out."
        digits = (
            "The data are digits, with `_` between. In `model0` and the like the last "
            f"{_places(self.digits)} are the attribution of feature 0, those before them that of "
            f"feature 1, and so on. In `row0` and the like the last {_places(self.count_digits)} "
            "are the number of models that have the row's feature above feature 0, those before "
            "them above feature 1, and so on. At `certified` the kernel of Lean compares the two."
        )
        items = [self._about_undecided(), self._about_agreed(), self._about_counts()]
        listed = "\n".join(
            textwrap.fill(
                f"{i}. {item}",
                WIDTH,
                subsequent_indent="   ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            for i, item in enumerate(items, 1)
        )
        return [
            f"import DASH.Certificate\n\n"
            f"/-!\n# Certificate of a feature ranking\n\n{_filled(comment(title))}\n\n"
            f"{_filled(words)}\n\nWhat is proved here:\n\n{listed}\n\n{_filled(digits)}\n-/\n\n"
            "namespace Certificate\n\nopen DASH DASH.Certificate",
            "/-- The SHA-256 digest of the report, `report.json`. -/\n"
            f"def digest : Nat := 0x{digest}",
            "/-- The unit of the attributions is 2 to the power of minus this number. -/\n"
            f"def exponent : Nat := {self.table.exponent}",
        ]

    def _about_undecided(self) -> str:
        n = len(self.pairs)
        if not n:
            return (
                "**Undecided pairs.** `undecided_pairs` and `none_undecided`: no two models order "
                "a pair of features oppositely."
            )
        j, k = self.leading[0]
        return (
            f"**Undecided pairs.** `undecided_pairs`: {_are(n, 'pair')} ordered oppositely by two "
            f"of the models. {self._which()}, from `pair{j}_{k}` on: in how many models each of "
            "the two features is above the other. `contradicted`: a ranking that decides such a "
            "pair is contradicted by a model. `no_complete_ranking` and `no_faithful_ranking`: so "
            "no complete ranking is sound for all of these models, and none is faithful to all."
        )

    def _about_agreed(self) -> str:
        if not self.n_agreed:
            return (
                "**Agreed pairs.** `agreed_pairs` and `nothing_safe`: there is no pair that all "
                "models order alike. `safe_part`: no ranking that orders anything is sound for all "
                "of these models."
            )
        first = self.table.agreed_steps()[0][0]
        return (
            f"**Agreed pairs.** `agreed_pairs`: {_are(self.n_agreed, 'pair')} ordered alike by all "
            f"models. Theorems from `above{first}` on: which features each feature is above, with "
            "no feature between; all other agreed pairs follow by chaining. `safe_part`: together "
            "they are a strict partial order that is sound for every model, and every ranking that "
            "is sound for every model is part of it."
        )

    def _about_counts(self) -> str:
        return (
            "**Counts.** `counts`: for every two features, what `certified.wins` says is the "
            "number of models in which the first has the larger attribution. `in_any_unit`: the "
            "unit of the attributions does not matter."
        )

    def _which(self) -> str:
        """How many of the undecided pairs have a theorem, in words."""
        if len(self.leading) == len(self.pairs):
            return "One theorem for each of them" if len(self.pairs) > 1 else "One theorem for it"
        return (
            f"One theorem for each of the {len(self.leading)} of these {len(self.pairs)} pairs "
            "that most models turn round"
        )

    def _shown(self) -> str:
        """How many of the undecided pairs have a theorem, in a heading."""
        if len(self.leading) == len(self.pairs):
            return ""
        return f": {len(self.leading)} of {len(self.pairs)}"

    def features(self) -> list[str]:
        return [
            "/-! ## The features -/",
            *(
                f"/-- Feature {j}: {self.name(j)}. -/\n"
                f"def feature{j} : Fin {self.d} := ⟨{j}, by decide⟩"
                for j in range(self.d)
            ),
        ]

    def data(self) -> list[str]:
        """One number a model, one for its order, and one a feature; then the comparison."""
        columns = list(zip(*self.table.numbers, strict=True))
        parts = ["/-! ## The attributions, and the counts -/"]
        parts += [
            f"/-- Model {i}: the attributions, that of feature 0 last. -/\n"
            f"def model{i} : Nat :=\n  {_literal(numbers, self.digits)}"
            for i, numbers in enumerate(columns)
        ]
        orders = ",\n".join(
            f"  {_literal(_ascending(numbers), self.count_digits)}" for numbers in columns
        )
        parts.append(
            "/-- For each model the features, the one with the smallest attribution last: they "
            "only show the kernel\nthe way. -/\n"
            f"def orders : List Nat := [\n{orders}]"
        )
        parts += [
            f"/-- Feature {j}: in how many models it is above each feature, feature 0 last. -/\n"
            f"def row{j} : Nat :=\n  {_literal(row, self.count_digits)}"
            for j, row in enumerate(self.table.wins.tolist())
        ]
        deep = f"set_option maxRecDepth {1000 + self.M} in\n" if self.M > MANY_MODELS else ""
        parts.append(
            f"{deep}/-- **The attributions and the counts of the report, compared by the kernel.** "
            "-/\n"
            f"def certified : Certified {self.M} {self.d} where\n"
            f"  size := 16 ^ {self.digits}\n"
            f"  base := 16 ^ {self.count_digits}\n"
            f"  models := {_listed('model', self.M)}\n"
            "  orders := orders\n"
            f"  rows := {_listed('row', self.d)}\n"
            "  counted := by decide +kernel"
        )
        return parts

    def counts(self) -> list[str]:
        return [
            "/-- **The counts.** `certified.wins j k` is the number of models in which feature `j` "
            "has a larger\nattribution than feature `k`. -/\n"
            f"theorem counts (j k : Fin {self.d}) : certified.wins j k =\n"
            "    count fun i => certified.attribution i k < certified.attribution i j :=\n"
            "  certified.wins_eq j k",
            "/-- **The unit does not matter.** In any ordered field and with any positive unit, "
            "two features are\nordered oppositely by two models exactly when both of their counts "
            "are positive. -/\n"
            "theorem in_any_unit {K : Type} [OrderedField K] {unit : K} (h : 0 < unit) "
            f"(j k : Fin {self.d}) :\n"
            "    Rashomon (fun i l => unit * ofNat (certified.attribution i l)) (fun _ => True) j k"
            "\n      ↔ 0 < certified.wins j k ∧ 0 < certified.wins k j :=\n"
            "  certified.rashomon_scaled h j k",
        ]

    def undecided(self) -> list[str]:
        n = len(self.pairs)
        said = _are(n, "pair").capitalize()
        parts = [
            f"/-! ## Undecided pairs{self._shown()} -/",
            f"{_doc(f'**{said} ordered oppositely by two models.**')}\n"
            f"theorem undecided_pairs : certified.undecidedPairs = {n} :=\n"
            "  certified.undecidedPairs_eq (by decide +kernel)",
        ]
        if not n:
            return [
                *parts,
                "/-- **No pair of features is ordered oppositely by two models.** -/\n"
                f"theorem none_undecided (j k : Fin {self.d}) :\n"
                "    ¬Rashomon certified.attribution (fun _ => True) j k :=\n"
                "  certified.not_rashomon undecided_pairs j k",
            ]
        parts += [self._pair(j, k) for j, k in self.leading]
        j, k = self.leading[0]
        rests = _doc_end(f"It rests on {self.name(j)} and {self.name(k)}, `pair{j}_{k}`.")
        return [
            *parts,
            "/-- **A ranking that decides an undecided pair is contradicted by a model**, "
            "whichever order of the\ntwo it says. -/\n"
            f"theorem contradicted {{j k : Fin {self.d}}}\n"
            "    (h : Rashomon certified.attribution (fun _ => True) j k)\n"
            f"    {{R : Fin {self.d} → Fin {self.d} → Prop}} (hR : R j k ∨ R k j) :\n"
            "    ∃ i, Contradicted certified.attribution i R :=\n"
            "  certified.contradicted h hR",
            "/-- **No complete ranking of these features is sound for all of these models.**\n"
            f"{rests}\n"
            "theorem no_complete_ranking :\n"
            "    ¬∃ R, Complete R ∧ ∀ i, Sound certified.attribution i R :=\n"
            f"  certified.no_complete_ranking pair{j}_{k}.2.2",
            "/-- **No ranking of these features is faithful to all of these models.**\n"
            f"{rests}\n"
            "theorem no_faithful_ranking :\n"
            "    ¬∃ R, ∀ i, Faithful certified.attribution i R :=\n"
            f"  certified.no_faithful_ranking pair{j}_{k}.2.2",
        ]

    def _pair(self, j: int, k: int) -> str:
        above, below = int(self.table.wins[j, k]), int(self.table.wins[k, j])
        ties = self.M - above - below
        words = (
            f"{self.name(j)} and {self.name(k)}: {above} of {self.M} models "
            f"{'has' if above == 1 else 'have'} the first above the second, {below} below"
            + (f", and {ties} {'ties' if ties == 1 else 'tie'} them" if ties else "")
            + ". No ranking of the two is faithful to all models."
        )
        return (
            f"{_doc(words)}\n"
            f"theorem pair{j}_{k} :\n"
            f"    certified.wins feature{j} feature{k} = {above}\n"
            f"      ∧ certified.wins feature{k} feature{j} = {below}\n"
            f"      ∧ Rashomon certified.attribution (fun _ => True) feature{j} feature{k} :=\n"
            "  certified.undecided (by decide +kernel)"
        )

    def agreed(self) -> list[str]:
        n = self.n_agreed
        said = _are(n, "pair").capitalize()
        parts = [
            "/-! ## Agreed pairs -/",
            f"{_doc(f'**{said} ordered alike by all models.**')}\n"
            f"theorem agreed_pairs : certified.agreedPairs = {n} :=\n"
            "  certified.agreedPairs_eq (by decide +kernel)",
        ]
        below: dict[int, list[int]] = {}
        for j, k in self.table.agreed_steps():
            below.setdefault(j, []).append(k)
        for j, others in below.items():
            words = (
                f"All {self.M} models have {self.name(j)} above "
                f"{', '.join(self.name(k) for k in others)}; no feature is between in all models."
            )
            places = _wrapped("[" + ", ".join(map(str, others)) + "]")
            parts.append(
                f"{_doc(words)}\n"
                f"theorem above{j} {{k : Fin {self.d}}}\n"
                f"    (h : k.val ∈ {places}) :\n"
                f"    Agreed certified.attribution (fun _ => True) feature{j} k :=\n"
                "  certified.agreed (by decide +kernel) h"
            )
        if n:
            safe = (
                f"**The safe part of the ranking**, the {_numbered(n, 'pair')} on which all models "
                "agree: a strict partial order, sound for each of these models; and every ranking "
                "that is sound for all of them is part of it."
            )
        else:
            parts.append(
                "/-- **No pair is safe**: there is none on which all models agree. -/\n"
                f"theorem nothing_safe (j k : Fin {self.d}) : ¬certified.safe j k :=\n"
                "  certified.not_safe agreed_pairs j k"
            )
            safe = (
                "**The safe part of the ranking is empty**: no pair is safe, and what is said here "
                "is said of the order that has nothing above anything. Every ranking that is sound "
                "for all of these models is part of it, and so orders nothing."
            )
        parts.append(
            f"{_doc(safe)}\n"
            "theorem safe_part :\n"
            "    StrictOrder certified.safe ∧ (∀ i, Sound certified.attribution i certified.safe)\n"
            f"      ∧ ∀ R : Fin {self.d} → Fin {self.d} → Prop,\n"
            "        (∀ i, Sound certified.attribution i R) → Extends certified.safe R :=\n"
            "  ⟨certified.safe_strictOrder (by decide), certified.safe_sound,\n"
            "    fun _ h => certified.safe_greatest h⟩"
        )
        return parts


def _leading(table: ExactTable, pairs) -> list[tuple[int, int]]:
    """The undecided pairs that the most models turn round."""
    wins = table.wins
    return sorted(((j, k) for j, k, _, _ in pairs), key=lambda p: -min(wins[p], wins[p[1], p[0]]))[
        :NAMED_PAIRS
    ]


def _ascending(numbers) -> list[int]:
    return sorted(range(len(numbers)), key=lambda j: numbers[j])


def _hexadecimal_digits(largest: int) -> int:
    """How many make up a base above a number."""
    return max(1, -(-largest.bit_length() // 4))


def _literal(numbers, digits: int) -> str:
    """A hexadecimal numeral with the first number at its end."""
    return "0x" + "_".join(f"{n:0{digits}x}" for n in reversed(list(numbers)))


def _places(digits: int) -> str:
    return "hexadecimal digit" if digits == 1 else f"{digits} hexadecimal digits"


def _numbered(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")


def _are(n: int, what: str) -> str:
    if not n:
        return f"no {what} is"
    return _numbered(n, what) + (" is" if n == 1 else " are")


def _listed(name: str, n: int) -> str:
    return _wrapped("[" + ", ".join(f"{name}{i}" for i in range(n)) + "]")


def _wrapped(text: str) -> str:
    """On one line where it fits, else on several of its own."""
    if len(text) <= WIDTH // 2:
        return text
    lines = textwrap.wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return "\n" + "\n".join("    " + line for line in lines)


def _doc(text: str) -> str:
    return _filled(f"/-- {text} -/")


def _doc_end(text: str) -> str:
    return _filled(f"{text} -/")


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
