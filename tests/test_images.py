"""Images that authors supply: taken when they are sound and harmless, refused with a reason otherwise."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import weasyprint  # noqa: F401 - makes Pillow lenient, for the whole process
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from briefgen.core.document import Picture
from briefgen.core.model import BlockId, Figure, Library, Prose, Text
from briefgen.diagnostics import Diagnostic, Report, Span
from briefgen.render.charts import draw_figure
from briefgen.render.pdf import lay_out
from briefgen.render.style import Theme
from briefgen.render.svg_import import UnsafeSvgError, safe_svg
from briefgen.render.theme import load_theme
from briefgen.source.yaml_tree import parse_yaml
from documents import a_document

ROOT = Path(__file__).parent.parent
HERE = Span("content/library/a.yaml", 7, 5)
NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
FIGURE = Figure(
    id=BlockId("map"),
    title=Prose("A map", HERE),
    text=Text({}),
    theme="t",
    priority=3,
    keep="auto",
    audiences=(),
    sources=(),
    exceptions=(),
    order=0,
    span=HERE,
    subtitle=Prose("Regions", HERE),
    alt=Prose("A map of five regions, the northern one is the largest.", HERE),
    chart=None,
    image="map.svg",
    notes=None,
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme([ROOT / "templates/base"], "base", "standard", "en-GB", {}, Report(), parse_yaml=parse_yaml)


def taken(theme: Theme, root: Path, name: str, data: bytes) -> tuple[Picture | None, tuple[Diagnostic, ...]]:
    folder = root / "content/figures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    report = Report()
    figure = replace(FIGURE, image=name)
    return draw_figure(figure, Library({}, {}, {}, {}), theme, "en-GB", root, report), report.diagnostics


def a_photograph(kind: str, size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 120)).save(out, kind, **options)
    return out.getvalue()


# --- photographs -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photograph_has_the_size_that_its_resolution_says(theme: Theme, tmp_path: Path, kind: str) -> None:
    picture, found = taken(theme, tmp_path, "photo.bin", a_photograph(kind, dpi=(300, 300)))

    assert found == ()
    assert picture is not None
    assert (picture.width_mm, picture.height_mm) == (pytest.approx(25.4, rel=0.01), pytest.approx(16.9, rel=0.01))
    assert picture.svg == ""


@pytest.mark.parametrize(("dpi", "found"), [(96, ["coarse-image"]), (149.99, []), (150, [])])
def test_a_photograph_with_too_few_dots_for_its_size_is_reported(
    theme: Theme, tmp_path: Path, dpi: float, found: list[str]
) -> None:
    _, diagnostics = taken(theme, tmp_path, "photo.png", a_photograph("PNG", dpi=(dpi, dpi)))

    assert [d.rule for d in diagnostics] == found
    assert all("79 mm wide with 96 dots" in d.message and "469 dots wide" in d.hint for d in diagnostics)


def test_a_photograph_is_never_wider_than_the_text(theme: Theme, tmp_path: Path) -> None:
    picture, _ = taken(theme, tmp_path, "photo.png", a_photograph("PNG", (3000, 1000), dpi=(96, 96)))

    assert picture is not None
    assert picture.width_mm == pytest.approx(theme.page.text_width_mm)
    assert picture.height_mm == pytest.approx(theme.page.text_width_mm / 3)


def test_what_a_camera_writes_beside_the_picture_is_left_out(theme: Theme, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home by a named person"
    picture, _ = taken(theme, tmp_path, "photo.jpg", a_photograph("JPEG", exif=exif, comment=b"named person"))

    assert picture is not None
    assert b"named person" not in picture.raster
    assert Image.open(io.BytesIO(picture.raster)).size == (300, 200)


def test_a_photograph_that_lies_on_its_side_is_turned(theme: Theme, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture, _ = taken(theme, tmp_path, "photo.jpg", a_photograph("JPEG", exif=exif))

    assert picture is not None
    assert Image.open(io.BytesIO(picture.raster)).size == (200, 300)
    assert picture.height_mm > picture.width_mm


@pytest.mark.parametrize(
    "data",
    [
        a_photograph("PNG")[:200],
        a_photograph("JPEG")[:300],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"GIF89a" + b"\0" * 40,
        b"",
        b"<html><body>not a drawing</body></html>",
    ],
)
def test_a_damaged_or_unknown_file_is_reported(theme: Theme, tmp_path: Path, data: bytes) -> None:
    picture, (found,) = taken(theme, tmp_path, "photo.png", data)

    assert picture is None
    assert (found.rule, found.span) == ("bad-figure", HERE)
    assert 'the image "photo.png" cannot be used' in found.message


def test_a_missing_image_is_reported_with_the_nearest_name(theme: Theme, tmp_path: Path) -> None:
    taken(theme, tmp_path, "map.svg", b"x")
    report = Report()

    draw_figure(replace(FIGURE, image="mep.svg"), Library({}, {}, {}, {}), theme, "en-GB", tmp_path, report)

    (found,) = report.diagnostics
    assert (found.rule, found.hint) == ("missing-image", 'did you mean "map.svg"?')


@pytest.mark.parametrize("name", ["../../secret.png", "/etc/passwd", "link.png"])
def test_an_image_outside_the_folder_is_refused(theme: Theme, tmp_path: Path, name: str) -> None:
    (tmp_path / "content/figures").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(a_photograph("PNG"))
    (tmp_path / "content/figures/link.png").symlink_to(tmp_path / "secret.png")
    report = Report()

    picture = draw_figure(replace(FIGURE, image=name), Library({}, {}, {}, {}), theme, "en-GB", tmp_path, report)

    assert picture is None
    assert [d.rule for d in report.diagnostics] == ["missing-image"]


# --- drawings ----------------------------------------------------------------------------------

DRAWING = f"""<?xml version="1.0"?>
<!-- made by a drawing program -->
<svg {NS} xmlns:editor="http://example.org/editor" width="100mm" viewBox="0 0 200 100" editor:version="3">
  <metadata><author>a named person</author></metadata>
  <style>.a {{ fill: #123456 }} rect {{ stroke: none }}</style>
  <editor:guide/>
  <g class="a"><rect class="a" width="200" height="50"/></g>
  <text x="10" y="80">North</text>
</svg>""".encode()


def test_a_drawing_keeps_its_shapes_and_text_and_loses_the_rest(theme: Theme, tmp_path: Path) -> None:
    picture, found = taken(theme, tmp_path, "map.svg", DRAWING)

    assert found == ()
    assert picture is not None
    assert (picture.width_mm, picture.height_mm) == (pytest.approx(100), pytest.approx(50))
    assert "North" in picture.svg
    for gone in ("named person", "editor", "drawing program", "<style", "class="):
        assert gone not in picture.svg


def test_rules_of_a_style_sheet_become_styles_of_their_elements() -> None:
    svg, _, _ = safe_svg(DRAWING)

    assert 'style="stroke: none;fill: #123456"' in svg
    assert svg.count("fill: #123456") == 2


def test_a_drawing_without_units_is_measured_by_its_coordinates() -> None:
    _, wide, high = safe_svg(f'<svg {NS} viewBox="0 0 96 48"><rect width="9" height="9"/></svg>'.encode())

    assert (wide, high) == (pytest.approx(25.4), pytest.approx(12.7))


def a_png_of(width: int, height: int) -> bytes:
    """Says that it has so many points, and has a thousand."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(1000))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


INNER = base64.b64encode(a_png_of(5000, 5000)).decode()


def nested(element: str, by: str) -> str:
    """Thirty parts of which each is drawn twice in the one before."""
    twice = '<path d="M0 0 L1 1" {by}="url(#p{next})"/>' * 2
    parts = [f'<{element} id="p{n}">{twice.format(by=by, next=n + 1)}</{element}>' for n in range(30)]
    return "".join(parts) + twice.format(by=by, next=0)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<script>alert(1)</script>", 'a "script" element'),
        ("<foreignObject><p/></foreignObject>", 'a "foreignObject" element'),
        ('<rect onclick="alert(1)"/>', 'a script in "onclick"'),
        ('<image href="https://example.org/x.png"/>', "something outside"),
        ('<image xlink:href="file:///etc/passwd"/>', "something outside"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "something outside"),
        ('<a href="javascript:alert(1)"><rect/></a>', 'a "a" element'),
        ('<rect fill="url(https://example.org/x#y)"/>', "something outside"),
        ("<rect style=\"background:url( '//example.org/x')\"/>", "something outside"),
        ("<style>@import 'https://example.org/x.css';</style>", "style sheet imports"),
        ("<style>g > rect { fill: red }</style>", "selectors beyond single names"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "copies parts of itself"),
        ("<rect", "not well-formed"),
        ("<rect style='fill: u\\72l(https://example.org/x)'/>", "something outside"),
        ("<style>rect { fill: u\\72l(https://example.org/x) }</style>", "style sheet imports"),
        ("<rect style='fill: image-set(\"https://example.org/x\")'/>", "something outside"),
        ("<g>" * 100 + "</g>" * 100, "nested more than 64 deep"),
        (f"<rect style='width: calc({'(' * 99}1px{')' * 99})'/>", "too deep in each other"),
        (f"<style>rect {{ width: {'(' * 99}1px{')' * 99} }}</style>", "too deep in each other"),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>', "refers to itself"),
        (f'<image href="data:image/png;base64,{INNER}"/>', "a picture inside it"),
        ('<image href="data:image/png;base64,AAAA"/>', "a picture inside it"),
        ("<text>" + "x" * 60_000 + "</text>", "more than 50,000 characters"),
        (nested("mask", "mask"), "repeat each other"),
        (nested("clipPath", "clip-path"), "repeat each other"),
        (nested("pattern", "fill"), "repeat each other"),
        (nested("marker", "marker-mid"), "repeat each other"),
    ],
)
def test_a_drawing_that_could_do_harm_is_refused_with_the_reason(body: str, reason: str) -> None:
    with pytest.raises(UnsafeSvgError, match=reason):
        safe_svg(f'<svg {NS} viewBox="0 0 10 10">{body}</svg>'.encode())


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg viewBox="0 0 1 1"/>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'.encode("utf-16"),
    ],
)
def test_a_document_type_an_unknown_size_and_a_foreign_root_are_refused(data: bytes) -> None:
    with pytest.raises(UnsafeSvgError):
        safe_svg(data)


