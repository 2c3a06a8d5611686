"""Axes and legends of native charts, with as little ink as those of the pictures."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.render.chart_line import names_at_ends
from briefgen.render.chart_look import SMALL
from briefgen.render.chart_parts import HEADING, UNDER, UPRIGHT, measured
from briefgen.render.docx.chart_xml import CATEGORY_AXIS, LEVEL, NO_LINE, VALUE_AXIS, Plot, shape
from briefgen.render.docx.ooxml import attr, text

_BEFORE_TITLE = 10.0 + 8.0
"""Pixels from the plot up to the upper edge of the words over it."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis. Ends that are None are found by the program that draws, so that edited values are never cut off."""

    number: int
    other: int
    side: str
    """`l`, `b` or `t`."""
    least: float | None = None
    most: float | None = None
    step: float | None = None
    format: str = ""
    """Of the numbers beside it; without a format it has none."""
    reversed: bool = False
    title: str = ""
    """What is measured; that of a lying axis stands below its end, any other over the plot."""
    line: bool = False
    grid: bool = False
    ticks: bool = False
    crosses: str = "autoZero"
    """Where it meets the other axis: `autoZero`, `min` or `max` of that."""
    names: str = "low"
    """On which side of the plot its names stand."""
    bold: bool = False


def value_axis(plot: Plot, axis: Axis) -> str:
    """`c:valAx`."""
    step = f'<c:majorUnit val="{axis.step!r}"/>' if axis.step else ""
    between = "between" if axis.other == CATEGORY_AXIS and plot.data.type in _BARS else "midCat"
    numbers = f'<c:numFmt formatCode="{attr(axis.format or "General")}" sourceLinked="0"/>'
    return (
        f"<c:valAx>{_start(axis)}{_grid(plot, axis)}{_title(plot, axis)}{numbers}"
        f"{_marks(plot, axis, 'low' if axis.format else 'none')}"
        f"{plot.text_properties(SMALL, plot.look.muted)}{_end(axis)}"
        f'<c:crossBetween val="{between}"/>{step}</c:valAx>'
    )


_BARS = frozenset({"bar", "column", "stacked", "waterfall"})


def _grid(plot: Plot, axis: Axis) -> str:
    return f"<c:majorGridlines>{shape(plot.line(plot.look.hairline, 1))}</c:majorGridlines>" if axis.grid else ""


def category_axis(plot: Plot, axis: Axis) -> str:
    """`c:catAx`: every name is shown, beside the plot even where marks lie below zero."""
    return (
        f"<c:catAx>{_start(axis)}{_grid(plot, axis)}{_marks(plot, axis, axis.names)}"
        f"{plot.text_properties(bold=axis.bold, body=LEVEL)}{_end(axis)}"
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def date_axis(plot: Plot, axis: Axis, unit: str) -> str:
    """`c:dateAx` for days of Office's calendar; `unit` is that of its steps: `years` or `months`."""
    numbers = f'<c:numFmt formatCode="{attr(axis.format)}" sourceLinked="0"/>'
    step = f'<c:majorUnit val="{axis.step!r}"/><c:majorTimeUnit val="{unit}"/>' if axis.step else ""
    return (
        f"<c:dateAx>{_start(axis)}{numbers}{_marks(plot, axis, axis.names)}"
        f"{plot.text_properties(SMALL, plot.look.muted)}{_end(axis)}"
        f'<c:auto val="0"/><c:lblOffset val="100"/><c:baseTimeUnit val="{unit}"/>{step}</c:dateAx>'
    )


def _start(axis: Axis) -> str:
    ends = "".join(
        f'<c:{name} val="{end!r}"/>' for name, end in (("max", axis.most), ("min", axis.least)) if end is not None
    )
    order = "maxMin" if axis.reversed else "minMax"
    return (
        f'<c:axId val="{axis.number}"/><c:scaling><c:orientation val="{order}"/>{ends}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{axis.side}"/>'
    )


def _marks(plot: Plot, axis: Axis, names: str) -> str:
    line = plot.line(plot.look.foreground, 1) if axis.line else NO_LINE
    ticks = "out" if axis.ticks else "none"
    return f'<c:majorTickMark val="{ticks}"/><c:minorTickMark val="none"/><c:tickLblPos val="{names}"/>{shape(line)}'


def _end(axis: Axis) -> str:
    return f'<c:crossAx val="{axis.other}"/><c:crosses val="{axis.crosses}"/>'


def _title(plot: Plot, axis: Axis) -> str:
    """What is measured, over the plot or below its end, where the picture has it."""
    if not axis.title:
        return ""
    frame, look = plot.frame, plot.look
    across = 0.0 if plot.data.type in UPRIGHT else frame.left
    down = max(0.0, frame.top - _BEFORE_TITLE - UNDER.get(plot.data.type, 0.0))
    if axis.side == "b" and plot.data.type in UPRIGHT:
        across = frame.left + frame.width - look.width_of(axis.title, SMALL) - 8
        down = frame.total_height - _BEFORE_TITLE
    face = plot.type("rPr", SMALL, look.muted)
    body = '<a:bodyPr rot="0" vert="horz" wrap="none" lIns="0" tIns="0" rIns="0" bIns="0"/>'
    own = plot.type("defRPr", SMALL, look.muted)
    paragraph = f"<a:p><a:pPr>{own}</a:pPr><a:r>{face}<a:t>{text(axis.title)}</a:t></a:r></a:p>"
    return (
        f"<c:title><c:tx><c:rich>{body}<a:lstStyle/>{paragraph}</c:rich></c:tx>"
        f'{plot.corner(across, down)}<c:overlay val="1"/></c:title>'
    )


def legend(plot: Plot) -> str:
    """`c:legend` over the plot, where series have names to tell apart; beside areas, and none where names stand
    at the ends of lines."""
    data, look, frame = plot.data, plot.look, plot.frame
    if not data.grouped or data.type == "slope" or (data.type == "line" and names_at_ends(data)):
        return ""
    if data.type == "area":
        place = plot.box(frame.left + frame.width + 4, frame.top, frame.right - 4, frame.height)
        return f'<c:legend><c:legendPos val="r"/>{place}<c:overlay val="1"/>{plot.text_properties()}</c:legend>'
    tall = frame.top - (HEADING if measured(data) else 4.0) - UNDER.get(data.type, 0.0)
    wide = sum(look.width_of(name) + (70 if data.type == "line" else 40) for name in data.series) + 10
    place = plot.box(0, 0, min(wide, look.width), tall)
    return f'<c:legend><c:legendPos val="t"/>{place}<c:overlay val="1"/>{plot.text_properties()}</c:legend>'


AXIS_IDS = f'<c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/>'
