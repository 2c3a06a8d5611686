"""Word files for tests: a document with every feature, what a file says, and a lint for what validators do not see."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.docx import render_docx
from briefgen.render.style import Theme
from documents import a_document, a_picture
from looks import a_theme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

FEATURES = """
<section class="one-page">
  <header class="masthead">
    <p class="marking">OFFICIAL</p>
    <p class="kicker">Office of Policy</p>
    <h1 class="title" id="top">Compute is short where it is wanted</h1>
    <p class="subtitle">What a government can do about it</p>
    <p class="byline">For the Minister, 22 November 2026</p>
  </header>
  <aside class="ask" data-block="ask"><p class="label">Decision</p><p>Agree to the <strong>pilot</strong>.</p>
    <p class="signature"><span class="box"></span> Agree <span class="box"></span> Disagree</p></aside>
  <aside class="bottom-line"><p class="label">The bottom line</p><p>Chips are scarce.</p>
    <ul><li>first point</li><li>second point with more words than fit on a single line of the page, so that it has to break<ul><li>a part of it</li></ul></li></ul>
    <p>And a last word.</p></aside>
  <table class="key-figures"><thead><tr><th scope="col">Servers</th><th scope="col">Share</th></tr></thead>
    <tbody><tr><td class="big">868</td><td class="big">12.5 %</td></tr><tr><td class="label">2026</td><td class="label">2025</td></tr></tbody></table>
</section>
<nav class="toc" data-levels="2"><p class="label">Contents</p><ul>
  <li data-level="1"><a href="#h-why">1 Why it matters</a></li>
  <li data-level="2"><a href="#h-now">1.1 Now</a></li>
  <li data-level="1"><a href="#h-what">2 What to do</a></li>
  <li data-level="1"><a href="#h-annex">Annex</a></li></ul></nav>
<nav class="list-of-figures"><ul><li data-level="1"><a href="#fig-one">Figure 1. Estimates differ</a></li></ul></nav>
<nav class="list-of-tables"><ul><li data-level="1"><a href="#tab-one">Table 1. Costs</a></li></ul></nav>
<section class="page-start">
  <h2 id="h-why" data-number="1">Why it matters</h2>
  <p class="lead">A lead.</p>
  <p class="numbered" data-number="1">Text with a note<span class="note" data-number="1">A source, <em>its title</em>,
    <a href="https://example.org/a?b=1&amp;c=2">example.org</a>.</span> and <em>emphasis</em>, <strong>bold <em>both</em></strong>,
    <code>code</code>, H<sub>2</sub>O, x<sup>2</sup>, <q>words</q>, <abbr title="Artificial intelligence">AI</abbr>,
    <dfn>a term</dfn>, <span class="tag">strong evidence</span>, <span class="unknown">not known</span>,
    <span lang="zh-CN">人工智能</span>, <span lang="fr">voilà</span>; see <a class="ref" data-ref="fig-one" href="#fig-one">Figure 1</a>,
    <a class="ref" data-ref="tab-one" href="#tab-one">Table 1</a>, <a class="ref" data-ref="h-what" href="#h-what">2 What to do</a> on
    page <a class="page-ref" data-ref="h-what" href="#h-what">2 What to do</a>; <a href="mailto:policy@example.org">write</a>;
    <cite><a href="#ref-doe">(Doe, 2025)</a></cite>.</p>
  <h3 id="h-now" data-number="1.1">Now</h3>
  <p class="numbered" data-number="2">A second paragraph.<span class="note" data-number="2">Another note.</span></p>
  <ul><li>one</li><li><p>two</p><p>still two</p><ol><li>deep</li><li>deeper<ul><li>deepest</li></ul></li></ol></li></ul>
  <p>Between.</p>
  <ol type="a" start="3"><li>see</li><li>dee</li></ol>
  <ol><li>first</li><li>second</li></ol>
  <ol><li>first again</li></ol>
  <ul class="compact"><li>tight</li><li>tighter</li></ul>
  <ul class="plain"><li>no bullet</li></ul>
  <dl class="glossary"><dt id="t-one" data-block="one">Term</dt><dd data-block="one">What it means.</dd></dl>
  <blockquote><p>Quoted words.</p></blockquote>
  <pre>line one
  line two</pre>
  <aside class="limits"><p class="label">Limits</p><p>Few sources.</p></aside>
  <aside class="conflict"><p class="label">They differ</p><ul><li>one side</li><li>the other</li></ul></aside>
  <aside class="so-what"><p><span class="label">So what?</span> Plain words.</p></aside>
  <figure class="chart" data-block="talent" id="fig-one">
    <figcaption data-number="Figure 1"><strong>Estimates differ</strong> <span class="muted">Millions of people</span></figcaption>
    <img data-picture="talent" alt="Two bars, one ten times as long as the other"/>
    <p class="source">Source: two ministries.</p>
  </figure>
