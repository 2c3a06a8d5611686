"""python-docx as the package layer: parts, relationships and properties of the file at hand."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from lxml import etree

from briefgen.core.document import Meta
from briefgen.core.model import Day
from briefgen.render.docx.chart_native import NativeChart
from briefgen.render.docx.fonts import EmbeddedFace, with_faces
from briefgen.render.docx.notes import END, FOOT, note_settings, notes_xml
from briefgen.render.docx.ooxml import NAMESPACES, R, W, legal
from briefgen.render.docx.package import pack

_RELATION = R
_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "customXml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    "endnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
    "header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
}
MAX_PROPERTY = 255
"""Characters that a core property may have."""


class PartRelations:
    """The relationships of one part; equal targets share one."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._links: dict[str, str] = {}
        self._pictures: dict[bytes, str] = {}
        self._charts = 0

    def link(self, url: str) -> str:
        if url not in self._links:
            self._links[url] = self._part.relate_to(url, f"{_RELATION}/hyperlink", is_external=True)
        return self._links[url]

    def picture(self, data: bytes, suffix: str) -> str:
        if data not in self._pictures:
            number = len(self._pictures) + 1
            part = _new_part(f"/word/media/picture{number}.{suffix}", _TYPES[suffix], data, self._part.package)
            self._pictures[data] = self._part.relate_to(part, f"{_RELATION}/image")
        return self._pictures[data]

    def chart(self, chart: NativeChart) -> str:
        self._charts += 1
        number, package = self._charts, self._part.package
        sheet = f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"
        part = _new_part(f"/word/charts/chart{number}.xml", _TYPES["chart"], b"", package)
        rel = part.relate_to(_new_part(sheet, _TYPES["xlsx"], chart.workbook, package), f"{_RELATION}/package")
        part._blob = chart.part(rel)
        return str(self._part.relate_to(part, f"{_RELATION}/chart"))


