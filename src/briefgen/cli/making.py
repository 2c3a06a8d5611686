"""Commands that make files to fill in: init, new, import, schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from briefgen.cli.options import ExitCode, ProjectOption, project_root
from briefgen.cli.printing import print_findings, shown
from briefgen.diagnostics import BriefgenError, Report, UsageError, closest

KINDS = {
    "challenge": "A challenge",
    "evidence": "A piece of evidence",
    "recommendation": "A recommendation",
    "conflict": "A conflict of sources",
    "option": "An option",
    "figure": "A figure",
    "table": "A table",
    "term": "A term for the glossary",
    "text": "A text",
    "citation": "A source",
}
"""What `new` makes an entry of; named here so that help needs no library. A test holds it against the schema."""


def init(folder: Annotated[Path, typer.Argument(help="Folder to make.")]) -> None:
    """Make a project with a small library to learn from. It shows every kind of block."""
    from briefgen.scaffold import init_project

    made = init_project(folder)
    typer.echo(f"made {folder} with {made} files\n\nNext:\n  cd {folder}\n  briefgen build")


def entry_maker(kind: str) -> Callable[..., None]:
    """The command `new KIND`."""

    def make(
        name: Annotated[str, typer.Argument(metavar="ID", help="Id of the new entry.")] = f"my-{kind}",
        into: Annotated[Path | None, typer.Option("--into", help="File to add it to. Default: print it.")] = None,
    ) -> None:
        from briefgen.scaffold import add_entry, first_source, skeleton

        source = first_source(_root_or_none(into))
        if into is None:
            typer.echo(skeleton(kind, name, source), nl=False)
        else:
            add_entry(into, kind, name, source)
            typer.echo(f"added {name} to {into}")

    return make


def _root_or_none(into: Path | None) -> Path | None:
    try:
        return project_root(into.resolve().parent if into and into.parent.is_dir() else None)
    except BriefgenError:
        return None


def new_brief(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of the new brief.")], project: ProjectOption = None
) -> None:
    """A brief to fill in, in content/briefs/ID.yaml."""
    from briefgen.scaffold import new_brief as make

    root = project_root(project)
    typer.echo(f"made {shown(make(root, name), root)}")


def new_audience(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new audience.")],
    base: Annotated[str, typer.Option("--from", help="Audience to start from.")] = "base",
    project: ProjectOption = None,
) -> None:
    """A folder templates/NAME/ for a new group of readers. It starts from another audience."""
    from briefgen.project import load_workspace
    from briefgen.scaffold import new_audience as make

    root = project_root(project)
    known = (*load_workspace(root, Report()).audiences, "base")
    for path in make(root, name, base, known):
        typer.echo(f"made {shown(path, root)}")
    typer.echo(f"\nTry it:\n  briefgen build --audience {name}")


def new_reference_doc(
    audience: Annotated[str, typer.Argument(metavar="AUDIENCE", help="Readers whose look it starts from.")],
    length: Annotated[
        str | None, typer.Option("--length", "-l", metavar="NAME", help="For this length alone. Default: for all.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write. Default: in templates/AUDIENCE/.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """A reference.docx with every style of an audience. Change them in Word; Word files then look like it."""
    from briefgen.scaffold import new_reference

    root = project_root(project)
    typer.echo(f"made {shown(new_reference(root, audience, length, out), root)}")


def import_citations(
    file: Annotated[Path, typer.Argument(help="A .bib, .ris or CSL-JSON file.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write. Default: content/citations/<name>.yaml.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Take over sources from Zotero, JabRef and the like. They go into content/citations/."""
    from briefgen.scaffold import import_file

    root, report = project_root(project), Report()
    target = import_file(file, out, root, report)
    print_findings(report, root, verbose=True)
    if target is None:
        raise typer.Exit(ExitCode.CONTENT)
    typer.echo(f"wrote {shown(target, root)}")
    raise typer.Exit(ExitCode.CONTENT if report.has_errors else ExitCode.OK)


def schema(
    name: Annotated[
        str, typer.Argument(help="library, citations, brief, project, reviews, scales, audience.")
    ] = "library",
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write all to. Default: print one.")] = None,
) -> None:
    """Write the JSON Schemas that editors use. They complete keys and check values."""
    from briefgen.scaffold import schema_texts, write_schemas

    if out is not None:
        for path in write_schemas(out):
            typer.echo(f"wrote {path}")
        return
    texts = schema_texts()
    if name not in texts:
        raise UsageError(f'there is no schema "{name}"', hint=closest(name, texts) or f"there are: {', '.join(texts)}")
    typer.echo(texts[name], nl=False)
