"""Copies do not confirm each other: what counts is from how many origins a claim comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Evidence, Library, Project, RelationKind, Strength
from briefgen.diagnostics import Diagnostic

FIRST_HAND: Final = frozenset({"statistic", "official document"})
"""What one source can carry alone, since it says so of itself."""


def one_origin(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Strong evidence that is no statistic and no official document comes from two origins or more."""
    for block in library.of_kind(Evidence):
        if block.strength not in {Strength.STRONG, Strength.VERY_STRONG} or block.basis in FIRST_HAND:
            continue
        found = origins_of(library, block)
        if len(found) == 1:
            count = len({pin.citation for pin in block.sources})
            sources = "its source is" if count == 1 else f"its {count} sources are"
            message = f'"{block.id}" is called {block.strength} evidence, but {sources} of one origin, {min(found)}'
            hint = "lower its strength, or name what supports it from elsewhere"
            yield finding("one-origin", message, block.span, hint)


def origins_of(library: Library, block: Evidence) -> frozenset[str]:
    """Origins of the evidence, and of the evidence that supports it."""
    supporters = (
        other
        for other in library.of_kind(Evidence)
        if any(r.how is RelationKind.SUPPORTS and r.to == block.id for r in other.relations)
    )
    supported = (
        library.blocks.get(relation.to) for relation in block.relations if relation.how is RelationKind.SUPPORTS
    )
    all_ = (block, *supporters, *(other for other in supported if isinstance(other, Evidence)))
    keys = {pin.citation for each in all_ for pin in each.sources}
    return frozenset(library.citations[key].origin for key in keys if key in library.citations)
