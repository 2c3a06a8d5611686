"""Images that authors supply, as pictures: checked, of a size that fits, and without hidden data."""

from __future__ import annotations

import base64
import contextlib
import io
import math
import re
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from briefgen.core.document import LOGO, Picture
from briefgen.core.model import Figure
from briefgen.diagnostics import Report
from briefgen.render.image_files import find_image
from briefgen.render.raster import Rasteriser
from briefgen.render.style import Brand
from briefgen.render.svg_import import UnsafeSvgError, safe_svg

MAX_PIXELS: Final = 60_000_000
MAX_HEIGHT_MM: Final = 1000.0
"""No page is higher, and to draw what is takes memory without bound."""
PLAIN_DPI: Final = 150.0
"""Resolution taken for granted when a photograph does not say its own."""
SHARP_DPI: Final = 150.0
"""Dots to the inch from which a printed photograph looks sharp."""
LOGO_WIDTH_MM, LOGO_HEIGHT_MM = 45.0, 12.0
_MM: Final = 25.4


class _Pictured(Protocol):
    """What a picture is named and described by: a figure, or the logo."""

    @property
    def id(self) -> str: ...
    @property
    def alt(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    alt: str


def read_image(root: Path, figure: Figure, report: Report) -> bytes | None:
    """The bytes of a figure's image; None when it is not there, and `report` says so."""
    path = find_image(root, figure, report)
    try:
        return path.read_bytes() if path else None
    except OSError as fault:
        report.add("missing-image", f'"{figure.image}" cannot be read: {fault.strerror}', figure.span)
        return None


def image_picture(
    figure: Figure, alt: str, data: bytes, width_mm: float, rasteriser: Rasteriser, report: Report
) -> Picture | None:
    """The image no wider than `width_mm`; None when it cannot be used, and `report` says why.

    SVG, PNG and JPEG are told by their content, not by the name.
    """
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" or data[:2] == b"\xff\xd8":
            picture = _photograph(_Named(figure.id, alt), data, width_mm)
            _report_coarse(figure, picture, report)
            return picture
        return _drawing(_Named(figure.id, alt), data, width_mm, rasteriser)
    except ValueError as fault:
        hint = "save it as plain SVG, PNG or JPEG"
        report.add("bad-figure", f'the image "{figure.image}" cannot be used: {fault}', figure.span, hint=hint)
        return None


def _report_coarse(figure: Figure, picture: Picture, report: Report) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(picture.raster), formats=("PNG", "JPEG")) as image:
        dots = image.width / picture.width_mm * _MM
    if dots < SHARP_DPI - 1:  # files round what they say
        needed = math.ceil(picture.width_mm / _MM * SHARP_DPI)
        report.add(
            "coarse-image",
            f'"{figure.image}" in figure "{figure.id}" is printed {picture.width_mm:.0f} mm wide with {dots:.0f} dots '
            f"to the inch; {SHARP_DPI:.0f} look sharp",
            figure.span,
            hint=f"take one that is {needed} dots wide, or write a higher resolution into the file to print it smaller",
        )


def logo_picture(brand: Brand, alt: str, rasteriser: Rasteriser, report: Report) -> Picture | None:
    """The logo as high and as wide as a masthead has room for; None when it cannot be used, and `report` says why."""
    named = _Named(LOGO, alt)
    try:
        draw = _photograph if brand.logo_type == "png" else partial(_drawing, rasteriser=rasteriser)
        picture = draw(named, brand.logo, LOGO_WIDTH_MM)
        if picture.height_mm > LOGO_HEIGHT_MM:
            picture = draw(named, brand.logo, picture.width_mm * LOGO_HEIGHT_MM / picture.height_mm)
    except ValueError as fault:
        report.add("missing-image", f"the logo cannot be used: {fault}", hint="save it as plain SVG or as PNG")
        return None
    return picture


