"""What a build is asked, what it tells while it goes on, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.diagnostics import Report
from briefgen.stopwatch import Lap
from briefgen.workers import Limits

if TYPE_CHECKING:
    from briefgen.project import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """What a build is asked to make; empty choices mean all that the briefs ask for."""

    root: Path
    briefs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
    """Build also what has not changed."""
    fresh: bool = False
    """Choose the blocks anew, whatever the last build chose."""
    verify_docx: bool = False
    """Let LibreOffice count the pages of the Word files, keep out any that has too many, and write its page numbers."""
    reference_doc: Path | None = None
    """A Word file whose look goes before that of each audience's own."""
    anchors: bool = True
    """Mark the blocks in Word files, for reviews; without, the files are fit for publication."""
    limits: Limits | None = None
    """What each document may cost, made in a process of its own; None for no limits where one process will do."""

    @property
    def build_folder(self) -> Path:
        return self.root / "build"


@dataclass(slots=True)
class Built:
    """The result of a build."""

    report: Report
    workspace: Workspace
    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    docx_pages: dict[str, int] = field(default_factory=dict)
    """Pages of the Word files in LibreOffice, by path in the project, if they were counted."""
    laps: list[Lap] = field(default_factory=list)
    """What the stages of the run cost that belong to no deliverable."""
    costs: dict[tuple[str, str, str], tuple[Lap, ...]] = field(default_factory=dict)
    """By brief, audience and length; without a length, what all lengths share."""


@dataclass(frozen=True, slots=True)
class Told:
    """How far a build is."""

    what: str
    """A deliverable: brief, audience, length."""
    stage: str
    """What is being done for it; empty when it is finished."""
    done: int
    """Deliverables that are finished."""
    total: int


Progress = Callable[[Told], None]
