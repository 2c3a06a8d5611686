"""Vega-Lite template for waterfalls: steps from a first value to totals, each in a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_look import LABEL, Look
from briefgen.render.chart_marks import GAP, Scale
from briefgen.render.chart_parts import Box, Drawing, Text, boxes, texts
from briefgen.render.chart_rows import BAR, rows_of


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: from which level to which."""

    point: Point
    start: float
    stop: float

    @property
    def low(self) -> float:
        return min(self.start, self.stop)

    @property
    def high(self) -> float:
        return max(self.start, self.stop)


def steps_of(data: ChartData) -> list[Step]:
    """The bars from top to bottom; a total begins at zero and sets the level."""
    level, out = 0.0, list[Step]()
    for point in data.points:
        value = float(point.value or 0)
        start = 0.0 if point.total else level
        level = start + value
        out.append(Step(point, start, level))
    return out


def step_color(look: Look, step: Step) -> str:
    """Totals are dark, steps upwards pale, steps downwards in the accent colour; signs say the same."""
    if step.point.total:
        return look.base
    return look.quiet if step.stop >= step.start else look.strong


def step_scale(data: ChartData, look: Look, length: float) -> Scale:
    """A scale on which each bar and the value beside it find room in `length` pixels."""
    steps = steps_of(data)
    low, high = min(0.0, *(s.low for s in steps)), max(0.0, *(s.high for s in steps))
    under = max((_room(look, s) for s in steps if s.high < 0 or (s.high == 0 and s.low < 0)), default=0.0)
    span = max(high - low, 1e-9) * length / max(length - under, 1.0)
    for step in steps:
        room = 0.0 if step.high <= 0 and step.low < 0 else _room(look, step)
        if room and room + under < length:
            span = max(span, (step.high - low) * length / (length - under - room))
    return Scale(low - span * under / length, low - span * under / length + span, length)


def _room(look: Look, step: Step) -> float:
    return look.width_of(step.point.printed, bold=_bold(step)) + GAP + 2


def _bold(step: Step) -> bool:
    return step.point.highlight or step.point.total


def waterfall(data: ChartData, look: Look) -> Drawing:
    """Each bar begins where the one before it ended."""
    rows = rows_of(data, look)
    steps, scale = steps_of(data), step_scale(data, look, rows.box.width)
    middles = [rows.middle(step.point.category) for step in steps]
    bars = [
        Box(scale.at(s.low), scale.at(s.high), middle - BAR / 2, middle + BAR / 2, step_color(look, s))
        for s, middle in zip(steps, middles, strict=True)
    ]
    joints = [
        Box(scale.at(s.stop), scale.at(s.stop), first + BAR / 2, second - BAR / 2, look.muted)
        for s, first, second in zip(steps, middles, middles[1:], strict=False)
    ]
    labels = _labels(look, steps, middles, scale)
    return rows.drawn([*boxes(joints), *boxes(bars, {"type": "rect"}), *rows.zero(scale), *texts(labels)])


def _labels(look: Look, steps: Sequence[Step], middles: Sequence[float], scale: Scale) -> list[Text]:
    """Values behind the right ends of their bars; before the left ends of those that lie below zero."""
    labels = []
    for step, middle in zip(steps, middles, strict=True):
        below = step.high <= 0 and step.low < 0
        x = scale.at(step.low) - GAP if below else scale.at(step.high) + GAP
        align = "right" if below else "left"
        labels.append(Text(x, middle, [step.point.printed], look.foreground, LABEL, align, _bold(step)))
    return labels
