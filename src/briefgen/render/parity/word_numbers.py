"""The numbers that Word counts by itself: of headings, paragraphs and items of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from briefgen.render.docx.ooxml import W

_W = f"{{{W}}}"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    shown: tuple[int, ...]
    """The levels whose numbers are printed; none for a bullet."""


@dataclass(frozen=True, slots=True)
class _List:
    definition: str
    """Lists of one definition go on counting from each other."""
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]
    """Levels that begin afresh in this list."""


@dataclass(slots=True)
class Counting:
    """Counts through a document; numbers are given in digits, whatever Word prints them in."""

    lists: Mapping[str, _List]
    styles: Mapping[str, tuple[str, int]]
    """Style id to list and level."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    """By definition, the last number of each level."""
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def number_of(self, paragraph: etree._Element) -> str:
        """The number in front of a paragraph, such as `1.2`; empty when it has none. Call it for each, in order."""
        name, level = self._place(paragraph)
        given = self.lists.get(name)
        if given is None or level not in given.levels:
            return ""
        counts = self._counts.setdefault(given.definition, {})
        counts[level] = self._next(name, given, level, counts)
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        shown = (counts.get(n) or given.levels[n].start for n in given.levels[level].shown if n in given.levels)
        return ".".join(map(str, shown))

    def _next(self, name: str, given: _List, level: int, counts: Mapping[int, int]) -> int:
        if level in given.starts and (name, level) not in self._begun:
            self._begun.add((name, level))
            return given.starts[level]
        return counts[level] + 1 if level in counts else given.levels[level].start

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        style, own = paragraph.find(f"{_W}pPr/{_W}pStyle"), paragraph.find(f"{_W}pPr/{_W}numPr")
        linked = self.styles.get(_value(style), ("", 0))
        if own is None:
            return linked
        list_, level = own.find(f"{_W}numId"), own.find(f"{_W}ilvl")
        return (_value(list_) or linked[0]), (int(_value(level) or 0) if level is not None else linked[1])


def counting_of(numbering: etree._Element, styles: etree._Element) -> Counting:
    """The counting of a file with these parts."""
    definitions = {_own(node, "abstractNumId"): node for node in numbering.iterfind(f"{_W}abstractNum")}
    lists = {}
    for node in numbering.iterfind(f"{_W}num"):
        definition = _value(node.find(f"{_W}abstractNumId"))
        if definition in definitions:
            overrides = {int(_own(o, "ilvl")): o for o in node.iterfind(f"{_W}lvlOverride")}
            starts = {n: o.find(f"{_W}startOverride") for n, o in overrides.items()}
            levels = dict(_levels(definitions[definition]))
            levels |= {n: level for o in overrides.values() for n, level in _levels(o)}
            begun = {n: int(_value(start)) for n, start in starts.items() if start is not None}
            lists[_own(node, "numId")] = _List(definition, levels, begun)
    linked = {_own(style, "styleId"): style for style in styles.iterfind(f"{_W}style")}
    return Counting(lists, {name: place for name in linked if (place := _linked(name, linked, definitions, lists))})


def _levels(definition: etree._Element) -> Iterator[tuple[int, _Level]]:
    for node in definition.iterfind(f"{_W}lvl"):
        text, kind = _value(node.find(f"{_W}lvlText")), _value(node.find(f"{_W}numFmt"))
        shown = () if kind in ("bullet", "none") else tuple(int(n) - 1 for n in re.findall(r"%([1-9])", text))
        yield int(_own(node, "ilvl")), _Level(int(_value(node.find(f"{_W}start")) or 1), shown)


def _linked(
    name: str,
    styles: Mapping[str, etree._Element],
    definitions: Mapping[str, etree._Element],
    lists: Mapping[str, _List],
) -> tuple[str, int] | None:
    """List and level of a style: its own, or those of the styles that it is built on."""
    seen: set[str] = set()
    style = name
    while style in styles and style not in seen:
        seen.add(style)
        number = styles[style].find(f"{_W}pPr/{_W}numPr")
        if number is not None:
            list_ = _value(number.find(f"{_W}numId"))
            named = _named_level(style, definitions[lists[list_].definition]) if list_ in lists else None
            level = number.find(f"{_W}ilvl")
            return list_, named if named is not None else int(_value(level) or 0)
        style = _value(styles[style].find(f"{_W}basedOn"))
    return None


def _named_level(style: str, definition: etree._Element) -> int | None:
    """The level that names this style as its own."""
    nodes = (n for n in definition.iterfind(f"{_W}lvl") if _value(n.find(f"{_W}pStyle")) == style)
    return next((int(_own(node, "ilvl")) for node in nodes), None)


def _own(node: etree._Element, name: str) -> str:
    return node.get(f"{_W}{name}", "")


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(f"{_W}val", "")
