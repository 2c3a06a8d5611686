"""Composed XHTML -> document tree, strictly: what the vocabulary lacks is a diagnostic with the template's line."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

from lxml import etree

from briefgen.core.document import ATTRIBUTES, BLOCK_TAGS, CLASSES, INLINE_TAGS, TAGS, Element, Node
from briefgen.diagnostics import Report, Span, closest
from briefgen.render.origins import ATTRIBUTE, Origins

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_HREF = re.compile(r"(?i)^(https?://|mailto:|#)")
_ID = re.compile(r"^[A-Za-z][\w.:-]*$")

PHRASING_ONLY = frozenset({"p", "h1", "h2", "h3", "h4", "dt", "figcaption", "caption", "pre"}) | INLINE_TAGS
"""Elements that hold text and inline elements, no blocks."""

CHILDREN: dict[str, frozenset[str]] = {
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"dt", "dd"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
}
"""Elements that hold these children alone, and no text."""


def read_back(text: str, origins: Origins, own_classes: Collection[str], report: Report) -> Element | None:
    """The tree of a composed document, None when it is not well-formed XHTML.

    Faults of vocabulary are reported and the element is kept, so that all are seen at once.
    """
    text = _without_html_entities(_ILLEGAL.sub("�", text))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        _report_not_well_formed(text, fault, origins, report)
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        report.add("not-well-formed", "a template writes a document type", hint="leave out <!DOCTYPE ...>")
        return None
    tree = _element(root, origins)
    _check(tree, frozenset(own_classes), report)
    return tree


def _without_html_entities(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        name = found.group(1)
        return found.group() if name in _XML_ENTITIES else html.unescape(found.group())

    return _ENTITY.sub(plain, text)


def _report_not_well_formed(text: str, fault: etree.XMLSyntaxError, origins: Origins, report: Report) -> None:
    line, column = fault.position
    offset = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column
    message = re.sub(r", line \d+, column \d+.*", "", fault.msg or "unknown fault")
    message = re.sub(r"line \d+ and ", "", message)
    report.add(
        "not-well-formed",
        f"the template's output is not well-formed: {message}",
        origins.nearest(text, offset),
        hint="close each element, quote each attribute, write & as &amp;",
    )


def _element(node: etree._Element, origins: Origins) -> Element:
    attrs = {str(k): str(v) for k, v in node.attrib.items()}
    origin = origins.span(attrs.pop(ATTRIBUTE, ""))
    if not attrs.get("class", "x").strip():
        del attrs["class"]
    children: list[Node] = [node.text] if node.text else []
    for child in node:
        if isinstance(child.tag, str):
            children.append(_element(child, origins))
        if child.tail:
            children.append(child.tail)
    return Element(str(node.tag), attrs, tuple(children), origin)


def _check(root: Element, own: frozenset[str], report: Report) -> None:
    if root.tag != "article" or not root.has_class("brief"):
        report.add("misplaced-element", 'the outermost element must be <article class="brief">', root.origin)
    for parent, child in _pairs(root):
        span = child.origin or parent.origin
        _check_tag(parent, child, span, report)
        _check_attributes(child, own, span, report)


def _pairs(root: Element) -> Iterator[tuple[Element, Element]]:
    yield Element("", {}), root
    todo = [root]
    while todo:
        parent = todo.pop()
        for child in parent.children:
            if isinstance(child, Element):
                yield parent, child
                todo.append(child)


def _check_tag(parent: Element, child: Element, span: Span | None, report: Report) -> None:
    if child.tag not in TAGS:
        hint = closest(child.tag, TAGS) or "docs/html-vocabulary.md lists the elements"
        report.add("unknown-element", f"<{child.tag}> is not in the HTML vocabulary", span, hint=hint)
        return
    allowed = CHILDREN.get(parent.tag)
    if (allowed and child.tag not in allowed) or (parent.tag in PHRASING_ONLY and child.tag in BLOCK_TAGS):
        report.add("misplaced-element", f"<{child.tag}> cannot stand in <{parent.tag}>", span)
    if child.tag in CHILDREN and any(isinstance(c, str) and c.strip() for c in child.children):
        report.add("misplaced-element", f"text cannot stand directly in <{child.tag}>", span)
    if child.tag == "img" and not child.get("alt").strip():
        report.add("alt-text", "a picture has no alternative text", span)
    if child.tag == "table" and not any(c.tag == "thead" for c in child.children if isinstance(c, Element)):
        report.add("misplaced-element", "a table needs a <thead> with one row of heads", span)


def _check_attributes(child: Element, own: frozenset[str], span: Span | None, report: Report) -> None:
    allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(child.tag, frozenset())
    for name, value in child.attrs.items():
        if name not in allowed:
            hint = "give it a class and say in print.css how it looks" if name == "style" else closest(name, allowed)
            report.add("unknown-element", f"<{child.tag}> has no attribute {name}", span, hint=hint)
        elif name == "href" and not _HREF.match(value):
            report.add("broken-link", f'"{value}" is no http, https, mailto or #anchor link', span)
        elif name == "id" and not _ID.match(value):
            report.add("bad-id", f'"{value}" is no anchor: begin with a letter, then letters, digits, hyphens', span)
        elif name in ("colspan", "rowspan", "start", "data-width", "data-levels") and not _is_small(value):
            report.add("unknown-element", f'{name}="{value}" is no whole number from 1 to 100', span)
    known = CLASSES.get(child.tag, frozenset())
    for name in child.classes:
        if name not in known and name not in own:
            hint = closest(name, known | own) or "declare it under classes: in audience.yaml with its Word style"
            report.add("unknown-class", f'<{child.tag}> has no class "{name}"', span, hint=hint)


def _is_small(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= 100
