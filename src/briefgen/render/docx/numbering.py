"""Word's numbering: definitions linked to the list styles, and a fresh list wherever counting restarts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from briefgen.render.docx.looks import BOXES, style_id
from briefgen.render.docx.ooxml import NAMESPACES, XML_HEAD, W, twips
from briefgen.render.docx.stylesheet import insets, palette_of, run_fonts
from briefgen.render.style import Brand, TextStyle

BULLETS: Final = ("•", "–", "·")
FORMATS: Final[Mapping[str, str]] = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
"""HTML's list types as Word calls them."""
NUMBERS: Final = ("decimal", "lowerLetter", "lowerRoman")
"""What nested lists count with when nothing is said."""

NARROW: Final = '<w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
"""A font for bullets beside Chinese text; in a Chinese font they are as wide as a character and push the text away."""

PARAGRAPH_NUMBER_SIZE: Final = 0.86
"""Size of a paragraph's number, as a part of the text's."""

STEP: Final = 14.0
"""Points by which a level without a style of its own is set further in."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a definition."""

    format: str
    text: str
    left: float
    hanging: float
    style: str = ""
    """Id of the style that this level numbers."""
    suffix: str = "tab"
    run: str = ""
    """Ready children of `w:rPr` of the number or bullet."""


def definition(number: int, levels: Sequence[Level]) -> str:
    """A `w:abstractNum`."""
    kind = "singleLevel" if len(levels) == 1 else "multilevel"
    body = "".join(_level(n, level) for n, level in enumerate(levels))
    start = f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>'
    return f"{start}{body}</w:abstractNum>"


def _level(number: int, level: Level) -> str:
    style = f'<w:pStyle w:val="{level.style}"/>' if level.style else ""
    suffix = f'<w:suff w:val="{level.suffix}"/>' if level.suffix != "tab" else ""
    tab = f'<w:tabs><w:tab w:val="num" w:pos="{twips(level.left)}"/></w:tabs>' if level.suffix == "tab" else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{level.format}"/>{style}{suffix}'
        f'<w:lvlText w:val="{level.text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr>{tab}<w:ind w:left="{twips(level.left)}" w:hanging="{twips(level.hanging)}"/></w:pPr>'
        + (f"<w:rPr>{level.run}</w:rPr>" if level.run else "")
        + "</w:lvl>"
    )


def list_number(number: int, abstract: int, *, level: int = 0, start: int | None = None) -> str:
    """A `w:num`: a list that uses a definition, counting from `start` when that is said."""
    restart = (
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        if start is not None
        else ""
    )
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{restart}</w:num>'


TO_LEFT = "\u200f"
"""A sign that is not seen; what stands beside it runs from right to left."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The definitions that a file starts with, and the styles linked to them."""

    xml: str
    linked: Mapping[str, tuple[int, int]]
    """Style name in small letters to list and level."""


def base_scheme(looks: Mapping[str, TextStyle], brand: Brand, *, headings: bool, to_left: bool = False) -> Scheme:
    """numbering.xml of a new file. Headings are numbered only when the document's are."""
    families: list[tuple[tuple[str, ...], str]] = [
        (("List Bullet", "List Bullet 2", "List Bullet 3"), "bullet"),
        (("List Number", "List Number 2", "List Number 3"), "number"),
        *(((f"{box} List",), "bullet") for box in BOXES),
        (("Table List",), "bullet"),
    ]
    definitions: list[str] = []
    linked: dict[str, tuple[int, int]] = {}
    for number, (names, kind) in enumerate(families):
        definitions.append(definition(number, levels_of(names, kind, looks, marker_run(brand, kind))))
        linked |= {name.lower(): (number + 1, level) for level, name in enumerate(names)}
    definitions.append(definition(len(definitions), paragraph_levels(looks, brand)))
    linked["numbered paragraph"] = (len(definitions), 0)
    if headings:
        definitions.append(
            definition(len(definitions), heading_levels(brand, ("Heading1", "Heading2"), to_left=to_left))
        )
        linked |= {"heading 1": (len(definitions), 0), "heading 2": (len(definitions), 1)}
    lists = "".join(list_number(n + 1, n) for n in range(len(definitions)))
    xml = f"{XML_HEAD}<w:numbering {NAMESPACES}>{''.join(definitions)}{lists}</w:numbering>"
    return Scheme(xml, linked)


def marker_run(brand: Brand, kind: str) -> str:
    """Bullets in the accent colour, numbers in the second one, as print.css has them."""
    palette = palette_of(brand)
    if kind == "bullet":
        narrow = NARROW if brand.fonts.get("base") == brand.fonts.get("east-asian") else ""
        return f'{narrow}<w:b w:val="0"/><w:i w:val="0"/><w:color {palette.attributes("accent")}/>'
    return f'{run_fonts(brand, "headings")}<w:b/><w:i w:val="0"/><w:color {palette.attributes("secondary")}/>'


def paragraph_levels(looks: Mapping[str, TextStyle], brand: Brand, *, link: bool = True) -> list[Level]:
    """Paragraph numbers: small and quiet, in front of the text."""
    look = looks["numbered paragraph"]
    size = round(look.size * 2 * PARAGRAPH_NUMBER_SIZE)
    run = f'{run_fonts(brand, "headings")}<w:b w:val="0"/><w:color {palette_of(brand).attributes("muted")}/>'
    run += f'<w:sz w:val="{size}"/>'
    style = style_id(look.name) if link else ""
    return [Level("decimal", "%1", insets(look)[0], look.hanging, style, run=run)]


