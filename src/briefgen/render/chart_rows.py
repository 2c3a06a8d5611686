"""Vega-Lite templates for charts with a row for each category: bar, dot, range, stacked.

Rows stand in the author's order, values start at zero and stand beside their marks, comparator included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_look import LABEL, LEADING, SMALL, Look, ink_on
from briefgen.render.chart_marks import (
    DOT,
    Mark,
    Scale,
    gap,
    lying_bars,
    lying_dots,
    lying_labels,
    lying_spans,
    lying_tips,
    mark,
    scale_for,
    tint,
    values_of,
)
from briefgen.render.chart_parts import Box, Drawing, Frame, Spec, Text, above, boxes, centred, chart, frame, texts

BAR: Final = 18.0
THIN_BAR: Final = 14.0
STACK: Final = 22.0
LABEL_SHARE: Final = 0.36
"""Part of the width that category labels may take."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Categories from top to bottom, with their labels at the left."""

    data: ChartData
    look: Look
    box: Frame
    step: float
    labels: Sequence[Sequence[str]]
    bold: frozenset[int]
    over: Sequence[Spec]
    below: float

    def middle(self, category: str) -> float:
        """The middle of a category's row, above which nothing is and below which `below` is kept free."""
        return self.step * (self.data.categories.index(category) + 0.5) - self.below / 2

    def names(self) -> list[Spec]:
        middles = [self.middle(name) for name in self.data.categories]
        return texts(
            Text(-8, centred(middle, len(lines)), lines, self.look.foreground, LABEL, "right", i in self.bold)
            for i, (lines, middle) in enumerate(zip(self.labels, middles, strict=True))
        )

    def zero(self, scale: Scale) -> list[Spec]:
        return boxes([Box(scale.at(0), scale.at(0), 0, self.box.height, self.look.foreground)])

    def drawn(self, layers: Sequence[Spec]) -> Drawing:
        return chart(self.look, self.box, [*self.over, *layers, *self.names()]), self.box.total_height

    def marks(self, scale: Scale, thick: float = BAR) -> list[Mark]:
        """The marks of each category side by side."""
        points = (p for p in self.data.points if not p.missing)
        return [mark(self.data, self.look, p, scale, self.across(p, thick)) for p in points]

    def across(self, point: Point, thick: float) -> float:
        """The middle of a mark among those of its category."""
        aside = self.data.series.index(point.series) - (len(self.data.series) - 1) / 2
        return self.middle(point.category) + aside * (thick + 2)

    def gaps(self, scale: Scale, thick: float) -> list[Spec]:
        """Words where nobody gave a value."""
        missing = (p for p in self.data.points if p.missing)
        return texts(gap(self.look, self.data.lang, scale.at(0), self.across(p, thick)) for p in missing)


def rows_of(data: ChartData, look: Look, *, bars: int = 1, below: float = 0.0) -> Rows:
    limit = look.width * LABEL_SHARE
    bold = frozenset(data.categories.index(p.category) for p in data.points if p.highlight and not data.grouped)
    labels = [look.wrap(name, limit, bold=i in bold) for i, name in enumerate(data.categories)]
    left = 10 + max(look.width_of(line, bold=i in bold) for i, lines in enumerate(labels) for line in lines)
    thick = BAR if bars == 1 else bars * (THIN_BAR + 2) - 2
    step = max(thick + 12 + below, max(len(lines) for lines in labels) * LEADING + 9)
    over, top = above(look, data, left)
    box = frame(look, left=left, right=1, top=top, bottom=2, height=step * len(labels))
    return Rows(data, look, box, step, labels, bold, over, below)


def bar(data: ChartData, look: Look) -> Drawing:
    """Bars, one for each category, or one for each series side by side."""
    rows = rows_of(data, look, bars=len(data.series))
    thick = THIN_BAR if data.grouped else BAR
    scale = scale_for(look, data, rows.box.width)
    marks = rows.marks(scale, thick)
    words = [*lying_labels(look, marks), *rows.gaps(scale, thick)]
    return rows.drawn([*lying_bars(marks, thick), *lying_tips(marks), *rows.zero(scale), *words])


