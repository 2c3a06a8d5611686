"""The block model: what a content library holds once it has been read and found sound.

To add a kind of block: a class here (and in `Block` and `KINDS`), its schema class in `source/blocks.py`
and its case in `source/build.py`, a partial in `templates/base/blocks/`. No renderer changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType, TypeVar

from briefgen.diagnostics import Span

BlockId = NewType("BlockId", str)
FactId = NewType("FactId", str)
CitationKey = NewType("CitationKey", str)


class Depth(StrEnum):
    """How much of a text is printed. Each depth says nothing that the next one contradicts."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    FULL = "full"


DEPTHS: tuple[Depth, ...] = (Depth.HEADLINE, Depth.SUMMARY, Depth.FULL)
"""From the shortest to the longest."""

WORD_LIMITS: Mapping[Depth, int] = {Depth.HEADLINE: 30, Depth.SUMMARY: 90, Depth.FULL: 350}


# --- text -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown as an author wrote it, with fact notations and citations not yet resolved."""

    text: str
    span: Span
    """Where the first character stands in the file."""
    indent: int = 1
    """Column of the first character of every later line."""
    shifts: tuple[tuple[int, int], ...] = ()
    """For one line in quotes: offset of an escape, and how many columns it takes more than its character."""

    def at(self, offset: int) -> Span:
        """The place in the file of the character at `offset` in `text`."""
        before = self.text[:offset]
        newlines = before.count("\n")
        if not newlines:
            extra = sum(more for escape, more in self.shifts if escape < offset)
            return Span(self.span.file, self.span.line, self.span.column + offset + extra)
        return Span(self.span.file, self.span.line + newlines, self.indent + offset - before.rfind("\n") - 1)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows, and this is why. Printed, never left blank."""

    reason: Prose


NO_DATE: Final = "No date is given."
"""The reason of a date that an author simply left out."""

Stated = Prose | Unknown
"""A text that may be declared unknown, but not left out."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """The text chosen for one reader at one depth."""

    prose: Prose
    wanted: Depth
    depth: Depth
    """What was found; shorter than `wanted` when that depth is missing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text at up to three depths, with variants for audiences."""

    neutral: Mapping[Depth, Prose]
    variants: Mapping[str, Mapping[Depth, Prose]] = field(default_factory=dict)
    """By audience name."""

    def at(self, depth: Depth, audiences: tuple[str, ...] = ()) -> Rendition | None:
        """The text for the first audience of the chain that has this depth, else the neutral text.

        A missing depth falls back to the next shorter one, then to the next longer one.
        None only when there is no text at all.
        """
        here = DEPTHS.index(depth)
        for candidate in (*reversed(DEPTHS[: here + 1]), *DEPTHS[here + 1 :]):
            for texts in (*(self.variants.get(a, {}) for a in audiences), self.neutral):
                if candidate in texts:
                    return Rendition(texts[candidate], depth, candidate)
        return None

    def all(self) -> Iterator[tuple[Depth, Prose]]:
        """Every text, neutral ones first."""
        for texts in (self.neutral, *self.variants.values()):
            yield from texts.items()


# --- facts ------------------------------------------------------------------------------------


class Comparator(StrEnum):
    """How the value stands to the truth; printed with the number, always."""

    EXACTLY = "exactly"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"
    UP_TO = "up to"
    AT_LEAST = "at least"
    NEARLY = "nearly"


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{p:02d}" for p in (self.month, self.day) if p is not None)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """`left` to `right`, printed "1:10"."""

    left: Decimal
    right: Decimal


Quantity = Decimal | Range | Ratio | Day | str
"""What a fact says. A string is a value in words ("largest share"), printed as it stands."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A few words by which a place in a source is found again, whatever happens to its pages."""

    exact: str
    """Empty where the source has no words for it, and `unstated` says why."""
    prefix: str
    suffix: str
    unstated: str
    """Why the words do not hold the value; empty where they do."""
    span: Span


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A source and the place in it."""

    citation: CitationKey
    locator: str
    """Pandoc's form, for instance `p. 25` or `para. 13`; may be empty."""
    span: Span
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Says that a fact restates another one in a different unit, and by whose reckoning."""

    of: FactId
    basis: str
    """Printed after the number, for instance "the source's own conversion"."""
    exact: bool = False
    """Only the unit changes, no rate is involved: the number needs no "about"."""
    rate: Fact | None = None
    """The exchange rate, for amounts that briefgen converts; printed with its date in place of `basis`."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How a fact was reckoned from others."""

    formula: str
    """As the author wrote it."""
    inputs: tuple[FactId, ...]
    rounding: int | None
    """Decimals that were kept; None: nothing was rounded."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed value that prose names and never retypes."""

    id: FactId
    label: str
    """What is counted, for tables and charts: "AI talent gap, ministry estimate"."""
    value: Quantity
    unit: str
    """`percent`, `yuan`, `USD`, `EUR`, `GBP`, any plain plural noun, or empty."""
    unit_one: str
    """The noun for exactly one; empty when it is the same."""
    comparator: Comparator
    as_of: Day | Unknown
    geography: str
    definition: str
    conversion: Conversion | None
    sources: tuple[Pinpoint, ...]
    evidence: BlockId
    span: Span
    derived: Derived | None = None
    """None for a fact that a source states."""
    ages_as: str = ""
    """What ages how fast: one of `staleness.FACT_KINDS`; empty: as the basis of its evidence."""
    valid_until: Day | Unknown | None = None
    """Until when it is good. None: so many months from its date; unknown: it does not age, and why."""


