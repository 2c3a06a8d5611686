"""The look of one deliverable, read from an audience's chain of folders.

Each folder may hold brand.yml, styles.yml, labels.yml, print.css, screen.css, reference.docx, fonts/ and
pictures; what a nearer folder says goes before what its parents say. Faults are findings at their line,
what goes below the audience's floors among them; something usable stands in for the value at fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from briefgen.core.profile import Floors
from briefgen.diagnostics import Report, Span
from briefgen.render.brand import check_contrast, read_brand
from briefgen.render.chart_look import check_series
from briefgen.render.floors import NO_FLOORS, check_floors
from briefgen.render.nesting import MAX_NESTING, too_deep
from briefgen.render.settings import Branch, Leaf, LookFolder, ParseYaml, Seen, branch, read_settings
from briefgen.render.style import Brand, Theme
from briefgen.render.style_table import StyleTable, read_style_table

FONT_SUFFIXES = frozenset({".ttf"})
PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg"})
MAX_ASSET_BYTES = 30_000_000
MAX_CSS_BYTES = 1_000_000
SeenFolders = dict[Path, Seen]
"""By folder: what was read from it in this run."""


def load_theme(
    folders: Sequence[Path],
    audience: str,
    length: str,
    lang: str,
    class_styles: Mapping[str, str],
    report: Report,
    *,
    parse_yaml: ParseYaml,
    shown: Sequence[str] = (),
    floors: Floors = NO_FLOORS,
    seen: SeenFolders | None = None,
) -> Theme:
    """The theme for one audience, length and language; `folders` are this audience's, nearest first, base last.

    `shown` says how findings name the folders, by default `templates/base` and the like; `seen` keeps what is read.
    """
    chain = _chain(folders, shown or ["/".join(f.parts[-2:]) for f in folders], seen)
    fonts, assets = _fonts(chain, report), _files(chain, PICTURE_SUFFIXES, report)
    settings, styles = (read_settings(chain, name, parse_yaml, report) for name in ("brand.yml", "styles.yml"))
    brand = read_brand(settings, fonts, assets, report)
    table = read_style_table(styles, length, lang, brand, report)
    check_floors(table, floors, [f.shown for f in chain], report)
    _check_colors(brand, table, settings, report)
    css, css_files = _style_sheets(chain, "print.css", report)
    return Theme(
        audience=audience,
        length=length,
        brand=brand,
        styles=table.styles,
        page=table.page,
        css=css,
        css_files=css_files,
        fonts=fonts,
        reference_docx=_reference(chain, length, report),
        assets=assets,
        class_styles=class_styles,
        labels=_labels(read_settings(chain, "labels.yml", parse_yaml, report), lang),
        screen_css=_style_sheets(chain, "screen.css", report)[0],
    )


def _check_colors(brand: Brand, table: StyleTable, settings: Branch, report: Report) -> None:
    check_contrast(brand, table.styles.values(), settings, report)
    check_series(brand, settings, report)


def load_labels(
    folders: Sequence[Path],
    shown: Sequence[str],
    lang: str,
    report: Report,
    *,
    parse_yaml: ParseYaml,
    seen: SeenFolders | None = None,
) -> dict[str, str]:
    """The fixed words of an audience in the language `lang`, from the labels.yml files of its chain."""
    return _labels(read_settings(_chain(folders, shown, seen), "labels.yml", parse_yaml, report), lang)


def _chain(folders: Sequence[Path], shown: Sequence[str], seen: SeenFolders | None) -> list[LookFolder]:
    known: SeenFolders = {} if seen is None else seen
    return [LookFolder(f, n, known.setdefault(f, {})) for f, n in zip(folders, shown, strict=True)]


def _fonts(chain: Sequence[LookFolder], report: Report) -> dict[str, bytes]:
    """Font files by file name."""
    return {Path(name).name: data for name, data in _files(chain, FONT_SUFFIXES, report, below="fonts").items()}


def _labels(settings: Branch, lang: str) -> dict[str, str]:
    """English words, then those of the language, then those of its variant (`en`, `zh`, `zh-TW`)."""
    labels: dict[str, str] = {}
    for name in ("en", lang.split("-")[0], lang):
        labels |= {k: v.text for k, v in branch(settings.get(name)).items() if isinstance(v, Leaf)}
    return labels


def _style_sheets(chain: Sequence[LookFolder], name: str, report: Report) -> tuple[str, tuple[tuple[str, int], ...]]:
    """All files of this name, parents first, and the first line of each in the whole."""
    css, firsts = "", []
    for folder in reversed(chain):
        text = _style_sheet(folder, name, report)
        if text is not None:
            firsts.append((folder.place(name).file, css.count("\n") + 1))
            css += text.rstrip("\n") + "\n"
    return css, tuple(firsts)


def _style_sheet(folder: LookFolder, name: str, report: Report) -> str | None:
    """One style sheet; None when it is not there, or when reading it would have no end, which is reported."""
    data, place = _read(folder, name, report), folder.place(name)
    if data is None:
        return None
    if len(data) > MAX_CSS_BYTES:
        report.add("too-large", f"the style sheet has {len(data):,} bytes; {MAX_CSS_BYTES:,} are accepted", place)
        return None
    text = data.decode("utf-8", "replace")
    if (at := too_deep(text)) is not None:
        place = Span(place.file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        report.add("bad-css", f"brackets stand more than {MAX_NESTING} deep in each other", place)
        return None
    return text


def reference_name(length: str | None) -> str:
    """What the reference for one length is called, or that for all."""
    return f"reference-{length}.docx" if length else "reference.docx"


def _reference(chain: Sequence[LookFolder], length: str, report: Report) -> bytes:
    """The nearest folder's reference: the one for this length, else the one for all."""
    found = (_read(folder, reference_name(each), report) for folder in chain for each in (length, None))
    return next((data for data in found if data is not None), b"")


