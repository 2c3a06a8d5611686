"""The whole vocabulary of templates: each element, attribute and class is in the Word file, or a finding says why not.

Every name is set on a small sample and left off it. What changes neither file nor findings was lost, unless the table
`SAID_OTHERWISE` knows where it went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

from briefgen.core.document import ATTRIBUTES, BLOCK_TAGS, CLASSES, TAGS, Document
from briefgen.diagnostics import Report
from briefgen.render.docx import render_docx
from briefgen.render.style import TextStyle
from documents import a_document, a_picture
from looks import a_theme
from word import W, Word, a_png, lint, text_of, value, written

_TABLE = (
    "<table{table}><caption{caption}>c</caption><colgroup{colgroup}><col{col}/><col/></colgroup>"
    "<thead{thead}><tr><th>x</th><th>w</th></tr></thead>"
    "<tbody{tbody}><tr{tr}><td{td}>y</td></tr><tr><td>q</td><th{th}>r</th></tr></tbody></table>"
)
_FIGURE = (
    '<figure{figure}><figcaption{figcaption} data-number="Figure 1">c</figcaption>'
    '<img data-picture="talent" alt="two bars, one longer"{img}/></figure>'
)
_NAV = '<nav{nav}><p class="label">C</p><ul><li data-level="1"><a href="#t">H</a></li></ul></nav>'
SAMPLES: Mapping[str, str] = {
    "header": "<header{header}><p>One</p><p>Two</p></header>",
    "section": '<section{section}><h2 id="h">H</h2><p>x</p></section>',
    **{f"h{n}": f"<h{n}{{h{n}}}>x</h{n}>" for n in range(1, 5)},
    **{tag: f"<{tag}{{{tag}}}>x</{tag}>" for tag in ("p", "pre")},
    **dict.fromkeys(("ul", "li"), "<ul{ul}><li{li}>x</li></ul>"),
    "ol": "<ol{ol}><li>x</li></ol>",
    **dict.fromkeys(("dl", "dt", "dd"), "<dl{dl}><dt{dt}>x</dt><dd{dd}>y</dd></dl>"),
    **dict.fromkeys(("table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td"), _TABLE),
    **dict.fromkeys(("figure", "figcaption", "img"), _FIGURE),
    "aside": '<aside{aside}><p class="label">x</p><p>y</p></aside>',
    "blockquote": "<blockquote{blockquote}><p>x</p></blockquote>",
    "hr": "<p>v</p><hr{hr}/><p>y</p>",
    "nav": _NAV,
    "div": "<div{div}><p>x</p><p>y</p></div>",
    "a": '<p>v <a href="https://example.org"{a}>x</a></p>',
    "br": "<p>x<br{br}/>y</p>",
    **{
        tag: f"<p>v <{tag}{{{tag}}}>x</{tag}> y</p>"
        for tag in ["span", "strong", "em", "code", "sub", "sup", "cite", "q", "abbr", "dfn"]
    },
}
"""A place for each element; `{tag}` is where its attributes go."""

VALUES: Mapping[str, str] = {
    "id": "here",
    "lang": "fr",
    "data-block": "one",
    "data-style": "Own",
    "title": "a tip",
    "colspan": "2",
    "rowspan": "2",
    "data-width": "70",
    "start": "3",
    "type": "a",
}
FILLED_BEFORE = frozenset({"data-cites", "data-mode", "data-prefix", "data-suffix", "data-citations", "data-toc"})
"""What the passes read and replace by text before Word is written."""

SAID_OTHERWISE: Mapping[str, str] = {
    "article.brief": "there is always one",
    "h1.title": "there is no other h1",
    **dict.fromkeys(("h2.unnumbered", "h3.unnumbered", "h4.unnumbered"), "numbers are attributes by now"),
    **dict.fromkeys(("section.part", "section.unnumbered"), "numbers are attributes by now"),
    "aside.callout": "a box without a class looks so",
    "aside.so-what": "a box without a class looks so",
    **dict.fromkeys(("figure.chart", "figure.image"), "what is in it says so"),
    "dl.glossary": "what nobody uses is gone by now",
    "nav.list-of-figures": "a list without a class is one",
    **dict.fromkeys(("div.references", "div.run-in"), "they hold p.reference; run-in only beside references"),
    **{f"table.{name}": "as other tables, but for a point of space" for name in ("data", "decision", "pairs")},
    **dict.fromkeys(("table.register", "table.matrix"), "as other tables; a matrix has narrow cells of class mark"),
    "span.fact": "the manifest names the facts of blocks",
    "span[data-fact]": "the manifest names the facts of blocks",
    "a.ref": "its text is what it says",
    "nav[data-levels]": "of contents alone",
    "th[scope]": "being a th in the first row or column says so",
    **{f"{tag}[lang]": "it has no words" for tag in ("br", "hr", "col", "colgroup", "img")},
    **{f"{tag}[data-block]": "it has no words" for tag in ("hr", "col", "colgroup")},
}
"""What makes no difference in these samples, and why that is no loss."""

OWN = TextStyle("Own", "paragraph", "Body Text", font="base", size=10.0, line=13.0, color="foreground", indent=20.0)


def marks(tag: str) -> Iterator[tuple[str, str]]:
    """Each name that the element may carry, as a CSS selector has it, and the attribute that sets it."""
    for name in (*CLASSES.get(tag, ()), "own"):
        yield f"{tag}.{name}", f' class="{name}"'
    for name in sorted((ATTRIBUTES["*"] | ATTRIBUTES.get(tag, frozenset())) - {"class"} - FILLED_BEFORE):
        if f" {name}=" not in SAMPLES.get(tag, "").split(f"{{{tag}}}")[0].rsplit("<", 1)[-1]:
            yield f"{tag}[{name}]", f' {name}="{VALUES.get(name, "t")}"'


def sample(tag: str, attribute: str = "") -> Document:
    body = SAMPLES[tag]
    for other in TAGS:
        body = body.replace(f"{{{other}}}", attribute if other == tag else "")
    tail = '<p>z</p><h2 id="t">H</h2><p>see <a href="#here">there</a></p>'
    return a_document(f"<p>w</p>{body}{tail}", pictures=(replace(a_picture(), raster=a_png()),))


@cache
def made(tag: str, attribute: str = "") -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """The parts that hold words, numbers and marks, and the findings at a place."""
    theme, report = a_theme(), Report()
    kind = "character" if tag not in BLOCK_TAGS else "paragraph"
    own = replace(OWN, kind=kind, base=OWN.base if kind == "paragraph" else "")
    theme = replace(theme, class_styles={"own": "Own"}, styles={**theme.styles, "Own": own})
    word = Word(render_docx(sample(tag, attribute), theme, report))
    assert lint(word) == [], attribute
    parts = tuple((name, word.parts[f"word/{name}.xml"]) for name in ("document", "footnotes", "numbering"))
    return parts, tuple(f"{d.span}: {d.message}" for d in report.diagnostics if d.span)


ALL = [(tag, name, attribute) for tag in sorted(SAMPLES) for name, attribute in marks(tag)]


def test_each_element_has_a_sample() -> None:
    assert TAGS - SAMPLES.keys() == {"article"}


@pytest.mark.parametrize("tag", sorted(SAMPLES))
def test_no_name_of_the_vocabulary_is_lost_in_silence(tag: str) -> None:
    plain = made(tag)
    lost = {name for each, name, attribute in ALL if each == tag and made(tag, attribute) == plain}

    assert lost - SAID_OTHERWISE.keys() == set()


def test_what_is_said_otherwise_exists_and_still_makes_no_difference() -> None:
    lost = {name for tag, name, attribute in ALL if made(tag, attribute) == made(tag)}

    assert SAID_OTHERWISE.keys() - lost - {"article.brief"} == set()


# --- what this walk through the vocabulary mended ---------------------------------------------------


def findings(body: str) -> list[tuple[str, int]]:
    """Rules and lines of what is said of a body."""
    report = Report()
    written(body, report=report)
    return [(d.rule, d.span.line) for d in report.diagnostics if d.span]


def test_a_long_form_that_word_cannot_show_is_a_finding_at_its_line() -> None:
    assert findings('<p>x</p>\n<p>The <abbr title="Policy Evidence Unit">PEU</abbr></p>') == [("word-cannot", 2)]


def test_a_list_deeper_than_three_is_a_finding_at_its_line() -> None:
    lists = "<ul><li>1<ul><li>2<ul><li>3{}</li></ul></li></ul></li></ul>"

    assert findings(lists.format("")) == []
    assert findings(lists.format("\n<ul><li>4</li></ul>")) == [("word-cannot", 2)]


def test_columns_that_stand_in_a_box_are_a_finding_at_their_line() -> None:
    columns = '<div class="columns"><p>x</p><p>y</p></div>'

    assert findings(f"<p>v</p>{columns}") == []
    assert findings(f'<aside><p class="label">z</p>\n{columns}</aside>') == [("word-cannot", 2)]


def test_what_breaks_a_box_is_a_finding_at_its_line() -> None:
    box = '<aside><p class="label">z</p>{}<p>y</p></aside>'

    assert findings(box.format("<ul><li>x</li></ul>")) == []
    assert findings(box.format("\n<blockquote><p>x</p></blockquote>")) == [("word-cannot", 2)]


def test_a_style_that_nothing_can_take_is_a_finding_at_its_line() -> None:
    assert ("unknown-element", 2) in findings('<p>x</p>\n<hr class="page-break" data-style="Call"/><p>y</p>')


def test_columns_are_a_section_on_the_same_page() -> None:
    body = written('<p>v</p><div class="columns"><p>x</p><p>y</p></div><p>z</p>').body

    kinds = [(value(s.find(f"{W}type")), s.find(f"{W}cols").get(f"{W}num")) for s in body.iter(f"{W}sectPr")]
    assert kinds == [("", None), ("continuous", "2"), ("continuous", None)]


def test_columns_at_the_end_are_closed_so_that_word_makes_them_equally_long() -> None:
    body = written('<div class="columns"><p>x</p><p>y</p></div>').body

    assert [s.find(f"{W}cols").get(f"{W}num") for s in body.iter(f"{W}sectPr")] == ["2", None]


def test_what_is_turned_shares_its_pages_with_what_is_turned_behind_it() -> None:
    turned = '<section class="landscape"><p>{}</p></section>'
    rest = f"<p>w</p>{turned.format('x')}{turned.format('y')}<p>z</p>"
    body = written(f"<p>v</p>{turned.format('t')}{turned.format('u')}{rest}").body

    held: list[list[str]] = [[]]
    for paragraph in body.iter(f"{W}p"):
        held[-1].append(text_of(paragraph))
        held += [[]] if paragraph.find(f"{W}pPr/{W}sectPr") is not None else []
    assert ["".join(words) for words in held] == ["v", "tu", "w", "xy", "z"]


def test_a_list_in_a_style_of_its_own_keeps_its_bullets_and_numbers() -> None:
    report = Report()
    word = written('<ul data-style="House"><li>x</li></ul><ol data-style="House"><li>y</li></ol>', report=report)

    for text in ("x", "y"):
        paragraph = word.paragraph(text)
        assert word.style_of(paragraph) == "House"
        assert paragraph.find(f"{W}pPr/{W}numPr") is not None


def test_heads_of_rows_are_known_as_such_and_keep_their_side() -> None:
    rows = '<tr><th class="number">1</th><td>y</td></tr><tr><th scope="row">x</th><td>z</td></tr>'
    head = "<thead><tr><th>v</th><th>w</th></tr></thead>"
    word = written(f"<table>{head}<tbody>{rows}</tbody></table><table>{head}<tbody><tr><td>u</td></tr></tbody></table>")

    assert [look.get(f"{W}firstColumn") for look in word.body.iter(f"{W}tblLook")] == ["1", "0"]
    assert word.style_of(word.paragraph("1")) == "Table Row Heading Number"


def test_what_a_row_or_its_part_says_goes_for_its_cells() -> None:
    head = "<thead><tr><th>v</th></tr></thead>"
    word = written(f'<table>{head}<tbody lang="fr" data-style="Small"><tr><td>mot</td></tr></tbody></table>')

    paragraph = word.paragraph("mot")
    assert word.style_of(paragraph) == "Small"
    assert [value(lang) for lang in paragraph.iter(f"{W}lang")] == ["fr"]


def test_links_lead_to_captions_and_to_parts_of_tables() -> None:
    table = (
        '<table><caption id="c">x</caption><thead><tr><th>v</th></tr></thead><tbody id="b"><tr><td>y</td></tr></tbody>'
    )
    word = written(f'{table}</table><p><a href="#c">the caption</a> and <a href="#b">the body</a></p>')

    marks = {node.get(f"{W}name") for node in word.body.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in word.body.iter(f"{W}hyperlink")} <= marks


def test_a_link_to_what_prints_nothing_is_a_finding() -> None:
    report = Report()
    document = a_document('<p>x</p><table><tbody id="b"/></table>\n<p><a href="#b">nowhere</a></p>')

    render_docx(document, a_theme(), report)

    assert [(d.rule, d.span.line) for d in report.diagnostics if d.span] == [("broken-link", 2)]
