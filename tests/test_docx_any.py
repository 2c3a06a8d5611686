"""Whatever the vocabulary allows becomes a sound Word file that says the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.core.document import Document, Element, Node, element
from briefgen.diagnostics import Report
from documents import META
from looks import a_theme
from word import lint, text_of, written

THEME = a_theme()
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u00ad"), max_size=12)


def _many(inside: st.SearchStrategy[Node], most: int = 3) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(inside, max_size=most).map(tuple)


def _of(tag: str, inside: st.SearchStrategy[tuple[Node, ...]], *classes: str) -> st.SearchStrategy[Element]:
    def make(children: tuple[Node, ...], class_: str, block: str) -> Element:
        return element(tag, *children, class_=class_, data_block=block)

    return st.builds(make, inside, st.sampled_from(["", *classes]), st.sampled_from(["", "one", "two"]))


INLINE: st.SearchStrategy[Node] = st.recursive(
    TEXT | st.just(element("br")),
    lambda inner: st.one_of(
        *(_of(tag, _many(inner)) for tag in ("strong", "em", "code", "sub", "q", "cite", "dfn")),
        _of("span", _many(inner), "tag", "unknown", "label", "muted"),
        _of("span", st.tuples(TEXT), "note"),
        _many(inner).map(lambda children: element("a", *children, href="https://example.org/x")),
    ),
    max_leaves=6,
)
LINE = _many(INLINE)
LEAF: st.SearchStrategy[Node] = st.one_of(
    _of("p", LINE, "lead", "source", "small", "label", "reference"),
    _of("pre", st.tuples(TEXT)),
    _of("h2", LINE, "unnumbered"),
    st.just(element("hr", class_="page-break")),
    TEXT,
)


def _table(cells: st.SearchStrategy[tuple[Node, ...]]) -> st.SearchStrategy[Element]:
    cell = st.builds(
        lambda inside, tag, span, rows: element(tag, *inside, colspan=str(span), rowspan=str(rows)),
        cells,
        st.sampled_from(["td", "th"]),
        st.integers(1, 3),
        st.integers(1, 3),
    )
    row = _of("tr", st.lists(cell, min_size=1, max_size=3).map(tuple), "group", "total")
    rows = st.lists(row, min_size=1, max_size=3)
    return rows.map(lambda rows: element("table", element("thead", rows[0]), element("tbody", *rows[1:])))


BLOCK: st.SearchStrategy[Node] = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        _of("section", _many(inner), "one-page", "page-start", "landscape"),
        _of("div", _many(inner), "keep", "columns"),
        _of("aside", _many(inner), "ask", "limits", "conflict"),
        _of("blockquote", _many(inner)),
        _of("figure", _many(inner), "table"),
        _of("ul", _many(_of("li", _many(inner))), "compact", "plain"),
        _of("ol", _many(_of("li", _many(inner)))),
        _table(_many(inner, 2)),
    ),
    max_leaves=12,
)


def _said(text: str) -> str:
    return "".join(text.replace("\u2003☐", "").split())


@settings(max_examples=60, deadline=None)
@given(_many(BLOCK, 4))
def test_any_document_is_sound_and_complete(body: tuple[Node, ...]) -> None:
    root = element("article", *body, class_="brief")
    document = Document(replace(META, marking=""), root, {})

    word = written(document, theme=THEME, report=Report(), pages={})

    assert lint(word) == []
    assert _said(text_of(word.body)) == _said(_body_text(root))


def _body_text(node: Element) -> str:
    """Text of the body as Word shows it: notes go elsewhere, quotation marks are added."""
    if node.has_class("note"):
        return ""
    inside = "".join(c if isinstance(c, str) else _body_text(c) for c in node.children)
    return f"\u201c{inside}\u201d" if node.tag == "q" else inside
