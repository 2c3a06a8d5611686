"""Bibliography files in single records, so that one that is broken does not take the others with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
