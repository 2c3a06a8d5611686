"""Composed XHTML read back into a tree: what is kept, what is repaired, what is refused."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from briefgen.core.document import Element
from briefgen.diagnostics import Diagnostic, Report, Span
from briefgen.render.origins import Origins
from briefgen.render.readback import read_back
from trees import shown

PATH = "templates/base/standard.html.j2"


def read(
    body: str,
    report: Report | None = None,
    own: Collection[str] = (),
    root: str = '<article class="brief">{}</article>',
) -> Element | None:
    """`body` as a template of one file writes it."""
    findings, origins = report or Report(), Origins()
    tree = read_back(origins.mark_template(root.format(body), PATH), origins, own, findings)
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return tree


def findings(body: str, own: Collection[str] = ()) -> list[Diagnostic]:
    report = Report()
    read(body, report, own)
    return list(report.diagnostics)


def rules(body: str) -> list[str]:
    return [d.rule for d in findings(body)]


# --- what is kept -----------------------------------------------------------------------------------


def test_a_document_comes_back_as_it_was_written() -> None:
    body = '<h2 id="a">A &amp; B</h2><p class="lead">One <em>two</em> three.</p><!-- gone --><ul><li>x</li></ul>'

    tree = read(body)

    assert tree is not None
    assert shown(tree) == body.replace("<!-- gone -->", "")


def test_elements_know_their_lines_and_carry_no_mark() -> None:
    tree = read("<p>x</p>\n  <p>y</p>")

    assert tree is not None
    assert [(str(e.origin), dict(e.attrs)) for e in tree.walk() if e.tag == "p"] == [
        (f"{PATH}:1:24", {}),
        (f"{PATH}:2:3", {}),
    ]


def test_html_entities_are_read() -> None:
    tree = read("<p>a&nbsp;b&mdash;c &lt; d &#8364; &hellip;</p>")

    assert tree is not None
    assert tree.text() == "a\u00a0b—c < d € …"


def test_characters_that_xml_forbids_are_replaced() -> None:
    tree = read("<p>a\x00b\x0bc\ufffed</p>")

    assert tree is not None
    assert tree.text() == "a�b�c�d"


def test_an_empty_class_is_no_class() -> None:
    tree = read('<section class=" "><p class="">x</p></section>')

    assert tree is not None
    assert shown(tree) == "<section><p>x</p></section>"


def test_a_class_that_the_audience_declares_is_known() -> None:
    assert findings('<p class="pledge">x</p>', own=["pledge"]) == []


# --- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<ul><p>x</p></ul>",
        "<ul>text</ul>",
        "<p><ul><li>x</li></ul></p>",
        "<p><div>x</div></p>",
        "<h2><p>x</p></h2>",
        "<p><strong><p>x</p></strong></p>",
        "<table><tbody><tr><td>x</td></tr></tbody></table>",
        "<table><thead><tr><th>x</th></tr></thead><tr><td>x</td></tr></table>",
        "<table><thead><tr><p>x</p></tr></thead></table>",
        "<dl><p>x</p></dl>",
    ],
)
def test_an_element_where_it_cannot_stand_is_misplaced(body: str) -> None:
    assert set(rules(body)) == {"misplaced-element"}


@pytest.mark.parametrize(
    "body",
    [
        "<script>x</script>",
        "<iframe/>",
        "<h5>x</h5>",
        "<font>x</font>",
        "<form/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_elements_outside_the_vocabulary_are_unknown(body: str) -> None:
    assert rules(body) == ["unknown-element"]


@pytest.mark.parametrize(
    "attribute",
    ['style="x"', 'onclick="x"', 'src="x"', 'data-origin="x"', 'xml:lang="en"', 'align="left"', 'colspan="2"'],
)
def test_attributes_outside_the_vocabulary_are_unknown(attribute: str) -> None:
    assert rules(f"<p {attribute}>x</p>") == ["unknown-element"]


@pytest.mark.parametrize("value", ["0", "-1", "101", "two", "1.5", "", "٣"])
def test_a_span_of_cells_is_a_small_whole_number(value: str) -> None:
    body = f'<table><thead><tr><th colspan="{value}">x</th></tr></thead></table>'

    assert rules(body) == ["unknown-element"]


@pytest.mark.parametrize("href", ["https://example.org", "HTTP://example.org", "mailto:a@example.org", "#here"])
def test_links_to_the_web_to_mail_and_to_anchors_are_allowed(href: str) -> None:
    assert rules(f'<p><a href="{href}">x</a></p>') == []


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "page.html", "//x", ""],
)
def test_other_links_are_refused(href: str) -> None:
    assert rules(f'<p><a href="{href}">x</a></p>') == ["broken-link"]


@pytest.mark.parametrize("name", ["1a", "a b", "", "-a", "a/b"])
def test_an_anchor_begins_with_a_letter(name: str) -> None:
    assert rules(f'<p id="{name}">x</p>') == ["bad-id"]


def test_a_picture_needs_an_alternative_text() -> None:
    assert rules('<figure><img data-picture="a" alt=" "/></figure>') == ["alt-text"]


def test_all_faults_are_found_at_once() -> None:
    body = '<video/>\n<p class="leed" style="x">y</p>\n<ul><p>z</p></ul>'

    assert [(d.rule, d.span.line) for d in findings(body) if d.span] == [
        ("unknown-element", 1),
        ("unknown-class", 2),
        ("unknown-element", 2),
        ("misplaced-element", 3),
    ]


@pytest.mark.parametrize("root", ["<div>{}</div>", "<article>{}</article>", '<article class="part">{}</article>'])
def test_the_outermost_element_is_the_brief(root: str) -> None:
    report = Report()
    read("<p>x</p>", report, root=root)

    assert "misplaced-element" in [d.rule for d in report.diagnostics]


# --- what is no XHTML -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("<p>x</p>\n<p>y", 2),
        ("<p>x</p>\n<p>y</em></p>", 2),
        ("<p>x</p>\n<br>", 2),
        ('<p>x</p>\n<p class="a" class="b">y</p>', 2),
        ("<p>x</p>\n<p>&nosuch;</p>", 2),
    ],
)
def test_a_fault_of_form_is_laid_at_the_line_that_made_it(body: str, line: int) -> None:
    report = Report()

    assert read(body, report) is None
    [found] = report.diagnostics
    assert found.rule == "not-well-formed"
    assert found.span is not None
    assert found.span.line == line
    assert "line" not in found.message


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><article class="brief"><p>&x;</p></article>',
        '<!DOCTYPE a [<!ENTITY x "boom">]><article class="brief"><p>&x;</p></article>',
        '<!DOCTYPE html><article class="brief"><p>x</p></article>',
    ],
)
def test_a_document_type_is_refused_and_no_entity_is_read(text: str) -> None:
    report = Report()

    assert read_back(text, Origins(), (), report) is None
    assert [d.rule for d in report.diagnostics] == ["not-well-formed"]


# --- marks ------------------------------------------------------------------------------------------


def test_marks_of_others_are_no_places() -> None:
    origins = Origins()
    origins.mark(Span("a.yaml", 1, 1))

    assert [origins.span(m) for m in ("0:1:1", "1:1:1", "x", "0:1", "0:-1:1", "", "²:1:1")] == [
        Span("a.yaml", 1, 1),
        *[None] * 6,
    ]


def test_each_start_tag_of_a_template_is_marked_and_no_line_moves() -> None:
    source = '{% if a < b %}\n<p class="x">{{ "<b>" }}</p>{# <i> #}\n\n<br/>{% endif %}'

    marked = Origins().mark_template(source, PATH)

    assert marked == (
        '{% if a < b %}\n<p data-src="0:2:1" class="x">{{ "<b>" }}</p>{# <i> #}\n\n<br data-src="0:4:1"/>{% endif %}'
    )
