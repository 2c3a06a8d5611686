"""The finished document as XHTML: for the page layout engine, and for browsers.

Both carry the same text. They differ in notes (at the foot of the page, or at the end with links
back) and in what only a browser or only paper needs.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape

from briefgen.core.document import INLINE_TAGS, Document, Element, Node
from briefgen.core.numbers import print_day
from briefgen.render.style import Theme
from briefgen.render.xhtml_writer import Writer, attributes, language, whole_sources

ASSETS = "https://brief.invalid/"
"""Addresses that only the PDF renderer's own fetcher knows."""
PAGE_MARK = "↗"
"""Stands for a page number where there are no pages."""


_LONG_WORD = re.compile("[^\\W\\d_\u2e80-\U0003ffff]{21,}")
_PIECE = 10
"""Letters, at most, after which a long word in a table may be broken."""


def to_xhtml(document: Document, theme: Theme, for_print: bool, *, loose_notes: bool = False) -> str:
    """The `html` element without style sheets; for browsers, `body` holds the page's furniture too.

    With `loose_notes`, endnotes stand beside their marks, for those who take them out of the flow to measure them.
    """
    writer = _Print(document, theme, loose_notes=loose_notes) if for_print else _Screen(document, theme)
    return writer.page()


class _Print(Writer):
    """For paper."""

    def __init__(self, document: Document, theme: Theme, *, loose_notes: bool = False) -> None:
        super().__init__(document, theme)
        self._cells = 0
        self._loose_notes = loose_notes
        self._endnotes: list[str] = []
        self._special |= {"td": self.cell, "th": self.cell}

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
        return f'<html{language(meta.lang)}><head>{head}</head><body class="{classes}"{data}>{body}</body></html>'

    def text(self, text: str, after: Node | None) -> str:
        """The blank before an inline element stands by itself: counted with the text before it, as WeasyPrint 70
        does, it ends a line far too early when both just fit (4 of 500 widths tried; so none). A mark of no width
        goes before it, without which the tagged text would lose the blank."""
        if self._cells:
            text = _LONG_WORD.sub(_breakable, text)
        if isinstance(after, Element) and after.tag in INLINE_TAGS and len(text) > 1 and text.endswith(" "):
            return f"{escape(text[:-1], quote=False)}<span>\u200b </span>"
        return escape(text, quote=False)

    def cell(self, element: Element) -> str:
        """Words as long as a column is wide may break: paper does not scroll."""
        self._cells += 1
        made = self.plain(element)
        self._cells -= 1
        return made

    def citation(self, element: Element) -> str:
        """Only what it holds: around a link in it WeasyPrint 70 would end lines far too early."""
        return super().citation(element) if element.get("id") else self.nodes(whole_sources(element).children)

    def note(self, element: Element) -> str:
        number, mark, note = self.note_names(element)
        title, back = self.label("note", number=number), self.label("back_to_reference", number=number)
        call = f'<a class="fnref" id="{mark}" href="#{note}" title="{title}">{number}</a>'
        back = f'<a class="fnback" href="#{mark}" title="{back}">{number}</a>'
        said = f"{back} {self.nodes(element.children)}"
        if not self.document.endnotes:
            return f'{call}<span class="fn" id="{note}">{said}</span>'
        if self._loose_notes:
            return f'{call}<span class="en loose" id="{note}">{said}</span>'
        self._endnotes.append(f'<p class="en" id="{note}">{said}</p>')
        return call

    def endnotes(self) -> str:
        return "".join(self._endnotes)

    def numbered(self, element: Element) -> str:
        """Said in CSS where the list begins to count, since WeasyPrint takes no heed of the attribute."""
        start = int(element.get("start", "1"))
        return self.plain(element, f' style="counter-reset: list-item {start - 1}"' if start != 1 else "")

    def item(self, element: Element) -> str:
        """An entry of the contents gets its page number on the row, so that it is one link."""
        link = next((c for c in element.children if isinstance(c, Element) and c.tag == "a"), None)
        if not element.get("data-level") or link is None:
            return self.plain(element)
        return self.plain(element, f' data-target="{escape(link.get("href"))}"')

    def link(self, element: Element) -> str:
        if not element.has_class("page-ref"):
            return super().link(element)
        page = f'<span class="page-of" data-target="{escape(element.get("href"))}"></span>'
        return f'<a{attributes(element)} title="{self.name_of(element)}">{page}</a>'

    def page_break(self, element: Element) -> str:
        return '<div class="page-break"></div>' if element.has_class("page-break") else self.plain(element)

    def picture_source(self, element: Element) -> str:
        return f"{ASSETS}picture/{element.get('data-picture')}"


