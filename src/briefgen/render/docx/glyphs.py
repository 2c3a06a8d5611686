"""What the outlines of a TrueType font hang together by, read from its tables byte by byte.

fontTools makes an object of every rule of a font, which takes ten times as long as all else that is done to embed it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_EXTENSION: Final = 7


def substitutes(gsub: bytes) -> set[int]:
    """Glyphs that a GSUB table puts in the place of others: ligatures, small capitals, other figures."""
    found: set[int] = set()
    lookups = _short(gsub, 8)
    for lookup in _offsets(gsub, lookups, lookups) if lookups else ():
        kind = _short(gsub, lookup)
        for subtable in _offsets(gsub, lookup + 4, lookup):
            found.update(_outputs(gsub, kind, subtable))
    return found


def _outputs(gsub: bytes, kind: int, at: int) -> Iterator[int]:
    """The glyphs that one subtable gives, by the type of its lookup; contexts give none of their own."""
    if kind == _EXTENSION:
        kind, at = _short(gsub, at + 2), at + struct.unpack_from(">I", gsub, at + 4)[0]
    if kind == 1 and _short(gsub, at) == 1:
        delta = _short(gsub, at + 4)
        yield from ((glyph + delta) & 0xFFFF for glyph in _covered(gsub, at + _short(gsub, at + 2)))
    elif kind == 1:
        yield from _shorts(gsub, at + 4)
    elif kind in (2, 3):  # several glyphs for one, or one of several
        for choice in _offsets(gsub, at + 4, at):
            yield from _shorts(gsub, choice)
    elif kind == 4:
        for ligatures in _offsets(gsub, at + 4, at):
            yield from (_short(gsub, ligature) for ligature in _offsets(gsub, ligatures, ligatures))


def _covered(gsub: bytes, at: int) -> Iterator[int]:
    """The glyphs of a coverage table: a list, or ranges."""
    if _short(gsub, at) == 1:
        yield from _shorts(gsub, at + 2)
        return
    for number in range(_short(gsub, at + 2)):
        first, last = struct.unpack_from(">HH", gsub, at + 4 + 6 * number)
        yield from range(first, last + 1)


def _short(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]


def _shorts(data: bytes, at: int) -> tuple[int, ...]:
    """The numbers behind their count."""
    return struct.unpack_from(f">{_short(data, at)}H", data, at + 2)


def _offsets(data: bytes, at: int, base: int) -> list[int]:
    """The places behind their count, which are counted from `base`."""
    return [base + offset for offset in _shorts(data, at)]


# --- outlines -------------------------------------------------------------------------------------


def emptied(tables: Mapping[str, bytes], cut: set[int], *, long_offsets: bool) -> dict[str, bytes]:
    """`glyf` and `loca` without the outlines of the glyphs in `cut`, but for parts of glyphs that stay."""
    kind, unit = ("I", 4) if long_offsets else ("H", 2)
    count = len(tables["loca"]) // unit
    scale = 1 if long_offsets else 2
    offsets = [n * scale for n in struct.unpack(f">{count}{kind}", tables["loca"][: count * unit])]
    outlines = tables["glyf"]
    needed = _closed(set(range(count - 1)) - cut, outlines, offsets)
    out, at, places = [], 0, [0]
    for number in range(count - 1):
        if number in needed:
            out.append(outlines[offsets[number] : offsets[number + 1]])
            at += len(out[-1])
        places.append(at // scale)
    return {"glyf": b"".join(out), "loca": struct.pack(f">{count}{kind}", *places)}


def _closed(wanted: set[int], outlines: bytes, offsets: Sequence[int]) -> set[int]:
    """`wanted` and all glyphs that these are put together from."""
    last = len(offsets) - 1
    todo = list(wanted)
    while todo:
        number = todo.pop()
        start, end = offsets[number], offsets[number + 1]
        if end - start >= _SHORTEST and outlines[start] >= _COMPOSITE:
            parts = {n for n in _components(outlines[start:end]) if n < last} - wanted
            wanted |= parts
            todo.extend(parts)
    return wanted


_SHORTEST: Final = 14
"""Bytes of a glyph that is put together from one other."""
_COMPOSITE: Final = 0x80
"""What the first byte of such a glyph begins with: it has less than no contours."""


def _components(glyph: bytes) -> Iterator[int]:
    """Numbers of the glyphs that a composite glyph names (OpenType, glyf table)."""
    at, more = 10, True
    while more and at + 4 <= len(glyph):
        flags, number = struct.unpack_from(">HH", glyph, at)
        yield number
        at += 4 + (4 if flags & 0x0001 else 2)
        at += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
        more = bool(flags & 0x0020)
