"""Vega-Lite template for upright bars."""

from __future__ import annotations

from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_look import LABEL, LEADING, Look
from briefgen.render.chart_marks import (
    OPEN_UP,
    TIP,
    Scale,
    mark,
    standing_bars,
    standing_labels,
    standing_tips,
    values_of,
)
from briefgen.render.chart_parts import Box, Drawing, Text, above, boxes, chart, frame, texts

HEIGHT: Final = 170.0
WIDEST: Final = 64.0
DASH: Final = "\u2013"
"""What stands where nobody gave a value; there is no room for words."""
_VALUE: Final = 22.0
"""Height of a value over its bar."""


def column(data: ChartData, look: Look) -> Drawing:
    """Upright bars over their names, alone or side by side by series."""
    step = (look.width - 2) / len(data.categories)
    bold = {p.category for p in data.points if p.highlight and not data.grouped}
    names = {c: look.wrap(c, step - 8, bold=c in bold) for c in data.categories}
    over, top = above(look, data, 1.0)
    bottom = max(len(lines) for lines in names.values()) * LEADING + 8
    box = frame(look, left=1, right=1, top=top, bottom=bottom, height=HEIGHT)
    wide = min(WIDEST, step * 0.62) / len(data.series)
    scale = column_scale(data)
    middles = {c: step * (i + 0.5) for i, c in enumerate(data.categories)}
    marks = []
    for point in (p for p in data.points if not p.missing):
        marks.append(mark(data, look, point, scale, middles[point.category] + _aside(data, point) * wide))
    zero = HEIGHT - scale.at(0)
    layers = [
        *over,
        *standing_bars(marks, wide - (2 if data.grouped else 0), HEIGHT),
        *standing_tips(marks, HEIGHT),
        *boxes([Box(0, box.width, zero, zero, look.foreground)]),
        *standing_labels(look, marks, HEIGHT, wide if data.grouped else step),
        *texts(
            Text(middles[p.category] + _aside(data, p) * wide, zero - 10, [DASH], look.muted, LABEL, "center")
            for p in data.points
            if p.missing
        ),
        *texts(Text(middles[c], HEIGHT + 14, names[c], look.foreground, LABEL, "center", c in bold) for c in names),
    ]
    return chart(look, box, layers), box.total_height


def _aside(data: ChartData, point: Point) -> float:
    """How many bars a bar stands to the right of its name."""
    return data.series.index(point.series) - (len(data.series) - 1) / 2


def column_scale(data: ChartData) -> Scale:
    """From zero, with room for the values over and under the bars."""
    values = [values_of(p)[1] for p in data.points if not p.missing]
    low, high = min([0.0, *values]), max([0.0, *values])
    over = _VALUE + (TIP if any(p.comparator in OPEN_UP for p in data.points) else 0.0)
    under = _VALUE if low < 0 else 0.0
    unit = max(high - low, 1e-9) / (HEIGHT - over - under)
    return Scale(low - under * unit, high + over * unit, HEIGHT)
