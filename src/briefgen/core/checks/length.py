"""Rules for how much a text may say at each depth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.model import WORD_LIMITS, Brief, Fact, FactId, Library, Project, Prose, Term
from briefgen.core.notation import FactMark, marks, without_marks
from briefgen.core.numbers import print_fact
from briefgen.diagnostics import Diagnostic

DEFINITION_WORDS: Final = 30
GLOSS_WORDS: Final = 12
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def count_words(text: str) -> int:
    """Words that a reader meets in `text`; two Chinese or Japanese characters count as one word."""
    characters = len(_CJK.findall(text))
    words = sum(1 for word in _CJK.sub(" ", text).split() if any(c.isalnum() for c in word))
    return words + (characters + 1) // 2


def text_too_long(library: Library, _briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Texts keep within the words of their depth, definitions and glosses within theirs."""
    for block in library.blocks.values():
        for depth, prose in block.text.all():
            words = _words(prose, library.facts, project.lang)
            if words > WORD_LIMITS[depth]:
                message = f"this {depth} has {words} words; {WORD_LIMITS[depth]} are allowed"
                yield finding("text-too-long", message, prose.span)
    for term in library.of_kind(Term):
        words = _words(term.definition, library.facts, project.lang)
        if words > DEFINITION_WORDS:
            message = f"this definition has {words} words; {DEFINITION_WORDS} are allowed"
            yield finding("text-too-long", message, term.definition.span)
        if count_words(term.gloss) > GLOSS_WORDS:
            message = f"the gloss has {count_words(term.gloss)} words; {GLOSS_WORDS} are allowed"
            yield finding("text-too-long", message, term.span)


def _words(prose: Prose, facts: Mapping[FactId, Fact], lang: str) -> int:
    """Words of `prose` with its facts printed; citations and link targets do not count."""
    named = (m for m in marks(prose.text) if isinstance(m, FactMark) and m.fact in facts)
    printed = " ".join(print_fact(facts[m.fact], lang, m.form) for m in named)
    return count_words(f"{without_marks(prose.text)} {printed}")
