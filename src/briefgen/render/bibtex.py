"""BibTeX titles, which Pandoc would otherwise set in small letters: "in Asia" became "in asia"."""

from __future__ import annotations

import re
from typing import Final

_TITLE: Final = re.compile(
    r"\b(?:book|main|journal|short|issue|sub|booksub|mainsub)?title\s*=\s*(?=[{\"])", re.IGNORECASE
)


_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def protect_titles(text: str) -> str:
    """The same file with each title in a second pair of braces, which keep capitals as they are."""
    out, position = [], 0
    for found in _TITLE.finditer(text):
        if found.start() < position:
            continue
        end = _end_of_value(text, found.end())
        if end is None:
            break
        out += [text[position : found.end()], "{{", text[found.end() + 1 : end], "}}"]
        position = end + 1
    return "".join([*out, text[position:]])


_OPEN_DATE: Final = re.compile(r"(\bdate\s*=\s*[{\"]\s*\d{4}[-\d]*)\s*/\s*(?:\.\.)?\s*(?=[}\"])", re.IGNORECASE)
_MONTH: Final = re.compile(r"(\bmonth\s*=\s*)[{\"]\s*(" + "|".join(_MONTHS) + r")[a-z]*\.?\s*[}\"]", re.IGNORECASE)


def plain_dates(text: str) -> str:
    """The same file with months by their macros, and spans of time that have no end by their beginning."""
    text = _OPEN_DATE.sub(r"\1", text)
    return _MONTH.sub(lambda found: found[1] + found[2].lower(), text)


def _end_of_value(text: str, start: int) -> int | None:
    """Where the brace or quotation mark stands that closes the one at `start`."""
    depth, quoted = 0, text[start] == '"'
    position = start + quoted
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return position
        elif character == '"' and quoted and depth == 0:
            return position
        position += 1
    return None
