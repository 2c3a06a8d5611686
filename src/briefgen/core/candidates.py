"""Who may be printed in which section, at which depths, and the rules that hold between candidates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from briefgen.core.model import (
    DEPTHS,
    Block,
    BlockId,
    Brief,
    Challenge,
    Depth,
    Recommendation,
    TextBlock,
    kind_of,
)
from briefgen.core.profile import GENERATED, Audience, Length, SectionSpec
from briefgen.core.sizes import Key
from briefgen.core.weights import weight_of_block

Sections = list[tuple[SectionSpec, tuple["Candidate", ...]]]
"""The sections of a length with their candidates."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that a section may print."""

    block: Block
    worth: float
    """Before depth: priority x weights."""
    forced: bool
    """Never left out to save room: the block or the brief says so, or its section is required."""
    rungs: tuple[Depth, ...]
    """The depths at which the section may print it, shortest first; never empty."""


@dataclass(frozen=True, slots=True)
class Link:
    """A rule between candidates: whoever prints `key` prints one of `any_of` too."""

    key: Key
    any_of: tuple[Key, ...]
    why: str
    """In words, for the case that it cannot be kept."""


@dataclass(frozen=True, slots=True)
class _Weights:
    brief: Brief
    audience: Audience

    def worth(self, block: Block, spec: SectionSpec) -> float:
        return block.priority * weight_of_block(self.brief, self.audience, block) * spec.weight

    def is_pinned(self, block: Block) -> bool:
        keep = self.brief.keep.get(block.id, block.keep)
        return keep == "always" or block.id in self.brief.include


def candidates_of(
    spec: SectionSpec, eligible: Iterable[Block], brief: Brief, audience: Audience
) -> tuple[Candidate, ...]:
    """The blocks that a section may print, the worthiest first; those of other kinds beside them at the end."""
    weigh = _Weights(brief, audience)
    if spec.show in GENERATED:
        return ()
    main = [_candidate(b, spec, weigh) for b in eligible if _is_shown_by(spec, b)]
    main.sort(key=lambda c: (not c.forced, -c.worth, c.block.order))
    if spec.required:
        pinned = max(spec.max, sum(c.forced for c in main)) if spec.max else len(main)
        main = [replace(c, forced=c.forced or place < pinned) for place, c in enumerate(main)]
    themes = {c.block.theme for c in main}
    beside = [
        _candidate(b, spec, weigh)
        for b in eligible
        if kind_of(b) in spec.also and (not spec.group or b.theme in themes)
    ]
    return (*main, *beside)


def _is_shown_by(spec: SectionSpec, block: Block) -> bool:
    if kind_of(block) != spec.show:
        return False
    return not isinstance(block, TextBlock) or block.role == spec.role


def _candidate(block: Block, spec: SectionSpec, weigh: _Weights) -> Candidate:
    return Candidate(block, weigh.worth(block, spec), weigh.is_pinned(block), _rungs(block, spec.least, spec.depth))


def _rungs(block: Block, least: Depth, most: Depth) -> tuple[Depth, ...]:
    """The depths from `least` to `most` that differ in what they print."""
    wanted = DEPTHS[DEPTHS.index(least) : DEPTHS.index(most) + 1]
    have = {text.depth for text in map(block.text.at, wanted) if text}
    return (wanted[0], *(d for d in wanted[1:] if d in have))


def all_rungs(candidate: Candidate) -> tuple[Depth, ...]:
    """The candidate's depths and those of its block's deeper texts."""
    return (*candidate.rungs, *_rungs(candidate.block, candidate.rungs[-1], Depth.FULL)[1:])


def deepest_up_to(rungs: tuple[Depth, ...], limit: Depth) -> Depth:
    """The deepest of `rungs` that is not deeper than `limit`; the shortest if all are."""
    return max((r for r in rungs if DEPTHS.index(r) <= DEPTHS.index(limit)), key=DEPTHS.index, default=rungs[0])


# --- rules between candidates -----------------------------------------------------------------------


def without_orphans(sections: Sections) -> tuple[Sections, list[tuple[SectionSpec, BlockId]]]:
    """The sections without recommendations that answer only challenges which this brief cannot show; and those."""
    shown = {c.block.id for _, cs in sections for c in cs if isinstance(c.block, Challenge)}
    if not any(spec.show == "challenge" for spec, _ in sections):
        return sections, []
    kept: Sections = []
    orphaned: list[tuple[SectionSpec, BlockId]] = []
    for spec, candidates in sections:
        orphans = [c for c in candidates if _answers_nothing_of(c.block, shown)]
        orphaned += [(spec, c.block.id) for c in orphans]
        kept.append((spec, tuple(c for c in candidates if c not in orphans)))
    return kept, orphaned


def _answers_nothing_of(block: Block, shown: set[BlockId]) -> bool:
    return isinstance(block, Recommendation) and bool(block.answers) and not shown.intersection(block.answers)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where blocks stand as candidates."""

    keys: Mapping[BlockId, tuple[Key, ...]]
    answers: Mapping[BlockId, tuple[Key, ...]]
    """By challenge: the recommendations that answer it."""

    def of(self, ids: Iterable[BlockId]) -> tuple[Key, ...]:
        return tuple(key for id_ in ids for key in self.keys.get(id_, ()))


def _places(sections: Sections) -> _Places:
    keys: dict[BlockId, tuple[Key, ...]] = {}
    answers: dict[BlockId, tuple[Key, ...]] = {}
    for number, (_, candidates) in enumerate(sections):
        for block in (c.block for c in candidates):
            key = (number, block.id)
            keys[block.id] = (*keys.get(block.id, ()), key)
            for challenge in block.answers if isinstance(block, Recommendation) else ():
                answers[challenge] = (*answers.get(challenge, ()), key)
    return _Places(keys, answers)


def links_of(sections: Sections, length: Length) -> Iterator[Link]:
    places = _places(sections)
    wants_challenges = any(spec.show == "challenge" for spec, _ in sections)
    for number, (spec, candidates) in enumerate(sections):
        for block in (c.block for c in candidates):
            key = (number, block.id)
            if isinstance(block, Recommendation) and block.answers and wants_challenges:
                yield Link(key, places.of(block.answers), "a recommendation stands with a challenge that it answers")
            if isinstance(block, Challenge):
                yield from _links_of_challenge(key, block, spec, length, places)
            if spec.group and kind_of(block) != spec.show:
                its_theme = [c for c in candidates if c.block.theme == block.theme and kind_of(c.block) == spec.show]
                beside = tuple((number, c.block.id) for c in its_theme)
                yield Link(key, beside, f"it stands beside a {spec.show} of its theme")


def _links_of_challenge(
    key: Key, block: Challenge, spec: SectionSpec, length: Length, places: _Places
) -> Iterator[Link]:
    """A section that prints answers or evidence with each challenge keeps the rule by itself."""
    answers = places.answers.get(block.id, ())
    if answers and not spec.answers:
        yield Link(key, answers, "a challenge stands with an answer")
    evidence = places.of(block.evidence)
    if evidence and not spec.evidence and length.cite == "none":
        yield Link(key, evidence, "a challenge stands with its evidence")
