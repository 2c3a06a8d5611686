"""Holds a look to the floors of an audience: a page is filled by choosing what to say, not by shrinking it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.profile import Floors
from briefgen.diagnostics import Report, Span
from briefgen.render.settings import Branch, Leaf, branch, leaf, text
from briefgen.render.style import TextStyle
from briefgen.render.style_table import StyleTable

NO_FLOORS: Final = Floors(0, 0, 0)
"""Holds a look to nothing."""
_PICTURE = re.compile(r"(?:.*[\s>+~])?(?:img|svg)(?:[.#:\[]\S*)?")
_HEADING = re.compile(r"\bh[1-6]\b")


@dataclass(frozen=True, slots=True)
class _Fault:
    """One style or margin that goes below."""

    place: Span | None
    value: float
    what: str
    """What its value is, with a gap for whose it is."""
    whose: str


def check_floors(table: StyleTable, floors: Floors, folders: Sequence[str], report: Report) -> None:
    """Report as `below-floor` what is smaller, tighter or narrower than `floors`, once for each place that sets it.

    Held to the size of type: every style with words, code aside. To the line height: those of them that are no
    headings, whose few words may stand closer. To the margin: all four. `folders` are the names of the audience's
    folders, nearest first: where two of them set a value together, the nearer is to blame.
    """
    look = _Look(table, floors, folders)
    faults = (*look.small(), *look.tight(), *look.narrow())
    for place in dict.fromkeys(f.place for f in faults):
        here = [f for f in faults if f.place == place]
        worst = min(here, key=lambda f: f.value)
        others = len({f.whose for f in here} - {worst.whose})
        more = f" and {others} more" if others else ""
        hint = "leave something out instead of making it smaller, or lower the floors in audience.yaml"
        report.add("below-floor", worst.what.format(f"{worst.whose}{more}"), place, hint=hint)


class _Look:
    """A style table, and who set what in it."""

    def __init__(self, table: StyleTable, floors: Floors, folders: Sequence[str]) -> None:
        self._table, self._floors, self._folders = table, floors, folders
        self._rows = branch(table.settings.get("styles"))

    def small(self) -> Iterator[_Fault]:
        """Styles with smaller type than the floor."""
        least = self._floors.type_pt
        for name, style in self._table.styles.items():
            if _has_words(style) and 0 < style.size < least:
                by_scale = self._table.written[name].size >= least
                place = self._factor("scale") if by_scale else self._row(name, "size")
                yield _Fault(
                    place, style.size, f"type of {style.size:g} points for {{}}; {least:g} is the least", f'"{name}"'
                )

    def tight(self) -> Iterator[_Fault]:
        """Styles whose lines stand closer than the floor."""
        least = self._floors.leading
        for name, style in self._table.styles.items():
            if _is_running(style) and 0 < (leading := _leading(style)) < least:
                by_factor = _leading(self._table.written[name]) >= least
                place = self._factor("leading", "scale") if by_factor else self._row(name, "line", "size")
                what = f"lines of {leading:g} times the size for {{}}; {least:g} is the least"
                yield _Fault(place, leading, what, f'"{name}"')

    def narrow(self) -> Iterator[_Fault]:
        """Margins that are narrower than the floor."""
        least, page = self._floors.margin_mm, branch(self._table.settings.get("page"))
        for side in ("top", "right", "bottom", "left"):
            width: float = getattr(self._table.page, f"{side}_mm")
            if width < least:
                place = self._nearest(page, f"{side}-mm") or self._table.settings.places.get("page")
                yield _Fault(place, width, f"a margin of {width:g} mm at the {{}}; {least:g} is the least", side)

    def _factor(self, *keys: str) -> Span | None:
        """Where the first of these factors stands that makes things smaller."""
        given = (leaf(self._table.settings.get(key)) for key in keys)
        return next((g.span for g in given if g and _shrinks(g)), None)

    def _row(self, style: str, *keys: str) -> Span | None:
        """Where one of these keys is set for a style, by itself or by the nearest style that it builds on."""
        name = style
        for _ in self._rows:
            row = branch(self._rows.get(name))
            if place := self._nearest(row, *keys):
                return place
            name = text(row.get("base"))
        return self._rows.places.get(style)

    def _nearest(self, given: Branch, *keys: str) -> Span | None:
        """The place of one of these keys: of two in different folders the nearer, of two in one the first."""
        places = [found.span for key in keys if (found := leaf(given.get(key)))]
        return min(places, key=self._distance, default=None)

    def _distance(self, place: Span) -> int:
        return next((n for n, folder in enumerate(self._folders) if place.file.startswith(f"{folder}/")), 0)


def _has_words(style: TextStyle) -> bool:
    selectors = [s.strip() for s in style.css.split(",") if s.strip()]
    is_picture = bool(selectors) and all(_PICTURE.fullmatch(s) for s in selectors)
    return style.font != "monospace" and not is_picture


def _is_running(style: TextStyle) -> bool:
    return _has_words(style) and not style.outline and not _HEADING.search(style.css)


def _leading(style: TextStyle) -> float:
    """Line height as a multiple of the size, as findings print it; 0 where either is that of the text around."""
    return round(style.line / style.size, 2) if style.size else 0.0


def _shrinks(factor: Leaf) -> bool:
    try:
        return float(factor.text) < 1
    except ValueError:
        return False
