"""The tables of a font as the Word writer reads them, held against fontTools."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefgen import resources
from briefgen.render.docx.glyphs import emptied, substitutes

FONTS = sorted(
    path
    for path in (resources.built_in_templates() / "base" / "fonts").glob("*.ttf")
    if path.stat().st_size < 1_000_000
)


def outputs(font: TTFont) -> Iterator[str]:
    """The glyphs that the rules of a font put in the place of others, as fontTools has them."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for sub in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            for value in getattr(sub, "mapping", {}).values():
                yield from [value] if isinstance(value, str) else value
            for values in getattr(sub, "alternates", {}).values():
                yield from values
            for ligatures in getattr(sub, "ligatures", {}).values():
                yield from (ligature.LigGlyph for ligature in ligatures)


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_glyphs_that_stand_for_others_are_those_that_fonttools_finds(path: Path) -> None:
    font = TTFont(path)

    found = substitutes(font.reader["GSUB"])

    assert found == {font.getGlyphID(name) for name in outputs(font)}
    assert len(found) > 100


def test_a_range_of_glyphs_that_all_move_on_is_read_too() -> None:
    """A single substitution by a distance, over a coverage of ranges, behind an extension."""
    coverage = struct.pack(">HHHHH", 2, 1, 10, 12, 0)
    single = struct.pack(">HHh", 1, 6, -4) + coverage
    extension = struct.pack(">HHI", 1, 1, 8) + single
    lookup = struct.pack(">HHHH", 7, 0, 1, 8) + extension
    table = struct.pack(">IHHH", 0x00010000, 0, 0, 10) + struct.pack(">HH", 1, 4) + lookup

    assert substitutes(table) == {6, 7, 8}
    assert substitutes(struct.pack(">IHHH", 0x00010000, 0, 0, 0)) == set(), "a font without any rules"


def test_a_glyph_that_another_is_put_together_from_is_not_emptied() -> None:
    font = TTFont(FONTS[0])
    composite = next(name for name in font.getGlyphOrder() if font["glyf"][name].isComposite())
    part = font.getGlyphID(font["glyf"][composite].components[0].glyphName)
    kept = font.getGlyphID(composite)
    tables = {tag: font.reader[tag] for tag in ("glyf", "loca")}
    others = set(range(font["maxp"].numGlyphs)) - {kept}

    made = emptied(tables, others, long_offsets=font["head"].indexToLocFormat == 1)

    unit, scale = ("I", 1) if font["head"].indexToLocFormat == 1 else ("H", 2)
    offsets = [n * scale for n in struct.unpack(f">{len(made['loca']) // struct.calcsize(unit)}{unit}", made["loca"])]
    drawn = {n for n, (start, end) in enumerate(pairwise(offsets)) if end > start}
    assert {kept, part} <= drawn
    assert len(drawn) < 10