def _files(
    chain: Sequence[LookFolder], suffixes: frozenset[str], report: Report, *, below: str = ""
) -> dict[str, bytes]:
    """Files with these suffixes by path relative to their folder, sorted; nearer folders win."""
    found: dict[str, bytes] = {}
    for folder in reversed(chain):
        for name in _names(folder, below, suffixes, report):
            data = _read(folder, name, report)
            if data is not None:
                found[name] = data
    return dict(sorted(found.items()))


def _names(folder: LookFolder, below: str, suffixes: frozenset[str], report: Report) -> tuple[str, ...]:
    found = folder.recall(f"names {below}", lambda _: _names_below(folder.path, folder.path / below), report)
    return tuple(name for name in found if PurePosixPath(name).suffix.lower() in suffixes)


def _names_below(folder: Path, below: Path) -> tuple[str, ...]:
    return tuple(p.relative_to(folder).as_posix() for p in sorted(below.rglob("*")) if p.is_file())


def _read(folder: LookFolder, name: str, report: Report) -> bytes | None:
    """The bytes of a file inside a folder; None when it is not there, or refused."""
    return folder.recall(f"bytes {name}", lambda own: _read_anew(folder, name, own), report)


def _read_anew(folder: LookFolder, name: str, report: Report) -> bytes | None:
    path = folder.path / name
    if not path.is_file():
        return None
    if not path.resolve().is_relative_to(folder.path.resolve()):
        report.add("unreadable-file", "the file is a link that leaves the audience's folder", folder.place(name))
        return None
    try:
        if path.stat().st_size > MAX_ASSET_BYTES:
            report.add("too-large", f"the file has more than {MAX_ASSET_BYTES:,} bytes", folder.place(name))
            return None
        return path.read_bytes()
    except OSError as fault:
        report.add("unreadable-file", f"the file cannot be read: {fault.strerror}", folder.place(name))
        return None
