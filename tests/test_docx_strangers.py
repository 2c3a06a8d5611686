"""References as strangers have them: Pandoc's own, and house templates with their own heads, pages and styles."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pypandoc
import pytest
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Mm, Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from briefgen.diagnostics import Report
from briefgen.render.docx import WordOptions
from briefgen.render.docx.ooxml import NAMESPACES
from documents import a_document, a_picture, with_endnotes
from test_docx_reference import RELATIONS, a_house_theme, a_reference, by, with_parts
from word import R, W, Word, a_full_document, a_png, lint, text_of, value, written

BODY = """
<header class="masthead"><h1 class="title">The title</h1><p class="subtitle">The subtitle</p>
<p class="byline">The byline</p></header>
<section><h2 id="h">A heading</h2><p>First words<span class="note">A note.</span>.</p><p>More words.</p>
<blockquote><p>Quoted words.</p></blockquote><p>After a quotation.</p>
<ul class="compact"><li>Tight item</li></ul><ul><li>Loose item</li></ul>
<figure class="chart"><figcaption data-number="Figure 1"><strong>A picture</strong></figcaption>
<img data-picture="talent" alt="Two bars, one ten times as long as the other"/></figure>
<figure class="table"><table><caption data-number="Table 1"><strong>A table</strong></caption>
<thead><tr><th>Head</th></tr></thead><tbody><tr><td>Cell text</td></tr></tbody></table>
<p class="source">Source: nobody.</p></figure>
<p><code>verbatim</code> and <a href="https://example.org/">a link</a></p><pre>code</pre></section>
"""


def pandocs() -> bytes:
    """The reference that every user of Pandoc starts from."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


@pytest.fixture(scope="module")
def pandoc() -> bytes:
    return pandocs()


def made_with(reference: bytes, body: str = BODY) -> tuple[Word, Report]:
    report = Report()
    document = a_document(body, pictures=(replace(a_picture(), raster=a_png()),))
    return written(document, theme=a_house_theme(reference), report=report, pages={}), report


def valid(word: Word, folder: Path) -> list[str]:
    (folder / "checked.docx").write_bytes(word.data)
    found = OpenXmlValidator(max_errors=0).validate(str(folder / "checked.docx")).errors
    return [e.description for e in found if "stylesWithEffects" not in e.description]


def style_named(word: Word, name: str) -> etree._Element:
    return next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")).lower() == name.lower())


def heads(word: Word) -> dict[str, str]:
    """What each head and foot of the document says, by kind and place."""
    rels = {r.get("Id"): r.get("Target") for r in etree.fromstring(word.parts["word/_rels/document.xml.rels"])}
    return {
        f"{node.tag.removeprefix(W).removesuffix('Reference')} {node.get(f'{W}type')}": text_of(
            etree.fromstring(word.parts[f"word/{rels[node.get(f'{R}id')]}"])
        )
        for node in word.body.iter(f"{W}headerReference", f"{W}footerReference")
    }


# --- Pandoc's --------------------------------------------------------------------------------------


def test_pandocs_styles_are_used_as_pandoc_uses_them(pandoc: bytes) -> None:
    word, _ = made_with(pandoc)

    said = {text: style for style, text in word.paragraphs()}
    assert said["The title"] == "Title"
    assert said["The subtitle"] == "Subtitle"
    assert said["The byline"] == "Author"
    assert said["A heading"] == "heading 1"
    assert said["First words."] == "First Paragraph"
    assert said["More words."] == "Body Text"
    assert said["Quoted words."] == "Block Text"
    assert said["After a quotation."] == "First Paragraph"
    assert said["Tight item"] == "Compact"
    assert said["Figure 1 A picture"] == "Image Caption"
    assert said["Table 1 A table"] == "Table Caption"
    assert ("Footnote Text", " A note.") in word.paragraphs("footnotes")
    assert word.style_of(next(word.body.iter("{*}inline")).getparent().getparent().getparent()) == "Captioned Figure"
    assert word.style_names[value(word.body.find(f".//{W}tblStyle"))] == "Table"
    runs = {text_of(r): word.style_names[value(r.find(f"{W}rPr/{W}rStyle"))] for r in word.body.iter(f"{W}r")
            if r.find(f"{W}rPr/{W}rStyle") is not None}  # fmt: skip
    assert (runs["verbatim"], runs["a link"]) == ("Verbatim Char", "Hyperlink")


