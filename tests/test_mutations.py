"""A digit that slips in the shipped content: reported, or changed wherever the fact is printed and nowhere else."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.core.charts import data_table
from briefgen.core.checks import run_checks
from briefgen.core.model import FactId, Figure, Library
from briefgen.core.notation import fact_ids
from briefgen.core.prose import plain
from briefgen.core.walk import prose_in
from briefgen.diagnostics import Report, Severity
from briefgen.source.load import load_briefs, load_library, load_project

SHIPPED = Path(__file__).parent.parent / "content"
EDITS = 48
_VALUE = re.compile(r"\b(?:value|low|high):\s*\"?[\d.-]*\d|\bratio: \[[\d, ]+\]")
_FORMULA = re.compile(r"\bderived:[^\n#}]*|\bround: -?\d+")
_LABEL = re.compile(r"\{label: [^\n]*?, fact:")
_NAME = re.compile(r"\{[a-z0-9-]+(?::\w+)?\}")
_PLACES = {"value": _VALUE, "formula": _FORMULA, "label": _LABEL, "name": _NAME}


@dataclass(frozen=True)
class Edit:
    """One character of one file."""

    kind: str
    file: str
    at: int
    to: str


def edits() -> Iterator[Edit]:
    """The same edits each time: a digit in values, formulas, labels and fact names, and a digit put into prose."""
    dice = random.Random(20)  # noqa: S311 - the same edits each time
    files = {p.name: p.read_text(encoding="utf-8") for p in sorted((SHIPPED / "library").glob("*.yaml"))}
    places = [
        (kind, name, found.start() + i)
        for kind, shape in _PLACES.items()
        for name, text in files.items()
        for found in shape.finditer(text)
        for i, character in enumerate(found.group())
        if character.isdigit()
    ]
    words = [
        ("prose", name, found.end() - 1)
        for name, text in files.items()
        for found in re.finditer(r"(?:headline|summary|title|alt|says): [A-Z][a-z ]+ ", text)
    ]
    for kind in (*_PLACES, "prose"):
        chosen = [place for place in (*places, *words) if place[0] == kind]
        for _, name, at in dice.sample(chosen, min(EDITS // 4, len(chosen))):
            old = files[name][at]
            new = dice.choice([d for d in "123456789" if d != old])
            yield Edit(kind, name, at, new if old.isdigit() else f" {new} ")


def load(root: Path) -> tuple[Library, set[tuple[str, str]]]:
    """The library, and rule and message of each error and warning."""
    report = Report()
    project = load_project(root, report)
    library = load_library(root, report)
    run_checks(library, load_briefs(root, report, project, library), project, report)
    return library, {(d.rule, d.message) for d in report.diagnostics if d.severity is not Severity.INFO}


def printed(library: Library) -> Mapping[tuple[str, int, int], tuple[str, frozenset[FactId]]]:
    """All texts and charts by place: what a reader sees, and the facts in it down to those that sources state."""
    seen: dict[tuple[str, int, int], tuple[str, frozenset[FactId]]] = {}
    for block in library.blocks.values():
        for prose in prose_in(block):
            names = frozenset(n for name, _ in fact_ids(prose) for n in _origins(library, name))
            seen[prose.span.file, prose.span.line, prose.span.column] = plain(prose, library.facts, "en-GB"), names
        if isinstance(block, Figure) and block.chart:
            names = frozenset(n for datum in block.chart.data for n in _origins(library, datum.fact))
            shown = str(data_table(block, library.facts, "en-GB"))
            seen[block.id, block.chart.span.line, 0] = shown, names
    return seen


def _origins(library: Library, name: FactId) -> Iterator[FactId]:
    yield name
    fact = library.facts.get(name)
    for below in fact.derived.inputs if fact and fact.derived else ():
        yield from _origins(library, below)


@pytest.fixture(scope="module")
def shipped() -> tuple[Library, set[tuple[str, str]]]:
    """The library as it stands, with its warnings; figures that are out of date are true ones."""
    library, found = load(SHIPPED.parent)
    assert {rule for rule, _ in found} <= {"stale-fact"}
    return library, found


@pytest.mark.parametrize("edit", list(edits()), ids=lambda e: f"{e.kind}-{e.file}-{e.at}")
def test_a_slipped_digit_is_reported_or_changes_every_output(
    edit: Edit, shipped: tuple[Library, set[tuple[str, str]]], tmp_path: Path
) -> None:
    sound, known = shipped
    shutil.copytree(SHIPPED, tmp_path / "content")
    path = tmp_path / "content" / "library" / edit.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: edit.at] + edit.to + text[edit.at + 1 :], encoding="utf-8")

    library, found = load(tmp_path)

    if found - known:
        return
    assert edit.kind in {"value", "formula"}, f"{edit} went unseen"
    changed = {name for name, fact in library.facts.items() if fact.value != sound.facts[name].value}
    before, after = printed(sound), printed(library)
    assert before.keys() == after.keys()
    for place, (shown, names) in before.items():
        assert (after[place][0] != shown) <= bool(names & changed), place
    for name in changed - {n for n, f in library.facts.items() if isinstance(f.value, str)}:
        users = [place for place, (_, names) in before.items() if name in names]
        assert all(before[place][0] != after[place][0] for place in users if _prints_value(sound, place, name)), name


def _prints_value(library: Library, place: tuple[str, int, int], name: FactId) -> bool:
    """Whether the fact itself stands there, other than with its date alone."""
    for block in library.blocks.values():
        for prose in prose_in(block):
            if (prose.span.file, prose.span.line, prose.span.column) == place:
                return f"{{{name}}}" in prose.text or f"{{{name}:number}}" in prose.text
    return any(name == d.fact for f in library.of_kind(Figure) if f.id == place[0] and f.chart for d in f.chart.data)
