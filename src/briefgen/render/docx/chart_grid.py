"""How the points of a chart stand in its sheet: a column for each series, and one for labels that are no formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.core.points import ChartData, Point
from briefgen.render.chart_marks import OPEN_UP
from briefgen.render.chart_parts import measured
from briefgen.render.docx.chart_formats import number_format
from briefgen.render.docx.chart_sheet import Column, Sheet

_HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "value": "Value",
        "label": "Label",
        "from": "From",
        "to": "To",
        "date": "Date",
        "axis": "Axis",
        "row": "Row",
        "base": "Base (not shown)",
        "total": "Total",
        "up": "Up",
        "down": "Down",
    },
    "zh": {
        "value": "数值",
        "label": "标注",
        "from": "下限",
        "to": "上限",
        "date": "日期",
        "axis": "轴",
        "row": "行",
        "base": "基数（不显示）",
        "total": "合计",
        "up": "增加",
        "down": "减少",
    },
}


def heading(name: str, lang: str) -> str:
    """The heading of a column, in the language of the brief where there are words for it."""
    return _HEADINGS.get(lang.split("-")[0], _HEADINGS["en"])[name]


@dataclass(frozen=True, slots=True)
class Drawable:
    """A chart as Word draws it."""

    sheet: Sheet
    area: str
    """The children of `c:plotArea`."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its points by row, how they are labelled, and where it stands in the sheet."""

    name: str
    rows: tuple[Point | None, ...]
    """None is a gap."""
    formats: tuple[str, ...]
    """Of the label in each row; empty where the label is a cell."""
    column: int = 0
    text_column: int | None = None

    @property
    def given(self) -> Iterator[tuple[int, Point]]:
        """Rows that have a point."""
        return ((row, point) for row, point in enumerate(self.rows) if point)


def series(data: ChartData, name: str, rows: Sequence[Point | None], sign: str = "") -> Series:
    """A series without a place; `sign` stands before values that may be higher."""
    formats = tuple(_format(p, sign, data.lang) if p else "" for p in rows)
    return Series(name or measured(data) or heading("value", data.lang), tuple(rows), formats)


def sign_of(point: Point, sign: str) -> str:
    """What stands before the label of a value that may be higher."""
    return f"{sign} " if sign and point.comparator in OPEN_UP else ""


def _format(point: Point, sign: str, lang: str) -> str:
    return "" if point.value is None else number_format(point.value, point.printed, lang, sign_of(point, sign))


def placed(lang: str, lead: Sequence[Column], found: Sequence[Series]) -> tuple[Sheet, list[Series]]:
    """The sheet, and the series with their places in it: after `lead` the values, after those the texts."""
    columns = [*lead, *(Column(each.name, tuple(p.value if p else None for p in each.rows)) for each in found)]
    out = []
    for number, each in enumerate(found):
        texts = tuple(p.printed if p and not code else None for p, code in zip(each.rows, each.formats, strict=True))
        out.append(replace(each, column=len(lead) + number, text_column=len(columns) if any(texts) else None))
        if any(texts):
            columns.append(Column(heading("label", lang), texts))
    return Sheet(tuple(columns)), out
