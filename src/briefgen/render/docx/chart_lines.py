"""Lines along time as charts of Word: points at their dates, so that years without a value take their room too."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from briefgen.core.model import Day
from briefgen.core.points import Point
from briefgen.render.chart_dates import MONTH_STEPS, YEAR_STEPS, moment
from briefgen.render.chart_line import Lines, lay_out_lines
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP
from briefgen.render.chart_parts import measured
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, value_axis
from briefgen.render.docx.chart_dots import LARGER, marker, other
from briefgen.render.docx.chart_formats import number_format
from briefgen.render.docx.chart_grid import Drawable, Series, heading, placed, series
from briefgen.render.docx.chart_sheet import Column, Sheet
from briefgen.render.docx.chart_xml import CATEGORY_AXIS, VALUE_AXIS, Label, Plot, label_cells, labels, shape

DOT: Final = 6
"""Points across."""
LINE: Final = 2.2
SYMBOLS: Final = ("circle", "square", "triangle", "diamond", "plus")
DASHES: Final = ("", "dash", "sysDot", "dashDot", "lgDash")
"""Of the points and the lines of each series, as near to the picture's as Office has them."""
YEAR_ROOM: Final = 48.0
"""Pixels for the name of a year."""
MONTH_ROOM: Final = 74.0
UNDER_TITLE: Final = 8.0
"""Pixels from the title to the highest number of a scale."""
FIRST_YEAR: Final = 1901
"""Office counts days from 1900, and that year wrongly."""


def line(plot: Plot) -> Drawable | None:
    """Lines with their points; None where dates lie before Office's calendar."""
    data, laid = plot.data, lay_out_lines(plot.data, plot.look)
    days = sorted({p.when for p in data.points if p.when}, key=moment)
    whole_years = all(day.month is None for day in days)
    if not whole_years and days[0].year < FIRST_YEAR:
        return None
    time = _years(plot, days) if whole_years else dates_of(plot, days)
    said = [_said(laid, n, p) for n, p in enumerate(data.points)]
    given = {(p.when, p.series): p for p in said}
    rows = [series(data, s, [given.get((day, s)) for day in days]) for s in data.series]
    sheet, found = placed(data.lang, [Column(heading("date", data.lang), time.places, time.formats)], rows)
    places = {(said[n].when, said[n].series): ("t" if laid.is_above(n) else "b", 0.0) for n in laid.labels}
    for n, middle in laid.middles.items():
        places[said[n].when, said[n].series] = ("r", middle - laid.ends[n].y)
    drawn = "".join(
        _series(plot, sheet, n, each, _labels(each, [places.get((day, s)) for day in days]))
        for n, (s, each) in enumerate(zip(data.series, found, strict=True))
    )
    chart = '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
    layout = plot.inner(top=UNDER_TITLE if laid.ticks else 0.0)
    return Drawable(sheet, f"{layout}{chart}{drawn}{AXIS_IDS}</c:scatterChart>{_axes(plot, laid, time)}")


def _said(laid: Lines, number: int, point: Point) -> Point:
    """The point with what stands beside it: at the end of a line, its name too."""
    return replace(point, printed="\n".join(laid.ends[number].lines)) if number in laid.ends else point


# --- time -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Time:
    """Where the dates stand, and how the axis names some of them."""

    places: tuple[Decimal, ...]
    formats: tuple[str, ...]
    """Of the dates in the sheet, no finer than they are known."""
    first: float
    last: float
    step: float
    names: str
    """Format of the names on the axis."""


