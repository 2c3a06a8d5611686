"""Which elements of a finished document are told apart when heights are measured, and who needs them.

A piece is what stands for one block in one section. A part is what several pieces share: the
heading and frame of their section or theme, an entry of the reference list that they cite, a row
of the contents that leads to them. All the rest is fixed. Templates come from strangers: what
cannot be told for sure is fixed, and a block that is not found has no height.

A row of a generated table that carries the id of a block, as in the register of evidence, is fixed
too, since such tables also list what no section prints.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from briefgen.core.clusters import parse_cites
from briefgen.core.document import Document, Element
from briefgen.core.select import Selection
from briefgen.core.sizes import Key
from briefgen.render.heights_tree import Sections, Tree

NOTES = "notes"
"""Name of the part that is the space around the notes at the foot, or the heading of those at the end."""

_ROWS = frozenset({"li", "tr", "dt", "dd"})
_RUNNING = frozenset({"id", "href", "data-number"})
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Mark:
    """Elements whose height is told apart from what is around them."""

    name: str
    """Of a part: the same in every document of a plan. Empty for a piece."""
    needed_by: frozenset[Key]
    """The pieces with which it comes; a piece comes with itself."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the document that can be laid out by itself: a section with its pieces, or something fixed."""

    place: int
    element: Element
    """With zeros for the digits of all that is numbered through the document: two that look alike are as tall."""
    numbers: tuple[int, ...]
    """Marks in it, in their order."""
    notes: tuple[str, ...]
    """Ids of the notes in it, in their order."""
    fixed: bool
    """Whether it is printed whatever is chosen, though rows in it may come and go."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with the marks of its elements."""

    document: Document
    marks: tuple[Mark, ...]
    around: tuple[int, ...]
    """For each mark the number of the one that holds it; -1 for none."""
    notes: Mapping[str, int]
    """For each note by id the number of the mark that holds its call; -1 for none."""
    stretches: tuple[Stretch, ...]
    says: Mapping[Key, str]
    """For each piece a digest of what it prints."""
    _tree: Tree
    _at: Mapping[int, int]

    def numbered(self, stretches: Iterable[Stretch]) -> Document:
        """The document with these stretches alone, in which elements carry the numbers of their marks."""
        kept = {p for s in stretches for p in (*self._tree.path(s.place), *self._tree.below(s.place))}
        return replace(self.document, root=self._tree.numbered(self._at, kept))


def mark_document(selection: Selection, document: Document) -> Marked:
    """The pieces and parts of a document that prints this selection."""
    tree = Tree(document.root)
    sections = Sections(tree, selection)
    marks = _frames(tree, sections)
    marks |= {place: Mark("", frozenset({key})) for place, key in sections.items.items()}
    marks |= _loose_headings(sections, marks)
    marks |= _place_for_notes(tree, marks)
    marks |= {**_references(tree, marks), **_rows(tree, sections, marks)}
    numbers = {each: number for number, each in enumerate(dict.fromkeys(marks[place] for place in sorted(marks)))}
    at = {place: numbers[each] for place, each in marks.items()}
    around = {at[place]: tree.nearest(tree.above[place], at, but=at[place]) for place in sorted(at, reverse=True)}
    notes = {_note_id(node): tree.nearest(place, at) for place, node in enumerate(tree.nodes) if _is_note(node)}
    return Marked(
        document=document,
        marks=tuple(numbers),
        around=tuple(around[number] for number in numbers.values()),
        notes=notes,
        stretches=tuple(_stretches(tree, sections, at)),
        says=_says(tree, sections),
        _tree=tree,
        _at=at,
    )


def _says(tree: Tree, sections: Sections) -> dict[Key, str]:
    elements: dict[Key, list[Element]] = {}
    for place, key in sections.items.items():
        elements.setdefault(key, []).append(_unnumbered(tree.nodes[place]))
    return {key: hashlib.sha256(repr(found).encode()).hexdigest()[:16] for key, found in elements.items()}


def _stretches(tree: Tree, sections: Sections, at: Mapping[int, int]) -> Iterator[Stretch]:
    """All stretches in order: below elements that hold pieces of several sections, each child is one."""
    todo = [0]
    while todo:
        place = todo.pop()
        holds = place in sections.inside
        if holds and place not in at:
            todo += reversed(list(tree.children(place)))
            continue
        numbers = tuple(sorted({at[p] for p in tree.below(place) if p in at}))
        notes = tuple(_note_id(tree.nodes[p]) for p in tree.below(place) if _is_note(tree.nodes[p]))
        yield Stretch(
            place, _unnumbered(tree.nodes[place]), numbers, notes, fixed=not holds and place not in sections.items
        )


def _unnumbered(node: Element, running: bool = False) -> Element:
    """A copy with zeros for the digits of anchors, of captions and notes, of citations and links."""
    running = running or node.tag in ("cite", "a")
    attrs = {name: _zeros(value) if name in _RUNNING else value for name, value in node.attrs.items()}
    children = [
        _unnumbered(c, running) if isinstance(c, Element) else _zeros(c) if running else c for c in node.children
    ]
    return replace(node, attrs=attrs, children=tuple(children), origin=None)


