"""Broken content: each file in tests/errors/ says above each faulty line what is to be found there.

`# file: PATH` in the first line says where the file stands in the project. `# error: COLUMN [rule]`
means the next line that is no such comment; comments of this kind are taken out before the file is read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefgen import resources
from briefgen.core.checks import run_checks
from briefgen.core.checks.reading import check_reading
from briefgen.diagnostics import RULES, Diagnostic, Report
from briefgen.project import Workspace
from briefgen.source.load import load_briefs, load_library, load_project
from briefgen.source.looks import shelves
from conftest import SOUND, Project

FILES = sorted(Path(__file__).parent.joinpath("errors").glob("*.yaml"))
EXPECTED = re.compile(r"\s*# error: (\d+) \[([a-z-]+)\]")

ELSEWHERE = {
    "unreadable-file",  # no text file can show it: test_load.py
    "unknown-length",  # needs an audience's profile
    "unknown-brief",  # needs a command line
    "missing-depth",  # needs a deliverable
    "retracted-source",  # needs two files: test_checks.py
    "mixed-scales",  # needs two files: test_schemes.py
    "not-approved",  # need a release: test_release.py
    "unchecked-evidence",
    "incomplete-brief",
}
CONTENT_RULES = {*list(RULES)[: list(RULES).index("template-syntax")], "bad-figure"}


def check(root: Path) -> tuple[Diagnostic, ...]:
    report = Report()
    settings = load_project(root, report)
    report.severities = settings.severities
    library = load_library(root, report, audiences=["minister", "public"])
    briefs = load_briefs(root, report, settings, library, audiences=["minister", "public"])
    run_checks(library, briefs, settings, report)
    workspace = Workspace(root, settings, library, briefs, shelves(root, resources.built_in_templates()))
    named = [(brief, name) for brief in briefs.values() for name in brief.audiences if name in workspace.audiences]
    found = ((brief, workspace.audience(name, brief.lang, report)) for brief, name in named)
    check_reading(library, settings, [(brief, audience) for brief, audience in found if audience], report)
    return report.diagnostics


def read_fixture(path: Path) -> tuple[str, str, set[tuple[int, int, str]]]:
    """Where the file stands in a project, its text, and the line, column and rule of each expected finding."""
    first, *lines = path.read_text(encoding="utf-8").split("\n")
    kept: list[str] = []
    expected: set[tuple[int, int, str]] = set()
    for line in lines:
        if found := EXPECTED.fullmatch(line):
            expected.add((len(kept) + 1, int(found[1]), found[2]))
        else:
            kept.append(line)
    return first.removeprefix("# file: "), "\n".join(kept), expected


def test_a_sound_project_has_no_findings(project: Project) -> None:
    assert check(project()) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_fault_is_found_where_it_stands_and_nothing_else(path: Path, project: Project) -> None:
    name, text, expected = read_fixture(path)

    found = check(project({name: text}))

    places = {(d.span.line, d.span.column, d.rule) for d in found if d.span and d.span.file == name}
    assert places == expected, "\n".join(map(str, found))
    assert [d for d in found if not d.span or d.span.file != name] == []


def test_every_content_rule_has_a_fixture() -> None:
    shown = {rule for path in FILES for _, _, rule in read_fixture(path)[2]}

    assert CONTENT_RULES - ELSEWHERE - shown == set()


def test_fixtures_stand_in_for_files_or_add_them() -> None:
    places = {read_fixture(path)[0] for path in FILES}

    assert places & set(SOUND)
    assert all(place.startswith("content/") for place in places)
