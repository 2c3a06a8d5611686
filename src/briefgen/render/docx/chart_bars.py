"""Bars, columns and stacked bars as charts of Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from briefgen.core.points import Point
from briefgen.render.chart_columns import DASH, WIDEST, column_scale
from briefgen.render.chart_look import LABEL, SMALL
from briefgen.render.chart_marks import OPEN_DOWN, Scale, no_value, scale_for, tint, values_of
from briefgen.render.chart_parts import measured
from briefgen.render.chart_rows import BAR, LIFT, STACK, THIN_BAR, Part, stack_parts, totals
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, category_axis, value_axis
from briefgen.render.docx.chart_grid import Drawable, Series, placed, series, sign_of
from briefgen.render.docx.chart_sheet import Column, Sheet
from briefgen.render.docx.chart_xml import CATEGORY_AXIS, VALUE_AXIS, Label, Plot, label_cells, labels, shape

RIGHTWARDS: Final = "\u25ba"
UPWARDS: Final = "\u25b2"
APART: Final = 2.0
"""Pixels between bars side by side."""
MOST_GAP: Final = 500
"""Per cent of a bar's width that Office lets be free beside it."""


def bar(plot: Plot) -> Drawable:
    """Lying bars, from top to bottom in the author's order."""
    data, frame = plot.data, plot.frame
    scale = scale_for(plot.look, data, frame.width)
    step, thick = frame.height / len(data.categories), THIN_BAR if data.grouped else BAR
    layout = plot.inner(right=frame.width - _end(plot, scale))
    return _bars(plot, layout, RIGHTWARDS, scale, _widths(len(data.series), step, thick))


def column(plot: Plot) -> Drawable:
    """Upright bars over their names."""
    data, frame = plot.data, plot.frame
    scale = column_scale(data)
    step, count = plot.look.width / len(data.categories), len(data.series)
    thick = min(WIDEST, step * 0.62) / count - (APART if data.grouped else 0.0)
    layout = plot.inner(top=frame.height - _end(plot, scale))
    return _bars(plot, layout, UPWARDS, scale, _widths(count, step, thick))


def _end(plot: Plot, scale: Scale) -> float:
    """Pixels from the start of the axis to the greatest value; beyond it there is room for labels."""
    most = max([0.0, *(values_of(p)[1] for p in plot.data.points if not p.missing)])
    return scale.at(most) or scale.length


def _widths(count: int, step: float, thick: float) -> str:
    """`c:gapWidth` and `c:overlap` for so many bars of this thickness in each step."""
    cluster = count * thick + (count - 1) * APART
    gap = round(max(0.0, min(MOST_GAP, (step - cluster) / thick * 100)))
    overlap = f'<c:overlap val="{-round(APART / thick * 100)}"/>' if count > 1 else ""
    return f'<c:gapWidth val="{gap}"/>{overlap}'


def _bars(plot: Plot, layout: str, sign: str, scale: Scale, widths: str) -> Drawable:
    """Bars from zero; where some lie below it, the axis begins where the picture's does."""
    sheet, found = _sheet(plot, sign)
    sheet = _with_gaps(plot, sheet, found)
    bars = "".join(
        _series(plot, sheet, number, each, [_at_end(plot, row, p, each, sign) for row, p in enumerate(each.rows)])
        for number, each in enumerate(found)
    )
    least = scale.low if scale.low < 0 else 0.0
    lies = sign == RIGHTWARDS
    return Drawable(sheet, layout + _chart("bar" if lies else "col", "clustered", bars, widths) + _axes(plot, least))


def _at_end(plot: Plot, row: int, point: Point | None, found: Series, sign: str) -> Label:
    if point is None:
        return _no_value(plot, row)
    return Label(row, "outEnd", found.formats[row], point.printed, sign_of(point, sign), bold=point.highlight)


def _no_value(plot: Plot, row: int) -> Label:
    """What the picture has where nobody gave a value; once somebody writes a number there, the label is that."""
    words, size = (DASH, LABEL) if plot.data.type == "column" else (no_value(plot.data.lang), SMALL)
    return Label(row, "outEnd", f'General;-General;"{words}"', color=plot.look.muted, size=size)


def _with_gaps(plot: Plot, sheet: Sheet, found: Sequence[Series]) -> Sheet:
    """The sheet with words in the cells for which nobody gave a value."""
    columns, words = list(sheet.columns), no_value(plot.data.lang)
    for each in found:
        cells = columns[each.column].cells
        filled = tuple(words if p is None else cell for cell, p in zip(cells, each.rows, strict=True))
        columns[each.column] = replace(columns[each.column], cells=filled)
    return Sheet(tuple(columns))


