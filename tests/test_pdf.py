"""PDF files made from hand-written documents, read back with pikepdf and pypdf."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest

from briefgen.core.document import Document, Picture
from briefgen.diagnostics import Report
from briefgen.render.pdf import Layout, lay_out, render_pdf, write
from briefgen.render.style import Theme
from briefgen.render.xhtml import to_xhtml
from documents import a_document, a_picture
from looks import a_theme, files

THEME = a_theme()
PATHS = os.pathsep.join(str(Path(__file__).parent.parent / name) for name in ("src", "tests"))

EVERYTHING = """
<header class="masthead"><p class="kicker">Office</p><h1 class="title">Title</h1><p class="subtitle">Sub</p></header>
<aside class="ask"><p class="label">Ask</p>
<div data-block="ask"><p><strong>Agree</strong> <span class="box"/> now.</p></div></aside>
<section><h2 id="one" data-number="1">First</h2>
<p class="numbered" data-number="12">Demand runs ahead.<span class="note" data-number="1"><em>Plan</em>, p. 25.</span>
See <a class="ref" data-ref="fig" href="#fig">Figure 1</a>, page <a class="page-ref" href="#fig"/>,
<a href="https://example.org/"><em>a</em> link</a>. <span lang="zh">人才</span></p>
<ul><li>one <span class="tag">strong</span><ul><li>two</li></ul></li></ul><ol type="a"><li>three</li></ol>
<figure class="chart" id="fig"><figcaption data-number="Figure 1"><strong>Estimates differ</strong></figcaption>
<img data-picture="talent" alt="Bar chart of two estimates"/><p class="source">Source: WEF.</p></figure></section>
<section class="page-start"><h2 id="toc">Contents</h2><nav class="toc"><ul>
<li data-level="1"><a href="#one">1 First</a></li><li data-level="1"><a href="#reg">Register</a></li></ul></nav>
</section>
<section class="landscape"><h2 id="reg">Register</h2>
<table class="register"><caption data-number="Table 1">Claims</caption>
<colgroup><col data-width="60"/><col data-width="40"/></colgroup>
<thead><tr><th scope="col">Claim</th><th scope="col" class="number">Value</th></tr></thead>
<tbody><tr class="group"><th scope="rowgroup" colspan="2">People</th></tr>
<tr><th scope="row">Gap</th><td class="number">5 million</td></tr></tbody></table></section>
<section><h2 id="ref">References</h2>
<div class="references"><p class="reference" id="ref-a">WEF 2025.</p></div></section>
"""


def made(body: str, *pictures: Picture, theme: Theme = THEME, **meta: object) -> pikepdf.Pdf:
    """The PDF of a document, which must have been made without findings."""
    report = Report()
    data = render_pdf(a_document(body, pictures=pictures, **meta), theme, report)
    assert not report.diagnostics, report.diagnostics
    return pikepdf.open(io.BytesIO(data))


def laid_out(body: str, *, theme: Theme = THEME, **options: float) -> Layout:
    return lay_out(a_document(body), theme, Report(), **options)


def findings(document: Document, theme: Theme = THEME) -> list[tuple[str, str]]:
    report = Report()
    render_pdf(document, theme, report)
    return [(d.rule, f"{d.message} @ {d.span}") for d in report.diagnostics]


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every structure element, in order."""
    todo = [pdf.Root.StructTreeRoot.K[0]]
    while todo:
        element = todo.pop(0)
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            kids = element.get("/K", [])
            todo[:0] = list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def words(pdf: pikepdf.Pdf) -> str:
    buffer = io.BytesIO()
    pdf.save(buffer)
    return "\n".join(p.extract_text() for p in pypdf.PdfReader(buffer).pages)


# --- what the file says of itself ---------------------------------------------------------------------


def test_a_document_with_all_elements_conforms_to_pdf_ua(tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    made(EVERYTHING, a_picture(), marking="OFFICIAL").save(path)

    result = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)

    assert result.is_compliant, [f.message for f in result.failures]


def test_the_file_carries_title_language_dates_and_marking() -> None:
    pdf = made("<p>Text</p>", marking="OFFICIAL", lang="en-GB")

    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo.Title) == "Compute is short where it is wanted"
    assert str(pdf.docinfo.Author) == "Office of Policy"
    assert str(pdf.docinfo.CreationDate).startswith("D:20261122")
    assert str(pdf.docinfo["/marking"]) == "OFFICIAL"


