"""A document on one page as tall as it needs, and where the boxes of its marked elements stand on it.

All lengths are CSS pixels. On a layout of several pages, places count on from page to page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from briefgen.core.document import Document
from briefgen.render.collector import no_garbage_collection
from briefgen.render.heights_tree import NUMBER
from briefgen.render.pdf_engine import (
    LOCK,
    Assets,
    Message,
    engine_for,
    fetcher_for,
    files_of,
    quiet_log,
    told_failures,
    weasyprint,
)
from briefgen.render.style import Theme
from briefgen.render.xhtml import ASSETS

TALL_MM = 60_000
_CORNERS = [f"{a}-{b}" for a in ("top", "bottom") for b in ("left-corner", "left", "center", "right", "right-corner")]
_SIDES = [f"{a}-{b}" for a in ("left", "right") for b in ("top", "middle", "bottom")]
_PROBE = '<p class="height-probe"><span>.</span></p>'


def tall_css(theme: Theme) -> str:
    """One tall page with the margins of a normal one and no running heads; nothing forces a new page.

    Notes leave the flow, since each of them at the foot would lay out all the others again; a probe
    stands there in their place, for the space around them. Of endnotes the heading stays, with the
    space below it. Page numbers in contents have two digits.
    """
    page, bare = theme.page, " ".join(f"@{name} {{ content: none !important }}" for name in (*_CORNERS, *_SIDES))
    return (
        f"@page {{ size: {page.width_mm:g}mm {TALL_MM}mm; {bare} }}\n"
        f"@page landscape {{ size: {page.height_mm:g}mm {TALL_MM}mm }}\n"
        "* { break-before: auto !important; break-after: auto !important }\n"
        '[data-target]::after { content: "00" !important }\n'
        ".fn, .loose { float: none !important; position: absolute !important; display: block !important;"
        " top: 0 !important; left: 0 !important; right: 0 !important }\n"
        ".loose { white-space: normal !important; text-align: start; text-indent: 0; font-weight: 400;"
        " font-style: normal }\n"
        "section.notes { padding-bottom: 0.02px }\n"
        ".height-probe > span { float: footnote }\n"
    )


@dataclass(slots=True)
class Paragraph:
    """A block of lines that marked elements share."""

    lines: int
    height: float
    width: float
    """Of all that stands in its lines."""


@dataclass(slots=True)
class Fragment:
    """A box of a marked element."""

    top: float
    bottom: float
    above: float = 0.0
    """What it keeps from what comes before it: its margin, those of its first children included."""
    below: float = 0.0
    before: float | None = None
    """Distance to a marked neighbour of its kind above it; None when there is none."""
    after: float | None = None
    width: float = 0.0
    """Of an element inside lines."""
    paragraph: Paragraph | None = None
    """The lines that it stands in; None for a block."""

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(slots=True)
class Drawing:
    """What a tall layout shows."""

    height: float = 0.0
    """Of the flow, without notes."""
    fragments: dict[int, list[Fragment]] = field(default_factory=dict)
    """By the number of the mark."""
    notes: dict[str, float] = field(default_factory=dict)
    """Height of each note by its id."""
    around_notes: float = 0.0
    """Margin, border and padding of the area for notes."""


def draw(xhtml: str, document: Document, theme: Theme) -> Drawing:
    """Lay the page `xhtml` out, and read the boxes of what is marked in it."""
    xhtml = xhtml if document.endnotes else xhtml.replace("</body>", f"{_PROBE}</body>")
    with LOCK, no_garbage_collection(), quiet_log(list[Message]()), told_failures():
        engine, fetcher = engine_for(theme, document.meta.lang), fetcher_for(Assets(files_of(document, theme)))
        html = weasyprint().HTML(string=xhtml, base_url=ASSETS, url_fetcher=fetcher)
        css = weasyprint().CSS(string=tall_css(theme), url_fetcher=fetcher)
        pages = html.render(font_config=engine.font_config, stylesheets=[*engine.sheets, css]).pages
        reader = _Reader()
        for page in pages:
            reader.read_page(page._page_box)
    return reader.drawing


class _Reader:
    """Reads page after page."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._offset = 0.0
        self._end = 0.0
        self._paragraphs: dict[int, Paragraph] = {}

    def read_page(self, page: Any) -> None:
        """The flow of a page and its notes. A box that goes on over the page ends where its content does."""
        top, foot = page.content_box_y(), page.content_box_y() + page.height - 1
        flow = [area for area in page.children if type(area).__name__ == "BlockBox"]
        self._end = max([top, *(y for area in flow for y in _bottoms(area) if y < foot)])
        self._offset = self.drawing.height - top
        for area in page.children:
            if type(area).__name__ == "FootnoteAreaBox" and area.children:
                self.drawing.around_notes = float(area.margin_height() - area.height)
        for area in flow:
            self._read(area, -1)
        self.drawing.height += self._end - top

    def _read(self, parent: Any, inside: int) -> None:
        """Everything below a block; `inside` is the number of the mark around it."""
        neighbour: tuple[str, Fragment] | None = None
        for child in parent.children:
            number, before, neighbour = _number(child), neighbour, None
            if not _in_flow(child):
                self._read_out_of_flow(child, inside)
            elif type(child).__name__ == "LineBox":
                self._read_line(child, parent, inside)
            elif number in (-1, inside):
                self._read(child, inside)
            else:
                fragment = self._add(number, self._block(child))
                if before and before[0] == _kind(child):
                    fragment.before = before[1].after = fragment.top - before[1].bottom
                neighbour = _kind(child), fragment
                self._read(child, number)

    def _block(self, box: Any) -> Fragment:
        top, bottom = float(box.border_box_y()), float(box.border_box_y() + box.border_height())
        end = max(top, min(bottom, self._end))
        return Fragment(top + self._offset, end + self._offset, _outer_margin(box, "top"), _outer_margin(box, "bottom"))

    def _add(self, number: int, fragment: Fragment) -> Fragment:
        self.drawing.fragments.setdefault(number, []).append(fragment)
        return fragment

    def _read_out_of_flow(self, placed: Any, inside: int) -> None:
        """Notes; floats, which take room beside others; the rest takes none."""
        box = getattr(placed, "_box", placed)
        if {"fn", "loose"} & {*box.element.get("class", "").split()}:
            self.drawing.notes[box.element.get("id", "")] = float(box.margin_height())
        elif box.is_floated():
            number = _number(box)
            if number not in (-1, inside):
                self._add(number, self._block(box))
            self._read(box, number if number >= 0 else inside)

    def _read_line(self, box: Any, block: Any, inside: int) -> None:
        """What is marked in a line, and the notes that are called there."""
        for child in getattr(box, "children", ()):
            number = _number(child)
            if not _in_flow(child):
                self._read_out_of_flow(child, inside)
                continue
            if number not in (-1, inside):
                top, width = child.position_y + self._offset, float(child.margin_width())
                self._add(number, Fragment(top, top, width=width, paragraph=self._paragraph(block)))
            self._read_line(child, block, number if number >= 0 else inside)

    def _paragraph(self, block: Any) -> Paragraph:
        if id(block) not in self._paragraphs:
            lines = [c for c in block.children if type(c).__name__ == "LineBox"]
            width = sum(c.margin_width() for line in lines for c in line.children if _in_flow(c))
            self._paragraphs[id(block)] = Paragraph(len(lines), sum(line.height for line in lines), width)
        return self._paragraphs[id(block)]


