"""Bibliography files of other programs: BibTeX and BibLaTeX, RIS, CSL-JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final

from briefgen.core.csl_types import TYPES
from briefgen.core.edtf import edtf_of
from briefgen.diagnostics import Report, Severity, Span
from briefgen.render.bib_dates import dates_of, is_unknown
from briefgen.render.bib_entries import (
    Record,
    in_braces,
    is_source,
    key_of,
    placed,
    records,
    sound,
    with_key,
    without_circles,
    without_stray_comments,
)
from briefgen.render.bibtex import plain_dates, protect_titles
from briefgen.render.pandoc import PandocError, parse_json, run_pandoc
from briefgen.render.ris import ended, mend_ris

CslItem = dict[str, object]

FORMATS: Final[Mapping[str, str]] = {".bib": "biblatex", ".ris": "ris", ".json": "csljson"}
"""Suffix of a bibliography file to Pandoc's name of the format."""
_TIMEOUT_S: Final = 20.0
_MOST_BROKEN: Final = 5000
"""Records of a file in which a broken one is looked for."""
_PLACE: Final = re.compile(r"\(line (\d+), column (\d+)\)")


# --- reading -----------------------------------------------------------------------------------


def read_bibliography(name: str, text: str, report: Report) -> list[CslItem]:
    """The CSL-JSON items of a file, in its order; none when it cannot be read, and `report` says why and where."""
    suffix, text = PurePath(name).suffix.lower(), text.lstrip("\ufeff")
    if suffix not in FORMATS:
        hint = "known are .bib, .ris and .json (CSL-JSON)"
        report.add("bad-citation-file", f'"{suffix}" is no bibliography format', Span(name, 1, 1), hint=hint)
        return []
    try:
        if suffix == ".bib":
            text = _mended(name, text, report)
        found = _json_items(name, text, report) if suffix == ".json" else _converted(suffix, text)
    except _Unreadable as fault:
        report.add("bad-citation-file", str(fault), Span(name, fault.line, fault.column))
        found = _salvaged(name, suffix, text, report) if suffix != ".json" else []
        if not found:
            return []
    if suffix == ".bib":
        _report_missing(name, text, found, report)
        found = _with_dates(name, text, found, report)
    if not found:
        report.add("bad-citation-file", "the file holds no source", Span(name, 1, 1))
    return [_tidy({**item, "id": item.get("id") or f"source-{number}"}) for number, item in enumerate(found, 1)]


def _mended(name: str, text: str, report: Report) -> str:
    """The file without what stops a reader: records without a key, or that inherit from themselves; stray comments."""
    text = without_stray_comments(text)
    keyed = [with_key(in_braces(piece)) for piece in records(".bib", text)[1]]
    cut, circular = without_circles(keyed)
    for piece in circular:
        message = f'"{key_of(piece)}" inherits from itself in the end; it is read without that'
        report.add("bad-citation-file", message, Span(name, piece.line, 1))
    return placed(text, cut)


def _report_missing(name: str, text: str, found: Sequence[CslItem], report: Report) -> None:
    """Say which records did not come in, and why as far as that can be told."""
    came = Counter(str(item["id"]) for item in found)
    told = {d.span.line for d in report.diagnostics if d.span and d.span.file == name and "left out" in d.message}
    for piece in records(".bib", text)[1]:
        key = key_of(piece)
        came[key] -= 1
        if came[key] < 0 and is_source(piece) and piece.line not in told:
            why = f'"{key}" is left out' if key else "a record without a key is left out"
            report.add("bad-citation-file", f"{why}: nothing can be read of it", Span(name, piece.line, 1))


def _with_dates(name: str, text: str, found: Sequence[CslItem], report: Report) -> list[CslItem]:
    """The items with the dates that the file has, those included that Pandoc drops; others are reported."""
    pieces: dict[str, list[Record]] = {}
    for piece in records(".bib", text)[1]:
        pieces.setdefault(key_of(piece), []).append(piece)
    out: list[CslItem] = []
    for item in found:
        own = pieces.get(str(item["id"]), [])
        out.append(_dated(item, own.pop(0), name, report) if own else item)
    return out


def _dated(item: CslItem, record: Record, name: str, report: Report) -> CslItem:
    item = dict(item)
    for field, date, said in dates_of(record):
        if date:
            item[field] = date
        elif not is_unknown(said) and str(item.get("status", "")) != said:
            before = item.get(field)
            known = edtf_of(before) if isinstance(before, dict) else ""
            message = f'"{said}" is no date; ' + (f'it is read as "{known}"' if known else "it is kept as words")
            report.add("bad-citation-file", message, Span(name, record.line, 1), severity=Severity.WARNING)
            if not known:
                kept = "status" if field == "issued" else "note"
                item = {**item, kept: "; ".join(str(each) for each in (item.get(kept), said) if each)}
    return item


