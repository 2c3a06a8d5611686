"""Heads and feet of a designer's reference.docx, with their pictures and web links and nothing else."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from briefgen.render.docx.adoption import Adoption, bytes_of, resolved, xml_of
from briefgen.render.docx.ooxml import R, W
from briefgen.render.docx.package import relationships_of

_W: Final = f"{{{W}}}"
_R: Final = f"{{{R}}}"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_LINK: Final = re.compile(r"(?i)^(https?://|mailto:)")
_ACTIVE_FIELD: Final = re.compile(
    r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON)\b"
)
_PICTURES: Final = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
_FURNITURE: Final = ("header", "footer")


def take_furniture(adoption: Adoption, related: Mapping[str, tuple[str, str]], section: etree._Element | None) -> str:
    """Copy the heads and feet of their last section; the references to them, as XML."""
    out = []
    for kind in _FURNITURE:
        for node in section.findall(f"{_W}{kind}Reference") if section is not None else ():
            found, target = related.get(node.get(f"{_R}id", ""), ("", ""))
            which = node.get(f"{_W}type", "default")
            if found == kind and which in ("default", "first", "even") and _copy_furniture(adoption, kind, target):
                out.append(f'<w:{kind}Reference w:type="{which}" r:id="{adoption.relations[-1][0]}"/>')
    return "".join(out)


def _copy_furniture(adoption: Adoption, kind: str, source: str) -> bool:
    """Copy one head or foot with its pictures and links. False when it holds a field that reaches outside."""
    root = xml_of(adoption.theirs[source])
    instructions = "".join(node.text or "" for node in root.iter(f"{_W}instrText"))
    simple = " ".join(node.get(f"{_W}instr", "") for node in root.iter(f"{_W}fldSimple"))
    if _ACTIVE_FIELD.search(f"{instructions} {simple}"):
        adoption.dropped[f"a {kind} with a field that reaches outside the document"] = None
        return False
    number = len(adoption.relations) + 1
    name = f"word/reference_{kind}{number}.xml"
    kept = _kept_relationships(adoption, source, number)
    _drop_dangling(root, {id_ for id_, *_ in kept})
    adoption.parts[name] = bytes_of(root)
    if kept:
        adoption.parts[relationships_of(name)] = _relationships_xml(kept)
    adoption.overrides[f"/{name}"] = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    adoption.relations.append((f"rIdRef{number}", kind, posixpath.basename(name)))
    return True


def _kept_relationships(adoption: Adoption, source: str, number: int) -> list[tuple[str, str, str, bool]]:
    """Id, kind, target and whether it is outside: pictures in the file, and web links."""
    name = relationships_of(source)
    kept: list[tuple[str, str, str, bool]] = []
    for node in xml_of(adoption.theirs[name]) if name in adoption.theirs else ():
        id_, kind = node.get("Id", ""), node.get("Type", "").rsplit("/", 1)[-1]
        outside, target = node.get("TargetMode") == "External", node.get("Target", "")
        part = resolved(source, target)
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


def _drop_dangling(root: etree._Element, kept: set[str]) -> None:
    """Take out what points to a relationship that was not kept."""
    holders = {f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_W}hyperlink", f"{_W}subDoc"}
    for node in list(root.iter()):
        names = [key for key in map(str, node.attrib) if key.startswith(_R)]
        if not any(node.get(key) not in kept for key in names):
            continue
        holder = node
        while holder.tag not in holders and (up := holder.getparent()) is not None and up is not root:
            holder = up
        parent = holder.getparent()
        if parent is not None:
            parent.remove(holder)


def _relationships_xml(kept: list[tuple[str, str, str, bool]]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"})  # type: ignore[dict-item]
    for id_, kind, target, outside in kept:
        attributes = {"Id": id_, "Type": f"{R}/{kind}", "Target": target} | (
            {"TargetMode": "External"} if outside else {}
        )
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    return bytes_of(root)
