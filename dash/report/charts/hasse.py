"""The partial order as a Hasse diagram: above is more important, a line is a known order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from markupsafe import Markup

from dash.report.charts.text import fit, text_width
from dash.report.data import Report
from dash.report.wording import shortened

#: Features up to which the diagram can be read.
MAX_FEATURES = 18
BOX_HEIGHT, GAP_X, GAP_Y, FONT = 26, 14, 30, 12.5
NARROWEST, WIDEST = 90, 200
#: Room for a line that passes a layer between two boxes.
LANE = 6
SWEEPS = 12


@dataclass(frozen=True)
class Drawing:
    """Layers of nodes, and for each line the nodes that it runs through.

    Nodes from `n` on are points at which a line passes a layer in which neither of its ends is.
    """

    n: int
    layers: list[list[int]]
    paths: list[list[int]]


def hasse_diagram(report: Report) -> Markup:
    """Draw the order of the first features; empty where there is nothing that can be read.

    Parameters
    ----------
    report : Report
        With `edges`, the transitive reduction of the order of its features, or of the first.
    """
    names = [f.name for f in report.features[:MAX_FEATURES]]
    if len(names) < 3 or not report.edges:
        return Markup("")
    above = _closure(names, report)
    edges = [
        (a, b)
        for a in range(len(names))
        for b in range(len(names))
        if b in above[a] and not any(b in above[c] for c in above[a])
    ]
    if not edges:
        return Markup("")
    drawing = _arranged(len(names), edges)
    widest = max(text_width(shortened(n, 80), FONT) for n in names)
    box = round(min(WIDEST, max(NARROWEST, widest + 18)))
    width, centres = _places(drawing, box)
    height = len(drawing.layers) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 16
    kinds = {f.name: t.kind for t in report.tiers for f in report.features if f.tier == t.number}
    out = [
        Markup(
            '<svg class="hasse" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
            'aria-labelledby="hasse-title" aria-describedby="hasse-text"><title id="hasse-title">'
            'Known order of the first features</title><desc id="hasse-text">{2}</desc>'
        ).format(round(width), height, _text(names, edges))
    ]
    for path in drawing.paths:
        out.append(Markup('<path class="edge" d="{}"/>').format(_line(path, centres, drawing.n)))
    for node, name in enumerate(names):
        x, y = centres[node]
        out.append(
            Markup(
                '<g class="node {}"><title>{}</title><rect x="{:.1f}" y="{:.1f}" width="{}" '
                'height="{}" rx="5"/><text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text></g>'
            ).format(
                kinds.get(name, "unresolved"), shortened(name, 80), x - box / 2, y - BOX_HEIGHT / 2,
                box, BOX_HEIGHT, x, y + 4, fit(name, box - 12, FONT),
            )
        )  # fmt: skip
    out.append(Markup("</svg>"))
    return Markup("").join(out)


def _closure(names: list[str], report: Report) -> list[set[int]]:
    """For each of the names, those that are known to be below it, through any features."""
    below: dict[str, list[str]] = {}
    for a, b in report.edges:
        below.setdefault(a, []).append(b)
    number = {name: i for i, name in enumerate(names)}
    found = []
    for name in names:
        seen, todo = set(), [name]
        while todo:
            for other in below.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        found.append({number[n] for n in seen if n in number})
    return found


def _arranged(n: int, edges: list[tuple[int, int]]) -> Drawing:
    """Each node below all that are above it, lines beside boxes, few lines crossed."""
    depth = [0] * n
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            if depth[b] < depth[a] + 1:
                depth[b], changed = depth[a] + 1, True
    layers: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for node in range(n):
        layers[depth[node]].append(node)
    paths, following = [], n
    for a, b in edges:
        between = range(depth[a] + 1, depth[b])
        points = list(range(following, following + len(between)))
        following += len(points)
        for y, point in zip(between, points, strict=True):
            layers[y].append(point)
        paths.append([a, *points, b])
    _uncross(layers, paths)
    return Drawing(n, layers, paths)


def _uncross(layers: list[list[int]], paths: list[list[int]]) -> None:
    """Sort each layer by where the neighbours of its nodes stand, down and up in turn."""
    ups: dict[int, list[int]] = {}
    downs: dict[int, list[int]] = {}
    for path in paths:
        for a, b in itertools.pairwise(path):
            ups.setdefault(b, []).append(a)
            downs.setdefault(a, []).append(b)
    for sweep in range(SWEEPS):
        near = ups if sweep % 2 == 0 else downs
        order = range(len(layers)) if sweep % 2 == 0 else reversed(range(len(layers)))
        for y in order:
            position = {
                node: (i + 0.5) / len(layer) for layer in layers for i, node in enumerate(layer)
            }

            def barycentre(node: int, near=near, position=position) -> float:
                others = near.get(node)
                if not others:
                    return position[node]
                return sum(position[o] for o in others) / len(others)

            layers[y].sort(key=barycentre)


def _places(drawing: Drawing, box: float) -> tuple[float, dict[int, tuple[float, float]]]:
    """Width of the whole, and the centre of each node and point."""

    def room(node: int) -> float:
        return box if node < drawing.n else LANE

    inside = [sum(room(v) + GAP_X for v in layer) - GAP_X for layer in drawing.layers]
    width = max(inside) + 2 * GAP_X
    centres = {}
    for y, layer in enumerate(drawing.layers):
        x = (width - inside[y]) / 2
        for node in layer:
            centres[node] = (x + room(node) / 2, 8 + y * (BOX_HEIGHT + GAP_Y) + BOX_HEIGHT / 2)
            x += room(node) + GAP_X
    return width, centres


def _line(path: list[int], centres, n: int) -> str:
    """From the foot of a box to the head of another, straight past the layers between."""
    x, y = centres[path[0]]
    y += BOX_HEIGHT / 2
    drawn = [f"M{x:.1f} {y:.1f}"]
    for node in path[1:]:
        to_x, centre = centres[node]
        to_y = centre - BOX_HEIGHT / 2
        middle = (y + to_y) / 2
        drawn.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
        if node >= n:
            y += BOX_HEIGHT
            drawn.append(f"V{y:.1f}")
    return "".join(drawn)


def _text(names: list[str], edges: list[tuple[int, int]]) -> str:
    told = "; ".join(
        f"{shortened(names[a], 30)} above {shortened(names[b], 30)}" for a, b in edges[:30]
    )
    more = f"; and {len(edges) - 30} more" if len(edges) > 30 else ""
    return f"Known orders with nothing between: {told}{more}."
