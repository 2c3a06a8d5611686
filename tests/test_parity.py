"""PDF, Word file and web page of one document say the same, and what they do not is found and named."""

from __future__ import annotations

import functools
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from lxml import html

from briefgen.core.document import Document, Element, in_full
from briefgen.diagnostics import Diagnostic, Report
from briefgen.pipeline import Request, build
from briefgen.render.docx import render_docx
from briefgen.render.docx.package import pack
from briefgen.render.html import render_html
from briefgen.render.parity import check_formats
from briefgen.render.pdf import Layout, lay_out, write
from briefgen.render.style import Theme
from conftest import BRIEF, Project
from documents import a_document, a_picture, with_endnotes
from looks import a_theme, files
from word import Word, a_full_document, a_png

ROOT = Path(__file__).parent.parent

BODY = """
<h2 id="h-why" data-number="1">Why it matters</h2>
<p data-block="cost">Repair costs 12.5 million a year.<span class="note" data-number="1">Survey of 2025, p. 3.</span>
</p>
<p data-block="time">It takes <strong>four</strong> years and 30 people.</p>
<ol start="3"><li>Ask the council.</li><li>Mend the roads.</li></ol>
<ul><li>Cheap</li><li>Quick</li></ul>
<table class="data" id="t-one" data-block="table">
<caption data-number="Table 1"><strong>Costs by year</strong></caption>
<thead><tr><th scope="col">Year</th><th scope="col">Cost</th></tr></thead>
<tbody><tr><td>2025</td><td>12</td></tr><tr><td>2026</td><td>13</td></tr></tbody></table>
<p>Costs are in <a class="ref" data-ref="t-one" href="#t-one">Table 1</a>; see <q>Why it matters</q>.</p>
<p lang="zh-CN" data-block="zh">算力短缺在西部最为严重。</p>
<p>The end.</p>
"""


@dataclass(frozen=True)
class Made:
    """A document in every format."""

    document: Document
    theme: Theme
    layout: Layout
    files: Mapping[str, bytes]


@functools.cache
def made(body: str = BODY) -> Made:
    return made_of(a_document(body), a_theme())


def made_of(document: Document, theme: Theme) -> Made:
    report = Report()
    layout = lay_out(document, theme, report)
    word = render_docx(document, theme, report, pages=layout.anchors)
    pdf = write(layout, document, theme, report)
    return Made(document, theme, layout, {"pdf": pdf, "docx": word, "html": render_html(document, theme, report)})


def found_in(thing: Made, *, pdf: Made | None = None, **other: bytes) -> tuple[Diagnostic, ...]:
    """What is said of `thing` when the PDF, or the files that are named, are others than its own."""
    report = Report()
    layout = pdf.layout if pdf else thing.layout
    check_formats(thing.document, thing.theme, layout, {**thing.files, **other}, report)
    return report.diagnostics


# --- what agrees ------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["one-page", "standard", "pack"])
def test_everything_that_the_vocabulary_has_is_the_same_in_all_formats(length: str) -> None:
    thing = made_of(a_full_document(length=length), a_theme(length=length))

    assert found_in(thing) == ()


def test_notes_at_the_end_are_the_same_in_all_formats_and_a_change_in_one_is_found() -> None:
    thing = made_of(with_endnotes(a_full_document(length="pack")), a_theme(length="pack"))

    assert found_in(thing) == ()
    parts = Word(thing.files["docx"]).parts
    parts["word/endnotes.xml"] = re.sub(rb"(<w:t[^>]*>)(\w)", rb"\1Not \2", parts["word/endnotes.xml"], count=1)
    [found] = found_in(thing, docx=pack(parts))
    assert "the Word file says" in found.message


HEAD = '<thead><tr><th scope="col">Year</th></tr></thead><tbody><tr><td>2025</td></tr></tbody>'
LISTED = """<h1 class="title">T</h1><section><h2 id="l">Tables</h2><nav class="list-of-tables"><ul>
<li data-level="1"><a href="#t1">Table 1. Costs</a></li><li data-level="1"><a href="#t2">Table 2. Gains</a></li>
</ul></nav></section>""" + "".join(
    f'<section class="page-start"><table class="data" id="t{n}"><caption data-number="Table {n}">'
    f"<strong>{title}</strong></caption>{HEAD}</table></section>"
    for n, title in enumerate(("Costs", "Gains"), 1)
)


