"""Facts that are declared as parts of a total must add up to it, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from briefgen.core.model import Comparator, Fact, FactId
from briefgen.core.numbers import printed_comparator
from briefgen.diagnostics import Report
from briefgen.source.blocks import EvidenceEntry, SumEntry
from briefgen.source.shapes import Entry


def check_sums(entries: Iterable[Entry], facts: Mapping[FactId, Fact], report: Report) -> None:
    """Report each `adds-up` that does not; sums over facts that do not exist are passed over."""
    for entry in entries:
        for declared in entry.adds_up if isinstance(entry, EvidenceEntry) else ():
            named = [facts.get(FactId(ref.name)) for ref in (declared.total, *declared.parts)]
            found = [fact for fact in named if fact is not None]
            if len(found) == len(named) and (fault := _fault(found[0], found[1:])):
                _report(declared, fault, report)


def _fault(total: Fact, parts: list[Fact]) -> str:
    for fact in (total, *parts):
        if not isinstance(fact.value, Decimal):
            return f'"{fact.id}" is not a plain number, so it cannot be added'
        if fact.unit != total.unit:
            return f'"{fact.id}" is in {fact.unit or "no unit"}, "{total.id}" in {total.unit or "no unit"}'
    rough = [part.id for part in parts if printed_comparator(part) is not Comparator.EXACTLY]
    if rough and printed_comparator(total) is Comparator.EXACTLY:
        return f'"{rough[0]}" is not exact, so "{total.id}" cannot be'
    summed = sum((part.value for part in parts if isinstance(part.value, Decimal)), Decimal(0))
    return "" if summed == total.value else f'the parts of "{total.id}" sum to {summed:,f}, not to {total.value:,f}'


def _report(declared: SumEntry, fault: str, report: Report) -> None:
    report.add("parts-do-not-add-up", fault, declared.total.span, hint="correct a value, or take the sum away")
