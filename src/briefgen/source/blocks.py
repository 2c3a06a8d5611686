"""The kinds of block, one class each, with all their keys; figures, tables and terms are in `exhibits.py`.

The docstring under a field is what an editor shows for its key.
"""

from __future__ import annotations

from collections.abc import Collection
from contextvars import ContextVar
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from briefgen.core.model import Comparator, RelationKind
from briefgen.core.schemes import LEVELS
from briefgen.core.staleness import FACT_KINDS
from briefgen.source import values
from briefgen.source.exhibits import FigureEntry, TableEntry, TermEntry
from briefgen.source.fields import Ref, choice, fault, reads, whole
from briefgen.source.shapes import (
    AsOf,
    BlockEntry,
    BlockName,
    ChallengeName,
    Cite,
    Entry,
    EvidenceName,
    FactName,
    HeadedTexts,
    Id,
    Markdown,
    MaybeUnknown,
    PlainText,
    RecommendationName,
    RiskEntry,
    Switch,
    Texts,
    Value,
    Words,
    kind_is,
    one_of,
)
from briefgen.source.yaml_tree import Entries, Scalar

_WORDS: Final = [level for level in LEVELS if level.islower()]
known_levels: ContextVar[Collection[str]] = ContextVar("known_levels", default=tuple(LEVELS))
"""Levels of strength that the project at hand knows, those of its own scales included."""


def _level(value: object) -> str:
    return choice(known_levels.get())(value)


Level = Annotated[str, reads(_level, anyOf=[{"enum": _WORDS}, {"type": "string", "minLength": 1}])]


class ChallengeEntry(BlockEntry):
    """A problem that policy may answer."""

    kind: Annotated[Literal["challenge"], kind_is("challenge")]
    text: HeadedTexts
    """The text at its depths; the headline must be there."""
    stance: Annotated[str, one_of("stated", "inferred")]
    """`stated` by a source, or `inferred` by the editors."""
    affected: MaybeUnknown
    """Who is affected, or {unknown: why}."""
    evidence: tuple[EvidenceName, ...] = ()
    """Ids of the evidence that it rests on."""
    implications: dict[str, Markdown] = Field(default={})
    """By audience: what it means for that reader, as far as the sources carry it."""
    gap: Markdown | None = None
    """What no source proposes."""
    risks: tuple[RiskEntry, ...] = ()
    """Rows of the risk register."""


class ConversionEntry(Entry):
    """Says that a fact restates another one."""

    of: FactName
    """Id of the fact that is restated."""
    basis: Words
    """By whose reckoning; printed after the number."""
    exact: Switch = False
    """true: only the unit changes, so that the number is not "about"."""


class FactEntry(Entry):
    """One typed value that prose names and never retypes."""

    id: Id
    """Unique in the library; prose names it in braces."""
    label: Words
    """What is counted, for tables and charts."""
    value: Value | None = None
    """A number, {low: 3, high: 5}, {ratio: [1, 10]}, a date in quotes, or words."""
    derived: PlainText | None = None
    """Instead of a value: a formula over other facts, for instance share(part, whole)."""
    round_: Annotated[int, reads(whole(-12, 12), type="integer", minimum=-12, maximum=12)] | None = None
    """Decimals of a derived value; -3 rounds to thousands."""
    unit: Words = ""
    """percent, yuan, USD, EUR, GBP, or a plural noun."""
    unit_one: Words = ""
    """The noun for exactly one, if it changes."""
    comparator: Annotated[str, one_of(*Comparator)] = "exactly"
    """How the value stands to the truth; printed with the number."""
    as_of: AsOf | None = None
    """The date that the value is about; default: the evidence's."""
    ages_as: Annotated[str, one_of(*FACT_KINDS)] = ""
    """How fast it ages: price, law, market, count, budget, review; default: as the basis of the evidence."""
    valid_until: AsOf | None = None
    """The last day on which it is good; {unknown: why} for what does not age. Default: by kind and date."""
    geography: Words = ""
    """The place that the value is about."""
    definition: Words = ""
    """What exactly is counted, and how."""
    conversion: ConversionEntry | None = None
    """If this restates another fact in a different unit."""
    sources: tuple[Cite, ...] = ()
    """Default: the evidence's."""

    @model_validator(mode="after")
    def _has_one_value(self) -> FactEntry:
        if self.value is None and self.derived is None:
            raise fault("missing-field", '"value" is missing', self.place, "or write a formula under derived")
        if self.value is not None and self.derived is not None:
            message = "a fact has either a value or a formula"
            raise fault("contradiction", message, self.place_of("derived"), "take value or derived away")
        if self.round_ is not None and self.derived is None:
            raise fault("contradiction", "only derived facts are rounded", self.place_of("round"), "take round away")
        return self

    @model_validator(mode="after")
    def _is_no_bare_year(self) -> FactEntry:
        if self.value is not None and not self.unit and values.looks_like_year(self.value):
            hint = f'for a year write "{self.value}" in quotes; for an amount give a unit'
            raise fault("wrong-type", f"{self.value} may be a year or an amount", self.place_of("value"), hint)
        return self


