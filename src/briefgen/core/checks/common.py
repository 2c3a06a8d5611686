"""What several checks need: findings with their rule's severity, and all printed prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from briefgen.core.model import Brief, Library, NumberException, Project, Prose
from briefgen.core.notation import without_marks
from briefgen.core.prose import block_tokens
from briefgen.core.walk import prose_in
from briefgen.diagnostics import RULES, Diagnostic, Span

DIGIT: Final = "\\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215e\u2460-\u249b"
NUMBER: Final = re.compile(rf"(?<![A-Za-z])[A-Za-z]*[{DIGIT}]+(?:[.,:/\u2013-]?[A-Za-z]*[{DIGIT}]+)*[A-Za-z]*%?")
_NUMBERED: Final = re.compile(rf"^\s*[{DIGIT}]+[.)]", re.MULTILINE)
_Printed = tuple[Prose, tuple[NumberException, ...]]
_SEEN: ContextVar[list[_Printed] | None] = ContextVar("printed prose", default=None)


def finding(rule: str, message: str, span: Span, hint: str = "") -> Diagnostic:
    """A finding that weighs what its rule weighs."""
    return Diagnostic(rule, message, span, RULES[rule].severity, hint)


def printed_prose(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[_Printed]:
    """All prose that a brief may print, each with the number exceptions that hold in it."""
    seen = _SEEN.get()
    if seen is None:
        return _found_prose(library, briefs, project)
    if not seen:
        seen += _found_prose(library, briefs, project)
    return iter(seen)


@contextmanager
def remembered() -> Iterator[None]:
    """In here all prose is looked for once: nothing of what checks see may change meanwhile."""
    token = _SEEN.set([])
    try:
        yield
    finally:
        _SEEN.reset(token)


def _found_prose(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[_Printed]:
    for block in library.blocks.values():
        for prose in prose_in(block):
            yield prose, (*block.exceptions, *project.exceptions)
    for value in (*library.citations.values(), *briefs.values()):
        for prose in prose_in(value):
            yield prose, project.exceptions


def running_text(text: str, exceptions: Iterable[NumberException]) -> str:
    """`text` with everything blanked out in which digits are allowed."""
    return _running_text(text, tuple(str(e.text) for e in exceptions if not e.rule))


@lru_cache(maxsize=1 << 16)
def _running_text(text: str, exceptions: tuple[str, ...]) -> str:
    out = without_marks(text)
    for exception in sorted(exceptions, key=len, reverse=True):
        words = exception.split()
        if all(word in out for word in words):
            shape = r"\s+".join(map(re.escape, words))
            out = re.sub(rf"(?<![A-Za-z0-9]){shape}(?![A-Za-z0-9])", _blank, out)
    if not _NUMBERED.search(out):
        return out
    lines = out.split("\n")
    for token in block_tokens(text):
        if token.type == "list_item_open" and token.info and token.map:
            lines[token.map[0]] = re.sub(r"^\s*\d+", _blank, lines[token.map[0]])
    return "\n".join(lines)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())
