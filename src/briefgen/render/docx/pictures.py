"""Pictures as DrawingML: inline, with alternative text, the drawing beside the raster for programs that show it."""

from __future__ import annotations

import re

from briefgen.core.document import Picture
from briefgen.render.docx.chart_native import NativeChart, native_chart
from briefgen.render.docx.file import noon_of
from briefgen.render.docx.ooxml import ASVG, PIC, TWIPS_PER_POINT, C, attr, emu, mm_to_points
from briefgen.render.docx.writer import Place, Writer

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_ACTIVE = re.compile(
    r"(?i)<\s*(script|foreignObject|iframe|!DOCTYPE|!ENTITY)|\bon\w+\s*=|(?:href|url\()\s*=?\s*['\"]?\s*(?!#|data:image/)[a-z]+:"
)
"""What no picture in a brief may hold: scripts, foreign markup, outside addresses."""


def drawing(w: Writer, picture: Picture, alt: str, place: Place) -> str:
    """A run with the picture: as a chart of Word's own where Word has one that shows the same."""
    width, height = _fitted(picture, place)
    created = noon_of(w.document.meta.date)
    native = native_chart(picture, w.theme, width / picture.width_mm, created, w.store)
    if native:
        return _chart(w, native, alt, width, height)
    return _picture(w, picture, alt, width, height)


def _chart(w: Writer, native: NativeChart, alt: str, width: float, height: float) -> str:
    rel = w.relations.chart(native)
    w.drawing_count += 1
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{emu(width)}" cy="{emu(height)}"/>'
        f'<wp:docPr id="{w.drawing_count}" name="Chart {w.drawing_count}" descr="{attr(alt)}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="{rel}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _picture(w: Writer, picture: Picture, alt: str, width: float, height: float) -> str:
    raster = w.relations.picture(picture.raster, "png" if picture.raster.startswith(_PNG) else "jpg")
    vector = _stored(w, picture.svg) if is_plain_svg(picture.svg) else ""
    w.drawing_count += 1
    number = w.drawing_count
    size = f'cx="{emu(width)}" cy="{emu(height)}"'
    name = f'id="{number}" name="Picture {number}" descr="{attr(alt)}"'
    locks = '<a:graphicFrameLocks noChangeAspect="1"/>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        f"<wp:cNvGraphicFramePr>{locks}</wp:cNvGraphicFramePr>"
        f'<a:graphic><a:graphicData uri="{PIC}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{raster}">{_vector(vector)}</a:blip>'
        f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _vector(rel: str) -> str:
    """The drawing, for programs that show it; the raster stands beside it for the others."""
    if not rel:
        return ""
    blip = f'<asvg:svgBlip xmlns:asvg="{ASVG}" r:embed="{rel}"/>'
    return f'<a:extLst><a:ext uri="{_SVG_EXTENSION}">{blip}</a:ext></a:extLst>'


def _stored(w: Writer, svg: str) -> str:
    """Relationship of the drawing, its text set in families that readers have.

    Fonts in the file serve the text of the document alone, so the drawing names the fallbacks first;
    of a list of families Office may look at no more than the first.
    """
    fallbacks = {family.name: family.fallback for family in w.theme.brand.fonts.values() if family.fallback}

    def families(found: re.Match[str]) -> str:
        names = [name.strip() for name in found.group(1).split(",")]
        return f'font-family="{attr(", ".join([*(fallbacks[n] for n in names if n in fallbacks), *names]))}"'

    return w.relations.picture(re.sub(r'font-family="([^"&<]*)"', families, svg).encode(), "svg")


def is_plain_svg(svg: str) -> bool:
    """Whether the drawing may be stored: there is one, and nothing in it runs or reaches outside."""
    return bool(svg) and not _ACTIVE.search(re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg))


def _fitted(picture: Picture, place: Place) -> tuple[float, float]:
    """Width and height in millimetres: shrunk, when need be, to the width of the text and most of its height."""
    widest, highest = (twips / TWIPS_PER_POINT / mm_to_points(1) for twips in (place.width, place.height))
    scale = min(1.0, widest / picture.width_mm, 0.85 * highest / picture.height_mm)
    return picture.width_mm * scale, picture.height_mm * scale
