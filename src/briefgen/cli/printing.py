"""How results are printed: tables, trees, JSON, findings, progress. Text for people goes without ornaments."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from briefgen.diagnostics import Diagnostic, Report, Severity

if TYPE_CHECKING:
    from briefgen.results import Told


def print_json(value: object) -> None:
    """The value as JSON, in readable lines."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Aligned columns under their names."""
    rows = list(rows)
    widths = [max([len(c), *(len(row[c]) for row in rows)]) for c in columns[:-1]]
    for row in ({c: c.upper() for c in columns}, *rows):
        cells = [row[c].ljust(w) for c, w in zip(columns, widths, strict=False)]
        typer.echo("  ".join([*cells, row[columns[-1]]]).rstrip())


def print_tree(value: object) -> None:
    """Mappings and lists, indented as in YAML; what says nothing is left out."""
    for line in _tree(value):
        typer.echo(line)


def _tree(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, below in value.items():
                if below not in ("", None, [], {}):
                    yield from _under(key, below)
        case list():
            for below in value:
                first, *rest = [*_tree(below), ""][: max(1, len(list(_tree(below))))]
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)
        case _:
            yield from str(value).splitlines()


def _under(key: str, below: object) -> Iterator[str]:
    lines = list(_tree(below))
    if isinstance(below, dict | list) or len(lines) > 1:
        yield f"{key}:"
        yield from (f"  {line}".rstrip() for line in lines)
    else:
        yield f"{key}: {''.join(lines)}"


def shown(path: Path, root: Path) -> str:
    """The path as users would type it in the project's folder."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


# --- findings -------------------------------------------------------------------------------------


def plain_findings(diagnostics: Sequence[Diagnostic]) -> object:
    """Findings as JSON values."""
    from briefgen.present import to_json

    found: object = json.loads(to_json(diagnostics))
    return found


def print_sarif(diagnostics: Sequence[Diagnostic]) -> None:
    """Findings as a SARIF log."""
    from briefgen.present import to_sarif

    typer.echo(to_sarif(diagnostics), nl=False)


def print_findings(report: Report, root: Path, *, verbose: bool, err: bool = True) -> None:
    """Errors and warnings with their lines, notes only when asked for; nothing when all is well."""
    from briefgen.places import line_reader
    from briefgen.present import to_text

    stream = sys.stderr if err else sys.stdout
    wanted = [d for d in report.diagnostics if verbose or d.severity is not Severity.INFO]
    typer.echo(to_text(wanted, line_reader(root), colour=stream.isatty()), nl=False, err=err)
    notes = len(report.diagnostics) - len(wanted)
    if notes:
        typer.echo(f"{notes} {'note' if notes == 1 else 'notes'} not shown; --verbose shows them", err=err)


def mention_errors(report: Report) -> None:
    """A word on stderr where what is shown may be incomplete."""
    if report.has_errors:
        typer.echo("The library has errors; briefgen check shows them.", err=True)


# --- progress -------------------------------------------------------------------------------------


def _silent(_: Told) -> None:
    pass


def _line(told: Told) -> None:
    if not told.stage:
        typer.echo(f"{told.done}/{told.total} {told.what}", err=True)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[Told], None]]:
    """A bar on a terminal, with what is done for which deliverable; in a pipe a line for each that is finished."""
    if quiet or not sys.stderr.isatty():
        yield _silent if quiet else _line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("check", total=None)

        def show(told: Told) -> None:
            what = f"{told.what}: {told.stage}" if told.stage else told.what
            bar.update(task, description=what, completed=told.done, total=told.total, refresh=True)

        yield show
