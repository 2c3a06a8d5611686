"""SVG as it may stand in a page: title and description, real text, round numbers, nothing that is not seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

SVG: Final = "http://www.w3.org/2000/svg"
_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+e-\d+")
_UNSEEN: Final = frozenset({"class", "role", "pointer-events", "version", "stroke-miterlimit", "cursor"})


def tidy_svg(
    svg: str, family_for: Callable[[str], str], *, title: str, description: str, width_mm: float, height_mm: float
) -> str:
    """A drawing of Vega's as a picture of the page: of this size, named, described, each text in its font.

    Lines of a text become texts of their own, since not every reader of SVG moves `tspan`s.
    """
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for node in list(root.iter()):
        _strip(node)
    _drop_empty(root)
    _in_reading_order(root)
    _split_lines(root)
    for text in root.iter(f"{{{SVG}}}text"):
        text.set("font-family", family_for(text.text or ""))
    out = etree.fromstring(f'<svg xmlns="{SVG}"/>')
    out.set("viewBox", root.get("viewBox", ""))
    out.set("width", f"{width_mm:.4g}mm")
    out.set("height", f"{height_mm:.4g}mm")
    out.set("role", "img")
    _named(out, "title", title)
    _named(out, "desc", description)
    out.extend(list(root))
    return etree.tostring(out, encoding="unicode")


def _named(parent: etree._Element, tag: str, text: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{SVG}}}{tag}").text = text


def _strip(node: etree._Element) -> None:
    hidden = node.get("class") in ("background", "foreground") or node.get("display") == "none"
    parent = node.getparent()
    if hidden and parent is not None:
        parent.remove(node)
        return
    for name, value in list(node.attrib.items()):
        if name in _UNSEEN or str(name).startswith("aria-") or (name == "opacity" and value == "1"):
            del node.attrib[name]
        else:
            node.set(str(name), _rounded(str(value)))
    if (size := node.get("font-size", "")).endswith("px"):
        node.set("font-size", size.removesuffix("px"))


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip(".").replace("-0", "-0"), text)


def _in_reading_order(root: etree._Element) -> None:
    """Texts behind the marks, row by row: whoever copies or listens gets a label and then its value."""
    texts = list(root.iter(f"{{{SVG}}}text"))
    parents = {text.getparent() for text in texts}
    parent = parents.pop() if len(parents) == 1 else None
    if parent is not None:
        for text in sorted(texts, key=_row_and_place):
            parent.append(text)


def _row_and_place(text: etree._Element) -> tuple[int, float]:
    across, down = _offset(text.get("transform", ""))
    down += sum(float(span.get("dy", "0")) for span in text) / 2
    return round(down / 8), across


def _split_lines(root: etree._Element) -> None:
    for text in list(root.iter(f"{{{SVG}}}text")):
        spans = list(text)
        parent = text.getparent()
        if not spans or parent is None:
            continue
        across, down = _offset(text.get("transform", ""))
        place = parent.index(text)
        parent.remove(text)
        for span in spans:
            down += float(span.get("dy", "0"))
            line = etree.Element(text.tag, {str(k): str(v) for k, v in text.attrib.items()})
            line.set("transform", _rounded(f"translate({across:.4f},{down:.4f})"))
            line.text = span.text
            parent.insert(place, line)
            place += 1


_TRANSLATE: Final = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")


def _offset(transform: str) -> tuple[float, float]:
    found = _TRANSLATE.match(transform)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def _drop_empty(root: etree._Element) -> None:
    """Groups that hold nothing go, groups that say nothing are opened."""
    for node in reversed(list(root.iter(f"{{{SVG}}}g", f"{{{SVG}}}path"))):
        parent = node.getparent()
        if parent is None:
            continue
        if node.tag == f"{{{SVG}}}path":
            if not node.get("d"):
                parent.remove(node)
        elif not len(node) or _says_nothing(node):
            place = parent.index(node)
            parent.remove(node)
            for child in reversed(list(node)):
                parent.insert(place, child)


def _says_nothing(group: etree._Element) -> bool:
    return all((name, value) == ("transform", "translate(0,0)") for name, value in group.attrib.items())
