"""A fresh package that takes parts over from somebody else's, and how parts of a package find each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from briefgen.render.docx.ooxml import R, W
from briefgen.render.docx.package import checked_xml, relationships_of

WML: Final = f"{{{W}}}"
REL: Final = f"{{{R}}}"


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part points to."""

    id: str
    kind: str
    """The last word of its type: `header`, `image`, `hyperlink` and so on."""
    target: str
    """The entry that it leads to; for one that leads outside, what it says."""
    outside: bool


@dataclass(slots=True)
class Adoption:
    """The fresh package while it fills."""

    theirs: Mapping[str, bytes]
    parts: dict[str, bytes]
    overrides: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    """Id, type and target of relationships that the document gets."""
    dropped: dict[str, None] = field(default_factory=dict)
    """What is left behind, in words."""

    def drop(self, what: str) -> None:
        self.dropped[what] = None


def resolved(part: str, target: str) -> str:
    """The entry that a relationship of `part` leads to."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relationships(parts: Mapping[str, bytes], part: str) -> Iterator[Relationship]:
    """What `part` points to; the package itself is the part without a name."""
    name = relationships_of(part)
    for node in xml_of(parts, name) if name in parts else ():
        outside, target = node.get("TargetMode") == "External", node.get("Target", "")
        kind = node.get("Type", "").rsplit("/", 1)[-1]
        yield Relationship(node.get("Id", ""), kind, target if outside else resolved(part, target), outside)


def xml_of(parts: Mapping[str, bytes], name: str) -> etree._Element:
    """The root of a part, whatever it is called; raises `BadPackage` for what is no plain XML."""
    root = checked_xml(name, parts[name])
    for node in [n for n in root.iter() if not isinstance(n.tag, str)]:
        remove(node)
    return root


def remove(node: etree._Element) -> None:
    """Take an element or a comment out and leave the text behind it."""
    above = node.getparent()
    if above is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            above.text = (above.text or "") + node.tail
    above.remove(node)


def unwrap(node: etree._Element) -> None:
    """Put the children of an element into its place."""
    above = node.getparent()
    if above is not None:
        at = above.index(node)
        above[at : at + 1] = list(node)


def bytes_of(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
