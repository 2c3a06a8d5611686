"""Rules over a sound library, each a small function in a visible tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from briefgen.core.model import Brief, Library, Project
from briefgen.diagnostics import Diagnostic, Report

Check = Callable[[Library, Mapping[str, Brief], Project], Iterator[Diagnostic]]

CHECKS: Final[tuple[Check, ...]] = ()


def run_checks(library: Library, briefs: Mapping[str, Brief], project: Project, report: Report) -> None:
    """Every check, with the severities of the project."""
    for check in CHECKS:
        for found in check(library, briefs, project):
            report.add(found.rule, found.message, found.span, hint=found.hint)
