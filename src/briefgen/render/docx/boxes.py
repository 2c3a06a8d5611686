"""Callouts and the like: paragraphs with one ground and border, so that Word draws one box around them."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.core.document import Element
from briefgen.render.docx.blocks import Block, Para, Table, keep_together
from briefgen.render.docx.estimate import TALLEST_KEPT, lines
from briefgen.render.docx.ooxml import TWIPS_PER_POINT
from briefgen.render.docx.stylesheet import SPACE_IN_BOX, eighths
from briefgen.render.docx.writer import Place, Writer
from briefgen.render.style import TextStyle

FAMILIES = {
    "ask": "Ask",
    "bottom-line": "Ask",
    "gap": "Framed Callout",
    "limits": "Framed Callout",
    "question": "Framed Callout",
    "conflict": "Ruled Callout",
}
"""Classes of `aside` to the style of the text in it; `Callout` for all others."""


_UNBOXED = frozenset({"table", "figure", "blockquote", "pre"})
"""What keeps a style of its own, round which Word draws no box."""


def aside(w: Writer, element: Element, place: Place) -> None:
    """A box. The space around it stands before its first and after its last paragraph.

    A tall one may break between any two lines, but not below its title, since that is kept with the text by its style.
    """
    own = w.own_style(element)
    style = own or next((FAMILIES[c] for c in element.classes if c in FAMILIES), "Callout")
    for each in element.walk():
        if each.tag in _UNBOXED:
            w.loses(each, f"<{each.tag}> stands in a box; in Word the box ends above it and begins again below it")
    family = style if f"{style} Title".lower() in w.styles.looks else "Callout"
    inside = place.but(text=style, title=f"{family} Title", list=f"{family} List", depth=0)
    with w.apart() as made:
        w.blocks(element.children, inside)
    look = w.styles.look(style)
    if made and isinstance(made[0], Para):
        made[0].before = look.before
    if made and isinstance(made[-1], Para):
        made[-1].after = look.after
    if not any(isinstance(b, Table) for b in made) and _height(made, look, place) <= TALLEST_KEPT * place.height:
        keep_together(made)
    _keep_off(w, made, style)
    w.box_styles |= dict.fromkeys((block.style for block in made if isinstance(block, Para)), style)
    w.out.extend(made)


def _height(made: Sequence[Block], look: TextStyle, place: Place) -> float:
    """Twips that a box of this look takes, about."""
    count = lines(made, look.size, place.width / TWIPS_PER_POINT - 2 * look.padding)
    spaces = SPACE_IN_BOX * (len(made) - 1) + 2 * look.padding
    return (count * look.line + spaces) * TWIPS_PER_POINT


def _keep_off(w: Writer, made: Sequence[Block], style: str) -> None:
    """A thin paragraph after a box of the same style, since Word would draw one box around both, and between two that
    are filled, since LibreOffice would fill what lies between them."""
    above, first = w.out[-1] if w.out else None, made[0] if made else None
    if not (isinstance(above, Para) and isinstance(first, Para) and above.style in w.box_styles):
        return
    other = w.box_styles[above.style]
    if other == style or (w.styles.look(other).fill and w.styles.look(style).fill):
        w.out.append(Para(w.styles.id("Spacer"), "", keep_next=False))
        above.after = max(above.after or 0.0, first.before or 0.0)
        first.before = 0.0


def rule_off(w: Writer, made: Sequence[Block], *, one_page: bool) -> None:
    """The masthead's rules: a strong one above its first paragraph, a fine one below its last."""
    palette = w.palette
    first, last = made[0], made[-1]
    if isinstance(first, Para):
        space = 6 if one_page else 9
        first.borders += (
            f'<w:top w:val="single" w:sz="{eighths(3)}" w:space="{space}" {palette.attributes("primary", "color")}/>'
        )
    if isinstance(last, Para):
        space = 4 if one_page else 8
        color = palette.attributes(palette.hairline, "color")
        last.borders += f'<w:bottom w:val="single" w:sz="{eighths(0.75)}" w:space="{space}" {color}/>'
        last.after = 8 if one_page else 14
