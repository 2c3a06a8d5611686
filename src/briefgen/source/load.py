"""A project's content, from files to a sound library. All faults of all files are reported at once.

A faulty entry is left out and everything else is still checked, so what is returned is sound only
if `report` has no errors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from briefgen.core.model import Brief, Library, Project
from briefgen.core.schemes import BODY, levels_of
from briefgen.core.walk import prose_in
from briefgen.diagnostics import BriefgenError, Report, Span
from briefgen.source import build
from briefgen.source.blocks import known_levels
from briefgen.source.derive import derive_facts
from briefgen.source.draft import Draft
from briefgen.source.faults import validate
from briefgen.source.files import read_text, read_texts
from briefgen.source.pins import check_pins
from briefgen.source.resolve import Names, audience_keys, check_cycles, check_prose, names_of, refs_in, refs_in_prose
from briefgen.source.reviews import load_reviews
from briefgen.source.scales import check_scale, load_scales, rate
from briefgen.source.schema import BriefFile, CitationsFile, LibraryFile, ProjectFile
from briefgen.source.sums import check_sums
from briefgen.source.yaml_tree import parse_yaml

Bibliography = Callable[[str, str, Report], Sequence[Mapping[str, object]]]
"""Path, text, report -> CSL-JSON items, each with an id: the reader of .bib, .json and .ris files."""

YAML: Final = (".yaml", ".yml")
_LOSSES: Final = frozenset({"yaml-syntax", "yaml-feature", "unreadable-file", "too-large"})
BIBLIOGRAPHIES: Final = (".bib", ".json", ".ris")


def load_project(root: Path, report: Report) -> Project:
    """The settings in content/project.yaml; plain defaults when it is faulty.

    Raises `BriefgenError` when there is no such file, because then this is no project.
    """
    path = root / "content" / "project.yaml"
    if not path.exists():
        raise BriefgenError(f"there is no content/project.yaml in {root}", "run briefgen in a project's folder")
    text = read_text(root, path, report)
    tree = parse_yaml(text, "content/project.yaml", report) if text is not None else None
    entry = validate(ProjectFile, tree, report) if tree is not None else None
    if entry is None:
        return Project("", "", "en-GB", {}, ())
    check_scale(entry.strength_scale, entry.place_of("strength-scale"), load_scales(root, Report()), report)
    return build.project(entry)


def load_library(
    root: Path,
    report: Report,
    bibliography: Bibliography | None = None,
    audiences: Collection[str] | None = None,
    scale: str = BODY,
) -> Library:
    """All blocks and sources below content/. `audiences`, if given, are the names that blocks may use.

    `scale` is the project's scale of strength.
    """
    draft = Draft(report)
    for _, tree in draft.trees(read_texts(root, "content/citations", YAML, report)):
        draft.add_sources(validate(CitationsFile, tree, report, "citations"))
    for path, text in read_texts(root, "content/citations", BIBLIOGRAPHIES, report).items():
        draft.add_bibliography(path, bibliography(path, text, report) if bibliography and text is not None else ())
    scales = load_scales(root, report)
    levels = levels_of(scales, scale)
    known = known_levels.set(tuple(levels))
    for _, tree in draft.trees(read_texts(root, "content/library", YAML, report)):
        draft.add_blocks(validate(LibraryFile, tree, report, "blocks"))
    known_levels.reset(known)
    rate(draft.blocks, levels)
    library = Library(draft.blocks, draft.facts, draft.citations, draft.themes, load_reviews(root, report), scales)
    _resolve(library, draft, audiences, report)
    return library


def _resolve(library: Library, draft: Draft, audiences: Collection[str] | None, report: Report) -> None:
    derive_facts(draft, Names(names_of(library), draft.declared - set(library.facts), draft.complete))
    known: dict[str, Mapping[str, str]] = {**names_of(library)}
    keys = [ref for tree in draft.read for ref in audience_keys(tree)]
    if audiences is not None:
        known["audience"] = dict.fromkeys(audiences, "audience")
    sound = {name for space in known.values() for name in space}
    names = Names(known, draft.declared - sound, draft.complete)
    for ref in (*refs_in(tuple(draft.entries)), *keys):
        names.check(ref, report)
    check_prose(library.blocks.values(), names, report)
    check_cycles(library, report)
    check_sums(draft.entries, library.facts, report)


def load_briefs(
    root: Path,
    report: Report,
    project: Project | None = None,
    library: Library | None = None,
    audiences: Collection[str] | None = None,
) -> Mapping[str, Brief]:
    """The briefs below content/briefs/, by file name. Names are resolved against what is given."""
    settings = project or load_project(root, report)
    draft = Draft(report)
    briefs: dict[str, Brief] = {}
    known: dict[str, Mapping[str, str]] = {**names_of(library)} if library else {}
    if audiences is not None:
        known["audience"] = dict.fromkeys(audiences, "audience")
    for path, tree in draft.trees(read_texts(root, "content/briefs", YAML, report)):
        entry, name = validate(BriefFile, tree, report), PurePosixPath(path).stem
        if entry is None:
            continue
        if name in briefs:
            report.add("duplicate-id", f'two files are called "{name}"', Span(path, 1, 1))
        briefs[name] = brief = build.brief(entry, name, settings)
        for ref in (*refs_in(entry), *refs_in_prose(prose_in(brief)), *audience_keys(tree)):
            Names(known, complete=not _is_unreadable(report)).check(ref, report)
        if library and entry.strength_scale:
            check_scale(entry.strength_scale, entry.place_of("strength-scale"), library.scales, report)
        check_pins(entry.keep, entry.include, entry.exclude, report)
    return briefs


def _is_unreadable(report: Report) -> bool:
    """Whether a whole file was lost, so that what it holds cannot be called unknown."""
    return any(found.rule in _LOSSES for found in report.diagnostics)
