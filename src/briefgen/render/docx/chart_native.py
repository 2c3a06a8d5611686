"""Charts that Word draws itself, from the data of the pictures: editable, with their numbers in a workbook.

Native are all kinds in `_KINDS`. A timeline has no values and a matrix no numbers, small multiples are many charts in
one, and a specification may be anything, so that Word has no chart for them; these stay pictures.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from briefgen.core.document import Picture
from briefgen.core.points import ChartData
from briefgen.render import (
    chart_area,
    chart_columns,
    chart_line,
    chart_rows,
    chart_scatter,
    chart_slope,
    chart_waterfall,
)
from briefgen.render.chart_look import Look, look_of
from briefgen.render.chart_parts import Drawing, Frame
from briefgen.render.docx import chart_bars, chart_dots, chart_lines, chart_scatters, chart_slopes, chart_steps
from briefgen.render.docx.chart_axes import legend
from briefgen.render.docx.chart_grid import Drawable
from briefgen.render.docx.chart_sheet import workbook
from briefgen.render.docx.chart_xml import NO_FILL, NO_LINE, Plot, shape
from briefgen.render.docx.ooxml import XML_HEAD, A, C, R, attr
from briefgen.render.docx.store import Store
from briefgen.render.docx.stylesheet import palette_of
from briefgen.render.style import Theme

_KINDS: Final[Mapping[str, tuple[Callable[[ChartData, Look], Drawing], Callable[[Plot], Drawable | None]]]] = {
    "bar": (chart_rows.bar, chart_bars.bar),
    "column": (chart_columns.column, chart_bars.column),
    "stacked": (chart_rows.stacked, chart_bars.stacked),
    "line": (chart_line.line, chart_lines.line),
    "dot": (chart_rows.dot, chart_dots.dot),
    "range": (chart_rows.range_, chart_dots.range_),
    "area": (chart_area.area, chart_slopes.area),
    "slope": (chart_slope.slope, chart_slopes.slope),
    "scatter": (chart_scatter.scatter, chart_scatters.scatter),
    "waterfall": (chart_waterfall.waterfall, chart_steps.waterfall),
}
"""How the picture is laid out, and what Word makes of it."""

_SLOTS: Final = {"background1": "bg1", "background2": "bg2", "text1": "tx1", "text2": "tx2"}


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart part and the workbook that it points to."""

    _xml: str
    workbook: bytes

    def part(self, rel: str) -> bytes:
        """The part, with the relationship of its workbook."""
        return self._xml.replace(_REL, rel).encode()


_REL: Final = "&workbook;"
"""No words of an author can look so: their ampersands are escaped."""


def native_chart(
    picture: Picture, theme: Theme, zoom: float, created: datetime.datetime, store: Store
) -> NativeChart | None:
    """The chart of a picture that is shrunk by `zoom`; None where Word has none that shows the same."""
    data = picture.chart
    if data is None or data.type not in _KINDS:
        return None
    lay_out, draw = _KINDS[data.type]
    look = look_of(theme, picture.width_mm)
    plot = Plot(data, look, _frame(lay_out(data, look)), zoom, _slots(theme))
    drawable = draw(plot)
    if drawable is None:
        return None
    return NativeChart(_chart_space(plot, drawable), workbook(drawable.sheet, created, store))


def _frame(drawing: Drawing) -> Frame:
    """Where the picture has its plot."""
    spec: Any = drawing[0]
    return Frame(**spec["padding"], width=spec["width"], height=spec["height"])


def _slots(theme: Theme) -> dict[str, str]:
    """Colours that the document's theme has; those of a foreign theme are not known."""
    if theme.reference_docx:
        return {}
    return {color: _SLOTS.get(slot, slot) for color, slot in palette_of(theme.brand).slots.items()}


def _chart_space(plot: Plot, drawable: Drawable) -> str:
    return (
        f'{XML_HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/>'
        f'<c:lang val="{attr(plot.data.lang)}"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{drawable.area}{shape(NO_FILL, NO_LINE)}</c:plotArea>'
        f'{legend(plot)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="{_GAPS.get(plot.data.type, "gap")}"/></c:chart>'
        f"{shape(NO_FILL, NO_LINE)}{plot.text_properties()}"
        f'<c:externalData r:id="{_REL}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


_GAPS: Final = {"line": "span"}
"""What is done where a cell is empty: a line goes on to its next point."""
