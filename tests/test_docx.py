"""What each element of the HTML vocabulary becomes in Word."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from briefgen.diagnostics import Report
from documents import a_document, a_picture, with_endnotes
from looks import a_theme
from word import PAGES, W, Word, a_full_document, a_png, text_of, value, written


@pytest.fixture(scope="module")
def full() -> Word:
    return written(a_full_document())


# --- paragraphs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("Protective Marking", "OFFICIAL"),
        ("Kicker", "Office of Policy"),
        ("Title", "Compute is short where it is wanted"),
        ("Subtitle", "What a government can do about it"),
        ("Byline", "For the Minister, 22 November 2026"),
        ("Ask Title", "Decision"),
        ("Ask", "Agree to the pilot."),
        ("Ask List", "first point"),
        ("heading 1", "Why it matters"),
        ("heading 2", "Now"),
        ("Heading 1 Unnumbered", "Annex"),
        ("Heading 1 Unlisted", "References"),
        ("Lead", "A lead."),
        ("List Bullet", "one"),
        ("List Continue", "still two"),
        ("List Number 2", "deep"),
        ("List Bullet 3", "deepest"),
        ("List Bullet Compact", "tight"),
        ("List Plain", "no bullet"),
        ("Definition Term", "Term"),
        ("Definition", "What it means."),
        ("Quote", "Quoted words."),
        ("Source Code", "line one\n  line two"),
        ("Framed Callout Title", "Limits"),
        ("Framed Callout", "Few sources."),
        ("Ruled Callout List", "one side"),
        ("Callout", "So what? Plain words."),
        ("caption", "Figure 1 Estimates differ\nMillions of people"),
        ("caption", "Table 1 Costs"),
        ("Source Note", "Source: two ministries."),
        ("Table Heading", "Measure"),
        ("Table Heading Number", "Cost"),
        ("Table Group", "Money"),
        ("Table Row Heading", "Vouchers"),
        ("Table Number", "12.5"),
        ("Table Mark", "●"),
        ("Table List", "item"),
        ("Key Figure Heading", "Servers"),
        ("Table Big", "868"),
        ("TOC Heading", "Contents"),
        ("toc 2", "1.1 Now\t3"),
        ("table of figures", "Table 1. Costs\t4"),
        ("Bibliography", "Doe, J. (2025). A report."),
        ("Contact", "Contact: policy@example.org"),
    ],
)
def test_every_element_gets_its_named_style(full: Word, style: str, text: str) -> None:
    assert (style, text) in full.paragraphs()


def test_no_paragraph_stands_empty_but_the_thin_ones_word_needs(full: Word) -> None:
    empty = [full.style_of(p) for p in full.body.iter(f"{W}p") if not text_of(p) and p.find(f".//{W}drawing") is None]

    assert set(empty) <= {"Spacer", "Table Text", "Table Mark"}


def test_white_space_collapses_as_in_html() -> None:
    word = written("<p>\n  one\n  <strong> two </strong>\n three<br/>\n four&#160; </p>")

    assert text_of(word.paragraph("one")) == "one two three\nfour\u00a0"


def test_a_style_that_an_element_names_is_used() -> None:
    report = Report()
    word = written('<p data-style="House Quote">Said.</p>', report=report)

    assert word.paragraphs() == [("House Quote", "Said.")]
    assert [d.rule for d in report.diagnostics] == ["reference-style-added"]


def test_a_class_of_the_audience_gets_the_style_that_it_stands_for() -> None:
    theme = replace(a_theme(), class_styles={"verdict": "Label"})

    word = written('<p class="verdict">Sound.</p>', theme=theme)

    assert word.paragraphs() == [("Label", "Sound.")]


@pytest.mark.parametrize(
    "body", ['<p data-style="Strong">x</p>', '<p><span data-style="Lead">x</span></p>', '<table data-style="House"/>']
)
def test_a_style_of_another_kind_is_refused(body: str) -> None:
    report = Report()
    written(body.replace("/>", "><thead><tr><th>x</th></tr></thead></table>"), report=report)

    assert [d.rule for d in report.diagnostics] == ["unknown-element"]


def test_an_element_without_a_rule_is_a_finding_with_its_place() -> None:
    report = Report()
    written("<p>before</p>\n<video>x</video>", report=report)

    assert [(d.rule, d.span.line) for d in report.diagnostics if d.span] == [("unknown-element", 2)]


def test_characters_that_xml_forbids_are_left_out() -> None:
    document = a_document("<p>x</p>")
    paragraph = document.root.children[0].with_children(("a\x00b\x1fc\ufffed <&>",))  # type: ignore[union-attr]

    word = written(replace(document, root=document.root.with_children((paragraph,))))

    assert text_of(word.body) == "abcd <&>"


# --- in the line ----------------------------------------------------------------------------------


def _run_styles(word: Word, text: str) -> dict[str, str]:
    """Text of each run to its character style."""
    names = word.style_names
    runs = word.paragraph(text).iter(f"{W}r")
    return {text_of(r): names.get(value(r.find(f"{W}rPr/{W}rStyle")), "") for r in runs if text_of(r)}


def test_emphasis_is_a_character_style(full: Word) -> None:
    styles = _run_styles(full, "Text with a note")

    assert styles["emphasis"] == "Emphasis"
    assert styles["bold "] == "Strong"
    assert styles["code"] == "Verbatim Char"
    assert styles["a term"] == "Definition Char"
    assert styles["strong evidence"] == "Tag"
    assert styles["not known"] == "Unknown"


def test_strong_text_in_a_bold_paragraph_does_not_turn_light() -> None:
    word = written("<h2>All <strong>bold</strong> words</h2>")

    assert set(_run_styles(word, "All").values()) == {""}


def test_text_in_another_language_says_so(full: Word) -> None:
    marks = [(n.get(f"{W}val"), n.get(f"{W}eastAsia")) for n in full.body.iter(f"{W}lang")]

    assert (None, "zh-CN") in marks
    assert ("fr", None) in marks


def test_terms_stand_beside_their_facts() -> None:
    word = written(
        '<dl class="facts"><dt>Owner</dt><dd>The <strong>Ministry</strong></dd><dt>Cost</dt><dd>not known</dd></dl>'
    )

    assert word.paragraphs() == [("Fact", "Owner\tThe Ministry"), ("Fact", "Cost\tnot known")]


def test_the_empty_box_can_be_seen(full: Word) -> None:
    assert "☐ Agree \u2003☐ Disagree" in text_of(full.body)


# --- lists and numbers ----------------------------------------------------------------------------


def _list_of(word: Word, text: str) -> str:
    return value(word.paragraph(text).find(f"{W}pPr/{W}numPr/{W}numId"))


def test_each_numbered_list_counts_from_its_own_start(full: Word) -> None:
    starts = {
        n.get(f"{W}numId"): value(n.find(f"{W}lvlOverride/{W}startOverride"))
        for n in full.xml("numbering").iter(f"{W}num")
    }

    assert starts[_list_of(full, "see")] == "3"
    assert starts[_list_of(full, "first again")] == "1"
    assert len({_list_of(full, t) for t in ("deep", "see", "first", "first again")}) == 4


def test_bullets_come_from_the_style(full: Word) -> None:
    assert _list_of(full, "two") == ""


def test_headings_and_paragraphs_are_numbered_by_word_itself(full: Word) -> None:
    styles = {value(s.find(f"{W}name")): s for s in full.xml("styles").iter(f"{W}style")}

    assert all(
        value(styles[n].find(f"{W}pPr/{W}numPr/{W}numId")) for n in ("heading 1", "heading 2", "Numbered Paragraph")
    )
    assert text_of(full.paragraph("Why it matters")) == "Why it matters"
    assert _list_of(full, "Text with a note") == ""


def test_a_number_that_jumps_restarts_the_list() -> None:
    word = written('<p class="numbered" data-number="1">a</p><p class="numbered" data-number="5">b</p>')

    starts = [value(n) for n in word.xml("numbering").iter(f"{W}startOverride")]
    assert (_list_of(word, "a"), starts) == ("", ["5"])


def test_a_heading_number_that_no_list_can_give_is_written_out() -> None:
    word = written('<h2 id="a" data-number="A">Annex</h2>')

    assert word.paragraphs() == [("Heading 1 Unnumbered", "A\u2002Annex")]


# --- notes and references -------------------------------------------------------------------------


def test_notes_are_footnotes_in_the_order_of_their_marks(full: Word) -> None:
    notes = [text_of(n).strip() for n in full.xml("footnotes")][2:]

    assert notes == ["A source, its title, example.org.", "Another note."]
    assert [n.get(f"{W}id") for n in full.body.iter(f"{W}footnoteReference")] == ["1", "2"]


def test_notes_at_the_end_are_endnotes_that_count_in_figures() -> None:
    word = written(with_endnotes(a_full_document()))

    assert [text_of(n).strip() for n in word.xml("endnotes")][2:] == [
        text_of(n).strip() for n in written(a_full_document()).xml("footnotes")
    ][2:]
    assert [n.get(f"{W}id") for n in word.body.iter(f"{W}endnoteReference")] == ["1", "2"]
    assert {style for style, _ in word.paragraphs("endnotes")} == {"endnote text"}
    assert not list(word.body.iter(f"{W}footnoteReference"))
    counts = [n for part in ("document", "settings") for n in word.xml(part).iter(f"{W}endnotePr")]
    assert {value(n.find(f"{W}numFmt")) for n in counts} == {"decimal"}
    assert len(counts) == 1 + len(list(word.body.iter(f"{W}sectPr")))
    assert word.paragraphs()[-1][1] == "Notes"
    assert b"https://example.org/a?b=1&amp;c=2" in word.parts["word/_rels/endnotes.xml.rels"]


def test_links_go_to_relationships_of_the_part_they_stand_in(full: Word) -> None:
    assert b"https://example.org/a?b=1&amp;c=2" in full.parts["word/_rels/footnotes.xml.rels"]
    assert b"mailto:policy@example.org" in full.parts["word/_rels/document.xml.rels"]


def test_a_link_to_a_script_is_refused() -> None:
    report = Report()
    word = written('<p><a href="javascript:x">here</a></p>', report=report)

    assert [d.rule for d in report.diagnostics] == ["broken-link"]
    assert b"javascript" not in b"".join(word.parts.values())


def test_captions_count_by_field_and_references_show_them(full: Word) -> None:
    fields = full.fields()

    assert ("SEQ Figure \\* ARABIC", "1") in fields
    assert ("SEQ Table \\* ARABIC", "1") in fields
    shown = [result for instruction, result in fields if instruction.startswith("REF ")]
    assert shown == ["Figure 1", "Table 1", "2", "What to do"]


def test_page_references_show_the_page_that_is_known(full: Word) -> None:
    pages = [result for instruction, result in full.fields() if instruction.startswith("PAGEREF")]

    assert pages == ["3", "3", "4", "5", "3", "4", "4"]


def test_an_unknown_page_is_left_open() -> None:
    word = written('<p>Page <a class="page-ref" data-ref="h" href="#h">x</a></p><h2 id="h">Here</h2>', pages={})

    assert [result for _, result in word.fields() if _.startswith("PAGEREF")] == ["\u00a0"]


UNNUMBERED = "Heading 1 Unnumbered,1,Heading 2 Unnumbered,2"


def test_an_update_of_the_contents_finds_the_headings_that_they_list_and_no_others(full: Word) -> None:
    asked = {"heading 1", "heading 2", *UNNUMBERED.split(",")}

    entries = [text.split("\t")[0] for style, text in full.paragraphs() if style in ("toc 1", "toc 2")]
    headings = [text for style, text in full.paragraphs() if style in asked]
    assert headings == [re.sub(r"^[\d.]+ ", "", entry) for entry in entries]


def test_the_contents_are_a_field_that_is_already_filled(full: Word) -> None:
    instructions = dict(full.fields())

    assert instructions[f'TOC \\o "1-2" \\h \\z \\t "{UNNUMBERED}"'] == "1 Why it matters31.1 Now32 What to do4Annex5"
    assert value(full.body.find(f".//{W}docPartGallery")) == "Table of Contents"
    assert b"updateFields" not in full.parts["word/settings.xml"]


# --- blocks ---------------------------------------------------------------------------------------


def test_a_picture_is_inline_with_its_words_and_its_drawing(full: Word) -> None:
    drawing = next(full.body.iter("{*}inline"))

    assert drawing.find("{*}docPr").get("descr") == "Two bars, one ten times as long as the other Two bars."
    assert drawing.find(".//{*}svgBlip") is not None
    assert int(drawing.find("{*}extent").get("cx")) == 160 * 36000


def test_a_drawing_names_the_families_that_readers_have(full: Word) -> None:
    drawing = next(data for name, data in full.parts.items() if name.endswith(".svg"))

    assert b'font-family="Calibri, Brief Sans"' in drawing


def test_a_picture_never_leaves_the_text() -> None:
    wide = replace(a_picture(), raster=a_png(), width_mm=400.0, height_mm=100.0)
    word = written(a_document('<figure><img data-picture="talent" alt="Two bars of size"/></figure>', pictures=(wide,)))

    size = next(word.body.iter("{*}extent"))
    width = a_theme().page.text_width_mm * 36000
    assert int(size.get("cx")) == pytest.approx(width, rel=0.001)
    assert int(size.get("cy")) == pytest.approx(width / 4, rel=0.001)


@pytest.mark.parametrize("bad", ["<script>x</script>", '<image href="http://a.b/c.png"/>', '<rect onclick="x()"/>'])
def test_a_drawing_that_could_act_is_left_out(bad: str) -> None:
    picture = replace(a_picture(), raster=a_png())
    picture = replace(picture, svg=picture.svg.replace("</svg>", f"{bad}</svg>"))
    word = written(
        a_document('<figure><img data-picture="talent" alt="Two bars of size"/></figure>', pictures=(picture,))
    )

    assert [n for n in word.names if n.startswith("word/media/")] == ["word/media/picture1.png"]


def test_a_missing_picture_is_a_finding() -> None:
    report = Report()
    written('<figure><img data-picture="gone" alt="Nothing to see"/></figure>', report=report)

    assert [d.rule for d in report.diagnostics] == ["missing-image"]


def test_boxes_keep_their_edge_through_lists(full: Word) -> None:
    """Word draws one box around paragraphs whose borders, and whose outer edges, are the same."""
    edges = set()
    for style in full.xml("styles").iter(f"{W}style"):
        if value(style.find(f"{W}name")) in ("Ask", "Ask Title", "Ask List", "Ask Continue"):
            indent = style.find(f"{W}pPr/{W}ind")
            edges.add(int(indent.get(f"{W}left")) - int(indent.get(f"{W}hanging", "0")))

    assert len(edges) == 1


def test_two_boxes_of_a_kind_do_not_flow_together(full: Word) -> None:
    above = full.paragraph("The bottom line").getprevious()

    assert full.style_of(above) == "Spacer"


def test_a_page_that_must_start_starts_without_an_empty_paragraph(full: Word) -> None:
    starts = [text_of(p) for p in full.body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]

    assert starts == ["Contents", "Why it matters", "Contact: policy@example.org"]


def test_turned_pages_are_a_section_of_their_own(full: Word) -> None:
    sections = list(full.body.iter(f"{W}sectPr"))
    turned = [s.find(f"{W}pgSz").get(f"{W}orient") for s in sections]

    assert turned == [None, None, "landscape", None]
    assert [s.find(f"{W}titlePg") is not None for s in sections] == [True, False, False, False]


def test_what_is_kept_together_ends_somewhere(full: Word) -> None:
    kept = full.paragraph("Kept"), full.paragraph("together")

    assert [p.find(f"{W}pPr/{W}keepNext") is not None for p in kept] == [True, False]


def test_running_heads_carry_title_marking_and_page(full: Word) -> None:
    parts = {
        n: text_of(full.xml(n.removeprefix("word/").removesuffix(".xml")))
        for n in full.names
        if "header" in n or "footer" in n
    }

    assert "Compute is short where it is wanted\tOFFICIAL\tMinister" in parts.values()
    assert "\tOFFICIAL\t" in parts.values()
    assert any(t.endswith("\tOFFICIAL\tPage 1 of 1") and t.startswith("Office of Policy") for t in parts.values())


def test_pages_are_given_for_ids_alone() -> None:
    assert written(a_full_document(), pages={**PAGES, "nowhere": 99}).data == written(a_full_document()).data
