"""Word files for tests: a document with every feature, what a file says, and a lint for what validators do not see."""

from __future__ import annotations

import io
import re
import struct
import uuid
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.docx import WordOptions, render_docx
from briefgen.render.docx.fonts import scramble
from briefgen.render.style import Theme
from checkers import audit_faults, package_faults
from documents import a_document, a_picture
from looks import a_theme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

FEATURES = (Path(__file__).parent / "features.xhtml").read_text(encoding="utf-8")
"""Everything that the HTML vocabulary has, once at least."""

PAGES: Mapping[str, int] = {"h-why": 3, "h-now": 3, "h-what": 4, "h-annex": 5, "fig-one": 3, "tab-one": 4}


def a_png(width: int = 60, height: int = 20) -> bytes:
    """A plain grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x88" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def a_full_document(**meta: object) -> Document:
    """The document with every feature."""
    return a_document(FEATURES, pictures=(replace(a_picture(), raster=a_png()),), marking="OFFICIAL", **meta)


def written(
    body: str | Document,
    *,
    theme: Theme | None = None,
    report: Report | None = None,
    pages: Mapping[str, int] = PAGES,
    options: WordOptions | None = None,
) -> Word:
    """The Word file of a body. Findings are a failure unless a report is given."""
    findings = report or Report()
    document = body if isinstance(body, Document) else a_document(body)
    word = Word(render_docx(document, theme or a_theme(), findings, pages=pages, options=options or WordOptions()))
    assert report is not None or not findings.diagnostics, findings.diagnostics
    assert faults_of(word) == []
    return word


def faults_of(word: Word) -> list[str]:
    """What this lint, the look at the package and openxml-audit find."""
    return [*lint(word), *package_faults(word.data), *audit_faults(word.data)]


class Word:
    """A Word file opened as parts."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.parts[f"word/{name}.xml"])

    @property
    def body(self) -> etree._Element:
        return self.xml("document")[0]

    @property
    def style_names(self) -> dict[str, str]:
        """Style ids to names."""
        return {s.get(f"{W}styleId", ""): value(s.find(f"{W}name")) for s in self.xml("styles").iter(f"{W}style")}

    def style_of(self, paragraph: etree._Element) -> str:
        return self.style_names.get(value(paragraph.find(f"{W}pPr/{W}pStyle")), "")

    def paragraphs(self, part: str = "document") -> list[tuple[str, str]]:
        """Style name and text of every paragraph with text."""
        found = [(self.style_of(p), text_of(p)) for p in self.xml(part).iter(f"{W}p")]
        return [pair for pair in found if pair[1]]

    def paragraph(self, text: str) -> etree._Element:
        """The first paragraph whose text begins so."""
        return next(p for p in self.xml("document").iter(f"{W}p") if text_of(p).startswith(text))

    def fields(self) -> list[tuple[str, str]]:
        """Instruction and cached result of every field, inner ones too."""
        return [
            field
            for p in self.parts
            if p.endswith(".xml") and p.startswith("word/")
            for field in fields_of(self.parts[p])
        ]


