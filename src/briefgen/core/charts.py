"""From a figure and its facts to what its chart shows, or to the reason why nothing can be drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from briefgen.core.chart_rules import chart_faults, date_of, is_timed
from briefgen.core.model import Chart, CitationKey, Comparator, Datum, Day, Fact, FactId, Figure, Range
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
    """The chart of a figure; None for an image, a matrix, a specification, and when nothing can be drawn.

    Every datum that the type of chart cannot draw is reported as `bad-figure` at its place.
    """
    chart = figure.chart
    if chart is None or chart.type in ("matrix", "vega") or not can_be_drawn(chart, facts, report):
        return None
    drawn = [(datum, facts[datum.fact]) for datum in chart.data]
    timed = is_timed(chart)
    return ChartData(
        id=figure.id,
        type=chart.type,
        title=words(parse_inline(figure.title, facts, lang)),
        alt=plain(figure.alt, facts, lang),
        lang=lang,
        categories=tuple(dict.fromkeys(d.label for d, _ in drawn)),
        series=tuple(dict.fromkeys(d.series for d, _ in drawn)),
        points=_placed(chart, drawn, facts, lang),
        x_title=chart.x_title,
        y_title=chart.y_title,
        percent=drawn[0][1].unit == "percent",
        timed=timed,
        described=long_description(figure, facts, lang),
    )


def can_be_drawn(chart: Chart, facts: Mapping[FactId, Fact], report: Report) -> bool:
    """Whether nothing is wrong with the data of a chart; what is goes to `report`."""
    found = tuple(chart_faults(chart, facts))
    for message, span, hint in found:
        report.add("bad-figure", message, span, hint=hint)
    return not found


def shown_facts(figure: Figure, facts: Mapping[FactId, Fact]) -> tuple[tuple[str, str, Fact], ...]:
    """Label, series and fact of every value that a chart shows; where a mark has two, the title of their direction."""
    chart, out = figure.chart, list[tuple[str, str, Fact]]()
    for datum in chart.data if chart else ():
        values = [(datum.x, chart.x_title), (datum.fact, chart.y_title)] if chart and datum.x else [(datum.fact, "")]
        for name, title in values:
            if name and (fact := facts.get(name)):
                series = ", ".join(part for part in (datum.series, title) if part)
                out.append((datum.label or fact.label, series, fact))
    return tuple(out)


def data_table(figure: Figure, facts: Mapping[FactId, Fact], lang: str) -> tuple[DataRow, ...]:
    """The chart's values as rows, in the author's order, each with its unit; empty for images and matrices."""
    return tuple(
        DataRow(
            label=label,
            series=series,
            printed=print_fact(fact, lang),
            as_of=print_fact(fact, lang, "date"),
            sources=tuple(dict.fromkeys(p.citation for p in fact.sources)),
        )
        for label, series, fact in shown_facts(figure, facts)
    )


def long_description(figure: Figure, facts: Mapping[FactId, Fact], lang: str) -> str:
    """All values of a chart in one sentence of its language: "North, 2024: 12 schools; South, 2024: 9 schools."."""
    between, colon, comma, stop = _MARKS.get(lang.split("-")[0], ("; ", ": ", ", ", "."))
    rows = data_table(figure, facts, lang)
    each = (f"{comma.join(filter(None, (row.label, row.series)))}{colon}{row.printed}" for row in rows)
    return between.join(each) + stop if rows else ""


_MARKS: Final[Mapping[str, tuple[str, str, str, str]]] = {"zh": ("；", "：", "，", "。"), "ar": ("؛ ", ": ", "، ", ".")}
"""Between values, before a value, between label and series, and at the end."""


# --- points ------------------------------------------------------------------------------------


def _placed(
    chart: Chart, drawn: Sequence[tuple[Datum, Fact]], facts: Mapping[FactId, Fact], lang: str
) -> tuple[Point, ...]:
    """The points in the order in which they are drawn."""
    if is_timed(chart):
        return _in_time(drawn, lang)
    if chart.type == "scatter":
        return tuple(_across(_point(d, f, lang), facts[d.x], lang) for d, f in drawn if d.x)
    cells = _in_cells(drawn, lang)
    return (replace(cells[0], total=True), *map(_signed, cells[1:])) if chart.type == "waterfall" else cells


def _across(point: Point, fact: Fact, lang: str) -> Point:
    return replace(point, x=fact.value if isinstance(fact.value, Decimal) else None, x_printed=_label(fact, lang))


_AMOUNT: Final = re.compile(r"(?:[A-Z]{2}\$|[$€£¥])?\d")


def _signed(point: Point) -> Point:
    """A step upwards has a plus before its number, as one downwards has a minus."""
    if point.total or point.value is None or point.value <= 0:
        return point
    return replace(point, printed=_AMOUNT.sub(lambda found: f"+{found[0]}", point.printed, count=1))


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
        total=datum.total,
    )


def _label(fact: Fact, lang: str) -> str:
    """Signs stay with the number; nouns are said once, by the axis or the caption."""
    if fact.conversion is None and fact.unit in ("percent", *MONEY):
        return print_fact(fact, lang)
    return print_fact(fact, lang, "number")
