"""In which documents something stands: read from the pages that the last build left, or else what a build may print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen import output
from briefgen.core.model import BlockId, Brief
from briefgen.core.profile import Audience, Length
from briefgen.diagnostics import Report
from briefgen.glance.appearances import printable
from briefgen.glance.plain import Plain
from briefgen.glance.uses import Use
from briefgen.project import Workspace

_WORD: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]+")
_RUN: Final = 4
"""Words in a row by which a sentence is known again."""
_ENOUGH: Final = 0.7
"""The share of such runs that must stand on the page: what is written out at its first use breaks some."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One brief for one audience at one length."""

    brief: Brief
    audience: Audience
    length: Length

    def __str__(self) -> str:
        return f"{self.brief.id} for {self.audience.name}, {self.length.name}"


@dataclass(frozen=True, slots=True)
class _Page:
    """What a document for browsers says."""

    runs: frozenset[tuple[str, ...]]
    blocks: frozenset[str]

    def shows(self, use: Use) -> bool:
        runs = [run for piece in use.pieces for run in _runs(piece)]
        if not runs:
            return use.block in self.blocks
        return sum(run in self.runs for run in runs) >= _ENOUGH * len(runs)


def deliverables(workspace: Workspace) -> Iterator[Deliverable]:
    """All that the briefs ask for."""
    for brief in workspace.briefs.values():
        for name in brief.audiences:
            audience = workspace.audience(name, brief.lang, Report())
            for length in brief.lengths if audience else ():
                if audience and length in audience.lengths:
                    yield Deliverable(brief, audience, audience.lengths[length])


def documents(workspace: Workspace, uses: Sequence[Use], blocks: Iterable[BlockId] = ()) -> list[Plain]:
    """One line for each document that prints one of `uses` or `blocks`, with the number of sentences.

    Where a document was not built for browsers, the line says whether it may.
    """
    wanted, lines = set(blocks), list[Plain]()
    for each in deliverables(workspace):
        page = _page(workspace, each)
        if page is None:
            may = {*printable(workspace.library, each.brief, each.audience, each.length), each.brief.id}
            lines += [f"{each}: may print it"] if may & {*wanted, *(use.block for use in uses)} else []
            continue
        told = [u for u in uses if (u.block == each.brief.id if u.kind == "brief" else page.shows(u))]
        if told or page.blocks & {str(name) for name in wanted}:
            lines.append(f"{each}: {_counted(told)}")
    return lines


def _counted(told: Sequence[Use]) -> str:
    marks = sum(1 for use in told if not use.pieces)
    counts = ((len(told) - marks, "sentence", "sentences"), (marks, "mark of a chart", "marks of charts"))
    return ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in counts if n) or "prints it"


def _page(workspace: Workspace, each: Deliverable) -> _Page | None:
    """What stands in the web page of the last build; None where there is none."""
    from lxml import etree, html

    name = output.file_name(each.brief.id, each.audience.name, each.length.name, "html")
    path = workspace.root / "build" / each.brief.id / name
    try:
        tree = html.fromstring(path.read_bytes(), parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (OSError, etree.LxmlError, ValueError):
        return None
    blocks = frozenset(str(element.get("data-block")) for element in tree.iter() if element.get("data-block"))
    texts = "\n".join(str(text) for element in tree.iter("body") for text in element.itertext())
    return _Page(frozenset(_runs(texts)), blocks)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every few words in a row."""
    words = _WORD.findall(text.casefold())
    yield from zip(*(words[n:] for n in range(_RUN)), strict=False)
