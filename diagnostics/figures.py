"""Figures of results for papers, drawn with matplotlib where it is installed."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
from scipy import stats

#: Colours that stay apart for colour-blind readers and in grey.
DECIDED, TIED, OPEN, BAR = "#1a7f37", "#b7791f", "#7d3fb0", "#9ec5e2"
TIE_BAND = "#faecd0"
LONGEST_NAME = 40
#: Controls, marks that turn the direction of writing, lone halves of a character.
UNDRAWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
MAX_FEATURES = 40
INCHES_A_ROW, CELL_INCHES = 0.28, 0.34


def plot_order(order: Any, *, n_features: int = MAX_FEATURES, ax: Any = None) -> Any:
    """Rank intervals of the first features; every other tier is shaded, a tied group has a band.

    Parameters
    ----------
    order : StableOrder
        The partial order.
    n_features : int
        Features that are drawn, from the top of the ranking on.
    ax : matplotlib.axes.Axes, optional
        Where to draw; default a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
    """
    shown = order.order[:n_features].tolist()
    ax = _axes(ax, *_size([order.names[j] for j in shown]))
    place = {j: i for i, j in enumerate(shown)}
    for number, tier in enumerate(order.tiers):
        rows = [place[j] for j in tier if j in place]
        if rows and number % 2 == 1:
            ax.axhspan(min(rows) - 0.5, max(rows) + 0.5, color="0.93", zorder=0)
    for group in order.tied_groups:
        rows = [place[j] for j in group if j in place]
        if len(rows) > 1 and max(rows) - min(rows) == len(rows) - 1:
            ax.axhspan(min(rows) - 0.4, max(rows) + 0.4, color=TIE_BAND, zorder=0.5)
    tied = {j for group in order.tied_groups for j in group} | _chained(order)
    drawn: dict[str, Any] = {}
    for i, j in enumerate(shown):
        low, high = order.rank_low[j], order.rank_high[j]
        if low == high:
            colour, marker, label = DECIDED, "o", "decided"
        elif j in tied:
            colour, marker, label = TIED, "s", "tie"
        else:
            colour, marker, label = OPEN, "D", "open"
        ax.plot([low, high], [i, i], color=colour, linewidth=2, solid_capstyle="butt")
        (point,) = ax.plot(i + 1, i, marker, color=colour, markersize=5)
        drawn.setdefault(label, point)
    _names(ax, [order.names[j] for j in shown])
    ax.set_xlabel("rank (simultaneous interval)")
    last = max(int(order.rank_high[j]) for j in shown)
    step = max(1, -(-last // 12))
    ax.set_xticks(range(1, last + 1, step))
    ax.set_xlim(0.5, last + 0.5)
    ax.legend(drawn.values(), drawn.keys(), loc="upper right", frameon=False)
    return ax


def plot_heatmap(
    pairs: Any, *, features: Any = None, n_features: int = MAX_FEATURES, ax: Any = None
) -> Any:
    """Flip rates of all pairs as a square of cells.

    Parameters
    ----------
    pairs : PairStatistics
        Statistics of all pairs.
    features : sequence of str, optional
        Features in the order in which they are drawn; default the first by mean attribution.
    n_features : int
        Features that are drawn, where none are named.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If a name is not a feature.
    """
    d = len(pairs.names)
    if features is None:
        shown = _by_mean(pairs)[:n_features]
    else:
        known = {name: j for j, name in enumerate(pairs.names)}
        unknown = [name for name in features if name not in known]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is not a feature.")
        shown = [known[name] for name in features]
    rates = np.full((d, d), np.nan)
    rates[pairs.first, pairs.second] = rates[pairs.second, pairs.first] = pairs.flip_rate
    square = CELL_INCHES * max(3, len(shown)) + _label_inches(pairs.names[j] for j in shown)
    ax = _axes(ax, square + 1.2, square + 0.3)
    image = ax.imshow(rates[np.ix_(shown, shown)], vmin=0, vmax=0.5, cmap="YlOrRd")
    labels = [_shown(pairs.names[j]) for j in shown]
    ax.set_xticks(range(len(shown)), labels, rotation=90)
    ax.set_yticks(range(len(shown)), labels)
    ax.figure.colorbar(image, ax=ax, label="flip rate", aspect=12)
    return ax


def plot_ranks(values: Any, names: Any, *, n_features: int = 12, ax: Any = None) -> Any:
    """Ranks of the first features in single models: one row a feature, one dot a model.

    Parameters
    ----------
    values : array of shape (M, d)
        Attributions.
    names : sequence of str
        The features.
    n_features : int, default 12
        Features that are drawn, from the largest mean on.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    values = np.asarray(values, dtype=float)
    ranks = stats.rankdata(-values, axis=1)
    shown = np.argsort(-values.mean(axis=0), kind="stable")[:n_features]
    ax = _axes(ax, *_size([names[j] for j in shown]))
    for i, j in enumerate(shown):
        places, counts = np.unique(ranks[:, j], return_counts=True)
        ax.scatter(places, np.full(len(places), i), s=400 * counts / len(values), color=BAR,
                   edgecolor="0.3", linewidth=0.6)  # fmt: skip
        ax.plot(np.median(ranks[:, j]), i, "|", color="black", markersize=12)
    _names(ax, [names[j] for j in shown])
    ax.set_xlabel(f"rank in one model\n(area: share of {len(values)} models; line: median)")
    return ax


def _by_mean(pairs: Any) -> list[int]:
    """Features by the sum of their signed gaps to all others: the order of their means."""
    score = np.zeros(len(pairs.names))
    np.add.at(score, pairs.first, pairs.mean_difference)
    np.add.at(score, pairs.second, -pairs.mean_difference)
    return np.argsort(-score, kind="stable").tolist()


def _chained(order: Any) -> set[int]:
    """Features of blocks in which each pair is tied or ordered: overlapping ties, nothing open."""
    found: set[int] = set()
    known = order.tied | order.above | order.above.T | np.eye(len(order.names), dtype=bool)
    for tier in order.tiers:
        if len(tier) > 1 and known[np.ix_(tier, tier)].all():
            found.update(tier)
    return found


def _shown(name: str) -> str:
    """A name on one line, without what no font can draw, and not as a formula."""
    flat = UNDRAWABLE.sub(" ", str(name)).replace("$", r"\$")
    return flat if len(flat) <= LONGEST_NAME else flat[: LONGEST_NAME - 1] + "…"


def _label_inches(names: Any) -> float:
    return 0.09 * max(len(_shown(name)) for name in names)


def _size(names: list[str]) -> tuple[float, float]:
    """Width and height of a figure with one row a feature."""
    return 4.5 + _label_inches(names), 1.2 + INCHES_A_ROW * len(names)


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(
            'figures need matplotlib: pip install "dash-attribution[figures]".'
        ) from None
    size = {"figsize": (width, height), "layout": "constrained"}
    if "matplotlib.pyplot" in sys.modules:
        # A notebook shows what is registered there, and a script shows it with plt.show().
        return sys.modules["matplotlib.pyplot"].figure(**size).add_subplot()
    return Figure(**size).add_subplot()


def _names(ax: Any, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), [_shown(name) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