class SumEntry(Entry):
    """Facts that must add up."""

    total: FactName
    """Id of the fact that is the sum."""
    parts: Annotated[tuple[FactName, ...], Field(min_length=1)]
    """Ids of the facts that must sum to it."""


class RelationEntry(Entry):
    """How this evidence stands to another: exactly one of the five keys, and perhaps a note."""

    supports: EvidenceName | None = None
    """Id of evidence that this makes more likely."""
    contradicts: EvidenceName | None = None
    """Id of evidence that cannot be true together with this."""
    qualifies: EvidenceName | None = None
    """Id of evidence of which this narrows the meaning."""
    supersedes: EvidenceName | None = None
    """Id of evidence that this replaces."""
    same_origin: EvidenceName | None = None
    """Id of evidence that goes back to the same source."""
    note: Markdown | None = None
    """What the relation consists in."""

    @model_validator(mode="after")
    def _has_one_kind(self) -> RelationEntry:
        if len(self._kinds()) != 1:
            raise fault("missing-field", f"name exactly one of {', '.join(RelationKind)}", self.place)
        return self

    def _kinds(self) -> list[tuple[RelationKind, Ref]]:
        named = ((kind, getattr(self, kind.replace("-", "_"))) for kind in RelationKind)
        return [(kind, ref) for kind, ref in named if ref is not None]

    @property
    def named(self) -> tuple[RelationKind, Ref]:
        """How this evidence stands to which other."""
        return self._kinds()[0]


class EvidenceEntry(BlockEntry):
    """A claim with its facts, its sources and how far it carries."""

    kind: Annotated[Literal["evidence"], kind_is("evidence")]
    text: HeadedTexts
    """The text at its depths; the headline must be there."""
    sources: Annotated[tuple[Cite, ...], Field(min_length=1)]
    """Who says so, and where."""
    basis: Annotated[
        str,
        one_of(
            "statistic",
            "official document",
            "estimate",
            "forecast",
            "company claim",
            "field report",
            "expert opinion",
            "news report",
        ),
    ]
    """What sort of evidence this is."""
    strength: Level
    """How far it carries: very strong, strong, medium, limited, none; or a level of the project's scale."""
    reason: Markdown
    """Why the strength is what it is."""
    as_of: AsOf | None = None
    """Year, "2025-03" or "2025-03-14"; or {unknown: why}."""
    attribution: Words = ""
    """Who says so, for contested claims."""
    author: Words = ""
    """Who wrote this down; before a release, somebody else checks it."""
    facts: tuple[FactEntry, ...] = ()
    """The values that prose may name."""
    adds_up: tuple[SumEntry, ...] = ()
    """Facts of which parts must sum to a total."""
    relations: tuple[RelationEntry, ...] = ()
    """How this stands to other evidence."""


