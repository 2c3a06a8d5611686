"""A designer's own reference.docx: its styles, heads, feet, page and theme are taken over, nothing else.

Only what is named here is copied into a fresh package, so that macros, linked templates, outside
pictures and whatever else a Word file may hold stay behind.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from briefgen.core.document import Meta
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, R, W, is_east_asian
from briefgen.render.docx.package import BadPackage, pack, relationships_of, unpack
from briefgen.render.docx.reference import reference_parts, settings_xml
from briefgen.render.style import PageSetup, Theme

_W: Final = f"{{{W}}}"
_R: Final = f"{{{R}}}"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_LINK: Final = re.compile(r"(?i)^(https?://|mailto:)")
_ACTIVE_FIELD: Final = re.compile(
    r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON)\b"
)
_PICTURES: Final = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
_FURNITURE: Final = ("header", "footer")


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


@dataclass(slots=True)
class _Adoption:
    """The fresh package while it fills."""

    theirs: Mapping[str, bytes]
    parts: dict[str, bytes]
    overrides: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    """Id, type and target of relationships that the document gets."""
    dropped: dict[str, None] = field(default_factory=dict)


def adopt(theme: Theme, meta: Meta) -> Foreign:
    """The theme's reference.docx made safe. Raises `BadPackage` when it cannot be used."""
    theirs = unpack(theme.reference_docx)
    main = _main_part(theirs)
    related = _related(theirs, main)
    adoption = _Adoption(theirs, dict(reference_parts(theme, meta)))
    _take_styles(adoption, related, meta)
    _take_numbering(adoption, related)
    _take_plain(adoption, related, "theme", "word/theme/theme1.xml")
    _take_fonts(adoption, related)
    section = _last_section(theirs[main])
    references = _take_furniture(adoption, related, section)
    even = _has_even_pages(theirs, related)
    adoption.parts["word/settings.xml"] = settings_xml(embed_fonts=False, lang=meta.lang, even_and_odd=even).encode()
    _finish(adoption)
    title_page = section is not None and section.find(f"{_W}titlePg") is not None
    return Foreign(pack(adoption.parts), _page(section, theme.page), references, title_page, tuple(adoption.dropped))


# --- finding parts --------------------------------------------------------------------------------


