"""What each choice takes of the page: heights in CSS pixels, measured once, added up by the fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from briefgen.core.model import BlockId, Depth

Key = tuple[int, BlockId]
"""A block in a section: the section's number in its length, and the block's id."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block in one section at one depth."""

    height: float
    """What the page grows by when the piece comes in, without its shared parts; space around it and its notes
    at the foot included."""
    parts: frozenset[int] = frozenset()
    """The shared parts that it brings along, as numbers in `Sizes.parts`."""
    says: str = ""
    """A digest of what it prints; empty when that is not known."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Every height that the fit adds up."""

    page: float
    """Height of the text area of one page."""
    line: float
    """Height of one line of body text."""
    fixed: float
    """What is printed whatever is chosen: title, masthead, generated sections."""
    parts: tuple[float, ...]
    """What several pieces share and the page holds once: a section's or theme's heading and frame, an entry
    of the reference list."""
    pieces: Mapping[tuple[Key, Depth], Piece] = field(default_factory=dict)

    def height(self, chosen: Iterable[tuple[Key, Depth]]) -> float:
        """The height of a document that prints these pieces."""
        pieces = [self.pieces[c] for c in chosen if c in self.pieces]
        parts = frozenset[int]().union(*(p.parts for p in pieces))
        return self.fixed + sum(p.height for p in pieces) + sum(self.parts[n] for n in parts)

    def lines(self, height: float) -> float:
        """A height in lines of body text."""
        return height / self.line
