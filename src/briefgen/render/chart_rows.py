"""Vega-Lite templates for charts with a row for each category: bar, dot, range, stacked.

Rows stand in the author's order, values start at zero and stand beside their marks, comparator included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core.points import ChartData
from briefgen.render.chart_look import LABEL, LEADING, SMALL, Look, ink_on
from briefgen.render.chart_marks import (
    DOT,
    Mark,
    Scale,
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
class _Rows:
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
        found = []
        for point in (p for p in self.data.points if not p.missing):
            aside = self.data.series.index(point.series) - (len(self.data.series) - 1) / 2
            across = self.middle(point.category) + aside * (thick + 2)
            found.append(mark(self.data, self.look, point, scale, across))
        return found


def _rows(data: ChartData, look: Look, *, bars: int = 1, below: float = 0.0) -> _Rows:
    limit = look.width * LABEL_SHARE
    bold = frozenset(data.categories.index(p.category) for p in data.points if p.highlight and not data.grouped)
    labels = [look.wrap(name, limit, bold=i in bold) for i, name in enumerate(data.categories)]
    left = 10 + max(look.width_of(line, bold=i in bold) for i, lines in enumerate(labels) for line in lines)
    thick = BAR if bars == 1 else bars * (THIN_BAR + 2) - 2
    step = max(thick + 12 + below, max(len(lines) for lines in labels) * LEADING + 9)
    over, top = above(look, data, left)
    box = frame(look, left=left, right=1, top=top, bottom=2, height=step * len(labels))
    return _Rows(data, look, box, step, labels, bold, over, below)


def bar(data: ChartData, look: Look) -> Drawing:
    """Bars, one for each category, or one for each series side by side."""
    rows = _rows(data, look, bars=len(data.series))
    thick = THIN_BAR if data.grouped else BAR
    scale = scale_for(look, data, rows.box.width)
    marks = rows.marks(scale, thick)
    return rows.drawn([*lying_bars(marks, thick), *lying_tips(marks), *rows.zero(scale), *lying_labels(look, marks)])


def dot(data: ChartData, look: Look) -> Drawing:
    """Dots on thin lines from zero; a range is two dots and the line between them."""
    rows = _rows(data, look)
    scale = scale_for(look, data, rows.box.width, dot=DOT)
    marks = rows.marks(scale)
    leads = boxes(Box(m.zero, m.low, m.across, m.across, look.hairline) for m in marks)
    shapes = [*lying_spans(marks, 3.0), *lying_dots(look, marks), *lying_tips(marks, DOT)]
    return rows.drawn([*leads, *rows.zero(scale), *shapes, *lying_labels(look, marks, DOT)])


def range_(data: ChartData, look: Look) -> Drawing:
    """Bars from the lower to the upper end; a single value is a dot."""
    rows = _rows(data, look)
    scale = scale_for(look, data, rows.box.width, dot=DOT)
    marks = rows.marks(scale)
    singles = [m for m in marks if m.low == m.high]
    shapes = [*lying_spans(marks, 12.0), *lying_dots(look, singles), *lying_tips(singles, DOT)]
    return rows.drawn([*rows.zero(scale), *shapes, *lying_labels(look, marks, DOT)])


# --- stacked -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """One piece of a stacked bar, and its value."""

    box: Box
    text: Text
    inside: bool


def stacked(data: ChartData, look: Look) -> Drawing:
    """Rows of parts, in the order of the series; a part too narrow for its value has it below."""
    rows = _rows(data, look, below=10.0)
    totals = [sum(values_of(p)[1] for p in data.points if p.category == c) for c in data.categories]
    scale = Scale(0.0, max(*totals, 1e-9), rows.box.width)
    parts = _parts(rows, scale)
    below = _spread([p.text for p in parts if not p.inside], look)
    return rows.drawn(
        [
            *boxes((p.box for p in parts), {"type": "rect", "stroke": look.paper, "strokeWidth": 1}),
            *rows.zero(scale),
            *texts([*(p.text for p in parts if p.inside), *below]),
        ]
    )


def _parts(rows: _Rows, scale: Scale) -> list[_Part]:
    data, look = rows.data, rows.look
    reached = dict.fromkeys(data.categories, 0.0)
    parts = []
    for point in (p for p in data.points if not p.missing):
        start = reached[point.category]
        stop = reached[point.category] = start + values_of(point)[1]
        color, middle = tint(data, look, point), rows.middle(point.category)
        box = Box(scale.at(start), scale.at(stop), middle - STACK / 2, middle + STACK / 2, color)
        inside = look.width_of(point.printed) + 8 <= box.x2 - box.x
        text = Text((box.x + box.x2) / 2, middle, [point.printed], ink_on(color, look), LABEL, "center")
        if not inside:
            text = replace(text, y=middle + STACK / 2 + 8, color=look.foreground, size=SMALL)
        parts.append(_Part(box, text, inside))
    return parts


def _spread(labels: Sequence[Text], look: Look) -> list[Text]:
    """Labels below a bar, moved right where they would touch the one before."""
    out: list[Text] = []
    for each in labels:
        half = look.width_of(each.lines[0], SMALL) / 2
        before = out[-1] if out and out[-1].y == each.y else None
        least = before.x + look.width_of(before.lines[0], SMALL) / 2 + half + 5 if before else each.x
        out.append(replace(each, x=max(each.x, least)))
    return out
