"""The PDF renderer: layout by WeasyPrint, tagged and archivable, no clock, no network, no system font."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefgen.core.document import Document
from briefgen.core.profile import PDF_STANDARD
from briefgen.diagnostics import Report
from briefgen.render.collector import no_garbage_collection
from briefgen.render.pdf_engine import (
    LOCK,
    Assets,
    Message,
    engine_for,
    fetcher_for,
    files_of,
    quiet_log,
    told_failures,
    weasyprint,
)
from briefgen.render.pdf_findings import report_messages, report_overflows, report_refusals
from briefgen.render.pdf_measure import fill_of, outer_links, overflows
from briefgen.render.pdf_standard import write_pdf
from briefgen.render.pdf_tags import TagsChangedError, better_tags
from briefgen.render.style import Theme
from briefgen.render.xhtml import ASSETS, to_xhtml

if TYPE_CHECKING:  # it would bring in all that charts are made of
    from briefgen.core.attachments import Attachment

VARIANT = "pdf/ua-1"
"""For the layout, which is the same for all standards."""
TAGS_HINT = "install the version of WeasyPrint that briefgen asks for"


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out on pages, ready to be measured or written."""

    fills: tuple[float, ...]
    """For each page, how far down its text area the text reaches: 0 to 1, more where something runs over the foot."""
    anchors: Mapping[str, int]
    """Element id to the number of its page, from 1."""
    _pages: Any = field(repr=False)
    _assets: Assets = field(repr=False)

    @property
    def pages(self) -> int:
        return len(self.fills)

    @property
    def page_boxes(self) -> tuple[Any, ...]:
        """WeasyPrint's box of each page, with everything that stands on it."""
        return tuple(page._page_box for page in self._pages.pages)

    @property
    def last_fill(self) -> float:
        return self.fills[-1]


def render_pdf(document: Document, theme: Theme, report: Report) -> bytes:
    """The bytes of the PDF. The same document and theme give the same bytes."""
    return write(lay_out(document, theme, report), document, theme, report)


def lay_out(document: Document, theme: Theme, report: Report) -> Layout:
    """The document on its pages.

    Reported: `bad-css`, `missing-image`, `text-outside-page`, and `pdf-engine` for the rest that WeasyPrint says.
    """
    assets = Assets(files_of(document, theme))
    messages: list[Message] = []
    lang, page = document.meta.lang, to_xhtml(document, theme, for_print=True)
    with LOCK, no_garbage_collection(), told_failures():
        engine = engine_for(theme, lang)
        html = weasyprint().HTML(string=page, base_url=ASSETS, url_fetcher=fetcher_for(assets))
        with quiet_log(messages):
            pages = html.render(
                font_config=engine.font_config,
                counter_style=engine.counter_style,
                stylesheets=list(engine.sheets),
                pdf_variant=VARIANT,
            )
    for each in pages.pages:
        each.links[:] = outer_links(each.links)
    report_messages((*engine.messages, *messages), document, theme, report)
    report_refusals(assets.refused, theme, report)
    numbered = list(enumerate(pages.pages, 1))
    report_overflows((o for n, page in numbered for o in overflows(page, n)), document, report)
    return Layout(
        fills=tuple(fill_of(page) for page in pages.pages),
        anchors=dict(_anchors(numbered)),
        _pages=pages,
        _assets=assets,
    )


def write(
    layout: Layout,
    document: Document,
    theme: Theme,
    report: Report,
    standards: Sequence[str] = PDF_STANDARD,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of a layout, without laying out again. A character that no font has is a `missing-glyph`."""
    messages: list[Message] = []
    known = len(layout._assets.refused)
    pages, day = layout._pages, document.meta.date
    with LOCK, no_garbage_collection():
        try:
            with quiet_log(messages), better_tags(pages):
                data = write_pdf(pages, standards, attachments, day)
        except TagsChangedError as fault:
            messages.clear()
            with quiet_log(messages):
                data = write_pdf(pages, standards, attachments, day)
            report.add("pdf-engine", f"the PDF has WeasyPrint's own tags: {fault}", hint=TAGS_HINT)
    report_messages(messages, document, theme, report)
    report_refusals(layout._assets.refused[known:], theme, report)
    return data


def _anchors(numbered: list[tuple[int, Any]]) -> Iterator[tuple[str, int]]:
    seen = set()
    for number, page in numbered:
        for name in page.anchors:
            if name not in seen:
                seen.add(name)
                yield name, number
