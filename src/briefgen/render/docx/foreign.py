"""A designer's own reference.docx: its styles, heads, feet, page and theme are taken over, nothing else.

Only what is named here is copied into a fresh package, so that macros, linked templates, outside
pictures and whatever else a Word file may hold stay behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from briefgen.core.document import Meta
from briefgen.render.docx.adoption import Adoption, bytes_of, resolved, xml_of
from briefgen.render.docx.foreign_furniture import take_furniture
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, R, W, is_east_asian
from briefgen.render.docx.package import BadPackage, pack, relationships_of, unpack
from briefgen.render.docx.reference import reference_parts, settings_xml
from briefgen.render.style import PageSetup, Theme

_W: Final = f"{{{W}}}"
_R: Final = f"{{{R}}}"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A reference made safe."""

    data: bytes
    page: PageSetup
    references: str
    """`w:headerReference` and `w:footerReference` elements with their relationship ids; empty when it has none."""
    title_page: bool
    dropped: tuple[str, ...]
    """What was left behind, in words."""


def adopt(theme: Theme, meta: Meta) -> Foreign:
    """The theme's reference.docx made safe. Raises `BadPackage` when it cannot be used."""
    theirs = unpack(theme.reference_docx)
    main = _main_part(theirs)
    related = _related(theirs, main)
    adoption = Adoption(theirs, dict(reference_parts(theme, meta)))
    _take_styles(adoption, related, meta)
    _take_numbering(adoption, related)
    _take_plain(adoption, related, "theme", "word/theme/theme1.xml")
    _take_fonts(adoption, related)
    section = _last_section(theirs[main])
    references = take_furniture(adoption, related, section)
    even = _has_even_pages(theirs, related)
    adoption.parts["word/settings.xml"] = settings_xml(embed_fonts=False, lang=meta.lang, even_and_odd=even).encode()
    _finish(adoption)
    title_page = section is not None and section.find(f"{_W}titlePg") is not None
    return Foreign(pack(adoption.parts), _page(section, theme.page), references, title_page, tuple(adoption.dropped))


# --- finding parts --------------------------------------------------------------------------------


def _main_part(parts: Mapping[str, bytes]) -> str:
    for kind, target, mode in _relationships(parts, ""):
        if kind == "officeDocument" and mode != "External" and target in parts:
            root = xml_of(parts[target])
            if root.tag != f"{_W}document":
                raise BadPackage(
                    "it is not a Word document, or one in the Strict variant; save it as an ordinary .docx"
                )
            return target
    raise BadPackage("it has no main document")


