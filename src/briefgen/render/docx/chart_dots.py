"""Dots and ranges as charts of Word: points at a value and a row, with the names of the rows as labels.

Word's charts with categories have no dots beside each other and no bars that begin at a value; points have both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from briefgen.core.points import Point
from briefgen.render.chart_look import Look, mix
from briefgen.render.chart_marks import DOT as HALF_DOT
from briefgen.render.chart_marks import OPEN_DOWN, scale_for, tint, values_of
from briefgen.render.chart_parts import measured
from briefgen.render.chart_rows import LABEL_SHARE
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, value_axis
from briefgen.render.docx.chart_bars import RIGHTWARDS
from briefgen.render.docx.chart_grid import Drawable, heading, sign_of
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

DOT: Final = 9
"""Points across."""
SPAN: Final = 12.0
"""Pixels of a bar between two values."""
THREAD: Final = 3.0
"""The same between two dots."""


def dot(plot: Plot) -> Drawable | None:
    """Dots on thin lines from zero; a range is two dots and the line between them."""
    return _points(plot, THREAD, dotted=True)


def range_(plot: Plot) -> Drawable | None:
    """Bars from the lower to the upper end; a single value is a dot."""
    return _points(plot, SPAN, dotted=False)


AXIS: Final = 1
"""The column of zeros, where the names stand and lines begin."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The sheet, and which of its columns are what."""

    sheet: Sheet
    low: int
    high: int
    """The same as `low` where all values are single."""
    row: int
    text: int


def _points(plot: Plot, thick: float, *, dotted: bool) -> Drawable | None:
    """None where a value is below zero: the names would stand in the way."""
    rows = [p for p in plot.data.points if not p.missing]
    if any(values_of(p)[0] < 0 for p in rows):
        return None
    grid = _grid(plot, rows)
    found = [_names(plot, rows, grid), *_lines(plot, rows, grid, thick, leads=dotted)]
    if dotted:
        for column in range(grid.low, grid.high + 1):
            found.append(_dots(plot, rows, grid, column, len(found)))
    else:
        singles = [(row, p) for row, p in enumerate(rows) if p.low == p.high]
        found += [_single(plot, grid, p, row, n) for n, (row, p) in enumerate(singles, len(found))]
        found.append(_range_values(plot, rows, grid, len(found)))
    chart = '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
    drawn = "".join(each.xml(number) for number, each in enumerate(found))
    layout = plot.inner(right=plot.frame.width - _longest(plot, rows))
    return Drawable(grid.sheet, f"{layout}{chart}{drawn}{AXIS_IDS}</c:scatterChart>{_axes(plot, len(rows))}")


def _longest(plot: Plot, rows: Sequence[Point]) -> float:
    """Pixels from the left edge of the plot to the greatest value in the picture."""
    scale = scale_for(plot.look, plot.data, plot.frame.width, dot=HALF_DOT)
    return scale.at(max([1e-9, *(values_of(p)[1] for p in rows)]))


def _grid(plot: Plot, rows: Sequence[Point]) -> _Grid:
    lang, ranged = plot.data.lang, any(p.low != p.high for p in rows)
    low, high = (tuple(_both(p)[end] for p in rows) for end in (0, 1))
    names = tuple("\n".join(_name(plot.look, p)) for p in rows)
    places = Column(heading("row", lang), tuple(Decimal(n) for n in range(1, len(rows) + 1)))
    columns = [Column("", names), Column(heading("axis", lang), (Decimal(0),) * len(rows))]
    if ranged:
        columns += [Column(heading("from", lang), low), Column(heading("to", lang), high)]
    else:
        columns.append(Column(heading("value", lang), low))
    columns += [places, places]
    columns.append(Column(heading("label", lang), tuple(p.printed for p in rows)))
    return _Grid(Sheet(tuple(columns)), 2, 3 if ranged else 2, 4 if ranged else 3, len(columns) - 1)


def _both(point: Point) -> tuple[Decimal, Decimal]:
    """Both ends of a range, or a single value twice, exact."""
    if point.low is not None and point.high is not None:
        return point.low, point.high
    value = point.value or Decimal(0)
    return value, value


def _name(look: Look, point: Point) -> list[str]:
    return look.wrap(point.category, look.width * LABEL_SHARE, bold=point.highlight)


# --- series ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Series:
    """One series of points, in the order in which Word wants its parts."""

    name: str
    line: str
    marker: str
    others: str
    """`c:dPt` of points that look otherwise."""
    labels: str
    x: str
    y: str
    extension: str = ""

    def xml(self, number: int) -> str:
        return (
            f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{self.name}</c:tx>{shape(self.line)}'
            f"{self.marker}{self.others}{self.labels}<c:xVal>{self.x}</c:xVal><c:yVal>{self.y}</c:yVal>"
            f'<c:smooth val="0"/>{self.extension}</c:ser>'
        )


