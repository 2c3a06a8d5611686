"""The gates that a release passes, and what a release asks for that a draft need not have yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.checks.reading.common import LIMITS
from briefgen.core.gates import not_approved
from briefgen.core.model import Brief, Evidence, Library, Review, TextBlock
from briefgen.core.profile import Audience, Length
from briefgen.core.select import refusal
from briefgen.core.staleness import belongs
from briefgen.diagnostics import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that must hold before a brief is issued."""

    number: str
    holds: str
    rules: tuple[str, ...]
    """The rules that stop a release where it does not hold."""
    when: str
    """The command that sees it: `check`, `build`, `check --built`, `verify --sources`."""


GATES: Final = (
    Gate(
        "G1", "Each document has the pages of its length", ("over-budget", "docx-over-budget", "under-filled"), "build"
    ),
    Gate("G2", "No number is bound to nothing", ("unbound-number", "number-in-words", "lost-comparator"), "check"),
    Gate("G3", "Whatever states a fact rests on evidence", ("unsupported-text", "challenge-without-evidence"), "check"),
    Gate("G4", "Evidence has a strength and a date", ("missing-field", "undated-fact", "mixed-scales"), "check"),
    Gate("G5", "Somebody else than its author has checked the evidence", ("unchecked-evidence",), "check"),
    Gate("G6", "No figure is past its time", ("stale-fact",), "check"),
    Gate("G7", "Where sources disagree, the brief shows it", ("conflict-not-shown",), "check"),
    Gate("G8", "Recommendations say owner, time, cost and indicator", ("missing-field", "blank-field"), "check"),
    Gate(
        "G9", "Challenges have answers, and answers challenges", ("orphan-challenge", "orphan-recommendation"), "check"
    ),
    Gate("G10", "Limits, interests, method and contact are there", ("incomplete-brief",), "check"),
    Gate(
        "G11",
        "Texts can be read by those for whom they are",
        ("unexplained-acronym", "vague-verb", "unbound-hedge", "loaded-word", "claims-too-much", *sorted(LIMITS)),
        "check",
    ),
    Gate("G14", "The files are accessible and complete", ("pdf-engine", "text-outside-page", "missing-glyph"), "build"),
    Gate("G15", "Figures have their text for readers who do not see them", ("alt-text",), "check"),
    Gate(
        "G16", "All formats and lengths say the same", ("formats-differ", "value-differs", "says-more"), "check --built"
    ),
    Gate("G17", "What was approved, translations too, rests on the same still", ("suspect-link",), "check"),
    Gate(
        "G18",
        "Sources say what is said of them, in other words",
        ("source-missing", "source-changed", "source-moved", "ambiguous-anchor", "missing-snapshot", "copied-words"),
        "verify --sources",
    ),
    Gate("G20", "The brief as it stands is approved", ("not-approved", "suspect-link"), "check"),
)
"""One list of what a release is held to. The numbers are those of the practice that the project follows."""

PARTS: Final[Mapping[str, str]] = {
    "limits": "where the evidence ends",
    "method": "how it was made",
    "interests": "whose interests are involved",
}
"""Roles of texts without which no brief is issued, and what a brief without them does not say."""


def asked_of_release(library: Library, readers: Sequence[tuple[Brief, Audience]]) -> Iterator[Diagnostic]:
    """All that a release lacks; `readers` are its briefs with each of their audiences."""
    briefs = {brief.id: brief for brief, _ in readers}.values()
    yield from not_approved(library, briefs)
    yield from unchecked_evidence(library, briefs)
    yield from incomplete_brief(library, readers)


def unchecked_evidence(library: Library, briefs: Collection[Brief]) -> Iterator[Diagnostic]:
    """Evidence that a brief may print and that nobody but its author has held against the sources."""
    for block in library.of_kind(Evidence):
        review = library.reviews.get(f"evidence {block.id}")
        if any(belongs(block, brief) for brief in briefs) and (review is None or _is_author(block, review)):
            who = f"nobody but its author, {block.author}," if review else "nobody"
            message = f'{who} has checked the evidence "{block.id}"'
            hint = f"somebody else holds it against its sources, then: briefgen review {block.id} --by NAME"
            yield Diagnostic("unchecked-evidence", message, block.span, Severity.ERROR, hint)


def _is_author(block: Evidence, review: Review) -> bool:
    return block.author.casefold() == review.by.casefold()


def incomplete_brief(library: Library, readers: Sequence[tuple[Brief, Audience]]) -> Iterator[Diagnostic]:
    """Briefs that keep from some of their readers where the evidence ends, how they were made, or who gains."""
    for role, what in PARTS.items():
        lacking: dict[str, list[Audience]] = {}
        for brief, audience in readers:
            if not _says(role, library, brief, audience):
                lacking.setdefault(brief.id, []).append(audience)
        for name, audiences in lacking.items():
            brief = next(each for each, _ in readers if each.id == name)
            to = ", ".join(dict.fromkeys(audience.name for audience in audiences))
            message = f'the brief "{name}" does not say {what}, to {to}'
            hint = f"write a text block with role: {role}, and a section that prints it in one of the brief's lengths"
            yield Diagnostic("incomplete-brief", message, brief.span, Severity.ERROR, hint)


def _says(role: str, library: Library, brief: Brief, audience: Audience) -> bool:
    """Whether these readers get a text of this role, in those of the brief's lengths that have a place for it.

    A summary of one page may have none for the method; a profile without any place for it tells its readers nothing.
    """
    places = [name for name, length in audience.lengths.items() if _has_place(length, role)]
    if places and not set(places) & set(brief.lengths):
        return True
    texts = (block for block in library.of_kind(TextBlock) if block.role == role)
    return bool(places) and any(not refusal(block, brief, audience) for block in texts)


def _has_place(length: Length, role: str) -> bool:
    return any(spec.show == "text" and (spec.role or spec.id) == role for spec in length.sections)
