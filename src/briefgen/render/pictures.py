"""Drawn figures as inline SVG that can stand beside others in one page."""

from __future__ import annotations

import re

from lxml import etree

from briefgen.core.document import Picture

SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_URL = re.compile(r"url\((['\"]?)#([^)'\"]+)\1\)")


def inline_svg(picture: Picture, alt: str, *, text_width_mm: float) -> str:
    """The picture's SVG with its printed size, the alternative text as title, and ids that no other picture has.

    A picture wider than the text is shrunk to it. Raises ValueError when the SVG cannot be read.
    """
    root = _parsed(picture.svg)
    width = min(picture.width_mm, text_width_mm)
    height = picture.height_mm * width / picture.width_mm
    root.set("viewBox", root.get("viewBox") or f"0 0 {root.get('width', '100')} {root.get('height', '100')}")
    root.set("width", f"{width:.4g}mm")
    root.set("height", f"{height:.4g}mm")
    root.set("role", "img")
    _prefix_ids(root, picture.id)
    _entitle(root, picture.id, alt)
    return etree.tostring(root, encoding="unicode", with_tail=False)


def _parsed(svg: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(svg.encode(), parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError(f"not well-formed: {fault}") from fault
    if root.tag != f"{{{SVG}}}svg" or root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("not a plain SVG document")
    return root


def _prefix_ids(root: etree._Element, prefix: str) -> None:
    for node in root.iter():
        for name, value in node.attrib.items():
            if name == "id":
                node.set(name, f"{prefix}-{value!s}")
            elif name in ("href", _LINK) and str(value).startswith("#"):
                node.set(str(name), f"#{prefix}-{str(value)[1:]}")
            elif "url(" in str(value):
                node.set(str(name), _URL.sub(rf"url(#{prefix}-\2)", str(value)))


def _entitle(root: etree._Element, prefix: str, alt: str) -> None:
    """`alt` as the title, first child; readers of the page are pointed to it."""
    for old in root.findall(f"{{{SVG}}}title"):
        root.remove(old)
    title = etree.Element(f"{{{SVG}}}title", {"id": f"{prefix}-title"})
    title.text = alt
    root.insert(0, title)
    root.set("aria-labelledby", f"{prefix}-title")
