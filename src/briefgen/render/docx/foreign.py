"""A designer's own reference.docx: its styles, heads, feet, page and theme are taken over, nothing else.

Only what is named here is copied into a fresh package, so that macros, linked templates, outside
pictures and whatever else a Word file may hold stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from briefgen.core.document import Meta
from briefgen.render.docx.adoption import REL, WML, Adoption, Relationship, bytes_of, relationships, xml_of
from briefgen.render.docx.foreign_fields import active_fields
from briefgen.render.docx.foreign_furniture import shown_by_fields, take_furniture
from briefgen.render.docx.foreign_page import ForeignPage, page_of, references_of
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, R, attr, is_east_asian
from briefgen.render.docx.package import BadPackage, pack, unpack
from briefgen.render.docx.reference import SETTINGS, reference_parts, settings_xml
from briefgen.render.docx.stylesheet import NORMAL_TABLE
from briefgen.render.style import Theme

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ACTIVE_PARTS: Final[Mapping[str, str]] = {
    "vbaProject": "macros",
    "attachedTemplate": "an attached template",
    "oleObject": "an embedded object (OLE)",
    "package": "an embedded file",
    "control": "a control (ActiveX)",
    "aFChunk": "a chunk of another format",
    "subDocument": "a part of another document",
    "frame": "a frame with another document",
    "mailMergeSource": "a source of mail merge",
    "keyMapCustomizations": "key bindings",
    "attachedToolbars": "toolbars",
}
"""Kinds of relationships that are worth a word when they stay behind."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A reference made safe."""

    data: bytes
    page: ForeignPage
    references: str
    """`w:headerReference` and `w:footerReference` elements with their relationship ids; empty when it has none."""
    families: frozenset[str]
    """Families of the brand that it uses: they come with this program, as they do without a reference."""
    dropped: tuple[str, ...]
    """What was left behind, in words."""


def adopt(theme: Theme, meta: Meta, section_name: str = "") -> Foreign:
    """The theme's reference.docx made safe. Raises `BadPackage` when it cannot be used.

    `section_name` stands where its heads name the section and a program does not know how to.
    """
    theirs = unpack(theme.reference_docx)
    main = _main_part(theirs)
    document = xml_of(theirs, main)
    related = {r.id: r for r in relationships(theirs, main) if not r.outside and r.target in theirs}
    adoption = Adoption(theirs, dict(reference_parts(theme, meta)))
    _take_styles(adoption, related, meta)
    _take_numbering(adoption, related)
    _take_theme(adoption, related)
    families = _take_fonts(adoption, related, frozenset(family.name for family in theme.brand.fonts.values()))
    _take_settings(adoption, related, meta, embed_fonts=bool(families))
    sections = list(document.iter(f"{WML}sectPr"))
    references = _take_furniture(adoption, related, sections, shown_by_fields(meta, section_name))
    for what in (*_active_parts(theirs), *_active_text(theirs, document, related)):
        adoption.drop(what)
    _finish(adoption)
    page = page_of(sections[-1] if sections else None, theme.page)
    return Foreign(pack(adoption.parts), page, references, families, tuple(adoption.dropped))


# --- finding parts --------------------------------------------------------------------------------


def _main_part(parts: Mapping[str, bytes]) -> str:
    found = list(relationships(parts, ""))
    if not found:
        raise BadPackage("it has no relationships")
    for each in found:
        if each.kind == "officeDocument" and not each.outside and each.target in parts:
            if xml_of(parts, each.target).tag != f"{WML}document":
                raise BadPackage(
                    "it is not a Word document, or one in the Strict variant; save it as an ordinary .docx"
                )
            return each.target
    raise BadPackage("it has no main document")


def _first(related: Mapping[str, Relationship], kind: str) -> str:
    return next((each.target for each in related.values() if each.kind == kind), "")


def _active_parts(parts: Mapping[str, bytes]) -> Iterator[str]:
    """What the package holds or points to that acts or reaches outside, in words."""
    for name in [n for n in parts if n.endswith(".rels")]:
        owner = name.replace("_rels/", "").removesuffix(".rels")
        for each in relationships(parts, owner):
            if each.kind in _ACTIVE_PARTS:
                yield _ACTIVE_PARTS[each.kind]
            elif each.outside and not (each.kind == "hyperlink" and each.target.startswith(_SAFE)):
                yield f"a link to something outside, of the kind {each.kind}"


_SAFE: Final = ("http://", "https://", "mailto:")


def _active_text(
    parts: Mapping[str, bytes], document: etree._Element, related: Mapping[str, Relationship]
) -> Iterator[str]:
    """Fields of the text that act; all of the text stays behind anyhow."""
    yield from active_fields(document)
    for kind in ("footnotes", "endnotes", "comments"):
        name = _first(related, kind)
        yield from active_fields(xml_of(parts, name)) if name else ()


# --- taking parts ---------------------------------------------------------------------------------