def test_pandocs_theme_and_styles_are_kept(pandoc: bytes) -> None:
    word, _ = made_with(pandoc)
    theirs = Word(pandoc)

    def canonical(node: etree._Element) -> bytes:
        return etree.tostring(node, method="c14n", exclusive=True)

    def styles(of: Word) -> dict[str, bytes]:
        found = {s.get(f"{W}styleId", ""): s for s in of.xml("styles").iter(f"{W}style")}
        for style in found.values():
            for node in style.findall(f"{W}rsid"):
                style.remove(node)
        return {name: re.sub(rb"\s+", b"", canonical(s)) for name, s in found.items()}

    assert canonical(word.xml("theme/theme1")) == canonical(theirs.xml("theme/theme1"))
    assert styles(theirs).items() <= styles(word).items()


def test_a_document_with_pandocs_reference_is_valid(pandoc: bytes, tmp_path: Path) -> None:
    report = Report()
    word = written(a_full_document(), theme=a_house_theme(pandoc), report=report)

    assert lint(word) == []
    assert valid(word, tmp_path) == []
    assert {d.rule for d in report.diagnostics} == {"reference-style-added"}


def test_what_pandocs_reference_lacks_is_named_in_one_note(pandoc: bytes) -> None:
    _, report = made_with(pandoc)

    [note] = report.diagnostics
    assert (note.rule, note.severity) == ("reference-style-added", "info")
    names = re.findall(r'"([^"]+)"', note.message.split(":")[-1])
    assert {"List Bullet", "Table Text", "Source Note", "Source Code"} <= set(names)
    assert not {"Title", "Quote", "caption", "footnote text", "Brief Table", "Figure"} & set(names)


def test_added_styles_follow_the_type_of_the_reference(pandoc: bytes) -> None:
    word, _ = made_with(pandoc)

    item, cell = style_named(word, "List Bullet"), style_named(word, "Table Text")
    assert word.style_names[value(item.find(f"{W}basedOn"))] == "Body Text"
    assert item.find(f"{W}rPr/{W}sz") is None
    assert item.find(f"{W}rPr/{W}rFonts") is None
    assert word.style_names[value(cell.find(f"{W}basedOn"))] == "Compact"
    assert value(cell.find(f"{W}rPr/{W}sz")) == "20"  # 9 points beside 11 of ours, so 9.8 beside 12 of theirs
    assert "exact" not in {
        s.get(f"{W}lineRule") for s in (item.find(f"{W}pPr/{W}spacing"), cell.find(f"{W}pPr/{W}spacing"))
    }


def test_endnotes_count_in_figures_whatever_the_reference_counts_in(pandoc: bytes, tmp_path: Path) -> None:
    def in_letters(document: docx.document.Document) -> None:
        count = f'<w:endnotePr {NAMESPACES}><w:pos w:val="sectEnd"/><w:numFmt w:val="upperLetter"/></w:endnotePr>'
        document.sections[0]._sectPr.insert(0, parse_xml(count))

    for reference in (pandoc, a_reference(in_letters)):
        report = Report()
        word = written(with_endnotes(a_full_document()), theme=a_house_theme(reference), report=report)
        found = [n for part in ("document", "settings") for n in word.xml(part).iter(f"{W}endnotePr")]
        assert {value(n.find(f"{W}numFmt")) for n in found} == {"decimal"}
        assert not [n for n in found if n.find(f"{W}pos") is not None]
        assert {style.lower() for style, _ in word.paragraphs("endnotes")} == {"endnote text"}
        assert [d.message for d in report.diagnostics if '"endnote text"' in d.message]
        assert valid(word, tmp_path) == []


