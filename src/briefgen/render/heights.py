"""What each block takes of the page at each depth, from one tall layout of everything for each depth.

`Sizes` adds up: a document that prints some of the pieces is as tall as `fixed`, the pieces and the
parts that they need, give or take what changes when a neighbour goes: a term is explained at its
next use, a line of sources ends elsewhere. The space between two blocks belongs to one of them.

The longest document is laid out whole, so that its heights add up exactly; of the others only the
stretches that no document before had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.core.document import Document
from briefgen.core.model import Depth
from briefgen.core.select import Selection
from briefgen.core.sizes import Key, Piece, Sizes
from briefgen.render.heights_boxes import draw, tall_css
from briefgen.render.heights_marks import NOTES, Mark, Marked, Stretch, mark_document
from briefgen.render.heights_share import share_out
from briefgen.render.heights_store import Heights, HeightStore, layout_key
from briefgen.render.style import Theme
from briefgen.render.xhtml import to_xhtml

POINT = 96 / 72
MILLIMETRE = 96 / 25.4


@dataclass(frozen=True, slots=True)
class Measured:
    """Heights, and what it cost to learn them."""

    sizes: Sizes
    layouts: int
    """Tall layouts that were made; 0 when all heights were known."""


def measure_heights(
    variants: Sequence[tuple[Selection, Document]], theme: Theme, store: Path | None = None
) -> Measured:
    """The heights of everything that a plan may print.

    Each variant is a document that prints every candidate, at the depths that its selection says.
    What is known from `store`, a folder that is safe to delete, is not laid out again. What WeasyPrint
    says meanwhile is dropped: it says the same of the document that is printed in the end.
    """
    bench = _Bench(theme, HeightStore(store))
    marked = [(selection.choice, mark_document(selection, document)) for selection, document in variants]
    marked.sort(key=lambda each: -len(_xhtml(each[1].document, theme)))
    found = [bench.measure(depths, document) for depths, document in marked]
    return Measured(_merged(found, theme), bench.store.written)


@dataclass(frozen=True, slots=True)
class _Variant:
    """One document of the plan with its heights."""

    depths: Mapping[Key, Depth]
    marked: Marked
    heights: Heights

    def height(self, number: int) -> float:
        """What a mark takes with its notes."""
        return self.heights.shares[number] + self._notes(number)

    def _notes(self, number: int) -> float:
        return sum(self.heights.notes[name] for name, owner in self.marked.notes.items() if owner == number)

    @property
    def fixed(self) -> float:
        around = self.heights.around_notes if -1 in self.marked.notes.values() else 0.0
        return self.heights.rest + self._notes(-1) + around

    def parts(self) -> Iterator[tuple[Mark, float]]:
        """Every part with its height."""
        yield from ((mark, self.height(n)) for n, mark in enumerate(self.marked.marks) if mark.name)
        owners = set(self.marked.notes.values())
        if owners and -1 not in owners:
            users = frozenset[Key]().union(*(self.marked.marks[number].needed_by for number in owners))
            yield Mark(NOTES, users), self.heights.around_notes

    def pieces(self) -> dict[Key, float]:
        """Every piece that was found, with its height."""
        found = ((n, mark) for n, mark in enumerate(self.marked.marks) if not mark.name)
        return {key: self.height(n) for n, mark in found for key in mark.needed_by}


class _Bench:
    """Measures one document after the other, and remembers the stretches that it has seen."""

    def __init__(self, theme: Theme, store: HeightStore) -> None:
        self.theme, self.store = theme, store
        self.apart = False
        """Whether stretches are known to stand one below the other, so that some may be laid out alone."""
        self.rows: set[str] = set()
        """Names of the parts that stand in fixed stretches."""
        self.seen: dict[str, tuple[list[float], list[float]]] = {}
        """Heights of the marks and of the notes in a stretch, by its text."""

    def measure(self, depths: Mapping[Key, Depth], marked: Marked) -> _Variant:
        """The heights of a document, of which only what is new is laid out."""
        stretches = [(each, self._text(marked, each)) for each in marked.stretches]
        new = self._new(marked, stretches) if self.apart else marked.stretches
        heights = self._heights(marked, new)
        shares, notes = list(heights.shares), dict(heights.notes)
        for stretch, text in stretches:
            if stretch.place not in {s.place for s in new} and not stretch.fixed:
                for number, height in zip(stretch.numbers, self.seen[text][0], strict=True):
                    shares[number] = height
                notes |= zip(stretch.notes, self.seen[text][1], strict=True)
            self.seen[text] = [shares[n] for n in stretch.numbers], [notes[name] for name in stretch.notes]
        self.apart = not heights.beside
        self.rows |= {marked.marks[n].name for stretch in new if stretch.fixed for n in stretch.numbers}
        return _Variant(depths, marked, replace(heights, shares=tuple(shares), notes=notes))

    def _text(self, marked: Marked, stretch: Stretch) -> str:
        """What decides the heights in a stretch, and how many there are."""
        text = _xhtml(replace(marked.document, root=stretch.element), self.theme)
        return f"{len(stretch.numbers)} {len(stretch.notes)} {text}"

    def _new(self, marked: Marked, stretches: Sequence[tuple[Stretch, str]]) -> tuple[Stretch, ...]:
        """The stretches that no document before had; fixed ones only for rows that none had."""
        rows = {number for number, mark in enumerate(marked.marks) if mark.name not in self.rows}
        new = {n for s, text in stretches if not s.fixed and text not in self.seen for n in s.numbers}
        return tuple(s for s, _ in stretches if (rows if s.fixed else new) & {*s.numbers})

    def _heights(self, marked: Marked, stretches: Sequence[Stretch]) -> Heights:
        """Heights with these stretches alone on the page; the others have none."""
        if not stretches:
            return Heights(0.0, (0.0,) * len(marked.marks), dict.fromkeys(marked.notes, 0.0), 0.0, beside=False)
        xhtml = _xhtml(marked.numbered(stretches), self.theme)
        key = layout_key(xhtml, marked.document, self.theme, tall_css(self.theme))
        return self.store.read(key, marked) or self.store.write(key, _laid_out(marked, xhtml, self.theme))


def _xhtml(document: Document, theme: Theme) -> str:
    return to_xhtml(document, theme, for_print=True, loose_notes=True)


def _laid_out(marked: Marked, xhtml: str, theme: Theme) -> Heights:
    drawing = draw(xhtml, marked.document, theme)
    shares = share_out(drawing, marked.around)
    notes = {name: drawing.notes.get(name, 0.0) for name in marked.notes}
    return Heights(shares.rest, shares.marks, notes, drawing.around_notes, shares.beside)


def _merged(variants: Sequence[_Variant], theme: Theme) -> Sizes:
    """All variants as one; of what they share the greatest height counts."""
    heights: dict[str, float] = {}
    for mark, height in (part for variant in variants for part in variant.parts()):
        heights[mark.name] = max(height, heights.get(mark.name, 0.0))
    numbers = {name: number for number, name in enumerate(heights)}
    pieces: dict[tuple[Key, Depth], Piece] = {}
    for variant in variants:
        own, needs = variant.pieces(), [(mark, numbers[mark.name]) for mark, _ in variant.parts()]
        for key, depth in variant.depths.items():
            parts = frozenset(number for mark, number in needs if key in mark.needed_by)
            same = pieces.get((key, depth), Piece(0.0))
            height, says = max(own.get(key, 0.0), same.height), variant.marked.says.get(key, "")
            pieces[key, depth] = Piece(height, parts | same.parts, says)
    return Sizes(
        page=theme.page.text_height_mm * MILLIMETRE,
        line=_body_line(theme),
        fixed=max((variant.fixed for variant in variants), default=0.0),
        parts=tuple(heights.values()),
        pieces=pieces,
    )


def _body_line(theme: Theme) -> float:
    """Height of a line of body text: that of paragraphs, or of the first style of the table."""
    body = theme.styles.get("Body Text") or next(iter(theme.styles.values()))
    return (body.line or body.size * 1.2) * POINT
