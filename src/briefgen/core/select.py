"""What a brief may print, what it must, and what each choice is worth.

`plan()` lists the candidates of each section with the depths at which they may be printed, and the
rules that hold between them. `core/fit.py` chooses among them; `Plan.at()` turns a choice into a
`Selection` with a verdict for each block.

Worth of a block at a depth = its priority x the audience's weights for its theme and kind x the
section's weight x what the depths up to that one add (`Audience.depth_worth`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from briefgen.core.candidates import (
    Candidate,
    Link,
    all_rungs,
    candidates_of,
    deepest_up_to,
    links_of,
    without_orphans,
)
from briefgen.core.model import DEPTHS, Block, BlockId, Brief, Depth, Library, kind_of
from briefgen.core.profile import Audience, Length, SectionSpec
from briefgen.core.sizes import Key, Sizes

UNTHEMED = frozenset({"term"})
"""Kinds that belong to a brief whatever themes it has."""

Choice = Mapping[Key, Depth]
"""Which blocks are printed, in which section, and how deep."""


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
    worth: float = 0.0
    """Of what is printed; of the shortest text for a block that is left out."""
    lines: float = 0.0
    """Lines of body text that it takes on the page, or would take."""
    key: Key | None = None
    """Its place among the candidates; None when no section wanted it."""


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

    @property
    def choice(self) -> dict[Key, Depth]:
        """The choice that it was made from."""
        return {(n, item.block): item.depth for n, section in enumerate(self.sections) for item in section.items}


@dataclass(frozen=True)
class Plan:
    """What a length would like to print, and the rules that hold."""

    library: Library = field(repr=False)
    sections: tuple[tuple[SectionSpec, tuple[Candidate, ...]], ...]
    links: tuple[Link, ...]
    refused: tuple[Verdict, ...]
    depth_worth: Mapping[Depth, float]

    @cached_property
    def candidates(self) -> dict[Key, Candidate]:
        """Every candidate by its place, section by section."""
        return {(n, c.block.id): c for n, (_, cs) in enumerate(self.sections) for c in cs}

    def worth(self, key: Key, depth: Depth) -> float:
        """Worth of printing a candidate at a depth."""
        deep = DEPTHS.index(depth)
        return self.candidates[key].worth * sum(self.depth_worth[d] for d in DEPTHS[: deep + 1])

    def worth_of(self, choice: Choice) -> float:
        """Worth of a whole choice."""
        return sum(self.worth(key, depth) for key, depth in choice.items())

    def main(self, number: int) -> list[Key]:
        """The candidates of a section that are of the kind that it shows, without those beside them."""
        spec, candidates = self.sections[number]
        return [(number, c.block.id) for c in candidates if kind_of(c.block) == spec.show]

    def counts(self, number: int) -> tuple[int, int]:
        """Fewest and most blocks of its own kind that a section prints."""
        spec, main = self.sections[number][0], self.main(number)
        forced = sum(self.candidates[key].forced for key in main)
        most = max(spec.max, forced, spec.min) if spec.max else len(main)
        return min(spec.min, len(main)), min(most, len(main))

    def keeps_rules(self, choice: Choice) -> bool:
        """Whether a choice made earlier is one that this plan allows, whatever height it takes."""
        candidates = self.candidates
        if any(key not in candidates or depth not in candidates[key].rungs for key, depth in choice.items()):
            return False
        if any(c.forced and key not in choice for key, c in candidates.items()):
            return False
        for number in range(len(self.sections)):
            low, high = self.counts(number)
            if not low <= sum(key in choice for key in self.main(number)) <= high:
                return False
        return not any(link.key in choice for link in self.broken(choice) if not candidates[link.key].forced)

    def broken(self, choice: Choice) -> tuple[Link, ...]:
        """Rules between candidates that a choice breaks."""
        return tuple(link for link in self.links if link.key in choice and not any(k in choice for k in link.any_of))

    def everything(self, limit: Depth = Depth.FULL) -> Selection:
        """Every candidate, as deep as it goes, though not deeper than `limit` where there is a shorter text."""
        return self.at({key: deepest_up_to(c.rungs, limit) for key, c in self.candidates.items()})

    def deeper(self) -> Plan:
        """The same plan with every text that the blocks have, to fill a page when all that was asked for is on it."""
        sections = tuple((spec, tuple(replace(c, rungs=all_rungs(c)) for c in cs)) for spec, cs in self.sections)
        return replace(self, sections=sections)

    def without_repeats(self, sizes: Sizes) -> Plan:
        """The same plan without depths at which a section prints the very same as at a shorter one."""
        sections = tuple(
            (spec, tuple(replace(c, rungs=_distinct((n, c.block.id), c.rungs, sizes)) for c in candidates))
            for n, (spec, candidates) in enumerate(self.sections)
        )
        return replace(self, sections=sections)

    def at(self, choice: Choice) -> Selection:
        """The selection that prints what was chosen."""
        sections, verdicts = [], list(self.refused)
        for number, (spec, candidates) in enumerate(self.sections):
            items = []
            for candidate in _in_printing_order(spec, candidates):
                depth = choice.get((number, candidate.block.id))
                verdicts.append(self._verdict(number, candidate, depth))
                if depth:
                    items.append(Item(candidate.block.id, depth))
            sections.append(SelectedSection(spec, tuple(items)))
        return Selection(tuple(sections), tuple(verdicts))

    def _verdict(self, number: int, candidate: Candidate, depth: Depth | None) -> Verdict:
        spec, block, longest = self.sections[number][0], candidate.block, candidate.rungs[-1]
        worth = self.worth((number, block.id), depth or candidate.rungs[0])
        if depth is None:
            reason = "no room within the page budget"
        elif depth is not longest:
            reason = f"shortened to keep the page budget: there is a {longest} text"
        else:
            reason = "must be there" if candidate.forced else "chosen"
        return Verdict(block.id, spec.id, depth, reason, worth, key=(number, block.id))


def plan(library: Library, brief: Brief, audience: Audience, length: Length) -> Plan:
    """The candidates of each section and the rules between them."""
    refused: list[Verdict] = []
    eligible = [b for b in library.blocks.values() if _is_eligible(b, brief, audience, refused)]
    sections, orphaned = without_orphans([(s, candidates_of(s, eligible, brief, audience)) for s in length.sections])
    refused += [Verdict(block, spec.id, None, "none of its challenges is shown") for spec, block in orphaned]
    wanted = {c.block.id for _, cs in sections for c in cs} | {v.block for v in refused}
    refused += [_unwanted(b, length) for b in eligible if b.id not in wanted]
    links = tuple(links_of(sections, length))
    return Plan(library, tuple(sections), links, tuple(refused), audience.depth_worth)


def _distinct(key: Key, rungs: tuple[Depth, ...], sizes: Sizes) -> tuple[Depth, ...]:
    said = [piece.says if (piece := sizes.pieces.get((key, depth))) else "" for depth in rungs]
    return tuple(depth for n, depth in enumerate(rungs) if not said[n] or said[n] not in said[:n])


# --- who may be printed -----------------------------------------------------------------------------


def _unwanted(block: Block, length: Length) -> Verdict:
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
    if brief.keep.get(block.id) == "never":
        return "the brief says keep: never"
    if block.keep == "never" and block.id not in brief.keep:
        return "it says keep: never"
    if block.audiences and not set(block.audiences).intersection(audience.chain):
        return f"it is only for {', '.join(block.audiences)}"
    return ""


def _in_printing_order(spec: SectionSpec, candidates: tuple[Candidate, ...]) -> list[Candidate]:
    if spec.sort == "rank":
        return list(candidates)
    return sorted(candidates, key=lambda c: c.block.order)
