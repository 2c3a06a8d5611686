"""Lists with real numbering: three levels, counting afresh in each list."""

from __future__ import annotations

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Element
from briefgen.render.docx.blocks import Para, set_direction
from briefgen.render.docx.numbering import FORMATS
from briefgen.render.docx.ooxml import TAB
from briefgen.render.docx.writer import Place, Writer

DEEPEST = 2
"""The last level that has a style of its own, counting from 0."""

SPACE_AFTER_LIST = 7.0
"""Points between a list and the text below it, when its last item does not ask for more."""


def list_of(w: Writer, element: Element, place: Place) -> None:
    """A `ul` or `ol` with everything in its items."""
    level = min(place.depth, DEEPEST)
    if place.depth > DEEPEST:
        w.loses(
            element, f"a list stands {place.depth} lists deep; in Word it looks like one that stands {DEEPEST} deep"
        )
    style = w.own_style(element) or _style(element, place, level)
    number = _number(w, element, style, level)
    with w.apart() as made:
        for child in element.children:
            if isinstance(child, Element):
                own = w.own_style(child)
                counted = _number(w, element, own, level) if own and element.tag == "ul" else number
                _item(w, child, place, own or style, (counted, level) if counted is not None else None)
    last = made[-1] if made else None
    if isinstance(last, Para) and not (place.depth or place.list):
        last.after = max(SPACE_AFTER_LIST, last.after or 0.0)
    w.out.extend(made)


def _style(element: Element, place: Place, level: int) -> str:
    if place.list:
        return place.list
    if element.has_class("plain"):
        return "List Plain"
    stem = "List Number" if element.tag == "ol" else "List Bullet"
    if element.has_class("compact") and level == 0:
        return f"{stem} Compact"
    return stem if level == 0 else f"{stem} {level + 1}"


def _number(w: Writer, element: Element, style: str, level: int) -> int | None:
    """The list that counts this one's items; None where the style's own does."""
    if element.has_class("plain"):
        return None
    if element.tag == "ol":
        kind = FORMATS.get(element.get("type"), "number")
        return w.lists.ordered(style, level, kind, int(element.get("start", "1")))
    numbering = w.lists.bullet(style, level)
    return numbering[0] if numbering else None


def _item(w: Writer, item: Element, place: Place, style: str, numbering: tuple[int, int] | None) -> None:
    """One item: its first paragraph carries the bullet or number, later ones are set in under it."""
    inside = place.but(text=style, depth=place.depth + 1, lang=item.get("lang") or place.lang)
    with w.apart() as made, w.anchored(item):
        w.point(item.get("id"))
        w.blocks(item.children, inside)
    if item.get("lang"):
        set_direction(made, to_left=is_right_to_left(item.get("lang")))
    name = w.styles.id(style)
    own = [block for block in made if isinstance(block, Para) and block.style == name and block.numbering is None]
    for para in own[:1]:
        para.numbering = numbering
    for para in own[1:]:
        _continue(w, para, style, in_box=bool(place.list))
    w.out.extend(made)


def _continue(w: Writer, para: Para, style: str, *, in_box: bool) -> None:
    """In a box the edge of all paragraphs must be the same, so a tab stands where the bullet would."""
    follower = _follower(style, in_box=in_box)
    if follower.lower() in w.styles.looks:
        para.style = w.styles.id(follower)
    elif style.lower() in w.styles.linked:
        para.numbering = (0, 0)
    if in_box:
        para.runs = TAB + para.runs


def _follower(style: str, *, in_box: bool) -> str:
    """The style of an item's later paragraphs; empty when it has none of its own."""
    if in_box:
        return f"{style.removesuffix(' List')} Continue" if style.endswith(" List") else ""
    if style.startswith("List Number"):
        return style.replace("List Number", "List Number Continue")
    return style.replace("List Bullet", "List Continue") if style.startswith("List Bullet") else ""
