"""Which recommendation answers which challenge: the matrix behind the coverage chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefgen.core.model import BlockId, Challenge, Library, Recommendation
from briefgen.core.prose import parse_inline, words


@dataclass(frozen=True, slots=True)
class Entry:
    """A row or column of the matrix."""

    id: BlockId
    title: str
    theme: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which recommendation answers which challenge, both in the order of the themes."""

    challenges: tuple[Entry, ...]
    recommendations: tuple[Entry, ...]
    answers: frozenset[tuple[BlockId, BlockId]]
    """Challenge, recommendation."""

    def count(self, id_: BlockId) -> int:
        """How many answers a challenge has, or how many challenges a recommendation answers."""
        return sum(id_ in pair for pair in self.answers)


def coverage(library: Library, lang: str, audience: str = "") -> Coverage:
    """The matrix of what is printed at all, for one audience or (empty) for all."""
    challenges = _entries(library, library.of_kind(Challenge), lang, audience)
    recommendations = _entries(library, library.of_kind(Recommendation), lang, audience)
    shown = {e.id for e in challenges}
    printed = {e.id for e in recommendations}
    return Coverage(
        challenges,
        recommendations,
        frozenset(
            (challenge, r.id)
            for r in library.of_kind(Recommendation)
            if r.id in printed
            for challenge in r.answers
            if challenge in shown
        ),
    )


def _entries(
    library: Library, blocks: Sequence[Challenge | Recommendation], lang: str, audience: str
) -> tuple[Entry, ...]:
    seen = [b for b in blocks if b.keep != "never" and (not audience or not b.audiences or audience in b.audiences)]
    return tuple(
        Entry(
            b.id,
            words(parse_inline(b.title, library.facts, lang)),
            library.themes[b.theme].title if b.theme in library.themes else b.theme,
        )
        for b in sorted(seen, key=lambda b: (_theme_order(library, b.theme), b.order))
    )


def _theme_order(library: Library, theme: str) -> int:
    return library.themes[theme].order if theme in library.themes else len(library.themes)
