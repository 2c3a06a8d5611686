"""A library while its files are being read: entries become blocks, and no id is given twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefgen.core.model import Block, BlockId, Citation, CitationKey, Evidence, Fact, FactId, Theme
from briefgen.diagnostics import Report, Span
from briefgen.source import build
from briefgen.source.resolve import declared_ids
from briefgen.source.schema import CitationsFile, LibraryFile, SourceEntry
from briefgen.source.shapes import Entry
from briefgen.source.yaml_tree import Value, parse_yaml


@dataclass(slots=True)
class Draft:
    """What has been read so far."""

    report: Report
    blocks: dict[BlockId, Block] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    citations: dict[CitationKey, Citation] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    """Every sound entry, for the names in it."""
    read: list[Value] = field(default_factory=list)
    """Every file that is well-formed."""
    complete: bool = True
    """False when a file could not be read at all."""

    @property
    def declared(self) -> frozenset[str]:
        """Every id that an entry gives itself, sound or not."""
        return frozenset(name for tree in self.read for name in declared_ids(tree))

    def trees(self, texts: Mapping[str, str | None]) -> Iterator[tuple[str, Value]]:
        """Path and value of every file that is well-formed YAML."""
        for path, text in texts.items():
            tree = parse_yaml(text, path, self.report) if text is not None else None
            if tree is None:
                self.complete = False
                continue
            self.read.append(tree)
            yield path, tree

    def add_sources(self, file: CitationsFile | None) -> None:
        """Take over the sources of a file that was read."""
        for entry in file.citations if file else ():
            if self._is_new("source", entry.id.text, entry.id.span, self.citations.get(_key(entry))):
                self.entries.append(entry)
                self.citations[_key(entry)] = build.citation(entry)

    def add_bibliography(self, path: str, items: Sequence[Mapping[str, object]]) -> None:
        """Take over CSL items that another program wrote."""
        for item in items:
            citation = build.imported_citation(item, Span(path, 1, 1))
            if self._is_new("source", citation.key, citation.span, self.citations.get(citation.key)):
                self.citations[citation.key] = citation

    def add_blocks(self, file: LibraryFile | None) -> None:
        """Take over the theme, the blocks and the facts of a file that was read."""
        if file is None:
            return
        self._add_theme(file)
        for entry in file.blocks:
            block = build.block(entry, file.theme.text, len(self.blocks))
            if not self._is_new("block", block.id, entry.id.span, self.blocks.get(block.id)):
                continue
            self.entries.append(entry)
            self.blocks[block.id] = block
            for fact in block.facts if isinstance(block, Evidence) else ():
                if self._is_new("fact", fact.id, fact.span, self.facts.get(fact.id)):
                    self.facts[fact.id] = fact

    def _add_theme(self, file: LibraryFile) -> None:
        name, title = file.theme.text, file.theme_title
        known = self.themes.setdefault(name, Theme(name, title, len(self.themes)))
        if known.title != title:
            message = f'the theme "{name}" has the title "{known.title}" in another file'
            self.report.add("duplicate-id", message, file.theme.span)

    def _is_new(self, what: str, name: str, place: Span, first: Block | Fact | Citation | None) -> bool:
        if first is None:
            return True
        where = f"{first.span.file}, line {first.span.line}"
        self.report.add("duplicate-id", f'another {what} is called "{name}": {where}', place)
        return False


def _key(entry: SourceEntry) -> CitationKey:
    return CitationKey(entry.id.text)
