"""Audience profiles: `audience.yaml` of a folder and of those it extends, merged into an `Audience`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field

from briefgen.core.model import DEPTHS, Depth
from briefgen.core.profile import GENERATED, Audience, Length, Pages, Reading, SectionSpec
from briefgen.diagnostics import Report, Span, closest
from briefgen.source import fields as read
from briefgen.source.faults import validate
from briefgen.source.fields import reads
from briefgen.source.shapes import Entry, MaybeEmpty, Switch, Weight, Words, one_of
from briefgen.source.yaml_tree import Entries, Scalar, parse_yaml

KINDS: Final = ("challenge", "evidence", "recommendation", "conflict", "option", "figure", "table", "term", "text")
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


class PagesEntry(Entry):
    """A page budget."""

    low: Annotated[int, reads(read.whole(0, 1000), type="integer", minimum=0)] = 1
    """Fewer pages are reported."""
    high: Annotated[int, reads(read.whole(1, 1000), type="integer", minimum=1)]
    """More pages are an error."""


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


def merge_profiles(
    name: str,
    chain: tuple[str, ...],
    files: Sequence[ProfileFile],
    labels: Mapping[str, str],
    lang: str,
    report: Report,
) -> Audience:
    """One profile from those of the chain, nearest first; `labels` are words in the language `lang`."""
    entries = [f.entry for f in files]
    merge = _Merge(entries, lang, report)
    reading = _first(e.reading for e in entries) or ReadingEntry.model_construct(
        grade=12, mean_sentence=20, max_sentence=30
    )
    return Audience(
        name=name,
        chain=chain,
        label=merge.word(e.label for e in entries) or name,
        stance=_first(e.stance for e in entries) or "neutral",
        terms=_first(e.terms for e in entries) or "expand",
        reading=Reading(reading.grade, reading.mean_sentence, reading.max_sentence),
        weights=_joined(e.weights for e in entries),
        lengths={length: merge.length(length) for length in merge.length_names()},
        class_styles=_joined(e.classes for e in entries),
        labels=labels,
    )


_T = TypeVar("_T")


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((v for v in values if v is not None), None)


def _joined(mappings: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    """Nearer mappings go before farther ones, key by key."""
    joined: dict[str, _T] = {}
    for mapping in mappings:
        joined = {**mapping, **joined}
    return joined


class _Merge:
    def __init__(self, entries: Sequence[AudienceFile], lang: str, report: Report) -> None:
        self.entries, self.lang, self.report = entries, lang, report

    def word(self, wordings: Iterable[Mapping[str, str] | None]) -> str:
        """The nearest wording in the brief's language, else in English, else in any."""
        wording = _first(wordings) or {}
        for lang in ("", self.lang, self.lang.split("-")[0], "en"):
            if lang in wording:
                return wording[lang]
        return next(iter(wording.values()), "")

    def length_names(self) -> list[str]:
        names: dict[str, None] = {}
        for entry in reversed(self.entries):
            names |= dict.fromkeys(entry.lengths)
        return list(names)

    def length(self, name: str) -> Length:
        own = [e.lengths[name] for e in self.entries if name in e.lengths]
        pages = _first(e.pages for e in own)
        uses = _first(e.sections for e in own) or ()
        return Length(
            name=name,
            label=self.word(e.label for e in own) or name,
            template=_first(e.template for e in own) or "standard.html.j2",
            pages=Pages(pages.low, pages.high) if pages else Pages(1, 1000),
            citations=_first(e.citations for e in own) or "author-date",
            cite=_first(e.cite for e in own) or "text",
            numbered_headings=bool(_first(e.numbered_headings for e in own)),
            numbered_paragraphs=bool(_first(e.numbered_paragraphs for e in own)),
            sections=tuple(s for s in (self.section(scalar, changes) for scalar, changes in uses) if s),
        )

    def section(self, name: Scalar, changes: Entries | None) -> SectionSpec | None:
        entries = [e.sections[name.text] for e in self.entries if name.text in e.sections]
        if changes is not None:
            changed = validate(SectionEntry, changes, self.report)
            entries = [*([changed] if changed else []), *entries]
        show = _first(e.show for e in entries)
        if show is None:
            known = {n for e in self.entries for n in e.sections}
            hint = closest(name.text, known) or "declare it under sections: and say what it shows"
            self.report.add("missing-field", f'the section "{name.text}" is not declared', name.span, hint=hint)
            return None
        return self._spec(name.text, show, entries)

    def _spec(self, name: str, show: str, entries: Sequence[SectionEntry]) -> SectionSpec:
        def pick(field: str, default: Any) -> Any:
            found = _first(getattr(e, field) for e in entries)
            return default if found is None else found

        depth = Depth(pick("depth", "summary"))
        least = Depth(pick("least", "headline"))
        return SectionSpec(
            id=name,
            title=self.word(e.title for e in entries),
            show=show,
            role=pick("role", ""),
            also=tuple(pick("also", ())),
            layout=pick("layout", show),
            depth=depth,
            least=min(least, depth, key=DEPTHS.index),
            min=pick("min", 0),
            max=pick("max", 0),
            required=pick("required", False),
            sort=pick("sort", "rank"),
            evidence=pick("evidence", 0),
            answers=pick("answers", 0),
            group=pick("group", False),
            toc=pick("toc", True),
            weight=pick("weight", 1.0),
            classes=pick("classes", ""),
            intro=self.word(e.intro for e in entries),
        )


def no_such(what: str, name: str, known: Iterable[str], rule: str, span: Span | None, report: Report) -> None:
    """Report that there is no audience or length of that name, with the nearest one."""
    known = sorted(known)
    hint = closest(name, known) or f"there are: {', '.join(known)}"
    report.add(rule, f'there is no {what} "{name}"', span, hint=hint)
