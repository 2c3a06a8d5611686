"""Waterfalls as charts of Word: stacked bars of which the lowest cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from briefgen.render.chart_marks import GAP
from briefgen.render.chart_parts import measured
from briefgen.render.chart_rows import BAR
from briefgen.render.chart_waterfall import Step, step_color, step_scale, steps_of
from briefgen.render.docx.chart_axes import AXIS_IDS, Axis, category_axis, value_axis
from briefgen.render.docx.chart_grid import Drawable, heading
from briefgen.render.docx.chart_sheet import Column, Sheet
from briefgen.render.docx.chart_xml import (
    CATEGORY_AXIS,
    NO_FILL,
    NO_LINE,
    VALUE_AXIS,
    Label,
    Plot,
    label_cells,
    labels,
    shape,
)

PARTS: Final = ("base", "total", "up", "down")
"""The series, from the axis outwards; each bar has the first one and one of the others."""


def waterfall(plot: Plot) -> Drawable | None:
    """Bars on bars that cannot be seen; None where a level is below zero, since these would begin there."""
    steps = steps_of(plot.data)
    if any(step.low < 0 for step in steps):
        return None
    sheet = _sheet(plot, steps)
    scale = step_scale(plot.data, plot.look, plot.frame.width)
    bars = _hidden(sheet) + "".join(_series(plot, sheet, steps, n, scale.length) for n in range(1, len(PARTS)))
    gap = round((plot.frame.height / len(steps) - BAR) / BAR * 100)
    chart = (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{bars}<c:gapWidth val="{gap}"/><c:overlap val="100"/>{AXIS_IDS}</c:barChart>'
    )
    names = Axis(CATEGORY_AXIS, VALUE_AXIS, "l", reversed=True, line=True)
    values = Axis(VALUE_AXIS, CATEGORY_AXIS, "t", 0.0, scale.high, title=measured(plot.data))
    return Drawable(sheet, plot.inner() + chart + category_axis(plot, names) + value_axis(plot, values))


def _part(step: Step) -> str:
    if step.point.total:
        return "total"
    return "up" if step.stop >= step.start else "down"


def _sheet(plot: Plot, steps: Sequence[Step]) -> Sheet:
    lang = plot.data.lang
    bases, levels = list[Decimal](), Decimal(0)
    for step in steps:
        value = step.point.value or Decimal(0)
        start = Decimal(0) if step.point.total else levels
        levels = start + value
        bases.append(Decimal(0) if step.point.total else min(start, levels))
    columns = [Column("", plot.data.categories), Column(heading("base", lang), tuple(bases))]
    for part in PARTS[1:]:
        cells = (abs(s.point.value or Decimal(0)) if _part(s) == part else None for s in steps)
        columns.append(Column(heading(part, lang), tuple(cells)))
    columns.append(Column(heading("label", lang), tuple(s.point.printed for s in steps)))
    return Sheet(tuple(columns))


def _hidden(sheet: Sheet) -> str:
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{sheet.heading(1)}</c:tx>{shape(NO_FILL, NO_LINE)}'
        f'<c:invertIfNegative val="0"/><c:cat>{sheet.words(0)}</c:cat><c:val>{sheet.numbers(1)}</c:val></c:ser>'
    )


def _series(plot: Plot, sheet: Sheet, steps: Sequence[Step], number: int, length: float) -> str:
    """The bars of one part, with their values behind their right ends."""
    part, look = PARTS[number], plot.look
    own = [(row, step) for row, step in enumerate(steps) if _part(step) == part]
    color = step_color(look, own[0][1]) if own else look.base
    scale = step_scale(plot.data, look, length)
    shown = []
    for row, step in own:
        bold = step.point.highlight or step.point.total
        aside = (scale.at(step.high) - scale.at(step.low) + look.width_of(step.point.printed, bold=bold)) / 2 + GAP + 2
        shown.append(Label(row, "ctr", printed=step.point.printed, bold=bold, shift=(aside, 0.0)))
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{sheet.heading(number + 1)}</c:tx>'
        f'{shape(plot.fill(color))}<c:invertIfNegative val="0"/>{labels(plot, shown, number)}'
        f"<c:cat>{sheet.words(0)}</c:cat><c:val>{sheet.numbers(number + 1)}</c:val>"
        f"{label_cells(sheet, len(PARTS) + 1)}</c:ser>"
    )
