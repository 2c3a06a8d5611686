"""Vega-Lite template for slopes: what was before and what came after, one line for each series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_ends import BETWEEN, End, drawn_ends, end, end_width, spread
from briefgen.render.chart_look import LABEL, LEADING, Look
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP
from briefgen.render.chart_parts import (
    Box,
    Dot,
    Drawing,
    Frame,
    Spec,
    Text,
    above,
    boxes,
    chart,
    color,
    dots,
    frame,
    layer,
    pixel,
    texts,
)

LEAST_HEIGHT: Final = 150.0
HEAD: Final = 12.0
"""From the plot up to the names of both columns."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """A chart of slopes, laid out."""

    over: Sequence[Spec]
    box: Frame
    low: float
    high: float
    """Values at the lower and the upper edge of the plot."""
    ends: tuple[Mapping[str, End], Mapping[str, End]]
    """Left and right, by series."""
    middles: tuple[Mapping[str, float], Mapping[str, float]]
    """Of the names beside the points."""

    def y(self, value: float) -> float:
        return self.box.height * (1 - (value - self.low) / (self.high - self.low))


def lay_out_slopes(data: ChartData, look: Look) -> Slopes:
    """Values at both ends; the name of a line at its last point."""
    values = [float(p.value) for p in data.points if p.value is not None]
    pad = max(max(values) - min(values), 1e-9) * PAD
    low, high = min(values) - pad, max(values) + pad
    height = max(LEAST_HEIGHT, len(data.series) * LEADING * 1.35)
    sides = [_side(data, look, column, low, height / (high - low)) for column in data.categories]
    wide = [
        max(end_width(look, list(side.values())), look.width_of(name, bold=True) / 2)
        for name, side in zip(data.categories, sides, strict=True)
    ]
    over, top = above(look, data, wide[0], named=True)
    box = frame(look, left=wide[0], right=wide[1], top=top, bottom=10, height=height)
    middles = [dict(zip(side, spread(list(side.values()), -3, height + 9), strict=True)) for side in sides]
    return Slopes(over, box, low, high, (sides[0], sides[1]), (middles[0], middles[1]))


PAD: Final = 0.05
"""Part of the span of the values that is free above and below them. The scale need not begin at zero: nothing is
shown by length."""


def slope(data: ChartData, look: Look) -> Drawing:
    """A line for each series from the one column to the other; one value alone is a dot."""
    laid = lay_out_slopes(data, look)
    box, marks = laid.box, list[Spec]()
    across = dict(zip(data.categories, (0.0, box.width), strict=True))
    for series in sorted(data.series, key=lambda name: _stands_out(data, name)):
        points = [p for p in data.points if p.series == series and p.value is not None]
        places = [Dot(across[p.category], laid.y(float(p.value or 0)), tint_of(data, look, series)) for p in points]
        if len(places) > 1:
            rows = [{"x": place.x, "y": place.y, "color": place.color} for place in places]
            encoding: Spec = {"x": pixel("x"), "y": pixel("y"), "color": color()}
            marks.append(layer({"type": "line", "strokeWidth": 2.2}, encoding, rows))
        limits = [p.comparator in OPEN_UP | OPEN_DOWN for p in points]
        marks += dots([d for d, limit in zip(places, limits, strict=True) if not limit], {"size": 60})
        hollow: Spec = {"size": 60, "filled": False, "fill": look.paper}
        marks += dots([d for d, limit in zip(places, limits, strict=True) if limit], hollow)
    columns = [Box(x, x, -2, box.height, look.hairline) for x in across.values()]
    heads = [Text(x, -HEAD, [c], look.foreground, LABEL, "center", bold=True) for c, x in across.items()]
    names = [
        each
        for n, x in enumerate(across.values())
        for each in drawn_ends(look, list(laid.ends[n].values()), list(laid.middles[n].values()), x, leftwards=n == 0)
    ]
    return chart(look, box, [*laid.over, *boxes(columns), *marks, *texts(heads), *names]), box.total_height


def _side(data: ChartData, look: Look, column: str, low: float, scale: float) -> dict[str, End]:
    """What stands beside the points of one column."""
    height = max(LEAST_HEIGHT, len(data.series) * LEADING * 1.35)
    points = [p for p in data.points if p.category == column and p.value is not None]
    return {p.series: _end(data, look, p, height - (float(p.value or 0) - low) * scale) for p in points}


def _end(data: ChartData, look: Look, point: Point, y: float) -> End:
    last = next(p for p in reversed(data.points) if p.series == point.series and not p.missing)
    said = f"{point.printed}{BETWEEN}{point.series}" if last is point else point.printed
    return end(look, y, said, tint_of(data, look, point.series), bold=_stands_out(data, point.series))


def tint_of(data: ChartData, look: Look, series: str) -> str:
    """All lines have one colour, but for those that stand out: each has its name beside it."""
    return look.marks(highlight=_stands_out(data, series), any_highlight=data.highlights)


def _stands_out(data: ChartData, series: str) -> bool:
    return any(p.highlight for p in data.points if p.series == series)