# --- a house template ------------------------------------------------------------------------------


def a_house(document: docx.document.Document) -> None:
    """Heads on first, even and other pages; its own page; German names of styles; fonts of the theme."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)
    section.left_margin, section.right_margin, section.gutter = Mm(20), Mm(22), Mm(6)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    for part, words in (
        (section.header, "House head"),
        (section.first_page_header, "House first head"),
        (section.even_page_header, "House even head"),
        (section.footer, "House foot"),
        (section.first_page_footer, "House first foot"),
        (section.even_page_footer, "House even foot"),
    ):
        part.is_linked_to_previous = False
        part.paragraphs[0].text = words
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:fmt"), "lowerRoman")
    numbers.set(qn("w:start"), "7")
    section._sectPr.append(numbers)
    german = {"Heading 1": "Überschrift 1", "Title": "Titel", "Body Text": "Textkörper", "Quote": "Zitat"}
    for english, name in german.items():
        document.styles[english].element.find(qn("w:name")).set(qn("w:val"), name)
    document.styles["Normal"].font.size = Pt(12)


def test_heads_and_feet_of_all_pages_are_kept() -> None:
    word, _ = made_with(a_reference(a_house))

    assert heads(word) == {
        "header default": "House head",
        "header first": "House first head",
        "header even": "House even head",
        "footer default": "House foot",
        "footer first": "House first foot",
        "footer even": "House even foot",
    }
    assert word.xml("settings").find(f"{W}evenAndOddHeaders") is not None
    assert [s.find(f"{W}titlePg") is not None for s in word.body.iter(f"{W}sectPr")] == [True]


def test_the_page_set_up_is_kept() -> None:
    word, _ = made_with(a_reference(a_house))

    section = next(word.body.iter(f"{W}sectPr"))
    size, margins, numbers = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "pgNumType"))
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("12246", "15817")
    assert (margins.get(f"{W}left"), margins.get(f"{W}gutter")) == ("1134", "340")
    assert dict(numbers.attrib) == {f"{W}fmt": "lowerRoman", f"{W}start": "7"}
    table = next(word.body.iter(f"{W}tbl"))
    assert int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) <= 12246 - 1134 - 1247 - 340


def test_styles_are_found_by_the_names_of_another_language() -> None:
    word, report = made_with(a_reference(a_house))

    said = {text: style for style, text in word.paragraphs()}
    assert said["The title"] == "Titel"
    assert said["A heading"] == "Überschrift 1"
    assert said["More words."] == "Textkörper"
    assert said["Quoted words."] == "Zitat"
    assert not [d for d in report.diagnostics if '"Title"' in d.message or '"Heading 1"' in d.message]


def test_a_style_is_found_by_another_of_its_names() -> None:
    def alias(document: docx.document.Document) -> None:
        style = document.styles.add_style("House Box", WD_STYLE_TYPE.PARAGRAPH).element
        aliases = OxmlElement("w:aliases")
        aliases.set(qn("w:val"), "Box,Callout")
        style.find(qn("w:name")).addnext(aliases)

    word, _ = made_with(a_reference(alias), '<aside class="so-what"><p>Words.</p></aside>')

    assert word.paragraphs() == [("House Box", "Words.")]


def test_a_house_document_is_valid(tmp_path: Path) -> None:
    word = written(a_full_document(), theme=a_house_theme(a_reference(a_house)), report=Report())

    assert valid(word, tmp_path) == []
    assert lint(word) == []


def test_its_page_numbers_begin_once_and_its_first_page_is_one() -> None:
    word = written(a_full_document(), theme=a_house_theme(a_reference(a_house)), report=Report())

    sections = list(word.body.iter(f"{W}sectPr"))
    assert [s.find(f"{W}pgNumType").get(f"{W}start") for s in sections] == ["7", None, None, None]
    assert [s.find(f"{W}titlePg") is not None for s in sections] == [True, False, False, False]
    assert [s.find(f"{W}pgSz").get(f"{W}orient") for s in sections] == [None, None, "landscape", None]


def test_pages_that_lie_on_their_side_already_are_not_turned() -> None:
    def lying(document: docx.document.Document) -> None:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)

    word = written(a_full_document(), theme=a_house_theme(a_reference(lying)), report=Report())

    sizes = [s.find(f"{W}pgSz") for s in word.body.iter(f"{W}sectPr")]
    assert {(s.get(f"{W}w"), s.get(f"{W}orient")) for s in sizes} == {("16838", "landscape")}


def test_columns_are_kept_and_what_stands_in_them_fits() -> None:
    def columns(document: docx.document.Document) -> None:
        document.sections[0]._sectPr.find(qn("w:cols")).set(qn("w:num"), "2")

    word, _ = made_with(a_reference(columns))

    assert next(word.body.iter(f"{W}cols")).get(f"{W}num") == "2"
    assert int(word.body.find(f".//{W}tblW").get(f"{W}w")) == pytest.approx((11339 - 2 * 1701 - 720) / 2, abs=3)


def test_heads_that_the_last_section_inherits_are_kept() -> None:
    def two_sections(document: docx.document.Document) -> None:
        document.add_section(WD_SECTION.NEW_PAGE)
        assert document.sections[1].header.is_linked_to_previous

    word, _ = made_with(a_reference(two_sections))

    assert heads(word)["header default"] == "House header"


def test_a_section_that_says_nothing_of_the_page_has_ours(pandoc: bytes) -> None:
    word, _ = made_with(pandoc)

    size = next(word.body.iter(f"{W}pgSz"))
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")


def test_notes_are_counted_through_the_document(pandoc: bytes) -> None:
    """Pandoc's reference counts them afresh in each section; a brief may have several."""
    word, _ = made_with(pandoc)

    assert word.body.find(f".//{W}numRestart") is None