# --- blocks -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberException:
    """A piece of prose that a rule is to pass over: a product name with digits, a sentence that stays long."""

    text: str
    reason: str
    rule: str = ""
    """Empty: the words hold numbers that are no fact, or acronyms that need no explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every block has."""

    id: BlockId
    title: Prose
    text: Text
    theme: str
    priority: int
    """1 (nice to have) to 5 (the brief is wrong without it)."""
    keep: str
    """`auto`, `always` (never dropped to save room) or `never` (not printed)."""
    audiences: tuple[str, ...]
    """Only these audiences see the block; empty means all."""
    sources: tuple[Pinpoint, ...]
    exceptions: tuple[NumberException, ...]
    order: int
    """Place in the library, from 0."""
    span: Span


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong, for the risk register."""

    risk: Prose
    likelihood: Stated
    impact: Stated
    mitigation: Stated
    owner: Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Common):
    """A problem that policy may answer."""

    stance: str
    """`stated` by a source, or `inferred` by the editors."""
    affected: Stated
    evidence: tuple[BlockId, ...]
    implications: Mapping[str, Prose]
    """By audience: what it means for that reader, as far as the sources carry it."""
    gap: Prose | None
    """What no source proposes, where the remedies fall short."""
    risks: tuple[Risk, ...]


class Strength(StrEnum):
    """How far a body of evidence carries (quality, size, consistency, context)."""

    VERY_STRONG = "very strong"
    STRONG = "strong"
    MEDIUM = "medium"
    LIMITED = "limited"
    NONE = "none"


class RelationKind(StrEnum):
    """How one piece of evidence stands to another."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"
    SUPERSEDES = "supersedes"
    SAME_ORIGIN = "same-origin"


@dataclass(frozen=True, slots=True)
class Relation:
    """This evidence `how` that evidence."""

    how: RelationKind
    to: BlockId
    note: Prose | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Common):
    """A claim with its facts, its sources and how far it carries."""

    basis: str
    """`statistic`, `official document`, `estimate`, `forecast`, `company claim`, `field report`, `expert opinion`,
    `news report`."""
    strength: Strength
    reason: Prose
    """Why the strength is what it is."""
    as_of: Day | Unknown
    attribution: str
    """Who says so, for claims that are contested or normative; may be empty."""
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...]
    level: str = ""
    """The strength in the words of the project's scale, see `core/schemes.py`; empty: those of `strength`."""
    author: str = ""
    """Who wrote it down; before a release, somebody else checks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Common):
    """What somebody proposes that somebody do. The headline is one imperative sentence."""

    mode: str
    """`recommended`, `described` (already done somewhere) or `implied` by the source."""
    addressee: Stated
    jurisdiction: str
    owner: Stated
    instrument: tuple[str, ...]
    """Any of law, money, standard, procurement, organisation, information."""
    timeframe: Stated
    cost: Stated
    indicator: Stated
    answers: tuple[BlockId, ...]
    answers_none: Prose | None
    """Why it answers no challenge, where that is so."""
    evidence: tuple[BlockId, ...]
    option: Prose | None
    """The same measure as an impartial option, for readers who must not be advised."""
    question: Prose | None
    """A question to a witness about it."""
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a conflict."""

    says: Prose
    sources: tuple[Pinpoint, ...]
    evidence: BlockId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Common):
    """Sources that do not agree, and how the brief handles it."""

    outcome: str
    """`same`, `definitional`, `temporal` or `unresolved`."""
    positions: tuple[Position, ...]
    handling: Prose
    touches: tuple[BlockId, ...]
    """Blocks that the conflict bears on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Common):
    """A course of action for the options table, business as usual included."""

    preferred: bool
    cost: Stated
    benefit: Stated
    risk: Stated
    time_to_effect: Stated
    equity: Stated
    feasibility: Stated
    strength: Strength
    recommendations: tuple[BlockId, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Datum:
    """One mark of a chart."""

    label: str
    fact: FactId
    series: str
    highlight: bool
    span: Span
    """Where the fact is named."""
    label_span: Span | None = None
    x: FactId | None = None
    """In a scatter chart, the fact that says how far to the right the mark stands."""
    total: bool = False
    """In a waterfall, a bar from zero that the bars before it add up to."""

    @property
    def facts(self) -> tuple[FactId, ...]:
        """The one or two facts that the mark shows."""
        return (self.fact, self.x) if self.x else (self.fact,)


@dataclass(frozen=True, slots=True)
class FactValue:
    """The place of a number in a specification, which a fact fills."""

    fact: FactId
    part: str
    """`value`, `low` or `high` of a range, or `date`, to which the fact is known."""


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A number among the data of a specification that its author typed, and which no fact has."""

    prose: Prose


