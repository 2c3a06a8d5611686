"""What a release asks for beyond a draft, and who has answered for an exception.

In a draft a warning is a warning, and nobody needs to approve it. For a release a warning is an error, and so is a
brief without approval, unless a waiver names the rule, who answers for it, when and why. Waivers are printed, so that
readers know what was let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from briefgen.core.model import Brief, Evidence, Library, Waiver
from briefgen.diagnostics import RULES, Diagnostic, Severity, Span

JUDGEMENTS: Final = frozenset(
    {
        *("unbound-number", "parts-do-not-add-up", "not-approved"),
        *("below-floor", "over-budget", "docx-over-budget", "formats-differ"),
        *("source-missing", "source-changed", "missing-snapshot"),
    }
)
"""Errors that a project may weigh otherwise. All others guard what later stages rely on."""
_OF_CONTENT: Final = frozenset(
    {"unbound-number", "parts-do-not-add-up", "not-approved", "source-missing", "source-changed", "missing-snapshot"}
)
WAIVABLE: Final = tuple(
    rule.id for rule in RULES.values() if rule.severity is not Severity.ERROR or rule.id in _OF_CONTENT
)
"""Rules that a waiver may name: warnings, notes, and errors of content without which pages can be made."""
_BRIEF: Final = re.compile(r'the brief "([^"]+)"')
_EARLY: Final = frozenset(list(RULES)[: list(RULES).index("template-syntax")])
"""Rules about content, which every check applies; others speak only when documents are made."""


def for_release(found: Diagnostic) -> Diagnostic:
    """The finding as a release weighs it."""
    return replace(found, severity=Severity.ERROR) if found.severity is Severity.WARNING else found


def not_approved(library: Library, briefs: Iterable[Brief]) -> Iterator[Diagnostic]:
    """Briefs that nobody has approved; that what was approved is still the same is another rule."""
    for brief in briefs:
        if f"brief {brief.id}" not in library.reviews:
            name = f"brief:{brief.id}" if brief.id in library.blocks else brief.id
            message, hint = f'nobody has approved the brief "{brief.id}"', f"briefgen review {name} --by NAME"
            yield Diagnostic("not-approved", message, brief.span, Severity.ERROR, hint)


class Waivers:
    """All waivers of a project, and what each of them has let through so far."""

    def __init__(self, waivers: Iterable[Waiver], library: Library, briefs: Mapping[str, Brief]) -> None:
        self._places = _Places(library, briefs)
        self._waivers = tuple({waiver.span: waiver for waiver in waivers}.values())
        self._used: set[Span] = set()

    def apply(self, found: Diagnostic) -> Diagnostic:
        """The finding, or a note that says who waived it, when and why."""
        if found.severity is not Severity.INFO:
            for waiver in self._waivers:
                if waiver.rule == found.rule and self._is_for(waiver, found):
                    self._used.add(waiver.span)
                    said = f"{found.rule}, by {waiver.by} on {waiver.date}: {waiver.reason}"
                    return Diagnostic("waived", f"{found.message}; waived as {said}", found.span, Severity.INFO)
        return found

    def _is_for(self, waiver: Waiver, found: Diagnostic) -> bool:
        """In the right place, and of the right brief where the finding names one."""
        other = _BRIEF.search(found.message)
        own = self._places.brief_of(waiver.span)
        return self._places.hold(waiver.of, found.span) and (not other or own in ("", other[1]))

    def faults(self) -> Iterator[Diagnostic]:
        """Waivers for what does not exist, and those about content that let nothing through."""
        for waiver in self._waivers:
            if waiver.of and not self._places.knows(waiver.of):
                message = f'no block, fact, source or brief is called "{waiver.of}"'
                yield Diagnostic("unknown-block", message, waiver.span, RULES["unknown-block"].severity)
            elif waiver.rule in _EARLY and waiver.rule != "not-approved" and waiver.span not in self._used:
                message = f'the waiver of "{waiver.rule}" lets nothing through'
                severity = RULES["unused-exception"].severity
                yield Diagnostic("unused-exception", message, waiver.span, severity, "take it away")


class _Places:
    """Which lines of which file belong to a block, fact, source or brief."""

    def __init__(self, library: Library, briefs: Mapping[str, Brief]) -> None:
        self._starts = [(b.span, str(b.id)) for b in library.blocks.values()]
        self._starts += [(c.span, str(c.key)) for c in library.citations.values()]
        self._facts = [(f.span, str(f.id)) for f in library.facts.values()]
        self._ends = {str(f.id): self._after_facts(f.evidence, library) for f in library.facts.values()}
        self._briefs = {brief.id: brief.span.file for brief in briefs.values()}

    @staticmethod
    def _after_facts(evidence: str, library: Library) -> int:
        """The last line of the facts of this evidence, as far as texts that follow show it."""
        block = next((b for b in library.of_kind(Evidence) if b.id == evidence), None)
        texts = [prose.span.line for _, prose in block.text.all()] if block else []
        last = max((fact.span.line for fact in block.facts), default=0) if block else 0
        return min((line for line in texts if line > last), default=10**9)

    def knows(self, name: str) -> bool:
        return name in self._briefs or any(name == known for _, known in (*self._starts, *self._facts))

    def brief_of(self, place: Span) -> str:
        """The brief whose file this is, or nothing."""
        return next((name for name, file in self._briefs.items() if file == place.file), "")

    def hold(self, name: str, span: Span | None) -> bool:
        """Whether the place belongs to what is called so; an empty name is everywhere."""
        if not name:
            return True
        if span is None:
            return False
        if self._briefs.get(name) == span.file:
            return True
        return _owner(self._starts, span) == name or (
            _owner([*self._facts, *self._starts], span) == name and span.line < self._ends.get(name, 10**9)
        )


def _owner(starts: Sequence[tuple[Span, str]], span: Span) -> str:
    """What begins last before this line."""
    before = [(start.line, name) for start, name in starts if start.file == span.file and start.line <= span.line]
    return max(before, default=(0, ""))[1]
