"""Rules for running text: numbers come from facts, notations can be read, Markdown stays simple."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from markdown_it.token import Token

from briefgen.core.checks.common import NUMBER, finding, printed_prose, running_text
from briefgen.core.checks.labels import stray_numbers
from briefgen.core.model import Brief, Comparator, Library, Project, Prose
from briefgen.core.notation import FactMark, Malformed, marks
from briefgen.core.numbers import printed_comparator
from briefgen.core.prose import block_tokens
from briefgen.diagnostics import Diagnostic

_REFUSED: Final = {
    "html_block": "raw HTML",
    "html_inline": "raw HTML",
    "heading_open": "a heading",
    "image": "an image",
    "hr": "a rule",
}
_HEDGES: Final = ("about", "around", "roughly", "approximately", "nearly", "almost", "some")
_CHINESE: Final = ("大约", "约", "将近", "差不多")
_SAID: Final = re.compile(
    rf"((?<![A-Za-z0-9_-])(?:{'|'.join((*_HEDGES, *Comparator))})(?=\s+\Z)|(?:{'|'.join(_CHINESE)})\Z)", re.IGNORECASE
)
"""A word just before a fact. "Over" and "up to" have other senses, so they count only before their own kind."""
_SUSPICIOUS: Final = re.compile(r"[<#]|!\[|^[ \t]*(?:=|([-*_])[ \t]*\1)", re.MULTILINE)
"""Without one of these there is nothing of the kind, and no need for a parser."""


def unbound_number(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Every digit in prose belongs to a fact, a citation, a link's target, code or a declared exception."""
    for prose, exceptions in printed_prose(library, briefs, project):
        for found in NUMBER.finditer(running_text(prose.text, exceptions)):
            message = f'the number "{found.group()}" is bound to no fact'
            hint = "name a fact in braces, or declare it under exceptions"
            yield finding("unbound-number", message, prose.at(found.start()), hint)
    yield from stray_numbers(library, briefs, project)


def bad_notation(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Every brace and every citation can be read."""
    for prose, _ in printed_prose(library, briefs, project):
        for mark in marks(prose.text):
            if isinstance(mark, Malformed):
                yield finding("bad-notation", mark.message, prose.at(mark.offset), mark.hint)


def doubled_comparator(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """No sentence says "about" or the like before a fact that is printed with such a word itself."""
    for prose, _ in printed_prose(library, briefs, project):
        for mark in marks(prose.text):
            if not isinstance(mark, FactMark) or mark.form == "date" or mark.fact not in library.facts:
                continue
            comparator = printed_comparator(library.facts[mark.fact])
            said = _SAID.search(prose.text, max(0, mark.start - 20), mark.start)
            if said and comparator is not Comparator.EXACTLY and said[1].lower() in (*_HEDGES, *_CHINESE, comparator):
                message = f'"{mark.fact}" is printed with "{comparator}" already'
                hint = f'take away the word "{said[1]}" before it'
                yield finding("doubled-comparator", message, prose.at(said.start(1)), hint)


def bad_markdown(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Prose has no raw HTML, headings, images or rules."""
    for prose, _ in printed_prose(library, briefs, project):
        for what, offset in _refused(prose):
            hint = "write a backslash before the character if it is meant as such"
            yield finding("bad-markdown", f"running text cannot have {what}", prose.at(offset), hint)


def _refused(prose: Prose) -> Iterator[tuple[str, int]]:
    """What prose may not have, with its offset."""
    if not _SUSPICIOUS.search(prose.text):
        return
    for token in block_tokens(prose.text):
        start = _line_start(prose.text, token.map[0]) if token.map else 0
        if token.type in _REFUSED:
            line = prose.text[start:]
            yield _REFUSED[token.type], start + len(line) - len(line.lstrip(" "))
        yield from _refused_inline(prose.text, token.children or (), start)


def _refused_inline(text: str, children: Iterable[Token], start: int) -> Iterator[tuple[str, int]]:
    for child in children:
        if child.type in _REFUSED and not child.content.startswith("</"):
            start = text.index("![" if child.type == "image" else child.content, start)
            yield _REFUSED[child.type], start
            start += 1


def _line_start(text: str, line: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[:line])
