"""Commands on inputs that have not changed since the last run: its answer is given again, and nothing is loaded."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import typer

from briefgen.diagnostics import BriefgenError, Report
from briefgen.lastrun import Answer, Damaged, Question, files_left
from briefgen.output import MANIFEST, sha256_of


class Outcome(Protocol):
    """What a build has to tell."""

    report: Report
    written: list[Path]
    unchanged: list[Path]
    failed: list[str]
    docx_pages: dict[str, int]


@dataclass(slots=True)
class Unchanged:
    """A build with nothing to do."""

    report: Report
    unchanged: list[Path]
    written: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    docx_pages: dict[str, int] = field(default_factory=dict)


def question_of(root: Path, *asked: object, reference_doc: Path | None = None) -> Question | None:
    """A command with its options, and with what stands in a file that they name; None if there is no such file."""
    try:
        return Question(root, (*asked, sha256_of(reference_doc) if reference_doc else ""))
    except OSError:
        return None


def answer_to(question: Question | None) -> Answer | None:
    """What the last run found, if that still holds. An answer that is damaged is mentioned, and given up."""
    try:
        return question.answer() if question else None
    except Damaged:
        typer.echo("What the last run left in .briefgen/last is damaged; everything is looked at again.", err=True)
    except BriefgenError:
        pass  # the folder is a link that leaves the project: whoever has to write there says so
    return None


def as_outcome(answer: Answer, root: Path) -> Unchanged:
    """The answer of a build, as it tells of itself."""
    paths = [root / name for name in answer.files]
    return Unchanged(report_of(answer), [path for path in paths if path.name != MANIFEST])


def report_of(answer: Answer) -> Report:
    """Its findings, as heavy as they were."""
    report = Report()
    report.extend(answer.findings)
    return report


def keep_build(question: Question | None, built: Outcome, root: Path) -> None:
    """For the next run, if this one made everything that was asked for."""
    if question is None or built.failed or built.report.has_errors:
        return
    files = files_left(root, [*built.written, *built.unchanged])
    if files:
        keep(question, Answer(built.report.diagnostics, files))


def keep(question: Question | None, answer: Answer) -> None:
    """For the next run, where the project can be written to."""
    if question:
        with contextlib.suppress(BriefgenError):
            question.keep(answer)
