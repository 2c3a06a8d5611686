"""The structure tree of a laid-out document: what is read aloud, as what, and in which order.

One tag stands for one element of the page's HTML, however many lines, columns and pages its boxes are on, so that
a paragraph that goes over to the next page stays one paragraph. What repeats or only decorates is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from briefgen.core.document import in_full

SVG: Final = "{http://www.w3.org/2000/svg}"
ROLES: Final[Mapping[str, str]] = {
    "article": "Art",
    "main": "Part",
    "section": "Sect",
    "aside": "Sect",
    "nav": "TOC",
    "header": "Div",
    "div": "Div",
    "figure": "Div",
    "figcaption": "Caption",
    "caption": "Caption",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "code": "Code",
    "q": "Quote",
    "a": "Link",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    f"{SVG}svg": "Figure",
}
"""Elements that have a role of their own; the text of others belongs to what they stand in."""
INLINE: Final = frozenset({"Span", "Link", "Reference", "Code", "Quote", "Lbl"})
HEADINGS: Final = frozenset(f"H{level}" for level in range(1, 7))
KEPT: Final = frozenset({"TR", "TH", "TD"})
"""Roles that stand even if they hold nothing: a table has all its cells."""
NUMBERING: Final = (
    *(("upper-alpha", "UpperAlpha"), ("upper-latin", "UpperAlpha"), ("upper-roman", "UpperRoman")),
    *(("alpha", "LowerAlpha"), ("latin", "LowerAlpha"), ("roman", "LowerRoman"), ("decimal", "Decimal")),
)
"""How a list counts, by what the name of its counter style holds."""


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """A piece of content that is drawn: one run of text in one line, or one picture."""

    page: int
    box: Any


@dataclass(frozen=True, eq=False, slots=True)
class Area:
    """Where a link can be clicked."""

    page: int
    box: Any


@dataclass(eq=False, slots=True)
class Tag:
    """One element of the structure tree."""

    role: str
    parent: Tag | None
    page: int = 0
    """The page on which it begins, from 0."""
    html: Any = None
    kids: list[Tag | Leaf | Area] = field(default_factory=list)
    lang: str = ""
    alt: str = ""
    expansion: str = ""
    box: Any = None
    """Of a picture or a cell: the box that has its measures."""
    numbering: str = ""
    number: int = 0
    """Of a note: which one it is in the document, from 1."""

    def add(self, role: str, page: int, html: Any = None, at: int | None = None) -> Tag:
        """A new tag inside this one, last unless `at` says where."""
        tag = Tag(role, self, page, html)
        self.kids.insert(len(self.kids) if at is None else at, tag)
        return tag

    def walk(self) -> Iterator[Tag]:
        """This tag and all below, in the order of reading."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()


