"""Prose as a reader takes it in: sentences, words, syllables, the school grade that they ask for.

Offsets are those of the author's text, so that a finding can point into it. What is no running text (citations,
code, tables) is left out; a fact is one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from briefgen.core.notation import FactMark, marks

_FACT: Final = "x"
_TABLE_OR_QUOTE: Final = re.compile(r"^[ \t]*[|>].*$", re.MULTILINE)
_BREAK: Final = re.compile(
    r"(?<![A-Z]\.[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bp)(?<!\bNo)(?<!\bDr)[.!?][\"'\u201d\u2019)*]*(?=\s|\Z)"
    r"|[。！？；][”’」）]*|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t])|[:;](?=\s*\n\s*\n)"
)
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019\-][^\W_]+)*")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(
    r"(?:[^laeiouy]e|[^td]ed|[^szxcghl]es|(?<=[aeiouy])les)$|(?<=.)(?<![aeiouylr])e(?=ly$|ment|ful|less)"
)
_SPLIT: Final = re.compile(
    r"i[aou]|eo|(?<!q)ua|(?<=[rd])ea$|(?<=sc)ie|uo(?!r)|(?<!q)ui(?=t?[yi])|creat|ying$|[aeiou]ing$"
)
_NOT_SPLIT: Final = re.compile(r"[tscgx]i(?:a|ou|o)|people|[aeiou]{3}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and where it begins."""

    text: str
    start: int
    words: tuple[str, ...]

    @property
    def characters(self) -> int:
        """Chinese characters."""
        return len(_CJK.findall(self.text))


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of Markdown prose; a list entry and a heading line are one each."""
    plain = _masked(text)
    found: list[Sentence] = []
    start = 0
    for end in (*(m.end() for m in _BREAK.finditer(plain)), len(plain)):
        piece = plain[start:end]
        lead = len(piece) - len(piece.lstrip(" \t\n-*+>_"))
        if any(c.isalnum() for c in piece):
            sentence = piece[lead:].rstrip()
            found.append(Sentence(sentence, start + lead, tuple(_WORD.findall(_CJK.sub(" ", sentence)))))
        start = end
    return tuple(found)


@lru_cache(maxsize=8192)
def is_chinese(text: str) -> bool:
    """Whether there are more Chinese characters than words of other scripts."""
    characters = 0 if text.isascii() else len(_CJK.findall(text))
    return characters > 0 and characters > len(_WORD.findall(_CJK.sub(" ", text)))


@lru_cache(maxsize=32768)
def syllables(word: str) -> int:
    """Syllables of an English word, as they are usually counted by rule; at least one in each of its parts."""
    if "-" in word:
        return sum(syllables(part) for part in word.split("-"))
    small = word.lower()
    count = len(_VOWELS.findall(_SILENT.sub(lambda m: m.group()[0] if len(m.group()) > 1 else "", small)))
    if not _NOT_SPLIT.search(small):
        count += len(_SPLIT.findall(small))
    return max(1, count)


def grade(found: Iterable[Sentence], plain_words: re.Pattern[str] | None = None) -> float:
    """The Flesch-Kincaid school grade; `plain_words` are terms that count as one word of two syllables each."""
    total = words = beats = 0
    for sentence in found:
        text, terms = plain_words.subn(" ", sentence.text) if plain_words else (sentence.text, 0)
        each = _WORD.findall(text)
        total += 1
        words += len(each) + terms
        beats += sum(map(syllables, each)) + 2 * terms
    return 0.39 * words / total + 11.8 * beats / words - 15.59 if words else 0.0


def words_at(found: Iterable[Sentence], pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Every match of `pattern` with its offset in the author's text."""
    for sentence in found:
        yield from ((m.group(), sentence.start + m.start()) for m in pattern.finditer(sentence.text))


def _masked(text: str) -> str:
    """Same length: facts are one word, everything else that is marked is blank."""
    out = text
    for mark in marks(text):
        letter = _FACT if isinstance(mark, FactMark) else " "
        out = out[: mark.start] + letter * (mark.end - mark.start) + out[mark.end :]
    return _TABLE_OR_QUOTE.sub(lambda m: " " * len(m.group()), out) if "|" in out or ">" in out else out
