"""What the program fills in: numbers, anchors, contents, cross-references; and what it says of broken links."""

from __future__ import annotations

import pytest

from briefgen.core.document import Element
from briefgen.core.passes import Numbering, finish, run_in, slug
from briefgen.diagnostics import Diagnostic, Report
from trees import found, shown, tree

LABELS = {"figure": "Figure", "table": "Table", "notes": "Notes"}
FIGURE = '<figure class="chart" id="{0}"><figcaption><strong>{1}</strong> <span>2024</span></figcaption></figure>'
TABLE = '<figure class="table"><table id="{0}"><caption><strong>{1}</strong></caption></table></figure>'


def finished(
    body: str,
    *,
    headings: bool = False,
    paragraphs: bool = False,
    endnotes: bool = False,
    report: Report | None = None,
) -> Element:
    findings = report or Report()
    root = finish(tree(body), Numbering(headings, paragraphs, LABELS, endnotes), findings)
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return root


def findings(body: str) -> tuple[Diagnostic, ...]:
    report = Report()
    finished(body, report=report)
    return report.diagnostics


def numbers(root: Element, *tags: str) -> list[str]:
    return [e.get("data-number") for e in root.walk() if e.tag in tags]


# --- notes and paragraphs ---------------------------------------------------------------------------


def test_notes_are_numbered_through_the_document() -> None:
    root = finished('<p>One<span class="note">a</span></p><p>Two<span class="note">b <em>c</em></span></p>')

    assert [e.get("data-number") for e in root.walk() if e.has_class("note")] == ["1", "2"]


NOTED = '<nav class="toc"></nav><section><h2>Why</h2><p>One<span class="note">a</span></p></section>'


def test_notes_at_the_end_have_a_last_section_that_is_numbered_and_listed_like_the_others() -> None:
    root = finished(NOTED, headings=True, endnotes=True)

    assert shown(root).endswith('<section class="notes"><h2 data-number="2" id="h-notes">Notes</h2></section>')
    assert [item.text() for item in found(root, "li")] == ["1 Why", "2 Notes"]


def test_notes_of_a_single_page_stand_on_that_page() -> None:
    page = finished('<section class="one-page"><p>One<span class="note">a</span></p></section>', endnotes=True)

    [only] = page.children
    assert shown(only).endswith('</p><section class="notes"><h2 id="h-notes">Notes</h2></section>')


@pytest.mark.parametrize(("body", "endnotes"), [(NOTED, False), ("<p>No notes</p>", True)])
def test_there_is_no_section_of_notes_without_notes_or_where_they_stand_at_the_foot(body: str, endnotes: bool) -> None:
    assert not [e for e in finished(body, endnotes=endnotes).walk() if e.has_class("notes")]


def test_plain_paragraphs_of_sections_are_numbered() -> None:
    body = """
    <p>Before</p>
    <section><h2>Heading</h2><p>One</p><p class="lead">Lead</p><p> </p>
      <aside><p>Aside</p></aside><ul><li><p>Item</p></li></ul>
      <section><p>Two</p></section></section>
    """

    root = finished(body, paragraphs=True)

    assert [(p.text(), p.get("data-number")) for p in found(root, "p") if p.has_class("numbered")] == [
        ("One", "1"),
        ("Two", "2"),
    ]


@pytest.mark.parametrize("class_", ["one-page", "unnumbered"])
def test_paragraphs_of_a_summary_and_of_unnumbered_sections_carry_no_number(class_: str) -> None:
    root = finished(f'<section class="{class_}"><p>One</p></section>', paragraphs=True)

    assert numbers(root, "p") == [""]


def test_paragraphs_stay_as_they_are_where_the_length_does_not_number_them() -> None:
    root = finished("<section><p>One</p></section>")

    assert shown(root) == "<section><p>One</p></section>"


# --- headings ---------------------------------------------------------------------------------------


def test_sections_are_numbered_and_what_is_below_them_is_not() -> None:
    body = "<h2>A</h2><h3>B</h3><h4>C</h4><h3>D</h3><h2>E</h2><h3>F</h3>"

    assert numbers(finished(body, headings=True), "h2", "h3", "h4") == ["1", "", "", "", "2", ""]


@pytest.mark.parametrize(
    "body",
    [
        '<h2 class="unnumbered">A</h2>',
        '<section class="one-page"><h2>A</h2></section>',
        "<aside><h2>A</h2></aside>",
        '<header class="masthead"><h2>A</h2></header>',
    ],
)
def test_some_headings_carry_no_number_and_are_not_counted(body: str) -> None:
    root = finished(f"{body}<h2>B</h2>", headings=True)

    assert numbers(root, "h2") == ["", "1"]


