"""The command line: the one module that prints and exits."""

from __future__ import annotations

from pathlib import Path

import typer

from briefgen.core.checks import run_checks
from briefgen.diagnostics import BriefgenError, Report
from briefgen.present import to_text
from briefgen.source.load import load_briefs, load_library, load_project

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback()
def _root() -> None:
    """One library of structured content blocks becomes every policy brief."""


@app.command()
def check() -> None:
    """Check all content below ./content and print what is wrong."""
    root, report = Path.cwd(), Report()
    project = load_project(root, report)
    report.severities = project.severities
    library = load_library(root, report)
    briefs = load_briefs(root, report, project, library)
    run_checks(library, briefs, project, report)
    typer.echo(to_text(report.diagnostics, _read_line), nl=False)
    raise typer.Exit(1 if report.has_errors else 0)


def _read_line(file: str, line: int) -> str:
    lines = Path(file).read_text(encoding="utf-8").split("\n")
    return lines[line - 1] if line <= len(lines) else ""


def main() -> None:
    """Run the command line."""
    try:
        app()
    except BriefgenError as fault:
        typer.echo(f"error: {fault.message}\nhint: {fault.hint}", err=True)
        raise SystemExit(3) from fault
