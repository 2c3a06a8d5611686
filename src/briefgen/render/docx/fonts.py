"""The theme's fonts inside the file, so that Word and LibreOffice break lines where the PDF does.

Latin faces keep what a reviewer may want to write. A Chinese face weighs megabytes, so of its ideographs
only those in the document are stored, and the face only where these are few.
"""

from __future__ import annotations

import io
import uuid
from array import array
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Any, Final

from lxml import etree

from briefgen.render.docx.glyphs import emptied, substitutes
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, R, W, attr
from briefgen.render.docx.package import deflated, inflated
from briefgen.render.docx.store import Store
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
    packed: bytes
    """The same as it stands in the file, compressed."""


def embedded_faces(
    brand: Brand, files: Mapping[str, bytes], characters: frozenset[int], wanted: frozenset[str], store: Store
) -> tuple[EmbeddedFace, ...]:
    """The faces to embed, in the order of the font table; those that may not be embedded are left out.

    `wanted` names roles and faces that the document uses, as in `base italic`.
    """
    faces: list[EmbeddedFace] = []
    ideographs = frozenset(code for code in characters if code >= FIRST_EAST_ASIAN)
    for role, family in _families(brand):
        for face, element in _FACES:
            name = getattr(family, face)
            if name in files and f"{role} {face}" in wanted:
                faces += _face(family.name, element, _font_file(files[name]), ALWAYS | characters - ideographs, store)
    if 0 < len(ideographs) <= FEW_IDEOGRAPHS and "east-asian" in brand.fonts:
        family = brand.fonts["east-asian"]
        for face, element in _FACES[:2]:
            if getattr(family, face) in files:
                faces += _face(
                    family.name, element, _font_file(files[getattr(family, face)]), ALWAYS | characters, store
                )
    return tuple(faces)


FIRST_EAST_ASIAN: Final = 0x2E80
"""The first code point of East Asian scripts."""

FEW_IDEOGRAPHS: Final = 800
"""Different characters up to which a Chinese face is embedded."""


def set_in_east_asian(brand: Brand) -> Brand:
    """The brand of a text in Chinese: digits and Latin letters are of the East Asian family too, as in the PDF."""
    family = brand.fonts.get("east-asian")
    return replace(brand, fonts={**brand.fonts, "base": family, "headings": family}) if family else brand


def _families(brand: Brand) -> Iterator[tuple[str, FontFamily]]:
    """Families that are not the East Asian one, each under the first role that it has."""
    east = brand.fonts.get("east-asian")
    seen = {east.name} if east else set()
    for role in _ROLES:
        family = brand.fonts.get(role)
        if family and family.name not in seen:
            seen.add(family.name)
            yield role, family


@dataclass(frozen=True, slots=True)
class _Font:
    """A font file, known by its hash: a Chinese one is too large to be looked at each time."""

    digest: bytes
    data: bytes = field(compare=False, repr=False)


_KNOWN: Final[dict[int, _Font]] = {}
"""Files by their place in memory, where the theme holds them."""
_MOST_KNOWN: Final = 64


def _font_file(data: bytes) -> _Font:
    known = _KNOWN.get(id(data))
    if known is None or known.data is not data:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(data)] = _Font(sha256(data).digest(), data)
    return known


def _face(family: str, element: str, font: _Font, keep: frozenset[int], store: Store) -> Iterator[EmbeddedFace]:
    # by the characters that the face has: texts that differ in others alone have one reduced face between them
    guid = uuid.uuid5(_NAMESPACE, f"{family} {element}")
    packed, scrambled = _packed(font, keep.intersection(_characters(font, store)), guid, store)
    if packed:
        yield EmbeddedFace(family, element, f"{{{str(guid).upper()}}}", scrambled, packed)


@lru_cache(maxsize=32)
def _packed(font: _Font, keep: frozenset[int], guid: uuid.UUID, store: Store) -> tuple[bytes, bytes]:
    """The reduced face as it stands in a zip file, and as it is, both empty where it may not be embedded.

    To cut and to compress nine faces takes longer than to write the text of forty pages, so what came of it is kept:
    for the files of this process, and in the store for others.
    """

    def make() -> bytes:
        small = _reduced(font.data, keep)
        return b"" if small is None else deflated(scramble(small, guid))

    packed = store.kept("face", (font.digest, _codes(keep), guid.bytes), make)
    return packed, inflated(packed) if packed else b""


