"""What a document cites: its `cite` elements as clusters of sources, in order, with the style that goes for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from briefgen.core.document import Element, Node
from briefgen.core.locators import NOWHERE, Locator, join_locators, read_locator
from briefgen.core.model import CitationKey
from briefgen.core.placing import is_open
from briefgen.diagnostics import Span

MODES: Final[Mapping[str, str]] = {
    "in-text": "in-text",
    "year-only": "suppress-author",
    "suppress-author": "suppress-author",
    "plain": "plain",
}
"""`data-mode`: `in-text` puts the author into the sentence, `year-only` leaves it out, `plain` makes no note and no
brackets."""

_PLAIN_PLACES: Final = frozenset({("p", "source"), ("table", "register")})
"""Source lines and registers name their sources on the spot."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One source in a cluster, and the place in it."""

    key: CitationKey
    locator: Locator = NOWHERE


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is cited at one place."""

    cited: tuple[Cited, ...]
    style: str = ""
    """Name of the CSL style that goes for this place."""
    mode: str = ""
    """Empty, or one of the values of `MODES`."""
    prefix: str = ""
    suffix: str = ""
    note: int = 0
    """Which hand-written note it stands in, counted from 1; 0 for none."""
    notes_before: int = 0
    """How many hand-written notes without a citation precede it."""
    scope: int = 0
    """Which list of references it belongs to: 0 for the document's, else that of a section with its own."""
    origin: Span | None = None


def parse_cites(text: str) -> tuple[Cited, ...]:
    """`key|p. 25;key2|` as cited sources; a source that comes twice is cited once, with both places."""
    places: dict[str, list[Locator]] = {}
    for part in re.split(r";(?=[^;|]*\|)", text):
        key, _, locator = part.partition("|")
        if key.strip():
            places.setdefault(key.strip(), []).extend(read_locator(each) for each in locator.split(";"))
    return tuple(Cited(CitationKey(key), each) for key, found in places.items() for each in join_locators(found))


def cite_clusters(root: Element, style: str) -> tuple[Cluster, ...]:
    """Every place that cites, in document order; citations that stand side by side are one place.

    A `cite` that holds something already is done, and so is a list of references.
    """
    return tuple(_Reader().read(merge_adjacent(root), _Place(style)))


def list_styles(root: Element, style: str) -> dict[int, str]:
    """The lists of references by scope, and the style that goes for each."""
    found: dict[int, str] = {}
    scopes = Scopes()

    def walk(node: Element, place: _Place) -> None:
        place = _Place(node.get("data-citations", place.style), scopes.enter(node, place.scope))
        if is_list(node):
            found.setdefault(place.scope, place.style)
        for child in node.children:
            if isinstance(child, Element):
                walk(child, place)

    walk(root, _Place(style))
    return found


def is_list(node: Element) -> bool:
    """Whether the element is still to hold a list of references."""
    return node.tag == "div" and node.has_class("references") and not node.children


@dataclass(slots=True)
class Scopes:
    """Counts, in document order, the sections with a citation style and a list of references of their own."""

    found: int = 0

    def enter(self, node: Element, scope: int) -> int:
        """The scope inside `node`, when `scope` is that around it."""
        if node.tag != "section" or not node.get("data-citations") or not any(is_list(e) for e in node.walk()):
            return scope
        self.found += 1
        return self.found


@dataclass(frozen=True, slots=True)
class _Place:
    style: str
    scope: int = 0
    plain: bool = False


@dataclass(slots=True)
class _Reader:
    notes: int = 0
    bare: int = 0
    inside: list[int] = field(default_factory=lambda: [0])
    scopes: Scopes = field(default_factory=Scopes)

    def read(self, node: Element, place: _Place) -> Iterator[Cluster]:
        if node.tag == "cite":
            if is_open(node):
                yield self._cluster(node, place)
            return
        place = _Place(
            style=node.get("data-citations", place.style),
            scope=self.scopes.enter(node, place.scope),
            plain=place.plain or any((node.tag, name) in _PLAIN_PLACES for name in node.classes),
        )
        is_note = node.tag == "span" and node.has_class("note")
        if is_note and not any(e.tag == "cite" for e in node.walk()):
            self.bare += 1
            return
        self._enter(is_note)
        for child in node.children:
            if isinstance(child, Element):
                yield from self.read(child, place)
        if is_note:
            self.inside.pop()

    def _enter(self, is_note: bool) -> None:
        if is_note:
            self.notes += 1
            self.inside.append(self.notes)

    def _cluster(self, cite: Element, place: _Place) -> Cluster:
        mode = MODES.get(cite.get("data-mode"), "")
        return Cluster(
            cited=parse_cites(cite.get("data-cites")),
            style=place.style,
            mode=mode or ("plain" if place.plain else ""),
            prefix=cite.get("data-prefix"),
            suffix=cite.get("data-suffix"),
            note=self.inside[-1],
            notes_before=self.bare,
            scope=place.scope,
            origin=cite.origin,
        )


def merge_adjacent(root: Element) -> Element:
    """The tree in which citations with nothing but blanks between them are one."""
    out: list[Node] = []
    for child in root.children:
        if isinstance(child, str):
            out.append(child)
            continue
        blank = len(out) > 1 and isinstance(out[-1], str) and not out[-1].strip()
        before = out[-2] if blank else (out[-1] if out else "")
        if isinstance(before, Element) and _merge(before, child):
            del out[-2 if blank else -1 :]
            both = f"{before.get('data-cites')};{child.get('data-cites')}"
            out.append(before.with_attrs(data_cites=both))
        else:
            out.append(merge_adjacent(child))
    return root.with_children(tuple(out))


def _merge(first: Element, second: Element) -> bool:
    if not (is_open(first) and is_open(second)):
        return False
    affixes = (first.get("data-prefix"), first.get("data-suffix"), second.get("data-prefix"), second.get("data-suffix"))
    modes = {MODES.get(each.get("data-mode"), "") for each in (first, second)}
    return not any(affixes) and modes <= {"", "plain"} and len(modes) == 1
