"""Where the images of figures are, without looking into them: a check of the content asks no more."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from briefgen.core.model import Figure
from briefgen.diagnostics import Report, closest

FOLDER: Final = "content/figures"
MAX_BYTES: Final = 30_000_000


def find_image(root: Path, figure: Figure, report: Report) -> Path | None:
    """Where a figure's image is; None when there is none that can be used, and `report` says so."""
    try:
        return _found(root, figure, report)
    except OSError as fault:
        report.add("missing-image", f'"{figure.image}" cannot be read: {fault.strerror}', figure.span)
        return None


def _found(root: Path, figure: Figure, report: Report) -> Path | None:
    folder = (root / FOLDER).resolve()
    path = (folder / figure.image).resolve()
    if not path.is_relative_to(folder):
        report.add("missing-image", f'"{figure.image}" is not under {FOLDER}/', figure.span)
    elif not path.is_file():
        names = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()] if folder.is_dir() else []
        message = f'there is no image "{figure.image}" under {FOLDER}/'
        hint = closest(figure.image, names) or ("write / between folders" if "\\" in figure.image else "")
        report.add("missing-image", message, figure.span, hint=hint)
    elif path.stat().st_size > MAX_BYTES:
        report.add("missing-image", f'"{figure.image}" is larger than {MAX_BYTES // 1_000_000} MB', figure.span)
    else:
        return path
    return None
