"""Vega-Lite template for areas along time, one upon the other where there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_dates import moment
from briefgen.render.chart_ends import BETWEEN, End, drawn_ends, end, end_width, round_ticks, spread, tick_name
from briefgen.render.chart_line import HEIGHT, Time, time_axis, time_of, value_grid
from briefgen.render.chart_look import SMALL, Look
from briefgen.render.chart_marks import OPEN_DOWN, OPEN_UP, Scale
from briefgen.render.chart_parts import (
    Box,
    Dot,
    Drawing,
    Frame,
    Spec,
    above,
    boxes,
    chart,
    color,
    dots,
    frame,
    layer,
    pixel,
)


@dataclass(frozen=True, slots=True)
class Areas:
    """A chart of areas, laid out."""

    over: Sequence[Spec]
    box: Frame
    upright: Scale
    ticks: Sequence[float]
    names: Sequence[str]
    bands: Mapping[str, Sequence[tuple[Point, float, float]]]
    """By series: each point with the values between which its area lies."""
    ends: Sequence[End]
    """Name and last value of each series, from the lowest to the highest."""
    middles: Sequence[float]


def lay_out_areas(data: ChartData, look: Look) -> Areas:
    """The first series lies at the bottom; each has its name and its last value at its end."""
    bands = _bands(data)
    ticks = round_ticks(0.0, max(high for band in bands.values() for _, _, high in band))
    upright = Scale(0.0, ticks[-1], HEIGHT)
    names = [tick_name(tick, data.lang, percent=data.percent) for tick in ticks]
    left = max(look.width_of(name, SMALL) + 16 for name in names)
    ends = [_end(data, look, n, band[-1], upright) for n, band in enumerate(bands.values())]
    over, top = above(look, data, left, named=True)
    box = frame(look, left=left, right=end_width(look, ends), top=top, bottom=26, height=HEIGHT)
    return Areas(over, box, upright, ticks, names, bands, ends, spread(ends, -12, HEIGHT + 4))


def _bands(data: ChartData) -> dict[str, list[tuple[Point, float, float]]]:
    level: dict[object, float] = {}
    bands: dict[str, list[tuple[Point, float, float]]] = {}
    for point in data.points:
        low = level.get(point.when, 0.0)
        level[point.when] = high = low + float(point.value or 0)
        bands.setdefault(point.series, []).append((point, low, high))
    return bands


def _end(data: ChartData, look: Look, number: int, last: tuple[Point, float, float], upright: Scale) -> End:
    point, low, high = last
    said = BETWEEN.join(filter(None, (point.printed, point.series)))
    middle = (low + high) / 2 if data.grouped else high
    return end(look, HEIGHT - upright.at(middle), said, area_color(data, look, number), bold=point.highlight)


def area_color(data: ChartData, look: Look, number: int) -> str:
    """The colour of a series, by its number."""
    return look.series[number % len(look.series)] if data.grouped else look.base


def area(data: ChartData, look: Look) -> Drawing:
    """Areas from the bottom upwards, told apart by paper between them and by their names."""
    laid = lay_out_areas(data, look)
    box, time = laid.box, time_of(data, laid.box)
    layers = list[Spec]()
    for number, band in enumerate(laid.bands.values()):
        layers += _band(look, laid, time, band, area_color(data, look, number))
    edge = [Box(-8, box.width, HEIGHT, HEIGHT, look.foreground)]
    return (
        chart(
            look,
            box,
            [
                *laid.over,
                *value_grid(look, box, laid.upright, laid.ticks, laid.names),
                *layers,
                *boxes(edge),
                *time_axis(data, look, box),
                *drawn_ends(look, laid.ends, laid.middles, box.width),
            ],
        ),
        box.total_height,
    )


def _band(look: Look, laid: Areas, time: Time, band: Sequence[tuple[Point, float, float]], tint: str) -> list[Spec]:
    """One area; a hollow dot on its upper edge where a value is a limit and not the value itself."""
    rows, limits = list[dict[str, object]](), list[Dot]()
    for point, low, high in band:
        x = time.at(moment(point.when, whole_years=time.whole_years)) if point.when else 0.0
        y, y2 = HEIGHT - laid.upright.at(high), HEIGHT - laid.upright.at(low)
        rows.append({"x": x, "y": y, "y2": y2, "color": tint})
        if point.comparator in OPEN_UP | OPEN_DOWN:
            limits.append(Dot(x, y, tint))
    mark: Spec = {"type": "area", "opacity": 1, "line": {"color": look.paper, "strokeWidth": 1}}
    encoding: Spec = {"x": pixel("x"), "y": pixel("y"), "y2": {"field": "y2"}, "color": color()}
    return [layer(mark, encoding, rows), *dots(limits, {"size": 50, "filled": False, "fill": look.paper})]
