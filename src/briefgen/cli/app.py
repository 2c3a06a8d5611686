"""The table of commands, and the way out: every end of the program has its exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from briefgen import __version__
from briefgen.cli import building, following, looking, making
from briefgen.cli.options import ExitCode, project_root
from briefgen.cli.printing import print_findings
from briefgen.diagnostics import BriefgenError, BuildFailed, UsageError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
new = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make a block, source, brief or look to fill in.",
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """One library of content blocks becomes every policy brief: PDF, Word and HTML."""
    if version:
        typer.echo(f"briefgen {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(building.build)
app.command()(building.check)
app.command()(building.explain)
app.command("list")(looking.list_blocks)
app.command()(looking.show)
app.command()(looking.trace)
app.command("where-used")(following.where_used)
app.command()(following.impact)
app.command()(following.verify)
app.command()(following.review)
app.command()(making.init)
app.add_typer(new, name="new")
app.command("import")(making.import_citations)
app.command()(making.schema)
app.command()(looking.doctor)
app.command("explain-rule")(looking.explain_rule)

for _kind, _thing in making.KINDS.items():
    _help = f"{_thing}, printed or added to a file. Every field is explained."
    new.command(_kind, help=_help)(making.entry_maker(_kind))
new.command("brief")(making.new_brief)
new.command("audience")(making.new_audience)
new.command("reference-doc")(making.new_reference_doc)


def main() -> None:
    """The `briefgen` command."""
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with these arguments, by default those of the process; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=arguments if arguments is None else list(arguments), prog_name="briefgen")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else ExitCode.OK
    except BuildFailed as failed:
        print_findings(failed.report, _root_or_here(), verbose=False)
        return ExitCode.CONTENT
    except BriefgenError as fault:
        typer.echo(f"error: {fault.message}", err=True)
        if fault.hint:
            typer.echo(f"hint: {fault.hint}", err=True)
        return ExitCode.USAGE if isinstance(fault, UsageError) else ExitCode.SURROUNDINGS
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except MemoryError:
        typer.echo("error: there is not enough memory", err=True)
        return ExitCode.SURROUNDINGS
    except ImportError as fault:
        reason = str(fault).strip().splitlines()[-1:] or [type(fault).__name__]
        typer.echo(f"error: a library cannot be loaded: {reason[0]}", err=True)
        typer.echo(
            "hint: is it installed, and is there enough memory? briefgen doctor looks at what there is", err=True
        )
        return ExitCode.SURROUNDINGS
    except Exception:
        typer.echo(traceback.format_exc(), err=True)
        typer.echo("This is a bug in briefgen. Please report the lines above together with what you ran.", err=True)
        return ExitCode.BUG
    return ExitCode.OK


def _root_or_here() -> Path:
    try:
        return project_root(None)
    except BriefgenError:
        return Path.cwd()
