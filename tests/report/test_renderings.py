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
    "report.html": dash.render_html,
    "report.md": dash.render_markdown,
    "report.txt": terminal,
    "report.json": lambda report: report.to_json() + "\n",
}


@pytest.mark.parametrize("name", RENDER)
def test_golden(name, usual, request):
    """Renderings are compared whole; `make golden` writes them anew after a deliberate change."""
    found = RENDER[name](usual)
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    if name == "report.json":
        assert_close(json.loads(found), json.loads(expected))
    elif name == "report.html":
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


@pytest.mark.parametrize("which", ["usual", "hostile", "large"])
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
    again = dash.Report.from_json(page.scripts[0][1])
    assert again.verdict == report.verdict and len(again.features) == len(report.features)
    if which != "large":
        assert again.to_json() == report.to_json()
    assert all(t in page.tags for t in ("main", "h1", "h2", "table", "title"))


def test_hostile_names_are_text_and_nothing_else(hostile, usual):
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
