"""A stranger's part without what acts, reaches outside, or tells who worked on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from lxml import etree

from briefgen.render.docx.adoption import REL, WML, remove, unwrap

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_WORD_2010: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TRACES: Final = """
    del moveFrom rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tcPrChange trPrChange tblGridChange
    numberingChange cellIns cellDel cellMerge bookmarkStart bookmarkEnd proofErr permStart permEnd
    commentRangeStart commentRangeEnd commentReference annotationRef moveFromRangeStart moveFromRangeEnd
    moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart
    customXmlDelRangeEnd footnoteReference endnoteReference lastRenderedPageBreak rsid rsids smartTagPr customXmlPr
"""
_GONE: Final = frozenset(f"{WML}{name}" for name in _TRACES.split())
_LOOSED: Final = frozenset(f"{WML}{name}" for name in ("ins", "moveTo", "smartTag", "customXml"))
_ACTS: Final[Mapping[str, str]] = {
    f"{WML}object": "an embedded object (OLE)",
    f"{WML}control": "a control (ActiveX)",
    f"{WML}altChunk": "a chunk of another format",
    f"{WML}subDoc": "a part of another document",
    f"{_OFFICE}OLEObject": "an embedded object (OLE)",
}
_HOLDERS: Final = frozenset(f"{WML}{name}" for name in ("drawing", "pict", "object"))
_REACHING: Final = frozenset({"src", "href", f"{_OFFICE}href", f"{_OFFICE}althref", f"{_OFFICE}gfxdata"})
_PATH: Final = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|/|file:).*[\\/]([^\\/]+)$")
_NAMED: Final = ("name", "descr", "title")


def clean(root: etree._Element, kept: Collection[str]) -> Iterator[str]:
    """Clean a part in place; `kept` are its relationships that came along. What is worth telling, in words."""
    for node in list(root.iter()):
        if node.tag in _ACTS:
            yield _ACTS[str(node.tag)]
        if node.tag in _GONE or node.tag in _ACTS:
            remove(node)
        elif node.tag in _LOOSED:
            unwrap(node)
    for node in root.iter():
        _plain_attributes(node)
    for node in list(root.iter()):
        if node.tag == f"{WML}hyperlink" and node.get(f"{WML}anchor"):
            unwrap(node)  # what it leads to stayed behind
        else:
            _drop_dangling(node, kept)


def _plain_attributes(node: etree._Element) -> None:
    """Without marks of editing sessions, addresses outside relationships, and paths of the stranger's machine."""
    for name in map(str, list(node.attrib)):
        session = name.startswith(f"{WML}rsid") or name in (f"{_WORD_2010}paraId", f"{_WORD_2010}textId")
        if session or name in _REACHING:
            del node.attrib[name]
        elif name in _NAMED and (path := _PATH.match(node.get(name, ""))):
            node.set(name, path[1])


def _drop_dangling(node: etree._Element, kept: Collection[str]) -> None:
    """Take out what points to a relationship that did not come along, and as little else as can be."""
    gone = [name for name in map(str, node.attrib) if name.startswith(REL) and node.get(name) not in kept]
    if not gone:
        return
    if node.tag == f"{WML}hyperlink":
        unwrap(node)
    elif str(node.tag).startswith(f"{_A}hlink"):
        remove(node)
    elif node.get(f"{REL}embed") in kept:
        for name in gone:
            del node.attrib[name]
    else:
        remove(_holder(node))


def _holder(node: etree._Element) -> etree._Element:
    """The extension or drawing around the element; the element itself when it stands in neither."""
    around = (up for up in node.iterancestors() if up.tag in _HOLDERS or up.tag == f"{_A}ext")
    return next(around, node)
