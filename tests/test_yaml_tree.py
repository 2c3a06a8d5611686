"""YAML to values with places, with LibYAML and without it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from briefgen.core.model import Prose
from briefgen.diagnostics import Report, Span
from briefgen.source import yaml_tree
from briefgen.source.yaml_tree import FAST, Entries, Items, Scalar, Value, parse_yaml

LOADERS = pytest.mark.parametrize("loader", [FAST, yaml.SafeLoader], ids=["fast", "pure"])


def parse(text: str, loader: Any = FAST) -> Value | None:
    report = Report()
    value = parse_yaml(text, "a.yaml", report, loader)
    assert report.diagnostics == ()
    return value


def scalar(text: str, loader: Any = FAST) -> Scalar:
    value = parse(f"key: {text}", loader)
    assert isinstance(value, Entries)
    found = value["key"]
    assert isinstance(found, Scalar)
    return found


def place_of(prose: Prose, part: str) -> tuple[int, int]:
    span = prose.at(prose.text.index(part))
    return span.line, span.column


def findings(text: str, loader: Any = FAST) -> list[tuple[int, int, str]]:
    report = Report()
    parse_yaml(text, "a.yaml", report, loader)
    return [(d.span.line, d.span.column, d.rule) for d in report.diagnostics if d.span]


@LOADERS
def test_keys_and_values_know_where_they_stand(loader: Any) -> None:
    value = parse("# first\none: two\nlist:\n  - a\n  - {b: c}\n", loader)

    assert isinstance(value, Entries)
    assert value.span == Span("a.yaml", 2, 1)
    assert value.key_spans["list"] == Span("a.yaml", 3, 1)
    assert value["one"].span == Span("a.yaml", 2, 6)
    items = value["list"]
    assert isinstance(items, Items)
    assert [each.span for each in items] == [Span("a.yaml", 4, 5), Span("a.yaml", 5, 5)]
    assert isinstance(items[1], Entries)
    assert items[1].key_spans["b"] == Span("a.yaml", 5, 6)


@LOADERS
@pytest.mark.parametrize("written", ["1.0", "2025-01-01", "yes", "off", "0x1F", "1_000", "~x", "012"])
def test_scalars_keep_the_text_that_was_written(written: str, loader: Any) -> None:
    assert scalar(written, loader).text == written


@pytest.mark.parametrize("written", ["", "~", "null", "NULL"])
def test_nothing_is_null_unless_it_is_quoted(written: str) -> None:
    assert scalar(written).is_null
    assert not scalar(f'"{written}"').is_null


@LOADERS
def test_plain_text_has_its_characters_where_they_are(loader: Any) -> None:
    found = scalar("大模型 and more", loader)

    assert place_of(found.prose, "and") == (1, 10)


@LOADERS
@pytest.mark.parametrize(
    ("written", "part", "column"),
    [
        ("'it''s a x'", "it", 7),
        ("'it''s a x'", "x", 15),
        ("'''a'' b'", "b", 13),
        (r'"d\u00e9j\xe0 x"', "x", 20),
        (r'"a \"b\" \\ x"', "x", 18),
        (r'"\U0001F600 x"', "x", 18),
        ('"no escape x"', "x", 17),
    ],
)
def test_escapes_in_quotes_do_not_shift_what_follows(written: str, part: str, column: int, loader: Any) -> None:
    assert place_of(scalar(written, loader).prose, part) == (1, column)


@LOADERS
def test_literal_text_has_every_line_where_it_is(loader: Any) -> None:
    found = scalar("|\n\n    first\n      indented\n    last\n", loader)

    assert found.text == "\nfirst\n  indented\nlast\n"
    assert place_of(found.prose, "first") == (3, 5)
    assert place_of(found.prose, "  indented") == (4, 5)
    assert place_of(found.prose, "last") == (5, 5)


@LOADERS
def test_literal_text_with_a_given_indent_has_its_first_line_where_it_is(loader: Any) -> None:
    found = scalar("|2-\n    code\n  text\n", loader)

    assert found.text == "  code\ntext"
    assert place_of(found.prose, "code") == (2, 5)
    assert place_of(found.prose, "text") == (3, 3)


def test_literal_text_of_blank_lines_has_a_place_all_the_same() -> None:
    assert scalar("|+\n\n\n").prose.span == Span("a.yaml", 2, 1)


@LOADERS
def test_windows_line_ends_change_no_place(loader: Any) -> None:
    value = parse("a: 1\r\nb: |\r\n  x\r\n  y\r\n", loader)

    assert isinstance(value, Entries)
    text = value["b"]
    assert isinstance(text, Scalar)
    assert text.text == "x\ny\n"
    assert place_of(text.prose, "y") == (4, 3)


@LOADERS
@pytest.mark.parametrize("written", [">\n  one\n  two\n", "one\n  two", "'one\n  two'", '"one\n  two"'])
def test_text_that_yaml_joins_from_several_lines_is_marked(written: str, loader: Any) -> None:
    assert scalar(written, loader).folded


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_is_an_empty_mapping_or_nothing(text: str) -> None:
    value = parse(text)

    assert value == Entries(Span("a.yaml", 1, 1)) or (isinstance(value, Scalar) and value.is_null)


@LOADERS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2", (1, 4, "yaml-syntax")),
        ("a: 'open", (1, 4, "yaml-syntax")),
        ("a: b: c", (1, 5, "yaml-syntax")),
        ("a:\n\t- b", (2, 1, "yaml-syntax")),
        ("@a", (1, 1, "yaml-syntax")),
        ("a: b\x08c", (1, 5, "yaml-syntax")),
        ("a: 1\nb: *x", (2, 4, "yaml-feature")),
        ("a: &x 1", (1, 4, "yaml-feature")),
        ("a: !mine 1", (1, 4, "yaml-feature")),
        ("a: !!python/object:os.system {}", (1, 4, "yaml-feature")),
        ("a: 1\n<<: {b: 2}", (2, 1, "yaml-feature")),
        ("? [a, b]\n: c", (1, 3, "yaml-feature")),
        ("a: 1\n---\nb: 2", (2, 1, "yaml-feature")),
        ("a: 1\nb: 2\na: 3", (3, 1, "duplicate-key")),
    ],
)
def test_what_content_may_not_use_is_reported_where_it_stands(
    text: str, expected: tuple[int, int, str], loader: Any
) -> None:
    assert findings(text, loader) == [expected]


def test_an_unclosed_quote_is_shown_where_it_begins() -> None:
    assert findings('a: 1\nb: "open\nc: 2\nd: 3\n') == [(2, 4, "yaml-syntax")]


def test_of_two_equal_keys_the_first_one_counts() -> None:
    value = parse_yaml("a: 1\na: 2", "a.yaml", Report())

    assert isinstance(value, Entries)
    assert isinstance(value["a"], Scalar)
    assert value["a"].text == "1"


def test_a_quoted_merge_key_is_a_key_like_any_other() -> None:
    value = parse('"<<": 1')

    assert isinstance(value, Entries)
    assert list(value) == ["<<"]


@pytest.mark.parametrize("text", ["[" * 3000, "a: " + "{a: " * 3000])
def test_a_tower_of_brackets_is_refused_at_once(text: str) -> None:
    assert [rule for _, _, rule in findings(text)] == ["too-large"]


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MAX_NODES", 10)

    assert findings("[1, 2, 3, 4, 5, 6, 7, 8, 9]") == []
    assert findings("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]") == [(1, 29, "too-large")]


def test_an_endless_text_is_refused() -> None:
    assert findings("a: " + "x" * 20_001) == [(1, 4, "too-large")]


def test_a_syntax_error_gives_a_hint_where_there_is_one() -> None:
    report = Report()
    for text in ("a: b: c", "a:\n\t- b", "a: {b} c", "a: [1"):
        parse_yaml(text, text, report)
    parse_yaml("a: 'open", "quote", report)

    hints = {d.span.file: d.hint for d in report.diagnostics if d.span}
    assert "quotes" in hints["a: b: c"]
    assert "tabs" in hints["a:\n\t- b"]
    assert "needs quotes" in hints["a: {b} c"]
    assert hints["quote"] == ""


# --- characters that nobody sees ----------------------------------------------------------------------


@LOADERS
@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("key: a \u202eb", [(1, 8, "bidi-control")]),
        ("key: a \u2066b\u2069", [(1, 8, "bidi-control"), (1, 10, "bidi-control")]),
        ("a: b\n# \u202e }", [(2, 3, "bidi-control")]),
        ("key: pay\u200bment", [(1, 9, "hidden-character")]),
        ("key: a\u200db", [(1, 7, "hidden-character")]),
        ("key: a\ufeffb", [(1, 7, "hidden-character")]),
        ("key: a\u200eb", [(1, 7, "hidden-character")]),
        ("key: a \U000e0041", [(1, 8, "hidden-character")]),
        ('key: "\u00e9 \\u202e b"', [(1, 9, "bidi-control")]),
        ('key: "\\u200b"', [(1, 7, "hidden-character")]),
        ('key: "a \\u202e\n  b"', [(1, 6, "bidi-control")]),
        ("key: |\n  one\n  two \u2060three", [(3, 7, "hidden-character")]),
    ],
)
def test_what_nobody_sees_is_told_where_it_stands(written: str, found: list[tuple[int, int, str]], loader: Any) -> None:
    assert findings(written, loader) == found


@pytest.mark.parametrize(
    "wanted",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\U0001f469\u200d\U0001f467",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "\u05d0 A\u200e \u05d1",
        "co\u00adop",
        "\u1780\u200b\u1781",
    ],
)
def test_what_a_script_needs_is_not_told(wanted: str) -> None:
    assert findings(f"key: {wanted}") == []


def test_of_many_hidden_characters_the_first_are_told() -> None:
    assert len(findings("key: " + "a\u200b" * 500)) == 20


def test_a_word_that_no_line_holds_is_refused_where_it_stands() -> None:
    assert findings(f"key: a {'b' * 2000}") == [(1, 8, "too-large")]
    assert findings("key: a " + "b" * 1999 + " " + "\u6c34" * 5000 + " " + "\u0e19" * 5000) == []
