"""Sources of other programs written in our own format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

import yaml

from briefgen.core.edtf import edtf_of
from briefgen.diagnostics import Report
from briefgen.render.bibliography import DATES, CslItem, read_bibliography

_FIELD_NAMES: Final = """
title title-short author editor translator container-title collection-title edition volume issue number
number-of-pages page publisher publisher-place authority genre event-title event-place section status issued
original-date accessed DOI ISBN ISSN URL archive language note
"""
_FIELDS: Final = tuple(_FIELD_NAMES.split())
"""What is taken over, in the order in which it is written."""
_NAMES: Final = frozenset({"author", "editor", "translator"})
_NAME_PARTS: Final = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
_HEADER: Final = """\
# yaml-language-server: $schema=../.schema/citations.json
# Imported from {name}. Say for each source what is known of its standing: kind, reliability, tier, origin, access.
citations:
"""


def import_citations(name: str, text: str, report: Report) -> str:
    """The file's sources in our format, in its order; empty when it cannot be read.

    Keys become small letters, digits and hyphens, and a comment names the old one. A source without a date says so.
    """
    items = read_bibliography(name, text, report)
    keys = _keys(items)
    entries = [_entry(item, key) for item, key in zip(items, keys, strict=True)]
    return _HEADER.format(name=" ".join(PurePath(name).name.split())) + "".join(entries) if entries else ""


def _entry(item: CslItem, key: str) -> str:
    csl = _csl(item)
    fields: CslItem = {"id": key, "csl": csl, "kind": _kind(str(item["type"]))}
    if _RETRACTED.search(f"{item.get('title', '')} {item.get('note', '')} {item.get('status', '')}"):
        fields["standing"] = "retracted"
    if "issued" not in csl:
        fields["date"] = {"unknown": "The imported record gives no date."}
    text = yaml.dump([fields], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)
    lines = [f"  {line}" if line else "" for line in text.splitlines()]
    old = " ".join(str(item["id"]).split())
    return "\n" + (f"  # was: {old}\n" if old != key else "") + "\n".join(lines) + "\n"


_RETRACTED: Final = re.compile(
    r"\b(?:retracted|withdrawn)\b(?:\s*(?::|article|paper|$))|^\s*retraction of\b", re.IGNORECASE
)
_KINDS: Final = {
    "article": "preprint",
    "article-journal": "journal article",
    "article-magazine": "magazine article",
    "article-newspaper": "newspaper article",
    "chapter": "book chapter",
    "paper-conference": "conference paper",
    "post-weblog": "blog post",
    "webpage": "web page",
}


def _kind(csl_type: str) -> str:
    return _KINDS.get(csl_type, csl_type.replace("-", " ").replace("_", " "))


def _csl(item: CslItem) -> CslItem:
    out: CslItem = {"type": item["type"], "title": str(item.get("title", "[no title]"))}
    for field in _FIELDS:
        value = item.get(field)
        if field in DATES:
            value = _date(value)
        elif field in _NAMES:
            value = [_name(n) for n in value if isinstance(n, dict)] if isinstance(value, list) else None
        elif value is not None:
            value = str(value)
        if value:
            out[field] = value
    issued = item.get("issued")
    if "issued" not in out and isinstance(issued, dict) and (words := issued.get("literal", issued.get("raw"))):
        out.setdefault("status", str(words))
    return out


def _name(name: Mapping[str, object]) -> dict[str, str]:
    return {part: str(name[part]) for part in _NAME_PARTS if name.get(part)}


class _Quoted(str):
    __slots__ = ()


def _date(value: object) -> object:
    """A year as a number, every other date as text."""
    text = edtf_of(value) if isinstance(value, dict) else ""
    return int(text) if re.fullmatch(r"[1-9]\d{3}", text) else _Quoted(text) if text else None


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than their keys; nothing is shared by anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


_Dumper.add_representer(_Quoted, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", str(v), style='"'))


# --- keys --------------------------------------------------------------------------------------


def _keys(items: Sequence[CslItem]) -> list[str]:
    """A key for each item, all different."""
    taken: dict[str, int] = {}
    return [_distinct(_slug(_wanted(item)) or _made_up(item), taken) for item in items]


def _distinct(key: str, taken: dict[str, int]) -> str:
    taken[key] = taken.get(key, 0) + 1
    return key if taken[key] == 1 else _distinct(f"{key}-{taken[key]}", taken)


def _wanted(item: CslItem) -> str:
    """The key that people use; an address is none."""
    key = str(item.get("citation-key") or item["id"])
    return "" if "://" in key or "/" in key else key


def _made_up(item: CslItem) -> str:
    """Author and year: `mueller-2020`; `source` stands for a name in other letters."""
    names = item.get("author") or item.get("editor")
    first: object = names[0] if isinstance(names, list) and names else {}
    who = next(_words(first), "") if isinstance(first, dict) else ""
    year = _date(item.get("issued"))
    title = " ".join(str(item.get("title", "")).split()[:3])
    return "-".join(part for part in (_slug(who) or _slug(title) or "source", str(year)[:4] if year else "") if part)


def _words(name: Mapping[str, object]) -> Iterator[str]:
    yield from (str(name[part]) for part in ("family", "literal", "given") if name.get(part))


_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae", "ł": "l"})


def _slug(text: str) -> str:
    """Small letters, digits and hyphens; empty when the text has letters that cannot be spelt so."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if _has_other_letters(plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _has_other_letters(text: Iterable[str]) -> bool:
    return any(c.isalpha() and not c.isascii() for c in text)
