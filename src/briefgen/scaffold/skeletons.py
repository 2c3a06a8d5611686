"""Entries to fill in: every field of a kind, explained by the very words that editors show.

The fields and their explanations come from the JSON Schema; only sample values stand here beside it.
A line that begins with `#` and no blank after it is a field that may be left out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from briefgen.core.model import KINDS
from briefgen.diagnostics import UsageError, closest
from briefgen.scaffold.sample_values import FLOW, SAMPLES, SHOWN
from briefgen.source.schema import schema_json

CITATION: Final = "citation"
ENTRY_KINDS: Final = (*KINDS, CITATION)
"""What stands as an entry in a list: the kinds of block, and sources."""

NOTE: Final = "A line that begins with # and no blank is optional: take the # away to use it."
_WIDTH: Final = 96
_FIRST: Final = ("kind", "id", "title")
_LAST: Final = ("priority", "keep", "audiences", "exceptions", "text")

Schema = Mapping[str, Any]


def skeleton(kind: str, name: str, source: str = "my-source") -> str:
    """An entry of this kind with the id `name`, indented as it stands in its file.

    `source` is the id of a source that exists, for the kinds that must cite one. Raises `UsageError` for
    a kind that does not exist.
    """
    if kind not in ENTRY_KINDS:
        hint = closest(kind, ENTRY_KINDS) or f"there are: {', '.join(ENTRY_KINDS)}"
        raise UsageError(f'there is no kind "{kind}"', hint=hint)
    defs = schema_json("citations" if kind == CITATION else "library")["$defs"]
    entry = defs["SourceEntry"] if kind == CITATION else _block(defs, kind)
    lines = [f"# {entry['description']}", f"# {NOTE}", *_as_item(list(_Writer(defs, kind).lines(entry, kind)))]
    return _filled((f"  {line}" for line in lines), name, source)


def brief_skeleton(name: str) -> str:
    """A whole file for content/briefs/."""
    schema = schema_json("brief")
    head = (f"# {schema['description']} The name of this file is the brief's id.", f"# {NOTE}")
    return _filled((*head, *_Writer(schema.get("$defs", {}), "brief").lines(schema, "brief")), name, "")


def _filled(lines: Iterator[str] | tuple[str, ...], name: str, source: str) -> str:
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    return text.replace("@name@", name).replace("@source@", source)


def _block(defs: Schema, kind: str) -> Schema:
    found = (d for d in defs.values() if d["properties"].get("kind", {}).get("const") == kind)
    entry: Schema = next(found)
    return entry


class _Writer:
    """Writes the fields of one kind of entry."""

    def __init__(self, defs: Schema, kind: str) -> None:
        self._defs, self._kind = defs, kind

    def lines(self, entry: Schema, path: str) -> Iterator[str]:
        """Every field of a mapping, comments included, from column 1."""
        required = entry.get("required", ())
        for key, field in _in_order(entry["properties"]):
            yield from self._comments(key, field)
            body = list(self._body(key, field, path))
            on = key in required or {f"{path}.{key}", f"{self._kind}.{path}.{key}"} & SHOWN
            yield from body if on else _switched_off(body)

    def _comments(self, key: str, field: Schema) -> Iterator[str]:
        if key == "kind" and "const" in field:
            return
        choices = field.get("enum") or field.get("items", {}).get("enum") or ()
        text = field.get("description", key)
        if any(choice not in text for choice in choices):
            text = f"{text} One of: {', '.join(choices)}."
        yield from _comment(text)
        name = _ref(field)
        if name in FLOW:
            yield from self._inner(name, "  ")

    def _inner(self, name: str, indent: str) -> Iterator[str]:
        """The keys of an entry that is written in one line, and of those in it."""
        for inner, each in self._defs[name]["properties"].items():
            yield from _comment(f"{inner}: {each.get('description', inner)}", indent)
            if (below := _ref(each)) and below not in FLOW:
                yield from self._inner(below, f"{indent}  ")

    def _body(self, key: str, field: Schema, path: str) -> Iterator[str]:
        name = _ref(field)
        sample = self._sample(key, path)
        if "const" in field:
            yield f"{key}: {field['const']}"
        elif name in FLOW:
            items = [f"  - {FLOW[name]}"] * field.get("minItems", 1)
            yield from (f"{key}:", *items) if _is_list(field) else (f"{key}: {FLOW[name]}",)
        elif name and not sample:
            yield f"{key}:"
            yield from self._nested(field, name)
        else:
            first, *rest = sample.split("\n")
            yield f"{key}: {first}"
            yield from (f"  {line}" for line in rest)

    def _sample(self, key: str, path: str) -> str:
        names = (f"{self._kind}.{path}.{key}", f"{path}.{key}", key)
        return next((SAMPLES[name] for name in names if name in SAMPLES), "")

    def _nested(self, field: Schema, name: str) -> Iterator[str]:
        inner = list(self.lines(self._defs[name], _path(name)))
        if _is_list(field):
            inner = list(_as_item(inner))
        elif "additionalProperties" in field:
            inner = ["public:", *(f"  {line}" for line in inner)]
        yield from (f"  {line}" for line in inner)


def _path(name: str) -> str:
    """How samples name an entry: HeadedTexts, Texts and Depths are all `texts`."""
    return "texts" if name in {"HeadedTexts", "Texts", "Depths"} else name.removesuffix("Entry").lower()


def _in_order(fields: Schema) -> Iterator[tuple[str, Schema]]:
    """Names first, what all blocks share last."""
    last = _LAST if "kind" in fields and "text" in fields else ()
    middle = [key for key in fields if key not in {*_FIRST, *last}]
    for key in (*(k for k in _FIRST if k in fields), *middle, *last):
        yield key, fields[key]


def _as_item(lines: list[str]) -> Iterator[str]:
    """The mapping as an item of a list: the hyphen stands before the first key that is no comment."""
    first = next(i for i, line in enumerate(lines) if not line.startswith("# "))
    for number, line in enumerate(lines):
        yield ("- " if number == first else "  ") + line


def _switched_off(body: list[str]) -> Iterator[str]:
    """Every line that is no comment becomes one."""
    for line in body:
        bare = line.lstrip(" ")
        off = bare and not bare.startswith("#")
        yield f"{line[: len(line) - len(bare)]}#{bare}" if off else line


def _comment(text: str, indent: str = "") -> Iterator[str]:
    width = _WIDTH - len(indent)
    for line in textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False, break_long_words=False):
        yield f"# {indent}{line}"


def _is_list(field: Schema) -> bool:
    return field.get("type") == "array"


def _ref(field: Schema) -> str:
    """The entry that a field holds, alone, in a list or by name; empty for plain values."""
    places = (field, field.get("items"), field.get("additionalProperties"), *field.get("anyOf", ()))
    found = (place["$ref"].rpartition("/")[2] for place in places if isinstance(place, dict) and "$ref" in place)
    return next(found, "")
