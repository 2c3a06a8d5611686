"""Texts held against copies of the sources: whether one says in the source's words what it should say in its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from briefgen.core.model import Library, Prose
from briefgen.core.notation import without_marks
from briefgen.core.walk import prose_in
from briefgen.diagnostics import Report
from briefgen.verification.copies import Copy, Folder, UnreadableCopyError

RUN: Final = 12
"""Words in a row from which on a text counts as copied."""
RUN_CHINESE: Final = 24
"""Chinese characters in a row that do."""
_CHINESE: Final = "\u3400-\u9fff"
_WORD: Final = re.compile(rf"[{_CHINESE}]|[^\W{_CHINESE}]+(?:['\u2019-][^\W{_CHINESE}]+)*")
_QUOTED: Final = re.compile(r"[\"\u201c\u300c][^\"\u201d\u300d]*[\"\u201d\u300d]|^>.*$", re.MULTILINE)
Runs = Mapping[tuple[str, ...], str]


def hold_words(library: Library, folder: Folder, report: Report) -> None:
    """Report each text that has a run of words in common with a copy of a source of the library."""
    runs = _runs_of(list(_copies(library, folder)))
    for holder in (*library.blocks.values(), *library.citations.values()) if runs else ():
        for prose in prose_in(holder):
            _hold(prose, runs, report)


def _hold(prose: Prose, runs: Runs, report: Report) -> None:
    """The first run of words in this text, if there is one."""
    plain = _QUOTED.sub(lambda m: " " * len(m.group()), without_marks(prose.text))
    for run, start, end in _stretches(plain):
        if name := runs.get(run):
            said = " ".join(plain[start:end].split())
            hint = "say it in your own words, or put it in quotation marks"
            report.add("copied-words", f'"{said}" stands in {name} word for word', prose.at(start), hint=hint)
            return


def _copies(library: Library, folder: Folder) -> Iterator[Copy]:
    for source in library.citations.values():
        for name in [each.file for each in source.snapshots] or folder.named_after(source.key):
            try:
                yield folder.copy(name)
            except UnreadableCopyError:
                continue  # said where it is quoted


def _runs_of(copies: Sequence[Copy]) -> Runs:
    """Every run in the copies, with the copy in which it stands."""
    return {run: copy.name for copy in reversed(copies) for run, _, _ in _stretches(copy.text.replace("\0", " "))}


def _stretches(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """All runs that are long enough, with beginning and end."""
    found = list(_WORD.finditer(text))
    words = tuple(each.group().casefold().replace("\u2019", "'") for each in found)
    for first, word in enumerate(words):
        last = first + (RUN_CHINESE if "\u3400" <= word <= "\u9fff" else RUN)
        if last <= len(words):
            yield words[first:last], found[first].start(), found[last - 1].end()
