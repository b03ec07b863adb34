"""Read what Lean compiled: the constants of an `.olean` file, what each uses, its words and place.

An `.olean` file is a memory image: a header, the address of the root object, then Lean objects that
point to one another by absolute address. An object begins with eight bytes (a reference count, a
size, the number of pointers, a tag); a pointer with its lowest bit set is a small number instead.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADER = struct.Struct("<5sBB33s40sQ")
MARKER, FORMAT = b"olean", 2
LARGEST_CONSTRUCTOR, ARRAY, STRING, BIG_NUMBER = 244, 246, 249, 250

#: Kinds of constants, by the tag that Lean gives them.
KINDS = (
    "axiom",
    "definition",
    "theorem",
    "opaque",
    "quotient",
    "inductive",
    "constructor",
    "recursor",
)
FVAR, MVAR, SORT, CONST, APP, LAM, FORALL, LET, LITERAL, MDATA, PROJECTION = range(1, 12)
#: Where each kind of expression keeps the expressions below it.
CHILDREN = {APP: (0, 1), LAM: (1, 2), FORALL: (1, 2), LET: (1, 2, 3), MDATA: (1,), PROJECTION: (2,)}
#: Types that a literal brings in without naming them: a number and a text.
LITERAL_TYPES = ("Nat", "String")

_PLAIN = re.compile(r"(?!\d)[\w!?'₀-₉ₐ-ₜᵢ-ᵪ]+")


class OleanError(Exception):
    """A file that is not a compiled Lean module, or is one only in part."""


@dataclass(frozen=True)
class Constant:
    """One constant of a module.

    Attributes
    ----------
    name : str
        Full name; a part that is not a plain identifier stands in « ».
    kind : str
        One of `KINDS`.
    uses : frozenset of str
        The constants that its type, its value and its companions (constructors, rules) mention.
    about : frozenset of str
        The constants that its type mentions.
    """

    name: str
    kind: str
    uses: frozenset[str]
    about: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Where a declaration stands: line (from 1) and column of its begin, and of its name."""

    line: int
    column: int
    name_line: int
    name_column: int


@dataclass(frozen=True)
class CompiledModule:
    """What an `.olean` file says.

    Attributes
    ----------
    imports : tuple of str
        Modules that it imports, `Init` among them.
    constants : tuple of Constant
        All of them, private and generated ones included.
    docstrings : dict
        Constant → its words.
    places : dict
        Constant → `Place`; generated constants may lack one.
    introductions : tuple of str
        The module's own `/-! … -/` comments, in order.
    """

    imports: tuple[str, ...]
    constants: tuple[Constant, ...]
    docstrings: dict[str, str]
    places: dict[str, Place]
    introductions: tuple[str, ...]


