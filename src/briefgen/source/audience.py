"""Audience profiles: the shape of audience.yaml. `profiles.py` merges those of a chain of folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from pydantic import Field

from briefgen.core.model import DEPTHS
from briefgen.core.profile import GENERATED, PDF_STANDARDS
from briefgen.diagnostics import Report, Span, closest
from briefgen.source import fields as read
from briefgen.source.faults import validate
from briefgen.source.fields import reads
from briefgen.source.shapes import Entry, MaybeEmpty, Switch, Weight, Words, one_of
from briefgen.source.yaml_tree import Entries, Items, Scalar, parse_yaml

KINDS: Final = ("challenge", "evidence", "recommendation", "conflict", "option", "figure", "table", "term", "text")
MOST_PAGES: Final = 1000
STANCES: Final = ("advice", "impartial", "informative", "analytic", "neutral")


def _count(value: object) -> int:
    """A whole number; -1 stands for all."""
    if isinstance(value, Scalar) and value.text.strip() == "-1":
        return -1
    return read.whole(0, 10_000)(value)


def _by_language(value: object) -> Mapping[str, str]:
    """One text for all languages, or a mapping of language to text."""
    if isinstance(value, Entries):
        return {lang: read.words(text) for lang, text in value.items()}
    return {"": read.words_or_none(value)}


_ANY_TEXT: Final = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
Count = Annotated[int, reads(_count, type="integer", minimum=-1)]
Wording = Annotated[Mapping[str, str], reads(_by_language, **_ANY_TEXT)]
DepthName = Annotated[str, one_of(*(str(d) for d in DEPTHS))]


class SectionEntry(Entry):
    """One section: what it shows, how much of it, and how."""

    title: Wording | None = None
    """Printed heading, or one for each language; empty text for none."""
    intro: Wording | None = None
    """A sentence under the heading."""
    show: Annotated[str, one_of(*KINDS, *sorted(GENERATED))] | None = None
    """A kind of block, or something generated."""
    role: Words | None = None
    """For text blocks: which role."""
    also: tuple[Annotated[str, one_of(*KINDS)], ...] | None = None
    """Further kinds shown beside, for instance figures."""
    layout: Words | None = None
    """Partial sections/<layout>.html.j2; default: what it shows."""
    depth: DepthName | None = None
    """The deepest text that is printed."""
    least: DepthName | None = None
    """The shortest text that saving room may reduce it to."""
    min: Count | None = None
    """Blocks that must be there."""
    max: Count | None = None
    """Blocks at most; 0 for no limit."""
    required: Switch | None = None
    """Never dropped to save room."""
    sort: Annotated[str, one_of("rank", "library")] | None = None
    """By worth, or as the authors ordered it."""
    evidence: Count | None = None
    """Pieces of evidence shown with each block; -1 for all."""
    answers: Count | None = None
    """Recommendations shown with each challenge; -1 for all."""
    group: Switch | None = None
    """Under their themes."""
    toc: Switch | None = None
    """Heading appears in the table of contents."""
    weight: Weight | None = None
    """Worth of its blocks against other sections."""
    classes: MaybeEmpty | None = None
    """Classes of the section's element."""


def _section_use(value: object) -> tuple[Scalar, Entries | None]:
    """A section's name, alone or with the keys that this length changes."""
    if isinstance(value, Entries) and len(value) == 1:
        name, changes = next(iter(value.items()))
        if isinstance(changes, Entries):
            return Scalar(name, value.key_spans[name]), changes
    return read.one_line(value), None


_USE: Final = {"anyOf": [{"type": "string"}, {"type": "object", "maxProperties": 1}]}
SectionUse = Annotated[tuple[Scalar, Any], reads(_section_use, **_USE)]


def _standards(value: object) -> tuple[str, ...]:
    """One name or a list of them; of PDF/A one level at most, since each rules out the others."""
    given = list(value) if isinstance(value, Items) else [value]
    names = tuple(dict.fromkeys(read.choice(PDF_STANDARDS)(name) for name in given))
    archives = [name for name in names if name.startswith("a-")]
    if not names or len(archives) > 1:
        message = f"{' and '.join(archives)} cannot both be kept" if archives else "this list is empty"
        raise read.fault("wrong-type", message, read.span_of(value), "for instance [ua-1, a-3a]")
    return names


_STANDARD: Final = {"enum": list(PDF_STANDARDS)}
Standards = Annotated[
    tuple[str, ...], reads(_standards, anyOf=[_STANDARD, {"type": "array", "minItems": 1, "items": _STANDARD}])
]


def _number(least: float, most: float) -> read.Reads:
    return reads(read.between(least, most), type="number", minimum=least, maximum=most)


class PagesEntry(Entry):
    """A page budget, in pages; half a page is 0.5."""

    low: Annotated[float, _number(0, MOST_PAGES)] | None = None
    """Fewer pages are reported; default 1."""
    high: Annotated[float, _number(0.5, MOST_PAGES)] | None = None
    """More pages are an error."""
    free: Annotated[float, _number(0, MOST_PAGES)] | None = None
    """What the PDF leaves free of that, since Word may need a little more; default 0."""


