"""The finished document as XHTML: for the page layout engine, and for browsers.

Both carry the same text. They differ in notes (at the foot of the page, or at the end with links
back) and in what only a browser or only paper needs.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from html import escape

from briefgen.core.document import Document, Element, Node
from briefgen.core.numbers import print_day
from briefgen.render.pictures import inline_svg
from briefgen.render.style import Theme
from briefgen.render.stylesheet import class_of

ASSETS = "https://brief.invalid/"
"""Addresses that only the PDF renderer's own fetcher knows."""
VOID = frozenset({"br", "hr", "img", "col"})
BOX = "☐"
PAGE_MARK = "↗"
"""Stands for a page number where there are no pages."""
_KEPT = frozenset({"id", "lang", "class", "href", "title", "alt", "scope", "colspan", "rowspan", "start", "type"}) | {
    "data-level",
    "data-block",
}
_NUMBERED = frozenset({"p", "h2", "h3", "h4", "caption", "figcaption"})


def to_xhtml(document: Document, theme: Theme, for_print: bool) -> str:
    """The `html` element without style sheets; for browsers, `body` holds the page's furniture too."""
    writer = _Print(document, theme) if for_print else _Screen(document, theme)
    return writer.page()


class _Writer:
    """Serialises elements; subclasses say what notes, pictures and tables become."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document, self.theme = document, theme
        self._special: dict[str, Callable[[Element], str]] = {
            "span": self._span,
            "img": self._image,
            "col": self._column,
            "hr": self._break,
            "table": self._table,
            "nav": self._nav,
            "li": self._item,
            "a": self._link,
        }

    def page(self) -> str:
        raise NotImplementedError

    def _note(self, element: Element) -> str:
        raise NotImplementedError

    def _picture_source(self, element: Element) -> str:
        raise NotImplementedError

    def _break(self, element: Element) -> str:
        raise NotImplementedError

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
        for before, node in zip((None, *nodes), nodes, strict=False):
            if isinstance(node, str):
                parts.append(escape(node, quote=False))
                continue
            word = _last_word(before) if _is_mark(node) else ""
            if word:
                parts[-1] = parts[-1].removesuffix(word)
                parts.append(f'<span class="nobr">{word}{self.element(node)}</span>')
            else:
                parts.append(self.element(node))
        return "".join(parts)

    def element(self, element: Element) -> str:
        special = self._special.get(element.tag)
        return special(element) if special else self._plain(element)

    def _plain(self, element: Element, extra: str = "") -> str:
        start = f"<{element.tag}{attributes(element)}{extra}"
        if element.tag in VOID:
            return f"{start}/>"
        return f"{start}>{self._number(element)}{self.nodes(element.children)}</{element.tag}>"

    def _number(self, element: Element) -> str:
        number = element.get("data-number")
        if not number or element.tag not in _NUMBERED:
            return ""
        return f'<span class="num">{escape(number)} </span>'

    def _span(self, element: Element) -> str:
        if element.has_class("note"):
            return self._note(element)
        if element.has_class("box"):
            return self._plain(element.with_children((BOX,)))
        return self._plain(element)

    def _column(self, element: Element) -> str:
        width = element.get("data-width")
        return self._plain(element, f' style="width: {int(width)}%"' if width.isdigit() else "")

    def _table(self, element: Element) -> str:
        fixed = any(e.get("data-width") for e in element.walk() if e.tag == "col")
        return self._plain(element, ' style="table-layout: fixed"' if fixed else "")

    def _nav(self, element: Element) -> str:
        key = {"toc": "contents", "list-of-figures": "list_of_figures", "list-of-tables": "list_of_tables"}
        name = next((key[c] for c in element.classes if c in key), "contents")
        role = ' role="doc-toc"' if name == "contents" else ""
        return self._plain(element, f'{role} aria-label="{self.label(name)}"')

    def _item(self, element: Element) -> str:
        return self._plain(element)

    def _link(self, element: Element) -> str:
        return self._plain(element)

    def _image(self, element: Element) -> str:
        alt = element.get("alt")
        picture = self.document.pictures.get(element.get("data-picture"))
        if picture and picture.svg:
            return inline_svg(picture, alt or picture.alt, text_width_mm=self.theme.page.height_mm)
        size = f' style="width: {picture.width_mm:.4g}mm"' if picture else ""
        return f'<img{attributes(element)} src="{escape(self._picture_source(element))}"{size}/>'

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


class _Print(_Writer):
    """For paper."""

    def page(self) -> str:
        meta = self.document.meta
        heads = {
            "title": meta.title,
            "marking": meta.marking,
            "organisation": meta.organisation,
            "date": print_day(meta.date, meta.lang),
            "version": self.words("version_of", version=meta.version) if meta.version else "",
            "status": meta.status,
            "audience": meta.audience_label,
        }
        data = "".join(f' data-{k}="{escape(v)}"' for k, v in heads.items())
        classes = escape(f"{meta.audience} {meta.length}")
        body = self.element(self.document.root)
        head = "".join(self.head())
        return f'<html lang="{escape(meta.lang)}"><head>{head}</head><body class="{classes}"{data}>{body}</body></html>'

    def _note(self, element: Element) -> str:
        number, mark, note = self.note_names(element)
        title, back = self.label("note", number=number), self.label("back_to_reference", number=number)
        return (
            f'<a class="fnref" id="{mark}" href="#{note}" title="{title}">{number}</a>'
            f'<span class="fn" id="{note}"><a class="fnback" href="#{mark}" title="{back}">{number}</a> '
            f"{self.nodes(element.children)}</span>"
        )

    def _item(self, element: Element) -> str:
        """An entry of the contents gets its page number on the row, so that it is one link."""
        link = next((c for c in element.children if isinstance(c, Element) and c.tag == "a"), None)
        if not element.get("data-level") or link is None:
            return self._plain(element)
        return self._plain(element, f' data-target="{escape(link.get("href"))}"')

    def _link(self, element: Element) -> str:
        if not element.has_class("page-ref"):
            return self._plain(element)
        page = f'<span class="page-of" data-target="{escape(element.get("href"))}"></span>'
        return f"<a{attributes(element)}>{page}</a>"

    def _break(self, element: Element) -> str:
        return '<div class="page-break"></div>' if element.has_class("page-break") else self._plain(element)

    def _picture_source(self, element: Element) -> str:
        return f"{ASSETS}picture/{element.get('data-picture')}"


class _Screen(_Writer):
    """For browsers."""

    def __init__(self, document: Document, theme: Theme) -> None:
        super().__init__(document, theme)
        self._notes: list[str] = []

    def page(self) -> str:
        body = self.element(self.document.root)
        head = "".join(self.head())
        return (
            f'<html lang="{escape(self.document.meta.lang)}"><head>{head}</head>'
            f'<body class="{escape(f"{self.document.meta.audience} {self.document.meta.length}")}">'
            f'<a class="skip" href="#text">{self.label("skip_to_content")}</a>'
            f'<main id="text">{body}{self._endnotes()}</main></body></html>'
        )

    def head(self) -> Iterator[str]:
        yield from super().head()
        yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        yield '<meta name="color-scheme" content="light dark"/>'

    def _note(self, element: Element) -> str:
        number, mark, note = self.note_names(element)
        back = self.label("back_to_reference", number=number)
        self._notes.append(
            f'<li id="{note}" value="{number}">{self.nodes(element.children)} '
            f'<a class="fnback" href="#{mark}" role="doc-backlink" aria-label="{back}">↩</a></li>'
        )
        title = self.label("note", number=number)
        return f'<a class="fnref" id="{mark}" href="#{note}" role="doc-noteref" aria-label="{title}">{number}</a>'

    def _endnotes(self) -> str:
        if not self._notes:
            return ""
        heading = f'<h2 class="unnumbered">{self.label("notes")}</h2>'
        return f'<section class="notes" role="doc-endnotes">{heading}<ol>{"".join(self._notes)}</ol></section>'

    def _table(self, element: Element) -> str:
        """Wide tables scroll inside their own frame, which the keyboard can reach."""
        table = super()._table(element)
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{self.label("table")}">{table}</div>'

    def _link(self, element: Element) -> str:
        if not element.has_class("page-ref"):
            return self._plain(element)
        return self._plain(element.with_children((PAGE_MARK,)), f' aria-label="{self._name_of(element)}"')

    def _name_of(self, link: Element) -> str:
        """What a page reference leads to, by number or heading, for those who cannot see the mark."""
        target = next((e for e in self.document.root.walk() if f"#{e.get('id')}" == link.get("href")), None)
        if target is None:
            return self.label("page")
        names = (e.get("data-number") or e.text().strip() for e in target.walk() if e.tag in _NUMBERED)
        return escape(next(names, "") or self.words("page"))

    def _break(self, element: Element) -> str:
        return "" if element.has_class("page-break") else self._plain(element)

    def _picture_source(self, element: Element) -> str:
        picture = self.document.pictures.get(element.get("data-picture"))
        if picture is None or not picture.raster:
            return ""
        return data_url(picture.raster)


def _is_mark(element: Element) -> bool:
    """Whether a reader sees nothing of it in the line but the marks of notes."""
    return element.has_class("note") or (
        not element.text().strip() and any(e.has_class("note") for e in element.walk())
    )


def _last_word(before: Node | None) -> str:
    """The word that a text ends with, escaped; empty when it ends with a blank."""
    words = before.rsplit(maxsplit=1) if isinstance(before, str) and before and not before[-1].isspace() else []
    return escape(words[-1], quote=False) if words else ""


def data_url(raster: bytes) -> str:
    """A picture as part of the page."""
    kind = "png" if raster.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(raster).decode()}"


def attributes(element: Element) -> str:
    """The attributes that go to the reader; a named style becomes a class."""
    attrs = {k: v for k, v in element.attrs.items() if k in _KEPT}
    style = element.get("data-style")
    if style:
        attrs["class"] = f"{attrs.get('class', '')} {class_of(style)}".strip()
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
