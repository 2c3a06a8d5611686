"""What a laid-out page holds: how far it is filled, and which text runs out of it. All lengths are CSS pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CELL = "cell"
TOLERANCE = 2.0
"""Rounding, and the space that a line keeps at its end."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """Text outside the area that belongs to text."""

    page: int
    text: str
    block: str
    """`data-block` of the nearest element around it that has one."""
    side: str
    """What it crosses: right, left, lower, or its cell."""


def fill_of(page: Any) -> float:
    """How far down the text area the text reaches: 0 to 1, more where it runs over the foot.

    Notes at the foot count with their height.
    """
    box = page._page_box
    top, lowest, notes = box.content_box_y(), box.content_box_y(), 0.0
    for child in _body(box):
        if type(child).__name__ == "FootnoteAreaBox":
            notes += child.margin_height() if child.children else 0.0
        else:
            lowest = max([lowest, *(leaf.position_y + leaf.margin_height() for leaf, _ in _leaves(child, ""))])
    return float((lowest - top + notes) / box.height) if box.height else 0.0


def overflows(page: Any, number: int) -> Iterator[Overflow]:
    """Text that crosses the right or lower edge of the text area or a side of its cell, or leaves the page."""
    box = page._page_box
    right = box.content_box_x() + box.width + TOLERANCE
    bottom = box.content_box_y() + box.height + TOLERANCE
    for child in _body(box):
        for leaf, block in _leaves(child, ""):
            if not getattr(leaf, "text", "").strip():
                continue
            if leaf.position_x + leaf.width > right or leaf.position_x < -TOLERANCE:
                yield Overflow(number, leaf.text, block, "right" if leaf.position_x > 0 else "left")
            elif leaf.position_y + leaf.height > bottom:
                yield Overflow(number, leaf.text, block, "lower")
    for cell, block in _cells(box, ""):
        yield from _out_of(cell, block, number, right)


def _out_of(cell: Any, block: str, number: int, edge: float) -> Iterator[Overflow]:
    """Text that stands beside its cell, on the neighbour's ground; what crosses `edge` is found already."""
    left, right = cell.position_x - TOLERANCE, min(edge, cell.position_x + cell.border_width() + TOLERANCE)
    for leaf, inner in _leaves(cell, block):
        end = leaf.position_x + leaf.width
        if getattr(leaf, "text", "").strip() and (leaf.position_x < left or right < end <= edge):
            yield Overflow(number, leaf.text, inner, CELL)


def _cells(box: Any, block: str) -> Iterator[tuple[Any, str]]:
    box = getattr(box, "_box", box)
    if box.element is not None:
        block = box.element.get("data-block") or block
    if type(box).__name__ == "TableCellBox":
        yield box, block
        return
    for child in getattr(box, "children", ()):
        yield from _cells(child, block)


def outer_links(links: list[Any]) -> list[Any]:
    """Links without those that WeasyPrint adds for each box inside a link: one click area, one tag."""
    inner: set[int] = set()
    kept = []
    for link in links:
        box = link[3]
        if id(box) not in inner:
            kept.append(link)
            inner.update(id(below) for below in _descendants(box))
    return kept


def _descendants(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        real = getattr(child, "_box", child)
        yield real
        yield from _descendants(real)


def _body(page_box: Any) -> Iterator[Any]:
    """The flow and the notes at the foot, without running heads."""
    return (c for c in page_box.children if type(c).__name__ != "MarginBox")


def _leaves(box: Any, block: str) -> Iterator[tuple[Any, str]]:
    """Texts and pictures below a box, with the block that each belongs to."""
    box = getattr(box, "_box", box)
    element = box.element
    if element is not None:
        block = element.get("data-block") or block
    if hasattr(box, "text") or hasattr(box, "replacement"):
        yield box, block
    for child in getattr(box, "children", ()):
        yield from _leaves(child, block)
