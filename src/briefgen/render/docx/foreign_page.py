"""The page of a designer's reference.docx: its last section's set-up, and the heads and feet that this one shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from briefgen.render.docx.adoption import REL, WML
from briefgen.render.docx.ooxml import POINTS_PER_MM, mm_to_points, twips
from briefgen.render.docx.reference import page_size
from briefgen.render.style import PageSetup

_PROPERTIES = """
    footnotePr endnotePr pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols vAlign bidi rtlGutter docGrid
"""
_KEPT: Final = tuple(_PROPERTIES.split())
"""Properties of a section that are taken over, in the order of the schema; `titlePg` stands before `bidi`."""
_POINTS: Final = {"mm": POINTS_PER_MM, "cm": 10 * POINTS_PER_MM, "in": 72, "pt": 1, "pc": 12, "pi": 12, "": 1 / 20}
NARROWEST_MM: Final = 40.0
"""Text narrower or lower than this is taken for a fault of the file."""


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """A section's set-up."""

    page: PageSetup
    column_mm: float
    """Width of a column of text."""
    kept: Mapping[str, str]
    """Ready elements by name."""
    title_page: bool


def page_of(section: etree._Element | None, ours: PageSetup) -> ForeignPage:
    """Their set-up; ours where they say nothing or nothing that can be."""
    if section is None:
        return ForeignPage(ours, ours.text_width_mm, {}, False)
    values: dict[str, float] = {}
    for tag, pairs in _MEASURES.items():
        node = section.find(f"{WML}{tag}")
        for name, attribute in pairs.items():
            points = _points(node.get(f"{WML}{attribute}", "")) if node is not None else None
            if points is not None:
                values[name] = abs(points) / POINTS_PER_MM
    page = replace(ours, **values)
    if min(page.text_width_mm, page.text_height_mm) < NARROWEST_MM:
        page = ours
    kept = {node.tag.removeprefix(WML): _plain(node) for node in section if isinstance(node.tag, str)}
    column = _column(section, page)
    if column < NARROWEST_MM:
        kept.pop("cols", None)
        column = page.text_width_mm
    title_page = section.find(f"{WML}titlePg")
    is_on = title_page is not None and title_page.get(f"{WML}val", "1") not in ("0", "false", "off")
    return ForeignPage(page, column, {name: kept[name] for name in _KEPT if name in kept}, is_on)


_MEASURES: Final = {
    "pgSz": {"width_mm": "w", "height_mm": "h"},
    "pgMar": {f"{side}_mm": side for side in ("top", "right", "bottom", "left", "header", "footer")},
}


def _points(value: str) -> float | None:
    """A measure in points: twentieths of a point, or a number with its unit."""
    found = re.fullmatch(r"(-?\d{1,6}(?:\.\d+)?)(mm|cm|in|pt|pc|pi|)", value.strip())
    return float(found[1]) * _POINTS[found[2]] if found else None


def _plain(node: etree._Element) -> str:
    """The element without anything that leads to another part, and without numbers that begin afresh."""
    copy = deepcopy(node)
    copy.tail = None
    for each in list(copy.iter()):
        if any(str(name).startswith(REL) for name in each.attrib) and each is not copy:
            each.getparent().remove(each)  # type: ignore[union-attr]
        for name in [n for n in map(str, each.attrib) if n.startswith((REL, f"{WML}rsid"))]:
            del each.attrib[name]
    for each in [*copy.findall(f"{WML}numRestart"), *copy.findall(f"{WML}footnote"), *copy.findall(f"{WML}endnote")]:
        copy.remove(each)
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode")


def _column(section: etree._Element, page: PageSetup) -> float:
    """Width of the narrowest column of text, in millimetres."""
    columns, margins = section.find(f"{WML}cols"), section.find(f"{WML}pgMar")
    gutter = _points(margins.get(f"{WML}gutter", "0")) if margins is not None else 0.0
    width = page.text_width_mm - (gutter or 0.0) / POINTS_PER_MM
    if columns is None:
        return width
    own = [p for c in columns.findall(f"{WML}col") if (p := _points(c.get(f"{WML}w", ""))) is not None]
    if own and columns.get(f"{WML}equalWidth") in ("0", "false", "off"):
        return min(own) / POINTS_PER_MM
    number = max(int(columns.get(f"{WML}num", "1")) if columns.get(f"{WML}num", "1").isdigit() else 1, 1)
    between = (_points(columns.get(f"{WML}space", "720")) or 0.0) / POINTS_PER_MM
    return (width - between * (number - 1)) / number


# --- sections of this document ---------------------------------------------------------------------


def foreign_section_xml(their: ForeignPage, references: str) -> Callable[[bool], str]:
    """Gives the properties of one section after another; every section shows their heads and feet."""
    made = 0

    def section(landscape: bool) -> str:
        nonlocal made
        made += 1
        kept = dict(their.kept)
        turned = landscape and their.page.height_mm > their.page.width_mm
        if turned or "pgSz" not in kept or "pgMar" not in kept:
            kept |= _sizes(their.page, turned=turned)
        if made > 1 and "pgNumType" in kept:
            kept["pgNumType"] = re.sub(r' w:start="\d+"', "", kept["pgNumType"])
        kept.setdefault("cols", '<w:cols w:space="720"/>')
        first = {"titlePg": "<w:titlePg/>"} if their.title_page and made == 1 else {}
        return f"<w:sectPr>{references}{''.join(_in_order(kept | first))}</w:sectPr>"

    return section


def _sizes(page: PageSetup, *, turned: bool) -> dict[str, str]:
    both = page_size(page, landscape=turned)
    size, margins = both.split("<w:pgMar", 1)
    return {"pgSz": size, "pgMar": f"<w:pgMar{margins}"}


def _in_order(parts: Mapping[str, str]) -> Iterator[str]:
    order: Sequence[str] = [*_KEPT[: _KEPT.index("bidi")], "titlePg", *_KEPT[_KEPT.index("bidi") :]]
    return (parts[name] for name in order if name in parts)


def references_of(sections: Sequence[etree._Element]) -> Iterator[tuple[str, str, str]]:
    """Kind, place and relationship of the heads and feet that the last section shows, its own or inherited."""
    found: dict[tuple[str, str], str] = {}
    for section in sections:
        for kind in ("header", "footer"):
            for node in section.findall(f"{WML}{kind}Reference"):
                which = node.get(f"{WML}type", "default")
                if which in ("default", "first", "even"):
                    found[kind, which] = node.get(f"{REL}id", "")
    order = ("header", "footer"), ("default", "first", "even")
    for kind in order[0]:
        yield from ((kind, which, found[kind, which]) for which in order[1] if (kind, which) in found)


def text_width(their: ForeignPage) -> int:
    """Twips from the left to the right edge of a column."""
    return twips(mm_to_points(their.column_mm))
