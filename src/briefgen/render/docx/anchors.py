"""Hidden bookmarks by which a review finds its block again, in a file that was edited and saved elsewhere.

Each element that shows a block carries a bookmark of its own around all that it holds. Names begin with
an underscore, so that Word does not list them, and are made from the block and the section that it
stands in: what is printed elsewhere in the document does not change them.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from briefgen.core.document import Document, Element
from briefgen.render.docx.marks import digest
from briefgen.render.docx.ooxml import W
from briefgen.render.docx.spans import Span

ANCHOR: Final = "data-anchor"
"""The attribute that carries the name of an element's bookmark through the walk."""
PREFIX: Final = "_bg_"
_SECTION: Final = re.compile(r"[bs]-section-.+")
"""How the program names the anchors of sections, in the document itself and in the summary that opens it."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_W: Final = f"{{{W}}}"
_AFTER_SPACING: Final = frozenset({f"{_W}vertAlign", f"{_W}lang"})
_NO_TEXT: Final = frozenset({f"{_W}pPr", f"{_W}bookmarkStart", f"{_W}bookmarkEnd"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """An element that shows a block, and the bookmark around it."""

    name: str
    block: str
    section: str
    """Anchor of the section that it stands in; empty where that is not known."""
    in_front: bool
    """Whether it stands in a one-page summary."""
    element: Element


def anchor_name(block: str, section: str, printed: int = 1) -> str:
    """The bookmark of a block where it is printed for the `printed`-th time in a section; at most 40 characters."""
    return f"{PREFIX}{digest(f'{block}|{section}|{printed}', 24)}"


def with_anchors(document: Document) -> tuple[Document, tuple[Anchor, ...]]:
    """The document with the name of its bookmark on each element that shows a block, and those elements in order."""
    found: list[Anchor] = []
    root = _marked(document.root, _Place(), Counter(), found)
    return replace(document, root=root), tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    section: str = ""
    in_front: bool = False


def _marked(element: Element, place: _Place, seen: Counter[tuple[str, str]], found: list[Anchor]) -> Element:
    section, in_front = _section_of(element), not place.in_front and element.has_class("one-page")
    if section or in_front:
        place = _Place(section or place.section, place.in_front or in_front)
    block = element.get("data-block")
    marked = element
    if block:
        seen[block, place.section] += 1
        name = anchor_name(block, place.section, seen[block, place.section])
        found.append(Anchor(name, block, place.section, place.in_front, element))
        marked = element.with_attrs(data_anchor=name)
    children = tuple([c if isinstance(c, str) else _marked(c, place, seen, found) for c in element.children])
    same = all(map(operator.is_, children, element.children))  # most elements show no block
    return marked if same else marked.with_children(children)


def _section_of(element: Element) -> str:
    """The anchor of the section that this element is, on itself or on its heading; empty when it holds several."""
    names = [element.attrs["id"]] if "id" in element.attrs else []
    for child in element.children:
        if not isinstance(child, str) and child.tag in _HEADINGS and "id" in child.attrs:
            names.append(child.attrs["id"])
    found = [name for name in names if _SECTION.fullmatch(name)]
    return found[0] if len(found) == 1 else ""


# --- lasting ----------------------------------------------------------------------------------------


def hold_ends(spans: Iterable[Span]) -> None:
    """Part the last character from paragraphs that are one run and end a bookmark begun further up.

    LibreOffice writes the start of such a bookmark a second time, in front of that run, when it saves. The
    character says that it is set no wider, as all are, so that the two runs are not joined again.
    """
    for span in spans:
        if span.last is not None and span.last is not span.first:
            _part_last_character(span.last)


def _part_last_character(paragraph: etree._Element) -> None:
    runs = [child for child in paragraph if child.tag not in _NO_TEXT]
    text = runs[0][-1] if len(runs) == 1 and runs[0].tag == f"{_W}r" and len(runs[0]) else None
    words = text.text or "" if text is not None and text.tag == f"{_W}t" else ""
    if text is None or len(words) < 2:
        return
    last = deepcopy(runs[0])
    for child in [c for c in last if c.tag != f"{_W}rPr"][:-1]:
        last.remove(child)
    last[-1].text, text.text = words[-1], words[:-1]
    if last[0].tag != f"{_W}rPr":
        last.insert(0, etree.SubElement(last, f"{_W}rPr"))
    spacing = etree.SubElement(last[0], f"{_W}spacing", {f"{_W}val": "0"})
    follower = next((child for child in last[0] if child.tag in _AFTER_SPACING), None)
    if follower is not None:
        follower.addprevious(spacing)
    runs[0].addnext(last)
