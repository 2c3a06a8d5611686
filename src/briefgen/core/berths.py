"""Which places of figures leave no holes: decided on a galley, before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefgen.core.drift import Path, Places, Room
from briefgen.core.paging import Leaf, Paper, Spot, Strip, leaves

FULL = 0.9
"""How far down a page should reach."""
HOLE = 0.87
"""Below this a page has a hole."""
AHEAD = 1.3
"""Pages of text behind a room that are looked at with it."""
PASSES = 3

MOVED, STEP, PARTED = 0.01, 0.002, 0.01
"""What it costs, in pages, that a figure is not where it was written, for each stop on the way, and inside a block."""


@dataclass(frozen=True, slots=True)
class Berth:
    """A room as it lies in the galley."""

    room: Room
    figures: tuple[range, ...]
    """Numbers of the strips of each figure, as it stands now."""
    stops: tuple[int, ...]
    """For each stop of the room the number of the strip that follows it, which is none of these figures."""

    @property
    def begin(self) -> int:
        return min([*self.stops, *(figure.start for figure in self.figures)])

    @property
    def end(self) -> int:
        return max([*self.stops, *(figure.stop for figure in self.figures)])


@dataclass(frozen=True, slots=True)
class Galley:
    """A document that was laid out, its figures in certain places."""

    strips: tuple[Strip, ...]
    paper: Paper
    starts: tuple[Spot, ...]
    """Where its pages began."""
    places: Places
    berths: tuple[Berth, ...]


def better_places(galley: Galley) -> Places:
    """Where figures should stand so that pages are full; the places that they have where nothing is to be gained."""
    strips, places, since = list(galley.strips), dict(galley.places), None
    for berth in galley.berths:
        start = _page_of(berth.begin, galley, strips, since)
        now = _indices(berth, galley.places)
        best = _best(berth, now, _Window(galley, berth, strips, start))
        if best != now:
            strips[berth.begin : berth.end] = arranged(strips, berth, best)
            since = since or start
        for name in berth.room.figures:
            places.pop(name, None)
        places |= berth.room.places([berth.room.stops[n] for n in best])
    return places


def holes(galley: Galley, fills: Sequence[float]) -> float:
    """What the pages leave empty, in pages; the last one and those before a page break that was asked for may."""
    nexts = (galley.strips[spot.strip] for spot in galley.starts[1:])
    return sum(max(FULL - fill, 0.0) for fill, strip in zip(fills, nexts, strict=False) if not strip.begins_page)


def arranged(strips: Sequence[Strip], berth: Berth, stops: Sequence[int]) -> list[Strip]:
    """The strips of a berth with its figures at these stops."""
    figures = {number for figure in berth.figures for number in figure}
    at: dict[int, list[Strip]] = {}
    for stop, figure in zip(stops, berth.figures, strict=True):
        at.setdefault(berth.stops[stop], []).extend(strips[number] for number in figure)
    made: list[Strip] = []
    for number in range(berth.begin, berth.end):
        if number not in figures:
            made += [*at.pop(number, ()), strips[number]]
    return [*made, *(strip for rest in at.values() for strip in rest)]


def _indices(berth: Berth, places: Places) -> tuple[int, ...]:
    return tuple(berth.room.stops.index(path) for path in berth.room.paths(places))


def _page_of(strip: int, galley: Galley, strips: Sequence[Strip], since: Spot | None) -> Spot:
    """Where the page begins on which a strip stands: as it was laid out, foretold behind what was changed."""
    start = since or max(spot for spot in galley.starts if spot <= Spot(strip))
    for leaf in leaves(strips, galley.paper, start) if since else ():
        if leaf.end > Spot(strip):
            break
        start = leaf.end
    return start


class _Window:
    """The pages from that on which a berth begins to one behind it."""

    def __init__(self, galley: Galley, berth: Berth, strips: Sequence[Strip], start: Spot) -> None:
        self.berth, self.paper = berth, galley.paper
        self.start = Spot(0, start.line)
        self._before, self._behind = strips[start.strip : berth.begin], _ahead(strips[berth.end :], galley.paper)
        self._within, self._offset = strips, start.strip

    def leaves(self, stops: Sequence[int]) -> list[Leaf]:
        strips = [*self._before, *arranged(self._within, self.berth, stops), *self._behind]
        return list(leaves(strips, self.paper, self.start))

    def cost(self, stops: Sequence[int]) -> float:
        """Holes, in pages, and what it costs to keep figures from their homes."""
        holes = sum(max(FULL - leaf.fill, 0.0) for leaf in self.leaves(stops) if not leaf.is_cut)
        return holes + sum(self._distance(stop, home) for stop, home in zip(stops, self.berth.room.homes, strict=True))

    def _distance(self, stop: int, home: Path) -> float:
        path = self.berth.room.stops[stop]
        steps = abs(stop - self.berth.room.stops.index(home))
        return (MOVED + STEP * steps + PARTED * (len(path) > 1)) if steps else 0.0


def _ahead(strips: Sequence[Strip], paper: Paper) -> list[Strip]:
    height, found = 0.0, list[Strip]()
    for strip in strips:
        if height > AHEAD * paper.height:
            break
        found.append(strip)
        height += sum(line.height for line in strip.lines)
    return found


def _best(berth: Berth, now: tuple[int, ...], window: _Window) -> tuple[int, ...]:
    """The stops of least cost that pushing figures along finds; those of now if they leave no hole."""
    if all(leaf.fill >= HOLE or leaf.is_cut for leaf in window.leaves(now)):
        return now
    best, least = now, window.cost(now)
    for _ in range(PASSES):
        before = best
        for stops in _pushed(best, len(berth.stops)):
            if (cost := window.cost(stops)) < least - 1e-9:
                best, least = stops, cost
        if best == before:
            break
    return best


def _pushed(stops: tuple[int, ...], count: int) -> Iterator[tuple[int, ...]]:
    """Each figure at each stop, with those before and behind it pushed so far that all keep their order."""
    for figure in range(len(stops)):
        for stop in range(count):
            before = (min(s, stop) for s in stops[:figure])
            yield (*before, stop, *(max(s, stop) for s in stops[figure + 1 :]))
