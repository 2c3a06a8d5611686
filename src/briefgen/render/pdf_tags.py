"""Better tags than WeasyPrint 70 writes by itself.

Running heads become artifacts (its own are marked content that no tag owns), header cells get a
scope, passages in another language their language, notes and links their roles and descriptions.
The two functions that are wrapped are private, so a test holds them against the pinned version.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from briefgen.render.pdf_engine import LOCK, weasyprint


@contextlib.contextmanager
def better_tags(document: Any) -> Iterator[None]:
    """While it lasts, `document.write_pdf()` writes these tags. Call it with `pdf_engine.LOCK` held."""
    weasyprint()
    stream: Any = import_module("weasyprint.pdf.stream")
    tags: Any = import_module("weasyprint.pdf.tags")
    patch = _Patch(document, stream.Stream.marked, tags._build_box_tree)
    with LOCK:
        stream.Stream.marked, tags._build_box_tree = patch.marked(), patch.build
        try:
            yield
        finally:
            stream.Stream.marked, tags._build_box_tree = patch.stock_marked, patch.stock_build


class _Patch:
    """Wraps the two functions for one document."""

    def __init__(self, document: Any, stock_marked: Any, stock_build: Any) -> None:
        pydyf: Any = import_module("pydyf")
        boxes: Any = import_module("weasyprint.formatting_structure.boxes")
        self.stock_marked, self.stock_build = stock_marked, stock_build
        self._pydyf, self._boxes = pydyf, boxes
        self._artifacts = {
            below: "Header" if margin.at_keyword.startswith("@top") else "Footer"
            for page in document.pages
            for margin in page._page_box.children
            if isinstance(margin, boxes.MarginBox)
            for below in (margin, *margin.descendants())
        }
        self._notes = 0
        self._cells: list[Any] = []

    def marked(self) -> Any:
        pydyf, artifacts, stock = self._pydyf, self._artifacts, self.stock_marked

        @contextlib.contextmanager
        def marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
            kind = artifacts.get(box)
            if stream._tags is None or kind is None:
                with stock(stream, box, tag):
                    yield
                return
            properties = pydyf.Dictionary({"Type": "/Pagination", "Subtype": f"/{kind}"})
            pydyf.Stream.begin_marked_content(stream, "Artifact", properties)
            try:
                yield
            finally:
                pydyf.Stream.end_marked_content(stream)

        return marked

    def build(
        self, box: Any, parent: Any, pdf: Any, page_number: int, nums: Any, annotations: Any, tags: Any
    ) -> Iterator[Any]:
        """The structure elements of a box, as WeasyPrint makes them, with what it leaves out."""
        box = getattr(box, "_box", box)
        if isinstance(box, self._boxes.MarginBox):
            return
        for element in self.stock_build(box, parent, pdf, page_number, nums, annotations, tags):
            if box.element is not None and box.element_tag not in ("html", "body"):
                self._complete(element, box)
            yield element

    def _complete(self, element: Any, box: Any) -> None:
        pydyf, html, role = self._pydyf, box.element, element["S"]
        if html.get("lang"):
            element["Lang"] = pydyf.String(html.get("lang"))
        if role == "/TH" and "A" in element:
            element["A"]["Scope"] = "/Row" if html.get("scope", "").startswith("row") else "/Column"
        if role in ("/TH", "/TD"):
            self._cells.append(element)
        if role == "/Table":
            self._drop_headers()
        if role == "/Link" and box.link_annotation:
            box.link_annotation["F"] = 4
            words = html.get("title") or "".join(html.itertext()).strip()
            if words:
                box.link_annotation["Contents"] = pydyf.String(words)
        if role == "/Span" and "fn" in html.get("class", "").split():
            self._notes += 1
            element["S"] = "/Note"
            element["ID"] = pydyf.String(f"note-{self._notes}")
        if role == "/Figure":
            self._describe(element, html)

    def _drop_headers(self) -> None:
        """WeasyPrint's lists of header cells are a column off where a cell spans; the scopes say enough."""
        for cell in self._cells:
            cell.pop("ID", None)
            cell["A"].pop("Headers", None)
        self._cells.clear()

    def _describe(self, element: Any, html: Any) -> None:
        """The long description of a chart goes with its alternative text."""
        description = html.find("{http://www.w3.org/2000/svg}desc")
        title = html.find("{http://www.w3.org/2000/svg}title")
        if description is not None and description.text and title is not None and description.text != title.text:
            element["Alt"] = self._pydyf.String(f"{title.text} {description.text}")
