"""How single values are read: from a scalar with its place to the type that the model has.

Each reader takes what `yaml_tree` made and returns a value of `core.model`, or raises a fault that
carries rule id, message, place and hint through pydantic to `source/faults.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from pydantic_core import PydanticCustomError, core_schema

from briefgen.core.labels import Label
from briefgen.core.model import Day, Prose
from briefgen.core.numbers import knows_language
from briefgen.diagnostics import Span, closest
from briefgen.source.yaml_tree import Entries, Items, Scalar

Json = dict[str, Any]
"""A piece of JSON Schema."""

ID_PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
LONGEST_NUMBER = 24
"""Characters of a number that can be printed and drawn without loss."""
DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def fault(rule: str, message: str, span: Span, hint: str = "") -> PydanticCustomError:
    """A finding on its way through pydantic."""
    context = {"rule": rule, "message": message, "span": span, "hint": hint}
    return PydanticCustomError("briefgen", "{message}", context)


@dataclass(frozen=True, eq=False)
class Reads:
    """Annotation of a schema field: how to read it, and what editors are told."""

    read: Callable[[Any], object]
    json: tuple[tuple[str, Any], ...]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> Json:
        return dict(self.json)


def reads(read: Callable[[Any], object], **json: Any) -> Reads:
    """Shorthand for `Reads`."""
    return Reads(read, tuple(json.items()))


# --- one scalar -------------------------------------------------------------------------------


def scalar(value: object, meant: str = "text") -> Scalar:
    """`value` if it is a scalar that says something."""
    if not isinstance(value, Scalar):
        raise fault("wrong-type", f"this must be {meant}", span_of(value), _braces_hint(value))
    if value.is_null or not value.text.strip():
        raise fault("blank-field", "this field is empty", value.span, "say something, or leave the field out")
    return value


def one_line(value: object) -> Scalar:
    """Text without line breaks."""
    found = scalar(value)
    if "\n" in found.text.strip():
        raise fault("wrong-type", "this must be one line of text", found.span)
    return found


def words(value: object) -> str:
    """One line of plain text."""
    return Label(one_line(value).prose)


def words_or_none(value: object) -> str:
    """One line of plain text, or an empty text in quotes."""
    return "" if isinstance(value, Scalar) and value.style and not value.text.strip() else words(value)


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that must exist elsewhere, with the place where it was named."""

    name: str
    span: Span
    to: str
    """What is meant: a kind of block, `block` for any, `fact`, `citation`, `theme`, `weighed` for a
    theme or kind, `audience` or `length`."""


def reference(to: str) -> Callable[[object], Ref]:
    """A reader of names of `to`."""

    def read(value: object) -> Ref:
        found = one_line(value)
        return Ref(found.text.strip(), found.span, to)

    return read


def identifier(value: object) -> Scalar:
    """An id: small letters, digits, hyphens."""
    found = one_line(value)
    if not re.fullmatch(ID_PATTERN, found.text):
        hint = re.sub(r"[^a-z0-9]+", "-", found.text.lower()).strip("-")
        message = f'"{found.text}" is no id: only small letters, digits and single hyphens'
        raise fault("bad-id", message, found.span, f'write "{hint}"' if hint else "")
    return found


def prose(value: object) -> Prose:
    """Markdown of which every character can be found again in the file."""
    found = scalar(value)
    if found.folded:
        message = "folded text (>)" if found.style == ">" else "this text goes over several lines without |"
        hint = "use literal style (|), or put the text in one line"
        raise fault("folded-text", f"{message}: positions in it are lost", found.span, hint)
    return found.prose


def plain_prose(value: object) -> Prose:
    """One line in which facts may be named."""
    one_line(value)
    return prose(value)


def switch(value: object) -> bool:
    """`true` or `false`."""
    found = scalar(value, "true or false")
    if found.style or found.text.lower() not in {"true", "false"}:
        raise fault("wrong-type", "this must be true or false", found.span)
    return found.text.lower() == "true"


def decimal(value: object) -> Decimal:
    """A number, exactly as it was written."""
    found = scalar(value, "a number")
    if found.style or not NUMBER.fullmatch(found.text):
        raise fault("wrong-type", f'"{found.text}" is not a number', found.span, number_hint(found))
    return exact(found)


