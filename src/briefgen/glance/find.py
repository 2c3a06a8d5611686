"""One entry of the library by its id."""

from __future__ import annotations

from briefgen.core.model import Block, BlockId, Citation, CitationKey, Fact, FactId, Library
from briefgen.diagnostics import UsageError, closest

Entry = Block | Fact | Citation

SPACES = ("block", "fact", "source")
"""Where ids live, the widest first: evidence holds its facts, and a fact its sources."""


def find(library: Library, name: str) -> tuple[Entry, list[str]]:
    """The entry of that name, and how to name others that share the id.

    Where an id stands for several things the widest one goes first; `fact:ID` or `source:ID` means another.
    Raises `UsageError` when there is nothing of that name.
    """
    space, _, rest = name.partition(":")
    spaces, wanted = ((space,), rest) if rest and space in SPACES else (SPACES, name)
    found = {each: entry for each in spaces if (entry := _entry(library, each, wanted)) is not None}
    if not found:
        known = (*library.blocks, *library.facts, *library.citations)
        hint = closest(wanted, known) or "briefgen list shows what there is"
        raise UsageError(f'the library has no block, fact or source "{wanted}"', hint=hint)
    first, *others = found
    return found[first], [f"{each}:{wanted}" for each in others]


def _entry(library: Library, space: str, name: str) -> Entry | None:
    if space == "block":
        return library.blocks.get(BlockId(name))
    if space == "fact":
        return library.facts.get(FactId(name))
    return library.citations.get(CitationKey(name))
