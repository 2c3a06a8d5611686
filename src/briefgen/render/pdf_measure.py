"""What a laid-out page holds: how far it is filled, and which text runs out of it. All lengths are CSS pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    """Text that crosses the right or lower edge of the text area, or leaves the page."""
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
