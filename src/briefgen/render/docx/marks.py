"""Bookmarks that cross-references and links point to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from briefgen.core.document import Element
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


def targets_of(elements: Sequence[Element], *, numbered: bool = False) -> dict[str, Target]:
    """Every id that a link leads to, among all elements of a document.

    Bookmarks are named after the ids, so that they stay what they are in the next build; or `numbered`
    as Word does it, so that they say nothing.
    """
    wanted = {name for e in elements if e.tag == "a" and (name := target_of(e))}
    found = {e.attrs["id"]: e for e in elements if "id" in e.attrs and e.attrs["id"] in wanted}
    return {
        name: _target(element, f"{number:09d}" if numbered else digest(name, 12))
        for number, (name, element) in enumerate(found.items(), 1)
    }


def target_of(link: Element) -> str:
    """The id that an `a` element leads to, empty when it leads outside."""
    if link.tag != "a":
        return ""
    href = link.get("href")
    return link.get("data-ref") or (href[1:] if href.startswith("#") else "")


def _target(element: Element, name: str) -> Target:
    if element.tag in HEADINGS:
        label = " ".join(element.text().split())
        return Target(f"_Toc{name}", label, element.get("data-number"))
    caption = caption_of(element)
    return Target(f"_Ref{name}", caption.get("data-number") if caption else "")


def caption_of(element: Element) -> Element | None:
    """The caption of a table or figure."""
    if element.tag not in ("table", "figure"):
        return None
    return next((c for c in element.children if isinstance(c, Element) and c.tag in ("caption", "figcaption")), None)


def digest(value: str, length: int) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:length]


@dataclass(slots=True)
class Marks:
    """Numbers bookmarks through all parts of the file."""

    _count: int = 0
    names: set[str] = field(default_factory=set)
    """Those that have a place."""

    def pair(self, name: str) -> tuple[str, str]:
        """Start and end of a bookmark."""
        self._count += 1
        self.names.add(name)
        return bookmark_start(self._count, name), bookmark_end(self._count)
