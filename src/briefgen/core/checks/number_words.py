"""Numbers in words are bound to facts as digits are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from briefgen.core.checks.common import finding, printed_prose, running_text
from briefgen.core.checks.labels import printed_lines
from briefgen.core.model import Brief, Fact, Library, NumberException, Project
from briefgen.core.number_words import SMALL, names_count, number_words
from briefgen.diagnostics import Diagnostic, Span


def number_in_words(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Shares, multiples and amounts in words belong to a fact or to a declared exception."""
    retyped = retyped_counts(library.facts.values())
    for prose, exceptions in printed_prose(library, briefs, project):
        yield from _unbound(prose.text, exceptions, prose.at, retyped)
    for line in printed_lines(library, briefs, project):
        yield from _unbound(line.text, line.exceptions, line.at, None)


def _unbound(
    written: str, exceptions: Iterable[NumberException], at: Callable[[int], Span], retyped: re.Pattern[str] | None
) -> Iterator[Diagnostic]:
    text = running_text(written, exceptions)
    counts = retyped.finditer(text) if retyped and names_count(text) else ()
    found = {m.start(): m for m in (*counts, *number_words(text))}
    for match in found.values():
        words = " ".join(match.group().split())
        hint = "name a fact in braces (its value may be words), or declare it under exceptions"
        yield finding("number-in-words", f'"{words}" is bound to no fact', at(match.start()), hint)


def retyped_counts(facts: Iterable[Fact]) -> re.Pattern[str] | None:
    """Small counts in words that a fact holds: "five documents" where a fact says so."""
    counts = ((_small_count(fact), fact.unit) for fact in facts)
    known = {(SMALL[count - 2], unit) for count, unit in counts if count and unit.islower()}
    shapes = sorted(rf"{word}\s+{re.escape(unit)}" for word, unit in known)
    return re.compile(rf"\b(?:{'|'.join(shapes)})\b", re.IGNORECASE) if shapes else None


def _small_count(fact: Fact) -> int:
    """A whole number from two to nine, or zero."""
    value = fact.value
    return int(value) if isinstance(value, Decimal) and value in range(2, 10) else 0
