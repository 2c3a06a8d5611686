"""What punctuation does to its neighbours: one full stop is enough, and marks of full width bring their own room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from briefgen.core.document import BLOCK_TAGS, Element, Node

_MARKS: Final = "、。，．：；？！）》」』】〕（《「『【〔"
WIDE: Final = frozenset(_MARKS)
"""Full-width punctuation, half of which is blank."""
_BLANKS: Final = " \t\n\r"
_INSIDE: Final = re.compile(rf"(?<=[{_MARKS}])[{_BLANKS}]+|[{_BLANKS}]+(?=[{_MARKS}])")
_TWO_STOPS: Final = re.compile(r"(?<=[^\s.])\.\.(?=\s|$)")
_AS_WRITTEN: Final = frozenset({"pre", "code"})


def close_up(root: Element) -> Element:
    """The tree without blanks beside full-width punctuation, also where an element begins or ends between the two."""

    def change(strip: Callable[[str, str], str]) -> Callable[[str, str], str]:
        return lambda seen, words: strip(words, _BLANKS) if seen in WIDE else words

    root = _walk(root, lambda _, words: _INSIDE.sub("", words), 1)
    root = _walk(root, change(str.lstrip), 1)
    return _walk(root, change(str.rstrip), -1)


def single_stops(root: Element) -> Element:
    """The tree with one full stop where a sentence ends with an abbreviation, or with a sentence that has its own."""

    def change(seen: str, words: str) -> str:
        words = _TWO_STOPS.sub(".", words)
        doubled = seen == "." and words[:1] == "." and words[:2] != ".."
        return words[1:] if doubled else words

    return _walk(root, change, 1)


def _walk(root: Element, change: Callable[[str, str], str], step: int) -> Element:
    """One way through the tree: `change` gets the character beside a text and the text; `step` 1 looks at what comes
    before a text, -1 at what follows it."""
    seen = ""

    def text(words: str) -> str:
        nonlocal seen
        words = change(seen, words)
        if words:
            seen = words[-1 if step == 1 else 0]
        return words

    def walk(node: Element) -> Element:
        nonlocal seen
        apart = node.tag in BLOCK_TAGS or node.has_class("note")
        before, seen = seen, "" if apart else seen
        if node.tag in _AS_WRITTEN or not node.children:
            seen = ""
        else:
            node = replace(node, children=_children(node.children[::step])[::step])
        if apart:
            seen = before if node.has_class("note") else ""
        return node

    def _children(nodes: Sequence[Node]) -> tuple[Node, ...]:
        return tuple(walk(n) if isinstance(n, Element) else text(n) for n in nodes)

    return walk(root)
