"""Text that would break a file, run a field or hide itself: it comes through as text, or is refused at its place."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx
import pytest

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Document, element
from briefgen.diagnostics import BuildFailed, Diagnostic, Report
from briefgen.pipeline import Request, build
from conftest import LIBRARY, Project
from documents import META, a_document, a_picture
from looks import a_theme
from reading import docx_text, squeezed
from word import WP, W, Word, a_png, illegal_characters, text_of, value, written

COMBINING = "Z" + "".join(map(chr, range(0x300, 0x340)))
HOSTILE = {
    "a command": "=cmd|' /C calc'!A0",
    "a field": '{ INCLUDETEXT "\\\\\\\\server\\\\x.docx" }',
    "a mail merge": "{MERGEFIELD Name} «Name» MERGEFIELD",
    "a field switch": 'TOC \\o "1-9" \\h REF _Ref1 \\* MERGEFORMAT',
    "markup": "</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/>",
    "entities": "&lt; &amp;amp; &#x41; ]]> <![CDATA[x]]> <!-- x -->",
    "quotation marks": "\"double\" 'single' `back` & <angle>",
    "placeholders": "%1 %2 {page} {pages} %s {0} ${x} {{ x }}",
    "right to left": "\u202eevil\u202c \u200fعربي\u200e",
    "families of emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308",
    "rare characters": "\U00020000\U0002a6d6\U00030000 beside \U000e0001",
    "a stack of marks": COMBINING,
    "separators": "one\u2028two\u2029three\u0085four",
    "a very long word": "incomprehensibilities" * 500,
}


def everywhere(text: str) -> Document:
    """A document that has the text wherever a text can stand."""
    words, attribute = escape(text), quoteattr(text)
    body = f"""
