"""What is made carries nothing that acts, reaches out, or tells of the machine that it was made on."""

from __future__ import annotations

import getpass
import io
import re
import shutil
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree, html

from briefgen.pipeline import Request, build
from word import fields_of

LIBRARIES = Path(__file__).parent / "libraries"
WORKPLACE = "workplace-of-a-certain-person"
PLAIN = re.compile(r"https?://|mailto:|#")
FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "SEQ", "TOC", "STYLEREF", "TITLE"}
ACTIONS = {
    "/JS",
    "/JavaScript",
    "/AA",
    "/OpenAction",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/RichMedia",
    "/Movie",
    "/Sound",
    "/XFA",
}
FORMULA = "=cmd|' /C calc'!A"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A pack in all formats, by format; one label of a chart looks like a formula."""
    root = tmp_path_factory.mktemp(WORKPLACE) / "water"
    shutil.copytree(LIBRARIES / "water", root)
    path = root / "content/library/pipes.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label: Altstadt, fact: ", f'label: "{FORMULA}", fact: '), encoding="utf-8")
    built = build(Request(root, audiences=("minister",), lengths=("pack",), formats=("pdf", "docx", "html")))
    assert built.failed == [], "\n".join(map(str, built.report.diagnostics))
    return {path.suffix[1:]: path.read_bytes() for path in built.written}


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- HTML -----------------------------------------------------------------------------------------------


def test_a_page_has_no_script_and_asks_for_nothing(made: dict[str, bytes]) -> None:
    page = html.fromstring(made["html"])

    assert not page.xpath("//script | //iframe | //object | //embed | //form | //base | //link | //audio | //video")
    attributes = [(str(name), str(value)) for node in page.iter() for name, value in node.attrib.items()]
    assert [name for name, _ in attributes if name.startswith("on") or name in ("srcset", "action", "ping")] == []
    assert [value for name, value in attributes if name == "href" and not PLAIN.match(value)] == []
    assert [value for name, value in attributes if name == "src" and not value.startswith("data:image/")] == []
    assert re.findall(rb"(?i)javascript:|@import|expression\(", made["html"]) == []
    assert [u for u in re.findall(rb"url\(['\"]?([^)]{0,9})", made["html"]) if not u.startswith((b"#", b"data:"))] == []
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


# --- PDF ------------------------------------------------------------------------------------------------


def test_a_pdf_has_no_action_but_links(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["pdf"])) as pdf:
        found = [dictionary for thing in pdf.objects for dictionary in dictionaries(thing)]
        kinds = {str(each.S) for each in found if each.get("/Type") == "/Action" or "/URI" in each}
        addresses = [str(each.URI) for each in found if "/URI" in each]
        names = set(pdf.attachments)

    assert {key for each in found for key in map(str, each)} & ACTIONS == set()
    assert kinds <= {"/URI"}
    assert addresses
    assert [address for address in addresses if not PLAIN.match(address)] == []
    assert {Path(name).suffix for name in names} <= {".json", ".csv"}


def dictionaries(thing: Any) -> Iterator[Any]:
    """Every dictionary in an object, its own and those that it holds directly."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for value in thing.values():
            if not getattr(value, "is_indirect", False):
                yield from dictionaries(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from dictionaries(value)


def test_a_table_of_values_has_no_formula(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["pdf"])) as pdf:
        tables = [f.get_file().read_bytes().decode() for n, f in pdf.attachments.items() if n.endswith(".csv")]

    assert any(f"'{FORMULA}" in table for table in tables)
    assert [row for table in tables for row in table.splitlines() if re.search(r'(^|,)"?[=@+]', row)] == []


# --- Word -----------------------------------------------------------------------------------------------


def test_a_word_file_has_only_fields_that_show_the_document_itself(made: dict[str, bytes]) -> None:
    parts = parts_of(made["docx"])
    instructions = [i for n, p in parts.items() if n.endswith(".xml") for i, _ in fields_of(p)]
    simple = re.findall(rb'w:instr="\s*(\w+)', b"".join(parts.values()))

    assert instructions
    assert {i.split()[0] for i in instructions} | {s.decode() for s in simple} <= FIELDS


def test_a_word_file_reaches_out_by_plain_links_alone(made: dict[str, bytes]) -> None:
    parts = parts_of(made["docx"])
    outside = [
        (each.get("Type", "").rpartition("/")[2], each.get("Target", ""))
        for name, part in parts.items()
        if name.endswith(".rels")
        for each in etree.fromstring(part)
        if each.get("TargetMode") == "External"
    ]

    assert outside
    assert {kind for kind, _ in outside} == {"hyperlink"}
    assert [target for _, target in outside if not PLAIN.match(target)] == []
    assert [n for n in parts if re.search(r"(?i)vba|activex|ole|\.bin$|customUI|altChunk", n)] == []


def test_workbooks_of_charts_hold_values_and_words(made: dict[str, bytes]) -> None:
    books = [parts_of(p) for name, p in parts_of(made["docx"]).items() if name.endswith(".xlsx")]

    assert books
    for book in books:
        assert [n for n in book if re.search(r"(?i)vba|external|connection|query|embed|calcChain", n)] == []
        assert [n for n, p in book.items() if re.search(rb"<f[ >]|ddeLink|oleLink|<hyperlink", p)] == []
        assert b'TargetMode="External"' not in b"".join(book.values())
    assert any(b"=cmd|" in part for book in books for part in book.values())


# --- who and where ---------------------------------------------------------------------------------------


def everything(data: bytes) -> bytes:
    """All bytes of a file, unpacked."""
    if data.startswith(b"PK"):
        return b"\n".join(name.encode() + b"\n" + everything(part) for name, part in parts_of(data).items())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            out = io.BytesIO()
            pdf.save(out, qdf=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        return out.getvalue()
    return data


@pytest.mark.parametrize("format_", ["pdf", "docx", "html"])
def test_nothing_tells_of_the_machine(format_: str, made: dict[str, bytes]) -> None:
    found = everything(made[format_])

    host = socket.gethostname().encode()
    wanted = [WORKPLACE.encode(), b"file://", str(Path.home()).encode() + b"/", sys.prefix.encode(), b"/tmp/"]
    wanted += [host] if len(host) > 5 else []
    assert [each for each in wanted if each in found] == []


def test_nobody_is_named_as_the_author_of_a_word_file(made: dict[str, bytes]) -> None:
    core = parts_of(made["docx"])["docProps/core.xml"].decode()

    assert re.findall(r"<cp:lastModifiedBy>([^<]+)<", core) in ([], re.findall(r"<dc:creator>([^<]+)<", core))
    assert getpass.getuser() not in re.findall(r">([^<]+)<", core)
    assert re.findall(r"w:author=\"([^\"]*)\"", parts_of(made["docx"])["word/document.xml"].decode()) == []