def test_a_style_of_another_kind_is_not_taken_for_ours(tmp_path: Path) -> None:
    def another(document: docx.document.Document) -> None:
        document.styles.add_style("Callout", WD_STYLE_TYPE.CHARACTER)

    word, _ = made_with(a_reference(another), '<aside class="so-what"><p>Words.</p></aside>')

    [(style, _)] = word.paragraphs()
    assert style_named(word, style).get(f"{W}type") == "paragraph"
    names = [value(s.find(f"{W}name")).lower() for s in word.xml("styles").iter(f"{W}style")]
    assert len(names) == len(set(names))
    assert valid(word, tmp_path) == []


def test_an_unnumbered_heading_is_one_of_the_house_without_its_number() -> None:
    def numbered(document: docx.document.Document) -> None:
        heading = document.styles["Heading 1"].element
        heading.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1

    body = '<h2 id="a" data-number="1">One</h2><h2 class="unnumbered" id="b">Two</h2>'
    word, _ = made_with(a_reference(numbered), body)

    plain = style_named(word, "Heading 1 Unnumbered")
    assert word.style_names[value(plain.find(f"{W}basedOn"))].lower() == "heading 1"
    assert value(plain.find(f"{W}pPr/{W}numPr/{W}numId")) == "0"
    assert plain.find(f"{W}rPr/{W}sz") is None
    assert plain.find(f"{W}pPr/{W}spacing") is None


def test_a_first_line_that_is_set_in_stays_in_running_text() -> None:
    def indented(document: docx.document.Document) -> None:
        document.styles["Normal"].element.get_or_add_pPr().append(
            parse_xml(f'<w:ind {NAMESPACES} w:firstLine="480" w:firstLineChars="200"/>')
        )

    word, _ = made_with(a_reference(indented))

    indent = style_named(word, "Table Text").find(f"{W}pPr/{W}ind")
    assert (indent.get(f"{W}firstLine"), indent.get(f"{W}firstLineChars")) == ("0", "0")


