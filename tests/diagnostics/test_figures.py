"""Figures: what is drawn is what the result says."""

import io

import numpy as np
import pytest

from dash import Attributions
from diagnostics import pair_statistics, stable_order, z_test

NAMES = [f"feature {i}" for i in range(8)]


@pytest.fixture(scope="module")
def values():
    return np.random.default_rng(0).normal([9, 8, 6, 6, 4, 3, 2, 1], 0.6, (30, 8)).clip(0)


def saved(ax):
    stream = io.BytesIO()
    ax.figure.savefig(stream, format="png")
    return stream.getvalue()


def test_an_order(values):
    order = stable_order(z_test(values, names=NAMES))
    ax = order.plot()
    assert [t.get_text() for t in ax.get_yticklabels()] == [NAMES[j] for j in order.order]
    spans = [line for line in ax.lines if len(line.get_xdata()) == 2]
    drawn = [(line.get_xdata()[0], line.get_xdata()[1]) for line in spans]
    assert drawn == [(order.rank_low[j], order.rank_high[j]) for j in order.order]
    assert saved(ax)[:4] == b"\x89PNG"
    assert len(order.plot(n_features=3).get_yticklabels()) == 3


def test_a_heat_map(values):
    pairs = pair_statistics(values, names=NAMES)
    ax = pairs.heatmap(features=["feature 2", "feature 3", "feature 0"])
    cells = ax.images[0].get_array()
    assert cells[0, 1] == pytest.approx(pairs.pair("feature 2", "feature 3")["flip_rate"])
    assert cells[0, 2] == pytest.approx(pairs.pair("feature 2", "feature 0")["flip_rate"])
    assert np.ma.getmaskarray(cells)[0, 0] or np.isnan(cells[0, 0])
    first = [t.get_text() for t in pairs.heatmap().get_yticklabels()]
    assert first == [NAMES[j] for j in np.argsort(-values.mean(axis=0))]
    assert saved(ax)
    with pytest.raises(ValueError, match="'height' is not a feature"):
        pairs.heatmap(features=["height"])


def test_ranks(values):
    ax = Attributions.from_array(values, names=NAMES).plot_ranks(n_features=4)
    assert len(ax.get_yticklabels()) == 4
    for i, points in enumerate(ax.collections):
        places = points.get_offsets()[:, 0]
        assert len(places) == len(set(places)) and set(points.get_offsets()[:, 1]) == {i}
        assert points.get_sizes().sum() == pytest.approx(400)
    assert saved(ax)


def test_a_figure_can_be_drawn_into_another(values):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert stable_order(z_test(values)).plot(ax=ax) is ax


def test_a_notebook_shows_the_repr_and_the_table(values):
    pairs = pair_statistics(values, names=["<b>bold</b>", *NAMES[1:]])
    html = pairs._repr_html_()
    assert "<b>bold" not in html and "&lt;b&gt;" in html
    assert "<table" in html and "and 16 more rows" in html


def test_ticks_are_places_and_ties_have_a_band(values):
    order = stable_order(z_test(values, names=NAMES, margin=0.05))
    ax = order.plot()
    ticks = ax.get_xticks().tolist()
    assert ticks[0] == 1 and all(t == int(t) for t in ticks) and ax.get_xlim() == (0.5, 8.5)
    bands = [p for p in ax.patches if p.get_facecolor()[2] < 0.9]
    assert order.tied_groups and len(bands) == len(order.tied_groups)


def test_overlapping_ties_are_no_open_places():
    means = 2.0 - 0.06 * np.arange(4)
    chain = np.random.default_rng(5).normal(means, 0.02, (40, 4))
    order = stable_order(z_test(chain, margin=0.02))
    assert [len(t) for t in order.tiers] == [4] and len(order.tied_groups[0]) < 4
    legend = order.plot().get_legend()
    assert [t.get_text() for t in legend.get_texts()] == ["tie"]


def test_names_are_short_and_plain(values):
    names = ["n" * 300, "a\x1b[31m\nb", "$x^2$", *NAMES[3:]]
    ax = stable_order(z_test(values, names=names)).plot()
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert "n" * 39 + "…" in labels and "a [31m b" in labels and r"\$x^2\$" in labels
    assert saved(ax) and saved(pair_statistics(values, names=names).heatmap())


def test_the_label_of_the_colours_is_inside(values):
    ax = pair_statistics(values[:, :3], names=NAMES[:3]).heatmap()
    saved(ax)
    bar = ax.figure.axes[1]
    box = bar.yaxis.label.get_window_extent()
    assert 0 <= box.y0 and box.y1 <= ax.figure.bbox.height and box.x1 <= ax.figure.bbox.width


def test_a_notebook_shows_figures_where_pyplot_is_loaded(values):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    ax = stable_order(z_test(values)).plot()
    assert ax.figure.number in plt.get_fignums()
    plt.close("all")


def test_a_notebook_lists_the_least_stable_pairs_first(values):
    pairs = pair_statistics(values, names=NAMES)
    first = pairs.to_frame().sort_values("flip_rate").iloc[-1]
    row = pairs._repr_html_().split("<tbody>")[1].split("</tr>")[0]
    assert f"{first.flip_rate:.4g}" in row
