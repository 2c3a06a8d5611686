"""One pattern for many fixed words, whose cost hardly grows with their number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_LEVELS: Final = 12
"""Letters by which words are told apart; a pattern nested much deeper could not be compiled."""


def any_of(words: Iterable[str], levels: int = _LEVELS) -> str:
    """A pattern for any of these words; where several fit, the longest is tried first.

    Alternatives in a row are tried one by one at every letter of a text. Sorted into a tree of letters, most are ruled
    out by the first.
    """
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    if len(longest_first) < 2 or not levels:
        return f"(?:{'|'.join(map(re.escape, longest_first))})"
    tails: dict[str, list[str]] = {}
    for word in longest_first:
        tails.setdefault(word[:1], []).append(word[1:])
    branches = "|".join(re.escape(first) + any_of(rest, levels - 1) for first, rest in tails.items() if first)
    return f"(?:{branches}){'?' if '' in tails else ''}"
