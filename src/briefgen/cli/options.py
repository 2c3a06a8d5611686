"""Exit codes, and the options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from briefgen.diagnostics import UsageError


class ExitCode:
    """What the process returns."""

    OK = 0
    CONTENT = 1
    USAGE = 2
    SURROUNDINGS = 3
    BUG = 70
    INTERRUPTED = 130


class OutputForm(StrEnum):
    """Forms in which findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", metavar="FOLDER", help="The project's folder. Default: here, or the nearest folder above."
    ),
]
Audiences = Annotated[
    list[str] | None, typer.Option("--audience", "-a", metavar="NAME", help="Only for these readers; may be repeated.")
]
Lengths = Annotated[
    list[str] | None, typer.Option("--length", "-l", metavar="NAME", help="Only this length; may be repeated.")
]
Formats = Annotated[
    list[str] | None, typer.Option("--format", "-f", metavar="NAME", help="Only pdf, docx or html; may be repeated.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show notes too, not only errors and warnings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]
EntryId = Annotated[
    str, typer.Argument(metavar="ID", help="Id of a block, a fact or a source; fact:ID where one id has several.")
]


def project_root(project: Path | None) -> Path:
    """The folder that holds content/; raises `BriefgenError` when there is none."""
    from briefgen.places import find_root

    if project is not None and not project.is_dir():
        raise UsageError(f"there is no folder {project}")
    return find_root((project or Path.cwd()).resolve())
