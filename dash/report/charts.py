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
    width, height, left, bottom, top = 480, 340, 62, 46, 12
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
            '</text><text class="axis" transform="translate(13 {}) rotate(-90)" '
            'text-anchor="middle">variation between models</text>'
        ).format((left + width) / 2, height - 6, (height - bottom + top) / 2)
    )
    kinds = {t.number: t.kind for t in report.tiers}
    for f in reversed(rows):
        out.append(
            Markup('<path class="point {}" d="{}"><title>{}</title></path>').format(
                kinds[f.tier],
                _mark(kinds[f.tier], x(f.share), y(f.cv)),
                f"{shortened(f.name, 80)}: {percent(f.share)}, variation {percent(f.cv)}",
            )
        )
    out += _labels(rows, x, y, left, width)
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


def _mark(kind: str, x: float, y: float) -> str:
    """A disc for a decided place, a square for a tie, a diamond for an open one."""
    if kind == "single":
        return f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
    if kind == "tied":
        return f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z"
    return f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"


def _labels(rows, x, y, left, right) -> list[Markup]:
    """Names beside the first points, left out where they would lie on a point or a name."""
    taken = [(x(f.share) - 6, x(f.share) + 6, y(f.cv) - 6, y(f.cv) + 6) for f in rows]
    out = []
    for f in rows[:MAX_LABELS]:
        name = shortened(f.name, 24)
        px, py, wide = x(f.share), y(f.cv), sum(13 if ord(c) > 0x2E7F else 7 for c in name)
        places = (
            (px + 9, py + 4), (px - 9 - wide, py + 4), (px - wide / 2, py - 9),
            (px - wide / 2, py + 19),
        )  # fmt: skip
        for start, base in places:
            box = (start, start + wide, base - 10, base + 3)
            if start < left or box[1] > right or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            out.append(
                Markup('<text class="label" x="{:.1f}" y="{:.1f}">{}</text>').format(
                    start, base, name
                )
            )
            break
    return out


def _overlap(a, b) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


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
        Markup('<th scope="col" title="{}">{}</th>').format(shortened(n, 80), i + 1)
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
                    f"{i + 1} / {j + 1}: association {number(group.associations[i][j])}",
                    f"{100 * rate:.0f}",
                )
            )
        body.append(
            Markup(
                '<tr><th scope="row"><span class="place">{}</span> <bdi>{}</bdi></th>{}</tr>'
            ).format(i + 1, shortened(name, 60), Markup("").join(cells))
        )
    return Markup(
        '<table class="heat-map"><thead><tr><th scope="col">flip rate in %</th>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(head, Markup("").join(body))


def _step(rate: float) -> int:
    """One of six shades, 0 for a pair that never flips, 5 near one half."""
    return 0 if rate <= 0 else min(5, 1 + int(10 * rate))
