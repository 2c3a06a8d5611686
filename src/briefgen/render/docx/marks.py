"""Bookmarks: what cross-references and links point to, and the hidden anchors by which a review finds its block."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefgen.core.document import Document, Element
from briefgen.render.docx.ooxml import bookmark_end, bookmark_start

HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Target:
    """Something with an id that links lead to."""

    bookmark: str
    label: str
    """What a REF field shows: "Figure 3", or a heading's words; empty for anything else."""
    number: str = ""
    """A heading's number."""


def targets_of(document: Document) -> dict[str, Target]:
    """Every id that a link of this document leads to."""
    wanted = {name for e in document.root.walk() if (name := target_of(e))}
    return {e.get("id"): _target(e) for e in document.root.walk() if e.get("id") in wanted}


def target_of(link: Element) -> str:
    """The id that an `a` element leads to, empty when it leads outside."""
    if link.tag != "a":
        return ""
    href = link.get("href")
    return link.get("data-ref") or (href[1:] if href.startswith("#") else "")


def _target(element: Element) -> Target:
    name = element.get("id")
    if element.tag in HEADINGS:
        label = " ".join(element.text().split())
        return Target(f"_Toc{digest(name, 12)}", label, element.get("data-number"))
    caption = caption_of(element)
    return Target(f"_Ref{digest(name, 12)}", caption.get("data-number") if caption else "")


def caption_of(element: Element) -> Element | None:
    """The caption of a table or figure."""
    if element.tag not in ("table", "figure"):
        return None
    return next((c for c in element.children if isinstance(c, Element) and c.tag in ("caption", "figcaption")), None)


def digest(value: str, length: int) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:length]


@dataclass(slots=True)
class Marks:
    """Numbers bookmarks through all parts of the file, and names those of blocks."""

    _count: int = 0
    _blocks: Counter[str] = field(default_factory=Counter)

    def pair(self, name: str) -> tuple[str, str]:
        """Start and end of a bookmark."""
        self._count += 1
        return bookmark_start(self._count, name), bookmark_end(self._count)

    def block(self, block_id: str) -> tuple[str, str]:
        """The hidden anchor of a block; one that is printed again gets another name."""
        self._blocks[block_id] += 1
        printed = self._blocks[block_id]
        return self.pair(block_anchor(block_id, printed))


def block_anchor(block_id: str, printed: int = 1) -> str:
    """Name of the anchor of a block where it is printed for the `printed`-th time, at most 40 characters."""
    key = block_id if printed == 1 else f"{block_id}#{printed}"
    return f"_bf_{digest(key, 20)}"


def anchors_of(document: Document) -> Iterator[tuple[str, str]]:
    """Each block that the document prints, with the name of its anchor in the Word file."""
    seen: Counter[str] = Counter()
    for element in document.root.walk():
        block_id = element.get("data-block")
        if block_id:
            seen[block_id] += 1
            yield block_id, block_anchor(block_id, seen[block_id])
