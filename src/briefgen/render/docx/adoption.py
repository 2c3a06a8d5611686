"""A fresh package that takes parts over from somebody else's, and how parts of a package find each other."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree


@dataclass(slots=True)
class Adoption:
    """The fresh package while it fills."""

    theirs: Mapping[str, bytes]
    parts: dict[str, bytes]
    overrides: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    """Id, type and target of relationships that the document gets."""
    dropped: dict[str, None] = field(default_factory=dict)


def resolved(part: str, target: str) -> str:
    """The entry that a relationship of `part` leads to."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def xml_of(data: bytes) -> etree._Element:
    """The root of a part that was checked before; nothing outside is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    return etree.fromstring(data, parser)


def bytes_of(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
