"""A finished document as a list of elements with their places, and where the items of each section stand in it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from briefgen.core.document import Element, Node
from briefgen.core.model import BlockId
from briefgen.core.select import Selection
from briefgen.core.sizes import Key

NUMBER = "data-piece"
"""The attribute that carries the number of a mark into the layout."""

_OWN, _OTHER = "b-", "s-"
"""How anchors begin in the document itself, and in the summary that opens it."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})


class Tree:
    """Elements by their place in the document, with what is above and below each."""

    def __init__(self, root: Element) -> None:
        self.nodes: list[Element] = []
        self.above: list[int] = []
        self.ends: list[int] = []
        self._add(root, -1)

    def _add(self, node: Element, above: int) -> None:
        place = len(self.nodes)
        self.nodes.append(node)
        self.above.append(above)
        self.ends.append(0)
        for child in node.children:
            if isinstance(child, Element):
                self._add(child, place)
        self.ends[place] = len(self.nodes)

    @cached_property
    def ids(self) -> dict[str, int]:
        return {node.get("id"): place for place, node in reversed(list(enumerate(self.nodes))) if node.get("id")}

    def below(self, place: int) -> range:
        """The element and all below it."""
        return range(place, self.ends[place])

    def children(self, place: int) -> Iterator[int]:
        child = place + 1
        while child < self.ends[place]:
            yield child
            child = self.ends[child]

    def path(self, place: int) -> Iterator[int]:
        """The element and all above it, from the inside out."""
        while place >= 0:
            yield place
            place = self.above[place]

    def nearest(self, place: int, at: Mapping[int, int], but: int = -1) -> int:
        """The number of the innermost numbered element around this one; -1 for none."""
        return next((at[p] for p in self.path(place) if at.get(p, but) != but), -1)

    def numbered(self, at: Mapping[int, int], kept: Container[int], place: int = 0) -> Element:
        """A copy of the tree with these places alone, in which elements carry their numbers."""
        node, places, children = self.nodes[place], self.children(place), list[Node]()
        for child in node.children:
            below = next(places) if isinstance(child, Element) else -1
            if below < 0:
                children.append(child)
            elif below in kept:
                children.append(self.numbered(at, kept, below))
        attrs = {**node.attrs, NUMBER: str(at[place])} if place in at else node.attrs
        return replace(node, attrs=attrs, children=tuple(children))


class Sections:
    """Where each section stands, and which elements are its items.

    An item is looked for under the anchor of its section. A section whose template writes no anchor
    gets the blocks that stand under none, first come first served.
    """

    def __init__(self, tree: Tree, selection: Selection) -> None:
        self.tree = tree
        self.wanted = [{item.block for item in section.items} for section in selection.sections]
        self.at = self._anchors(selection)
        self.where = {number: place for place, number in self.at.items()}
        self.foreign = self._foreign()
        self.items: dict[int, Key] = {}
        self._reached = -1
        self._find_items(0, -1)

    def _anchors(self, selection: Selection) -> dict[int, int]:
        """The places of headings or boxes that carry the anchor of a section, and its number."""
        numbers: dict[str, list[int]] = {}
        for number, section in enumerate(selection.sections):
            numbers.setdefault(f"{_OWN}section-{section.spec.id}", []).append(number)
        anchors = ((p, numbers.get(node.get("id"))) for p, node in enumerate(self.tree.nodes))
        return {place: found.pop(0) for place, found in anchors if found}

    def _foreign(self) -> set[int]:
        """The places of a summary that opens the document: it has anchors, but none of the document's own."""
        own, other = (
            [0, *accumulate(node.get("id").startswith(start) for node in self.tree.nodes)] for start in (_OWN, _OTHER)
        )
        found: set[int] = set()
        for place, end in enumerate(self.tree.ends):
            if place not in found and other[end] > other[place] and own[end] == own[place]:
                found.update(self.tree.below(place))
        return found

    def is_heading(self, place: int) -> bool:
        return self.tree.nodes[place].tag in _HEADINGS

    def _find_items(self, place: int, scope: int) -> None:
        """Items below an element, the outermost ones; `scope` is the section that it stands under, -1 for none."""
        outer, last = scope, None
        for child in self.tree.children(place):
            inside = self.at.get(child, scope)
            if child in self.at:
                self._reached = inside
                scope = inside if self.is_heading(child) else outer
            last = self._key(child, inside, last)
            if last:
                self.items[child] = last
            else:
                self._find_items(child, inside)

    def _key(self, place: int, scope: int, before: Key | None) -> Key | None:
        """What the element is an item of; one right after another of the same block belongs to that."""
        block = BlockId("" if place in self.foreign else self.tree.nodes[place].get("data-block"))
        if not block or (before and before[1] == block):
            return before if block else None
        taken = set(self.items.values())
        free = [n for n, wanted in enumerate(self.wanted) if block in wanted and (n, block) not in taken]
        number = next(self._likely(free, scope), -1)
        return (number, block) if number >= 0 else None

    def _likely(self, free: list[int], scope: int) -> Iterator[int]:
        """Of these sections, those that may print a block here, the likeliest first."""
        yield from (n for wanted in (scope, self._reached) for n in free if n == wanted)
        bare = [n for n in free if n not in self.where]
        if scope < 0:
            yield from sorted(bare, key=lambda n: (n < self._reached, n))
        else:
            end = min((n for n in self.where if n > scope), default=len(self.wanted))
            yield from (n for n in bare if scope < n < end)

    @cached_property
    def inside(self) -> dict[int, frozenset[Key]]:
        """For each element that holds items, which."""
        found: dict[int, set[Key]] = {}
        for item, key in self.items.items():
            for place in self.tree.path(self.tree.above[item]):
                found.setdefault(place, set()).add(key)
        return {place: frozenset(found[place]) for place in sorted(found)}

    @cached_property
    def homes(self) -> dict[int, int]:
        """For each section with an anchor the innermost element that holds the anchor and any of its items."""
        return {number: self._home(number) for number in self.where}

    def _home(self, number: int) -> int:
        around = self.tree.path(self.where[number])
        return next((p for p in around if any(n == number for n, _ in self.inside.get(p, ()))), 0)
