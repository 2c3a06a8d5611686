"""Marks for values, lying or standing: bars from zero, spans, dots, and the tips of open-ended values.

All in pixels: `along` the direction of the values and `across` it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.model import Comparator
from briefgen.core.points import ChartData, Point
from briefgen.render.chart_look import LABEL, SMALL, Look
from briefgen.render.chart_parts import Box, Dot, Spec, Text, boxes, dots, texts

OPEN_UP: Final = frozenset({Comparator.OVER, Comparator.AT_LEAST})
"""The true value may be higher: the mark ends in a tip."""
OPEN_DOWN: Final = frozenset({Comparator.UP_TO, Comparator.UNDER})
"""The true value may be lower: the mark is only outlined."""
TIP: Final = 10.0
GAP: Final = 6.0
DOT: Final = 6.0
"""Half the width of a dot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels; zero is always on it."""

    low: float
    high: float
    length: float

    def at(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.length


@dataclass(frozen=True, slots=True)
class Mark:
    """One value, placed."""

    low: float
    high: float
    """Ends along the values, in pixels; equal for a single value."""
    across: float
    zero: float
    color: str
    printed: str
    bold: bool
    open_up: bool
    open_down: bool

    @property
    def below_zero(self) -> bool:
        return self.high < self.zero


def values_of(point: Point) -> tuple[float, float]:
    """Both ends of a range, or a single value twice."""
    if point.low is not None and point.high is not None:
        return float(point.low), float(point.high)
    value = float(point.value or 0)
    return value, value


def mark(data: ChartData, look: Look, point: Point, scale: Scale, across: float) -> Mark:
    low, high = values_of(point)
    return Mark(
        low=scale.at(low),
        high=scale.at(high),
        across=across,
        zero=scale.at(0),
        color=tint(data, look, point),
        printed=point.printed,
        bold=point.highlight,
        open_up=point.comparator in OPEN_UP,
        open_down=point.comparator in OPEN_DOWN,
    )


def tint(data: ChartData, look: Look, point: Point) -> str:
    """Colour by series, or by whether the point stands out."""
    if data.grouped:
        return look.series[data.series.index(point.series) % len(look.series)]
    return look.marks(highlight=point.highlight, any_highlight=data.highlights)


def scale_for(look: Look, data: ChartData, length: float, *, dot: float = 0.0) -> Scale:
    """A scale from zero on which each lying mark and the label at its end find room in `length` pixels."""
    drawn = [p for p in data.points if not p.missing]
    low = min([0.0, *(values_of(p)[0] for p in drawn)])
    high = max([0.0, *(values_of(p)[1] for p in drawn)])
    under = max((_room(look, p) + GAP for p in drawn if values_of(p)[1] < 0), default=0.0)
    span = max(high - low, 1e-9) * length / max(length - under, 1.0)
    for point in drawn:
        room, reach = _room(look, point) + dot, values_of(point)[1] - low
        if reach >= 0 and room + under < length:
            span = max(span, reach * length / (length - under - room))
    return Scale(low - span * under / length, low - span * under / length + span, length)


def _room(look: Look, point: Point) -> float:
    tip = TIP if point.comparator in OPEN_UP else 0.0
    return look.width_of(point.printed, bold=point.highlight) + GAP + tip + 2


NO_VALUE: Final = {"en": "no data", "zh": "无数据", "ar": "لا بيانات"}


def no_value(lang: str) -> str:
    """What is said where nobody gave a value."""
    return NO_VALUE.get(lang.split("-")[0], NO_VALUE["en"])


def gap(look: Look, lang: str, zero: float, across: float) -> Text:
    """What stands in a row where nobody gave a value."""
    return Text(zero + GAP, across, [no_value(lang)], look.muted, SMALL)


# --- lying marks -------------------------------------------------------------------------------


def lying_bars(marks: Sequence[Mark], thick: float) -> list[Spec]:
    """Bars from zero to the right; outlined where the value is an upper limit."""
    return _bars([(m, Box(m.zero, m.high, m.across - thick / 2, m.across + thick / 2, m.color)) for m in marks])


def lying_spans(marks: Sequence[Mark], thick: float) -> list[Spec]:
    """Bars between the ends of ranges."""
    wide = (m for m in marks if m.low != m.high)
    return boxes(
        (Box(m.low, m.high, m.across - thick / 2, m.across + thick / 2, m.color) for m in wide), {"type": "rect"}
    )


def lying_dots(look: Look, marks: Sequence[Mark]) -> list[Spec]:
    """Dots at the ends; hollow where the value is an upper limit."""
    size: Spec = {"size": 110}
    solid = [Dot(x, m.across, m.color) for m in marks if not m.open_down for x in dict.fromkeys((m.low, m.high))]
    hollow = [Dot(x, m.across, m.color) for m in marks if m.open_down for x in dict.fromkeys((m.low, m.high))]
    return [*dots(solid, size), *dots(hollow, {**size, "filled": False, "fill": look.paper})]


def lying_tips(marks: Sequence[Mark], beyond: float = 0.0) -> list[Spec]:
    shape: Spec = {"shape": "triangle-right", "size": 60, "strokeWidth": 0}
    return dots([Dot(m.high + beyond + 6, m.across, m.color) for m in marks if m.open_up], shape)


def lying_labels(look: Look, marks: Sequence[Mark], beyond: float = 0.0) -> list[Spec]:
    """Values behind the ends of their marks, on the side away from zero."""
    labels = []
    for each in marks:
        gap = GAP + beyond + (TIP if each.open_up else 0.0)
        x = each.high - gap if each.below_zero else each.high + gap
        align = "right" if each.below_zero else "left"
        labels.append(Text(x, each.across, [each.printed], look.foreground, LABEL, align, each.bold))
    return texts(labels)


# --- standing marks ----------------------------------------------------------------------------


def standing_bars(marks: Sequence[Mark], wide: float, height: float) -> list[Spec]:
    """Bars from zero upwards in a plot of this height."""
    return _bars(
        [(m, Box(m.across - wide / 2, m.across + wide / 2, height - m.high, height - m.zero, m.color)) for m in marks]
    )


def standing_tips(marks: Sequence[Mark], height: float) -> list[Spec]:
    shape: Spec = {"shape": "triangle-up", "size": 60, "strokeWidth": 0}
    return dots([Dot(m.across, height - m.high - 6, m.color) for m in marks if m.open_up], shape)


def standing_labels(look: Look, marks: Sequence[Mark], height: float, wide: float) -> list[Spec]:
    """Values over their bars, or under those below zero; smaller where bars of this width stand side by side."""
    labels = []
    size = SMALL if any(look.width_of(each.printed, bold=each.bold) > wide for each in marks) else LABEL
    for each in marks:
        gap = 10 + (TIP if each.open_up else 0.0)
        y = height - each.high + (gap if each.below_zero else -gap)
        labels.append(Text(each.across, y, [each.printed], look.foreground, size, "center", each.bold))
    return texts(labels)


def _bars(found: Sequence[tuple[Mark, Box]]) -> list[Spec]:
    hollow = [box for each, box in found if each.open_down]
    return [
        *boxes((box for each, box in found if not each.open_down), {"type": "rect"}),
        *boxes(hollow, {"type": "rect", "opacity": 0.18}),
        *boxes(hollow, {"type": "rect", "filled": False, "strokeWidth": 1.4}),
    ]
