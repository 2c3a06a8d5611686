"""What one process makes: the deliverables of one brief for one audience, as bytes with what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.caching import cache_folder
from briefgen.deliver import Deliverable, deliver
from briefgen.desk import open_desk
from briefgen.diagnostics import BuildFailed, Diagnostic, Report
from briefgen.fitting import Fits, Recorded, record
from briefgen.project import load_workspace
from briefgen.render.docx import WordOptions


@dataclass(frozen=True, slots=True)
class Task:
    """One brief for one audience: what one worker makes."""

    root: Path
    brief: str
    audience: str
    lengths: tuple[str, ...]
    formats: tuple[str, ...]
    previous: Mapping[str, Recorded] = field(default_factory=dict)
    """By length: what the last build chose."""
    standing: Mapping[str, str] = field(default_factory=dict)
    """By length: what the files that stand in the build folder, unaltered, were made of."""
    word: WordOptions = field(default_factory=WordOptions)

    def __str__(self) -> str:
        return f"{self.brief} for {self.audience}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made, small enough to send between processes."""

    task: Task
    made: tuple[Made, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one deliverable, and what the manifest says of it."""

    length: str
    files: Mapping[str, bytes]
    """By format; none when those that stand in the build folder are still right."""
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of one length of a task; of none, when the task could not be begun."""

    length: str
    made: Made | None
    diagnostics: tuple[Diagnostic, ...]


def outcome_of(task: Task, pieces: Iterable[Piece]) -> Outcome:
    report, made = Report(), list[Made]()
    for piece in pieces:
        report.extend(piece.diagnostics)
        made += [piece.made] if piece.made else []
    return Outcome(task, tuple(made), report.diagnostics)


def run_task(task: Task) -> Outcome:
    """Make one audience's deliverables; faults come back as diagnostics."""
    return outcome_of(task, make_pieces(task))


def make_pieces(task: Task) -> Iterator[Piece]:
    """Make one audience's deliverables, one after the other."""
    report = Report()
    try:
        workspace = load_workspace(task.root, report)
        report.raise_if_errors()
        brief = workspace.brief(task.brief)
        desk = open_desk(workspace, brief, task.audience, report, cache_folder(task.root), brief.span)
        fits = Fits(desk, task.previous)
    except BuildFailed as failed:
        report.extend(failed.report.diagnostics)
        yield Piece("", None, report.diagnostics)
        return
    for name in task.lengths:
        one = Report(report.severities)
        made = _make(fits, name, task, one)
        yield Piece(name, made, (*report.diagnostics, *one.diagnostics))


def _make(fits: Fits, name: str, task: Task, report: Report) -> Made | None:
    desk = fits.desk
    length = desk.workspace.length(desk.audience, name, report, desk.brief.span)
    if length is None:
        return None
    try:
        thing = deliver(fits, length, task.formats, report, task.word, task.standing.get(name, ""))
    except BuildFailed as failed:
        report.extend(failed.report.diagnostics)
        return None
    return Made(name, thing.files, _facts(thing)) if thing else None


def _facts(thing: Deliverable) -> Mapping[str, object]:
    fitted = thing.proof.fitted
    blocks = {block: str(depth) for block, depth in sorted(fitted.selection.printed.items())}
    return {"pages": thing.pages, "blocks": blocks, "choice": record(fitted), "document": thing.document}
