"""How long facts are good for, and what a release waives: parts of project and brief files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from briefgen.core.gates import WAIVABLE
from briefgen.core.staleness import MONTHS
from briefgen.diagnostics import closest
from briefgen.source.fields import fault, whole
from briefgen.source.readers import ReadsAll
from briefgen.source.shapes import Date, Entry, Words, one_of
from briefgen.source.yaml_tree import Entries

_LONGEST: Final = 1200
_months = whole(1, _LONGEST)


def _month(given: Entries, kind: str) -> int:
    if kind not in MONTHS:
        hint = closest(kind, MONTHS) or f"one of {', '.join(MONTHS)}"
        raise fault("unknown-key", f'there is no kind of fact "{kind}"', given.key_spans[kind], hint)
    return _months(given[kind])


_MONTHS_JSON: Final = (
    ("type", "object"),
    ("properties", {kind: {"type": "integer", "minimum": 1} for kind in MONTHS}),
    ("additionalProperties", False),
)
ValidFor = Annotated[Mapping[str, int], ReadsAll(_month, "kinds of fact to months", _MONTHS_JSON)]


class ReleaseWaiver(Entry):
    """A finding that does not stop a release: who says so, when and why."""

    rule: Annotated[str, one_of(*WAIVABLE)]
    """The rule that is waived."""
    of: Words = ""
    """Id of the block, fact or source that it is waived for; without it, for everything."""
    by: Words
    """Who takes it upon themselves."""
    date: Date
    """When."""
    reason: Words
    """Why; printed with the rest in the record of the document."""
