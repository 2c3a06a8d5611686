"""What a reader meets in a finished file, as plain words, for PDF, DOCX and HTML."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
from lxml import etree, html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BREAKS = {f"{W}br", f"{W}tab", f"{W}cr", "br"}
INLINE = frozenset(
    ["a", "abbr", "b", "cite", "code", "dfn", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup"]
)


def words(text: str) -> list[str]:
    """Words as they are read: no soft hyphens, no blanks that only set the line."""
    plain = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u2060", "").replace("\u200b", "")
    return plain.split()


def squeezed(text: str) -> str:
    """Without blanks and hyphens, so that line breaks do not matter."""
    return re.sub(r"[\s\u00ad\u2010\u2011\u2060\u200b-]", "", unicodedata.normalize("NFC", text))


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?。！？])\s+", text) if s.strip()]


# --- HTML -------------------------------------------------------------------------------------------


def html_text(data: bytes) -> str:
    """The article, without contents lists, pictures and the numbers that Word counts for itself."""
    [article] = _html(data).xpath("//article")
    for gone in article.xpath(".//svg | .//style | .//nav | .//a[contains(@class, 'fnref')]"):
        gone.drop_tree()
    for number in article.xpath(".//h2/span[@class='num'] | .//h3/span[@class='num'] | .//p/span[@class='num']"):
        number.drop_tree()
    return "".join(_html_parts(article))


def _html(data: bytes) -> Any:
    return html.fromstring(data)


def _html_parts(node: etree._Element) -> Iterator[str]:
    block = node.tag not in INLINE
    yield "\n" if block else ""
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            yield from _html_parts(child)
        yield child.tail or ""
    yield "\n" if block else ""


# --- DOCX -------------------------------------------------------------------------------------------


def docx_text(data: bytes) -> str:
    """The body, without contents lists."""
    body = etree.fromstring(docx_part(data, "word/document.xml"))
    return "\n".join(_paragraph(p) for p in body.iter(f"{W}p") if not _is_of_a_list(p))


def docx_part(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def _is_of_a_list(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else str(style.get(f"{W}val"))
    return bool(re.match(r"(?i)toc\s?\d|table\s?of\s?figures", name))


def _paragraph(paragraph: etree._Element) -> str:
    return "".join(
        " " if e.tag in BREAKS else e.text or "" for e in paragraph.iter(f"{W}t", *BREAKS) if isinstance(e.tag, str)
    )


# --- notes ------------------------------------------------------------------------------------------


def notes(data: bytes, format_: str) -> list[str]:
    """The texts of the notes, in order, without their numbers."""
    if format_ == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith("notes.xml")]
        tags = (f"{W}footnote", f"{W}endnote")
        own = (n for root in parts for n in root.iter(*tags) if n.get(f"{W}type") in (None, "normal"))
        return [" ".join(words(" ".join(_paragraph(p) for p in n.iter(f"{W}p")))) for n in own]
    items = _html(data).xpath("//*[@role='doc-endnotes' or @role='doc-footnotes' or @class='notes']//li")
    for link in (a for item in items for a in item.xpath(".//a[@role='doc-backlink']")):
        link.drop_tree()
    return [" ".join(words("".join(_html_parts(item)))) for item in items]


# --- PDF --------------------------------------------------------------------------------------------


def pdf_pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
