"""Vega-Lite template for lines along time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.model import Day
from briefgen.core.numbers import print_day
from briefgen.core.points import ChartData, Point
from briefgen.render.chart_dates import Tick, apart, moment, time_ticks
from briefgen.render.chart_ends import BETWEEN, End, drawn_ends, end, end_width, heights_at, spread, tick_name
from briefgen.render.chart_look import LABEL, SMALL, Look
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP, Scale
from briefgen.render.chart_parts import (
    DASHES,
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
    color,
    dots,
    frame,
    layer,
    pixel,
    texts,
)

HEIGHT: Final = 190.0
LOW_HEIGHT: Final = 140.0
"""For a single line whose points carry their values."""
ALL_LABELLED: Final = 8
"""Up to so many points in a series, each has its value beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One point, in pixels."""

    x: float
    y: float
    series: int
    color: str
    printed: str
    highlight: bool
    is_limit: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines, laid out."""

    over: Sequence[Spec]
    box: Frame
    upright: Scale
    ticks: Sequence[float]
    """Of the scale at the left; there is none where points carry their values."""
    names: Sequence[str]
    places: Sequence[Place]
    """One for each point of the data."""
    labels: Mapping[int, Text]
    """Values above or below their points, by number of the point."""
    ends: Mapping[int, End]
    """Values with the names of their lines, beside last points; by number of the point."""
    middles: Mapping[int, float]
    """Where these stand."""

    def is_above(self, number: int) -> bool:
        """Whether a label stands above its point."""
        return self.labels[number].y < self.places[number].y


def lay_out_lines(data: ChartData, look: Look) -> Lines:
    """Values stand at the points where there is room, else at a scale; lines that end together are named there."""
    sparse, named = _is_sparse(data), names_at_ends(data)
    ticks = [] if sparse else value_ticks(max(_value(p) for p in data.points) * 1.05)
    names = [tick_name(tick, data.lang, percent=data.percent) for tick in ticks]
    left = max((look.width_of(name, SMALL) + 16 for name in names), default=26.0)
    over, top = above(look, data, left, named=named)
    height = LOW_HEIGHT if sparse and not data.grouped else HEIGHT
    upright = _scale(data, ticks, height)
    ends = _ends(data, look, upright) if named else {}
    right = end_width(look, list(ends.values())) if named else 34.0
    box = frame(look, left=left, right=right, top=top, bottom=26, height=height)
    places = _places(data, look, box, upright)
    zero = [height - upright.at(0)] if upright.low < 0 else []
    labels = _labels(look, places, box, frozenset(ends), zero, everything=sparse)
    middles = dict(zip(ends, spread(list(ends.values()), -10, height), strict=True))
    return Lines(over, box, upright, ticks, names, places, labels, ends, middles)


def names_at_ends(data: ChartData) -> bool:
    """Whether all lines end at one date, so that their names stand there and no legend is needed."""
    return data.grouped and len({point.when for point in _last(data).values()}) == 1


def _last(data: ChartData) -> dict[str, Point]:
    return {p.series: p for p in data.points}


def _ends(data: ChartData, look: Look, upright: Scale) -> dict[int, End]:
    last = {id(p) for p in _last(data).values()}
    return {
        n: end(look, upright.length - upright.at(_value(p)), f"{p.printed}{BETWEEN}{p.series}", "", bold=p.highlight)
        for n, p in enumerate(data.points)
        if id(p) in last
    }


def line(data: ChartData, look: Look) -> Drawing:
    """Lines with their points; each series has a colour, a dash and a shape of its own."""
    found = lay_out_lines(data, look)
    layers = [
        *found.over,
        *value_grid(look, found.box, found.upright, found.ticks, found.names),
        *time_axis(data, look, found.box),
        *_lines(found.places),
        *_dots(look, found.places),
        *texts(found.labels.values()),
        *drawn_ends(look, list(found.ends.values()), list(found.middles.values()), found.box.width),
    ]
    return chart(look, found.box, layers), found.box.total_height


def _is_sparse(data: ChartData) -> bool:
    """So few points that each can carry its value, and no scale is needed."""
    return len(data.series) <= 2 and all(sum(p.series == s for p in data.points) <= ALL_LABELLED for s in data.series)


def _value(point: Point) -> float:
    return float(point.value or 0)


def _scale(data: ChartData, ticks: Sequence[float], height: float) -> Scale:
    low, high = min([0.0, *map(_value, data.points)]), max([0.0, *map(_value, data.points)])
    head = max(high * 0.12, (high - low) * 0.13)
    foot = (high - low) * 0.2 if low < 0 else 0.0
    return Scale(low - foot, max(high + head, ticks[-1] if ticks else 0.0, 1e-9), height)


