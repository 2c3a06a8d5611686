"""Exceptions that excuse nothing any more: the words have gone, or have nothing in them that needs an excuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from briefgen.core.checks.common import NUMBER, finding, printed_prose, running_text
from briefgen.core.checks.labels import printed_lines
from briefgen.core.checks.number_words import retyped_counts
from briefgen.core.labels import place_in
from briefgen.core.model import Brief, Library, NumberException, Project
from briefgen.core.number_words import number_words
from briefgen.diagnostics import Diagnostic, Span

ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,6}(?=s?\b)(?![\w.@-])")


def unused_exception(library: Library, briefs: Mapping[str, Brief], project: Project) -> Iterator[Diagnostic]:
    """Each exception for numbers and acronyms excuses one. Those for rules of language are held elsewhere."""
    retyped = retyped_counts(library.facts.values())
    texts = [(prose.text, allowed) for prose, allowed in printed_prose(library, briefs, project)]
    texts += [(line.text, line.exceptions) for line in printed_lines(library, briefs, project)]
    used: set[int] = set()
    for text, allowed in texts:
        used |= {id(e) for e in _in(text, allowed) if id(e) not in used and _excuses(e, text, allowed, retyped)}
    for exception, span in declared(library, project):
        if not exception.rule and id(exception) not in used:
            yield unused(exception, span)


def declared(library: Library, project: Project) -> Iterator[tuple[NumberException, Span]]:
    """Every exception, and where to look for it if it does not know itself."""
    for block in library.blocks.values():
        yield from ((exception, block.span) for exception in block.exceptions)
    yield from ((exception, Span("content/project.yaml", 1, 1)) for exception in project.exceptions)


def unused(exception: NumberException, span: Span) -> Diagnostic:
    """What is said of an exception that excuses nothing."""
    message = f'the exception "{exception.text}" excuses nothing'
    return finding("unused-exception", message, place_in(exception.text, 0, span), "take it away, or mend its words")


def _in(text: str, allowed: Iterable[NumberException]) -> Iterator[NumberException]:
    words = " ".join(text.split())
    yield from (e for e in allowed if not e.rule and " ".join(e.text.split()) in words)


def _excuses(
    exception: NumberException, text: str, allowed: Iterable[NumberException], retyped: re.Pattern[str] | None
) -> bool:
    """Whether something would be found in `text` if there were only the longer exceptions, which come first."""
    longer = [each for each in allowed if len(each.text) > len(exception.text)]
    return _counted(running_text(text, longer), retyped) > _counted(running_text(text, [*longer, exception]), retyped)


def _counted(text: str, retyped: re.Pattern[str] | None) -> int:
    found = [*NUMBER.finditer(text), *number_words(text), *ACRONYM.finditer(text)]
    return len(found) + (len(retyped.findall(text)) if retyped else 0)
