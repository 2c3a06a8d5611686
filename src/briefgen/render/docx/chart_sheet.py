"""The numbers of a chart as a sheet: cells that the chart points to, and the workbook that Word opens to edit them.

Words of an author are stored as text, whatever they look like: nothing here can become a formula or a link.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from briefgen.render.docx.chart_formats import PLAIN
from briefgen.render.docx.ooxml import legal, text
from briefgen.render.docx.package import repack
from briefgen.render.docx.store import Store

Cell = str | Decimal | None
"""None is an empty cell: a gap."""

NAME: Final = "Sheet1"
LONGEST: Final = 32_767
"""Characters that a cell may have."""
_FORMULA_LIKE: Final = re.compile(r"[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the cells below it; `format` is that of its numbers."""

    heading: str
    cells: tuple[Cell, ...]
    formats: tuple[str, ...] = ()
    """Of each cell; `General` where none is given."""

    def format(self, row: int) -> str:
        return self.formats[row] if self.formats else PLAIN


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns of equal length."""

    columns: tuple[Column, ...]

    def heading(self, column: int) -> str:
        """`c:strRef` to a heading."""
        return _strings(_area((column, 0), (column, 0)), [self.columns[column].heading])

    def cell(self, column: int, row: int) -> str:
        """`c:strRef` to one cell of words, its row counted from 0 below the headings."""
        return _strings(self.area(column, row), [self.texts(column)[row]])

    def words(self, column: int) -> str:
        """`c:strRef` to the cells of a column."""
        return _strings(self.area(column), self.texts(column))

    def numbers(self, column: int, code: str = PLAIN) -> str:
        """`c:numRef` to the cells of a column, all of which have this format."""
        return _numbers(self.area(column), self.columns[column].cells, code)

    def row(self, number: int, first: int, last: int) -> str:
        """`c:numRef` to neighbouring cells of one row, counted from 0 below the headings."""
        cells = [column.cells[number] for column in self.columns[first : last + 1]]
        return _numbers(_area((first, number + 1), (last, number + 1)), cells)

    def area(self, column: int, row: int | None = None) -> str:
        """Where the cells of a column stand, or one of them."""
        last = len(self.columns[column].cells)
        return _area((column, 1 if row is None else row + 1), (column, last if row is None else row + 1))

    def texts(self, column: int) -> tuple[str, ...]:
        """The cells of a column of words."""
        return tuple(cell if isinstance(cell, str) else "" for cell in self.columns[column].cells)


def number_text(value: Decimal) -> str:
    """A number as XML and Excel keep it."""
    return repr(float(value)).removesuffix(".0")


def points(texts: Sequence[str]) -> str:
    """`c:ptCount` and the points that have text."""
    filled = (f'<c:pt idx="{n}"><c:v>{text(each)}</c:v></c:pt>' for n, each in enumerate(texts) if each)
    return f'<c:ptCount val="{len(texts)}"/>{"".join(filled)}'


def _strings(area: str, texts: Sequence[str]) -> str:
    return f"<c:strRef><c:f>{area}</c:f><c:strCache>{points(texts)}</c:strCache></c:strRef>"


def _numbers(area: str, cells: Sequence[Cell], code: str = PLAIN) -> str:
    texts = ["" if cell is None else number_text(cell) if isinstance(cell, Decimal) else _WORDS for cell in cells]
    cache = f"<c:formatCode>{text(code)}</c:formatCode>{points(texts)}"
    return f"<c:numRef><c:f>{area}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"


_WORDS: Final = "0"
"""What Office takes words among numbers for: a mark of no length, which can have a label; an empty cell has none."""


def _area(first: tuple[int, int], last: tuple[int, int]) -> str:
    """Column and row of both corners, counted from 0, as `Sheet1!$A$1:$B$2`."""
    corners = [f"${chr(ord('A') + column)}${row + 1}" for column, row in dict.fromkeys((first, last))]
    return f"{NAME}!{':'.join(corners)}"


# --- the workbook ---------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def workbook(sheet: Sheet, created: datetime.datetime, store: Store) -> bytes:
    """The sheet as an .xlsx. The same sheet and date give the same bytes, and are written once: the files of a build
    have most charts in common."""
    return store.kept("workbook", (repr(sheet).encode(), created.isoformat().encode()), lambda: _book(sheet, created))


def _book(sheet: Sheet, created: datetime.datetime) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": created})
        page = book.add_worksheet(NAME)
        literal = book.add_format({"quote_prefix": True})
        formats = {code: book.add_format({"num_format": code}) for code in _codes(sheet)}
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, 36 if number == 0 else 14)
            for row, cell in enumerate((column.heading, *column.cells)):
                if isinstance(cell, Decimal):
                    page.write_number(row, number, float(cell), formats.get(column.format(row - 1)))
                elif cell:
                    words = legal(cell)[:LONGEST]
                    page.write_string(row, number, words, literal if _FORMULA_LIKE.match(words) else None)
    return repack(out.getvalue())


def _codes(sheet: Sheet) -> list[str]:
    """The number formats in use, in the order of the cells."""
    return list(dict.fromkeys(code for column in sheet.columns for code in column.formats if code != PLAIN))