SpecValue = (
    Mapping[str, "SpecValue"] | tuple["SpecValue", ...] | Prose | FactValue | TypedValue | Decimal | bool | str | None
)
"""A piece of a Vega-Lite specification. What a reader sees is `Prose`, in which facts may be named."""


@dataclass(frozen=True, slots=True)
class Chart:
    """How facts are drawn."""

    type: str
    """One of `chart_kinds.CHART_KINDS`."""
    data: tuple[Datum, ...]
    x_title: str
    y_title: str
    span: Span
    spec: Mapping[str, SpecValue] | None = None
    """The specification of a `vega` chart, whose `data` are the facts that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Common):
    """A chart of facts, or an image. The title states the finding."""

    subtitle: Prose
    """Measure, place, period."""
    alt: Prose
    """Plain text in which facts are named."""
    chart: Chart | None
    image: str
    """Path under content/figures/, empty for a chart."""
    notes: Prose | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Common):
    """A table that an author wrote. Cells are inline Markdown; numbers come from facts."""

    columns: tuple[Prose, ...]
    numeric: tuple[bool, ...]
    widths: tuple[int, ...]
    """Per cent for each column, or empty for equal shares."""
    rows: tuple[tuple[Prose, ...], ...]
    notes: Prose | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Common):
    """A glossary entry. The title is the term as text uses it."""

    acronym: str
    """Short form, expanded at its first use in each document; may be empty."""
    aliases: tuple[str, ...]
    definition: Prose
    """Up to 30 plain words."""
    gloss: str
    """Up to 12 words that can stand in brackets after the term; may be empty."""
    native: str
    """The term in the language that it comes from, with transcription; may be empty."""
    native_language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock(Common):
    """Prose with a role in the brief: bottom line, ask, limits, method, interests, contact and the like."""

    role: str


Block = Challenge | Evidence | Recommendation | Conflict | Option | Figure | Table | Term | TextBlock

KINDS: Mapping[str, type[Block]] = {
    "challenge": Challenge,
    "evidence": Evidence,
    "recommendation": Recommendation,
    "conflict": Conflict,
    "option": Option,
    "figure": Figure,
    "table": Table,
    "term": Term,
    "text": TextBlock,
}
"""Name in YAML to class, in the order of the docs."""


def kind_of(block: Block) -> str:
    """The name that YAML and templates use for this kind of block."""
    return next(name for name, cls in KINDS.items() if type(block) is cls)


# --- sources ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a source that somebody keeps outside the project."""

    file: str
    """Its name in the folder of copies."""
    sha256: str
    """Of its bytes, in hexadecimal; may be empty."""
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A source: a CSL item, and what is known of its standing."""

    key: CitationKey
    csl: Mapping[str, object]
    """A CSL-JSON item; `id` equals `key`."""
    kind: str
    """In words: "white paper of an international organisation"."""
    reliability: str
    """Admiralty letter A to F, or empty when not judged."""
    tier: str
    """`primary`, `secondary`, `tertiary`, or empty."""
    date: Day | Unknown
    origin: str
    """Sources with the same origin count once."""
    reprint: Prose | None
    """Whether this is a reprint, a rewrite or the original, as far as is known."""
    access: str
    """`live`, `archived`, `gone` or `unknown`."""
    consulted: str
    """`read` by the editors, or `reported`: cited only for what another document says of it."""
    rights: str
    notes: Prose | None
    span: Span
    snapshots: tuple[Snapshot, ...] = ()
    standing: str = ""
    """`retracted`, `withdrawn`, `corrected` or `superseded`; empty as far as is known."""


_K = TypeVar("_K", bound=Common)


# --- the library, briefs, the project ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Theme:
    """A policy theme; one library file each."""

    id: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody has looked at a block or a brief and at what it rests on, and stands by it."""

    of: str
    """Kind and id: "recommendation mend", "brief roads"."""
    by: str
    date: Day
    note: str
    rests_on: Mapping[str, str]
    """How everything stood on that day, see `core/fingerprints.py`."""
    span: Span


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """A level of a project's own scale of strength."""

    strength: Strength
    """What it stands for."""
    printed: str
    never: tuple[str, ...]
    """Words that headlines of such evidence may not use; empty: those of what it stands for."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A project's own scale of strength."""

    name: str
    key: str
    """What readers are told of it."""
    levels: Mapping[str, ScaleLevel]


