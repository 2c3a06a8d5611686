"""Rules for figures: the data can be drawn, and the alternative text says what is to be seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from briefgen.core.checks.common import finding
from briefgen.core.model import Brief, Chart, Datum, Day, Fact, Figure, Library, Project, Range
from briefgen.core.numbers import MONEY
from briefgen.diagnostics import Diagnostic, Span

ALT_LENGTH: Final = range(20, 251)
_BARE_KIND: Final = re.compile(
    r"(?:an?\s|the\s)?(?:\w+\s){0,2}(?:chart|graph|figure|image|picture|photo|photograph|diagram|timeline|matrix|map)"
    r"(?:\s(?:of|showing|about|with)(?:\s\S+){1,4})?\s*\.?",
    re.IGNORECASE,
)
_DATE_LABEL: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DRAWS: Final[Mapping[str, tuple[type, ...]]] = {
    "bar": (Decimal,),
    "column": (Decimal,),
    "stacked": (Decimal,),
    "line": (Decimal,),
    "dot": (Decimal,),
    "range": (Decimal, Range),
    "timeline": (Day, Decimal, Range, str),
}
"""Values that each type of chart can draw; `matrix` draws none."""
_MULTIPLIERS: Final = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_MEASURES: Final = frozenset({"percent", "yuan", *MONEY})

_Fault = tuple[str, Span]


def alt_text(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """An alternative text has 20 to 250 characters and says more than what kind of picture it is."""
    for figure in library.of_kind(Figure):
        if len(figure.alt) not in ALT_LENGTH:
            message = f"the alternative text has {len(figure.alt)} characters; 20 to 250 are asked for"
            yield finding("alt-text", message, figure.span)
        elif _BARE_KIND.fullmatch(figure.alt):
            message = "the alternative text says only what kind of picture it is"
            yield finding("alt-text", message, figure.span, "say what the picture shows")


def bad_figure(library: Library, _briefs: Mapping[str, Brief], _project: Project) -> Iterator[Diagnostic]:
    """The facts of a chart can be drawn in the way that it asks for, on one scale."""
    for figure in library.of_kind(Figure):
        if figure.chart is not None:
            for message, span in _faults(figure.chart, library):
                yield finding("bad-figure", message, span)


def _faults(chart: Chart, library: Library) -> Iterator[_Fault]:
    if chart.type == "matrix":
        if chart.data:
            yield "a matrix is made of challenges and recommendations and has no data", chart.span
        return
    least = 2 if chart.type == "line" else 1
    if len(chart.data) < least:
        yield f"a {chart.type} chart needs {least} or more entries under data", chart.span
    drawn = [(datum, library.facts[datum.fact]) for datum in chart.data if datum.fact in library.facts]
    yield from _unfit_values(chart, drawn)
    yield from _mixed_units(chart, drawn)
    yield from _equal_labels(chart)


def _unfit_values(chart: Chart, drawn: list[tuple[Datum, Fact]]) -> Iterator[_Fault]:
    for datum, fact in drawn:
        if not isinstance(fact.value, _DRAWS[chart.type]):
            yield f'a {chart.type} chart cannot draw "{fact.id}", which is {_shape(fact)}', datum.span
        elif chart.type in {"line", "timeline"} and not _has_date(datum, fact):
            yield f'"{fact.id}" has no date to stand at: give it an as-of date or make the label a date', datum.span
        elif chart.type == "stacked" and not datum.series:
            yield "each entry of a stacked chart needs a series", datum.span


def _has_date(datum: Datum, fact: Fact) -> bool:
    return isinstance(fact.value, Day) or isinstance(fact.as_of, Day) or bool(_DATE_LABEL.fullmatch(datum.label))


def _mixed_units(chart: Chart, drawn: list[tuple[Datum, Fact]]) -> Iterator[_Fault]:
    if chart.type == "timeline":
        return
    for datum, fact in drawn[1:]:
        first = drawn[0][1]
        if _scale(fact.unit) != _scale(first.unit):
            units = f'{fact.unit or "no unit"}, "{first.id}" in {first.unit or "no unit"}'
            yield f'one scale cannot hold both: "{fact.id}" is in {units}', datum.span


def _scale(unit: str) -> tuple[str, str]:
    """What an axis would have to say: multiplier and measure. Things that are counted share an axis."""
    multiplier, _, rest = unit.partition(" ")
    if multiplier not in _MULTIPLIERS:
        multiplier, rest = "", unit
    return multiplier, rest if rest in _MEASURES else "count"


def _equal_labels(chart: Chart) -> Iterator[_Fault]:
    """Two marks at one place hide each other; lines and timelines have their place by date."""
    if chart.type in {"line", "timeline"}:
        return
    seen: Counter[tuple[str, str]] = Counter()
    for datum in chart.data:
        seen[datum.label, datum.series] += 1
        if seen[datum.label, datum.series] == 2:
            yield f'the label "{datum.label}" stands there already', datum.span


def _shape(fact: Fact) -> str:
    names = {Day: "a date", Range: "a range", str: "words"}
    return names.get(type(fact.value), "a ratio" if not isinstance(fact.value, Decimal) else "a number")
