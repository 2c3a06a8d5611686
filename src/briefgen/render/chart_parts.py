"""Parts that charts are put together from, as Vega-Lite specifications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from briefgen.core.points import ChartData
from briefgen.render.chart_look import LABEL, LEADING, SMALL, Look

Spec = dict[str, object]
Row = Mapping[str, object]
Drawing = tuple[Spec, float]
"""A specification and the height of its picture in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Room around the plot, and the plot's size, in CSS pixels."""

    left: float
    right: float
    top: float
    bottom: float
    width: float
    height: float

    @property
    def total_height(self) -> float:
        return self.top + self.height + self.bottom


def frame(look: Look, *, left: float, right: float, top: float, bottom: float, height: float) -> Frame:
    return Frame(left, right, top, bottom, look.width - left - right, height)


def chart(look: Look, box: Frame, layers: Sequence[Spec]) -> Spec:
    """A whole specification of exactly the frame's size."""
    font = look.font
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": box.width,
        "height": box.height,
        "padding": {"left": box.left, "right": box.right, "top": box.top, "bottom": box.bottom},
        "autosize": {"type": "none"},
        "background": None,
        "layer": list(layers),
        "config": {
            "font": font,
            "view": {"stroke": None},
            "text": {"font": font, "fontSize": LABEL, "color": look.foreground, "lineHeight": LEADING},
            "axis": {
                "labelFont": font,
                "labelFontSize": LABEL,
                "labelColor": look.foreground,
                "labelLineHeight": LEADING,
                "labelLimit": 0,
                "titleFont": font,
                "ticks": False,
                "domain": False,
                "grid": False,
                "title": None,
            },
        },
    }


# --- layers ------------------------------------------------------------------------------------


def layer(mark: Spec, encoding: Spec, rows: Sequence[Row]) -> Spec:
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark, "encoding": encoding}


def pixel(field: str) -> Spec:
    """A position given in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def color(field: str = "color") -> Spec:
    """Colours that stand in the data."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


@dataclass(frozen=True, slots=True)
class Text:
    """One label, at pixels from the corner of the plot; `y` is the middle of its first line."""

    x: float
    y: float
    lines: Sequence[str]
    color: str
    size: float = LABEL
    align: str = "left"
    bold: bool = False


def texts(labels: Iterable[Text]) -> list[Spec]:
    """The labels, in as few layers as they have kinds."""
    kinds: dict[tuple[str, bool], list[Row]] = {}
    for each in labels:
        row = {"x": each.x, "y": each.y, "text": list(each.lines), "color": each.color, "size": each.size}
        kinds.setdefault((each.align, each.bold), []).append(row)
    size: Spec = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    text: Spec = {"field": "text", "type": "nominal"}
    encoding: Spec = {"x": pixel("x"), "y": pixel("y"), "text": text, "color": color(), "size": size}
    return [
        layer(
            {"type": "text", "align": a, "baseline": "middle", "fontWeight": "bold" if b else "normal"}, encoding, rows
        )
        for (a, b), rows in kinds.items()
    ]


def centred(middle: float, lines: int) -> float:
    """Where the first of so many lines stands, if the middle of them all is given."""
    return middle - (lines - 1) * LEADING / 2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; without height or width it is a line."""

    x: float
    x2: float
    y: float
    y2: float
    color: str


def boxes(shapes: Iterable[Box], mark: Spec | None = None) -> list[Spec]:
    """Lines, or with a `mark` what it says."""
    rows = [{"x": b.x, "x2": b.x2, "y": b.y, "y2": b.y2, "color": b.color} for b in shapes]
    ends: Spec = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}, "color": color()}
    return [layer(mark or {"type": "rule", "strokeWidth": 1}, ends, rows)] if rows else []


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in pixels."""

    x: float
    y: float
    color: str


def dots(points: Iterable[Dot], mark: Spec) -> list[Spec]:
    rows = [{"x": p.x, "y": p.y, "color": p.color} for p in points]
    shape: Spec = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 2, **mark}
    return [layer(shape, {"x": pixel("x"), "y": pixel("y"), "color": color()}, rows)] if rows else []


HEADING: Final = 20.0
"""Height of the line that says what is measured."""
_LEGEND_LINE: Final = 19.0


UPRIGHT: Final = frozenset({"column", "line", "area", "slope", "scatter", "multiples"})
"""Kinds of chart whose values go upwards."""


UNDER: Final = {"area": 8.0, "line": 4.0, "scatter": 8.0, "slope": 24.0}
"""Pixels that are kept free between what is measured and the plot, for the highest number of a scale or for names."""


def above(look: Look, data: ChartData, left: float, *, named: bool = False) -> tuple[list[Spec], float]:
    """What stands over the plot, from the picture's left edge: series with their colours, then what is measured.

    Also gives the height that it takes. `named` says that series have their names beside them.
    """
    title, under = measured(data), UNDER.get(data.type, 0.0)
    lift = (HEADING if title else 4.0) + under
    layers, tall = _legend(look, data, left, lift) if data.grouped and not named else ([], 0.0)
    if title:
        across = -left if data.type in UPRIGHT else 0.0
        layers += texts([Text(across, -10 - under, [title], look.muted, SMALL)])
    return layers, tall + lift


def measured(data: ChartData) -> str:
    """What the values are, as the author says: the title of their axis, else of the other one."""
    if data.type == "scatter":
        return data.y_title
    title = data.y_title if data.type in UPRIGHT else data.x_title
    return title or data.x_title or data.y_title


SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross")
"""Of the points of each series, so that they can be told apart without colours."""
DASHES: Final = ((1, 0), (6, 3), (2, 3), (9, 3, 2, 3), (12, 4))
"""Of the lines of each series."""
_MARKED: Final = frozenset({"line", "scatter"})


def _legend(look: Look, data: ChartData, left: float, lift: float) -> tuple[list[Spec], float]:
    x, line = -left, 0
    placed = list[tuple[str, str, float, int]]()
    for name, tint in zip(data.series, cycle(look.series), strict=False):
        wide = look.width_of(name) + 34
        if x > -left and x + wide - 16 > look.width - left:
            x, line = -left, line + 1
        placed.append((name, tint, x, line))
        x += wide
    tall = (line + 1) * _LEGEND_LINE + 3
    first = 10.0 - tall - lift
    heights = [first + n * _LEGEND_LINE for _, _, _, n in placed]
    signs = [Dot(x + 5, y, tint) for (_, tint, x, _), y in zip(placed, heights, strict=True)]
    labels = [Text(x + 16, y, [name], look.foreground) for (name, _, x, _), y in zip(placed, heights, strict=True)]
    shapes = SHAPES if data.type in _MARKED else ("square",)
    marks = [
        each
        for sign, shape in zip(signs, cycle(shapes), strict=False)
        for each in dots([sign], {"shape": shape, "size": 90 if shape == "circle" else 100, "strokeWidth": 0})
    ]
    return [*marks, *texts(labels)], tall
