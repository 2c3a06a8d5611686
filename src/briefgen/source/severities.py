"""A project's own severities for rules."""

from __future__ import annotations

from typing import Final

from briefgen.core.gates import JUDGEMENTS
from briefgen.diagnostics import RULES, Severity, closest
from briefgen.source.fields import Json, choice, fault
from briefgen.source.yaml_tree import Entries

LEVELS: Final = (*Severity, "off")
_level = choice(LEVELS)


def severity(given: Entries, rule: str) -> str:
    """The level that a project gives a rule."""
    if rule not in RULES:
        raise fault("unknown-key", f'there is no rule "{rule}"', given.key_spans[rule], closest(rule, RULES))
    level = _level(given[rule])
    if RULES[rule].severity is Severity.ERROR and level != Severity.ERROR and rule not in JUDGEMENTS:
        raise fault("wrong-type", f'"{rule}" is always an error', given[rule].span)
    return level


def severities_json_schema() -> Json:
    """What editors are told about `severities`."""
    level: Json = {"enum": list(LEVELS)}
    return {
        "type": "object",
        "properties": {rule.id: {**level, "description": rule.summary} for rule in RULES.values()},
        "additionalProperties": False,
    }
