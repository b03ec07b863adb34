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