def test_entries_of_contents_have_their_stop_where_the_style_has_none() -> None:
    def contents(document: docx.document.Document) -> None:
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)

    body = '<nav class="toc"><ul><li data-level="1"><a href="#h">Here</a></li></ul></nav><h2 id="h">Here</h2>'
    word, _ = made_with(a_reference(contents), body)

    stop = word.paragraph("Here").find(f"{W}pPr/{W}tabs/{W}tab")
    assert (stop.get(f"{W}val"), stop.get(f"{W}pos")) == ("right", str(11339 - 2 * 1701))


def test_stops_of_the_houses_head_do_not_shift_ours() -> None:
    def bare(document: docx.document.Document) -> None:
        document.sections[0].header.is_linked_to_previous = True

    word, _ = made_with(a_reference(bare))

    [tabs] = {
        tuple((t.get(f"{W}val"), t.get(f"{W}pos")) for t in p.iter(f"{W}tab") if t.get(f"{W}pos"))
        for name, data in word.parts.items()
        if name.startswith("word/footer")
        for p in etree.fromstring(data).iter(f"{W}p")
    }
    assert tabs == (("clear", "3968"), ("clear", "4680"), ("right", "7937"), ("clear", "9360"))


def test_settings_of_the_page_are_kept_and_others_are_not() -> None:
    def settings(document: docx.document.Document) -> None:
        root = document.settings.element
        root.insert(1, OxmlElement("w:mirrorMargins"))
        root.append(OxmlElement("w:trackRevisions"))

    word, _ = made_with(a_reference(settings))

    assert word.xml("settings").find(f"{W}mirrorMargins") is not None
    assert word.xml("settings").find(f"{W}trackRevisions") is None


# --- what heads show -------------------------------------------------------------------------------


def field(instruction: str, result: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    words = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>{char('separate')}<w:r><w:t>{result}</w:t></w:r>"
    return f"{char('begin')}{words}{char('end')}"


def with_head(runs: str, parts: Mapping[str, bytes | Callable[[bytes], bytes]] | None = None) -> bytes:
    """A reference with these runs in its head."""
    data = a_reference()
    name = next(n for n in Word(data).names if n.startswith("word/header"))
    return with_parts(data, {name: lambda xml: xml.replace(b"</w:p>", f"{runs}</w:p>".encode(), 1), **(parts or {})})


def head_of(word: Word) -> etree._Element:
    return etree.fromstring(next(d for n, d in word.parts.items() if n.startswith("word/reference_header")))


def dropped(report: Report) -> list[str]:
    return [d.message for d in report.diagnostics if d.rule == "reference-part-dropped"]


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        ("TITLE", "Compute is short where it is wanted"),
        ('DOCPROPERTY "Title" \\* MERGEFORMAT', "Compute is short where it is wanted"),
        ("AUTHOR", "Office of Policy"),
        ("SAVEDATE", "22\u00a0November 2026"),
        ('STYLEREF "Heading 1"', "Minister"),
        ("PAGE", "old words"),
        ("NUMPAGES", "old words"),
    ],
)
def test_fields_show_this_document(instruction: str, shown: str) -> None:
    word, report = by(with_head(field(instruction, "old words")))

    assert text_of(head_of(word)) == f"House header{shown}"
    assert instruction in [i for i, _ in word.fields()]
    assert dropped(report) == []


@pytest.mark.parametrize("instruction", ["REF theirs", "DOCVARIABLE x", 'DOCPROPERTY "Case number"', "PAGEREF theirs"])
def test_fields_whose_source_stays_behind_leave_their_words(instruction: str) -> None:
    word, report = by(with_head(field(instruction, "old words")))

    assert text_of(head_of(word)) == "House headerold words"
    assert [i for i, _ in word.fields() if i == instruction] == []
    assert dropped(report) == []


