"""What a release asks for beyond a draft, and who has answered for an exception.

In a draft a warning is a warning, and nobody needs to approve it. For a release a warning is an error, and so is a
brief without approval, unless a waiver names the rule, who answers for it, when and why. Waivers are printed, so that
readers know what was let through.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from briefgen.core.model import BlockId, Brief, Evidence, Library, Waiver
from briefgen.diagnostics import RULES, Diagnostic, Severity, Span

JUDGEMENTS: Final = frozenset(
    {
        *("unbound-number", "parts-do-not-add-up", "not-approved", "unchecked-evidence", "incomplete-brief"),
        *("below-floor", "over-budget", "docx-over-budget", "formats-differ"),
        *("source-missing", "source-changed", "missing-snapshot", "copied-words"),
    }
)
"""Errors that a project may weigh otherwise. All others guard what later stages rely on."""
_ASKED: Final = frozenset({"not-approved", "unchecked-evidence", "incomplete-brief"})
"""What only a release asks for."""
_OF_CONTENT: Final = _ASKED | {
    *("unbound-number", "parts-do-not-add-up", "source-missing", "source-changed", "missing-snapshot", "copied-words"),
}
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
            elif waiver.rule in _EARLY and waiver.rule not in _ASKED and waiver.span not in self._used:
                message = f'the waiver of "{waiver.rule}" lets nothing through'
                severity = RULES["unused-exception"].severity
                yield Diagnostic("unused-exception", message, waiver.span, severity, "take it away")


class _Places:
    """Which lines of which file belong to a block, fact, source or brief."""

    def __init__(self, library: Library, briefs: Mapping[str, Brief]) -> None:
        starts = [(b.span, str(b.id)) for b in library.blocks.values()]
        starts += [(c.span, str(c.key)) for c in library.citations.values()]
        facts = [(f.span, str(f.id)) for f in library.facts.values()]
        self._names = {name for _, name in (*starts, *facts)}
        self._starts, self._all = _Owners(starts), _Owners([*facts, *starts])
        self._ends = {str(f.id): self._after_facts(f.evidence, library) for f in library.facts.values()}
        self._briefs = {brief.id: brief.span.file for brief in briefs.values()}

    @staticmethod
    def _after_facts(evidence: str, library: Library) -> int:
        """The last line of the facts of this evidence, as far as texts that follow show it."""
        block = library.blocks.get(BlockId(evidence))
        if not isinstance(block, Evidence):
            return 10**9
        texts = [prose.span.line for _, prose in block.text.all()]
        last = max((fact.span.line for fact in block.facts), default=0)
        return min((line for line in texts if line > last), default=10**9)

    def knows(self, name: str) -> bool:
        return name in self._briefs or name in self._names

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
        if self._starts.of(span) == name:
            return True
        return self._all.of(span) == name and span.line < self._ends.get(name, 10**9)


class _Owners:
    """What begins where, file by file."""

    def __init__(self, starts: Iterable[tuple[Span, str]]) -> None:
        self._by_file: dict[str, list[tuple[int, str]]] = {}
        for start, name in starts:
            self._by_file.setdefault(start.file, []).append((start.line, name))
        for lines in self._by_file.values():
            lines.sort()

    def of(self, span: Span) -> str:
        """What begins last before this line; nothing where nothing does."""
        lines = self._by_file.get(span.file, [])
        at = bisect_left(lines, (span.line + 1, ""))
        return lines[at - 1][1] if at else ""
