"""Contents and lists of figures or tables: fields with their entries in place, right before anybody updates them."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.core.document import Element
from briefgen.render.docx.blocks import Block, Contents, Para
from briefgen.render.docx.formats import Mood, format_of
from briefgen.render.docx.headings import NUMBERED_LEVELS
from briefgen.render.docx.inline import page_field, runs
from briefgen.render.docx.marks import target_of
from briefgen.render.docx.ooxml import LINK_END, PLAIN, TAB, field_end, field_start, link_start, run
from briefgen.render.docx.writer import Place, Writer


def navigation(w: Writer, element: Element, place: Place) -> None:
    """A `nav`: its heading if it has one, then the field with an entry in each line."""
    entries = [e for e in element.walk() if e.tag == "li"]
    others = [c for c in element.children if isinstance(c, Element) and c.tag != "ul"]
    w.no_style(element)
    with w.apart() as made:
        for other in others:
            _heading(w, other, place)
        lines = [para for entry in entries if (para := _entry(w, entry, element, place))]
    if not lines:
        return
    lines[0].runs = field_start(_instruction(element)) + lines[0].runs
    lines[-1].runs += field_end()
    if element.has_class("toc"):
        w.out.append(Contents(made))
    else:
        w.out.extend(made)


def _heading(w: Writer, element: Element, place: Place) -> None:
    with w.anchored(element):
        w.point(element.get("id"))
        style = w.own_style(element) or "TOC Heading"
        w.para(style, runs(w, element.children, style, lang=element.get("lang") or place.lang))


def listed_in(elements: Sequence[Element]) -> tuple[frozenset[str], int]:
    """Ids of the headings that the contents of a document list, and to which level, from all its elements."""
    found = [e for e in elements if e.tag == "nav" and e.has_class("toc")]
    ids = frozenset(target_of(link) for nav in found for link in nav.walk() if link.tag == "a")
    return ids, max((_levels(nav) for nav in found), default=0)


def _levels(nav: Element) -> int:
    return int(nav.get("data-levels", "2"))


def _instruction(nav: Element) -> str:
    """Contents ask for styles by name, since headings that they leave out have outline levels too."""
    if nav.has_class("toc"):
        names = [f"Heading {n} Unnumbered" for n in range(1, _levels(nav) + 1) if n <= NUMBERED_LEVELS]
        others = "".join(f",{name},{n}" for n, name in enumerate(names, 1))
        return f'TOC \\o "1-{_levels(nav)}" \\h \\z \\t "{others[1:]}"'
    return f'TOC \\h \\z \\c "{"Table" if nav.has_class("list-of-tables") else "Figure"}"'


def _entry(w: Writer, entry: Element, nav: Element, place: Place) -> Para | None:
    """One line: the words, a tab, the page; all of it a link to the place."""
    link = next((e for e in entry.walk() if target_of(e)), None)
    name = target_of(link) if link else ""
    style = f"toc {entry.get('data-level', '1')}" if nav.has_class("toc") else "table of figures"
    words, show = " ".join(entry.text().split()), format_of(w, Mood(style, lang=entry.get("lang") or place.lang))
    w.no_style(entry)
    if name not in w.targets:
        w.report.add("broken-link", f'the contents name "{words}", which the document does not have', entry.origin)
        return w.para(style, run(words, show))
    line = run(words, show) + TAB + page_field(w, name, PLAIN)
    with w.anchored(entry):
        w.point(entry.get("id"))
        para = w.para(style, link_start(anchor=w.targets[name].bookmark) + line + LINK_END)
    if para and style.lower() in w.styles.given and not w.styles.stops(style):
        para.tabs = f'<w:tab w:val="right" w:leader="dot" w:pos="{place.width}"/>'
    return para


def frame_numbers(blocks: Sequence[Block]) -> None:
    """Give each contents frame of the document an id of its own."""
    for number, block in enumerate((b for b in blocks if isinstance(b, Contents)), 1):
        block.number = number
