"""What one process makes: the deliverables of one brief for one audience, as bytes with what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.caching import cache_folder
from briefgen.deliver import Deliverable, deliver
from briefgen.desk import open_desk
from briefgen.diagnostics import BuildFailed, Diagnostic, Report
from briefgen.fitting import Fits, Recorded, record
from briefgen.project import Workspace, load_workspace
from briefgen.render.docx import WordOptions
from briefgen.stopwatch import Lap, lap, timed
from briefgen.workers import tell


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
class Step:
    """What a worker begins to do for one length."""

    length: str
    stage: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made, small enough to send between processes."""

    task: Task
    made: tuple[Made, ...]
    diagnostics: tuple[Diagnostic, ...]
    laps: Mapping[str, tuple[Lap, ...]] = field(default_factory=dict)
    """By length: what each stage cost. Under no length, what all of them share."""


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
    laps: tuple[Lap, ...] = ()
    shared: tuple[Lap, ...] = ()
    """Of what was done once for all lengths, with the first of them."""


_kept: ContextVar[Workspace | None] = ContextVar("workspace", default=None)


@contextmanager
def keeping(workspace: Workspace) -> Iterator[None]:
    """In here, and in copies of this process, the project that was read need not be read again."""
    token = _kept.set(workspace)
    try:
        yield
    finally:
        _kept.reset(token)


def _workspace(root: Path, report: Report) -> Workspace:
    kept = _kept.get()
    if kept is None or kept.root != root:
        return load_workspace(root, report)
    report.severities = kept.project.severities
    return kept


def outcome_of(task: Task, pieces: Iterable[Piece]) -> Outcome:
    report, made, laps = Report(), list[Made](), dict[str, tuple[Lap, ...]]()
    for piece in pieces:
        report.extend(piece.diagnostics)
        made += [piece.made] if piece.made else []
        laps[piece.length] = piece.laps
        laps[""] = (*laps.get("", ()), *piece.shared)
    return Outcome(task, tuple(made), report.diagnostics, laps)


def run_task(task: Task) -> Outcome:
    """Make one audience's deliverables; faults come back as diagnostics."""
    return outcome_of(task, make_pieces(task))


def make_pieces(task: Task) -> Iterator[Piece]:
    """Make one audience's deliverables, one after the other."""
    report = Report()
    try:
        with timed() as shared:
            fits = _opened(task, report)
    except BuildFailed as failed:
        report.extend(failed.report.diagnostics)
        yield Piece("", None, report.diagnostics)
        return
    once = tuple(shared.laps)
    for name in task.lengths:
        one = Report(report.severities)
        with timed(lambda stage, name=name: tell(Step(name, stage))) as watch:  # type: ignore[misc]
            made = _make(fits, name, task, one)
        yield Piece(name, made, (*report.diagnostics, *one.diagnostics), tuple(watch.laps), once)
        once = ()


def _opened(task: Task, report: Report) -> Fits:
    with lap("open"):
        workspace = _workspace(task.root, report)
        report.raise_if_errors()
        brief = workspace.brief(task.brief)
        desk = open_desk(workspace, brief, task.audience, report, cache_folder(task.root), brief.span)
        return Fits(desk, task.previous)


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
