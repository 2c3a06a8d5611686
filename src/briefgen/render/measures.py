"""How long documents are, kept in a folder between runs by what decides it; the folder is safe to delete."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path

from briefgen.core.document import Document
from briefgen.core.fit import Measure
from briefgen.render.heights_store import layout_key, write_whole
from briefgen.render.style import Theme
from briefgen.render.xhtml import to_xhtml


def measure_key(document: Document, theme: Theme) -> str:
    """The name under which the measure of a document is kept."""
    return layout_key(to_xhtml(document, theme, for_print=True), document, theme, "")


def known_measure(folder: Path | None, key: str) -> Measure | None:
    """A measure that was kept; a file that says something else counts for nothing."""
    if folder is None:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        said = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        pages, fill = said["pages"], float(said["fill"])
        if isinstance(pages, int) and pages > 0 and math.isfinite(fill) and fill >= 0:
            return Measure(pages, fill)
    return None


def keep_measure(folder: Path | None, key: str, measure: Measure) -> None:
    """Keep a measure; where the folder cannot be written, nothing is kept."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{key}.json", json.dumps({"pages": measure.pages, "fill": measure.fill}))
