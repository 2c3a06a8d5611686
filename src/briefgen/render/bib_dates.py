"""Dates of BibTeX records, read from the file itself: Pandoc drops those that it cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from briefgen.core.edtf import Csl, read_edtf
from briefgen.render.bib_entries import Record

FIELDS: Final[Mapping[str, str]] = {"date": "issued", "origdate": "original-date", "urldate": "accessed"}
"""BibLaTeX's fields, and what CSL calls them."""
_FIELD: Final = re.compile(r"(?:^|,)\s*(?P<name>[A-Za-z]+)\s*=\s*", re.MULTILINE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ABOUT: Final = re.compile(r"^(?:ca?\.?|circa|about|approx\.?|around|um|vers)\s*(?=\d)|\s*\?+$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"^[\[(](.*)[\])]$")
_SPAN: Final = re.compile(r"(\d{4})\s*(?:--?|\u2013|\u2014|/)\s*(\d{2}|\d{4})")
_UNKNOWN: Final = re.compile(r"(?:n\.?\s?d\.?|unknown|undated|no date|s\.?\s?d\.?|o\.?\s?j\.?|\?+|)", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?P<month>[A-Za-z]+\.?(?: \d{1,2})?),? (?P<year>\d{4})")
_BC: Final = re.compile(r"(\d{1,4})\s*(?:BCE?|B\.C\.(?:E\.)?)", re.IGNORECASE)


def dates_of(record: Record) -> Iterator[tuple[str, Csl | None, str]]:
    """CSL's field, the date (None for what is none), and what the file says."""
    fields = dict(_fields(record.text))
    for name, field in FIELDS.items():
        if name in fields:
            yield field, _date(fields[name]), fields[name]
    if "year" in fields and "date" not in fields:
        said = " ".join(part for part in (fields["year"], fields.get("month", "")) if part)
        yield "issued", _of_year(fields["year"], fields.get("month", "")), said


def is_unknown(said: str) -> bool:
    """Whether the file says that nobody knows the date."""
    return bool(_UNKNOWN.fullmatch(said.strip()))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for found in _FIELD.finditer(text):
        name = found["name"].lower()
        if name in {*FIELDS, "year", "month"}:
            yield name, _value(text, found.end())


def _value(text: str, start: int) -> str:
    """The value that begins here, without braces and quotation marks; pieces that `#` joins are joined."""
    out, depth, position = "", 0, start
    quoted = False
    while position < len(text):
        c = text[position]
        if c == '"' and depth == 0:
            quoted = not quoted
        elif c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
            if depth < 0:
                break
        elif c == "," and depth == 0 and not quoted:
            break
        elif not (c == "#" and depth == 0 and not quoted):
            out += c
        position += 1
    return " ".join((out if re.search(r"\d~", out) else out.replace("~", " ")).split())


def _date(said: str) -> Csl | None:
    plain = re.sub(r"T[\d:Z+-]+(?=$|/)", "", said.strip())
    return read_edtf(plain) or _of_year(plain, "")


def _of_year(year: str, month: str) -> Csl | None:
    """A year in the words of a library catalogue, with a month."""
    plain = _BRACKETS.sub(r"\1", year.strip()).strip()
    about = "~" if _ABOUT.search(plain) else ""
    plain = _ABOUT.sub("", plain)
    if span := _SPAN.fullmatch(plain):
        first, last = span[1], span[2] if len(span[2]) == len(span[1]) else span[1][:2] + span[2]
        return read_edtf(f"{first}{about}/{last}{about}")
    if named := _NAMED.fullmatch(plain):
        plain, month = named["year"], named["month"]
    if before := _BC.fullmatch(plain):
        return read_edtf(f"-{int(before[1]) - 1:04d}{about}" if int(before[1]) > 1 else f"0000{about}")
    if re.fullmatch(r"\d{1,4}", plain) and int(plain):
        return read_edtf(f"{int(plain):04d}{_month(month)}{about}") or read_edtf(f"{int(plain):04d}{about}")
    return read_edtf(f"{plain}{about}") if plain else None


def _month(said: str) -> str:
    """`-03`, `-03-05`, `-21` for spring; nothing for what is no month."""
    words = re.findall(r"[A-Za-z]+|\d+", said.casefold())
    days = [int(word) for word in words if word.isdigit()]
    if words and words[0] in _SEASONS:
        return f"-{_SEASONS[words[0]]}"
    named = [n for word in words for n, name in enumerate(_MONTHS, 1) if word.startswith(name)]
    if len(named) == 1:
        return f"-{named[0]:02d}" + (f"-{days[0]:02d}" if len(days) == 1 else "")
    return f"-{days[0]:02d}" if len(days) == 1 and len(words) == 1 and 1 <= days[0] <= 12 else ""
