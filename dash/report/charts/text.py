"""How wide a text is about to be, so that a label in a drawing neither runs out nor collides."""

from __future__ import annotations

import unicodedata

from dash.report.wording import LINE_BREAKING

#: Widths of characters in a sans-serif face, in parts of its size; the widest usual face counts.
NARROW, USUAL, CAPITAL, WIDE, SQUARE = 0.36, 0.62, 0.72, 0.96, 1.1
NARROW_ONES, WIDE_ONES = frozenset("iljtfrI.,:;'|!()[]/ -"), frozenset("mwMW@%&…—")


def text_width(text: str, size: float) -> float:
    """Pixels that a text takes, a little too many rather than too few.

    Examples
    --------
    >>> text_width("ill", 10) < text_width("mmm", 10) < text_width("年齢層", 10)
    True
    """
    return size * sum(map(_width, text))


def fit(text: str, room: float, size: float) -> str:
    """A text cut so that it takes at most `room` pixels.

    Examples
    --------
    >>> fit("a rather long name", 80, 13)
    'a rather l…'
    """
    flat = LINE_BREAKING.sub(" ", text)
    if text_width(flat, size) <= room:
        return flat
    room -= text_width("…", size)
    kept, used = 0, 0.0
    for character in flat:
        used += size * _width(character)
        if used > room:
            break
        kept += 1
    return flat[:kept] + "…"


def _width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return SQUARE
    if character in NARROW_ONES:
        return NARROW
    if character in WIDE_ONES:
        return WIDE
    return CAPITAL if character.isupper() else USUAL
