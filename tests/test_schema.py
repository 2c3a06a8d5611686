"""The shape of files: JSON Schema for editors, and how single fields are read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from briefgen.core.model import KINDS, Day, Range, Ratio, Unknown
from briefgen.diagnostics import RULES, Report
from briefgen.source import fields, values
from briefgen.source.schema import SCHEMAS, schema_json
from briefgen.source.yaml_tree import Entries, Value, parse_yaml

CONTENT = Path(__file__).parent.parent / "content"


def value(text: str) -> Value:
    tree = parse_yaml(f"key: {text}", "a.yaml", Report())
    assert isinstance(tree, Entries)
    return tree["key"]


def refusal(read: Any, text: str) -> dict[str, Any]:
    with pytest.raises(PydanticCustomError) as caught:
        read(value(text))
    return dict(caught.value.context or {})


# --- JSON Schema ------------------------------------------------------------------------------------


def properties_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    definitions = [schema, *schema.get("$defs", {}).values()]
    return [field for each in definitions for field in each.get("properties", {}).values()]


@pytest.mark.parametrize("name", ["library", "citations", "brief", "project", "audience"])
def test_each_kind_of_file_has_a_json_schema(name: str) -> None:
    schema = schema_json(name)

    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


def test_there_is_no_other_kind_of_file() -> None:
    assert set(SCHEMAS) == {"library", "citations", "brief", "project", "reviews", "scales", "audience"}


def test_the_schema_of_a_library_knows_every_kind_of_block() -> None:
    kinds = {
        d["properties"]["kind"]["const"] for d in schema_json("library")["$defs"].values() if "kind" in d["properties"]
    }

    assert kinds == set(KINDS)


def test_every_key_of_a_block_is_explained_to_the_editor() -> None:
    keys = [field for field in properties_of(schema_json("library")) if "const" not in field]

    assert [field for field in keys if not field.get("description")] == []


def test_no_field_may_be_null() -> None:
    assert '"null"' not in str(schema_json("library")).replace("'", '"')


def test_the_schema_of_a_project_lists_every_rule() -> None:
    assert set(schema_json("project")["properties"]["severities"]["properties"]) == set(RULES)


def test_keys_are_written_with_hyphens() -> None:
    (evidence,) = [d for name, d in schema_json("library")["$defs"].items() if name == "EvidenceEntry"]

    assert {"as-of", "adds-up"} <= set(evidence["properties"])
    assert "for" in schema_json("library")["$defs"]["Texts"]["properties"]


# --- single fields ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5000000", Decimal(5000000)),
        ("-1.50", Decimal("-1.50")),
        ("{low: 3, high: 5}", Range(Decimal(3), Decimal(5))),
        ("{ratio: [1, 10]}", Ratio(Decimal(1), Decimal(10))),
        ('"2025"', Day(2025)),
        ("2025-07", Day(2025, 7)),
        ('"2025-07-28"', Day(2025, 7, 28)),
        ("largest share", "largest share"),
        ('"no"', "no"),
        ("off", "off"),
    ],
)
def test_a_fact_may_say_numbers_ranges_ratios_dates_and_words(written: str, meant: object) -> None:
    assert values.quantity(value(written)) == meant


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ('"5000000"', "write 5000000, without quotes"),
        ("5,000,000", "write 5000000"),
        ("47%", "write value: 47 and unit: percent"),
        ("2025-13", 'write a year, "2025-03" or "2025-03-14"'),
    ],
)
def test_a_number_that_would_be_read_as_words_is_refused_with_a_hint(written: str, hint: str) -> None:
    found = refusal(values.quantity, written)

    assert found["rule"] == "wrong-type"
    assert found["hint"] == hint


@pytest.mark.parametrize("written", ["2025-00", "2025-02-30", "25", "2025-1", "soon"])
def test_what_is_no_date_is_refused(written: str) -> None:
    assert refusal(fields.day, written)["rule"] == "wrong-type"


def test_unknown_is_a_value_with_a_reason() -> None:
    read = values.stated(value("{unknown: Nobody says.}"))

    assert isinstance(read, Unknown)
    assert read.reason.text == "Nobody says."
    assert isinstance(values.day_or_unknown(value("{unknown: Nobody says.}")), Unknown)
    assert values.day_or_unknown(value("2024")) == Day(2024)


@pytest.mark.parametrize("written", ["", "~", '""', '"  "'])
def test_a_blank_field_asks_for_the_reason(written: str) -> None:
    found = refusal(values.stated, written)

    assert found["rule"] == "blank-field"
    assert found["hint"] == "write {unknown: why} if nobody knows"


def test_braces_without_quotes_are_explained() -> None:
    assert refusal(fields.prose, "{bad-roads}")["hint"] == 'put "{bad-roads}" in quotes'
    assert refusal(fields.prose, "[a, b]")["hint"] == ""
    assert refusal(fields.prose, "{a: b, c: d}")["hint"] == ""


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("False", False)])
def test_switches_are_true_or_false(written: str, meant: bool) -> None:
    assert fields.switch(value(written)) is meant


@pytest.mark.parametrize("written", ["yes", '"true"', "1"])
def test_switches_are_nothing_else(written: str) -> None:
    assert refusal(fields.switch, written)["rule"] == "wrong-type"


def test_plain_words_stay_what_they_are() -> None:
    assert fields.words(value("1.0")) == "1.0"
    assert fields.words(value("off")) == "off"
    assert fields.words_or_none(value('""')) == ""
    assert fields.words_or_none(value("secret")) == "secret"


def test_one_line_is_one_line() -> None:
    assert refusal(fields.words, "|\n  one\n  two\n")["message"] == "this must be one line of text"


@pytest.mark.parametrize(
    ("written", "hint"),
    [("Bad Roads", 'write "bad-roads"'), ("a--b", 'write "a-b"'), ("…", ""), ("äöü-a", 'write "a"')],
)
def test_a_bad_id_is_shown_with_a_good_one(written: str, hint: str) -> None:
    found = refusal(fields.identifier, written)

    assert found["rule"] == "bad-id"
    assert found["hint"] == hint


@pytest.mark.parametrize("written", ["en-GB", "zh-CN", "de"])
def test_languages_are_known_by_their_codes(written: str) -> None:
    assert fields.language(value(written)) == written


def test_whole_numbers_have_ends() -> None:
    read = fields.whole(1, 5)

    assert [read(value(str(n))) for n in (1, 5)] == [1, 5]
    for written in ("0", "6", "2.5", '"3"', "many", "99999999999"):
        assert refusal(read, written)["rule"] == "wrong-type"
