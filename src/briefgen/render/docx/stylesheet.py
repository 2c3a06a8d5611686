"""Looks to `w:style` elements: exact lines, theme fonts and colours, paragraph boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefgen.render.docx.looks import BOXES, BUILT_IN, style_id, word_name
from briefgen.render.docx.ooxml import attr, twips
from briefgen.render.style import Brand, TextStyle

_ALIGN = {"left": "", "right": "right", "center": "center", "justify": "both"}
_SIDES = ("top", "left", "bottom", "right")
SPACE_IN_BOX = 4.0
"""Points between the paragraphs of a box. What the look says of the space around it goes to the first and the last."""
MAX_BORDER_SPACE = 31
"""Points; Word accepts no more between a border and the text."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colour roles as Word writes them: the value, and the theme slot it comes from."""

    colors: Mapping[str, str]
    slots: Mapping[str, str]
    """`RRGGBB` to theme colour name."""

    def value(self, role: str) -> str:
        return self.colors.get(role, "#000000").lstrip("#").upper()

    @property
    def hairline(self) -> str:
        """The role of fine rules."""
        return "hairline" if "hairline" in self.colors else "muted"

    def attributes(self, role: str, value: str = "val", theme: str = "themeColor") -> str:
        """`w:val="0F4453" w:themeColor="text2"`, the slot left out when the theme has no such colour."""
        color = self.value(role)
        slot = self.slots.get(color)
        return f'w:{value}="{color}"' + (f' w:{theme}="{slot}"' if slot else "")


def palette_of(brand: Brand) -> Palette:
    names = [f"accent{n}" for n in range(6, 0, -1)]
    colors = list(accents(brand))
    slots = {c.lstrip("#").upper(): n for n, c in zip(names, reversed(colors), strict=True)}
    for role, slot in (
        ("light", "background2"),
        ("primary", "text2"),
        ("background", "background1"),
        ("foreground", "text1"),
    ):
        slots[brand.colors.get(role, "#000000").lstrip("#").upper()] = slot
    return Palette(brand.colors, slots)


def accents(brand: Brand) -> tuple[str, ...]:
    """The six accent colours of the document theme: the chart colours, repeated when there are fewer."""
    colors = brand.chart_colors or (brand.colors.get("primary", "#000000"),)
    return tuple(colors[n % len(colors)] for n in range(6))


