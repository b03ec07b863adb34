"""How numbers and names are written, the same in every rendering."""

from __future__ import annotations

import math
import re

#: Controls, marks that turn the direction of the text after them, lone halves of a character.
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: Kinds of a block of places, in words.
KINDS = {
    "single": "decided", "tied": "tie", "chain": "overlapping ties", "unresolved": "open",
}  # fmt: skip
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


def estimate(
    value: float, low: float, high: float, undefined: str = "–", *, share: bool = False
) -> str:
    """A value with its interval; without one where it has none, and in words where it has no value.

    Examples
    --------
    >>> nan = float("nan")
    >>> estimate(0.2, 0.15, 0.25), estimate(0.2, nan, nan), estimate(nan, nan, nan, "not defined")
    ('0.200 [0.150, 0.250]', '0.200', 'not defined')
    >>> estimate(0.2, 0.15, 0.25, share=True)
    '20 % [15 %, 25 %]'
    """
    if value is None or not math.isfinite(value):
        return undefined
    if not (math.isfinite(low) and math.isfinite(high)):
        return percent(value) if share else number(value)
    if share:
        return percent_interval(value, low, high)
    return f"{number(value)} [{number(low)}, {number(high)}]"


def difference(value: float, low: float, high: float, p: float, *, share: bool = False) -> str:
    """How far groups differ: with an interval, or with a p-value where that is what there is.

    Examples
    --------
    >>> nan = float("nan")
    >>> difference(-0.1, -0.2, 0.05, nan), difference(0.2, nan, nan, 0.005)
    ('-0.100 [-0.200, 0.0500]', '0.200 (p = 0.00500)')
    >>> difference(nan, nan, nan, nan)
    'not defined'
    """
    told = estimate(value, low, high, "not defined", share=share)
    return f"{told} (p = {number(p)})" if math.isfinite(p) else told


def span(low: float, high: float) -> str:
    """From the smallest to the largest of some values, with equal decimals.

    Examples
    --------
    >>> span(9.117, 9.352), span(0.5, 0.5)
    ('9.12 to 9.35', '0.500')
    """
    scale = max(abs(low), abs(high))
    if not math.isfinite(scale) or scale == 0:
        return number(high)
    digits = min(6, max(0, 2 - math.floor(math.log10(scale))))
    told = [f"{v:.{digits}f}" for v in (low, high)]
    return told[0] if told[0] == told[1] else " to ".join(told)


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


def percent_interval(value: float, low: float, high: float) -> str:
    """A share with its interval; with a decimal where the ends would look the same.

    Examples
    --------
    >>> percent_interval(0.63, 0.44, 0.8), percent_interval(0.39, 0.3881, 0.3922)
    ('63 % [44 %, 80 %]', '39.0 % [38.8 %, 39.2 %]')
    """
    told = [percent(v) for v in (value, low, high)]
    if told[1] == told[2] and low != high and math.isfinite(low):
        told = [f"{100 * v:.1f} %" for v in (value, low, high)]
    return f"{told[0]} [{told[1]}, {told[2]}]"


def span_of_ranks(low: int, high: int) -> str:
    """A rank interval.

    Examples
    --------
    >>> span_of_ranks(5, 6), span_of_ranks(1, 1)
    ('5–6', '1')
    """
    return str(low) if low == high else f"{low}–{high}"


def tie_name(number: int) -> str:
    """What a tied group is called, from its number.

    Examples
    --------
    >>> tie_name(1), tie_name(27)
    ('tie A', 'tie AA')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"tie {letters}"


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
