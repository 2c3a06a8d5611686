"""What a reader meets in one format, in a form in which formats can be compared: letters in order, and the gaps.

A text is given as pieces in reading order. Blanks and line feeds in it are gaps between words; the
marks below say what blanks alone cannot. None of them can stand in an XML document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

GAP: Final = "\n"
"""A block begins or ends."""
MAYBE: Final = "\x01"
"""There may be a gap or none: a line ends, or a style sheet sets things apart."""
NOTE: Final = "\x02"
"""A note is called, or begins; its number follows."""
ALT: Final = "\x03"
"""A picture; its alternative text follows."""
OPTIONAL: Final = "\x04"
"""The letter that follows may be a mark of the format's own: a hyphen at the end of a line, a quotation mark."""

_SEPARATORS: Final = re.compile(rf"([\s{MAYBE}]+)")
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_EAST: Final = "\u2e80-\U0003ffff"
_TOKENS: Final = re.compile(f"[{_EAST}]|[^{_EAST}]+")
_APART: Final = re.compile(rf"[^{_EAST}(\[\u2018\u201c/\u2010-\u2015-][\w](?<![{_EAST}])")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text without blanks; places count its letters from 0."""

    text: str
    gaps: frozenset[int]
    """Places before which there is a blank or a new block."""
    maybe: frozenset[int]
    """Places before which nobody can tell."""

    def same_as(self, other: Reading) -> bool:
        """Whether both have the same letters, and gaps at the same places."""
        return self.text == other.text and not self.gaps_unlike(other)

    def gaps_unlike(self, other: Reading) -> list[int]:
        """Places before which one has a gap and the other has none, where the letters are the same."""
        return sorted((self.gaps ^ other.gaps) - self.maybe - other.maybe)

    def tokens(self) -> list[str]:
        """The words, each with the blank before it if a person would write one; East Asian letters one by one."""
        cuts = [0, *sorted(place for place in self.gaps | self.maybe if 0 < place < len(self.text))]
        words = [self.text[start:end] for start, end in zip(cuts, [*cuts[1:], len(self.text)], strict=True)]
        blanks = [place in self.gaps or _is_apart(self.text[place - 1 : place + 1]) for place in cuts]
        return [
            f" {token}" if blank and not n else token
            for word, blank in zip(words, blanks, strict=True)
            for n, token in enumerate(_TOKENS.findall(word))
        ]


def _is_apart(letters: str) -> bool:
    """Whether there is likely a blank between two letters where nobody can tell."""
    return bool(_APART.fullmatch(letters))


def reading(pieces: Iterable[str], *, like: Reading | None = None, fold: bool = False) -> Reading:
    """The reading of a text.

    A letter that may be a mark of the format's own is kept where `like` has it too. With `fold`, letters count
    alike that a style sheet can turn into each other.
    """
    raw = _UNSEEN.sub("", unicodedata.normalize("NFC", "".join(pieces)))
    raw = unicodedata.normalize("NFKC", raw).casefold() if fold else raw
    raw = _without_own_marks(raw, like.text if like else "") if OPTIONAL in raw else raw
    parts = _SEPARATORS.split(raw)
    words, separators = parts[::2], parts[1::2]
    places = list(accumulate(map(len, words)))
    gaps = frozenset(place for place, s in zip(places, separators, strict=False) if s.strip(MAYBE))
    maybe = frozenset(places).difference(gaps) if MAYBE in raw else frozenset[int]()
    return Reading("".join(words), gaps - {0, places[-1]}, maybe)


def _without_own_marks(raw: str, like: str) -> str:
    """The text without optional letters that `like` does not have at the same place."""
    first, *rest = raw.split(OPTIONAL)
    kept, place = [first], len(_SEPARATORS.sub("", first))
    for part in rest:
        kept.append(part if like.startswith(part[:1], place) else part[1:])
        place += len(_SEPARATORS.sub("", kept[-1]))
    return "".join(kept)
