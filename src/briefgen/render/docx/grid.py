"""The grid of an HTML table: which cell stands where, and how wide each column is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from briefgen.core.document import Element

CELL_PADDING = 240
"""Twips beside the text of a cell, with some room for letters wider than most."""

LARGEST = 100
"""Columns or rows that one cell may span."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at one place of a row: a cell, or the lower part of one that began above."""

    cell: Element
    column: int
    span: int
    starts: bool
    """The cell begins in this row."""
    tall: bool
    """It reaches over more than one row."""


def grid_of(rows: Sequence[Element]) -> tuple[list[list[Slot | None]], int]:
    """For each row its slots from left to right, None for a place that no cell fills; and the number of columns."""
    open_cells: dict[int, tuple[Element, int, int]] = {}
    lines: list[list[Slot]] = []
    for row in rows:
        line: list[Slot] = []
        waiting = [c for c in row.children if isinstance(c, Element)]
        column = 0
        while waiting or any(c >= column for c in open_cells):
            if column in open_cells:
                cell, span, left = open_cells.pop(column)
                line.append(Slot(cell, column, span, starts=False, tall=True))
                if left > 1:
                    open_cells[column] = (cell, span, left - 1)
                column += span
            elif waiting:
                cell = waiting.pop(0)
                span, height = _spans(cell, column, open_cells)
                line.append(Slot(cell, column, span, starts=True, tall=height > 1))
                if height > 1:
                    open_cells[column] = (cell, span, height - 1)
                column += span
            else:
                column += 1
        lines.append(line)
    columns = max((slot.column + slot.span for line in lines for slot in line), default=0)
    return [_filled(line, columns) for line in lines], columns


def _spans(cell: Element, column: int, open_cells: dict[int, tuple[Element, int, int]]) -> tuple[int, int]:
    """Columns and rows of a cell; it stops before a cell that hangs down from above."""
    width, height = (min(max(_whole(cell.get(name)), 1), LARGEST) for name in ("colspan", "rowspan"))
    room = min((c - column for c in open_cells if c > column), default=width)
    return min(width, room), height


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 4 else 1


def _filled(line: Sequence[Slot], columns: int) -> list[Slot | None]:
    out: list[Slot | None] = []
    column = 0
    for slot in line:
        out += [None] * (slot.column - column)
        out.append(slot)
        column = slot.column + slot.span
    return out + [None] * (columns - column)


# --- widths ---------------------------------------------------------------------------------------


def column_widths(
    shares: Sequence[float], lines: Sequence[Sequence[Slot | None]], total: int, size_of: Callable[[Element], float]
) -> list[int]:
    """Widths in twips that add up to `total`.

    `shares` are per cent by column, 0 where nothing is said. Columns without a share divide what is
    left: equally when others have one (as in CSS's fixed layout), else by what they hold, for which
    `size_of` gives the size of a cell's text in points.
    """
    columns = len(shares)
    if any(shares):
        left = max(0.0, 100 - sum(shares))
        open_ = sum(1 for share in shares if not share)
        parts = [share or max(left / open_, 1.0) for share in shares]
    else:
        parts = _by_content(lines, columns, total, size_of)
    return _whole_widths(parts, total)


def _whole_widths(parts: Sequence[float], total: int) -> list[int]:
    edges, reached = [0], 0.0
    for part in parts:
        reached += part
        edges.append(round(total * reached / sum(parts)))
    return [right - left for left, right in pairwise(edges)]


def _by_content(
    lines: Sequence[Sequence[Slot | None]], columns: int, total: int, size_of: Callable[[Element], float]
) -> list[float]:
    """CSS's automatic layout: every column its longest word, then what it would like to set in one line."""
    low, high = [0.0] * columns, [0.0] * columns
    for slot in (s for line in lines for s in line if s and s.starts and s.span == 1):
        text = " ".join(slot.cell.text().split())
        em = 20 * size_of(slot.cell)
        low[slot.column] = max(low[slot.column], em * max((_ems(word) for word in text.split()), default=1.0))
        high[slot.column] = max(high[slot.column], em * _ems(text))
    low, high = [a + CELL_PADDING for a in low], [b + CELL_PADDING for b in high]
    if sum(high) <= total or sum(high) == sum(low):
        return high
    room = max(0.0, total - sum(low))
    return [a + room * (b - a) / (sum(high) - sum(low)) for a, b in zip(low, high, strict=True)]


def _ems(text: str) -> float:
    """About how wide a text is set, in ems."""
    if text.isascii():
        return _latin(len(text))
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _LATIN for c in text)


_LATIN: Final = 0.52


@lru_cache(maxsize=1024)
def _latin(count: int) -> float:
    """The same sum for that many Latin letters, to the last bit."""
    return sum(_LATIN for _ in range(count))
