"""Flip rates as shaded cells: of the first features, and inside one collinear group."""

from __future__ import annotations

from markupsafe import Markup

from dash.report.charts.text import fit, text_width
from dash.report.data import GroupRow, HeatMap
from dash.report.wording import number, shortened

MAX_CELLS = 25
#: Characters of a name in the title of a cell.
IN_TITLE = 24
CELL, WIDEST_NAME, TOP = 15, 140, 22
FONT = 10.5
#: Pixels of the screen for one of the drawing.
SCALE = 1.3


def heat_map(heat: HeatMap) -> Markup:
    """Flip rates of all pairs of the first features; collinear groups are framed.

    Parameters
    ----------
    heat : HeatMap
        Features in an order that puts associated ones side by side.
    """
    n = len(heat.features)
    if n < 3:
        return Markup("")
    widest = max(text_width(shortened(f, 80), FONT) for f in heat.features)
    left = round(min(WIDEST_NAME, widest)) + 28
    width, height = left + CELL * n + 8, TOP + CELL * n + 8
    out = [
        Markup(
            '<svg class="heat-plot" width="{}" viewBox="0 0 {} {}" role="img" '
            'aria-labelledby="heat-title" aria-describedby="heat-text">'
            '<title id="heat-title">Flip rates of the first features</title>'
            '<desc id="heat-text">{}</desc>'
        ).format(round(SCALE * width), width, height, _text(heat))
    ]
    for i, name in enumerate(heat.features):
        y = TOP + CELL * i
        out.append(
            Markup(
                '<text class="cell-label" x="{}" y="{}" text-anchor="end">{}</text>'
                '<text class="cell-number" x="{}" y="{}" text-anchor="end">{}</text>'
                '<text class="cell-number" x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(
                left - 22, y + 11, fit(name, left - 26, FONT), left - 6, y + 11, i + 1,
                left + CELL * i + 7, TOP - 6, i + 1,
            )
        )  # fmt: skip
        short = shortened(name, IN_TITLE)
        for j in range(n):
            if i != j:
                rate = heat.flip_rates[i][j]
                out.append(
                    Markup(
                        '<rect class="c{}" x="{}" y="{}" width="14" height="14"><title>{}</title>'
                        "</rect>"
                    ).format(
                        _step(rate),
                        left + CELL * j,
                        y,
                        f"{short} / {shortened(heat.features[j], IN_TITLE)}: {100 * rate:.0f} %",
                    )
                )
    for first, last in _runs(heat.groups):
        out.append(
            Markup(
                '<rect class="group-frame" x="{0}" y="{1}" width="{2}" height="{2}"/>'
            ).format(
                left + CELL * first - 1, TOP + CELL * first - 1, CELL * (last - first + 1) + 1
            )
        )  # fmt: skip
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def _runs(groups) -> list[tuple[int, int]]:
    """Places of neighbours that are in one group."""
    runs, start = [], 0
    for i in range(1, len(groups) + 1):
        if i == len(groups) or groups[i] != groups[start] or groups[i] is None:
            if i - start > 1 and groups[start] is not None:
                runs.append((start, i - 1))
            start = i
    return runs


def _text(heat: HeatMap) -> str:
    n = len(heat.features)
    rates = sorted(
        ((heat.flip_rates[i][j], i, j) for i in range(n) for j in range(i + 1, n)), reverse=True
    )
    unsteady = sum(r > 0.1 for r, _, _ in rates)
    worst = "; ".join(
        f"{shortened(heat.features[i], 30)} and {shortened(heat.features[j], 30)} {100 * r:.0f} %"
        for r, i, j in rates[:5]
    )
    return (
        f"{unsteady} of {len(rates)} pairs flip in more than 10 % of models. The least stable: "
        f"{worst}. The table of pairs has the numbers."
    )


def group_table(group: GroupRow) -> Markup:
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
                    f"association {number(group.associations[i][j])}",
                    f"{100 * rate:.0f}",
                )
            )
        body.append(
            Markup(
                '<tr><th scope="row"><span class="place">{}</span> <bdi>{}</bdi></th>{}</tr>'
            ).format(i + 1, shortened(name, 60), Markup("").join(cells))
        )
    return Markup(
        '<table class="heat-map"><caption class="visually-hidden">Flip rates inside group {}'
        '</caption><thead><tr><th scope="col">flip rate in %</th>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(group.number, head, Markup("").join(body))


def _step(rate: float) -> int:
    """One of six shades, 0 for a pair that never flips, 5 near one half."""
    return 0 if rate <= 0 else min(5, 1 + int(10 * rate))
