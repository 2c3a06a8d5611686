"""Text and inline elements to runs: emphasis, links, cross-references, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Element, Node
from briefgen.render.docx.anchors import ANCHOR
from briefgen.render.docx.formats import Mood, format_of
from briefgen.render.docx.marks import target_of
from briefgen.render.docx.ooxml import (
    LINK_END,
    PLAIN,
    RunFormat,
    collapse,
    field,
    link_start,
    note_reference,
    run,
)
from briefgen.render.docx.writer import Writer

SPAN_STYLES = {
    "unknown": "Unknown",
    "tag": "Tag",
    "label": "Label Char",
    "muted": "Muted",
    "gloss": "Gloss",
    "box": "Tick Box",
    "figure-value": "Figure Value",
    "figure-label": "Figure Label",
}
"""Classes of `span` to character styles."""

_VERTICAL = {"sub": "subscript", "sup": "superscript"}
SAFE_LINK = re.compile(r"(?i)^(https?://|mailto:)")
EMPTY_BOX = "\u2610"
BOX_GAP = "\u2003"
"""Between the choices of a form; white space, so that it goes at the beginning of a line."""


class Piece(NamedTuple):
    """A stretch of text in one format, or ready XML between such stretches."""

    text: str
    format: RunFormat = PLAIN
    xml: str = ""
    space: str = ""
    """For text, `gap`: left out at the beginning of the paragraph.

    For XML, `break`: swallows the white space beside it; `solid`: counts as a character; empty: not seen.
    """


def runs(
    w: Writer, nodes: Sequence[Node], style: str, *, strong: bool = False, lang: str = "", verbatim: bool = False
) -> str:
    """The runs of one paragraph of the style called `style`; white space collapses as in HTML."""
    mood = Mood(style, strong=strong, lang=lang)
    if len(nodes) == 1 and isinstance(nodes[0], str) and not verbatim:  # as in most cells of tables
        return run(collapse(nodes[0]).removeprefix(" ").removesuffix(" "), format_of(w, mood))
    pieces = list(_pieces(w, nodes, mood))
    return "".join(p.xml or run(p.text, p.format) for p in (pieces if verbatim else _collapsed(pieces)))


def _collapsed(pieces: Sequence[Piece]) -> list[Piece]:
    """White space once between words, none at the edges and beside breaks; equal neighbours joined."""
    out: list[Piece] = []
    after_space = True
    for piece in pieces:
        if piece.xml:
            if piece.space == "break":
                _trim_end(out)
            if piece.space:
                after_space = piece.space == "break"
            out.append(piece)
            continue
        if piece.space == "gap" and not out:
            continue
        value = collapse(piece.text)
        if after_space:
            value = value.removeprefix(" ")
        if not value:
            continue
        after_space = value.endswith(" ")
        if out and not out[-1].xml and (out[-1].format is piece.format or out[-1].format == piece.format):
            out[-1] = Piece(out[-1].text + value, piece.format)
        else:
            out.append(Piece(value, piece.format))
    _trim_end(out)
    return out


def _trim_end(out: list[Piece]) -> None:
    """Take the space off the end of the last text, looking past what the eye does not see."""
    for n in range(len(out) - 1, -1, -1):
        if out[n].xml and out[n].space:
            return
        if not out[n].xml:
            out[n] = Piece(out[n].text.removesuffix(" "), out[n].format)
            if out[n].text:
                return


def _pieces(w: Writer, nodes: Iterable[Node], mood: Mood) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, str):
            yield Piece(node, format_of(w, mood))
        else:
            yield from _element(w, node, mood)


def _element(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    lang = element.get("lang")
    mood = mood.but(lang=lang) if lang else mood
    name = element.get("id")
    if name in w.targets:
        start, end = w.marks.pair(w.targets[name].bookmark)
        yield Piece("", xml=start + end)
    anchor = element.get(ANCHOR)
    if not anchor or _is_note(element):
        yield from _tag(w, element, mood)
        return
    start, end = w.marks.pair(anchor)
    yield Piece("", xml=start)
    yield from _tag(w, element, mood)
    yield Piece("", xml=end)


def _tag(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    match element.tag:
        case "span":  # first, since most are
            yield from _span(w, element, mood)
        case "a":
            yield from _link(w, element, mood)
        case "strong":
            yield from _styled(w, element, mood.but(strong=True))
        case "em":
            yield from _styled(w, element, mood.but(emphasis=True))
        case "code":
            yield from _styled(w, element, mood.but(style="Verbatim Char"))
        case "dfn":
            yield from _styled(w, element, mood.but(style="Definition Char"))
        case "sub" | "sup":
            yield from _styled(w, element, mood.but(vertical=_VERTICAL[element.tag]))
        case "br":
            w.no_style(element)
            yield Piece("", xml=run("\n"), space="break")
        case "q":
            yield from _quoted(w, element, mood)
        case "cite":
            yield from _styled(w, element, mood)
        case "abbr":
            if element.get("title"):
                w.loses(element, f'Word shows no long form beside a short one, so "{element.get("title")}" is not seen')
            yield from _styled(w, element, mood)
        case _:
            w.unknown(element)
            yield from _pieces(w, element.children, mood)


def _styled(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    """The children, in the character style that the element names itself when it does."""
    own = w.own_style(element, "character")
    mood = mood.but(style=own) if own else mood
    yield from _pieces(w, element.children, mood)


def _span(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    if _is_note(element):
        yield from _note(w, element, mood)
        return
    around = format_of(w, mood)
    style = next((SPAN_STYLES[c] for c in element.classes if c in SPAN_STYLES), "")
    mood = mood.but(style=style) if style else mood
    if element.has_class("box"):
        yield Piece(BOX_GAP, around, space="gap")
        yield Piece(EMPTY_BOX, format_of(w, mood))
        return
    yield from _styled(w, element, mood)


def _quoted(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    labels = w.theme.labels
    yield Piece(labels.get("open_quote", "\u201c"), format_of(w, mood))
    yield from _styled(w, element, mood)
    yield Piece(labels.get("close_quote", "\u201d"), format_of(w, mood))


def _is_note(element: Element) -> bool:
    return element.tag == "span" and element.has_class("note")


def _note(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    if w.in_note:
        w.unknown(element, "a note cannot stand within a note")
        yield from _pieces(w, element.children, mood)
        return
    number = w.notes.reserve()
    w.in_note = True
    inside = runs(w, element.children, w.notes.text_name, lang=mood.lang)
    start, end = w.marks.pair(element.get(ANCHOR)) if element.get(ANCHOR) else ("", "")
    inside = start + inside + end
    w.in_note = False
    w.notes.fill(number, inside, to_left=is_right_to_left(mood.lang or w.document.meta.lang))
    yield Piece("", xml=note_reference(w.notes.kind, number, w.notes.mark_style), space="solid")


# --- links ----------------------------------------------------------------------------------------


def _link(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    if mood.in_link:
        yield from _styled(w, element, mood)
        return
    inside = mood.but(in_link=True)
    href = element.get("href")
    if element.has_class("page-ref"):
        yield from _page_reference(w, element, inside.but(style="Cross Reference"))
    elif target_of(element):
        yield from _internal(w, element, inside)
    elif SAFE_LINK.match(href):
        relations = w.note_relations if w.in_note else w.relations
        yield Piece("", xml=link_start(rel=relations.link(href), tip=element.get("title")))
        yield from _styled(w, element, inside.but(style="Hyperlink"))
        yield Piece("", xml=LINK_END)
    else:
        w.report.add("broken-link", f'"{href}" is no http, https, mailto or #anchor link', element.origin)
        yield from _styled(w, element, mood)


def _internal(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    """A REF field where the link says what its target is called, else a plain link to the bookmark."""
    target = w.targets.get(target_of(element))
    if target is None:
        w.report.add("broken-link", f'nothing carries the anchor "{target_of(element)}"', element.origin)
        yield from _styled(w, element, mood)
        return
    is_reference = element.has_class("ref")
    mood = mood.but(style="Cross Reference")
    said = " ".join(element.text().split())
    show = format_of(w, mood)
    full = f"{target.number} {target.label}" if target.number else target.label
    if is_reference and target.label and said in (target.label, full):
        if target.number and said == full:
            yield Piece("", xml=field(f"REF {target.bookmark} \\r \\h", run(target.number, show), show), space="solid")
            yield Piece(" ", show)
        yield Piece("", xml=field(f"REF {target.bookmark} \\h", run(target.label, show), show), space="solid")
        return
    yield Piece("", xml=link_start(anchor=target.bookmark, tip=element.get("title")))
    yield from _styled(w, element, mood)
    yield Piece("", xml=LINK_END)


def _page_reference(w: Writer, element: Element, mood: Mood) -> Iterator[Piece]:
    name = target_of(element)
    if name not in w.targets:
        w.report.add("broken-link", f'nothing carries the anchor "{name}"', element.origin)
        return
    yield Piece("", xml=page_field(w, name, format_of(w, mood)), space="solid")


def page_field(w: Writer, name: str, show: RunFormat) -> str:
    """A PAGEREF field with the page that is known, or a no-break space until a word processor counts."""
    page = str(w.pages[name]) if name in w.pages else "\u00a0"
    return field(f"PAGEREF {w.targets[name].bookmark} \\h", run(page, show), show)