@pytest.mark.parametrize(
    "instruction",
    [
        "DDEAUTO c:\\\\windows\\\\cmd.exe",
        "dde excel x",
        'INCLUDEPICTURE "http://evil.example/x.png"',
        'INCLUDETEXT "\\\\\\\\server\\\\x.docx"',
        "LINK Excel.Sheet.8",
        "IMPORT x",
        "MACROBUTTON Run me",
        'FILLIN "Your name?"',
    ],
)
def test_fields_that_act_are_left_out_and_reported(instruction: str) -> None:
    simple = (
        f'<w:fldSimple w:instr="{instruction.replace(chr(34), "&quot;")}"><w:r><w:t>simple</w:t></w:r></w:fldSimple>'
    )
    word, report = by(with_head(field(instruction, "old words") + simple))

    assert text_of(head_of(word)) == "House headerold wordssimple"
    assert head_of(word).find(f".//{W}instrText") is None
    assert head_of(word).find(f".//{W}fldSimple") is None
    assert any(instruction.split()[0].upper() in message for message in dropped(report))


def test_an_instruction_that_is_put_together_from_fields_is_left_out() -> None:
    hidden = field("QUOTE 68 68 69", "DDE")
    outer = field("MARK c:\\\\x", "old words").replace("<w:r><w:instrText>MARK", f"{hidden}<w:r><w:instrText>")

    word, _ = by(with_head(outer))

    assert text_of(head_of(word)) == "House headerold words"
    assert head_of(word).find(f".//{W}instrText") is None


def test_a_path_of_the_designers_machine_is_not_shown() -> None:
    word, _ = by(with_head(field("FILENAME \\p \\* MERGEFORMAT", "C:\\\\Users\\\\jane\\\\house.docx")))

    assert text_of(head_of(word)) == "House header"


def test_a_control_that_shows_the_title_shows_this_one() -> None:
    def control(path: str) -> str:
        binding = f'<w:dataBinding w:xpath="{path}" w:storeItemID="{{6C3C8BC8-F283-45AE-878A-BAB7291924A1}}"/>'
        return (
            f'<w:sdt><w:sdtPr><w:id w:val="1"/>{binding}</w:sdtPr><w:sdtContent><w:r><w:t>Old</w:t></w:r>'
            "<w:r><w:t>er</w:t></w:r></w:sdtContent></w:sdt>"
        )

    word, _ = by(with_head(control("/ns1:coreProperties[1]/ns0:title[1]") + control("/root[1]/case[1]")))

    assert text_of(head_of(word)) == "House headerCompute is short where it is wantedOlder"
    assert len(head_of(word).findall(f".//{W}dataBinding")) == 1


# --- what stays behind -----------------------------------------------------------------------------