class File:
    """An open Word file without a body of its own."""

    def __init__(self, data: bytes, notes: str = FOOT) -> None:
        import docx

        self._document: Any = docx.Document(io.BytesIO(data))
        self._part: Any = self._document.part
        if notes == END:
            self._add_endnotes()
        self._notes: Any = self._part.part_related_by(f"{_RELATION}/{notes}s")
        self.relations = PartRelations(self._part)
        self.note_relations = PartRelations(self._notes)
        self._packed: dict[str, bytes] = {}
        """Parts that are compressed already."""

    def _add_endnotes(self) -> None:
        """An empty part for them, which the settings know of."""
        part = _new_part("/word/endnotes.xml", _TYPES["endnotes"], notes_xml(END).encode(), self._part.package)
        self._part.relate_to(part, f"{_RELATION}/endnotes")
        before = self._document.settings.element.find(f"{{{W}}}footnotePr")
        before.addnext(_parsed(note_settings(END))[0])

    @property
    def styles(self) -> etree._Element:
        """The root of the styles part."""
        return self._part.part_related_by(f"{_RELATION}/styles").element  # type: ignore[no-any-return]

    @property
    def numbering(self) -> etree._Element:
        return self._part.part_related_by(f"{_RELATION}/numbering").element  # type: ignore[no-any-return]

    def add_furniture(self, kind: str, name: str, xml: str) -> str:
        """Store a head or foot and give its relationship id."""
        part = _new_part(f"/word/{name}.xml", _TYPES[kind], xml.encode(), self._part.package)
        return str(self._part.relate_to(part, f"{_RELATION}/{kind}"))

    @property
    def characters(self) -> frozenset[int]:
        """Every character that body, notes, heads and feet show."""
        kinds = (_TYPES["header"], _TYPES["footer"])
        furniture = [p.blob for p in self._part.package.iter_parts() if p.content_type in kinds]
        roots = [self._document.element.body, *(etree.fromstring(b) for b in (self._notes.blob, *furniture))]
        return frozenset(map(ord, set("".join(etree.tostring(r, method="text", encoding="unicode") for r in roots))))

    def embed_fonts(self, faces: Sequence[EmbeddedFace]) -> None:
        """Store faces and name them in the font table."""
        table = self._part.part_related_by(f"{_RELATION}/fontTable")
        rels = {}
        for number, face in enumerate(faces, 1):
            part = _new_part(f"/word/fonts/font{number}.odttf", _TYPES["odttf"], face.data, table.package)
            rels[face] = table.relate_to(part, f"{_RELATION}/font")
            self._packed[part.partname.membername] = face.packed
        table._blob = with_faces(table.blob, rels)

    def add_styles(self, xml: str) -> None:
        self.styles.extend(_parsed(xml))

    def add_numbering(self, definitions: Sequence[str], lists: Sequence[str]) -> None:
        """All definitions stand before all lists."""
        root = self.numbering
        first_list = root.find(f"{{{W}}}num")
        at = len(root) if first_list is None else root.index(first_list)
        root[at:at] = _parsed("".join(definitions))
        root.extend(_parsed("".join(lists)))

    def set_body(self, xml: str) -> None:
        """Replace everything between the start and the end of the document.

        It is read as part of the whole: to move many elements from tree to tree would take lxml ten times as long.
        """
        from docx.oxml.parser import parse_xml

        root = self._document.element
        del root.body[:]
        shell = etree.tostring(root, encoding="unicode")
        whole = shell.replace("<w:body/>", f"<w:body>{xml}</w:body>", 1)
        self._part._element = parse_xml(whole.encode())
        self._document = self._part.document

    def set_notes(self, xml: str) -> None:
        self._notes._blob = xml.encode()

    @property
    def body(self) -> etree._Element:
        return self._document.element.body  # type: ignore[no-any-return]

    @property
    def notes(self) -> etree._Element:
        """The root of the notes, to read in."""
        return etree.fromstring(self._notes.blob)

    def add_custom_xml(self, item: str, properties: str) -> None:
        """Store data of our own beside the document, as Word does."""
        package = self._part.package
        part = _new_part("/customXml/item1.xml", "application/xml", item.encode(), package)
        self._part.relate_to(part, f"{_RELATION}/customXml")
        beside = _new_part("/customXml/itemProps1.xml", _TYPES["customXml"], properties.encode(), package)
        part.relate_to(beside, f"{_RELATION}/customXmlProps")

    def set_properties(self, meta: Meta, *, author: str) -> None:
        """What the file says of itself; dates from the document."""
        core = self._document.core_properties
        values = {
            "title": meta.title,
            "subject": meta.subtitle,
            "author": author,
            "last_modified_by": author,
            "keywords": ", ".join(meta.keywords),
            "language": meta.lang,
            "category": meta.audience_label,
            "version": meta.version,
            "content_status": meta.status,
            "comments": "",
        }
        for name, value in values.items():
            setattr(core, name, legal(value)[:MAX_PROPERTY])
        core.revision = 1
        core.created = core.modified = noon_of(meta.date)

    def save(self) -> bytes:
        """The file. The parts are packed here, since python-docx would only compress them once more."""
        from docx.opc import pkgwriter

        writer: Any = pkgwriter.PackageWriter
        package, shelf = self._part.package, _Shelf()
        for part in package.parts:
            part.before_marshal()
        writer._write_content_types_stream(shelf, package.parts)
        writer._write_pkg_rels(shelf, package.rels)
        writer._write_parts(shelf, package.parts)
        return pack(shelf.parts, self._packed)


class _Shelf:
    """Takes parts where python-docx expects a zip file."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def write(self, uri: Any, data: bytes) -> None:
        self.parts[uri.membername] = data


def noon_of(day: Day) -> datetime.datetime:
    """Noon, universal time, of a day; the first where only month or year is known."""
    return datetime.datetime(day.year, day.month or 1, day.day or 1, 12)


def _new_part(name: str, kind: str, data: bytes, package: Any) -> Any:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    return Part(PackURI(name), kind, data, package)


def _parsed(xml: str) -> list[etree._Element]:
    """Elements from text, of python-docx's classes."""
    from docx.oxml.parser import parse_xml

    return list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"))
