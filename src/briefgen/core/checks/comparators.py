"""A comparator stands with the fact, so that it is printed wherever the fact is, and prose never says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from briefgen.core.checks.common import finding, printed_prose
from briefgen.core.model import Brief, Comparator, Day, Fact, Library, Project, Prose
from briefgen.core.notation import FactMark, marks
from briefgen.core.number_words import SMALL
from briefgen.core.numbers import printed_comparator
from briefgen.diagnostics import Diagnostic

_NEAR: Final = re.compile(
    r"(?<![A-Za-z0-9_-])(?:(nearly|almost|roughly|approximately|circa|something like)\s+|(大约|约|将近|差不多))\Z",
    re.IGNORECASE,
)
_MANY: Final = ("dozens", "hundreds", "thousands", "millions", "billions", "trillions")
_COUNTS: Final = "|".join(("one", *SMALL, "ten", "twelve", "half", "a", "an", *_MANY))
_COUNTED: Final = re.compile(rf"(?:{_COUNTS})\b|[一二三四五六七八九十百千万两半]", re.IGNORECASE)
"""How a value in words begins that can be exact."""
_AFTER: Final = re.compile(r"\s+(or so|or thereabouts)\b|(左右|上下)", re.IGNORECASE)
_EXACT: Final = re.compile(r"(?<![\w-])(?:(exactly|precisely)\s+|(正好|恰好))\Z", re.IGNORECASE)
_LOOK_BACK: Final = 24
_IN_WORDS: Final = re.compile(
    r"\b(over|more than|about|around|nearly|almost|at least|up to|under|less than|fewer than)\s+([\d.,]*\d)",
    re.IGNORECASE,
)


def lost_comparator(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """What prose or a definition says of a value's exactness, the fact says as well."""
    for prose, _ in printed_prose(library, briefs, project):
        for mark in marks(prose.text):
            if isinstance(mark, FactMark) and mark.form != "date" and mark.fact in library.facts:
                yield from _in_prose(prose, mark, library.facts[mark.fact])
    for fact in library.facts.values():
        yield from _in_definition(fact)


def _in_prose(prose: Prose, mark: FactMark, fact: Fact) -> Iterator[Diagnostic]:
    before = prose.text[max(0, mark.start - _LOOK_BACK) : mark.start]
    exact = printed_comparator(fact) is Comparator.EXACTLY
    said = (_NEAR if exact else _EXACT).search(before)
    offset = mark.start - len(before) + said.start() if said else mark.end
    if exact and said is None and not isinstance(fact.value, Day | str):
        said = _AFTER.match(prose.text, mark.end)
    if said is None or (exact and isinstance(fact.value, str) and not _COUNTED.match(fact.value)):
        return
    words = said.group().strip()
    if exact:
        message = f'"{words}" is said here only; wherever else "{fact.id}" is printed, it looks exact'
        yield finding(
            "lost-comparator", message, prose.at(offset), "give the fact a comparator, and drop the word here"
        )
    else:
        message = f'"{words}" contradicts the fact "{fact.id}", which is printed with "{printed_comparator(fact)}"'
        yield finding("lost-comparator", message, prose.at(offset), "take the word away")


def _in_definition(fact: Fact) -> Iterator[Diagnostic]:
    """A definition or label that says "over 3.5" of a fact that is printed as 3.5."""
    if fact.comparator is not Comparator.EXACTLY or not isinstance(fact.value, Decimal):
        return
    for said in _IN_WORDS.finditer(f"{fact.label}. {fact.definition}"):
        if Decimal(said[2].replace(",", "")) == fact.value:
            message = f'its words say "{said.group()}", but "{fact.id}" is printed without "{said[1]}"'
            yield finding("lost-comparator", message, fact.span, "give the fact this comparator")
