"""Number formats of Office that print a value as the brief does: "over 5 million" from 5,000,000.

A label that is a format follows its number when somebody edits the data; a label that is text does not.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from briefgen.core.numbers import print_number

PLAIN: Final = "General"
MINUS: Final = "\u2212"

_PRINTED: Final = re.compile(r"(?P<lead>\D*?)(?P<minus>[-\u2212]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<tail>\D*)")
_SAMPLE: Final = Decimal("1234.5")
_THOUSANDS: Final = 5
"""Thousands that a format may divide by, one comma each."""


def number_format(value: Decimal, printed: str, lang: str, mark: str = "") -> str:
    """The format under which `value` shows as `mark` and `printed`; empty when there is none.

    There is none for several lines, for words that stand for no power of a thousand, as 万, and in languages that do
    not write 1,234.5: what groups digits in Office is the reader's setting, so 1.234 could come out as a thousandth of
    itself.
    """
    found = _PRINTED.fullmatch(printed)
    if not found or "\n" in printed or bool(found["minus"]) != (value < 0) or print_number(_SAMPLE, lang) != "1,234.5":
        return ""
    commas = _commas(abs(value), found["digits"])
    if commas < 0:
        return ""
    _, point, decimals = found["digits"].partition(".")
    body = "#,##0" + (point + "0" * len(decimals) if point else "") + "," * commas
    lead, tail = mark + found["lead"], _quoted(found["tail"])
    return f"{_quoted(lead)}{body}{tail};{_quoted(lead + MINUS)}{body}{tail}"


def _commas(value: Decimal, digits: str) -> int:
    """How many thousands `value` is divided by to be `digits`, or -1."""
    decimals = len(digits.partition(".")[2])
    for commas in range(_THOUSANDS):
        scaled = value / Decimal(1000) ** commas
        if f"{scaled:,.{decimals}f}" == digits and scaled == Decimal(digits.replace(",", "")):
            return commas
    return -1


def _quoted(words: str) -> str:
    """Words that a format shows as they are: quotes and backslashes are set one by one."""
    parts = re.split(r'(["\\])', words)
    return "".join(f"\\{part}" if part in '"\\' else f'"{part}"' for part in parts if part)
