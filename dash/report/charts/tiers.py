"""Bars of the ranking: one for each decided or open feature, one for all members of a tie."""

from __future__ import annotations

import math

from markupsafe import Markup

WIDTH = 200
ROW = 14
#: Members of a tie that have an interval each.
FEW = 25


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


def band(members, largest: float) -> Markup:
    """One bar for the members of a tie, on the scale of `tier_bar`.

    It is solid up to the smallest of their means and pale up to the largest; inside it each of a
    few members has its interval, at the height of its name.

    Parameters
    ----------
    members : sequence of FeatureRow
    largest : float
        Attribution at the right end of the scale.
    """
    means = [f.attribution for f in members]
    low, high = (_place(f(means), largest) for f in (min, max))
    height = ROW * len(members)
    whiskers = []
    for i, f in enumerate(members if len(members) <= FEW else ()):
        a, b, y = _place(f.low, largest), _place(f.high, largest), ROW * (i + 0.5)
        whiskers.append(f"M{a:.1f} {y:.0f}H{b:.1f}M{a:.1f} {y - 3:.0f}v6M{b:.1f} {y - 3:.0f}v6")
    return Markup(
        '<svg class="band" viewBox="0 0 200 {0}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="band-pale" x="0" y="0" width="{1:.1f}" height="{0}"/>'
        '<rect class="band-fill" x="0" y="0" width="{2:.1f}" height="{0}"/>'
        '<path class="whisker" d="{3}"/></svg>'
    ).format(height, high, low, "".join(whiskers))


def _place(value: float, largest: float) -> float:
    scale = WIDTH / largest if largest > 0 and math.isfinite(largest) else 0
    return max(0.0, min(float(WIDTH), value * scale)) if math.isfinite(value) else 0.0
