"""Vega-Lite specifications that authors write: their values with places, and what a brief does not draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from briefgen.core.chart_kinds import MAX_SERIES
from briefgen.core.model import Prose, TypedValue
from briefgen.diagnostics import Span
from briefgen.source.fields import choice, fault, one_line, reference, span_of
from briefgen.source.yaml_tree import Entries, Items, Scalar

MAX_ROWS: Final = 2_000
MAX_PARTS: Final = 3
"""Parts of a pie."""
PARTS: Final = ("value", "low", "high", "date")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DATE: Final = re.compile(r"\d{4}(?:-\d\d){0,2}")
_SAID: Final = frozenset({"title", "subtitle", "text", "description"})
"""Keys whose text a reader sees."""
_SERIES: Final = ("color", "fill", "stroke", "shape", "strokeDash")
_PLACES: Final = ("x", "y", "row", "column", "facet")
_UNSTEADY: Final = re.compile(r"\b(?:now|random\w*|sample\w*)\s*\(")
_fact = reference("fact")
_part = choice(PARTS)


def read_spec(value: object) -> dict[str, object]:
    """A specification as plain values: facts as references, texts and numbers that readers see with their places."""
    if not isinstance(value, Entries):
        raise fault("wrong-type", "this must be a Vega-Lite specification, a mapping", span_of(value))
    sets = value.get("datasets")
    _check(value, None, sets if isinstance(sets, Entries) else Entries(value.span))
    return {key: _plain(each, key, data=False) for key, each in value.items() if key not in ("$schema", "usermeta")}


def _plain(value: object, key: str, *, data: bool) -> object:
    """`data` says whether the value is among the rows of data, or printed by `datum`."""
    if isinstance(value, Entries):
        if "fact" in value and value.keys() <= {"fact", "part"}:
            part = _part(value["part"]) if "part" in value else "value"
            return {"fact": _fact(value["fact"]), "part": part}
        return {name: _plain(each, name, data=_is_data(data, name, each)) for name, each in value.items()}
    if isinstance(value, Items):
        return tuple(_plain(each, key, data=data) for each in value)
    return _scalar(value, said=data or key in _SAID, data=data) if isinstance(value, Scalar) else None


def _is_data(inside: bool, name: str, value: object) -> bool:
    return inside or name in ("datum", "datasets") or (name == "values" and isinstance(value, Items))


def _scalar(value: Scalar, *, said: bool, data: bool) -> object:
    if value.is_null:
        return None
    if not value.style and value.text in ("true", "false"):
        return value.text == "true"
    if not value.style and _NUMBER.fullmatch(value.text):
        if len(value.text) > MAX_NUMBER:
            raise fault("too-large", f"a number has more than {MAX_NUMBER} characters", value.span)
        return TypedValue(value.prose) if data else Decimal(value.text)
    if said and not _DATE.fullmatch(value.text):
        return Prose(one_line(value).text, value.start or value.span, value.indent, value.shifts) if value.text else ""
    return value.text


MAX_NUMBER: Final = 24


# --- what is refused ---------------------------------------------------------------------------


def _refuse(message: str, span: Span, hint: str = "") -> None:
    raise fault("bad-figure", message, span, hint)


def _check(value: object, rows: Items | None, sets: Entries) -> None:
    """Go through a specification; `rows` are the data that hold where `value` stands, `sets` those with names."""
    if isinstance(value, Items):
        for each in value:
            _check(each, rows, sets)
    if isinstance(value, Scalar) and _UNSTEADY.search(value.text):
        _refuse("this gives another picture each time", value.span, "a brief is the same on every day")
    if not isinstance(value, Entries):
        return
    rows = _rows(value, sets) or rows
    _check_address(value)
    _check_axes(value)
    _check_pie(value, rows)
    _check_series(value, rows)
    for key, each in value.items():
        if key not in ("values", "datasets"):
            _check(each, rows, sets)


def _check_address(value: Entries) -> None:
    for key in ("url", "href"):
        if key in value:
            hint = "write the data under values" if key == "url" else "links stand in the text"
            _refuse("a figure may fetch nothing and link to nothing", value.key_spans[key], hint)
    schema = value.get("$schema")
    if isinstance(schema, Scalar) and "vega-lite" not in schema.text:
        _refuse("this is no Vega-Lite specification", schema.span, "Vega itself is not drawn, Vega-Lite is")
    for key in ("sample", "bind"):
        if key in value:
            _refuse(f'"{key}" has no meaning on paper', value.key_spans[key])


def _rows(value: Entries, sets: Entries) -> Items | None:
    """The data that a view has itself, or names; more than can be drawn are refused."""
    data = value.get("data")
    if not isinstance(data, Entries):
        return None
    for generated in (data.get("sequence"), data.get("graticule")):
        if generated is not None:
            _refuse("data are written under values, not generated", span_of(generated))
    name = data.get("name")
    rows = data.get("values") or (sets.get(name.text) if isinstance(name, Scalar) else None)
    if isinstance(rows, Scalar):
        _refuse("values are a list of rows", rows.span)
    if not isinstance(rows, Items):
        return None
    if len(rows) > MAX_ROWS:
        _refuse(f"{len(rows):,} rows are too many to be seen; {MAX_ROWS:,} are drawn", rows.span)
    return rows


def _check_axes(value: Entries) -> None:
    """Layers share their scales: two scales over one another show whatever one likes."""
    resolve = value.get("resolve")
    if "layer" not in value or not isinstance(resolve, Entries):
        return
    for part in (resolve.get("scale"), resolve.get("axis")):
        for name in ("x", "y"):
            if isinstance(part, Entries) and isinstance(how := part.get(name), Scalar) and how.text == "independent":
                _refuse("two scales in one chart mislead", how.span, "draw two charts beside each other: hconcat")


def _check_pie(value: Entries, rows: Items | None) -> None:
    mark = value.get("mark")
    kind = mark.get("type") if isinstance(mark, Entries) else mark
    if isinstance(kind, Scalar) and kind.text == "arc" and (count := _parts(value, rows)) > MAX_PARTS:
        hint = "use a bar chart, or `type: stacked`"
        _refuse(f"{count} parts of a pie cannot be compared; {MAX_PARTS} can", kind.span, hint)


def _parts(value: Entries, rows: Items | None) -> int:
    encoding = value.get("encoding")
    for name in ("color", "fill"):
        if isinstance(encoding, Entries) and (field := _field(encoding.get(name))):
            return len(_different(rows, field.text))
    return len(rows or ())


def _check_series(value: Entries, rows: Items | None) -> None:
    encoding = value.get("encoding")
    if not isinstance(encoding, Entries):
        return
    placed = {field.text for name in _PLACES if (field := _field(encoding.get(name)))}
    for name in _SERIES:
        field = _field(encoding.get(name))
        if field and field.text not in placed and len(found := _different(rows, field.text)) > MAX_SERIES:
            hint = "draw a panel for each: `facet`"
            _refuse(f"{len(found)} series cannot be told apart; {MAX_SERIES} can", field.span, hint)


def _field(channel: object) -> Scalar | None:
    """The field of a channel whose values are names."""
    if not isinstance(channel, Entries):
        return None
    kind, field = channel.get("type"), channel.get("field")
    measured = isinstance(kind, Scalar) and kind.text in ("quantitative", "temporal")
    return field if isinstance(field, Scalar) and not measured else None


def _different(rows: Sequence[object] | None, field: str) -> set[str]:
    return set(_texts(rows or (), field))


def _texts(rows: Sequence[object], field: str) -> Iterator[str]:
    for row in rows:
        value = row.get(field) if isinstance(row, Entries) else None
        if isinstance(value, Scalar):
            yield value.text
