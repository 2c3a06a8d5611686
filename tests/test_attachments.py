"""Files inside a PDF: the record of what it was made of, and the tables of its charts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from briefgen.core.attachments import RECORD, Attachment, attachments, chart_table, harmless
from briefgen.core.model import (
    BlockId,
    Chart,
    Citation,
    CitationKey,
    Comparator,
    Datum,
    Day,
    Depth,
    Fact,
    FactId,
    Figure,
    Library,
    Quantity,
    Range,
    Ratio,
)
from briefgen.core.select import Item, SelectedSection, Selection
from builders import HERE, a_fact, a_figure, a_library, a_section, a_source, a_text, nobody_knows
from documents import META

LABELS = {"attached_record": "What it is made of", "attached_data": "Values"}


def a_chart(id_: str, *data: tuple[str, str, str]) -> Figure:
    """A bar chart; `data` are label, fact and series."""
    marks = tuple(Datum(label, FactId(fact), series, False, HERE) for label, fact, series in data)
    return a_figure(id_, chart=Chart(type="bar", data=marks, x_title="", y_title="", span=HERE), image="")


def with_facts(library: Library, *facts: Fact) -> Library:
    return replace(library, facts={f.id: f for f in facts})


def table(figure: Figure, library: Library) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(chart_table(figure, library, "en-GB"), newline="")))


def printed(**blocks: Depth) -> Selection:
    items = tuple(Item(BlockId(name.replace("_", "-")), depth) for name, depth in blocks.items())
    return Selection((SelectedSection(a_section("figure", "figures"), items),), ())


def attached(library: Library, **selections: Selection) -> tuple[Attachment, ...]:
    return attachments(META, "briefgen 1.2.3", library, selections, LABELS)


# --- tables -----------------------------------------------------------------------------------------


def test_a_table_has_a_line_for_each_mark_with_its_unit_and_its_sources() -> None:
    sources = (a_source("wef", "p. 25"), a_source("plan"))
    fact = a_fact("gap", Decimal("5000000"), unit="people", comparator=Comparator.OVER, sources=sources)
    library = with_facts(a_library(), fact)
    library = replace(library, citations={CitationKey("wef"): a_citation("wef", "Jobs, and who has them")})

    [row] = table(a_chart("talent", ("Ministry", "gap", "2024")), library)

    assert row == {
        "category": "Ministry",
        "series": "2024",
        "value": "5000000",
        "low": "",
        "high": "",
        "unit": "people",
        "comparator": "over",
        "as of": "2024",
        "printed": "over 5\xa0million\xa0people",
        "fact": "gap",
        "sources": "Jobs, and who has them, p. 25, [wef]; [plan]",
    }


def a_citation(key: str, title: str) -> Citation:
    words = dict.fromkeys(("kind", "reliability", "tier", "origin", "access", "rights"), "")
    return Citation(
        key=CitationKey(key),
        csl={"id": key, "title": title},
        date=Day(2025),
        reprint=None,
        consulted="read",
        notes=None,
        span=HERE,
        **words,
    )


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        (Decimal("1E+3"), ("1000", "", "")),
        (Decimal("-0.50"), ("-0.50", "", "")),
        (Range(Decimal(3), Decimal("4.5")), ("", "3", "4.5")),
        (Ratio(Decimal(1), Decimal(10)), ("1:10", "", "")),
        (Day(2025, 3), ("2025-03", "", "")),
        ("largest share", ("largest share", "", "")),
    ],
)
def test_values_stand_in_a_table_as_the_facts_say_them(value: Quantity, cells: tuple[str, ...]) -> None:
    [row] = table(a_chart("talent", ("a", "gap", "")), with_facts(a_library(), a_fact("gap", value)))

    assert (row["value"], row["low"], row["high"]) == cells


def test_a_date_that_nobody_knows_is_an_empty_cell() -> None:
    fact = a_fact("gap", Decimal(1), as_of=nobody_knows())

    assert table(a_chart("talent", ("a", "gap", "")), with_facts(a_library(), fact))[0]["as of"] == ""


def test_marks_and_line_ends_in_a_cell_keep_to_the_cell() -> None:
    library = with_facts(a_library(), a_fact("gap", Decimal(1)))

    [row] = table(a_chart("talent", ('a "b", c\nd', "gap", "")), library)

    assert row["category"] == 'a "b", c\nd'


@pytest.mark.parametrize("cell", ["=1+1", "+1 more", "-", "-x", "@SUM(A1)", "\tx", "+1+1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_reckon_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1", "+1.5", "1", "", "a=b", "5 - 6"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_no_cell_of_a_table_is_a_formula() -> None:
    library = with_facts(a_library(), a_fact("gap", "=2", unit="@x"))

    [row] = table(a_chart("talent", ("=1+1", "gap", "-a")), library)

    assert (row["category"], row["series"], row["value"], row["unit"]) == ("'=1+1", "'-a", "'=2", "'@x")


# --- which ------------------------------------------------------------------------------------------


def test_the_record_comes_first_then_a_table_for_each_chart_that_is_printed() -> None:
    charts = [a_chart(name, ("a", "gap", "")) for name in ("one", "two", "unprinted")]
    library = with_facts(a_library(*charts, a_figure("photo"), a_text("lead")), a_fact("gap", Decimal(1)))

    files = attached(
        library, standard=printed(two=Depth.HEADLINE, photo=Depth.HEADLINE), opening=printed(one=Depth.HEADLINE)
    )

    assert [(f.name, f.description, f.relationship) for f in files] == [
        (RECORD, "What it is made of", "Supplement"),
        ("one.csv", "Values", "Data"),
        ("two.csv", "Values", "Data"),
    ]


def test_the_record_says_what_made_the_document_of_what() -> None:
    [record] = attached(a_library(a_text("lead")), standard=printed(lead=Depth.FULL))

    assert json.loads(record.text) == {
        "tool": "briefgen 1.2.3",
        "brief": "sample",
        "audience": "minister",
        "length": "standard",
        "title": "Compute is short where it is wanted",
        "language": "en-GB",
        "date": "2026-11-22",
        "version": "1.0",
        "status": "final",
        "blocks": {"standard": [{"section": "figures", "blocks": [{"block": "lead", "depth": "full"}]}]},
    }
