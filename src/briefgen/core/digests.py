"""One hash for values of any shape: what two documents have in common when nothing of them differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum

from briefgen.diagnostics import Span


def digest_of(*values: object) -> str:
    """A hash of values, the same in every process.

    The place where somebody wrote something does not count (a `Span`), nor does the order of a set; that of a mapping
    does. Raises `TypeError` for a value whose kind is not known here, which would hash differently each time.
    """
    whole = hashlib.sha256()
    for value in values:
        for part in _parts(value):
            whole.update(b"%d:" % len(part) + part)
    return whole.hexdigest()


def _parts(value: object) -> Iterator[bytes]:
    match value:
        case Span():
            yield b"span"
        case Enum():
            yield f"{type(value).__name__}.{value.name}".encode()
        case None | bool() | int() | float():
            yield repr(value).encode()
        case str():
            yield b"s" + value.encode(errors="surrogatepass")
        case bytes():
            yield b"b" + value
        case Mapping():
            yield b"{%d" % len(value)
            for key, inner in value.items():
                yield from _parts(key)
                yield from _parts(inner)
        case Set():
            yield b"<%d" % len(value)
            yield from sorted(digest_of(inner).encode() for inner in value)
        case Sequence():
            yield b"[%d" % len(value)
            for inner in value:
                yield from _parts(inner)
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield type(value).__name__.encode()
            for field in fields(value):
                yield from _parts(getattr(value, field.name))
        case _:
            yield from _number(value)


def _number(value: object) -> Iterator[bytes]:
    if type(value).__module__ not in ("decimal", "fractions", "datetime"):
        raise TypeError(f"no digest for {type(value).__name__}")
    yield f"{type(value).__name__} {value}".encode()
