"""Numbers in the labels of facts and of charts agree with what the fact says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.common import NUMBER, finding, running_text
from briefgen.core.model import Day, Evidence, Fact, Figure, Library, NumberException, Project, Term, Unknown
from briefgen.diagnostics import Diagnostic, Span

_DATE: Final = re.compile(r"\d{4}(?:-\d\d){0,2}")
"""A label that is a date itself places facts that have none."""


def stray_numbers(library: Library, project: Project) -> Iterator[Diagnostic]:
    """A number in a label is the fact's date, a date beside it, or declared as an exception."""
    beside = {evidence.id: _dates_of(evidence) for evidence in library.of_kind(Evidence)}
    for evidence in library.of_kind(Evidence):
        for fact in evidence.facts:
            allowed = (*evidence.exceptions, *project.exceptions)
            yield from _strays(fact.label, beside[evidence.id], allowed, fact.span)
    for term in library.of_kind(Term):
        yield from _strays(term.gloss, set(), (*term.exceptions, *project.exceptions), term.span)
    for figure in library.of_kind(Figure):
        if figure.chart:
            axes = f"{figure.chart.x_title} | {figure.chart.y_title}"
            yield from _strays(axes, set(), (*figure.exceptions, *project.exceptions), figure.chart.span)
        for datum in figure.chart.data if figure.chart else ():
            drawn = library.facts.get(datum.fact)
            if drawn and not (_DATE.fullmatch(datum.label) and isinstance(drawn.as_of, Unknown)):
                known = beside[drawn.evidence] | {found.group() for found in NUMBER.finditer(drawn.label)}
                allowed = (*figure.exceptions, *project.exceptions)
                text = f"{datum.label} | {datum.series}"
                yield from _strays(text, known, allowed, datum.label_span or datum.span)


def _strays(text: str, known: set[str], exceptions: tuple[NumberException, ...], span: Span) -> Iterator[Diagnostic]:
    for found in NUMBER.finditer(running_text(text, exceptions)):
        if found.group() not in known:
            message = f'the number "{found.group()}" in this label is bound to no fact'
            hint = "correct it if it is a date of the fact, or declare it under exceptions"
            yield finding("unbound-number", message, span, hint)


def _dates_of(evidence: Evidence) -> set[str]:
    return {number for fact in evidence.facts for number in _numbers_of(fact)}


def _numbers_of(fact: Fact) -> set[str]:
    """Years, days and the quarter of the fact's dates."""
    days = [day for day in (fact.as_of, fact.value) if isinstance(day, Day)]
    numbers = {str(part) for day in days for part in (day.year, day.day) if part}
    return numbers | {f"Q{(day.month + 2) // 3}" for day in days if day.month}
