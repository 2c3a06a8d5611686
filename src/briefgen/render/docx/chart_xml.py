"""DrawingML of charts as text: places, colours, type and labels, measured in the pixels of the picture beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.points import ChartData
from briefgen.render.chart_look import LABEL, Look
from briefgen.render.chart_parts import Frame
from briefgen.render.docx.chart_sheet import Sheet, points
from briefgen.render.docx.ooxml import attr, is_east_asian, text

EMU_PER_PIXEL: Final = 9525
NO_FILL: Final = "<a:noFill/>"
NO_LINE: Final = "<a:ln><a:noFill/></a:ln>"
CATEGORY_AXIS: Final = 10
VALUE_AXIS: Final = 20

_C15: Final = "http://schemas.microsoft.com/office/drawing/2012/chart"
_LABEL_EXTENSION: Final = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_SERIES_EXTENSION: Final = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_FIELDS: Final = uuid.UUID("2a4d6f0c-5f0e-5d3b-8c56-3f9a1f7d0b42")


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart, and where its picture has everything."""

    data: ChartData
    look: Look
    frame: Frame
    zoom: float
    """How far the picture is shrunk to fit its place."""
    slots: Mapping[str, str]
    """`RRGGBB` to colour of the document's theme; empty where the theme is not ours."""

    # --- colours and lines

    def fill(self, color: str, opacity: float = 1.0) -> str:
        """`a:solidFill`, of the theme where it has the colour."""
        value = color.lstrip("#").upper()
        name, tag = (self.slots[value], "schemeClr") if value in self.slots else (value, "srgbClr")
        alpha = f'<a:alpha val="{round(opacity * 100_000)}"/>' if opacity < 1 else ""
        return f'<a:solidFill><a:{tag} val="{name}">{alpha}</a:{tag}></a:solidFill>'

    def line(self, color: str, pixels: float, dash: str = "") -> str:
        """`a:ln`, dashed in one of Office's ways if one is given."""
        width = round(pixels * EMU_PER_PIXEL * self.zoom)
        dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
        return f'<a:ln w="{width}" cap="flat">{self.fill(color)}{dashed}<a:round/></a:ln>'

    # --- type

    def type(self, tag: str, size: float = LABEL, color: str = "", *, bold: bool = False) -> str:
        """Run properties under the name `tag`."""
        lang = self.data.lang
        other = ' altLang="en-GB"' if is_east_asian(lang) else ""
        points = max(100, round(size * 75 * self.zoom))
        fonts = '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/>'
        return (
            f'<a:{tag} lang="{attr(lang)}"{other} sz="{points}" b="{int(bold)}">'
            f"{self.fill(color or self.look.foreground)}{fonts}</a:{tag}>"
        )

    def text_properties(self, size: float = LABEL, color: str = "", *, bold: bool = False, body: str = "") -> str:
        """`c:txPr`; `body` says how the text is set, as `ONE_LINE` or `LEVEL`."""
        return (
            f"<c:txPr><a:bodyPr{body}/><a:lstStyle/><a:p><a:pPr>"
            f'{self.type("defRPr", size, color, bold=bold)}</a:pPr><a:endParaRPr lang="{attr(self.data.lang)}"/></a:p>'
            "</c:txPr>"
        )

    # --- places

    def across(self, pixels: float) -> str:
        return f"{pixels / self.look.width:.5f}"

    def down(self, pixels: float) -> str:
        return f"{pixels / self.frame.total_height:.5f}"

    def inner(self, *, left: float = 0.0, top: float = 0.0, right: float = 0.0, bottom: float = 0.0) -> str:
        """`c:layout` of the plot: that of the picture, with these pixels kept free on its sides."""
        frame = self.frame
        return (
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/>'
            + self._corner(frame.left + left, frame.top + top)
            + f'<c:w val="{self.across(frame.width - left - right)}"/>'
            + f'<c:h val="{self.down(frame.height - top - bottom)}"/></c:manualLayout></c:layout>'
        )

    def corner(self, x: float, y: float) -> str:
        """`c:layout` of something of its own size, by its upper left corner."""
        return f"<c:layout><c:manualLayout>{self._corner(x, y)}</c:manualLayout></c:layout>"

    def box(self, x: float, y: float, width: float, height: float) -> str:
        size = f'<c:w val="{self.across(width)}"/><c:h val="{self.down(height)}"/>'
        return f"<c:layout><c:manualLayout>{self._corner(x, y)}{size}</c:manualLayout></c:layout>"

    def shift(self, x: float, y: float) -> str:
        """`c:layout` that moves a label away from where it would stand."""
        moved = f'<c:x val="{self.across(x)}"/><c:y val="{self.down(y)}"/>'
        return f"<c:layout><c:manualLayout>{moved}</c:manualLayout></c:layout>"

    def _corner(self, x: float, y: float) -> str:
        modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
        return f'{modes}<c:x val="{self.across(x)}"/><c:y val="{self.down(y)}"/>'


