"""Findings for people and for machines: plain text, JSON and SARIF. Pure functions; the command line prints."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from urllib.parse import quote

from briefgen import __version__
from briefgen.diagnostics import RULES, Diagnostic, Severity, Span

ReadLine = Callable[[str, int], str]
"""Path and line number (from 1) to the text of that line, empty when there is none."""

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_SARIF_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MAX_WIDTH: Final = 120


def to_text(diagnostics: Sequence[Diagnostic], read_line: ReadLine, *, colour: bool = False) -> str:
    """Each finding with its source line, a caret and a hint; one summary line at the end, nothing if all is well."""
    if not diagnostics:
        return ""
    shown = [_finding(each, read_line, colour=colour) for each in diagnostics]
    return "\n".join([*shown, _summary(diagnostics), ""])


def to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects: rule, severity, message, hint, file, line and column."""
    return json.dumps([_record(each) for each in diagnostics], ensure_ascii=False, indent=2) + "\n"


def to_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A SARIF 2.1.0 log with one run, for code hosts and editors."""
    used = sorted({each.rule for each in diagnostics})
    driver = {"name": "briefgen", "version": __version__, "rules": [_sarif_rule(rule) for rule in used]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(each, used.index(each.rule)) for each in diagnostics],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


# --- text -------------------------------------------------------------------------------------------


def _finding(found: Diagnostic, read_line: ReadLine, *, colour: bool) -> str:
    place = f"{found.span}: " if found.span else ""
    severity = _coloured(found.severity, _COLOURS[found.severity], on=colour)
    lines = [f"{place}{severity}: {found.message} [{found.rule}]"]
    if found.span and (source := read_line(found.span.file, found.span.line).rstrip()):
        lines += [f"    {each}" for each in _pointed(source, found.span, colour=colour)]
    if found.hint:
        lines.append(f"    hint: {found.hint}")
    return "\n".join(lines)


def _pointed(source: str, span: Span, *, colour: bool) -> tuple[str, str]:
    """The source line, cut to a readable width around the column, and the caret below it."""
    source, column = source.replace("\t", " "), span.column - 1
    start = max(0, min(column - _MAX_WIDTH // 2, len(source) - _MAX_WIDTH))
    shown, before = source[start : start + _MAX_WIDTH], source[start : start + column - start]
    lead, tail = "…" if start else "", "…" if start + _MAX_WIDTH < len(source) else ""
    caret = " " * (len(lead) + _cells(before)) + _coloured("^", "32", on=colour)
    return f"{lead}{shown}{tail}", caret


def _cells(text: str) -> int:
    """Columns of a terminal that `text` takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _coloured(text: str, code: str, *, on: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if on else text


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    counts = ((s, sum(1 for d in diagnostics if d.severity is s)) for s in Severity)
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    return ", ".join(f"{n} {names[s]}{'' if n == 1 else 's'}" for s, n in counts if n)


# --- machines ---------------------------------------------------------------------------------------


def _record(found: Diagnostic) -> dict[str, Any]:
    span = found.span
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "message": found.message,
        "hint": found.hint,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
    }


def _sarif_rule(rule: str) -> dict[str, Any]:
    known = RULES[rule]
    level = {"level": _SARIF_LEVELS[known.severity]}
    return {"id": rule, "shortDescription": {"text": known.summary}, "defaultConfiguration": level}


def _sarif_result(found: Diagnostic, index: int) -> dict[str, Any]:
    text = f"{found.message} ({found.hint})" if found.hint else found.message
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _SARIF_LEVELS[found.severity],
        "message": {"text": text},
    }
    if found.span:
        region = {"startLine": found.span.line, "startColumn": found.span.column}
        place = {"artifactLocation": {"uri": quote(found.span.file), "uriBaseId": "%SRCROOT%"}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
    return result
