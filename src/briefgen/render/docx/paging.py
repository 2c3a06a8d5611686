"""Page numbers in a finished file: the results of its PAGEREF fields, which stand in contents, lists and references."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from briefgen.render.docx.ooxml import W
from briefgen.render.docx.package import pack

_W: Final = f"{{{W}}}"
_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_PAGEREF: Final = re.compile(r"\s*PAGEREF\s+(\S+)")


def with_pages(data: bytes, page_of: Callable[[str], int | None]) -> bytes:
    """The file with the page of each bookmark as `page_of` has it; where it gives None, what was there stays.

    Nothing else changes, and a file that is right already comes back byte for byte. One whose pages are not
    counted from 1 in Arabic figures, as a reference of a designer's own may have it, is left alone.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if b"<w:pgNumType" in parts["word/document.xml"]:
        return data
    changed: dict[str, bytes] = {
        name: xml for name in _PARTS if name in parts and (xml := _changed(parts[name], page_of))
    }
    return pack(parts | changed) if changed else data


def _changed(xml: bytes, page_of: Callable[[str], int | None]) -> bytes:
    """The part with other numbers; empty when all are right."""
    root, wrong = etree.fromstring(xml), False
    for name, shown in _results(root):
        page = page_of(name)
        if page is not None and shown.text != str(page):
            shown.text, wrong = str(page), True
    return etree.tostring(root, encoding="UTF-8", standalone=True) if wrong else b""


def _results(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The bookmark that each PAGEREF field names, and the text that the field shows."""
    for instruction in root.iter(f"{_W}instrText"):
        found, run = _PAGEREF.match(instruction.text or ""), instruction.getparent()
        if found and run is not None:
            shown = (text for later in run.itersiblings(f"{_W}r") for text in later.iterfind(f"{_W}t"))
            text = next(shown, None)
            if text is not None:
                yield found[1], text
