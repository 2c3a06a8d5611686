"""YAML text to plain values, each with the place where it was written.

Scalars stay text: the schema decides what a field means, so `version: 1.0` and `yes` are never
guessed at. Refused are tags, anchors, aliases, merge keys, several documents and equal keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from briefgen.core.model import Prose
from briefgen.diagnostics import Report, Span
from briefgen.source.hazards import MAX_WORD, hidden_in, long_word_in, report_hazards, report_hidden

FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML where PyYAML was built with it; it reads about ten times as fast."""

MAX_DEPTH: Final = 24
MAX_NODES: Final = 200_000
MAX_SCALAR: Final = 20_000

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text, with the place of its first character."""

    text: str
    span: Span
    """Where the value begins: its first letter, its quote or its `|`."""
    style: str = ""
    """Empty for plain, else one of `'`, `"`, `|` and `>`."""
    start: Span | None = None
    """Where the first character of `text` stands, if that is not `span`."""
    indent: int = 1
    """Column of the first character of every later line."""
    shifts: tuple[tuple[int, int], ...] = ()
    """For quoted text: offset of an escape, and how many columns it takes more than its character."""
    folded: bool = False
    """YAML joined several lines into one, so that positions inside are lost."""

    @property
    def is_null(self) -> bool:
        """Nothing was written, or a word that YAML reads as nothing."""
        return not self.style and self.text in _NULLS

    @property
    def prose(self) -> Prose:
        """The same text as prose; positions are right unless the text is folded."""
        return Prose(self.text, self.start or self.span, self.indent, self.shifts)


class Entries(dict[str, "Value"]):
    """A mapping that knows where it and its keys stand."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span
        self.key_spans: dict[str, Span] = {}


