"""RIS records, where Pandoc's reading falls short: names of bodies, and dates with month and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_LINE: Final = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*?)\s*$")
_NAME_TAGS: Final = frozenset({"AU", "A1", "A2", "A3", "A4", "ED"})
_DATE_TAGS: Final = ("DA", "PY", "Y1")


def mend_ris(text: str, items: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The items that Pandoc read from `text`, with bodies as bodies and dates as exact as the file has them."""
    records = list(_records(ended(text)))
    if len(records) != len(items):
        return list(items)
    return [_mended(item, record) for item, record in zip(items, records, strict=True)]


_TYPE: Final = re.compile(r"^\s*TY  ?- ?(\S*)")
_END: Final = re.compile(r"^\s*ER\s*-?\s*$")


def ended(text: str) -> str:
    """The same records, each with an end, and nothing between them; a text without records as it is."""
    if not any(map(_TYPE.match, text.splitlines())):
        return text
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if kind := _TYPE.match(line):
            lines += [*(["ER  - "] if inside else []), f"TY  - {kind[1]}"]
            inside = True
        elif _END.match(line):
            lines += ["ER  - "] if inside else []
            inside = False
        elif inside:
            lines.append(line)
    return "\n".join([*lines, *(["ER  - "] if inside else []), ""])


def _records(text: str) -> Iterator[list[tuple[str, str]]]:
    record: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not (found := _LINE.match(line)):
            continue
        if found[1] == "ER":
            yield record
            record = []
        else:
            record.append((found[1], found[2]))


def _mended(item: dict[str, object], record: Sequence[tuple[str, str]]) -> dict[str, object]:
    bodies = {" ".join(value.split()) for tag, value in record if tag in _NAME_TAGS and "," not in value}
    out = {k: [_body(n, bodies) for n in v] if isinstance(v, list) else v for k, v in item.items()}
    dates = [d for tag in _DATE_TAGS for t, value in record if t == tag and (d := _date(value))]
    if dates:
        out["issued"] = {"date-parts": [max(dates, key=len)]}
    return out


def _body(name: object, bodies: set[str]) -> object:
    """RIS writes people as "family, given"; a name without a comma is that of a body."""
    if not isinstance(name, dict):
        return name
    order = ("given", "dropping-particle", "non-dropping-particle", "family", "literal")
    whole = " ".join(str(name[part]) for part in order if name.get(part))
    return {"literal": whole} if whole in bodies else name


def _date(value: str) -> list[int]:
    """Year, month and day as far as they are given: "2025/03/14/", "2025-03", "2025//"."""
    parts = re.split(r"[/-]", value.split(" ")[0])
    numbers: list[int] = []
    for part, limit in zip(parts[:3], (9999, 12, 31), strict=False):
        if not part.isdigit() or not 1 <= int(part) <= limit:
            break
        numbers.append(int(part))
    return numbers
