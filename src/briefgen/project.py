"""A project, loaded: library, briefs, settings, and the profile and look of each audience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen import resources
from briefgen.core.checks import run_checks
from briefgen.core.checks.reading import check_reading
from briefgen.core.checks.reading.common import LIMITS
from briefgen.core.gates import Waivers, for_release
from briefgen.core.model import Brief, Figure, Library, Project
from briefgen.core.profile import Audience, Length
from briefgen.core.release import asked_of_release
from briefgen.diagnostics import BuildFailed, Report, Span, UsageError, closest
from briefgen.render.collector import no_garbage_collection
from briefgen.render.image_files import find_image
from briefgen.render.style import Theme
from briefgen.render.theme import SeenFolders, load_labels, load_theme
from briefgen.source.audience import no_such
from briefgen.source.load import load_briefs, load_library, load_project
from briefgen.source.looks import Looks, Shelf, audience_names, read_folder_texts, read_looks, shelves
from briefgen.source.profiles import merge_profiles
from briefgen.source.yaml_tree import parse_yaml

if TYPE_CHECKING:
    from briefgen.render.templates import TemplateFolder


@dataclass(slots=True)
class Workspace:
    """Everything that people wrote, read once."""

    root: Path
    project: Project
    library: Library
    briefs: Mapping[str, Brief]
    shelves: tuple[Shelf, ...]
    _looks: dict[str, Looks | None] = field(default_factory=dict)
    _seen: SeenFolders = field(default_factory=dict)

    def brief(self, name: str | None) -> Brief:
        """The brief of that name, or the only one; raises `UsageError` otherwise."""
        if name is None and len(self.briefs) == 1:
            return next(iter(self.briefs.values()))
        if name is None:
            raise UsageError("which brief?", hint=f"there are: {', '.join(self.briefs) or 'none'}")
        if name not in self.briefs:
            hint = closest(name, self.briefs) or f"there are: {', '.join(self.briefs) or 'none'}"
            raise UsageError(f'there is no brief "{name}"', hint=hint)
        return self.briefs[name]

    @property
    def audiences(self) -> tuple[str, ...]:
        return audience_names(self.shelves)

    def looks(self, audience: str, report: Report, span: Span | None = None) -> Looks | None:
        if audience not in self._looks:
            self._looks[audience] = read_looks(self.shelves, audience, report, span)
        return self._looks[audience]

    def audience(self, name: str, lang: str, report: Report, span: Span | None = None) -> Audience | None:
        """The merged profile; None when there is no such audience, which is reported."""
        looks = self.looks(name, report, span)
        if looks is None:
            return None
        paths, shown = [f.path for f in looks.folders], [f.shown for f in looks.folders]
        labels = load_labels(paths, shown, lang, report, parse_yaml=parse_yaml, seen=self._seen)
        return merge_profiles(name, looks.chain, looks.profiles, labels, lang, report)

    def length(self, audience: Audience, name: str, report: Report, span: Span | None = None) -> Length | None:
        if name not in audience.lengths:
            no_such("length", name, audience.lengths, "unknown-length", span, report)
        return audience.lengths.get(name)

    def theme(self, audience: Audience, length: str, lang: str, report: Report) -> Theme:
        looks = self.looks(audience.name, report)
        folders = looks.folders if looks else ()
        return load_theme(
            [f.path for f in folders],
            audience.name,
            length,
            lang,
            audience.class_styles,
            report,
            parse_yaml=parse_yaml,
            shown=[f.shown for f in folders],
            floors=audience.floors,
            seen=self._seen,
        )

    def template_folders(self, audience: str, report: Report) -> tuple[TemplateFolder, ...]:
        from briefgen.render.templates import TemplateFolder

        looks = self.looks(audience, report)
        folders = looks.folders if looks else ()
        return tuple(TemplateFolder(f.audience, f.shown, read_folder_texts(f, report)) for f in folders)


def _read_bibliography(name: str, text: str, report: Report) -> Sequence[Mapping[str, object]]:
    from briefgen.render.bibliography import read_bibliography

    return read_bibliography(name, text, report)


@no_garbage_collection()  # a library lives to the end: looking through it again and again costs a tenth
def load_workspace(root: Path, report: Report) -> Workspace:
    """Read and resolve a project; faults of content go to `report`, which takes the project's severities."""
    found = shelves(root, resources.built_in_templates())
    audiences = audience_names(found)
    project = load_project(root, report)
    report.severities = project.severities
    library = load_library(root, report, _read_bibliography, audiences, project.scale)
    briefs = load_briefs(root, report, project, library, audiences)
    return Workspace(root, project, library, briefs, found)