def test_a_refused_drawing_is_a_finding_at_the_figure(theme: Theme, tmp_path: Path) -> None:
    bad = f'<svg {NS} viewBox="0 0 10 10"><script/></svg>'.encode()

    picture, (found,) = taken(theme, tmp_path, "map.svg", bad)

    assert picture is None
    assert (found.rule, found.span) == ("bad-figure", HERE)
    assert 'it has a "script" element' in found.message


def test_what_a_drawing_refers_to_may_be_shared() -> None:
    shared = '<clipPath id="c"><rect width="9" height="9" fill="url(#g)"/></clipPath><linearGradient id="g"/>'
    used = '<g clip-path="url(#c)"><rect fill="url(#g)"/></g>' * 50

    svg, _, _ = safe_svg(f'<svg {NS} xml:base="https://example.org/" viewBox="0 0 9 9">{shared}{used}</svg>'.encode())

    assert svg.count("url(#c)") == 50
    assert "example.org" not in svg


def test_a_photograph_with_more_points_than_any_page_is_a_finding(theme: Theme, tmp_path: Path) -> None:
    data = a_png_of(60_000, 60_000)

    picture, found = taken(theme, tmp_path, "map.png", data)

    assert picture is None
    assert [d.rule for d in found] == ["bad-figure"]
    assert "more points than a page can show" in found[0].message


