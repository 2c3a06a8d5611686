"""SVG to PNG with the shipped fonts and nothing else, so that every machine draws the same."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

DPI: Final = 300
_MM: Final = 25.4

_FOLDERS: dict[str, tempfile.TemporaryDirectory[str]] = {}
"""Fonts on disk for as long as the process lives, since the drawing libraries read them late."""


def font_folder(fonts: Mapping[str, bytes]) -> str:
    """A folder with these font files; the same one for the same fonts."""
    key = font_key(tuple(sorted(fonts.items())))
    if key not in _FOLDERS:
        _FOLDERS[key] = folder = tempfile.TemporaryDirectory(prefix="briefgen-fonts-")
        for name, data in fonts.items():
            Path(folder.name, Path(name).name).write_bytes(data)
    return _FOLDERS[key].name


@lru_cache(maxsize=16)
def font_key(fonts: tuple[tuple[str, bytes], ...]) -> str:
    """What tells one set of font files from another."""
    digest = hashlib.sha256()
    for name, data in fonts:
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Rasteriser:
    """Draws pictures with one set of fonts."""

    folder: str
    families: str
    """What text without a family of its own is set in."""
    key: str
    """What tells its fonts from others."""

    def png(self, svg: str, width_mm: float) -> bytes:
        """The picture at 300 dots to the inch on white; raises ValueError when it cannot be drawn."""
        import resvg_py

        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=round(width_mm / _MM * DPI),
                dpi=96,
                background="#ffffff",
                skip_system_fonts=True,
                font_dirs=[self.folder],
                font_family=self.families.split(",")[0],
            )
        )
