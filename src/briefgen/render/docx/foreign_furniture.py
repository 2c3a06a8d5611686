"""Heads and feet of a designer's reference.docx, with their pictures and web links and nothing else."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from briefgen.core.document import Meta
from briefgen.core.numbers import print_day
from briefgen.render.docx.adoption import WML, Adoption, Relationship, bytes_of, relationships, xml_of
from briefgen.render.docx.foreign_clean import clean
from briefgen.render.docx.foreign_fields import sift_fields
from briefgen.render.docx.ooxml import WP, R
from briefgen.render.docx.package import relationships_of
from briefgen.render.images import without_chunks, without_segments

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINK: Final = re.compile(r"(?i)^(https?://|mailto:)")
_PICTURES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
_FIRST_DRAWING: Final = 9000
"""Numbers of their drawings begin here, above those of the document."""
_BOUND: Final = re.compile(r"coreProperties.*[:/](title|subject|creator|keywords|category)\b")


def shown_by_fields(meta: Meta, section: str) -> dict[str, str]:
    """What fields of heads and feet show in this document, by name; `section` stands for names of sections."""
    return {
        "TITLE": meta.title,
        "SUBJECT": meta.subtitle,
        "AUTHOR": meta.organisation,
        "CREATOR": meta.organisation,
        "LASTSAVEDBY": meta.organisation,
        "KEYWORDS": ", ".join(meta.keywords),
        "CATEGORY": meta.audience_label,
        "STYLEREF": section,
        "FILENAME": f"{meta.brief}-{meta.audience}-{meta.length}",
        **dict.fromkeys(("DATE", "CREATEDATE", "SAVEDATE"), print_day(meta.date, meta.lang)),
    }


def take_furniture(adoption: Adoption, kind: str, which: str, source: str, shown: Mapping[str, str]) -> str:
    """Copy one head or foot with its pictures and links; the reference to it, as XML."""
    root = xml_of(adoption.theirs, source)
    number = len(adoption.relations) + 1
    name = f"word/reference_{kind}{number}.xml"
    kept = [k for r in relationships(adoption.theirs, source) if (k := _kept(adoption, r, f"{number}_{r.id}"))]
    for what in (*clean(root, {r.id for r in kept}), *sift_fields(root, shown)):
        adoption.drop(f"{what} in a {kind}")
    _fill_bound(root, shown)
    _number_drawings(root, number)
    adoption.parts[name] = bytes_of(root)
    if kept:
        adoption.parts[relationships_of(name)] = _relationships_xml(kept)
    adoption.overrides[f"/{name}"] = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    adoption.relations.append((f"rIdRef{number}", kind, posixpath.basename(name)))
    return f'<w:{kind}Reference w:type="{which}" r:id="rIdRef{number}"/>'


def _kept(adoption: Adoption, found: Relationship, number: str) -> Relationship | None:
    """The relationship as it comes along: pictures in the file, and web links; None for all others."""
    if found.kind == "hyperlink" and found.outside and _LINK.match(found.target):
        return found
    suffix = found.target.rsplit(".", 1)[-1].lower()
    if found.kind == "image" and not found.outside and found.target in adoption.theirs and suffix in _PICTURES:
        ours = f"media/reference_{re.sub(r'[^0-9A-Za-z_]', '', number)}.{suffix}"
        adoption.parts[f"word/{ours}"] = _plain_picture(adoption.theirs[found.target], suffix)
        adoption.overrides[f"/word/{ours}"] = _PICTURES[suffix]
        return Relationship(found.id, found.kind, ours, False)
    return None


def _plain_picture(data: bytes, suffix: str) -> bytes:
    """Without what programs and cameras write beside the picture: names, places, paths."""
    if suffix == "png":
        return without_chunks(data)
    return without_segments(data) if suffix in ("jpg", "jpeg") else data


def _fill_bound(root: etree._Element, shown: Mapping[str, str]) -> None:
    """Controls that show a property of the document show this one's; those bound to anything else keep their words."""
    for binding in list(root.iter(f"{WML}dataBinding")):
        properties = binding.getparent()
        control = properties.getparent() if properties is not None else None
        if properties is None or control is None:
            continue
        found = _BOUND.search(binding.get(f"{WML}xpath", ""))
        if not found:
            properties.remove(binding)
        value = shown[found[1].upper()] if found else ""
        for node in control.iter(f"{WML}t") if value else ():
            node.text, value = value, ""
    for name in ("id", "showingPlcHdr", "placeholder"):
        for node in list(root.iter(f"{WML}{name}")):
            above = node.getparent()
            if above is not None and above.tag == f"{WML}sdtPr":
                above.remove(node)


def _number_drawings(root: etree._Element, number: int) -> None:
    for place, node in enumerate(root.iter(f"{{{WP}}}docPr")):
        node.set("id", str(_FIRST_DRAWING + 100 * number + place))


def _relationships_xml(kept: list[Relationship]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={None: _PACKAGE})  # type: ignore[dict-item]
    for each in kept:
        mode = {"TargetMode": "External"} if each.outside else {}
        attributes = {"Id": each.id, "Type": f"{R}/{each.kind}", "Target": each.target, **mode}
        etree.SubElement(root, f"{{{_PACKAGE}}}Relationship", attributes)
    return bytes_of(root)
