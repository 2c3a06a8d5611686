"""Words that are quoted from a source are few: enough to find the place again, too few to copy it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Library, Pinpoint, Project
from briefgen.core.walk import parts_of
from briefgen.diagnostics import Diagnostic

MOST_WORDS: Final = 11
MOST_CHINESE: Final = 24
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019.,:-][^\W_]+)*")


def long_quote(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """A quotation has up to 11 words, or up to 24 Chinese characters."""
    quotes = {pin.quote.span: pin.quote for b in library.blocks.values() for pin in parts_of(b, Pinpoint) if pin.quote}
    for quote in quotes.values():
        chinese = len(_CJK.findall(quote.exact))
        words = len(_WORD.findall(_CJK.sub(" ", quote.exact)))
        if words / MOST_WORDS + chinese / MOST_CHINESE > 1:
            counted = f"{chinese} characters" if chinese > words else f"{words} words"
            allowed = f"{MOST_CHINESE} characters" if chinese > words else f"{MOST_WORDS} words"
            message = f"the quotation has {counted}; {allowed} are enough"
            yield finding("long-quote", message, quote.span, "keep the words around the value")
