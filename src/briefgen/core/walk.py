"""Everything of one kind in a value of the model, wherever it stands; a new kind of block needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Final, TypeVar

from briefgen.core.model import Prose
from briefgen.diagnostics import Span

_T = TypeVar("_T")
_LEAVES: Final = (str, int, Decimal, Span, type(None))


def parts_of(value: object, kind: type[_T]) -> Iterator[_T]:
    """All values of this class in `value`, in the order of its fields; what is inside them is not searched."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, _LEAVES):
        return
    elif isinstance(value, tuple):
        for each in value:
            yield from parts_of(each, kind)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from parts_of(each, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from parts_of(getattr(value, field.name), kind)


def prose_in(value: object) -> Iterator[Prose]:
    """All prose in `value`, in the order of its fields."""
    return parts_of(value, Prose)