def test_headings_become_bookmarks_and_headings_of_boxes_do_not() -> None:
    pdf = made('<h2 id="a">First</h2><h3 id="b">Below</h3><aside class="callout"><h4 id="c">Box</h4><p>x</p></aside>')

    with pdf.open_outline() as outline:
        assert [(i.title, [c.title for c in i.children]) for i in outline.root] == [("First", ["Below"])]


def test_only_shipped_fonts_are_used_and_all_are_embedded() -> None:
    pdf = made(EVERYTHING, a_picture())

    fonts = [f for p in pdf.pages for f in p.Resources.Font.values()]
    names = {str(f.BaseFont).split("+")[1] for f in fonts}
    assert names <= {
        "Brief-Serif", "Brief-Serif-Bold", "Brief-Serif-Italic", "Brief-Sans", "Brief-Sans-Bold", "Noto-Sans-SC",
        "Noto-Sans-SC-Bold", "Brief-Sans-Italic",
    }  # fmt: skip
    assert all("/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts)


def test_the_same_document_gives_the_same_bytes_whatever_the_process_time_zone_and_hash_seed() -> None:
    code = (
        "import hashlib; from test_pdf import *\n"
        "data = render_pdf(a_document(EVERYTHING, pictures=(a_picture(),)), THEME, Report())\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    places = ({"TZ": "UTC", "PYTHONHASHSEED": "1"}, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C"})

    digests = {_python(code, PYTHONPATH=PATHS, **place) for place in places}

    assert len(digests) == 1


# --- tags -------------------------------------------------------------------------------------------


def test_running_heads_are_artifacts_and_not_read_aloud() -> None:
    pdf = made("<p>Text</p>", organisation="Running organisation")

    content = pdf.pages[0].Contents.read_bytes()
    assert b"/Type /Pagination" in content
    assert b"/Subtype /Footer" in content
    spoken = [e for e in structure(pdf) if str(e.S) not in ("/Document", "/Art", "/P", "/Span")]
    assert spoken == []


def test_header_cells_say_what_they_head() -> None:
    pdf = made(EVERYTHING, a_picture())

    scopes = [str(e.A.Scope) for e in structure(pdf) if str(e.S) == "/TH"]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]


def test_a_passage_in_another_language_says_so() -> None:
    pdf = made(EVERYTHING, a_picture())

    assert [str(e.Lang) for e in structure(pdf) if "/Lang" in e] == ["zh"]


def test_a_figure_has_its_alternative_text_and_long_description() -> None:
    pdf = made(EVERYTHING, a_picture(desc="Two bars, one long."))

    assert [str(e.Alt) for e in structure(pdf) if str(e.S) == "/Figure"] == [
        "Bar chart of two estimates Two bars, one long."
    ]


def test_a_note_is_a_note_and_its_mark_a_link_to_it_and_back() -> None:
    pdf = made("<p>Text.<span class='note' data-number='1'>Note text.</span></p>")

    assert [str(e.S) for e in structure(pdf)].count("/Note") == 1
    links = {str(a.Contents): str(a.Dest) for a in pdf.pages[0].Annots}
    assert links == {"Note 1": "fn-1", "Back to mark 1 in the text": "fn-1-mark"}


def test_a_link_is_one_click_area_and_a_row_of_the_contents_one_link() -> None:
    pdf = made(EVERYTHING, a_picture())

    first, second = ([str(a.Contents) for a in p.Annots] for p in list(pdf.pages)[:2])
    assert first.count("a link") == 1
    assert second == ["1 First", "Register"]


def test_every_click_area_has_a_height() -> None:
    pdf = made(EVERYTHING, a_picture())

    assert all(abs(float(a.Rect[3]) - float(a.Rect[1])) > 3 for p in pdf.pages for a in p.get("/Annots", []))


# --- pages ------------------------------------------------------------------------------------------


def test_a_section_of_turned_pages_ends_where_the_section_ends() -> None:
    pdf = made(EVERYTHING, a_picture())

    shapes = ["turned" if p.MediaBox[2] > p.MediaBox[3] else "upright" for p in pdf.pages]
    assert shapes == ["upright", "upright", "turned", "upright"]


def test_twelve_columns_with_words_of_sixty_letters_fit_on_a_turned_page() -> None:
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    names = [long, *(f"Column {n}" for n in range(10)), "Donaudampfschifffahrtsgesellschaftskapitänsmütze"]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    row = "".join(f"<td>{cell}</td>" for cell in (*reversed(names[1:]), long))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"

    pdf = made(f'<section class="landscape">{table}</section>')

    assert words(pdf).replace("‐\n", "").count(long) == 2


