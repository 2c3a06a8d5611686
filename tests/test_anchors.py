"""Quotations are found again in copies of their sources, and the value of the fact in or beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from briefgen.core.bearing import Standing, Verdict, judge
from briefgen.core.folding import fold
from briefgen.core.model import BlockId, Comparator, Day, Fact, FactId, Quantity, Quote, Range, Ratio, Unknown
from builders import HERE, prose


def a_quote(exact: str, prefix: str = "", suffix: str = "", unstated: str = "") -> Quote:
    return Quote(exact, prefix, suffix, unstated, HERE)


def a_fact(value: Quantity, unit: str = "", comparator: Comparator = Comparator.EXACTLY) -> Fact:
    return Fact(
        id=FactId("bad-roads"),
        label="Bad roads",
        value=value,
        unit=unit,
        unit_one="",
        comparator=comparator,
        as_of=Unknown(prose("Nobody says.")),
        geography="",
        definition="",
        conversion=None,
        sources=(),
        evidence=BlockId("survey"),
        span=HERE,
    )


def stands(quote: Quote, text: str, fact: Fact | None = None) -> Standing:
    return judge(quote, fact, fold(text)).standing


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        ("roads need repair", "Roads  need\n   repair."),
        ("that's the council's view", "that\u2019s the council\u2018s view"),
        ('the "hard" way', "the \u201chard\u201d way"),
        ("cross-sector data", "of cross-\nsector data"),
        ("transformation of roads", "the trans-\n  formation of roads"),
        ("on-the-job training", "on-\nthe-job training"),
        ("the first office", "the \ufb01rst o\ufb03ce"),
        ("a soft hyphen", "a soft hy\u00adphen"),
        ("blanks are lost here", "of blanksarelost herein"),
        ("some are too many", "s ome are t oo man y"),
        ("道路需要维修", "全部 道 路 需要\n维修。"),
        ("“道路”需要500万元", "「道路」需要 500 万元"),
        ("ＡＩ人才缺口", "AI 人才缺口"),
    ],
)
def test_case_spaces_quotes_dashes_and_line_ends_make_no_difference(exact: str, text: str) -> None:
    assert stands(a_quote(exact), text) is Standing.FOUND


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        ("over 1.3", "it is over 1.35 now"),
        ("over 13", "it is over 13,500 now"),
        ("13 roads", "it has 2.13 roads"),
        ("road", "it is broad and roads are long"),
        ("bad roads", "good roads"),
        ("over 13 roads or 14", "theover13roadsor145"),
        ("13 roads are bad", "with513 roadsare bad"),
    ],
)
def test_a_part_of_a_word_or_number_is_not_the_whole(exact: str, text: str) -> None:
    assert stands(a_quote(exact), text) in {Standing.MISSING, Standing.CHANGED}


def test_what_follows_may_be_glued_to_a_number_if_the_author_says_so() -> None:
    text = "with a ratio of 1:10.66 As AI"

    assert stands(a_quote("a ratio of 1:10", suffix=".66"), text, a_fact(Ratio(Decimal(1), Decimal(10)))) is (
        Standing.FOUND
    )
    assert stands(a_quote("a ratio of 1:10"), text) is not Standing.FOUND


def test_prefix_and_suffix_choose_among_several() -> None:
    text = "In the north 40 roads are bad. In the south 40 roads are bad."

    assert stands(a_quote("40 roads"), text) is Standing.AMBIGUOUS
    assert stands(a_quote("40 roads", prefix="In the south"), text) is Standing.FOUND
    assert (
        judge(a_quote("40 roads", prefix="In the south"), None, fold(text)).hit
        == judge(a_quote("40 roads"), None, fold(text), range(30, 61)).hit
    )


def test_words_whose_neighbours_are_others_have_moved() -> None:
    assert stands(a_quote("40 roads", prefix="In the west"), "In the north 40 roads are bad.") is Standing.MOVED


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (a_quote("repair 40 roads soon"), "they repair 45 roads soon"),
        (a_quote("40 roads", "They want to repair", "in a year"), "They want to repair most of them in a year"),
        (a_quote("forty roads", prefix="They want to repair"), "They want to repair some lanes"),
        (a_quote("forty roads", suffix="in a year"), "They mend some lanes in a year"),
    ],
)
def test_where_the_words_around_are_there_the_source_has_changed(quote: Quote, text: str) -> None:
    verdict = judge(quote, None, fold(text))

    assert verdict.standing is Standing.CHANGED
    assert verdict.reason.startswith("the source now says")


def test_words_that_are_nowhere_are_missing() -> None:
    quote = a_quote("forty roads", "They want to repair", "in a year")

    assert judge(quote, None, fold("Nothing of the kind.")) == Verdict(
        Standing.MISSING, None, "the source does not say it"
    )


# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "exact", "text"),
    [
        (Decimal(1234), "roads", "roads are bad", "In all 1,234 roads are bad."),
        (Decimal(1200), "roads", "1.2 thousand roads", "1.2 thousand roads"),
        (Decimal(500), "million yuan", "500 million yuan", "500 million yuan"),
        (Decimal(3), "factories", "Three factories", "Three factories closed"),
        (Decimal("12.5"), "percent", "12.5 per cent of roads", "12.5 per cent of roads"),
        (Decimal(50), "percent", "half of the roads", "half of the roads"),
        (Decimal(30), "percent", "three in ten roads", "three in ten roads"),
        (Decimal(30), "percent", "三成道路", "三成道路"),
        (Decimal(30), "percent", "North", "Bad roads (%)  North 30  South 40"),
        (Decimal(35000000000), "yuan", "350亿元", "总额350亿元"),
        (Range(Decimal(3), Decimal(5)), "years", "three to 5 years", "three to 5 years"),
        (Day(2026, 3, 16), "", "the workshop", "On March 16, 2026, in the workshop"),
        ("nearly half", "", "nearly half of the roads", "Nearly  half of the roads"),
    ],
)
def test_a_value_is_found_in_any_usual_print(value: Quantity, unit: str, exact: str, text: str) -> None:
    assert stands(a_quote(exact), text, a_fact(value, unit)) is Standing.FOUND


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (Decimal(45), "roads"),
        (Decimal(300), "roads"),
        (Decimal(40), "percent"),
        (Range(Decimal(40), Decimal(50)), "roads"),
        (Ratio(Decimal(1), Decimal(40)), ""),
        (Day(2040), ""),
        ("most", ""),
    ],
)
def test_another_value_than_the_quoted_one_is_reported_even_if_it_stands_nearby(value: Quantity, unit: str) -> None:
    text = "There are 300 roads in all; 40 roads are bad, not 4,000."

    assert stands(a_quote("40 roads are bad"), text, a_fact(value, unit)) is Standing.CHANGED


def test_a_date_in_the_quotation_is_that_of_the_fact() -> None:
    quote, text = (
        a_quote("in need of repair as of April 2024"),
        "There were 40 roads in need of repair as of April 2024.",
    )
    fact = replace(a_fact(Decimal(40)), as_of=Day(2024, 4))

    assert stands(quote, text, fact) is Standing.FOUND
    assert stands(quote, text, replace(fact, value=Decimal(2024))) is Standing.FOUND
    assert stands(quote, text, replace(fact, value=Decimal(41))) is Standing.CHANGED
    assert judge(quote, replace(fact, as_of=Day(2023)), fold(text)).reason == "the source dates it 2024, the fact 2023"


def test_an_amount_that_looks_like_a_year_is_no_date() -> None:
    for text, value in (("at a cost of $2000", 2000), ("in all 2000 roads", 2000), ("in all 2,000 roads", 2000)):
        fact = replace(a_fact(Decimal(value)), as_of=Day(2024))
        assert stands(a_quote(text), text, fact) is Standing.FOUND, text


def test_a_value_far_from_the_quotation_does_not_count() -> None:
    text = "Roads are bad. " + "Nothing is said here. " * 20 + "It was 40."

    assert stands(a_quote("Roads are bad"), text, a_fact(Decimal(40))) is Standing.CHANGED


def test_a_value_that_the_source_does_not_print_is_not_looked_for() -> None:
    quote = a_quote("Roads are bad", unstated="The editors counted.")

    assert stands(quote, "Roads are bad.", a_fact(Decimal(40))) is Standing.FOUND


@pytest.mark.parametrize(
    ("ours", "text", "agrees"),
    [
        (Comparator.OVER, "over 40 roads are bad", True),
        (Comparator.EXACTLY, "over 40 roads are bad", False),
        (Comparator.UNDER, "over 40 roads are bad", False),
        (Comparator.OVER, "all 40 roads are bad", False),
        (Comparator.ABOUT, "all 40 roads are bad", False),
        (Comparator.ABOUT, "nearly 40 roads are bad", False),
        (Comparator.NEARLY, "almost 40 roads are bad", True),
    ],
)
def test_a_comparator_is_neither_lost_nor_added(ours: Comparator, text: str, *, agrees: bool) -> None:
    verdict = judge(a_quote("40 roads are bad"), a_fact(Decimal(40), "roads", ours), fold(text))

    assert (verdict.standing is Standing.FOUND) == agrees
    assert agrees or "the source says" in verdict.reason