def _zeros(text: str) -> str:
    return _DIGIT.sub("0", text)


# --- parts ------------------------------------------------------------------------------------------


def _frames(tree: Tree, sections: Sections) -> dict[int, Mark]:
    """Elements that are there for the items of one section alone; of several with the same items the outermost."""
    found: dict[frozenset[Key], int] = {}
    for place, keys in sections.inside.items():
        if keys not in found and _is_frame(tree, sections, place):
            found[keys] = place
    return {place: Mark(_name_of(keys), keys) for keys, place in found.items()}


def _name_of(keys: frozenset[Key]) -> str:
    return " ".join(f"{number}/{block}" for number, block in sorted(keys))


def _is_frame(tree: Tree, sections: Sections, place: int) -> bool:
    """Whether it holds the items of one section, and neither another section nor the title of the document."""
    numbers = {number for number, _ in sections.inside.get(place, ())}
    if place == 0 or len(numbers) != 1:
        return False
    number = numbers.pop()
    if any(sections.at.get(p, number) != number or tree.nodes[p].tag == "h1" for p in tree.below(place)):
        return False
    home = sections.homes.get(number, -1)
    return home == place or home not in tree.below(place)


def _loose_headings(sections: Sections, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Headings that stand beside the items of their section, with no element around both alone."""
    found = {}
    for number, place in sections.where.items():
        keys = frozenset(key for key in sections.items.values() if key[0] == number)
        if keys and sections.homes[number] not in marks and place not in sections.items:
            found[place] = Mark(f"{number}/", keys)
    return found


def _owner(tree: Tree, marks: Mapping[int, Mark], place: int) -> Mark | None:
    return next((marks[p] for p in tree.path(place) if p in marks), None)


def _in_piece(tree: Tree, marks: Mapping[int, Mark], place: int) -> bool:
    owner = _owner(tree, marks, place)
    return owner is not None and not owner.name


def _references(tree: Tree, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Entries of reference lists that only pieces and parts cite."""
    users: dict[str, set[Mark | None]] = {}
    for place, node in enumerate(tree.nodes):
        for target in _cited(node):
            users.setdefault(target, set()).add(_owner(tree, marks, place))
    found = {}
    for target, who in users.items():
        place = tree.ids.get(target, -1)
        if place >= 0 and None not in who and not _in_piece(tree, marks, place):
            found[place] = Mark(f"#{target}", frozenset[Key]().union(*(w.needed_by for w in who if w)))
    return found


def _cited(node: Element) -> list[str]:
    """The anchors of the references that an element cites."""
    if node.tag == "cite":
        return [f"ref-{cited.key}" for cited in parse_cites(node.get("data-cites"))]
    link = node.get("href")
    return [link[1:]] if link.startswith("#ref") else []


def _rows(tree: Tree, sections: Sections, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Rows of lists outside all pieces that lead to one piece or part: contents, data of a figure."""
    found: dict[int, Mark] = {}
    closed = {*sections.foreign, *sections.inside}
    for place, node in enumerate(tree.nodes):
        if node.tag not in _ROWS or place in closed or _in_piece(tree, marks, place):
            continue
        links = [tree.nodes[p].get("href") for p in tree.below(place)]
        targets = {tree.ids.get(link[1:], 0) for link in links if link.startswith("#")}
        owners = {_owner(tree, marks, target) for target in targets}
        owner = owners.pop() if len(owners) == 1 else None
        if owner:
            name = f"{node.tag}>{_name_of(owner.needed_by)}"
            repeats = sum(mark.name.split("#")[0] == name for mark in {*found.values()})
            found |= dict.fromkeys(_with_group(tree, place), Mark(f"{name}#{repeats}", owner.needed_by))
    return found


def _with_group(tree: Tree, place: int) -> Iterator[int]:
    """The row; and if it is the head of a group of rows, all rows of the group."""
    yield place
    if tree.nodes[place].has_class("group"):
        for sibling in tree.children(tree.above[place]):
            if sibling > place and tree.nodes[sibling].has_class("group"):
                return
            if sibling > place:
                yield sibling


# --- notes ------------------------------------------------------------------------------------------


def _place_for_notes(tree: Tree, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """The section of all notes, if only pieces and parts call any."""
    places = [place for place, node in enumerate(tree.nodes) if Document.is_for_notes(node)]
    who = {_owner(tree, marks, place) for place, node in enumerate(tree.nodes) if _is_note(node)}
    if not places or None in who:
        return {}
    return {places[-1]: Mark(NOTES, frozenset[Key]().union(*(w.needed_by for w in who if w)))}


def _is_note(node: Element) -> bool:
    return node.tag == "span" and node.has_class("note")


def _note_id(node: Element) -> str:
    return node.get("id") or f"fn-{node.get('data-number')}"
