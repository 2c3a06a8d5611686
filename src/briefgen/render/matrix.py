"""The coverage matrix as a picture: challenges by recommendations, grouped by theme, every name in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import groupby
from typing import Final

from briefgen.core.coverage import Coverage, Entry
from briefgen.render.chart_look import Look, mix
from briefgen.render.chart_svg import SVG

ROW: Final = 16.0
GROUP: Final = 17.0
SIZE: Final = 10.5
LEADING: Final = 12.0
LABEL_SHARE: Final = 0.46
"""Part of the width that the names of challenges may take."""
LEAST_CELL: Final = 10.5
"""Narrower columns could not carry their names."""
WIDEST_CELL: Final = 30.0
TALLEST_HEAD: Final = 235.0
TALLEST: Final = 850.0
"""Together with its caption, a picture of this height fills a page."""


def matrix_svg(found: Coverage, look: Look, words: Mapping[str, str], title: str, alt: str) -> tuple[str, float]:
    """The picture and its height in CSS pixels; by theme instead of by block where it would be too small to read."""
    grid = _Grid(found, look)
    if grid.cell < LEAST_CELL or grid.height > TALLEST:
        grid = _Grid(by_theme(found), look)
    shapes = "".join((*grid.heads(), *grid.rows(), *grid.legend(words)))
    head = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc>"
    size = f'viewBox="0 0 {look.width:.2f} {grid.height:.2f}"'
    return f'<svg xmlns="{SVG}" {size} role="img">{head}{shapes}</svg>', grid.height


def by_theme(found: Coverage) -> Coverage:
    """The matrix of themes: does any recommendation of the one answer any challenge of the other?"""
    names = {e.id: e.theme for e in (*found.challenges, *found.recommendations)}

    def themes(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        first = {e.theme: e for e in reversed(entries)}
        return tuple(Entry(first[t].id, t, t) for t in dict.fromkeys(e.theme for e in entries))

    rows, columns = themes(found.challenges), themes(found.recommendations)
    row_of = {e.theme: e.id for e in rows}
    column_of = {e.theme: e.id for e in columns}
    pairs = {(row_of[names[c]], column_of[names[r]]) for c, r in found.answers}
    return Coverage(rows, columns, frozenset(pairs))


@dataclass
class _Grid:
    """Where everything stands, in CSS pixels."""

    found: Coverage
    look: Look

    @cached_property
    def left(self) -> float:
        longest = max((self.look.width_of(e.title, SIZE) for e in self.found.challenges), default=0.0)
        return min(longest + 14, self.look.width * LABEL_SHARE)

    @cached_property
    def cell(self) -> float:
        room = self.look.width - self.left - 30
        return min(WIDEST_CELL, room / max(len(self.found.recommendations), 1))

    @cached_property
    def top(self) -> float:
        return 8 + max((self._long(lines) for lines in self._names()), default=0.0)

    @property
    def height(self) -> float:
        return self.top + self._body + 24

    @property
    def _body(self) -> float:
        return len(self.found.challenges) * ROW + self._grouped * len(self._groups()) * GROUP

    @cached_property
    def _grouped(self) -> bool:
        return len(self._groups()) < len(self.found.challenges)

    def _groups(self) -> list[str]:
        return [theme for theme, _ in groupby(self.found.challenges, key=lambda e: e.theme)]

    def _names(self) -> list[list[str]]:
        """Column names, in two lines where a column is wide enough for them."""
        titles = [e.title for e in self.found.recommendations]
        if self.cell < 2 * LEADING:
            return [[self._shortened(title, TALLEST_HEAD)] for title in titles]
        return [self._halved(title) for title in titles]

    def _halved(self, title: str) -> list[str]:
        wide = self.look.width_of(title, SIZE)
        lines = [title] if wide <= TALLEST_HEAD / 2 else self.look.wrap(title, wide / 2 + 12, SIZE)
        return [self._shortened(line, TALLEST_HEAD) for line in lines[:2]]

    def _long(self, lines: Sequence[str]) -> float:
        return max(self.look.width_of(line, SIZE) for line in lines)

    # --- drawing

    def heads(self) -> Iterator[str]:
        """Names of the recommendations, read from the bottom up, with a bar for each theme."""
        for place, lines in enumerate(self._names()):
            middle = self.left + self.cell * (place + 0.5)
            first = middle - (len(lines) - 1) * LEADING / 2 + SIZE * 0.35
            for number, line in enumerate(lines):
                turn = f"translate({first + number * LEADING:.2f},{self.top - 5:.2f}) rotate(-90)"
                yield self._text(line, turn)
        x = self.left
        for _, group in groupby(self.found.recommendations, key=lambda e: e.theme):
            wide = len(list(group)) * self.cell
            yield _rect(x + 0.5, self.top - 2.5, wide - 1, 2.5, self.look.base)
            x += wide
            yield _line(x, self.top, x, self.top + self._body, self.look.hairline)

    def rows(self) -> Iterator[str]:
        """The challenges under their themes, each with its marks and how many there are."""
        y = self.top + 1
        for theme, group in groupby(self.found.challenges, key=lambda e: e.theme):
            if self._grouped:
                yield _rect(0, y, self.look.width, GROUP, mix(self.look.base, self.look.paper, 0.9))
                yield self._text(theme, f"translate(4,{y + GROUP / 2 + 3.8:.2f})", bold=True)
                y += GROUP
            for entry in group:
                yield from self._row(entry, y)
                y += ROW

    def _row(self, entry: Entry, y: float) -> Iterator[str]:
        base = f"translate(4,{y + ROW / 2 + 3.8:.2f})"
        yield self._text(self._shortened(entry.title, self.left - 10), base)
        yield _line(0, y + ROW, self.look.width, y + ROW, self.look.hairline)
        for place, column in enumerate(self.found.recommendations):
            x = self.left + self.cell * place
            if (entry.id, column.id) in self.found.answers:
                tint = self.look.base if column.theme == entry.theme else self.look.quiet
                side = min(self.cell, ROW) - 3.5
                yield _rect(x + (self.cell - side) / 2, y + (ROW - side) / 2, side, side, tint)
        count = self.found.count(entry.id)
        end = f"translate({self.left + self.cell * len(self.found.recommendations) + 22:.2f},{y + ROW / 2 + 3.8:.2f})"
        yield self._text(str(count), end, anchor="end", bold=count == 0, tint=self.look.strong if count == 0 else None)

    def _shortened(self, title: str, room: float) -> str:
        if self.look.width_of(title, SIZE) <= room:
            return title
        while title and self.look.width_of(f"{title}…", SIZE) > room:
            title = title[:-1]
        return f"{title.rstrip()}…"

    def legend(self, words: Mapping[str, str]) -> Iterator[str]:
        x, y = 0.0, self.top + self._body + 10
        tints = {words["same_theme"]: self.look.base, words["other_theme"]: self.look.quiet}
        for name, tint in tints.items():
            yield _rect(x + 4, y, 9, 9, tint)
            yield self._text(name, f"translate({x + 18:.2f},{y + 8:.2f})", tint=self.look.muted)
            x += self.look.width_of(name, SIZE) + 36
        yield self._text(
            words["count"], f"translate({self.look.width:.2f},{y + 8:.2f})", anchor="end", tint=self.look.muted
        )

    def _text(
        self, text: str, transform: str, *, anchor: str = "start", bold: bool = False, tint: str | None = None
    ) -> str:
        weight = "bold" if bold else "normal"
        return (
            f'<text text-anchor="{anchor}" transform="{transform}" font-family="{escape(self.look.family_for(text))}" '
            f'font-size="{SIZE}" font-weight="{weight}" fill="{tint or self.look.foreground}">{escape(text)}</text>'
        )


def _rect(x: float, y: float, wide: float, high: float, tint: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{tint}"/>'


def _line(x: float, y: float, x2: float, y2: float, tint: str) -> str:
    ends = f'x1="{x:.2f}" y1="{y:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"'
    return f'<line {ends} stroke="{tint}" stroke-width="0.5"/>'