def _names(plot: Plot, rows: Sequence[Point], grid: _Grid) -> _Series:
    """Invisible points at zero, which carry the names."""
    sheet = grid.sheet
    names = zip(rows, sheet.texts(0), strict=True)
    found = [Label(n, "l", printed=name, bold=p.highlight) for n, (p, name) in enumerate(names)]
    return _Series(
        name=sheet.heading(AXIS),
        line=NO_LINE,
        marker=UNSEEN,
        others="",
        labels=labels(plot, found, 0),
        x=sheet.numbers(AXIS),
        y=sheet.numbers(grid.row),
        extension=label_cells(sheet, 0),
    )


UNSEEN: Final = '<c:marker><c:symbol val="none"/></c:marker>'


def _lines(plot: Plot, rows: Sequence[Point], grid: _Grid, thick: float, *, leads: bool) -> Iterator[_Series]:
    """Thin lines from zero, and those between the ends of ranges."""
    for row in range(len(rows) if leads else 0):
        yield _line(grid, row, (AXIS, grid.low), plot.line(plot.look.hairline, 1))
    for row, point in enumerate(rows):
        if point.low != point.high:
            yield _line(grid, row, (grid.low, grid.high), plot.line(tint(plot.data, plot.look, point), thick))


def _line(grid: _Grid, row: int, ends: tuple[int, int], look: str) -> _Series:
    """A line in a row, from the value in one column to that in the next."""
    sheet = grid.sheet
    x, y = sheet.row(row, *ends), sheet.row(row, grid.row, grid.row + 1)
    return _Series(sheet.cell(0, row), look, UNSEEN, "", "", x, y)


def _dots(plot: Plot, rows: Sequence[Point], grid: _Grid, column: int, number: int) -> _Series:
    """The dots of one column; those of the last one carry the values."""
    sheet, last = grid.sheet, column == grid.high
    plain = plot.look.marks(highlight=False, any_highlight=plot.data.highlights)
    return _Series(
        name=sheet.heading(column),
        line=NO_LINE,
        marker=marker(plot, plain, DOT),
        others="".join(_others(plot, rows, plain)),
        labels=labels(plot, [_value(row, p) for row, p in enumerate(rows)], number) if last else "",
        x=sheet.numbers(column),
        y=sheet.numbers(grid.row),
        extension=label_cells(sheet, grid.text) if last else "",
    )


def _value(row: int, point: Point) -> Label:
    return Label(row, "r", printed=point.printed, mark=sign_of(point, RIGHTWARDS), bold=point.highlight)


def _others(plot: Plot, rows: Sequence[Point], plain: str) -> Iterator[str]:
    """`c:dPt` of dots that stand out or are limits."""
    for row, point in enumerate(rows):
        color, limit = tint(plot.data, plot.look, point), point.comparator in OPEN_DOWN
        if limit or color != plain:
            yield other(row, marker(plot, color, DOT + LARGER, hollow=limit))


def _single(plot: Plot, grid: _Grid, point: Point, row: int, number: int) -> _Series:
    """One dot among ranges, with its value."""
    sheet, limit = grid.sheet, point.comparator in OPEN_DOWN
    look = marker(plot, tint(plot.data, plot.look, point), DOT, hollow=limit)
    x, y = sheet.row(row, grid.high, grid.high), sheet.row(row, grid.row, grid.row)
    own = labels(plot, [_value(0, point)], number)
    return _Series(sheet.cell(0, row), NO_LINE, look, "", own, x, y, label_cells(sheet, grid.text, row))


def _range_values(plot: Plot, rows: Sequence[Point], grid: _Grid, number: int) -> _Series:
    """Invisible points at the upper ends of ranges, which carry the values."""
    found = [_value(row, p) for row, p in enumerate(rows) if p.low != p.high]
    own = labels(plot, found, number)
    x, y = grid.sheet.numbers(grid.high), grid.sheet.numbers(grid.row)
    return _Series(grid.sheet.heading(grid.high), NO_LINE, UNSEEN, "", own, x, y, label_cells(grid.sheet, grid.text))


def other(row: int, look: str) -> str:
    """`c:dPt` of a point with another marker."""
    return f'<c:dPt><c:idx val="{row}"/>{look}<c:bubble3D val="0"/></c:dPt>'


LARGER: Final = 1
"""Points by which a dot that looks otherwise is larger: LibreOffice heeds no other look of the same size."""
PALE: Final = 0.72
"""How much paper is in the middle of a hollow dot: not every program draws its rim."""


def marker(plot: Plot, color: str, size: float, *, hollow: bool = False, symbol: str = "circle") -> str:
    """A mark, round unless another symbol is given; hollow where the value is a limit and not the value itself."""
    inside = plot.fill(mix(color, plot.look.paper, PALE) if hollow else color)
    look = shape(inside, plot.line(color, 2 if hollow else 0.75))
    return f'<c:marker><c:symbol val="{symbol}"/><c:size val="{max(2, round(size * plot.zoom))}"/>{look}</c:marker>'


def _axes(plot: Plot, rows: int) -> str:
    values = Axis(CATEGORY_AXIS, VALUE_AXIS, "b", least=0.0, title=measured(plot.data), crosses="max")
    names = Axis(VALUE_AXIS, CATEGORY_AXIS, "l", 0.5, rows + 0.5, reversed=True, line=True)
    return value_axis(plot, values) + value_axis(plot, names)
