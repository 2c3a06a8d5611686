"""Names at the ends of lines and areas, kept apart; and round numbers for a scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from briefgen.core.numbers import print_number
from briefgen.render.chart_look import LEADING, Look
from briefgen.render.chart_parts import Box, Spec, Text, boxes, centred, texts

NAME_SHARE: Final = 0.3
"""Part of the width that names at the end of lines may take."""
ASIDE: Final = 9.0
"""From a point to its name where the name stands right beside it."""
BETWEEN: Final = "\u2002"
"""Between a value and the name behind it."""
LEADER: Final = 14.0
"""From a point to its name where a thin line leads there."""


@dataclass(frozen=True, slots=True)
class End:
    """What stands beside the last (or first) point of a line, and how high that point is."""

    y: float
    lines: Sequence[str]
    color: str
    bold: bool = False

    @property
    def tall(self) -> float:
        return len(self.lines) * LEADING


def end(look: Look, y: float, said: str, color: str, *, bold: bool = False) -> End:
    """A name in as many lines as its room asks for."""
    return End(y, look.wrap(said, look.width * NAME_SHARE, bold=bold), color, bold)


def end_width(look: Look, ends: Sequence[End]) -> float:
    """The room beside the plot that these names need."""
    widths = (look.width_of(line, bold=each.bold) for each in ends for line in each.lines)
    return LEADER + 2 + max(widths, default=0.0)


def spread(ends: Sequence[End], low: float, high: float) -> list[float]:
    """The middles of the names: each as near to its point as its neighbours and the picture's edges allow."""
    order = sorted(range(len(ends)), key=lambda n: ends[n].y)
    middles = {n: ends[n].y for n in order}
    for _ in range(60):
        for first, second in pairwise(order):
            overlap = (ends[first].tall + ends[second].tall) / 2 - (middles[second] - middles[first])
            if overlap > 0:
                middles[first] -= overlap / 2
                middles[second] += overlap / 2
        for n in order:
            half = ends[n].tall / 2
            middles[n] = min(max(middles[n], low + half), high - half)
    return [middles[n] for n in range(len(ends))]


def drawn_ends(
    look: Look, ends: Sequence[End], middles: Sequence[float], x: float, *, leftwards: bool = False
) -> list[Spec]:
    """The names, beside points at `x`; one that had to move is joined to its point by a thin line."""
    sign, align = (-1, "right") if leftwards else (1, "left")
    moved = [abs(m - e.y) > LEADING / 2 for e, m in zip(ends, middles, strict=True)]
    aside = x + sign * (LEADER if any(moved) else ASIDE)
    leaders = []
    for each, middle, far in zip(ends, middles, moved, strict=True):
        if far:
            leaders.append(Box(x + sign * 5, aside - sign * 3, each.y, middle, look.muted))
    labels = (
        Text(aside, centred(middle, len(each.lines)), each.lines, look.foreground, align=align, bold=each.bold)
        for each, middle in zip(ends, middles, strict=True)
    )
    return [*boxes(leaders), *texts(labels)]


def heights_at(line: Sequence[tuple[float, float]], x: float, half: float) -> list[float]:
    """How high a line of points from left to right runs within `half` of `x`: at its points and at both ends."""
    found = [y for at, y in line if abs(at - x) <= half]
    for (left, first), (right, second) in pairwise(line):
        edges = (edge for edge in (x - half, x + half) if left < edge < right)
        found += [first + (second - first) * (edge - left) / (right - left) for edge in edges]
    return found


# --- scales ------------------------------------------------------------------------------------


def round_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers, up to `most` or so, from one at or below `low` to one at or above `high`."""
    span = max(high - low, abs(high) * 1e-9, 1e-12)
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= span / most - power * 1e-9)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * n for n in range(first, max(last, first + 1) + 1)]


def tick_name(tick: float, lang: str, *, percent: bool) -> str:
    """A number of a scale as the brief prints numbers."""
    name = print_number(Decimal(f"{tick:.10f}".rstrip("0").rstrip(".")), lang)
    return f"{name}%" if percent else name
