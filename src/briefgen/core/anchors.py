"""Where a quotation stands in a copy of its source: once, several times, with other numbers, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from briefgen.core.folding import BREAK, Folded, pattern
from briefgen.core.model import Quote

_AWAY: Final = 40
"""Characters that words around a quotation may have between them beyond three times its length."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of folded text."""

    start: int
    end: int
    beside: bool = True
    """The prefix and the suffix of the quotation stand beside it, if it has them."""


def hits(quote: Quote, copy: Folded) -> tuple[Hit, ...]:
    """Every place of the exact words; where some have the right words beside them, only these."""
    found = [_beside(quote, copy, m.start(), m.end()) for m in re.finditer(pattern(quote.exact), copy.text)]
    whole = [hit for hit in found if _is_whole(copy.text, hit, quote)]
    if not found and " " in quote.exact:
        spaced = re.finditer(pattern(quote.exact, spaced=True), copy.text)
        whole = [_beside(quote, copy, m.start(), m.end()) for m in spaced if not _cut(copy.text, m.start(), m.end())]
    right = [hit for hit in whole if hit.beside]
    return tuple(right or whole)


def changed(quote: Quote, copy: Folded) -> Hit | None:
    """Where the words once stood: the same with other numbers, or what is now between prefix and suffix."""
    for found in re.finditer(pattern(quote.exact, loose=True), copy.text):
        hit = Hit(found.start(), found.end())
        if re.search(r"\d", quote.exact) and _is_whole(copy.text, hit, quote):
            return hit
    before, after = pattern(quote.prefix), pattern(quote.suffix)
    reach = 3 * len(quote.exact) + _AWAY
    if quote.prefix and quote.suffix:
        between = re.search(rf"{before}(.{{0,{reach}}}?){after}", copy.text, re.DOTALL)
        return Hit(between.start(1), between.end(1)) if between else None
    if quote.prefix and (lead := re.search(before, copy.text)):
        return Hit(lead.end(), min(lead.end() + len(quote.exact), len(copy.text)))
    if quote.suffix and (tail := re.search(after, copy.text)):
        return Hit(max(0, tail.start() - len(quote.exact)), tail.start())
    return None


def _beside(quote: Quote, copy: Folded, start: int, end: int) -> Hit:
    before = copy.text[max(0, start - 3 * len(quote.prefix) - 3) : start]
    after = copy.text[end : end + 3 * len(quote.suffix) + 3]
    leads = not quote.prefix or re.search(rf"{pattern(quote.prefix)}[ {BREAK}]?\Z", before) is not None
    follows = not quote.suffix or re.match(rf"[ {BREAK}]?{pattern(quote.suffix)}", after) is not None
    return Hit(start, end, leads and follows)


def _is_whole(text: str, hit: Hit, quote: Quote) -> bool:
    """No word and no number goes on at either end, unless the words beside it are known."""
    known = hit.beside and (quote.prefix or quote.suffix)
    return bool(known) or not (_joined(text, hit.start) or _joined(text, hit.end))


def _cut(text: str, start: int, end: int) -> bool:
    """Whether a number goes on at either end; where blanks are lost, words may."""
    return bool(re.search(r"\d[.,]?\Z", text[max(0, start - 2) : start]) and text[start].isdigit()) or bool(
        re.match(r"[.,]?\d", text[end : end + 2]) and text[end - 1].isdigit()
    )


def _joined(text: str, at: int) -> bool:
    """Whether one word, or one number, stands across the place."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if _LETTER.search(before[-1:]) and _LETTER.match(after):
        return True
    return bool(re.fullmatch(r"\d[.,]|.?\d", before) and re.match(r"\d|[.,]\d", after)) and not (
        before[-1:] in ".," and after[:1] in ".,"
    )


_LETTER: Final = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff]")
"""A letter or digit of a script that sets blanks between words."""


def nearest(found: tuple[Hit, ...], wanted: range) -> Hit | None:
    """The one hit that begins inside `wanted`; None when none or several do."""
    right = [hit for hit in found if hit.start in wanted]
    return right[0] if len(right) == 1 else None