class _Screen(Writer):
    """For browsers."""

    def __init__(self, document: Document, theme: Theme) -> None:
        super().__init__(document, theme)
        self._notes: list[str] = []
        self._frame_names = dict(_frame_names(document.root, ""))

    def page(self) -> str:
        body = self.element(self.document.root)
        head = "".join(self.head())
        return (
            f"<html{language(self.document.meta.lang)}><head>{head}</head>"
            f'<body class="{escape(f"{self.document.meta.audience} {self.document.meta.length}")}">'
            f'<a class="skip" href="#text">{self.label("skip_to_content")}</a>'
            f'<main id="text">{body}{self._notes_at_end()}</main></body></html>'
        )

    def head(self) -> Iterator[str]:
        yield from super().head()
        yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        yield '<meta name="color-scheme" content="light dark"/>'

    def note(self, element: Element) -> str:
        number, mark, note = self.note_names(element)
        back = self.label("back_to_reference", number=number)
        self._notes.append(
            f'<li id="{note}" value="{number}">{self.nodes(element.children)} '
            f'<a class="fnback" href="#{mark}" role="doc-backlink" aria-label="{back}">↩</a></li>'
        )
        title = self.label("note", number=number)
        return f'<a class="fnref" id="{mark}" href="#{note}" role="doc-noteref" aria-label="{title}">{number}</a>'

    def _notes_at_end(self) -> str:
        """What a page of paper has at its foot, under a heading that paper has not."""
        if not self._notes or self.document.endnotes:
            return ""
        heading = f'<h2 class="unnumbered">{self.label("notes")}</h2>'
        return f'<section class="notes" role="doc-endnotes">{heading}<ol>{"".join(self._notes)}</ol></section>'

    def endnotes(self) -> str:
        return f'<div role="doc-endnotes" aria-label="{self.label("notes")}"><ol>{"".join(self._notes)}</ol></div>'

    def table(self, element: Element) -> str:
        """Wide tables scroll inside their own frame, which the keyboard can reach."""
        return self._framed(super().table(element), self._frame_names.get(id(element), ""))

    def drawing(self, element: Element) -> str:
        """Charts likewise: on a telephone their words could not be read if they shrank with the page."""
        name = self._frame_names.get(id(element))
        return super().drawing(element) if name is None else self._framed(super().drawing(element), name)

    def _framed(self, inner: str, name: str) -> str:
        called = escape(name or self.words("table"))
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{called}">{inner}</div>'

    def link(self, element: Element) -> str:
        if not element.has_class("page-ref"):
            return super().link(element)
        return self.plain(element.with_children((PAGE_MARK,)), f' aria-label="{self.name_of(element)}"')

    def page_break(self, element: Element) -> str:
        return "" if element.has_class("page-break") else self.plain(element)

    def picture_source(self, element: Element) -> str:
        picture = self.document.pictures.get(element.get("data-picture"))
        if picture is None or not picture.raster:
            return ""
        return data_url(picture.raster)


def _frame_names(element: Element, heading: str) -> Iterator[tuple[int, str]]:
    """For each table and each figure's picture, by identity, its caption, or the heading that it stands under."""
    for child in (c for c in element.children if isinstance(c, Element)):
        if child.tag in ("h2", "h3", "h4", "figcaption"):
            heading = child.text().strip()
        elif child.tag == "table":
            caption = next(
                (c.text().strip() for c in child.children if isinstance(c, Element) and c.tag == "caption"), ""
            )
            yield id(child), caption or heading
        elif child.tag == "img" and element.tag == "figure":
            yield id(child), heading
        yield from _frame_names(child, heading)


def _breakable(word: re.Match[str]) -> str:
    """The word with soft hyphens between pieces of one length."""
    whole = word[0]
    pieces = -(-len(whole) // _PIECE)
    size = -(-len(whole) // pieces)
    return "\u00ad".join(whole[at : at + size] for at in range(0, len(whole), size))


def data_url(raster: bytes) -> str:
    """A picture as part of the page."""
    kind = "png" if raster.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(raster).decode()}"
