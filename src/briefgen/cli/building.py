"""Commands that make documents, or say what would be made: build, check, explain."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never

import typer

from briefgen.cli.bounded import within
from briefgen.cli.options import (
    AsJson,
    Audiences,
    ExitCode,
    Formats,
    Lengths,
    OutputForm,
    ProjectOption,
    Verbose,
    project_root,
)
from briefgen.cli.printing import (
    plain_findings,
    print_findings,
    print_json,
    print_table,
    progress_bar,
    shown,
)
from briefgen.cli.timings import Timings
from briefgen.cli.unchanged import Outcome, answer_to, as_outcome, keep, keep_build, question_of, report_of
from briefgen.diagnostics import BuildFailed, Report
from briefgen.lastrun import Answer

if TYPE_CHECKING:
    from briefgen.agreement import Agreement
    from briefgen.project import Workspace
    from briefgen.results import Built, Request

CORES = min(os.cpu_count() or 1, 8)
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes that work at once.")]
VerifyDocx = Annotated[
    bool, typer.Option("--verify-docx", help="Count the pages of the Word files too, with LibreOffice.")
]
ReferenceDoc = Annotated[
    Path | None,
    typer.Option(
        "--reference-doc", metavar="FILE", help="A Word file whose look Word files take over. Default: the audience's."
    ),
]
NoAnchors = Annotated[
    bool,
    typer.Option(
        "--no-anchors",
        help="Word files for publication, as with --release: no marks of blocks, no manifest, no author.",
    ),
]
TimeLimit = Annotated[
    int, typer.Option("--time-limit", min=1, metavar="SECONDS", help="Computing time that a document may take.")
]
MemoryLimit = Annotated[
    int, typer.Option("--memory-limit", min=256, metavar="MB", help="Memory that making a document may take.")
]
TimingsFile = Annotated[
    Path | None,
    typer.Option("--timings", metavar="FILE", help="Write what each stage and document cost, in seconds, as JSON."),
]
_Names = tuple[str, ...]
_Chosen = tuple[_Names, _Names, _Names, _Names]
"""Briefs, audiences, lengths and formats; none for all."""
_Explained = tuple[object, Sequence[str], list[Mapping[str, str]], list[str]]
Release = Annotated[bool, typer.Option("--release", help="For what is issued: warnings that nobody waived are errors.")]


def build(
    brief: Annotated[
        str | None, typer.Argument(metavar="BRIEF", help="Brief to make. Default: all in content/briefs/.")
    ] = None,
    audience: Audiences = None,
    length: Lengths = None,
    format: Formats = None,
    jobs: Jobs = CORES,
    force: Annotated[bool, typer.Option("--force", help="Make again also what has not changed.")] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Choose the blocks anew. Otherwise a small edit leaves the choice as it was."),
    ] = False,
    verify_docx: VerifyDocx = False,
    reference_doc: ReferenceDoc = None,
    no_anchors: NoAnchors = False,
    time_limit: TimeLimit = 180,
    memory_limit: MemoryLimit = 2048,
    release: Release = False,
    timings_file: TimingsFile = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Make the briefs, into build/<brief>/. Only what changed is made again."""
    root, timings = project_root(project), Timings(timings_file)
    audiences, lengths, formats = (tuple(each or ()) for each in (audience, length, format))
    chosen = ((brief,) if brief else (), audiences, lengths, formats)
    question = question_of(root, "build", *chosen, no_anchors, release, reference_doc=reference_doc)
    question = None if force or fresh or verify_docx else question
    if answer := answer_to(question):
        timings.write(jobs)
        _tell(as_outcome(answer, root), root, verbose=verbose, as_json=as_json)

    request = _request(root, chosen, jobs, time_limit, memory_limit)
    request = replace(request, force=force, fresh=fresh, verify_docx=verify_docx, reference_doc=reference_doc)
    built = _built(replace(request, anchors=not (no_anchors or release)), release=release, as_json=as_json)
    timings.write(jobs, built.laps, built.costs)
    keep_build(question, built, root)
    _tell(built, root, verbose=verbose, as_json=as_json)


def _request(root: Path, chosen: _Chosen, jobs: int, seconds: int, megabytes: int) -> Request:
    from briefgen.results import Request
    from briefgen.workers import Limits

    return Request(root, *chosen, jobs=jobs, limits=Limits(seconds, megabytes))


def _tell(built: Outcome, root: Path, *, verbose: bool, as_json: bool) -> Never:
    if as_json:
        print_json(_as_plain(built, root))
    else:
        print_findings(built.report, root, verbose=verbose)
        _print_built(built, root)
    raise typer.Exit(ExitCode.CONTENT if built.failed or built.report.has_errors else ExitCode.OK)


def _built(request: Request, *, release: bool, as_json: bool) -> Built:
    try:
        return _run(request, release=release, quiet=as_json)
    except BuildFailed as failed:
        if not as_json:
            raise
        print_json({**_NOTHING, "diagnostics": plain_findings(failed.report.diagnostics)})
        raise typer.Exit(ExitCode.CONTENT) from None


_NOTHING: Mapping[str, object] = {"written": [], "unchanged": [], "failed": [], "docx_pages": {}}
"""What a build has to tell that did not begin."""


