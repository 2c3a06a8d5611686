"""From a recommendation to its challenges, its evidence, their facts and sources; and where each is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from briefgen.core.checks.origins import origins_of
from briefgen.core.model import (
    Block,
    BlockId,
    Challenge,
    Citation,
    CitationKey,
    Conflict,
    Datum,
    Evidence,
    Fact,
    FactId,
    Library,
    Option,
    Pinpoint,
    Recommendation,
    kind_of,
)
from briefgen.core.notation import cited_keys, fact_ids
from briefgen.core.walk import parts_of, prose_in
from briefgen.glance.appearances import appearances
from briefgen.glance.find import Entry, find
from briefgen.glance.plain import Plain, Printer, source_date, source_title
from briefgen.project import Workspace

Tree = dict[str, Plain]


def trace_entry(workspace: Workspace, name: str) -> Tree:
    """What an entry rests on down to the sources, and what rests on it; raises `UsageError` for an unknown id."""
    entry, others = find(workspace.library, name)
    tracer = _Tracer(workspace.library, Printer(workspace.library, workspace.project.lang))
    tree, blocks = _trace(tracer, entry)
    if isinstance(entry, Fact):
        tree |= {"key-figure-of": [b.id for b in workspace.briefs.values() if entry.id in b.key_figures]}
    return {**tree, "may-appear-in": appearances(workspace, blocks), "see-also": [*others]}


def _trace(tracer: _Tracer, entry: Entry) -> tuple[Tree, list[BlockId]]:
    """The tree, and the blocks through which the entry reaches a brief."""
    match entry:
        case Fact():
            users = list(tracer.users_of_fact(entry.id))
            tree = {**tracer.fact(entry), "evidence": str(entry.evidence)}
            tree |= {"used-for": [*tracer.facts_from(entry.id)]}
        case Citation():
            users = list(tracer.users_of_source(entry.key))
            tree = {**tracer.source(entry), "facts": list(tracer.facts_of_source(entry.key))}
        case _:
            named = [tracer.name(b) for b in tracer.users_of_block(entry.id)]
            return {**tracer.block(entry), "used-by": [*named]}, [entry.id]
    return {**tree, "used-by": [tracer.name(b) for b in users]}, [b.id for b in users]


@dataclass(slots=True)
class _Tracer:
    library: Library
    printer: Printer
    _shown: set[str] = field(default_factory=set)
    """What was shown in full once is only named afterwards."""

    def name(self, block: Block) -> str:
        return f"{kind_of(block)} {block.id}: {self.printer.text(block.title)}"

    def block(self, block: Block) -> Tree:
        """The block with everything that it rests on."""
        head: Tree = {kind_of(block): str(block.id), "title": self.printer.text(block.title)}
        if block.id in self._shown:
            return {**head, "see": "above"}
        self._shown.add(block.id)
        return {**head, **self._own(block), **self._prints(block), **self._sources(block)}

    def _own(self, block: Block) -> Tree:
        match block:
            case Recommendation():
                return {
                    "answers": self._blocks(block.answers),
                    "answers-none": self.printer.plain(block.answers_none or ""),
                    "rests-on": self._blocks(block.evidence),
                }
            case Challenge():
                answers = (r for r in self.library.of_kind(Recommendation) if block.id in r.answers)
                return {
                    "rests-on": self._blocks(block.evidence),
                    "answered-by": [self.name(r) for r in answers],
                }
            case Evidence():
                return self._evidence(block)
            case Conflict():
                return {"rests-on": self._blocks(p.evidence for p in block.positions if p.evidence)}
            case Option():
                return {"made-of": self._blocks(block.recommendations)}
        return {}

    def _evidence(self, block: Evidence) -> Tree:
        return {
            "strength": f"{block.strength}: {self.printer.text(block.reason)}",
            "as-of": self.printer.plain(block.as_of),
            "origins": [*sorted(origins_of(self.library, block))],
            "facts": [self.fact(fact) for fact in block.facts],
            "relations": self.printer.plain(block.relations),
        }

    def fact(self, fact: Fact) -> Tree:
        """The printed value with its date and its sources."""
        return {
            "fact": str(fact.id),
            "printed": self.printer.fact(fact),
            "label": fact.label,
            "as-of": self.printer.plain(fact.as_of),
            **self._reckoned(fact),
            "sources": self._pinpoints(fact.sources),
        }

    def _reckoned(self, fact: Fact) -> Tree:
        """The formula and the facts in it, down to those that a source states."""
        if fact.derived is None:
            return {}
        known = (self.library.facts[name] for name in fact.derived.inputs)
        return {"derived": self.printer.plain(fact.derived), "from": [self.fact(each) for each in known]}

    def source(self, source: Citation) -> Tree:
        """What is known of the source."""
        return {
            "source": str(source.key),
            "title": source_title(self.library, source.key),
            "kind": source.kind,
            "date": source_date(source, self.printer),
            "consulted": source.consulted,
            "origin": source.origin if source.origin != source.key else "",
        }

    def _blocks(self, ids: Iterable[BlockId]) -> list[Plain]:
        return [self.block(self.library.blocks[name]) for name in ids if name in self.library.blocks]

    def _prints(self, block: Block) -> Tree:
        """Facts that the block's own text or chart names; evidence has shown its own already."""
        own = {fact.id for fact in block.facts} if isinstance(block, Evidence) else set()
        named = dict.fromkeys(self._named_facts(block))
        return {"prints": [self.fact(self.library.facts[n]) for n in named if n in self.library.facts and n not in own]}

    def _sources(self, block: Block) -> Tree:
        positions = block.positions if isinstance(block, Conflict) else ()
        pins = (*block.sources, *(pin for p in positions for pin in p.sources))
        cited = [Pinpoint(key, "", span) for prose in prose_in(block) for key, span in cited_keys(prose)]
        known = {pin.citation for pin in pins}
        return {"sources": self._pinpoints((*pins, *(pin for pin in cited if pin.citation not in known)))}

    def _pinpoints(self, pins: Iterable[Pinpoint]) -> list[Plain]:
        trees: list[Plain] = []
        pins = [*pins]
        quoted = {(pin.citation, pin.locator): pin.quote.exact for pin in pins if pin.quote}
        for key, locator in dict.fromkeys((pin.citation, pin.locator) for pin in pins):
            if source := self.library.citations.get(key):
                tree: Tree = {"source": str(key), "at": locator}
                tree |= {"quote": quoted[key, locator]} if (key, locator) in quoted else {}
                trees.append({**tree, **{k: v for k, v in self.source(source).items() if k in _IN_SHORT}})
        return trees

    # --- the other way

    def _named_facts(self, block: Block) -> Iterator[FactId]:
        yield from (name for prose in prose_in(block) for name, _ in fact_ids(prose))
        yield from (name for datum in parts_of(block, Datum) for name in datum.facts)

    def users_of_fact(self, fact: FactId) -> Iterator[Block]:
        """Blocks whose text or chart prints the fact, and the evidence that states it."""
        for block in self.library.blocks.values():
            states = isinstance(block, Evidence) and any(own.id == fact for own in block.facts)
            if states or fact in self._named_facts(block):
                yield block

    def facts_from(self, fact: FactId) -> Iterator[str]:
        """Facts that are reckoned from the fact."""
        for other in self.library.facts.values():
            if other.derived and fact in other.derived.inputs:
                yield f"{other.id}: {self.printer.fact(other)}"

    def users_of_source(self, key: CitationKey) -> Iterator[Block]:
        """Blocks that rest on the source or cite it."""
        for block in self.library.blocks.values():
            pinned = any(pin.citation == key for pin in parts_of(block, Pinpoint))
            if pinned or any(name == key for prose in prose_in(block) for name, _ in cited_keys(prose)):
                yield block

    def facts_of_source(self, key: CitationKey) -> Iterator[str]:
        """Facts that rest on the source: id, printed value, place in the source."""
        for fact in self.library.facts.values():
            for pin in fact.sources:
                if pin.citation == key:
                    yield f"{fact.id}: {self.printer.fact(fact)}" + (f" ({pin.locator})" if pin.locator else "")

    def users_of_block(self, name: BlockId) -> Iterator[Block]:
        """Blocks that name the block."""
        for block in self.library.blocks.values():
            if name in named_blocks(block):
                yield block


_IN_SHORT = frozenset({"title", "date", "consulted"})


def named_blocks(block: Block) -> tuple[BlockId, ...]:
    """Blocks that a block names, to rest on them or to answer them."""
    match block:
        case Challenge():
            return block.evidence
        case Recommendation():
            return (*block.answers, *block.evidence)
        case Evidence():
            return tuple(relation.to for relation in block.relations)
        case Conflict():
            return (*block.touches, *(p.evidence for p in block.positions if p.evidence))
        case Option():
            return block.recommendations
    return ()