def _main_part(parts: Mapping[str, bytes]) -> str:
    for kind, target, mode in _relationships(parts, ""):
        if kind == "officeDocument" and mode != "External" and target in parts:
            root = _xml(parts[target])
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
    for node in _xml(parts[name]):
        target = _resolved(part, node.get("Target", ""))
        if node.get("TargetMode") != "External" and target in parts:
            found[node.get("Id", "")] = (node.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _relationships(parts: Mapping[str, bytes], part: str) -> list[tuple[str, str, str]]:
    name = relationships_of(part)
    if name not in parts:
        raise BadPackage("it has no relationships")
    return [
        (node.get("Type", "").rsplit("/", 1)[-1], _resolved(part, node.get("Target", "")), node.get("TargetMode", ""))
        for node in _xml(parts[name])
        if isinstance(node.tag, str)
    ]


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    return etree.fromstring(data, parser)


def _first(related: Mapping[str, tuple[str, str]], kind: str) -> str:
    return next((target for found, target in related.values() if found == kind), "")


# --- taking parts ---------------------------------------------------------------------------------


def _take_styles(adoption: _Adoption, related: Mapping[str, tuple[str, str]], meta: Meta) -> None:
    """Their styles, with the language of this document."""
    name = _first(related, "styles")
    if not name:
        raise BadPackage("it has no styles")
    root = _xml(adoption.theirs[name])
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
    adoption.parts["word/styles.xml"] = _bytes(root)


def _take_numbering(adoption: _Adoption, related: Mapping[str, tuple[str, str]]) -> None:
    """Their lists; bullets that are pictures become plain ones."""
    name = _first(related, "numbering")
    if not name:
        adoption.parts["word/numbering.xml"] = f"{XML_HEAD}<w:numbering {NAMESPACES}/>".encode()
        return
    root = _xml(adoption.theirs[name])
    for node in [*root.iter(f"{_W}numPicBullet"), *root.iter(f"{_W}lvlPicBulletId")]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
            adoption.dropped["picture bullets"] = None
    adoption.parts["word/numbering.xml"] = _bytes(root)


def _take_plain(adoption: _Adoption, related: Mapping[str, tuple[str, str]], kind: str, ours: str) -> None:
    """A part that stands for itself; one that points elsewhere is left behind."""
    name = _first(related, kind)
    if not name:
        return
    root = _xml(adoption.theirs[name])
    if any(key in (f"{_R}embed", f"{_R}link", f"{_R}id") for node in root.iter() for key in node.keys()):
        adoption.dropped[f"the {kind}, which holds pictures"] = None
        return
    adoption.parts[ours] = _bytes(root)


def _take_fonts(adoption: _Adoption, related: Mapping[str, tuple[str, str]]) -> None:
    """Their font table without the fonts in it."""
    name = _first(related, "fontTable")
    if not name:
        return
    root = _xml(adoption.theirs[name])
    for font in root:
        for node in [n for n in font if isinstance(n.tag, str) and "embed" in n.tag]:
            font.remove(node)
            adoption.dropped["embedded fonts"] = None
    adoption.parts["word/fontTable.xml"] = _bytes(root)


def _has_even_pages(parts: Mapping[str, bytes], related: Mapping[str, tuple[str, str]]) -> bool:
    name = _first(related, "settings")
    return bool(name) and _xml(parts[name]).find(f"{_W}evenAndOddHeaders") is not None


# --- heads and feet -------------------------------------------------------------------------------


def _last_section(document: bytes) -> etree._Element | None:
    sections = list(_xml(document).iter(f"{_W}sectPr"))
    return sections[-1] if sections else None


def _take_furniture(adoption: _Adoption, related: Mapping[str, tuple[str, str]], section: etree._Element | None) -> str:
    """Copy the heads and feet of their last section; the references to them, as XML."""
    out = []
    for kind in _FURNITURE:
        for node in section.findall(f"{_W}{kind}Reference") if section is not None else ():
            found, target = related.get(node.get(f"{_R}id", ""), ("", ""))
            which = node.get(f"{_W}type", "default")
            if found == kind and which in ("default", "first", "even") and _copy_furniture(adoption, kind, target):
                out.append(f'<w:{kind}Reference w:type="{which}" r:id="{adoption.relations[-1][0]}"/>')
    return "".join(out)


def _copy_furniture(adoption: _Adoption, kind: str, source: str) -> bool:
    """Copy one head or foot with its pictures and links. False when it holds a field that reaches outside."""
    root = _xml(adoption.theirs[source])
    instructions = "".join(node.text or "" for node in root.iter(f"{_W}instrText"))
    simple = " ".join(node.get(f"{_W}instr", "") for node in root.iter(f"{_W}fldSimple"))
    if _ACTIVE_FIELD.search(f"{instructions} {simple}"):
        adoption.dropped[f"a {kind} with a field that reaches outside the document"] = None
        return False
    number = len(adoption.relations) + 1
    name = f"word/reference_{kind}{number}.xml"
    kept = _kept_relationships(adoption, source, number)
    _drop_dangling(adoption, root, {id_ for id_, *_ in kept})
    adoption.parts[name] = _bytes(root)
    if kept:
        adoption.parts[relationships_of(name)] = _relationships_xml(kept)
    adoption.overrides[f"/{name}"] = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    adoption.relations.append((f"rIdRef{number}", kind, posixpath.basename(name)))
    return True


def _kept_relationships(adoption: _Adoption, source: str, number: int) -> list[tuple[str, str, str, bool]]:
    """Id, kind, target and whether it is outside: pictures in the file, and web links."""
    name = relationships_of(source)
    kept: list[tuple[str, str, str, bool]] = []
    for node in _xml(adoption.theirs[name]) if name in adoption.theirs else ():
        id_, kind = node.get("Id", ""), node.get("Type", "").rsplit("/", 1)[-1]
        outside, target = node.get("TargetMode") == "External", node.get("Target", "")
        part = _resolved(source, target)
        suffix = part.rsplit(".", 1)[-1].lower()
        if outside and kind == "hyperlink" and _LINK.match(target):
            kept.append((id_, kind, target, True))
        elif not outside and kind == "image" and part in adoption.theirs and suffix in _PICTURES:
            ours = f"media/reference_{number}_{len(kept) + 1}.{suffix}"
            adoption.parts[f"word/{ours}"] = adoption.theirs[part]
            adoption.overrides[f"/word/{ours}"] = _PICTURES[suffix]
            kept.append((id_, kind, ours, False))
        else:
            adoption.dropped[f"a relationship of the kind {kind!r}" + (" to the outside" if outside else "")] = None
    return kept


def _drop_dangling(adoption: _Adoption, root: etree._Element, kept: set[str]) -> None:
    """Take out what points to a relationship that was not kept."""
    holders = {f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_W}hyperlink", f"{_W}subDoc"}
    for node in list(root.iter()):
        names = [key for key in node.keys() if key.startswith(_R)]
        if not any(node.get(key) not in kept for key in names):
            continue
        holder = node
        while holder.tag not in holders and (up := holder.getparent()) is not None and up is not root:
            holder = up
        parent = holder.getparent()
        if parent is not None:
            parent.remove(holder)


# --- the page -------------------------------------------------------------------------------------


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


def _finish(adoption: _Adoption) -> None:
    """Name the copied parts in the content types and the document's relationships."""
    types = _xml(adoption.parts["[Content_Types].xml"])
    for name, kind in adoption.overrides.items():
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", {"PartName": name, "ContentType": kind})
    adoption.parts["[Content_Types].xml"] = _bytes(types)
    name = "word/_rels/document.xml.rels"
    root = _xml(adoption.parts[name])
    for id_, kind, target in adoption.relations:
        attributes = {"Id": id_, "Type": f"{R}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    adoption.parts[name] = _bytes(root)


def _relationships_xml(kept: list[tuple[str, str, str, bool]]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"})
    for id_, kind, target, outside in kept:
        attributes = {"Id": id_, "Type": f"{R}/{kind}", "Target": target} | (
            {"TargetMode": "External"} if outside else {}
        )
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
