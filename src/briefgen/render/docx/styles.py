"""The styles of the file at hand: found by name as Word does, added from the theme when missing."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from briefgen.diagnostics import Report, Span
from briefgen.render.docx.looks import style_id
from briefgen.render.docx.names import CAPTIONS, ENGLISH, FIRST, INSTEAD
from briefgen.render.docx.ooxml import W
from briefgen.render.style import TextStyle

_W: Final = f"{{{W}}}"
DEEPEST_CHAIN: Final = 20
"""Styles on top of each other; a longer chain is a circle."""


@dataclass(frozen=True, slots=True)
class FileStyle:
    """What the writer needs to know of a style that the file has."""

    id: str
    kind: str
    base: str
    """Id of the style it builds on."""
    bold: bool | None
    italic: bool | None
    numbering: tuple[int, int] | None
    """List and level that the style is linked to; list 0 means none."""
    size: float | None = None
    """Points."""
    exact: bool | None = None
    """Whether lines are as high as the style says, whatever stands in them."""
    tabs: tuple[int, ...] | None = None
    """Stops, in twips."""


def read_styles(root: etree._Element) -> dict[str, FileStyle]:
    """The styles of a styles part by name in small letters, by their other names too."""
    found: dict[str, FileStyle] = {}
    others: dict[str, FileStyle] = {}
    for node in root.iterfind(f"{_W}style"):
        name, id_ = _value(node.find(f"{_W}name")), node.get(f"{_W}styleId", "")
        if name and id_:
            found[name.lower()] = style = _file_style(node, id_)
            aliases = _value(node.find(f"{_W}aliases")).split(",")
            others |= {alias.strip().lower(): style for alias in aliases if alias.strip()}
            others |= {ENGLISH[name.lower()]: style} if name.lower() in ENGLISH else {}
            if node.get(f"{_W}default") in ("1", "true", "on"):
                others[_DEFAULTS.get(style.kind, "")] = style
    return {**others, **found}


_DEFAULTS: Final = {
    "paragraph": "normal",
    "character": "default paragraph font",
    "table": "normal table",
    "numbering": "no list",
}
"""What Word calls the style that is used where none is named, by kind."""


def read_defaults(root: etree._Element) -> FileStyle:
    """What the file says of all its text, as a style."""
    style = etree.Element(f"{_W}style")
    for kind, part in (("pPrDefault", "pPr"), ("rPrDefault", "rPr")):
        found = root.find(f"{_W}docDefaults/{_W}{kind}/{_W}{part}")
        style.extend([deepcopy(found)] if found is not None else [])
    return _file_style(style, "")


def _file_style(node: etree._Element, id_: str) -> FileStyle:
    spacing, stops = node.find(f"{_W}pPr/{_W}spacing"), node.findall(f"{_W}pPr/{_W}tabs/{_W}tab")
    rule = spacing.get(f"{_W}lineRule", "auto") if spacing is not None and spacing.get(f"{_W}line") else None
    size = _value(node.find(f"{_W}rPr/{_W}sz"))
    return FileStyle(
        id_,
        node.get(f"{_W}type", "paragraph"),
        _value(node.find(f"{_W}basedOn")),
        _toggle(node.find(f"{_W}rPr/{_W}b")),
        _toggle(node.find(f"{_W}rPr/{_W}i")),
        _numbering(node.find(f"{_W}pPr/{_W}numPr")),
        int(size) / 2 if size.isdigit() else None,
        None if rule is None else rule == "exact",
        tuple(int(p) for stop in stops if (p := stop.get(f"{_W}pos", "")).lstrip("-").isdigit()) or None,
    )


def as_known(given: Mapping[str, FileStyle], looks: Mapping[str, TextStyle]) -> dict[str, FileStyle]:
    """The styles of a designer's file under the names that the writer uses; those of another kind do not count."""
    wanted = {**{name: look.kind for name, look in looks.items()}, **dict.fromkeys(CAPTIONS.values(), "paragraph")}
    wanted |= {FIRST: "paragraph", "brief table": "table", "brief table plain": "table"}
    known = dict(given)
    for ours, theirs in INSTEAD.items():
        if theirs in given and given[theirs].kind == wanted[ours] and (ours not in given or ours in _BETTER):
            known[ours] = given[theirs]
    return {name: style for name, style in known.items() if style.kind == wanted.get(name, style.kind)}


_BETTER: Final = frozenset({"quote", "figure"})
"""Styles for which Pandoc's go before those of our names."""


def _value(node: etree._Element | None) -> str:
    return node.get(f"{_W}val", "") if node is not None else ""


def _toggle(node: etree._Element | None) -> bool | None:
    return None if node is None else node.get(f"{_W}val", "1") not in ("0", "false", "off")


def _numbering(node: etree._Element | None) -> tuple[int, int] | None:
    if node is None:
        return None
    number, level = (_value(node.find(f"{_W}{name}")) for name in ("numId", "ilvl"))
    return (int(number), int(level) if level.isdigit() else 0) if number.isdigit() else None


