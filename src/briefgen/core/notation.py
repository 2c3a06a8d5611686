"""The two notations that prose has beside Markdown: facts in braces and Pandoc's citations.

One grammar for both readers of it: the fast scanner here, which keeps positions in the author's
text, and the Markdown parser in `core/prose.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from briefgen.core.model import CitationKey, FactId, Prose
from briefgen.diagnostics import Span, closest

FactForm = Literal["full", "number", "date"]
CiteMode = Literal["normal", "in-text", "year-only"]

_KEY = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_:.#$%&+?<>~/-]*[A-Za-z0-9_])?|\{[^{}\s]+\})"
_INSIDE = r"(?:[^\[\]\n]|\n(?![ ]*\n))*"
_WITHIN = r"(?:(?!\n *(?:\n|>|`{3}|~{3}|[-*+]\s|\d{1,9}[.)]\s)).)*?"
"""Code in a line ends with its paragraph, at the latest."""
FACT: Final = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)(?::(number|date))?\}")
BRACES: Final = re.compile(r"\{[^{}\n]*\}")
CITE_GROUP: Final = re.compile(rf"\[(?=(?:[^\[\]]*[^\w\[\]])?@){_INSIDE}\]")
CITE_IN_TEXT: Final = re.compile(rf"(?<![\w@\[])@({_KEY})(?:\s?\[((?!@){_INSIDE})\](?!\())?")
_ITEM = re.compile(rf"\s*([^@]*?)\s*(-?)@({_KEY})\s*(.*)", re.DOTALL)

_SHAPES: Final = {
    "escape": r"\\[!-/:-@\[-`{-~]",
    "fence": (
        r"^(?:[ >]|[-*+] |\d{1,9}[.)] )*(?P<bar>`{3,}|~{3,})[^`\n]*"
        r"(?:\n(?:.*?^[ >]*(?P=bar)[`~]* *$|.*\Z)|\Z)"
    ),
    "code": rf"(?:(?<!`)|(?<=\\`))(?P<ticks>`+)(?!`){_WITHIN}(?<!`)(?P=ticks)(?!`)",
    "address": r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>|<[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+>",
    "cite": CITE_GROUP.pattern,
    "target": r"""(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)""",
    "in_text": CITE_IN_TEXT.pattern,
    "fact": BRACES.pattern,
    "stray": r"[{}]|\[@",
}
_TOKEN: Final = re.compile("|".join(f"(?P<{n}>{shape})" for n, shape in _SHAPES.items()), re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FactMark:
    """A fact named in prose."""

    start: int
    end: int
    fact: FactId
    form: FactForm


@dataclass(frozen=True, slots=True)
class CiteItem:
    """One source of a citation."""

    key: CitationKey
    locator: str
    offset: int
    """Where the key's `@` stands in the text."""


@dataclass(frozen=True, slots=True)
class CiteMark:
    """A citation in prose."""

    start: int
    end: int
    items: tuple[CiteItem, ...]
    mode: CiteMode
    prefix: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that is no running prose: code, a link's target, an escape."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that looks like notation and cannot be read."""

    start: int
    end: int
    offset: int
    """Where exactly the fault is."""
    message: str
    hint: str


Mark = FactMark | CiteMark | Hidden | Malformed


@lru_cache(maxsize=1 << 17)
def marks(text: str) -> tuple[Mark, ...]:
    """Everything in `text` that is not plain Markdown, in order."""
    found: list[Mark] = []
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token.lastgroup == "target" and found and isinstance(found[-1], CiteMark) and found[-1].end == token.start():
            # A citation is no link text, so what follows in brackets is no target.
            at = token.start() + 1
            continue
        found.append(_mark(text, token))
    return tuple(found)


def fact_ids(prose: Prose) -> tuple[tuple[FactId, Span], ...]:
    """The facts that `prose` names, with the place of each."""
    return tuple((m.fact, prose.at(m.start)) for m in marks(prose.text) if isinstance(m, FactMark))