def test_a_list_of_tables_leads_to_its_tables_in_every_format_with_the_right_pages() -> None:
    thing = made(LISTED)

    assert found_in(thing) == ()
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(thing.files["pdf"])).pages]
    rows = re.findall(r"Table \d\. .*?\d$", pages[0], re.DOTALL | re.MULTILINE)
    assert [" ".join(row.split()) for row in rows] == ["Table 1. Costs 2", "Table 2. Gains 3"]
    assert ("Costs" in pages[1], "Gains" in pages[2]) == (True, True)
    word = Word(thing.files["docx"])
    entries = [text for style, text in word.paragraphs() if style == "table of figures"]
    assert entries == ["Table 1. Costs\t2", "Table 2. Gains\t3"]
    assert [what for what, _ in word.fields() if "TOC" in what] == ['TOC \\h \\z \\c "Table"']
    page = html.document_fromstring(thing.files["html"])
    links = page.xpath("//nav[@class='list-of-tables']//a/@href")
    assert [page.get_element_by_id(link[1:]).tag for link in links] == ["table", "table"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>算力短缺，见<q>西部</q>报告 2025 年第 3 页。</p>" * 40,
        '<p lang="ar">تحتاج الطرق إلى إصلاح بنسبة 12.5 في المئة.</p>' * 5,
        "<p>An extra\u00adordinarily long\u00adwinded well-known non\u2011breaking text\u2010book.</p>" * 30,
        f"<p>{'incomprehensibilities' * 30}</p>",
        "<table><thead><tr><th>One</th><th>Two</th></tr></thead><tbody>"
        + "<tr><td>left</td><td>right</td></tr>" * 120
        + f"<tr><td>{'a tall cell ' * 900}</td><td>{'beside another ' * 700}</td></tr></tbody></table>",
        f'<div class="columns"><p>{"in two columns " * 900}</p><p>and more</p></div>',
        '<p>One<span class="note" data-number="1">First.</span><span class="note" data-number="2">Second.</span>.</p>'
        * 1,
        '<dl class="facts"><dt>Cost</dt><dd>12</dd><dt>Time</dt><dd><p>one</p><ul><li>two</li></ul></dd></dl>',
        "<ul><li>one<ol><li>two<ol><li>three</li></ol></li><li>four</li></ol></li></ul><ol><li>five</li></ol>",
        "<p>He said <q>she said <q>no</q></q> and “left”.</p>",
        "<pre>one\n  two\n\nthree</pre>",
        "<p>e\u0301 and \u00e9, \u200bzero\u2060width, \ufeffmark, \U00020000 and \U0001f600</p>",
        "",
    ],
    ids=str.__len__,
)
def test_text_that_is_hard_to_set_agrees_all_the_same(body: str) -> None:
    assert found_in(made(body)) == ()


@pytest.mark.parametrize(
    "css",
    [
        "h2 { text-transform: uppercase }",
        "p { hyphens: auto; width: 20mm }",
        'p { hyphens: auto; width: 20mm; hyphenate-character: "-" }',
        'li::before { content: "\\2192  " }',
        "p { columns: 2 } td { float: left }",
        "p::first-letter { font-size: 300% }",
        "ol > li { list-style-type: upper-roman }",
        "strong { display: inline-block; margin: 0 3pt }",
    ],
)
def test_how_a_style_sheet_sets_text_is_no_difference(css: str, tmp_path: Path) -> None:
    assert found_in(made_of(a_document(BODY), a_theme(files(tmp_path / "own", print_css=css)))) == ()


# --- what does not ----------------------------------------------------------------------------------

FAULTS = {
    "a paragraph is lost": (
        '<p data-block="time">It takes <strong>four</strong> years and 30 people.</p>',
        "",
        "It takes",
    ),
    "a digit is another": ("12.5 million", "13.5 million", "12.5"),
    "a figure in a table is another": ("<td>13</td>", "<td>18</td>", "13"),
    "a note is lost": ('<span class="note" data-number="1">Survey of 2025, p. 3.</span>', "", "[1]"),
    "a note says something else": ("p. 3.", "p. 4.", "p. 3."),
    "a word is lost": ("<strong>four</strong>", "", "four"),
    "two words are one": ("30 people", "30people", "30 people"),
    "one word is two": ("people", "peo ple", "people"),
    "a list begins elsewhere": ('start="3"', 'start="2"', "3 Ask"),
    "an item is lost": ("<li>Quick</li>", "", "Quick"),
    "a heading has another number": ('data-number="1">Why', 'data-number="2">Why', "1 Why"),
    "a caption is lost": ("<strong>Costs by year</strong>", "", "Costs by year"),
    "a Chinese character is another": ("西部", "东部", "西"),
    "cells are swapped": ("<td>2025</td><td>12</td>", "<td>12</td><td>2025</td>", "2025 12"),
}