def levels_of(
    names: Sequence[str], kind: str, looks: Mapping[str, TextStyle], run: str = "", *, link: bool = True
) -> list[Level]:
    """Three levels for these styles; where styles run out, the last one is set further in."""
    levels = []
    for n in range(3):
        look = looks.get(names[min(n, len(names) - 1)].lower())
        if look is None or not look.hanging:  # a style of the audience that says nothing of lists
            look = looks["list bullet" if kind == "bullet" else "list number"]
        further = max(0, n - len(names) + 1)
        left = insets(look)[0] + STEP * further
        style = style_id(look.name) if link and not further else ""
        levels.append(_list_level(kind, n, left, look.hanging, style, run, in_box=bool(look.padding), further=further))
    return levels


def _list_level(
    kind: str, n: int, left: float, hanging: float, style: str, run: str, *, in_box: bool, further: int
) -> Level:
    """A box breaks where its paragraphs begin at different places, so its deeper levels hang all the way back."""
    if in_box:
        hanging += STEP * further
    pad = "\u2003" * further if in_box else ""
    if kind == "bullet":
        return Level("none" if pad else "bullet", pad + BULLETS[n], left, hanging, style, run=run)
    format_ = NUMBERS[n] if kind == "number" else kind
    return Level(format_, f"{pad}%{n + 1}.", left, hanging, style, run=run)


def heading_levels(brand: Brand, styles: Sequence[str] = (), *, to_left: bool = False) -> list[Level]:
    """ "1", "1.1": the number stands before the heading and a space follows.

    Where one writes to the left, LibreOffice would put that space on the wrong side of the digits, so there it is part
    of the number, between signs that nobody sees.
    """
    names = (*styles, "", "")
    run = f'<w:b w:val="0"/><w:color {palette_of(brand).attributes("secondary")}/>'
    texts, suffix = (f"{TO_LEFT}{{}}\u00a0{TO_LEFT}", "nothing") if to_left else ("{}", "space")
    return [Level("decimal", texts.format(text), 0, 0, names[n], suffix, run) for n, text in enumerate(("%1", "%1.%2"))]


@dataclass(slots=True)
class Lists:
    """Hands out lists. What it made is in `definitions` and `lists` until it is spliced in."""

    looks: Mapping[str, TextStyle]
    brand: Brand
    linked: Mapping[str, tuple[int, int]]
    """As the file at hand has it: style name in small letters to list and level."""
    abstracts: Mapping[int, int]
    """Lists of the file to their definitions."""
    next_list: int
    next_definition: int
    definitions: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    _made: dict[tuple[str, str], int] = field(default_factory=dict)
    _bullet_lists: dict[str, int] = field(default_factory=dict)

    def bullet(self, style: str, level: int) -> tuple[int, int] | None:
        """List and level for an item of this style; None when the style says it."""
        linked = self.linked.get(style.lower())
        if linked:
            return None if linked[1] == level or not level else (linked[0], level)
        if style not in self._bullet_lists:
            self._bullet_lists[style] = self._list(self._definition(style, "bullet"))
        return self._bullet_lists[style], level

    def ordered(self, style: str, level: int, kind: str, start: int) -> int:
        """A list of its own that counts from `start`. `kind` is one of `FORMATS`' values, or `number`."""
        linked = self.linked.get(style.lower())
        if linked and kind == "number" and linked[0] in self.abstracts:
            return self._list(self.abstracts[linked[0]], level=level, start=start)
        return self._list(self._definition(style, kind), level=level, start=start)

    def headings(self, level: int, start: int | None = None) -> int:
        """A list that numbers headings, for files whose heading styles do not."""
        linked = self.linked.get("heading 1")
        if linked and linked[0] in self.abstracts:
            return self._list(self.abstracts[linked[0]], level=level, start=start)
        key = ("headings", "")
        if key not in self._made:
            self._made[key] = self._define(heading_levels(self.brand))
        return self._list(self._made[key], level=level, start=start)

    def _definition(self, style: str, kind: str) -> int:
        key = (style.lower(), kind)
        if key not in self._made and style == "Numbered Paragraph":
            self._made[key] = self._define(paragraph_levels(self.looks, self.brand, link=False))
        if key not in self._made:
            self._made[key] = self._define(
                levels_of(_family(style), kind, self.looks, marker_run(self.brand, kind), link=False)
            )
        return self._made[key]

    def _define(self, levels: Sequence[Level]) -> int:
        number = self.next_definition
        self.next_definition += 1
        self.definitions.append(definition(number, levels))
        return number

    def _list(self, abstract: int, *, level: int = 0, start: int | None = None) -> int:
        number = self.next_list
        self.next_list += 1
        self.lists.append(list_number(number, abstract, level=level, start=start))
        return number


def _family(style: str) -> tuple[str, ...]:
    """The styles of the three levels of which `style` is one."""
    stem = style.removesuffix(" Compact").rstrip(" 23")
    return (stem, f"{stem} 2", f"{stem} 3") if stem in ("List Bullet", "List Number") else (style,)


def lists_of_file(
    root: etree._Element, looks: Mapping[str, TextStyle], brand: Brand, linked: Mapping[str, tuple[int, int]]
) -> Lists:
    """Lists that continue the numbering part with this root."""
    attribute = f"{{{W}}}"
    definitions = [int(node.get(f"{attribute}abstractNumId", "0")) for node in root.iterfind(f"{attribute}abstractNum")]
    abstracts = {}
    for node in root.iterfind(f"{attribute}num"):
        link = node.find(f"{attribute}abstractNumId")
        if link is not None:
            abstracts[int(node.get(f"{attribute}numId", "0"))] = int(link.get(f"{attribute}val", "0"))
    known = {style: place for style, place in linked.items() if place[0] in abstracts}
    return Lists(looks, brand, known, abstracts, max(abstracts, default=0) + 1, max(definitions, default=-1) + 1)
