"""Where two readings part, in words that a person can look for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final

from briefgen.render.parity.reading import ALT, NOTE, Reading

AROUND: Final = 3
"""Words shown before and after those that differ."""
LONGEST: Final = 14
"""Words that are shown in full; of more, the first and the last."""
MOST: Final = 3000
"""Words that are compared one by one; of more only the beginning is shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch that two readings have differently."""

    place: int
    """Where it begins in the first."""
    first: str
    second: str


def differences(first: Reading, second: Reading) -> Iterator[Difference]:
    """The stretches in which two readings differ, from the beginning: in letters, else in gaps."""
    yield from _of_gaps(first, second) if first.text == second.text else _of_letters(first, second)


def _of_gaps(first: Reading, second: Reading) -> Iterator[Difference]:
    one, two = first.tokens(), second.tokens()
    for place in first.gaps_unlike(second):
        at, other_at = _token_at(one, place), _token_at(two, place)
        yield Difference(place, _shown(one, at, at + 1), _shown(two, other_at, other_at + 1))


def _token_at(tokens: Sequence[str], place: int) -> int:
    """The token that ends behind a place."""
    ends = accumulate(len(token.strip()) for token in tokens)
    return next((n for n, end in enumerate(ends) if end > place), len(tokens) - 1)


def _of_letters(first: Reading, second: Reading) -> Iterator[Difference]:
    one, two = first.tokens(), second.tokens()
    words, other_words = [token.strip() for token in one], [token.strip() for token in two]
    start = _alike(words, other_words)
    end = _alike(words[start:][::-1], other_words[start:][::-1])
    middle, other_middle = words[start : len(words) - end], other_words[start : len(other_words) - end]
    for low, high, other_low, other_high in _stretches(middle, other_middle):
        if middle[low:high] and "".join(middle[low:high]) == "".join(other_middle[other_low:other_high]):
            continue
        place = sum(map(len, words[: start + low]))
        shown = _shown(two, start + other_low, start + other_high)
        yield Difference(place, _shown(one, start + low, start + high), shown)


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """How many words are the same at the beginning."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))


def _stretches(one: Sequence[str], two: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    if max(len(one), len(two)) > MOST:
        yield 0, len(one), 0, len(two)
        return
    for kind, *bounds in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind != "equal":
            low, high, other_low, other_high = bounds
            yield low, high, other_low, other_high


def _shown(tokens: Sequence[str], start: int, end: int) -> str:
    """The tokens from `start` to `end`, with a few around them."""
    low, high = max(0, start - AROUND), min(len(tokens), end + AROUND)
    shown = list(tokens[low:high])
    if len(shown) > LONGEST:
        shown = [*shown[: LONGEST - AROUND - 1], " …", *shown[-AROUND - 1 :]]
    text = "".join(shown).strip()
    return re.sub(f"{NOTE}(\\d*)", r"[\1]", text).replace(ALT, "picture: ")
