"""The look of one deliverable, read from an audience's chain of folders.

Each folder may hold brand.yml, styles.yml, labels.yml, print.css, screen.css, reference.docx, fonts/ and
pictures; what a nearer folder says goes before what its parents say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from briefgen.diagnostics import Report, Span
from briefgen.render.brand import check_contrast, read_brand
from briefgen.render.settings import Branch, Leaf, ParseYaml, branch, place, read_settings
from briefgen.render.style import Theme
from briefgen.render.style_table import read_style_table

FONT_SUFFIXES = frozenset({".ttf"})
PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg"})
MAX_ASSET_BYTES = 30_000_000


def load_theme(
    folders: Sequence[Path],
    audience: str,
    length: str,
    lang: str,
    class_styles: Mapping[str, str],
    report: Report,
    *,
    parse_yaml: ParseYaml,
) -> Theme:
    """The theme for one audience, length and language; `folders` are this audience's, nearest first, base last.

    Faults are findings at their line (`bad-brand`, `missing-font`, `missing-image`, `low-contrast`),
    and something usable stands in for the value at fault.
    """
    fonts = _files(folders, FONT_SUFFIXES, report, below="fonts")
    assets = _files(folders, PICTURE_SUFFIXES, report)
    settings = read_settings(folders, "brand.yml", parse_yaml, report)
    named_fonts = {Path(name).name: data for name, data in fonts.items()}
    brand = read_brand(settings, named_fonts, assets, report)
    table = read_style_table(read_settings(folders, "styles.yml", parse_yaml, report), length, lang, brand, report)
    check_contrast(brand, table.styles.values(), settings, report)
    css, css_files = _style_sheets(folders, "print.css", report)
    return Theme(
        audience=audience,
        length=length,
        brand=brand,
        styles=table.styles,
        page=table.page,
        css=css,
        css_files=css_files,
        fonts=named_fonts,
        reference_docx=_nearest(folders, "reference.docx", report),
        assets=assets,
        class_styles=class_styles,
        labels=_labels(read_settings(folders, "labels.yml", parse_yaml, report), lang),
        screen_css=_style_sheets(folders, "screen.css", report)[0],
    )


def _labels(settings: Branch, lang: str) -> dict[str, str]:
    """English words, then those of the language, then those of its variant (`en`, `zh`, `zh-TW`)."""
    labels: dict[str, str] = {}
    for name in ("en", lang.split("-")[0], lang):
        labels |= {k: v.text for k, v in branch(settings.get(name)).items() if isinstance(v, Leaf)}
    return labels


def _style_sheets(folders: Sequence[Path], name: str, report: Report) -> tuple[str, tuple[tuple[str, int], ...]]:
    """All files of this name, parents first, and the first line of each in the whole."""
    css, firsts = "", []
    for folder in reversed(folders):
        data = _read(folder / name, folder, report)
        if data is not None:
            firsts.append((place(folder / name), css.count("\n") + 1))
            css += data.decode("utf-8", "replace").rstrip("\n") + "\n"
    return css, tuple(firsts)


def _nearest(folders: Sequence[Path], name: str, report: Report) -> bytes:
    found = (_read(folder / name, folder, report) for folder in folders)
    return next((data for data in found if data is not None), b"")


def _files(folders: Sequence[Path], suffixes: frozenset[str], report: Report, *, below: str = "") -> dict[str, bytes]:
    """Files with these suffixes by path relative to their folder, sorted; nearer folders win."""
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for path in _walk(folder / below, suffixes):
            data = _read(path, folder, report)
            if data is not None:
                found[path.relative_to(folder).as_posix()] = data
    return dict(sorted(found.items()))


def _walk(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.suffix.lower() in suffixes and p.is_file())


def _read(path: Path, folder: Path, report: Report) -> bytes | None:
    """The bytes of a file inside `folder`; None when it is not there, or refused."""
    if not path.is_file():
        return None
    span = Span(place(path), 1, 1)
    if not path.resolve().is_relative_to(folder.resolve()):
        report.add("unreadable-file", "the file is a link that leaves the audience's folder", span)
        return None
    try:
        if path.stat().st_size > MAX_ASSET_BYTES:
            report.add("too-large", f"the file has more than {MAX_ASSET_BYTES:,} bytes", span)
            return None
        return path.read_bytes()
    except OSError as fault:
        report.add("unreadable-file", f"the file cannot be read: {fault.strerror}", span)
        return None