def test_page_numbers_contents_and_page_references_are_filled_in() -> None:
    text = words(made(EVERYTHING, a_picture()))

    assert "Page 1 of 4" in text
    assert "page 1," in " ".join(text.split())
    assert text.split("Contents")[1].split()[:5] == ["1", "First", "1", "Register", "3"]


def test_chinese_pages_are_numbered_in_chinese() -> None:
    pdf = made("<p>人才缺口超过500万人。</p>", theme=a_theme(lang="zh-CN"), lang="zh-CN")

    assert "第1页，共1页" in words(pdf).replace(" ", "")


def test_the_marking_stands_at_head_and_foot_of_every_page() -> None:
    text = words(made('<p>One</p><hr class="page-break"/><p>Two</p>', marking="OFFICIAL"))

    assert text.count("OFFICIAL") == 4


def test_a_layout_tells_pages_fill_and_where_each_anchor_stands() -> None:
    layout = laid_out('<p id="a">One</p><hr class="page-break"/>' + "<p>Two</p>" * 20 + '<p id="b">End</p>')

    assert layout.pages == 2
    assert layout.anchors["a"] == 1
    assert layout.anchors["b"] == 2
    body, height = THEME.styles["Body Text"], THEME.page.text_height_mm / 25.4 * 72
    assert layout.fills[0] == pytest.approx(body.line / height, abs=0.003)
    assert layout.last_fill == pytest.approx((20 * (body.line + body.after) + body.line) / height, abs=0.003)


def test_notes_at_the_foot_count_as_filled_room() -> None:
    plain = laid_out("<p>Text.</p>")
    noted = laid_out('<p>Text.<span class="note" data-number="1">A note.</span></p>')

    assert noted.last_fill > plain.last_fill + 0.03


def test_what_runs_over_the_foot_counts_as_more_than_a_page() -> None:
    tall = laid_out("<table><tbody><tr><td>" + "<p>Line</p>" * 120 + "</td></tr></tbody></table>")

    assert tall.pages > 1 or tall.last_fill > 1


def test_writing_does_not_lay_out_again() -> None:
    report, document = Report(), a_document("<p>Text</p>")
    layout = lay_out(document, THEME, report)

    assert write(layout, a_document("<p>Other</p>"), THEME, report) == render_pdf(document, THEME, report)


# --- findings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["ش", "ก", "𝄞"])
def test_a_character_that_no_shipped_font_has_is_named_with_its_block(character: str) -> None:
    ((rule, message),) = findings(a_document(f'<p>x</p>\n<p data-block="gap">A {character}</p>'))

    assert rule == "missing-glyph"
    assert f'"{character}" (U+{ord(character):04X}) in block "gap"' in message
    assert message.endswith("sample.html.j2:2:1")


def test_a_script_that_no_shipped_font_has_is_one_finding_at_its_first_place() -> None:
    ((rule, message),) = findings(a_document('<p data-block="gap">الحصر أولاً</p>\n<p>ثم نستبدلها</p>', lang="ar"))

    assert rule == "missing-glyph"
    assert 'Arabic characters, such as "' in message
    assert 'in 2 places, first in block "gap"' in message
    assert message.endswith("sample.html.j2:1:1")


def test_a_missing_character_in_a_chart_names_the_figure() -> None:
    document = a_document('<figure><img data-picture="talent" alt="Bars"/></figure>', pictures=(a_picture(text="ش"),))

    assert 'in figure "talent"' in findings(document)[0][1]


def test_a_rule_that_cannot_be_used_is_found_at_its_line_in_the_designers_file(tmp_path: Path) -> None:
    theme = a_theme(files(tmp_path / "minister", print_css="p { color: red }\n\np { colour: red }\n"))

    ((rule, message),) = findings(a_document("<p>x</p>"), theme)

    assert rule == "bad-css"
    assert message.endswith("/minister/print.css:3:5")
    assert findings(a_document("<p>y</p>"), theme) == [(rule, message)], "also when the style sheet was read before"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://brief.invalid@evil.example/x.png", "map.png"]
)
def test_a_picture_from_outside_is_not_read_and_found_at_its_line(tmp_path: Path, url: str) -> None:
    css = f'p {{ color: red }}\nh2 {{ background: url("{url}") }}\n'
    theme = a_theme(files(tmp_path / "minister", print_css=css))

    ((rule, message),) = findings(a_document("<h2 id='a'>x</h2>"), theme)

    assert rule == "missing-image"
    assert "/minister/print.css:2:" in message


def test_a_picture_in_the_audiences_folder_is_shown(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#ff0000"/></svg>'
    )
    folder = files(tmp_path / "minister", print_css='h2 { background: url("dot.svg") }\n', dot_svg=svg)

    pdf = made("<h2 id='a'>x</h2>", theme=a_theme(folder))

    assert b"1 0 0 rg" in b"".join(x.read_bytes() for x in pdf.objects if isinstance(x, pikepdf.Stream))


def test_text_that_runs_out_of_the_text_area_names_its_block() -> None:
    body = '<table class="data"><thead><tr><th scope="col">x</th></tr></thead><tbody><tr data-block="gap">'
    body += f"<td><code>{'y' * 40}</code> </td></tr></tbody></table>"
    theme = replace(THEME, css=THEME.css + "td { white-space: nowrap; padding-left: 150mm }\n")

    found = findings(a_document(body), theme)

    assert [rule for rule, _ in found] == ["text-outside-page"]
    assert '(block "gap")' in found[0][1]


def test_words_that_run_into_the_next_cell_name_their_block() -> None:
    body = (
        '<table class="key-figures"><colgroup><col data-width="10"/><col data-width="90"/></colgroup><tbody>'
        '<tr data-block="cost"><td class="big">1,234,567,890 yuan</td><td>Next</td></tr></tbody></table>'
    )

    ((rule, message),) = findings(a_document(body))

    assert rule == "text-outside-page"
    assert 'runs out of its cell into the next (block "cost")' in message
    assert '"1,234,567,890"' in message


def test_a_box_that_is_taller_than_the_page_is_found() -> None:
    theme = replace(THEME, css=THEME.css + "aside p { padding-top: 290mm }\n")

    found = findings(a_document('<aside class="callout"><p>Far below</p></aside>'), theme)

    assert [rule for rule, _ in found] == ["text-outside-page"]


def test_two_themes_with_other_fonts_live_side_by_side_in_one_process(tmp_path: Path) -> None:
    yaml = (
        "typography:\n  fonts:\n    - family: House Mono\n      files: [{path: fonts/House.ttf}]\n  base: House Mono\n"
    )
    folder = files(tmp_path / "minister", brand_yml=yaml)
    (folder / "fonts").mkdir()
    (folder / "fonts" / "House.ttf").write_bytes(_renamed(THEME.fonts["BriefMono-Regular.ttf"], "House Mono"))

    names = [_font_names(made("<p>Text</p>", theme=t)) for t in (THEME, a_theme(folder), THEME)]

    assert names[0] == names[2]
    assert "House-Mono" in names[1]
    assert "Brief-Serif" not in names[1]


def test_a_missing_system_library_is_said_with_the_command_that_mends_it(tmp_path: Path) -> None:
    broken = tmp_path / "weasyprint"
    broken.mkdir()
    (broken / "__init__.py").write_text("print('long advice')\nraise OSError('cannot load library libpango-1.0-0')\n")
    code = (
        "from briefgen.render.pdf_engine import weasyprint\n"
        "from briefgen.diagnostics import BriefgenError\n"
        "try: weasyprint()\n"
        "except BriefgenError as fault: print(fault.message, fault.hint)\n"
    )

    said = _python(code, PYTHONPATH=f"{tmp_path}{os.pathsep}{PATHS}")

    assert "libpango-1.0-0" in said
    assert "apt-get install" in said
    assert "brew install pango" in said
    assert "long advice" not in said


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = "from test_pdf import *\nprint(len(made('<p>Text</p>').pages))"

    assert _python(code, PYTHONPATH=PATHS, XDG_CACHE_HOME=str(tmp_path / "file")) == "1"


def _python(code: str, **environment: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _renamed(font: bytes, family: str) -> bytes:
    from fontTools.ttLib import TTFont

    changed, out = TTFont(io.BytesIO(font)), io.BytesIO()
    for name_id, text in ((1, family), (4, family), (6, family.replace(" ", ""))):
        changed["name"].setName(text, name_id, 3, 1, 0x409)
    changed.save(out)
    return out.getvalue()


def _font_names(pdf: pikepdf.Pdf) -> set[str]:
    return {str(f.BaseFont).split("+")[1] for p in pdf.pages for f in p.Resources.Font.values()}


def test_a_line_is_filled_before_an_element_that_follows_a_blank() -> None:
    """WeasyPrint 70 ends such a line early at some widths, when the blank is counted with the text before it."""
    page = to_xhtml(a_document("<p>none <strong>more</strong> words</p>"), a_theme(), for_print=True)

    assert "none<span>\u200b </span><strong>more</strong> words" in page
