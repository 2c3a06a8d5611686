"""What a text rests on, in a form that can be kept and compared later: block by block, fact by fact.

A state is short and readable, and ends with a hash of the words that do not fit into it. Layout, the order of keys,
priorities and quotations make no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Final

from briefgen.core.model import (
    Block,
    BlockId,
    Brief,
    Challenge,
    Citation,
    CitationKey,
    Conflict,
    Datum,
    Day,
    Evidence,
    Fact,
    FactId,
    Library,
    Option,
    Pinpoint,
    Prose,
    Range,
    Ratio,
    Recommendation,
    RelationKind,
    kind_of,
)
from briefgen.core.notation import cited_keys, fact_ids
from briefgen.core.walk import parts_of, prose_in
from briefgen.diagnostics import Span

Basis = Mapping[str, str]
"""What something rests on ("fact bad-roads") and how that stands ("about 12.5 percent; 2024; report-one; #1f")."""

_NAMES: Final = (
    "id theme priority keep audiences exceptions order span label_span quote facts evidence answers recommendations "
    "widths numeric"
)
_LEFT_OUT: Final = frozenset(_NAMES.split())
_LEFT_OUT_OF_SOURCES: Final = _LEFT_OUT | {"snapshots", "notes", "rights", "access"}
_INBOUND: Final = {
    RelationKind.SUPERSEDES: "superseded by",
    RelationKind.CONTRADICTS: "contradicted by",
    RelationKind.QUALIFIES: "qualified by",
}
_BRIEF: Final = ("title", "titles", "subtitle", "lang", "addressees", "jurisdiction", "key_figures")


def basis_of(library: Library, block: Block) -> Basis:
    """The block, all that it rests on down to the sources, and how each of them stands."""
    gathering = _Gathering(library)
    gathering.add(block)
    return dict(sorted(gathering.found.items()))


def basis_of_brief(library: Library, brief: Brief) -> Basis:
    """The brief's own words, and all that its documents may say."""
    gathering = _Gathering(library)
    for block in library.blocks.values():
        if _may_print(brief, block):
            gathering.add(block)
    for name in brief.key_figures:
        gathering.add_fact(name)
    own = _digest([getattr(brief, name) for name in _BRIEF])
    return {f"brief {brief.id}": own, **dict(sorted(gathering.found.items()))}


def _may_print(brief: Brief, block: Block) -> bool:
    if block.id in brief.exclude or brief.keep.get(block.id) == "never":
        return False
    return block.id in brief.include or not brief.themes or block.theme in brief.themes


@dataclass(slots=True)
class _Gathering:
    library: Library
    found: dict[str, str] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        label = f"{kind_of(block)} {block.id}"
        if label in self.found:
            return
        self.found[label] = self._state(block)
        for name in _rests_on(block):
            if name in self.library.blocks:
                self.add(self.library.blocks[name])
        for fact in _facts_in(block):
            self.add_fact(fact)
        for pin in parts_of(block, Pinpoint):
            self._add_source(pin.citation)
        for key in (key for prose in prose_in(block) for key, _ in cited_keys(prose)):
            self._add_source(key)

    def add_fact(self, name: FactId) -> None:
        fact = self.library.facts.get(name)
        if fact is None or f"fact {name}" in self.found:
            return
        self.found[f"fact {name}"] = _fact_state(fact)
        for other in fact.derived.inputs if fact.derived else ():
            self.add_fact(other)
        if fact.conversion:
            self.add_fact(fact.conversion.of)
        for pin in fact.sources:
            self._add_source(pin.citation)

    def _add_source(self, key: CitationKey) -> None:
        if source := self.library.citations.get(key):
            self.found.setdefault(f"source {key}", _source_state(source))

    def _state(self, block: Block) -> str:
        said = [str(block.strength), block.basis, str(_date(block.as_of))] if isinstance(block, Evidence) else []
        inbound = [
            f"{_INBOUND[relation.how]} {other.id}"
            for other in self.library.of_kind(Evidence)
            for relation in other.relations
            if relation.to == block.id and relation.how in _INBOUND
        ]
        return "; ".join([*said, *sorted(inbound), _digest(block)])


