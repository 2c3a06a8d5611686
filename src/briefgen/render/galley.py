"""A layout taken off its pages again: the lines of a document one below the other, and its figures' berths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from briefgen.core.berths import Berth, Galley
from briefgen.core.drift import APART, Path, Places, Room
from briefgen.core.paging import Line, Paper, Spot, Strip
from briefgen.render.collector import no_garbage_collection

_AVOID = frozenset({"avoid", "avoid-page"})
_FORCED = frozenset({"page", "always", "left", "right", "recto", "verso"})


def galley_of(page_boxes: Sequence[Any], rooms: Sequence[Room], places: Places) -> Galley:
    """The galley of a document whose figures stand in these places."""
    reader = _Reader()
    with no_garbage_collection():
        for page in page_boxes:
            reader.read_notes(page)
        for page in page_boxes:
            reader.read_page(page)
    strips = tuple(piece.strip() for piece in reader.finished())
    paper = Paper(float(page_boxes[0].height), reader.around_notes)
    berths = (_berth(room, places, reader) for room in rooms)
    return Galley(strips, paper, tuple(reader.starts), places, tuple(_one_after_another(b for b in berths if b)))


def _one_after_another(berths: Iterable[Berth]) -> Iterator[Berth]:
    """Without those that reach into others."""
    end = 0
    for berth in sorted(berths, key=lambda each: each.begin):
        if berth.begin >= end:
            yield berth
            end = berth.end


@dataclass(slots=True)
class _Piece:
    """A strip in the making."""

    lines: list[Line] = field(default_factory=list)
    above: float = 0.0
    below: float = 0.0
    inside: float = 0.0
    """Borders and padding around its lines."""
    keeps_next: bool = False
    begins_page: bool = False
    head: float = 0.0

    def strip(self) -> Strip:
        first, *rest = self.lines or [Line(0.0)]
        lines = (Line(first.height + self.inside, first.notes), *rest)
        return Strip(lines, self.above, self.below, self.keeps_next, self.begins_page, self.head)


class _Reader:
    """Reads page after page. An element that goes on over pages is one."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.starts: list[Spot] = []
        self.around_notes = 0.0
        self.first: dict[Any, int] = {}
        """By element, the number of its first strip."""
        self.last: dict[Any, int] = {}
        self._boxes: dict[Any, Any] = {}
        self._own: dict[Any, int] = {}
        """By element with lines of its own, the number of its strip."""
        self._notes: dict[str, float] = {}
        self._kind = ""
        self._head = 0.0

    def read_notes(self, page: Any) -> None:
        for area in page.children:
            if type(area).__name__ == "FootnoteAreaBox" and area.children:
                self.around_notes = float(area.margin_height() - area.height)
                for box in map(_real, area.children):
                    self._notes[box.element.get("id", "")] = float(box.margin_height())

    def read_page(self, page: Any) -> None:
        count, lines = len(self.pieces), [len(piece.lines) for piece in self.pieces[-1:]]
        for area in page.children:
            if type(area).__name__ == "BlockBox":
                self._visit(area)
        goes_on = bool(lines) and len(self.pieces[count - 1].lines) > lines[0]
        over = sum(self._notes[name] for name in _notes_of(page) - {*_calls(page)})
        self.starts.append(Spot(count - 1, lines[0], over) if goes_on else Spot(count, 0, over))
        kind = page.page_type.name
        if kind != self._kind and count < len(self.pieces) and not goes_on:
            self.pieces[count].begins_page = True
        self._kind = kind

    def finished(self) -> list[_Piece]:
        """All pieces, with the space that the elements around them keep."""
        for element, box in self._boxes.items():
            first, last, style = self.pieces[self.first[element]], self.pieces[self.last[element]], box.style
            first.above = max(first.above, _pixels(style["margin_top"]))
            last.below = max(last.below, _pixels(style["margin_bottom"]))
            first.begins_page |= style["break_before"] in _FORCED
            last.keeps_next |= style["break_after"] in _AVOID
            if style["break_before"] in _AVOID and self.first[element]:
                self.pieces[self.first[element] - 1].keeps_next = True
        return self.pieces

    @cached_property
    def parents(self) -> dict[Any, Any]:
        return {child: element for element in self._boxes for child in element}

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The elements of figures that may drift, by name."""
        apart = {below for e in self._boxes if APART & {*e.get("class", "").split()} for below in e.iter()}
        return {_figure_name(e): e for e in self._boxes if _figure_name(e) and e not in apart}

    # --- boxes ---------------------------------------------------------------------------------------

    def _visit(self, box: Any) -> None:
        box, element = _real(box), box.element
        if not box.is_in_normal_flow() or self._is_repeated(box):
            return
        before = len(self.pieces)
        children = [child for child in map(_real, getattr(box, "children", ())) if child.is_in_normal_flow()]
        if _is_whole(box):
            self._add(box, [Line(float(box.border_height()), self._called(box))])
        elif any(type(child).__name__ == "LineBox" for child in children):
            self._add(box, [Line(float(line.height), self._called(line)) for line in children])
        else:
            outer = self._head
            for child in children:
                self._visit(child)
                if getattr(child, "is_header", False):
                    self._head = float(child.border_height())
            self._head = outer
        self._note_extent(box, element, before)

    def _add(self, box: Any, lines: Sequence[Line]) -> None:
        key = (box.element, box.element_tag)
        if key not in self._own or self._own[key] != len(self.pieces) - 1:
            self._own[key] = len(self.pieces)
            self.pieces.append(_Piece(head=self._head))
            if _is_whole(box):
                self.pieces[-1].above, self.pieces[-1].below = _outer_margin(box, 0), _outer_margin(box, -1)
            else:
                self.pieces[-1].inside = _inside(box)
        self.pieces[self._own[key]].lines += lines

    def _note_extent(self, box: Any, element: Any, before: int) -> None:
        if element is None or "::" in box.element_tag:
            return
        if len(self.pieces) > before:
            self.first.setdefault(element, before)
            self.last[element] = len(self.pieces) - 1
            self._boxes[element] = box  # the outer one of two, as a table has, since that has the margins

    def _is_repeated(self, box: Any) -> bool:
        """Whether it is a table's head on a later page."""
        return bool(getattr(box, "is_header", False)) and box.element in self.first

    def _called(self, box: Any) -> tuple[float, ...]:
        """Heights of the notes that are called inside a box."""
        return tuple(self._notes[name] for name in dict.fromkeys(_calls(box)) if name in self._notes)


