"""One entry with everything that it says."""

from __future__ import annotations

from briefgen.core.model import Citation, Fact, kind_of
from briefgen.glance.find import Entry, find
from briefgen.glance.plain import Plain, Printer
from briefgen.project import Workspace


def show_entry(workspace: Workspace, name: str) -> dict[str, Plain]:
    """All fields of a block, a fact or a source, as readers see them; raises `UsageError` for an unknown id."""
    entry, others = find(workspace.library, name)
    printer = Printer(workspace.library, workspace.project.lang)
    return {**_fields(entry, printer), "written-in": str(entry.span), "see-also": [*others]}


def _fields(entry: Entry, printer: Printer) -> dict[str, Plain]:
    match entry:
        case Fact():
            return {**printer.fact_fields(entry), "evidence": str(entry.evidence)}
        case Citation():
            return {"source": str(entry.key), **printer.fields(entry)}
    return {kind_of(entry): str(entry.id), **printer.fields(entry)}