def _rests_on(block: Block) -> Iterable[BlockId]:
    match block:
        case Challenge():
            return block.evidence
        case Recommendation():
            return (*block.evidence, *block.answers)
        case Option():
            return block.recommendations
        case Conflict():
            return [position.evidence for position in block.positions if position.evidence]
    return ()


def _facts_in(block: Block) -> Iterator[FactId]:
    yield from (fact.id for fact in (block.facts if isinstance(block, Evidence) else ()))
    yield from (name for prose in prose_in(block) for name, _ in fact_ids(prose))
    yield from (name for datum in parts_of(block, Datum) for name in datum.facts)


def _fact_state(fact: Fact) -> str:
    comparator = "" if fact.comparator == "exactly" else f"{fact.comparator} "
    sources = sorted({f"{pin.citation}, {pin.locator}".strip(", ") for pin in fact.sources})
    rest = [fact.label, fact.geography, fact.definition, fact.unit_one, fact.conversion, fact.derived]
    value = f"{comparator}{_value(fact)} {fact.unit}".strip()
    return "; ".join([value, _date(fact.as_of), *sources, _digest(rest)])


def _value(fact: Fact) -> str:
    match fact.value:
        case Range(low, high):
            return f"{low} to {high}"
        case Ratio(left, right):
            return f"{left}:{right}"
        case str() | Day():
            return str(fact.value)
    return f"{fact.value:,f}"


def _source_state(source: Citation) -> str:
    standing = [f"reliability {source.reliability}"] if source.reliability else []
    return "; ".join([_date(source.date), *standing, _digest(source)])


def _date(date: object) -> str:
    return str(date) if isinstance(date, Day) else "no date"


def _digest(value: object) -> str:
    return "#" + hashlib.sha256(_canonical(value).encode()).hexdigest()[:10]


def _canonical(value: object) -> str:
    """The same text for what means the same."""
    match value:
        case Prose():
            return " ".join(value.text.split())
        case Span():
            return ""
        case Mapping():
            return "{" + ",".join(sorted(f"{key}:{_canonical(each)}" for key, each in value.items())) + "}"
        case tuple() | list():
            return "[" + ",".join(_canonical(each) for each in value) + "]"
    if is_dataclass(value) and not isinstance(value, Day):
        left_out = _LEFT_OUT_OF_SOURCES if isinstance(value, Citation) else _LEFT_OUT
        named = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name not in left_out)
        said = (f"{name}={_canonical(each)}" for name, each in named if each not in ("", None, (), {}))
        return f"({','.join(said)})"
    return " ".join(str(value).split())


# --- what differs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that stands otherwise than it did."""

    what: str
    was: str
    """Empty if it was not there."""
    now: str
    """Empty if it is gone."""

    def __str__(self) -> str:
        if not self.was:
            return f"{self.what} is new"
        if not self.now:
            return f"{self.what} is gone"
        was, now = _readable(self.was), _readable(self.now)
        if was == now:
            return f"{self.what} has other words"
        if len(was) == len(now):
            was, now = zip(*((a, b) for a, b in zip(was, now, strict=True) if a != b), strict=True)
        return f'{self.what} was "{"; ".join(was)}" and is "{"; ".join(now)}"'


def _readable(state: str) -> tuple[str, ...]:
    return tuple(part for part in state.split("; ") if not part.startswith("#"))


def changes(then: Basis, now: Basis) -> tuple[Change, ...]:
    """What differs: facts first, since they say most."""
    names = sorted({*then, *now}, key=lambda name: (_RANK.get(name.split(" ")[0], 2), name))
    found = (Change(name, then.get(name, ""), now.get(name, "")) for name in names)
    return tuple(each for each in found if each.was != each.now)


_RANK: Final = {"fact": 0, "evidence": 1, "source": 3}