def _take_styles(adoption: Adoption, related: Mapping[str, Relationship], meta: Meta) -> None:
    """Their styles, in the language of this document."""
    name = _first(related, "styles")
    if not name:
        raise BadPackage("it has no styles")
    root = xml_of(adoption.theirs, name)
    for old in [*root.iter(f"{WML}lang"), *root.iter(f"{WML}rsid")]:
        old.getparent().remove(old)  # type: ignore[union-attr]
    east = is_east_asian(meta.lang)
    languages = {f"{WML}val": "en-GB" if east else meta.lang, f"{WML}eastAsia": meta.lang if east else "zh-CN"}
    etree.SubElement(_run_defaults(root), f"{WML}lang", languages)
    names = {node.get(f"{WML}val", "").lower() for node in root.iter(f"{WML}name")}
    if "normal table" not in names:
        root.append(etree.fromstring(f"<w:styles {NAMESPACES}>{NORMAL_TABLE}</w:styles>")[0])
    adoption.parts["word/styles.xml"] = bytes_of(root)


def _run_defaults(styles: etree._Element) -> etree._Element:
    """The run properties of the document's defaults, made where they lack."""
    above, path = styles, ("docDefaults", "rPrDefault", "rPr")
    for name in path:
        found = above.find(f"{WML}{name}")
        if found is None:
            found = etree.Element(f"{WML}{name}")
            above.insert(0, found)
        above = found
    return above


def _take_numbering(adoption: Adoption, related: Mapping[str, Relationship]) -> None:
    """Their lists; bullets that are pictures become plain ones."""
    name = _first(related, "numbering")
    if not name:
        adoption.parts["word/numbering.xml"] = f"{XML_HEAD}<w:numbering {NAMESPACES}/>".encode()
        return
    root = xml_of(adoption.theirs, name)
    pictures = [*root.iter(f"{WML}numPicBullet"), *root.iter(f"{WML}lvlPicBulletId")]
    if pictures:
        adoption.drop("picture bullets")
    for node in [*pictures, *root.iter(f"{WML}numIdMacAtCleanup"), *root.iter(f"{WML}lang")]:
        node.getparent().remove(node)  # type: ignore[union-attr]
    _forget_sessions(root)
    adoption.parts["word/numbering.xml"] = bytes_of(root)


def _take_theme(adoption: Adoption, related: Mapping[str, Relationship]) -> None:
    """Their colours, fonts and effects; where a picture fills something, plain colour does."""
    name = _first(related, "theme")
    if not name:
        return
    root = xml_of(adoption.theirs, name)
    for node in list(root.iter(f"{_DRAWING}blipFill")):
        plain = etree.Element(f"{_DRAWING}solidFill")
        etree.SubElement(plain, f"{_DRAWING}schemeClr", {"val": "phClr"})
        node.getparent().replace(node, plain)  # type: ignore[union-attr]
        adoption.drop("pictures of the theme")
    for node in [n for n in root.iter() if any(str(key).startswith(REL) for key in n.attrib)]:
        above = node.getparent()
        if above is not None:
            above.remove(node)
    adoption.parts["word/theme/theme1.xml"] = bytes_of(root)


def _take_fonts(adoption: Adoption, related: Mapping[str, Relationship], ours: frozenset[str]) -> frozenset[str]:
    """Their font table without the fonts in it; the families in it that are the brand's."""
    name = _first(related, "fontTable")
    if not name:
        return frozenset()
    root = xml_of(adoption.theirs, name)
    for font in root:
        for node in [n for n in font if "embed" in str(n.tag)]:
            font.remove(node)
            if font.get(f"{WML}name") not in ours:
                adoption.drop("embedded fonts")
    adoption.parts["word/fontTable.xml"] = bytes_of(root)
    return ours & {font.get(f"{WML}name", "") for font in root}


def _take_settings(adoption: Adoption, related: Mapping[str, Relationship], meta: Meta, *, embed_fonts: bool) -> None:
    """What their settings say of pages, tabs and hyphens."""
    name = _first(related, "settings")
    kept: dict[str, str] = {}
    for node in xml_of(adoption.theirs, name) if name else ():
        word = str(node.tag).removeprefix(WML)
        if word in SETTINGS and not len(node):
            values = ((str(k).removeprefix(WML), str(v)) for k, v in node.attrib.items() if str(k).startswith(WML))
            kept[word] = "".join([f"<w:{word}", *(f' w:{name}="{attr(value)}"' for name, value in values), "/>"])
    adoption.parts["word/settings.xml"] = settings_xml(embed_fonts=embed_fonts, lang=meta.lang, kept=kept).encode()


def _forget_sessions(root: etree._Element) -> None:
    for node in root.iter():
        for name in [n for n in map(str, node.attrib) if n.startswith(f"{WML}rsid")]:
            del node.attrib[name]


def _take_furniture(
    adoption: Adoption,
    related: Mapping[str, Relationship],
    sections: list[etree._Element],
    shown: Mapping[str, str],
) -> str:
    out = []
    for kind, which, rel in references_of(sections):
        found = related.get(rel)
        if found and found.kind == kind:
            out.append(take_furniture(adoption, kind, which, found.target, shown))
    return "".join(out)


# --- writing --------------------------------------------------------------------------------------


def _finish(adoption: Adoption) -> None:
    """Name the copied parts in the content types and the document's relationships."""
    types = etree.fromstring(adoption.parts["[Content_Types].xml"])
    for name, kind in adoption.overrides.items():
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", {"PartName": name, "ContentType": kind})
    adoption.parts["[Content_Types].xml"] = bytes_of(types)
    name = "word/_rels/document.xml.rels"
    root = etree.fromstring(adoption.parts[name])
    for id_, kind, target in adoption.relations:
        attributes = {"Id": id_, "Type": f"{R}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    adoption.parts[name] = bytes_of(root)
