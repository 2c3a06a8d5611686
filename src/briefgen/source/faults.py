"""Holds values against a schema: what pydantic finds becomes findings with line and column."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from briefgen.core.model import KINDS
from briefgen.diagnostics import Report, closest
from briefgen.source.readers import report_fault
from briefgen.source.shapes import Entry
from briefgen.source.yaml_tree import Entries, Items, Scalar, Value

_E = TypeVar("_E", bound=Entry)


def validate(schema: type[_E], tree: Value, report: Report, entries: str = "") -> _E | None:
    """`tree` as `schema`; every fault goes to `report`.

    Faulty items of the list under the key `entries` are left out, and the rest is returned.
    None when something else is at fault.
    """
    try:
        return schema.model_validate(tree, context=report)
    except ValidationError as invalid:
        faults = invalid.errors(include_url=False)
    for fault in faults:
        _report(fault, tree, report)
    sound = _without(faults, tree, entries)
    return schema.model_validate(sound, context=report) if sound is not None else None


def _without(faults: list[ErrorDetails], tree: Value, entries: str) -> Entries | None:
    bad = {_item(fault["loc"], entries) for fault in faults}
    if None in bad or not isinstance(tree, Entries):
        return None
    rest = Entries(tree.span)
    rest.update(tree)
    rest.key_spans.update(tree.key_spans)
    kept = Items(tree[entries].span)
    kept.extend(v for i, v in enumerate(cast("Items", tree[entries])) if i not in bad)
    rest[entries] = kept
    return rest


def _item(loc: tuple[int | str, ...], entries: str) -> int | None:
    match loc:
        case (name, int(index), *_) if name == entries:
            return index
    return None


def _report(fault: ErrorDetails, tree: Value, report: Report) -> None:
    at, key = _find(fault["loc"], tree)
    context: dict[str, Any] = fault.get("ctx", {})
    match fault["type"]:
        case "briefgen":
            report_fault(context, report)
        case "missing":
            report.add("missing-field", f'"{key}" is missing', at.span)
        case "union_tag_not_found" if not isinstance(at, Entries):
            report.add("wrong-type", "this must be a block: a mapping that begins with its kind", at.span)
        case "union_tag_not_found":
            report.add("missing-field", '"kind" is missing', at.span, hint=f"one of {', '.join(KINDS)}")
        case "union_tag_invalid":
            _report_kind(at, report)
        case "too_short":
            least = context["min_length"]
            report.add("missing-field", f'"{key}" needs {least} or more entries', at.span)
        case _:
            _report_type(fault["type"], at, report)


def _report_kind(block: Value, report: Report) -> None:
    kind, kinds = cast("Entries", block)["kind"], f"one of {', '.join(KINDS)}"
    if not isinstance(kind, Scalar):
        report.add("wrong-type", "this must be the name of a kind", kind.span, hint=kinds)
    elif kind.is_null:
        report.add("blank-field", "this field is empty", kind.span, hint=kinds)
    else:
        message = f'there is no kind "{kind.text}"'
        report.add("unknown-kind", message, kind.span, hint=closest(kind.text, KINDS) or kinds)


def _report_type(found: str, at: Value, report: Report) -> None:
    if isinstance(at, Scalar) and at.is_null:
        report.add("blank-field", "this field is empty", at.span, hint="say something, or leave the field out")
    elif found == "dict_type":
        report.add("wrong-type", "this must be a mapping", at.span)
    else:
        hint = f"put it in brackets: [{at.text}]" if isinstance(at, Scalar) else "begin each entry with a hyphen"
        report.add("wrong-type", "this must be a list", at.span, hint=hint)


def _find(loc: tuple[int | str, ...], tree: Value) -> tuple[Value, str]:
    """The value that `loc` leads to, and the last key named. After a block's index stands its kind, as a union tag."""
    at, key = tree, ""
    steps = list(loc)
    while steps:
        part = steps.pop(0)
        if isinstance(at, Entries) and part in at:
            at = at[str(part)]
        elif isinstance(at, Items) and isinstance(part, int):
            at = at[part]
            if steps and key == "blocks":
                steps.pop(0)
        if isinstance(part, str):
            key = part
    return at, key
