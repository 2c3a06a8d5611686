"""Single words: verbs that name no instrument, hedges that rest on no judgement, words that take sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from briefgen.core.checks.reading.common import Reading, ReadText
from briefgen.core.model import Conflict, Evidence, Recommendation, TextBlock
from briefgen.core.sentences import words_at
from briefgen.diagnostics import Diagnostic

_VAGUE: Final = re.compile(
    r"^(?:Strengthen|Promote|Accelerate|Enhance|Leverage|Explore|Foster|Boost|Deepen|Optimi[sz]e|Facilitate|Advance)\b"
    r"|^(?:加强|促进|推动|加快|深化|提升|优化|探索|完善)"
)
_HEDGE: Final = re.compile(r"\b(?:could|may|might|possibly|perhaps|likely|significant(?:ly)?)\b|可能|或许|也许|显著")
_LOADED: Final = re.compile(
    r"\b(?:arms race|race|battle|battlefield|war|blockade|chokehold|stranglehold|seiz(?:e[sd]?|ing)"
    r"|squeez(?:e[sd]?|ing)|crush(?:ed|es|ing)?|dominat(?:e[sd]?|ing)|victory|weaponi[sz]e[sd]?)\b|卡脖子|封锁|围堵|碾压|霸权",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[\"\u201c][^\"\u201d]*[\"\u201d]")
ASSERTING: Final = frozenset({"ask", "bottom-line", "key-message"})
"""Roles of texts that state what the brief holds to be so; other texts weigh evidence, which carries its strength."""


def vague_verb(reading: Reading) -> Iterator[Diagnostic]:
    """A recommendation begins with what is to be done, by which instrument."""
    for text in reading.texts:
        if isinstance(text.block, Recommendation) and text.headline:
            for word, at in words_at(text.sentences[:1], _VAGUE):
                hint = "name the instrument: a law, money, a standard, a purchase, an organisation, information"
                yield text.found("vague-verb", f'"{word}" does not say what is to be done', at, hint)


def unbound_hedge(reading: Reading) -> Iterator[Diagnostic]:
    """What the brief asserts or asks for is not hedged by a word that nothing stands behind."""
    for text in reading.texts:
        if _asserts(text):
            for word, at in words_at(text.sentences, _HEDGE):
                hint = "say how strong the evidence is, or give the range as a fact"
                yield text.found("unbound-hedge", f'"{word}" rests on no judgement of the evidence', at, hint)


def _asserts(text: ReadText) -> bool:
    if isinstance(text.block, Recommendation):
        return text.headline
    return isinstance(text.block, TextBlock) and text.block.role in ASSERTING and text.headline


def loaded_word(reading: Reading) -> Iterator[Diagnostic]:
    """Words that take sides stand in quotation marks, or in evidence that says whose words they are."""
    for text in reading.texts:
        attributed = isinstance(text.block, Conflict) or (isinstance(text.block, Evidence) and text.block.attribution)
        if attributed:
            continue
        quoted = [m.span() for m in _QUOTED.finditer(text.prose.text)]
        for word, at in words_at(text.sentences, _LOADED):
            if not any(start <= at < end for start, end in quoted):
                yield text.found("loaded-word", f'"{word}" takes sides', at, "say it plainly, or say whose word it is")
