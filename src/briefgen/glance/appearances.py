"""In which briefs blocks may be printed; whether they are is for the page budget to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefgen.core.model import BlockId, Brief, Challenge, Library, Recommendation, Term
from briefgen.core.profile import Audience, Length
from briefgen.core.select import Plan, plan
from briefgen.diagnostics import Report
from briefgen.glance.plain import Plain
from briefgen.project import Workspace


def appearances(workspace: Workspace, blocks: Sequence[BlockId]) -> list[Plain]:
    """One line for each brief and audience that may print one of `blocks`, with the lengths."""
    wanted = frozenset(blocks)
    lines: list[Plain] = []
    for brief in workspace.briefs.values():
        for name in brief.audiences:
            audience = workspace.audience(name, brief.lang, Report())
            lengths = _lengths(workspace.library, brief, audience, wanted) if audience else []
            if lengths:
                lines.append(f"{brief.id} for {name}: {', '.join(lengths)}")
    return lines


def _lengths(library: Library, brief: Brief, audience: Audience, wanted: frozenset[BlockId]) -> list[str]:
    lengths = (audience.lengths[name] for name in brief.lengths if name in audience.lengths)
    return [length.name for length in lengths if wanted & printable(library, brief, audience, length)]


def printable(library: Library, brief: Brief, audience: Audience, length: Length) -> frozenset[BlockId]:
    """Blocks that some section of the length may print, itself or beside others."""
    made = plan(library, brief, audience, length)
    ids = {candidate.block.id for _, candidates in made.sections for candidate in candidates}
    beside = {*_beside(made, library), *_terms(library, length)}
    return frozenset(ids | (beside & _eligible(library, brief, audience, length)))


def _eligible(library: Library, brief: Brief, audience: Audience, length: Length) -> set[BlockId]:
    """What a length without limits could show of the kinds that stand beside others."""
    sections = tuple(replace(spec, show=kind, max=0) for spec in length.sections[:1] for kind in _BESIDE)
    everything = plan(library, brief, audience, replace(length, sections=sections))
    return {candidate.block.id for _, candidates in everything.sections for candidate in candidates}


def _beside(made: Plan, library: Library) -> Iterator[BlockId]:
    """Evidence and answers that sections show with their blocks."""
    register = any(spec.show == "evidence-register" for spec, _ in made.sections)
    for spec, candidates in made.sections:
        for block in (candidate.block for candidate in candidates):
            if (spec.evidence or register) and isinstance(block, Challenge | Recommendation):
                yield from block.evidence
            if spec.answers and isinstance(block, Challenge):
                yield from (r.id for r in library.of_kind(Recommendation) if block.id in r.answers)


def _terms(library: Library, length: Length) -> Iterator[BlockId]:
    if any(spec.show == "glossary" for spec in length.sections):
        yield from (term.id for term in library.of_kind(Term))


_BESIDE = ("evidence", "recommendation", "term")
