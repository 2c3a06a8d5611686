"""Which blocks a brief prints, at which depth, and why.

`plan()` says what a length would like to print and what it must print; the difference is a ladder
of steps ordered by worth, of which `fit` climbs as many as the page budget allows. `Plan.at()`
turns a number of steps into a `Selection` with a verdict for each block.

Worth of a block = its priority x the audience's weight for its theme and kind x the section's
weight; deepening a text is worth a share of that (`DEPTH_WORTH`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefgen.core.model import (
    DEPTHS,
    Block,
    BlockId,
    Brief,
    Challenge,
    Depth,
    Library,
    Recommendation,
    TextBlock,
    kind_of,
)
from briefgen.core.profile import GENERATED, Audience, Length, SectionSpec

DEPTH_WORTH: Mapping[Depth, float] = {Depth.HEADLINE: 1.0, Depth.SUMMARY: 0.5, Depth.FULL: 0.25}
"""Worth of printing the headline, of deepening it to the summary, and of that to the full text."""

UNTHEMED = frozenset({"term"})
"""Kinds that belong to a brief whatever themes it has."""


@dataclass(frozen=True, slots=True)
class Item:
    """One block in one section at one depth."""

    block: BlockId
    depth: Depth


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a block in this deliverable."""

    block: BlockId
    section: str
    """Empty when no section wanted it."""
    depth: Depth | None
    """None when it is left out."""
    reason: str


@dataclass(frozen=True, slots=True)
class SelectedSection:
    """A section with the blocks that it prints, in printing order."""

    spec: SectionSpec
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Every block in or out, at which depth, and why."""

    sections: tuple[SelectedSection, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def printed(self) -> Mapping[BlockId, Depth]:
        """Blocks that sections print themselves, at their greatest depth."""
        depths: dict[BlockId, Depth] = {}
        for section in self.sections:
            for item in section.items:
                deeper = max(item.depth, depths.get(item.block, item.depth), key=DEPTHS.index)
                depths[item.block] = deeper
        return depths


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: a block comes in, or is printed one depth deeper."""

    section: int
    block: BlockId
    depth: Depth
    worth: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that a section may print."""

    block: Block
    worth: float
    forced: bool
    """Never left out to save room."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a length would like to print, what it must, and the ladder between the two."""

    library: Library
    sections: tuple[tuple[SectionSpec, tuple[Candidate, ...]], ...]
    base: tuple[Step, ...]
    """What must be printed."""
    ladder: tuple[Step, ...]
    """The rest, most worth first; a deeper text stands after the shorter one of the same block."""
    refused: tuple[Verdict, ...]

    def at(self, steps: Iterable[Step]) -> Selection:
        """The selection when these steps of the ladder are taken."""
        depths: dict[tuple[int, BlockId], Depth] = {}
        for step in (*self.base, *steps):
            key = (step.section, step.block)
            depths[key] = max(depths.get(key, step.depth), step.depth, key=DEPTHS.index)
        return self._without_orphans(depths)

    def _without_orphans(self, depths: Mapping[tuple[int, BlockId], Depth]) -> Selection:
        shown = {block for _, block in depths if isinstance(self.library.blocks[block], Challenge)}
        wants_challenges = any(spec.show == "challenge" for spec, _ in self.sections)
        sections, verdicts = [], list(self.refused)
        for number, (spec, candidates) in enumerate(self.sections):
            items = []
            for candidate in _in_printing_order(spec, candidates):
                verdict = _verdict(spec, candidate, depths.get((number, candidate.block.id)))
                if verdict.depth and wants_challenges and _answers_nothing_shown(candidate.block, shown):
                    verdict = Verdict(candidate.block.id, spec.id, None, "none of its challenges is shown")
                verdicts.append(verdict)
                if verdict.depth:
                    items.append(Item(candidate.block.id, verdict.depth))
            sections.append(SelectedSection(spec, tuple(items)))
        return Selection(tuple(sections), tuple(verdicts))


def plan(library: Library, brief: Brief, audience: Audience, length: Length) -> Plan:
    """Candidates for each section, the least that must be printed, and the ladder to the most."""
    refused: list[Verdict] = []
    eligible = [b for b in library.blocks.values() if _is_eligible(b, brief, audience, refused)]
    sections, base, ladder = [], [], []
    for number, spec in enumerate(length.sections):
        candidates = _candidates(spec, eligible, brief, audience)
        sections.append((spec, candidates))
        for place, candidate in enumerate(candidates):
            rungs = list(_rungs(number, spec, candidate))
            must = candidate.forced or (spec.required and kind_of(candidate.block) == spec.show) or place < spec.min
            base += rungs[:1] if must else []
            ladder += rungs[1:] if must else rungs
    wanted = {c.block.id for _, cs in sections for c in cs}
    refused += [_unwanted(b, length) for b in eligible if b.id not in wanted]
    ladder.sort(key=lambda s: -s.worth)
    return Plan(library, tuple(sections), tuple(base), tuple(ladder), tuple(refused))


