"""Where a project is, and what stands in a line of it: known without reading the project."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from briefgen import resources
from briefgen.diagnostics import BUILT_IN, BriefgenError


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upwards that has content/; raises `BriefgenError` when there is none."""
    for folder in (start, *start.parents):
        if (folder / "content").is_dir():
            return folder
    raise BriefgenError(
        f"no briefgen project here: neither {start} nor a folder above it has a content/ folder",
        hint="go to your project's folder, or make one with: briefgen init my-brief",
    )


def line_reader(root: Path) -> Callable[[str, int], str]:
    """A reader of single lines of a project's files and of the built-in templates, for showing findings.

    It takes a path as findings name it and a line from 1, and gives an empty text for what cannot be read.
    """

    @cache
    def lines(file: str) -> list[str]:
        inside = file.startswith(f"{BUILT_IN}/")
        folder = resources.built_in_templates() if inside else root
        path = folder / file.removeprefix(f"{BUILT_IN}/" if inside else "")
        try:
            return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        except (OSError, UnicodeDecodeError):
            return []

    def line(file: str, number: int) -> str:
        found = lines(file)
        return found[number - 1] if 0 < number <= len(found) else ""

    return line
