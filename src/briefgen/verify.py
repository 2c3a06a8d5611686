"""Word files held to the page budget: more pages in LibreOffice than a length allows are an error.

LibreOffice lays them out anyway, so the page numbers that stand in them become its own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen import output
from briefgen.diagnostics import Report, Span, UsageError
from briefgen.office import Counted, count_pages, place_name, the_office
from briefgen.project import Workspace
from briefgen.render.docx.paging import with_pages

ROUNDS: Final = 3
"""Layouts after which numbers are taken as they are: one with more digits could move what it points to."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """One Word file and what it may take."""

    name: str
    """Its path in the project, as findings show it."""
    data: bytes
    audience: str
    length: str
    most: float
    """Pages that the length allows."""
    span: Span | None
    """The brief."""


def office_for(formats: Collection[str]) -> Path:
    """LibreOffice; raises `UsageError` where no Word file is made, `BriefgenError` where it is not installed."""
    if "docx" not in formats:
        hint = "add --format docx, or docx to the brief's formats"
        raise UsageError("--verify-docx counts the pages of Word files, and none is made", hint=hint)
    return the_office()


def word_file(workspace: Workspace, brief_name: str, audience: str, length: str, data: bytes | None) -> WordFile:
    """The Word file of a deliverable; without `data`, the one that an earlier build left."""
    brief = workspace.brief(brief_name)
    name = f"build/{brief.id}/{output.file_name(brief.id, audience, length, 'docx')}"
    profile = workspace.audience(audience, brief.lang, Report())
    most = profile.lengths[length].pages.high if profile else math.inf
    read = (workspace.root / name).read_bytes() if data is None else data
    return WordFile(name, read, audience, length, most, brief.span)


@dataclass(frozen=True, slots=True)
class Verified:
    """What LibreOffice says of Word files, by name."""

    pages: Mapping[str, int]
    refused: frozenset[str]
    """Those that break an error's rule."""
    repaged: Mapping[str, bytes]
    """Those in which page numbers were others, as they are with the numbers of LibreOffice."""


def hold_to_budget(files: Sequence[WordFile], office: Path, workspace: Workspace, report: Report) -> Verified:
    """Have the files laid out; findings go to `report`."""
    fonts = [path for shelf in workspace.shelves for path in sorted(shelf.path.glob("*/fonts/*.ttf"))]
    counted, repaged = _laid_out({file.name: file.data for file in files}, office, fonts)
    refused = set()
    for file in files:
        found = Report(report.severities)
        if file.name in counted.pages:
            _judge(file, counted.pages[file.name], found)
        else:
            message = f"{file.name}: its pages cannot be counted: {counted.faults[file.name]}"
            found.add("office-failed", message, file.span, hint="open the file in LibreOffice to see what it says")
        refused |= {file.name} if found.has_errors else set()
        report.extend(found.diagnostics)
    return Verified(counted.pages, frozenset(refused), repaged)


def _laid_out(files: Mapping[str, bytes], office: Path, fonts: Sequence[Path]) -> tuple[Counted, dict[str, bytes]]:
    """The pages of all files, and those files whose page numbers had to become what they are in that layout."""
    counted, repaged = count_pages(files, office, fonts), dict[str, bytes]()
    todo = dict(files)
    for _ in range(ROUNDS - 1):
        todo = {name: new for name, data in todo.items() if (new := _numbered(name, data, counted)) != data}
        if not todo:
            break
        repaged |= todo
        again = count_pages(todo, office, fonts)
        counted.pages |= again.pages
        counted.places |= again.places
    return counted, repaged


def _numbered(name: str, data: bytes, counted: Counted) -> bytes:
    places = counted.places.get(name, {})
    return with_pages(data, lambda bookmark: places.get(place_name(bookmark))) if places else data


def _judge(file: WordFile, pages: int, report: Report) -> None:
    most, profile = math.ceil(file.most), f"templates/{file.audience}/audience.yaml"
    if pages > most:
        message = f"{file.name}: {pages} pages in LibreOffice, {most} allowed"
        hint = f"raise pages: free: of {file.length} in {profile}, or shorten the texts"
        report.add("docx-over-budget", message, file.span, hint=hint)
