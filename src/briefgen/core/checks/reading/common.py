"""Who reads which text: what every rule of language works on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.alternatives import any_of
from briefgen.core.model import (
    DEPTHS,
    Block,
    Brief,
    Challenge,
    Depth,
    Library,
    NumberException,
    Project,
    Prose,
    Term,
    TextBlock,
    kind_of,
)
from briefgen.core.profile import Audience
from briefgen.core.sentences import Sentence, is_chinese, sentences
from briefgen.diagnostics import RULES, Diagnostic, Severity, Span

LIMITS: Final = frozenset({"long-sentence", "hard-to-read", "many-passives"})
"""Rules whose limits, and whose severity, stand in the audience's profile under `reading`."""
_WEIGHTS: Final = (Severity.INFO, Severity.WARNING, Severity.ERROR)


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text with the audiences that get it to read."""

    block: Block
    prose: Prose
    headline: bool
    readers: tuple[Audience, ...]

    @property
    def chinese(self) -> bool:
        return is_chinese(self.prose.text)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.prose.text)

    def found(self, rule: str, message: str, offset: int, hint: str = "") -> Diagnostic:
        """A finding at this character, as heavy as the readers' profiles want limits to be."""
        levels = [RULES[rule].severity, *(Severity(a.reading.level) for a in self.readers if rule in LIMITS)]
        return Diagnostic(rule, message, self.prose.at(offset), max(levels, key=_WEIGHTS.index), hint)

    @property
    def lines(self) -> Iterator[tuple[str, int]]:
        """The file and number of every line in which the text stands."""
        first, file = self.prose.span.line, self.prose.span.file
        return ((file, line) for line in range(first, first + self.prose.text.count("\n") + 1))

    def waiver(self, rule: str, place: Span, exceptions: Iterable[NumberException]) -> NumberException | None:
        """The exception for this rule whose words stand in the sentence at `place`."""
        for sentence in self.sentences:
            if self.prose.at(sentence.start) <= place <= self.prose.at(sentence.start + len(sentence.text)):
                whole = " ".join(sentence.text.split())
                for each in exceptions:
                    if each.rule == rule and " ".join(each.text.split()) in whole:
                        return each
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """All texts that some audience of some brief may read."""

    library: Library
    project: Project
    texts: tuple[ReadText, ...]
    terms: re.Pattern[str] | None
    """Glossary terms in all their forms."""

    def english(self) -> Iterator[ReadText]:
        yield from (text for text in self.texts if not text.chinese)

    def chinese(self) -> Iterator[ReadText]:
        yield from (text for text in self.texts if text.chinese)


def strictest(readers: Sequence[Audience], limit: str) -> tuple[float, str]:
    """The lowest of the readers' limits, and whose it is."""
    found = min(readers, key=lambda a: float(getattr(a.reading, limit)))
    return float(getattr(found.reading, limit)), found.name


def read_by(library: Library, project: Project, audiences: Sequence[tuple[Brief, Audience]]) -> Reading:
    """Every text with its readers; blocks that no brief may print to anybody are left out."""
    readers: dict[Span, tuple[Block, bool, Prose, dict[str, Audience]]] = {}
    for brief, audience in audiences:
        for block in library.blocks.values():
            for headline, prose in _texts(block, audience) if _may_see(block, brief, audience) else ():
                readers.setdefault(prose.span, (block, headline, prose, {}))[3][audience.name] = audience
    texts = (ReadText(b, p, h, tuple(a.values())) for b, h, p, a in readers.values())
    return Reading(library, project, tuple(texts), _terms(library))


def _may_see(block: Block, brief: Brief, audience: Audience) -> bool:
    meant = not block.audiences or bool(set(block.audiences) & set(audience.chain))
    chosen = not brief.themes or block.theme in brief.themes or block.id in brief.include
    return meant and chosen and block.id not in brief.exclude and block.keep != "never" and not isinstance(block, Term)


def _texts(block: Block, audience: Audience) -> Iterator[tuple[bool, Prose]]:
    for depth in DEPTHS[: DEPTHS.index(_deepest(block, audience)) + 1]:
        rendition = block.text.at(depth, audience.chain)
        if rendition and rendition.depth is depth:
            yield depth is DEPTHS[0], rendition.prose
    implications: Mapping[str, Prose] = block.implications if isinstance(block, Challenge) else {}
    yield from ((False, implications[name]) for name in audience.chain if name in implications)


def _deepest(block: Block, audience: Audience) -> Depth:
    """The longest text of such a block that a section of its own prints; the full text where there is none."""
    kind, role = kind_of(block), block.role if isinstance(block, TextBlock) else ""
    sections = (s for length in audience.lengths.values() for s in length.sections)
    depths = [s.depth for s in sections if s.show == kind and s.role == role]
    return max(depths, key=DEPTHS.index, default=Depth.FULL)


def _terms(library: Library) -> re.Pattern[str] | None:
    each = ((term.title.text.strip(), term.acronym, *term.aliases) for term in library.of_kind(Term))
    known = {form for forms in each for form in forms if form}
    return re.compile(rf"\b{any_of(known)}s?\b") if known else None
