"""Numbers in what is printed and is no prose, in labels, places, names of axes, agree with what facts say.

Definitions of facts are left out: they say how something was counted, and no document prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from briefgen.core.checks.common import NUMBER, finding, running_text
from briefgen.core.labels import place_in
from briefgen.core.model import (
    BlockId,
    Brief,
    Day,
    Evidence,
    Fact,
    Figure,
    Library,
    NumberException,
    Project,
    Recommendation,
    Term,
    Unknown,
)
from briefgen.diagnostics import Diagnostic, Span

_DATE: Final = re.compile(r"\d{4}(?:-\d\d){0,2}")
"""A label that is a date itself places facts that have none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of plain text."""

    text: str
    known: frozenset[str]
    """Numbers that may stand in it: dates of the facts that it is about."""
    exceptions: tuple[NumberException, ...]
    span: Span
    """Where it stands, or what it belongs to."""

    def at(self, offset: int) -> Span:
        return place_in(self.text, offset, self.span)


def stray_numbers(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """A number in a label is the fact's date, a date beside it, or declared as an exception."""
    for line in printed_lines(library, briefs, project):
        for found in NUMBER.finditer(running_text(line.text, line.exceptions)):
            if found.group() not in line.known:
                message = f'the number "{found.group()}" in this line is bound to no fact'
                hint = "correct it if it is a date of the fact, or declare it under exceptions"
                yield finding("unbound-number", message, line.at(found.start()), hint)


def printed_lines(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Line]:
    """Every line that a brief may print and that is no prose. Contacts are left out: telephones are no figures."""
    dates = {evidence.id: _dates_of(evidence) for evidence in library.of_kind(Evidence)}
    for block in library.blocks.values():
        allowed = (*block.exceptions, *project.exceptions)
        match block:
            case Evidence():
                known = dates[block.id]
                yield Line(block.attribution, known, allowed, block.span)
                for fact in block.facts:
                    yield from (Line(text, known, allowed, fact.span) for text in _lines_of(fact))
            case Figure():
                yield from _lines_of_figure(block, library, dates, allowed)
            case Term():
                yield from (Line(text, frozenset(), allowed, block.span) for text in (block.gloss, block.native))
            case Recommendation():
                yield Line(block.jurisdiction, frozenset(), allowed, block.span)
    for brief in briefs.values():
        yield from (Line(text, frozenset(), project.exceptions, brief.span) for text in _lines_of_brief(brief))
    for theme in library.themes.values():
        yield Line(theme.title, frozenset(), project.exceptions, Span("content/library", 1, 1))


def _lines_of(fact: Fact) -> tuple[str, ...]:
    basis = fact.conversion.basis if fact.conversion else ""
    return (fact.label, fact.unit, fact.unit_one, fact.geography, basis)


def _lines_of_brief(brief: Brief) -> tuple[str, ...]:
    changes = (change for _, _, change in brief.history)
    return (brief.status, brief.marking, brief.organisation, brief.jurisdiction, *brief.addressees.values(), *changes)


def _lines_of_figure(
    figure: Figure, library: Library, dates: Mapping[BlockId, frozenset[str]], allowed: tuple[NumberException, ...]
) -> Iterator[Line]:
    if figure.chart is None:
        return
    yield from (Line(t, frozenset(), allowed, figure.chart.span) for t in (figure.chart.x_title, figure.chart.y_title))
    for datum in figure.chart.data:
        drawn = library.facts.get(datum.fact)
        if drawn and not (_DATE.fullmatch(datum.label) and isinstance(drawn.as_of, Unknown)):
            said = {found.group() for found in NUMBER.finditer(drawn.label)}
            place = datum.label_span or datum.span
            for text in (datum.label, datum.series):
                yield Line(text, _dates_for(text, drawn, dates[drawn.evidence]) | said, allowed, place)


def _dates_for(label: str, fact: Fact, beside: frozenset[str]) -> frozenset[str]:
    """Dates that the label of a mark may name: where it names a year or a quarter, that of the fact is among them."""
    own = _numbers_of(fact)
    for shape in (r"\d{4}", r"Q[1-4]"):
        named = {part for part in re.findall(shape, label) if part in beside}
        has_one = any(re.fullmatch(shape, part) for part in own)
        if named and has_one and isinstance(fact.as_of, Day) and not named & own:
            return frozenset(own)
    return beside


def _dates_of(evidence: Evidence) -> frozenset[str]:
    return frozenset(number for fact in evidence.facts for number in _numbers_of(fact))


def _numbers_of(fact: Fact) -> set[str]:
    """Years, days and the quarter of the fact's dates."""
    days = [day for day in (fact.as_of, fact.value) if isinstance(day, Day)]
    numbers = {str(part) for day in days for part in (day.year, day.day) if part}
    return numbers | {f"Q{(day.month + 2) // 3}" for day in days if day.month}
