"""The HTML page made from hand-written documents, read back with lxml."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from briefgen.core.document import Picture
from briefgen.diagnostics import Report
from briefgen.render.html import render_html, to_xhtml
from briefgen.render.style import Theme
from documents import a_document, a_picture
from looks import a_theme, files
from test_pdf import EVERYTHING

THEME = a_theme()
PNG = b"\x89PNG\r\n\x1a\n0000"


def made(body: str, *pictures: Picture, theme: Theme = THEME, **meta: object) -> etree._Element:
    """The page as a tree; it must be well-formed and made without findings."""
    report = Report()
    data = render_html(a_document(body, pictures=pictures, **meta), theme, report)
    assert not report.diagnostics, report.diagnostics
    return etree.fromstring(data.removeprefix(b"<!DOCTYPE html>"))


def css(page: etree._Element) -> str:
    return "".join(page.find("head/style").itertext())


def test_the_page_names_its_language_title_and_author_and_fits_narrow_screens() -> None:
    page = made("<p>Text</p>", lang="en-GB")

    assert page.get("lang") == "en-GB"
    assert page.findtext("head/title") == "Compute is short where it is wanted"
    metas = {m.get("name"): m.get("content") for m in page.iter("meta")}
    assert metas["author"] == "Office of Policy"
    assert metas["viewport"] == "width=device-width, initial-scale=1"
    assert metas["dcterms.created"] == "2026-11-22"


def test_the_page_needs_nothing_from_outside_and_runs_no_script() -> None:
    page = made(EVERYTHING, a_picture())

    sources = [e.get("src") for e in page.iter() if e.get("src")]
    assert sources == []
    assert "url(" not in css(page).replace('url("data:', "")
    assert list(page.iter("script", "link", "iframe")) == []
    policy = next(m.get("content") for m in page.iter("meta") if m.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_a_keyboard_reader_can_skip_to_the_text_and_into_wide_tables_and_charts() -> None:
    page = made(EVERYTHING, a_picture())

    assert page.find("body/a").get("href") == "#text"
    assert page.find("body/main").get("id") == "text"
    frames = [d for d in page.iter("div") if d.get("class") == "scroll"]
    framed = [(f.get("tabindex"), f.get("role"), etree.QName(f[0]).localname, f.get("aria-label")) for f in frames]
    assert framed == [("0", "group", "svg", "Estimates differ"), ("0", "group", "table", "Claims")]


def test_the_frame_of_a_table_is_called_as_its_caption_or_the_heading_above() -> None:
    table = "<table>{}<thead><tr><th scope='col'>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    page = made(f"<h2>Risks</h2><section>{table.format('')}{table.format('<caption>Costs</caption>')}</section>")

    assert [d.get("aria-label") for d in page.iter("div") if d.get("class") == "scroll"] == ["Risks", "Costs"]


def test_notes_stand_at_the_end_with_links_both_ways() -> None:
    page = made("<p>Text.<span class='note' data-number='7'>Note <em>text</em>.</span></p>")

    mark = next(a for a in page.iter("a") if a.get("class") == "fnref")
    note = next(li for li in page.iter("li"))
    assert (mark.text, mark.get("href"), note.get("id"), note.get("value")) == ("7", "#fn-7", "fn-7", "7")
    back = note.findall("a")[-1]
    assert (back.get("href"), back.get("aria-label")) == (f"#{mark.get('id')}", "Back to mark 7 in the text")


def test_the_mark_of_a_note_keeps_to_the_word_before_it() -> None:
    note = "<span class='note' data-number='1'>x</span>"

    page = made(f"<p>The last &amp;word.<cite>{note}</cite> <em>Then</em>{note}</p>")

    kept = [e for e in page.iter("span") if e.get("class") == "nobr"]
    assert [(e.text, e[0].tag) for e in kept] == [("&word.", "cite")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("水在管中过夜，铅就会溶入水里。", "里。"),
        ("名录并不完整（见附件）。", "件）。"),
        ("价格是12.5%", "是12.5%"),
        ("A word of 名录 here.", "here."),
    ],
)
def test_in_chinese_the_mark_of_a_note_keeps_to_the_last_character(text: str, kept: str) -> None:
    page = made(f"<p>{text}<span class='note' data-number='1'>x</span></p>")

    assert [e.text for e in page.iter("span") if e.get("class") == "nobr"] == [kept]


def test_a_long_address_may_break_anywhere_a_short_one_and_words_may_not() -> None:
    long = "https://a.example/" + "path/" * 12
    page = made(
        f'<p><a href="{long}">{long}</a> <a href="https://a.example/">https://a.example/</a> '
        '<a href="https://a.example/">Words</a></p>'
    )

    assert [a.get("class") for a in next(page.iter("p")).iter("a")] == ["url", "nobr", None]


def test_no_line_ends_with_the_beginning_of_an_address() -> None:
    body = (
        '<p><a href="https://a.example/x">https://a.example/a-very-long-way-down/to-the-paper-that-is-meant.pdf</a></p>'
    )

    page = made(body)

    assert [e.text for e in page.iter("span") if e.get("class") == "nobr"] == ["https://a.example"]


def test_a_short_source_keeps_to_one_line_and_a_long_one_may_break() -> None:
    cite = '<cite>[<a href="#ref-a">1, line 7</a>; <a href="#ref-b">World Economic Forum 2025, p. 25</a>]</cite>'
    body = f'<p>Seen {cite}</p><p class="reference" id="ref-a">A.</p><p class="reference" id="ref-b">B.</p>'
    screen, paper = made(body), etree.fromstring(to_xhtml(a_document(body), THEME, for_print=True))

    for page in (screen, paper):
        assert [e.text for e in page.iter("a") if e.get("class") == "nobr"] == ["1, line 7"]


def test_numbers_of_headings_paragraphs_and_captions_are_text() -> None:
    text = " ".join("".join(made(EVERYTHING, a_picture()).find("body").itertext()).split())

    assert "1 First" in text
    assert "12 Demand runs ahead." in text
    assert "Figure 1 Estimates differ" in text
    assert "Table 1 Claims" in text


def test_ids_of_two_charts_do_not_collide() -> None:
    body = "".join(f'<figure><img data-picture="{n}" alt="Bars {n}"/></figure>' for n in ("one", "two"))

    page = made(body, a_picture("one"), a_picture("two"))

    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert [e.get("clip-path") for e in page.iter() if e.get("clip-path")] == ["url(#one-clip)", "url(#two-clip)"]
    assert [s.get("role") for s in page.iter("{*}svg")] == ["img", "img"]
    assert [s.findtext("{*}title") for s in page.iter("{*}svg")] == ["Bars one", "Bars two"]


def test_a_photograph_is_part_of_the_page() -> None:
    photo = Picture("map", "A map", "", PNG, 80, 60)

    image = next(made('<figure><img data-picture="map" alt="A map"/></figure>', photo).iter("img"))

    assert image.get("src", "").startswith("data:image/png;base64,")
    assert image.get("alt") == "A map"


def test_a_page_reference_has_a_mark_instead_of_a_page_and_says_where_it_leads() -> None:
    page = made(EVERYTHING, a_picture())

    link = next(a for a in page.iter("a") if a.get("class") == "page-ref")
    assert (link.text, link.get("aria-label"), link.get("href")) == ("↗", "Figure 1", "#fig")


def test_text_cannot_break_out_of_its_place() -> None:
    page = made("<p>&lt;script&gt; &amp; co</p>", title='"><script>x</script>', marking="<b>")

    assert page.findtext("head/title") == '"><script>x</script>'
    assert next(page.iter("p")).text == "<script> & co"
    assert list(page.iter("script")) == []


def test_a_style_sheet_cannot_end_its_element(tmp_path: Path) -> None:
    folder = files(tmp_path / "m", print_css='p::after { content: "</style><script>" }\n')

    data = render_html(a_document("<p>x</p>"), a_theme(folder), Report())

    assert data.count(b"</style>") == 1


def test_pictures_of_style_sheets_travel_with_the_page_and_others_are_reported(tmp_path: Path) -> None:
    rules = 'h2 { background: url("dot.svg") }\nh3 { background: url(https://example.org/x.png) }\n'
    folder = files(tmp_path / "m", screen_css=rules, dot_svg="<svg/>")
    report = Report()

    data = render_html(a_document("<p>x</p>"), a_theme(folder), report)

    assert b'url("data:image/svg+xml;base64,' in data
    assert b"https://example.org/x.png" not in data
    assert [d.rule for d in report.diagnostics] == ["missing-image"]


def test_paper_and_screen_carry_the_same_text() -> None:
    document = a_document(EVERYTHING, pictures=(a_picture(),))

    paper, screen = (etree.fromstring(to_xhtml(document, THEME, for_print=p)) for p in (True, False))

    tags = ("h1", "h2", "caption", "td", "th", "dt", "figcaption")

    def paragraphs(page: etree._Element) -> list[str]:
        return ["".join(e.itertext()).strip() for e in page.find(".//article").iter(*tags)]

    assert paragraphs(paper) == paragraphs(screen)
    assert len(paragraphs(paper)) > 8


def test_the_same_document_gives_the_same_page() -> None:
    document = a_document(EVERYTHING, pictures=(a_picture(),))

    assert render_html(document, THEME, Report()) == render_html(document, a_theme(), Report())


def test_a_named_style_becomes_a_class_that_the_style_sheet_knows() -> None:
    page = made('<p class="small" data-style="Source Note">x</p>')

    assert next(page.iter("p")).get("class") == "small style-source-note"
    assert "p.source, .style-source-note {" in css(page)


# --- in a browser -------------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
WIDE = (
    "<h2>All that was counted</h2><table><thead><tr>"
    + "".join(f'<th scope="col">Column {n}</th>' for n in range(12))
    + "</tr></thead><tbody><tr>"
    + "".join(f'<td class="number">{n * 1_000_003}</td>' for n in range(12))
    + "</tr></tbody></table><p>"
    + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    + "</p>"
)


@pytest.mark.skipif(not (ROOT / ".axe").exists() or not shutil.which("node"), reason="axe is set up by `make axe`")
def test_axe_has_nothing_to_say_and_narrow_screens_need_no_scrolling(tmp_path: Path) -> None:
    pages = {
        "all": a_document(EVERYTHING, pictures=(a_picture(),)),
        "wide": a_document(f'<h1 class="title">Wide</h1>{WIDE}'),
        "zh": a_document('<h1 class="title">算力</h1><p>铅管仍在，需要处理。</p>', lang="zh"),
        "ar": a_document('<h1 class="title">الحوسبة</h1><p>البيانات كثيرة، والصالح منها قليل.</p>', lang="ar"),
    }
    for name, document in pages.items():
        (tmp_path / f"{name}.html").write_bytes(render_html(document, THEME, Report()))

    command = ["node", str(ROOT / "tools" / "axe.mjs"), *map(str, sorted(tmp_path.glob("*.html")))]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if done.returncode == 77:
        pytest.skip(done.stderr)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 pages: nothing found" in done.stdout
