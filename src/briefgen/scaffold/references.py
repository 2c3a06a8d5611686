"""A Word file for designers: the styles of an audience, to be changed in Word and used as its reference.docx."""

from __future__ import annotations

from pathlib import Path

from briefgen.core.model import Day
from briefgen.diagnostics import BriefgenError, Report, UsageError, closest
from briefgen.output import write_file
from briefgen.project import load_workspace
from briefgen.render.docx.sample import sample_docx
from briefgen.render.theme import reference_name

USUAL_LENGTH = "standard"
"""The length whose look a reference for all lengths has."""
_DAY = Day(1980, 1, 1)
"""Any day, so that the same look gives the same file."""


def new_reference(root: Path, audience: str, length: str | None, out: Path | None) -> Path:
    """Write the reference of an audience; the file made, by default where builds look for it.

    Raises `UsageError` for names that do not exist and for a file that does, `BriefgenError` for a look at fault.
    """
    report = Report()
    workspace = load_workspace(root, report)
    _must_be(audience, workspace.audiences, "audience")
    lang = next(iter(workspace.briefs.values())).lang if workspace.briefs else workspace.project.lang
    profile = workspace.audience(audience, lang, report)
    look = length or USUAL_LENGTH
    _must_be(look, tuple(profile.lengths) if profile else (), "length")
    path = out or root / "templates" / audience / reference_name(length)
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name with --out, or move it away first")
    theme = workspace.theme(profile, look, lang, report) if profile else None
    if theme is None or report.has_errors:
        raise BriefgenError(f'the look of "{audience}" is at fault', hint="briefgen check says where")
    write_file(path, sample_docx(theme, lang, workspace.project.organisation, _DAY))
    return path


def _must_be(name: str, known: tuple[str, ...], what: str) -> None:
    if name not in known:
        raise UsageError(f'there is no {what} "{name}"', hint=closest(name, known) or f"there are: {', '.join(known)}")
