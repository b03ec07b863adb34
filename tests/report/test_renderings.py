"""Renderings: golden files, escaping, self-containment, schema, round trip, size."""

import base64
import dataclasses
import hashlib
import io
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

import dash
from dash.report.markdown import escaped
from dash.report.schema import WORDS, json_schema
from dash.report.wording import interval, number, percent, percent_interval, shortened, tie_name
from dash.workflow import Rules

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "report-schema.json"
VOID = {"meta", "link", "br", "img", "input", "col", "hr"}


def terminal(report, width=80, top=10):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=False, highlight=False)
    dash.render_terminal(report, console, top=top)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


RENDER = {
    "html": dash.render_html,
    "md": dash.render_markdown,
    "txt": terminal,
    "json": lambda report: report.to_json() + "\n",
}


@pytest.mark.parametrize("which", ["report", "fairness"])
@pytest.mark.parametrize("suffix", RENDER)
def test_golden(suffix, which, usual, fairness, request):
    """Renderings are compared whole; `make golden` writes them anew after a deliberate change."""
    found = RENDER[suffix](usual if which == "report" else fairness)
    path = GOLDEN / f"{which}.{suffix}"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    if suffix == "json":
        assert_close(json.loads(found), json.loads(expected))
    elif suffix == "html":
        head, data = split_data(found)
        golden_head, golden_data = split_data(expected)
        assert head == golden_head
        assert_close(data, golden_data)
    else:
        assert found == expected


def split_data(html):
    """The page without its embedded data, and the data."""
    start = html.index('<script type="application/json"')
    begin, end = html.index(">", start) + 1, html.index("</script>", start)
    return html[:begin] + html[end:], json.loads(html[begin:end])


def assert_close(a, b):
    """Equal but for the last digits of numbers, which differ between processors."""
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            assert_close(a[key], b[key])
    elif isinstance(a, list):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_close(x, y)
    elif isinstance(a, float) and isinstance(b, float):
        assert a == pytest.approx(b, rel=1e-9, abs=1e-12)
    else:
        assert a == b


