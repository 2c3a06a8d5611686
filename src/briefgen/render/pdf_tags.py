"""Better tags than WeasyPrint 70 writes by itself.

WeasyPrint tags the boxes of a layout; `pdf_tree.py` tags the elements of the document, and this module writes its tree.
It takes the place of a few private functions of WeasyPrint, so it looks whether they are still what it was written
for. If they are not, WeasyPrint's own tags are written, and the caller is told why.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from typing import Any, Final

from briefgen.render.pdf_engine import LOCK, weasyprint
from briefgen.render.pdf_tree import Area, Leaf, Tag, Tree

WRITTEN_FOR: Final = "70."
"""Versions of WeasyPrint whose inside is known."""
_POINTS: Final = 0.75
"""Points in a CSS pixel."""
_SIGNATURES: Final = (
    ("weasyprint.pdf", "add_tags", "pdf document pdf_version page_streams"),
    ("weasyprint.pdf.stream", "Stream.marked", "self box tag"),
    ("weasyprint.formatting_structure.boxes", "TableRowGroupBox", ""),
    ("weasyprint.formatting_structure.boxes", "MarginBox", ""),
    ("weasyprint.formatting_structure.boxes", "Box.is_leader", ""),
)


class TagsChangedError(Exception):
    """WeasyPrint's pages are not what this module was written for; the message says in what."""


def what_changed() -> str:
    """Why these tags cannot be written with the WeasyPrint that is installed; empty when they can."""
    version = str(weasyprint().__version__)
    if not version.startswith(WRITTEN_FOR):
        return f"WeasyPrint is {version}, not {WRITTEN_FOR}x"
    for module, path, names in _SIGNATURES:
        found: Any = import_module(module)
        for name in path.split("."):
            found = getattr(found, name, None)
        if found is None or (names and list(signature(found).parameters) != names.split()):
            return f"WeasyPrint has another {path.split('.')[-1]}"
    return ""


@contextlib.contextmanager
def better_tags(document: Any) -> Iterator[None]:
    """While it lasts, `document.write_pdf()` writes these tags. Call it with `pdf_engine.LOCK` held.

    Raises `TagsChangedError`, also out of `write_pdf()`, where the tags cannot be written.
    """
    if fault := what_changed():
        raise TagsChangedError(fault)
    pdf: Any = import_module("weasyprint.pdf")
    stream: Any = import_module("weasyprint.pdf.stream")
    writer = _Writer(document)
    with LOCK:
        stock_marked, stock_tags = stream.Stream.marked, pdf.add_tags
        stream.Stream.marked, pdf.add_tags = writer.marked(), writer.add_tags
        try:
            yield
        finally:
            stream.Stream.marked, pdf.add_tags = stock_marked, stock_tags


