"""Heights of documents by what decides them, kept in a folder between runs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from briefgen.core.document import Document
from briefgen.render.heights_marks import Marked
from briefgen.render.pdf_engine import files_of, fonts_digest
from briefgen.render.style import Theme
from briefgen.render.stylesheet import style_css


@dataclass(frozen=True, slots=True)
class Heights:
    """What a tall layout said of a document."""

    rest: float
    """Height of what is not marked, without notes."""
    shares: tuple[float, ...]
    """Height of each mark by its number, without notes and without the marks inside it."""
    notes: Mapping[str, float]
    """Height of each note by its id."""
    around_notes: float
    """Space around the notes at the foot."""
    beside: bool
    """Whether outermost marks stand side by side."""


def layout_key(xhtml: str, document: Document, theme: Theme, css: str) -> str:
    """A hash of all that decides where boxes stand: text, style sheets, fonts, pictures, the layout engine."""
    whole = hashlib.sha256()
    texts = [version("weasyprint"), xhtml, style_css(theme, lang=document.meta.lang), theme.css, css]
    files = [x for name, data in sorted(files_of(document, theme).items()) for x in (name, _digest(data))]
    for part in (*texts, fonts_digest(theme.fonts), *files):
        data = part.encode()
        whole.update(f"{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()[:32]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class HeightStore:
    """Heights by key: those of this run in memory, all in the folder, if there is one."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.written = 0
        self._seen: dict[str, Heights] = {}

    def read(self, key: str, marked: Marked) -> Heights | None:
        """Heights that are known and fit the document; a file that says something else counts for nothing."""
        if key in self._seen or self.folder is None:
            return self._seen.get(key)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            heights = _heights(json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8")))
            if len(heights.shares) == len(marked.marks) and heights.notes.keys() == marked.notes.keys():
                self._seen[key] = heights
        return self._seen.get(key)

    def write(self, key: str, heights: Heights) -> Heights:
        """Keep new heights; where the folder cannot be written, for this run only."""
        self.written += 1
        self._seen[key] = heights
        if self.folder is not None:
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                write_whole(self.folder / f"{key}.json", json.dumps(asdict(heights)))
        return heights


def _heights(said: object) -> Heights:
    """What a file says; raises when anything in it is no height."""
    if not isinstance(said, dict):
        raise ValueError("not a set of heights")
    shares, notes = tuple(map(float, said["shares"])), {str(k): float(v) for k, v in said["notes"].items()}
    heights = Heights(float(said["rest"]), shares, notes, float(said["around_notes"]), bool(said["beside"]))
    if not all(map(math.isfinite, (heights.rest, heights.around_notes, *shares, *notes.values()))):
        raise ValueError("not a height")
    return heights


def write_whole(path: Path, text: str) -> None:
    """Written beside and then renamed, so that another process sees all of it or nothing."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
