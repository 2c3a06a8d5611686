"""Rules for the chain from evidence to challenge to recommendation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.core.checks.common import finding
from briefgen.core.model import (
    Block,
    BlockId,
    Brief,
    Challenge,
    Conflict,
    Evidence,
    Library,
    Project,
    Recommendation,
    Relation,
    RelationKind,
)
from briefgen.diagnostics import Diagnostic


def orphan_challenge(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Each challenge is answered, or its `gap` says that it is not."""
    answered = {name for block in library.of_kind(Recommendation) for name in block.answers}
    for block in library.of_kind(Challenge):
        if block.id not in answered and block.gap is None:
            hint = "let a recommendation answer it, or say in gap what is missing"
            yield finding("orphan-challenge", f'no recommendation answers "{block.id}"', block.span, hint)


def orphan_recommendation(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Each recommendation answers a challenge, or `answers-none` says why not."""
    for block in library.of_kind(Recommendation):
        if not block.answers and block.answers_none is None:
            hint = "list challenges under answers, or say why under answers-none"
            yield finding("orphan-recommendation", f'"{block.id}" answers no challenge', block.span, hint)


def challenge_without_evidence(
    library: Library, _briefs: Mapping[str, Brief], _project: Project
) -> Iterator[Diagnostic]:
    """Each challenge rests on a piece of evidence."""
    for block in library.of_kind(Challenge):
        if not block.evidence:
            yield finding("challenge-without-evidence", f'"{block.id}" rests on no evidence', block.span)


def conflict_not_shown(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Where evidence contradicts evidence, a conflict names both, or touches what rests on both."""
    shown = [_named(conflict, library) for conflict in library.of_kind(Conflict)]
    for block, relation in _contradictions(library):
        if not any({block.id, relation.to} <= names for names in shown):
            message = f'"{block.id}" contradicts "{relation.to}" and no conflict shows it'
            hint = "add a block of kind conflict with both under positions"
            yield finding("conflict-not-shown", message, relation.span, hint)


def _contradictions(library: Library) -> Iterator[tuple[Evidence, Relation]]:
    for block in library.of_kind(Evidence):
        yield from ((block, r) for r in block.relations if r.how is RelationKind.CONTRADICTS)


def _named(conflict: Conflict, library: Library) -> set[BlockId]:
    """Evidence that a conflict names, itself or through the blocks that it touches."""
    named = {position.evidence for position in conflict.positions if position.evidence} | set(conflict.touches)
    touched = (library.blocks.get(name) for name in conflict.touches)
    return named | {name for block in touched if block for name in _rests_on(block)}


def _rests_on(block: Block) -> tuple[BlockId, ...]:
    return block.evidence if isinstance(block, Challenge | Recommendation) else ()
