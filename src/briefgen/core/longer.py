"""What a shorter document says, a longer one for the same readers says too.

Each length is chosen for itself, so the longer one may happen to leave out what the shorter one prints. Where that is
so, the blocks that say it must be there in the longer one, at a depth that says it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from briefgen.core.candidates import Candidate
from briefgen.core.document import Element
from briefgen.core.model import BlockId, Depth, FactId, Library, Recommendation
from briefgen.core.notation import fact_ids
from briefgen.core.select import Choice, Plan
from briefgen.core.sizes import Key

Demand = dict[Key, frozenset[Depth]]
"""Candidates that must be there, and the depths at which they say what is wanted."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says as figures and as proposals."""

    facts: frozenset[FactId]
    recommendations: frozenset[BlockId]

    def __sub__(self, other: Said) -> Said:
        return Said(self.facts - other.facts, self.recommendations - other.recommendations)

    def __or__(self, other: Said) -> Said:
        return Said(self.facts | other.facts, self.recommendations | other.recommendations)

    def __bool__(self) -> bool:
        return bool(self.facts or self.recommendations)


def said_in(root: Element, library: Library) -> Said:
    """What a finished document says."""
    elements = list(root.walk())
    blocks = {BlockId(e.get("data-block")) for e in elements if e.get("data-block")}
    recommendations = frozenset(b for b in blocks if isinstance(library.blocks.get(b), Recommendation))
    return Said(frozenset(FactId(e.get("data-fact")) for e in elements if e.get("data-fact")), recommendations)


def saying(plan: Plan, chosen: Choice, said: Said, lacking: Said, audiences: tuple[str, ...]) -> Plan:
    """The plan in which blocks that say what is lacking must be there; the same plan where none does.

    Those that say already what else was said must stay then. Of several blocks the one that is printed comes first,
    then the worthiest.
    """
    demand: Demand = {}
    for block in sorted(lacking.recommendations):
        _demand(plan, chosen, {k: frozenset(c.rungs) for k, c in plan.candidates.items() if k[1] == block}, demand)
    for fact in sorted(lacking.facts):
        _demand(plan, chosen, {k: _depths(c, fact, audiences) for k, c in plan.candidates.items()}, demand)
    if not demand:
        return plan
    stay = {key: plan.candidates[key] for key in chosen}
    for block in sorted(said.recommendations):
        _demand(plan, chosen, {k: frozenset(c.rungs) for k, c in stay.items() if k[1] == block}, demand)
    for fact in sorted(said.facts):
        _demand(plan, chosen, {k: _depths(c, fact, audiences) for k, c in stay.items()}, demand)
    return _with(plan, demand)


def _demand(plan: Plan, chosen: Choice, places: Demand, demand: Demand) -> None:
    """Demand one of these places, at depths that serve what is demanded of it already."""
    possible = {key: depths & demand.get(key, depths) for key, depths in places.items()}
    keys = [key for key, depths in possible.items() if depths]
    worth = plan.candidates
    best = max(keys, key=lambda key: (key in demand, key in chosen, worth[key].forced, worth[key].worth), default=None)
    if best is not None:
        demand[best] = possible[best]


def _depths(candidate: Candidate, fact: FactId, audiences: tuple[str, ...]) -> frozenset[Depth]:
    """The depths at which the block's own text names the fact."""
    texts = ((depth, candidate.block.text.at(depth, audiences)) for depth in candidate.rungs)
    return frozenset(d for d, text in texts if text and fact in {name for name, _ in fact_ids(text.prose)})


def _with(plan: Plan, demand: Demand) -> Plan:
    sections = tuple(
        (spec, tuple(_forced(c, demand.get((number, c.block.id))) for c in candidates))
        for number, (spec, candidates) in enumerate(plan.sections)
    )
    return replace(plan, sections=sections)


def _forced(candidate: Candidate, depths: Set[Depth] | None) -> Candidate:
    if depths is None:
        return candidate
    return replace(candidate, forced=True, rungs=tuple(d for d in candidate.rungs if d in depths))
