"""The manifest inside a Word file: which block stands at which bookmark, and what it said when it was printed.

docs/word-manifest.md describes it for those who read it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import briefgen
from briefgen.core.document import Document, Element, Meta
from briefgen.core.select import Selection
from briefgen.render.docx.anchors import Anchor
from briefgen.render.docx.ooxml import attr
from briefgen.render.docx.spans import plain

NAMESPACE: Final = "urn:briefgen:manifest:1"
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_OWN, _FRONT = "b-section-", "s-section-"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the program knows of the blocks of a document, and the document itself does not say."""

    kinds: Mapping[str, str]
    """Block to kind."""
    selection: Selection
    front: Selection | None = None
    """What the one-page summary prints, where one opens the document."""

    def depth(self, anchor: Anchor) -> str:
        """How deep the block is printed here; empty where a generated list brings it."""
        selection = self.front if self.front and anchor.in_front else self.selection
        depths = {
            item.depth
            for section in selection.sections
            for item in section.items
            if item.block == anchor.block and anchor.section in ("", _OWN + section.spec.id, _FRONT + section.spec.id)
        }
        return str(depths.pop()) if len(depths) == 1 else ""


def manifest_xml(
    document: Document, anchors: Sequence[Anchor], texts: Mapping[str, str], provenance: Provenance | None
) -> str:
    """The manifest. Anchors that the file does not have, since they hold nothing, are left out."""
    rows = "".join(_anchor(document, a, texts[a.name], provenance) for a in anchors if a.name in texts)
    tool = f"briefgen {briefgen.__version__}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{NAMESPACE}" tool="{tool}">\n'
        f"{_element('document', _document(document.meta))}\n<anchors>\n{rows}</anchors>\n</manifest>\n"
    )


def _document(meta: Meta) -> dict[str, str]:
    return {
        "brief": meta.brief,
        "audience": meta.audience,
        "length": meta.length,
        "lang": meta.lang,
        "title": meta.title,
        "date": str(meta.date),
        "version": meta.version,
        "status": meta.status,
    }


def _anchor(document: Document, anchor: Anchor, text: str, provenance: Provenance | None) -> str:
    known = provenance and {"kind": provenance.kinds.get(anchor.block, ""), "depth": provenance.depth(anchor)}
    values = {
        "name": anchor.name,
        "block": anchor.block,
        **(known or {}),
        "section": anchor.section,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    facts = dict.fromkeys(_facts(document, anchor.element))
    inside = "".join(_element("fact", {"id": id_, "printed": printed}) for id_, printed in facts)
    return _element("anchor", values, inside) + "\n"


def _facts(document: Document, element: Element) -> Iterator[tuple[str, str]]:
    """Facts with their values as printed, in text and in charts; notes are texts of their own."""
    if element.get("data-fact"):
        yield element.get("data-fact"), plain(element.text())
    picture = document.pictures.get(element.get("data-picture"))
    if picture and picture.chart:
        yield from ((p.fact, plain(p.printed)) for p in picture.chart.points if p.fact and not p.missing)
    for child in element.children:
        if isinstance(child, Element) and not child.has_class("note"):
            yield from _facts(document, child)


def _element(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """An element without the attributes that are empty."""
    words = "".join(f' {key}="{attr(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{words}>{inside}</{name}>" if inside else f"<{name}{words}/>"


def item_properties(meta: Meta) -> str:
    """The part by which Word knows the manifest; its id is the same in each build."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}/{meta.brief}/{meta.audience}/{meta.length}")
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem xmlns:ds="{_PROPERTIES}" '
        f'ds:itemID="{{{str(name).upper()}}}"><ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
