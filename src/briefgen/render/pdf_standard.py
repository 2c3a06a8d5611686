"""Which standards a PDF keeps to: PDF/UA-1 to be read by everyone, PDF/A-2 or -3 to be kept, both in one file.

The layout is the same whatever is asked for; only what is written differs.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Final

from briefgen.core.model import Day
from briefgen.render.pdf_engine import weasyprint

if TYPE_CHECKING:  # it would bring in all that charts are made of
    from briefgen.core.attachments import Attachment

UA: Final = "ua-1"
_RGB: Final = "srgb"
_PROFILE: Final = "sRGB2014.icc"
_END: Final = b"</rdf:RDF>"
_UA_IN_A: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description><rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of PDF/UA that the file keeps to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/A knows only what a file explains: that it keeps to PDF/UA, and what saying so means."""


def write_pdf(pages: Any, standards: Sequence[str], attachments: Sequence[Attachment], day: Day) -> bytes:
    """A layout as the bytes of a PDF that keeps to `standards`. Attachments go only where the standard has a place."""
    archive = next((name for name in standards if name.startswith("a-")), "")
    files = [_attached(a, day) for a in sorted(attachments, key=lambda a: a.name)] if archive.startswith("a-3") else []
    with _plain_ends(), _for_archive(pages, UA in standards) if archive else contextlib.nullcontext():
        data: bytes = pages.write_pdf(
            pdf_variant=f"pdf/{archive or UA}",
            pdf_tags=True,
            custom_metadata=True,
            output_intent="",  # see `_for_archive`
            attachments=files,
            finisher=_mend,
        )
    return data


@contextlib.contextmanager
def _for_archive(pages: Any, accessible: bool) -> Iterator[None]:
    """Colours are named as sRGB, and what the file says of itself stands in it uncompressed, once for both standards.

    This is said at writing, not at layout, which is the same for all standards.
    """
    metadata, intent = pages.metadata, pages.output_intent
    stock_include, stock_rdf = metadata.include_in_pdf, metadata.generate_rdf_metadata

    def include(pdf: Any, variant: Any, version: Any, conformance: Any, compress: Any) -> None:  # noqa: ARG001
        stock_include(pdf, variant, version, conformance, False)

    def rdf(*arguments: Any) -> bytes:
        said: bytes = stock_rdf(*arguments)
        return said.replace(_END, _UA_IN_A + _END) if accessible else said

    metadata.include_in_pdf, metadata.generate_rdf_metadata = include, rdf
    pages.output_intent, pages.color_profiles[_RGB] = _RGB, _profile()
    try:
        yield
    finally:
        del metadata.include_in_pdf, metadata.generate_rdf_metadata
        pages.output_intent = intent
        del pages.color_profiles[_RGB]


@contextlib.contextmanager
def _plain_ends() -> Iterator[None]:
    """Behind data that end in a carriage return the line ends in both its marks.

    With the line feed alone, which is as correct, some validators take the last byte of the data for one of the two.
    """
    stream: Any = import_module("pydyf").Stream
    stock, end = stream.data, b"\nendstream"

    def data(self: Any) -> bytes:
        written: bytes = stock.fget(self)
        return written.removesuffix(end) + b"\r" + end if written.endswith(b"\r" + end) else written

    stream.data = property(data)
    try:
        yield
    finally:
        stream.data = stock


def _profile() -> Any:
    """WeasyPrint's own profile of sRGB, read from a file that is closed again, which WeasyPrint leaves open."""
    css: Any = import_module("weasyprint.css")
    content = resources.files("weasyprint.pdf").joinpath(_PROFILE).read_bytes()
    return css.ColorProfile(io.BytesIO(content), _PROFILE, "relative-colorimetric", (["r"], ["g"], ["b"]))


def _attached(attachment: Attachment, day: Day) -> Any:
    """An attachment with the brief's own date: a clock would make every file another one."""
    when = datetime(day.year, day.month or 1, day.day or 1)
    return weasyprint().Attachment(
        string=attachment.text,
        name=attachment.name,
        description=attachment.description,
        created=when,
        modified=when,
        relationship=attachment.relationship,
    )


def _mend(_document: Any, pdf: Any) -> None:
    """What WeasyPrint 70 leaves: files that are named twice, and photographs that viewers are to smooth, which PDF/A
    forbids.
    """
    for image in pdf.objects:
        extra = getattr(image, "extra", {})
        if extra.get("Subtype") == "/Image" and "Interpolate" in extra:
            extra["Interpolate"] = "false"
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
