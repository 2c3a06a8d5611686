"""What a body is made of before it becomes text: paragraphs and tables that can still be changed.

A block is changed after it was made where Word wants a property on one paragraph for the sake of
its neighbours: keep with next, a section that ends, a page that starts, a bookmark that closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from briefgen.render.docx.ooxml import attr, bookmark_end, twips

_BOOKMARK = re.compile(r'<w:bookmarkStart w:id="(\d+)"')


@dataclass(slots=True)
class Para:
    """One paragraph. `style` is a style id; `runs` is run-level XML."""

    style: str
    runs: str
    keep_next: bool | None = None
    """None leaves it to the style."""
    keep_lines: bool = False
    break_before: bool = False
    numbering: tuple[int, int] | None = None
    """Number of the list and level from 0; None leaves it to the style."""
    before: float | None = None
    """Space before, in points; None leaves it to the style."""
    after: float | None = None
    own_before: float = 0.0
    """Space before that the style gives, in points."""
    tabs: str = ""
    borders: str = ""
    """Ready children of `w:pBdr`, or empty."""
    to_left: bool | None = None
    """Whether its text runs from right to left; None while nothing said so."""
    section: str = ""
    """`w:sectPr` of the section that ends here."""

    @property
    def xml(self) -> str:
        return f"<w:p>{self._properties()}{self.runs}</w:p>"

    def _properties(self) -> str:
        """`w:pPr` with its children in schema order."""
        parts = [f'<w:pStyle w:val="{self.style}"/>' if self.style else ""]
        if self.keep_next is not None:
            parts.append("<w:keepNext/>" if self.keep_next else '<w:keepNext w:val="0"/>')
        if self.keep_lines:
            parts.append("<w:keepLines/>")
        if self.break_before:
            parts.append("<w:pageBreakBefore/>")
        if self.numbering is not None:
            number, level = self.numbering
            parts.append(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        if self.borders:
            parts.append(f"<w:pBdr>{self.borders}</w:pBdr>")
        if self.tabs:
            parts.append(f"<w:tabs>{self.tabs}</w:tabs>")
        if self.to_left and "<c:chart " not in self.runs:  # there LibreOffice would write a chart's numbers backwards
            parts.append("<w:bidi/>")
        spaces = (("before", self.before), ("after", self.after))
        spacing = "".join(f' w:{side}="{twips(value)}"' for side, value in spaces if value is not None)
        parts.append(f"<w:spacing{spacing}/>" if spacing else "")
        parts.append(self.section)
        return f"<w:pPr>{''.join(parts)}</w:pPr>"


@dataclass(slots=True)
class Cell:
    """One cell, or the part of a tall one that lies in a later row."""

    blocks: list[Block]
    span: int = 1
    merge: str = ""
    """`restart`, `continue` or empty."""
    fill: str = ""
    """Ready `w:shd`, or empty."""
    borders: str = ""
    """Ready children of `w:tcBorders`, or empty."""
    side_margin: float | None = None
    """Points left and right of the text; None leaves it to the table style."""


@dataclass(slots=True)
class Row:
    cells: list[Cell]
    header: bool = False
    may_split: bool = False


@dataclass(slots=True)
class Table:
    """A table of fixed columns; widths are in twips and add up to its width."""

    style: str
    widths: Sequence[int]
    rows: list[Row]
    title: str = ""
    description: str = ""
    first_row: bool = True
    first_column: bool = False
    to_left: bool | None = None
    """Whether its first column stands on the right; None while nothing said so."""
    space_after: float = 0.0
    """Points that the next block keeps away; a table itself cannot say so."""

    @property
    def xml(self) -> str:
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in self.widths)
        rows = "".join(self._row(row) for row in self.rows)
        return f"<w:tbl>{self._properties()}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _properties(self) -> str:
        words = [("tblCaption", self.title), ("tblDescription", self.description)]
        return (
            f'<w:tblPr><w:tblStyle w:val="{self.style}"/>'
            + ("<w:bidiVisual/>" if self.to_left else "")
            + f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{self._look()}'
            + "".join(f'<w:{name} w:val="{attr(value)}"/>' for name, value in words if value)
            + "</w:tblPr>"
        )

    def _look(self) -> str:
        flags = 0x0020 * self.first_row + 0x0080 * self.first_column + 0x0200 + 0x0400
        return (
            f'<w:tblLook w:val="{flags:04X}" w:firstRow="{int(self.first_row)}" w:lastRow="0" '
            f'w:firstColumn="{int(self.first_column)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )

    def _row(self, row: Row) -> str:
        properties = ("" if row.may_split else "<w:cantSplit/>") + ("<w:tblHeader/>" if row.header else "")
        cells, column = [], 0
        for cell in row.cells:
            cells.append(_cell(cell, sum(self.widths[column : column + cell.span])))
            column += cell.span
        head = f"<w:trPr>{properties}</w:trPr>" if properties else ""
        return f"<w:tr>{head}{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: int) -> str:
    parts = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if cell.span > 1:
        parts.append(f'<w:gridSpan w:val="{cell.span}"/>')
    if cell.merge:
        parts.append(f'<w:vMerge w:val="{cell.merge}"/>')
    if cell.borders:
        parts.append(f"<w:tcBorders>{cell.borders}</w:tcBorders>")
    parts.append(cell.fill)
    if cell.side_margin is not None:
        margin = f'w:w="{twips(cell.side_margin)}" w:type="dxa"'
        parts.append(f"<w:tcMar><w:left {margin}/><w:right {margin}/></w:tcMar>")
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{to_xml(cell.blocks)}</w:tc>"


@dataclass(slots=True)
class Contents:
    """A table of contents in the frame by which Word knows it."""

    blocks: list[Block] = field(default_factory=list)
    number: int = 1

    @property
    def xml(self) -> str:
        return (
            f'<w:sdt><w:sdtPr><w:id w:val="{self.number}"/><w:docPartObj>'
            '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{to_xml(self.blocks)}</w:sdtContent></w:sdt>"
        )


Block = Para | Table | Contents


def to_xml(blocks: Sequence[Block]) -> str:
    return "".join(block.xml for block in blocks)


def set_apart(blocks: list[Block], spacer: str) -> None:
    """Put a thin paragraph of the style `spacer` where one is needed: between tables, after a last one, and before
    a long bookmark.

    What follows a table gets the space that the table keeps around it.
    """
    n = 0
    while n < len(blocks):
        block = blocks[n]
        if isinstance(block, Table):
            follower = blocks[n + 1] if n + 1 < len(blocks) else None
            if isinstance(follower, Para):
                follower.before = max(block.space_after, follower.before or 0.0, follower.own_before) or None
                if _opens_bookmark(follower):
                    blocks.insert(n + 1, Para(spacer, ""))
            else:
                gap = block.space_after if follower else None
                blocks.insert(n + 1, Para(spacer, "", before=gap))
            for row in block.rows:
                for cell in row.cells:
                    set_apart(cell.blocks, spacer)
        n += 1


def _opens_bookmark(para: Para) -> bool:
    """Whether a bookmark begins here that ends further down; LibreOffice loses those that begin right below a table."""
    return any(bookmark_end(int(number)) not in para.runs for number in _BOOKMARK.findall(para.runs))


def paragraphs(blocks: Sequence[Block]) -> Iterator[Para]:
    """All paragraphs in reading order, those in cells included."""
    for block in blocks:
        match block:
            case Para():
                yield block
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from paragraphs(cell.blocks)
            case Contents():
                yield from paragraphs(block.blocks)


def mark_first(blocks: Sequence[Block], style: str, first: str) -> None:
    """Give paragraphs of a style that do not follow another one the style `first`, as Pandoc does."""
    above = ""
    for block in blocks:
        if isinstance(block, Para) and block.style == style and above not in (style, first):
            block.style = first
        above = block.style if isinstance(block, Para) else ""


def set_direction(blocks: Sequence[Block], *, to_left: bool) -> None:
    """Let everything run this way in which nothing else was said."""
    for block in blocks:
        match block:
            case Para():
                block.to_left = to_left if block.to_left is None else block.to_left
            case Table():
                block.to_left = to_left if block.to_left is None else block.to_left
                for cell in (cell for row in block.rows for cell in row.cells):
                    set_direction(cell.blocks, to_left=to_left)
            case Contents():
                set_direction(block.blocks, to_left=to_left)


def last_paragraph(blocks: Sequence[Block]) -> Para:
    """The paragraph that a reader meets last: the last one with anything in it, if there is one."""
    found = list(paragraphs(blocks))
    return next((para for para in reversed(found) if para.runs), found[-1])


def keep_together(blocks: Sequence[Block]) -> None:
    """Keep `blocks` on one page: each paragraph with the next, the chain ending at the last block.

    LibreOffice gives up a chain that never ends, and Word one that is longer than a page.
    """
    for block in blocks[:-1]:
        for para in paragraphs([block]):
            para.keep_next = True
    match blocks[-1:]:
        case [Table() as table]:
            for row in table.rows[:-1]:
                for cell in row.cells:
                    for para in paragraphs(cell.blocks):
                        para.keep_next = True
        case [Para() as last]:
            last.keep_lines = True