def read_olean(path: Path | str) -> CompiledModule:
    """Read a compiled module.

    Raises
    ------
    OleanError
        The file is missing, cut off, or of another format.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise OleanError(f"{path} cannot be read: {error.strerror}") from None
    try:
        image = _Image(data)
        return _module(image)
    except (IndexError, ValueError, struct.error, UnicodeDecodeError, TypeError) as error:
        raise OleanError(f"{path} is not a whole compiled module ({error})") from None


def _module(image: _Image) -> CompiledModule:
    imports, names, constants, _, entries = image.fields(image.root)[:5]
    extensions = {}
    for entry in image.array(entries):
        name, values = image.fields(entry)
        extensions[image.name(name).rpartition(".")[2]] = image.array(values)
    if len(image.array(names)) != len(image.array(constants)):
        raise ValueError("names and constants differ in number")
    return CompiledModule(
        imports=tuple(dict.fromkeys(image.name(image.fields(i)[0]) for i in image.array(imports))),
        constants=tuple(_constant(image, c) for c in image.array(constants)),
        docstrings=dict(_docstrings(image, extensions.get("docStringExt", ()))),
        places=dict(_places(image, extensions.get("declRangeExt", ()))),
        introductions=tuple(
            image.text(image.fields(e)[0]) for e in extensions.get("moduleDocExt", ())
        ),
    )


def _constant(image: _Image, pointer: int) -> Constant:
    kind = KINDS[image.tag(pointer)]
    (value,) = image.fields(pointer)
    fields = image.fields(value)
    name, _, type_ = image.fields(fields[0])
    roots, companions = [type_], []
    if kind in ("definition", "theorem", "opaque"):
        roots.append(fields[1])
    elif kind == "inductive":
        companions = [*image.list(fields[3]), *image.list(fields[4])]
    elif kind == "constructor":
        companions = [fields[1]]
    elif kind == "recursor":
        companions = [*image.list(fields[1])]
        for rule in image.list(fields[6]):
            constructor, _, body = image.fields(rule)
            companions.append(constructor)
            roots.append(body)
    uses = image.mentioned(roots)
    uses.update(image.name(c) for c in companions)
    about = frozenset(image.mentioned([type_]))
    return Constant(image.name(name), kind, frozenset(uses), about)


def _docstrings(image: _Image, entries) -> Iterator[tuple[str, str]]:
    for entry in entries:
        name, words = image.fields(entry)
        if image.tag(words) == STRING:
            yield image.name(name), image.text(words)


def _places(image: _Image, entries) -> Iterator[tuple[str, Place]]:
    for entry in entries:
        name, ranges = image.fields(entry)
        whole, selection = image.fields(ranges)
        yield image.name(name), Place(*image.position(whole), *image.position(selection))


class _Image:
    """The objects of one file; a pointer is the number that the file holds."""

    def __init__(self, data: bytes):
        if len(data) < HEADER.size + 16:
            raise ValueError("too short")
        marker, version, _, _, _, self.base = HEADER.unpack_from(data)
        if marker != MARKER or version != FORMAT:
            raise ValueError("another format")
        if len(data) % 8:
            raise ValueError("cut off")
        self.data = data
        self.words = memoryview(data).cast("Q")
        self.root = self.words[HEADER.size // 8]
        self._names: dict[int, str] = {1: ""}
        root = self.at(self.root)
        if 8 * root + (self.words[root] >> 32 & 0xFFFF) != len(data):
            raise ValueError("cut off, for the root object comes last")

    def at(self, pointer: int) -> int:
        """Index of the word where the object begins."""
        offset = pointer - self.base
        if pointer & 7 or offset < HEADER.size or offset >= len(self.data):
            raise ValueError("a pointer leads out of the file")
        return offset >> 3

    def tag(self, pointer: int) -> int:
        if pointer & 1:
            return pointer >> 1
        return self.words[self.at(pointer)] >> 56

    def fields(self, pointer: int) -> tuple[int, ...]:
        """The pointers of a constructor object."""
        start = self.at(pointer)
        head = self.words[start]
        if head >> 56 > LARGEST_CONSTRUCTOR:
            raise ValueError("not a constructor")
        return tuple(self.words[start + 1 : start + 1 + ((head >> 48) & 255)])

    def array(self, pointer: int) -> tuple[int, ...]:
        start = self.at(pointer)
        if self.words[start] >> 56 != ARRAY:
            raise ValueError("not an array")
        size = self.words[start + 1]
        if start + 3 + size > len(self.words):
            raise ValueError("an array leads out of the file")
        return tuple(self.words[start + 3 : start + 3 + size])

    def list(self, pointer: int) -> Iterator[int]:
        while not pointer & 1:
            head, pointer = self.fields(pointer)
            yield head

    def text(self, pointer: int) -> str:
        start = self.at(pointer)
        if self.words[start] >> 56 != STRING:
            raise ValueError("not a string")
        size = self.words[start + 1]
        begin = 8 * (start + 4)
        if begin + size > len(self.data):
            raise ValueError("a string leads out of the file")
        return self.data[begin : begin + size - 1].decode("utf-8")

    def name(self, pointer: int) -> str:
        """A name as Lean writes it; parts that are no identifiers stand in « »."""
        known = self._names.get(pointer)
        if known is not None:
            return known
        prefix, part = self.fields(pointer)
        if self.tag(pointer) == 2:
            written = str(part >> 1)
        else:
            written = self.text(part)
            if not _PLAIN.fullmatch(written):
                written = f"«{written}»"
        before = self.name(prefix)
        full = self._names[pointer] = f"{before}.{written}" if before else written
        return full

    def position(self, pointer: int) -> tuple[int, int]:
        """Line and column where a range begins."""
        line, column = self.fields(self.fields(pointer)[0])
        return line >> 1, column >> 1

    def mentioned(self, roots: list[int]) -> set[str]:
        """Names of the constants in these expressions."""
        words, base = self.words, self.base
        found: set[str] = set()
        seen = set(roots)
        todo = list(seen)
        while todo:
            pointer = todo.pop()
            start = (pointer - base) >> 3
            tag = words[start] >> 56
            if tag == CONST:
                found.add(self.name(words[start + 1]))
                continue
            if tag == LITERAL:
                found.add(LITERAL_TYPES[self.tag(words[start + 1])])
            elif tag == PROJECTION:
                found.add(self.name(words[start + 1]))
            for field in CHILDREN.get(tag, ()):
                child = words[start + 1 + field]
                if child not in seen:
                    seen.add(child)
                    todo.append(child)
        return found