def _drawing(figure: _Pictured, data: bytes, width_mm: float, rasteriser: Rasteriser) -> Picture:
    if b"<" not in data[:1000]:
        raise UnsafeSvgError("it is neither SVG nor PNG nor JPEG")
    svg, wide, high = safe_svg(data)
    svg = _INNER.sub(_cleaned, svg)
    shrink = min(1.0, width_mm / wide)
    wide, high = wide * shrink, high * shrink
    _check_height(high)
    return Picture(figure.id, figure.alt, svg, rasteriser.png(svg, wide), wide, high)


def _photograph(figure: _Pictured, data: bytes, width_mm: float) -> Picture:
    from PIL import Image

    try:
        with warnings.catch_warnings(), _strictly():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ValueError(f"it has {image.width} by {image.height} points, more than a page can show")
                dpi = float(image.info.get("dpi", (PLAIN_DPI, PLAIN_DPI))[0])
                image.load()
                bytes_, size = _clean(image, data)
    except Image.DecompressionBombError as fault:
        raise ValueError("it has more points than a page can show") from fault
    except (OSError, SyntaxError, struct.error) as fault:
        raise ValueError("it is damaged") from fault
    dpi = dpi if 72 < dpi <= 2400 else PLAIN_DPI
    wide = min(width_mm, size[0] / dpi * _MM)
    _check_height(wide * size[1] / size[0])
    return Picture(figure.id, figure.alt, "", bytes_, wide, wide * size[1] / size[0])


def _check_height(high_mm: float) -> None:
    if not high_mm <= MAX_HEIGHT_MM:
        raise ValueError(f"at this width it is higher than {MAX_HEIGHT_MM:,.0f} mm")


@contextlib.contextmanager
def _strictly() -> Iterator[None]:
    """Damaged files fail. WeasyPrint tells Pillow, for the whole process, to draw what is left of them."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _clean(image: object, data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture upright and without what cameras and programs write beside it: places, names, previews."""
    from PIL import Image, ImageOps

    assert isinstance(image, Image.Image)  # noqa: S101 - opened a line above
    turned = image.getexif().get(0x0112, 1) != 1
    if image.format == "JPEG" and not turned:
        return without_segments(data), image.size
    out = io.BytesIO()
    upright = ImageOps.exif_transpose(image) if turned else image
    if image.format == "JPEG":
        upright.save(out, "JPEG", quality=93, icc_profile=image.info.get("icc_profile"))
    else:
        upright.save(out, "PNG", icc_profile=image.info.get("icc_profile"))
    return out.getvalue(), upright.size


_KEPT_SEGMENTS: Final = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, Adobe's colour transform; the other application segments and comments are dropped."""


def without_segments(data: bytes) -> bytes:
    """A JPEG file without EXIF, XMP, captions and comments; the picture itself is not touched."""
    out, place = bytearray(data[:2]), 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        kind, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        application = 0xE0 <= kind <= 0xEF or kind == 0xFE
        if not application or kind in _KEPT_SEGMENTS:
            out += data[place : place + 2 + length]
        place += 2 + length
    return bytes(out + data[place:])


_INNER: Final = re.compile(r"(data:image/(?:png|jpeg);base64,)([A-Za-z0-9+/=]+)")


def _cleaned(found: re.Match[str]) -> str:
    """A picture inside a drawing, without what cameras and programs write beside it."""
    data = base64.b64decode(found[2])
    clean = without_segments(data) if data[:2] == b"\xff\xd8" else without_chunks(data)
    return found[1] + base64.b64encode(clean).decode()


_TOLD_CHUNKS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})


def without_chunks(data: bytes) -> bytes:
    """A PNG file without captions, names, dates and places; the picture itself is not touched."""
    out, place = bytearray(data[:8]), 8
    while place + 8 <= len(data):
        length = struct.unpack(">I", data[place : place + 4])[0]
        if data[place + 4 : place + 8] not in _TOLD_CHUNKS:
            out += data[place : place + 12 + length]
        place += 12 + length
    return bytes(out)
