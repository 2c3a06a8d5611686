"""Vega-Lite template for scatter charts: two measures of each thing, one to the right and one upwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_ends import round_ticks, tick_name
from briefgen.render.chart_look import LABEL, SMALL, Look
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP, Scale, tint
from briefgen.render.chart_parts import (
    SHAPES,
    Box,
    Dot,
    Drawing,
    Frame,
    Spec,
    Text,
    above,
    boxes,
    chart,
    dots,
    frame,
    texts,
)

HEIGHT: Final = 260.0
NEAR: Final = 9.0
"""From the middle of a mark to its name."""
HALF_LINE: Final = 7.0
EDGE: Final = 6.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark in pixels, and where its name stands: `r`, `l`, `t`, `b`, or nowhere."""

    point: Point
    x: float
    y: float
    color: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Scatter:
    """A scatter chart, laid out."""

    over: Sequence[Spec]
    box: Frame
    across: Scale
    upright: Scale
    ticks: tuple[Sequence[float], Sequence[float]]
    """To the right, and upwards."""
    names: tuple[Sequence[str], Sequence[str]]
    spots: Sequence[Spot]


def lay_out_scatter(data: ChartData, look: Look) -> Scatter:
    """Scales of round numbers around all values; they begin at zero only if values come near it."""
    horizontal = _ticks([float(p.x or 0) for p in data.points])
    vertical = _ticks([float(p.value or 0) for p in data.points])
    percent = any(p.x_printed.endswith("%") for p in data.points)
    across_names = [tick_name(t, data.lang, percent=percent) for t in horizontal]
    upright_names = [tick_name(t, data.lang, percent=data.percent) for t in vertical]
    left = max(look.width_of(name, SMALL) for name in upright_names) + 16
    over, top = above(look, data, left)
    right = max(EDGE, look.width_of(across_names[-1], SMALL) / 2)
    box = frame(look, left=left, right=right, top=top, bottom=44 if data.x_title else 26, height=HEIGHT)
    across = Scale(horizontal[0], horizontal[-1], box.width)
    upright = Scale(vertical[0], vertical[-1], HEIGHT)
    spots = [_spot(data, look, p, across, upright) for p in data.points]
    named = _named(look, box, spots)
    return Scatter(over, box, across, upright, (horizontal, vertical), (across_names, upright_names), named)


def _ticks(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    if 0 < low < high * NEAR_ZERO or low == high > 0:
        low = 0.0
    if high <= 0 and (high > low * NEAR_ZERO or low == high):
        high = 0.0
    return round_ticks(low, high)


NEAR_ZERO: Final = 0.35
"""A scale begins at zero if its least value is smaller than this part of the greatest."""


def _spot(data: ChartData, look: Look, point: Point, across: Scale, upright: Scale) -> Spot:
    x, y = across.at(float(point.x or 0)), HEIGHT - upright.at(float(point.value or 0))
    return Spot(point, x, y, tint(data, look, point))


def scatter(data: ChartData, look: Look) -> Drawing:
    """Marks with their names where there is room for them; every value is in the table."""
    laid = lay_out_scatter(data, look)
    box = laid.box
    title = [Text(box.width, HEIGHT + 34, [data.x_title], look.muted, SMALL, "right")] if data.x_title else []
    labels = [_label(look, spot) for spot in laid.spots if spot.side]
    layers = [*laid.over, *_grid(look, laid), *texts(title), *_marks(data, look, laid.spots), *texts(labels)]
    return chart(look, box, layers), box.total_height


def _grid(look: Look, laid: Scatter) -> list[Spec]:
    (horizontal, vertical), (across_names, upright_names) = laid.ticks, laid.names
    xs, ys = [laid.across.at(t) for t in horizontal], [HEIGHT - laid.upright.at(t) for t in vertical]
    wide = laid.box.width
    upright = [Box(x, x, 0, HEIGHT + 4, look.hairline) for x in xs]
    level = [Box(-8, wide, y, y, look.hairline) for y in ys]
    zero = [Box(x, x, 0, HEIGHT, look.foreground) for x, t in zip(xs, horizontal, strict=True) if t == 0]
    zero += [Box(-8, wide, y, y, look.foreground) for y, t in zip(ys, vertical, strict=True) if t == 0]
    below = (Text(x, HEIGHT + 14, [n], look.muted, SMALL, "center") for x, n in zip(xs, across_names, strict=True))
    beside = (Text(-14, y, [n], look.muted, SMALL, "right") for y, n in zip(ys, upright_names, strict=True))
    return [*boxes([*upright, *level, *zero]), *texts([*below, *beside])]


def _marks(data: ChartData, look: Look, spots: Sequence[Spot]) -> list[Spec]:
    """A shape for each series; hollow where the value is a limit and not the value itself."""
    found = list[Spec]()
    for number, name in enumerate(data.series):
        size: Spec = {"shape": SHAPES[number % len(SHAPES)], "size": 75}
        own = [s for s in spots if s.point.series == name]
        limits = [s.point.comparator in OPEN_UP | OPEN_DOWN for s in own]
        found += dots([Dot(s.x, s.y, s.color) for s, limit in zip(own, limits, strict=True) if not limit], size)
        hollow: Spec = {**size, "filled": False, "fill": look.paper}
        found += dots([Dot(s.x, s.y, s.color) for s, limit in zip(own, limits, strict=True) if limit], hollow)
    return found


# --- names -------------------------------------------------------------------------------------

_Room = tuple[float, float, float, float]
_SIDES: Final[Mapping[str, tuple[float, float, str]]] = {
    "r": (NEAR, 0.0, "left"),
    "l": (-NEAR, 0.0, "right"),
    "t": (0.0, -NEAR - 5, "center"),
    "b": (0.0, NEAR + 6, "center"),
}


def _label(look: Look, spot: Spot) -> Text:
    right, down, align = _SIDES[spot.side]
    return Text(
        spot.x + right, spot.y + down, [spot.point.category], look.foreground, LABEL, align, spot.point.highlight
    )


def _named(look: Look, box: Frame, spots: Sequence[Spot]) -> list[Spot]:
    """Each name on the first side where it touches neither a mark, nor another name, nor the picture's edge.

    What stands out is named in any case.
    """
    taken: list[_Room] = [(s.x - 5, s.x + 5, s.y - 5, s.y + 5) for s in spots]
    sides: dict[int, str] = {}
    for number, spot in sorted(enumerate(spots), key=lambda n: not n[1].point.highlight):
        for side in _SIDES:
            room = _room(look, spot, side)
            inside = room[0] >= 0 and room[1] <= box.width + box.right and room[2] >= -10 and room[3] <= HEIGHT - 1
            others = (r for n, r in enumerate(taken) if n != number)
            if inside and not any(_touch(room, other) for other in others):
                sides[number] = side
                taken.append(room)
                break
        else:
            if spot.point.highlight:
                sides[number] = "r" if spot.x < box.width / 2 else "l"
                taken.append(_room(look, spot, sides[number]))
    return [Spot(s.point, s.x, s.y, s.color, sides.get(n, "")) for n, s in enumerate(spots)]


def _room(look: Look, spot: Spot, side: str) -> _Room:
    right, down, align = _SIDES[side]
    wide = look.width_of(spot.point.category, bold=spot.point.highlight)
    start = spot.x + right - {"left": 0.0, "right": wide, "center": wide / 2}[align]
    return start, start + wide, spot.y + down - HALF_LINE, spot.y + down + HALF_LINE


def _touch(first: _Room, second: _Room) -> bool:
    return first[0] < second[1] and second[0] < first[1] and first[2] < second[3] and second[2] < first[3]
