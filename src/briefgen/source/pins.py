"""What a brief says of blocks, themes and kinds by name: which blocks it pins, and what counts for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

from briefgen.diagnostics import Report
from briefgen.source.fields import Json, Ref, choice, fault, span_of, weight
from briefgen.source.readers import ReadsAll
from briefgen.source.yaml_tree import Entries

ALWAYS, NEVER = "always", "never"
_how = choice((ALWAYS, NEVER))
_WEIGHTS: Final[Json] = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}


def _pin(given: Entries, block: str) -> tuple[Ref, str]:
    return Ref(block, given.key_spans[block], "block"), _how(given[block])


def _for_audience(given: Entries, audience: str) -> tuple[Ref, tuple[tuple[Ref, float], ...]]:
    weights = given[audience]
    if not isinstance(weights, Entries):
        raise fault("wrong-type", "this must be a mapping of theme or kind to number", span_of(weights))
    each = tuple((Ref(name, weights.key_spans[name], "weighed"), weight(value)) for name, value in weights.items())
    return Ref(audience, given.key_spans[audience], "audience"), each


def _mapping_of(values: Json) -> tuple[tuple[str, object], ...]:
    return ("type", "object"), ("additionalProperties", values)


Pins = Annotated[
    Mapping[str, tuple[Ref, str]],
    ReadsAll(_pin, f"block to {ALWAYS} or {NEVER}", _mapping_of({"enum": [ALWAYS, NEVER]})),
]
BriefWeights = Annotated[
    Mapping[str, tuple[Ref, tuple[tuple[Ref, float], ...]]],
    ReadsAll(_for_audience, "audience to weights", _mapping_of(_WEIGHTS)),
]


def check_pins(
    pins: Mapping[str, tuple[Ref, str]], include: Sequence[Ref], exclude: Sequence[Ref], report: Report
) -> None:
    """Report blocks of which a brief says both that they are printed and that they are left out."""
    _contradictions((ref for ref, how in pins.values() if how == NEVER), "keep: never", include, "include", report)
    _contradictions((ref for ref, how in pins.values() if how == ALWAYS), "keep: always", exclude, "exclude", report)
    _contradictions(exclude, "exclude", include, "include", report)


def _contradictions(refs: Iterable[Ref], here: str, others: Iterable[Ref], there: str, report: Report) -> None:
    named = {ref.name for ref in others}
    for ref in refs:
        if ref.name in named:
            message = f'"{ref.name}" stands under "{here}" and under "{there}"'
            report.add("contradiction", message, ref.span, hint="take one of the two away")
