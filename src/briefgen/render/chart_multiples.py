"""Vega-Lite template for small multiples: a panel for each series, all on one scale.

Lines where the labels are dates, else bars whose names stand at the left of each row of panels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_dates import moment
from briefgen.render.chart_ends import heights_at
from briefgen.render.chart_line import time_of
from briefgen.render.chart_look import LABEL, LEADING, SMALL, Look
from briefgen.render.chart_marks import (
    OPEN_DOWN,
    OPEN_UP,
    Scale,
    gap,
    lying_bars,
    lying_labels,
    lying_tips,
    mark,
    scale_for,
    values_of,
)
from briefgen.render.chart_parts import (
    Box,
    Dot,
    Drawing,
    Frame,
    Spec,
    Text,
    above,
    boxes,
    centred,
    chart,
    color,
    dots,
    frame,
    layer,
    pixel,
    texts,
)
from briefgen.render.chart_rows import LABEL_SHARE, THIN_BAR

PANEL: Final = 84.0
"""Height of the plot of a panel with a line."""
NARROWEST: Final = 120.0
"""Of a panel."""
APART: Final = 26.0
UNDER: Final = 22.0
"""Below a line, for its dates."""
BETWEEN_ROWS: Final = 12.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """One series and its place."""

    series: str
    title: Sequence[str]
    points: Sequence[Point]
    x: float
    y: float
    """Upper left corner of the plot, below the title."""


def multiples(data: ChartData, look: Look) -> Drawing:
    """Panels from left to right and from top to bottom, in the order of the series."""
    return _lines(data, look) if data.timed else _bars(data, look)


def _columns(look: Look, names: Sequence[str], width: float) -> int:
    """How many panels stand side by side: as many as fit, each as wide as its words; and rows as even as possible."""
    count, words = len(names), [word for name in names for word in look.wrap(name, 1.0)]
    widest = max(NARROWEST, *(look.width_of(word, bold=True) for word in words))
    most = max(1, min(count, 4, int((width + APART) // (widest + APART))))
    rows = -(-count // most)
    return -(-count // rows)


def _panels(data: ChartData, look: Look, left: float, tall: float) -> tuple[list[_Panel], float, float]:
    """The panels, with the width of their plots and the height of all."""
    columns = _columns(look, data.series, look.width - left)
    wide = (look.width - left - 2 - APART * (columns - 1)) / columns
    panels, y = list[_Panel](), 0.0
    for first in range(0, len(data.series), columns):
        row = data.series[first : first + columns]
        titles = [look.wrap(name, wide, bold=True) for name in row]
        head = max(len(lines) for lines in titles) * LEADING + 6
        for number, (name, title) in enumerate(zip(row, titles, strict=True)):
            own = [p for p in data.points if p.series == name]
            panels.append(_Panel(name, title, own, number * (wide + APART), y + head))
        y += head + tall + BETWEEN_ROWS
    return panels, wide, y - BETWEEN_ROWS


def _titles(look: Look, panels: Sequence[_Panel]) -> list[Spec]:
    return texts(
        Text(p.x, p.y - 13 - (len(p.title) - 1) * LEADING, p.title, look.foreground, LABEL, bold=True) for p in panels
    )


# --- lines -------------------------------------------------------------------------------------


def _lines(data: ChartData, look: Look) -> Drawing:
    panels, wide, height = _panels(data, look, 0.0, PANEL + UNDER)
    over, top = above(look, data, 1.0, named=True)
    box = frame(look, left=1, right=1, top=top, bottom=2, height=height)
    values = [values_of(p)[1] for p in data.points]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low or 1.0) * 22 / (PANEL - 22)
    upright = Scale(low - (room if low < 0 else 0.0), high + room, PANEL)
    layers = [*over, *_titles(look, panels)]
    for panel in panels:
        layers += _line(data, look, panel, replace(box, width=wide), upright)
    return chart(look, box, layers), box.total_height


def _line(data: ChartData, look: Look, panel: _Panel, box: Frame, upright: Scale) -> list[Spec]:
    """A line over zero, with the first and the last value and the first and the last date of the chart."""
    inset = 14.0
    time, tint = time_of(data, replace(box, width=box.width - 2 * inset)), _tint(data, look, panel)
    when = [moment(p.when, whole_years=time.whole_years) for p in panel.points if p.when]
    places = [
        Dot(panel.x + inset + time.at(at), panel.y + PANEL - upright.at(values_of(p)[1]), tint)
        for at, p in zip(when, panel.points, strict=True)
    ]
    rows = [{"x": each.x, "y": each.y, "color": tint} for each in places]
    order: Spec = {"field": "x", "type": "quantitative"}
    path: Spec = {"x": pixel("x"), "y": pixel("y"), "color": color(), "order": order}
    limits = [p.comparator in OPEN_UP | OPEN_DOWN for p in panel.points]
    zero = panel.y + PANEL - upright.at(0)
    return [
        *boxes([Box(panel.x, panel.x + box.width, zero, zero, look.foreground)]),
        *([layer({"type": "line", "strokeWidth": 2}, path, rows)] if len(rows) > 1 else []),
        *dots([d for d, limit in zip(places, limits, strict=True) if not limit], {"size": 36}),
        *dots([d for d, limit in zip(places, limits, strict=True) if limit], _hollow(look)),
        *texts([*_values(look, panel, places, (box.width, zero)), *_dates(data, look, panel, box.width)]),
    ]


def _hollow(look: Look) -> Spec:
    return {"size": 36, "filled": False, "fill": look.paper}


def _tint(data: ChartData, look: Look, panel: _Panel) -> str:
    return look.marks(highlight=any(p.highlight for p in panel.points), any_highlight=data.highlights)


def _values(look: Look, panel: _Panel, places: Sequence[Dot], edges: tuple[float, float]) -> list[Text]:
    """The last value, and the first one if both find room; within the width of the panel and off the line at zero."""
    wide, foot = edges
    labels, end = list[Text](), panel.x + wide
    for number in dict.fromkeys((len(places) - 1, 0)):
        said, place = panel.points[number].printed, places[number]
        half = look.width_of(said) / 2
        x = min(max(place.x, panel.x + half), end - half)
        if labels and x + half + 6 > labels[0].x - look.width_of(labels[0].lines[0]) / 2:
            continue
        labels.append(Text(x, _free(places, place, (x, half), foot), [said], look.foreground, LABEL, "center"))
    return labels


def _free(places: Sequence[Dot], place: Dot, room: tuple[float, float], foot: float) -> float:
    """The height for a value beside its point that neither the line nor the one at zero runs through.

    `room` is its middle and half of its width.
    """
    x, half = room
    near = [place.y, *heights_at([(each.x, each.y) for each in places], x, half + 3)]
    over, below = min(near) - 13, max(near) + 13
    is_free = below + 8 < foot or max(near) > foot
    return below if is_free and place.y - min(near) > max(near) - place.y + 8 else over


def _dates(data: ChartData, look: Look, panel: _Panel, wide: float) -> list[Text]:
    """The first and the last date, at the sides of the panel; one alone if both are the same or do not fit."""
    ordered = sorted((p for p in data.points if p.when), key=lambda p: moment(p.when) if p.when else 0.0)
    first, last = ordered[0].as_of, ordered[-1].as_of
    y, end = panel.y + PANEL + 12, panel.x + wide
    both = first != last and look.width_of(first, SMALL) + look.width_of(last, SMALL) + 8 <= wide
    labels = [Text(end, y, [last], look.muted, SMALL, "right")]
    return [Text(panel.x, y, [first], look.muted, SMALL), *labels] if both else labels


# --- bars --------------------------------------------------------------------------------------


def _bars(data: ChartData, look: Look) -> Drawing:
    limit = look.width * LABEL_SHARE * 0.8
    names = [look.wrap(name, limit) for name in data.categories]
    left = 10 + max(look.width_of(line) for lines in names for line in lines)
    step = max(THIN_BAR + 8, max(len(lines) for lines in names) * LEADING + 6)
    panels, wide, height = _panels(data, look, left, step * len(names))
    over, top = above(look, data, left, named=True)
    box = frame(look, left=left, right=2, top=top, bottom=2, height=height)
    scale = scale_for(look, data, wide)
    layers = [*over, *_titles(look, panels)]
    for panel in panels:
        layers += _panel_of_bars(data, look, panel, scale, step)
    labels = [
        Text(-8, centred(y + step * (n + 0.5), len(lines)), lines, look.foreground, LABEL, "right")
        for y in dict.fromkeys(panel.y for panel in panels)
        for n, lines in enumerate(names)
    ]
    return chart(look, box, [*layers, *texts(labels)]), box.total_height


def _panel_of_bars(data: ChartData, look: Look, panel: _Panel, scale: Scale, step: float) -> list[Spec]:
    """Bars beside each other's names; where there is no value the panel says so."""
    alone = replace(data, series=("",))
    marks, gaps = [], list[Text]()
    for point in panel.points:
        middle = panel.y + step * (data.categories.index(point.category) + 0.5)
        if point.missing:
            gaps.append(gap(look, data.lang, panel.x + scale.at(0), middle))
        else:
            found = mark(alone, look, point, scale, middle)
            low, high, zero = (end + panel.x for end in (found.low, found.high, found.zero))
            marks.append(replace(found, low=low, high=high, zero=zero))
    start, foot = panel.x + scale.at(0), panel.y + step * len(data.categories)
    return [
        *lying_bars(marks, THIN_BAR),
        *lying_tips(marks),
        *boxes([Box(start, start, panel.y, foot, look.foreground)]),
        *lying_labels(look, marks),
        *texts(gaps),
    ]
