"""Figures and captions: inline pictures with alternative text, numbers as fields that references lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefgen.core.document import Element, Node
from briefgen.render.docx.blocks import Block, Para, Table, paragraphs
from briefgen.render.docx.estimate import TALLEST_KEPT, table_height
from briefgen.render.docx.inline import runs
from briefgen.render.docx.marks import caption_of
from briefgen.render.docx.ooxml import RunFormat, field, run
from briefgen.render.docx.pictures import drawing
from briefgen.render.docx.writer import Place, Writer


def figure(w: Writer, element: Element, place: Place) -> None:
    """A figure or a table in its frame: caption, picture or table, and source stay together."""
    w.no_style(element)
    if caption_of(element) is None:
        w.point(element.get("id"))
    with w.apart() as made:
        for child in element.children:
            if isinstance(child, Element) and child.tag == "figcaption":
                write_caption(
                    w, child, place, owner=element, sequence="Table" if element.has_class("table") else "Figure"
                )
            else:
                w.blocks((child,), place)
    _hold(w, made, place)
    w.out.extend(made)


def _hold(w: Writer, made: Sequence[Block], place: Place) -> None:
    """Each part with the next; a tall table may break between rows, but not before its source."""
    for n, block in enumerate(made):
        is_last = n == len(made) - 1
        for para in _held(w, block, place, is_last=is_last):
            para.keep_next = True
        if isinstance(block, Table) and not is_last:
            block.space_after = 0.0
        if isinstance(block, Para) and is_last and block.style == w.styles.id("Figure"):
            block.keep_next = False  # its style keeps it with its source; figures in a row would never end


def _held(w: Writer, block: Block, place: Place, *, is_last: bool) -> Iterator[Para]:
    """The paragraphs that stay with what comes next."""
    if not isinstance(block, Table):
        yield from () if is_last else paragraphs([block])
        return
    short = table_height(block, w.styles.look("Table Text")) <= TALLEST_KEPT * place.height
    for row in (block.rows if short else block.rows[-1:])[: -1 if is_last else None]:
        for cell in row.cells:
            yield from paragraphs(cell.blocks)


def caption(w: Writer, element: Element, place: Place) -> None:
    """A caption outside its figure or table has nothing to name."""
    w.unknown(element, f"<{element.tag}> stands outside a figure or table")
    write_caption(w, element, place, owner=element, sequence="Figure")


def write_caption(w: Writer, element: Element, place: Place, *, owner: Element, sequence: str) -> Para | None:
    """The caption's paragraph. Its number is a SEQ field in the bookmark that references show."""
    number = _number(w, element.get("data-number"), sequence)
    target = w.targets.get(owner.get("id"))
    if target and number:
        start, end = w.marks.pair(target.bookmark)
        number = start + number + end
    elif target:
        w.point(owner.get("id"))
    w.point(element.get("id"))
    with w.anchored(element):
        style = w.own_style(element) or w.styles.caption(sequence)
        words = runs(w, tuple(_children(element)), style, lang=element.get("lang") or place.lang)
        return w.para(style, number + (run(" ") if number else "") + words)


def _number(w: Writer, label: str, sequence: str) -> str:
    """ "Figure 3" with the 3 as a field that counts; a label that ends in no number stays text."""
    show = RunFormat(w.styles.id("Caption Number", kind="character"))
    found = re.fullmatch(r"(.*?)(\d+)", label, re.DOTALL)
    if not found:
        return run(label, show)
    number = int(found.group(2))
    expected, w.sequences[sequence] = w.sequences.get(sequence, 0) + 1, number
    restart = "" if number == expected else f" \\r {number}"
    return run(found.group(1), show) + field(f"SEQ {sequence} \\* ARABIC{restart}", run(str(number), show), show)


def _children(caption: Element) -> Iterator[Node]:
    """The title in its own style, and what describes it on a line below, as print.css has it."""
    for child in caption.children:
        if isinstance(child, Element) and child.tag == "strong":
            yield Element("span", {**child.attrs, "data-style": "Caption Title"}, child.children, child.origin)
        elif isinstance(child, Element) and child.has_class("muted"):
            yield from ((Element("br", {}), child) if child.text().strip() else ())
        else:
            yield child


# --- pictures -------------------------------------------------------------------------------------


def image(w: Writer, element: Element, place: Place) -> None:
    """A picture in a paragraph of its own, never wider or higher than the text."""
    name = element.get("data-picture")
    picture = w.document.pictures.get(name)
    if picture is None or not picture.raster:
        w.report.add("missing-image", f'there is no picture "{name}" to print', element.origin)
        return
    style = w.own_style(element) or ("Logo" if element.has_class("logo") else "Figure")
    w.para(style, drawing(w, picture, picture.said(element.get("alt")), place))