@lru_cache(maxsize=32)
def _characters(font: _Font, store: Store) -> frozenset[int]:
    """The characters that a face has; to read them takes long enough that they are kept too."""
    return frozenset(array("I", store.kept("characters", (font.digest,), lambda: _codes(_drawn(font.data)))))


def _codes(codes: Iterable[int]) -> bytes:
    return array("I", sorted(codes)).tobytes()


def scramble(data: bytes, guid: uuid.UUID) -> bytes:
    """ECMA-376 part 4, 2.8.1: the first 32 bytes are combined with the key, last byte first."""
    key = bytes.fromhex(guid.hex)[::-1]
    head = bytes(byte ^ key[n % 16] for n, byte in enumerate(data[:32]))
    return head + data[32:]


@lru_cache(maxsize=32)
def _opened(data: bytes) -> Any:
    from fontTools.ttLib import TTFont

    font: Any = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
    font.setGlyphOrder([f"{number:05d}" for number in range(font["maxp"].numGlyphs)])  # true names take longer
    return font


@lru_cache(maxsize=32)
def _drawn(data: bytes) -> Mapping[int, str]:
    """The number of the glyph of each character that a face has."""
    return dict(_opened(data).getBestCmap())


def _reduced(data: bytes, keep: frozenset[int]) -> bytes | None:
    """The face with only the characters in `keep` drawn; None when its licence flags forbid embedding.

    Outlines are emptied and glyph numbers stay, so that kerning and figures need no rewriting: a
    full subset takes twenty times as long and saves little once it is zipped.
    """
    font, known = _opened(data), _drawn(data)
    if font["OS/2"].fsType & FORBIDDEN or "glyf" not in font:
        return None
    tables = {tag: font.reader[tag] for tag in font.reader.keys()}  # noqa: SIM118 - not a dict
    kept = {known[code] for code in keep}
    cut = {int(name) for name in set(known.values()) - kept}
    cut -= substitutes(tables["GSUB"]) if "GSUB" in tables else set()
    long_offsets = font["head"].indexToLocFormat == 1
    return _assembled(tables | {"cmap": _cmap(font, keep)} | emptied(tables, cut, long_offsets=long_offsets))


def _cmap(font: Any, keep: frozenset[int]) -> bytes:
    """The table of characters, with those in `keep` alone; the font itself stays whole for the next text."""
    whole: Any = copy(font["cmap"])
    whole.tables = [copy(table) for table in whole.tables]
    for table in whole.tables:
        table.cmap = {code: name for code, name in table.cmap.items() if code in keep}
    return bytes(whole.compile(font))


FORBIDDEN: Final = 0x0302
"""OS/2 fsType: no embedding, no subsetting, bitmaps alone."""


def _assembled(tables: Mapping[str, bytes]) -> bytes:
    """A TrueType file of these tables."""
    sfnt: Any = import_module("fontTools.ttLib.sfnt")
    out = io.BytesIO()
    writer = sfnt.SFNTWriter(out, len(tables), sfntVersion="\x00\x01\x00\x00")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()


def font_table(brand: Brand) -> str:
    """fontTable.xml with the families of the brand."""
    fonts = "".join(_font(role, family) for role, family in _named(brand))
    return f"{XML_HEAD}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def with_faces(table: bytes, rels: Mapping[EmbeddedFace, str]) -> bytes:
    """A font table that also names the faces in the file; `rels` gives the relationship of each."""
    root = etree.fromstring(table)
    fonts = {node.get(f"{{{W}}}name"): node for node in root}
    for face, rel in rels.items():
        attributes = {f"{{{R}}}id": rel, f"{{{W}}}fontKey": face.key}
        etree.SubElement(fonts[face.family], f"{{{W}}}{face.element}", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _named(brand: Brand) -> Iterator[tuple[str, FontFamily]]:
    yield from _families(brand)
    if "east-asian" in brand.fonts:
        yield "east-asian", brand.fonts["east-asian"]


def _font(role: str, family: FontFamily) -> str:
    """Children in schema order: altName, charset, family, pitch; embedded faces follow."""
    alternative = f'<w:altName w:val="{attr(family.fallback)}"/>' if family.fallback else ""
    charset = "86" if role == "east-asian" else "00"
    kind = "modern" if role == "monospace" else "auto"
    return (
        f'<w:font w:name="{attr(family.name)}">{alternative}<w:charset w:val="{charset}"/><w:family w:val="{kind}"/>'
        f'<w:pitch w:val="{"fixed" if role == "monospace" else "variable"}"/></w:font>'
    )
