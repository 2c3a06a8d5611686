"""Themes for tests: the shipped look, or one made of files that a test writes."""

from __future__ import annotations

from pathlib import Path

from briefgen.diagnostics import Report
from briefgen.render.style import Theme
from briefgen.render.theme import load_theme
from briefgen.source.yaml_tree import parse_yaml

BASE = Path(__file__).parent.parent / "templates" / "base"


def a_theme(
    *folders: Path,
    audience: str = "minister",
    length: str = "standard",
    lang: str = "en-GB",
    report: Report | None = None,
) -> Theme:
    """The look of `folders` (nearest first) over the shipped base. Findings are a failure unless a report is given."""
    findings = report or Report()
    theme = load_theme((*folders, BASE), audience, length, lang, {}, findings, parse_yaml=parse_yaml)
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return theme


def files(folder: Path, **contents: str) -> Path:
    """`folder` with these files in it; `brand_yml` stands for `brand.yml`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder
