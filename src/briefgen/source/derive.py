"""Facts that are reckoned from other facts: `derived:` formulas become values, with all that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core import model as m
from briefgen.core.formulas import Formula, FormulaError, Name, names_in, parse_formula
from briefgen.core.reckoning import ANY_UNIT, Amount, Side, reckon, rounded
from briefgen.diagnostics import Report
from briefgen.source.blocks import EvidenceEntry, FactEntry
from briefgen.source.draft import Draft
from briefgen.source.fields import Ref
from briefgen.source.resolve import Names, circles
from briefgen.source.shapes import Entry

_SCALES: Final[Mapping[str, int]] = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


@dataclass(frozen=True, slots=True)
class _Task:
    entry: FactEntry
    text: m.Prose
    formula: Formula

    @property
    def id(self) -> m.FactId:
        return m.FactId(self.entry.id.text)

    def names(self) -> tuple[Name, ...]:
        return tuple(names_in(self.formula))


def derive_facts(draft: Draft, names: Names) -> None:
    """Put the values of all derived facts into the draft; those that have none are reported and taken out."""
    written = [(e, e.derived) for e in _fact_entries(draft.entries) if e.derived is not None]
    tasks = {task.id: task for entry, text in written if (task := _read(entry, text, draft.report))}
    _report_names(tasks.values(), names, draft.report)
    circular = _report_circles(tasks, draft.report)
    done: dict[m.FactId, m.Fact] = {}
    for name in tasks:
        if name not in circular:
            _derive(name, tasks, draft, done, circular)
    for name in {m.FactId(entry.id.text) for entry, _ in written} - done.keys():
        draft.facts.pop(name, None)
    draft.facts.update(done)
    _renew_blocks(draft, {m.FactId(entry.id.text) for entry, _ in written})


def _fact_entries(entries: Iterable[Entry]) -> Iterator[FactEntry]:
    for entry in entries:
        yield from entry.facts if isinstance(entry, EvidenceEntry) else ()


def _read(entry: FactEntry, text: m.Prose, report: Report) -> _Task | None:
    try:
        return _Task(entry, text, parse_formula(text.text))
    except FormulaError as fault:
        report.add(fault.rule, fault.message, text.at(fault.at), hint=fault.hint)
        return None


def _report_names(tasks: Iterable[_Task], names: Names, report: Report) -> None:
    for task in tasks:
        for name in task.names():
            names.check(Ref(name.fact, task.text.at(name.at), "fact"), report)


def _report_circles(tasks: Mapping[m.FactId, _Task], report: Report) -> set[m.FactId]:
    edges = {str(t.id): [(str(n.fact), t.text.at(n.at)) for n in t.names()] for t in tasks.values()}
    found = list(circles(edges))
    for name, place in found:
        report.add("cyclic-reference", f'"{name}" is reckoned from itself in the end', place)
    return {m.FactId(name) for name, _ in found}


def _derive(
    name: m.FactId,
    tasks: Mapping[m.FactId, _Task],
    draft: Draft,
    done: dict[m.FactId, m.Fact],
    failed: set[m.FactId],
) -> None:
    """The fact, and before it those that it is reckoned from. What rests on a faulty fact is passed over."""
    task = tasks[name]
    for needed in (n.fact for n in task.names() if n.fact in tasks):
        if needed not in done and needed not in failed:
            _derive(needed, tasks, draft, done, failed)
    known = {key: fact for key, fact in draft.facts.items() if fact.derived is None} | done
    if not all(n.fact in known for n in task.names()):
        failed.add(name)
        return
    try:
        done[name] = _fact(task, draft.facts[name], known)
    except FormulaError as fault:
        failed.add(name)
        draft.report.add(fault.rule, fault.message, task.text.at(fault.at), hint=fault.hint)


def _fact(task: _Task, bare: m.Fact, known: Mapping[m.FactId, m.Fact]) -> m.Fact:
    inputs = [known[name] for name in dict.fromkeys(n.fact for n in task.names())]
    if not inputs:
        raise FormulaError("the formula names no fact", 0, "give the number under value")
    amount = _scaled(reckon(task.formula, known), task.entry.unit)
    stated = m.Comparator(task.entry.comparator) if "comparator" in task.entry.model_fields_set else None
    value, comparator = _value(amount, task.entry.round_, stated)
    pins = [pin for fact in inputs for pin in fact.sources]
    unique = {(pin.citation, pin.locator): pin for pin in reversed(pins)}
    places = {fact.geography for fact in inputs}
    return replace(
        bare,
        value=value,
        comparator=comparator,
        unit=_unit(amount, task.entry.unit),
        as_of=task.entry.as_of or _as_of(inputs),
        geography=bare.geography or (places.pop() if len(places) == 1 else ""),
        conversion=_conversion(amount, inputs) if amount.rate else bare.conversion,
        sources=bare.sources if task.entry.sources else tuple(reversed(unique.values())),
        derived=m.Derived(" ".join(task.text.text.split()), tuple(fact.id for fact in inputs), task.entry.round_),
    )


def _value(amount: Amount, places: int | None, stated: m.Comparator | None) -> tuple[m.Quantity, m.Comparator]:
    """Value and comparator; one that an author states must be true of the value."""
    if amount.side is Side.OPEN and stated is m.Comparator.ABOUT:
        amount = replace(amount, side=Side.NEAR)
    value, found = rounded(amount, places)
    if stated is None or stated is found or stated in _also_true(amount, value, found):
        return value, stated or found
    hint = f'leave comparator out, or write "{found}"'
    raise FormulaError(f'"{stated}" does not follow from the formula, "{found}" does', 0, hint)


def _also_true(amount: Amount, value: m.Quantity, found: m.Comparator) -> set[m.Comparator]:
    more = {m.Comparator.ABOUT} if found is m.Comparator.EXACTLY else set()
    if isinstance(value, m.Range | str | m.Ratio | m.Day) or amount.side not in {Side.THERE, Side.NEAR}:
        return more
    if amount.low > value and amount.side is Side.THERE:
        more |= {m.Comparator.OVER}
    if amount.low < value:
        more |= {m.Comparator.NEARLY} | ({m.Comparator.UNDER} if amount.side is Side.THERE else set())
    return more


def _scaled(amount: Amount, stated: str) -> Amount:
    """In millions and the like, where that is the unit that the author wants."""
    word, _, unit = stated.partition(" ")
    if word not in _SCALES or unit != amount.unit:
        return amount
    places = -_SCALES[word]
    return replace(amount, low=amount.low.scaleb(places), high=amount.high.scaleb(places), unit=stated)


def _unit(amount: Amount, stated: str) -> str:
    if amount.unit == ANY_UNIT and not stated:
        raise FormulaError("two different units are divided", 0, "say under unit what the result is in", "unit-clash")
    named = stated in {"percent", "yuan", "USD", "EUR", "GBP"}
    if stated and (named or amount.unit) and stated != amount.unit and amount.unit != ANY_UNIT:
        message = f"the formula comes to {amount.unit or 'a plain number'}, not to {stated}"
        hint = "write share(a, b) for per cent" if stated == "percent" else ""
        raise FormulaError(message, 0, hint, "unit-clash")
    return stated or amount.unit


def _as_of(inputs: list[m.Fact]) -> m.Day | m.Unknown:
    """The latest of the dates, or why one of them is not known."""
    unknown = next((fact.as_of for fact in inputs if isinstance(fact.as_of, m.Unknown)), None)
    return unknown or max((f.as_of for f in inputs if isinstance(f.as_of, m.Day)), key=str)


def _conversion(amount: Amount, inputs: list[m.Fact]) -> m.Conversion:
    assert amount.rate is not None  # noqa: S101 - callers ask first
    if not isinstance(amount.rate.as_of, m.Day):
        raise FormulaError(f'the rate "{amount.rate.id}" has no date', 0, "give the rate its as-of date")
    return m.Conversion(inputs[0].id, "", rate=amount.rate)


def _renew_blocks(draft: Draft, derived: set[m.FactId]) -> None:
    """Evidence holds its facts as well."""
    for name, block in draft.blocks.items():
        if isinstance(block, m.Evidence) and any(fact.id in derived for fact in block.facts):
            facts = tuple(draft.facts.get(f.id, f) for f in block.facts if f.id in draft.facts)
            draft.blocks[name] = replace(block, facts=facts)
