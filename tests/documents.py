"""Finished documents for tests, written as the XHTML that they are after the passes."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from briefgen.core.document import Document, Element, Meta, Node, Picture
from briefgen.core.model import Day
from briefgen.diagnostics import Span

META = Meta(
    brief="sample",
    audience="minister",
    audience_label="Minister",
    length="standard",
    title="Compute is short where it is wanted",
    subtitle="What a government can do about it",
    lang="en-GB",
    organisation="Office of Policy",
    contact="policy@example.org",
    jurisdiction="Anywhere",
    addressee="The Minister",
    date=Day(2026, 11, 22),
    version="1.0",
    status="final",
    marking="",
    keywords=("compute", "skills"),
)


def a_document(body: str, *, pictures: tuple[Picture, ...] = (), **meta: object) -> Document:
    """A document whose article holds `body`; `meta` changes single fields of `META`."""
    root = etree.fromstring(f'<article class="brief">{body}</article>')
    return Document(replace(META, **meta), _element(root), {p.id: p for p in pictures})  # type: ignore[arg-type]


def with_endnotes(document: Document, heading: str = "Notes") -> Document:
    """The document as it is where its profile has all notes printed at the end."""
    title = Element("h2", {"id": "h-notes"}, (heading,))
    place = Element("section", {"class": "notes"}, (title,))
    return replace(document, root=document.root.with_children((*document.root.children, place)), endnotes=True)


def _element(node: etree._Element) -> Element:
    children: list[Node] = [node.text] if node.text else []
    for child in node:
        children.append(_element(child))
        if child.tail:
            children.append(child.tail)
    attrs = {str(k): str(v) for k, v in node.attrib.items()}
    return Element(
        str(node.tag), attrs, tuple(children), Span("templates/base/sample.html.j2", node.sourceline or 1, 1)
    )


def a_picture(id_: str = "talent", *, text: str = "Ministry 5 million", desc: str = "Two bars.") -> Picture:
    """A bar chart of two bars, as the chart drawer makes them."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200" width="600" height="200">'
        f"<title>Estimates</title><desc>{desc}</desc>"
        '<defs><clipPath id="clip"><rect width="600" height="200"/></clipPath></defs>'
        '<g clip-path="url(#clip)" font-family="Brief Sans" font-size="15">'
        '<rect x="170" y="30" width="380" height="46" fill="#0f4453"/>'
        '<rect x="170" y="110" width="60" height="46" fill="#c4561f"/>'
        f'<text x="160" y="58" text-anchor="end" fill="#1d2529">{text}</text>'
        '<text x="160" y="138" text-anchor="end" fill="#1d2529">Centre 0.3 million</text></g></svg>'
    )
    return Picture(id_, "Bar chart of two estimates of the talent gap", svg, b"", 160.0, 53.0)