class _Writer:
    """Marks content while pages are drawn, then writes the tree that owns it."""

    def __init__(self, document: Any) -> None:
        self._pydyf: Any = import_module("pydyf")
        try:
            self._tree = Tree(document)
        except (AttributeError, TypeError) as fault:
            raise TagsChangedError(f"WeasyPrint's boxes have changed: {fault}") from fault
        self._heights = [page.height for page in document.pages]
        self._pdf: Any = None
        self._pages: list[Any] = []
        self._marks: list[dict[Any, Any]] = []
        """By page: the numbered marks of its boxes that no tag has taken yet."""
        self._parents: list[dict[int, Any]] = []
        """By page: for each numbered mark the tag that owns it."""
        self._areas: list[tuple[Any, Any]] = []
        self._ids: list[Any] = []

    def marked(self) -> Any:
        """The context manager in which WeasyPrint draws a text or a picture."""
        pydyf, artifacts = self._pydyf, self._tree.artifacts

        @contextlib.contextmanager
        def marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
            if stream._tags is None:
                yield
                return
            kind = artifacts.get(box)
            if kind is None:
                number = len(stream._tags)
                stream._tags[box] = {"tag": tag, "mcid": number}
                pydyf.Stream.begin_marked_content(stream, tag, pydyf.Dictionary({"MCID": number}))
            else:
                pydyf.Stream.begin_marked_content(stream, "Artifact", pydyf.Dictionary(kind))
            try:
                yield
            finally:
                pydyf.Stream.end_marked_content(stream)

        return marked

    def add_tags(self, pdf: Any, document: Any, _version: Any, streams: Any) -> None:
        """Writes the structure tree, and the catalogue entries that go with it."""
        pydyf = self._pydyf
        self._pdf, self._pages = pdf, list(pdf.page_references)
        self._marks = [stream._tags for stream in streams]
        self._parents = [{} for _ in streams]
        parents = self._object({})
        root = self._object({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        whole = self._element(self._tree.root, root)
        if left := sum(map(len, self._marks)):
            raise TagsChangedError(f"{left} pieces of content would belong to no tag")
        root["K"] = pydyf.Array([whole.reference])
        if self._ids:
            root["IDTree"] = self._object({"Names": pydyf.Array(self._ids)}).reference
        parents["Nums"] = pydyf.Array(self._nums())
        root["ParentTreeNextKey"] = len(streams) + len(self._areas)
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        pdf.catalog.setdefault("Lang", pydyf.String(document.metadata.lang or ""))

    def _object(self, entries: dict[str, Any]) -> Any:
        made = self._pydyf.Dictionary(entries)
        self._pdf.add_object(made)
        return made

    def _nums(self) -> Iterator[Any]:
        """The parent tree: first the marks of each page, then the click areas."""
        for number, owners in enumerate(self._parents):
            yield number
            yield self._pydyf.Array(owners[mark] for mark in range(len(owners)))
        for number, (owner, annotation) in enumerate(self._areas, len(self._parents)):
            annotation["StructParent"] = number
            yield number
            yield owner

    # --- one element -----------------------------------------------------------------------------------

    def _element(self, tag: Tag, parent: Any) -> Any:
        made = self._object(
            {"Type": "/StructElem", "S": f"/{tag.role}", "P": parent.reference, "Pg": self._pages[tag.page]}
        )
        self._describe(made, tag)
        if kids := [written for kid in tag.kids if (written := self._kid(kid, tag, made)) is not None]:
            made["K"] = self._pydyf.Array(kids)
        return made

    def _kid(self, kid: Tag | Leaf | Area, tag: Tag, owner: Any) -> Any:
        if isinstance(kid, Tag):
            return self._element(kid, owner).reference
        if isinstance(kid, Area):
            return self._click_area(kid, tag, owner)
        mark = self._marks[kid.page].pop(kid.box, None)
        if mark is None:  # not drawn: nothing of it is to be seen
            return None
        number = mark["mcid"]
        self._parents[kid.page][number] = owner.reference
        if kid.page == tag.page:
            return number
        return self._pydyf.Dictionary({"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": number})

    def _click_area(self, area: Area, tag: Tag, owner: Any) -> Any:
        """The area, which says where it leads in the words of the text, not as an address."""
        annotation = area.box.link_annotation
        if annotation is None:
            return None
        annotation["F"] = 4  # it is printed
        html = tag.html
        if html is not None and (words := html.get("title") or " ".join("".join(html.itertext()).split())):
            annotation["Contents"] = self._pydyf.String(words)
        self._areas.append((owner.reference, annotation))
        return self._pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self._pages[area.page]})

    def _describe(self, made: Any, tag: Tag) -> None:
        pydyf = self._pydyf
        for key, text in (("Lang", tag.lang), ("Alt", tag.alt), ("E", tag.expansion)):
            if text:
                made[key] = pydyf.String(text)
        if tag.numbering:
            made["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{tag.numbering}"})
        if tag.role == "Note":
            made["ID"] = pydyf.String(f"note-{tag.number:05}")
            self._ids += [made["ID"], made.reference]
        if tag.role == "Figure" and tag.box is not None:
            made["A"] = self._figure(tag)
        if tag.role in ("TH", "TD") and tag.box is not None:
            made["A"] = self._cell(tag)

    def _figure(self, tag: Tag) -> Any:
        """Where a picture stands on its page, in points from the lower left corner."""
        box, height = tag.box, self._heights[tag.page]
        left, top = box.content_box_x(), box.content_box_y()
        sides = (left, height - top - box.height, left + box.width, height - top)
        bbox = self._pydyf.Array(round(side * _POINTS, 3) for side in sides)
        return self._pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": bbox})

    def _cell(self, tag: Tag) -> Any:
        """How far a cell reaches, and what a head is the head of.

        The scopes say enough: WeasyPrint's own lists of heads are a column off where a cell spans.
        """
        cell = self._pydyf.Dictionary({"O": "/Table"})
        if tag.role == "TH":
            cell["Scope"] = "/Row" if tag.html.get("scope", "").startswith("row") else "/Column"
        for key, count in (("ColSpan", tag.box.colspan), ("RowSpan", tag.box.rowspan)):
            if count != 1:
                cell[key] = count
        return cell
