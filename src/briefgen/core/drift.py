"""Figures that drift: where in its section one may stand, and the document with each in its place.

A figure that does not fit on the rest of a page leaves a hole there. As under a typesetter's hands it may stand a
little earlier or later instead, since texts call it by its number: between the blocks of its section or between two
of their paragraphs; never in another section, and never on the other side of another figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from briefgen.core.document import Element

Path = tuple[int, ...]
"""A place in a section: before the child of this number, or in that child before its own; figures are not counted."""

Places = Mapping[str, Path]
"""By `data-block`: where figures stand that are not where their template wrote them."""

HOMES: Final[Places] = MappingProxyType({})
"""Every figure where it was written."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_FLOWING = frozenset({"p", "ul", "ol", "blockquote"})
APART = frozenset({"one-page", "landscape"})
"""Classes of sections that are pages of their own: nothing drifts there."""


@dataclass(frozen=True, slots=True)
class Room:
    """A section in which figures may drift."""

    figures: tuple[str, ...]
    """By `data-block`, in their order."""
    homes: tuple[Path, ...]
    """Where the template wrote them."""
    stops: tuple[Path, ...]
    """All places where one may stand, homes included, in the order of reading."""

    def paths(self, places: Places) -> tuple[Path, ...]:
        """Where the figures stand."""
        return tuple(places.get(name, home) for name, home in zip(self.figures, self.homes, strict=True))

    def places(self, paths: Sequence[Path]) -> Places:
        """The same said by name, without those that stand where they were written."""
        named = zip(self.figures, self.homes, paths, strict=True)
        return {name: path for name, home, path in named if path != home}

    def allows(self, paths: Sequence[Path]) -> bool:
        """Whether each figure stands at a stop, and all in their order."""
        return list(paths) == sorted(paths) and {*self.stops}.issuperset(paths)


def without_last(places: Places, since: Places, found: Sequence[Room]) -> Places:
    """Places that have changed `since`, but for the last room that they change, which is as it was."""
    changed = [room for room in found if room.paths(places) != room.paths(since)]
    if not changed:
        return places
    before = {name: path for name, path in since.items() if name in changed[-1].figures}
    return {name: path for name, path in places.items() if name not in changed[-1].figures} | before


def rooms(root: Element) -> tuple[Room, ...]:
    """The rooms of a document whose figures stand where their templates wrote them."""
    sections = list(_sections(root))
    count = Counter(figure_name(child) for section in sections for child in _elements(section))
    found = (_room(section, count) for section in sections)
    return tuple(room for room in found if room.figures and len(room.stops) > 1)


def is_sound(found: Sequence[Room], places: Places) -> bool:
    """Whether these places are in these rooms."""
    known = {name for room in found for name in room.figures}
    return known.issuperset(places) and all(room.allows(room.paths(places)) for room in found)


def placed(root: Element, places: Places) -> Element:
    """The document with its figures in these places."""
    return _over_sections(root, lambda section: _refilled(section, places)) if places else root


def figure_name(node: Element) -> str:
    """What a figure is called; empty for anything else."""
    return node.get("data-block") if node.tag == "figure" else ""


# --- rooms ------------------------------------------------------------------------------------------


def _sections(node: Element) -> Iterator[Element]:
    if _is_apart(node):
        return
    if node.tag == "section":
        yield node
    for child in _elements(node):
        yield from _sections(child)


def _room(section: Element, count: Mapping[str, int]) -> Room:
    homes = {name: path for name, path in _homes(section).items() if count[name] == 1}
    return Room(tuple(homes), tuple(homes.values()), tuple(sorted({*homes.values(), *_stops(section)})))


def _homes(section: Element) -> dict[str, Path]:
    """Where each figure stands that is a child of a section."""
    homes: dict[str, Path] = {}
    others = 0
    for child in _elements(section):
        name = figure_name(child)
        others += not name
        if name:
            homes[name] = (others,)
    return homes


def _stops(section: Element) -> Iterator[Path]:
    """Behind each child that is no heading, and between paragraphs of those that are sections."""
    children = [child for child in _elements(section) if not figure_name(child)]
    for number, child in enumerate(children):
        if child.tag == "section" and not _is_apart(child) and not any(map(figure_name, _elements(child))):
            yield from ((number, *path) for path in _between_paragraphs(child))
        follower = children[number + 1] if number + 1 < len(children) else None
        if child.tag not in _HEADINGS and _may_part(child, follower):
            yield (number + 1,)


def _between_paragraphs(section: Element) -> Iterator[Path]:
    children = _elements(section)
    for number, (before, after) in enumerate(pairwise(children), 1):
        if _flows(before) and _flows(after):
            yield (number,)


def _may_part(before: Element, after: Element | None) -> bool:
    """Whether a figure may stand between two neighbours: whole sections, or paragraphs."""
    return after is None or "section" in (before.tag, after.tag) or (_flows(before) and _flows(after))


def _flows(node: Element) -> bool:
    return node.tag in _FLOWING and not {*node.classes} - {"numbered"}


# --- places -----------------------------------------------------------------------------------------


def _over_sections(node: Element, change: Callable[[Element], Element]) -> Element:
    if _is_apart(node):
        return node
    children = tuple(_over_sections(c, change) if isinstance(c, Element) else c for c in node.children)
    node = node.with_children(children)
    return change(node) if node.tag == "section" else node


def _refilled(section: Element, places: Places) -> Element:
    """With all its figures put in again, those that stay too, so that they keep their order."""
    homes = _homes(section)
    if homes.keys().isdisjoint(places):
        return section
    figures = [child for child in _elements(section) if figure_name(child)]
    kept = section.with_children(tuple(c for c in section.children if not any(c is f for f in figures)))
    for figure in figures:
        name = figure_name(figure)
        kept = _inserted(kept, places.get(name, homes[name]), figure)
    return kept


def _inserted(node: Element, path: Path, figure: Element) -> Element:
    """With a figure before the child that the path names, after figures that stand there, or at the end."""
    children = list(node.children)
    counted = [n for n, c in enumerate(children) if isinstance(c, Element) and not figure_name(c)]
    at = counted[path[0]] if path[0] < len(counted) else len(children)
    child = children[at] if at < len(children) else None
    if len(path) > 1 and isinstance(child, Element):
        children[at] = _inserted(child, path[1:], figure)
    else:
        children.insert(at, figure)
    return node.with_children(tuple(children))


def _is_apart(node: Element) -> bool:
    return not APART.isdisjoint(node.classes)


def _elements(node: Element) -> list[Element]:
    return [child for child in node.children if isinstance(child, Element)]
