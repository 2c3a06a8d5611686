"""Checks beyond the broken files in tests/errors/: severities, counting, unsound libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.core import model as m
from briefgen.core.checks import CHECKS, run_checks
from briefgen.core.checks.length import count_words
from briefgen.core.walk import parts_of, prose_in
from briefgen.diagnostics import RULES, Report, Severity
from briefgen.project import check_workspace, load_workspace
from briefgen.source.load import load_briefs, load_library, load_project
from conftest import LIBRARY, PROJECT, SOURCES, Project

SHIPPED = Path(__file__).parent.parent


def check(root: Path) -> Report:
    """Everything found with the project's own severities."""
    report = Report()
    settings = load_project(root, report)
    report.severities = settings.severities
    library = load_library(root, report)
    run_checks(library, load_briefs(root, report, settings, library), settings, report)
    return report


def test_checks_are_named_after_the_rule_that_they_guard() -> None:
    assert {check.__name__.replace("_", "-") for check in CHECKS} <= set(RULES)


def test_a_project_weighs_rules_its_own_way(project: Project) -> None:
    unused = LIBRARY.replace("Of all roads, {bad-roads} need repair.", "Of all roads, 12 per cent need repair.")
    files = {"content/library/roads.yaml": unused}

    report = check(project(files))
    assert [(d.rule, d.severity) for d in report.diagnostics] == [
        ("unbound-number", Severity.ERROR),
        ("unused-fact", Severity.INFO),
    ]
    own = PROJECT + "severities: {unbound-number: warning, unused-fact: off}\n"
    report = check(project({**files, "content/project.yaml": own}))
    assert [(d.rule, d.severity) for d in report.diagnostics] == [("unbound-number", Severity.WARNING)]
    assert not report.has_errors


def test_checks_go_on_where_names_lead_nowhere(project: Project) -> None:
    broken = LIBRARY.replace("{bad-roads}", "{good-roads}").replace("answers: [holes]", "answers: [hole]")

    rules = [d.rule for d in check(project({"content/library/roads.yaml": broken})).diagnostics]

    assert sorted(rules) == ["orphan-challenge", "unknown-block", "unknown-fact", "unused-fact"]


def test_an_exception_of_the_project_holds_everywhere(project: Project) -> None:
    named = LIBRARY.replace("title: Mend the roads", "title: Mend the A40 and the A400")
    own = PROJECT + "exceptions: [{text: A40, reason: name of a road}, {text: A400, reason: name of a road}]\n"

    assert check(project({"content/library/roads.yaml": named, "content/project.yaml": own})).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One two-word, three.", 3),
        ("- a\n- b – c", 3),
        ("人工智能", 2),
        ("中国的 AI 模型", 4),
        ("5 million", 2),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert count_words(text) == count


def test_a_printed_fact_counts_with_all_its_words(project: Project) -> None:
    filler = " ".join(["word"] * 27)
    fits = LIBRARY.replace("Of all roads, {bad-roads} need repair.", f"{filler} {{bad-roads:number}} it")
    too_long = LIBRARY.replace("Of all roads, {bad-roads} need repair.", f"{filler} {{bad-roads:number}} it is")

    assert check(project({"content/library/roads.yaml": fits})).diagnostics == ()
    (found,) = check(project({"content/library/roads.yaml": too_long})).diagnostics
    assert found.message == "this headline has 31 words; 30 are allowed"


def test_all_prose_of_a_block_is_found_wherever_it_stands(project: Project) -> None:
    block = load_library(project(), Report()).blocks[m.BlockId("mend")]

    assert [prose.text for prose in prose_in(block)] == [
        "Mend the roads",
        "Mend the roads that need it most.",
        "The council",
        "The report names nobody.",
        "The report gives no date.",
        "The report gives no amount.",
        "The report names none.",
    ]
    assert len(list(parts_of(block, m.Unknown))) == 4


def test_the_shipped_content_is_sound() -> None:
    report = Report()
    check_workspace(load_workspace(SHIPPED, report), report)

    assert [str(d) for d in report.diagnostics if d.severity is not Severity.INFO] == []


@pytest.mark.parametrize("standing", ["retracted", "corrected"])
def test_what_rests_on_a_source_that_was_taken_back_is_found_where_it_cites(standing: str, project: Project) -> None:
    sources = SOURCES.replace("kind: report", f"standing: {standing}\n    kind: report")
    cited = LIBRARY.replace("need repair.", "need repair [@report-one].")
    files = {"content/citations/sources.yaml": sources, "content/library/roads.yaml": cited}

    found = [(d.rule, d.span.line, d.span.column) for d in check(project(files)).diagnostics if d.span]

    assert found == [("retracted-source", 11, 56), ("retracted-source", 19, 22)]