@dataclass(frozen=True, slots=True)
class Library:
    """All blocks and sources of a project, sound: every id that is named exists."""

    blocks: Mapping[BlockId, Block]
    """In the order of the files."""
    facts: Mapping[FactId, Fact]
    citations: Mapping[CitationKey, Citation]
    themes: Mapping[str, Theme]
    reviews: Mapping[str, Review] = field(default_factory=dict)
    """By what was reviewed; the latest of each."""
    scales: Mapping[str, Scale] = field(default_factory=dict)
    """The project's own scales of strength; those of every project stand in `core/schemes.py`."""

    def of_kind(self, kind: type[_K]) -> tuple[_K, ...]:
        """Blocks of one kind, in the order of the library."""
        return tuple(b for b in self.blocks.values() if isinstance(b, kind))


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that does not stop a release, since somebody answers for it."""

    rule: str
    of: str
    """Id of a block, fact or source; empty: wherever the rule speaks."""
    by: str
    date: Day
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Marking:
    """Protective marking of the document, printed on each page; empty text means none."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """One subject and the deliverables that are made of it."""

    id: str
    title: Prose
    titles: Mapping[str, Prose]
    """Titles for single audiences."""
    subtitle: Prose
    lang: str
    """BCP 47, for instance `en-GB` or `zh-CN`."""
    date: Day
    version: str
    status: str
    """`draft`, `final` and the like; printed."""
    marking: str
    organisation: str
    contact: str
    jurisdiction: str
    """Whose decision the brief is about, printed on each brief."""
    addressees: Mapping[str, str]
    """By audience: who is addressed."""
    themes: tuple[str, ...]
    """Empty means all."""
    include: tuple[BlockId, ...]
    exclude: tuple[BlockId, ...]
    key_figures: tuple[FactId, ...]
    """Facts shown large on the one-page summary; empty: chosen by worth."""
    audiences: tuple[str, ...]
    lengths: tuple[str, ...]
    formats: tuple[str, ...]
    history: tuple[tuple[str, str, str], ...]
    """Version, date, what changed in the reader's words; newest first."""
    review_by: str
    span: Span
    lengths_span: Span | None = None
    """Where the lengths are listed."""
    keep: Mapping[BlockId, str] = field(default_factory=dict)
    """Blocks that this brief pins: `always` is never left out to save room, `never` is left out."""
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By audience: worth of a theme or kind in this brief, in place of what the audience's profile says."""
    waivers: tuple[Waiver, ...] = ()
    """What a release of this brief waives, that of the project included; printed."""
    valid_for: Mapping[str, int] = field(default_factory=dict)
    """Months that facts are good for, by kind, where the project says otherwise than `staleness.MONTHS`."""
    scale: str = "body of evidence"
    """The scale of strengths that its key explains, see `core/schemes.py`."""

    def title_for(self, audiences: Sequence[str]) -> Prose:
        """The title for the first of these audiences that has its own."""
        return next((self.titles[a] for a in audiences if a in self.titles), self.title)

    def addressee_for(self, audiences: Sequence[str]) -> str:
        """Who is addressed, for the first of these audiences that says so; empty when none does."""
        return next((self.addressees[a] for a in audiences if a in self.addressees), "")


@dataclass(frozen=True, slots=True)
class Project:
    """Settings for the whole project, from content/project.yaml."""

    organisation: str
    contact: str
    lang: str
    severities: Mapping[str, str]
    exceptions: tuple[NumberException, ...]
    waivers: tuple[Waiver, ...] = ()
    valid_for: Mapping[str, int] = field(default_factory=dict)
    scale: str = "body of evidence"
