"""CSL items (Citation Style Language 1.0.2) as authors write them in YAML.

Dates may be written as `2025` or "2025-03-14" and names as plain text; both become CSL-JSON.
"""

from __future__ import annotations

from typing import Final

from briefgen.core.csl_types import TYPES
from briefgen.core.edtf import PATTERN, read_edtf
from briefgen.core.model import Day
from briefgen.diagnostics import closest
from briefgen.source.fields import Json, day, fault, scalar, words
from briefgen.source.yaml_tree import Entries, Items, Scalar, Value

_DATES = "accessed available-date event-date issued original-date submitted"
_NAMES = """
author chair collection-editor compiler composer container-author contributor curator director editor
editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
performer producer recipient reviewed-author script-writer series-creator translator
"""
_TEXTS = """
abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number
citation-label collection-number collection-title container-title container-title-short dimensions division DOI
edition event-place event-title genre ISBN ISSN issue journalAbbreviation jurisdiction keyword language license
locator medium note number number-of-pages number-of-volumes original-publisher original-publisher-place
original-title page page-first part-number part-title PMCID PMID printing-number publisher publisher-place
references reviewed-genre reviewed-title scale section shortTitle source status supplement-number title title-short
URL version volume volume-title year-suffix
"""
DATES: Final = frozenset(_DATES.split())
NAMES: Final = frozenset(_NAMES.split())
TEXTS: Final = frozenset(_TEXTS.split())
_NAME_PARTS: Final = frozenset(["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"])


def json_date(when: Day) -> dict[str, object]:
    """`when` in CSL-JSON."""
    return {"date-parts": [[part for part in (when.year, when.month, when.day) if part is not None]]}


def csl_field(item: Entries, key: str) -> object:
    """One field of a CSL-JSON item."""
    value = item[key]
    if key == "type":
        return _type(value)
    if key in DATES:
        return read_edtf(scalar(value, "a date").text) or json_date(day(value))
    if key in NAMES:
        return _names(value)
    if key in TEXTS:
        return words(value)
    hint = closest(key, TEXTS | DATES | NAMES | {"type"})
    raise fault("unknown-key", f'CSL has no field "{key}"', item.key_spans[key], hint)


def _type(value: Value) -> str:
    name = words(value)
    if name not in TYPES:
        raise fault(
            "wrong-type", f'CSL has no type "{name}"', value.span, closest(name, TYPES) or "report, webpage, ..."
        )
    return name


def _names(value: Value) -> list[dict[str, str]]:
    if isinstance(value, Scalar):
        return [_name(value)]
    if not isinstance(value, Items):
        raise fault("wrong-type", "this must be a list of names", value.span)
    return [_name(each) for each in value]


def _name(value: Value) -> dict[str, str]:
    if not isinstance(value, Entries):
        return {"literal": scalar(value, "a name").text}
    for part in value:
        if part not in _NAME_PARTS:
            hint = closest(part, _NAME_PARTS) or "family and given, or literal"
            raise fault("unknown-key", f'a name has no part "{part}"', value.key_spans[part], hint)
    return {part: words(text) for part, text in value.items()}


def csl_json_schema() -> Json:
    """What editors are told about `csl`."""
    text: Json = {"type": ["string", "number"]}
    person: Json = {
        "type": "object",
        "properties": dict.fromkeys(sorted(_NAME_PARTS), text),
        "additionalProperties": False,
    }
    names: Json = {"anyOf": [text, {"type": "array", "items": {"anyOf": [text, person]}}]}
    date: Json = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": PATTERN}]}
    fields: Json = {"type": {"enum": list(TYPES)}}
    fields |= dict.fromkeys(sorted(TEXTS), text) | dict.fromkeys(sorted(NAMES), names)
    fields |= dict.fromkeys(sorted(DATES), date)
    return {"type": "object", "properties": fields, "required": ["type", "title"], "additionalProperties": False}
