"""SVG files of strangers, made safe: no scripts, nothing from outside, no style sheet that reaches the page."""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Iterable
from typing import Final

from lxml import etree

from briefgen.render.chart_look import PX_PER_MM
from briefgen.render.chart_svg import SVG
from briefgen.render.nesting import too_deep

_DRAWN: Final = frozenset(
    """svg g path rect circle ellipse line polyline polygon text tspan textPath defs linearGradient radialGradient stop
    clipPath mask pattern symbol use image marker switch title desc""".split()  # noqa: SIM905 - a table of names
)
_REFUSED: Final = frozenset(
    "script foreignObject animate animateMotion animateTransform set iframe a handler audio video".split()  # noqa: SIM905
)
_HREF: Final = ("href", "{http://www.w3.org/1999/xlink}href")
_INNER_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_OUTSIDE: Final = re.compile(r"(?:url|src|image|image-set)\(\s*['\"]?\s*(?!#)[^)]", re.IGNORECASE)
_LENGTH: Final = re.compile(r"\s*([\d.]+)\s*(mm|cm|in|pt|pc|px|)\s*")
_PX: Final = {"mm": PX_PER_MM, "cm": 10 * PX_PER_MM, "in": 96.0, "pt": 96 / 72, "pc": 16.0, "px": 1.0, "": 1.0}
MAX_NODES: Final = 50_000
MAX_USES: Final = 500
MAX_TEXT: Final = 50_000
MAX_INNER: Final = 20_000_000
"""Points of a picture inside a drawing."""
MAX_DEPTH: Final = 64
MAX_DRAWN: Final = 500_000
"""Elements that are drawn when masks, patterns and the like are drawn wherever they are asked for."""


class UnsafeSvgError(ValueError):
    """The file holds what a brief may not carry, or is no SVG; the message says what."""


def safe_svg(data: bytes) -> tuple[str, float, float]:
    """The drawing with its width and height in millimetres; raises `UnsafeSvgError`."""
    root = _parsed(data)
    nodes = [n for n in root.iter() if isinstance(n.tag, str)]
    if len(nodes) > MAX_NODES:
        raise UnsafeSvgError(f"it has {len(nodes):,} elements; {MAX_NODES:,} are accepted")
    if sum(len(text) for text in root.itertext(f"{{{SVG}}}text", f"{{{SVG}}}tspan", f"{{{SVG}}}textPath")) > MAX_TEXT:
        raise UnsafeSvgError(f"its texts have more than {MAX_TEXT:,} characters")
    for node in nodes:
        _check(node)
    _check_uses(root)
    _apply_style_sheets(root)
    _Drawn(root).count(root)
    _drop_foreign(root)
    width, height = _size(root)
    return etree.tostring(root, encoding="unicode", with_tail=False), width / PX_PER_MM, height / PX_PER_MM


def _parsed(data: bytes) -> etree._Element:
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise UnsafeSvgError("it has a document type or entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise UnsafeSvgError(f"it is not well-formed: {fault}") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeSvgError("it has a document type or entities")
    if root.tag != f"{{{SVG}}}svg":
        raise UnsafeSvgError("its root is not an svg element")
    return root


def _check(node: etree._Element) -> None:
    name = etree.QName(node).localname
    if name in _REFUSED:
        raise UnsafeSvgError(f'it has a "{name}" element')
    for attribute, value in node.attrib.items():
        plain, text = etree.QName(attribute).localname, str(value)
        if plain.startswith("on"):
            raise UnsafeSvgError(f'it has a script in "{plain}"')
        if attribute in _HREF and not (text.startswith("#") or _INNER_PICTURE.fullmatch(text)):
            raise UnsafeSvgError(f'it refers to something outside: "{text[:60]}"')
        if too_deep(text) is not None:
            raise UnsafeSvgError(f'brackets stand too deep in each other in "{plain}"')
        if attribute in _HREF and not text.startswith("#"):
            _check_inner_picture(text)
            node.set(attribute, "".join(text.split()))
        elif _OUTSIDE.search(text) or (plain == "style" and "\\" in text):
            raise UnsafeSvgError(f'it refers to something outside in "{plain}"')


def _check_inner_picture(address: str) -> None:
    from PIL import Image

    try:
        data = io.BytesIO(base64.b64decode(address.partition(",")[2]))
        with Image.open(data, formats=("PNG", "JPEG")) as image:
            size = image.width * image.height
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError) as fault:
        raise UnsafeSvgError("a picture inside it is damaged or too large") from fault
    if size > MAX_INNER:
        raise UnsafeSvgError(f"a picture inside it has {size:,} points; {MAX_INNER:,} are accepted")


def _check_uses(root: etree._Element) -> None:
    """Copies of copies can grow without bound, so a copied part may hold no copies."""
    uses = list(root.iter(f"{{{SVG}}}use"))
    copied = {(u.get("href") or u.get(_HREF[1]) or "#")[1:] for u in uses}
    if len(uses) > MAX_USES or any(_inside(use, copied) for use in uses):
        raise UnsafeSvgError("it copies parts of itself too often")


def _inside(use: etree._Element, copied: set[str]) -> bool:
    return any(node.get("id") in copied for node in (use, *use.iterancestors()))