@no_garbage_collection()
def check_workspace(workspace: Workspace, report: Report) -> None:
    """All rules that need no rendering, profiles of the briefs' audiences included."""
    run_checks(workspace.library, workspace.briefs, workspace.project, report)
    for figure in workspace.library.of_kind(Figure):
        if figure.image:
            find_image(workspace.root, figure, report)
    readers: list[tuple[Brief, Audience]] = []
    for brief in workspace.briefs.values():
        for name in (n for n in brief.audiences if n in workspace.audiences):
            audience = workspace.audience(name, brief.lang, report, brief.span)
            readers += [(brief, audience)] if audience else []
            for length in brief.lengths if audience else ():
                assert audience is not None  # noqa: S101 - narrowed by the line above
                if workspace.length(audience, length, report, brief.lengths_span or brief.span):
                    workspace.theme(audience, length, brief.lang, report)
    check_reading(workspace.library, workspace.project, readers, report)
    waivers = waivers_of(workspace)
    report.rewrite(waivers.apply)
    for fault in waivers.faults():
        report.add(fault.rule, fault.message, fault.span, hint=fault.hint)


def waivers_of(workspace: Workspace) -> Waivers:
    """What the project and its briefs let through."""
    named = (waiver for brief in workspace.briefs.values() for waiver in brief.waivers)
    return Waivers((*workspace.project.waivers, *named), workspace.library, workspace.briefs)


def release(report: Report, workspace: Workspace, briefs: Sequence[str] = ()) -> Report:
    """The same findings as a release of these briefs (all, if none is named) weighs them, but for those waived."""
    released = [brief for name, brief in workspace.briefs.items() if name in briefs or not briefs]
    named = ((b, workspace.audience(a, b.lang, Report())) for b in released for a in b.audiences)
    readers = [(brief, audience) for brief, audience in named if audience]
    _weigh_limits(workspace, readers, report)
    for missing in asked_of_release(workspace.library, readers):
        report.add(missing.rule, missing.message, missing.span, hint=missing.hint)
    return without_waived(report, workspace)


def _weigh_limits(workspace: Workspace, readers: Sequence[tuple[Brief, Audience]], report: Report) -> None:
    """Put limits of reading at what they weigh in a release, for audiences whose profile says so."""
    held = [(brief, audience) for brief, audience in readers if audience.reading.at_release]
    strict = [(b, replace(a, reading=replace(a.reading, level=a.reading.at_release))) for b, a in held]
    found = Report()
    check_reading(workspace.library, workspace.project, strict, found)
    by_place = {(each.rule, each.span): each for each in found.diagnostics if each.rule in LIMITS}
    report.rewrite(lambda each: by_place.get((each.rule, each.span), each))
    report.extend(by_place.values())


def without_waived(report: Report, workspace: Workspace) -> Report:
    """The same findings as a release weighs them, notes in the place of those that somebody waived."""
    waivers, stricter = waivers_of(workspace), Report(report.severities)
    stricter.extend(for_release(waivers.apply(found)) for found in report.diagnostics)
    return stricter


def load_checked(root: Path, report: Report) -> Workspace:
    """A workspace without errors; raises `BuildFailed` when there are any."""
    workspace = load_workspace(root, report)
    check_workspace(workspace, report)
    if report.has_errors:
        raise BuildFailed(report)
    return workspace
