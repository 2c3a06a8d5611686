"""Sentences, syllables and grades, and the limits of the audiences that read a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefgen.core.checks.reading import READING_RULES
from briefgen.core.sentences import grade, is_chinese, sentences, syllables
from briefgen.diagnostics import RULES, Diagnostic, Report, Severity
from briefgen.project import check_workspace, load_workspace
from briefgen.source.shapes import WAIVABLE
from conftest import LIBRARY, PROJECT, Project

LONG = "Of all roads, {bad-roads} need repair, although nobody who drives there each day would say so, because holes "
LONG += "come back each spring and all go again in late summer."


def found(root: Path) -> list[Diagnostic]:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return [d for d in report.diagnostics if d.rule in {*WAIVABLE, "waived"}]


def with_long_sentence(**more: str) -> dict[str, str]:
    text = LIBRARY.replace("Of all roads, {bad-roads} need repair.", LONG)
    return {"content/library/roads.yaml": text, **more}


def test_reading_rules_are_named_after_what_they_find_and_can_be_waived() -> None:
    names = tuple(rule.__name__.replace("_", "-") for rule in READING_RULES)

    assert set(names) <= set(RULES)
    assert set(names) == set(WAIVABLE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "They rise, e.g. in May. By 3.5 they fall.",
            ["They rise, e.g. in May.", "By 3.5 they fall."],
        ),
        ("Do:\n\n- this\n- and that", ["Do:", "this", "and that"]),
        ("第一句。第二句！", ["第一句。", "第二句！"]),
        ("A fact {bad-roads} is a word.", ["A fact xxxxxxxxxxx is a word."]),
        ("| a | table |\n| b | row |", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parts: list[str]) -> None:
    assert [s.text for s in sentences(text)] == parts


def test_a_sentence_knows_where_it_begins() -> None:
    text = "First [@report-one, p. 3].\n\n- *Second* one. Third."

    assert [text[s.start :][:5] for s in sentences(text)] == ["First", "Secon", "Third"]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("road", 1),
        ("repair", 2),
        ("people", 2),
        ("area", 3),
        ("policy", 3),
        ("needed", 2),
        ("asked", 1),
    ],
)
def test_syllables_are_counted_by_rule(word: str, count: int) -> None:
    assert syllables(word) == count


def test_terms_count_as_plain_words_in_the_grade() -> None:
    text = sentences("Semiconductor manufacturing equipment is dear. Artificial intelligence needs it.")
    terms = re.compile("Semiconductor manufacturing equipment|Artificial intelligence")

    assert grade(text) > 15
    assert grade(text, terms) < 5


def test_a_language_is_told_by_its_characters() -> None:
    assert is_chinese("中国的 AI 模型很多。")
    assert not is_chinese("The term 大模型 is Chinese.")


def test_the_strictest_reader_sets_the_limit(project: Project) -> None:
    brief = (project() / "content/briefs/roads.yaml").read_text(encoding="utf-8")
    technical = brief.replace("audiences: [minister]", "audiences: [technical]")

    assert [d.message for d in found(project(with_long_sentence()))] == [
        "a sentence of 29 words; 28 are allowed for minister"
    ]
    assert found(project(with_long_sentence(**{"content/briefs/roads.yaml": technical}))) == []


def test_a_profile_says_how_much_its_limits_weigh(project: Project) -> None:
    own = {"templates/minister/audience.yaml": "extends: base\nreading: {max-sentence: 20, level: error}\n"}

    (long,) = found(project(with_long_sentence(**own)))

    assert (long.severity, long.message) == (Severity.ERROR, "a sentence of 29 words; 20 are allowed for minister")


def test_the_project_has_the_last_word_on_severities(project: Project) -> None:
    own = PROJECT + "severities: {long-sentence: warning}\n"

    (long,) = found(project(with_long_sentence(**{"content/project.yaml": own})))

    assert long.severity is Severity.WARNING


def test_a_waived_finding_is_listed_with_its_reason(project: Project) -> None:
    own = PROJECT + "exceptions: [{text: holes come back, reason: a saying, rule: long-sentence}]\n"

    (waived,) = found(project(with_long_sentence(**{"content/project.yaml": own})))

    assert (waived.rule, waived.severity, waived.message) == ("waived", Severity.INFO, "long-sentence: a saying")


def test_an_exception_for_one_rule_lets_no_number_through(project: Project) -> None:
    text = LIBRARY.replace("{bad-roads} need repair", "{bad-roads} need repair, 12 of them")
    own = PROJECT + "exceptions: [{text: 12 of them, reason: a saying, rule: long-sentence}]\n"
    report = Report()
    root = project({"content/library/roads.yaml": text, "content/project.yaml": own})
    check_workspace(load_workspace(root, report), report)

    assert "unbound-number" in {d.rule for d in report.diagnostics}


def test_an_exception_from_a_rule_that_no_text_breaks_is_a_finding(project: Project) -> None:
    own = PROJECT + "exceptions: [{text: holes come back, reason: a saying, rule: long-sentence}]\n"
    report = Report()
    check_workspace(load_workspace(project({"content/project.yaml": own}), report), report)

    (idle,) = [d for d in report.diagnostics if d.rule == "unused-exception"]
    assert str(idle.span) == "content/project.yaml:4:21"