def inherited(style: FileStyle, by_id: Mapping[str, FileStyle], what: str) -> object:
    """The value of a field, from the style itself or the nearest that it builds on."""
    for _ in range(DEEPEST_CHAIN):
        value = getattr(style, what)
        if value is not None or style.base not in by_id:
            return value
        style = by_id[style.base]
    return None


@dataclass(slots=True)
class Styles:
    """Style names to ids. What the file lacks is taken from the theme and stands in `added`."""

    looks: Mapping[str, TextStyle]
    given: Mapping[str, FileStyle]
    report: Report
    foreign: bool
    """The file is a designer's own, so that each style added to it is worth a word."""
    taken: frozenset[str] = frozenset()
    """Ids and names in small letters of all styles of the file."""
    defaults: FileStyle | None = None
    """What a designer's file says of text in general."""
    added: dict[str, TextStyle] = field(default_factory=dict)
    added_tables: set[str] = field(default_factory=set)
    _ids: dict[str, str] = field(default_factory=dict)

    def id(self, name: str, *, kind: str = "paragraph", span: Span | None = None) -> str:
        """The id of the style called `name` in this file."""
        key = name.lower()
        if key in self.given:
            return self.given[key].id
        if key not in self._ids:
            self._ids[key] = self._add(name, kind, span)
        return self._ids[key]

    def table_id(self, name: str) -> str:
        """The id of a table style; one that the file lacks is added by whoever writes the styles."""
        if name.lower() in self.given:
            return self.given[name.lower()].id
        self.added_tables.add(name)
        return style_id(name)

    def stops(self, name: str) -> tuple[int, ...]:
        """Tab stops of a style that the file has, in twips."""
        style = self.given.get(name.lower())
        found = inherited(style, {s.id: s for s in self.given.values()}, "tabs") if style else None
        return found if isinstance(found, tuple) else ()

    def caption(self, sequence: str) -> str:
        """Name of the style for captions of a table or figure."""
        return CAPTIONS[sequence] if CAPTIONS[sequence] in self.given else "caption"

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of styles that the theme has and a designer's own file had not."""
        known = (look.name for key, look in self.added.items() if key in self.looks)
        return (*known, *sorted(self.added_tables)) if self.foreign else ()

    def look(self, name: str) -> TextStyle:
        """How the theme has it look; Body Text for names that the theme does not know."""
        return self.looks.get(name.lower()) or self.added.get(name.lower()) or self.looks["body text"]

    def is_bold(self, name: str) -> bool:
        return self._is(name, "bold")

    def is_italic(self, name: str) -> bool:
        return self._is(name, "italic")

    def kind(self, name: str) -> str:
        """`paragraph` or `character`; empty when neither file nor theme has the style."""
        key = name.lower()
        if key in self.given:
            return self.given[key].kind
        return self.looks[key].kind if key in self.looks else ""

    @property
    def linked(self) -> dict[str, tuple[int, int]]:
        """Styles of the file that carry numbering, their own or that of a style they build on."""
        by_id = {style.id: style for style in self.given.values()}
        found = {}
        for name, style in self.given.items():
            numbering = inherited(style, by_id, "numbering")
            if isinstance(numbering, tuple) and numbering[0]:
                found[name] = numbering
        return found

    def _is(self, name: str, what: str) -> bool:
        """Whether the style, or the nearest it builds on that says so, is bold (or italic)."""
        style = self.given.get(name.lower())
        if style is None:
            return bool(getattr(self.look(name), what))
        return bool(inherited(style, {s.id: s for s in self.given.values()}, what))

    def _add(self, name: str, kind: str, span: Span | None) -> str:
        look = self.looks.get(name.lower()) or self._unknown(name, kind, span)
        if look.base:
            self.id(look.base, kind=kind)
        if name.lower() in self.taken:  # by a style of another kind; no two may have one name
            look = replace(look, name=f"{look.name} {look.kind}")
        self.added[name.lower()] = look
        taken = {s.id for s in self.given.values()} | set(self._ids.values()) | self.taken
        wanted = id_ = style_id(look.name)
        number = 2
        while id_ in taken:
            id_, number = f"{wanted}{number}", number + 1
        return id_

    def _unknown(self, name: str, kind: str, span: Span | None) -> TextStyle:
        message = (
            f'no styles.yml and no reference.docx has a style "{name}"; it was added and looks like the text around it'
        )
        self.report.add("reference-style-added", message, span, hint="describe it in styles.yml")
        if kind == "character":
            return TextStyle(name, "character", "", font="", size=0.0, line=0.0, color="")
        return replace(self.looks["body text"], name=name, base=self.looks["body text"].name, css="")

    @property
    def ids(self) -> dict[str, str]:
        """Names in small letters to ids, for all styles of the finished file."""
        return {name: style.id for name, style in self.given.items()} | self._ids