def _room(plot: Plot, wide: float) -> int:
    """How many names of this width find room."""
    return max(1, int(plot.frame.width // wide))


def _years(plot: Plot, days: Sequence[Day]) -> Time:
    """Years as plain numbers, the first one named, and if there is room each that has a value."""
    first, last = days[0].year, days[-1].year
    apart = math.gcd(*(day.year - first for day in days)) or 1
    step = apart * _step((last - first) // apart, YEAR_STEPS, _room(plot, YEAR_ROOM))
    names = '0"年"' if _is_chinese(plot) else "0"
    places = tuple(Decimal(day.year) for day in days)
    return Time(places, (names,) * len(days), float(first), float(last), float(step), names)


def dates_of(plot: Plot, days: Sequence[Day]) -> Time:
    """Days of Office's calendar; the axis names years, or months where there are less than two years."""
    chinese = _is_chinese(plot)
    year, month = ('yyyy"年"', 'yyyy"年"m"月"') if chinese else ("yyyy", "[$-809]mmm yyyy")
    day = 'yyyy"年"m"月"d"日"' if chinese else "[$-809]d mmm yyyy"
    formats = tuple(year if d.month is None else month if d.day is None else day for d in days)
    places = tuple(Decimal(_serial(d)) for d in days)
    last = float(places[-1])
    span, first = moment(days[-1]) - moment(days[0]), days[0]
    if span < 2:
        step = _step(math.ceil(span * 12), MONTH_STEPS, _room(plot, MONTH_ROOM))
        start = Day(first.year, ((first.month or 1) - 1) // step * step + 1, EARLY_IN_MONTH)
        return Time(places, formats, float(_serial(start)), last, step * 365.25 / 12, month)
    step = _step(math.ceil(span), YEAR_STEPS, _room(plot, YEAR_ROOM))
    start = Day(first.year // step * step, 1, EARLY_IN_YEAR)
    return Time(places, formats, float(_serial(start)), last, step * 365.25, year)


EARLY_IN_MONTH: Final = 3
"""From here, steps of an average month stay within their months."""
EARLY_IN_YEAR: Final = 2


def _step(span: int, steps: Sequence[int], room: int) -> int:
    return next((step for step in steps if span / step <= room), steps[-1])


def _serial(day: Day) -> int:
    """The day as Office counts: a month stands at its middle, and so does a year."""
    month = day.month or 7
    return (datetime.date(day.year, month, day.day or (16 if day.month else 2)) - _DAY_ZERO).days


_DAY_ZERO: Final = datetime.date(1899, 12, 30)


def _is_chinese(plot: Plot) -> bool:
    return plot.data.lang.lower().split("-")[0] == "zh"


# --- series ---------------------------------------------------------------------------------------


def _labels(found: Series, places: Sequence[tuple[str, float] | None]) -> Iterator[Label]:
    """At the points that have one in the picture, on the same side, and as far up or down."""
    for row, point in found.given:
        if place := places[row]:
            side, moved = place
            shift = (0.0, moved) if moved else None
            yield Label(row, side, found.formats[row], point.printed, bold=point.highlight, shift=shift)


def _series(plot: Plot, sheet: Sheet, number: int, found: Series, shown: Iterator[Label]) -> str:
    look, text = plot.look, found.text_column
    color = look.series[number % len(look.series)] if plot.data.grouped else look.base
    symbol, dash = SYMBOLS[number % len(SYMBOLS)], DASHES[number % len(DASHES)]
    hollow = marker(plot, color, DOT + LARGER, hollow=True, symbol=symbol)
    limits = (row for row, p in found.given if p.comparator in OPEN_UP | OPEN_DOWN)
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(found.column)}</c:tx>'
        f"{shape(plot.line(color, LINE, dash))}{marker(plot, color, DOT, symbol=symbol)}"
        f"{''.join(other(row, hollow) for row in limits)}"
        f"{labels(plot, list(shown), number)}<c:xVal>{sheet.numbers(0)}</c:xVal>"
        f'<c:yVal>{sheet.numbers(found.column)}</c:yVal><c:smooth val="0"/>'
        f"{label_cells(sheet, text) if text is not None else ''}</c:ser>"
    )


# --- axes -----------------------------------------------------------------------------------------


def _axes(plot: Plot, laid: Lines, time: Time) -> str:
    below = any(p.value is not None and p.value < 0 for p in plot.data.points)
    last = time.last if laid.ends else None
    across = Axis(
        CATEGORY_AXIS, VALUE_AXIS, "b", time.first, last, step=time.step, format=time.names, line=True, ticks=True
    )
    upright = Axis(
        VALUE_AXIS,
        CATEGORY_AXIS,
        "l",
        None if below else 0.0,
        step=laid.ticks[1] - laid.ticks[0] if len(laid.ticks) > 1 else None,
        format=tick_format(plot, laid.ticks, laid.names),
        title=measured(plot.data),
        grid=bool(laid.ticks),
        crosses="min",
    )
    return value_axis(plot, across) + value_axis(plot, upright)


def tick_format(plot: Plot, ticks: Sequence[float], names: Sequence[str], *, percent: bool | None = None) -> str:
    """One format for all numbers of the scale: in words for millions where all of them are, else in digits."""
    pairs = [(Decimal(f"{t:.10f}".rstrip("0").rstrip(".")), n) for t, n in zip(ticks, names, strict=True)]
    percent = plot.data.percent if percent is None else percent
    formats = {number_format(tick, name, plot.data.lang) for tick, name in pairs if tick}
    if not formats:
        return ""
    if "" not in formats and len({_DECIMALS.sub("", each) for each in formats}) == 1:
        return max(formats, key=len) + ("" if percent else ";0")
    decimals = max(len(f"{tick:f}".partition(".")[2]) for tick, _ in pairs)
    return "#,##0" + ("." + "0" * decimals if decimals else "") + ('"%"' if percent else "")


_DECIMALS: Final = re.compile(r"\.0+")
