"""What a tree of elements says: the document itself, or a page for browsers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree, html

from briefgen.core.document import INLINE_TAGS, Document, Element, Node, Picture, in_full
from briefgen.diagnostics import Span
from briefgen.render.parity.reading import ALT, GAP, MAYBE, NOTE
from briefgen.render.xhtml_writer import BOX, NUMBERED

_SILENT = frozenset({"col", "colgroup", "hr", "style", "script", "head"})
_TABLE_ORDER = ("caption", "colgroup", "thead")
"""What stands first in a table, wherever it was written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text something begins."""

    piece: int
    """The number of the piece that it begins with."""
    block: str
    origin: Span | None
    """The line that wrote it."""


@dataclass(slots=True)
class Told:
    """A text in pieces, notes last, and where its parts come from."""

    pieces: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def text_of_document(document: Document) -> Told:
    """The text of the document, which every format must tell."""
    return _Reader(document.pictures).told(document.root)


def text_of_page(data: bytes) -> list[str]:
    """The text of a page for browsers, without its furniture."""
    main = html.document_fromstring(data).find(".//main")
    return [] if main is None else _Reader({}).told(_element(main)).pieces


def _element(node: etree._Element) -> Element:
    children: list[Node] = [node.text] if node.text else []
    for child in node:
        if isinstance(child.tag, str):
            children.append(_element(child))
        if child.tail:
            children.append(child.tail)
    return Element(str(node.tag), {str(k): str(v) for k, v in node.attrib.items()}, tuple(children))


@dataclass(slots=True)
class _Reader:
    pictures: Mapping[str, Picture]
    """Alternative texts of pictures whose `img` has none."""
    _text: Told = field(default_factory=Told)
    _notes: list[tuple[str, Element, Place]] = field(default_factory=list)
    """Numbers and texts of the notes, and what they stand in."""
    _numbers: dict[int, str] = field(default_factory=dict)
    """What items of numbered lists say, by identity of the element."""
    _here: Place = field(default_factory=lambda: Place(0, "", None))

    def told(self, root: Element) -> Told:
        """The text of everything, notes last."""
        self._read(root)
        for number, note, place in self._notes:
            self._place(place.block, place.origin)
            self._say(GAP, NOTE, number, GAP)
            self._inside(note)
        return self._text

    def _say(self, *pieces: str) -> None:
        self._text.pieces += pieces

    def _place(self, block: str, origin: Span | None) -> None:
        self._here = Place(len(self._text.pieces), block, origin)
        self._text.places.append(self._here)

    def _nodes(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._text.pieces.append(node)
            else:
                self._read(node)

    def _read(self, element: Element) -> None:
        if element.tag in _SILENT:
            return
        if element.tag in INLINE_TAGS:
            self._in_line(element)
            return
        outer = self._here
        self._place(element.get("data-block") or outer.block, element.origin or outer.origin)
        self._say(GAP)
        self._block(element)
        self._say(GAP)
        self._place(outer.block, outer.origin)

    def _block(self, element: Element) -> None:
        match element.tag:
            case "img":
                picture = self.pictures.get(element.get("data-picture"))
                self._say(ALT, picture.said(element.get("alt")) if picture else element.get("alt"))
            case "svg":
                title, said = (
                    next((e.text() for e in element.walk() if e.tag == tag), "") for tag in ("title", "desc")
                )
                self._say(ALT, in_full(title, said))
            case "ol":
                items = (child for child in element.children if isinstance(child, Element))
                self._numbers |= {id(item): str(n) for n, item in enumerate(items, int(element.get("start", "1")))}
                self._inside(element)
            case "section" | "div" if element.get("role") == "doc-endnotes":
                self._endnotes(element)
            case "table":
                self._inside(element.with_children(tuple(sorted(element.children, key=_order))))
            case _:
                self._inside(element)

    def _inside(self, element: Element) -> None:
        number = element.get("data-number") if element.tag in NUMBERED else self._numbers.get(id(element), "")
        if number:
            self._say(number, GAP)
        self._nodes(element.children)

    def _endnotes(self, element: Element) -> None:
        for item in (e for e in element.walk() if e.tag == "li"):
            self._notes.append((item.get("value"), item, self._here))

    def _in_line(self, element: Element) -> None:
        if element.tag == "br":
            self._say(GAP)
        elif element.has_class("note"):
            self._say(NOTE, element.get("data-number"), MAYBE)
            self._notes.append((element.get("data-number"), element, self._here))
        elif element.get("role") == "doc-noteref":
            self._say(NOTE, element.text(), MAYBE)
        elif element.has_class("page-ref"):
            self._say(MAYBE)
        elif element.has_class("box"):
            self._say(BOX)
        elif element.get("role") != "doc-backlink":
            self._say(MAYBE)
            self._nodes(element.children)
            self._say(MAYBE)


def _order(child: Node) -> int:
    """A caption stands above its table, and the head above the rows."""
    if isinstance(child, Element) and child.tag in _TABLE_ORDER:
        return _TABLE_ORDER.index(child.tag)
    return len(_TABLE_ORDER)