def _real(box: Any) -> Any:
    return getattr(box, "_box", box)


def _notes_of(page: Any) -> set[str]:
    areas = (area for area in page.children if type(area).__name__ == "FootnoteAreaBox")
    return {_real(box).element.get("id", "") for area in areas for box in area.children}


def _calls(box: Any) -> Iterator[str]:
    if box.element is not None and box.element.get("class") == "fnref":
        yield box.element.get("href", "")[1:]
    for child in map(_real, getattr(box, "children", ())):
        yield from _calls(child)


def _is_whole(box: Any) -> bool:
    """Whether no page break parts it, or how it is parted is too much to foretell."""
    if box.style["break_inside"] in _AVOID or hasattr(box, "replacement") or type(box).__name__ == "TableRowBox":
        return True
    return any(child.is_floated() for child in map(_real, getattr(box, "children", ())) if hasattr(child, "is_floated"))


def _outer_margin(box: Any, end: int) -> float:
    """The margin above (0) or below (-1) a box, with those of its first or last children, which collapse with it."""
    side, margin = ("top", "bottom")[end], 0.0
    while box is not None:
        style = box.style
        margin = max(margin, _pixels(style[f"margin_{side}"]))
        if _pixels(style[f"padding_{side}"]) or _pixels(style[f"border_{side}_width"]):
            break
        children = [c for c in map(_real, getattr(box, "children", ())) if c.is_in_normal_flow()]
        box = children[end] if children and type(children[end]).__name__ == "BlockBox" else None
    return margin


def _inside(box: Any) -> float:
    style = box.style
    names = ("padding_top", "padding_bottom", "border_top_width", "border_bottom_width")
    return sum(_pixels(style[name]) for name in names)


def _pixels(value: Any) -> float:
    """A computed length; percentages and `auto` count for nothing."""
    if isinstance(value, int | float):
        return float(value)
    return float(value.value) if getattr(value, "unit", "") == "px" else 0.0


# --- berths -----------------------------------------------------------------------------------------


def _figure_name(element: Any) -> str:
    return str(element.get("data-block") or "") if element.tag == "figure" else ""


def _berth(room: Room, places: Places, reader: _Reader) -> Berth | None:
    """The room in the galley; None when not all of it was found there."""
    elements = [reader.figures.get(name) for name in room.figures]
    if any(e is None for e in elements):
        return None
    section = elements[0]
    for _ in room.paths(places)[0]:
        section = reader.parents.get(section)
    ranges = tuple(range(reader.first[e], reader.last[e] + 1) for e in elements)
    stops = [_strip_at(section, path, reader) for path in room.stops]
    if any(stop is None for stop in stops):
        return None
    return Berth(room, ranges, tuple(_past(stop, ranges) for stop in stops if stop is not None))


def _strip_at(section: Any, path: Path, reader: _Reader) -> int | None:
    """The number of the strip before which a path leads."""
    children = [child for child in section if not _figure_name(child)] if section is not None else []
    if path[0] < len(children) and len(path) > 1:
        return _strip_at(children[path[0]], path[1:], reader)
    if path[0] < len(children):
        return reader.first.get(children[path[0]])
    return reader.last[children[-1]] + 1 if children and children[-1] in reader.last else None


def _past(strip: int, figures: Sequence[range]) -> int:
    for figure in sorted(figures, key=lambda each: each.start):
        if strip in figure:
            strip = figure.stop
    return strip