def test_a_picture_as_high_as_a_tower_is_a_finding(theme: Theme, tmp_path: Path) -> None:
    tower = f'<svg {NS} width="1" height="100000000" viewBox="0 0 1 100000000"><rect width="1" height="1"/></svg>'

    picture, found = taken(theme, tmp_path, "map.svg", tower.encode())

    assert picture is None
    assert "it is higher than 1,000 mm" in found[0].message


def test_twenty_thousand_rules_for_twenty_thousand_elements_are_no_burden() -> None:
    rules = "".join(f".a{n} {{ fill: red }}" for n in range(20_000))
    elements = '<rect class="a1"/>' * 20_000

    svg, _, _ = safe_svg(f'<svg {NS} viewBox="0 0 9 9"><style>{rules}</style>{elements}</svg>'.encode())

    assert svg.count('style="fill: red"') == 20_000


def test_a_picture_inside_a_drawing_is_shown_without_what_a_camera_wrote(theme: Theme, tmp_path: Path) -> None:
    told = PngInfo()
    told.add_text("Author", "a named person")
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=told)
    inner = base64.encodebytes(out.getvalue()).decode()
    drawing = f'<svg {NS} viewBox="0 0 9 9"><image width="9" height="9" href="data:image/png;base64,{inner}"/></svg>'

    picture, found = taken(theme, tmp_path, "map.svg", drawing.encode())

    assert found == ()
    assert picture is not None
    [kept] = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", picture.svg)
    assert b"a named person" not in base64.b64decode(kept)
    assert Image.open(io.BytesIO(base64.b64decode(kept))).size == (9, 9)
    page = a_document('<p><img data-picture="map" alt="A map"/></p>', pictures=(picture,))
    report = Report()
    assert lay_out(page, theme, report).pages == 1
    assert report.diagnostics == ()
