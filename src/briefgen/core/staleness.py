"""How long a figure is good for, measured against the date of the brief and never against a clock."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.model import Block, Brief, Day, Evidence, Fact, FactId, Library, RelationKind, Unknown

MONTHS: Final[Mapping[str, int]] = {
    "price": 3,
    "law": 3,
    "market": 6,
    "count": 6,
    "budget": 12,
    "review": 36,
    "statistic": 24,
    "official document": 24,
    "estimate": 24,
    "forecast": 12,
    "company claim": 12,
    "field report": 24,
    "expert opinion": 36,
    "news report": 12,
}
"""How many months a fact is good for, by its kind; one without a kind goes by the basis of its evidence."""
FACT_KINDS: Final = ("price", "law", "market", "count", "budget", "review")
_MONTHS_IN_YEAR: Final = 12


def good_until(fact: Fact, library: Library, months: Mapping[str, int]) -> Day | None:
    """The last day on which the fact is good; None for what does not age, or whose date nobody knows."""
    if isinstance(fact.valid_until, Unknown) or isinstance(fact.value, Day | str):
        return None
    if fact.valid_until:
        return _last_day(fact.valid_until)
    evidence = library.blocks.get(fact.evidence)
    if isinstance(fact.as_of, Unknown) or not isinstance(evidence, Evidence):
        return None
    kind = fact.ages_as or evidence.basis
    return _later(_last_day(fact.as_of), months.get(kind, MONTHS[kind]))


def is_stale(fact: Fact, library: Library, months: Mapping[str, int], on: Day) -> bool:
    """Whether the fact, or one that it is reckoned from, is past its time on that day."""
    until = good_until(fact, library, months)
    if fact.valid_until is None and fact.derived:
        inputs = (library.facts.get(name) for name in fact.derived.inputs)
        return any(is_stale(each, library, months, on) for each in inputs if each)
    return until is not None and until < _first_day(on)


def stale_facts(library: Library, brief: Brief) -> Iterator[tuple[Fact, Day]]:
    """Facts that the brief may print and that are past their time, with the day until which they were good.

    What newer evidence supersedes is history, and a reckoned fact is as old as what it is reckoned from.
    """
    past = {r.to for block in library.of_kind(Evidence) for r in block.relations if r.how is RelationKind.SUPERSEDES}
    for evidence in library.of_kind(Evidence):
        if evidence.id not in past and belongs(evidence, brief):
            for fact in evidence.facts:
                until = good_until(fact, library, brief.valid_for)
                if not fact.derived and until and is_stale(fact, library, brief.valid_for, brief.date):
                    yield fact, until


def stale_ids(library: Library, brief: Brief) -> frozenset[FactId]:
    """Ids of all facts that are past their time on the day of the brief."""
    return frozenset(f.id for f in library.facts.values() if is_stale(f, library, brief.valid_for, brief.date))


def belongs(block: Block, brief: Brief) -> bool:
    """Whether the brief may print the block, to whomever."""
    chosen = not brief.themes or block.theme in brief.themes or block.id in brief.include
    return chosen and block.id not in brief.exclude and block.keep != "never"


def _first_day(day: Day) -> Day:
    return Day(day.year, day.month or 1, day.day or 1)


def _last_day(day: Day) -> Day:
    month = day.month or _MONTHS_IN_YEAR
    return Day(day.year, month, day.day or calendar.monthrange(day.year, month)[1])


def _later(day: Day, months: int) -> Day:
    years, month = divmod((day.month or 1) - 1 + months, _MONTHS_IN_YEAR)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return Day(day.year + years, month + 1, min(day.day or 1, last))
