"""Why a chart cannot be drawn as its author asks: values, units, dates, and more marks than can be told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from briefgen.core.chart_kinds import CHART_KINDS, ChartKind
from briefgen.core.model import Chart, Datum, Day, Fact, FactId, FactValue, Range
from briefgen.core.numbers import MONEY
from briefgen.core.walk import parts_of
from briefgen.diagnostics import Span

Fault = tuple[str, Span, str]
"""Message, place, hint."""
Drawn = Sequence[tuple[Datum, Fact]]


def chart_faults(chart: Chart, facts: Mapping[FactId, Fact]) -> Iterator[Fault]:
    """Why a chart cannot be drawn as it asks to be."""
    if chart.type == "matrix":
        if chart.data:
            yield "a matrix is made of challenges and recommendations and has no data", chart.span, ""
        return
    for datum in chart.data:
        for name in datum.facts:
            if name not in facts:
                yield f'no fact is called "{name}"', datum.span, ""
    if chart.type == "vega":
        yield from _spec_faults(chart, facts)
        return
    drawn = [(d, facts[d.fact]) for d in chart.data if d.fact in facts]
    kind = CHART_KINDS[chart.type]
    if len(chart.data) < kind.least:
        yield f"a {chart.type} chart needs {kind.least} or more entries under data", chart.span, ""
    for datum, fact in drawn:
        yield from _value_faults(chart, kind, datum, fact)
    if drawn and kind.numbers:
        yield from _unit_faults(drawn)
    yield from _crowding(chart, kind)
    yield from _series_faults(chart, kind, drawn)
    yield from _own_faults(chart, drawn, facts)


def is_timed(chart: Chart) -> bool:
    """Whether entries stand at dates; those of small multiples do if all their labels are dates."""
    if chart.type == "multiples":
        return all(_DATE.fullmatch(datum.label) for datum in chart.data)
    return CHART_KINDS[chart.type].timed


def _value_faults(chart: Chart, kind: ChartKind, datum: Datum, fact: Fact) -> Iterator[Fault]:
    name = chart.type
    if kind.numbers and not isinstance(fact.value, Decimal) and not (kind.ranges and _is_range(fact)):
        hint = "a range chart draws ranges" if _is_range(fact) else "a chart draws numbers"
        yield f'a {name} chart cannot draw "{fact.id}", which is {_shape(fact)}', datum.span, hint
    elif is_timed(chart) and date_of(datum, fact) is None:
        hint = "give it an as-of date, or make the label a date"
        yield f'"{fact.id}" has no date to stand at', datum.span, hint
    elif not kind.negative and isinstance(fact.value, Decimal) and fact.value < 0:
        hint = "use a line chart" if kind.timed else "use a bar chart"
        yield f'"{fact.id}" is below zero and cannot be stacked', datum.span, hint


def _is_range(fact: Fact) -> bool:
    return isinstance(fact.value, Range)


def _shape(fact: Fact) -> str:
    names = {Day: "a date", Range: "a range", str: "words", Decimal: "a number"}
    return names.get(type(fact.value), "a ratio")


_MULTIPLIERS: Final = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_MEASURES: Final = frozenset({"percent", "yuan", *MONEY})


def _unit_faults(drawn: Drawn) -> Iterator[Fault]:
    first = drawn[0][1]
    for datum, fact in drawn[1:]:
        if _scale(fact.unit) != _scale(first.unit):
            units = f'{fact.unit or "no unit"}, "{first.id}" in {first.unit or "no unit"}'
            yield f'one scale cannot hold both: "{fact.id}" is in {units}', datum.span, ""


def _scale(unit: str) -> tuple[str, str]:
    """What an axis would have to say: multiplier and measure. Things that are counted share an axis."""
    multiplier, _, rest = unit.partition(" ")
    if multiplier not in _MULTIPLIERS:
        multiplier, rest = "", unit
    return multiplier, rest if rest in _MEASURES else "count"


def _crowding(chart: Chart, kind: ChartKind) -> Iterator[Fault]:
    labels = list(dict.fromkeys(d.label for d in chart.data))
    series = list(dict.fromkeys(d.series for d in chart.data))
    if chart.type == "slope":
        if chart.data and len(labels) != kind.labels:
            yield f"a slope chart has two labels, before and after; this one has {len(labels)}", chart.span, ""
    elif kind.labels and len(labels) > kind.labels:
        what, hint = _MANY.get(chart.type, ("rows are too many; {} fit on half a page", "use a table"))
        yield f"{len(labels)} {what.format(kind.labels)}", chart.span, hint
    if len(series) > max(kind.series, 1) and kind.series:
        hint = "draw `multiples`" if chart.type in {"bar", "column", "line"} else "draw several charts"
        yield f"{len(series)} series cannot be told apart; {kind.series} can", chart.span, hint


_MANY: Final = {
    "column": ("columns are too many to be labelled; {} fit", "a bar chart has room for more"),
    "waterfall": ("columns are too many to be labelled; {} fit", "put small changes together"),
    "scatter": ("marks are too many to be named; {} can", "use a table"),
}


def _series_faults(chart: Chart, kind: ChartKind, drawn: Drawn) -> Iterator[Fault]:
    named = [d for d in chart.data if d.series]
    nameless = next((d for d in chart.data if not d.series), None)
    if named and nameless and kind.numbers:
        yield "some entries name a series and this one does not", nameless.span, ""
    if kind.named and chart.data and not named:
        yield f"each entry of a {chart.type} chart needs a series", chart.data[0].span, ""
    if named and not kind.series:
        yield f"a {chart.type} chart has no series", named[0].span, "leave `series` out, or use a bar chart"
    yield from _repeated(chart, drawn)
    if chart.type == "stacked":
        yield from _overfull(drawn)


def _repeated(chart: Chart, drawn: Drawn) -> Iterator[Fault]:
    """Two marks at one place hide each other."""
    seen: Counter[tuple[object, str]] = Counter()
    timed = is_timed(chart)
    for datum, fact in drawn if chart.type != "timeline" else ():
        place: object = date_of(datum, fact) if timed else datum.label
        seen[place, datum.series] += 1
        if place is not None and seen[place, datum.series] == 2:
            where = f"the date {place}" if timed else f'the label "{place}"'
            yield f"{where} stands there already", datum.span, ""


def _overfull(drawn: Drawn) -> Iterator[Fault]:
    totals: dict[str, Decimal] = {}
    for datum, fact in drawn:
        if fact.unit != "percent" or not isinstance(fact.value, Decimal):
            continue
        totals[datum.label] = totals.get(datum.label, Decimal(0)) + fact.value
        if totals[datum.label] > 101 and totals[datum.label] - fact.value <= 101:
            yield f'the parts of "{datum.label}" exceed 100 per cent', datum.span, ""


# --- what one kind asks for ------------------------------------------------------------------------


def _own_faults(chart: Chart, drawn: Drawn, facts: Mapping[FactId, Fact]) -> Iterator[Fault]:
    for datum in chart.data:
        if datum.total and chart.type != "waterfall":
            yield "only a waterfall has totals", datum.span, "leave `total` out"
        if datum.x and chart.type != "scatter":
            yield "only a scatter chart has a second fact for each mark", datum.span, "leave `x` out"
    if chart.type == "waterfall":
        yield from _steps(drawn)
    if chart.type == "area":
        yield from _gaps(drawn)
    if chart.type == "scatter":
        yield from _across(chart, facts)


def _steps(drawn: Drawn) -> Iterator[Fault]:
    """Each total is what the bars before it add up to; the last digits of each may be rounded."""
    level, slack = Decimal(0), Decimal(0)
    for number, (datum, fact) in enumerate(drawn):
        if not isinstance(fact.value, Decimal):
            continue
        if not datum.total or number == 0:
            level, slack = level + fact.value, slack + _half_digit(fact.value)
        elif abs(level - fact.value) > slack + _half_digit(fact.value):
            message = f'the bars up to "{datum.label}" add up to {level:,f}, not to {fact.value:,f}'
            yield message, datum.span, "correct a fact, or add the step that is missing"
        else:
            level, slack = fact.value, _half_digit(fact.value)


def _half_digit(value: Decimal) -> Decimal:
    """Half of the last decimal; whole numbers are taken to be exact."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) and exponent < 0 else Decimal(0)


