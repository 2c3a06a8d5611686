"""Each checker of Word files finds what it is there for, and no fault passes all of them."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from briefgen.render.docx.package import pack
from checkers import audit_faults, has_sdk, package_faults, sdk_faults
from documents import a_document, a_picture
from test_docx_charts import a_point, drawn
from word import FEATURES, PAGES, Word, a_png, lint, written

CHECKERS: dict[str, Callable[[Word], list[str]]] = {
    "lint": lint,
    "package": lambda word: package_faults(word.data),
    "audit": lambda word: audit_faults(word.data),
    **({"sdk": lambda word: sdk_faults(word.data)} if has_sdk else {}),
}
DOCUMENT, NUMBERING, STYLES, NOTES = (f"word/{name}.xml" for name in ("document", "numbering", "styles", "footnotes"))
CHART, LINKS, TYPES = "word/charts/chart1.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART_LINKS, BOOK = "word/charts/_rels/chart1.xml.rels", "word/embeddings/Microsoft_Excel_Sheet1.xlsx"


@functools.cache
def sound() -> Word:
    """A sound file with everything that can break."""
    pictures = replace(a_picture(), raster=a_png()), drawn("bar", a_point("One", 5), a_point("Two", 3), name="native")
    native = '<figure><img data-picture="native" alt="Two bars, the first is longer"/></figure>'
    return written(a_document(FEATURES + native, pictures=pictures, marking="OFFICIAL"), pages=PAGES)


def changed(part: str, pattern: str, new: str) -> Word:
    """The sound file with one thing changed in a part."""
    old = sound().parts[part].decode()
    text, count = re.subn(pattern, new, old, count=1, flags=re.DOTALL)
    assert count, f"{part} does not hold {pattern}"
    return Word(pack({**sound().parts, part: text.encode()}))


def without(part: str) -> Word:
    return Word(pack({name: data for name, data in sound().parts.items() if name != part}))


def with_part(part: str, data: bytes) -> Word:
    return Word(pack({**sound().parts, part: data}))


def with_entry_twice() -> Word:
    out = io.BytesIO(sound().data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(STYLES, sound().parts[STYLES])
    return Word(out.getvalue())


EDITS: dict[str, tuple[str, str, str, str]] = {
    "a relationship to a part that is not there": (
        "package audit sdk",
        LINKS,
        r'Target="media/picture1.png"',
        'Target="media/gone.png"',
    ),
    "a relationship that is used and not there": ("lint audit sdk", DOCUMENT, r'r:embed="rId\d+"', 'r:embed="rId9999"'),
    "a relationship id twice": (
        "package audit sdk",
        LINKS,
        r'(Id="rId)(\d+)(".*?Id="rId)\d+"',
        r'\g<1>\g<2>\g<3>\g<2>"',
    ),
    "a linked template": (
        "package",
        LINKS,
        "</Relationships>",
        f'<Relationship Id="rIdT" Type="{KINDS}/attachedTemplate" Target="file:///c:/x.dotm" TargetMode="External"/>'
        "</Relationships>",
    ),
    "a picture from the network": (
        "package",
        LINKS,
        r'Target="media/picture1.png"',
        'Target="//example.org/x.png" TargetMode="External"',
    ),
    "a bookmark id twice": ("lint audit sdk", DOCUMENT, r'<w:bookmarkStart w:id="2"', '<w:bookmarkStart w:id="1"'),
    "a bookmark name twice": ("lint", DOCUMENT, r'(w:name="_Toc\w+")(.*?)w:name="_Toc\w+"', r"\1\2\1"),
    "a bookmark that never ends": ("lint", DOCUMENT, r'<w:bookmarkEnd w:id="\d+"/>', ""),
    "no grid": ("lint audit sdk", DOCUMENT, r"<w:tblGrid>.*?</w:tblGrid>", ""),
    "a row that is wider than the grid": ("lint", DOCUMENT, r'<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="4"/>'),
    "an empty cell": ("lint audit", DOCUMENT, r"(</w:tcPr>)<w:p>.*?</w:p></w:tc>", r"\1</w:tc>"),
    "a field that never ends": ("lint", DOCUMENT, r'w:fldCharType="end"', 'w:fldCharType="separate"'),
    "a field that runs a program": ("lint", DOCUMENT, r" SEQ Figure ", " DDEAUTO cmd "),
    "a field that reads a file": ("lint", DOCUMENT, r" SEQ Figure ", " INCLUDETEXT x "),
    "a reference to no bookmark": ("lint", DOCUMENT, r" REF _Ref\w+ ", " REF _Ref0 "),
    "a link to no bookmark": ("lint", DOCUMENT, r'w:anchor="_Toc\w+"', 'w:anchor="_Toc0"'),
    "a paragraph style that is not there": (
        "lint audit",
        DOCUMENT,
        r'<w:pStyle w:val="Lead"/>',
        '<w:pStyle w:val="Gone"/>',
    ),
    "a character style that is not there": (
        "lint audit",
        DOCUMENT,
        r'<w:rStyle w:val="Strong"/>',
        '<w:rStyle w:val="Gone"/>',
    ),
    "a table style that is not there": (
        "lint audit",
        DOCUMENT,
        r'<w:tblStyle w:val="\w+"/>',
        '<w:tblStyle w:val="Gone"/>',
    ),
    "a style that rests on none": ("lint audit", STYLES, r'<w:basedOn w:val="BodyText"/>', '<w:basedOn w:val="Gone"/>'),
    "styles that rest on each other": (
        "package",
        STYLES,
        r'(w:styleId="Normal"><w:name w:val="Normal"/>)',
        r'\1<w:basedOn w:val="BodyText"/>',
    ),
    "a style twice": ("lint package audit sdk", STYLES, r'w:styleId="Lead"', 'w:styleId="BodyText"'),
    "a list that is not there": ("lint audit", DOCUMENT, r'<w:numId w:val="[1-9]\d*"/>', '<w:numId w:val="9999"/>'),
    "a list without a definition": (
        "audit",
        NUMBERING,
        r'<w:num w:numId="1"><w:abstractNumId w:val="0"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="999"/>',
    ),
    "properties out of order": ("audit sdk", DOCUMENT, r'(<w:pStyle w:val="\w+"/>)(<w:keepNext/>)', r"\2\1"),
    "an unknown element": ("lint audit sdk", DOCUMENT, r"<w:tblHeader/>", "<w:header/>"),
    "an unknown value": ("audit sdk", DOCUMENT, r'w:type="dxa"', 'w:type="ell"'),
    "a measure that is no number": ("audit sdk", DOCUMENT, r'<w:gridCol w:w="\d+"', '<w:gridCol w:w="wide"'),
    "text among elements": ("package", DOCUMENT, r"</w:pPr><w:r>", "</w:pPr>stray<w:r>"),
    "a note without a mark": ("lint", DOCUMENT, r"<w:footnoteReference [^>]*/>", ""),
    "a mark without a note": ("lint audit sdk", NOTES, r'<w:footnote w:id="2">.*?</w:footnote>', ""),
    "a drawing number twice": ("lint sdk", DOCUMENT, r'<wp:docPr id="2"', '<wp:docPr id="1"'),
    "a picture without words": ("lint", DOCUMENT, r'descr="[^"]*"', 'descr=""'),
    "a table without a head": ("lint", DOCUMENT, r"<w:tblHeader/>", ""),
    "two contents frames of one id": (
        "package",
        DOCUMENT,
        r"(<w:sdt><w:sdtPr><w:id w:val=\"\d+\"/>.*?</w:sdt>)",
        r"\1\1",
    ),
    "a chart without a workbook": ("package", CHART, r"<c:externalData.*?</c:externalData>", ""),
    "a chart that leads to no workbook": ("lint package audit sdk", CHART_LINKS, r"<Relationship .*?/>", ""),
    "a chart with an axis too many": ("audit sdk", CHART, r'<c:axId val="\d+"/>', '<c:axId val="-5"/>'),
    "no content type for the chart": ("package sdk", TYPES, r'<Override PartName="/word/charts/chart1.xml"[^>]*/>', ""),
    "no content type for pictures": ("package sdk", TYPES, r'<Default Extension="png"[^>]*/>', ""),
    "a colour that is none": ("audit sdk", STYLES, r'<w:color w:val="[0-9A-Fa-f]{6}"', '<w:color w:val="greenish"'),
}
"""What is broken: the checkers that must find it, the part, what is there, what comes in its place."""

OTHERS: dict[str, tuple[str, Callable[[], Word]]] = {
    "a part is lost": ("package audit sdk", lambda: without("word/fontTable.xml")),
    "the workbook is lost": ("package audit sdk", lambda: without(BOOK)),
    "the workbook is cut off": ("package sdk", lambda: with_part(BOOK, sound().parts[BOOK][:200])),
    "the picture is cut off": ("package", lambda: with_part("word/media/picture1.png", a_png()[:-8])),
    "a part that nothing leads to": ("package audit", lambda: with_part("word/vbaProject.bin", b"x")),
    "a document type": ("package sdk", lambda: changed(NOTES, r"\?>", '?><!DOCTYPE x [<!ENTITY a "b">]>')),
    "an entry twice": ("package sdk", with_entry_twice),
}


@pytest.fixture(params=[*EDITS, *OTHERS])
def broken(request: pytest.FixtureRequest) -> tuple[set[str], Word]:
    """A broken file, and the checkers that must find it."""
    name: str = request.param
    if name in OTHERS:
        who, make = OTHERS[name]
        return {*who.split()}, make()
    who, part, pattern, new = EDITS[name]
    return {*who.split()}, changed(part, pattern, new)


def test_the_sound_file_passes_every_checker() -> None:
    assert {name: found for name, check in CHECKERS.items() if (found := check(sound()))} == {}


def test_a_fault_is_found_by_those_who_must_find_it(broken: tuple[set[str], Word]) -> None:
    who, word = broken

    assert who - {"sdk"}, "a machine without the SDK would not notice"
    assert [name for name in who & {*CHECKERS} if not CHECKERS[name](word)] == []
