"""Nodes as the text that templates put into a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from briefgen.core.document import Node
from briefgen.render.origins import ATTRIBUTE, Origins


def to_markup(nodes: Iterable[Node], origins: Origins) -> Markup:
    """Nodes as XHTML text for a template, each element marked with its origin."""
    return Markup("".join(_serialise(node, origins) for node in nodes))  # noqa: S704 - escaped here


def _serialise(node: Node, origins: Origins) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    mark = f' {ATTRIBUTE}="{origins.mark(node.origin)}"' if node.origin else ""
    return f"<{node.tag}{attrs}{mark}>{''.join(_serialise(c, origins) for c in node.children)}</{node.tag}>"
