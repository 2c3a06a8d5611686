"""Builds the font files of templates/base/fonts from their upstream releases. Run by hand, once per upstream release.

    python tools/build_fonts.py --serif SERIF.ttf SERIF-ITALIC.ttf --sans SANS.ttf SANS-ITALIC.ttf \
        --mono MONO.ttf --cjk CJK-REGULAR.ttf CJK-BOLD.ttf --out templates/base/fonts

Serif, sans and mono are variable TrueType fonts. They are pinned to static instances, since variable
fonts give wrong widths in tagged PDF (WeasyPrint 70), subset to the scripts that a brief may use, and
renamed, since their licence reserves the upstream name for unchanged files. The CJK files are static;
they are subset to GB 2312 and keep their name, which is not reserved.

The same inputs and the same fontTools give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN_GREEK_CYRILLIC = (
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0259, 0x0259), (0x02B0, 0x02FF), (0x0300, 0x036F),
    (0x0370, 0x03FF), (0x0400, 0x045F), (0x0490, 0x0491), (0x1E00, 0x1EFF),
)  # fmt: skip
SYMBOLS = (
    (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip
CJK_EXTRA = (
    (0x0020, 0x007E), (0x00A0, 0x00FF), (0x2000, 0x206F), (0x3000, 0x303F), (0x3105, 0x312F), (0xFF00, 0xFFEF),
)  # fmt: skip
FEATURES = [
    "kern",
    "mark",
    "mkmk",
    "ccmp",
    "locl",
    "liga",
    "tnum",
    "lnum",
    "pnum",
    "onum",
    "sups",
    "subs",
    "case",
    "smcp",
]


@dataclass(frozen=True, slots=True)
class Face:
    """One file to make: where it comes from and what it is called."""

    source: Path
    family: str
    style: str
    axes: Mapping[str, float]
    """Axis positions; empty for a static source."""
    rename: bool = True

    @property
    def file_name(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}.ttf"

    @property
    def bold(self) -> bool:
        return "Bold" in self.style

    @property
    def italic(self) -> bool:
        return "Italic" in self.style


def main() -> None:
    arguments = _arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for face in _faces(arguments):
        font = build(face)
        path = arguments.out / face.file_name
        font.save(path)
        print(f"{path}: {path.stat().st_size // 1024} kB, {font['maxp'].numGlyphs} glyphs")


def build(face: Face) -> TTFont:
    """The finished font: static, subset, renamed where its licence asks for it, free to embed."""
    font = TTFont(face.source, recalcTimestamp=False)
    if face.axes:
        font = instantiateVariableFont(font, dict(face.axes), inplace=True)
    _draw_as(font, 0x2011, 0x2010 if 0x2010 in font.getBestCmap() else 0x2D)
    if face.family == "Brief Sans":
        _draw_as(font, 0x2610, 0x25A1)
    _subset(font, cjk=not face.rename)
    if face.rename:
        _rename(font, face)
    _set_weight(font, face)
    return font


def _faces(a: argparse.Namespace) -> Iterator[Face]:
    serif, serif_italic = a.serif
    sans, sans_italic = a.sans
    for style in ("Regular", "Bold", "Italic", "Bold Italic"):
        weight, italic = (650 if "Bold" in style else 400), "Italic" in style
        # The optical size of text a little larger than ours: narrower, so that more words stand on a line.
        yield Face(serif_italic if italic else serif, "Brief Serif", style, {"wght": weight, "opsz": 15})
        yield Face(sans_italic if italic else sans, "Brief Sans", style, {"wght": weight})
    yield Face(a.mono, "Brief Mono", "Regular", {"wght": 400})
    for style, source in zip(("Regular", "Bold"), a.cjk, strict=True):
        yield Face(source, "Noto Sans SC", style, {}, rename=False)


def _draw_as(font: TTFont, code_point: int, like: int) -> None:
    """One character drawn as another: the non-breaking hyphen, the empty box without its shadow."""
    for table in font["cmap"].tables:
        if table.isUnicode() and like in table.cmap:
            table.cmap[code_point] = table.cmap[like]


def _subset(font: TTFont, *, cjk: bool) -> None:
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["STAT", "MVAR", "avar", "HVAR", "DSIG", "BASE", "vhea", "vmtx", "VORG"]
    wanted = _gb2312() if cjk else _code_points(LATIN_GREEK_CYRILLIC + SYMBOLS)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def _code_points(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {c for first, last in ranges for c in range(first, last + 1)}


def _gb2312() -> set[int]:
    """All characters of GB 2312, and full-width punctuation."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(c) for pair in pairs for c in pair.decode("gb2312", "ignore")} | _code_points(CJK_EXTRA)


def _rename(font: TTFont, face: Face) -> None:
    """New names; copyright and licence stay, trademark and variation names go."""
    names = font["name"]
    version = names.getDebugName(5) or "Version 1.0"
    names.names = [n for n in names.names if n.nameID in (0, 13, 14) and n.platformID == 3]
    for name_id, text in {
        1: face.family,
        2: face.style,
        3: f"briefgen: {face.family} {face.style}",
        4: f"{face.family} {face.style}" if face.style != "Regular" else face.family,
        5: f"{version}; static, subset and renamed for briefgen",
        6: face.file_name.removesuffix(".ttf"),
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)


def _set_weight(font: TTFont, face: Face) -> None:
    os2, head = font["OS/2"], font["head"]
    os2.fsType = 0
    os2.usWeightClass = 700 if face.bold else 400
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | _selection(face)
    head.macStyle = int(face.bold) | (int(face.italic) << 1)


def _selection(face: Face) -> int:
    plain = not face.bold and not face.italic
    return int(face.italic) | (int(face.bold) << 5) | (int(plain) << 6)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, count in (("serif", 2), ("sans", 2), ("cjk", 2)):
        parser.add_argument(f"--{name}", type=Path, nargs=count, required=True)
    parser.add_argument("--mono", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
