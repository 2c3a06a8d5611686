"""What several checks need: findings with their rule's severity, and all printed prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.core.model import Brief, Library, NumberException, Project, Prose
from briefgen.core.walk import prose_in
from briefgen.diagnostics import RULES, Diagnostic, Span


def finding(rule: str, message: str, span: Span, hint: str = "") -> Diagnostic:
    """A finding that weighs what its rule weighs."""
    return Diagnostic(rule, message, span, RULES[rule].severity, hint)


def printed_prose(
    library: Library, briefs: Mapping[str, Brief], project: Project
) -> Iterator[tuple[Prose, tuple[NumberException, ...]]]:
    """All prose that a brief may print, each with the number exceptions that hold in it."""
    for block in library.blocks.values():
        for prose in prose_in(block):
            yield prose, (*block.exceptions, *project.exceptions)
    for value in (*library.citations.values(), *briefs.values()):
        for prose in prose_in(value):
            yield prose, project.exceptions
