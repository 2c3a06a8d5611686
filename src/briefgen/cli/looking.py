"""Commands that show what there is: list, show, trace, doctor, explain-rule."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from briefgen.cli.options import AsJson, EntryId, ExitCode, ProjectOption, project_root
from briefgen.cli.printing import mention_errors, print_json, print_table, print_tree
from briefgen.diagnostics import RULES, Report, UsageError, closest


def list_blocks(
    kind: Annotated[
        str | None, typer.Argument(help="A kind of block, or: facts, sources, briefs, audiences. Default: all blocks.")
    ] = None,
    as_json: AsJson = False,
    project: ProjectOption = None,
) -> None:
    """Show what the library holds, one line each."""
    from briefgen.glance import list_rows
    from briefgen.project import load_workspace

    report = Report()
    columns, rows = list_rows(load_workspace(project_root(project), report), kind)
    if as_json:
        print_json(rows)
    else:
        print_table(columns, rows)
    mention_errors(report)


def show(name: EntryId, as_json: AsJson = False, project: ProjectOption = None) -> None:
    """Show all that a block, fact or source says."""
    from briefgen.glance import show_entry
    from briefgen.project import load_workspace

    report = Report()
    entry = show_entry(load_workspace(project_root(project), report), name)
    (print_json if as_json else print_tree)(entry)
    mention_errors(report)


def trace(name: EntryId, as_json: AsJson = False, project: ProjectOption = None) -> None:
    """Follow a block to its evidence, facts and sources. Says too where each is used."""
    from briefgen.glance import trace_entry
    from briefgen.project import load_workspace

    report = Report()
    tree = trace_entry(load_workspace(project_root(project), report), name)
    (print_json if as_json else print_tree)(tree)
    mention_errors(report)


def doctor(as_json: AsJson = False) -> None:
    """Say what this machine lacks, and what mends it."""
    from briefgen.doctor import examine

    findings = examine()
    if as_json:
        print_json([asdict(finding) for finding in findings])
    for finding in () if as_json else findings:
        state = "ok" if finding.ok else "MISSING" if finding.needed else "absent"
        typer.echo(f"{state:<8}{finding.what}: {finding.detail}")
        if finding.remedy:
            typer.echo(f"        {finding.remedy}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(ExitCode.SURROUNDINGS)


def explain_rule(
    rule: Annotated[str | None, typer.Argument(help="Rule id, as findings print it in brackets. Default: all.")] = None,
) -> None:
    """Say what a rule means; without a name, list all."""
    if rule is None:
        print_table(("rule", "severity", "meaning"), [_rule_row(name) for name in sorted(RULES)])
        return
    if rule not in RULES:
        raise UsageError(f'there is no rule "{rule}"', hint=closest(rule, RULES) or "briefgen explain-rule lists all")
    typer.echo(f"{rule} ({RULES[rule].severity}): {RULES[rule].summary}")


def _rule_row(name: str) -> dict[str, str]:
    return {"rule": name, "severity": str(RULES[name].severity), "meaning": RULES[name].summary}
