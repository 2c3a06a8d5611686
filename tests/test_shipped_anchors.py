"""The shipped library: every fact of a source that was read quotes it, and a change of the fact is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from briefgen.core.bearing import Standing, judge
from briefgen.core.folding import fold
from briefgen.core.model import Comparator, Day, Fact, FactId, Library, Quote, Ratio
from briefgen.diagnostics import Report
from briefgen.project import load_workspace

ROOT = Path(__file__).resolve().parent.parent


@cache
def library() -> Library:
    return load_workspace(ROOT, Report()).library


def quoted() -> list[FactId]:
    """Facts whose quotations hold their value."""
    facts = library().facts.values()
    return [f.id for f in facts if not f.derived and any(p.quote and not p.quote.unstated for p in f.sources)]


def test_every_fact_of_a_source_that_was_read_quotes_it_or_says_why_not() -> None:
    read = {source.key for source in library().citations.values() if source.snapshots}
    stated = [fact for fact in library().facts.values() if not fact.derived]

    silent = [
        f.id for f in stated if any(p.citation in read for p in f.sources) and not any(p.quote for p in f.sources)
    ]

    assert read
    assert silent == []


def quotes_of(fact: Fact) -> Iterator[Quote]:
    yield from (pin.quote for pin in fact.sources if pin.quote and not pin.quote.unstated)


def stands(quote: Quote, fact: Fact) -> bool:
    """Whether a source that says nothing but the quoted words bears the fact out."""
    copy = f"{quote.prefix} {quote.exact}{quote.suffix or ' '}"
    return judge(replace(quote, prefix=""), fact, fold(copy)).standing is Standing.FOUND


def slips(fact: Fact) -> Iterator[Fact]:
    """The fact with one thing wrong in it."""
    match fact.value:
        case Decimal():
            digits = str(fact.value)
            for at in (n for n, c in enumerate(digits) if c.isdigit()):
                other = str((int(digits[at]) + 1) % 10)
                yield replace(fact, value=Decimal(digits[:at] + other + digits[at + 1 :]))
            others = {Comparator.OVER, Comparator.UNDER, Comparator.NEARLY, Comparator.UP_TO} - {fact.comparator}
            yield from (replace(fact, comparator=comparator) for comparator in sorted(others))
        case Day(year, month):
            yield replace(fact, value=replace(fact.value, month=month % 12 + 1) if month else Day(year + 1))
        case Ratio(left, right):
            yield replace(fact, value=Ratio(left, right + 1))
        case str():
            yield replace(fact, value=f"hardly {fact.value}")


@pytest.mark.parametrize("name", quoted())
def test_the_quoted_words_hold_the_value_and_no_other(name: FactId) -> None:
    fact = library().facts[name]

    for quote in quotes_of(fact):
        assert stands(quote, fact), quote.exact
        assert [str(slip.value) + slip.comparator for slip in slips(fact) if stands(quote, slip)] == []
