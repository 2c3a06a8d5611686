"""Broken templates and profiles: each folder in tests/errors_templates/ is laid over a sound project.

Its expected.txt has one line for each finding: the place, the rule and a part of the message or hint.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from briefgen.diagnostics import RULES, BuildFailed, Diagnostic
from briefgen.pipeline import Request, build
from conftest import Project

CASES = sorted(p for p in Path(__file__).parent.joinpath("errors_templates").iterdir() if p.is_dir())
EXPECTED = re.compile(r"(?P<place>\S*) \[(?P<rule>[a-z-]+)\] (?P<words>.+)")
SHOWN_ELSEWHERE = {
    "bad-reference-doc",  # no text file can show it: test_docx_reference.py
    "reference-style-added",
    "reference-part-dropped",
}
TEMPLATE_RULES = (
    set(list(RULES)[list(RULES).index("template-syntax") : list(RULES).index("bad-figure")]) - SHOWN_ELSEWHERE
)


def expected(case: Path) -> list[re.Match[str]]:
    lines = case.joinpath("expected.txt").read_text(encoding="utf-8").splitlines()
    found = [EXPECTED.fullmatch(line) for line in lines if line]
    assert found, f"{case.name} expects nothing"
    assert all(found), lines
    return [match for match in found if match]


def findings(root: Path) -> list[Diagnostic]:
    """What a build says, notes aside."""
    try:
        report = build(Request(root, formats=("pdf", "html"))).report
    except BuildFailed as failed:
        report = failed.report
    return [d for d in report.diagnostics if d.severity != "info"]


def test_the_project_beneath_is_sound(project: Project) -> None:
    assert findings(project()) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_is_found_where_it_stands_and_nothing_else(case: Path, project: Project) -> None:
    root = project()
    shutil.copytree(case, root, dirs_exist_ok=True)

    found = findings(root)

    wanted = expected(case)
    said = [(str(d.span or ""), d.rule, f"{d.message} {d.hint}") for d in found]
    assert {s[:2] for s in said} == {(m["place"], m["rule"]) for m in wanted}, "\n".join(map(str, found))
    assert [
        m[0] for m in wanted if not any(s[:2] == (m["place"], m["rule"]) and m["words"] in s[2] for s in said)
    ] == []


def test_every_rule_on_templates_and_looks_has_a_case() -> None:
    shown = {m["rule"] for case in CASES for m in expected(case)}

    assert TEMPLATE_RULES - shown == set()
