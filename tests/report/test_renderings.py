"""Renderings: golden files, escaping, self-containment, schema, round trip, size."""

import base64
import dataclasses
import hashlib
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

import dash
from dash.report.schema import WORDS, json_schema
from dash.report.wording import interval, number, percent, shortened

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
        assert key not in ("src", "href", "srcset", "action", "formaction"), (tag, key, value)
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
    for mark, kind in (("●", "decided"), ("■", "tie"), ("◆", "open")):
        assert f"{mark} {kind}" in html
    shapes = {"single": "a5 5", "tied": "h9v9", "unresolved": "l6 6"}
    for kind, shape in shapes.items():
        marks = html.split(f'<path class="point {kind}" d="')[1:]
        assert marks and all(shape in mark.split('"')[0] for mark in marks)


def test_hostile_names_in_markdown(hostile):
    text = dash.render_markdown(hostile)
    assert "<script" not in text and "<img" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    import re

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
        assert "✓ Certified by Lean" in text and accepted.report_sha256 in text
        assert "dash-audit verify certificate" in text
        text = " ".join(Page(dash.render_html(report, certificate=refused)).text)
        assert "✗ The certificate is refused" in text and "/pairs/3" in text
        assert "✓ Certified" not in text


def test_a_tie_is_one_bar_with_its_members_inside(usual):
    html = dash.render_html(usual)
    tied = [t for t in usual.tiers if t.kind == "tied"]
    assert tied and html.count('<svg class="band"') == len(tied)
    inside = html.split('<ul class="members">')[1:]
    for tier, part in zip(tied, inside, strict=True):
        listed = part.split("</ul>")[0]
        assert all(f">{name}</li>" in listed for name in tier.features)


def test_the_diagram_draws_the_known_order_and_nothing_else(usual):
    from dash.report.charts.hasse import _closure, _layers, hasse_diagram

    names = [f.name for f in usual.features]
    below = _closure(names, usual)
    edges = [(names.index(a), names.index(b)) for a, b in usual.edges]
    layers = _layers(len(names), edges)
    depth = {node: y for y, layer in enumerate(layers) for node in layer}
    assert sorted(depth) == list(range(len(names)))
    assert all(depth[a] < depth[b] for a, b in edges)
    known = {(p.a, p.b) for p in usual.pairs if p.verdict == "ordered"}
    assert {(names[a], names[b]) for a in range(len(names)) for b in below[a]} >= known
    drawn = hasse_diagram(usual)
    assert drawn.count('<path class="edge"') == len(edges)
    assert drawn.count('<g class="node') == len(names)
    none = dataclasses.replace(usual, edges=())
    assert hasse_diagram(none) == ""


def test_rank_dots_have_the_area_of_their_share(usual):
    from dash.report.charts.plots import LARGEST_DOT, rank_plot

    drawn = rank_plot(usual)
    row = usual.ranks[1]
    total = sum(row.models)
    for k, models in enumerate(row.models):
        if models:
            radius = LARGEST_DOT * (models / total) ** 0.5
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
    import re

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
    for step in ("h1", "h2", "h3", "h4", "h5"):
        assert contrast(colours["heat-ink"], colours[step]) >= 4.5, (scheme, step)


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
