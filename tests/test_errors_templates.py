"""Broken templates and profiles: each folder in tests/errors_templates/ is laid over a sound project with a full page.

Its expected.txt has one line for each finding: the place, the rule and a part of the message or hint.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from briefgen.diagnostics import RULES, BuildFailed, Diagnostic
from briefgen.pipeline import Request, build
from conftest import BRIEF, Project

CASES = sorted(p for p in Path(__file__).parent.joinpath("errors_templates").iterdir() if p.is_dir())
EXPECTED = re.compile(r"(?P<place>\S*) \[(?P<rule>[a-z-]+)\] (?P<words>.+)")
SHOWN_ELSEWHERE = {
    "bad-reference-doc",  # no text file can show it: test_docx_reference.py
    "reference-style-added",
    "reference-part-dropped",
    "word-cannot",  # test_docx_vocabulary.py
}
TEMPLATE_RULES = (
    set(list(RULES)[list(RULES).index("template-syntax") : list(RULES).index("bad-figure")]) - SHOWN_ELSEWHERE
)

TOWN = """\
theme: town
theme-title: The town
blocks:
  - kind: text
    id: decide
    role: ask
    title: Decide
    text:
      headline: Decide who mends the roads, and from which money.
      summary: |
        Decide which department mends the roads, and whether the money comes from the budget of the town or from a
        loan. Ask for a list of the roads that are worst, with what each would cost, before the winter begins.
  - kind: text
    id: in-short
    role: bottom-line
    title: In short
    text:
      headline: Roads and paths are bad, and nobody has said what mending them costs.
      summary: |
        Roads and paths are bad, and the town knows where. What is missing is a price, and somebody who is to see to
        it. Drivers, cyclists and those who walk put up with holes, darkness and water that does not run off. The longer
        the town waits, the more there is to mend, since frost breaks open what is cracked already. Nobody has asked
        those who live there what they would have mended first.
  - kind: challenge
    id: paths
    title: Paths that end in the grass
    stance: inferred
    affected: Those who walk, and those who push a pram
    evidence: [survey]
    gap: No source says which paths should be joined.
    text:
      headline: Many paths beside the roads end in the grass, and nobody knows who was to go on with them.
  - kind: challenge
    id: lamps
    title: Lamps that are out
    stance: inferred
    affected: Whoever is on the road after dark
    evidence: [survey]
    gap: No source says who changes the lamps.
    text:
      headline: Lamps that went out in spring are out in autumn, since no department thinks that they are its own.
  - kind: challenge
    id: gutters
    title: Water on the road
    stance: inferred
    affected: Drivers, and the owners of the houses below
    evidence: [survey]
    gap: No source says how often gutters are cleared.
    text:
      headline: Water stands on the road after rain, runs into the houses below and freezes there in winter.
  - kind: challenge
    id: signs
    title: Signs that nobody reads
    stance: inferred
    affected: Strangers to the town
    evidence: [survey]
    gap: No source says which signs are still needed.
    text:
      headline: Signs from many years stand one behind the other, so that strangers take the wrong turn.
  - kind: text
    id: unknown
    role: limits
    title: Unknown
    text:
      headline: One survey looked at the roads, and nobody has looked at paths, lamps, gutters and signs.
      summary: |
        One survey looked at the roads, and at nothing else. What is said of paths, lamps and gutters is what people in
        the town say. No source says what mending costs, how long it takes or who pays for it.
"""
FULL_PAGE = {"content/library/town.yaml": TOWN, "content/briefs/roads.yaml": BRIEF.replace("[roads]", "[roads, town]")}


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
    assert findings(project(FULL_PAGE)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_is_found_where_it_stands_and_nothing_else(case: Path, project: Project) -> None:
    root = project(FULL_PAGE)
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
