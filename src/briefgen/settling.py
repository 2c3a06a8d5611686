"""A document whose figures have drifted to where they leave no holes, proven by laying it out."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.core.berths import better_places, holes
from briefgen.core.document import Document
from briefgen.core.drift import HOMES, Places, Room, is_sound, rooms, without_last
from briefgen.core.fit import LAST_PAGE, LONG, Measure
from briefgen.diagnostics import Report
from briefgen.render.galley import galley_of
from briefgen.render.keeping import keep, read_kept
from briefgen.render.measures import measure_key
from briefgen.render.pdf import Layout, lay_out
from briefgen.render.style import Theme

DRIFTS = 2
"""Further layouts that may be spent on figures."""
GAIN = 0.01
"""Pages that a drift must save."""
LAST_END = 0.12
"""The least use of the last page of a long document, where the others are fuller for it."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A document and what its layout said; the layout itself only if it was made now."""

    document: Document
    measure: Measure
    findings: Report
    layout: Layout | None


Compose = Callable[[Places], tuple[Document, Report]]
"""The document with its figures in these places, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a document."""

    laid: Laid
    layouts: int
    """Layouts that it took."""


def settle(first: Laid, compose: Compose, theme: Theme, allowed: float, store: Path | None = None) -> Settled:
    """The document with its figures where they leave the least empty.

    `first` has them where their templates wrote them; no other choice of places may be longer than it and than
    `allowed`, in pages, or end with a page that is less well filled than a last page should be. `store` is a folder
    that is safe to delete; the same document settles in the same way, whatever is known.
    """
    found = rooms(first.document.root)
    if not found or first.measure.pages < 2:
        return Settled(first, 0)
    key = measure_key(first.document, theme)
    if (known := _known(store, key, found, allowed)) is not None:
        places, measure = known
        document, findings = compose(places) if places else (first.document, first.findings)
        return Settled(Laid(document, measure, findings, first.layout if not places else None), 0)
    search = _Search(first, compose, theme, allowed, found)
    search.run()
    if search.is_quiet:
        _keep(store, key, search.places, search.best.measure, allowed)
    return Settled(search.best, search.layouts)


class _Search:
    """Foretells, lays out, and foretells again."""

    def __init__(self, first: Laid, compose: Compose, theme: Theme, allowed: float, found: tuple[Room, ...]) -> None:
        self.best, self.places, self.layouts = first, HOMES, 0
        self.is_quiet = True
        """Whether no layout had anything to say that must be said again."""
        self._first, self._compose, self._theme, self._allowed, self._rooms = first, compose, theme, allowed, found

    def run(self) -> None:
        layout = self._first.layout or self._lay_out(self._first.document, Report())
        galley = galley_of(layout.page_boxes, self._rooms, HOMES)
        empty = holes(galley, layout.fills)
        places = better_places(galley)
        for _ in range(DRIFTS):
            if places == self.places:
                return
            document, findings = self._compose(places)
            layout = self._lay_out(document, findings)
            drifted = galley_of(layout.page_boxes, self._rooms, places)
            laid = Laid(document, Measure(layout.pages, layout.last_fill), findings, layout)
            if self._is_too_long(laid.measure) or (now := holes(drifted, layout.fills)) > empty - GAIN:
                return
            if self._ends_badly(laid.measure):
                places = without_last(places, self.places, self._rooms)  # with that hole, the end is fuller
            else:
                self.best, self.places, empty = laid, places, now
                places = better_places(drifted)

    def _lay_out(self, document: Document, findings: Report) -> Layout:
        before = len(findings.diagnostics)
        layout = lay_out(document, self._theme, findings)
        self.layouts += 1
        self.is_quiet &= len(findings.diagnostics) == before
        return layout

    def _is_too_long(self, measure: Measure) -> bool:
        return measure.length > max(self._first.measure.length, self._allowed)

    def _ends_badly(self, measure: Measure) -> bool:
        """Whether the last page is too empty: what a long document has on it matters less."""
        return measure.fill < min(self._first.measure.fill, LAST_END if measure.pages > LONG else LAST_PAGE)


def _known(store: Path | None, key: str, found: tuple[Room, ...], allowed: float) -> tuple[Places, Measure] | None:
    """How a document settled before; a file that says something else counts for nothing."""
    said: Any = read_kept(store, key)
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        if said is None or said["allowed"] != allowed:
            return None
        places = {str(name): tuple(map(int, path)) for name, path in said["places"].items()}
        measure = Measure(int(said["pages"]), float(said["fill"]))
        if is_sound(found, places) and measure.pages > 0 and math.isfinite(measure.fill):
            return places, measure
    return None


def _keep(store: Path | None, key: str, places: Places, measure: Measure, allowed: float) -> None:
    said = {"places": dict(places), "pages": measure.pages, "fill": measure.fill, "allowed": allowed}
    keep(store, key, said)
