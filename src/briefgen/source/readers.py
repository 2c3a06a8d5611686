"""Mappings of which each key is read by itself, so that one fault does not hide the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import PydanticCustomError, core_schema

from briefgen.diagnostics import Report
from briefgen.source.fields import Json, fault, span_of
from briefgen.source.yaml_tree import Entries


@dataclass(frozen=True, eq=False)
class ReadsAll:
    """Annotation of a field that is a mapping: each key is read by itself, so that all faults are found."""

    read: Callable[[Entries, str], object]
    """The value of one key."""
    meant: str
    json: tuple[tuple[str, Any], ...]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> Json:
        return dict(self.json)

    def _read(self, value: object, info: core_schema.ValidationInfo) -> Mapping[str, object]:
        if not isinstance(value, Entries):
            raise fault("wrong-type", f"this must be a mapping of {self.meant}", span_of(value))
        found: dict[str, object] = {}
        faults: list[PydanticCustomError] = []
        for key in value:
            try:
                found[key] = self.read(value, key)
            except PydanticCustomError as wrong:
                report_fault(wrong.context or {}, cast("Report", info.context))
                faults.append(wrong)
        if faults:
            raise faults[0]
        return found


def report_fault(context: Mapping[str, Any], report: Report) -> None:
    """Report a fault that `fault` made."""
    report.add(context["rule"], context["message"], context["span"], hint=context["hint"])