def _run(request: Request, *, release: bool, quiet: bool) -> Built:
    from briefgen.pipeline import build as run
    from briefgen.project import release as weighed

    if release:
        workspace, found = _checked(request.root)
        weighed(found, workspace, request.briefs).raise_if_errors()
    with progress_bar(quiet=quiet) as progress:
        built = run(request, progress)
    if release:
        built.report = weighed(built.report, workspace, request.briefs)
    return built


def _checked(root: Path) -> tuple[Workspace, Report]:
    from briefgen.project import check_workspace, load_workspace

    report = Report()
    workspace = load_workspace(root, report)
    check_workspace(workspace, report)
    return workspace, report


def _as_plain(built: Outcome, root: Path) -> dict[str, object]:
    return {
        "written": [shown(p, root) for p in built.written],
        "unchanged": [shown(p, root) for p in built.unchanged],
        "failed": built.failed,
        "docx_pages": built.docx_pages,
        "diagnostics": plain_findings(built.report.diagnostics),
    }


def _print_built(built: Outcome, root: Path) -> None:
    """The files on stdout, the summary on stderr."""
    for path in sorted(built.written):
        typer.echo(shown(path, root))
    written, unchanged = len(built.written), len(built.unchanged)
    files = f"{written} {'file' if written == 1 else 'files'} written"
    typer.echo(f"{files}, {unchanged} unchanged" if unchanged else files, err=True)
    if built.docx_pages:
        counted = len(built.docx_pages)
        word = "1 Word file" if counted == 1 else f"{counted} Word files"
        typer.echo(f"{word} counted in LibreOffice: {sum(built.docx_pages.values())} pages", err=True)
    for what in built.failed:
        typer.echo(f"not made: {what} (earlier files, if any, were left as they are)", err=True)


def check(
    form: Annotated[OutputForm, typer.Option("--format", "-f", help="How to print the findings.")] = OutputForm.TEXT,
    built: Annotated[
        bool, typer.Option("--built", help="Hold the documents in build/ against the library and each other, too.")
    ] = False,
    release: Release = False,
    time_limit: TimeLimit = 180,
    memory_limit: MemoryLimit = 2048,
    verbose: Verbose = False,
    project: ProjectOption = None,
) -> None:
    """Hold the content against all rules. No document is made."""
    root = project_root(project)
    question = None if built else question_of(root, "check", release)
    answer, agreed = answer_to(question), None
    if answer is None:
        answer, agreed = within(time_limit, memory_limit, "the check", _looked_at, (root, built, release))
        keep(question, answer)
    _tell_findings(answer, root, form, verbose=verbose)
    if form is OutputForm.TEXT and agreed:
        printed = f"{agreed.documents} documents, {agreed.values} printed values of facts"
        typer.echo(f"{printed}: {agreed.differing} differ from the library")
    raise typer.Exit(ExitCode.CONTENT if report_of(answer).has_errors else ExitCode.OK)


def _looked_at(asked: tuple[Path, bool, bool]) -> Iterator[tuple[Answer, Agreement | None]]:
    """In a process of its own: what there is to say of a project, and of its finished documents."""
    root, built, release = asked
    from briefgen.project import release as weighed

    workspace, report = _checked(root)
    agreed = _held_together(workspace, report) if built else None
    if release:
        report = weighed(report, workspace)
    library = workspace.library
    counts = f"{len(library.blocks)} blocks, {len(library.facts)} facts, {len(library.citations)} sources"
    yield Answer(report.diagnostics, said=counts), agreed


def _tell_findings(answer: Answer, root: Path, form: OutputForm, *, verbose: bool) -> None:
    report = report_of(answer)
    if form is OutputForm.TEXT:
        print_findings(report, root, verbose=verbose, err=False)
        if not report.has_errors:
            typer.echo(f"{answer.said}: no errors")
        return
    from briefgen.present import to_json, to_sarif

    typer.echo((to_json if form is OutputForm.JSON else to_sarif)(report.diagnostics), nl=False)


def _held_together(workspace: Workspace, report: Report) -> Agreement:
    from briefgen.agreement import hold_together

    return hold_together(workspace, report)


def explain(
    brief: Annotated[str | None, typer.Argument(metavar="BRIEF", help="Brief. Default: the only one.")] = None,
    audience: Annotated[str, typer.Option("--audience", "-a", metavar="NAME", help="For which readers.")] = "minister",
    length: Annotated[str, typer.Option("--length", "-l", metavar="NAME", help="At which length.")] = "one-page",
    time_limit: TimeLimit = 180,
    memory_limit: MemoryLimit = 2048,
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Say which blocks a brief prints, how deep, and why."""
    asked = (project_root(project), brief, audience, length)
    plain, columns, rows, summary = within(time_limit, memory_limit, "the explanation", _explained, asked)
    if as_json:
        print_json(plain)
        return
    print_table(columns, rows)
    typer.echo()
    for line in summary:
        typer.echo(line)


def _explained(asked: tuple[Path, str | None, str, str]) -> Iterator[_Explained]:
    """In a process of its own: a choice as JSON, as a table, and in words."""
    from briefgen.glance.choices import COLUMNS, choice_plain, choice_rows, choice_summary
    from briefgen.pipeline import explain as run

    proof = run(*asked, Report())
    yield choice_plain(proof), COLUMNS, list(choice_rows(proof.fitted)), list(choice_summary(proof))
