"""The logo of brand.yml in the masthead, in every format."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from briefgen.pipeline import Request, build
from conftest import Project

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" viewBox="0 0 400 60">'
    b'<rect width="400" height="60" fill="#0f4453"/></svg>'
)


def a_png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0f4453").save(out, "PNG")
    return out.getvalue()


def with_logo(project: Project, name: str, data: bytes) -> Path:
    root = project({"templates/base/brand.yml": f"logo: {name}\n"})
    root.joinpath("templates/base", name).write_bytes(data)
    return root


def made(root: Path) -> dict[str, bytes]:
    built = build(Request(root, formats=("pdf", "docx", "html")))
    assert built.report.has_errors is False, built.report.diagnostics
    return {path.suffix: path.read_bytes() for path in built.written}


@pytest.mark.parametrize(("name", "data"), [("crest.svg", SVG), ("crest.png", a_png(800, 120))])
def test_every_format_shows_the_logo_and_says_whose_it_is(name: str, data: bytes, project: Project) -> None:
    files = made(with_logo(project, name, data))

    document = docx.Document(io.BytesIO(files[".docx"]))
    (picture,) = document.inline_shapes
    holder = next(p for p in document.paragraphs if p._p.xpath(".//w:drawing"))
    assert holder.style is not None
    assert (holder.style.name, picture._inline.docPr.get("descr")) == ("Logo", "Test unit")
    assert 35 < picture.width.mm <= 45.1
    assert picture.height.mm <= 12.1
    masthead = files[".html"].decode().partition('<header class="masthead">')[2].partition("</header>")[0]
    assert "Test unit" in masthead.partition('class="kicker"')[0]
    with pikepdf.open(io.BytesIO(files[".pdf"])) as pdf:
        alternatives = [str(o.get("/Alt")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
        assert alternatives == ["Test unit"]
        assert len(pdf.pages) == 1


def test_a_high_logo_is_as_high_as_a_masthead_has_room_for(project: Project) -> None:
    files = made(with_logo(project, "crest.png", a_png(600, 900)))

    (picture,) = docx.Document(io.BytesIO(files[".docx"])).inline_shapes
    assert 11.9 < picture.height.mm < 12.1
    assert 7.9 < picture.width.mm < 8.1


def test_without_a_logo_there_is_no_picture(project: Project) -> None:
    files = made(project())

    assert not [n for n in zipfile.ZipFile(io.BytesIO(files[".docx"])).namelist() if "media" in n]
    assert b'class="logo"' not in files[".html"]


def test_a_damaged_logo_is_a_finding(project: Project) -> None:
    report = build(Request(with_logo(project, "crest.png", b"\x89PNG\r\n\x1a\n???"))).report

    assert [str(d) for d in report.diagnostics if d.severity == "error"] == [
        "error: the logo cannot be used: it is damaged [missing-image]"
    ]
