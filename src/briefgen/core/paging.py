"""How lines fall on pages: what the layout engine will do, foretold for figures that stand elsewhere.

A galley is a document before it is on pages: all its lines one below the other. All lengths are CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

TOGETHER = 2
"""Lines of a paragraph that stay together at the foot of a page, and at the top of the next."""
ROUNDING = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """What no page break parts."""

    height: float
    notes: tuple[float, ...] = ()
    """Heights of the notes that it calls: at the foot of its page, or of the next if there is no room."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A paragraph, a heading, a row or a picture, with the space around it."""

    lines: tuple[Line, ...]
    above: float = 0.0
    below: float = 0.0
    keeps_next: bool = False
    """Whether no page break may follow it."""
    begins_page: bool = False
    """Whether a page break must come before it."""
    head: float = 0.0
    """Height of what is repeated above it at the top of a page: the head of its table."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a galley: a line of a strip."""

    strip: int
    line: int = 0
    notes: float = field(default=0.0, compare=False)
    """Height of the notes that the page before had no room for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, and the spot at which the next one begins."""

    fill: float
    """How far down it reaches: 0 to 1."""
    end: Spot
    is_cut: bool
    """Whether a page break was asked for after it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page has room for."""

    height: float
    around_notes: float
    """Space around notes at the foot."""


def leaves(strips: Sequence[Strip], paper: Paper, start: Spot) -> Iterator[Leaf]:
    """The pages from a spot that begins one, as far as the strips fill them; what stands on the last is no page yet."""
    while (leaf := _leaf(strips, paper, start)) is not None:
        yield leaf
        start = leaf.end


def _leaf(strips: Sequence[Strip], paper: Paper, start: Spot) -> Leaf | None:
    sheet, line = _Sheet(paper, start.notes), start.line
    for number in range(start.strip, len(strips)):
        strip = strips[number]
        if strip.begins_page and sheet.now.used:
            return sheet.leaf(Spot(number), is_cut=True)
        if not sheet.now.used:
            sheet.head(strip.head)
        count = _lines_that_fit(strip.lines[line:], sheet, strip.above, is_rest=line > 0)
        if count < len(strip.lines) - line:
            if count or not sheet.now.used:
                line += max(count, 1)
                sheet.put(strip.above, strip.lines[line - max(count, 1) : line], 0.0)
                return sheet.leaf(Spot(number, line) if line < len(strip.lines) else Spot(number + 1))
            kept = _kept_from(number, start.strip, strips)
            return sheet.leaf(Spot(kept), back=number - kept)
        sheet.put(strip.above, strip.lines[line:], strip.below)
        line = 0
    return None


def _kept_from(number: int, first: int, strips: Sequence[Strip]) -> int:
    """The strip before which a page can end that cannot end behind it: that one, or the headings that keep to it."""
    kept = number
    while kept > first + 1 and strips[kept - 1].keeps_next:
        kept -= 1
    return number if strips[kept - 1].keeps_next else kept


def _lines_that_fit(lines: Sequence[Line], sheet: _Sheet, above: float, *, is_rest: bool) -> int:
    count = sheet.room_for(lines, above)
    if count < len(lines):
        count = min(count, len(lines) - TOGETHER)
    return count if count == len(lines) or count >= (1 if is_rest else TOGETHER) else 0


@dataclass(frozen=True, slots=True)
class _Heights:
    """What stands on a page: lines, notes, and those of its notes that go to the next."""

    used: float = 0.0
    notes: float = 0.0
    over: float = 0.0


class _Sheet:
    """A page that is being filled."""

    def __init__(self, paper: Paper, notes: float) -> None:
        self.paper, self.now = paper, _Heights(notes=notes)
        self._below = 0.0
        self._before: list[_Heights] = []

    def leaf(self, end: Spot, back: int = 0, *, is_cut: bool = False) -> Leaf:
        """The page as it is, without the last few strips."""
        now = self._before[-back] if back else self.now
        return Leaf(self._length(now) / self.paper.height, replace(end, notes=now.over), is_cut)

    def head(self, height: float) -> None:
        self.now = replace(self.now, used=height)

    def room_for(self, lines: Sequence[Line], above: float) -> int:
        """How many of these lines find room."""
        now = replace(self.now, used=self.now.used + self._gap(above))
        for count, line in enumerate(lines):
            if not self._fits(replace(now, used=now.used + line.height)):
                return count
            now = self._with(now, line)
        return len(lines)

    def put(self, above: float, lines: Sequence[Line], below: float) -> None:
        self._before.append(self.now)
        self.now = replace(self.now, used=self.now.used + self._gap(above))
        for line in lines:
            self.now = self._with(self.now, line)
        self._below = below

    def _with(self, now: _Heights, line: Line) -> _Heights:
        now = replace(now, used=now.used + line.height)
        for note in line.notes:
            more = replace(now, notes=now.notes + note)
            now = more if not now.over and self._fits(more) else replace(now, over=now.over + note)
        return now

    def _fits(self, now: _Heights) -> bool:
        return self._length(now) <= self.paper.height + ROUNDING

    def _length(self, now: _Heights) -> float:
        return now.used + (now.notes + self.paper.around_notes if now.notes else 0.0)

    def _gap(self, above: float) -> float:
        """Space between neighbours: the greater of the two; none at the top of a page."""
        return max(above, self._below) if self.now.used else 0.0