class _Unreadable(Exception):  # noqa: N818 - reads as what is wrong
    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def _salvaged(name: str, suffix: str, text: str, report: Report) -> list[CslItem]:
    """What can be read of a file that cannot be read as a whole; each broken record is reported where it begins."""
    shared, pieces = records(suffix, text)
    whole = "".join(piece.text for piece in pieces)
    if len(pieces) > _MOST_BROKEN or not whole.strip():
        return []
    kept = sound(pieces, lambda some: _is_readable(suffix, shared + "".join(piece.text for piece in some)))
    if len(kept) in (0, len(pieces)):
        return []
    for piece in pieces:
        if piece not in kept:
            title = " ".join(piece.text.split())[:40]
            report.add("bad-citation-file", f'this record is left out: "{title}"', Span(name, piece.line, 1))
    try:
        return _converted(suffix, shared + "".join(piece.text for piece in kept))
    except _Unreadable:
        return []


def _is_readable(suffix: str, text: str) -> bool:
    try:
        _converted(suffix, text)
    except _Unreadable:
        return False
    return True


def _json_items(name: str, text: str, report: Report) -> list[CslItem]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as fault:
        raise _Unreadable(f"this is not JSON: {fault.msg}", fault.lineno, fault.colno) from fault
    except (ValueError, RecursionError) as fault:
        raise _Unreadable("this is no list of sources: its values are nested too deep or too long") from fault
    items = found.get("items", found.get("references")) if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise _Unreadable("CSL-JSON is a list of sources, each with an id")
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or "id" not in item:
            message = f"source {number} of {len(items)} is left out: it has no id"
            report.add("bad-citation-file", message, Span(name, _line_of(item, text), 1))
    return [{**item, "id": str(item["id"])} for item in items if isinstance(item, dict) and "id" in item]


def _line_of(item: object, text: str) -> int:
    """The line on which a source names its title, or the first one."""
    title = json.dumps(item.get("title", ""), ensure_ascii=False) if isinstance(item, dict) else ""
    place = text.find(title) if len(title) > len('""') else -1
    return text.count("\n", 0, max(place, 0)) + 1


def _converted(suffix: str, text: str) -> list[CslItem]:
    if suffix == ".bib":
        text = plain_dates(protect_titles(text))
    if suffix == ".ris":
        text = ended(text)
    try:
        items = parse_json(run_pandoc((f"--from={FORMATS[suffix]}", "--to=csljson"), text, _TIMEOUT_S))
    except PandocError as problem:
        message, place = str(problem), _PLACE.search(str(problem))
        line, column = (min(int(place[1]), len(text.splitlines())), int(place[2])) if place else (1, 1)
        reason = re.sub(r"^Error at.*?\)[:\s]*", "", message) or message
        raise _Unreadable(f"the file cannot be read: {reason}", line, column) from problem
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return mend_ris(text, found) if suffix == ".ris" else found


_NOT_KEPT: Final = frozenset({"abstract", "keyword", "annote", "citation-label"})
DATES: Final = frozenset({"issued", "original-date", "accessed"})
_DOTLESS: Final = re.compile("\u0131([\u0300-\u036f])")
_SPANS: Final = re.compile(r"</?span[^>]*>")


def _tidy(item: CslItem) -> CslItem:
    """Without empty fields, abstracts and marks that keep capitals; every item has a type."""
    kept = {k: _without_spans(v) for k, v in item.items() if k not in _NOT_KEPT and v not in ("", [], {}, None)}
    kept = {k: v for k, d in kept.items() if (v := _plain_date(d) if k in DATES else _composed(d))}
    if language := _LANGUAGES.get(str(kept.get("language", "")).casefold()):
        kept["language"] = language
    named = _OTHER_TYPES.get(str(kept.get("type")), str(kept.get("type")))
    return {**kept, "type": named if named in TYPES else "webpage" if "URL" in kept else "document"}


_OTHER_TYPES: Final = {"video": "motion_picture", "film": "motion_picture", "email": "personal_communication"}
"""Types that some programs write, and what CSL calls them."""


_LANGUAGES: Final = {
    "english": "en",
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "german": "de",
    "ngerman": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "polish": "pl",
    "russian": "ru",
}
"""What BibLaTeX calls languages, and the codes that citation styles know."""


def _composed(value: object) -> object:
    """Letters with their accents as one character each; an i under an accent loses no dot twice."""
    match value:
        case str():
            return unicodedata.normalize("NFC", _DOTLESS.sub(r"i\1", value))
        case list():
            return [_composed(each) for each in value]
        case dict():
            return {key: _composed(each) for key, each in value.items()}
    return value


def _plain_date(value: object) -> object:
    """A date in words that can be read becomes numbers; without any content, None."""
    if not isinstance(value, dict):
        return value
    if found := re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(value.get("raw", ""))):
        return {"date-parts": [[int(part) for part in found.groups() if part]]}
    return {k: v for k, v in value.items() if v not in ([], [[]], "")}


def _without_spans(value: object) -> object:
    return " ".join(_SPANS.sub("", value).split()) if isinstance(value, str) else value