_REFERENCE: Final = re.compile(r"url\(\s*['\"]?\s*#([^)'\"\s]*)")
_STEP: Final = re.compile(r"[A-Za-z]|[-+]?[\d.]+")


class _Drawn:
    """Counts what is drawn. A mask in a mask in a mask is drawn as often as all of them are asked for."""

    def __init__(self, root: etree._Element) -> None:
        self._by_id = {node.get("id", ""): node for node in root.iter() if node.get("id")}
        self._known: dict[str, int] = {}

    def count(self, node: etree._Element, depth: int = 0, inside: frozenset[str] = frozenset()) -> int:
        """How many elements are drawn for this one; raises `UnsafeSvgError` when they are too many or have no end."""
        if depth > MAX_DEPTH:
            raise UnsafeSvgError(f"its elements are nested more than {MAX_DEPTH} deep")
        total = 1 + sum(self.count(child, depth + 1, inside) for child in node)
        for name, value in ((str(n), str(v)) for n, v in node.attrib.items()):
            often = _corners(node) if "marker" in name + value else 1
            total += often * sum(self._asked_for(found, depth, inside) for found in _REFERENCE.findall(value))
        if total > MAX_DRAWN:
            raise UnsafeSvgError("its masks, patterns or markers repeat each other too often")
        return total

    def _asked_for(self, name: str, depth: int, inside: frozenset[str]) -> int:
        if name in inside:
            raise UnsafeSvgError(f'its part "{name[:40]}" refers to itself')
        if name not in self._known and name in self._by_id:
            self._known[name] = self.count(self._by_id[name], depth + 1, inside | {name})
        return self._known.get(name, 0)


def _corners(node: etree._Element) -> int:
    """How many marks a line can bear at most."""
    return len(_STEP.findall(node.get("d", "") + node.get("points", ""))) + 2


# --- style sheets ------------------------------------------------------------------------------

_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR: Final = re.compile(r"[.#]?[A-Za-z_][\w-]*")


def _apply_style_sheets(root: etree._Element) -> None:
    """Rules become attributes, because a page holds several drawings whose classes have the same names."""
    css = ""
    for sheet in list(root.iter(f"{{{SVG}}}style")):
        css += re.sub(r"/\*.*?\*/|<!--|-->", "", sheet.text or "", flags=re.DOTALL)
    if too_deep(css) is not None:
        raise UnsafeSvgError("brackets stand too deep in each other in its style sheet")
    if "@" in css or "\\" in css or _OUTSIDE.search(css):
        raise UnsafeSvgError("its style sheet imports something")
    rules = [
        (s.strip(), body.strip()) for found in _RULE.finditer(css) for s in found[1].split(",") for body in (found[2],)
    ]
    if any(not _SELECTOR.fullmatch(selector) for selector, _ in rules):
        raise UnsafeSvgError("its style sheet has selectors beyond single names")
    by_selector: dict[str, list[tuple[int, str]]] = {}
    for place, (selector, body) in enumerate(rules):
        by_selector.setdefault(selector, []).append((place, body))
    for node in (n for n in root.iter() if isinstance(n.tag, str)):
        own = [
            body for names in _selectors(node) for _, body in sorted(p for n in names for p in by_selector.get(n, ()))
        ]
        if own:
            node.set("style", ";".join(part.rstrip(";") for part in [*own, node.get("style", "")] if part))


def _selectors(node: etree._Element) -> tuple[tuple[str, ...], ...]:
    """What the rules that fit an element are called, those that weigh least first."""
    classes = tuple(f".{name}" for name in dict.fromkeys(node.get("class", "").split()))
    return (etree.QName(node).localname,), classes, (f"#{node.get('id')}",)


def _drop_foreign(root: etree._Element) -> None:
    """What drawing programs leave for themselves goes: metadata, guides, layers' names."""
    for node in list(root.iter()):
        parent = node.getparent()
        foreign = not isinstance(node.tag, str) or node.tag not in {f"{{{SVG}}}{name}" for name in _DRAWN}
        if foreign and parent is not None:
            _keep_tail(node, parent)
            parent.remove(node)
            continue
        for attribute in list(_foreign_attributes(node)):
            del node.attrib[attribute]
    etree.cleanup_namespaces(root)


def _keep_tail(node: etree._Element, parent: etree._Element) -> None:
    if node.tail and node.tail.strip():
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail


def _foreign_attributes(node: etree._Element) -> Iterable[str]:
    for attribute in node.attrib:
        name = etree.QName(attribute)
        known = name.namespace in (None, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
        if not known or name.localname in ("class", "base"):
            yield str(attribute)


def _size(root: etree._Element) -> tuple[float, float]:
    """Width and height in CSS pixels, from the lengths that are given or the coordinates."""
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", root.get("viewBox", ""))]
    sizes = [_length(root.get(name, "")) for name in ("width", "height")]
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        if not all(sizes):
            raise UnsafeSvgError("it says neither its size nor its viewBox")
        box = [0.0, 0.0, *sizes]
        root.set("viewBox", f"0 0 {box[2]:g} {box[3]:g}")
    width = sizes[0] or (sizes[1] * box[2] / box[3] if sizes[1] else box[2])
    return width, sizes[1] or width * box[3] / box[2]


def _length(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _PX[found[2]] if found else 0.0
