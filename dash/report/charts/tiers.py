"""Bars of the ranking: one for each decided or open feature, one for all members of a tie."""

from __future__ import annotations

import math

from markupsafe import Markup

WIDTH = 200


def tier_bar(low: float, value: float, high: float, largest: float) -> Markup:
    """A bar with a whisker for the interval, for one row of the ranking.

    Parameters
    ----------
    low, value, high : float
        Interval and consensus attribution.
    largest : float
        Attribution at the right end of the scale.
    """
    x, a, b = (_place(v, largest) for v in (value, low, high))
    return Markup(
        '<svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-fill" x="0" y="2" width="{:.1f}" height="10"/>'
        '<path class="whisker" d="M{:.1f} 7H{:.1f}M{:.1f} 3V11M{:.1f} 3V11"/></svg>'
    ).format(x, a, b, a, b)


def band(values, largest: float) -> Markup:
    """One bar behind the members of a tie: solid up to the smallest of them, pale to the largest.

    Parameters
    ----------
    values : sequence of float
        Consensus attributions of the members.
    largest : float
        Attribution at the right end of the scale.
    """
    low, high = (_place(f(values), largest) for f in (min, max))
    return Markup(
        '<svg class="band" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="band-pale" x="0" y="0" width="{:.1f}" height="10"/>'
        '<rect class="band-fill" x="0" y="0" width="{:.1f}" height="10"/></svg>'
    ).format(high, low)


def _place(value: float, largest: float) -> float:
    scale = WIDTH / largest if largest > 0 and math.isfinite(largest) else 0
    return max(0.0, min(float(WIDTH), value * scale))