@pytest.mark.parametrize("format_", ["pdf", "docx", "html"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_format_that_says_something_else_is_named_with_both_wordings(fault: str, format_: str) -> None:
    old, new, words = FAULTS[fault]
    assert old in BODY
    wrong = made(BODY.replace(old, new, 1))

    found = found_in(made(), pdf=wrong) if format_ == "pdf" else found_in(made(), **{format_: wrong.files[format_]})

    name = {"pdf": "the PDF", "docx": "the Word file", "html": "the web page"}[format_]
    assert {d.rule for d in found} == {"formats-differ"}
    assert all(f"{name} says" in d.message for d in found), found
    assert any(words in d.message.split(" where ")[1] for d in found), found


def test_paragraphs_that_are_swapped_are_found() -> None:
    first, second = re.findall(r'<p data-block="(?:cost|time)">.*?</p>', BODY, re.DOTALL)
    swapped = made(BODY.replace(first, "@").replace(second, first).replace("@", second))

    assert found_in(made(), docx=swapped.files["docx"])
    assert found_in(made(), pdf=swapped)


def test_the_block_is_named_and_its_line() -> None:
    [found] = found_in(made(), docx=made(BODY.replace("12.5", "13.5")).files["docx"])

    start = 'in "cost" the Word file says "matters Repair costs 13.5 million a year.[1]" where the PDF says "matters'
    assert found.message == f'{start} Repair costs 12.5 million a year.[1]"'
    assert str(found.span) == "templates/base/sample.html.j2:3:1"


@pytest.mark.parametrize("format_", ["pdf", "docx", "html"])
def test_a_picture_with_other_words_is_found(format_: str) -> None:
    right, wrong = (with_picture(alt) for alt in ("Two bars, one ten times the other", "Two bars of one length"))

    found = found_in(right, pdf=wrong) if format_ == "pdf" else found_in(right, **{format_: wrong.files[format_]})

    assert found_in(right) == ()
    assert any("picture: Two bars of one" in d.message for d in found)


def with_picture(alt: str) -> Made:
    body = f'<figure><img data-picture="talent" alt="{alt}"/></figure>'
    return made_of(a_document(body, pictures=(replace(a_picture(), raster=a_png()),)), a_theme())


def test_a_long_description_stands_behind_the_alternative_text_and_does_not_repeat_it() -> None:
    assert in_full("Two bars.", "") == "Two bars."
    assert in_full("Two bars.", "North: 1; South: 2.") == "Two bars. North: 1; South: 2."
    assert in_full("Two bars.", "Two bars. North: 1; South: 2.") == "Two bars. North: 1; South: 2."


@pytest.mark.parametrize(
    ("part", "pattern", "new"),
    [
        ("word/document.xml", ">12</w:t>", ">21</w:t>"),
        ("word/document.xml", r"(SEQ Table.*?<w:t xml:space=\"preserve\">)1", r"\g<1>2"),
        ("word/document.xml", r"(REF _Ref.*?<w:t xml:space=\"preserve\">)Table 1", r"\g<1>Table 2"),
        ("word/numbering.xml", r'<w:startOverride w:val="3"/>', '<w:startOverride w:val="1"/>'),
        ("word/footnotes.xml", "Survey of 2025", "Survey of 2024"),
        ("word/document.xml", r"<w:footnoteReference [^>]*/>", ""),
    ],
)
def test_what_word_shows_is_read_from_the_parts_of_the_file(part: str, pattern: str, new: str) -> None:
    word = Word(made().files["docx"])
    changed, count = re.subn(pattern, new, word.parts[part].decode(), count=1, flags=re.DOTALL)
    assert count

    assert found_in(made(), docx=pack({**word.parts, part: changed.encode()}))


@pytest.mark.parametrize(
    ("css", "words"),
    [
        ('h2::before { content: "Warning " }', "Warning"),
        ("p strong { display: none }", "It takes years"),
        ("strong { display: block }", None),
    ],
)
def test_words_that_a_style_sheet_adds_or_hides_are_found(css: str, words: str | None, tmp_path: Path) -> None:
    found = found_in(made_of(a_document(BODY), a_theme(files(tmp_path / "own", print_css=css))))

    assert bool(found) == (words is not None)
    assert all(words in d.message and "print.css" in d.hint for d in found if words)


def test_pages_that_nobody_asked_for_may_say_what_they_like(tmp_path: Path) -> None:
    thing = made_of(a_document(BODY), a_theme(files(tmp_path / "own", print_css="p strong { display: none }")))
    report = Report()

    check_formats(thing.document, thing.theme, thing.layout, {"docx": thing.files["docx"]}, report)

    assert report.diagnostics == ()


# --- the whole way ----------------------------------------------------------------------------------


def test_a_writer_that_loses_a_paragraph_makes_no_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"content/briefs/roads.yaml": BRIEF.replace("[html]", "[pdf, docx]")})

    def forgetful(document: Document, *arguments: Any, **options: Any) -> bytes:
        def without_subtitle(element: Element) -> Element | None:
            return None if element.has_class("subtitle") else element

        return render_docx(replace(document, root=document.root.map(without_subtitle)), *arguments, **options)

    monkeypatch.setattr("briefgen.deliver.render_docx", forgetful)
    built = build(Request(root))

    [found] = [d for d in built.report.diagnostics if d.rule == "formats-differ"]
    assert "What is wrong and what to do" in found.message
    assert built.failed
    assert built.written == []


def test_the_formats_of_the_library_at_hand_agree(tmp_path: Path) -> None:
    for folder in ("content", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    built = build(Request(tmp_path, audiences=("technical",), lengths=("standard",), formats=("pdf", "docx", "html")))

    assert built.failed == [], built.report.diagnostics
    assert len(built.written) == 3
