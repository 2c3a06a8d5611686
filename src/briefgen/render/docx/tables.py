"""Tables: a header row that repeats, rows that do not break, every cell in a named style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Element
from briefgen.render.docx.anchors import ANCHOR
from briefgen.render.docx.blocks import Cell, Para, Row, Table, last_paragraph, paragraphs, set_direction
from briefgen.render.docx.captions import write_caption
from briefgen.render.docx.grid import Slot, column_widths, grid_of
from briefgen.render.docx.marks import caption_of
from briefgen.render.docx.stylesheet import Palette
from briefgen.render.docx.writer import NOT_ANCHORED, Place, Writer

SPACE_AFTER = 12.0
SPACE_AFTER_KEY_FIGURES = 10.0
SPACE_IN_CELL = 2.0
MARK_MARGIN = 1.0
_PARTS = frozenset({"colgroup", "col", "thead", "tbody"})
"""Parts of a table without words of their own; links to them lead to its first row."""
TALL_ROW = 900
"""Characters in a cell from which a row may break over pages: kept whole it could leave half a page empty."""


def table(w: Writer, element: Element, place: Place) -> None:
    """A table with its caption above it."""
    caption = caption_of(element)
    if caption is not None:
        write_caption(w, caption, place, owner=element, sequence="Table")
    else:
        w.point(element.get("id"))
    heads, rows = _rows(w, element)
    lines, columns = grid_of(rows)
    if not columns:
        return
    key_figures, matrix = element.has_class("key-figures"), element.has_class("matrix")
    rows_of = {id(cell): row for row in rows for cell in _cells(row)}

    def size_of(cell: Element) -> float:
        return w.styles.look(_style(cell, rows_of[id(cell)], key_figures, header=False)).size

    widths = column_widths(_shares(w, element, columns), lines, place.width, size_of)
    made = Table(
        w.styles.table_id(w.own_style(element, "table") or ("Brief Table Plain" if key_figures else "Brief Table")),
        widths,
        [],
        title=_words(caption) if caption else _words(rows[0]),
        description=", ".join(_words(c) for c in _cells(rows[0])),
        first_row=bool(heads),
        first_column=_heads_in_first_column(rows[heads:]),
        space_after=SPACE_AFTER_KEY_FIGURES if key_figures else SPACE_AFTER,
    )
    parts = [part for part in _cells(element) if part.tag in _PARTS]
    for each in (*parts, *(col for part in parts if part.tag == "colgroup" for col in _cells(part))):
        w.point(each.get("id"))
    for number, (row, line) in enumerate(zip(rows, lines, strict=True)):
        made.rows.append(_row(w, row, line, place, key_figures, header=number < max(heads, 1)))
    _anchor_groups(w, element, rows, made)
    if matrix:
        _narrow_marks(made, lines)
    w.out.append(made)


def _narrow_marks(made: Table, lines: Sequence[Sequence[Slot | None]]) -> None:
    """A matrix has many columns for small signs, so these have little space beside them."""
    for row, line in zip(made.rows, lines, strict=True):
        for cell, slot in zip(row.cells, line, strict=True):
            if slot and slot.cell.has_class("mark"):
                cell.side_margin = MARK_MARGIN


def _rows(w: Writer, element: Element) -> tuple[int, list[Element]]:
    """How many rows are heads, and all rows, heads first; what their part says of style and language, they say too."""
    heads = [_of_part(w, r, part) for part in _children(element, "thead") for r in _children(part, "tr")]
    bodies = [_of_part(w, r, part) for part in _children(element, "tbody") for r in _children(part, "tr")]
    return len(heads), [*heads, *_children(element, "tr"), *bodies]


def _of_part(w: Writer, row: Element, part: Element) -> Element:
    said = {"lang": part.get("lang"), "data-style": w.own_style(part)}
    said = {name: value for name, value in said.items() if value}
    return replace(row, attrs={**said, **row.attrs}) if said else row


def _heads_in_first_column(rows: Sequence[Element]) -> bool:
    """Whether each row begins with its head, but for those in which the head of an earlier one goes on."""
    first = [next(_cells(row), None) for row in rows if not row.has_class("group")]
    return bool(first) and all(cell is not None and cell.tag == "th" for cell in first)


def _children(element: Element, tag: str) -> Iterator[Element]:
    return (c for c in element.children if isinstance(c, Element) and c.tag == tag)


def _cells(row: Element) -> Iterator[Element]:
    return (c for c in row.children if isinstance(c, Element))


def _shares(w: Writer, element: Element, columns: int) -> list[float]:
    groups = list(_children(element, "colgroup"))
    cols = [c for group in groups for c in _children(group, "col")] or list(_children(element, "col"))
    for each in (*groups, *cols):
        w.no_style(each)
    shares = [float(c.get("data-width")) if c.get("data-width").replace(".", "", 1).isdecimal() else 0.0 for c in cols]
    return (shares + [0.0] * columns)[:columns]


def _words(element: Element) -> str:
    return " ".join(element.text().split())


# --- rows and cells -------------------------------------------------------------------------------


def _row(w: Writer, row: Element, line: Sequence[Slot | None], place: Place, key_figures: bool, *, header: bool) -> Row:
    name = row.get(ANCHOR)
    start, end = w.marks.pair(name) if name else ("", "")
    if row.get("lang"):
        place = place.but(lang=row.get("lang"))
    if row.get("id"):
        w.point(row.get("id"))
    cells = [_cell(w, slot, row, place, key_figures, header=header) for slot in line]
    _enclose(cells, start, end)
    long = any(len(slot.cell.text()) > TALL_ROW for slot in line if slot and slot.starts)
    return Row(cells, header=header, may_split=long and not header)


def _anchor_groups(w: Writer, element: Element, rows: Sequence[Element], made: Table) -> None:
    """Hold head and body of the table by the bookmarks of the blocks that they show."""
    for part in (*_children(element, "thead"), *_children(element, "tbody")):
        own = {id(cell) for row in _cells(part) for cell in _cells(row)}
        held = [made.rows[n] for n, row in enumerate(rows) if any(id(cell) in own for cell in _cells(row))]
        if part.get(ANCHOR) and held:
            _enclose([cell for row in held for cell in row.cells], *w.marks.pair(part.get(ANCHOR)))


def _enclose(cells: Sequence[Cell], start: str, end: str) -> None:
    """Hold cells by a bookmark: from the first to the last that says something."""
    closing = last_paragraph([block for cell in cells for block in cell.blocks])
    opening = next(paragraphs(cells[0].blocks))
    opening.runs = start + opening.runs
    closing.runs += end


def _cell(w: Writer, slot: Slot | None, row: Element, place: Place, key_figures: bool, *, header: bool) -> Cell:
    if slot is None or not slot.starts:
        style = w.styles.id("Table Text")
        return Cell([Para(style, "")], slot.span if slot else 1, "continue" if slot else "")
    cell = slot.cell
    style = w.own_style(cell) or w.own_style(row) or _style(cell, row, key_figures, header=header)
    inside = _inside(place, style, cell.get("lang") or place.lang, strong=row.has_class("total"))
    with w.apart() as made, w.anchored(cell) if ANCHOR in cell.attrs else NOT_ANCHORED:
        w.point(cell.get("id"))
        w.blocks(_unknown(cell), inside)
        if not made:
            w.para(style, "", force=True)
    if cell.get("lang") or row.get("lang"):
        set_direction(made, to_left=is_right_to_left(cell.get("lang") or row.get("lang")))
    for above, below in pairwise(made):
        if isinstance(above, Para) and isinstance(below, Para):
            above.after = SPACE_IN_CELL
    return Cell(made, slot.span, "restart" if slot.tall else "", borders=_borders(row, key_figures, w.palette))


@lru_cache(maxsize=256)
def _inside(place: Place, style: str, lang: str, *, strong: bool) -> Place:
    """The place inside a cell; the thousands of cells of a long table have a few between them."""
    return place.but(text=style, title="", list="Table List", depth=0, in_cell=True, lang=lang, strong=strong)


def _unknown(cell: Element) -> tuple[Element | str, ...]:
    """A cell that says that something is not known says it in that style."""
    if not cell.has_class("unknown"):
        return cell.children
    return (Element("span", {"class": "unknown"}, cell.children, cell.origin),)


def _style(cell: Element, row: Element, key_figures: bool, *, header: bool) -> str:
    if key_figures:
        return _key_figure_style(cell, header=header)
    if row.has_class("group"):
        return "Table Group"
    align = " Number" if cell.has_class("number") else " Mark" if cell.has_class("mark") else ""
    if header:
        return f"Table Heading{align}"
    if cell.has_class("big"):
        return "Table Big"
    if cell.tag == "th" or cell.has_class("label"):
        return f"Table Row Heading{align}"
    return f"Table{align}" if align else "Table Text"


def _key_figure_style(cell: Element, *, header: bool) -> str:
    if header:
        return "Key Figure Heading"
    return "Table Big" if cell.has_class("big") else "Key Figure Label"


def _borders(row: Element, key_figures: bool, palette: Palette) -> str:
    """Borders that a cell has beside those of the table style; children in schema order."""
    sides = {}
    if key_figures:
        sides["left"] = (12, "accent")
    if row.has_class("total"):
        sides["top"] = (6, "primary")
    if row.has_class("group"):
        sides["bottom"] = (4, "secondary")
    return "".join(
        f'<w:{side} w:val="single" w:sz="{sides[side][0]}" w:space="0" {palette.attributes(sides[side][1], "color")}/>'
        for side in ("top", "left", "bottom")
        if side in sides
    )
