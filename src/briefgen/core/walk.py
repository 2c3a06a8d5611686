"""Every text in a value of the model, wherever it stands; a new kind of block needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from briefgen.core.model import Prose


def prose_in(value: object) -> Iterator[Prose]:
    """All prose in `value`, in the order of its fields."""
    match value:
        case Prose():
            yield value
        case tuple():
            for each in value:
                yield from prose_in(each)
        case Mapping():
            for each in value.values():
                yield from prose_in(each)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from prose_in(getattr(value, field.name))