def value_ticks(high: float) -> list[float]:
    """Round numbers from zero to `high`, three to five of them."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high / 4))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= high / 4 - 1e-12)
    return [step * i for i in range(int(high / step + 1e-9) + 1)]


# --- axes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Time:
    """From dates to pixels."""

    first: float
    span: float
    whole_years: bool
    width: float

    def at(self, when: float) -> float:
        return (when - self.first) / self.span * self.width


def time_of(data: ChartData, box: Frame) -> Time:
    """The dates of a chart over the width of its plot."""
    days = [p.when for p in data.points if p.when]
    whole_years = all(day.month is None for day in days)
    moments = [moment(day, whole_years=whole_years) for day in days]
    return Time(min(moments), max(max(moments) - min(moments), 0.05), whole_years, box.width)


def value_grid(look: Look, box: Frame, upright: Scale, ticks: Sequence[float], names: Sequence[str]) -> list[Spec]:
    """Hairlines at the round numbers of a scale, and a line at zero."""
    heights = [box.height - upright.at(tick) for tick in ticks]
    zero = box.height - upright.at(0)
    return [
        *boxes(Box(-8, box.width + 8, y, y, look.hairline) for tick, y in zip(ticks, heights, strict=True) if tick),
        *boxes([Box(-8, box.width + 8, zero, zero, look.foreground)]),
        *texts(Text(-14, y, [name], look.muted, SMALL, "right") for y, name in zip(heights, names, strict=True)),
    ]


def time_axis(data: ChartData, look: Look, box: Frame) -> list[Spec]:
    """Dates below; where all points stand at years, these years."""
    time = time_of(data, box)
    found: list[Tick] = time_ticks(time.first, time.first + time.span, data.lang, 8)
    if time.whole_years:
        years = sorted({p.when.year for p in data.points if p.when})
        found = [(float(year), print_day(Day(year), data.lang)) for year in years]
    kept = apart(((time.at(when), name) for when, name in found), look)
    return [
        *boxes(Box(x, x, box.height, box.height + 4, look.muted) for x, _ in kept),
        *texts(Text(x, box.height + 13, [name], look.muted, SMALL, "center") for x, name in kept),
    ]


# --- points ------------------------------------------------------------------------------------


def _places(data: ChartData, look: Look, box: Frame, upright: Scale) -> list[Place]:
    time = time_of(data, box)
    last = {p.series: p for p in data.points}
    return [
        Place(
            x=time.at(moment(p.when, whole_years=time.whole_years)) if p.when else 0.0,
            y=box.height - upright.at(_value(p)),
            series=data.series.index(p.series),
            color=look.series[data.series.index(p.series) % len(look.series)] if data.grouped else look.base,
            printed=p.printed,
            highlight=p.highlight,
            is_limit=p.comparator in OPEN_UP | OPEN_DOWN,
            is_last=last[p.series] is p,
        )
        for p in data.points
    ]


def _lines(places: Sequence[Place]) -> list[Spec]:
    encoding: Spec = {"x": pixel("x"), "y": pixel("y"), "color": color()}
    encoding["order"] = {"field": "x", "type": "quantitative"}
    out = []
    for series in sorted({p.series for p in places}):
        rows = [{"x": p.x, "y": p.y, "color": p.color} for p in places if p.series == series]
        if len(rows) > 1:
            dash = {"strokeDash": list(DASHES[series % len(DASHES)])} if series else {}
            out.append(layer({"type": "line", "strokeWidth": 2.2, **dash}, encoding, rows))
    return out


def _dots(look: Look, places: Sequence[Place]) -> list[Spec]:
    """Filled points; hollow where the value is a limit and not the value itself."""
    out = list[Spec]()
    for series in sorted({p.series for p in places}):
        size: Spec = {"shape": SHAPES[series % len(SHAPES)], "size": 60}
        own = [p for p in places if p.series == series]
        hollow: Spec = {**size, "filled": False, "fill": look.paper}
        out += dots([Dot(p.x, p.y, p.color) for p in own if not p.is_limit], size)
        out += dots([Dot(p.x, p.y, p.color) for p in own if p.is_limit], hollow)
    return out


def _labels(
    look: Look, places: Sequence[Place], box: Frame, elsewhere: frozenset[int], zero: list[float], *, everything: bool
) -> dict[int, Text]:
    """Values above their points, below where they would touch something or a line runs there; where neither fits, none.

    `zero` is the height of the line at zero, where there are values below it.
    """
    taken = [(p.x - 5, p.x + 5, p.y) for p in places]
    lines = [[(p.x, p.y) for p in places if p.series == number] for number in sorted({p.series for p in places})]
    out: dict[int, Text] = {}
    for number, place in sorted(enumerate(places), key=lambda n: (not n[1].highlight, not n[1].is_last, n[1].x)):
        if number in elsewhere or not (everything or place.highlight or place.is_last):
            continue
        half = look.width_of(place.printed, bold=place.highlight) / 2
        x = max(half + 1 - box.left, min(place.x, box.width + box.right - half - 1))
        crossed = [y for line in lines for y in heights_at(line, x, half)] + zero
        for y in sorted((place.y - 14, place.y + 15), key=lambda y: any(abs(y - other) < 8 for other in crossed)):
            room = (x - half, x + half, y)
            if y < box.height - 5 and not any(_touch(room, other) for other in taken):
                taken.append(room)
                out[number] = Text(x, y, [place.printed], look.foreground, LABEL, "center", place.highlight)
                break
    return out


def _touch(first: tuple[float, float, float], second: tuple[float, float, float]) -> bool:
    return first[0] < second[1] + 3 and second[0] < first[1] + 3 and abs(first[2] - second[2]) < 12
