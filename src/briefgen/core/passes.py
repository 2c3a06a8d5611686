"""From the composed tree to the finished one: terms, notes, numbers, cross-references, contents.

Citations come first (`core/citations.py`), since they may become notes; then these passes, in the
order of `finish()`. Each takes a tree and returns a new one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core.document import Element, Node, element
from briefgen.core.typography import WIDE, close_up, single_stops
from briefgen.diagnostics import Report

HEADINGS: Mapping[str, int] = {"h2": 1, "h3": 2, "h4": 3}
"""Tag to level, the document title aside."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is numbered in this length."""

    headings: bool
    paragraphs: bool
    labels: Mapping[str, str]
    """Words: `figure`, `table`, `notes`; marks: `colon`, `after_number`."""
    endnotes: bool = False
    """Notes are printed at the end, under a heading of their own."""


def finish(root: Element, numbering: Numbering, report: Report) -> Element:
    """Number, link and fill everything that templates leave to the program."""
    root = _number_notes(root)
    if numbering.endnotes:
        root = _add_place_for_notes(root, numbering.labels)
    if numbering.paragraphs:
        root = _number_paragraphs(root)
    root = _give_ids(root)
    if numbering.headings:
        root = _number_headings(root)
    root = _number_captions(root, numbering.labels)
    root = _fill_lists(root, numbering.labels)
    root = _fill_references(root)
    root = single_stops(root)
    if numbering.labels.get("colon") in WIDE:
        root = close_up(root)
    _check_links(root, report)
    _check_levels(root, report)
    return root


def run_in(root: Element) -> Element:
    """References of class `run-in` become one small paragraph."""

    def join(node: Element) -> Node | None:
        if not (node.tag == "div" and node.has_class("run-in")):
            return node
        entries = [e for e in node.children if isinstance(e, Element)]
        if not entries:
            return None
        nodes: list[Node] = []
        for entry in entries:
            nodes += [*([" "] if nodes else []), element("span", *entry.children, id=entry.get("id"))]
        return element("p", *nodes, class_="small", id=node.get("id"), origin=node.origin)

    return root.map(join)


# --- notes and paragraphs -----------------------------------------------------------------------


class _Counter:
    def __init__(self) -> None:
        self.value = 0

    def next(self) -> str:
        self.value += 1
        return str(self.value)


def _number_notes(root: Element) -> Element:
    counter = _Counter()

    def walk(node: Element) -> Element:
        if node.tag == "span" and node.has_class("note"):
            return node.with_attrs(data_number=counter.next())
        return _over_children(node, walk)

    return walk(root)


def _add_place_for_notes(root: Element, labels: Mapping[str, str]) -> Element:
    """A last section, as yet with its heading alone, if there are notes: Word prints notes after everything else.

    Where the document is one page, it stands on that page.
    """
    if not any(node.has_class("note") for node in root.walk()):
        return root
    place = element("section", element("h2", labels.get("notes", "notes")), class_="notes")
    parts = [child for child in root.children if isinstance(child, Element)]
    if len(parts) == 1 and parts[0].has_class("one-page"):
        return root.with_children((parts[0].with_children((*parts[0].children, place)),))
    return root.with_children((*root.children, place))


def _over_children(node: Element, walk: Callable[[Element], Element]) -> Element:
    return replace(node, children=tuple(walk(c) if isinstance(c, Element) else c for c in node.children))


def _number_paragraphs(root: Element) -> Element:
    """Plain paragraphs that stand directly in a section are numbered through the document."""
    counter = _Counter()

    def walk(node: Element, inside: bool) -> Element:
        numbered = inside and node.tag == "p" and not node.classes and bool(node.text().strip())
        if numbered:
            return node.with_attrs(**{"class": "numbered", "data_number": counter.next()})
        below = node.tag == "section" and not node.has_class("one-page") and not node.has_class("unnumbered")
        children = tuple(walk(c, below) if isinstance(c, Element) else c for c in node.children)
        return replace(node, children=children)

    return walk(root, False)


# --- ids and numbers ----------------------------------------------------------------------------


def slug(text: str) -> str:
    """An anchor made of a heading: small letters, digits and hyphens; letters of any script are kept."""
    plain = unicodedata.normalize("NFKC", text).lower()
    words = re.sub(r"[^\w]+", "-", plain).strip("-")
    return words[:60].rstrip("-") or "section"


def _needs_id(node: Element) -> bool:
    captioned = any(isinstance(c, Element) and c.tag in ("figcaption", "caption") for c in node.children)
    return node.tag in ("h1", "h2", "h3", "h4") or (node.tag in ("figure", "table") and captioned)


def _give_ids(root: Element) -> Element:
    taken = {e.get("id") for e in root.walk() if e.get("id")}

    def walk(node: Element) -> Element:
        node = _over_children(node, walk)
        if node.get("id") or not _needs_id(node):
            return node
        name = wanted = f"h-{slug(node.text())}"
        number = 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name)
        return node.with_attrs(id=name)

    return walk(root)


def _number_headings(root: Element) -> Element:
    """Sections are numbered; what stands below them is found by its words."""
    counter = _Counter()

    def walk(node: Element, off: bool) -> Element:
        off = off or node.has_class("one-page") or node.tag in ("aside", "header")
        if node.tag == "h2" and not off and not node.has_class("unnumbered"):
            return node.with_attrs(data_number=counter.next())
        return replace(node, children=tuple(walk(c, off) if isinstance(c, Element) else c for c in node.children))

    return walk(root, False)


