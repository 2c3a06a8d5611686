"""Word files held to the page budget: more pages in LibreOffice than a length allows are an error."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen import output
from briefgen.diagnostics import Report, Span, UsageError
from briefgen.office import count_pages, the_office
from briefgen.project import Workspace


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


def hold_to_budget(
    files: Sequence[WordFile], office: Path, workspace: Workspace, report: Report
) -> tuple[dict[str, int], frozenset[str]]:
    """The pages of each file, and the names of those that break an error's rule; findings go to `report`."""
    fonts = [path for shelf in workspace.shelves for path in sorted(shelf.path.glob("*/fonts/*.ttf"))]
    counted = count_pages({file.name: file.data for file in files}, office, fonts)
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
    return counted.pages, frozenset(refused)


def _judge(file: WordFile, pages: int, report: Report) -> None:
    most, profile = math.ceil(file.most), f"templates/{file.audience}/audience.yaml"
    if pages > most:
        message = f"{file.name}: {pages} pages in LibreOffice, {most} allowed"
        hint = f"raise pages: free: of {file.length} in {profile}, or shorten the texts"
        report.add("docx-over-budget", message, file.span, hint=hint)
