"""A Vega-Lite specification with the values of its facts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from briefgen.core.model import Day, Fact, FactId, FactValue, Prose, Range, SpecValue, TypedValue
from briefgen.core.prose import plain

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def filled(value: SpecValue, facts: Mapping[FactId, Fact], lang: str) -> Json:
    """A piece of a specification as Vega-Lite reads it; facts in texts are printed, others are plain values."""
    match value:
        case Mapping():
            return {key: filled(each, facts, lang) for key, each in value.items()}
        case tuple():
            return [filled(each, facts, lang) for each in value]
        case FactValue():
            return _value(facts[value.fact], value.part)
        case TypedValue():
            return _number(Decimal(value.prose.text))
        case Prose():
            return plain(value, facts, lang) if "{" in value.text else value.text
        case Decimal():
            return _number(value)
        case _:
            return value


def _value(fact: Fact, part: str) -> Json:
    """A value, an end of a range, or a date as ISO 8601 has it."""
    value = fact.value
    if part == "date":
        value = value if isinstance(value, Day) else fact.as_of  # type: ignore[assignment]
    if isinstance(value, Range):
        value = value.high if part == "high" else value.low
    return _number(value) if isinstance(value, Decimal) else str(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
