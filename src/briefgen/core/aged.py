"""Old figures are said to be old where a document first prints them in its text.

The mark stands in brackets before the next stop, or behind the figure where none is near: "over 5 million people lack
work (2020, may be out of date)." Several in one paragraph share one mark. Registers, key figures and the notes of
figures and tables say so themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from briefgen.core.document import INLINE_TAGS, Element, Node
from briefgen.core.model import Day, Fact, FactId
from briefgen.core.numbers import print_day, print_fact

SILENT: Final = frozenset({"h1", "h2", "h3", "h4", "figcaption", "caption", "nav", "a", "th", "dt"})
"""Headings and labels carry no marks; the text below them does."""
_STOP: Final = re.compile(r"[.,;:!?](?=\s|\Z)|[。，；：！？、]")
_NEAR: Final = 48
"""Characters in which a stop is near."""
_CJK: Final = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """What the mark says, in the language of the document."""

    stale: str
    """`may be out of date`."""
    several: str
    """`figures of {} may be out of date`."""
    pause: str
    comma: str
    lang: str

    @staticmethod
    def of(labels: Mapping[str, str], lang: str) -> Words:
        """Out of the fixed words of an audience."""
        return Words(labels["stale"], labels["stale_several"], labels["pause"], labels["comma"], lang)


def mark_aged(root: Element, facts: Mapping[FactId, Fact], words: Words) -> Element:
    """The tree with a mark at the first use of each of these facts; they are past their time."""
    return _Walk(facts, words).treat(root) if facts else root


def dates_of(facts: Iterable[Fact], words: Words) -> str:
    """The dates of these facts, each once and the oldest first."""
    days = {fact.as_of for fact in facts if isinstance(fact.as_of, Day)}
    return words.comma.join(print_day(day, words.lang) for day in sorted(days))


@dataclass(slots=True)
class _Walk:
    facts: Mapping[FactId, Fact]
    words: Words
    seen: set[FactId] = field(default_factory=set)

    def treat(self, node: Element) -> Element:
        if node.tag in SILENT or (node.tag == "tr" and self.words.stale in node.text()):
            return node
        if node.has_class("key-figures"):
            self.seen.update(_fact_of(each) for each in node.walk() if self.words.stale in node.text())
            return node
        named = dict.fromkeys(map(_fact_of, _inline(node)))
        new = [n for n in named if n in self.facts and n not in self.seen and self._is_said(n, node)]
        self.seen.update(new)
        if new:
            node = self._marked(node, new)
        treated = (self.treat(c) if isinstance(c, Element) and c.tag not in INLINE_TAGS else c for c in node.children)
        return node.with_children(tuple(treated))

    def _is_said(self, name: FactId, node: Element) -> bool:
        """Whether the block prints the fact, and not only its date."""
        return any(self._says(each, name) for each in _inline(node))

    def _says(self, span: Element, name: FactId) -> bool:
        return _fact_of(span) == name and span.text() != print_fact(self.facts[name], self.words.lang, "date")

    def _marked(self, node: Element, names: Sequence[FactId]) -> Element:
        """The block with the mark behind the last of these facts."""
        text = self._text([self.facts[name] for name in names], node.text())
        span = next(each for each in _inline(node) if self._says(each, names[-1]))
        return _behind(node, span, text)

    def _text(self, facts: Sequence[Fact], block: str) -> str:
        words, dates = self.words, dates_of(facts, self.words)
        if len(facts) > 1 and dates:
            said = words.several.replace("{}", dates)
        else:
            said = words.stale if not dates or dates in block else f"{dates}{words.pause} {words.stale}"
        return f"（{said.replace('， ', '，')}）" if _CJK.search(said) else f" ({said})"


def _inline(node: Element) -> Iterator[Element]:
    """Facts in the running text of this block; blocks in it have their own."""
    for child in node.children:
        if isinstance(child, Element) and child.tag in INLINE_TAGS - SILENT and not child.has_class("note"):
            if _fact_of(child):
                yield child
            yield from _inline(child)


def _fact_of(node: Element) -> FactId:
    return FactId(node.get("data-fact"))


def _behind(node: Element, span: Element, text: str) -> Element:
    """`node` with `text` before the first stop behind `span`, or directly behind it."""
    children: list[Node] = []
    rest = list(node.children)
    while rest:
        child = rest.pop(0)
        if child is span:
            return replace(node, children=(*children, child, *_put(span, rest, text)))
        if isinstance(child, Element) and any(each is span for each in child.walk()):
            children.append(_behind(child, span, text))
            return replace(node, children=(*children, *rest))
        children.append(child)
    return node


def _put(span: Element, after: Sequence[Node], text: str) -> Iterator[Node]:
    """What follows the figure, with `text` before the first stop in it, or before all of it where none is near."""
    number, at = _stop_in(span, after)
    before = ""
    for n, node in enumerate(after):
        if n == number and isinstance(node, str):
            yield node[:at] + text + node[at:]
        elif n == number:
            yield from (f"{text.lstrip()} " if before.endswith(" ") else text, node)
        else:
            yield node
        before = node if isinstance(node, str) else ""
    if number == len(after):
        yield text


def _stop_in(span: Element, after: Sequence[Node]) -> tuple[int, int]:
    """In which node the first stop is, and where in it. A citation is one; another figure says that none is near."""
    left = _NEAR
    for n, node in enumerate(after):
        if isinstance(node, str):
            if stop := _STOP.search(node, 0, left):
                return n, stop.start()
            left -= len(node)
        elif node.tag == "cite" or node.has_class("note"):
            return n, 0
        else:
            left = 0 if _fact_of(node) not in {"", _fact_of(span)} else left - len(node.text())
        if left <= 0:
            return 0, 0
    return len(after), 0
