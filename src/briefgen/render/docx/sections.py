"""Sections: turned pages, running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import INLINE_TAGS, Document, Element, Meta
from briefgen.core.numbers import print_day
from briefgen.render.docx.blocks import Para
from briefgen.render.docx.notes import END
from briefgen.render.docx.ooxml import NAMESPACES, TAB, XML_HEAD, RunFormat, field, mm_to_points, run, twips
from briefgen.render.docx.reference import page_size
from briefgen.render.style import PageSetup

if TYPE_CHECKING:
    from briefgen.render.docx.styles import Styles
    from briefgen.render.docx.writer import Place, Writer

COLUMNS = 2
COLUMN_GAP_MM = 8.0
NARROWEST_COLUMN_MM = 45.0
LEFT_TO_RIGHT = "\u200e"
"""A sign that is not seen; it keeps a number with the Latin words before it in a line from right to left."""
LONGEST_TITLE = 72
LONGEST_TITLE_BY_MARKING = 48
"""Characters of the running title, alone on its side or beside a marking; a longer one is cut after a word."""
LONGEST_ISSUE = 96
SHORTEST_ORGANISATION = 16
"""Characters of the foot's left side without a marking, and of the organisation's name whatever else stands there."""


# --- the walk's side ------------------------------------------------------------------------------


def turned(w: Writer) -> None:
    """What follows stands on turned pages: on those at hand, where nothing came since, as in the PDF."""
    if w.turning_back and not w.columns_over:
        w.turning_back = False
        return
    if not settle(w) and w.root:
        _end_section(w)
    w.landscape, w.continuous, w.break_before = True, False, False


def upright(w: Writer) -> None:
    """The turned part is over; the section ends once something follows."""
    w.turning_back = True


def in_columns(w: Writer) -> None:
    """What follows stands in columns, on the same page."""
    breaks = w.break_before
    if not settle(w) and w.root:
        _end_section(w)
        w.continuous, w.break_before = True, breaks
    w.columns = COLUMNS


def one_column(w: Writer) -> None:
    """The columns are over; the section ends once something follows."""
    w.columns_over = True


def column_width(place: Place) -> int:
    """Twips that a column has here; 0 where there is no room for two."""
    width = (place.width - twips(mm_to_points(COLUMN_GAP_MM)) * (COLUMNS - 1)) // COLUMNS
    return width if width >= twips(mm_to_points(NARROWEST_COLUMN_MM)) else 0


def settle(w: Writer) -> bool:
    """End a section of turned pages or columns that is over, now that something follows; whether there was one."""
    if not (w.turning_back or w.columns_over):
        return False
    breaks = w.break_before
    if w.root:
        _end_section(w)
    w.continuous = not w.turning_back
    w.break_before = breaks and w.continuous
    w.landscape = w.landscape and not w.turning_back
    w.turning_back, w.columns_over, w.columns = False, False, 1
    return True


def _end_section(w: Writer) -> None:
    """The properties of a section stand in its last paragraph; there LibreOffice shifts ends of bookmarks, so in one
    without any."""
    last = w.root[-1]
    if not isinstance(last, Para) or last.section or "<w:bookmarkEnd" in last.runs:
        last = Para(w.styles.id("Spacer"), "")
        w.root.append(last)
    last.section = section_here(w)
    w.break_before = False


def finish(w: Writer) -> None:
    """Columns at the end of a document end before its last paragraph, since Word makes only such ones equally long.

    The last paragraph never stands alone on its page.
    """
    if w.columns_over and not w.turning_back:
        settle(w)
        w.root.append(Para(w.styles.id("Spacer"), ""))
    match w.root[-2:]:
        case [Para(section="") as above, Para(break_before=False)]:
            above.keep_next = True


def section_here(w: Writer) -> str:
    """The properties of the section that ends here."""
    xml = w.sections(w.landscape)
    if w.notes.kind == END:
        xml = _HEAD_OF_SECTION.sub(rf"\g<head>{_COUNTED}", xml, count=1)
    if w.continuous:
        xml = xml.replace("<w:pgSz", '<w:type w:val="continuous"/><w:pgSz', 1)
    if w.columns > 1:
        columns = f'<w:cols w:num="{w.columns}" w:space="{twips(mm_to_points(COLUMN_GAP_MM))}"/>'
        xml = re.sub(r"<w:cols\b.*?(?:/>|</w:cols>)", columns, xml, count=1)
    if is_right_to_left(w.document.meta.lang) and "<w:bidi" not in xml:
        xml = re.sub(r"(?=<w:(?:rtlGutter|docGrid)\b|</w:sectPr>)", "<w:bidi/>", xml, count=1)
    return xml


_HEAD_OF_SECTION = re.compile(
    r"(?P<head><w:sectPr\b[^>]*>(?:<w:(?:header|footer)Reference\b[^>]*/>)*"
    r"(?:<w:footnotePr\b[^>]*(?:/>|(?<!/)>.*?</w:footnotePr>))?)(?:<w:endnotePr\b[^>]*(?:/>|(?<!/)>.*?</w:endnotePr>))?"
)
_COUNTED = '<w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr>'
"""Endnotes count 1, 2, 3, whatever the reference has them count in."""


# --- properties and parts -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Furniture:
    """Relationship ids of heads and feet, `default`, `first` and so on, for upright and turned pages."""

    upright: Mapping[str, str]
    turned: Mapping[str, str]


def section_xml(page: PageSetup, furniture: Furniture) -> Callable[[bool], str]:
    """Gives the properties of one section after another; the first one has a first page of its own."""
    made = 0

    def section(landscape: bool) -> str:
        nonlocal made
        made += 1
        references = "".join(
            _reference(*item) for item in (furniture.turned if landscape else furniture.upright).items()
        )
        first = "<w:titlePg/>" if made == 1 else ""
        return f'<w:sectPr>{references}{page_size(page, landscape=landscape)}<w:cols w:space="720"/>{first}</w:sectPr>'

    return section


def _reference(what: str, rel: str) -> str:
    kind, which = what.split()
    return f'<w:{kind}Reference w:type="{which}" r:id="{rel}"/>'


@dataclass(frozen=True, slots=True)
class Heads:
    """Names of sections, which the running head shows."""

    upright: tuple[str, ...]
    turned: tuple[str, ...]
    stand_in: str
    """What is right on every page, for programs that cannot tell which section one is in."""

    def shown(self, names: Sequence[str]) -> str:
        return names[0] if len(names) == 1 else self.stand_in


def heads_of(document: Document, *, numbered: bool) -> Heads:
    """The headings that a running head can name: those of the style that it looks for. A single page needs none.

    `numbered` says whether this document numbers its headings.
    """

    found: list[tuple[bool, str]] = []

    def find(element: Element, turned: bool) -> None:
        turned = turned or (element.tag == "section" and element.has_class("landscape"))
        if element.tag == "h2" and (element.get("data-number") or not numbered):
            found.append((turned, " ".join(element.text().split())))
        for child in element.children:
            if not isinstance(child, str) and child.tag not in _NO_HEADINGS:
                find(child, turned)

    if document.meta.length != "one-page":
        find(document.root, False)
    upright, turned = (tuple(name for where, name in found if where is which) for which in (False, True))
    return Heads(upright, turned, stand_in(document.meta))


_NO_HEADINGS = INLINE_TAGS | {"p"}
"""Most elements of a document; no heading stands in them."""


def stand_in(meta: Meta) -> str:
    """What a running head can show on every page."""
    return meta.audience_label or meta.organisation


def furniture_parts(
    page: PageSetup, labels: Mapping[str, str], meta: Meta, styles: Styles, heads: Heads, *, turned: bool
) -> dict[str, str]:
    """`header default`, `header first`, ... to the XML of each part; those of turned pages end in `turned`."""
    width = page.text_width_mm
    middle = "center" if meta.marking else "clear"
    old = (*styles.stops("header"), *styles.stops("footer"))
    named = bool(heads.upright or heads.turned)
    section = field("STYLEREF 1", run(heads.shown(heads.upright))) if named else ""
    parts = _parts(labels, meta, styles, _tabs(width, middle, old), section)
    if turned:
        tabs = _tabs(page.height_mm - page.top_mm - page.bottom_mm, middle, old)
        section = field("STYLEREF 1", run(heads.shown(heads.turned))) if named else ""
        wide = _parts(labels, meta, styles, tabs, section)
        parts |= {f"{name} turned": xml for name, xml in wide.items()}
    return parts


def _parts(labels: Mapping[str, str], meta: Meta, styles: Styles, tabs: str, section: str) -> dict[str, str]:
    def line(style: str, left: str, right: str) -> str:
        return _line(styles, style, (left, meta.marking, right), tabs, to_left=is_right_to_left(meta.lang))

    foot = _part("ftr", line("footer", _issue(meta, labels), _page_number(labels, meta.lang)))
    return {
        "header default": _part(
            "hdr",
            line(
                "header", run(_short(meta.title, LONGEST_TITLE_BY_MARKING if meta.marking else LONGEST_TITLE)), section
            ),
        ),
        "header first": _part("hdr", line("header", "", "")),
        "footer default": foot,
        "footer first": foot,
    }


def _tabs(width_mm: float, middle: str, old: Iterable[int]) -> str:
    """A stop in the middle and one at the right edge; other stops of the style are taken away.

    `middle` is `center`, or `clear` where nothing stands there: a long text on the left may then go past it.
    """
    width = twips(mm_to_points(width_mm))
    stops = {**dict.fromkeys(old, "clear"), width // 2: middle, width: "right"}
    return "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for at, kind in sorted(stops.items()))


def _part(tag: str, body: str) -> str:
    return f"{XML_HEAD}<w:{tag} {NAMESPACES}>{body}</w:{tag}>"


def _line(styles: Styles, style: str, words: tuple[str, str, str], tabs: str, *, to_left: bool) -> str:
    """One line in three parts; the marking in the middle. Where one writes to the left, it begins on the right."""
    left, marking, right = words
    if not any(words):
        return Para(styles.id(style), "").xml
    show = RunFormat(styles.id("Marking Char", kind="character"))
    middle = run(marking, show) if marking else ""
    return Para(
        styles.id(style), left + TAB + (middle + TAB if marking else "") + right, tabs=tabs, to_left=to_left
    ).xml


def _issue(meta: Meta, labels: Mapping[str, str]) -> str:
    version = labels.get("version_of", "{version}").replace("{version}", meta.version) if meta.version else ""
    rest = [part for part in (print_day(meta.date, meta.lang), version) if part]
    room = (LONGEST_TITLE_BY_MARKING if meta.marking else LONGEST_ISSUE) - sum(len(part) + 5 for part in rest)
    organisation = _short(meta.organisation, max(room, SHORTEST_ORGANISATION))
    return run("\u00a0\u00a0·\u00a0 ".join(part for part in (organisation, *rest) if part))


def _page_number(labels: Mapping[str, str], lang: str) -> str:
    """The label "Page {page} of {pages}" with fields in it."""
    label = labels.get("page_of", "{page} / {pages}")
    before, _, rest = label.partition("{page}")
    between, _, after = rest.partition("{pages}")
    after = after or (LEFT_TO_RIGHT if label.isascii() and is_right_to_left(lang) else "")
    return run(before) + field("PAGE", run("1")) + run(between) + field("NUMPAGES", run("1")) + run(after)


def _short(title: str, longest: int) -> str:
    if len(title) <= longest:
        return title
    cut = title[:longest].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut}…"
