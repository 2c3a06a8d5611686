"""Rules for facts and sources: dated, and used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.core.checks.common import finding, printed_prose
from briefgen.core.model import NO_DATE, Brief, Datum, Library, Pinpoint, Project, Unknown
from briefgen.core.notation import CiteMark, FactMark, cited_keys, marks
from briefgen.core.staleness import stale_facts
from briefgen.core.walk import parts_of
from briefgen.diagnostics import Diagnostic


def undated_fact(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Facts have an as-of date or say why nobody knows it."""
    for fact in library.facts.values():
        if isinstance(fact.as_of, Unknown) and fact.as_of.reason.text == NO_DATE:
            hint = "give as-of, here or in the evidence; {unknown: why} if nobody knows"
            yield finding("undated-fact", f'the fact "{fact.id}" has no as-of date', fact.span, hint)


def stale_fact(library: Library, briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Facts are good on the day of every brief that may print them; what newer evidence supersedes is history."""
    for brief in briefs.values():
        for fact, until in stale_facts(library, brief):
            message = f'"{fact.id}" was good until {until}; the brief "{brief.id}" is of {brief.date}'
            hint = "look for a newer figure; valid-until says until when it is good, or why it does not age"
            yield finding("stale-fact", message, fact.span, hint)


def undated_source(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Sources that have no date are listed."""
    for source in library.citations.values():
        if isinstance(source.date, Unknown):
            yield finding("undated-source", f'the source "{source.key}" has no date', source.span)


def retracted_source(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Nothing rests on a source that its publisher took back, unless it is waived; corrections are looked at."""
    if not any(source.standing for source in library.citations.values()):
        return
    cited = [(key, span) for prose, _ in printed_prose(library, briefs, project) for key, span in cited_keys(prose)]
    cited += [(p.citation, p.span) for block in library.blocks.values() for p in parts_of(block, Pinpoint)]
    for key, span in dict.fromkeys(cited):
        source = library.citations.get(key)
        if source and source.standing:
            message = f'the source "{key}" was {source.standing}'
            yield finding("retracted-source", message, span, "rest on another source, or say what the change means")


def unused_fact(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Facts that no prose, figure, formula or brief names are listed."""
    named = (mark for prose, _ in printed_prose(library, briefs, project) for mark in marks(prose.text))
    used = {mark.fact for mark in named if isinstance(mark, FactMark)}
    used |= {name for block in library.blocks.values() for datum in parts_of(block, Datum) for name in datum.facts}
    used |= {name for fact in library.facts.values() if fact.derived for name in fact.derived.inputs}
    used |= {name for brief in briefs.values() for name in brief.key_figures}
    for fact in library.facts.values():
        if fact.id not in used:
            yield finding("unused-fact", f'nothing prints the fact "{fact.id}"', fact.span)


def unused_citation(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Sources that nothing cites are listed."""
    named = (mark for prose, _ in printed_prose(library, briefs, project) for mark in marks(prose.text))
    used = {item.key for mark in named if isinstance(mark, CiteMark) for item in mark.items}
    used |= {pin.citation for block in library.blocks.values() for pin in parts_of(block, Pinpoint)}
    for source in library.citations.values():
        if source.key not in used:
            yield finding("unused-citation", f'nothing cites the source "{source.key}"', source.span)
