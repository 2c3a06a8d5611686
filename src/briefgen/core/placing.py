"""Where a formatted citation stands in its sentence.

A note mark comes after the punctuation, without a blank before it; a citation in the line comes before
the full stop, after a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from briefgen.core.document import Element, Node, element

_CLOSING: Final = re.compile(r"[”’»」』]?[.,;:!?…。，；：！？、]+[”’»」』)）]*")
_STOP: Final = re.compile(r"(?s)(.*[^.…\s])([.。])\s*|([.。])\s*")
_ABBREVIATION: Final = re.compile(r"(?:\b(?:\w\.)+\w|\b(?:etc|al|Inc|Ltd|Co|Corp|No|vs|cf|ca))$")
_OPENING: Final = ("(", "[", "“", "‘", "（", "—", "–", "/")


def is_open(node: Element) -> bool:
    """Whether the element is a citation that has not been formatted yet."""
    return node.tag == "cite" and not node.children


def place_citations(root: Element, clusters: Iterator[Sequence[Node]]) -> Element:
    """The tree in which each open `cite` in turn holds the next cluster, at the right side of the punctuation."""
    todo, out = list(root.children), list[Node]()
    while todo:
        child = todo.pop(0)
        if isinstance(child, str):
            out.append(child)
        elif is_open(child):
            _place(child, tuple(next(clusters)), out, todo)
        else:
            out.append(place_citations(child, clusters))
    return root.with_children(tuple(node for node in out if node != ""))


def _place(cite: Element, nodes: tuple[Node, ...], out: list[Node], todo: list[Node]) -> None:
    """Append the citation to `out`; takes punctuation from the end of `out` or the start of `todo`."""
    text = tuple(n for n in nodes if not _is_note(n))
    notes = tuple(n for n in nodes if _is_note(n))
    if text and _is_raised(text[0]):
        _close_up(out, todo)
        out.append(cite.with_children(text))
    elif text:
        out.extend(_in_line(cite.with_children(text), out, last=not any(_has_content(n) for n in todo)))
    if notes:
        _close_up(out, todo)
        out.extend(_as_note(cite, note) for note in notes)


def _is_note(node: Node) -> bool:
    return isinstance(node, Element) and node.has_class("note")


def _is_raised(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "sup"


def _has_content(node: Node) -> bool:
    return bool(node.strip()) if isinstance(node, str) else True


def _as_note(cite: Element, note: Node) -> Element:
    assert isinstance(note, Element)  # noqa: S101 - `_is_note` says so
    return element("span", cite.with_children(note.children), class_="note", origin=cite.origin)


def _close_up(out: list[Node], todo: list[Node]) -> None:
    """Take off the blank before a mark, and pull the punctuation after it to the front."""
    if out and isinstance(out[-1], str):
        out[-1] = out[-1].rstrip()
    if todo and isinstance(todo[0], str) and (found := _CLOSING.match(todo[0])):
        out.append(found[0])
        todo[0] = todo[0][found.end() :]


def _in_line(cite: Element, out: list[Node], *, last: bool) -> tuple[Node, ...]:
    before = out[-1] if out else ""
    if not isinstance(before, str):
        return " ", cite
    if last and (found := _STOP.fullmatch(before)):
        out[-1] = before = found[1] or ""
        stop = found[2] or found[3]
        if _ABBREVIATION.search(before):
            out[-1] = before = f"{before}."
        return " ", cite, stop
    starts = len(out) <= 1 and not before.strip()
    glued = starts or before[-1:].isspace() or before.endswith(_OPENING)
    return (cite,) if glued else (" ", cite)
