"""A designer's own reference.docx: what is taken over from it, and what is not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from briefgen.diagnostics import Report
from briefgen.render.docx.package import BadPackage, pack, unpack
from briefgen.render.style import Theme
from looks import a_theme
from word import W, Word, a_full_document, a_png, lint, text_of, value, written

BODY = (
    '<h1 class="title">Title</h1><h2 id="a">Heading</h2><p>Text.</p><ol><li>one</li></ol>'
    '<aside class="ask"><p>Ask</p></aside>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def a_reference(change: Callable[[docx.document.Document], None] = lambda _: None) -> bytes:
    """A Word file as a designer makes it with python-docx's template."""
    document = docx.Document()
    document.add_paragraph("What stands in the body goes")
    document.sections[0].page_width = Mm(200)
    document.sections[0].left_margin = document.sections[0].right_margin = Mm(30)
    document.sections[0].header.paragraphs[0].text = "House header"
    document.styles["Heading 1"].font.size = Pt(33)
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The same package with parts added or changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    for name, new in parts.items():
        old[name] = new if isinstance(new, bytes) else new(old[name])
    return pack(old)


def a_house_theme(reference: bytes) -> Theme:
    return replace(a_theme(), reference_docx=reference)


def by(reference: bytes, body: str = BODY) -> tuple[Word, Report]:
    report = Report()
    return written(body, theme=a_house_theme(reference), report=report, pages={}), report


def test_styles_page_and_header_are_those_of_the_reference() -> None:
    word, _ = by(a_reference())

    heading = next(s for s in word.xml("styles").iter(f"{W}style") if value(s.find(f"{W}name")) == "heading 1")
    assert value(heading.find(f"{W}rPr/{W}sz")) == "66"
    section = next(word.body.iter(f"{W}sectPr"))
    assert section.find(f"{W}pgSz").get(f"{W}w") == "11339"
    assert section.find(f"{W}pgMar").get(f"{W}left") == "1701"
    assert "House header" in [
        text_of(etree.fromstring(d)) for n, d in word.parts.items() if "header" in n and n.endswith("xml")
    ]


def test_its_body_is_not_taken_over() -> None:
    word, _ = by(a_reference())

    assert "What stands in the body goes" not in text_of(word.body)
    assert word.paragraphs()[0] == ("Title", "Title")


def test_styles_that_it_lacks_are_added_and_reported() -> None:
    word, report = by(a_reference())

    [added] = [d for d in report.diagnostics if d.rule == "reference-style-added"]
    assert added.severity == "info"
    assert added.message.startswith('the reference.docx of the audience "minister" lacks these styles')
    assert '"Ask"' in added.message
    assert ("Ask", "Ask") in word.paragraphs()
    assert "Heading 1" not in added.message


def test_a_style_is_found_by_its_name_whatever_its_id(tmp_path: Path) -> None:
    def rename(styles: bytes) -> bytes:
        return styles.replace(b'w:styleId="Heading1"', b'w:styleId="a3"').replace(b'w:val="Heading1"', b'w:val="a3"')

    word, _ = by(with_parts(a_reference(), {"word/styles.xml": rename}))

    assert value(word.paragraph("Heading").find(f"{W}pPr/{W}pStyle")) == "a3"


def test_its_own_style_can_be_named_by_the_template() -> None:
    def house_style(document: docx.document.Document) -> None:
        document.styles.add_style("House Box", WD_STYLE_TYPE.PARAGRAPH)

    word, report = by(a_reference(house_style), '<p data-style="House Box">Boxed.</p>')

    assert word.paragraphs() == [("House Box", "Boxed.")]
    assert not [d for d in report.diagnostics if "House Box" in d.message]


def test_everything_is_valid_with_a_reference(tmp_path: Path) -> None:
    report = Report()
    word = written(a_full_document(), theme=a_house_theme(a_reference()), report=report)

    path = tmp_path / "house.docx"
    path.write_bytes(word.data)
    faults = [
        e.description
        for e in OpenXmlValidator(max_errors=0).validate(str(path)).errors
        if "stylesWithEffects" not in e.description
    ]
    assert faults == []
    assert lint(word) == []


def test_the_language_is_that_of_the_document() -> None:
    word, _ = by(a_reference())

    language = word.xml("styles").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert language.get(f"{W}val") == "en-GB"


