"""Slopes and areas as charts of Word."""

from __future__ import annotations

from dataclasses import replace

from briefgen.core.points import Point
from briefgen.render.chart_area import area_color, lay_out_areas
from briefgen.render.chart_dates import moment
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP
from briefgen.render.chart_parts import measured
from briefgen.render.chart_slope import Slopes, lay_out_slopes, tint_of
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, category_axis, date_axis, value_axis
from briefgen.render.docx.chart_dots import LARGER, marker, other
from briefgen.render.docx.chart_grid import Drawable, Series, heading, placed, series
from briefgen.render.docx.chart_lines import DOT, FIRST_YEAR, LINE, dates_of, tick_format
from briefgen.render.docx.chart_sheet import Column, Sheet
from briefgen.render.docx.chart_xml import CATEGORY_AXIS, VALUE_AXIS, Label, Plot, label_cells, labels, shape


def slope(plot: Plot) -> Drawable:
    """A line for each series, with its name at its last point; the scale is that of the picture."""
    data, laid = plot.data, lay_out_slopes(plot.data, plot.look)
    given = {(p.category, p.series): p for p in data.points if not p.missing}
    pairs = [[given.get((c, s)) for c in data.categories] for s in data.series]
    rows = [
        series(data, s, [_said(laid, n, p) if p else None for n, p in enumerate(pair)])
        for s, pair in zip(data.series, pairs, strict=True)
    ]
    sheet, found = placed(data.lang, [Column("", data.categories)], rows)
    drawn = "".join(_slope(plot, sheet, laid, n, each) for n, each in enumerate(found))
    chart = (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{drawn}<c:marker val="1"/>{AXIS_IDS}</c:lineChart>'
    )
    names = Axis(CATEGORY_AXIS, VALUE_AXIS, "t", grid=True, crosses="max", names="high", bold=True)
    values = Axis(VALUE_AXIS, CATEGORY_AXIS, "l", laid.low, laid.high, title=measured(data))
    return Drawable(sheet, plot.inner() + chart + category_axis(plot, names) + value_axis(plot, values))


def _said(laid: Slopes, column: int, point: Point) -> Point:
    """The point with what stands beside it."""
    return replace(point, printed="\n".join(laid.ends[column][point.series].lines))


def _slope(plot: Plot, sheet: Sheet, laid: Slopes, number: int, found: Series) -> str:
    name = plot.data.series[number]
    color, text = tint_of(plot.data, plot.look, name), found.text_column
    hollow = marker(plot, color, DOT + LARGER, hollow=True)
    limits = (row for row, p in found.given if p.comparator in OPEN_UP | OPEN_DOWN)
    shown = []
    for row, point in found.given:
        beside, middle = laid.ends[row][name], laid.middles[row][name]
        moved = (0.0, middle - beside.y) if abs(middle - beside.y) >= 1 else None
        format_, side = found.formats[row], "lr"[row]
        shown.append(Label(row, side, format_, point.printed, bold=beside.bold, shift=moved))
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(found.column)}</c:tx>'
        f"{shape(plot.line(color, LINE))}{marker(plot, color, DOT)}{''.join(other(row, hollow) for row in limits)}"
        f"{labels(plot, shown, number)}<c:cat>{sheet.words(0)}</c:cat>"
        f'<c:val>{sheet.numbers(found.column)}</c:val><c:smooth val="0"/>'
        f"{label_cells(sheet, text) if text is not None else ''}</c:ser>"
    )


# --- areas ----------------------------------------------------------------------------------------


def area(plot: Plot) -> Drawable | None:
    """Areas at their dates; None where these lie before Office's calendar."""
    data, laid = plot.data, lay_out_areas(plot.data, plot.look)
    days = sorted({p.when for p in data.points if p.when}, key=moment)
    if days[0].year < FIRST_YEAR:
        return None
    time, unit = dates_of(plot, days), "years" if all(day.month is None for day in days) else "months"
    if any(day.day for day in days):
        unit = "days"
    names = time.formats[0] if unit == "years" else time.names
    given = {(p.when, p.series): p for p in data.points}
    rows = [series(data, s, [given.get((day, s)) for day in days]) for s in data.series]
    sheet, found = placed(data.lang, [Column(heading("date", data.lang), time.places, time.formats)], rows)
    drawn = "".join(_area(plot, sheet, names, n, each) for n, each in enumerate(found))
    grouping = "stacked" if data.grouped else "standard"
    chart = f'<c:areaChart><c:grouping val="{grouping}"/><c:varyColors val="0"/>{drawn}{AXIS_IDS}</c:areaChart>'
    across = Axis(CATEGORY_AXIS, VALUE_AXIS, "b", format=names, line=True, ticks=True)
    upright = Axis(
        VALUE_AXIS,
        CATEGORY_AXIS,
        "l",
        0.0,
        step=laid.ticks[1] - laid.ticks[0],
        format=tick_format(plot, laid.ticks, laid.names),
        title=measured(data),
        grid=True,
    )
    return Drawable(sheet, plot.inner() + chart + date_axis(plot, across, unit) + value_axis(plot, upright))


def _area(plot: Plot, sheet: Sheet, dates: str, number: int, found: Series) -> str:
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(found.column)}</c:tx>'
        f"{shape(plot.fill(area_color(plot.data, plot.look, number)), plot.line(plot.look.paper, 1))}"
        f"{labels(plot, [], number)}<c:cat>{sheet.numbers(0, dates)}</c:cat>"
        f"<c:val>{sheet.numbers(found.column)}</c:val></c:ser>"
    )
