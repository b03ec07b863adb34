"""Universal Binary JSON, the form in which XGBoost writes its models fastest.

Arrays of one type are read as numpy arrays without a loop, which is why this takes a fraction of
the time of parsing the same model as JSON. The format: ubjson.org, draft 12.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

_NUMBERS = {
    b"i": ">i1", b"U": ">u1", b"I": ">i2", b"l": ">i4", b"L": ">i8", b"d": ">f4", b"D": ">f8",
}  # fmt: skip
_STRUCTS = {
    b"i": struct.Struct(">b"), b"U": struct.Struct(">B"), b"I": struct.Struct(">h"),
    b"l": struct.Struct(">i"), b"L": struct.Struct(">q"), b"d": struct.Struct(">f"),
    b"D": struct.Struct(">d"),
}  # fmt: skip
_CONSTANTS = {b"T": True, b"F": False, b"Z": None}


def parse_ubjson(data: bytes) -> Any:
    """The value that a UBJSON document holds.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    object
        Dicts, lists, strings, numbers; arrays of one numeric type as numpy arrays over the bytes
        themselves, hence big-endian.

    Raises
    ------
    ValueError
        If the bytes are not UBJSON.

    Examples
    --------
    >>> parse_ubjson(b"{i\\x01a[$l#i\\x02\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x02}")
    {'a': array([1, 2], dtype='>i4')}
    """
    try:
        return _Reader(bytes(data)).value()
    except (IndexError, KeyError, struct.error, UnicodeDecodeError) as error:
        raise ValueError("the bytes are not UBJSON, or they end too early.") from error


class _Reader:
    def __init__(self, data: bytes):
        self.data = data
        self.at = 0

    def marker(self) -> bytes:
        while True:
            mark = self.data[self.at : self.at + 1]
            self.at += 1
            if mark != b"N":
                return mark

    def number(self, mark: bytes):
        form = _STRUCTS[mark]
        value = form.unpack_from(self.data, self.at)[0]
        self.at += form.size
        return value

    def text(self) -> str:
        length = self.number(self.marker())
        raw = self.data[self.at : self.at + length]
        self.at += length
        return raw.decode()

    def value(self, mark: bytes | None = None) -> Any:
        mark = self.marker() if mark is None else mark
        if mark == b"{":
            return self.object()
        if mark == b"[":
            return self.array()
        if mark == b"S":
            return self.text()
        if mark == b"C":
            self.at += 1
            return chr(self.data[self.at - 1])
        if mark in _CONSTANTS:
            return _CONSTANTS[mark]
        return self.number(mark)

    def header(self) -> tuple[bytes | None, int | None]:
        """Type and number of the members, where the container states them."""
        kind = count = None
        if self.data[self.at : self.at + 1] == b"$":
            kind = self.data[self.at + 1 : self.at + 2]
            self.at += 2
        if self.data[self.at : self.at + 1] == b"#":
            self.at += 1
            count = self.number(self.marker())
        return kind, count

    def array(self) -> Any:
        kind, count = self.header()
        if kind in _NUMBERS and count is not None:
            values = np.frombuffer(self.data, _NUMBERS[kind], count, self.at)
            self.at += values.nbytes
            return values
        if count is not None:
            return [self.value(kind) for _ in range(count)]
        members = []
        while (mark := self.marker()) != b"]":
            members.append(self.value(mark))
        return members

    def object(self) -> dict[str, Any]:
        kind, count = self.header()
        members: dict[str, Any] = {}
        while count is None or len(members) < count:
            if count is None:
                if self.data[self.at : self.at + 1] == b"}":
                    self.at += 1
                    break
            key = self.text()
            members[key] = self.value(kind)
        return members
