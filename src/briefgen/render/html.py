"""The HTML renderer: one self-contained page that reads well on any screen, by ear and on paper.

Fonts are not embedded, which keeps a brief under 100 kB where the four faces alone would take twice
that: the house families are named first, then what most machines have. The page has no script and
its security policy allows none.
"""

from __future__ import annotations

import base64
import re

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.style import Theme
from briefgen.render.stylesheet import css_of
from briefgen.render.xhtml import to_xhtml

__all__ = ["render_html", "to_xhtml"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def render_html(document: Document, theme: Theme, report: Report) -> bytes:
    """The page as UTF-8. A picture that a style sheet names and the theme lacks is a `missing-image`."""
    css = _with_pictures(css_of(theme, lang=document.meta.lang, screen=True), theme, report)
    page = to_xhtml(document, theme, for_print=False)
    head = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/><style>{_safe(css)}</style></head>'
    return f"<!DOCTYPE html>\n{page.replace('</head>', head, 1)}\n".encode()


def _safe(css: str) -> str:
    """A style sheet cannot end its own element."""
    return css.replace("</", "<\\/")


def _with_pictures(css: str, theme: Theme, report: Report) -> str:
    """Pictures of style sheets as part of the page; addresses from outside are taken out."""
    files = dict(theme.assets)
    if theme.brand.logo:
        files[f"logo.{theme.brand.logo_type}"] = theme.brand.logo

    def embedded(found: re.Match[str]) -> str:
        name = found.group(2)
        if name.startswith("data:"):
            return found.group()
        if name not in files:
            report.add("missing-image", f'there is no picture "{name}"', hint="put it beside print.css")
            return "none"
        kind = _TYPES[name.rpartition(".")[2].lower()]
        return f'url("data:{kind};base64,{base64.b64encode(files[name]).decode()}")'

    return _URL.sub(embedded, css)
