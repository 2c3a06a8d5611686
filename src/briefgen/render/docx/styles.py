"""The styles of the file at hand: found by name as Word does, added from the theme when missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from briefgen.diagnostics import Report, Span
from briefgen.render.docx.looks import style_id
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


def read_styles(root: etree._Element) -> dict[str, FileStyle]:
    """The styles of a styles part by name in small letters."""
    found = {}
    for node in root.iterfind(f"{_W}style"):
        name, id_ = _value(node.find(f"{_W}name")), node.get(f"{_W}styleId", "")
        if name and id_:
            found[name.lower()] = FileStyle(
                id_,
                node.get(f"{_W}type", "paragraph"),
                _value(node.find(f"{_W}basedOn")),
                _toggle(node.find(f"{_W}rPr/{_W}b")),
                _toggle(node.find(f"{_W}rPr/{_W}i")),
                _numbering(node.find(f"{_W}pPr/{_W}numPr")),
            )
    return found


def _value(node: etree._Element | None) -> str:
    return node.get(f"{_W}val", "") if node is not None else ""


def _toggle(node: etree._Element | None) -> bool | None:
    return None if node is None else node.get(f"{_W}val", "1") not in ("0", "false", "off")


def _numbering(node: etree._Element | None) -> tuple[int, int] | None:
    if node is None:
        return None
    number, level = (_value(node.find(f"{_W}{name}")) for name in ("numId", "ilvl"))
    return (int(number), int(level) if level.isdigit() else 0) if number.isdigit() else None


def _inherited(style: FileStyle, by_id: Mapping[str, FileStyle], what: str) -> object:
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
        if self.foreign and name not in self.added_tables:
            self.report.add("reference-style-added", f'reference.docx has no style "{name}"; it was added')
        self.added_tables.add(name)
        return style_id(name)

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
            numbering = _inherited(style, by_id, "numbering")
            if isinstance(numbering, tuple) and numbering[0]:
                found[name] = numbering
        return found

    def _is(self, name: str, what: str) -> bool:
        """Whether the style, or the nearest it builds on that says so, is bold (or italic)."""
        style = self.given.get(name.lower())
        if style is None:
            return bool(getattr(self.look(name), what))
        return bool(_inherited(style, {s.id: s for s in self.given.values()}, what))

    def _add(self, name: str, kind: str, span: Span | None) -> str:
        look = self.looks.get(name.lower()) or self._unknown(name, kind, span)
        if self.foreign and name.lower() in self.looks:
            self.report.add(
                "reference-style-added", f'reference.docx has no style "{name}"; it was added from styles.yml'
            )
        if look.base:
            self.id(look.base, kind=kind)
        self.added[name.lower()] = look
        taken = {s.id for s in self.given.values()} | set(self._ids.values())
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
