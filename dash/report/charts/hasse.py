"""The partial order as a Hasse diagram: above is more important, a line is a known order."""

from __future__ import annotations

from markupsafe import Markup

from dash.report.data import Report
from dash.report.wording import shortened

#: Features up to which the diagram can be read.
MAX_FEATURES = 18
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 132, 26, 14, 30
SWEEPS = 12
KINDS = {"single": "single", "tied": "tied", "unresolved": "unresolved"}


def hasse_diagram(report: Report) -> Markup:
    """Draw the order of the first features; empty where there is nothing that can be read.

    Parameters
    ----------
    report : Report
        With `edges`, the transitive reduction of the order of all features.
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
    layers = _layers(len(names), edges)
    place = {node: (i, y) for y, layer in enumerate(layers) for i, node in enumerate(layer)}
    widest = max(map(len, layers))
    width = widest * (BOX_WIDTH + GAP_X) + GAP_X
    height = len(layers) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 16

    def centre(node: int) -> tuple[float, float]:
        i, y = place[node]
        inside = len(layers[y]) * (BOX_WIDTH + GAP_X) - GAP_X
        x = (width - inside) / 2 + i * (BOX_WIDTH + GAP_X) + BOX_WIDTH / 2
        return x, 8 + y * (BOX_HEIGHT + GAP_Y) + BOX_HEIGHT / 2

    kinds = {f.name: t.kind for t in report.tiers for f in report.features if f.tier == t.number}
    out = [
        Markup(
            '<svg class="hasse" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
            'aria-labelledby="hasse-title hasse-text"><title id="hasse-title">Known order of the '
            'first features</title><desc id="hasse-text">{2}</desc>'
        ).format(width, height, _text(names, edges))
    ]
    for a, b in edges:
        (x1, y1), (x2, y2) = centre(a), centre(b)
        top, bottom = y1 + BOX_HEIGHT / 2, y2 - BOX_HEIGHT / 2
        middle = (top + bottom) / 2
        out.append(
            Markup(
                '<path class="edge" d="M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}"/>'
            ).format(x1, top, x1, middle, x2, middle, x2, bottom)
        )
    for node, name in enumerate(names):
        x, y = centre(node)
        out.append(
            Markup(
                '<g class="node {}"><title>{}</title><rect x="{:.1f}" y="{:.1f}" width="{}" '
                'height="{}" rx="5"/><text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text></g>'
            ).format(
                KINDS.get(kinds.get(name, ""), "unresolved"), shortened(name, 80),
                x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, x, y + 4,
                shortened(name, 18),
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


def _layers(n: int, edges: list[tuple[int, int]]) -> list[list[int]]:
    """Each node below all that are above it; inside a layer arranged to cross few lines."""
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
    ups = {v: [a for a, b in edges if b == v] for v in range(n)}
    downs = {v: [b for a, b in edges if a == v] for v in range(n)}
    for sweep in range(SWEEPS):
        neighbours = ups if sweep % 2 == 0 else downs
        order = range(len(layers)) if sweep % 2 == 0 else reversed(range(len(layers)))
        for y in order:
            position = {
                node: (i + 0.5) / len(layer) for layer in layers for i, node in enumerate(layer)
            }

            def barycentre(node: int, near=neighbours, position=position) -> float:
                others = near[node]
                if not others:
                    return position[node]
                return sum(position[o] for o in others) / len(others)

            layers[y].sort(key=barycentre)
    return layers


def _text(names: list[str], edges: list[tuple[int, int]]) -> str:
    told = "; ".join(
        f"{shortened(names[a], 30)} above {shortened(names[b], 30)}" for a, b in edges[:30]
    )
    more = f"; and {len(edges) - 30} more" if len(edges) > 30 else ""
    return f"Known orders with nothing between: {told}{more}."
