"""Renderings: golden files, escaping, self-containment, schema, round trip, size."""

import dataclasses
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from rich.console import Console

import dash
from dash.report.schema import WORDS, json_schema
from dash.report.wording import number, percent, shortened

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
        self.text = []
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
    assert [kind for kind, _ in page.scripts] == ["application/json", None]
    assert json.loads(page.scripts[0][1]) == json.loads(report.to_json())
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


def test_hostile_names_in_markdown(hostile):
    text = dash.render_markdown(hostile)
    assert "<script" not in text and "<img" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    import re

    bars = {len(re.findall(r"(?<!\\)\|", row)) for row in rows if "pipe" in row}
    assert len(bars) <= 2 and "line break" in text


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
    assert max(map(len, lines)) <= width
    assert len(lines) <= 50
    assert usual.verdict.sentence[:40] in " ".join(" ".join(lines).split())


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