class Tree:
    """The tags of one document, and the boxes that are no part of it."""

    def __init__(self, document: Any) -> None:
        self._boxes: Any = import_module("weasyprint.formatting_structure.boxes")
        self.root = Tag("Document", None)
        self.artifacts: dict[Any, Mapping[str, str]] = {}
        """Boxes that are not read aloud, with the properties of the artifact."""
        self._places: dict[Any, Tag] = {}
        """By element: the tag that takes its text."""
        self._heads: dict[Any, int] = {}
        self._owners: dict[str, Tag] = {}
        """By id of a note: the tag that its mark stands in."""
        self._notes: list[tuple[Tag, Tag]] = []
        self._at_end = 0
        """How many notes stand at the end of the document, where they are read."""
        self._links: set[Any] = set()
        for number, page in enumerate(document.pages):
            self._links = {link[3] for link in page.links}
            self._visit(page._page_box, self.root, number)
            page.links[:] = [link for link in page.links if link[3] not in self.artifacts]
        self._place_notes()
        _prune(self.root)

    # --- boxes ---------------------------------------------------------------------------------------

    def _visit(self, box: Any, tag: Tag, page: int) -> None:
        box = getattr(box, "_box", box)
        if kind := self._artifact(box, page):
            self._set_aside(box, kind)
        elif isinstance(box, self._boxes.TextBox):
            tag.kids.append(Leaf(page, box))
        else:
            tag = self._enter(box, tag, page)
            if box in self._links:
                tag = tag if tag.role == "Link" else tag.add("Link", page, box.element)
                tag.kids.append(Area(page, box))
            if isinstance(box, self._boxes.ReplacedBox):
                tag.kids.append(Leaf(page, box))
            for child in getattr(box, "children", ()):
                self._visit(child, tag, page)

    def _artifact(self, box: Any, page: int) -> Mapping[str, str]:
        """Properties of an artifact if the box is one: a running head, a repeated table head, a leader, decoration."""
        if isinstance(box, self._boxes.MarginBox):
            return {"Type": "/Pagination", "Subtype": "/Header" if box.at_keyword.startswith("@top") else "/Footer"}
        if box.is_leader:
            return {"Type": "/Layout"}
        if isinstance(box, self._boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            return {"Type": "/Pagination"} if self._heads.setdefault(box.element, page) != page else {}
        if isinstance(box, self._boxes.ReplacedBox) and not _is_picture(box):
            return {"Type": "/Layout"}
        return {}

    def _set_aside(self, box: Any, properties: Mapping[str, str]) -> None:
        box = getattr(box, "_box", box)
        self.artifacts[box] = properties
        for child in getattr(box, "children", ()):
            self._set_aside(child, properties)

    def _enter(self, box: Any, tag: Tag, page: int) -> Tag:
        """The tag that takes what the box holds; boxes that layout alone needs have none of their own."""
        element, name = box.element, box.element_tag
        if element is None or name in ("html", "body"):
            return tag
        if name == "li::marker" and element in self._places:
            return self._label(self._places[element].parent or tag, page, box.style["list_style_type"])
        if "::" in name:
            return tag
        if element not in self._places:
            self._places[element] = self._complete(self._new(box, tag, page), tag, box)
        return self._places[element]

    def _new(self, box: Any, tag: Tag, page: int) -> Tag:
        """The tag of an element that comes up for the first time."""
        element, name = box.element, box.element_tag
        special = _SPECIAL.get(name)
        if special and (made := special(tag, page, element)):
            return made
        if name == "span" and "fn" in element.get("class", "").split():
            return self._note(tag, page, element)
        if name == "p" and "en" in element.get("class", "").split():
            self._at_end += 1
            note = tag.add("Note", page, element)
            note.number = self._at_end
            return note
        if name == "a" and element.get("href", "").startswith("#"):
            return self._reference(tag, page, element)
        if name in ROLES:
            return tag if ROLES[name] == "Div" and tag.role == "L" else tag.add(ROLES[name], page, element)
        says_something = _says_something(element) or isinstance(box, self._boxes.BlockLevelBox)
        return tag.add("Span", page, element) if says_something else tag

    def _complete(self, tag: Tag, around: Tag, box: Any) -> Tag:
        """Language, long form of an abbreviation, alternative text, measures."""
        if tag is around:
            return tag
        element = box.element
        tag.lang = element.get("lang", "")
        if tag.role == "Span" and box.element_tag in ("abbr", "dfn"):
            tag.expansion = element.get("title", "")
        if tag.role == "Figure":
            tag.alt = _alternative(element)
        if tag.role in ("Figure", "TH", "TD"):
            tag.box = box
        return tag

    # --- notes, lists --------------------------------------------------------------------------------

    def _reference(self, tag: Tag, page: int, element: Any) -> Tag:
        """A link within the document; the mark of a note says that it refers."""
        if "fnback" in element.get("class", "").split():
            return tag.add("Lbl", page).add("Link", page, element)
        if "fnref" not in element.get("class", "").split():
            return tag.add("Link", page, element)
        self._owners[element.get("href")[1:]] = tag
        return tag.add("Reference", page).add("Link", page, element)

    def _note(self, tag: Tag, page: int, element: Any) -> Tag:
        """A note at the foot of a page; it is read after the paragraph, or the cell, that has its mark."""
        owner = self._owners.get(element.get("id", ""), tag)
        while owner.role in INLINE and owner.parent:
            owner = owner.parent
        note = Tag("Note", owner, page, element, number=len(self._notes) + 1)
        self._notes.append((owner, note))
        return note

    def _place_notes(self) -> None:
        for owner, note in reversed(self._notes):
            if owner.role in HEADINGS and owner.parent:
                note.parent = owner.parent
                owner.parent.kids.insert(owner.parent.kids.index(owner) + 1, note)
        for owner, note in self._notes:
            if note.parent is owner:
                owner.kids.append(note)

    def _label(self, item: Tag, page: int, style: object) -> Tag:
        """The tag of a list item's bullet or number, which goes before its text."""
        first = item.kids[0] if item.kids else None
        if isinstance(first, Tag) and first.role == "Lbl":
            return first
        if item.parent is not None:
            item.parent.numbering = next((n for name, n in NUMBERING if name in str(style)), "Disc")
        return item.add("Lbl", page, at=0)


# --- elements that need more than a role --------------------------------------------------------------


def _list(tag: Tag, page: int, element: Any) -> Tag | None:
    """The list in a table of contents is that table; one inside an entry is a table in the table."""
    if tag.role == "TOC":
        return tag
    if tag.role == "Reference" and tag.parent and tag.parent.role == "TOCI":
        return tag.parent.add("TOC", page, element)
    return None


def _item(tag: Tag, page: int, element: Any) -> Tag:
    if tag.role == "TOC":
        return tag.add("TOCI", page, element).add("Reference", page)
    return tag.add("LI", page, element).add("LBody", page)


def _term(tag: Tag, page: int, _element: Any) -> Tag:
    """A term begins an item of its list; its definitions belong to the same item."""
    return tag.add("LI", page).add("Lbl", page)


def _definition(tag: Tag, page: int, _element: Any) -> Tag:
    last = tag.kids[-1] if tag.kids else None
    item = last if isinstance(last, Tag) and last.role == "LI" else tag.add("LI", page)
    return item.add("LBody", page)


_SPECIAL: Final[Mapping[str, Callable[[Tag, int, Any], Tag | None]]] = {
    "ul": _list,
    "ol": _list,
    "li": _item,
    "dt": _term,
    "dd": _definition,
}


def _says_something(element: Any) -> bool:
    """Whether an element in the line has more to say than that its text looks different."""
    return bool(element.get("lang") or (element.tag in ("abbr", "dfn") and element.get("title")))


def _is_picture(box: Any) -> bool:
    element = box.element
    return box.element_tag in ("img", f"{SVG}svg") and element.get("alt") != ""


def _alternative(element: Any) -> str:
    """The alternative text of a picture; a drawing's long description goes with it."""
    if element.tag != f"{SVG}svg":
        return str(element.get("alt", ""))
    return in_full(element.findtext(f"{SVG}title") or "", element.findtext(f"{SVG}desc") or "")


def _prune(tag: Tag) -> bool:
    """Takes away tags that hold nothing, and says whether this one may stay. A link without a click area is text."""
    tag.kids = [kid for kid in tag.kids if not isinstance(kid, Tag) or _prune(kid)]
    if tag.role == "Link" and not any(isinstance(kid, Area) for kid in tag.kids):
        tag.role = "Span"
    return bool(tag.kids) or tag.role in KEPT
