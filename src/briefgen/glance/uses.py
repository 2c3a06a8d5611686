"""Where facts, sources, terms and blocks are used: block by block, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields

from briefgen.core.model import (
    Block,
    Brief,
    Citation,
    CitationKey,
    Datum,
    Evidence,
    FactId,
    Library,
    Pinpoint,
    Prose,
    Term,
    Text,
    kind_of,
)
from briefgen.core.notation import CiteMark, FactMark, marks
from briefgen.core.sentences import sentences
from briefgen.core.terms import pattern_of
from briefgen.core.walk import parts_of, prose_in
from briefgen.diagnostics import Span
from briefgen.glance.plain import Plain, Printer

Offsets = Callable[[str], Iterable[int]]
"""The places in a text that are looked for."""


@dataclass(frozen=True, slots=True)
class Use:
    """A sentence, or a mark of a chart, in which something is used."""

    block: str
    """Its id, or that of the source or the brief in which it stands."""
    kind: str
    part: str
    """`summary`, `headline for public`, `gap`, `chart` and the like."""
    span: Span
    says: str
    pieces: tuple[str, ...] = ()
    """The words between facts and citations, by which the sentence is known again on a page; none for a chart."""

    def plain(self) -> dict[str, Plain]:
        """As commands print it."""
        return {"in": f"{self.kind} {self.block}, {self.part}", "at": str(self.span), "says": self.says}


def uses_of_facts(library: Library, briefs: Iterable[Brief], printer: Printer, wanted: Collection[FactId]) -> list[Use]:
    """Sentences that print one of these facts, and charts that draw one."""

    def offsets(text: str) -> Iterator[int]:
        yield from (m.start for m in marks(text) if isinstance(m, FactMark) and m.fact in wanted)

    owners = (*library.blocks.values(), *library.citations.values(), *briefs)
    told = [use for owner in owners for use in _told(owner, printer, offsets)]
    return told + [use for block in library.blocks.values() for use in _drawn(block, wanted)]


def uses_of_source(library: Library, printer: Printer, key: CitationKey) -> list[Use]:
    """Sentences that cite the source themselves."""

    def offsets(text: str) -> Iterator[int]:
        for mark in marks(text):
            if isinstance(mark, CiteMark) and any(item.key == key for item in mark.items):
                yield mark.start

    return [use for block in library.blocks.values() for use in _told(block, printer, offsets)]


def uses_of_term(library: Library, printer: Printer, term: Term) -> list[Use]:
    """Sentences with the term, its acronym or one of its other forms."""
    forms = pattern_of(term)

    def offsets(text: str) -> Iterator[int]:
        yield from (found.start() for found in forms.finditer(text))

    others = (block for block in library.blocks.values() if block.id != term.id)
    return [use for block in others for use in _told(block, printer, offsets)]


def own_sentences(block: Block, printer: Printer) -> list[Use]:
    """Every sentence of the block."""
    return list(_told(block, printer, lambda text: (sentence.start for sentence in sentences(text))))


def rests_on_source(library: Library, key: CitationKey) -> tuple[list[Block], list[FactId]]:
    """Blocks and facts that have the source among theirs."""
    blocks = [b for b in library.blocks.values() if any(pin.citation == key for pin in parts_of(b, Pinpoint))]
    return blocks, [f.id for f in library.facts.values() if any(pin.citation == key for pin in f.sources)]


def reckoned_from(library: Library, wanted: Iterable[FactId]) -> set[FactId]:
    """These facts and all that are reckoned or converted from them in the end."""
    found = set(wanted)
    while True:
        more = {
            fact.id
            for fact in library.facts.values()
            if (fact.derived and found & set(fact.derived.inputs))
            or (
                fact.conversion
                and (fact.conversion.of in found or (fact.conversion.rate and fact.conversion.rate.id in found))
            )
        }
        if more <= found:
            return found
        found |= more


def facts_of(blocks: Iterable[Block]) -> set[FactId]:
    """Facts that these blocks state."""
    return {fact.id for block in blocks if isinstance(block, Evidence) for fact in block.facts}


# --- sentences --------------------------------------------------------------------------------------


def _told(owner: Block | Citation | Brief, printer: Printer, offsets: Offsets) -> Iterator[Use]:
    name, kind = _name(owner)
    for part, prose in _texts(owner):
        seen: set[int] = set()
        for offset in offsets(prose.text):
            start, end = _around(prose.text, offset)
            if start not in seen:
                seen.add(start)
                cut = Prose(prose.text[start:end], prose.at(start))
                says = " ".join(printer.text(cut).split())
                yield Use(name, kind, part, cut.span, says, tuple(_pieces(cut.text)))


def _name(owner: Block | Citation | Brief) -> tuple[str, str]:
    match owner:
        case Citation():
            return owner.key, "source"
        case Brief():
            return owner.id, "brief"
    return owner.id, kind_of(owner)


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for mark in marks(text):
        yield text[at : mark.start]
        at = mark.end
    yield text[at:]


def _drawn(block: Block, wanted: Collection[FactId]) -> Iterator[Use]:
    for datum in parts_of(block, Datum):
        if any(name in wanted for name in datum.facts):
            yield Use(block.id, kind_of(block), "chart", datum.span, datum.label)


def _texts(owner: Block | Citation | Brief) -> Iterator[tuple[str, Prose]]:
    """Every prose in it with the name of its place."""
    for each in fields(owner):
        value = getattr(owner, each.name)
        if isinstance(value, Text):
            yield from ((str(depth), prose) for depth, prose in value.neutral.items())
            for audience, texts in value.variants.items():
                yield from ((f"{depth} for {audience}", prose) for depth, prose in texts.items())
        else:
            yield from ((each.name.replace("_", "-"), prose) for prose in prose_in(value))


def _around(text: str, offset: int) -> tuple[int, int]:
    """The sentence at `offset`; the line, where there is no sentence, as in a table."""
    for sentence in sentences(text):
        if sentence.start <= offset < sentence.start + len(sentence.text):
            return sentence.start, sentence.start + len(sentence.text)
    start = text.rfind("\n", 0, offset) + 1
    line = re.match(r"[^\n]*", text[start:])
    return start, start + (line.end() if line else 0)
