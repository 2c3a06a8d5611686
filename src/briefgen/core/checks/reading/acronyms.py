"""Acronyms are explained by a glossary term, or in the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.common import running_text
from briefgen.core.checks.exceptions import ACRONYM
from briefgen.core.checks.reading.common import Reading, ReadText
from briefgen.core.model import Term
from briefgen.diagnostics import Diagnostic

KNOWN: Final = frozenset({"EU", "UK", "US", "USA", "UN", "TV", "PDF", "ID", "AM", "PM", "CEO", "FAQ", "AI", "IT"})


def unexplained_acronym(reading: Reading) -> Iterator[Diagnostic]:
    """Every acronym has a term, stands in brackets after its words, or is declared as an exception."""
    known = KNOWN | {form for term in reading.library.of_kind(Term) for form in _forms(term)}
    for text in reading.english():
        allowed = (*text.block.exceptions, *reading.project.exceptions)
        plain = running_text(text.prose.text, allowed)
        for found in ACRONYM.finditer(plain):
            if found.group() not in known and not _explained(found.group(), text):
                hint = "add a term with this acronym, write it out, or declare it under exceptions"
                yield text.found("unexplained-acronym", f'nothing explains "{found.group()}"', found.start(), hint)


def _forms(term: Term) -> tuple[str, ...]:
    return tuple(w for form in (term.acronym, term.title.text, *term.aliases) for w in form.split())


def _explained(acronym: str, text: ReadText) -> bool:
    """In brackets after its words, or followed by brackets, anywhere in the block."""
    shape = rf"\({acronym}s?\)|\b{acronym}s? \("
    return any(re.search(shape, prose.text) for _, prose in text.block.text.all())
