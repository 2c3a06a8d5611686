"""What stands between the start and the end of each bookmark, as docs/word-manifest.md tells readers to take it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from briefgen.render.docx.ooxml import W

_W: Final = f"{{{W}}}"
COUNTED_ANEW: Final = frozenset({"PAGE", "PAGEREF", "NUMPAGES"})
"""Fields whose results any program finds for itself, so that they are no part of the text."""
_AS_TEXT: Final = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "\u2011"}
_RUN: Final = f"{_W}r"
_PARAGRAPH: Final = f"{_W}p"
_TEXT: Final = f"{_W}t"
_START: Final = f"{_W}bookmarkStart"
_END: Final = f"{_W}bookmarkEnd"
_READ: Final = (
    *_AS_TEXT,
    *(f"{_W}{name}" for name in ("p", "t", "bookmarkStart", "bookmarkEnd", "fldChar", "instrText")),
)


def plain(text: str) -> str:
    """`text` with single blanks for all white space, and without soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


@dataclass(slots=True)
class Span:
    """A bookmark, the paragraphs at its ends and the text between."""

    name: str
    first: etree._Element | None
    last: etree._Element | None = None
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return plain("".join(self.parts))


def spans_of(root: etree._Element, prefix: str) -> list[Span]:
    """The bookmarks of one part whose names begin with `prefix`, in the order of their starts."""
    reader = _Reader(prefix)
    for node in root.iter(*_READ):  # events for the ends of paragraphs as well would take four times as long
        reader.read(node)
    return reader.found


@dataclass(slots=True)
class _Reader:
    """The state of a walk through a part."""

    prefix: str
    found: list[Span] = field(default_factory=list)
    paragraph: etree._Element | None = None
    _open: dict[str, Span] = field(default_factory=dict)
    _fields: list[list[str]] = field(default_factory=list)
    """Instructions of the fields around this place, each followed by `=` once its result has begun."""

    def read(self, node: etree._Element) -> None:
        tag = node.tag
        if tag == _TEXT:
            self._add(node.text or "")
        elif tag == _PARAGRAPH:
            self._enter(node)
        elif tag in _AS_TEXT and _is_in_run(node):
            self._add(_AS_TEXT[str(tag)])
        elif tag == _START:
            self._enter(next(node.iterancestors(_PARAGRAPH), None))
            self._start(node)
        elif tag == _END:
            self._enter(next(node.iterancestors(_PARAGRAPH), None))
            self._end(node)
        elif tag == f"{_W}fldChar":
            self._field(node.get(f"{_W}fldCharType", ""))
        elif tag == f"{_W}instrText" and self._fields:
            self._fields[-1].append(node.text or "")

    def _enter(self, paragraph: etree._Element | None) -> None:
        """The walk is now in this paragraph; where it left another one, there is white space."""
        if paragraph is not self.paragraph:
            if self.paragraph is not None:
                self._add(" ")
            self.paragraph = paragraph

    def _start(self, node: etree._Element) -> None:
        name = node.get(f"{_W}name", "")
        if name.startswith(self.prefix):
            span = Span(name, self.paragraph)
            self.found.append(span)
            self._open[node.get(f"{_W}id", "")] = span

    def _end(self, node: etree._Element) -> None:
        span = self._open.pop(node.get(f"{_W}id", ""), None)
        if span:
            span.last = self.paragraph

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append([])
        elif kind == "separate" and self._fields:
            self._fields[-1].append("=")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _add(self, text: str) -> None:
        if self._open and not any(map(_hides, self._fields)):
            for span in self._open.values():
                span.parts.append(text)


def _is_in_run(node: etree._Element) -> bool:
    above = node.getparent()
    return above is not None and above.tag == _RUN


def _hides(instruction: list[str]) -> bool:
    """Whether a field shows nothing that counts: its instruction is still being read, or its result changes anew."""
    if not instruction or instruction[-1] != "=":
        return True
    words = re.split(r"\s+", "".join(instruction).strip(), maxsplit=1)
    return words[0].upper() in COUNTED_ANEW


def all_spans(roots: Iterable[etree._Element], prefix: str) -> dict[str, Span]:
    """The bookmarks of several parts by name."""
    return {span.name: span for root in roots for span in spans_of(root, prefix)}