class Items(list["Value"]):
    """A sequence that knows where it stands."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


Value = Scalar | Entries | Items


def parse_yaml(text: str, file: str, report: Report, loader: Any = FAST) -> Value | None:
    """The document in `text`; an empty one is an empty mapping.

    None when the file cannot be used at all. Duplicate keys, tags, anchors and further documents
    are reported and the rest is still returned.
    """
    if odd := _UNPRINTABLE.search(text):
        before = _LINE_BREAK.split(text[: odd.start()])
        _report_character(odd.group(), Span(file, len(before), len(before[-1]) + 1), report)
        return None
    try:
        return _Composer(text, file, report, loader).document()
    except yaml.YAMLError as fault:
        _report_syntax(fault, file, text, report)
    except _Refused as fault:
        report.add(fault.rule, fault.message, fault.span)
    return None


class _Refused(Exception):  # noqa: N818 - carries a finding out of the recursion
    """The file cannot be used any further."""

    def __init__(self, rule: str, message: str, span: Span) -> None:
        super().__init__(message)
        self.rule, self.message, self.span = rule, message, span


class _Composer:
    """Turns PyYAML's events, which have exact marks, into values."""

    def __init__(self, text: str, file: str, report: Report, loader: Any) -> None:
        self._file, self._report = file, report
        self._lines = _LINE_BREAK.split(text)
        report_hazards(self._lines, file, report)
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=loader))
        self._nodes = 0

    def document(self) -> Value:
        value: Value | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if value is not None:
                    self._feature("a file holds one document only", event)
                    return value
                value = self._value(next(self._events), 0)
        return Entries(Span(self._file, 1, 1)) if value is None else value

    def _value(self, event: Any, depth: int) -> Value:
        self._guard(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return self._sequence(event, depth)

    def _guard(self, event: Any, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            message = f'content may not use aliases ("*{event.anchor}")'
            raise _Refused("yaml-feature", message, self._span(event))
        if event.anchor is not None:
            self._feature(f'content may not use anchors ("&{event.anchor}")', event)
        if event.tag is not None:
            self._feature(f'content may not use tags ("{_short_tag(event.tag)}")', event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Refused("too-large", f"the file has more than {MAX_NODES:,} values", self._span(event))
        if depth > MAX_DEPTH:
            raise _Refused("too-large", f"values are nested more than {MAX_DEPTH} deep", self._span(event))

    def _sequence(self, start: Any, depth: int) -> Items:
        items = Items(self._span(start))
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return items

    def _mapping(self, start: Any, depth: int) -> Entries:
        entries = Entries(self._span(start))
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            value = self._value(next(self._events), depth + 1)
            if (name := self._key(key, entries)) is not None:
                entries[name] = value
                entries.key_spans[name] = key.span
        return entries

    def _key(self, key: Value, entries: Entries) -> str | None:
        if not isinstance(key, Scalar):
            self._report.add("yaml-feature", "a key must be plain text", key.span)
        elif key.text == "<<" and not key.style:
            self._report.add("yaml-feature", 'content may not use merge keys ("<<")', key.span)
        elif key.text in entries:
            first = entries.key_spans[key.text].line
            self._report.add("duplicate-key", f'the key "{key.text}" stands in line {first} already', key.span)
        else:
            return key.text
        return None

    def _scalar(self, event: Any) -> Scalar:
        scalar = self._read(event)
        if len(scalar.text) < MAX_WORD:
            return scalar
        if word := long_word_in(scalar.text):
            message = f"a word of {len(word.group()):,} letters; {MAX_WORD:,} are accepted"
            place = scalar.span if scalar.folded else scalar.prose.at(word.start())
            self._report.add("too-large", message, place, hint="no line can hold it")
        return scalar

    def _read(self, event: Any) -> Scalar:
        span, style, text = self._span(event), event.style or "", str(event.value)
        if len(text) > MAX_SCALAR:
            raise _Refused("too-large", f"a text has more than {MAX_SCALAR:,} characters", span)
        if style == "|":
            indent = self._indent_of(text, span.line)
            return Scalar(text, span, style, Span(self._file, span.line + 1, indent), indent)
        folded = style == ">" or event.end_mark.line >= span.line
        if style in {"'", '"'}:
            source = self._lines[span.line - 1][span.column : event.end_mark.column - 1]
            shifts = () if folded or len(source) == len(text) else _shifts(source, style)
            quoted = Scalar(text, span, style, Span(self._file, span.line, span.column + 1), 1, shifts, folded)
            if odd := _UNPRINTABLE.search(text):
                _report_character(odd.group(), span if folded else quoted.prose.at(odd.start()), self._report)
            if (
                style == '"'
                and not text.isascii()
                and "\\" in "".join(self._lines[span.line - 1 : event.end_mark.line + 1])
            ):
                for at, character in hidden_in(text):
                    report_hidden(character, span if folded else quoted.prose.at(at), self._report)
            return quoted
        return Scalar(text, span, style, folded=folded)

    def _indent_of(self, text: str, line: int) -> int:
        """Column of the first character of each line of a literal block that begins after `line`."""
        for offset, row in enumerate(text.split("\n")):
            if row.strip(" "):
                source = self._lines[line + offset]
                return len(source) - len(source.lstrip(" ")) - (len(row) - len(row.lstrip(" "))) + 1
        return 1

    def _feature(self, message: str, event: Any) -> None:
        self._report.add("yaml-feature", message, self._span(event))

    def _span(self, event: Any) -> Span:
        mark = event.start_mark
        return Span(self._file, mark.line + 1, mark.column + 1)


def _shifts(source: str, quote: str) -> tuple[tuple[int, int], ...]:
    """For each escape in a quoted text: its offset in the text, and the columns it takes beyond one."""
    found: list[tuple[int, int]] = []
    gone = 0
    for escape in re.finditer("''", source) if quote == "'" else _ESCAPE.finditer(source):
        extra = len(escape.group()) - 1
        found.append((escape.start() - gone, extra))
        gone += extra
    return tuple(found)


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _report_character(character: str, place: Span, report: Report) -> None:
    report.add("yaml-syntax", f"the character U+{ord(character):04X} is not allowed in YAML", place)


def _report_syntax(fault: yaml.YAMLError, file: str, text: str, report: Report) -> None:
    problem = str(getattr(fault, "problem", None) or fault)
    context, began = getattr(fault, "context", None), getattr(fault, "context_mark", None)
    at: Any = getattr(fault, "problem_mark", None) or began
    message = f"{problem} ({context})" if context else problem
    if began is not None and at.index >= len(text):
        # The end of the file is no place to look for a quote that was never closed.
        at = began
    line, column = (at.line + 1, at.column + 1) if at is not None else (1, 1)
    report.add("yaml-syntax", message, Span(file, line, column), hint=_syntax_hint(problem))


def _syntax_hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'put a text that contains ": " in quotes'
    if "tab character" in problem:
        return "indent with blanks, not tabs"
    if "cannot start any token" in problem:
        return "indent with blanks, not tabs; put a text that begins with a special character in quotes"
    if "expected <block end>" in problem or "did not find expected" in problem:
        return "check the indentation and the quotes; a text that begins with { or [ needs quotes"
    return ""
