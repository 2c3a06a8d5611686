"""What states something rests on something: each text on a fact, on a citation, or on the sources of its block.

A text is what citations are printed after. A headline may leave it to the longer texts of its block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.reading.common import Reading, ReadText
from briefgen.core.model import Prose, TextBlock
from briefgen.core.notation import cited_keys, fact_ids
from briefgen.diagnostics import Diagnostic

OPINION: Final = frozenset(
    {
        *("bottom-line", "so-what", "implementation", "ask", "question", "lines-to-take", "respond"),
        *("checklist", "further-reading"),
        *("method", "interests", "limits", "unknowns"),
    }
)
"""Roles of texts that conclude, ask, advise, or speak of the brief itself. Others state what is so."""


def unsupported_text(reading: Reading) -> Iterator[Diagnostic]:
    """Every text that states something says in some way what it rests on."""
    for text in reading.texts:
        if not _is_supported(text):
            hint = "name a fact, cite a source, or give the block sources; an exception says what is opinion"
            yield text.found("unsupported-text", "this rests on no fact and on no source", 0, hint)


def _is_supported(text: ReadText) -> bool:
    block = text.block
    if not isinstance(block, TextBlock) or block.role in OPINION or block.sources:
        return True
    texts = [prose for _, prose in block.text.all()] if text.headline else [text.prose]
    return any(map(_names_something, texts))


def _names_something(prose: Prose) -> bool:
    return bool(fact_ids(prose) or cited_keys(prose))