</section>
<section>
  <h2 id="h-what" data-number="2">What to do</h2>
  <figure class="table" data-block="costs">
  <table class="data" id="tab-one"><caption data-number="Table 1"><strong>Costs</strong></caption>
    <colgroup><col data-width="40"/><col data-width="30"/><col/></colgroup>
    <thead><tr><th scope="col">Measure</th><th scope="col" class="number">Cost</th><th scope="col" class="mark">Ready</th></tr></thead>
    <tbody><tr class="group"><th scope="colgroup" colspan="3">Money</th></tr>
      <tr data-block="row-one" id="r-one"><th scope="row">Vouchers</th><td class="number">12.5</td><td class="mark">●</td></tr>
      <tr><th scope="row" rowspan="2">Funds</th><td class="number">1</td><td class="unknown">not known</td></tr>
      <tr><td colspan="2"><p>one</p><p>two</p><ul><li>item</li></ul></td></tr>
      <tr class="total"><th scope="row">All</th><td class="number">13.5</td><td></td></tr></tbody></table>
  <p class="source">Source: <a href="#r-one">the first row</a>.</p></figure>
  <table class="pairs"><thead><tr><th scope="col">One</th><th scope="col">Two</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table>
  <table class="pairs"><thead><tr><th scope="col">Three</th><th scope="col">Four</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>
  <div class="keep"><p>Kept</p><p>together</p></div>
  <div class="columns"><p>Left</p><p>Right</p></div>
</section>
<section class="landscape">
  <h2 class="unnumbered" id="h-annex">Annex</h2>
  <table class="matrix"><thead><tr><th scope="col">Challenge</th><th scope="col" class="mark">R1</th><th scope="col" class="mark">R2</th></tr></thead>
    <tbody><tr><th scope="row">Chips</th><td class="mark">●</td><td class="mark"></td></tr></tbody></table>
</section>
<section><h2 class="unnumbered" id="h-refs">References</h2>
  <div class="references"><p class="reference" id="ref-doe">Doe, J. (2025). <em>A report</em>.</p></div>
  <hr class="page-break"/>
  <p class="contact">Contact: policy@example.org</p>
</section>
"""
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
    body: str | Document, *, theme: Theme | None = None, report: Report | None = None, pages: Mapping[str, int] = PAGES
) -> Word:
    """The Word file of a body. Findings are a failure unless a report is given."""
    findings = report or Report()
    document = body if isinstance(body, Document) else a_document(body)
    word = Word(render_docx(document, theme or a_theme(), findings, pages=pages))
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return word


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


def text_of(node: etree._Element) -> str:
    """The text that a reader sees; breaks and tabs are white space."""
    tags = {f"{W}br": "\n", f"{W}tab": "\t"}
    inside = (n for n in node.iter(f"{W}t", *tags) if n.getparent().tag == f"{W}r")
    return "".join(tags.get(str(n.tag), n.text or "") for n in inside)


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
        if words[0] not in ("REF", "PAGEREF", "SEQ", "TOC", "PAGE", "NUMPAGES", "STYLEREF"):
            yield f"field {words[0]}"


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
    for name in (n for n in roots if f"word/_rels/{n[5:]}.rels" not in word.parts):
        yield from (
            f"{name}: {k} without relationships" for n in roots[name].iter() for k in n.attrib if k.startswith(R)
        )
    for name in (n for n in word.parts if n.endswith(".rels") and n.startswith("word/")):
        known = {n.get("Id") for n in etree.fromstring(word.parts[name])}
        part = roots.get("word/" + name.removeprefix("word/_rels/").removesuffix(".rels"))
        uses = {v for n in part.iter() for k, v in n.attrib.items() if k.startswith(R)} if part is not None else set()
        yield from (f"{name}: {rel} is not there" for rel in uses - known)
    notes = [n.get(f"{W}id") for n in roots["word/footnotes.xml"]]
    marks = [n.get(f"{W}id") for n in roots["word/document.xml"].iter(f"{W}footnoteReference")]
    if marks != notes[2:]:
        yield f"notes {notes[2:]} for marks {marks}"


def _drawing_faults(roots: Mapping[str, etree._Element]) -> Iterator[str]:
    drawings = [n for root in roots.values() for n in root.iter(f"{WP}docPr")]
    yield from (f"drawing {i} twice" for i, n in Counter(d.get("id") for d in drawings).items() if n > 1)
    yield from (f"drawing {d.get('id')} without words" for d in drawings if len(d.get("descr", "")) < 10)
    yield from ("a drawing floats" for root in roots.values() for _ in root.iter(f"{WP}anchor"))


def illegal_characters(word: Word) -> list[str]:
    """XML 1.0 characters that no part may hold."""
    return [n for n, d in word.parts.items() if n.endswith(".xml") and re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", d)]