def _related(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Relationship id to kind and target of the internal relationships of `part`."""
    name = relationships_of(part)
    if name not in parts:
        return {}
    found = {}
    for node in xml_of(parts[name]):
        target = resolved(part, node.get("Target", ""))
        if node.get("TargetMode") != "External" and target in parts:
            found[node.get("Id", "")] = (node.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _relationships(parts: Mapping[str, bytes], part: str) -> list[tuple[str, str, str]]:
    name = relationships_of(part)
    if name not in parts:
        raise BadPackage("it has no relationships")
    return [
        (node.get("Type", "").rsplit("/", 1)[-1], resolved(part, node.get("Target", "")), node.get("TargetMode", ""))
        for node in xml_of(parts[name])
        if isinstance(node.tag, str)
    ]


def _first(related: Mapping[str, tuple[str, str]], kind: str) -> str:
    return next((target for found, target in related.values() if found == kind), "")


# --- taking parts ---------------------------------------------------------------------------------


def _take_styles(adoption: Adoption, related: Mapping[str, tuple[str, str]], meta: Meta) -> None:
    """Their styles, with the language of this document."""
    name = _first(related, "styles")
    if not name:
        raise BadPackage("it has no styles")
    root = xml_of(adoption.theirs[name])
    defaults = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
    if defaults is not None:
        for old in defaults.findall(f"{_W}lang"):
            defaults.remove(old)
        east = is_east_asian(meta.lang)
        etree.SubElement(
            defaults,
            f"{_W}lang",
            {f"{_W}val": "en-GB" if east else meta.lang, f"{_W}eastAsia": meta.lang if east else "zh-CN"},
        )
    adoption.parts["word/styles.xml"] = bytes_of(root)


def _take_numbering(adoption: Adoption, related: Mapping[str, tuple[str, str]]) -> None:
    """Their lists; bullets that are pictures become plain ones."""
    name = _first(related, "numbering")
    if not name:
        adoption.parts["word/numbering.xml"] = f"{XML_HEAD}<w:numbering {NAMESPACES}/>".encode()
        return
    root = xml_of(adoption.theirs[name])
    for node in [*root.iter(f"{_W}numPicBullet"), *root.iter(f"{_W}lvlPicBulletId")]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
            adoption.dropped["picture bullets"] = None
    adoption.parts["word/numbering.xml"] = bytes_of(root)


def _take_plain(adoption: Adoption, related: Mapping[str, tuple[str, str]], kind: str, ours: str) -> None:
    """A part that stands for itself; one that points elsewhere is left behind."""
    name = _first(related, kind)
    if not name:
        return
    root = xml_of(adoption.theirs[name])
    if any(key in (f"{_R}embed", f"{_R}link", f"{_R}id") for node in root.iter() for key in map(str, node.attrib)):
        adoption.dropped[f"the {kind}, which holds pictures"] = None
        return
    adoption.parts[ours] = bytes_of(root)


def _take_fonts(adoption: Adoption, related: Mapping[str, tuple[str, str]]) -> None:
    """Their font table without the fonts in it."""
    name = _first(related, "fontTable")
    if not name:
        return
    root = xml_of(adoption.theirs[name])
    for font in root:
        for node in [n for n in font if isinstance(n.tag, str) and "embed" in n.tag]:
            font.remove(node)
            adoption.dropped["embedded fonts"] = None
    adoption.parts["word/fontTable.xml"] = bytes_of(root)


def _has_even_pages(parts: Mapping[str, bytes], related: Mapping[str, tuple[str, str]]) -> bool:
    name = _first(related, "settings")
    return bool(name) and xml_of(parts[name]).find(f"{_W}evenAndOddHeaders") is not None


# --- the page -------------------------------------------------------------------------------------


def _last_section(document: bytes) -> etree._Element | None:
    sections = list(xml_of(document).iter(f"{_W}sectPr"))
    return sections[-1] if sections else None


def _page(section: etree._Element | None, ours: PageSetup) -> PageSetup:
    """Their page in millimetres; ours where they say nothing."""
    if section is None:
        return ours
    values: dict[str, float] = {}
    for tag, pairs in _MEASURES.items():
        node = section.find(f"{_W}{tag}")
        for name, attribute in pairs.items():
            value = node.get(f"{_W}{attribute}", "") if node is not None else ""
            if re.fullmatch(r"-?\d{1,6}", value):
                values[name] = abs(int(value)) / 20 * 25.4 / 72
    page = replace(ours, **values)
    return page if page.text_width_mm > 40 and page.text_height_mm > 40 else ours


_MEASURES: Final = {
    "pgSz": {"width_mm": "w", "height_mm": "h"},
    "pgMar": {f"{side}_mm": side for side in ("top", "right", "bottom", "left", "header", "footer")},
}


# --- writing --------------------------------------------------------------------------------------


def _finish(adoption: Adoption) -> None:
    """Name the copied parts in the content types and the document's relationships."""
    types = xml_of(adoption.parts["[Content_Types].xml"])
    for name, kind in adoption.overrides.items():
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", {"PartName": name, "ContentType": kind})
    adoption.parts["[Content_Types].xml"] = bytes_of(types)
    name = "word/_rels/document.xml.rels"
    root = xml_of(adoption.parts[name])
    for id_, kind, target in adoption.relations:
        attributes = {"Id": id_, "Type": f"{R}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    adoption.parts[name] = bytes_of(root)
