"""The file as a zip: written so that equal content gives equal bytes, read with distrust."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from lxml import etree

MAX_ENTRIES: Final = 2000
MAX_PART: Final = 50_000_000
MAX_TOTAL: Final = 200_000_000
MAX_RATIO: Final = 200
_CHUNK: Final = 1 << 16


class BadPackage(Exception):  # noqa: N818 - reads as what was found
    """A package that we do not open; the message says why."""


def pack(parts: Mapping[str, bytes], packed: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """A zip of `parts`: the content types first, then by name, without dates or other marks of the machine.

    Written by hand, since zipfile takes no data that is compressed already: fonts, which are in `packed`, and pictures
    are the same in the next file of a build, and to compress them is a sixth of what a file costs.
    """
    out, directory, at = [], [], 0
    for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n)):
        data = parts[name]
        small = packed.get(name) or (_deflated_once(data) if name.endswith(_LASTING) else deflated(data))
        encoded = name.encode()
        flags = 0 if name.isascii() else _NAME_IN_UTF8
        sizes = (zlib.crc32(data), len(small), len(data), len(encoded), 0)
        common = struct.pack("<HHHHHIIIHH", _VERSION, flags, zipfile.ZIP_DEFLATED, 0, _DAY, *sizes)
        out += [b"PK\3\4", common, encoded, small]
        directory += [b"PK\1\2", struct.pack("<H", _VERSION), common, struct.pack("<HHHII", 0, 0, 0, 0, at), encoded]
        at += 30 + len(encoded) + len(small)
    index = b"".join(directory)
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(index), at, 0)
    return b"".join([*out, index, b"PK\5\6", end])


_VERSION: Final = 20
_NAME_IN_UTF8: Final = 0x800
_DAY: Final = 0x21
"""The first of January 1980, the first day that a zip can name."""
_LASTING: Final = (".png", ".jpg", ".svg")
"""Parts that several files of a build have in common."""


def deflated(data: bytes) -> bytes:
    """As it stands in a zip file."""
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


def inflated(data: bytes) -> bytes:
    return zlib.decompress(data, -zlib.MAX_WBITS)


_deflated_once = lru_cache(maxsize=64)(deflated)


def repack(data: bytes) -> bytes:
    """The same parts, packed by `pack`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a package from outside. Raises `BadPackage` for anything that looks like an attack or a fault."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            parts = {entry.filename: _read(archive, entry) for entry in entries if not entry.is_dir()}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as fault:
        raise BadPackage(f"it is not a sound zip file ({fault})") from fault
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            checked_xml(name, content)
    return parts


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise BadPackage(f"it has more than {MAX_ENTRIES} entries")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise BadPackage("it is too large when unpacked")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        bad = "\\" in name or name.startswith("/") or ".." in name.split("/") or "\x00" in name or ":" in name
        if bad:
            raise BadPackage(f"it has an entry with the unsafe name {name[:80]!r}")
        if name.casefold() in seen:
            raise BadPackage(f"it has two entries called {name[:80]!r}")
        seen.add(name.casefold())
        if entry.flag_bits & 0x1:
            raise BadPackage("it is encrypted")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One entry, never more of it than allowed, whatever its header claims."""
    limit = min(MAX_PART, max(entry.compress_size, 1) * MAX_RATIO)
    chunks, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit and size > _CHUNK:
                raise BadPackage(f"its entry {entry.filename[:80]!r} is too large when unpacked")
            chunks.append(chunk)
    return b"".join(chunks)


def checked_xml(name: str, content: bytes) -> etree._Element:
    """The root of a part. Raises `BadPackage` for XML that is at fault, or that defines entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise BadPackage(f"its part {name[:80]!r} is not well-formed XML") from fault
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise BadPackage(f"its part {name[:80]!r} has a document type")
    return root


def relationships_of(part: str) -> str:
    """The entry that holds the relationships of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
