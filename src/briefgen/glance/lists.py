"""What the library holds, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefgen.core.model import KINDS, Block, Day, Unknown, kind_of
from briefgen.diagnostics import Report, UsageError, closest
from briefgen.glance.plain import Printer, pinpoint, source_title
from briefgen.project import Workspace

Row = dict[str, str]
Table = tuple[tuple[str, ...], list[Row]]


def list_rows(workspace: Workspace, kind: str | None) -> Table:
    """Columns and rows: all blocks, the blocks of one kind, or facts, sources, briefs, audiences.

    Kinds may be given in the plural. Raises `UsageError` for a kind that does not exist.
    """
    printer = Printer(workspace.library, workspace.project.lang)
    if kind is None:
        return _blocks(printer, tuple(workspace.library.blocks.values()))
    if kind in OTHERS:
        other = OTHERS[kind]
        return other.columns, list(other.rows(workspace, printer))
    singular = _singular(kind)
    blocks = tuple(b for b in workspace.library.blocks.values() if kind_of(b) == singular)
    return _blocks(printer, blocks)


def _singular(kind: str) -> str:
    names = {**{f"{name}s": name for name in KINDS}, **{name: name for name in KINDS}}
    if kind not in names:
        hint = closest(kind, (*names, *OTHERS)) or f"there are: {', '.join((*KINDS, *OTHERS))}"
        raise UsageError(f'there is no kind "{kind}"', hint=hint)
    return names[kind]


def _blocks(printer: Printer, blocks: tuple[Block, ...]) -> Table:
    rows = [
        {
            "id": str(b.id),
            "kind": kind_of(b),
            "theme": b.theme,
            "priority": str(b.priority),
            "title": printer.text(b.title),
        }
        for b in blocks
    ]
    return ("id", "kind", "theme", "priority", "title"), rows


# --- what is no block -----------------------------------------------------------------------------


def _facts(workspace: Workspace, printer: Printer) -> Iterator[Row]:
    for fact in workspace.library.facts.values():
        yield {
            "id": str(fact.id),
            "printed": printer.fact(fact),
            "as of": _date(fact.as_of),
            "evidence": str(fact.evidence),
            "source": "; ".join(pinpoint(p) for p in fact.sources),
            "label": fact.label,
        }


def _sources(workspace: Workspace, _printer: Printer) -> Iterator[Row]:
    for source in workspace.library.citations.values():
        yield {
            "id": str(source.key),
            "date": _date(source.date),
            "consulted": source.consulted,
            "kind": source.kind,
            "title": source_title(workspace.library, source.key),
        }


def _date(date: Day | Unknown) -> str:
    """The date, or that nobody knows it; `show` says why."""
    return str(date) if isinstance(date, Day) else "unknown"


def _briefs(workspace: Workspace, printer: Printer) -> Iterator[Row]:
    for brief in workspace.briefs.values():
        yield {
            "id": brief.id,
            "date": str(brief.date),
            "status": brief.status,
            "audiences": ", ".join(brief.audiences),
            "lengths": ", ".join(brief.lengths),
            "title": printer.text(brief.title),
        }


def _audiences(workspace: Workspace, _printer: Printer) -> Iterator[Row]:
    for name in workspace.audiences:
        audience = workspace.audience(name, workspace.project.lang, Report())
        if audience is None:
            continue
        yield {
            "id": name,
            "starts from": ", ".join(audience.chain[1:]),
            "lengths": ", ".join(audience.lengths),
            "label": audience.label,
        }


@dataclass(frozen=True, slots=True)
class _Other:
    columns: tuple[str, ...]
    rows: Callable[[Workspace, Printer], Iterator[Row]]


_FACTS = _Other(("id", "printed", "as of", "evidence", "source", "label"), _facts)
_SOURCES = _Other(("id", "date", "consulted", "kind", "title"), _sources)
_BRIEFS = _Other(("id", "date", "status", "audiences", "lengths", "title"), _briefs)
_AUDIENCES = _Other(("id", "starts from", "lengths", "label"), _audiences)
OTHERS = {"facts": _FACTS, "sources": _SOURCES, "citations": _SOURCES, "briefs": _BRIEFS, "audiences": _AUDIENCES}
