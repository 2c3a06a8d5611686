"""Findings as text, JSON and SARIF."""

from __future__ import annotations

import json

import pytest

from briefgen.diagnostics import Diagnostic, Severity, Span
from briefgen.present import to_json, to_sarif, to_text

LINES = {
    ("content/a.yaml", 12): "    sources: [wef-2052]",
    ("content/a.yaml", 13): "x" * 200 + "HERE" + "y" * 200,
    ("content/a.yaml", 14): "  大模型 5",
    ("content/a.yaml", 15): "\tkey: 5",
}

UNKNOWN = Diagnostic(
    "unknown-citation",
    'no source is called "wef-2052"',
    Span("content/a.yaml", 12, 15),
    Severity.ERROR,
    'did you mean "wef-2025"?',
)


def read_line(file: str, line: int) -> str:
    return LINES.get((file, line), "")


def finding(line: int, column: int, severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic("alt-text", "something", Span("content/a.yaml", line, column), severity)


def test_a_finding_is_shown_with_its_line_a_caret_and_a_hint() -> None:
    assert to_text([UNKNOWN], read_line) == (
        'content/a.yaml:12:15: error: no source is called "wef-2052" [unknown-citation]\n'
        "        sources: [wef-2052]\n"
        "                  ^\n"
        '    hint: did you mean "wef-2025"?\n'
        "1 error\n"
    )


def test_nothing_is_said_when_nothing_was_found() -> None:
    assert to_text([], read_line) == ""


def test_findings_are_counted_by_severity() -> None:
    found = [UNKNOWN, finding(1, 1), finding(2, 1), finding(3, 1, Severity.INFO)]

    assert to_text(found, read_line).splitlines()[-1] == "1 error, 2 warnings, 1 note"


def test_a_finding_without_a_place_has_no_line() -> None:
    assert to_text([Diagnostic("over-budget", "too much")], read_line) == "error: too much [over-budget]\n1 error\n"


@pytest.mark.parametrize(("line", "column", "under"), [(13, 201, "H"), (15, 7, "5"), (12, 5, "s")])
def test_the_caret_stands_below_the_character(line: int, column: int, under: str) -> None:
    _, source, caret, _ = to_text([finding(line, column)], read_line).splitlines()

    assert source[caret.index("^")] == under
    assert len(source) < 130


def test_a_long_line_is_cut_on_the_sides_that_go_on() -> None:
    _, middle, _, _ = to_text([finding(13, 201)], read_line).splitlines()
    _, end, _, _ = to_text([finding(13, 404)], read_line).splitlines()

    assert middle.strip().startswith("…")
    assert middle.strip().endswith("…")
    assert end.strip().endswith("y")


def test_a_chinese_character_takes_two_columns_of_a_terminal() -> None:
    _, source, caret, _ = to_text([finding(14, 7)], read_line).splitlines()

    assert source[10] == "5"
    assert caret.index("^") == 10 + len("大模型")


def test_colour_goes_around_severity_and_caret_only_when_asked_for() -> None:
    plain, coloured = (to_text([UNKNOWN], read_line, colour=on) for on in (False, True))

    assert "\x1b" not in plain
    assert coloured.replace("\x1b[31m", "").replace("\x1b[32m", "").replace("\x1b[0m", "") == plain
    assert "\x1b[31merror\x1b[0m" in coloured


def test_json_has_one_object_for_each_finding() -> None:
    first, second = json.loads(to_json([UNKNOWN, Diagnostic("over-budget", "zu viel, 太多")]))

    assert first == {
        "rule": "unknown-citation",
        "severity": "error",
        "message": 'no source is called "wef-2052"',
        "hint": 'did you mean "wef-2025"?',
        "file": "content/a.yaml",
        "line": 12,
        "column": 15,
    }
    assert (second["file"], second["line"], second["message"]) == (None, None, "zu viel, 太多")


def test_sarif_names_tool_rules_and_places() -> None:
    log = json.loads(to_sarif([UNKNOWN, finding(3, 1, Severity.INFO), Diagnostic("over-budget", "too much")]))

    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "briefgen"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["alt-text", "over-budget", "unknown-citation"]
    first, second, third = run["results"]
    assert first["ruleId"] == run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"]
    assert first["message"]["text"] == 'no source is called "wef-2052" (did you mean "wef-2025"?)'
    (place,) = first["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "content/a.yaml"
    assert place["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 15}
    assert second["level"] == "note"
    assert "locations" not in third


def test_sarif_paths_are_uris() -> None:
    log = json.loads(to_sarif([Diagnostic("alt-text", "x", Span("content/my file.yaml", 1, 1))]))

    (place,) = log["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "content/my%20file.yaml"
