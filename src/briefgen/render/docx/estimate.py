"""How high blocks come out, about: enough to tell what can be kept on one page from what would leave a hole."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from briefgen.render.docx.blocks import Block, Row, Table, paragraphs
from briefgen.render.docx.fonts import FIRST_EAST_ASIAN
from briefgen.render.docx.ooxml import TWIPS_PER_POINT
from briefgen.render.style import TextStyle

TALLEST_KEPT = 0.3
"""Part of the page's height up to which a box or a table is kept on one page: kept whole, a taller one could leave
half a page empty."""
WIDTH_OF_LETTER = 0.48
"""Width of a letter as a part of the type's size, about; East Asian characters are as wide as high."""
AROUND_TEXT = 10.0
"""Points left and right of the text in a cell, and above and below it."""


def lines(blocks: Sequence[Block], size: float, width: float) -> int:
    """Lines of type of this size that the paragraphs take at this width, both in points."""
    count = 0
    for para in paragraphs(blocks):
        words = re.sub(r"<[^>]*>", "", para.runs)
        letters = sum(1.0 if ord(c) >= FIRST_EAST_ASIAN else WIDTH_OF_LETTER for c in words)
        count += max(math.ceil(letters * size / max(width, size)), 1)
    return count


def table_height(made: Table, look: TextStyle) -> float:
    """Twips that a table with text of this look takes."""
    return sum(_row_height(row, made.widths, look) for row in made.rows) * TWIPS_PER_POINT


def _row_height(row: Row, widths: Sequence[int], look: TextStyle) -> float:
    column, most = 0, 1
    for cell in row.cells:
        width = sum(widths[column : column + cell.span]) / TWIPS_PER_POINT - AROUND_TEXT
        most, column = max(most, lines(cell.blocks, look.size, width)), column + cell.span
    return most * look.line + AROUND_TEXT
