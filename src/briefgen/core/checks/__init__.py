"""Rules over a library and its briefs, each a small function in a visible tuple.

To add a rule: a row in `diagnostics.RULES`, a function here, a fixture in tests/errors/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from briefgen.core.checks.attribution import unattributed_claim
from briefgen.core.checks.chain import (
    challenge_without_evidence,
    conflict_not_shown,
    orphan_challenge,
    orphan_recommendation,
)
from briefgen.core.checks.common import remembered
from briefgen.core.checks.comparators import lost_comparator
from briefgen.core.checks.evidence import (
    retracted_source,
    stale_fact,
    undated_fact,
    undated_source,
    unused_citation,
    unused_fact,
)
from briefgen.core.checks.exceptions import unused_exception
from briefgen.core.checks.figures import alt_text, bad_figure
from briefgen.core.checks.length import text_too_long
from briefgen.core.checks.number_words import number_in_words
from briefgen.core.checks.origins import one_origin
from briefgen.core.checks.prose import bad_markdown, bad_notation, doubled_comparator, unbound_number
from briefgen.core.checks.quotes import long_quote
from briefgen.core.checks.reviews import suspect_link
from briefgen.core.checks.scales import mixed_scales
from briefgen.core.model import Brief, Library, Project
from briefgen.diagnostics import Diagnostic, Report

Check = Callable[[Library, Mapping[str, Brief], Project], Iterator[Diagnostic]]
"""Sees everything and yields its findings; never reads files."""

CHECKS: Final[tuple[Check, ...]] = (
    unbound_number,
    number_in_words,
    bad_notation,
    bad_markdown,
    doubled_comparator,
    lost_comparator,
    unused_exception,
    text_too_long,
    undated_fact,
    stale_fact,
    undated_source,
    retracted_source,
    long_quote,
    unused_fact,
    unused_citation,
    orphan_challenge,
    orphan_recommendation,
    challenge_without_evidence,
    conflict_not_shown,
    one_origin,
    unattributed_claim,
    mixed_scales,
    suspect_link,
    alt_text,
    bad_figure,
)


def run_checks(library: Library, briefs: Mapping[str, Brief], project: Project, report: Report) -> None:
    """Every check; `report` weighs the findings as the project wants. Names that lead nowhere are passed over."""
    with remembered():
        for check in CHECKS:
            for found in check(library, briefs, project):
                report.add(found.rule, found.message, found.span, hint=found.hint)
