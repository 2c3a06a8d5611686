"""Everything of one kind in a value of the model, wherever it stands; a new kind of block needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Final, TypeVar, cast

from briefgen.core.model import Prose
from briefgen.diagnostics import Span

_T = TypeVar("_T")
_LEAVES: Final = (str, int, Decimal, Span, type(None))


def parts_of(value: object, kind: type[_T]) -> Iterator[_T]:
    """All values of this class in `value`, in the order of its fields; what is inside them is not searched."""
    found: list[_T] = []
    _collect(value, kind, found)
    return iter(found)


def _collect(value: object, kind: type[_T], found: list[_T]) -> None:
    if isinstance(value, kind):
        found.append(value)
        return
    names = _field_names(type(value))  # type: ignore[arg-type]
    if names is not None:
        for name in names:
            _collect(getattr(value, name), kind, found)
    else:
        for each in value.values() if isinstance(value, Mapping) else cast("tuple[object, ...]", value):
            _collect(each, kind, found)


@cache
def _field_names(of: type) -> tuple[str, ...] | None:
    """Of a dataclass; none of a leaf, and None for tuples and mappings, which hold values of any number.

    It is asked for every value of a library, so it is found out once for each class.
    """
    if issubclass(of, _LEAVES):
        return ()
    if issubclass(of, tuple | Mapping):
        return None
    return tuple(field.name for field in fields(of)) if is_dataclass(of) else ()


def prose_in(value: object) -> Iterator[Prose]:
    """All prose in `value`, in the order of its fields."""
    return parts_of(value, Prose)