class RecommendationEntry(BlockEntry):
    """What somebody proposes that somebody do."""

    kind: Annotated[Literal["recommendation"], kind_is("recommendation")]
    text: HeadedTexts
    """The headline is one imperative sentence."""
    mode: Annotated[str, one_of("recommended", "described", "implied")]
    """`recommended`, `described` (already done somewhere) or `implied` by the source."""
    addressee: MaybeUnknown
    """Who should act, or {unknown: why}."""
    jurisdiction: Words
    """Whose decision it is."""
    owner: MaybeUnknown
    """Who would be responsible, or {unknown: why}."""
    instrument: Annotated[
        tuple[Annotated[str, one_of("law", "money", "standard", "procurement", "organisation", "information")], ...],
        Field(min_length=1),
    ]
    """Any of law, money, standard, procurement, organisation, information."""
    timeframe: MaybeUnknown
    """By when, or {unknown: why}."""
    cost: MaybeUnknown
    """How much, or {unknown: why}."""
    indicator: MaybeUnknown
    """How success is measured, or {unknown: why}."""
    answers: tuple[ChallengeName, ...] = ()
    """Ids of the challenges that it answers."""
    answers_none: Markdown | None = None
    """Why it answers no challenge."""
    evidence: tuple[EvidenceName, ...] = ()
    """Ids of the evidence that it rests on."""
    option: Markdown | None = None
    """The same as an impartial option."""
    question: Markdown | None = None
    """A question to a witness about it."""
    risks: tuple[RiskEntry, ...] = ()
    """Rows of the risk register."""


class PositionEntry(Entry):
    """One side of a conflict."""

    says: Markdown
    """What this side says; numbers by fact."""
    sources: Annotated[tuple[Cite, ...], Field(min_length=1)]
    """Who says it."""
    evidence: EvidenceName | None = None
    """Id of the evidence block that states it."""


class ConflictEntry(BlockEntry):
    """Sources that do not agree."""

    kind: Annotated[Literal["conflict"], kind_is("conflict")]
    outcome: Annotated[str, one_of("same", "definitional", "temporal", "unresolved")]
    """Whether they really disagree, and why."""
    positions: Annotated[tuple[PositionEntry, ...], Field(min_length=2)]
    """Two sides or more."""
    handling: Markdown
    """How the brief deals with it."""
    touches: tuple[BlockName, ...] = ()
    """Ids of the blocks that it bears on."""


class OptionEntry(BlockEntry):
    """A row of the options table."""

    kind: Annotated[Literal["option"], kind_is("option")]
    preferred: Switch = False
    """Whether the brief recommends it."""
    recommendations: tuple[RecommendationName, ...] = ()
    """Ids of the recommendations that make it up."""
    cost: MaybeUnknown
    """How much, or {unknown: why}."""
    benefit: MaybeUnknown
    """What it brings, or {unknown: why}."""
    risk: MaybeUnknown
    """What may go wrong, or {unknown: why}."""
    time_to_effect: MaybeUnknown
    """When it works, or {unknown: why}."""
    equity: MaybeUnknown
    """Who gains and who loses, or {unknown: why}."""
    feasibility: MaybeUnknown
    """Whether it can be done, or {unknown: why}."""
    strength: Level
    """How far the evidence for it carries."""


class TextEntry(BlockEntry):
    """Prose with a role in the brief."""

    kind: Annotated[Literal["text"], kind_is("text")]
    text: Texts
    """The text at its depths."""
    role: Id
    """Where templates print it: bottom-line, ask, limits, method and the like."""


def _kind_of(value: Any) -> str | None:
    if not isinstance(value, Entries) or "kind" not in value:
        return None
    kind = value["kind"]
    return kind.text if isinstance(kind, Scalar) else ""


AnyBlock = Annotated[
    Annotated[ChallengeEntry, Tag("challenge")]
    | Annotated[EvidenceEntry, Tag("evidence")]
    | Annotated[RecommendationEntry, Tag("recommendation")]
    | Annotated[ConflictEntry, Tag("conflict")]
    | Annotated[OptionEntry, Tag("option")]
    | Annotated[FigureEntry, Tag("figure")]
    | Annotated[TableEntry, Tag("table")]
    | Annotated[TermEntry, Tag("term")]
    | Annotated[TextEntry, Tag("text")],
    Discriminator(_kind_of),
]
