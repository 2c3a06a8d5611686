"""Text as two people would call it the same: case, spaces, quotation marks, dashes and line ends make no difference.

What was folded keeps the way back, so that a place in it is a place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

BREAK: Final = "\x01"
"""A hyphen at the end of a line: it may belong to the word, or to the line."""

_MARKS: Final = "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb"
_QUOTES: Final = dict.fromkeys(_MARKS, "'")
_CORNERS: Final = dict.fromkeys("\u2039\u203a\u300a\u300b\u300c\u300d\u300e\u300f\uff02\uff07", "'")
_DASHES: Final = dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_NOTHING: Final = dict.fromkeys("\x00\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_SAME: Final = str.maketrans({**_QUOTES, **_CORNERS, **_DASHES, **_NOTHING})
_PIECE: Final = re.compile(r"[-\u2010\u00ad][ \t]*\r?\n\s*|\s+|.", re.DOTALL)
_CJK: Final = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in which only what matters is left."""

    text: str
    places: tuple[int, ...]
    """For each character: where it comes from."""

    def place(self, at: int) -> int:
        """Where a character stands in the text that was folded."""
        return self.places[min(at, len(self.places) - 1)] if self.places else 0

    def after(self, place: int) -> int:
        """The first character that comes from `place` or later."""
        return bisect_left(self.places, place)


@lru_cache(maxsize=1024)
def fold(text: str) -> Folded:
    """`text` in small letters, with one blank, one quotation mark, one dash, and no blanks around Chinese."""
    out: list[str] = []
    places: list[int] = []
    for piece in _PIECE.finditer(text):
        plain = _plain(piece.group(), out[-1] if out else " ")
        if plain == " " and _beside_chinese(text, piece):
            continue
        out.extend(plain)
        places.extend([piece.start()] * len(plain))
    return Folded("".join(out), tuple(places))


def _plain(piece: str, before: str) -> str:
    if len(piece) > 1 and "\n" in piece and not piece.isspace():
        return BREAK
    if piece.isspace():
        return "" if before in {" ", BREAK} else " "
    plain = unicodedata.normalize("NFKC", piece).translate(_SAME).casefold()
    return "" if plain == before == "-" else plain


def _beside_chinese(text: str, piece: re.Match[str]) -> bool:
    around = (text[piece.start() - 1 : piece.start()], text[piece.end() : piece.end() + 1])
    return any(_CJK.match(each) for each in around)


@lru_cache(maxsize=4096)
def pattern(words: str, *, loose: bool = False, spaced: bool = False) -> str:
    """A regular expression that finds these words in folded text, wherever lines end in it.

    With `loose`, numbers may be any others. With `spaced`, blanks may be lost or too many, as in text out of a PDF.
    """
    folded = fold(words.strip()).text
    if spaced:
        return f"[ {BREAK}]?".join(re.escape(each) for each in folded if each not in {" ", BREAK})
    if not loose:
        return _exactly(folded)
    parts = re.split(rf"({_NUMBER})", folded)
    return "".join(_ANY_NUMBER if n % 2 else _exactly(part) for n, part in enumerate(parts))


_NUMBER: Final = r"\d[\d.,:]*\d|\d"
_ANY_NUMBER: Final = rf"(?:{_NUMBER})"


def _exactly(folded: str) -> str:
    return f"{BREAK}?".join(f"(?:-|{BREAK})" if each in {"-", BREAK} else re.escape(each) for each in folded)
