"""What the look of a brief is made of, for all formats: brand, style table, page, fonts, assets.

`render/theme.py` reads these from brand.yml, styles.yml and print.css of an audience's chain of
folders; the CSS and the Word styles are both printed from them, which keeps PDF and Word alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FontFamily:
    """One family of the shipped fonts: files are static TrueType."""

    name: str
    regular: str
    """File name in a fonts folder; the others may be empty."""
    bold: str = ""
    italic: str = ""
    bold_italic: str = ""
    fallback: str = ""
    """A family that most machines have, named in Word as the alternative."""


@dataclass(frozen=True, slots=True)
class Brand:
    """Colours, type and logo, from brand.yml (the public brand.yml format)."""

    name: str
    colors: Mapping[str, str]
    """Role to `#rrggbb`: foreground, background, primary, secondary, tertiary, muted, light, accent, danger."""
    chart_colors: tuple[str, ...]
    """Series colours, in order; distinct also in greyscale."""
    fonts: Mapping[str, FontFamily]
    """Role to family: base, headings, monospace, east-asian."""
    logo: bytes
    """SVG or PNG, empty when there is none."""
    logo_type: str
    """`svg`, `png` or empty."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One row of the style table. Lengths are in points unless the name says otherwise."""

    name: str
    """Word's style name, for instance `Heading 1`."""
    kind: str
    """`paragraph` or `character`."""
    css: str
    """Selector list that carries the same look in PDF and HTML."""
    base: str = ""
    """Style it is based on; empty for none."""
    font: str = "base"
    """Font role: base, headings, monospace or east-asian."""
    size: float = 11.0
    line: float = 14.0
    """Exact line height. A character style whose size, line, font or color is 0 or empty takes it from the text."""
    before: float = 0.0
    after: float = 0.0
    color: str = "foreground"
    bold: bool = False
    italic: bool = False
    align: str = "left"
    indent: float = 0.0
    hanging: float = 0.0
    keep_next: bool = False
    keep_together: bool = False
    fill: str = ""
    """Colour role of the background; empty for none."""
    rule: str = ""
    """Border as `side colour-role width-pt`, for instance `left primary 3`; several joined by commas."""
    padding: float = 0.0
    caps: bool = False
    """Small capitals."""
    outline: int = 0
    """Heading level 1 to 9; 0 for body text."""


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Page and margins in millimetres."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    top_mm: float = 20.0
    right_mm: float = 20.0
    bottom_mm: float = 20.0
    left_mm: float = 20.0
    header_mm: float = 9.0
    """From the edge of the page to the running head."""
    footer_mm: float = 9.0

    @property
    def text_width_mm(self) -> float:
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def text_height_mm(self) -> float:
        return self.height_mm - self.top_mm - self.bottom_mm


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that a renderer needs to give a document its look."""

    audience: str
    length: str
    brand: Brand
    styles: Mapping[str, TextStyle]
    """By style name, in the order of the table; already scaled for this audience and length."""
    page: PageSetup
    css: str
    """The designers' print.css files, parents first."""
    css_files: tuple[tuple[str, int], ...]
    """Path and first line in `css` of each of those files, so that a fault can be placed."""
    fonts: Mapping[str, bytes]
    """Font files by file name."""
    reference_docx: bytes
    """The audience's own reference.docx; empty when it has none."""
    assets: Mapping[str, bytes]
    """Pictures that style sheets name, by path relative to the audience folder."""
    class_styles: Mapping[str, str]
    """Classes that the audience declares, with the Word style each stands for."""
    labels: Mapping[str, str]
    """Fixed words in the document's language: "Figure", "Contents", "page {page} of {pages}"."""
    screen_css: str = ""
    """The designers' screen.css files, parents first: what the HTML page has besides print.css."""
