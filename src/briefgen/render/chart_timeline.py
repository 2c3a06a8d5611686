"""Vega-Lite template for a timeline: each event in a line of its own, at its date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_dates import apart, moment, time_ticks
from briefgen.render.chart_look import LABEL, LEADING, SMALL, Look
from briefgen.render.chart_parts import (
    Box,
    Dot,
    Drawing,
    Frame,
    Spec,
    Text,
    boxes,
    centred,
    chart,
    dots,
    frame,
    texts,
)

STEP: Final = 25.0
MOST_TICKS: Final = 14
ASIDE: Final = 12.0
"""From the middle of a dot to its text."""


@dataclass(frozen=True, slots=True)
class _Event:
    """One event in pixels: its dot, and what stands beside it."""

    x: float
    y: float
    color: str
    date: str
    lines: Sequence[str]
    start: float
    """Where the date begins."""
    date_width: float
    width: float
    bold: bool


def timeline(data: ChartData, look: Look) -> Drawing:
    """Events from top to bottom, earliest first; what happened stands on the side that has more room."""
    moments = [moment(p.when) for p in data.points if p.when]
    first, last = float(math.floor(min(moments))), float(math.ceil(max(moments) + 0.05))
    names = [name for _, name in time_ticks(first, last, data.lang, MOST_TICKS)]
    margin = max(look.width_of(name, SMALL) for name in names) / 2 + 1
    width = look.width - 2 * margin
    events, height = list[_Event](), 0.0
    for point, when in zip(data.points, moments, strict=True):
        x = (when - first) / (last - first) * width
        events.append(_event(look, point, x, height, (width, margin), highlights=data.highlights))
        height += STEP + (len(events[-1].lines) - 1) * LEADING
    box = frame(look, left=margin, right=margin, top=4, bottom=24, height=height)
    return chart(look, box, [*_years(data, look, box, first, last), *_events(look, events)]), box.total_height


def _event(look: Look, point: Point, x: float, top: float, page: tuple[float, float], *, highlights: bool) -> _Event:
    """`page` is the width of the plot and the margin beside it."""
    width, margin = page
    said = point.category if point.value is None else f"{point.category}: {point.printed}"
    date_width = look.width_of(f"{point.as_of}  ", bold=True)
    room = max(width + margin - x, x + margin) - ASIDE - date_width - 2
    lines = look.wrap(said, max(room, 120.0), bold=point.highlight)
    wide = date_width + max(look.width_of(each, bold=point.highlight) for each in lines)
    return _Event(
        x=x,
        y=top + (STEP + (len(lines) - 1) * LEADING) / 2,
        color=look.marks(highlight=point.highlight, any_highlight=highlights),
        date=point.as_of,
        lines=lines,
        start=x + ASIDE if x + ASIDE + wide <= width + margin else x - ASIDE - wide,
        date_width=date_width,
        width=wide,
        bold=point.highlight,
    )


def _years(data: ChartData, look: Look, box: Frame, first: float, last: float) -> list[Spec]:
    """A hairline for each round date; those in years without an event stay unnamed."""
    found = time_ticks(first, last, data.lang, MOST_TICKS)
    ticks = [((when - first) / (last - first) * box.width, name) for when, name in found]
    eventful = {point.when.year for point in data.points if point.when}
    named = [tick for tick, (when, _) in zip(ticks, found, strict=True) if math.floor(when) in eventful]
    return [
        *boxes(Box(x, x, 0, box.height + 4, look.hairline) for x, _ in ticks),
        *boxes([Box(0, box.width, box.height, box.height, look.foreground)]),
        *texts(Text(x, box.height + 14, [n], look.muted, SMALL, "center") for x, n in apart(named, look)),
    ]


def _events(look: Look, events: Sequence[_Event]) -> list[Spec]:
    """Dots, dates and texts, on paper of their own so that no line of the axis runs through them."""
    labels = list[Text]()
    for each in events:
        top = centred(each.y, len(each.lines))
        labels.append(Text(each.start, top, [each.date], look.foreground, LABEL, "left", bold=True))
        words = Text(each.start + each.date_width, top, each.lines, look.foreground, LABEL, "left", each.bold)
        labels.append(words)
    return [
        *boxes((_paper(look, each) for each in events), {"type": "rect"}),
        *dots((Dot(e.x, e.y, e.color) for e in events), {"size": 100, "strokeWidth": 0}),
        *texts(labels),
    ]


def _paper(look: Look, event: _Event) -> Box:
    half = len(event.lines) * LEADING / 2 + 1
    return Box(event.start - 2, event.start + event.width + 2, event.y - half, event.y + half, look.paper)