def cited_keys(prose: Prose) -> tuple[tuple[CitationKey, Span], ...]:
    """The sources that `prose` cites, with the place of each."""
    cites = (m for m in marks(prose.text) if isinstance(m, CiteMark))
    return tuple((item.key, prose.at(item.offset)) for cite in cites for item in cite.items)


def without_marks(text: str) -> str:
    """`text` with every mark blanked out; offsets stay the same."""
    out = text
    for mark in marks(text):
        out = out[: mark.start] + " " * (mark.end - mark.start) + out[mark.end :]
    return out


def read_fact(text: str, start: int, end: int) -> FactMark | Malformed:
    """The fact notation that fills `text` from `start` to `end`."""
    written = text[start:end]
    if found := FACT.fullmatch(written):
        form: FactForm = "full" if not found[2] else "date" if found[2] == "date" else "number"
        return FactMark(start, end, FactId(found[1]), form)
    name, colon, form_name = written[1:-1].partition(":")
    if colon and FACT.fullmatch(f"{{{name}}}"):
        hint = f"write {{{name}:{closest(form_name, ('number', 'date'), '{}') or 'number'}}}"
        return Malformed(start, end, start + 2 + len(name), f'a fact has no form "{form_name}"', hint)
    plain = re.sub(r"[^a-z0-9:]+", "-", name.lower()).strip("-")
    hint = f"did you mean {{{plain}}}?" if FACT.fullmatch(f"{{{plain}}}") else r"write \{ for a brace that is meant"
    return Malformed(start, end, start, f'"{written}" names no fact', hint)


def read_cite(text: str, start: int, end: int) -> CiteMark | Malformed:
    """The citation in brackets that fills `text` from `start` to `end`."""
    items: list[CiteItem] = []
    minuses: list[bool] = []
    prefix, offset = "", start + 1
    for part in text[start + 1 : end - 1].split(";"):
        found = _ITEM.fullmatch(part)
        if found is None:
            return Malformed(start, end, offset, f'"{part.strip()}" cites no source', "write [@key, p. 25; @other]")
        if found[4] and not found[4].startswith(","):
            at = offset + found.start(4)
            return Malformed(start, end, at, "a comma is missing after the key", f"write [@{found[3]}, {found[4]}]")
        if found[1] and items:
            message = "words may stand before the first source only"
            return Malformed(start, end, offset + found.start(1), message, "put them before the brackets")
        prefix = prefix or found[1]
        minuses.append(bool(found[2]))
        items.append(CiteItem(_key(found[3]), _locator(found[4]), offset + found.start(3) - 1))
        offset += len(part) + 1
    return CiteMark(start, end, tuple(items), "year-only" if all(minuses) else "normal", prefix)


def read_in_text(text: str, start: int) -> CiteMark | None:
    """The citation that is part of the sentence and begins at `start`."""
    found = CITE_IN_TEXT.match(text, start)
    if found is None:
        return None
    item = CiteItem(_key(found[1]), _locator(found[2] or ""), start)
    return CiteMark(start, found.end(), (item,), "in-text", "")


def _key(written: str) -> CitationKey:
    return CitationKey(written.strip("{}"))


def _locator(written: str) -> str:
    return " ".join(written.removeprefix(",").replace("|", " ").split())


def _mark(text: str, found: re.Match[str]) -> Mark:
    start, end = found.span()
    match found.lastgroup:
        case "cite":
            return read_cite(text, start, end)
        case "in_text":
            return read_in_text(text, start) or Hidden(start, end)
        case "fact":
            return read_fact(text, start, end)
        case "stray":
            what = "this citation is not closed" if found.group() == "[@" else f'a single "{found.group()}"'
            return Malformed(start, end, start, what, rf"write \{found.group()[0]} if it is meant")
    return Hidden(start, end)
