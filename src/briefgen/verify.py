"""Word files held to the page budget: more pages in LibreOffice than a length allows are an error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen.diagnostics import Report, Span
from briefgen.office import count_pages


@dataclass(frozen=True, slots=True)
class WordFile:
    """One Word file and what it may take."""

    name: str
    """Its path, as findings show it."""
    data: bytes
    audience: str
    length: str
    most: float
    """Pages that the length allows."""
    span: Span | None
    """The brief."""


def hold_to_budget(
    files: Sequence[WordFile], office: Path, fonts: Iterable[Path], report: Report
) -> tuple[dict[str, int], frozenset[str]]:
    """The pages of each file, and the names of those that break an error's rule; findings go to `report`."""
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
