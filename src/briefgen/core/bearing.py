"""Whether a copy of a source bears a fact out: the quotation stands in it, and the value in or near the quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from briefgen.core.amounts import Found, amounts, ratios, said_of
from briefgen.core.anchors import Hit, changed, hits, nearest
from briefgen.core.datings import datings, is_dated
from briefgen.core.folding import Folded, fold
from briefgen.core.model import Comparator, Day, Fact, Quote, Range, Ratio

NEAR: Final = 100
"""Characters on each side of a quotation in which the value is looked for, where the quotation holds none."""
_SCALES: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


class Standing(StrEnum):
    """How a quotation stands to its source."""

    FOUND = "found"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and where."""

    standing: Standing
    hit: Hit | None = None
    reason: str = ""
    """What is wrong, as the end of a sentence; empty when all is well."""


def judge(quote: Quote, fact: Fact | None, copy: Folded, wanted: range = range(0)) -> Verdict:
    """How `quote` stands in `copy`, and whether the value of `fact` stands there too.

    `wanted` are the places where the locator says that the words stand: they choose among several.
    """
    found = hits(quote, copy)
    if not found:
        return _gone(quote, copy)
    chosen = nearest(found, wanted) or found[0]
    if fact and not quote.unstated:
        fault = _missing_value(fact, copy.text, chosen) or _other_date(fact, copy.text[chosen.start : chosen.end])
        if fault:
            return Verdict(Standing.CHANGED, chosen, fault)
    if len(found) > 1 and not nearest(found, wanted):
        return Verdict(Standing.AMBIGUOUS, chosen, f"it stands there {len(found)} times")
    if not chosen.beside:
        return Verdict(Standing.MOVED, chosen, "the words around it are others")
    return Verdict(Standing.FOUND, chosen)


def _gone(quote: Quote, copy: Folded) -> Verdict:
    if hit := changed(quote, copy):
        return Verdict(Standing.CHANGED, hit, f'the source now says "{copy.text[hit.start : hit.end].strip()}"')
    return Verdict(Standing.MISSING, None, "the source does not say it")


def _missing_value(fact: Fact, text: str, hit: Hit) -> str:
    """Why the value is not there, or an empty text."""
    start, end = hit.start, hit.end
    if not _holds_a_value(fact, text[start:end]):
        start, end = max(0, start - NEAR), min(len(text), end + NEAR)
    match fact.value:
        case Day():
            there = is_dated(fact.value, text[start:end])
        case Ratio(left, right):
            there = any((a, b) == (left, right) for a, b, _ in ratios(text[start:end]))
        case Range(low, high):
            there = all(_places(end_, fact, text, start, end) for end_ in (low, high))
        case str():
            there = fold(fact.value).text in text[start:end]
        case Decimal():
            found = _places(fact.value, fact, text, start, end)
            return _other_comparator(fact, text, found) if found else "the value does not stand there"
    return "" if there else "the value does not stand there"


def _holds_a_value(fact: Fact, words: str) -> bool:
    """Whether the quotation itself says a value of this kind, so that no other place counts."""
    match fact.value:
        case Day():
            return any(True for _ in datings(words))
        case str():
            return fold(fact.value).text in words
        case Ratio():
            return any(True for _ in ratios(words))
    dates = {part for date in datings(words) for part in (date.year, date.day)}
    return any(set(each.values) - dates for each in amounts(words))


def _other_date(fact: Fact, words: str) -> str:
    """The quotation gives the value another year than the fact does; empty where it gives none."""
    own = _spellings(fact.value, fact) if isinstance(fact.value, Decimal) else ()
    years = sorted({date.year for date in datings(words) if date.year and date.year not in own})
    if isinstance(fact.value, Day) or not isinstance(fact.as_of, Day) or not years or fact.as_of.year in years:
        return ""
    return f"the source dates it {' and '.join(map(str, years))}, the fact {fact.as_of}"


def _places(value: Decimal, fact: Fact, text: str, start: int, end: int) -> list[Found]:
    """Amounts between `start` and `end` that are the value."""
    window, wanted = text[start:end], _spellings(value, fact)
    if fact.unit == "percent":
        inside = [each for each in amounts(window) if _is_share(value, each, window)]
        inside += [Found((), True, at, at) for a, b, at in ratios(window) if b and a * 100 / b == value]
    else:
        inside = [f for f in amounts(window) if not f.is_share and any(v in wanted for v in f.values)]
    return [Found(f.values, f.is_share, f.start + start, f.end + start) for f in inside]


def _spellings(value: Decimal, fact: Fact) -> tuple[Decimal, ...]:
    scale = _SCALES.get(fact.unit.partition(" ")[0])
    return (value, value.scaleb(scale)) if scale else (value,)


def _is_share(value: Decimal, found: Found, window: str) -> bool:
    """In per cent, as a part of one, or bare where per cent are spoken of, as in a table."""
    if found.is_share or re.search(r"%|per ?cent|百分", window):
        return value in found.values
    return any(each * 100 == value for each in found.values)


def _other_comparator(fact: Fact, text: str, found: list[Found]) -> str:
    """The source says "over" and the fact does not, or the other way round."""
    said = [said_of(text, each.start, each.end) for each in found]
    if any(_agrees(fact, each) for each in said):
        return ""
    first = said[0]
    ours = "no word like that" if fact.comparator is Comparator.EXACTLY else f'"{fact.comparator}"'
    return f"the source says {f'{chr(34)}{first}{chr(34)}' if first else 'the bare value'}, the fact {ours}"


def _agrees(fact: Fact, said: Comparator | None) -> bool:
    if said is None:
        converted = fact.conversion is not None and fact.comparator is Comparator.ABOUT
        return converted or fact.comparator is Comparator.EXACTLY
    return said is fact.comparator
