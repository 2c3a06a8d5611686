"""What a tagged PDF says to somebody who hears it: its tags, and the text that each of them owns."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

import page
import pikepdf

Mark = tuple[int, int | str]
"""Page and number of a mark; for artifacts the word Artifact."""


def tags(pdf: pikepdf.Pdf, root: pikepdf.Dictionary | None = None) -> Iterator[pikepdf.Dictionary]:
    """Every structure element, or one with those below it, in the order of reading."""
    start = root if root is not None else pdf.Root.StructTreeRoot.K[0]
    yield from (item for item in _items(start, 0, {}) if isinstance(item, pikepdf.Dictionary))


def of_role(pdf: pikepdf.Pdf, *roles: str, root: pikepdf.Dictionary | None = None) -> list[pikepdf.Dictionary]:
    """Structure elements of these roles, in the whole document or below one of them."""
    return [tag for tag in tags(pdf, root) if str(tag.S)[1:] in roles]


def marks(
    pdf: pikepdf.Pdf, tag: pikepdf.Dictionary | None = None, without: Container[str] = ()
) -> list[tuple[int, int]]:
    """Page and number of each mark that a tag, or the whole document, owns, in the order of reading.

    `without` are roles of tags that are left out with all that they hold.
    """
    pages = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
    found = _items(tag if tag is not None else pdf.Root.StructTreeRoot.K[0], 0, pages, without)
    return [item for item in found if isinstance(item, tuple)]


def spoken(pdf: pikepdf.Pdf, tag: pikepdf.Dictionary | None = None, without: Container[str] = ()) -> str:
    """The text of a tag, or of the whole document, as it is read aloud."""
    texts = texts_by_mark(pdf)
    return "".join(texts.get(mark, "") for mark in marks(pdf, tag, without))


def inside(tag: pikepdf.Dictionary) -> list[pikepdf.Object | int]:
    """What is directly in a tag."""
    kids = tag.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def faults(path: Path, standard: str) -> list[str]:
    """Rules of a standard that a file breaks."""
    profile = getattr(page.ValidationProfile, f"PDF_{standard.replace('-', '_').upper()}")
    return [found.message for found in page.validate_pdf(str(path), profile=profile).failures]


def _items(
    item: pikepdf.Object | int, number: int, pages: dict[tuple[int, int], int], without: Container[str] = ()
) -> Iterator[pikepdf.Dictionary | tuple[int, int]]:
    if not isinstance(item, pikepdf.Dictionary):
        yield number, int(item)
        return
    number = pages.get(item.Pg.objgen, number) if "/Pg" in item else number
    if "/S" in item:
        if str(item.S)[1:] in without:
            return
        yield item
        for kid in inside(item):
            yield from _items(kid, number, pages, without)
    elif "/MCID" in item:
        yield number, int(item.MCID)


def texts_by_mark(pdf: pikepdf.Pdf) -> dict[Mark, str]:
    """Text by page and number of its mark; that of artifacts by page and the word Artifact."""
    found: dict[Mark, str] = {}
    for number, sheet in enumerate(pdf.pages):
        _read(sheet.obj, sheet.Resources, number, [], found)
    return found


def _read(
    stream: pikepdf.Object, resources: pikepdf.Object, number: int, within: list[int | str], found: dict[Mark, str]
) -> None:
    """The texts of one stream; `within` are the marks that are open."""
    glyphs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                within.append(int(properties.MCID) if "/MCID" in properties else str(operands[0])[1:])
            case "EMC":
                within.pop()
            case "Tf":
                glyphs = _characters(resources.Font[str(operands[0])])
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                text = "".join(_decoded(bytes(p), glyphs) for p in pieces if isinstance(p, pikepdf.String))
                key = (number, within[-1] if within else "unmarked")
                found[key] = found.get(key, "") + text
            case "Do":
                inner = resources.XObject[str(operands[0])]
                if str(inner.Subtype) == "/Form":
                    _read(inner, inner.get("/Resources", resources), number, within, found)


def _decoded(codes: bytes, glyphs: dict[int, str]) -> str:
    return "".join(glyphs.get(codes[n] << 8 | codes[n + 1], "\ufffd") for n in range(0, len(codes) - 1, 2))


def _characters(font: pikepdf.Object) -> dict[int, str]:
    return _mapped(font.ToUnicode.read_bytes())


@cache
def _mapped(table: bytes) -> dict[int, str]:
    blocks = re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL)
    pairs = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", b"".join(blocks))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