PICTURE = """<w:r {spaces} xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"><w:drawing><wp:inline>
<wp:extent cx="1" cy="1"/><wp:docPr id="1" name="{name}" descr="The arms of the house"><a:hlinkClick r:id="rId8"/>
</wp:docPr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="1" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {blip}><a:extLst>
<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip r:embed="rId9"/></a:ext></a:extLst></a:blip>
<a:stretch/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""


def with_picture(blip: str, name: str = "Logo") -> bytes:
    """A head with a picture of rId7 (within) or rId6 (outside) and a drawing of it, rId9, that links to rId8."""
    rows = (
        ("rId6", "image", "http://evil.example/x.png", ' TargetMode="External"'),
        ("rId7", "image", "media/logo.png", ""),
        ("rId8", "hyperlink", "file:///c:/house.docx", ' TargetMode="External"'),
        ("rId9", "image", "media/logo.svg", ""),
    )
    rels = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{k}" Target="{t}"{mode}/>' for i, k, t, mode in rows)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    head = next(n for n in Word(a_reference()).names if n.startswith("word/header"))
    parts: Mapping[str, bytes | Callable[[bytes], bytes]] = {
        "word/media/logo.png": a_png(),
        "word/media/logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        f"word/_rels/{head[5:]}.rels": f'<Relationships xmlns="{space}">{rels}</Relationships>'.encode(),
    }
    return with_head(PICTURE.format(spaces=NAMESPACES, blip=blip, name=name), parts)


def test_a_logo_stays_with_its_plain_picture() -> None:
    word, report = by(with_picture('r:embed="rId7" r:link="rId6"'))

    assert a_png() in word.parts.values()
    assert head_of(word).find(".//{*}blip").attrib.keys() == [f"{R}embed"]
    assert head_of(word).find(".//{*}svgBlip") is None
    assert head_of(word).find(".//{*}hlinkClick") is None
    everything = b"".join(word.parts.values())
    assert b"evil.example" not in everything
    assert b"<script" not in everything
    assert b"file:" not in everything
    assert lint(word) == []
    assert any("outside" in message for message in dropped(report))


def test_a_picture_that_lies_outside_goes() -> None:
    word, _ = by(with_picture('r:link="rId6"'))

    assert head_of(word).find(f".//{W}drawing") is None
    assert text_of(head_of(word)) == "House header"


def test_names_that_tell_of_the_designers_machine_go() -> None:
    word, _ = by(with_picture('r:embed="rId7"', name="C:\\Users\\jane\\logo.png"))

    assert head_of(word).find(".//{*}docPr").get("name") == "logo.png"


TRACKED = """<w:ins w:id="1" w:author="Jane" w:date="2026-01-01T00:00:00Z"><w:r w:rsidR="00A1"><w:t> added</w:t></w:r>
</w:ins>
<w:del w:id="2" w:author="Jane"><w:r><w:delText> removed</w:delText></w:r></w:del>
<w:r><w:rPr><w:b/><w:rPrChange w:id="3" w:author="Jane"><w:rPr/></w:rPrChange></w:rPr><w:t> bold</w:t></w:r>
<w:bookmarkStart w:id="1" w:name="theirs"/><w:bookmarkEnd w:id="1"/>"""


def test_traces_of_who_worked_on_it_go() -> None:
    reference = with_parts(
        with_head(TRACKED),
        {"word/styles.xml": lambda xml: xml.replace(b'<w:name w:val="Title"/>', b'<w:name w:val="Title"/>', 1)},
    )
    word = written(
        a_document("<p>x</p>"), theme=a_house_theme(reference), report=Report(), options=WordOptions(anchors=False)
    )

    assert text_of(head_of(word)).split() == ["House", "header", "added", "bold"]
    everything = b"".join(d for n, d in word.parts.items() if n.endswith(".xml"))
    assert b"Jane" not in everything
    assert re.findall(rb"\brsid\w*", everything) == []
    assert b"theirs" not in everything


OBJECT = """<w:r><w:object><v:shape xmlns:v="urn:schemas-microsoft-com:vml" src="http://evil.example/a"/>
<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Link" ProgID="x" r:id="rId5"/></w:object></w:r>
<w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" href="file:///x" style="width:1pt"><v:fill
 src="http://evil.example/b.png"/></v:rect></w:pict></w:r>"""


def test_objects_go_and_drawings_lose_their_addresses() -> None:
    word, report = by(with_head(OBJECT))

    everything = b"".join(word.parts.values())
    assert b"OLEObject" not in everything
    assert b"evil.example" not in everything
    assert head_of(word).find(".//{urn:schemas-microsoft-com:vml}rect") is not None
    assert any("OLE" in message for message in dropped(report))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("vbaProject", "macros"),
        ("attachedTemplate", "an attached template"),
        ("oleObject", "an embedded object (OLE)"),
        ("control", "a control (ActiveX)"),
        ("aFChunk", "a chunk of another format"),
    ],
)
def test_what_acts_is_reported_wherever_it_hangs(kind: str, said: str) -> None:
    row = f'<Relationship Id="rId900" Type="{RELATIONS}/{kind}" Target="evil.bin"/>'.encode()
    parts: Mapping[str, bytes | Callable[[bytes], bytes]] = {
        "word/_rels/document.xml.rels": lambda xml: xml.replace(b"</Relationships>", row + b"</Relationships>"),
        "word/evil.bin": b"evil",
    }
    word, report = by(with_parts(a_reference(), parts))

    assert b"evil" not in word.parts.values()
    assert not any(kind.encode() in data for name, data in word.parts.items() if name.endswith(".rels"))
    assert any(f"holds {said}" in message for message in dropped(report))


def test_a_field_that_acts_in_the_text_is_reported_too() -> None:
    run = field("DDEAUTO c:\\\\cmd.exe", "x").encode()
    reference = with_parts(a_reference(), {"word/document.xml": lambda xml: xml.replace(b"</w:p>", run + b"</w:p>", 1)})
    word, report = by(reference)

    assert b"cmd.exe" not in b"".join(word.parts.values())
    assert any("DDEAUTO" in message for message in dropped(report))


def test_a_part_under_a_false_name_cannot_bring_entities() -> None:
    data = a_reference()
    name = next(n for n in Word(data).names if n.startswith("word/header"))
    bomb = b'<!DOCTYPE w:hdr [<!ENTITY a "b">]>'

    def poisoned(xml: bytes) -> bytes:
        return re.sub(rb"(<w:hdr )", bomb + rb"\1", xml, count=1)

    parts: Mapping[str, bytes | Callable[[bytes], bytes]] = {
        "word/header.bin": poisoned(Word(data).parts[name]),
        "word/_rels/document.xml.rels": lambda xml: xml.replace(name[5:].encode(), b"header.bin"),
    }
    _, report = by(with_parts(data, parts))

    assert [d.rule for d in report.diagnostics] == ["bad-reference-doc"]


def test_lists_with_a_mark_of_old_clean_ups_are_valid(tmp_path: Path) -> None:
    mark = b'<w:numIdMacAtCleanup w:val="3"/></w:numbering>'
    reference = with_parts(a_reference(), {"word/numbering.xml": lambda xml: xml.replace(b"</w:numbering>", mark)})
    word, _ = made_with(reference)

    assert valid(word, tmp_path) == []


def test_a_theme_keeps_its_colours_when_its_pictures_go() -> None:
    fill = b'<a:blipFill><a:blip xmlns:r="%s" r:embed="rId1"/></a:blipFill>' % RELATIONS.encode()
    reference = with_parts(
        a_reference(),
        {"word/theme/theme1.xml": lambda xml: re.sub(rb"<a:gradFill.*?</a:gradFill>", fill, xml, count=1, flags=re.S)},
    )
    word, report = by(reference)

    scheme = word.xml("theme/theme1").find(".//{*}clrScheme")
    assert scheme.get("name") == Word(reference).xml("theme/theme1").find(".//{*}clrScheme").get("name")
    assert word.xml("theme/theme1").find(".//{*}blip") is None
    assert any("pictures of the theme" in message for message in dropped(report))


def test_the_language_of_the_house_does_not_stay() -> None:
    def german(document: docx.document.Document) -> None:
        document.styles["Normal"].element.get_or_add_rPr().append(parse_xml(f'<w:lang {NAMESPACES} w:val="de-DE"/>'))

    word, _ = made_with(a_reference(german))

    assert {n.get(f"{W}val") for n in word.xml("styles").iter(f"{W}lang")} == {"en-GB"}


def test_a_reference_for_one_run_goes_before_the_audiences() -> None:
    def other(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "For this run"

    report = Report()
    options = WordOptions(reference=a_reference(other), reference_name="mine.docx")
    word = written(a_document("<p>x</p>"), theme=a_house_theme(a_reference()), report=report, options=options)

    assert heads(word)["header default"] == "For this run"
    [note] = report.diagnostics
    assert note.message.startswith("mine.docx lacks these styles")


def test_the_same_reference_gives_the_same_bytes(pandoc: bytes) -> None:
    assert made_with(pandoc)[0].data == made_with(pandoc)[0].data


def test_python_docx_opens_it(pandoc: bytes) -> None:
    assert docx.Document(io.BytesIO(made_with(pandoc)[0].data)).paragraphs
