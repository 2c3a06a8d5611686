"""The Word renderer: a document tree to a .docx that a careful author could have made.

The tree is written as WordprocessingML text through the helpers of `ooxml`, parsed once and put
into a package that python-docx holds. Everything looks as it does by named styles, which come from
the theme's style table or from the audience's own reference.docx.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.docx.build import build
from briefgen.render.docx.marks import anchors_of, block_anchor
from briefgen.render.style import Theme

__all__ = ["anchors_of", "block_anchor", "render_docx"]

_NO_PAGES: Mapping[str, int] = MappingProxyType({})


def render_docx(document: Document, theme: Theme, report: Report, *, pages: Mapping[str, int] = _NO_PAGES) -> bytes:
    """The bytes of a .docx. The same document, theme and pages give the same bytes.

    `pages` gives the page of element ids where it is known; contents and page references show it
    until a word processor counts again. Reported: `unknown-element`, `missing-image`, `broken-link`,
    `bad-reference-doc`, `reference-style-added`.
    """
    return build(document, theme, report, pages)
