"""Why a chart cannot be drawn as its author asks: values, units, dates, and more marks than can be told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from briefgen.core.model import Chart, Datum, Day, Fact, FactId, Range
from briefgen.core.numbers import MONEY
from briefgen.diagnostics import Span

MAX_COLUMNS: Final = 7
MAX_ROWS: Final = 20
MAX_SERIES: Final = 5

TIMED: Final = frozenset({"line", "timeline"})
_ROWS: Final = frozenset({"bar", "dot", "range", "stacked", "timeline"})
_ONE_SERIES: Final = frozenset({"range", "timeline", "dot"})
Fault = tuple[str, Span, str]
"""Message, place, hint."""


def chart_faults(chart: Chart, facts: Mapping[FactId, Fact]) -> Iterator[Fault]:
    """Why a chart cannot be drawn as it asks to be."""
    if chart.type == "matrix":
        if chart.data:
            yield "a matrix is made of challenges and recommendations and has no data", chart.span, ""
        return
    drawn = [(d, facts[d.fact]) for d in chart.data if d.fact in facts]
    for datum in chart.data:
        if datum.fact not in facts:
            yield f'no fact is called "{datum.fact}"', datum.span, ""
    least = 2 if chart.type == "line" else 1
    if len(chart.data) < least:
        yield f"a {chart.type} chart needs {least} or more entries under data", chart.span, ""
    for datum, fact in drawn:
        yield from _value_faults(chart.type, datum, fact)
    if drawn and chart.type != "timeline":
        yield from _unit_faults(drawn)
    yield from _crowding(chart)
    yield from _series_faults(chart, drawn)


def _value_faults(kind: str, datum: Datum, fact: Fact) -> Iterator[Fault]:
    if kind != "timeline" and not isinstance(fact.value, Decimal) and not (kind in _SPANS and _is_range(fact)):
        hint = "a range chart draws ranges" if _is_range(fact) else "a chart draws numbers"
        yield f'a {kind} chart cannot draw "{fact.id}", which is {_shape(fact)}', datum.span, hint
    elif kind in TIMED and date_of(datum, fact) is None:
        hint = "give it an as-of date, or make the label a date"
        yield f'"{fact.id}" has no date to stand at', datum.span, hint
    elif kind == "stacked" and isinstance(fact.value, Decimal) and fact.value < 0:
        yield f'"{fact.id}" is below zero and cannot be stacked', datum.span, "use a bar chart"


_SPANS: Final = frozenset({"range", "dot"})


def _is_range(fact: Fact) -> bool:
    return isinstance(fact.value, Range)


def _shape(fact: Fact) -> str:
    names = {Day: "a date", Range: "a range", str: "words"}
    return names.get(type(fact.value), "a ratio")


_MULTIPLIERS: Final = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_MEASURES: Final = frozenset({"percent", "yuan", *MONEY})


def _unit_faults(drawn: Sequence[tuple[Datum, Fact]]) -> Iterator[Fault]:
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


def _crowding(chart: Chart) -> Iterator[Fault]:
    labels = list(dict.fromkeys(d.label for d in chart.data))
    series = list(dict.fromkeys(d.series for d in chart.data))
    if chart.type == "column" and len(labels) > MAX_COLUMNS:
        hint = "a bar chart has room for more"
        yield f"{len(labels)} columns are too many to be labelled; {MAX_COLUMNS} fit", chart.span, hint
    if chart.type in _ROWS and len(labels) > MAX_ROWS:
        yield f"{len(labels)} rows are too many; {MAX_ROWS} fit on half a page", chart.span, "use a table"
    if len(series) > MAX_SERIES:
        yield f"{len(series)} series cannot be told apart; {MAX_SERIES} can", chart.span, "draw several charts"


def _series_faults(chart: Chart, drawn: Sequence[tuple[Datum, Fact]]) -> Iterator[Fault]:
    named = [d for d in chart.data if d.series]
    nameless = next((d for d in chart.data if not d.series), None)
    if named and nameless and chart.type != "timeline":
        yield "some entries name a series and this one does not", nameless.span, ""
    if chart.type == "stacked" and chart.data and not named:
        yield "each entry of a stacked chart needs a series", chart.data[0].span, ""
    if named and chart.type in _ONE_SERIES:
        yield f"a {chart.type} chart has no series", named[0].span, "leave `series` out, or use a bar chart"
    yield from _repeated(chart, drawn)
    if chart.type == "stacked":
        yield from _overfull(drawn)


def _repeated(chart: Chart, drawn: Sequence[tuple[Datum, Fact]]) -> Iterator[Fault]:
    """Two marks at one place hide each other."""
    seen: Counter[tuple[object, str]] = Counter()
    for datum, fact in drawn:
        if chart.type == "timeline":
            continue
        place: object = date_of(datum, fact) if chart.type == "line" else datum.label
        seen[place, datum.series] += 1
        if place is not None and seen[place, datum.series] == 2:
            where = f"the date {place}" if chart.type == "line" else f'the label "{place}"'
            yield f"{where} stands there already", datum.span, ""


def _overfull(drawn: Sequence[tuple[Datum, Fact]]) -> Iterator[Fault]:
    totals: dict[str, Decimal] = {}
    for datum, fact in drawn:
        if fact.unit != "percent" or not isinstance(fact.value, Decimal):
            continue
        totals[datum.label] = totals.get(datum.label, Decimal(0)) + fact.value
        if totals[datum.label] > 101 and totals[datum.label] - fact.value <= 101:
            yield f'the parts of "{datum.label}" exceed 100 per cent', datum.span, ""


_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_of(datum: Datum, fact: Fact) -> Day | None:
    """Where a datum stands in time: a date as value, else a date as label, else the fact's as-of date."""
    if isinstance(fact.value, Day):
        return fact.value
    if found := _DATE.fullmatch(datum.label):
        year, month, day = (int(part) if part else None for part in found.groups())
        return Day(year or 0, month, day)
    return fact.as_of if isinstance(fact.as_of, Day) else None
