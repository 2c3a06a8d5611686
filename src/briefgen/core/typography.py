"""Punctuation of full width brings its own room, so a blank beside it is one too many."""

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
_AS_WRITTEN: Final = frozenset({"pre", "code"})


def close_up(root: Element) -> Element:
    """The tree without blanks beside full-width punctuation, also where an element begins or ends between the two."""
    root = _walk(root, str.lstrip, 1)
    return _walk(root, str.rstrip, -1)


def _walk(root: Element, strip: Callable[[str, str], str], step: int) -> Element:
    """One way through the tree: `step` 1 looks at what comes before a text, -1 at what follows it."""
    seen = ""

    def text(words: str) -> str:
        nonlocal seen
        words = _INSIDE.sub("", words)
        if seen in WIDE:
            words = strip(words, _BLANKS)
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
