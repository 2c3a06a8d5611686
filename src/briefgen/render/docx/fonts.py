"""The theme's fonts inside the file, so that Word and LibreOffice break lines where the PDF does.

Latin faces only: a Chinese one weighs megabytes and every machine that reads Chinese has one.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, attr
from briefgen.render.style import Brand, FontFamily

_ROLES: Final = ("base", "headings", "monospace")
_FACES: Final = (
    ("regular", "embedRegular"),
    ("bold", "embedBold"),
    ("italic", "embedItalic"),
    ("bold_italic", "embedBoldItalic"),
)
_NAMESPACE: Final = uuid.UUID("5f9d7b1e-6d1b-5a7e-9a7c-2f0b6a0c9d11")

_RANGES: Final = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x215F),  # letter-like signs, fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x25A0, 0x2612),  # shapes and boxes
    (0x2713, 0x2717),  # ticks and crosses
)
ALWAYS: Final = frozenset(code for low, high in _RANGES for code in range(low, high + 1))
"""Characters that every embedded face keeps when it has them, so that a reviewer can write with it."""


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """One face as a part: its element in the font table, key and scrambled bytes."""

    family: str
    element: str
    key: str
    data: bytes


def embedded_faces(
    brand: Brand, files: Mapping[str, bytes], characters: frozenset[int], wanted: frozenset[str]
) -> tuple[EmbeddedFace, ...]:
    """The faces to embed, in the order of the font table; those that may not be embedded are left out.

    `wanted` names roles and faces that the document uses, as in `base italic`.
    """
    faces = []
    for role, family in _families(brand):
        for face, element in _FACES:
            name = getattr(family, face)
            if name in files and f"{role} {face}" in wanted:
                faces += _face(family.name, element, files[name], characters)
    return tuple(faces)


def _families(brand: Brand) -> Iterator[tuple[str, FontFamily]]:
    seen: set[str] = set()
    for role in _ROLES:
        family = brand.fonts.get(role)
        if family and family.name not in seen:
            seen.add(family.name)
            yield role, family


def _face(family: str, element: str, data: bytes, characters: frozenset[int]) -> Iterator[EmbeddedFace]:
    small = _reduced(data, characters - ALWAYS)
    if small is not None:
        guid = uuid.uuid5(_NAMESPACE, f"{family} {element}")
        yield EmbeddedFace(family, element, f"{{{str(guid).upper()}}}", scramble(small, guid))


def scramble(data: bytes, guid: uuid.UUID) -> bytes:
    """ECMA-376 part 4, 2.8.1: the first 32 bytes are combined with the key, last byte first."""
    key = bytes.fromhex(guid.hex)[::-1]
    head = bytes(byte ^ key[n % 16] for n, byte in enumerate(data[:32]))
    return head + data[32:]


@lru_cache(maxsize=32)
def _reduced(data: bytes, extra: frozenset[int]) -> bytes | None:
    """The face with only `ALWAYS` and `extra` drawn; None when its licence flags forbid embedding.

    Outlines are emptied and glyph numbers stay, so that kerning and figures need no rewriting: a
    full subset takes twenty times as long and saves little once it is zipped.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    if font["OS/2"].fsType & 0x0302 or "glyf" not in font:
        return None
    keep = ALWAYS | extra
    cut = {name for code, name in font.getBestCmap().items() if code not in keep}
    for table in font["cmap"].tables:
        table.cmap = {code: name for code, name in table.cmap.items() if code in keep}
    kept = {name for table in font["cmap"].tables for name in table.cmap.values()}
    _empty(font, cut - kept)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _empty(font: Any, names: set[str]) -> None:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    glyphs = font["glyf"]
    needed = {part for name in glyphs.keys() - names for part in _parts(glyphs, name)}
    for name in names - needed:
        glyphs[name] = Glyph(b"")


def _parts(glyphs: Any, name: str) -> list[str]:
    """Names of the glyphs that `name` is put together from, through all levels."""
    glyph = glyphs[name]
    if not glyph.isComposite():
        return []
    direct = glyph.getComponentNames(glyphs)
    return direct + [part for below in direct for part in _parts(glyphs, below)]


def font_table(brand: Brand, rels: Mapping[EmbeddedFace, str]) -> str:
    """fontTable.xml; `rels` gives the relationship of each face that is in the file."""
    by_place = {(face.family, face.element): (rel, face) for face, rel in rels.items()}
    fonts = "".join(_font(role, family, by_place) for role, family in _named(brand))
    return f"{XML_HEAD}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def _named(brand: Brand) -> Iterator[tuple[str, FontFamily]]:
    yield from _families(brand)
    if "east-asian" in brand.fonts:
        yield "east-asian", brand.fonts["east-asian"]


def _font(role: str, family: FontFamily, rels: Mapping[tuple[str, str], tuple[str, EmbeddedFace]]) -> str:
    """Children in schema order: altName, charset, family, pitch, embedded faces."""
    alternative = f'<w:altName w:val="{attr(family.fallback)}"/>' if family.fallback else ""
    charset = "86" if role == "east-asian" else "00"
    kind = "modern" if role == "monospace" else "auto"
    embedded = "".join(
        f'<w:{element} r:id="{rels[family.name, element][0]}" w:fontKey="{rels[family.name, element][1].key}"/>'
        for _, element in _FACES
        if (family.name, element) in rels
    )
    return (
        f'<w:font w:name="{attr(family.name)}">{alternative}<w:charset w:val="{charset}"/><w:family w:val="{kind}"/>'
        f'<w:pitch w:val="{"fixed" if role == "monospace" else "variable"}"/>{embedded}</w:font>'
    )
