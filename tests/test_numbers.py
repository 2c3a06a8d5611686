"""Facts as a reader sees them, in several languages. `~` stands for a no-break space."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.core import model as m
from briefgen.core.numbers import FactForm, knows_language, print_day, print_fact, print_number
from briefgen.diagnostics import Span

HERE = Span("a.yaml", 1, 1)


def a_fact(
    value: m.Quantity | str | int,
    unit: str = "",
    comparator: str = "exactly",
    unit_one: str = "",
    basis: str = "",
    as_of: m.Day | m.Unknown = m.Day(2020),  # noqa: B008 - frozen
) -> m.Fact:
    return m.Fact(
        id=m.FactId("gap"),
        label="Gap",
        value=Decimal(value) if isinstance(value, int) else value,
        unit=unit,
        unit_one=unit_one,
        comparator=m.Comparator(comparator),
        as_of=as_of,
        geography="",
        definition="",
        conversion=m.Conversion(m.FactId("other"), basis) if basis else None,
        sources=(),
        evidence=m.BlockId("survey"),
        span=HERE,
    )


def printed(fact: m.Fact, lang: str = "en-GB", form: FactForm = "full") -> str:
    return print_fact(fact, lang, form).replace("\u00a0", "~")


def of(low: str, high: str) -> m.Range:
    return m.Range(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("fact", "english", "chinese"),
    [
        (a_fact(5_000_000, "people", "over"), "over 5~million~people", "超过500万人"),
        (a_fact(60_000_000_000, "yuan"), "60~billion~yuan", "600亿元"),
        (a_fact(60_060_000_000, "yuan"), "60.06~billion~yuan", "600.6亿元"),
        (a_fact(139_000_000, "USD", "about"), "about US$139~million", "约1.39亿美元"),
        (a_fact(3_500_000, "EUR"), "€3.5~million", "350万欧元"),
        (a_fact(800, "GBP", "under"), "under £800", "不到800英镑"),
        (a_fact(47, "percent", "up to"), "up to 47%", "最多47%"),
        (a_fact(Decimal("12.50"), "percent", "at least"), "at least 12.50%", "至少12.50%"),
        (a_fact(1_234_567, "人", "nearly"), "nearly 1,234,567人", "近1,234,567人"),
        (a_fact(m.Ratio(Decimal(1), Decimal(10))), "1:10", "1:10"),
        (a_fact(of("3", "5"), "years"), "3 to 5~years", "3至5~years"),
        (a_fact(of("3", "5"), "percent"), "3% to 5%", "3%至5%"),
        (a_fact(of("3000000", "5000000"), "USD"), "US$3~million to US$5~million", "300万至500万美元"),
        (a_fact(m.Day(2025, 7, 28)), "28~July 2025", "2025年7月28日"),
        (a_fact(m.Day(2025, 7)), "July 2025", "2025年7月"),
        (a_fact(m.Day(2025), comparator="about"), "about 2025", "约2025年"),
        (a_fact("largest share"), "largest share", "largest share"),
        (a_fact("several", "countries"), "several~countries", "several~countries"),
        (a_fact(5000, "thousand people"), "5,000~thousand people", "5,000~thousand people"),
        (a_fact(-5, "percent"), "−5%", "−5%"),
        (a_fact(0, "people"), "0~people", "0人"),
    ],
)
def test_a_fact_is_printed_with_comparator_and_unit(fact: m.Fact, english: str, chinese: str) -> None:
    assert printed(fact) == english
    assert printed(fact, "zh-CN") == chinese


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("999999", "999,999"),
        ("1000000", "1~million"),
        ("1234000", "1.234~million"),
        ("1234500", "1,234,500"),
        ("60060600000", "60,060,600,000"),
        ("1e12", "1~trillion"),
        ("-2500000", "−2.5~million"),
        ("0.125", "0.125"),
        ("1500000.50", "1,500,000.50"),
        ("7.0", "7.0"),
    ],
)
def test_words_for_millions_stand_in_only_where_no_digit_is_lost(value: str, expected: str) -> None:
    assert print_number(Decimal(value), "en-GB").replace("\u00a0", "~") == expected


@pytest.mark.parametrize(("value", "expected"), [("9999", "9,999"), ("12000", "1.2万"), ("12345", "12,345")])
def test_chinese_numbers_are_grouped_by_wan(value: str, expected: str) -> None:
    assert print_number(Decimal(value), "zh-CN") == expected


def test_the_number_form_has_no_unit_and_keeps_the_comparator() -> None:
    assert printed(a_fact(5_000_000, "people", "over"), form="number") == "over 5~million"
    assert printed(a_fact(47, "percent"), form="number") == "47"
    assert printed(a_fact(of("3", "5"), "USD", "about"), form="number") == "about 3 to 5"


def test_the_date_form_is_the_as_of_date() -> None:
    assert printed(a_fact(1, as_of=m.Day(2024, 5)), form="date") == "May 2024"
    assert printed(a_fact(1, as_of=m.Unknown(m.Prose("?", HERE))), form="date") == ""


def test_exactly_one_has_its_own_noun() -> None:
    assert printed(a_fact(1, "people", unit_one="person")) == "1~person"
    assert printed(a_fact(2, "people", unit_one="person")) == "2~people"
    assert printed(a_fact(1, "sheep")) == "1~sheep"


def test_a_conversion_says_about_and_by_whose_reckoning() -> None:
    fact = a_fact(139_000_000, "USD", basis="the source's own conversion")

    assert printed(fact) == "about US$139~million (the source's own conversion)"
    assert printed(fact, form="number") == "about 139~million"
    assert printed(fact, "zh-CN") == "约1.39亿美元（the source's own conversion）"
    assert printed(a_fact(8, "USD", "over", basis="rounded")) == "over US$8 (rounded)"


def test_american_dates_begin_with_the_month() -> None:
    assert print_day(m.Day(2025, 7, 28), "en-US") == "July\u00a028, 2025"


@pytest.mark.parametrize(
    ("fact", "lang", "expected"),
    [
        (a_fact(5_000_000, "Personen", "over"), "de", ">~5~Millionen~Personen"),
        (a_fact(12_345, "percent", "under"), "de-DE", "<~12.345~%"),
        (a_fact(139_000_000, "USD", "about"), "fr", "≈~139~millions~$US"),
        (a_fact(of("3", "5"), "ans", "up to"), "fr", "≤~3–5~ans"),
        (a_fact(3, "jours", "at least"), "fr", "≥~3~jours"),
        (a_fact(m.Day(2025, 7, 28)), "fr", "28~juillet 2025"),
        (a_fact(5_000_000, "人"), "ja", "500万人"),
    ],
)
def test_other_languages_have_signs_for_comparators(fact: m.Fact, lang: str, expected: str) -> None:
    assert printed(fact, lang) == expected


def test_an_unknown_language_is_printed_as_english() -> None:
    assert not knows_language("xx-YY")
    assert not knows_language("not a code")
    assert knows_language("en-GB")
    assert printed(a_fact(5_000_000, "people"), "xx-YY") == "5~million~people"


@given(st.decimals(min_value=0, max_value=10**15, places=3))
def test_no_digit_of_a_number_is_lost(number: Decimal) -> None:
    text = print_number(number, "en-GB").replace(",", "").replace("\u00a0", " ")
    amount, _, word = text.partition(" ")
    scale = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15}[word]

    assert Decimal(amount) * scale == number


def test_the_longest_number_that_may_be_written_is_printed_whole() -> None:
    assert print_number(Decimal("-123456789012345678.1234"), "en-GB") == "−123,456,789,012,345,678.1234"
    assert print_number(Decimal("9" * 24), "zh-CN").count("9") == 24