def _gaps(drawn: Drawn) -> Iterator[Fault]:
    """Areas can only be put on one another where each has a value."""
    dates = {date: datum for datum, fact in drawn if (date := date_of(datum, fact))}
    for name, (first, _) in {d.series: (d, f) for d, f in reversed(drawn)}.items():
        missing = dates.keys() - {date_of(d, f) for d, f in drawn if d.series == name}
        if missing:
            days = ", ".join(sorted(map(str, missing)))
            yield f'"{name}" has no value for {days}, and areas have no gaps', first.span, "use a line chart"


def _across(chart: Chart, facts: Mapping[FactId, Fact]) -> Iterator[Fault]:
    """Both directions have numbers in one unit, and titles that say what they are."""
    found = []
    for datum in chart.data:
        if datum.x is None:
            yield "each mark of a scatter chart needs a second fact", datum.span, "name it under `x`"
        elif (fact := facts.get(datum.x)) and not isinstance(fact.value, Decimal):
            yield f'a scatter chart cannot draw "{fact.id}", which is {_shape(fact)}', datum.span, ""
        elif fact:
            found.append((datum, fact))
    if found:
        yield from _unit_faults(found)
    if not (chart.x_title and chart.y_title):
        yield "a scatter chart needs x-title and y-title", chart.span, "say what each direction measures"


def _spec_faults(chart: Chart, facts: Mapping[FactId, Fact]) -> Iterator[Fault]:
    """A specification takes numbers, ends of ranges, dates and words, each where it asks for one."""
    places = {datum.fact: datum.span for datum in chart.data}
    for value in parts_of(chart.spec, FactValue):
        if (fact := facts.get(value.fact)) and (problem := _misfit(fact, value.part)):
            yield f'"{fact.id}" {problem}', places.get(value.fact, chart.span), ""


def _misfit(fact: Fact, part: str) -> str:
    if part == "date":
        return "" if isinstance(fact.as_of, Day) or isinstance(fact.value, Day) else "has no date"
    if part in {"low", "high"}:
        return "" if _is_range(fact) else f"is {_shape(fact)} and has no ends"
    return "is a range: add `part: low` or `part: high`" if _is_range(fact) else ""


_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_of(datum: Datum, fact: Fact) -> Day | None:
    """Where a datum stands in time: a date as value, else a date as label, else the fact's as-of date."""
    if isinstance(fact.value, Day):
        return fact.value
    if found := _DATE.fullmatch(datum.label):
        year, month, day = (int(part) if part else None for part in found.groups())
        return Day(year or 0, month, day)
    return fact.as_of if isinstance(fact.as_of, Day) else None