def _number_captions(root: Element, labels: Mapping[str, str]) -> Element:
    counters = {"figure": _Counter(), "table": _Counter()}

    def walk(node: Element, inside: str) -> Element:
        if node.tag == "figure":
            inside = "table" if node.has_class("table") else "figure"
        if node.tag in ("figcaption", "caption"):
            kind = "table" if node.tag == "caption" else inside or "figure"
            return node.with_attrs(data_number=f"{labels[kind]} {counters[kind].next()}")
        return replace(node, children=tuple(walk(c, inside) if isinstance(c, Element) else c for c in node.children))

    return walk(root, "")


# --- lists and references -----------------------------------------------------------------------


def _headings(root: Element, *, skip: Sequence[str] = ("aside", "header", "nav")) -> Iterator[Element]:
    for child in root.children:
        if not isinstance(child, Element) or child.tag in skip or child.get("data-toc") == "no":
            continue
        if child.tag in HEADINGS:
            if child.tag == "h2" or not child.has_class("unnumbered"):
                yield child
        else:
            yield from _headings(child, skip=skip)


def _captions(root: Element) -> Iterator[tuple[Element, Element]]:
    """Each captioned figure or table with its caption."""
    for owner in root.walk():
        if owner.tag in ("figure", "table"):
            for child in owner.children:
                if isinstance(child, Element) and child.tag in ("figcaption", "caption"):
                    yield owner, child


def _fill_lists(root: Element, labels: Mapping[str, str]) -> Element:
    headings, captions = tuple(_headings(root)), tuple(_captions(root))

    def fill(node: Element) -> Node | None:
        if node.tag == "section":
            return _without_empty_lists(node)
        if node.tag != "nav":
            return node
        if node.has_class("toc"):
            deepest = int(node.get("data-levels", "2"))
            entries = [_toc_entry(h) for h in headings if HEADINGS[h.tag] <= deepest]
        else:
            kind = "figure" if node.has_class("list-of-figures") else "table"
            entries = [
                _caption_entry(o, c, labels.get("after_number", ". "))
                for o, c in captions
                if _caption_kind(o, c) == kind
            ]
        return node.with_children((*node.children, element("ul", *entries))) if entries else _EMPTY

    return root.map(fill).map(lambda node: None if node == _EMPTY else node)


_EMPTY: Final = Element("nav", {"class": "empty"})
"""Stands for a list without entries until it is known what stands beside it."""


def _without_empty_lists(section: Element) -> Element | None:
    """The section without them; None if but a heading is left of it."""
    kept = tuple(child for child in section.children if child != _EMPTY)
    if len(kept) == len(section.children):
        return section
    return None if all(map(_is_heading_or_blank, kept)) else section.with_children(kept)


def _is_heading_or_blank(node: Node) -> bool:
    return node.tag in HEADINGS if isinstance(node, Element) else not node.strip()


def _caption_kind(owner: Element, caption: Element) -> str:
    return "table" if caption.tag == "caption" or owner.has_class("table") else "figure"


def _toc_entry(heading: Element) -> Element:
    number = heading.get("data-number")
    title = heading.text().strip()
    link = element("a", f"{number} {title}" if number else title, href=f"#{heading.get('id')}")
    return element("li", link, data_level=str(HEADINGS[heading.tag]))


def _caption_entry(owner: Element, caption: Element, between: str) -> Element:
    strong = next((c for c in caption.walk() if c.tag == "strong"), caption)
    text = f"{caption.get('data-number')}{between}{strong.text().strip()}"
    return element("li", element("a", text, href=f"#{owner.get('id')}"), data_level="1")


def _fill_references(root: Element) -> Element:
    targets = {e.get("id"): e for e in root.walk() if e.get("id")}

    def fill(node: Element) -> Node:
        if node.tag != "a" or not (node.has_class("ref") or node.has_class("page-ref")):
            return node
        target = targets.get(node.get("data-ref"))
        if target is None:
            return node.with_attrs(href=f"#{node.get('data-ref')}")
        return node.with_attrs(href=f"#{node.get('data-ref')}").with_children(node.children or (_name_of(target),))

    return root.map(fill)


def _name_of(target: Element) -> str:
    captions = (e for e in target.walk() if e.tag in ("figcaption", "caption"))
    if target.tag in ("figure", "table") and (caption := next(captions, None)):
        return caption.get("data-number")
    heading = next((e for e in target.walk() if e.tag in ("h2", "h3", "h4")), target)
    number = heading.get("data-number")
    return f"{number} {heading.text().strip()}" if number else heading.text().strip()


def _check_links(root: Element, report: Report) -> None:
    ids: set[str] = set()
    for node in root.walk():
        name = node.get("id")
        if name in ids:
            report.add("duplicate-id", f'two elements carry the anchor "{name}"', node.origin)
        if name:
            ids.add(name)
    for node in root.walk():
        href = node.get("href")
        if href.startswith("#") and href[1:] not in ids:
            report.add("broken-link", f'no element of this document carries the anchor "{href[1:]}"', node.origin)


def _check_levels(root: Element, report: Report) -> None:
    """A heading may be one level below the one before it, not two: readers and Word's contents miss a level."""
    before = 0
    for heading in _all_headings(root):
        level = HEADINGS[heading.tag]
        if level > before + 1:
            expected = f"h{before + 2}"
            message = f'<{heading.tag}> "{heading.text().strip()}" skips a level: <{expected}> is next'
            report.add("misplaced-element", message, heading.origin)
        before = level


def _all_headings(root: Element) -> Iterator[Element]:
    for child in root.children:
        if isinstance(child, Element) and child.tag not in ("aside", "header", "nav"):
            yield from (child,) if child.tag in HEADINGS else _all_headings(child)
