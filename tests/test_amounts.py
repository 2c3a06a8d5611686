"""Numbers and dates are read as texts print them, in figures and in words, in English and in Chinese."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefgen.core.amounts import amounts, ratios, said_of
from briefgen.core.datings import is_dated
from briefgen.core.folding import fold
from briefgen.core.model import Comparator, Day


def values(text: str) -> list[str]:
    """Every amount in all its readings, with a sign for per cent."""
    found = amounts(fold(text).text)
    return [f"{value.normalize():f}{'%' if each.is_share else ''}" for each in found for value in each.values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234 roads", ["1234"]),
        ("1 234 567", ["1234567"]),
        ("1’234’567", ["1234567"]),
        ("1.234.567,89 euros", ["1234567.89"]),
        ("1,234.5", ["1234.5"]),
        ("3,5 kilometres", ["3.5"]),
        ("1.234 kilometres", ["1.234", "1234"]),
        ("１２３", ["123"]),
        ("1.2 thousand", ["1200"]),
        ("US$1.2bn", ["1200000000"]),
        ("5-million", ["5000000"]),
        ("12.5 per cent, then 90%", ["12.5%", "90%"]),
        ("twenty-five people", ["25"]),
        ("one hundred and twenty", ["120"]),
        ("two hundred thousand", ["200000"]),
        ("two dozen", ["24"]),
        ("a million", ["1000000"]),
        ("more than a decade", ["10"]),
        ("half of them and three quarters", ["0.5", "0.75"]),
        ("a tenth", ["0.1"]),
        ("billions in value, someone", []),
        ("3.5万亿元", ["3500000000000"]),
        ("1,234万", ["12340000"]),
        ("一亿二千万", ["120000000"]),
        ("三千二百零五", ["3205"]),
        ("二〇二五年", ["2025"]),
        ("三点五", ["3.5"]),
        ("百分之三十，百分之12.5", ["30%", "12.5%"]),
        ("三成五，两成，四成半", ["35%", "20%", "45%"]),
        ("一半", ["0.5"]),
    ],
)
def test_amounts_are_read_as_they_are_printed(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("text", ["1:10", "1 in 10", "one in ten", "1 out of every 10", "1比10", "1／10"])
def test_ratios_are_read_as_they_are_printed(text: str) -> None:
    assert (Decimal(1), Decimal(10)) in {(left, right) for left, right, _ in ratios(fold(text).text)}


def test_one_in_a_hundred_is_a_ratio() -> None:
    assert [(left, right) for left, right, _ in ratios("one in a hundred")] == [(Decimal(1), Decimal(100))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("over 5 million", Comparator.OVER),
        ("exceeds 5 million", Comparator.OVER),
        ("more than US$5 million", Comparator.OVER),
        ("5 million or more", Comparator.OVER),
        ("20% or more", Comparator.OVER),
        ("fewer than 5", Comparator.UNDER),
        ("no more than 5", Comparator.UP_TO),
        ("at least 5", Comparator.AT_LEAST),
        ("just under 5", Comparator.NEARLY),
        ("around 5", Comparator.ABOUT),
        ("5 roads", None),
        ("moreover 5", None),
        ("超过500万", Comparator.OVER),
        ("20多万人", Comparator.OVER),
        ("500人以上", Comparator.OVER),
        ("不到5%", Comparator.UNDER),
        ("5%左右", Comparator.ABOUT),
    ],
)
def test_the_word_that_says_how_exact_an_amount_is_is_read(text: str, expected: Comparator | None) -> None:
    folded = fold(text).text
    first = next(amounts(folded))

    assert said_of(folded, first.start, first.end) is expected


@pytest.mark.parametrize(
    "text",
    [
        "28 July 2025",
        "July 28, 2025",
        "the 28th of July, 2025",
        "2025-07-28",
        "7/30/2025 and 7/28/2025",
        "28.07.2025",
        "2025年7月28日",
        "二〇二五年7月28日",
        "on 28 July of this year",
        "Jul. 28, 2025",
    ],
)
def test_a_day_is_found_as_it_is_printed(text: str) -> None:
    assert is_dated(Day(2025, 7, 28), fold(text).text)
    assert not is_dated(Day(2025, 7, 29), fold(text).text)
    assert not is_dated(Day(2025, 8, 28), fold(text).text)


def test_a_month_needs_its_year_or_a_word_for_it() -> None:
    assert is_dated(Day(2025, 1), "attention in january this year")
    assert is_dated(Day(2025, 1), "in january 2025")
    assert not is_dated(Day(2025, 1), "attention in january")
    assert not is_dated(Day(2025, 1), "in january 2024")
    assert not is_dated(Day(2025, 2), "in january this year")


def test_a_year_is_no_part_of_a_longer_number() -> None:
    assert is_dated(Day(2027), "by 2027, chips")
    assert not is_dated(Day(2027), "12027 chips")