LEVEL: Final = ' rot="0" vert="horz"'
"""Names are never turned, however long they are: they have several lines."""
ONE_LINE: Final = ' wrap="none" lIns="38100" tIns="19050" rIns="38100" bIns="19050" anchor="ctr"'
"""Of labels of values: there is room for them."""


def shape(*parts: str) -> str:
    return f"<c:spPr>{''.join(parts)}</c:spPr>"


# --- labels ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at one mark: its value under a format, or the text of a cell."""

    index: int
    place: str
    """`outEnd`, `ctr`, `l`, `r`, `t` or `b`."""
    format: str = ""
    printed: str = ""
    """The cell's text, where there is no format."""
    mark: str = ""
    """A sign before it."""
    bold: bool = False
    color: str = ""
    size: float = LABEL
    shift: tuple[float, float] | None = None
    """Pixels to the right and down from its place."""


def labels(plot: Plot, found: Sequence[Label], series: int) -> str:
    """`c:dLbls`; without labels it says that there are none."""
    each = "".join(_label(plot, label, series) for label in found)
    extension = _label_extension('<c15:showLeaderLines val="0"/>')
    return f"<c:dLbls>{each}{_shows(value=False)}{extension}</c:dLbls>"


def _label(plot: Plot, label: Label, series: int) -> str:
    look = plot.text_properties(label.size, label.color, bold=label.bold, body=ONE_LINE)
    moved = plot.shift(*label.shift) if label.shift else ""
    before = f'<c:dLbl><c:idx val="{label.index}"/>{moved}'
    place = f'<c:dLblPos val="{label.place}"/>'
    if label.format:
        code = f'<c:numFmt formatCode="{attr(label.format)}" sourceLinked="0"/>'
        return f"{before}{code}{shape(NO_FILL, NO_LINE)}{look}{place}{_shows(value=True)}</c:dLbl>"
    name = uuid.uuid5(_FIELDS, f"{plot.data.id} {series} {label.index}")
    face = plot.type("rPr", label.size, label.color, bold=label.bold)
    mark = f"<a:r>{face}<a:t>{text(label.mark)}</a:t></a:r>" if label.mark else ""
    kind = f'id="{{{str(name).upper()}}}" type="CELLRANGE"'
    field = f"<a:fld {kind}>{face}<a:pPr/><a:t>{text(label.printed)}</a:t></a:fld>"
    rich = f"<c:rich><a:bodyPr{ONE_LINE}/><a:lstStyle/><a:p>{mark}{field}</a:p></c:rich>"
    extension = _label_extension('<c15:showDataLabelsRange val="1"/>')
    return f"{before}<c:tx>{rich}</c:tx>{shape(NO_FILL, NO_LINE)}{look}{place}{_shows(value=False)}{extension}</c:dLbl>"


def _shows(*, value: bool) -> str:
    names = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return "".join(f'<c:show{name} val="{int(value and name == "Val")}"/>' for name in names)


def _label_extension(inside: str) -> str:
    return f'<c:extLst><c:ext uri="{_LABEL_EXTENSION}" xmlns:c15="{_C15}">{inside}</c:ext></c:extLst>'


def label_cells(sheet: Sheet, column: int, row: int | None = None) -> str:
    """The column, or the one cell of it, whose text stands at the marks of a series, as `c:extLst` of the series."""
    texts = sheet.texts(column) if row is None else sheet.texts(column)[row : row + 1]
    cache = f"<c15:dlblRangeCache>{points(texts)}</c15:dlblRangeCache>"
    ranged = f"<c15:datalabelsRange><c15:f>{sheet.area(column, row)}</c15:f>{cache}</c15:datalabelsRange>"
    return f'<c:extLst><c:ext uri="{_SERIES_EXTENSION}" xmlns:c15="{_C15}">{ranged}</c:ext></c:extLst>'