class Page(HTMLParser):
    """Collects tags, ids, attributes, scripts and text of a page, and checks its nesting."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.attributes, self.scripts, self.open = [], [], [], [], []
        self.text, self.style = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, k, v or "") for k, v in attributes]
        self.ids += [v for k, v in attributes if k == "id"]
        if tag == "script":
            self.scripts.append([dict(attributes).get("type"), ""])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, text):
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1] += text
        elif self.open and self.open[-1] == "style":
            self.style += text
        else:
            self.text.append(text)


PAGES = ["usual", "hostile", "large", "fairness", "hostile_fairness", "large_fairness"]


@pytest.mark.parametrize("which", PAGES)
def test_html_is_well_formed_self_contained_and_small(which, request):
    report = request.getfixturevalue(which)
    html = dash.render_html(report)
    page = Page(html)
    assert not page.open and len(page.ids) == len(set(page.ids))
    assert len(html.encode()) < 1.5e6
    assert {"img", "iframe", "object", "embed", "link", "form"}.isdisjoint(page.tags)
    for tag, key, value in page.attributes:
        assert not key.startswith("on"), (tag, key)
        assert key not in ("src", "srcset", "action", "formaction"), (tag, key, value)
        assert key != "href" or (value[0] == "#" and value[1:] in page.ids), (tag, key, value)
    assert "default-src 'none'" in html and "url(" not in html and "@import" not in html
    assert "unsafe-inline" not in html and "style" not in {key for _, key, _ in page.attributes}
    for block in (page.scripts[1][1], page.style):
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert html.count(f"'sha256-{digest}'") == 1
    assert [kind for kind, _ in page.scripts] == ["application/json", None]
    again = dash.read_report(page.scripts[0][1])
    assert type(again) is type(report) and again.verdict == report.verdict
    if not which.startswith("large"):
        assert again.to_json() == report.to_json()
    else:
        screen = getattr(again, "screen", again)
        assert len(screen.features) == 500 and screen.models.values == ()
    assert all(t in page.tags for t in ("main", "h1", "h2", "table", "title"))


@pytest.mark.parametrize("which", ["hostile", "hostile_fairness"])
def test_hostile_names_are_text_and_nothing_else(which, usual, request):
    hostile = request.getfixturevalue(which)
    page, plain = Page(dash.render_html(hostile)), Page(dash.render_html(usual))
    assert page.scripts[1][1] == plain.scripts[1][1]
    text = " ".join(page.text)
    for name in (
        "<script>alert(1)</script>",
        'a "quoted" name',
        "年齢 🙂",
        "{{ 7 * 7 }}",
        "&amp; &lt;",
    ):
        assert name in text


@pytest.mark.parametrize(
    "names",
    [
        [f"wavelength {i}" for i in range(500)],
        [f"{i} " + "n" * 296 for i in range(500)],
        [f"{i} " + "年" * 296 for i in range(500)],
    ],
    ids=["short", "long", "wide"],
)
def test_the_page_stays_small_with_one_group_of_500_features(usual, names):
    """Every list and matrix is at its longest: 500 names, 2000 pairs, a group of all of them."""
    square = tuple((1 / 3,) * 500 for _ in names)
    feature, pair, group = usual.features[0], usual.pairs[0], usual.groups[0]
    sentence = f"The order of {names[0]} and {names[1]} is open."
    report = dataclasses.replace(
        usual,
        features=tuple(dataclasses.replace(feature, name=n, tier=1) for n in names),
        tiers=(dataclasses.replace(usual.tiers[0], kind="unresolved", features=tuple(names)),),
        pairs=tuple(
            dataclasses.replace(pair, a=names[i % 500], b=names[-1], sentence=sentence)
            for i in range(2000)
        ),
        worst_pairs=tuple(range(1999, 1987, -1)),
        groups=(
            dataclasses.replace(
                group, features=tuple(names), flip_rates=square, associations=square
            ),
        ),
    )
    html = dash.render_html(report)
    assert len(html.encode()) < 1.5e6
    assert "too long to be embedded whole" in html and "The first 25 of 500 members" in html
    again = dash.Report.from_json(Page(html).scripts[0][1])
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(again.to_json()))
    assert [again.pairs[i] for i in again.worst_pairs] == [
        report.pairs[i] for i in report.worst_pairs
    ]
    assert len(again.groups[0].flip_rates) == 25 == len(again.groups[0].features)
    assert again.data.notes[-1].topic == "report"


def test_characters_that_no_page_can_show(usual):
    name = "\x1b[31m \x9b \u202egnp.exe \u2066 \ud800 </script>"
    bad = dataclasses.replace(
        usual,
        verdict=dataclasses.replace(usual.verdict, sentence=name),
        features=(dataclasses.replace(usual.features[0], name=name), *usual.features[1:]),
    )
    html = dash.render_html(bad)
    html.encode()
    assert not set("\x1b\x9b\u202e\u2066\ud800") & set(html)
    assert json.loads(Page(html).scripts[0][1])["verdict"]["sentence"] == name


def test_the_plot_tells_its_kinds_apart_by_shape_and_says_so(usual):
    html = dash.render_html(usual)
    for mark, kind in (("●", "decided"), ("■", "tie, also overlapping"), ("◆", "open")):
        assert f"{mark} {kind}" in html
    shapes = {"single": "a5 5", "tied": "h9v9", "unresolved": "l6 6"}
    for kind, shape in shapes.items():
        marks = html.split(f'<path class="point {kind}" d="')[1:]
        assert marks and all(shape in mark.split('"')[0] for mark in marks)


def test_hostile_names_in_markdown(hostile):
    text = dash.render_markdown(hostile)
    assert "<script" not in text and "<img" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    bars = {len(re.findall(r"(?<!\\)\|", row)) for row in rows if "pipe" in row}
    assert len(bars) <= 2 and "line break" in text


def test_markdown_has_no_live_links_and_short_cells(usual):
    link = "https://example.org/x www.example.org " + "n" * 300
    feature = dataclasses.replace(usual.features[0], name=link)
    text = dash.render_markdown(
        dataclasses.replace(usual, warnings=(link,), features=(feature, *usual.features[1:]))
    )
    assert "https&#58;//" in text and "https://" not in text and "www." not in text
    assert "n" * 80 not in next(line for line in text.splitlines() if line.startswith("| 1 |"))


def test_hostile_names_on_the_terminal(hostile):
    text = terminal(hostile, width=110, top=12)
    assert "[red]markup[/red] [/]" in text and "line break" in text
    assert "\x1b" not in text


def test_names_cannot_send_commands_to_the_terminal(usual):
    sentence = "\x1b]0;owned\x07 \x1b[31m is decided."
    bad = dataclasses.replace(
        usual,
        verdict=dataclasses.replace(usual.verdict, sentence=sentence, details=(sentence,)),
        warnings=(sentence,),
        next_steps=(sentence,),
        features=tuple(dataclasses.replace(f, name=sentence) for f in usual.features),
    )
    assert not {"\x1b", "\x07"} & set(terminal(bad))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_answer_fits_its_width_and_a_screen(usual, width):
    lines = terminal(usual, width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert len(lines) <= (48 if width == 60 else 41)
    assert usual.verdict.sentence[:40] in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_long_and_wide_names_leave_the_numbers_alone(usual, width):
    names = [f"{'年齢' * 40}{i}" if i % 2 else f"{i} {'long ' * 60}" for i in range(12)]
    pairs = tuple(dataclasses.replace(p, a=names[1], b=names[2]) for p in usual.pairs)
    bad = dataclasses.replace(
        usual,
        features=tuple(
            dataclasses.replace(f, name=n) for f, n in zip(usual.features, names, strict=True)
        ),
        pairs=pairs,
    )
    text = terminal(bad, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    for f in bad.features[:10]:
        assert interval(f.attribution, f.low, f.high) in text
    for i in bad.worst_pairs[:5]:
        assert f"[{percent(pairs[i].flip_low)}, {percent(pairs[i].flip_high)}]" in text


def test_a_tier_is_held_together_by_a_bracket(usual):
    rows = (line for line in terminal(usual).splitlines() if line[:2] in ("┌ ", "│ ", "└ "))
    edges = {line.split()[1]: line[0] for line in rows}
    assert edges["2–4"] == "└" and edges["5–6"] == "└" and edges["8–12"] == "│"
    assert terminal(usual, top=2).count("┌") == 0 and "╶ 2–4" in terminal(usual, top=2)


@pytest.mark.parametrize("which", ["usual", "hostile", "large"])
def test_json_follows_the_documented_schema_and_reads_back(which, request):
    report = request.getfixturevalue(which)
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(report.to_json()))
    again = dash.Report.from_json(report.to_json())
    assert again.to_json() == report.to_json()
    assert dash.render_markdown(again) == dash.render_markdown(report)


def test_the_schema_in_the_docs_is_the_one_of_the_code():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()
    for kind, words in WORDS.items():
        assert set(words) == set(kind.__dataclass_fields__), kind


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: "{", "not a JSON report"),
        (lambda r: "[]", "not a report of the schema"),
        (lambda r: json.dumps({**r, "schema": "other"}), "not a report of the schema"),
        (lambda r: json.dumps({**r, "schema_version": 99}), "schema version 99"),
        (lambda r: json.dumps({k: v for k, v in r.items() if k != "pairs"}), "damaged"),
    ],
)
def test_damaged_reports_are_refused(usual, change, message):
    with pytest.raises(dash.InputError, match=message):
        dash.Report.from_json(change(json.loads(usual.to_json())))


def test_long_lists_say_what_they_leave_out(large):
    html, text = dash.render_html(large), dash.render_markdown(large)
    assert "300 more features" in html and "480 more features" in text
    assert "490 more features" in terminal(large)


@pytest.mark.parametrize(
    "value", [0.0, 1e-9, 0.00012345, 0.0999, 0.5, 12.345, 99999.0, 1e9, np.nan]
)
def test_numbers_keep_three_digits(value):
    shown = number(value)
    if np.isnan(value):
        assert shown == percent(value) == "–"
    else:
        assert float(shown) == pytest.approx(value, rel=6e-3)


def test_shortened_is_one_line():
    assert shortened("a\nb\tc", 9) == "a b c" and len(shortened("x" * 99, 20)) == 20


def test_a_certificate_is_shown_with_its_status(usual, fairness, accepted, refused):
    for report in (usual, fairness):
        page = Page(dash.render_html(report, certificate=accepted))
        text = " ".join(" ".join(page.text).split())
        assert "✓ The arithmetic is certified" in text and accepted.report_sha256 in text
        assert "dash-audit verify certificate" in text
        text = " ".join(Page(dash.render_html(report, certificate=refused)).text)
        assert "✗ The certificate is refused" in text and "/pairs/3" in text
        assert "✓ The arithmetic" not in text


def test_a_tie_is_one_bar_with_its_members_inside(usual):
    html = dash.render_html(usual)
    tied = {}
    for f in usual.features:
        if f.tied_group is not None:
            tied.setdefault(f.tied_group, []).append(f)
    assert tied and html.count('<svg class="band"') == len(tied)
    rows = html.split('<tr class="tie-row">')[1:]
    for (group, members), row in zip(tied.items(), rows, strict=True):
        row = row.split("</tr>")[0]
        listed = row.split('<ul class="members">')[1].split("</ul>")[0]
        assert listed.count("<li") == len(members)
        assert all(f">{f.name}</li>" in listed for f in members)
        assert f'<span class="tag">tie {"ABCDEF"[group - 1]}</span>' in row
        low, high = (f(m.attribution for m in members) for f in (min, max))
        assert f"{low:.2f} to {high:.2f}" in row or f"{low:.3f} to {high:.3f}" in row
        assert percent(sum(f.share for f in members)).replace(" ", "\u00a0") in row
    assert "<details><summary>the members" not in html


def test_the_diagram_draws_the_known_order_and_nothing_else(usual):
    from dash.report.charts.hasse import _arranged, _closure, hasse_diagram

    names = [f.name for f in usual.features]
    below = _closure(names, usual)
    edges = [(names.index(a), names.index(b)) for a, b in usual.edges]
    drawing = _arranged(len(names), edges)
    depth = {node: y for y, layer in enumerate(drawing.layers) for node in layer}
    assert {node for node in depth if node < len(names)} == set(range(len(names)))
    assert all(depth[a] < depth[b] for a, b in edges)
    assert [(path[0], path[-1]) for path in drawing.paths] == edges
    for path in drawing.paths:
        # A line that passes a layer has a point of its own there: it runs behind no box.
        assert [depth[node] for node in path] == list(range(depth[path[0]], depth[path[-1]] + 1))
        assert all(node >= len(names) for node in path[1:-1])
    known = {(p.a, p.b) for p in usual.pairs if p.verdict == "ordered"}
    assert {(names[a], names[b]) for a in range(len(names)) for b in below[a]} >= known
    drawn = hasse_diagram(usual)
    assert drawn.count('<path class="edge"') == len(edges)
    assert drawn.count('<g class="node') == len(names)
    none = dataclasses.replace(usual, edges=())
    assert hasse_diagram(none) == ""


def test_rank_dots_have_the_area_of_their_share(usual):
    from dash.report.charts.plots import LARGEST_DOT, SMALLEST_DOT, rank_plot

    drawn = rank_plot(usual)
    row = usual.ranks[1]
    total = sum(row.models)
    for k, models in enumerate(row.models):
        if models:
            radius = max(SMALLEST_DOT, LARGEST_DOT * (models / total) ** 0.5)
            place = f'r="{radius:.1f}"><title>{row.name}: place {row.first + k} in '
            assert place in drawn


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_at_least_aa(usual, scheme):
    """WCAG 2: 4.5 for text, 3 for what a chart is made of."""
    style = Page(dash.render_html(usual)).style
    blocks = re.findall(r":root \{([^}]*)\}", style)
    colours = {}
    for block in blocks[: 1 if scheme == "light" else 2]:
        for name, value in re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", block):
            colours[name] = value if len(value) == 7 else "#" + "".join(2 * c for c in value[1:])
    text = ["ink", "soft", "decided", "tie", "open", "warn"]
    papers = {"ink": ["paper", "panel", "warn-paper", "good-paper", "tie-fill", "tie-pale",
                      "open-stripe"], "soft": ["paper", "panel", "tie-pale"]}  # fmt: skip
    for name in text:
        for paper in papers.get(name, ["paper"]):
            assert contrast(colours[name], colours[paper]) >= 4.5, (scheme, name, paper)
    assert contrast(colours["warn"], colours["warn-paper"]) >= 4.5
    assert contrast(colours["decided"], colours["good-paper"]) >= 4.5
    assert contrast(colours["bar"], colours["paper"]) >= 3
    for step, ink in (("h1", ""), ("h2", ""), ("h3", ""), ("h4", "strong"), ("h5", "strong")):
        ink = colours["heat-strong" if ink else "heat-ink"]
        assert contrast(ink, colours[step]) >= 4.5, (scheme, step)
    for name in ("tie", "soft"):
        assert contrast(colours[name], colours["paper"]) >= 3, "outlines of bars and cells"


@pytest.mark.parametrize("block", [0, 1], ids=["light", "dark"])
def test_a_stronger_colour_stands_out_more(usual, block):
    """A ramp runs away from the paper: darker on white, lighter on black."""
    style = re.findall(r":root \{([^}]*)\}", Page(dash.render_html(usual)).style)[block]
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", style))
    paper = colours.get("paper", "#ffffff")
    steps = [contrast(colours[f"h{i}"], paper) for i in range(1, 6)]
    assert all(b > 1.2 * a for a, b in itertools.pairwise(steps)), steps


@pytest.mark.parametrize("which", ["usual", "fairness"])
def test_reports_are_readable_in_a_notebook(which, request):
    report = request.getfixturevalue(which)
    assert repr(report).endswith(report.verdict.sentence) and len(repr(report)) < 300
    assert "<table" in report._repr_html_()
    rows = report.features if which == "usual" else report.attributes
    assert len(report.to_frame()) == len(rows)


def test_a_status_is_a_result(accepted, refused):
    assert repr(accepted) == "CertificateStatus: Certified: 3 pairs are undecided."
    assert len(refused.to_frame()) == 2 and '"valid": false' in refused.to_json()


def chained(names=("a", "b", "c", "d"), m=40, gap=0.06, noise=0.02):
    """A report in which neighbours are tied, the ends ordered, and no pair is open."""
    rng = np.random.default_rng(5)
    means = 2.0 - gap * np.arange(len(names))
    values = rng.normal(means, noise, (m, len(names)))
    return dash.conclude(dash.Attributions.from_array(values, names=names), looks=[m],
                         max_models=m, rules=Rules(margin=0.02)).report()  # fmt: skip


def test_a_block_without_an_open_pair_is_not_called_open():
    report = chained()
    assert report.verdict.unresolved_pairs == 0
    assert report.verdict.tied_pairs and report.verdict.ordered_pairs
    assert [t.kind for t in report.tiers] == ["chain"]
    assert "1 to 4 are overlapping ties: a, b, c, d." in report.verdict.sentence
    assert "open" not in report.verdict.sentence + report.tiers[0].sentence
    page, text = dash.render_html(report), dash.render_markdown(report)
    assert '<div class="tier chain">' in page and "places 1 to 4 · overlapping ties" in page
    assert '<div class="tier unresolved">' not in page
    assert '<g class="node chain">' in page and '<path class="point chain"' in page
    assert "1 (overlapping ties, tie A)" in text and "(open)" not in text
    assert "tie A" in terminal(report) and " open" not in terminal(report)
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(report.to_json()))


def without_signal(n_models=8):
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.normal(size=(150, 4)), columns=list("abcd"))
    frame["y"] = rng.integers(0, 2, 150)
    return dash.screen(frame, "y", n_models=n_models, max_models=n_models,
                       parameters={"n_estimators": 10}, random_state=0)  # fmt: skip


def test_models_that_predict_nothing_lead_every_answer():
    report = without_signal().report()
    assert not report.quality.beats_baseline
    doubt = report.quality.sentence
    assert report.verdict.sentence.startswith(f"{doubt} On this data set ")
    second = report.disclosure.split(". ", 1)[1]
    assert second.startswith(doubt) and report.disclosure.count(doubt) == 1
    assert not any("raise max-models" in step for step in report.next_steps)
    shown = terminal(report, width=200)
    assert shown.startswith(doubt) and shown.count("attributions explain noise") == 1
    assert f'<h1 class="doubtful">{doubt}'.replace("'", "&#39;") in dash.render_html(report)


def test_sentences_that_would_be_wrong_are_not_said(usual):
    steady = np.array([[4.0, 2.0, 1.0]]) + 0.001 * np.arange(10)[:, None]
    report = dash.conclude(dash.Attributions.from_array(steady, names=list("abc"))).report()
    assert "All 10 models rank the features alike." in report.disclosure
    assert "not be reproducible" not in report.disclosure and "0 %" not in report.disclosure
    page = dash.render_html(usual)
    assert "One large dot alone: every model agrees." in page and "narrow dot" not in page
    assert "All numbers are in the ranking table" not in page


def test_one_dot_stands_for_a_plain_number_of_models(fairness):
    screen = dataclasses.replace(
        fairness.screen, method=dataclasses.replace(fairness.screen.method, n_models=200)
    )
    page = dash.render_html(dataclasses.replace(fairness, screen=screen))
    assert page.count("One dot stands for 2 models.") >= 2 and "2.00 models" not in page


def test_attributes_stand_in_the_order_of_what_they_ask_of_the_reader(fairness):
    turned = dataclasses.replace(fairness, attributes=fairness.attributes[::-1])
    text = " ".join(Page(dash.render_html(turned)).text)
    heads = [text.rindex(a.sentence) for a in fairness.attributes]
    assert [a.verdict for a in fairness.attributes] == ["relies", "cannot be told", "does not rely"]
    assert heads == sorted(heads)
    assert "<details open" not in dash.render_html(turned)
    again = dash.read_report(Page(dash.render_html(turned)).scripts[0][1])
    assert again.attributes == turned.attributes


def test_markdown_escapes_only_what_would_be_markup(usual):
    text = dash.render_markdown(usual)
    assert "\\(" not in text and "\\[" not in text
    first = usual.features[0]
    assert interval(first.attribution, first.low, first.high) in text
    assert escaped("[a](b) ![c](d) [1]: x [2](y)").count("[") == 0
    assert escaped("_a_ b_c __d__") == r"\_a\_ b_c \_\_d\_\_"
    assert [escaped(s) for s in ("- a", "1. a", "---")] == [r"\- a", r"1\. a", r"\---"]


def test_the_end_of_an_interval_is_seen():
    assert percent_interval(0.39, 0.3881, 0.3922) == "39.0 % [38.8 %, 39.2 %]"
    assert percent_interval(0.0, 0.0, 0.0) == "0 % [0 %, 0 %]"
    assert percent_interval(0.5, np.nan, np.nan) == "50 % [–, –]"


def test_ties_have_the_same_name_everywhere(usual):
    groups = {f.tied_group for f in usual.features} - {None}
    page, text, shown = (
        dash.render_html(usual),
        dash.render_markdown(usual),
        terminal(usual, top=12),
    )
    for group in groups:
        assert all(tie_name(group) in x for x in (page, text, shown))
    assert "tie 1" not in page + text


def test_a_report_of_a_later_version_asks_for_an_upgrade(usual):
    raw = json.loads(usual.to_json())
    for found, cure in ((99, "upgrade dash-attribution"), (1, "run the screen again")):
        with pytest.raises(dash.InputError, match=cure):
            dash.Report.from_json(json.dumps({**raw, "schema_version": found}))


def test_the_diagram_is_there_for_many_features(large):
    from dash.report.charts.hasse import hasse_diagram

    assert len(large.features) > 60 and large.edges
    first = [f.name for f in large.features[:18]]
    assert {n for edge in large.edges for n in edge} <= set(first)
    page = dash.render_html(large)
    assert hasse_diagram(large) in page and "The first 18 of 500 features." in page


def test_listed_pairs_are_counted_honestly(large):
    assert (
        f"(300 of {large.n_pairs} are on this page, 2000 in the JSON report)"
        in dash.render_html(large)
    )


def test_long_tiers_are_folded(large):
    assert max(len(t.features) for t in large.tiers) > 200
    page = dash.render_html(large)
    assert "show all: " in page and "of them in the JSON report" in page
    open_block = dataclasses.replace(
        large,
        tiers=(dataclasses.replace(large.tiers[0], kind="unresolved"),),
        features=tuple(dataclasses.replace(f, tier=1, tied_group=None) for f in large.features),
    )
    page = dash.render_html(open_block)
    assert "show all: 175 more rows" in page and "300 more features are in" in page


def test_labels_are_cut_by_their_width():
    from dash.report.charts.text import fit, text_width

    for name in ("W" * 60, "i" * 60, "年" * 60, "a name"):
        cut = fit(name, 120, 13)
        assert text_width(cut, 13) <= 120 and (cut == name or cut.endswith("…"))
    assert len(fit("i" * 60, 120, 13)) > 2 * len(fit("W" * 60, 120, 13))


def test_the_proxy_rule_is_drawn(fairness):
    from dash.report.charts import proxy_mark

    proxy = fairness.attributes[0].proxies[0]
    assert 'class="cut" d="M77.0 0V14"' in proxy_mark(proxy, 0.25)
    assert "an association of at least 0.250" in dash.render_html(fairness)


def test_a_notebook_shows_ranks_and_intervals(usual):
    html = usual._repr_html_()
    first = usual.features[1]
    assert interval(first.attribution, first.low, first.high) in html and "<td>2–4</td>" in html
