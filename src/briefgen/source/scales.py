"""Scales of strength that a team has of its own: content/scales.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from briefgen.core.model import Block, BlockId, Evidence, Option, Scale, ScaleLevel, Strength
from briefgen.core.schemes import SCHEMES
from briefgen.diagnostics import Report, Span, closest
from briefgen.source.faults import validate
from briefgen.source.files import read_text
from briefgen.source.shapes import Entry, Words, one_of
from briefgen.source.yaml_tree import parse_yaml

PLACE: Final = "content/scales.yaml"


class LevelEntry(Entry):
    """One level of a scale."""

    name: Words
    """What evidence says under strength."""
    stands_for: Annotated[str, one_of(*Strength)]
    """How much it carries: very strong, strong, medium, limited, none."""
    printed: Words = ""
    """What pages print; default: the name."""
    never: tuple[Words, ...] = ()
    """Words that headlines of such evidence may not use; without them, those of what it stands for."""


class ScaleEntry(Entry):
    """A scale of strength."""

    name: Words
    """What strength-scale says."""
    key: Words
    """What readers are told of the scale, in the evidence register."""
    levels: Annotated[tuple[LevelEntry, ...], Field(min_length=2)]
    """Its levels, the strongest first."""


class ScalesFile(Entry):
    """Scales of strength."""

    scales: tuple[ScaleEntry, ...]
    """The scales."""


def load_scales(root: Path, report: Report) -> Mapping[str, Scale]:
    """The project's own scales by name; none when there is no such file, or it is faulty."""
    path = root / PLACE
    text = read_text(root, path, report) if path.exists() else None
    tree = parse_yaml(text, PLACE, report) if text else None
    file = validate(ScalesFile, tree, report, "scales") if tree is not None else None
    found: dict[str, Scale] = {}
    for entry in file.scales if file else ():
        if entry.name in found or entry.name in SCHEMES:
            message = f'there is another scale "{entry.name}"'
            report.add("duplicate-id", message, entry.place_of("name"))
        found[entry.name] = Scale(entry.name, entry.key, _levels(entry.levels, report))
    return found


def _levels(entries: Iterable[LevelEntry], report: Report) -> Mapping[str, ScaleLevel]:
    levels: dict[str, ScaleLevel] = {}
    for entry in entries:
        if entry.name in levels:
            report.add("duplicate-id", f'the scale has another level "{entry.name}"', entry.place_of("name"))
        levels[entry.name] = ScaleLevel(Strength(entry.stands_for), entry.printed or entry.name, entry.never)
    return levels


def check_scale(name: str, place: Span, scales: Mapping[str, Scale], report: Report) -> None:
    """Whether there is such a scale."""
    known = (*SCHEMES, *scales)
    if name not in known:
        hint = closest(name, known) or f"one of {', '.join(known)}"
        report.add("wrong-type", f'"{name}" is not one of the choices', place, hint=hint)


def rate(blocks: dict[BlockId, Block], known: Mapping[str, Strength]) -> None:
    """Give evidence and options the strength for which their level stands."""
    for block in list(blocks.values()):
        if isinstance(block, Evidence | Option) and block.strength is not (meant := known[block.level]):
            blocks[block.id] = replace(block, strength=meant)
