"""Bibliography files in single records, so that one that is broken does not take the others with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

_ENTRY: Final = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_SHARED: Final = re.compile(r"[ \t]*@(?:string|preamble)\b", re.IGNORECASE)
_COMMENT: Final = re.compile(r"[ \t]*@comment\b", re.IGNORECASE)
_RIS: Final = re.compile(r"^TY  ?-", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Record:
    """One record, as it stands in its file."""

    text: str
    line: int
    """The line on which it begins."""


def records(suffix: str, text: str) -> tuple[str, list[Record]]:
    """What all records of a file share (strings of BibTeX), and the records."""
    starts = [found.start() for found in (_ENTRY if suffix == ".bib" else _RIS).finditer(text)]
    ends = [*starts, len(text)][1:]
    pieces = [Record(text[start:end], text.count("\n", 0, start) + 1) for start, end in zip(starts, ends, strict=True)]
    shared = "".join(piece.text for piece in pieces if _SHARED.match(piece.text))
    return shared, [p for p in pieces if not _SHARED.match(p.text) and not _COMMENT.match(p.text)]


def sound(pieces: Sequence[Record], holds: Callable[[Sequence[Record]], bool]) -> list[Record]:
    """Those that can be read, found in few attempts: a half that holds is not looked at any further."""
    if not pieces or holds(pieces):
        return list(pieces)
    if len(pieces) == 1:
        return []
    half = len(pieces) // 2
    return sound(pieces[:half], holds) + sound(pieces[half:], holds)


_KEY: Final = re.compile(r"[ \t]*@(?P<kind>[A-Za-z]+)\s*[{(]\s*(?P<key>[^,\s{}()]*)")
_INHERITS: Final = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"](?P<keys>[^{}\"]*)[}\"]\s*,?", re.IGNORECASE)


def key_of(record: Record) -> str:
    """The key of a BibTeX record; empty where it has none."""
    found = _KEY.match(record.text)
    return found["key"] if found else ""


def in_braces(record: Record) -> Record:
    """The record in braces, where it stands in round brackets."""
    start, end = record.text.find("("), record.text.rstrip().rfind(")")
    if not re.match(r"[ \t]*@[A-Za-z]+\s*\(", record.text) or end <= start:
        return record
    return replace(record, text=f"{record.text[:start]}{{{record.text[start + 1 : end]}}}{record.text[end + 1 :]}")


def with_key(record: Record) -> Record:
    """The record, with a key made of its line where it has none."""
    found = _KEY.match(record.text)
    if not found or found["key"] or not record.text[found.end() :].lstrip().startswith(","):
        return record
    return replace(record, text=f"{record.text[: found.end()]}line-{record.line}{record.text[found.end() :]}")


_STRAY: Final = re.compile(r"^[ \t]*@comment\b(?!\s*[{(]).*$", re.IGNORECASE | re.MULTILINE)


def without_stray_comments(text: str) -> str:
    """The file without comments that have no braces, and with names of types that are letters alone; no line moves."""
    return _TYPE.sub(lambda m: f"{m[1]}{_TYPES.get(m[2].lower(), 'misc')}", _STRAY.sub("", text))


_TYPE: Final = re.compile(r"^([ \t]*@)([A-Za-z]+(?:[_-][A-Za-z]+)+)(?=\s*[{(])", re.MULTILINE)
_TYPES: Final = {"book_section": "incollection", "conference_proceedings": "inproceedings", "web_page": "online"}
"""Names of types that some programs write, in BibLaTeX's words."""


def is_source(record: Record) -> bool:
    """Whether a BibTeX record is a source, and not something for others to inherit from or a set of them."""
    found = _KEY.match(record.text)
    return not found or found["kind"].lower() not in {"xdata", "set"}


def without_circles(pieces: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """The records with each inheritance taken out that leads back to where it began, and those that had one."""
    parents = {key_of(piece): _parents(piece) for piece in pieces}
    circular = [piece for piece in pieces if key_of(piece) in _above(key_of(piece), parents)]
    names = {key_of(piece) for piece in circular}
    cut = {id(p): replace(p, text=_INHERITS.sub(lambda m: _kept(m, names), p.text)) for p in circular}
    return [cut.get(id(piece), piece) for piece in pieces], circular


def placed(text: str, pieces: Sequence[Record]) -> str:
    """The file with these records in the places of those that it has on the same lines; no line moves."""
    lines = text.split("\n")
    for piece in pieces:
        for n, line in enumerate(piece.text.rstrip("\n").split("\n"), piece.line - 1):
            lines[n] = line
    return "\n".join(lines)


def _kept(found: re.Match[str], circular: set[str]) -> str:
    keys = [key.strip() for key in found["keys"].split(",")]
    return re.sub(r"[^\n]", "", found.group()) if circular.intersection(keys) else found.group()


def _parents(record: Record) -> tuple[str, ...]:
    found = (key.strip() for each in _INHERITS.finditer(record.text) for key in each["keys"].split(","))
    return tuple(key for key in found if key)


def _above(key: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything that a record inherits from, step by step."""
    seen: set[str] = set()
    todo = list(parents.get(key, ()))
    while todo:
        if (each := todo.pop()) not in seen:
            seen.add(each)
            todo += parents.get(each, ())
    return seen
