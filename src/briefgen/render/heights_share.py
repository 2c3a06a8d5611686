"""How the height of a tall page is shared out among the marked elements on it.

What an element takes is its box and the space that it keeps from the next one. Elements side by
side share the height of their row, those in one paragraph its lines. What is left of the space
around them belongs to the element that holds them, and in the end to the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefgen.render.heights_boxes import Drawing, Fragment

OVERLAP = 1.0
"""How far boxes may run into each other and still stand one below the other."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Heights without notes; their sum is the height of the drawing."""

    rest: float
    """Of what is not marked."""
    marks: tuple[float, ...]
    """Of each mark by its number, without the marks inside it."""
    beside: bool
    """Whether outermost marks stand side by side, so that what one takes hangs on the others."""


@dataclass(slots=True)
class _Extent:
    """Where a marked element stands, and what it takes."""

    number: int
    top: float
    bottom: float
    own: float
    space: float
    in_lines: bool

    @property
    def takes(self) -> float:
        return self.own + self.space


def share_out(drawing: Drawing, around: Sequence[int]) -> Shares:
    """The height of a drawing, shared out; `around` says for each mark which one holds it, -1 for none."""
    inside: dict[int, list[_Extent]] = {}
    for number, outer in enumerate(around):
        if fragments := drawing.fragments.get(number):
            inside.setdefault(outer, []).append(_extent(number, fragments))
    beside = [outer for outer, extents in inside.items() if _share_rows(extents)]
    shares = [0.0] * len(around)
    rest = _give(-1, drawing.height, inside, shares)
    return Shares(rest, tuple(shares), -1 in beside)


def _give(number: int, height: float, inside: dict[int, list[_Extent]], shares: list[float]) -> float:
    """Share a height among what stands inside a mark, all the way down; what is left."""
    held = inside.get(number, [])
    wanted = sum(extent.takes for extent in held)
    scale = height / wanted if wanted > height and number >= 0 else 1.0
    for extent in held:
        given = extent.takes * scale
        shares[extent.number] = _give(extent.number, given, inside, shares)
        height -= given
    return height


def _extent(number: int, fragments: list[Fragment]) -> _Extent:
    top, bottom = min(f.top for f in fragments), max(f.bottom for f in fragments)
    if fragments[0].paragraph:
        return _Extent(number, top, top, sum(map(_of_lines, fragments)), 0.0, in_lines=True)
    total = sum(f.height for f in fragments)
    own = total if _overlap(fragments) else bottom - top
    return _Extent(number, top, bottom, own, _space(fragments), in_lines=False)


def _of_lines(fragment: Fragment) -> float:
    """The share of a paragraph's lines. Half a line is kept back, since the last one is seldom full."""
    lines = fragment.paragraph
    if lines is None or not lines.width or not lines.lines:
        return 0.0
    return lines.height * (1 - 0.5 / lines.lines) * fragment.width / lines.width


def _space(fragments: list[Fragment]) -> float:
    """As far as marked neighbours of its kind stand from it; else what its margins ask for."""
    first, last = fragments[0], fragments[-1]
    measured = [gap for gap in (first.before, last.after) if gap is not None]
    return measured[0] if measured else max(first.above, last.below)


def _overlap(fragments: list[Fragment]) -> bool:
    ordered = sorted(fragments, key=lambda f: f.top)
    return any(a.bottom - OVERLAP > b.top for a, b in pairwise(ordered))


def _share_rows(extents: list[_Extent]) -> bool:
    """Elements side by side get their parts of the row, by their own heights. Whether there are any."""
    rows = list(_rows(extents))
    for row in rows:
        own = sum(extent.own for extent in row)
        height, space = max(e.bottom for e in row) - row[0].top, max(e.space for e in row)
        for extent in row if len(row) > 1 and own else ():
            part = extent.own / own
            extent.own, extent.space = height * part, space * part
    return any(len(row) > 1 for row in rows)


def _rows(extents: list[_Extent]) -> Iterator[list[_Extent]]:
    row: list[_Extent] = []
    for extent in sorted((e for e in extents if not e.in_lines), key=lambda e: e.top):
        if row and extent.top >= max(e.bottom for e in row) - OVERLAP:
            yield row
            row = []
        row.append(extent)
    if row:
        yield row
