"""From a path, a buffer or standard input to a frame of text columns, or a sentence why not."""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import lzma
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dash.errors import InputError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE_BYTES = 1_000_000
SAMPLE_LINES = 200
UNNAMED = "unnamed column {}"

COMPRESSIONS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
FOREIGN = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"\x80\x04": "a Python pickle",
    b"\x80\x05": "a Python pickle",
}


ENCODINGS = [
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "gb18030",
    "big5", "cp949", "euc_jp", "koi8_r",
]  # fmt: skip
# What Western text has not: a replacement, a sign within a word, a capital after a small letter.
WITHIN_WORD = re.compile(
    r"\ufffd|[^\W\d_][¡-©«-´¶¸-¿×÷†‡ˆ‰‹›˜™€]+[^\W\d_]|[¢-¦¨¬®¯±´¸¹¼-¾][^\W\d_]|[a-zß-ÿ][À-ÞŠŽŒŸ]"
)


@dataclass(frozen=True, eq=False)
class RawTable:
    """What was read: columns as they stand in the file, before any typing."""

    name: str
    frame: pd.DataFrame
    sha256: str
    decimal: str
    notes: tuple[tuple[str, str], ...]


def read_raw(source: Any) -> RawTable:
    """Read a path, a buffer, "-" (standard input) or a DataFrame.

    Raises
    ------
    InputError
        If there is no table in it.
    """
    if isinstance(source, pd.DataFrame):
        frame, notes = _distinct_names(source.copy(), "the frame")
        # Objects of mixed types have no hash of their own; numbers need not become text.
        plain = frame.astype({c: str for c in frame.columns if frame[c].dtype == object})
        digest = hashlib.sha256(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
        return RawTable("data frame", frame, digest.hexdigest(), ".", notes)
    name, content = _bytes(source)
    digest = hashlib.sha256(content).hexdigest()
    if not content:
        raise InputError(f"{name} is empty: it needs a header line and rows of data.")
    content, unpacked = _decompress(name, content)
    for magic, kind in FOREIGN.items():
        if content.startswith(magic):
            raise InputError(f"{name} is {kind}, not a table: export the data as CSV or Parquet.")
    columnar = _columnar(name, content)
    if columnar is not None:
        frame, notes = _distinct_names(columnar, name)
        return RawTable(name, frame, digest, ".", (*unpacked, *notes))
    text, encoding = _decode(name, content)
    frame, decimal, notes = _parse(name, text)
    said = [] if encoding == "utf-8" else [("file", f"The encoding is {encoding}.")]
    return RawTable(name, frame, digest, decimal, (*unpacked, *said, *notes))


def _bytes(source: Any) -> tuple[str, bytes]:
    """Name for messages, and the content."""
    if isinstance(source, str) and source == "-":
        return "standard input", sys.stdin.buffer.read()
    if hasattr(source, "read"):
        content = source.read()
        name = Path(str(getattr(source, "name", "the buffer"))).name
        return name, content.encode("utf-8") if isinstance(content, str) else content
    if not isinstance(source, str | Path):
        raise InputError(
            f"data must be a path, a buffer or a DataFrame; this is a {type(source).__name__}."
        )
    if str(source).startswith(("http://", "https://")):
        raise InputError(f"{source} is an address on the web: download the file and name that.")
    path = Path(source)
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder: name the file in it.")
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: check the path.{_neighbours(path)}") from None
    except PermissionError:
        raise InputError(f"{path} may not be read: check its permissions.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None


def _neighbours(path: Path) -> str:
    import difflib

    try:
        names = [p.name for p in path.absolute().parent.iterdir() if p.is_file()]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _decompress(name: str, content: bytes) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    kind = next((k for magic, k in COMPRESSIONS.items() if content.startswith(magic)), None)
    if kind is None:
        return content, ()
    try:
        if kind == "gzip":
            content = gzip.decompress(content)
        elif kind == "bzip2":
            content = bz2.decompress(content)
        elif kind == "xz":
            content = lzma.decompress(content)
        elif kind == "zstandard":
            content = _unzstandard(content)
        else:
            content = _unzip(name, content)
    except InputError:
        raise
    except Exception as error:
        raise InputError(
            f"{name} is damaged: its {kind} compression cannot be undone "
            f"({type(error).__name__}): copy or download it again."
        ) from None
    if not content:
        raise InputError(f"{name} holds an empty file: it needs a header line and rows of data.")
    return content, (("file", f"Unpacked from {kind}."),)


def _unzstandard(content: bytes) -> bytes:
    """All frames of a zstandard file; a stream reader would pass over one that is cut off."""
    import zstandard

    parts = []
    while content:
        frame = zstandard.ZstdDecompressor().decompressobj()
        parts.append(frame.decompress(content))
        if not frame.eof:
            raise EOFError
        content = frame.unused_data
    return b"".join(parts)


def _unzip(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [f for f in archive.infolist() if not f.is_dir()]
        files = [f for f in files if not f.filename.startswith("__MACOSX/")]
        inside = [f.filename for f in files]
        if "[Content_Types].xml" in inside or "mimetype" in inside:
            raise InputError(f"{name} is an office document: export the sheet as CSV.")
        if len(files) != 1:
            raise InputError(
                f"{name} holds {len(files)} files: unpack it and name the one to screen."
            )
        if files[0].flag_bits & 1:
            raise InputError(f"{name} is protected by a password: unpack it first.")
        return archive.read(files[0])


def _columnar(name: str, content: bytes) -> pd.DataFrame | None:
    """A Parquet or Feather file as a frame, None for anything else."""
    if content.startswith(b"PAR1"):
        kind, read = "Parquet", pd.read_parquet
    elif content.startswith((b"ARROW1", b"FEA1")):
        kind, read = "Feather", pd.read_feather
    else:
        return None
    try:
        frame = read(io.BytesIO(content))
    except Exception as error:
        raise InputError(
            f"{name} is a damaged {kind} file ({type(error).__name__}): write or copy it again."
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    return frame


def _decode(name: str, content: bytes) -> tuple[str, str]:
    """Text and encoding, by byte order mark, then UTF-8, then charset-normalizer."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.replace("-sig", "")
            except UnicodeDecodeError:
                raise InputError(
                    f"{name} starts like {encoding} text but is not: save it again as UTF-8."
                ) from None
    if b"\x00" in content[:SAMPLE_BYTES]:
        return _decode_wide(name, content)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    head = content[:20_000]
    if sum(b < 32 and b not in b"\t\n\r\x0c\x1b" for b in head) > 0.01 * len(head):
        raise InputError(f"{name} is a binary file, not text: export the data as CSV or Parquet.")
    for encoding in _guessed_encodings(content):
        try:
            return content.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputError(f"the encoding of {name} cannot be told: save it again as UTF-8.")


def _guessed_encodings(content: bytes) -> list[str]:
    """Likely encodings of text that is not UTF-8, told from its words with other than ASCII bytes.

    Western text is told apart by rule, because a few accents are too little for statistics: most
    letters are ASCII, no sign stands within a word, and no capital follows a small letter.
    """
    from charset_normalizer import from_bytes

    words = sorted({w for w in re.split(rb"[\s,;\"]+", content) if max(w, default=0) > 127})
    sample = b" ".join(words[:5000])
    western = "cp1252" if re.search(rb"[\x80-\x9f]", content) else "latin-1"
    text = sample.decode(western, errors="replace")
    foreign = sum(c > "\x7f" and c.isalpha() for c in text)
    ascii_letters = sum(c.isascii() and c.isalpha() for c in text)
    if foreign <= ascii_letters + 2 and not WITHIN_WORD.search(text):
        return [western]
    guesses = from_bytes(sample, cp_isolation=ENCODINGS)
    likely = [g.encoding for g in guesses if not WITHIN_WORD.search(str(g))]
    return [*likely, *(g.encoding for g in guesses), western]


def _decode_wide(name: str, content: bytes) -> tuple[str, str]:
    """Text with NUL bytes is UTF-16 without a mark, or not text."""
    head = content[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros and zeros.count(0) > 0.5 * len(zeros):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise InputError(f"{name} is a binary file, not text: export the data as CSV or Parquet.")


def _parse(name: str, text: str) -> tuple[pd.DataFrame, str, tuple[tuple[str, str], ...]]:
    """Text columns, the decimal mark and remarks."""
    notes, skipped = [], 0
    if text[:4].lower() == "sep=" and "\n" in text:
        text, skipped = text.split("\n", 1)[1], 1
    if not text.strip():
        raise InputError(f"{name} is empty: it needs a header line and rows of data.")
    delimiter, quote = _dialect(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote,
                      skipinitialspace=True)  # fmt: skip
    header, widths, lines, trailing = None, {}, {}, True
    csv.field_size_limit(10_000_000)
    try:
        for row in rows:
            if not row or (len(row) == 1 and not row[0].strip()):
                continue
            if header is None:
                header = row
                continue
            widths[len(row)] = widths.get(len(row), 0) + 1
            lines.setdefault(len(row), rows.line_num + skipped)
            trailing = trailing and row[-1].strip() == ""
    except csv.Error as error:
        raise InputError(
            f"line {rows.line_num + skipped} of {name} cannot be read ({error}): check its quotes."
        ) from None
    if not widths:
        raise InputError(f"{name} has a header but no rows of data.")
    header = [h.strip() for h in header]
    extra = set(widths) == {len(header) + 1}
    if extra and trailing:
        header = [*header, ""]
        notes.append(
            ("file", "Every row ends with a delimiter: the empty last column is passed over.")
        )
    elif extra:
        header = ["", *header]
        notes.append(("file", "The header has one name less than the rows: row names come first."))
    wrong = {w: n for w, n in widths.items() if w != len(header)}
    if wrong:
        line = min(lines[w] for w in wrong)
        found = next(w for w in wrong if lines[w] == line)
        raise InputError(
            f"line {line} of {name} has {found} field{'s' if found > 1 else ''} where the header "
            f"has {len(header)}: the rows are ragged ({sum(wrong.values())} of "
            f"{sum(widths.values())}); check the delimiter ({DELIMITERS[delimiter]}) and the "
            "quotes."
        )
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=delimiter, quotechar=quote, header=0, names=range(len(header)),
            dtype=str, keep_default_na=False, skipinitialspace=True, engine="c", index_col=False,
            skip_blank_lines=True, low_memory=False,
        )  # fmt: skip
    except (pd.errors.ParserError, ValueError) as error:
        told = " ".join(str(error).split()).rstrip(".")
        raise InputError(f"{name} cannot be read ({told}): check its quotes.") from None
    frame.columns = header
    if extra and trailing:
        frame = frame.iloc[:, :-1]
    if delimiter != ",":
        notes.append(("file", f"The delimiter is a {DELIMITERS[delimiter]}."))
    decimal, marks = _decimal_mark(frame, delimiter)
    notes += [("file", marks)] if marks else []
    frame, renamed = _distinct_names(frame, name)
    return frame, decimal, (*notes, *renamed)


def _dialect(text: str) -> tuple[str, str]:
    """The delimiter and quote under which the first lines agree on the most columns."""
    sample = "\n".join(text[:SAMPLE_BYTES].splitlines()[:SAMPLE_LINES])
    best, chosen = (0.0, 0, False), (",", '"')
    for quote in ('"', "'"):
        for delimiter in DELIMITERS:
            try:
                rows = list(
                    csv.reader(
                        io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=quote,
                        skipinitialspace=True,
                    )
                )  # fmt: skip
            except csv.Error:
                continue
            counts = [len(r) for r in rows if r and any(field.strip() for field in r)]
            if not counts or counts[0] < 2:
                continue
            agreement = sum(c in (counts[0], counts[0] + 1) for c in counts) / len(counts)
            single = quote == "'" and '"' not in sample and f"{delimiter}'" in sample
            if quote == "'" and not single:
                continue
            score = (round(agreement, 2), counts[0], single)
            if score > best:
                best, chosen = score, (delimiter, quote)
    return chosen


def _decimal_mark(frame: pd.DataFrame, delimiter: str) -> tuple[str, str]:
    """The mark by which to read what can be read both ways, and a remark.

    1,5 has a decimal comma and 1.5 a decimal point; 1,500 is told from 1.500 by the other columns,
    or by the delimiter where it is not a comma.
    """
    comma = point = sure = False
    for _, column in frame.items():
        values = column.str.strip()
        values = values[values != ""].head(1000)
        if values.empty:
            continue
        if values.str.fullmatch(r"[-+]?\d+(\.\d{3})*(,\d+)?").mean() > 0.9:
            comma |= bool(values.str.contains(",").any())
            sure |= bool(values.str.contains(r",(?:\d{1,2}|\d{4,})$").any())
        if values.str.fullmatch(r"[-+]?\d*\.\d+([eE][-+]?\d+)?").any():
            decimals = values.str.extract(r"\.(\d+)$")[0].dropna()
            point |= bool((decimals.str.len() != 3).any())
    comma = sure if delimiter == "," else comma
    if comma and point:
        return ".", "Some columns have a decimal comma, others a point: each is read as written."
    return ("," if comma else "."), ("Numbers are written with a decimal comma." if comma else "")


def _distinct_names(frame: pd.DataFrame, name: str):
    """Columns with text names, all different, and what was changed for that."""
    taken: dict[str, int] = {}
    names, notes = [], []
    for position, column in enumerate(frame.columns, 1):
        written = "" if column is None else str(column)
        if written.strip() == "" or written.startswith("Unnamed: "):
            written = UNNAMED.format(position)
        count = taken.get(written, 0) + 1
        taken[written] = count
        if count > 1:
            while f"{written} ({count})" in taken:
                count += 1
            renamed = f"{written} ({count})"
            taken[renamed] = 1
            notes.append(("columns", f"“{written}” occurs more than once: one is “{renamed}”."))
            written = renamed
        names.append(written)
    frame.columns = names
    return frame, tuple(notes)
