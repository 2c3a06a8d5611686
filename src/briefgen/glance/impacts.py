"""What a change touches: where an entry is used, and which documents and sentences a file or an entry reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.core.fingerprints import basis_of, basis_of_brief
from briefgen.core.model import Block, BlockId, Citation, Fact, FactId, Figure, Recommendation, Term, kind_of
from briefgen.diagnostics import UsageError
from briefgen.glance.documents import documents
from briefgen.glance.find import Entry, find
from briefgen.glance.looks import looks_touched
from briefgen.glance.plain import Plain, Printer
from briefgen.glance.traces import named_blocks
from briefgen.glance.uses import (
    Use,
    facts_of,
    own_sentences,
    reckoned_from,
    rests_on_source,
    uses_of_facts,
    uses_of_source,
    uses_of_term,
)
from briefgen.project import Workspace

Tree = dict[str, Plain]


@dataclass(slots=True)
class _Reach:
    """What is gathered on the way from a change to the page."""

    uses: dict[tuple[str, str, str], Use] = field(default_factory=dict)
    facts: set[FactId] = field(default_factory=set)
    blocks: set[BlockId] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    """As fingerprints name what changes: "fact bad-roads"."""

    def add(self, found: Iterable[Use]) -> None:
        for use in found:
            self.uses[use.block, str(use.span), use.says] = use


def where_used(workspace: Workspace, name: str) -> Tree:
    """In which blocks, sentences and documents a fact, block, source or term is used.

    Raises `UsageError` for an unknown id.
    """
    entry, others = find(workspace.library, name)
    printer = Printer(workspace.library, workspace.project.lang)
    reach = _Reach()
    named = _gather(reach, workspace, printer, entry, itself=False)
    return {
        **_head(printer, entry),
        "key-figure-of": [
            b.id for b in workspace.briefs.values() if isinstance(entry, Fact) and entry.id in b.key_figures
        ],
        "named-by": [f"{kind_of(block)} {block.id}" for block in named],
        **_shown(workspace, reach),
        "see-also": [*others],
    }


def impact_of(workspace: Workspace, what: str, here: Path) -> Tree:
    """Which documents and sentences a change of a file or an entry touches; `here` is where paths begin.

    Raises `UsageError` when it is neither.
    """
    path = _as_file(workspace, what, here)
    if path is None:
        entries, head = [find(workspace.library, what)[0]], what
    else:
        if (touched := looks_touched(workspace, path)) is not None:
            return {"change": path, "documents": [*touched]}
        entries, head = list(_written_in(workspace, path)), path
    printer = Printer(workspace.library, workspace.project.lang)
    reach = _Reach()
    for entry in entries:
        _gather(reach, workspace, printer, entry, itself=True)
    return {
        "change": head,
        "facts": [f"{f}: {printer.fact(workspace.library.facts[f])}" for f in sorted(reach.facts)],
        **_shown(workspace, reach),
        "to-review": [*_to_review(workspace, reach.labels)],
    }


def _shown(workspace: Workspace, reach: _Reach) -> Tree:
    uses = list(reach.uses.values())
    return {"used": [use.plain() for use in uses], "documents": documents(workspace, uses, reach.blocks)}


def _head(printer: Printer, entry: Entry) -> Tree:
    match entry:
        case Fact():
            return {"fact": str(entry.id), "printed": printer.fact(entry)}
        case Citation():
            return {"source": str(entry.key), "title": str(entry.csl.get("title", ""))}
    return {kind_of(entry): str(entry.id), "title": printer.text(entry.title)}


def _gather(reach: _Reach, workspace: Workspace, printer: Printer, entry: Entry, *, itself: bool) -> list[Block]:
    """Everything that an entry reaches; returned are the blocks that name it."""
    library = workspace.library
    match entry:
        case Fact():
            return _gather_facts(reach, workspace, printer, {entry.id})
        case Citation():
            reach.labels.add(f"source {entry.key}")
            blocks, facts = rests_on_source(library, entry.key)
            _gather_facts(reach, workspace, printer, set(facts))
            reach.add(uses_of_source(library, printer, entry.key))
            reach.blocks |= {block.id for block in blocks}
            return blocks
    reach.labels.add(f"{kind_of(entry)} {entry.id}")
    reach.blocks.add(entry.id)
    if isinstance(entry, Term):
        reach.add(uses_of_term(library, printer, entry))
    _gather_facts(reach, workspace, printer, facts_of([entry]))
    if itself:
        reach.add(own_sentences(entry, printer))
    return [block for block in library.blocks.values() if entry.id in named_blocks(block)]


def _gather_facts(reach: _Reach, workspace: Workspace, printer: Printer, facts: set[FactId]) -> list[Block]:
    library = workspace.library
    found = reckoned_from(library, facts)
    reach.facts |= found
    reach.labels |= {f"fact {name}" for name in found}
    uses = uses_of_facts(library, workspace.briefs.values(), printer, found)
    reach.add(uses)
    named = dict.fromkeys(BlockId(use.block) for use in uses)
    return [library.blocks[name] for name in named if name in library.blocks]


def _to_review(workspace: Workspace, labels: set[str]) -> Iterator[str]:
    """Recommendations and briefs that rest on it."""
    for block in workspace.library.of_kind(Recommendation):
        if labels & basis_of(workspace.library, block).keys():
            yield f"recommendation {block.id}"
    for brief in workspace.briefs.values():
        if labels & basis_of_brief(workspace.library, brief).keys():
            yield f"brief {brief.id}"


# --- files ------------------------------------------------------------------------------------------


def _as_file(workspace: Workspace, what: str, here: Path) -> str | None:
    """The path inside the project, if there is such a file."""
    for path in (here / what, workspace.root / what):
        if path.is_file() and path.resolve().is_relative_to(workspace.root.resolve()):
            return path.resolve().relative_to(workspace.root.resolve()).as_posix()
    return None


def _written_in(workspace: Workspace, path: str) -> list[Entry]:
    """What stands in a file of the content."""
    library = workspace.library
    found: list[Entry] = [b for b in library.blocks.values() if b.span.file == path]
    found += [s for s in library.citations.values() if s.span.file == path]
    found += [b for b in library.of_kind(Figure) if b.image and path == f"content/figures/{b.image}"]
    if not found:
        hint = "name a file of content/ or templates/, or the id of a block, a fact or a source"
        raise UsageError(f"nothing that briefs print stands in {path}", hint=hint)
    return found
