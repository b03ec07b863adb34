"""Read Lean source: tokens without comments and strings, imports, words that may not be there.

Enough of Lean's lexical rules to tell a word from the same word in a comment, a string or a quoted
name; everything deeper is read from the compiled file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Words that let a file claim what the kernel has not checked, or run code while it is compiled.
BANNED_WORDS = frozenset(
    "axiom sorry admit native_decide unsafe partial opaque extern implemented_by csimp "
    "#eval #eval! #exit run_cmd run_elab run_meta run_tac by_elab elab elab_rules "
    "initialize builtin_initialize".split()
)
#: Those that work as the name of an attribute, also between « ».
BANNED_ATTRIBUTES = frozenset({"extern", "implemented_by", "csimp"})
#: Options that switch off a check or a warning.
BANNED_OPTIONS = ("debug", "warn")
#: Helpers of the stand-in that Lean's own `Init` does not have.
STAND_IN = "StandIn"

_PART = r"(?:«[^»\n]*»|(?![\dλΠΣ])\w[\w!?']*)"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<line>--[^\n]*)
    | (?P<block>/-)
    | (?P<raw>r(?P<hashes>\#*)")
    | (?P<string>"(?:[^"\\]|\\.)*"?)
    | (?P<char>'(?:\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|.)|[^\\'\n])')
    | (?P<word>\#?{_PART}(?:\.(?:{_PART}|\d+))*)
    | (?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK = re.compile(r"/-|-/")
_UNQUOTED = re.compile(r"«([^»]*)»")


@dataclass(frozen=True)
class Token:
    """A word, a number or a sign, with its line (from 1) and column (from 0)."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Import:
    """One module that a file imports, and the line that says so."""

    module: str
    line: int


@dataclass(frozen=True)
class Header:
    """The head of a file: its imports in order, `Init` added unless it says `prelude`."""

    imports: tuple[Import, ...]
    prelude: bool
    module_system: bool


def tokens(source: str) -> Iterator[Token]:
    """Pass on the tokens of a Lean file; comments, strings and characters are left out."""
    at, line, line_start = 0, 1, 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        end = match.end()
        if match["block"]:
            end = _end_of_block(source, at)
        elif match["raw"] is not None:
            closing = source.find('"' + match["hashes"], end)
            end = len(source) if closing < 0 else closing + 1 + len(match["hashes"])
        elif match["word"] or match["number"] or match["sign"]:
            yield Token(match[0], line, at - line_start)
        newlines = source.count("\n", at, end)
        if newlines:
            line += newlines
            line_start = source.rindex("\n", at, end) + 1
        at = end


def _end_of_block(source: str, at: int) -> int:
    depth = 0
    for match in _BLOCK.finditer(source, at):
        depth += 1 if match[0] == "/-" else -1
        if depth == 0:
            return match.end()
    return len(source)


def read_header(source: str) -> Header:
    """Read the imports of a Lean file.

    Parameters
    ----------
    source : str
        The text of the file.

    Returns
    -------
    Header
        Lean adds `import Init` to a file that does not open with `prelude`; so does this.

    Examples
    --------
    >>> [i.module for i in read_header("import A.B -- import C\\npublic import all D").imports]
    ['Init', 'A.B', 'D']
    """
    imports: list[Import] = []
    prelude = module_system = expected = False
    line = 1
    for token in tokens(source):
        word = token.text
        if expected and word != "all":
            imports.append(Import(word, line))
            expected = False
        elif expected:
            continue
        elif word == "import":
            expected, line = True, token.line
        elif word == "prelude":
            prelude = True
        elif word == "module":
            module_system = True
        elif word not in ("public", "private", "meta"):
            break
    if not prelude:
        imports.insert(0, Import("Init", 1))
    return Header(tuple(imports), prelude, module_system)


def banned(source: str) -> Iterator[tuple[Token, str]]:
    """Find what a proof may not use.

    Yields
    ------
    Token, str
        The place, and what is wrong with it in words.

    Examples
    --------
    >>> [t.line for t, _ in banned("-- sorry\\ntheorem f : 1 = 1 := sorry")]
    [2]
    """
    previous = ""
    for token in tokens(source):
        word = token.text
        plain = _UNQUOTED.sub(r"\1", word)
        if word in BANNED_WORDS or plain in BANNED_ATTRIBUTES:
            yield token, f"`{word}` is not allowed in a proof"
        elif STAND_IN in plain.split("."):
            yield token, f"`{STAND_IN}` is private to the stand-in for Init"
        elif previous == "set_option" and plain.split(".")[0] in BANNED_OPTIONS:
            yield token, f"`set_option {word}` would silence a check"
        previous = word


def stated_as_theorem(source: str, places: dict[str, tuple[int, int]]) -> set[str]:
    """Names whose declaration is written with the keyword `theorem` or `lemma`.

    Parameters
    ----------
    source : str
        The text of the file.
    places : dict
        Name → line and column at which the name itself stands.
    """
    wanted = {place: name for name, place in places.items()}
    found, previous = set(), ""
    for token in tokens(source):
        name = wanted.get((token.line, token.column))
        if name is not None and previous in ("theorem", "lemma"):
            found.add(name)
        previous = token.text
    return found