@dataclass(frozen=True, slots=True)
class StyleWriter:
    """Prints styles for one brand. `numbered` gives the list and level that a style is linked to."""

    brand: Brand
    palette: Palette
    looks: Mapping[str, TextStyle]
    numbered: Mapping[str, tuple[int, int]]
    ids: Mapping[str, str]
    """Ids that styles of these names (small letters) have in the file, where they differ from ours."""
    text_width: int
    """Twips; page numbers in contents stand at its right edge."""
    to_left: bool = False
    """The document is written from right to left: lines on the left of a box stand on its right, where it begins."""

    def style(self, look: TextStyle) -> str:
        key = look.name.lower()
        paragraph = look.kind == "paragraph"
        base = look.base or ("" if key == "normal" else "Normal" if paragraph else "Default Paragraph Font")
        return (
            f'<w:style w:type="{look.kind}"{_default(key)}{_custom(key)} w:styleId="{self._id(look.name)}">'
            f'<w:name w:val="{attr(word_name(look.name))}"/>'
            + (f'<w:basedOn w:val="{self._id(base)}"/>' if base else "")
            + self._next(look)
            + _gallery(key, look.kind)
            + (f"<w:pPr>{self._paragraph(look)}</w:pPr>" if paragraph else "")
            + f"<w:rPr>{self._run(look)}</w:rPr></w:style>"
        )

    def _id(self, name: str) -> str:
        return self.ids.get(name.lower()) or style_id(name)

    def _next(self, look: TextStyle) -> str:
        follows = look.outline or look.name in ("Title", "Subtitle", "Kicker", "Byline")
        return f'<w:next w:val="{self._id("Body Text")}"/>' if follows and "body text" in self.looks else ""

    def _paragraph(self, look: TextStyle) -> str:
        """The children of `w:pPr` in schema order."""
        figure = look.name in ("Figure", "Logo")
        line = 'w:line="240" w:lineRule="auto"' if figure else f'w:line="{twips(look.line)}" w:lineRule="exact"'
        before, after = (0.0, SPACE_IN_BOX) if look.name in BOXES else (look.before, look.after)
        align = _ALIGN.get(look.align, "")
        return "".join(
            [
                _flag("keepNext", look.keep_next),
                _flag("keepLines", look.keep_together),
                self._numbering(look),
                self._borders(look),
                self._shading(look),
                self._tabs(look),
                f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" {line}/>',
                self._indent(look),
                f'<w:jc w:val="{align}"/>' if align else '<w:jc w:val="left"/>',
                f'<w:outlineLvl w:val="{look.outline - 1 if look.outline else 9}"/>',
            ]
        )

    def _numbering(self, look: TextStyle) -> str:
        key = look.name.lower()
        if key not in self.numbered:
            inherits = any(style.name.lower() in self.numbered for style in self._chain(look))
            return '<w:numPr><w:numId w:val="0"/></w:numPr>' if inherits and not key.endswith(" compact") else ""
        number, level = self.numbered[key]
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def _borders(self, look: TextStyle) -> str:
        """All four sides as soon as the style or one below it has any, since each side is inherited for itself."""
        if not any(_is_boxed(style) for style in self._chain(look)):
            return ""
        rules = {_MIRRORED.get(side, side) if self.to_left else side: r for side, r in rules_of(look).items()}
        space = min(round(look.padding), MAX_BORDER_SPACE)
        sides = []
        for side in _SIDES:
            if side in rules:
                role, width = rules[side]
                color = self.palette.attributes(role, "color")
                sides.append(f'<w:{side} w:val="single" w:sz="{eighths(width)}" w:space="{space}" {color}/>')
            elif look.fill and look.padding:
                color = self.palette.attributes(look.fill, "color")
                sides.append(f'<w:{side} w:val="single" w:sz="2" w:space="{space}" {color}/>')
            else:
                sides.append(f'<w:{side} w:val="nil"/>')
        return f"<w:pBdr>{''.join(sides)}</w:pBdr>"

    def _chain(self, look: TextStyle) -> Iterator[TextStyle]:
        """The style and those that it builds on."""
        seen: set[str] = set()
        while look.name.lower() not in seen:
            seen.add(look.name.lower())
            yield look
            look = self.looks.get(look.base.lower(), look)

    def _tabs(self, look: TextStyle) -> str:
        key = look.name.lower()
        if key in ("header", "footer"):
            center = f'<w:tab w:val="center" w:pos="{self.text_width // 2}"/>'
        elif (key.startswith("toc ") and key[4:].isdigit()) or key == "table of figures":
            center = ""
        else:
            return ""
        return f'<w:tabs>{center}<w:tab w:val="right" w:pos="{self.text_width}"/></w:tabs>'

    def _shading(self, look: TextStyle) -> str:
        if not look.fill:
            inherited = look.kind == "paragraph" and any(style.fill for style in self._chain(look))
            return '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>' if inherited else ""
        return f'<w:shd w:val="clear" w:color="auto" {self.palette.attributes(look.fill, "fill", "themeFill")}/>'

    def _indent(self, look: TextStyle) -> str:
        left, right = insets(look)
        hanging = f' w:hanging="{twips(look.hanging)}"' if look.hanging else ' w:firstLine="0"'
        return f'<w:ind w:left="{twips(left)}" w:right="{twips(right)}"{hanging}/>'

    def _run(self, look: TextStyle) -> str:
        """The children of `w:rPr` in schema order."""
        paragraph = look.kind == "paragraph"
        return "".join(
            [
                run_fonts(self.brand, look.font) if look.font else "",
                _toggle("b", look.bold, paragraph),
                _toggle("i", look.italic, paragraph),
                "<w:smallCaps/>" if look.caps else "",
                f"<w:color {self.palette.attributes(look.color)}/>" if look.color else "",
                f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>' if look.size else "",
                '<w:u w:val="single"/>' if look.name == "Hyperlink" else "",
                self._shading(look) if not paragraph else "",
                '<w:vertAlign w:val="superscript"/>' if look.name in _RAISED else "",
            ]
        )


_MIRRORED = {"left": "right", "right": "left"}
_RAISED = frozenset({"footnote reference", "endnote reference"})


