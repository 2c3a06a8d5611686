"""Designers' YAML files, merged over a chain of folders, and the reading of single values from them.

Which YAML reader is used is the caller's choice (`ParseYaml`), since reading belongs to `source`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from briefgen.diagnostics import Diagnostic, Report, Span

ParseYaml = Callable[[str, str, Report], Any]
"""Text, file name and report to a tree: dicts, lists, and scalars with `text` and `span`; None when unusable."""


MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value as it was written."""

    text: str
    span: Span


Tree = Leaf | list["Tree"] | dict[str, "Tree"]


class Branch(dict[str, Tree]):
    """A mapping that remembers where each of its keys stands."""

    def __init__(self, entries: Mapping[str, Tree], places: Mapping[str, Span]) -> None:
        super().__init__(entries)
        self.places = dict(places)


EMPTY = Branch({}, {})

_OF_TWO_SHAPES = frozenset({"logo", "name", "base", "headings", "monospace", "small", "medium", "large"})
"""Keys that the brand.yml format lets be one value or a mapping."""


Seen = dict[str, tuple[object, tuple[Diagnostic, ...]]]
"""By key: what was read, and what was found wrong with it."""
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class LookFolder:
    """An audience's folder, and how findings name it."""

    path: Path
    shown: str
    seen: Seen = field(default_factory=dict, compare=False)
    """What was read from it already, in one run: all lengths of an audience read the same files, and all audiences
    those of `base`."""

    def recall(self, key: str, read: Callable[[Report], _V], report: Report) -> _V:
        """What `read` says, which is asked once for each key; its findings come each time."""
        if key not in self.seen:
            own = Report()
            self.seen[key] = (read(own), own.diagnostics)
        value, faults = self.seen[key]
        for fault in faults:
            report.add(fault.rule, fault.message, fault.span, hint=fault.hint)
        return cast("_V", value)

    def place(self, name: str) -> Span:
        """The beginning of the file `name` in this folder."""
        return Span(f"{self.shown}/{name}", 1, 1)


def read_settings(folders: Sequence[LookFolder], name: str, parse: ParseYaml, report: Report) -> Branch:
    """The file `name` of all these folders, nearest folder first, as one mapping: nearer values win."""
    merged = EMPTY
    for folder in reversed(folders):
        merged = _merge(merged, _settings(folder, name, parse, report), report)
    return merged


def _settings(folder: LookFolder, name: str, parse: ParseYaml, report: Report) -> Branch:
    path, place = folder.path / name, folder.place(name)
    return folder.recall(f"settings {name}", lambda own: _read(path, place, parse, own), report)


def branch(tree: Tree | None) -> Branch:
    """`tree` if it is a mapping, else an empty one."""
    return tree if isinstance(tree, Branch) else EMPTY


def leaf(tree: Tree | None) -> Leaf | None:
    """`tree` if it is a single value that says something."""
    return tree if isinstance(tree, Leaf) and tree.text else None


def text(tree: Tree | None, otherwise: str = "") -> str:
    """The text of a single value."""
    found = leaf(tree)
    return found.text if found else otherwise


def overlay(lower: Branch, upper: Tree | None, report: Report) -> Branch:
    """`lower` with `upper` laid over it, key by key."""
    return _merge(lower, branch(upper), report)


def _merge(lower: Branch, upper: Branch, report: Report) -> Branch:
    entries: dict[str, Tree] = dict(lower)
    for key, value in upper.items():
        old = entries.get(key)
        if isinstance(old, Branch) and isinstance(value, Branch):
            entries[key] = _merge(old, value, report)
        elif key == "fonts" and isinstance(old, list) and isinstance(value, list):
            entries[key] = [*old, *value]  # a folder adds families to those of its parents
        elif old is not None and type(old) is not type(value) and key not in _OF_TWO_SHAPES:
            if not (isinstance(value, Leaf) and not value.text):  # a key without a value changes nothing
                what = {Branch: "a mapping", Leaf: "one value", list: "a list"}[type(old)]
                report.add("bad-brand", f'"{key}" must be {what}', upper.places.get(key))
        else:
            entries[key] = value
    return Branch(entries, {**lower.places, **upper.places})


def _read(path: Path, span: Span, parse: ParseYaml, report: Report) -> Branch:
    if not path.is_file():
        return EMPTY
    if not path.resolve().is_relative_to(path.parent.resolve()):
        report.add("unreadable-file", "the file is a link that leaves the audience's folder", span)
        return EMPTY
    try:
        if path.stat().st_size > MAX_BYTES:
            report.add("too-large", f"the file has more than {MAX_BYTES:,} bytes", span)
            return EMPTY
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        report.add("unreadable-file", "the file cannot be read as UTF-8 text", span)
        return EMPTY
    found, faults = _parsed(content, span, parse)
    for fault in faults:
        report.add(fault.rule, fault.message, fault.span, hint=fault.hint)
    return found


@lru_cache(maxsize=64)
def _parsed(content: str, span: Span, parse: ParseYaml) -> tuple[Branch, tuple[Diagnostic, ...]]:
    """What a file says and what is wrong with it; remembered, since all audiences and lengths read the same few."""
    report = Report()
    tree = parse(content, span.file, report)
    if tree is not None and not isinstance(tree, dict):
        report.add("bad-brand", "the file must hold keys with values", span)
    return branch(_plain(tree)) if isinstance(tree, dict) else EMPTY, tuple(report.diagnostics)


def _plain(value: Any) -> Tree:
    if isinstance(value, dict):
        return Branch({k: _plain(v) for k, v in value.items()}, getattr(value, "key_spans", {}))
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return Leaf("" if getattr(value, "is_null", False) else value.text, value.span)