def dot(data: ChartData, look: Look) -> Drawing:
    """Dots on thin lines from zero; a range is two dots and the line between them."""
    rows = rows_of(data, look)
    scale = scale_for(look, data, rows.box.width, dot=DOT)
    marks = rows.marks(scale)
    leads = boxes(Box(m.zero, m.low, m.across, m.across, look.hairline) for m in marks)
    shapes = [*lying_spans(marks, 3.0), *lying_dots(look, marks), *lying_tips(marks, DOT)]
    return rows.drawn([*leads, *rows.zero(scale), *shapes, *lying_labels(look, marks, DOT)])


def range_(data: ChartData, look: Look) -> Drawing:
    """Bars from the lower to the upper end; a single value is a dot."""
    rows = rows_of(data, look)
    scale = scale_for(look, data, rows.box.width, dot=DOT)
    marks = rows.marks(scale)
    singles = [m for m in marks if m.low == m.high]
    shapes = [*lying_spans(marks, 12.0), *lying_dots(look, singles), *lying_tips(singles, DOT)]
    return rows.drawn([*rows.zero(scale), *shapes, *lying_labels(look, marks, DOT)])


# --- stacked -----------------------------------------------------------------------------------

LIFT: Final = 5.0
"""How much higher than the middle of its row a stack stands: values may be below it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a stacked bar, and its value."""

    point: Point
    box: Box
    text: Text
    inside: bool

    @property
    def aside(self) -> tuple[float, float]:
        """Pixels from the middle of the piece to its value."""
        return self.text.x - (self.box.x + self.box.x2) / 2, self.text.y - (self.box.y + self.box.y2) / 2


def stacked(data: ChartData, look: Look) -> Drawing:
    """Rows of parts, in the order of the series; a part too narrow for its value has it below."""
    rows = rows_of(data, look, below=2 * LIFT)
    scale = Scale(0.0, max(*totals(data), 1e-9), rows.box.width)
    parts = _parts(rows, scale)
    return rows.drawn(
        [
            *boxes((p.box for p in parts), {"type": "rect", "stroke": look.paper, "strokeWidth": 1}),
            *rows.zero(scale),
            *texts([*(p.text for p in parts if p.inside), *(p.text for p in parts if not p.inside)]),
        ]
    )


def totals(data: ChartData) -> list[float]:
    """The length of each stack."""
    return [sum(values_of(p)[1] for p in data.points if p.category == c) for c in data.categories]


def stack_parts(data: ChartData, look: Look, most: float) -> list[Part]:
    """The pieces of all stacks on a scale that ends at `most`."""
    rows = rows_of(data, look, below=2 * LIFT)
    return _parts(rows, Scale(0.0, most, rows.box.width))


def _parts(rows: Rows, scale: Scale) -> list[Part]:
    data, look = rows.data, rows.look
    parts = list[Part]()
    for category in data.categories:
        stop, stack = 0.0, list[Part]()
        for point in (p for p in data.points if p.category == category and not p.missing):
            start, stop = stop, stop + values_of(point)[1]
            color, middle = tint(data, look, point), rows.middle(category)
            box = Box(scale.at(start), scale.at(stop), middle - STACK / 2, middle + STACK / 2, color)
            stack.append(_part(look, point, box))
        parts += _spread(stack, look, rows.box.width)
    return parts


def _part(look: Look, point: Point, box: Box) -> Part:
    inside = look.width_of(point.printed) + 8 <= box.x2 - box.x
    x, middle = (box.x + box.x2) / 2, (box.y + box.y2) / 2
    if inside:
        text = Text(x, middle, [point.printed], ink_on(box.color, look), LABEL, "center")
    else:
        text = Text(x, middle + STACK / 2 + 8, [point.printed], look.foreground, SMALL, "center")
    return Part(point, box, text, inside)


def _spread(stack: Sequence[Part], look: Look, width: float) -> list[Part]:
    """The values below a stack moved right where they would touch the one before, and back from the edge."""
    below = [p.text for p in stack if not p.inside]
    halves = [look.width_of(text.lines[0], SMALL) / 2 for text in below]
    places, end = list[float](), -look.width
    for text, half in zip(below, halves, strict=True):
        places.append(max(text.x, end + half))
        end = places[-1] + half + 5
    end = max(width, sum(2 * half + 5 for half in halves))
    for n in reversed(range(len(places))):
        places[n] = min(places[n], end - halves[n])
        end = places[n] - halves[n] - 5
    moved = iter(places)
    return [p if p.inside else replace(p, text=replace(p.text, x=next(moved))) for p in stack]
