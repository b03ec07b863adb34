"""The page in a real headless Chromium: it loads clean, sorts, filters, copies, prints, fits."""

import importlib.util
import itertools
import re
import zlib
from pathlib import Path

import pytest

import dash

SPEC = importlib.util.spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
tools = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tools)

PAGES = ["usual", "hostile", "large", "fairness", "hostile_fairness", "large_fairness"]


@pytest.fixture(scope="module")
def browser():
    path = tools.find_browser()
    if path is None:
        pytest.skip("no Chromium here: apt install chromium")
    running = tools.Browser(path)
    yield running
    running.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Where pages lie; each is written when it is first wanted."""
    folder = tmp_path_factory.mktemp("pages")

    def file(name, report, certificate=None):
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(dash.render_html(report, certificate=certificate), encoding="utf-8")
        return path

    return file


def opened(browser, files, request, which, **options):
    return browser.page(files(which, request.getfixturevalue(which)), **options)


@pytest.mark.parametrize("which", PAGES)
@pytest.mark.parametrize("width", [390, 1440])
def test_it_loads_without_complaint_and_never_scrolls_sideways(
    browser, files, request, which, width
):
    page = opened(browser, files, request, which, width=width)
    assert page.complaints == []
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask("document.title").startswith(("Feature ranking", "Fairness audit"))
    # What is wider scrolls in a frame of its own, which the keyboard can reach; no other can it.
    page.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.ask(
        "[...document.querySelectorAll('.scroll')].filter(e => e.checkVisibility()).every(e =>"
        " e.getAttribute('aria-label') &&"
        " e.getAttribute('role') === 'group' &&"
        " (e.tabIndex === 0) === (e.scrollWidth > e.clientWidth + 1))"
    )
    page.close()


def test_the_network_is_forbidden(browser, files, usual):
    page = browser.page(files("usual", usual))
    blocked = page.ask(
        "new Promise(done => { document.addEventListener('securitypolicyviolation',"
        " e => done(e.violatedDirective)); fetch('http://127.0.0.1:9/').catch(() => 0); })"
    )
    assert blocked == "connect-src"
    page.close()


def column(page, number):
    return page.ask(
        f"[...document.querySelectorAll('table.pairs')[0].tBodies[0].rows].map(r =>"
        f" r.cells[{number}].textContent.trim())"
    )


def test_sorting_by_click(browser, files, usual):
    page = browser.page(files("usual", usual))
    before = column(page, 0)

    def press(head):
        page.ask(
            f"document.querySelectorAll('table.pairs')[0].querySelectorAll('th button')[{head}].click()"
        )

    def sort_of(head):
        return page.ask(
            f"document.querySelectorAll('table.pairs')[0].querySelectorAll('th button')[{head}]"
            ".parentElement.getAttribute('aria-sort')"
        )

    press(1)
    rates = [float(x.split()[0]) for x in column(page, 1)]
    assert rates == sorted(rates, reverse=True) and sort_of(1) == "descending"
    press(1)
    rates = [float(x.split()[0]) for x in column(page, 1)]
    assert rates == sorted(rates) and sort_of(1) == "ascending"
    press(0)
    names = [x.lower() for x in column(page, 0)]
    assert names == sorted(names) and sort_of(0) == "ascending" and sort_of(1) is None
    assert sorted(column(page, 0)) == sorted(before)
    page.close()


def test_the_filter_hides_and_counts(browser, files, usual):
    page = browser.page(files("usual", usual))
    name = usual.features[3].name
    page.ask(
        f"(e => {{ e.value = {name.upper()!r}; e.dispatchEvent(new Event('input')); }})"
        "(document.getElementById('filter'))"
    )
    shown = page.ask(
        "[...document.querySelectorAll('table.pairs tbody tr')].filter(r => !r.hidden)"
        ".map(r => r.cells[0].textContent)"
    )
    assert shown and all(name in s for s in shown)
    listed = page.ask("document.querySelectorAll('table.pairs tbody tr').length")
    said = page.ask("document.getElementById('filtered').textContent")
    assert said == f"{len(shown)} of {listed} listed pairs"
    page.ask(
        "(e => { e.value = ''; e.dispatchEvent(new Event('input')); })"
        "(document.getElementById('filter'))"
    )
    assert page.ask("document.querySelectorAll('table.pairs tbody tr[hidden]').length") == 0
    page.close()


def test_the_disclosure_is_copied(browser, files, fairness):
    page = browser.page(files("fairness", fairness))
    page.ask("document.getElementById('copy').click()")
    said = page.ask(
        "new Promise(done => { const look = () => { const t ="
        " document.getElementById('copied').textContent; t ? done(t) : setTimeout(look, 20); };"
        " look(); })"
    )
    assert said == "Copied."
    # What was copied comes out again where it is pasted.
    page.ask(
        "(e => { e.id = 'paste'; document.body.appendChild(e); e.focus(); })"
        "(document.createElement('textarea'))"
    )
    page.call(
        "Input.dispatchKeyEvent", type="keyDown", key="v", modifiers=2, commands=["paste"],
        windowsVirtualKeyCode=86,
    )  # fmt: skip
    pasted = page.ask("document.getElementById('paste').value")
    assert pasted == fairness.disclosure
    page.close()


def test_the_keyboard_reaches_every_control(browser, files, usual):
    page = browser.page(files("usual", usual))
    page.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    wanted = page.ask(
        "[...document.querySelectorAll('a, button, input, summary, .scroll[tabindex]')].filter(e =>"
        " e.checkVisibility()).length"
    )
    seen = set()
    for _ in range(wanted + 5):
        page.press("Tab", 9)
        seen.add(page.ask(
            "(e => [...document.querySelectorAll('a, button, input, summary, .scroll[tabindex]')]"
            ".indexOf(e))"
            "(document.activeElement)"
        ))  # fmt: skip
    assert len(seen - {-1}) == wanted
    page.close()


def test_headings_descend_one_by_one_and_figures_have_words(browser, files, fairness):
    page = browser.page(files("fairness", fairness))
    levels = page.ask("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert page.ask(
        "[...document.querySelectorAll('svg')].every(s => s.getAttribute('aria-hidden') === 'true'"
        " || s.getAttribute('aria-label') || s.querySelector('desc'))"
    )
    assert page.ask("[...document.querySelectorAll('section')].every(s =>"
                    " document.getElementById(s.getAttribute('aria-labelledby')))")  # fmt: skip
    page.close()


def test_dark_is_dark(browser, files, usual):
    colours = []
    for dark in (False, True):
        page = browser.page(files("usual", usual), dark=dark)
        colours.append(page.ask("getComputedStyle(document.body).backgroundColor"))
        page.close()
    light, dark = (sum(map(int, re.findall(r"\d+", c)[:3])) for c in colours)
    assert light > 700 and dark < 120


@pytest.mark.parametrize("which", ["usual", "fairness"])
def test_it_prints_to_pdf(browser, files, request, which):
    page = opened(browser, files, request, which)
    document = page.pdf()
    assert document.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", document))
    assert pages >= 2
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    drawn = 0
    for stream in streams:
        try:
            drawn += zlib.decompress(stream).count(b"Tj")
        except zlib.error:
            continue
    assert drawn > 100
    # Print shows what is folded away on the screen, but for the long list of further pairs.
    assert page.ask(
        "(window.dispatchEvent(new Event('beforeprint')),"
        " [...document.querySelectorAll('details')].every(d => d.open !== d.matches('.further')))"
    )
    page.close()


def test_the_page_works_without_scripts(browser, files, usual, tmp_path):
    """The tables are whole and the filter, which could do nothing, is not shown."""
    html = files("usual", usual).read_text(encoding="utf-8")
    plain = tmp_path / "plain.html"
    plain.write_text(re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL), encoding="utf-8")
    page = browser.page(plain)
    assert page.ask("document.querySelector('.filter').checkVisibility()") is False
    assert len(column(page, 0)) == len(usual.worst_pairs)
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_bars_and_bands_are_on_one_scale(browser, files, usual, width):
    """A pixel is worth the same in the bar of a feature and in that of a tie."""
    page = browser.page(files("usual", usual), width=width)
    drawn = page.ask(
        "[...document.querySelectorAll('.tier tbody tr')].map(r => {"
        " const rect = r.querySelector('.bar-fill, .band-fill').getBoundingClientRect();"
        " return [rect.width, parseFloat(r.querySelector('.value').textContent),"
        " r.querySelector('.band') !== null, r.querySelectorAll('li').length]; })"
    )
    page.close()
    exact = {f.tied_group: f.attribution for f in usual.features if f.tied_group}
    tied = [row for row in drawn if row[2]]
    assert len(tied) == len(exact) and sum(row[3] for row in tied) > 1
    pixels = [w / v for w, v, tie, _ in drawn if v > 1 and not tie]
    assert max(pixels) < 1.02 * min(pixels)
    for (w, _, _, _), smallest in zip(tied, exact.values(), strict=True):
        assert w == pytest.approx(pixels[0] * smallest, abs=1.5)


def test_the_members_of_a_tie_stand_beside_their_one_bar(browser, files, usual):
    page = browser.page(files("usual", usual))
    row, band = page.ask(
        "(r => [r.querySelector('.members'), r.querySelector('.band')].map(e =>"
        " { const b = e.getBoundingClientRect(); return [b.top, b.bottom]; }))"
        "(document.querySelector('.tie-row'))"
    )
    page.close()
    assert band[0] <= row[0] + 3 and band[1] >= row[1] - 3


def test_the_heads_of_printed_tables_are_text(browser, files, usual):
    """Chromium repeats no button on the next page, so print shows text in its place."""
    page = browser.page(files("usual", usual))
    page.call("Emulation.setEmulatedMedia", media="print")
    heads = page.ask(
        "[...document.querySelectorAll('table.pairs')[0].tHead.rows[0].cells].map(h => ["
        "h.innerText.trim(), h.querySelectorAll('button').length &&"
        " h.querySelector('button').checkVisibility()])"
    )
    assert [h for h, _ in heads] == ["pair", "flip rate", "interval", "association",
                                     "order of the means"]  # fmt: skip
    assert not any(shown for _, shown in heads)
    assert page.ask("[...document.querySelectorAll('summary')].every(s => s.checkVisibility())")
    assert page.ask("document.querySelector('nav').checkVisibility()") is False
    page.close()


def test_words_stay_whole_in_tables(browser, files, fairness):
    page = browser.page(files("fairness", fairness))
    wraps = page.ask(
        "['.outcomes td', '.outcomes th[scope=row]', '.pairs td', '.tier .share', '.question']"
        ".map(s => getComputedStyle(document.querySelector(s)).overflowWrap)"
    )
    names = page.ask(
        "getComputedStyle(document.querySelector('.pairs th[scope=row]')).overflowWrap"
    )
    page.close()
    assert set(wraps) == {"break-word"} and names == "anywhere"


def test_no_label_of_a_drawing_runs_out_of_it(browser, files, request):
    for which in ("usual", "hostile", "fairness"):
        for width in (390, 1440):
            page = opened(browser, files, request, which, width=width)
            assert page.ask(
                "[...document.querySelectorAll('svg text')].filter(t => {"
                " const a = t.getBoundingClientRect(),"
                " b = t.ownerSVGElement.getBoundingClientRect();"
                " return a.left < b.left - 2 || a.right > b.right + 2; }).map(t => t.textContent)"
            ) == [], (which, width)  # fmt: skip
            page.close()


def test_text_of_charts_can_be_read_on_a_phone(browser, files, usual):
    page = browser.page(files("usual", usual), width=390)
    sizes = page.ask(
        "[...document.querySelectorAll('.plot text')].map(t => parseFloat(getComputedStyle(t)"
        ".fontSize) * t.ownerSVGElement.getBoundingClientRect().width /"
        " t.ownerSVGElement.viewBox.baseVal.width)"
    )
    page.close()
    assert min(sizes) > 10


def test_a_cleared_filter_closes_what_it_opened(browser, files, usual):
    page = browser.page(files("usual", usual))
    said = []
    for text in ("income", ""):
        page.ask(
            f"(e => {{ e.value = {text!r}; e.dispatchEvent(new Event('input')); }})"
            "(document.getElementById('filter'))"
        )
        said.append(page.ask("document.querySelector('.further').open"))
    page.close()
    assert said == [True, False]


def test_cells_are_named_and_contents_lead_somewhere(browser, files, usual):
    page = browser.page(files("usual", usual))
    titles = page.ask("[...document.querySelectorAll('td.heat')].map(c => c.title)")
    assert titles and all(" / " in t and "flip rate" in t and "association" in t for t in titles)
    links = page.ask(
        "[...document.querySelectorAll('nav[aria-label=Contents] a')].map(a =>"
        " document.getElementById(a.hash.slice(1)) !== null)"
    )
    assert len(links) > 5 and all(links)
    assert page.ask(
        "[...document.querySelectorAll('table')].every(t => t.caption && t.caption.textContent)"
    )
    page.close()
