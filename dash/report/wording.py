"""How numbers and names are written, the same in every rendering."""

from __future__ import annotations

import math
import re

#: Controls, marks that turn the direction of the text after them, lone halves of a character.
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
LINE_BREAKING = re.compile("[\t\n\r\u2028\u2029]|" + UNSHOWABLE.pattern)


def number(value: float) -> str:
    """Three significant digits.

    Examples
    --------
    >>> number(0.93274), number(12345.6), number(float("nan"))
    ('0.933', '12300', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    if abs(rounded) >= 1e6 or abs(rounded) < 1e-4:
        return f"{value:.2e}"
    return f"{rounded:.{max(0, digits)}f}"


def interval(value: float, low: float, high: float) -> str:
    """A value with its interval, to the decimals that three digits of the value need.

    Examples
    --------
    >>> interval(0.9327, 0.9, 0.9655)
    '0.933 [0.900, 0.966]'
    """
    if not all(map(math.isfinite, (value, low, high))):
        return number(value)
    scale = max(abs(value), abs(low), abs(high))
    if scale == 0:
        return "0 [0, 0]"
    digits = min(6, max(0, 2 - math.floor(math.log10(scale))))
    return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def estimate(value: float, low: float, high: float, undefined: str = "–") -> str:
    """A value with its interval; without one where it has none, and in words where it has no value.

    Examples
    --------
    >>> nan = float("nan")
    >>> estimate(0.2, 0.15, 0.25), estimate(0.2, nan, nan), estimate(nan, nan, nan, "not defined")
    ('0.200 [0.150, 0.250]', '0.200', 'not defined')
    """
    if value is None or not math.isfinite(value):
        return undefined
    if not (math.isfinite(low) and math.isfinite(high)):
        return number(value)
    return f"{number(value)} [{number(low)}, {number(high)}]"


def difference(value: float, low: float, high: float, p: float) -> str:
    """How far groups differ: with an interval, or with a p-value where that is what there is.

    Examples
    --------
    >>> nan = float("nan")
    >>> difference(-0.1, -0.2, 0.05, nan), difference(0.2, nan, nan, 0.005)
    ('-0.100 [-0.200, 0.0500]', '0.200 (p = 0.00500)')
    >>> difference(nan, nan, nan, nan)
    'not defined'
    """
    told = estimate(value, low, high, "not defined")
    return f"{told} (p = {number(p)})" if math.isfinite(p) else told


def percent(value: float) -> str:
    """A share in whole percent, with a decimal below ten.

    Examples
    --------
    >>> percent(0.155), percent(0.031), percent(0.0), percent(1.0)
    ('16 %', '3.1 %', '0 %', '100 %')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if 0 < abs(value) < 0.095 and abs(100 * value - round(100 * value)) > 0.05:
        return f"{100 * value:.1f} %"
    return f"{100 * value:.0f} %"


def shortened(text: str, length: int) -> str:
    """At most `length` characters on one line; what steers a terminal or the direction of writing
    becomes a space.

    Examples
    --------
    >>> shortened("a very long name", 8)
    'a very …'
    """
    flat = LINE_BREAKING.sub(" ", text)
    return flat if len(flat) <= length else flat[: max(1, length - 1)] + "…"
