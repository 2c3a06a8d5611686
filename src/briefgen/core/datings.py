"""Dates as texts print them: 28 July 2025, 7/30/2025, 2025-07-28, July this year, 2025年7月28日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.core.model import Day

_IN_FULL: Final = "january february march april may june july august september october november december"
_IN_SHORT: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: Final = (_IN_FULL.split(), _IN_SHORT.split())
_NUMBERS: Final = {name: n for names in _MONTHS for n, name in enumerate(names, 1)} | {"sept": 9}
_MONTH: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DAY: Final = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)"
_YEAR: Final = r"(?<!\d)(?P<y>\d{4})(?!\d)"
_ZH_DIGITS: Final = str.maketrans("零〇一二三四五六七八九", "00123456789")
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"{_YEAR}[-/.](?P<m>[01]?\d)(?:[-/.](?P<d>[0-3]?\d))?(?!\d)",
        r"(?<![\d/.])(?P<m>[01]?\d)[/.](?P<d>[0-3]?\d)[/.](?P<y>\d{4})(?!\d)",
        r"(?<![\d/.])(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<y>\d{4})(?!\d)",
        rf"(?<![a-z])(?P<name>{_MONTH})\.? {_DAY}(?:,? {_YEAR})?",
        rf"(?<!\d){_DAY} (?:of )?(?P<name>{_MONTH})(?![a-z])\.?(?:,? {_YEAR})?",
        rf"(?<![a-z])(?P<name>{_MONTH})(?![a-z])\.?(?:,? (?:of )?{_YEAR})?",
        r"(?P<y>\d{4})年(?:(?P<m>[01]?\d)月)?(?:(?P<d>[0-3]?\d)[日号])?",
        r"(?<!\d)(?P<m>[01]?\d)月(?:(?P<d>[0-3]?\d)[日号])?",
        r"(?<![\d$€£¥.,:])(?P<y>1[89]\d\d|2[01]\d\d)(?!\d|[.,:]\d| ?%)",
    )
)
_THIS_YEAR: Final = re.compile(r"(?:this|last|that|the same) year|今年|去年|当年|同年")


@dataclass(frozen=True, slots=True)
class Dating:
    """A date in a text, as far as it is said."""

    year: int | None
    month: int | None
    day: int | None


def datings(text: str) -> Iterator[Dating]:
    """Every date in folded text, in each of its readings."""
    plain = re.sub(r"[零〇一二三四五六七八九]{4}(?=年)", lambda m: m.group().translate(_ZH_DIGITS), text)
    for shape in _SHAPES:
        for found in shape.finditer(plain):
            named = found.groupdict()
            month = _NUMBERS[named["name"]] if named.get("name") else int(named.get("m") or 0)
            day = int(named.get("d") or 0)
            if month <= 12 and day <= 31:
                yield Dating(int(named["y"]) if named.get("y") else None, month or None, day or None)


def is_dated(day: Day, text: str) -> bool:
    """Whether folded text says this date: to its finest part, and its year unless it says "this year" instead."""
    found = list(datings(text))
    year_said = any(each.year == day.year for each in found) or bool(_THIS_YEAR.search(text))
    if day.month is None:
        return any(each.year == day.year for each in found)
    return any(
        each.month == day.month
        and (day.day is None or each.day == day.day)
        and (each.year == day.year or (each.year is None and year_said))
        for each in found
    )