class LengthEntry(Entry):
    """One size of brief."""

    label: Wording | None = None
    """Printed name of the length."""
    template: Words | None = None
    """Template file."""
    pages: PagesEntry | None = None
    """Page budget."""
    citations: Words | None = None
    """CSL style, a file csl/<name>.csl."""
    cite: Annotated[str, one_of("text", "none")] | None = None
    """`text`: sources are cited after each text; `none`: only where authors cite."""
    numbered_headings: Switch | None = None
    """Headings carry numbers."""
    numbered_paragraphs: Switch | None = None
    """Paragraphs carry numbers."""
    notes: Annotated[str, one_of("footnotes", "endnotes")] | None = None
    """Where notes stand: at the foot of the page, or all at the end under a heading; default footnotes."""
    figures: Annotated[str, one_of("drift", "stay")] | None = None
    """Whether a figure or table that would leave a hole in a page may stand elsewhere in its section; default drift."""
    pdf_standard: Standards | None = None
    """Standards that the PDF keeps to, by the names that Quarto has; default [ua-1, a-3a]."""
    sections: tuple[SectionUse, ...] | None = None
    """Sections in order; each a name, or a name with the keys that this length changes."""


class ReadingEntry(Entry):
    """Limits for texts."""

    grade: Annotated[int, reads(read.whole(1, 30), type="integer")] = 12
    """School grade."""
    mean_sentence: Annotated[int, reads(read.whole(5, 100), type="integer")] = 20
    """Words in a sentence, on average."""
    max_sentence: Annotated[int, reads(read.whole(5, 200), type="integer")] = 30
    """Words in the longest sentence."""
    passive: Annotated[int, reads(read.whole(0, 100), type="integer")] = 25
    """Sentences in the passive, per cent."""
    level: Annotated[str, one_of("info", "warning", "error")] = "info"
    """How much these limits weigh for this audience."""
    at_release: Annotated[str, one_of("info", "warning", "error")] = ""
    """How much they weigh when a brief is released, if it is not the same."""


class DepthWorthEntry(Entry):
    """What each depth of a text adds to the worth of its block."""

    headline: Weight | None = None
    """Worth of printing the block at all; default 1."""
    summary: Weight | None = None
    """What the summary adds; default 0.5."""
    full: Weight | None = None
    """What the full text adds to that; default 0.25."""


class FloorsEntry(Entry):
    """What no look may go below."""

    type: Annotated[float, _number(0, 72)] | None = None
    """Points of the smallest text; default 8."""
    leading: Annotated[float, _number(0, 5)] | None = None
    """Line height as a multiple of the size; default 1.15."""
    margin: Annotated[float, _number(0, 100)] | None = None
    """Millimetres of each margin; default 12."""


class AudienceFile(Entry):
    """The profile of an audience; every key may be left to the audience that it extends."""

    extends: Words | None = None
    """The audience whose profile, templates and looks this one starts from; default: base."""
    label: Wording | None = None
    """Printed name of the readers."""
    stance: Annotated[str, one_of(*STANCES)] | None = None
    """advice, impartial, informative, analytic or neutral."""
    terms: Annotated[str, one_of("expand", "explain", "none")] | None = None
    """What happens to glossary terms at first use."""
    reading: ReadingEntry | None = None
    """Limits for texts."""
    weights: dict[str, Weight] = Field(default={})
    """Worth of a theme or a kind for this reader."""
    depths: DepthWorthEntry | None = None
    """What headline, summary and full text each add to the worth of a block."""
    floors: FloorsEntry | None = None
    """Smallest type, line height and margin that a look may have."""
    classes: dict[str, Words] = Field(default={})
    """Own classes, each with the Word style that it stands for."""
    sections: dict[str, SectionEntry] = Field(default={})
    """What sections exist."""
    lengths: dict[str, LengthEntry] = Field(default={})
    """What lengths exist."""


class ProfileFile:
    """One folder's audience.yaml, read."""

    def __init__(self, path: str, entry: AudienceFile, extends_at: Span) -> None:
        self.path, self.entry = path, entry
        self.extends_at = extends_at
        """Where it says whom it extends."""


def parse_profile(text: str, path: str, report: Report) -> ProfileFile | None:
    """The profile in one audience.yaml; None when it cannot be used."""
    tree = parse_yaml(text, path, report)
    entry = validate(AudienceFile, tree, report) if tree is not None else None
    extends = tree.get("extends") if isinstance(tree, Entries) else None
    return ProfileFile(path, entry, extends.span if extends is not None else Span(path, 1, 1)) if entry else None


def no_such(what: str, name: str, known: Iterable[str], rule: str, span: Span | None, report: Report) -> None:
    """Report that there is no audience or length of that name, with the nearest one."""
    known = sorted(known)
    hint = closest(name, known) or f"there are: {', '.join(known)}"
    report.add(rule, f'there is no {what} "{name}"', span, hint=hint)
