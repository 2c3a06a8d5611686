"""What stands on the pages of a layout, in reading order, whatever page it went to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from briefgen.core.document import in_full
from briefgen.render.parity.reading import ALT, GAP, MAYBE, NOTE, OPTIONAL

Bucket = list[Any]
"""Texts, and the buckets of elements, in order."""


def text_of_pages(page_boxes: Iterable[Any]) -> tuple[list[str], bool]:
    """The text in pieces, notes last, and whether a style sheet changed its letters."""
    reader = _Reader()
    for page in page_boxes:
        for area in page.children:
            if type(area).__name__ != "MarginBox":
                reader.read(area, reader.flow, None)
    pieces: list[str] = []
    _flatten(reader.flow, pieces)
    for note in reader.notes.values():
        pieces += (GAP, NOTE)
        _flatten(note, pieces)
    return pieces, reader.changed


def _flatten(bucket: Bucket, pieces: list[str]) -> None:
    for part in bucket:
        if isinstance(part, str):
            pieces.append(part)
        else:
            _flatten(part, pieces)


@dataclass(slots=True)
class _Reader:
    """Collects the text of each element in a bucket of its own, since pages and lines break elements into boxes."""

    flow: Bucket = field(default_factory=list)
    notes: dict[str, Bucket] = field(default_factory=dict)
    """By id, in the order of their places at the foot."""
    changed: bool = False
    _buckets: dict[int, Bucket] = field(default_factory=dict)
    """By identity of the element."""
    _numbers: dict[int, int] = field(default_factory=dict)
    """What items of numbered lists should say, by identity of the element."""
    _heads: dict[int, int] = field(default_factory=dict)
    """Identity of a table's head to that of the box where it stood first."""
    _last: Bucket = field(default_factory=list)
    """Where text went last."""

    def read(self, box: Any, into: Bucket, around: Any) -> None:
        """A box and what is in it. `around` is the element whose bucket `into` is."""
        box = getattr(box, "_box", box)
        if hasattr(box, "text"):
            self._text(box, into)
            return
        kind, element = type(box).__name__, box.element
        generated = "::" in (box.element_tag or "")
        if generated and self._generated(box, into):
            return
        if element is None or element is around or generated:
            self._inside(box, into, around)
        elif hasattr(box, "replacement"):
            into += (GAP, ALT, _alternative(element), GAP)
        elif not (kind == "TableRowGroupBox" and self._is_repeated(box, element)):
            self._inside(box, self._bucket(kind, element, into), element)
        if kind == "LineBox":
            self._last.append(MAYBE)

    def _inside(self, box: Any, into: Bucket, around: Any) -> None:
        for child in box.children:
            self.read(child, into, around)

    def _text(self, box: Any, into: Bucket) -> None:
        """A hyphen at the end may be the layout's own."""
        text, style = box.text, box.style
        hyphen = style["hyphenate_character"]
        if hyphen and text.endswith(hyphen) and style["hyphens"] != "none":
            text = f"{text.removesuffix(hyphen)}{OPTIONAL}{hyphen}"
        self.changed = self.changed or style["text_transform"] != "none"
        into.append(text)
        self._last = into

    def _bucket(self, kind: str, element: Any, into: Bucket) -> Bucket:
        """The bucket of an element; what goes on over the page or the line has one already."""
        if id(element) in self._buckets:
            return self._buckets[id(element)]
        bucket = self._buckets[id(element)] = Bucket()
        classes = (element.get("class") or "").split()
        if {"fn", "en"} & {*classes}:
            self.notes[element.get("id") or str(len(self.notes))] = bucket
            return bucket
        if element.tag == "ol":
            items = [child for child in element if child.tag == "li"]
            self._numbers |= {id(item): n for n, item in enumerate(items, int(element.get("start") or 1))}
        edge = "" if kind == "InlineBox" else MAYBE if kind == "InlineBlockBox" else GAP
        before, after = NOTE if "fnref" in classes else edge, MAYBE if {"num", "fnback"} & {*classes} else edge
        into += (before, bucket, after)
        return bucket

    def _is_repeated(self, box: Any, element: Any) -> bool:
        """Whether this is the head of a table again, on a later page."""
        return bool(box.is_header) and self._heads.setdefault(id(element), id(box)) != id(box)

    def _generated(self, box: Any, into: Bucket) -> bool:
        """Whether a box that a style sheet made is dealt with. Bullets and page numbers are nobody's words."""
        kind = box.element_tag.partition("::")[2]
        words = "".join(text.text for text in box.descendants() if hasattr(text, "text"))
        if kind == "marker" and id(box.element) in self._numbers:
            number = "".join(filter(str.isdecimal, words)) or str(self._numbers[id(box.element)])
            into += (number, MAYBE)
        elif kind in ("before", "after") and any(map(str.isalnum, words)) and not _counts_pages(box):
            into += (MAYBE, words, MAYBE)
        return kind in ("marker", "before", "after", "footnote-call", "footnote-marker")


def _counts_pages(box: Any) -> bool:
    """Whether the generated text is the number of a page."""
    return "page" in repr(box.style["content"])


def _alternative(picture: Any) -> str:
    """The alternative text of an `img`, or of a drawing that carries it as its title, with its long description."""
    title, description = (picture.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") or "" for tag in ("title", "desc"))
    return in_full(title or picture.get("alt") or "", description)
