"""From a figure and its facts to what its chart shows, or to the reason why nothing can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from briefgen.core.chart_rules import TIMED, chart_faults, date_of
from briefgen.core.model import CitationKey, Comparator, Datum, Day, Fact, FactId, Figure, Range
from briefgen.core.numbers import MONEY, print_day, print_fact
from briefgen.core.points import ChartData, Point
from briefgen.core.prose import parse_inline, plain, words
from briefgen.diagnostics import Report


@dataclass(frozen=True, slots=True)
class DataRow:
    """One line of the table that stands in for the chart."""

    label: str
    series: str
    printed: str
    as_of: str
    sources: tuple[CitationKey, ...]


def chart_data(figure: Figure, facts: Mapping[FactId, Fact], lang: str, report: Report) -> ChartData | None:
    """The chart of a figure; None for an image, for a matrix, and when nothing can be drawn, which is reported.

    Every datum that the type of chart cannot draw is reported as `bad-figure` at its place.
    """
    chart = figure.chart
    if chart is None or chart.type == "matrix":
        return None
    found = tuple(chart_faults(chart, facts))
    for message, span, hint in found:
        report.add("bad-figure", message, span, hint=hint)
    if found:
        return None
    drawn = [(datum, facts[datum.fact]) for datum in chart.data]
    timed = chart.type in TIMED
    return ChartData(
        id=figure.id,
        type=chart.type,
        title=words(parse_inline(figure.title, facts, lang)),
        alt=plain(figure.alt, facts, lang),
        lang=lang,
        categories=tuple(dict.fromkeys(d.label for d, _ in drawn)),
        series=tuple(dict.fromkeys(d.series for d, _ in drawn)),
        points=_in_time(drawn, lang) if timed else _in_cells(drawn, lang),
        x_title=chart.x_title,
        y_title=chart.y_title,
        percent=drawn[0][1].unit == "percent",
    )


def data_table(figure: Figure, facts: Mapping[FactId, Fact], lang: str) -> tuple[DataRow, ...]:
    """The chart's values as rows, in the author's order, each with its unit; empty for images and matrices."""
    data = figure.chart.data if figure.chart else ()
    return tuple(
        DataRow(
            label=datum.label,
            series=datum.series,
            printed=print_fact(fact, lang),
            as_of=print_fact(fact, lang, "date"),
            sources=tuple(dict.fromkeys(p.citation for p in fact.sources)),
        )
        for datum in data
        if (fact := facts.get(datum.fact))
    )


# --- points ------------------------------------------------------------------------------------


def _in_cells(drawn: Sequence[tuple[Datum, Fact]], lang: str) -> tuple[Point, ...]:
    """Category by category, series by series; what was not given is missing."""
    given = {(d.label, d.series): _point(d, f, lang) for d, f in drawn}
    categories = dict.fromkeys(d.label for d, _ in drawn)
    series = dict.fromkeys(d.series for d, _ in drawn)
    return tuple(given.get((c, s)) or _gap(c, s) for c in categories for s in series)


def _gap(category: str, series: str) -> Point:
    return Point(
        category=category,
        series=series,
        value=None,
        low=None,
        high=None,
        comparator=Comparator.EXACTLY,
        printed="",
        when=None,
        as_of="",
        highlight=False,
        missing=True,
        fact=None,
    )


def _in_time(drawn: Sequence[tuple[Datum, Fact]], lang: str) -> tuple[Point, ...]:
    order = list(dict.fromkeys(d.series for d, _ in drawn))
    points = [_point(d, f, lang, timed=True) for d, f in drawn]
    return tuple(sorted(points, key=lambda p: (order.index(p.series), _sortable(p.when))))


def _sortable(day: Day | None) -> tuple[int, int, int]:
    return (day.year, day.month or 0, day.day or 0) if day else (0, 0, 0)


def _point(datum: Datum, fact: Fact, lang: str, *, timed: bool = False) -> Point:
    value = fact.value
    when = date_of(datum, fact) if timed else None
    return Point(
        category=datum.label,
        series=datum.series,
        value=value if isinstance(value, Decimal) else None,
        low=value.low if isinstance(value, Range) else None,
        high=value.high if isinstance(value, Range) else None,
        comparator=fact.comparator,
        printed=_label(fact, lang),
        when=when,
        as_of=print_day(when, lang) if when else print_fact(fact, lang, "date"),
        highlight=datum.highlight,
        missing=False,
        fact=fact.id,
    )


def _label(fact: Fact, lang: str) -> str:
    """Signs stay with the number; nouns are said once, by the axis or the caption."""
    if fact.conversion is None and fact.unit in ("percent", *MONEY):
        return print_fact(fact, lang)
    return print_fact(fact, lang, "number")
