"""Commands that follow figures: verify them in their sources, review what rests on them, see where they are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefgen.cli.options import AsJson, EntryId, ExitCode, ProjectOption, Verbose, project_root
from briefgen.cli.printing import (
    mention_errors,
    plain_findings,
    print_findings,
    print_json,
    print_sarif,
    print_table,
    print_tree,
)
from briefgen.diagnostics import Report, UsageError

if TYPE_CHECKING:
    from briefgen.project import Workspace
    from briefgen.verification.copies import Folder


def verify(
    sources: Annotated[
        Path | None,
        typer.Option("--sources", "-s", metavar="FOLDER", help="Folder with copies: text, Markdown, HTML, PDF."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the addresses and DOIs of the sources whether they still answer.")
    ] = False,
    release: Annotated[bool, typer.Option("--release", help="Treat warnings as errors.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print the findings as SARIF, for code hosts.")] = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Look every quotation up in the copies of its source. Says whether the value stands there."""
    from briefgen.project import without_waived
    from briefgen.verification.facts import COLUMNS, counts, plain, table
    from briefgen.verification.holding import hold

    if sources is None and not online:
        raise UsageError("verify against what?", hint="give --sources FOLDER, or --online")
    root = project_root(project)
    workspace = _sound(root)
    report = Report(workspace.project.severities)
    rows = hold(workspace.library, workspace.project.lang, _folder(sources, root), report) if sources else []
    links = _asked(workspace, report) if online else []
    if release:
        report = without_waived(report, workspace)
    if sarif:
        print_sarif(report.diagnostics)
    elif as_json:
        found = plain_findings(report.diagnostics)
        print_json({"rows": plain(rows), "counts": counts(rows), "links": links, "diagnostics": found})
    else:
        if rows:
            print_table(COLUMNS, table(rows, everything=verbose))
        print_findings(report, root, verbose=verbose)
        _say(counts(rows), links)
    raise typer.Exit(ExitCode.CONTENT if report.has_errors else ExitCode.OK)


def _sound(root: Path) -> Workspace:
    """The project, if its files can be read; raises `BuildFailed` otherwise."""
    from briefgen.project import load_workspace

    report = Report()
    workspace = load_workspace(root, report)
    report.raise_if_errors()
    return workspace


def _asked(workspace: Workspace, report: Report) -> list[dict[str, object]]:
    from briefgen.verification.links import check_links

    return check_links(workspace.library, workspace.root, report)


def _folder(path: Path, root: Path) -> Folder:
    from briefgen.caching import cache_folder
    from briefgen.verification.copies import Folder

    if not path.is_dir():
        raise UsageError(f"there is no folder {path}")
    return Folder(path, cache_folder(root) / "copies")


def _say(counted: Mapping[str, int], links: Sequence[Mapping[str, object]]) -> None:
    """One line for each sort of source."""
    if counted:
        order = ("found", "moved", "ambiguous", "changed", "missing", "unchecked", "unstated", "unanchored")
        typer.echo(", ".join(f"{counted[each]} {each}" for each in order if each in counted))
    if links:
        typer.echo(f"{len(links)} {'address' if len(links) == 1 else 'addresses'} asked")


def review(
    name: Annotated[
        str | None, typer.Argument(metavar="ID", help="Block or brief; brief:ID where a block has the same id.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who approves it as it stands.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What there is to say about it.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All recommendations and briefs, and what was reviewed before.")
    ] = False,
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Approve a block or a brief as it stands. Without --by, say what is approved and what has changed since."""
    from briefgen.clock import today
    from briefgen.reviewing import COLUMNS, approve, plain, states, subjects, table

    root = project_root(project)
    workspace = _sound(root)
    if not by or not by.strip():
        if everything or note:
            raise UsageError("who approves it?", hint='say --by "Jane Doe"')
        found = states(workspace, subjects(workspace, name))
        if as_json:
            print_json(plain(found))
        else:
            print_table(COLUMNS, table(found, in_full=name is not None))
        return
    if name is None and not everything:
        raise UsageError("what is approved?", hint="name a block or a brief, or say --all")
    chosen = subjects(workspace, name)
    approve(workspace, chosen, by.strip(), today(), (note or "").strip())
    typer.echo(
        f"{len(chosen)} approved by {by.strip()}" if everything else f"{chosen[0].name} approved by {by.strip()}"
    )


def where_used(name: EntryId, as_json: AsJson = False, project: ProjectOption = None) -> None:
    """Show the sentences and documents in which something is used. That is a fact, block, source or term."""
    from briefgen.glance import where_used as look
    from briefgen.project import load_workspace

    report = Report()
    tree = look(load_workspace(project_root(project), report), name)
    (print_json if as_json else print_tree)(tree)
    mention_errors(report)


def impact(
    what: Annotated[
        str, typer.Argument(metavar="FILE_OR_ID", help="A file of content/ or templates/, or what where-used takes.")
    ],
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Show the documents and sentences that a change touches. Says too what has to be reviewed then."""
    from briefgen.glance import impact_of
    from briefgen.project import load_workspace

    report = Report()
    tree = impact_of(load_workspace(project_root(project), report), what, Path.cwd())
    (print_json if as_json else print_tree)(tree)
    mention_errors(report)
