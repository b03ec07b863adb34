"""Charts of the HTML report as inline SVG; every text in them is escaped by the template engine."""

from __future__ import annotations

import math

from markupsafe import Markup

from dash.report.data import GroupRow, Report
from dash.report.wording import number, percent, shortened

MAX_POINTS = 120
MAX_LABELS = 10
MAX_CELLS = 25


def tier_bar(low: float, value: float, high: float, largest: float) -> Markup:
    """A bar with a whisker for the interval, for one row of the ranking.

    Parameters
    ----------
    low, value, high : float
        Interval and consensus attribution.
    largest : float
        Attribution at the right end of the scale.
    """
    scale = 200 / largest if largest > 0 and math.isfinite(largest) else 0
    x, a, b = (max(0.0, min(200.0, v * scale)) for v in (value, low, high))
    return Markup(
        '<svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-fill" x="0" y="2" width="{:.1f}" height="10"/>'
        '<path class="whisker" d="M{:.1f} 7H{:.1f}M{:.1f} 3V11M{:.1f} 3V11"/></svg>'
    ).format(x, a, b, a, b)


def stability_plot(report: Report) -> Markup:
    """Importance against stability: share of the attribution and variation between models."""
    rows = [f for f in report.features[:MAX_POINTS] if math.isfinite(f.cv)]
    if not rows:
        return Markup("")
    width, height, left, bottom, top = 640, 360, 54, 44, 16
    share_step, most = _scale(max(f.share for f in rows))
    cv_step, vary = _scale(max(f.cv for f in rows))

    def x(v: float) -> float:
        return left + (width - left - 24) * v / most

    def y(v: float) -> float:
        return height - bottom - (height - bottom - top) * v / vary

    out = [
        Markup(
            '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-labelledby="plot-title '
            'plot-text"><title id="plot-title">Importance and stability of each feature</title>'
            '<desc id="plot-text">{}</desc>'
        ).format(width, height, _plot_text(report))
    ]
    for share in _ticks(share_step, most):
        out.append(
            Markup(
                '<path class="grid" d="M{0:.1f} {1}V{2}"/><text class="tick" x="{0:.1f}" y="{3}" '
                'text-anchor="middle">{4}</text>'
            ).format(x(share), top, height - bottom, height - bottom + 16, percent(share))
        )
    for cv in _ticks(cv_step, vary):
        out.append(
            Markup(
                '<path class="grid" d="M{0} {1:.1f}H{2}"/><text class="tick" x="{3}" y="{4:.1f}" '
                'text-anchor="end">{5}</text>'
            ).format(left, y(cv), width - 24, left - 6, y(cv) + 4, percent(cv))
        )
    out.append(
        Markup(
            '<text class="axis" x="{}" y="{}" text-anchor="middle">share of the total attribution'
            '</text><text class="axis" transform="translate(14 {}) rotate(-90)" '
            'text-anchor="middle">variation between models</text>'
        ).format((left + width) / 2, height - 6, (height - bottom + top) / 2)
    )
    kinds = {t.number: t.kind for t in report.tiers}
    for f in reversed(rows):
        out.append(
            Markup(
                '<circle class="point {}" cx="{:.1f}" cy="{:.1f}" r="5"><title>{}</title></circle>'
            ).format(
                kinds[f.tier],
                x(f.share),
                y(f.cv),
                f"{f.name}: {percent(f.share)}, variation {percent(f.cv)}",
            )
        )
    out += _labels(rows[:MAX_LABELS], x, y, width)
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def _scale(largest: float) -> tuple[float, float]:
    """A round step, and the multiple of it that ends an axis of four to eight steps."""
    if largest <= 0:
        return 0.25, 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    step = next(power * m for m in (0.1, 0.2, 0.5, 1.0, 2.0) if largest / (power * m) <= 7)
    return step, step * math.ceil(largest / step * 1.02)


def _ticks(step: float, end: float) -> list[float]:
    return [i * step for i in range(round(end / step) + 1)]


def _labels(rows, x, y, width) -> list[Markup]:
    """Names beside the points, left out where they would lie on one another."""
    placed: list[tuple[float, float, float]] = []
    out = []
    for f in rows:
        name = shortened(f.name, 24)
        px, py, wide = x(f.share), y(f.cv), 6.4 * len(name)
        right = px + 10 + wide < width
        start = px + 9 if right else px - 9 - wide
        if any(abs(py - q) < 13 and start < b and start + wide > a for a, b, q in placed):
            continue
        placed.append((start, start + wide, py))
        out.append(
            Markup('<text class="label" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                px + 9 if right else px - 9, py + 4, "start" if right else "end", name
            )
        )
    return out


def _plot_text(report: Report) -> str:
    first = report.features[:5]
    told = "; ".join(
        f"{shortened(f.name, 40)} has {percent(f.share)} of the attribution and varies by "
        f"{percent(f.cv)} between models"
        for f in first
    )
    return f"The first features: {told}. All numbers are in the ranking table."


def heat_map(group: GroupRow) -> Markup:
    """Flip rates inside one collinear group as a table whose cells are shaded by the rate."""
    members = group.features[:MAX_CELLS]
    head = Markup("").join(
        Markup('<th scope="col" title="{}"><span>{}</span></th>').format(n, i + 1)
        for i, n in enumerate(members)
    )
    body = []
    for i, name in enumerate(members):
        cells = []
        for j in range(len(members)):
            if i == j:
                cells.append(Markup('<td class="self" aria-label="itself"></td>'))
                continue
            rate = group.flip_rates[i][j]
            cells.append(
                Markup('<td class="heat h{}" title="{}">{}</td>').format(
                    _step(rate),
                    f"{name} / {members[j]}: flip rate {percent(rate)}, association "
                    f"{number(group.associations[i][j])}",
                    f"{100 * rate:.0f}",
                )
            )
        body.append(
            Markup('<tr><th scope="row"><span class="place">{}</span> {}</th>{}</tr>').format(
                i + 1, shortened(name, 60), Markup("").join(cells)
            )
        )
    return Markup(
        '<table class="heat-map"><thead><tr><th scope="col">flip rate in %</th>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(head, Markup("").join(body))


def _step(rate: float) -> int:
    """One of six shades, 0 for a pair that never flips, 5 near one half."""
    return 0 if rate <= 0 else min(5, 1 + int(10 * rate))
