"""Serialises a document's elements as XHTML; what differs between paper and screen is left to `xhtml.py`."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from html import escape

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Document, Element, Node
from briefgen.render.pictures import inline_svg
from briefgen.render.style import Theme
from briefgen.render.stylesheet import class_of

VOID = frozenset({"br", "hr", "img", "col"})
NUMBERED = frozenset({"p", "h2", "h3", "h4", "caption", "figcaption"})
BOX = "☐"
SHORT_ADDRESS = 48
"""Letters of an address that fit on a line with room to spare, in notes and lists of references."""

_HOST = re.compile(r"\w+://[^/\s]{1,40}(?=/)")
SHORT_SOURCE = 24
"""Bytes of one source in a citation (number or name, and page) that keeps to one line."""

_EAST = "\u2e80-\U0003ffff"
_LAST_WORD = re.compile(rf"(?:[{_EAST}][^\s{_EAST}]*|[^\s{_EAST}]+)[、。，．：；？！）》」』】〕]*\Z")

_KEPT = frozenset({"id", "lang", "class", "href", "title", "alt", "scope", "colspan", "rowspan", "start", "type"}) | {
    "data-level",
    "data-piece",
    "data-block",
}


class Writer(ABC):
    """Serialises elements; subclasses say what notes, pictures and tables become."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document, self.theme = document, theme
        self._special: dict[str, Callable[[Element], str]] = {
            "span": self._span,
            "img": self._image,
            "col": self._column,
            "hr": self.page_break,
            "table": self.table,
            "nav": self._nav,
            "ol": self.numbered,
            "li": self.item,
            "a": self.link,
            "cite": self.citation,
            "section": self._section,
        }

    @abstractmethod
    def page(self) -> str:
        """The whole page."""

    @abstractmethod
    def note(self, element: Element) -> str:
        """A note at the place of its mark."""

    @abstractmethod
    def endnotes(self) -> str:
        """The texts of all notes, where they stand at the end."""

    @abstractmethod
    def picture_source(self, element: Element) -> str:
        """The address of a picture that is no drawing."""

    @abstractmethod
    def page_break(self, element: Element) -> str:
        """What a forced new page becomes."""

    def label(self, key: str, **values: str) -> str:
        """A fixed word of the theme, filled and escaped."""
        return escape(self.words(key, **values))

    def words(self, key: str, **values: str) -> str:
        """A fixed word of the theme, filled; one that the theme lacks stands as its key."""
        text = self.theme.labels.get(key, key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def nodes(self, nodes: tuple[Node, ...]) -> str:
        """The nodes in order; the mark of a note keeps to the word before it."""
        parts: list[str] = []
        for before, node, after in zip((None, *nodes), nodes, (*nodes[1:], None), strict=False):
            if isinstance(node, str):
                parts.append(self.text(node, after))
                continue
            word = _last_word(before) if _is_mark(node) else ""
            if word:
                parts[-1] = parts[-1].removesuffix(word)
                parts.append(f'<span class="nobr">{word}{self.element(node)}</span>')
            else:
                parts.append(self.element(node))
        return "".join(parts)

    def text(self, text: str, after: Node | None) -> str:  # noqa: ARG002 - paper looks at what comes after
        """A run of text, before `after`."""
        return escape(text, quote=False)

    def element(self, element: Element) -> str:
        special = self._special.get(element.tag)
        return special(element) if special else self.plain(element)

    def plain(self, element: Element, extra: str = "") -> str:
        start = f"<{element.tag}{attributes(element)}{extra}"
        if element.tag in VOID:
            return f"{start}/>"
        return f"{start}>{self._number(element)}{self.nodes(element.children)}</{element.tag}>"

    def _number(self, element: Element) -> str:
        number = element.get("data-number")
        if not number or element.tag not in NUMBERED:
            return ""
        return f'<span class="num">{escape(number)} </span>'

    def _span(self, element: Element) -> str:
        if element.has_class("note"):
            return self.note(element)
        if element.has_class("box"):
            return self.plain(element.with_children((BOX,)))
        return self.plain(element)

    def _section(self, element: Element) -> str:
        made = self.plain(element)
        if not Document.is_for_notes(element):
            return made
        return f"{made.removesuffix('</section>')}{self.endnotes()}</section>"

    def _column(self, element: Element) -> str:
        width = element.get("data-width")
        return self.plain(element, f' style="width: {int(width)}%"' if width.isdigit() else "")

    def table(self, element: Element) -> str:
        fixed = any(e.get("data-width") for e in element.walk() if e.tag == "col")
        return self.plain(element, ' style="table-layout: fixed"' if fixed else "")

    def _nav(self, element: Element) -> str:
        key = {"toc": "contents", "list-of-figures": "list_of_figures", "list-of-tables": "list_of_tables"}
        name = next((key[c] for c in element.classes if c in key), "contents")
        role = ' role="doc-toc"' if name == "contents" else ""
        return self.plain(element, f'{role} aria-label="{self.label(name)}"')

    def numbered(self, element: Element) -> str:
        """A numbered list."""
        return self.plain(element)

    def item(self, element: Element) -> str:
        return self.plain(element)

    def link(self, element: Element) -> str:
        """An address that stands in the text keeps to one line if it is short; a long one may break anywhere."""
        text = element.text()
        if "://" in text:
            return self._address(element, text)
        return self.plain(element)

    def _address(self, link: Element, text: str) -> str:
        """Its first part is never parted: no line ends with `https://`."""
        if len(text) <= SHORT_ADDRESS:
            return self.plain(_with_class(link, "nobr"))
        host = _HOST.match(text)
        if not host or link.children != (text,):
            return self.plain(_with_class(link, "url"))
        first = Element("span", {"class": "nobr"}, (host[0],))
        return self.plain(_with_class(link, "url").with_children((first, text[host.end() :])))

    def name_of(self, link: Element) -> str:
        """What a page reference leads to, by number or heading, for those who cannot see the mark or the page."""
        target = next((e for e in self.document.root.walk() if f"#{e.get('id')}" == link.get("href")), None)
        if target is None:
            return self.label("page")
        names = (e.get("data-number") or e.text().strip() for e in target.walk() if e.tag in NUMBERED)
        return escape(next(names, "") or self.words("page"))

    def citation(self, element: Element) -> str:
        """A citation in the text."""
        return self.plain(whole_sources(element))

    def _image(self, element: Element) -> str:
        picture = self.document.pictures.get(element.get("data-picture"))
        if picture and picture.svg:
            return self.drawing(element)
        size = f' style="width: {picture.width_mm:.4g}mm"' if picture else ""
        return f'<img{attributes(element)} src="{escape(self.picture_source(element))}"{size}/>'

    def drawing(self, element: Element) -> str:
        """A picture of lines and words, as part of the page."""
        picture = self.document.pictures[element.get("data-picture")]
        return inline_svg(picture, element.get("alt") or picture.alt, text_width_mm=self.theme.page.height_mm)

    def head(self) -> Iterator[str]:
        meta = self.document.meta
        yield '<meta charset="utf-8"/>'
        yield f"<title>{escape(meta.title)}</title>"
        values = {
            "author": meta.organisation,
            "description": meta.subtitle,
            "keywords": ", ".join(meta.keywords),
            "generator": "briefgen",
            "dcterms.created": str(meta.date),
            "dcterms.modified": str(meta.date),
            "marking": meta.marking,
            "version": meta.version,
            "status": meta.status,
            "audience": meta.audience,
            "length": meta.length,
        }
        for name, value in values.items():
            if value:
                yield f'<meta name="{name}" content="{escape(value)}"/>'

    def note_names(self, element: Element) -> tuple[str, str, str]:
        """The number of a note, the id of its mark and the id of its text."""
        number = element.get("data-number")
        name = element.get("id") or f"fn-{number}"
        return escape(number), f"{name}-mark", name


def _is_mark(element: Element) -> bool:
    """Whether a reader sees nothing of it in the line but the marks of notes."""
    return element.has_class("note") or (
        not element.text().strip() and any(e.has_class("note") for e in element.walk())
    )


def _last_word(before: Node | None) -> str:
    """The word that a text ends with, escaped; empty when it ends with a blank.

    East Asian lines may end behind any character, so there it is the last one with its punctuation.
    """
    found = _LAST_WORD.search(before) if isinstance(before, str) else None
    return escape(found[0], quote=False) if found else ""


def _with_class(element: Element, name: str) -> Element:
    return element.with_attrs(**{"class": f"{element.get('class')} {name}".strip()})


def whole_sources(citation: Element) -> Element:
    """Lines end between the sources of a citation and not before the page of one."""

    def whole(node: Element) -> Element:
        return _with_class(node, "nobr") if node.tag == "a" and len(node.text().encode()) <= SHORT_SOURCE else node

    return citation.map(whole)


def language(lang: str) -> str:
    """The attributes that say what language a page is in, and which way it runs."""
    return f' lang="{escape(lang)}"' + (' dir="rtl"' if is_right_to_left(lang) else "")


def attributes(element: Element) -> str:
    """The attributes that go to the reader; a named style becomes a class."""
    attrs = {k: v for k, v in element.attrs.items() if k in _KEPT}
    if is_right_to_left(element.get("lang")):
        attrs["dir"] = "rtl"
    style = element.get("data-style")
    if style:
        attrs["class"] = f"{attrs.get('class', '')} {class_of(style)}".strip()
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
