"""Rules of language, each a small module in a visible tuple, with the limits of the audiences' profiles.

To add a rule: a module here, its line in the tuple, a row in `diagnostics.RULES`, a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from briefgen.core.checks.exceptions import declared, unused
from briefgen.core.checks.reading.acronyms import unexplained_acronym
from briefgen.core.checks.reading.common import Reading, ReadText, read_by
from briefgen.core.checks.reading.grade import hard_to_read
from briefgen.core.checks.reading.length import long_sentence
from briefgen.core.checks.reading.passive import many_passives
from briefgen.core.checks.reading.strength import claims_too_much
from briefgen.core.checks.reading.support import unsupported_text
from briefgen.core.checks.reading.words import loaded_word, unbound_hedge, vague_verb
from briefgen.core.model import Brief, Library, NumberException, Project
from briefgen.core.profile import Audience
from briefgen.diagnostics import Diagnostic, Report

ReadingRule = Callable[[Reading], Iterator[Diagnostic]]
_Lines = dict[tuple[str, int], list[ReadText]]
_AT_A_TIME: Final = 1000
"""Fewer texts than `sentences` remembers."""

READING_RULES: Final[tuple[ReadingRule, ...]] = (
    long_sentence,
    hard_to_read,
    many_passives,
    unexplained_acronym,
    vague_verb,
    unbound_hedge,
    loaded_word,
    claims_too_much,
    unsupported_text,
)


def check_reading(
    library: Library, project: Project, audiences: Sequence[tuple[Brief, Audience]], report: Report
) -> None:
    """Every rule over every text that these audiences of these briefs may read."""
    reading = read_by(library, project, audiences)
    used: set[int] = set()
    by_line = _by_line(reading)
    for found in _findings(reading):
        waiver = _waiver(found, reading, by_line)
        if waiver:
            used.add(id(waiver))
            report.add("waived", f"{found.rule}: {waiver.reason}", found.span)
        else:
            report.add(found.rule, found.message, found.span, hint=found.hint, severity=found.severity)
    for exception, span in declared(library, project) if audiences else ():
        if exception.rule and id(exception) not in used:
            idle = unused(exception, span)
            report.add(idle.rule, idle.message, idle.span, hint=idle.hint)


def _findings(reading: Reading) -> Iterator[Diagnostic]:
    """Of all rules, some texts at a time: each rule finds what the one before it has learned of a text."""
    for start in range(0, len(reading.texts), _AT_A_TIME):
        some = replace(reading, texts=reading.texts[start : start + _AT_A_TIME])
        for rule in READING_RULES:
            yield from rule(some)


def _by_line(reading: Reading) -> _Lines:
    """Texts that something is waived for, by each line in which they stand."""
    found: _Lines = {}
    anywhere = any(exception.rule for exception in reading.project.exceptions)
    for text in reading.texts:
        for line in text.lines if anywhere or any(each.rule for each in text.block.exceptions) else ():
            found.setdefault(line, []).append(text)
    return found


def _waiver(found: Diagnostic, reading: Reading, by_line: _Lines) -> NumberException | None:
    assert found.span is not None  # noqa: S101 - rules of language always name a place
    for text in by_line.get((found.span.file, found.span.line), ()):
        allowed = (*text.block.exceptions, *reading.project.exceptions)
        if waiver := text.waiver(found.rule, found.span, allowed):
            return waiver
    return None
