"""How values of several shapes are read: text or `{unknown: why}`, and what a fact says."""

from __future__ import annotations

import re
from decimal import Decimal

from briefgen.core.model import Day, Quantity, Range, Ratio, Stated, Unknown
from briefgen.diagnostics import closest
from briefgen.source.fields import DAY, NUMBER, day, decimal, exact, fault, number_hint, one_line, prose, span_of
from briefgen.source.yaml_tree import Entries, Items, Scalar

_NEARLY_A_NUMBER = re.compile(r"[+-]?\.?\d|[+-]?\.?(?:inf|nan)\b", re.IGNORECASE)
_YEARLIKE = range(1900, 2101)


def stated(value: object) -> Stated:
    """Prose, or `{unknown: why}`."""
    return unknown(value) if isinstance(value, Entries) else prose(_not_blank(value))


def day_or_unknown(value: object) -> Day | Unknown:
    """A date, or `{unknown: why}`."""
    return unknown(value) if isinstance(value, Entries) else day(_not_blank(value))


def unknown(value: Entries) -> Unknown:
    """The reason why nobody knows."""
    _only(value, ("unknown",))
    return Unknown(prose(value["unknown"]))


def quantity(value: object) -> Quantity:
    """What a fact says: a number, a range, a ratio, a date in quotes or words."""
    if isinstance(value, Entries):
        return _ratio(value) if "ratio" in value else _range(value)
    found = one_line(value)
    if not found.style and NUMBER.fullmatch(found.text):
        return exact(found)
    if DAY.fullmatch(found.text):
        return day(found)
    if hint := number_hint(found):
        raise fault("wrong-type", f'"{found.text}" is not a number', found.span, hint)
    if not found.style and _NEARLY_A_NUMBER.match(found.text):
        hint = "write it out in the digits 0 to 9; put words that begin with a digit in quotes"
        raise fault("wrong-type", f'"{found.text}" is not a number', found.span, hint)
    return found.text


def looks_like_year(value: Quantity) -> bool:
    """A bare number that is more likely a year than an amount."""
    return isinstance(value, Decimal) and value == value.to_integral_value() and int(value) in _YEARLIKE


def _range(value: Entries) -> Range:
    _only(value, ("low", "high"))
    low, high = decimal(value["low"]), decimal(value["high"])
    if low >= high:
        raise fault("wrong-type", "the low end of the range is not below the high end", value.span)
    return Range(low, high)


def _ratio(value: Entries) -> Ratio:
    _only(value, ("ratio",))
    sides = value["ratio"]
    if not isinstance(sides, Items) or len(sides) != 2:
        raise fault("wrong-type", "a ratio is a list of two numbers", span_of(sides), "for instance [1, 10]")
    return Ratio(decimal(sides[0]), decimal(sides[1]))


def _only(value: Entries, keys: tuple[str, ...]) -> None:
    for key in value:
        if key not in keys:
            hint = closest(key, keys) or f"write {{{', '.join(f'{k}: ...' for k in keys)}}}"
            raise fault("unknown-key", f'there is no "{key}" here', value.key_spans[key], hint)
    for key in keys:
        if key not in value:
            raise fault("missing-field", f'"{key}" is missing', value.span)


def _not_blank(value: object) -> object:
    if isinstance(value, Scalar) and (value.is_null or not value.text.strip()):
        raise fault("blank-field", "this field is empty", value.span, "write {unknown: why} if nobody knows")
    return value
