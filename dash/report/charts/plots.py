"""Importance against stability, and where single models rank the first features."""

from __future__ import annotations

import math

from markupsafe import Markup

from dash.report.charts.text import fit, text_width
from dash.report.data import Report
from dash.report.wording import percent, shortened

MAX_POINTS = 120
MAX_LABELS = 10
RANK_ROW, RANK_WIDTH, WIDEST_NAME = 30, 480, 190
SMALLEST_DOT, LARGEST_DOT = 1.6, 11.0
#: Sizes of a label on a phone, the largest in which it is drawn: beside a row, beside a point.
LABEL, SMALL_LABEL = 16, 14
LONGEST_LABEL = 180


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
            '<svg class="plot scatter" viewBox="0 0 {} {}" role="img" aria-labelledby="plot-title" '
            'aria-describedby="plot-text"><title id="plot-title">Importance and stability of each '
            'feature</title><desc id="plot-text">{}</desc>'
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
    """A disc for a decided place, a square for ties of either kind, a diamond for an open one."""
    if kind == "single":
        return f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
    if kind in ("tied", "chain"):
        return f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z"
    return f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"


def _labels(rows, x, y, left, right) -> list[Markup]:
    """Names beside the first points, left out where they would lie on a point or a name."""
    taken = [(x(f.share) - 6, x(f.share) + 6, y(f.cv) - 6, y(f.cv) + 6) for f in rows]
    out = []
    for f in rows[:MAX_LABELS]:
        name = fit(f.name, LONGEST_LABEL, SMALL_LABEL)
        px, py, wide = x(f.share), y(f.cv), text_width(name, SMALL_LABEL)
        places = (
            (px + 9, py + 4, "start", px + 9), (px - 9 - wide, py + 4, "end", px - 9),
            (px - wide / 2, py - 9, "middle", px), (px - wide / 2, py + 19, "middle", px),
        )  # fmt: skip
        for start, base, anchor, at in places:
            box = (start, start + wide, base - 12, base + 4)
            if start < left or box[1] > right or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            out.append(
                Markup(
                    '<text class="label" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
                ).format(at, base, anchor, name)
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
    return f"The first features: {told}. The ranking has the shares, the JSON report all numbers."


def rank_plot(report: Report) -> Markup:
    """One row a feature, one dot a place: its area is the share of models that have it there."""
    rows = report.ranks
    if not rows or not report.method.n_models:
        return Markup("")
    last = max(r.first + len(r.models) - 1 for r in rows)
    height = RANK_ROW * len(rows) + 46
    right = RANK_WIDTH - 20
    left = min(WIDEST_NAME, max(text_width(shortened(r.name, 60), LABEL) for r in rows)) + 10

    def x(place: float) -> float:
        return left + 14 + (right - left - 14) * (place - 1) / max(1, last - 1)

    out = [
        Markup(
            '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-labelledby="ranks-title" '
            'aria-describedby="ranks-text"><title id="ranks-title">Places of the first '
            'features in single models</title><desc id="ranks-text">{}</desc>'
        ).format(RANK_WIDTH, height, _ranks_text(report))
    ]
    for place in _places(last):
        out.append(
            Markup(
                '<path class="grid" d="M{0:.1f} 8V{1}"/><text class="tick" x="{0:.1f}" y="{2}" '
                'text-anchor="middle">{3}</text>'
            ).format(x(place), height - 38, height - 22, place)
        )
    for i, row in enumerate(rows):
        y = 22 + RANK_ROW * i
        out.append(
            Markup('<text class="label" x="{:.1f}" y="{}" text-anchor="end">{}</text>').format(
                left - 6, y + 4, fit(row.name, left - 10, LABEL)
            )
        )
        total = sum(row.models)
        for k, models in enumerate(row.models):
            if models > 0:
                place = row.first + k
                out.append(
                    Markup(
                        '<circle class="dot" cx="{:.1f}" cy="{}" r="{:.1f}"><title>{}</title>'
                        "</circle>"
                    ).format(
                        x(place), y, max(SMALLEST_DOT, LARGEST_DOT * math.sqrt(models / total)),
                        f"{shortened(row.name, 60)}: place {place} in {percent(models / total)} "
                        "of models",
                    )
                )  # fmt: skip
    out.append(
        Markup(
            '<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">place in one model</text>'
        ).format((left + right) / 2, height - 5)
    )
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def _places(last: int) -> list[int]:
    """Places with a tick: the first, some at equal distances, and the last."""
    step = max(1, math.ceil(last / 10))
    ticks = list(range(1, last + 1, step))
    if last - ticks[-1] < 0.8 * step and 1 < len(ticks) and last > ticks[-1]:
        ticks.pop()
    return ticks if ticks[-1] == last else [*ticks, last]


def _ranks_text(report: Report) -> str:
    told = []
    for row in report.ranks[:6]:
        total = sum(row.models)
        best = max(range(len(row.models)), key=lambda k: row.models[k])
        told.append(
            f"{shortened(row.name, 40)} has places {row.first} to "
            f"{row.first + len(row.models) - 1}, most often {row.first + best} "
            f"({percent(row.models[best] / total)} of models)"
        )
    return "; ".join(told) + "."