def _unwanted(block: Block, length: Length) -> Verdict:
    full = next((spec for spec in length.sections if _is_shown_by(spec, block)), None)
    if full:
        return Verdict(block.id, full.id, None, f"the section takes {full.max} at most, and others are worth more")
    beside = next((spec for spec in length.sections if kind_of(block) in spec.also), None)
    if beside:
        return Verdict(block.id, beside.id, None, f"the section shows no {beside.show} of the theme {block.theme}")
    return Verdict(block.id, "", None, "no section of this length asks for it")


def _is_eligible(block: Block, brief: Brief, audience: Audience, refused: list[Verdict]) -> bool:
    reason = refusal(block, brief, audience)
    if reason:
        refused.append(Verdict(block.id, "", None, reason))
    return not reason


def refusal(block: Block, brief: Brief, audience: Audience) -> str:
    """Why a brief prints no such block for these readers; empty when it may."""
    outside = brief.themes and block.theme not in brief.themes and block.id not in brief.include
    if outside and kind_of(block) not in UNTHEMED:
        return withheld(block, brief, audience) or f"the brief leaves out the theme {block.theme}"
    return withheld(block, brief, audience)


def withheld(block: Block, brief: Brief, audience: Audience) -> str:
    """Why a block is not shown to these readers in this brief, not even beside another one; empty when it may be."""
    if block.id in brief.exclude:
        return "the brief excludes it"
    if block.keep == "never":
        return "it says keep: never"
    if block.audiences and not set(block.audiences).intersection(audience.chain):
        return f"it is only for {', '.join(block.audiences)}"
    return ""


def _candidates(
    spec: SectionSpec, eligible: Iterable[Block], brief: Brief, audience: Audience
) -> tuple[Candidate, ...]:
    if spec.show in GENERATED:
        return ()
    main = [_candidate(b, spec, brief, audience) for b in eligible if _is_shown_by(spec, b)]
    main.sort(key=lambda c: (not c.forced, -c.worth, c.block.order))
    themes = {c.block.theme for c in main}
    beside = [
        _candidate(b, spec, brief, audience)
        for b in eligible
        if kind_of(b) in spec.also and (not spec.group or b.theme in themes)
    ]
    return (*(main[: spec.max] if spec.max else main), *beside)


def _is_shown_by(spec: SectionSpec, block: Block) -> bool:
    if kind_of(block) != spec.show:
        return False
    return not isinstance(block, TextBlock) or block.role == spec.role


def _candidate(block: Block, spec: SectionSpec, brief: Brief, audience: Audience) -> Candidate:
    weight = audience.weights.get(block.theme, 1.0) * audience.weights.get(kind_of(block), 1.0)
    forced = block.keep == "always" or block.id in brief.include
    return Candidate(block, block.priority * weight * spec.weight, forced)


def _rungs(number: int, spec: SectionSpec, candidate: Candidate) -> Iterator[Step]:
    wanted = DEPTHS[DEPTHS.index(spec.least) : DEPTHS.index(spec.depth) + 1]
    have = {candidate.block.text.at(depth).depth for depth in wanted if candidate.block.text.at(depth)}  # type: ignore[union-attr]
    for place, depth in enumerate(wanted):
        if place == 0 or depth in have:
            yield Step(
                number, candidate.block.id, depth, candidate.worth * DEPTH_WORTH[depth if place else Depth.HEADLINE]
            )


def _in_printing_order(spec: SectionSpec, candidates: tuple[Candidate, ...]) -> list[Candidate]:
    if spec.sort == "rank":
        return list(candidates)
    return sorted(candidates, key=lambda c: c.block.order)


def _answers_nothing_shown(block: Block, shown: set[BlockId]) -> bool:
    return isinstance(block, Recommendation) and bool(block.answers) and not shown.intersection(block.answers)


def _verdict(spec: SectionSpec, candidate: Candidate, depth: Depth | None) -> Verdict:
    block = candidate.block
    if depth is None:
        return Verdict(block.id, spec.id, None, f"worth {candidate.worth:g}: no room within the page budget")
    if depth is not spec.depth and block.text.at(spec.depth) and block.text.at(spec.depth).depth is not depth:  # type: ignore[union-attr]
        return Verdict(block.id, spec.id, depth, f"worth {candidate.worth:g}: shortened to keep the page budget")
    must = candidate.forced or (spec.required and kind_of(block) == spec.show)
    why = "must be there" if must else f"worth {candidate.worth:g}"
    return Verdict(block.id, spec.id, depth, why)