def test_a_picture_in_the_header_comes_along() -> None:
    def logo(document: docx.document.Document) -> None:
        picture = document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(a_png()))
        picture._inline.docPr.set("descr", "The arms of the house")

    word, _ = by(a_reference(logo))

    assert a_png() in word.parts.values()
    assert lint(word) == []


def test_the_marking_is_printed_when_the_reference_has_no_heads() -> None:
    def bare(document: docx.document.Document) -> None:
        document.sections[0].header.is_linked_to_previous = True

    word = written(a_full_document(), theme=a_house_theme(a_reference(bare)), report=Report())

    assert any("OFFICIAL" in text_of(etree.fromstring(d)) for n, d in word.parts.items() if n.startswith("word/header"))


# --- what stays behind ----------------------------------------------------------------------------


def _header_name(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return next(n for n in archive.namelist() if n.startswith("word/header"))


def _relations(*targets: tuple[str, str]) -> bytes:
    """A part of outside relationships rId1, rId2, ..."""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'.encode()


def test_what_reaches_outside_stays_behind() -> None:
    data = a_reference()
    header = _header_name(data)
    relations = _relations(
        ("image", "http://evil.example/x.png"),
        ("hyperlink", "https://good.example/"),
        ("oleObject", "file:///etc/passwd"),
    )
    settings = _relations(("attachedTemplate", "http://evil.example/t.dotm"))

    def inside(xml: bytes) -> bytes:
        runs = '<w:r><w:object r:id="rId3"/></w:r><w:hyperlink r:id="rId2"><w:r><w:t>good</w:t></w:r></w:hyperlink>'
        return xml.replace(b"</w:p>", runs.encode() + b"</w:p>", 1)

    parts = {f"word/_rels/{header[5:]}.rels": relations, header: inside, "word/_rels/settings.xml.rels": settings}
    word, report = by(with_parts(data, parts))

    everything = b"".join(word.parts.values())
    assert b"evil.example" not in everything
    assert b"passwd" not in everything
    assert b"good.example" in everything
    assert lint(word) == []
    assert "reference-part-dropped" in [d.rule for d in report.diagnostics]


def test_pieces_of_a_field_are_left_out() -> None:
    data = a_reference()

    def field(xml: bytes) -> bytes:
        run = b"<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
        return xml.replace(b"</w:p>", run, 1)

    word, report = by(with_parts(data, {_header_name(data): field}))

    assert b"cmd.exe" not in b"".join(word.parts.values())
    assert "reference-part-dropped" in [d.rule for d in report.diagnostics]


def test_macros_stay_behind() -> None:
    word, _ = by(with_parts(a_reference(), {"word/vbaProject.bin": b"macro", "word/activeX/activeX1.xml": b"<x/>"}))

    assert not [n for n in word.names if "vba" in n or "activeX" in n]


# --- hostile packages -----------------------------------------------------------------------------


def _zip(entries: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


DTD = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not a zip", "sound zip"),
        (_zip([("../evil.xml", b"<x/>")]), "unsafe name"),
        (_zip([("/abs.xml", b"<x/>")]), "unsafe name"),
        (_zip([("C:\\x.xml", b"<x/>")]), "unsafe name"),
        (_zip([("a.xml", b"<x/>"), ("A.xml", b"<x/>")]), "two entries"),
        (_zip([("bomb.bin", b"\0" * 60_000_000)]), "too large"),
        (_zip([(f"{n}.xml", b"<x/>") for n in range(2001)]), "more than 2000"),
        (_zip([("a.xml", DTD.encode())]), "document type"),
        (_zip([("a.xml", DTD.replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"))]), "document type"),
        (_zip([("a.xml", b"<x>")]), "well-formed"),
    ],
)
def test_a_hostile_package_is_not_opened(data: bytes, why: str) -> None:
    with pytest.raises(BadPackage, match=why):
        unpack(data)


@pytest.mark.parametrize("data", [b"nonsense", _zip([("[Content_Types].xml", b"<Types/>")]), a_reference()[:2000]])
def test_a_reference_that_cannot_be_read_is_a_finding(data: bytes) -> None:
    word, report = by(data)

    assert "bad-reference-doc" in [d.rule for d in report.diagnostics]
    assert ("Title", "Title") in word.paragraphs()
