"""The walk over the document tree: block elements to paragraphs and tables in named styles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import BLOCK_TAGS, Element, Node
from briefgen.render.docx import boxes, captions, headings, lists, tables, toc
from briefgen.render.docx.anchors import ANCHOR
from briefgen.render.docx.blocks import keep_together, set_direction
from briefgen.render.docx.inline import runs
from briefgen.render.docx.ooxml import TAB, is_blank
from briefgen.render.docx.sections import column_width, in_columns, one_column, settle, turned, upright
from briefgen.render.docx.writer import NOT_ANCHORED, Place, Writer

PARAGRAPHS = {
    "kicker": "Kicker",
    "subtitle": "Subtitle",
    "byline": "Byline",
    "marking": "Protective Marking",
    "lead": "Lead",
    "numbered": "Numbered Paragraph",
    "source": "Source Note",
    "call": "Call",
    "small": "Small",
    "label": "Label",
    "signature": "Signature",
    "answer": "Answer",
    "contact": "Contact",
    "reference": "Bibliography",
}
"""Classes of `p` to paragraph styles."""


def blocks(w: Writer, nodes: Sequence[Node], place: Place) -> None:
    """Write `nodes`; text and inline elements that stand among blocks make a paragraph."""
    if len(nodes) == 1 and isinstance(nodes[0], str):  # as in most cells of tables
        _loose_text(w, (nodes[0],), place)
        return
    for is_block, group in groupby(nodes, key=_is_block):
        if not is_block:
            _loose_text(w, tuple(group), place)
            continue
        for element in group:
            if isinstance(element, Element):
                block(w, element, place)


def _is_block(node: Node) -> bool:
    return isinstance(node, Element) and (node.tag in BLOCK_TAGS or node.tag not in _INLINE)


_INLINE = frozenset(["a", "span", "strong", "em", "code", "sub", "sup", "br", "cite", "q", "abbr", "dfn"])


def _loose_text(w: Writer, nodes: tuple[Node, ...], place: Place) -> None:
    if not all(isinstance(n, str) and is_blank(n) for n in nodes):
        settle(w)
        w.para(place.text, runs(w, nodes, place.text, strong=place.strong, lang=place.lang))


def block(w: Writer, element: Element, place: Place) -> None:
    """Write one block element with everything in it."""
    rule = _RULES.get(element.tag)
    if rule is None:
        w.unknown(element)
        return
    if element.tag not in _CONTAINERS:
        settle(w)
    lang, before = element.get("lang"), len(w.out)
    place = place.but(lang=lang) if lang else place
    with w.anchored(element) if ANCHOR in element.attrs else NOT_ANCHORED:
        if element.tag not in _PLACES_ITS_ID:
            w.point(element.get("id"))
        rule(w, element, place)
    if lang or element.tag == "article":
        set_direction(w.out[before:], to_left=is_right_to_left(lang or w.document.meta.lang))


def _inside(w: Writer, element: Element, place: Place) -> None:
    """An element that is nothing in Word: what it holds stands in its place."""
    blocks(w, element.children, place)


# --- sections and divisions -----------------------------------------------------------------------


def _section(w: Writer, element: Element, place: Place) -> None:
    own = w.own_style(element)
    place = place.but(text=own) if own else place
    if element.has_class("page-start"):
        w.start_page()
    if element.has_class("landscape"):
        turned(w)
        blocks(w, element.children, place.turned)
        upright(w)
        return
    one_page = element.has_class("one-page")
    blocks(w, element.children, place.but(one_page=True) if one_page else place)
    if one_page:
        w.start_page()


def _header(w: Writer, element: Element, place: Place) -> None:
    """The masthead: a rule above its first paragraph and below its last."""
    own = w.own_style(element)
    place = place.but(text=own) if own else place
    with w.apart() as made:
        blocks(w, element.children, place)
    w.out.extend(made)
    if element.has_class("masthead") and made:
        boxes.rule_off(w, made, one_page=place.one_page)


def _division(w: Writer, element: Element, place: Place) -> None:
    own = w.own_style(element)
    place = place.but(text=own) if own else place
    if element.has_class("references") and element.has_class("run-in"):
        _run_in(w, element, place)
    elif element.has_class("keep"):
        with w.apart() as made:
            blocks(w, element.children, place)
        keep_together(made)
        w.out.extend(made)
    elif element.has_class("columns"):
        _columns(w, element, place)
    else:
        blocks(w, element.children, place)


def _columns(w: Writer, element: Element, place: Place) -> None:
    """Columns are a section of their own, and sections cannot begin in boxes and tables."""
    width = column_width(place)
    if w.out is not w.root:
        w.loses(element, "columns cannot stand inside something else, so in Word they follow each other")
    if w.out is not w.root or not width:
        blocks(w, element.children, place)
        return
    in_columns(w)
    blocks(w, element.children, place.but(width=width))
    one_column(w)


def _run_in(w: Writer, element: Element, place: Place) -> None:
    """The references of a single page, one after another in one paragraph."""
    style = "References Run-in"
    entries = [c for c in element.children if isinstance(c, Element)]
    w.para(style, runs(w, list(_run_in_nodes(entries)), style, lang=place.lang))


def _run_in_nodes(entries: Sequence[Element]) -> Iterator[Node]:
    for entry in entries:
        yield _in_line(entry)
        yield " "


def _rule(w: Writer, element: Element, _place: Place) -> None:
    w.no_style(element)
    if element.has_class("page-break"):
        w.start_page()
    else:
        w.unknown(element, 'the Word writer knows <hr class="page-break"/> alone')


# --- paragraphs -----------------------------------------------------------------------------------


def paragraph_style(w: Writer, element: Element, place: Place) -> str:
    own = w.own_style(element)
    if own:
        return own
    if place.title:
        return place.title if element.has_class("label") else place.text
    if place.in_cell:
        return place.text
    return next((PARAGRAPHS[c] for c in element.classes if c in PARAGRAPHS), place.text)


def _paragraph(w: Writer, element: Element, place: Place) -> None:
    style = paragraph_style(w, element, place)
    if element.has_class("numbered") and style == "Numbered Paragraph":
        headings.numbered_paragraph(w, element, place)
        return
    para = w.para(style, runs(w, element.children, style, strong=place.strong, lang=place.lang))
    if para and element.has_class("signature") and place.title:
        para.before = w.styles.look("Signature").before


def _preformatted(w: Writer, element: Element, place: Place) -> None:
    style = w.own_style(element) or "Source Code"
    text = element.children
    if text and isinstance(text[0], str):
        text = (text[0].removeprefix("\n"), *text[1:])
    w.para(style, runs(w, text, style, lang=place.lang, verbatim=True))


def _quotation(w: Writer, element: Element, place: Place) -> None:
    with w.apart() as made:
        blocks(w, element.children, place.but(text=w.own_style(element) or "Quote"))
    w.out.extend(made)


def _definitions(w: Writer, element: Element, place: Place) -> None:
    own = w.own_style(element)
    if (place.title or place.in_cell) and not own:
        blocks(w, element.children, place)
    elif element.has_class("facts"):
        _facts(w, element, place, own or "Fact")
    else:
        blocks(w, element.children, place.but(text=own or "Definition"))


def _facts(w: Writer, element: Element, place: Place, style: str) -> None:
    """Terms with their values beside them, on a line of their own."""
    terms: list[Node] = []
    for child in (c for c in element.children if isinstance(c, Element)):
        if child.tag == "dt":
            terms.append(_in_line(child, "label"))
        elif any(isinstance(c, Element) and c.tag in BLOCK_TAGS for c in child.children):
            w.para(style, runs(w, terms, style, lang=place.lang))
            blocks(w, (child,), place.but(text="Definition"))
            terms = []
        else:
            term = runs(w, terms, style, lang=place.lang)
            w.para(style, term + TAB + runs(w, (_in_line(child),), style, lang=place.lang))
            terms = []


def _in_line(element: Element, *classes: str) -> Element:
    """The element as a part of a line, with its anchors."""
    kept = {k: v for k, v in element.attrs.items() if k in ("id", "lang", ANCHOR)}
    return Element("span", {**kept, "class": " ".join(classes)}, element.children, element.origin)


def _term(w: Writer, element: Element, place: Place) -> None:
    style = w.own_style(element) or ("Definition Term" if not (place.title or place.in_cell) else place.text)
    strong = place.strong or style != "Definition Term"
    para = w.para(style, runs(w, element.children, style, strong=strong, lang=place.lang))
    if para:
        para.keep_next = True


def _definition(w: Writer, element: Element, place: Place) -> None:
    own = w.own_style(element)
    blocks(w, element.children, place.but(text=own) if own else place)


_RULES: dict[str, Callable[[Writer, Element, Place], None]] = {
    "article": _inside,
    "section": _section,
    "header": _header,
    "div": _division,
    "hr": _rule,
    "h1": headings.heading,
    "h2": headings.heading,
    "h3": headings.heading,
    "h4": headings.heading,
    "p": _paragraph,
    "pre": _preformatted,
    "blockquote": _quotation,
    "ul": lists.list_of,
    "ol": lists.list_of,
    "dl": _definitions,
    "dt": _term,
    "dd": _definition,
    "aside": boxes.aside,
    "table": tables.table,
    "figure": captions.figure,
    "figcaption": captions.caption,
    "img": captions.image,
    "nav": toc.navigation,
}
"""How each block element is written. A tag without a rule is a finding, never silence."""

_CONTAINERS = frozenset({"article", "section", "header", "div"})

_PLACES_ITS_ID = frozenset({"h1", "h2", "h3", "h4", "table", "figure"})
"""Elements whose bookmark holds their number or words, and which place it themselves."""
