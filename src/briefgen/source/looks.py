"""The one door for templates: an audience's chain of folders, the project's before the built-in ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefgen.diagnostics import BUILT_IN, BriefgenError, Diagnostic, Report, Span
from briefgen.source.audience import ProfileFile, no_such, parse_profile
from briefgen.source.files import read_text

TEXTS = frozenset({".j2", ".csl"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """A templates/ folder: a project's own, or the built-in one."""

    path: Path
    shown: str
    """How messages name it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One audience's folder on one shelf."""

    audience: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Looks:
    """What an audience's folders hold, nearest first."""

    audience: str
    chain: tuple[str, ...]
    folders: tuple[Folder, ...]
    profiles: tuple[ProfileFile, ...]


def shelves(project: Path, built_in: Path) -> tuple[Shelf, ...]:
    """The project's templates/ if it has one, then the built-in one; one and the same counts once.

    Raises `BriefgenError` when the project's is a link which leaves the project.
    """
    own = project / "templates"
    if own.is_dir() and not own.resolve().is_relative_to(project.resolve()):
        raise BriefgenError(f"{own} is a link that leaves the project", hint="remove the link")
    found = [Shelf(own, "templates")] if own.is_dir() else []
    if not found or own.resolve() != built_in.resolve():
        found.append(Shelf(built_in, BUILT_IN))
    return tuple(found)


def audience_names(found: Sequence[Shelf]) -> tuple[str, ...]:
    """Every audience that has a folder, `base` aside."""
    names = {
        p.name for shelf in found for p in shelf.path.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))
    }
    return tuple(sorted(names - {"base"}))


def read_looks(found: Sequence[Shelf], audience: str, report: Report, span: Span | None = None) -> Looks | None:
    """The folders and profiles of an audience and of all that it extends; None if there is no such audience."""
    chain: list[str] = []
    folders: list[Folder] = []
    profiles: list[ProfileFile] = []
    name = audience
    while name:
        if name in chain:
            report.add(
                "cyclic-reference", f"the audiences extend each other in a circle: {' > '.join([*chain, name])}", span
            )
            return None
        here = [f for f in (_folder(shelf, name, report) for shelf in found) if f]
        if not here or "/" in name or name.startswith("."):
            no_such("audience", name, (*audience_names(found), "base"), "unknown-audience", span, report)
            return None
        chain.append(name)
        folders += here
        own = [p for p in (_profile(f, report) for f in here) if p]
        profiles += own
        says = next((p for p in own if p.entry.extends), None)
        span = says.extends_at if says else span
        name = (says and says.entry.extends) or ("" if name == "base" else "base")
    return Looks(audience, tuple(chain), tuple(folders), tuple(profiles))


def _folder(shelf: Shelf, name: str, report: Report) -> Folder | None:
    path, shown = shelf.path / name, f"{shelf.shown}/{name}"
    if not path.is_dir():
        return None
    if path.is_symlink():
        report.add("unreadable-file", "links to folders are not followed", Span(shown, 1, 1))
        return None
    return Folder(name, path, shown)


def _profile(folder: Folder, report: Report) -> ProfileFile | None:
    path = folder.path / "audience.yaml"
    if not path.is_file():
        return None
    text = read_text(folder.path, path, report, folder.shown)
    if text is None:
        return None
    profile, faults = _parsed(text, f"{folder.shown}/audience.yaml")
    for fault in faults:
        report.add(fault.rule, fault.message, fault.span, hint=fault.hint)
    return profile


@lru_cache(maxsize=64)
def _parsed(text: str, shown: str) -> tuple[ProfileFile | None, tuple[Diagnostic, ...]]:
    """What a profile says and what is wrong with it; remembered, since every audience extends the same one."""
    report = Report()
    return parse_profile(text, shown, report), report.diagnostics


def read_folder_texts(folder: Folder, report: Report) -> dict[str, str]:
    """Templates and citation styles of a folder, by path inside it."""
    texts: dict[str, str] = {}
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        if path.suffix not in TEXTS or any(part.startswith(".") for part in name.split("/")) or not path.is_file():
            continue
        text = read_text(folder.path, path, report, folder.shown)
        if text is not None:
            texts[name] = text
    return texts
