"""What was approved is looked at again when what it rests on has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.fingerprints import basis_of, basis_of_brief, changes
from briefgen.core.model import Block, Brief, Library, Project, Review, kind_of
from briefgen.diagnostics import Diagnostic

_NAMED: Final = 3


def suspect_link(library: Library, briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """Each block and brief that was reviewed rests on the same as then."""
    blocks = {f"{kind_of(block)} {block.id}": block for block in library.blocks.values()}
    named = {f"brief {brief.id}": brief for brief in briefs.values()}
    for review in library.reviews.values():
        subject = blocks.get(review.of) or named.get(review.of)
        if subject is None:
            message = f"there is no {review.of} any more"
            yield finding("suspect-link", message, review.span, "take this review away")
        elif said := _said(review, subject, library):
            hint = f"look at it again, then: briefgen review {_argument(subject, library)} --by NAME"
            yield finding("suspect-link", said, subject.span, hint)


def _said(review: Review, subject: Block | Brief, library: Library) -> str:
    """Who approved what, and what is otherwise now; empty when nothing is."""
    now = basis_of_brief(library, subject) if isinstance(subject, Brief) else basis_of(library, subject)
    found = changes(review.rests_on, now)
    if not found:
        return ""
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    changed = ", ".join(map(str, found[:_NAMED]))
    return f"{review.of} was approved by {review.by} on {review.date}; since then {changed}{more}"


def _argument(subject: Block | Brief, library: Library) -> str:
    """How the command line names it."""
    return f"brief:{subject.id}" if isinstance(subject, Brief) and subject.id in library.blocks else str(subject.id)