def _is_boxed(look: TextStyle) -> bool:
    return bool(look.rule or (look.fill and look.padding)) and look.kind == "paragraph"


def rules_of(look: TextStyle) -> dict[str, tuple[str, float]]:
    """Side to colour role and width in points."""
    rows = (part.split() for part in look.rule.split(",") if part.strip())
    return {side: (role, float(width)) for side, role, width in rows}


def eighths(points: float) -> int:
    """Border widths count in eighths of a point, from 2 to 96."""
    return max(2, min(96, round(points * 8)))


def insets(look: TextStyle) -> tuple[float, float]:
    """Left and right indent of the text, in points: a box keeps its outer edge on the column's edge."""
    rules = rules_of(look)
    box = bool(look.fill and look.padding)
    left = look.padding + rules.get("left", ("", 0.0))[1] if box or "left" in rules else 0.0
    right = look.padding + rules.get("right", ("", 0.0))[1] if box or "right" in rules else 0.0
    return look.indent + left, right


def run_fonts(brand: Brand, role: str) -> str:
    """Theme fonts for text and headings, the family itself for other roles; East Asian from the theme."""
    if role in ("base", "headings"):
        which = "minor" if role == "base" else "major"
        return (
            f'<w:rFonts w:asciiTheme="{which}HAnsi" w:eastAsiaTheme="{which}EastAsia" '
            f'w:hAnsiTheme="{which}HAnsi" w:cstheme="{which}Bidi"/>'
        )
    family = attr(brand.fonts[role].name) if role in brand.fonts else "Courier New"
    return f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:cs="{family}" w:eastAsiaTheme="minorEastAsia"/>'


def _flag(name: str, value: bool) -> str:
    return f"<w:{name}/>" if value else f'<w:{name} w:val="0"/>'


def _toggle(name: str, value: bool, explicit: bool) -> str:
    if not value and not explicit:
        return ""
    off = "" if value else ' w:val="0"'
    return f"<w:{name}{off}/><w:{name}Cs{off}/>"


def _default(key: str) -> str:
    return ' w:default="1"' if key == "normal" else ""


def _custom(key: str) -> str:
    return "" if key in BUILT_IN else ' w:customStyle="1"'


def _gallery(key: str, kind: str) -> str:
    """Where Word's style gallery shows it: what authors reach for, first."""
    if key.startswith(("toc ", "footnote", "endnote", "header", "footer", "spacer", "table of")):
        return '<w:uiPriority w:val="99"/><w:unhideWhenUsed/>'
    first = {"body text": 1, "heading 1": 2, "heading 2": 3, "heading 3": 4, "title": 5}
    return f'<w:uiPriority w:val="{first.get(key, 20 if kind == "paragraph" else 30)}"/><w:qFormat/>'


def table_styles(palette: Palette) -> dict[str, str]:
    """The tables of a brief by name: with rules, and without."""
    return {
        "Brief Table": _brief_table("BriefTable", "Brief Table", palette, ruled=True),
        "Brief Table Plain": _brief_table("BriefTablePlain", "Brief Table Plain", palette, ruled=False),
    }


NORMAL_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _brief_table(id_: str, name: str, palette: Palette, *, ruled: bool) -> str:
    """Cell margins and rules as print.css gives them: 4 and 5 points, or those of key figures."""
    strong = palette.attributes("primary", "color")
    hair = palette.attributes(palette.hairline, "color")
    edges = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" {strong}/>' for side in ("top", "bottom"))
    borders = f'<w:tblBorders>{edges}<w:insideH w:val="single" w:sz="4" w:space="0" {hair}/></w:tblBorders>'
    margins = (4, 5, 4, 5) if ruled else (0, 8, 1, 10)
    cells = "".join(f'<w:{side} w:w="{twips(m)}" w:type="dxa"/>' for side, m in zip(_SIDES, margins, strict=True))
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders if ruled else ""}<w:tblCellMar>{cells}</w:tblCellMar>'
        "</w:tblPr>" + (_first_row(palette) if ruled else "") + "</w:style>"
    )


def _first_row(palette: Palette) -> str:
    fill = palette.attributes("light", "fill", "themeFill")
    line = palette.attributes("primary", "color")
    return (
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" {line}/>'
        f'</w:tcBorders><w:shd w:val="clear" w:color="auto" {fill}/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