# --- stacked --------------------------------------------------------------------------------------

WHOLE: Final = 99.0
"""Per cent from which a stack is a whole, and the axis ends with it."""
BEYOND: Final = 1.2
"""How far an axis may go beyond the longest stack where the program that draws finds its end."""


def stacked(plot: Plot) -> Drawable:
    """Rows of parts; a part too narrow for its value has it below."""
    data = plot.data
    sheet, found = _sheet(plot, "")
    most = max(*totals(data), 1e-9)
    end = most if data.percent and most >= WHOLE else None
    parts = stack_parts(data, plot.look, end or most * BEYOND)
    bars = "".join(
        _series(plot, sheet, number, each, [_inside(plot, each, p) for p in parts if p.point.series == name])
        for number, (name, each) in enumerate(zip(data.series, found, strict=True))
    )
    gap = (plot.frame.height / len(data.categories) - STACK) / STACK * 100
    widths = f'<c:gapWidth val="{round(gap)}"/><c:overlap val="100"/>'
    layout = plot.inner(top=-LIFT, bottom=LIFT)
    return Drawable(sheet, layout + _chart("bar", "stacked", bars, widths) + _axes(plot, 0.0, end))


def _inside(plot: Plot, found: Series, part: Part) -> Label:
    text, row = part.text, plot.data.categories.index(part.point.category)
    moved = None if part.inside else part.aside
    return Label(row, "ctr", found.formats[row], part.point.printed, color=text.color, size=text.size, shift=moved)


# --- parts ----------------------------------------------------------------------------------------


def _sheet(plot: Plot, sign: str) -> tuple[Sheet, list[Series]]:
    """Names in the first column, then each series."""
    data = plot.data
    given = {(p.category, p.series): p for p in data.points if not p.missing}
    rows = [series(data, s, [given.get((c, s)) for c in data.categories], sign) for s in data.series]
    return placed(data.lang, [Column("", data.categories)], rows)


def _chart(direction: str, grouping: str, bars: str, widths: str) -> str:
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f"{bars}{widths}{AXIS_IDS}</c:barChart>"
    )


def _series(plot: Plot, sheet: Sheet, number: int, found: Series, shown: Sequence[Label]) -> str:
    """`c:ser`."""
    own = _color(plot, number)
    text = found.text_column
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(found.column)}</c:tx>'
        f"{shape(plot.fill(own), _edge(plot))}"
        f'<c:invertIfNegative val="0"/>{"".join(_others(plot, found, own))}{labels(plot, shown, number)}'
        f"<c:cat>{sheet.words(0)}</c:cat><c:val>{sheet.numbers(found.column)}</c:val>"
        f"{label_cells(sheet, text) if text is not None else ''}</c:ser>"
    )


def _color(plot: Plot, number: int) -> str:
    """The colour of a series, or of the marks that do not stand out."""
    if plot.data.grouped:
        return plot.look.series[number % len(plot.look.series)]
    return plot.look.marks(highlight=False, any_highlight=plot.data.highlights)


def _others(plot: Plot, found: Series, own: str) -> Iterator[str]:
    """`c:dPt` for each mark that looks otherwise: one that stands out, or one whose value is an upper limit."""
    for row, point in found.given:
        color = tint(plot.data, plot.look, point)
        limit = point.comparator in OPEN_DOWN and plot.data.type != "stacked"
        if color != own or limit:
            fill = shape(plot.fill(color, LIMIT), plot.line(color, 1.4)) if limit else shape(plot.fill(color))
            yield f'<c:dPt><c:idx val="{row}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{fill}</c:dPt>'


LIMIT: Final = 0.18
"""Opacity of a bar that shows an upper limit."""


def _edge(plot: Plot) -> str:
    """Parts of a stack are told apart by the paper between them."""
    return plot.line(plot.look.paper, 1) if plot.data.type == "stacked" else ""


def _axes(plot: Plot, least: float, most: float | None = None) -> str:
    lies = plot.data.type != "column"
    names = Axis(CATEGORY_AXIS, VALUE_AXIS, "l" if lies else "b", reversed=lies, line=True)
    values = Axis(VALUE_AXIS, CATEGORY_AXIS, "t" if lies else "l", least, most, title=measured(plot.data))
    return category_axis(plot, names) + value_axis(plot, values)
