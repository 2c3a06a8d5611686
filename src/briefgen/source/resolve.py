"""Names become references: each id that is named must exist and be of the kind that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from briefgen.core.model import KINDS, Block, Evidence, Fact, Library, Prose, RelationKind, kind_of
from briefgen.core.notation import cited_keys, fact_ids
from briefgen.core.walk import prose_in
from briefgen.diagnostics import Report, Span, closest
from briefgen.source.fields import Ref
from briefgen.source.yaml_tree import Entries, Items, Scalar, Value

_RULES: Final = {
    "block": ("unknown-block", 'no block is called "{}"'),
    "fact": ("unknown-fact", 'no fact is called "{}"'),
    "citation": ("unknown-citation", 'no source is called "{}"'),
    "theme": ("unknown-theme", 'no theme is called "{}"'),
    "weighed": ("unknown-theme", 'no theme or kind is called "{}"'),
    "audience": ("unknown-audience", 'no audience is called "{}"'),
}
_BY_AUDIENCE: Final = ("for", "implications", "titles", "addressees")
"""Keys whose value is a mapping by audience."""


@dataclass(frozen=True, slots=True)
class Names:
    """What exists, and what is there but faulty."""

    known: Mapping[str, Mapping[str, str]]
    """By space of names (the keys of `_RULES`): name to kind. A space that is not given is not checked."""
    faulty: frozenset[str] = frozenset()
    """Ids of entries that were left out; naming one of them is no second fault."""
    complete: bool = True
    """False when a whole file could not be read: then nothing can be called unknown."""

    def check(self, ref: Ref, report: Report) -> None:
        """Report `ref` if it leads nowhere, or to a block of another kind."""
        space = ref.to if ref.to in _RULES else "block"
        if space not in self.known or ref.to == "length":
            return
        names = self.known[space]
        if ref.name in names:
            if ref.to not in {space, names[ref.name]}:
                message = f'"{ref.name}" is of kind {names[ref.name]}; {ref.to} is meant'
                report.add("unknown-block", message, ref.span)
        elif self.complete and ref.name not in self.faulty:
            rule, message = _RULES[space]
            report.add(rule, message.format(ref.name), ref.span, hint=closest(ref.name, names))


def names_of(library: Library) -> dict[str, dict[str, str]]:
    """The spaces of names that a library fills."""
    return {
        "block": {id_: kind_of(block) for id_, block in library.blocks.items()},
        "fact": dict.fromkeys(library.facts, "fact"),
        "citation": dict.fromkeys(library.citations, "citation"),
        "theme": dict.fromkeys(library.themes, "theme"),
        "weighed": dict.fromkeys((*library.themes, *KINDS), "weighed"),
    }


def refs_in(entry: object) -> Iterator[Ref]:
    """Every name of something else in an entry."""
    match entry:
        case Ref():
            yield entry
        case BaseModel():
            for name in type(entry).model_fields:
                yield from refs_in(getattr(entry, name))
        case tuple():
            for each in entry:
                yield from refs_in(each)
        case dict():
            for each in entry.values():
                yield from refs_in(each)


def refs_in_prose(proses: Iterable[Prose]) -> Iterator[Ref]:
    """Every fact and source that prose names."""
    for prose in proses:
        yield from (Ref(fact, span, "fact") for fact, span in fact_ids(prose))
        yield from (Ref(key, span, "citation") for key, span in cited_keys(prose))


def audience_keys(tree: Value) -> Iterator[Ref]:
    """Audience names that stand as keys, for instance under `for`."""
    match tree:
        case Items():
            for each in tree:
                yield from audience_keys(each)
        case Entries():
            for key, value in tree.items():
                if key in _BY_AUDIENCE and isinstance(value, Entries):
                    yield from (Ref(name, span, "audience") for name, span in value.key_spans.items())
                yield from audience_keys(value)


def declared_ids(tree: Value) -> Iterator[str]:
    """Every id that an entry of a file gives itself, sound or not."""
    match tree:
        case Items():
            for each in tree:
                yield from declared_ids(each)
        case Entries():
            for key in ("id", "theme"):
                if isinstance(name := tree.get(key), Scalar):
                    yield name.text
            for key in ("blocks", "facts", "citations"):
                yield from declared_ids(tree.get(key, Items(tree.span)))


def check_prose(blocks: Iterable[Block], names: Names, report: Report) -> None:
    """Report facts and sources that blocks' prose names and that do not exist."""
    for block in blocks:
        for ref in refs_in_prose(prose_in(block)):
            names.check(ref, report)


def check_cycles(library: Library, report: Report) -> None:
    """Report evidence that supersedes itself over others, and facts converted from themselves."""
    newer: dict[str, list[tuple[str, Span]]] = {
        block.id: [(r.to, r.span) for r in block.relations if r.how is RelationKind.SUPERSEDES]
        for block in library.of_kind(Evidence)
    }
    restated: dict[str, list[tuple[str, Span]]] = {f.id: _restates(f) for f in library.facts.values()}
    for what, edges in (("supersedes", newer), ("is converted from", restated)):
        for name, place in circles(edges):
            report.add("cyclic-reference", f'"{name}" {what} itself in the end', place)


def _restates(fact: Fact) -> list[tuple[str, Span]]:
    return [(fact.conversion.of, fact.span)] if fact.conversion else []


def circles(edges: Mapping[str, list[tuple[str, Span]]]) -> Iterator[tuple[str, Span]]:
    """The first edge of each node that can be reached from itself."""
    for start, first in edges.items():
        for name, place in first:
            seen, todo = {name}, [name]
            while todo:
                fresh = {to for to, _ in edges.get(todo.pop(), [])} - seen
                seen |= fresh
                todo += fresh
            if start in seen:
                yield start, place
