"""What the writing of one document shares: styles, lists, notes, bookmarks, links, and the blocks made so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol

from briefgen.core.document import Document, Element, Node
from briefgen.diagnostics import Report
from briefgen.render.docx.anchors import ANCHOR
from briefgen.render.docx.blocks import Block, Para, last_paragraph
from briefgen.render.docx.chart_native import NativeChart
from briefgen.render.docx.marks import Marks, Target, target_of
from briefgen.render.docx.notes import Notes
from briefgen.render.docx.numbering import Lists
from briefgen.render.docx.ooxml import RunFormat, mm_to_points, twips
from briefgen.render.docx.store import Store
from briefgen.render.docx.styles import Styles
from briefgen.render.docx.stylesheet import Palette
from briefgen.render.style import PageSetup, Theme

_A4 = PageSetup()
NOT_ANCHORED = nullcontext()
"""Stands in for `Writer.anchored` where an element shows no block, as hardly any does."""

SectionXml = Callable[[bool], str]
"""`w:sectPr` of an upright or a turned section."""


class Relations(Protocol):
    """Where a part keeps what it points to."""

    def link(self, url: str) -> str:
        """Relationship id of an outside address."""

    def picture(self, data: bytes, suffix: str) -> str:
        """Relationship id of a picture that is stored in the file."""

    def chart(self, chart: NativeChart) -> str:
        """Relationship id of a chart that is stored with its workbook."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document something stands, as far as its style depends on it."""

    text: str = "Body Text"
    """Style of plain paragraphs here."""
    title: str = ""
    """Style of a box's title; empty outside boxes."""
    list: str = ""
    """Style of list items in boxes and tables; empty for the styles of running text."""
    depth: int = 0
    """Lists around this place."""
    width: int = 0
    """Twips from the left to the right edge of the text."""
    height: int = 0
    """Twips from the top to the bottom edge of the text."""
    page: PageSetup = _A4
    lang: str = ""
    strong: bool = False
    in_cell: bool = False
    one_page: bool = False
    """In a summary of one page, which is set tighter."""

    @property
    def turned(self) -> Place:
        """This place on a turned page, where the margins turn too."""
        width = self.page.height_mm - self.page.top_mm - self.page.bottom_mm
        height = self.page.width_mm - self.page.left_mm - self.page.right_mm
        return self.but(width=twips(mm_to_points(width)), height=twips(mm_to_points(height)))

    def but(self, **changes: object) -> Place:
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Writer:
    """The state of one document's writing."""

    document: Document
    theme: Theme
    palette: Palette
    report: Report
    pages: Mapping[str, int]
    styles: Styles
    lists: Lists
    notes: Notes
    targets: Mapping[str, Target]
    relations: Relations
    note_relations: Relations
    sections: SectionXml
    numbered_headings: bool
    """Whether this document numbers its headings."""
    walk: Callable[[Writer, Sequence[Node], Place], None]
    """Writes block elements; given from above, since boxes, lists and cells hold blocks again."""
    listed: frozenset[str] = frozenset()
    """Ids of the headings that the contents list."""
    listed_levels: int = 0
    """Levels of headings in the contents; 0 when there are none."""
    store: Store = field(default_factory=Store)
    """Where workbooks are kept between runs."""
    marks: Marks = field(default_factory=Marks)
    root: list[Block] = field(default_factory=list)
    """The blocks of the body so far."""
    out: list[Block] = field(default_factory=list)
    """Where blocks go now: the body, or a list of their own."""
    heading_counts: list[int] = field(default_factory=lambda: [0, 0])
    sequences: dict[str, int] = field(default_factory=dict)
    """Captions counted so far, by sequence."""
    paragraph_count: int = 0
    """The last paragraph number, for numbered paragraphs."""
    paragraph_list: int | None = None
    box_styles: dict[str, str] = field(default_factory=dict)
    """Ids of styles that stand in boxes, with the style of the box."""
    drawing_count: int = 0
    faces: set[str] = field(default_factory=set)
    """Role and face of the fonts in use, as in `base bold_italic`."""
    formats: dict[object, RunFormat] = field(default_factory=dict)
    """Run formats made so far, by the mood that asked for them."""
    in_note: bool = False
    break_before: bool = False
    """The next paragraph starts a page."""
    landscape: bool = False
    turning_back: bool = False
    """The turned section is over and ends before the next block."""
    columns: int = 1
    """Columns of the section at hand."""
    columns_over: bool = False
    """The section in columns is over and ends before the next block."""
    continuous: bool = False
    """The section at hand began on the page of the one before."""
    _starts: list[str] = field(default_factory=list)
    """Bookmarks that begin with the next paragraph."""

    def __post_init__(self) -> None:
        self.out = self.root

    def blocks(self, nodes: Sequence[Node], place: Place) -> None:
        """Write block elements and text among them."""
        self.walk(self, nodes, place)

    def own_style(self, element: Element, kind: str = "paragraph") -> str:
        """The Word style that the element names itself, or that the audience gives its class; empty for none."""
        name, declared = element.attrs.get("data-style"), self.theme.class_styles
        if not name and declared and "class" in element.attrs:
            name = next((declared[c] for c in element.classes if c in declared), "")
        if not name:
            return ""
        known = self.styles.kind(name)
        if known != kind and (known or kind == "table"):
            what = f"is a {known} style" if known else "is no style of reference.docx"
            self.unknown(element, f'"{name}" {what}, so <{element.tag}> cannot have it')
            return ""
        if kind != "table":
            self.styles.id(name, kind=kind, span=element.origin)
        return name

    def no_style(self, element: Element) -> None:
        """Report a style that the element names and that nothing in Word can take."""
        if self.own_style(element):
            self.unknown(element, f"<{element.tag}> takes no style in Word; give it to the text that it stands for")

    def start_page(self) -> None:
        """What comes next starts a page, unless it does so anyway."""
        self.break_before = bool(self.root) and not self.turning_back

    def para(self, style: str, runs: str, *, force: bool = False) -> Para | None:
        """Add a paragraph of the style called `style`; one without text is left out unless forced."""
        if not runs and not force:
            return None
        para = Para(self.styles.id(style), "".join(self._starts) + runs, break_before=self.break_before)
        para.own_before = self.styles.look(style).before
        self._starts.clear()
        self.break_before = False
        self.out.append(para)
        return para

    @contextmanager
    def apart(self) -> Iterator[list[Block]]:
        """Blocks made inside go to a list of their own."""
        outer, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = outer

    def point(self, name: str) -> None:
        """Place a bookmark at the beginning of the next paragraph, when something leads to the id `name`."""
        if name in self.targets:
            self._starts.append("".join(self.marks.pair(self.targets[name].bookmark)))

    @contextmanager
    def anchored(self, element: Element) -> Iterator[None]:
        """Hold everything made inside by the hidden bookmark of the block that the element shows, if it has one."""
        name = element.get(ANCHOR)
        if not name:
            yield
            return
        start, end = self.marks.pair(name)
        self._starts.append(start)
        yield
        if start in self._starts:
            self._starts.remove(start)
        elif self.out:
            last_paragraph(self.out[-1:]).runs += end

    def settle_points(self) -> None:
        """Place bookmarks for which no paragraph came any more, and report links that lead nowhere in Word."""
        if self._starts and self.root:
            last_paragraph(self.root).runs += "".join(self._starts)
            self._starts.clear()
        lost = {name for name, target in self.targets.items() if target.bookmark not in self.marks.names}
        for link in self.document.root.walk() if lost else ():
            name = target_of(link)
            if name in lost:
                self.report.add("broken-link", f'what carries the anchor "{name}" prints nothing in Word', link.origin)

    def loses(self, element: Element, what: str) -> None:
        """Report something that Word has no way to show."""
        self.report.add("word-cannot", what, element.origin)

    def unknown(self, element: Element, why: str = "") -> None:
        """Report an element that there is no rule for."""
        message = why or f"the Word writer has no rule for <{element.tag}>"
        self.report.add("unknown-element", message, element.origin)
