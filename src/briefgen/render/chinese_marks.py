"""Punctuation of citations in Chinese: CSL styles write marks of half width, Chinese sentences want full ones.

Marks beside Chinese words become full (GB/T 15834), and so do the round brackets of a citation in the text; marks
inside Western names, titles and addresses stay, and square brackets are of half width in Chinese too. Styles after
GB/T 7714 write marks of half width on purpose and are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from briefgen.core.citations import Formatted
from briefgen.core.document import Element, Node

_FULL: Final = {",": "，", ";": "；", ":": "：", ".": "。", "(": "（", ")": "）"}
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_EAST: Final = re.compile(rf"[{_HAN}、。，．：；？！）》」』】〕（《「『【〔]")
_GONE: Final = "\0"
_AND: Final = re.compile(rf"(?<=[{_HAN}]) (?=[和与等](?: |$|[,;.)]))|(?<=[{_HAN}] [和与]) (?=[{_HAN}])")
_YEAR: Final = re.compile(rf"(?<=[{_HAN}]) (?=(?:1\d|20)\d\d(?!\d))")


def is_for_half_width(style_id: str) -> bool:
    """Whether a style, by its id, is one of GB/T 7714."""
    return "7714" in style_id


def with_full_width(made: Formatted) -> Formatted:
    """Citations and list as they stand in Chinese text."""
    entries = tuple(replace(entry, nodes=_changed(entry.nodes, is_cited=False)) for entry in made.entries)
    return replace(made, clusters=tuple(_changed(c, is_cited=True) for c in made.clusters), entries=entries)


def _changed(nodes: tuple[Node, ...], *, is_cited: bool) -> tuple[Node, ...]:
    said = "".join(_texts(nodes))
    letters = iter(_full_width(said, is_cited=is_cited))

    def change(node: Node) -> Node:
        if isinstance(node, str):
            return "".join(next(letters) for _ in node).replace(_GONE, "")
        return node.with_children(tuple(map(change, node.children)))

    return tuple(map(change, nodes))


def _texts(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Element):
            yield from _texts(node.children)


def _full_width(said: str, *, is_cited: bool) -> str:
    """The same text, letter for letter; what goes is a sign that nothing else has."""
    said = _AND.sub(_GONE, said)
    letters = list(_YEAR.sub("，", said) if is_cited else said)
    for begin, end in _brackets(said):
        inside = said[begin + 1 : end]
        is_whole = is_cited and begin == 0 and end == len(said) - 1
        if is_whole or _EAST.search(inside) or _is_east(_beside(said, begin, -1)) or _is_east(_beside(said, end, 1)):
            letters[begin], letters[end] = "（", "）"
    for at, letter in enumerate(said):
        if letter in ",;:." and _is_full(letters, at, letter, is_cited=is_cited):
            letters[at] = _FULL[letter]
    return "".join(letters)


def _is_full(letters: list[str], at: int, letter: str, *, is_cited: bool) -> bool:
    text = "".join(letters)
    before, after = _beside(text, at, -1), _beside(text, at, 1)
    if letter == ".":
        return _is_east(before) and (at + 1 == len(text) or text[at + 1] in " \u00a0" or _is_east(after))
    if letter == ";" and is_cited:
        return True
    return _is_east(before) or _is_east(after)


def _beside(text: str, at: int, step: int) -> str:
    """The nearest letter that is no blank."""
    at += step
    while 0 <= at < len(text) and (text[at].isspace() or text[at] == _GONE):
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _is_east(letter: str) -> bool:
    return bool(letter) and bool(_EAST.match(letter))


def _brackets(said: str) -> Iterator[tuple[int, int]]:
    """Pairs of round brackets."""
    open_ones: list[int] = []
    for at, letter in enumerate(said):
        if letter == "(":
            open_ones.append(at)
        elif letter == ")" and open_ones:
            yield open_ones.pop(), at
