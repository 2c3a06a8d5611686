"""Copies of sources in a folder: text, Markdown, HTML and PDF files become text in which places are known."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from briefgen import output
from briefgen.core.folding import Folded, fold

MAX_BYTES: Final = 100_000_000
PLAIN: Final = (".txt", ".text", ".md", ".markdown", ".csv", ".tsv")
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm", ".xhtml")
SUFFIXES: Final = (*PLAIN, *HTML, ".pdf")
_MARKUP: Final = re.compile(r"[*_`]+|(?<=\])\([^()\s]*\)|^[ \t]*(?:#{1,6}|>)[ \t]*|[\[\]]", re.MULTILINE)
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "latin-1")


class UnreadableCopyError(Exception):
    """A copy is not there, or no text can be got out of it; the message says why."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The text of one copy."""

    name: str
    sha256: str
    text: str
    unit: str
    """What its places are called: `line`, `page`, or nothing."""
    starts: tuple[int, ...]
    """Where each line or page begins."""

    @property
    def folded(self) -> Folded:
        return fold(self.text)

    def number(self, at: int) -> int:
        """The line or page of the character at `at`, from 1."""
        return bisect_right(self.starts, at)

    def within(self, number: int) -> range:
        """The characters of a line or page; an empty range for one that is not there."""
        if not 0 < number <= len(self.starts):
            return range(0)
        end = self.starts[number] if number < len(self.starts) else len(self.text) + 1
        return range(self.starts[number - 1], end)


class Folder:
    """A folder of copies, each read at most once; the text of PDF files is kept in `memory` for the next time."""

    def __init__(self, path: Path, memory: Path | None = None) -> None:
        self.path, self.memory = path, memory
        self._read = cache(self._load)

    def copy(self, name: str) -> Copy:
        """The copy of that name; raises `UnreadableCopyError` when there is none, or no text in it."""
        return self._read(name)

    def named_after(self, key: str) -> tuple[str, ...]:
        """Files that have a source's id for their name, for sources that name none."""
        return tuple(f"{key}{suffix}" for suffix in SUFFIXES if (self.path / f"{key}{suffix}").is_file())

    def _load(self, name: str) -> Copy:
        path = self.path / name
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise UnreadableCopyError("it lies outside the folder")
        if not path.is_file():
            raise UnreadableCopyError("it is not in the folder")
        if path.suffix.lower() not in SUFFIXES:
            raise UnreadableCopyError(f"it is none of {', '.join(SUFFIXES)}")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableCopyError(f"it has more than {MAX_BYTES:,} bytes")
        try:
            data = path.read_bytes()
        except OSError as fault:
            raise UnreadableCopyError(fault.strerror or "it cannot be read") from fault
        return read_copy(name, data, self.memory)


def read_copy(name: str, data: bytes, memory: Path | None = None) -> Copy:
    """The text in these bytes; raises `UnreadableCopyError` when there is none."""
    suffix, digest = Path(name).suffix.lower(), hashlib.sha256(data).hexdigest()
    if suffix == ".pdf":
        kept = memory / f"{digest}.json" if memory else None
        pages = [f"{page}\n" for page in _remembered(kept) or _pdf_pages(data)]
        if kept and not kept.is_file():
            output.write_file(kept, json.dumps([page[:-1] for page in pages]).encode())
        return Copy(name, digest, "".join(pages), "page", _starts(pages))
    if suffix in HTML:
        return _some(Copy(name, digest, _html_text(data), "", ()))
    text = _decoded(data)
    starts = _starts(text.splitlines(keepends=True)) if text else ()
    return _some(Copy(name, digest, _without_markup(text) if suffix in MARKDOWN else text, "line", starts))


def _remembered(path: Path | None) -> list[str]:
    """The pages of a PDF file as they were read before; none when they were not, or the memory is damaged."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path else []
    except (OSError, ValueError, RecursionError):
        return []
    return kept if isinstance(kept, list) and all(isinstance(page, str) for page in kept) else []


def _some(copy: Copy) -> Copy:
    if not copy.text.strip():
        raise UnreadableCopyError("there is no text in it")
    return copy


def _starts(parts: Sequence[str]) -> tuple[int, ...]:
    return (0, *accumulate(len(part) for part in parts[:-1]))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS[:-1]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_ENCODINGS[-1])


def _without_markup(text: str) -> str:
    """The same length, so that lines stay: what is markup is passed over when words are looked for."""
    return _MARKUP.sub(lambda m: "\0" * len(m.group()), text)


def _html_text(data: bytes) -> str:
    from lxml import etree, html

    if not data.strip():
        return ""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(data if _declares_encoding(data) else _decoded(data), parser=parser)
    except (etree.ParserError, ValueError) as fault:
        raise UnreadableCopyError("there is no text in it") from fault
    return "".join(_pieces(tree))


def _declares_encoding(data: bytes) -> bool:
    return bool(re.search(rb"charset\s*=|<\?xml[^>]+encoding", data[:4096], re.IGNORECASE))


_INLINE_TAGS: Final = (
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
_SILENT: Final = frozenset({"script", "style", "noscript", "template"})
_INLINE: Final = frozenset(_INLINE_TAGS.split())


def _pieces(element: object) -> Iterable[str]:
    """Text in its order, with a line break around each block."""
    from lxml import html

    assert isinstance(element, html.HtmlElement)  # noqa: S101 - comments are gone
    edge = "" if element.tag in _INLINE else "\n"
    yield edge
    if element.tag in _SILENT:
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield edge


def _pdf_pages(data: bytes) -> list[str]:
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableCopyError("it is locked by a password")
        pages = [page.extract_text() for page in reader.pages]
    except UnreadableCopyError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as fault:
        raise UnreadableCopyError("it is a damaged PDF file") from fault
    if not any(page.strip() for page in pages):
        raise UnreadableCopyError("its pages are pictures; a text of it is needed")
    return pages
