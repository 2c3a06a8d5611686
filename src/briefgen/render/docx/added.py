"""Styles that a document needs and a designer's file lacks: as the theme has them, in the type of the file.

Type, colour and weight that such a style has in common with the one that it builds on are not said, so that
it follows the designer's; its size is to theirs as it is to ours in the style table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from briefgen.render.docx.adoption import WML
from briefgen.render.docx.names import CELLS
from briefgen.render.docx.ooxml import NAMESPACES
from briefgen.render.docx.styles import DEEPEST_CHAIN, FileStyle, Styles, inherited
from briefgen.render.docx.stylesheet import StyleWriter, palette_of, table_styles
from briefgen.render.style import TextStyle, Theme

_WHOLE: Final = frozenset({"spacer"})
"""Styles that depend on nothing of the file."""
LEAST, MOST = 0.7, 1.6
"""Bounds for the ratio of sizes; beyond them the file is no text that we could follow."""


def added_styles(styles: Styles, theme: Theme, text_width: int, *, to_left: bool = False) -> str:
    """The added styles as XML; `text_width` is in twips."""
    palette = palette_of(theme.brand)
    writer = StyleWriter(theme.brand, palette, styles.looks, styles.linked, styles.ids, text_width, to_left)
    tables = table_styles(palette)
    made = [_parsed(tables[name]) for name in sorted(styles.added_tables)]
    if styles.foreign:
        house = _House(styles, writer)
        made += [house.style(key, look) for key, look in styles.added.items()]
    else:
        made += [_parsed(writer.style(look)) for look in styles.added.values()]
    _mend_bases(made, styles)
    return "".join(etree.tostring(node, encoding="unicode") for node in made)


def _parsed(xml: str) -> etree._Element:
    return etree.fromstring(f"<w:styles {NAMESPACES}>{xml}</w:styles>")[0]


def _mend_bases(made: list[etree._Element], styles: Styles) -> None:
    """Bases by the ids that they have in the file; none where the file has no such style."""
    known = {node.get(f"{WML}styleId") for node in made} | set(styles.ids.values())
    for node in made:
        for base in node.findall(f"{WML}basedOn"):
            if base.get(f"{WML}val") == "TableNormal":
                base.set(f"{WML}val", styles.ids.get("normal table", "TableNormal"))
            if base.get(f"{WML}val") not in known:
                node.remove(base)


@dataclass(frozen=True, slots=True)
class _House:
    """The designer's file, as far as added styles follow it."""

    styles: Styles
    writer: StyleWriter

    def style(self, key: str, look: TextStyle) -> etree._Element:
        """One style, in the type of the one that it builds on; one that differs in nothing inherits everything."""
        if look.kind != "paragraph" or key in _WHOLE or not look.base:
            return _parsed(self.writer.style(look))
        base = self.styles.look(look.base)
        ratio, theirs = self._ratio(look), self._root(look)[1]
        node = _parsed(self.writer.style(_sized(replace(look, base=self._base(look)), ratio)))
        _forget_common(node, _parsed(self.writer.style(_sized(base, ratio))), "rPr")
        if replace(look, name=base.name, base=base.base, css=base.css) == base:
            _forget_common(node, _parsed(self.writer.style(_sized(base, ratio))), "pPr")
        if not (theirs and self._inherited(theirs, "exact")):
            _follow_lines(node)
        for indent in node.iter(f"{WML}ind"):
            indent.set(f"{WML}firstLineChars", "0")  # else that of the designer's would win
        return node

    def _base(self, look: TextStyle) -> str:
        """Text of tables is built on Pandoc's style for it, where there is one."""
        known = self.styles.given.get(CELLS)
        return CELLS if look.name == "Table Text" and known and known.kind == "paragraph" else look.base

    def _root(self, look: TextStyle) -> tuple[TextStyle, FileStyle | None]:
        """The nearest style of the designer's that this one builds on in the end, and how ours of that name looks."""
        for _ in range(DEEPEST_CHAIN):
            base = self._base(look)
            theirs = self.styles.given.get(base.lower())
            ours = self.styles.looks.get(look.base.lower())
            if theirs or not ours:
                return ours or look, theirs
            look = ours
        return look, None

    def _ratio(self, look: TextStyle) -> float:
        """Their size of text to ours."""
        ours, theirs = self._root(look)
        size = self._inherited(theirs, "size") if theirs else None
        return min(max(size / ours.size, LEAST), MOST) if isinstance(size, float) and ours.size else 1.0

    def _inherited(self, style: FileStyle, what: str) -> object:
        """What the style says, or the nearest that it builds on, or the defaults of the file."""
        value = inherited(style, {each.id: each for each in self.styles.given.values()}, what)
        return getattr(self.styles.defaults, what) if value is None and self.styles.defaults else value


def _sized(look: TextStyle, ratio: float) -> TextStyle:
    return replace(look, size=look.size * ratio, line=look.line * ratio)


def _forget_common(node: etree._Element, base: etree._Element, part: str) -> None:
    """Take out of a style what the one below it says in the same words."""
    own, below = node.find(f"{WML}{part}"), base.find(f"{WML}{part}")
    same = {etree.tostring(child) for child in below} if below is not None else set()
    for child in [c for c in own if etree.tostring(c) in same] if own is not None else ():
        child.getparent().remove(child)  # type: ignore[union-attr]


def _follow_lines(node: etree._Element) -> None:
    """Lines as high as those of the designer's text, where these grow with what stands in them."""
    for spacing in node.iter(f"{WML}spacing"):
        if spacing.get(f"{WML}lineRule") == "exact":
            for name in ("line", "lineRule"):
                del spacing.attrib[f"{WML}{name}"]