def file_name(value: object) -> str:
    """The name of a file, with folders or without, that leads nowhere else."""
    found = one_line(value)
    name = found.text.strip()
    if name.startswith(("/", "\\", "~")) or ":" in name or ".." in re.split(r"[\\/]", name):
        raise fault("wrong-type", f'"{name}" is no plain file name', found.span, "name it as it stands in the folder")
    return name


def hexadecimal(digits: int) -> Callable[[object], str]:
    """A reader of hashes with so many digits."""

    def read(value: object) -> str:
        found = one_line(value)
        if not re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", found.text):
            raise fault("wrong-type", f"this must have {digits} hexadecimal digits", found.span)
        return found.text.lower()

    return read


def one_or_several(value: object) -> object:
    """A list; one entry that stands alone becomes a list of one."""
    if not isinstance(value, Entries):
        return value
    alone = Items(value.span)
    alone.append(value)
    return alone


def weight(value: object) -> float:
    """A number that is not below zero, by which worth is multiplied."""
    number = decimal(value)
    if number < 0:
        raise fault("wrong-type", "this may not be below zero", span_of(value))
    return float(number)


def exact(found: Scalar) -> Decimal:
    """The number that `found` is, unless it is longer than any amount in a brief."""
    if len(found.text) > LONGEST_NUMBER:
        message = f"a number has more than {LONGEST_NUMBER} characters"
        raise fault("too-large", message, found.span, "give it in a larger unit, or with fewer decimals")
    return Decimal(found.text)


def whole(low: int, high: int) -> Callable[[object], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(value: object) -> int:
        found = scalar(value, f"a whole number from {low} to {high}")
        if found.style or not re.fullmatch(r"-?\d{1,6}", found.text) or not low <= int(found.text) <= high:
            raise fault("wrong-type", f"this must be a whole number from {low} to {high}", found.span)
        return int(found.text)

    return read


def between(least: float, most: float) -> Callable[[object], float]:
    """A reader of numbers from `least` to `most`; whole ones come as `int`, and so are printed without a point."""

    def read(value: object) -> float:
        number = decimal(value)
        if not least <= number <= most:
            raise fault("wrong-type", f"this must be a number from {least:g} to {most:g}", span_of(value))
        return int(number) if number == int(number) else float(number)

    return read


def choice(names: Iterable[str]) -> Callable[[object], str]:
    """A reader of one of `names`."""
    allowed = tuple(names)

    def read(value: object) -> str:
        found = one_line(value)
        if found.text not in allowed:
            hint = closest(found.text, allowed) or f"one of {', '.join(allowed)}"
            raise fault("wrong-type", f'"{found.text}" is not one of the choices', found.span, hint)
        return found.text

    return read


def language(value: object) -> str:
    """A language code whose numbers and dates can be printed."""
    found = one_line(value)
    if not knows_language(found.text):
        raise fault("wrong-type", f'no language has the code "{found.text}"', found.span, "for instance en-GB or zh-CN")
    return found.text


def day(value: object) -> Day:
    """A year, a month or a day."""
    found = scalar(value, "a date")
    if (read := parse_day(found.text)) is None:
        hint = 'write a year, "2025-03" or "2025-03-14"'
        raise fault("wrong-type", f'"{found.text}" is not a date', found.span, hint)
    return read


def parse_day(text: str) -> Day | None:
    """The date in `text`, or None when it is none."""
    if not (found := DAY.fullmatch(text)):
        return None
    parts = [int(part) for part in found.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return Day(*parts)


def number_hint(found: Scalar) -> str:
    plain = found.text.replace(",", "").replace("_", "").replace(" ", "")
    if NUMBER.fullmatch(plain):
        return f"write {plain}, without quotes" if found.style else f"write {plain}"
    if plain.endswith("%") and NUMBER.fullmatch(plain[:-1]):
        return f"write value: {plain[:-1]} and unit: percent"
    return ""


def _braces_hint(value: object) -> str:
    names = list(value) if isinstance(value, Entries) else []
    if names == ["unknown"]:
        return "this field takes no {unknown: why}; say in words what is not known, or leave the field out"
    return f'put "{{{names[0]}}}" in quotes' if len(names) == 1 else ""


def span_of(value: object) -> Span:
    return cast("Scalar | Entries | Items", value).span
