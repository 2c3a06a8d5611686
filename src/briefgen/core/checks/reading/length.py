"""Sentences are as long as the audience's profile allows: words in English, characters in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.reading.common import Reading, ReadText, strictest
from briefgen.diagnostics import Diagnostic

CHARACTERS: Final = 80
"""Of a Chinese sentence, whoever reads it."""


LEAST_SENTENCES: Final = 5
"""In a shorter text the average says little."""


def _on_average(text: ReadText) -> Iterator[Diagnostic]:
    limit, audience = strictest(text.readers, "mean_sentence")
    mean = sum(len(s.words) for s in text.sentences) / max(1, len(text.sentences))
    if len(text.sentences) >= LEAST_SENTENCES and mean > limit:
        message = f"sentences of {mean:.0f} words on average; {limit:.0f} are allowed for {audience}"
        yield text.found("long-sentence", message, text.sentences[0].start, "make some of them shorter")


def long_sentence(reading: Reading) -> Iterator[Diagnostic]:
    """No sentence is longer than its strictest reader's limit."""
    for text in reading.english():
        limit, audience = strictest(text.readers, "max_sentence")
        for sentence in text.sentences:
            if len(sentence.words) > limit:
                message = f"a sentence of {len(sentence.words)} words; {limit:.0f} are allowed for {audience}"
                yield text.found("long-sentence", message, sentence.start, "make two of it")
        yield from _on_average(text)
    for text in reading.chinese():
        for sentence in text.sentences:
            if sentence.characters > CHARACTERS:
                message = f"a sentence of {sentence.characters} characters; {CHARACTERS} are allowed"
                yield text.found("long-sentence", message, sentence.start, "make two of it")
