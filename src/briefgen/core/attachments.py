"""Files that travel inside a PDF: what the document was made of, and the values behind its charts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.core.charts import shown_facts
from briefgen.core.document import Meta
from briefgen.core.model import CitationKey, Day, Fact, Figure, Library, Pinpoint, Quantity, Range, Ratio, Unknown
from briefgen.core.numbers import print_fact
from briefgen.core.select import SelectedSection, Selection

RECORD: Final = "manifest.json"
COLUMNS: Final = (
    *("category", "series", "value", "low", "high", "unit", "comparator", "as of", "printed", "fact", "sources"),
)
"""Of the table of a chart's values."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file inside a PDF."""

    name: str
    description: str
    text: str
    relationship: str
    """What it is to the document, in PDF's words: `Data` or `Supplement`."""


def attachments(
    meta: Meta,
    tool: str,
    library: Library,
    selections: Mapping[str, Selection],
    labels: Mapping[str, str],
) -> tuple[Attachment, ...]:
    """The record of a document, then one table for each of its charts.

    `selections` are what its lengths print: the document's own, and that of the summary that opens it.
    """
    record = Attachment(RECORD, labels.get("attached_record", ""), _record(meta, tool, selections), "Supplement")
    charts = charts_with_data(library, selections.values())
    about = labels.get("attached_data", "")
    return (record, *(Attachment(table_name(c), about, chart_table(c, library, meta.lang), "Data") for c in charts))


def charts_with_data(library: Library, selections: Iterable[Selection]) -> tuple[Figure, ...]:
    """The charts of facts that are printed, in the order of the library."""
    printed = {block for selection in selections for block in selection.printed}
    return tuple(f for f in library.of_kind(Figure) if f.id in printed and f.chart and f.chart.data)


def table_name(figure: Figure) -> str:
    """The name of the file that has a chart's values; it is the same in every document."""
    return f"{figure.id}.csv"


def chart_table(figure: Figure, library: Library, lang: str) -> str:
    """The values of a chart, exactly as the facts say them, as CSV (RFC 4180) with a line of names."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for label, series, fact in shown_facts(figure, library.facts):
        cells = (label, series, *_values(fact, lang), _sources(fact.sources, library))
        rows.append(tuple(harmless(cell) for cell in cells))
    return "".join(",".join(map(_quoted, row)) + "\r\n" for row in rows)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet reads as text or as a number, never as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _quoted(cell: str) -> str:
    escaped = cell.replace('"', '""')
    return f'"{escaped}"' if any(mark in cell for mark in ',"\r\n') else cell


def _values(fact: Fact, lang: str) -> tuple[str, ...]:
    low, high = (str(fact.value.low), str(fact.value.high)) if isinstance(fact.value, Range) else ("", "")
    as_of = "" if isinstance(fact.as_of, Unknown) else str(fact.as_of)
    value = _value(fact.value)
    return (value, low, high, fact.unit, str(fact.comparator), as_of, print_fact(fact, lang), fact.id)


def _value(value: Quantity) -> str:
    if isinstance(value, Range):
        return ""
    if isinstance(value, Ratio):
        return f"{value.left}:{value.right}"
    return str(value) if isinstance(value, Day | str) else f"{value:f}"


def _sources(pinpoints: Sequence[Pinpoint], library: Library) -> str:
    return "; ".join(dict.fromkeys(_source(p.citation, p.locator, library) for p in pinpoints))


def _source(key: CitationKey, locator: str, library: Library) -> str:
    citation = library.citations.get(key)
    title = str(citation.csl.get("title", "")) if citation else ""
    return ", ".join(part for part in (title, locator, f"[{key}]") if part)


# --- the record -------------------------------------------------------------------------------------


def _record(meta: Meta, tool: str, selections: Mapping[str, Selection]) -> str:
    """What a document was made of, without clock or path: the same document has the same record."""
    said = {
        "tool": tool,
        "brief": meta.brief,
        "audience": meta.audience,
        "length": meta.length,
        "title": meta.title,
        "language": meta.lang,
        "date": str(meta.date),
        "version": meta.version,
        "status": meta.status,
        "blocks": {length: [_section(s) for s in found.sections if s.items] for length, found in selections.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _section(section: SelectedSection) -> Mapping[str, object]:
    return {
        "section": section.spec.id,
        "blocks": [{"block": item.block, "depth": str(item.depth)} for item in section.items],
    }
