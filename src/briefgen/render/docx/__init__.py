"""The Word renderer: a document tree to a .docx that a careful author could have made.

The tree is written as WordprocessingML text through the helpers of `ooxml`, parsed once and put
into a package that python-docx holds. Everything looks as it does by named styles, which come from
the theme's style table or from the audience's own reference.docx.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.docx.manifest import Provenance
from briefgen.render.docx.options import WordOptions
from briefgen.render.style import Theme

__all__ = ["Provenance", "WordOptions", "render_docx"]

_NO_PAGES: Mapping[str, int] = MappingProxyType({})
_USUAL = WordOptions()


def render_docx(
    document: Document,
    theme: Theme,
    report: Report,
    *,
    pages: Mapping[str, int] = _NO_PAGES,
    options: WordOptions = _USUAL,
    provenance: Provenance | None = None,
    store: Path | None = None,
) -> bytes:
    """The bytes of a .docx. The same document, theme and pages give the same bytes.

    `pages` gives the page of element ids where it is known; contents and page references show it
    until a word processor counts again. `provenance` is for the manifest inside the file. In the folder `store` is
    kept between runs what is dear to make; the bytes are the same without it. Reported: `unknown-element`,
    `missing-image`, `broken-link`, `bad-reference-doc`, `reference-style-added`.
    """
    from briefgen.render.docx.build import build
    from briefgen.render.docx.store import Store

    return build(document, theme, report, pages, options, provenance, Store(store))