def value(node: etree._Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def embedded_font(word: Word, family: str, face: str) -> TTFont:
    """An embedded face, unscrambled."""
    font = next(f for f in word.xml("fontTable") if f.get(f"{W}name") == family)
    node = font.find(f"{W}{face}")
    rels = etree.fromstring(word.parts["word/_rels/fontTable.xml.rels"])
    target = next(r.get("Target") for r in rels if r.get("Id") == node.get(f"{R}id"))
    data = word.parts[f"word/{target}"]
    return TTFont(io.BytesIO(scramble(data, uuid.UUID(node.get(f"{W}fontKey")))))


def text_of(node: etree._Element) -> str:
    """The text that a reader sees; breaks and tabs are white space."""
    tags = {f"{W}br": "\n", f"{W}tab": "\t"}
    inside = (n for n in node.iter(f"{W}t", *tags) if n.getparent().tag == f"{W}r")
    return "".join(tags.get(str(n.tag), n.text or "") for n in inside)


def anchored_texts(word: Word) -> dict[str, str]:
    """What each hidden bookmark of a block holds, read as docs/word-manifest.md says."""
    names = (f"word/{name}.xml" for name in ("document", "footnotes", "endnotes"))
    parts = [word.parts[name] for name in names if name in word.parts]
    return {name: text for part in parts for name, text in _anchored(etree.fromstring(part))}


def _anchored(root: etree._Element) -> Iterator[tuple[str, str]]:
    nodes = list(root.iter())
    texts = list(_counted(nodes))
    starts: dict[str, list[int]] = {}
    for place, node in enumerate(nodes):
        if node.tag == f"{W}bookmarkStart" and node.get(f"{W}name").startswith("_bg_"):
            starts.setdefault(node.get(f"{W}name"), []).append(place)
    ends = {node.get(f"{W}id"): place for place, node in enumerate(nodes) if node.tag == f"{W}bookmarkEnd"}
    for name, places in starts.items():
        until = max(ends.get(nodes[place].get(f"{W}id"), -1) for place in places)
        assert until > places[0], f"{name} does not end"
        yield name, " ".join("".join(texts[places[0] : until]).split())


def _counted(nodes: list[etree._Element]) -> Iterator[str]:
    """For each node the text that it adds; page numbers, which every program counts for itself, add none."""
    instructions: list[str] = []
    for node in nodes:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            instructions.append("")
        elif kind == "end":
            instructions.pop()
        elif node.tag == f"{W}instrText":
            instructions[-1] += node.text or ""
        pages = any(i.split()[0] in ("PAGE", "PAGEREF", "NUMPAGES") for i in instructions if i)
        said = {f"{W}t": (node.text or "").replace("\u00ad", ""), f"{W}noBreakHyphen": "\u2011"}
        blank = node.tag in (f"{W}p", f"{W}tab", f"{W}br")
        yield " " if blank else "" if pages else said.get(str(node.tag), "")


def fields_of(part: bytes) -> Iterator[tuple[str, str]]:
    open_fields: list[list[str]] = []
    for run in etree.fromstring(part).iter(f"{W}r"):
        for node in run:
            kind = node.get(f"{W}fldCharType", "")
            if kind == "begin":
                open_fields.append(["", "", "instruction"])
            elif kind == "separate":
                open_fields[-1][2] = "result"
            elif kind == "end":
                yield open_fields[-1][0].strip(), open_fields.pop()[1]
            elif node.tag == f"{W}instrText":
                open_fields[-1][0] += node.text or ""
            elif node.tag == f"{W}t":
                for field in open_fields:
                    field[1] += (node.text or "") if field[2] == "result" else ""


# --- lint -----------------------------------------------------------------------------------------


def lint(word: Word) -> list[str]:
    """Faults that make Word repair a file or a field fail, and that schema validators pass."""
    roots = {n: etree.fromstring(d) for n, d in word.parts.items() if n.startswith("word/") and n.endswith(".xml")}
    return [
        *_bookmark_faults(roots),
        *_field_faults(word, roots),
        *_table_faults(roots),
        *_reference_faults(word, roots),
        *_drawing_faults(roots),
    ]


def _bookmark_faults(roots: Mapping[str, etree._Element]) -> Iterator[str]:
    starts = [n for root in roots.values() for n in root.iter(f"{W}bookmarkStart")]
    ends = Counter(n.get(f"{W}id") for root in roots.values() for n in root.iter(f"{W}bookmarkEnd"))
    for what, names in (("id", [n.get(f"{W}id") for n in starts]), ("name", [n.get(f"{W}name") for n in starts])):
        yield from (f"bookmark {what} {name} twice" for name, n in Counter(names).items() if n > 1)
    yield from (f"bookmark {n.get(f'{W}name')} never ends" for n in starts if ends[n.get(f"{W}id")] != 1)
    yield from (f"bookmark end {i} without start" for i in ends if i not in {n.get(f"{W}id") for n in starts})
    yield from (f"bookmark name {n.get(f'{W}name')} too long" for n in starts if len(n.get(f"{W}name", "")) > 40)
    for root in roots.values():
        order = [(n.tag, n.get(f"{W}id")) for n in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]
        for place, (tag, id_) in enumerate(order):
            if tag == f"{W}bookmarkEnd" and (f"{W}bookmarkStart", id_) not in order[:place]:
                yield f"bookmark {id_} ends before it starts"


def _field_faults(word: Word, roots: Mapping[str, etree._Element]) -> Iterator[str]:
    names = {n.get(f"{W}name") for root in roots.values() for n in root.iter(f"{W}bookmarkStart")}
    for part, root in roots.items():
        depth = 0
        for node in root.iter(f"{W}fldChar"):
            depth += {"begin": 1, "separate": 0, "end": -1}[node.get(f"{W}fldCharType", "")]
            if depth < 0:
                yield f"{part}: a field ends before it begins"
        if depth:
            yield f"{part}: {depth} fields never end"
        for link in root.iter(f"{W}hyperlink"):
            if link.get(f"{W}anchor") and link.get(f"{W}anchor") not in names:
                yield f"link to the missing bookmark {link.get(f'{W}anchor')}"
    for instruction, result in word.fields():
        words = instruction.split()
        if words[0] in ("REF", "PAGEREF") and words[1] not in names:
            yield f"{instruction} has no bookmark"
        if not result and words[0] != "STYLEREF":
            yield f"{instruction} has no result"
        if words[0] not in FIELDS:
            yield f"field {words[0]}"


FIELDS = frozenset("REF PAGEREF SEQ TOC PAGE NUMPAGES STYLEREF TITLE AUTHOR SAVEDATE DOCPROPERTY".split())  # noqa: SIM905
"""Fields of ours, and those that the head of a designer's reference may have."""


def _table_faults(roots: Mapping[str, etree._Element]) -> Iterator[str]:
    for root in roots.values():
        for table in root.iter(f"{W}tbl"):
            grid = [int(c.get(f"{W}w", "0")) for c in table.findall(f"{W}tblGrid/{W}gridCol")]
            if sum(grid) != int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")):
                yield "table width differs from its grid"
            for row in table.findall(f"{W}tr"):
                spans = [int(value(c.find(f"{W}tcPr/{W}gridSpan")) or 1) for c in row.findall(f"{W}tc")]
                widths = [int(c.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for c in row.findall(f"{W}tc")]
                if sum(spans) != len(grid) or sum(widths) != sum(grid):
                    yield f"row of {sum(spans)} columns in a grid of {len(grid)}"
                if any(c[-1].tag != f"{W}p" for c in row.findall(f"{W}tc")):
                    yield "cell does not end with a paragraph"
            if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is None:
                yield "table without header row"
            follower = table.getnext()
            if follower is None or follower.tag not in (f"{W}p", f"{W}bookmarkEnd"):
                yield "table without a paragraph after it"


def _reference_faults(word: Word, roots: Mapping[str, etree._Element]) -> Iterator[str]:
    styles = roots["word/styles.xml"]
    ids = [s.get(f"{W}styleId") for s in styles.iter(f"{W}style")]
    names = [value(s.find(f"{W}name")).lower() for s in styles.iter(f"{W}style")]
    yield from (
        f"style {i} twice"
        for i, n in (Counter(ids) + Counter(names)).items()
        if n > 1 and ids.count(i) != 1 != names.count(i)
    )
    yield from (f"style {value(s)} is not there" for s in styles.iter(f"{W}basedOn", f"{W}next") if value(s) not in ids)
    numbers = {n.get(f"{W}numId") for n in roots["word/numbering.xml"].findall(f"{W}num")} | {"0"}
    for root in roots.values():
        used = root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
        yield from sorted({f"style {value(s)} is not there" for s in used if value(s) not in ids})
        yield from (f"list {value(n)} is not there" for n in root.iter(f"{W}numId") if value(n) not in numbers)
    for name in (n for n in roots if relations_of(n) not in word.parts):
        yield from (
            f"{name}: {k} without relationships" for n in roots[name].iter() for k in n.attrib if k.startswith(R)
        )
    for name in (n for n in word.parts if n.endswith(".rels") and n.startswith("word/")):
        known = {n.get("Id") for n in etree.fromstring(word.parts[name])}
        part = roots.get(name.replace("/_rels/", "/").removesuffix(".rels"))
        uses = {v for n in part.iter() for k, v in n.attrib.items() if k.startswith(R)} if part is not None else set()
        yield from (f"{name}: {rel} is not there" for rel in uses - known)
    for kind in ("footnote", "endnote"):
        notes = [n.get(f"{W}id") for n in roots.get(f"word/{kind}s.xml", ())]
        marks = [n.get(f"{W}id") for n in roots["word/document.xml"].iter(f"{W}{kind}Reference")]
        if marks != notes[2:]:
            yield f"{kind}s {notes[2:]} for marks {marks}"


def relations_of(part: str) -> str:
    """The entry with the relationships of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _drawing_faults(roots: Mapping[str, etree._Element]) -> Iterator[str]:
    drawings = [n for root in roots.values() for n in root.iter(f"{WP}docPr")]
    yield from (f"drawing {i} twice" for i, n in Counter(d.get("id") for d in drawings).items() if n > 1)
    yield from (f"drawing {d.get('id')} without words" for d in drawings if len(d.get("descr", "")) < 10)
    yield from ("a drawing floats" for root in roots.values() for _ in root.iter(f"{WP}anchor"))


def illegal_characters(word: Word) -> list[str]:
    """XML 1.0 characters that no part may hold."""
    return [n for n, d in word.parts.items() if n.endswith(".xml") and re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", d)]
