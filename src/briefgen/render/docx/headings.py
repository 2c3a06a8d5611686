"""Headings and numbered paragraphs, with Word's own numbering wherever it gives the same number."""

from __future__ import annotations

from briefgen.core.document import Element
from briefgen.render.docx.blocks import Para
from briefgen.render.docx.inline import runs
from briefgen.render.docx.ooxml import TAB, run
from briefgen.render.docx.writer import Place, Writer

LEVELS = {"h2": 0, "h3": 1, "h4": 2}
NUMBERED_LEVELS = 2
"""Levels that may be numbered: sections and their parts."""


def heading(w: Writer, element: Element, place: Place) -> None:
    """A heading in its style; the bookmark that links lead to holds its words."""
    own = w.own_style(element)
    if element.tag == "h1" or place.title or own:
        _write(w, element, own or place.title or "Title", place)
        return
    level = LEVELS[element.tag]
    number = element.get("data-number")
    if not number:
        _write(w, element, f"Heading {level + 1}{_kind(w, element, level)}", place)
        return
    numbering, literal = _numbering(w, level, number)
    para = _write(w, element, f"Heading {level + 1}{' Unnumbered' if literal else ''}", place, literal)
    if para:
        para.numbering = numbering


def _kind(w: Writer, element: Element, level: int) -> str:
    """What the style of a heading without a number is called beyond its level.

    One that the contents leave out has a style that they do not ask for, or it would be in them after an update.
    """
    if level < w.listed_levels and element.get("id") not in w.listed:
        return " Unlisted"
    return " Unnumbered" if level < NUMBERED_LEVELS and w.numbered_headings else ""


def _write(w: Writer, element: Element, style: str, place: Place, literal: str = "") -> Para | None:
    inside = runs(w, element.children, style, lang=place.lang)
    target = w.targets.get(element.get("id"))
    if target and inside:
        start, end = w.marks.pair(target.bookmark)
        inside = start + inside + end
    return w.para(style, (run(f"{literal}\u2002") if literal else "") + inside)


def _numbering(w: Writer, level: int, number: str) -> tuple[tuple[int, int] | None, str]:
    """List and level where the style does not say them, and the number as text where no list can count so."""
    if level >= NUMBERED_LEVELS:
        return None, number
    counts = w.heading_counts
    wanted = number.split(".")
    if len(wanted) != level + 1 or not all(part.isdecimal() for part in wanted):
        return None, number
    if [int(part) for part in wanted[:level]] != counts[:level]:
        return None, number
    expected = counts[level] + 1
    counts[level] = int(wanted[level])
    counts[level + 1 :] = [0] * (NUMBERED_LEVELS - level - 1)
    if counts[level] != expected:
        return (w.lists.headings(level, counts[level]), level), ""
    style_counts = f"heading {level + 1}" in w.styles.linked
    return (None if style_counts else (w.lists.headings(level), level)), ""


def numbered_paragraph(w: Writer, element: Element, place: Place) -> None:
    """A paragraph with its number in the margin of the text."""
    style = "Numbered Paragraph"
    number = element.get("data-number")
    inside = runs(w, element.children, style, lang=place.lang)
    if not number.isdecimal():
        para = w.para(style, (run(number) + TAB if number else "") + inside)
        if para:
            para.numbering = (0, 0)
        return
    para = w.para(style, inside)
    if para is None:
        return
    expected, w.paragraph_count = w.paragraph_count + 1, int(number)
    if w.paragraph_count != expected or (w.paragraph_list is None and style.lower() not in w.styles.linked):
        w.paragraph_list = w.lists.ordered(style, 0, "number", w.paragraph_count)
    para.numbering = (w.paragraph_list, 0) if w.paragraph_list is not None else None
