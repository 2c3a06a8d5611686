"""Scatter charts as charts of Word, with the names of the marks as labels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from briefgen.core.points import Point
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP, tint
from briefgen.render.chart_parts import measured
from briefgen.render.chart_scatter import Scatter, Spot, lay_out_scatter
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, value_axis
from briefgen.render.docx.chart_dots import LARGER, marker, other
from briefgen.render.docx.chart_grid import Drawable
from briefgen.render.docx.chart_lines import SYMBOLS, tick_format
from briefgen.render.docx.chart_sheet import Column, Sheet
from briefgen.render.docx.chart_xml import (
    CATEGORY_AXIS,
    NO_LINE,
    VALUE_AXIS,
    Label,
    Plot,
    label_cells,
    labels,
    shape,
)

DOT: Final = 7
"""Points across."""


def scatter(plot: Plot) -> Drawable:
    """A series of marks for each of the author's, named where the picture names them."""
    data, laid = plot.data, lay_out_scatter(plot.data, plot.look)
    sheet = _sheet(plot)
    drawn = "".join(_series(plot, sheet, laid, number) for number in range(len(data.series)))
    chart = '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
    return Drawable(sheet, f"{plot.inner()}{chart}{drawn}{AXIS_IDS}</c:scatterChart>{_axes(plot, laid)}")


def _sheet(plot: Plot) -> Sheet:
    """Names, values to the right, and a column for each series."""
    data = plot.data
    columns = [
        Column("", tuple(p.category for p in data.points)),
        Column(data.x_title, tuple(p.x or Decimal(0) for p in data.points)),
    ]
    for name in data.series:
        cells = tuple(p.value if p.series == name else None for p in data.points)
        columns.append(Column(name or measured(data), cells))
    return Sheet(tuple(columns))


def _series(plot: Plot, sheet: Sheet, laid: Scatter, number: int) -> str:
    data, symbol = plot.data, SYMBOLS[number % len(SYMBOLS)]
    own = [(row, spot) for row, spot in enumerate(laid.spots) if spot.point.series == data.series[number]]
    plain = _plain(plot, number)
    others = "".join(_other(plot, row, spot, plain, symbol) for row, spot in own)
    shown = [
        Label(row, spot.side, printed=spot.point.category, bold=spot.point.highlight) for row, spot in own if spot.side
    ]
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(number + 2)}</c:tx>'
        f"{shape(NO_LINE)}{marker(plot, plain, DOT, symbol=symbol)}{others}{labels(plot, shown, number)}"
        f"<c:xVal>{sheet.numbers(1)}</c:xVal><c:yVal>{sheet.numbers(number + 2)}</c:yVal>"
        f'<c:smooth val="0"/>{label_cells(sheet, 0)}</c:ser>'
    )


def _plain(plot: Plot, number: int) -> str:
    """The colour of the marks of a series that do not stand out."""
    if plot.data.grouped:
        return plot.look.series[number % len(plot.look.series)]
    return plot.look.marks(highlight=False, any_highlight=plot.data.highlights)


def _other(plot: Plot, row: int, spot: Spot, plain: str, symbol: str) -> str:
    """`c:dPt` of a mark that stands out or is a limit."""
    color, limit = tint(plot.data, plot.look, spot.point), _is_limit(spot.point)
    if color == plain and not limit:
        return ""
    return other(row, marker(plot, color, DOT + LARGER, hollow=limit, symbol=symbol))


def _is_limit(point: Point) -> bool:
    return point.comparator in OPEN_UP | OPEN_DOWN


def _axes(plot: Plot, laid: Scatter) -> str:
    (across, upright), names = laid.ticks, laid.names
    percent = names[0][-1].endswith("%")
    first = _axis(across, tick_format(plot, across, names[0], percent=percent), plot.data.x_title, "b")
    second = _axis(upright, tick_format(plot, upright, names[1]), measured(plot.data), "l")
    return value_axis(plot, first) + value_axis(plot, second)


def _axis(ticks: Sequence[float], format_: str, title: str, side: str) -> Axis:
    """With the round numbers of the picture; its further end is left to the program that draws."""
    number, other_one = (CATEGORY_AXIS, VALUE_AXIS) if side == "b" else (VALUE_AXIS, CATEGORY_AXIS)
    return Axis(
        number,
        other_one,
        side,
        ticks[0],
        step=ticks[1] - ticks[0],
        format=format_,
        title=title,
        line=side == "b",
        grid=True,
        crosses="min",
    )
