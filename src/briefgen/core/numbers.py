"""How facts are printed: comparator, amount, unit, dates, in the language of the brief.

Where a line must not break there is a no-break space: between number and unit, inside
"US$139 million", between day and month.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from briefgen.core.model import Comparator, Conversion, Day, Fact, Quantity, Range, Ratio

FactForm = Literal["full", "number", "date"]

NBSP: Final = "\u00a0"
MONEY: Final = ("USD", "EUR", "GBP")
_EXACT_DIGITS = 24
_PRECISION: Final = 100
"""Digits to reckon with; by default Python stops at 28 and then fails."""
_COMPACT_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language adds to Babel's numbers."""

    comparators: Mapping[Comparator, str]
    """With the space that follows, where there is one."""
    between: str
    """Between the ends of a range."""
    compact_from: int
    """From here on, words for millions (or wan) stand in for zeros where no digit is lost."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Units that this language writes otherwise."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Currencies whose sign stands before the number."""
    brackets: tuple[str, str] = (" (", ")")


_ENGLISH: Final = _Words(
    {c: f"{c} " for c in Comparator if c is not Comparator.EXACTLY},
    between=" to ",
    compact_from=1_000_000,
    symbols={"USD": "US$", "EUR": "€", "GBP": "£"},
)
_CHINESE: Final = _Words(
    {
        Comparator.OVER: "超过",
        Comparator.UNDER: "不到",
        Comparator.ABOUT: "约",
        Comparator.UP_TO: "最多",
        Comparator.AT_LEAST: "至少",
        Comparator.NEARLY: "近",
    },
    between="至",
    compact_from=10_000,
    units={"yuan": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "people": "人"},
    brackets=("（", "）"),
)
_SYMBOLS: Final = _Words(
    {
        Comparator.OVER: f">{NBSP}",
        Comparator.UNDER: f"<{NBSP}",
        Comparator.ABOUT: f"≈{NBSP}",
        Comparator.UP_TO: f"≤{NBSP}",
        Comparator.AT_LEAST: f"≥{NBSP}",
        Comparator.NEARLY: f"≈{NBSP}",
    },
    between="–",
    compact_from=1_000_000,
)
"""For languages that have no words here."""

_LANGUAGES: Final = {"en": _ENGLISH, "zh": _CHINESE}


def print_fact(fact: Fact, lang: str, form: FactForm = "full") -> str:
    """What a reader sees of `fact`.

    `full`: "over 5 million people"; `number`: the same without unit; `date`: its as-of date, or an
    empty text when that is unknown. A conversion at a rate says "about" unless it says something else, and
    its basis in brackets in the full form.
    """
    words = _words(lang)
    if form == "date":
        return print_day(fact.as_of, lang) if isinstance(fact.as_of, Day) else ""
    lead = words.comparators.get(printed_comparator(fact), "")
    if form == "number":
        return lead + _value(fact.value, lang)
    text = lead + _with_unit(fact, lang)
    if not fact.conversion:
        return text
    opening, closing = words.brackets
    return f"{text}{opening}{_basis(fact.conversion, lang)}{closing}"


def _basis(conversion: Conversion, lang: str) -> str:
    """By whose reckoning, or the rate and its date."""
    if conversion.rate is None:
        return conversion.basis
    said = (print_fact(conversion.rate, lang), print_fact(conversion.rate, lang, "date"))
    return ("，" if _locale(lang).language == "zh" else ", ").join(each for each in said if each)


def printed_comparator(fact: Fact) -> Comparator:
    """The comparator that is printed with `fact`: a conversion at a rate is never exact."""
    approximate = fact.conversion is not None and not fact.conversion.exact
    return Comparator.ABOUT if approximate and fact.comparator is Comparator.EXACTLY else fact.comparator


def print_day(day: Day, lang: str) -> str:
    """A date to the precision that is known: "28 July 2025", "July 2025", "2025"."""
    locale = _locale(lang)
    date = datetime.date(day.year, day.month or 1, day.day or 1)
    if day.month is None:
        return format_skeleton("y", date, locale=locale)
    if day.day is None:
        return format_skeleton("yMMMM", date, locale=locale)
    return format_date(date, "long", locale=locale).replace(" ", NBSP, 1)


def print_number(number: Decimal, lang: str) -> str:
    """A number with words for millions where no digit is lost by it, else with grouped digits."""
    return _printed(str(number), lang)


def knows_language(lang: str) -> bool:
    """Whether numbers and dates can be printed in `lang`, a BCP 47 code."""
    return _parsed(lang) is not None


# --- values -----------------------------------------------------------------------------------------


def _with_unit(fact: Fact, lang: str) -> str:
    """Amount and unit; a range repeats the unit only where it is a sign."""
    words, unit = _words(lang), fact.unit
    if unit == "percent":
        return _value(fact.value, lang, after=_percent(lang))
    if unit in words.symbols:
        return _value(fact.value, lang, before=words.symbols[unit])
    noun = fact.unit_one if fact.unit_one and fact.value == 1 else words.units.get(unit, unit)
    if noun in MONEY:
        noun = get_currency_symbol(noun, _locale(lang))
    return _joined(_value(fact.value, lang), noun)


def _joined(amount: str, noun: str) -> str:
    return amount + noun if not noun or _is_chinese(noun[0]) else f"{amount}{NBSP}{noun}"


def _value(value: Quantity, lang: str, before: str = "", after: str = "") -> str:
    match value:
        case Decimal():
            return f"{before}{print_number(value, lang)}{after}"
        case Range(low, high):
            ends = (f"{before}{print_number(end, lang)}{after}" for end in (low, high))
            return _words(lang).between.join(ends)
        case Ratio(left, right):
            return f"{before}{print_number(left, lang)}:{print_number(right, lang)}{after}"
        case Day():
            return print_day(value, lang)
    return f"{before}{value}{after}"


@lru_cache(maxsize=4096)
def _printed(digits: str, lang: str) -> str:
    # By digits and not by value: 12.5 and 12.50 are equal and are not printed alike.
    number = Decimal(digits)
    text = _compact(number, lang) or _grouped(number, lang)
    return text.replace(" ", NBSP).replace("-", "\u2212")


def _compact(number: Decimal, lang: str) -> str:
    """With a word for the magnitude, or empty when digits would be lost or nothing is gained."""
    locale = _locale(lang)
    if abs(number) < _words(lang).compact_from:
        return ""
    kind: Literal["short", "long"] = "long" if "long" in locale.compact_decimal_formats else "short"
    with localcontext(Context(prec=_PRECISION)):
        short, exact = (
            format_compact_decimal(number, format_type=kind, locale=locale, fraction_digits=digits)
            for digits in (_COMPACT_DECIMALS, _EXACT_DIGITS)
        )
    return short if short == exact else ""


def _grouped(number: Decimal, lang: str) -> str:
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(number, format=pattern, locale=_locale(lang))


# --- languages --------------------------------------------------------------------------------------


def _words(lang: str) -> _Words:
    return _LANGUAGES.get(_locale(lang).language, _SYMBOLS)


def _percent(lang: str) -> str:
    return str(_locale(lang).percent_formats[None].pattern).lstrip("#,0.").replace(" ", NBSP)


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _locale(lang: str) -> Locale:
    return _parsed(lang) or Locale("en", "GB")


@lru_cache(maxsize=64)
def _parsed(lang: str) -> Locale | None:
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