def _number(box: Any) -> int:
    """The number of the mark that a box was made for; -1 for none."""
    number = box.element.get(NUMBER) if box.element is not None else None
    return int(number) if number else -1


def _kind(box: Any) -> str:
    return f"{box.element.tag} {box.element.get('class', '')}"


def _in_flow(box: Any) -> bool:
    return bool(box.is_in_normal_flow())


def _outer_margin(box: Any, side: str) -> float:
    """The margin above or below a box, those that collapse with it included."""
    margins = list(_margins(box, side))
    return max([0.0, *margins]) + min([0.0, *margins])


def _margins(box: Any, side: str) -> Iterator[float]:
    yield float(getattr(box, f"margin_{side}", 0) or 0)
    collapses = getattr(box, f"{side}_margin_collapses", None)
    blocks = [c for c in box.children if _in_flow(c)] if collapses and collapses() else []
    if blocks and type(blocks[0]).__name__ != "LineBox":
        yield from _margins(blocks[0 if side == "top" else -1], side)


def _bottoms(box: Any) -> Iterator[float]:
    """The lower edges of all that stands in the flow below a box."""
    for child in box.children:
        if type(child).__name__ == "LineBox":
            yield float(child.position_y + child.height)
        elif _in_flow(child) and child.element.get("class") != "height-probe":
            if child.element_tag != "body":
                yield float(child.border_box_y() + child.border_height())
            yield from _bottoms(child)
