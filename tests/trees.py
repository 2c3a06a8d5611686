"""Document trees for tests, written as XHTML and shown as XHTML."""

from __future__ import annotations

from html import escape

from lxml import etree

from briefgen.core.document import Element, Node
from briefgen.diagnostics import Span

FILE = "templates/base/sample.html.j2"


def tree(body: str) -> Element:
    """`article.brief` around `body`; each element knows its line."""
    return _element(etree.fromstring(f'<article class="brief">{body}</article>'))


def _element(node: etree._Element) -> Element:
    children: list[Node] = [node.text] if node.text else []
    for child in node:
        children.append(_element(child))
        if child.tail:
            children.append(child.tail)
    attrs = {str(k): str(v) for k, v in node.attrib.items()}
    line: int = node.sourceline  # type: ignore[assignment]
    return Element(str(node.tag), attrs, tuple(children), Span(FILE, line, 1))


def shown(root: Element) -> str:
    """What stands inside `root`, attributes in the order of their names."""
    return "".join(_shown(child) for child in root.children)


def _shown(node: Node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in sorted(node.attrs.items()))
    return f"<{node.tag}{attrs}>{shown(node)}</{node.tag}>"


def found(root: Element, tag: str) -> list[Element]:
    return [e for e in root.walk() if e.tag == tag]