<nav class="toc"><p class="label">{words}</p><ul><li data-level="1"><a href="#h-one">{words}</a></li></ul></nav>
<h2 id="h-one">{words}</h2>
<p data-block={attribute}>{words}<span class="note" data-number="1">{words}</span> <strong>{words}</strong>
<a href="https://example.org/?q=1" title={attribute}>{words}</a> <abbr>{words}</abbr>
<a class="ref" data-ref="h-one" href="#h-one">{words}</a></p>
<figure id="fig"><figcaption data-number="Figure 1"><strong>{words}</strong></figcaption>
<img data-picture="talent" alt={attribute}/></figure>
<table id="tab"><caption data-number="Table 1"><strong>{words}</strong></caption>
<thead><tr><th scope="col">{words}</th></tr></thead><tbody><tr><td>{words}</td></tr></tbody></table>
<ul><li>{words}</li></ul><pre>{words}</pre><aside class="ask"><p class="label">{words}</p></aside>"""
    picture = replace(a_picture(), raster=a_png(), alt=text)
    names = ("title", "subtitle", "organisation", "version", "status", "marking", "contact", "audience_label")
    return a_document(body, pictures=(picture,), keywords=(text,), **dict.fromkeys(names, text))


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_comes_through_as_text_in_every_place(kind: str) -> None:
    text = HOSTILE[kind]
    word = written(everywhere(text))

    body = squeezed(text_of(word.body))
    assert body.count(squeezed(text)) == 15
    assert squeezed(text) in squeezed(text_of(word.xml("footnotes")))
    core = docx.Document(io.BytesIO(word.data)).core_properties
    assert squeezed(core.title) == squeezed(text[:255])
    assert word.body.find(f".//{WP}docPr").get("descr") == f"{text} Two bars."
    assert illegal_characters(word) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_field_but_ours_is_in_the_file(kind: str) -> None:
    instructions = {instruction.split()[0] for instruction, _ in written(everywhere(HOSTILE[kind])).fields()}

    assert instructions <= {"TOC", "PAGEREF", "REF", "SEQ", "PAGE", "NUMPAGES", "STYLEREF"}


def test_control_characters_reach_no_part() -> None:
    controls = "".join(map(chr, (*range(0x20), 0x7F, 0xFFFE, 0xFFFF, 0xD800)))
    root = element("article", element("h2", f"a{controls}b", id="x"), element("p", f"c{controls}d"), class_="brief")
    meta = replace(META, title=f"e{controls}f", organisation=f"g{controls}h", marking=controls)

    word = written(Document(meta, root, {}))

    assert illegal_characters(word) == []
    assert squeezed(text_of(word.body)) == "a\x7fbc\x7fd"


def test_a_cell_of_fifty_thousand_letters_may_break_over_pages() -> None:
    body = f"<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>{'long words ' * 5000}</td></tr></tbody></table>"

    word = written(body)

    assert [r.find(f"{W}trPr/{W}cantSplit") is None for r in word.body.iter(f"{W}tr")] == [False, True]
    assert text_of(word.body).count("long words") == 5000


@pytest.mark.parametrize("name", ['House "Box" & <Co>', "Стиль", "\U0001f600", "x" * 250, "a,b;c", "heading 1"])
def test_a_style_may_be_called_anything(name: str) -> None:
    theme = replace(a_theme(), class_styles={"house": name})

    word = written('<p class="house">Boxed.</p>', theme=theme, report=Report())

    assert word.paragraphs() == [(name, "Boxed.")]


# --- from right to left -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "runs"),
    [
        ("ar", True),
        ("he-IL", True),
        ("FA", True),
        ("pa-Arab-PK", True),
        ("ar-Latn", False),
        ("en-GB", False),
        ("", False),
    ],
)
def test_which_languages_run_to_the_left(lang: str, runs: bool) -> None:
    assert is_right_to_left(lang) is runs


def properties(word: Word, text: str) -> tuple[bool, list[str | None]]:
    """Whether the paragraph with this text runs to the left, and the languages of its runs that do."""
    paragraph = next(p for p in word.body.iter(f"{W}p") if text in text_of(p))
    runs = [r.find(f"{W}rPr") for r in paragraph.iter(f"{W}r")]
    languages = [r.find(f"{W}lang").get(f"{W}bidi") for r in runs if r is not None and r.find(f"{W}rtl") is not None]
    return paragraph.find(f"{W}pPr/{W}bidi") is not None, languages


def test_a_word_in_arabic_runs_to_the_left_in_an_english_paragraph() -> None:
    word = written('<p>He said <span lang="ar">نعم</span> twice.</p>')

    assert properties(word, "نعم") == (False, ["ar"])


def test_a_passage_in_hebrew_runs_to_the_left_as_a_whole() -> None:
    word = written(
        '<blockquote lang="he"><p>שלום <strong>עולם</strong></p><p lang="en-GB">Hello</p></blockquote><p>After</p>'
        '<ul><li lang="he">אחת</li><li>two</li></ul>'
    )

    assert properties(word, "שלום") == (True, ["he", "he"])
    assert properties(word, "אחת") == (True, ["he"])
    assert [properties(word, text) for text in ("Hello", "After", "two")] == [(False, [])] * 3


def rules_of_quotes(word: Word) -> tuple[str, str]:
    """What stands left and right of a quotation; the rule is where its lines begin."""
    style = next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "Quote")
    left, right = (value(style.find(f"{W}pPr/{W}pBdr/{W}{side}")) for side in ("left", "right"))
    return left, right


def test_a_document_in_arabic_runs_to_the_left_with_its_tables_and_notes() -> None:
    body = (
        '<p>نص<span class="note" data-number="1">حاشية</span></p>'
        "<table><thead><tr><th>أ</th><th>ب</th></tr></thead><tbody><tr><td>ج</td><td>د</td></tr></tbody></table>"
    )
    word = written(a_document(body, lang="ar"), theme=a_theme(lang="ar"))

    assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in word.body.iter(f"{W}p") if text_of(p))
    assert rules_of_quotes(word) == ("nil", "single")
    assert rules_of_quotes(written(a_document("<p>Text</p>"))) == ("single", "nil")
    assert word.body.find(f".//{W}tblPr/{W}bidiVisual") is not None
    assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in word.xml("footnotes").iter(f"{W}p"))
    assert word.body.find(f"{W}sectPr/{W}bidi") is not None
    assert [p.find(f"{W}pPr/{W}bidi") is not None for p in word.xml("footer3").iter(f"{W}p")] == [True]


def test_the_number_of_a_heading_keeps_its_distance_where_one_writes_to_the_left() -> None:
    heading = '<section><h2 id="h" data-number="1">عنوان</h2><p>نص</p></section>'
    texts = {
        lang: [value(n) for n in written(a_document(heading, lang=lang)).xml("numbering").iter(f"{W}lvlText")]
        for lang in ("ar", "en")
    }

    assert "\u200f%1\u00a0\u200f" in texts["ar"]
    assert not [text for text in texts["en"] if "\u200f" in text]


# --- the whole way ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*HOSTILE, "control characters"])
def test_an_author_who_writes_it_gets_a_file_with_it_or_a_finding_at_its_place(kind: str, project: Project) -> None:
    text = HOSTILE.get(kind, "bell \x07 and null \x00")
    library = LIBRARY.replace("affected: Drivers", f"affected: {quoted(text)}")
    library = library.replace("headline: Mend the roads that need it most.", f"headline: {quoted(text)}")
    root = project({"content/library/roads.yaml": library})

    findings, files = made(root)

    errors = [d for d in findings if d.severity == "error"]
    assert [d for d in errors if d.span is None] == []
    assert files or errors
    assert [name for name, said in files.items() if unquoted(text) not in unquoted(said)] == []


def made(root: Path) -> tuple[Sequence[Diagnostic], dict[str, str]]:
    """What a build says, and the texts of the Word files that it makes."""
    try:
        built = build(Request(root, lengths=("one-page",), formats=("docx", "html")))
    except BuildFailed as failed:
        return failed.report.diagnostics, {}
    files = {p.name: docx_text(p.read_bytes()) for p in built.written if p.suffix == ".docx"}
    return built.report.diagnostics, files


def unquoted(text: str) -> str:
    """Without blanks and quotation marks, which are set as the language has them."""
    return re.sub("['\"‘’“”]", "", squeezed(text))


def quoted(text: str) -> str:
    """A text as YAML writes it in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
