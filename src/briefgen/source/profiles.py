"""One `Audience` from the audience.yaml files of a chain of folders: what a nearer one says goes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from briefgen.core.model import DEPTHS, Depth
from briefgen.core.profile import DEPTH_WORTH, PDF_STANDARD, Audience, Floors, Length, Pages, Reading, SectionSpec
from briefgen.diagnostics import Report, closest
from briefgen.source.audience import MOST_PAGES, AudienceFile, PagesEntry, ProfileFile, ReadingEntry, SectionEntry
from briefgen.source.faults import validate
from briefgen.source.yaml_tree import Entries, Scalar

_T = TypeVar("_T")


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
        grade=12, mean_sentence=20, max_sentence=30, passive=25, level="info", at_release=""
    )
    return Audience(
        name=name,
        chain=chain,
        label=merge.word(e.label for e in entries) or name,
        stance=_first(e.stance for e in entries) or "neutral",
        terms=_first(e.terms for e in entries) or "expand",
        depth_worth=_depth_worth(entries),
        floors=_floors(entries),
        reading=Reading(
            grade=reading.grade,
            mean_sentence=reading.mean_sentence,
            max_sentence=reading.max_sentence,
            passive=reading.passive,
            level=reading.level,
            at_release=reading.at_release,
        ),
        weights=_joined(e.weights for e in entries),
        lengths={length: merge.length(length) for length in merge.length_names()},
        class_styles=_joined(e.classes for e in entries),
        labels=labels,
    )


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((v for v in values if v is not None), None)


def _joined(mappings: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    """Nearer mappings go before farther ones, key by key."""
    joined: dict[str, _T] = {}
    for mapping in mappings:
        joined = {**mapping, **joined}
    return joined


def _depth_worth(entries: Sequence[AudienceFile]) -> Mapping[Depth, float]:
    """By depth, since a profile may say one of them alone."""
    given = {d: _first(getattr(e.depths, d) for e in entries if e.depths) for d in DEPTHS}
    return {d: DEPTH_WORTH[d] if worth is None else worth for d, worth in given.items()}


def _floors(entries: Sequence[AudienceFile]) -> Floors:
    names = {"type_pt": "type", "leading": "leading", "margin_mm": "margin"}
    given = {field: _first(getattr(e.floors, key) for e in entries if e.floors) for field, key in names.items()}
    return Floors(**{field: least for field, least in given.items() if least is not None})


def _pages(entries: Sequence[PagesEntry], report: Report) -> Pages:
    """The budget, key by key. A `low` that a farther profile says gives way to a nearer `high`."""
    low_at, low = _nearest(entries, "low", 1)
    high_at, high = _nearest(entries, "high", MOST_PAGES)
    free_at, free = _nearest(entries, "free", 0)
    if entries and high_at == len(entries):
        report.add("missing-field", '"high" is missing', entries[0].place)
    if low > high and low_at <= high_at:
        report.add("wrong-type", f"low is more than high, which is {high}", entries[low_at].place_of("low"))
    if free >= high:
        at, key = (free_at, "free") if free_at <= high_at else (high_at, "high")
        message = f"{free} of {high} pages are kept free, which leaves nothing"
        report.add("wrong-type", message, entries[at].place_of(key), hint=f"give free here too, less than {high}")
    return Pages(min(low, high), high, free)


def _nearest(entries: Sequence[PagesEntry], key: str, default: float) -> tuple[int, float]:
    """The number of the first entry that has the key, and its value; the number of entries when none has."""
    given = ((n, getattr(e, key)) for n, e in enumerate(entries))
    return next(((n, value) for n, value in given if value is not None), (len(entries), default))


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
        uses = _first(e.sections for e in own) or ()
        return Length(
            name=name,
            label=self.word(e.label for e in own) or name,
            template=_first(e.template for e in own) or "standard.html.j2",
            pages=_pages([e.pages for e in own if e.pages], self.report),
            citations=_first(e.citations for e in own) or "author-date",
            cite=_first(e.cite for e in own) or "text",
            numbered_headings=bool(_first(e.numbered_headings for e in own)),
            numbered_paragraphs=bool(_first(e.numbered_paragraphs for e in own)),
            notes=_first(e.notes for e in own) or "footnotes",
            figures=_first(e.figures for e in own) or "drift",
            pdf_standard=_first(e.pdf_standard for e in own) or PDF_STANDARD,
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