def test_headings_carry_no_numbers_where_the_length_has_none() -> None:
    assert numbers(finished("<h2>A</h2>"), "h2") == [""]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("The bottom line", "the-bottom-line"),
        ("  What?! -- and  why ", "what-and-why"),
        ("未知之处", "未知之处"),
        ("Ποιος πληρώνει", "ποιος-πληρώνει"),
        ("№ ½", "no-1-2"),
        ("!", "section"),
        ("a" * 80, "a" * 60),
        ("a" * 59 + " bcd", "a" * 59),
    ],
)
def test_an_anchor_is_made_of_the_words_of_a_heading(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_equal_headings_have_different_anchors() -> None:
    root = finished('<p id="h-limits-2">x</p><h2>Limits</h2><h2>Limits</h2><h3>Limits</h3>')

    assert [e.get("id") for e in root.walk() if e.tag in ("h2", "h3")] == ["h-limits", "h-limits-3", "h-limits-4"]


def test_an_anchor_that_a_template_gave_is_kept() -> None:
    assert shown(finished('<h2 id="mine">Limits</h2>')) == '<h2 id="mine">Limits</h2>'


def test_a_figure_or_table_with_a_caption_has_an_anchor() -> None:
    root = finished(
        "<figure><figcaption>Roads</figcaption></figure><table><caption>Rails</caption></table><table><tr/></table>"
    )

    assert [e.get("id") for e in root.walk() if e.tag in ("figure", "table")] == ["h-roads", "h-rails", ""]


# --- captions and lists -----------------------------------------------------------------------------


def test_figures_and_tables_are_counted_each_for_themselves() -> None:
    body = FIGURE.format("f1", "Roads") + TABLE.format("t1", "Rails") + FIGURE.format("f2", "Ice")

    root = finished(body)

    assert numbers(root, "figcaption", "caption") == ["Figure 1", "Table 1", "Figure 2"]


def test_the_contents_list_headings_as_deep_as_they_are_asked_for() -> None:
    body = (
        '<nav class="toc" data-levels="2"></nav>'
        '<h2 id="a">A</h2><h3 id="b">B <em>and</em> C</h3><h4 id="d">D</h4><aside><h2 id="e">E</h2></aside>'
        '<section data-toc="no"><h2 id="f">F</h2></section>'
    )

    root = finished(body, headings=True)

    assert shown(found(root, "nav")[0]) == (
        '<ul><li data-level="1"><a href="#a">1 A</a></li><li data-level="2"><a href="#b">B and C</a></li></ul>'
    )


def test_lists_of_figures_and_of_tables_hold_their_titles_without_subtitles() -> None:
    figures, tables = '<nav class="list-of-figures"></nav>', '<nav class="list-of-tables"></nav>'

    root = finished(figures + tables + FIGURE.format("f1", "Roads") + TABLE.format("t1", "Rails"))

    lists = [shown(nav) for nav in found(root, "nav")]
    assert lists == [
        '<ul><li data-level="1"><a href="#f1">Figure 1. Roads</a></li></ul>',
        '<ul><li data-level="1"><a href="#t1">Table 1. Rails</a></li></ul>',
    ]


def test_a_list_of_nothing_is_left_out() -> None:
    assert shown(finished('<nav class="list-of-figures"></nav><p>Text</p>')) == "<p>Text</p>"


def test_a_section_goes_with_its_empty_list_if_but_a_heading_is_left() -> None:
    section = '<section> <h2>Tables</h2><nav class="list-of-tables"></nav>{0}</section><p>Text</p>'

    assert shown(finished(section.format(""))) == "<p>Text</p>"
    left = finished(section.format('<p>More</p><nav class="list-of-figures"></nav>'))
    assert [e.text() for e in left.walk() if e.tag in ("h2", "p", "nav")] == ["Tables", "More", "Text"]


# --- cross-references -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (FIGURE.format("x", "Roads"), "Figure 1"),
        (TABLE.format("x", "Rails"), "Table 1"),
        (f'<section id="x"><h2 id="y">Limits</h2>{FIGURE.format("z", "Roads")}</section>', "1 Limits"),
        ('<section id="x"><h2 id="y">Limits</h2></section>', "1 Limits"),
        ('<h2 id="x" class="unnumbered">Limits</h2>', "Limits"),
    ],
)
def test_an_empty_cross_reference_gets_the_name_of_what_it_refers_to(target: str, text: str) -> None:
    root = finished(f'<p><a class="ref" data-ref="x"></a></p>{target}', headings=True)

    link = found(root, "a")[0]
    assert (link.get("href"), link.text()) == ("#x", text)


def test_a_cross_reference_with_words_keeps_them() -> None:
    root = finished(f'<p><a class="ref" data-ref="x">the picture</a></p>{FIGURE.format("x", "Roads")}')

    assert found(root, "a")[0].text() == "the picture"


# --- what is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ['<a href="#gone">there</a>', '<a class="ref" data-ref="gone"></a>'])
def test_a_link_to_nothing_is_reported_at_its_line(link: str) -> None:
    [finding] = findings(f"\n<p>\n{link}</p>")

    assert finding.rule == "broken-link"
    assert '"gone"' in finding.message
    assert finding.span is not None
    assert finding.span.line == 3


def test_the_same_anchor_twice_is_reported_once() -> None:
    [finding] = findings('<p id="a">x</p>\n<p id="a">y</p>')

    assert finding.rule == "duplicate-id"
    assert finding.span is not None
    assert finding.span.line == 2


# --- references -------------------------------------------------------------------------------------


def test_run_in_references_become_one_paragraph() -> None:
    entries = '<p class="reference" id="ref-a">A.</p><p class="reference" id="ref-b">B.</p>'

    root = run_in(tree(f'<div class="references run-in" id="s">{entries}</div>'))

    assert shown(root) == '<p class="small" id="s"><span id="ref-a">A.</span> <span id="ref-b">B.</span></p>'


def test_run_in_references_without_entries_go() -> None:
    assert shown(run_in(tree('<div class="references run-in"></div>'))) == ""


def test_other_references_stay_a_list() -> None:
    body = '<div class="references"><p class="reference" id="ref-a">A.</p></div>'

    assert shown(run_in(tree(body))) == body


def test_a_heading_that_skips_a_level_is_found_where_it_is_written() -> None:
    report = Report()

    finished("<h2>A</h2><h4>B</h4><aside><h4>C</h4></aside><h3>D</h3><h4>E</h4>", report=report)

    assert [(d.rule, d.message) for d in report.diagnostics] == [
        ("misplaced-element", '<h4> "B" skips a level: <h3> is next')
    ]
