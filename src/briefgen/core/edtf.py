"""Dates of sources as text (EDTF) and as citation styles read them (CSL): spans, seasons, about, before the year 1.

`2019-03-14`, `2019/2020`, `2019/..` (no end), `../2019` (no beginning), `2019-21` (spring; 22 summer, 23 autumn, 24
winter), `1850~` (about), `-0044` (45 BC). CSL has no year 0: its -45 is 45 BC.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from typing import Final

Csl = dict[str, object]

SEASONS: Final = range(21, 25)
_ONE: Final = re.compile(r"(?P<year>-?\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<about>[~?%]?)")
_OPEN: Final = frozenset({"", ".."})
PATTERN: Final = r"^(\.\.|-?\d{4}(-\d{2}(-\d{2})?)?[~?%]?)(/(\.\.|-?\d{4}(-\d{2}(-\d{2})?)?[~?%]?)?)?$"
"""For editors."""


def read_edtf(text: str) -> Csl | None:
    """The date in CSL; None for what is no date."""
    ends = text.strip().split("/")
    found = [None if end in _OPEN else _parts(end) for end in ends]
    if (
        len(ends) > 2
        or not any(found)
        or any(f is None and end not in _OPEN for f, end in zip(found, ends, strict=True))
    ):
        return None
    out: Csl = {"date-parts": [parts or [0] for parts in found]}
    if any(end.endswith(("~", "?", "%")) for end in ends):
        out["circa"] = True
    return out


def _parts(text: str) -> list[int] | None:
    found = _ONE.fullmatch(text)
    if not found:
        return None
    year = int(found["year"])
    parts = [year - 1 if year <= 0 else year]
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if found["month"] and month not in {*range(1, 13), *SEASONS}:
        return None
    if found["day"] and (month in SEASONS or not 1 <= day <= calendar.monthrange(max(year, 1), month)[1]):
        return None
    return [*parts, *([month] if month else []), *([day] if day else [])]


def edtf_of(date: Mapping[str, object]) -> str:
    """The date as text; empty where it has no numbers that make one."""
    ends = date.get("date-parts")
    texts = [_text(end, date) for end in ends] if isinstance(ends, list) else []
    while len(texts) > 1 and not texts[0] and not texts[-1]:
        texts.pop()
    if not any(texts):
        return ""
    about = "~" if date.get("circa") else ""
    return "/".join(f"{text}{about}" if text else ".." for text in texts[:2])


def _text(end: object, date: Mapping[str, object]) -> str:
    """One end of a span; as fine as its numbers make sense."""
    numbers = [int(str(p)) for p in end if re.fullmatch(r"-?\d+", str(p))] if isinstance(end, list) else []
    if not numbers or not numbers[0]:
        return ""
    year = numbers[0] + 1 if numbers[0] < 0 else numbers[0]
    out = f"-{-year:04d}" if numbers[0] < 0 and year else f"{year:04d}"
    month = numbers[1] if len(numbers) > 1 else _season(date)
    if 13 <= month <= 16:
        month += 8
    if month not in {*range(1, 13), *SEASONS}:
        return out
    out += f"-{month:02d}"
    day = numbers[2] if len(numbers) > 2 and month <= 12 else 0
    return f"{out}-{day:02d}" if 1 <= day <= calendar.monthrange(max(year, 1), min(month, 12))[1] else out


def _season(date: Mapping[str, object]) -> int:
    """A season beside the year, as a number of EDTF; 0 for none."""
    said = str(date.get("season", "")).strip().casefold()
    names = ("spring", "summer", "autumn", "winter")
    if said in {"1", "2", "3", "4"}:
        return 20 + int(said)
    return 21 + names.index("autumn" if said == "fall" else said) if said in {*names, "fall"} else 0
