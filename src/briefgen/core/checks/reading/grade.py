"""Texts ask for no more schooling than the audience's profile allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.reading.common import Reading, strictest
from briefgen.core.sentences import grade
from briefgen.diagnostics import Diagnostic

LEAST_WORDS: Final = 50
"""In a shorter text the grade says little."""


def hard_to_read(reading: Reading) -> Iterator[Diagnostic]:
    """The school grade, with glossary terms counted as plain words, is within the limit."""
    for text in reading.english():
        limit, audience = strictest(text.readers, "grade")
        if sum(len(s.words) for s in text.sentences) < LEAST_WORDS:
            continue
        adjusted, raw = grade(text.sentences, reading.terms), grade(text.sentences)
        if adjusted > limit + 0.5:
            message = (
                f"school grade {adjusted:.0f} ({raw:.0f} with glossary terms as they stand); "
                f"{limit:.0f} is the limit for {audience}"
            )
            yield text.found("hard-to-read", message, text.sentences[0].start, "shorter sentences and words")
