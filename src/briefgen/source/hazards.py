"""Characters that nobody sees and that change what is read, and words that no line can hold.

They come through unaltered, since some languages need them; but whoever approves a text should know of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from briefgen.diagnostics import Report, Span

MAX_WORD: Final = 2_000
"""Letters of a word; a document would take minutes to find that no line holds it."""
_FEW: Final = 20
"""Findings of one kind in one file; the rest are like them."""

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN: Final = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINING: Final = frozenset("\u200b\u200c\u200d")
_MARKS: Final = frozenset("\u061c\u200e\u200f")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_FIRST_JOINED: Final = "\u0590"
"""Scripts of which letters are joined or parted by characters without width begin here."""
_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007f]*")
_WITHOUT_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_WORD: Final = re.compile(f"[^\\s{_WITHOUT_SPACES}]{{{MAX_WORD},}}")


def hidden_in(text: str) -> Iterator[tuple[int, str]]:
    """Each character in a text that nobody sees and that its neighbours do not ask for, with its offset."""
    for found in _HIDDEN.finditer(text):
        if not _is_wanted(text, found.start()):
            yield found.start(), found.group()


def _is_wanted(text: str, at: int) -> bool:
    character, before = text[at], text[at - 1 : at]
    if character in _JOINING:
        return before >= _FIRST_JOINED
    if character in _MARKS:
        return bool(_RIGHT_TO_LEFT.search(text))
    return character >= "\U000e0020" and any(m.start() < at < m.end() for m in _FLAG.finditer(text))


def report_hazards(lines: list[str], file: str, report: Report) -> None:
    """Report hidden characters where they stand in a file."""
    turning = hidden = 0
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            for at, character in hidden_in(line):
                turning, hidden = (turning + 1, hidden) if character in _TURNING else (turning, hidden + 1)
                if (turning if character in _TURNING else hidden) <= _FEW:
                    report_hidden(character, Span(file, number, at + 1), report)


def long_word_in(text: str) -> re.Match[str] | None:
    """The first word that is too long, if there is one; scripts without blanks between words have none."""
    return _WORD.search(text) if len(text) >= MAX_WORD else None


def report_hidden(character: str, place: Span, report: Report) -> None:
    """Report one such character."""
    name = f"U+{ord(character):04X} ({unicodedata.name(character, 'no name').lower()})"
    if character in _TURNING:
        hint = "take it out; text in another direction needs none, since scripts know their own"
        report.add("bidi-control", f"the character {name} changes the order in which text is read", place, hint=hint)
    else:
        report.add("hidden-character", f"nobody sees the character {name}", place, hint="take it out")
