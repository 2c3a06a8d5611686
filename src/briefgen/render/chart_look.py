"""The look of charts, from the brand: colours, type, and how wide a text comes out."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from briefgen.diagnostics import Report
from briefgen.render.settings import Branch, branch
from briefgen.render.style import Brand, FontFamily, Theme

PX_PER_MM: Final = 96 / 25.4
LABEL: Final = 12.0
"""Size of category and value labels in CSS pixels; 9 points."""
SMALL: Final = 11.0
LEADING: Final = 15.0
"""From line to line of a label."""
EAST_ASIAN: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
LEAST_CONTRAST: Final = 3.0
"""Of a mark against the paper (WCAG 2.2, 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a chart takes from the theme."""

    width: float
    """CSS pixels."""
    font: str
    """Family list for `font-family`."""
    regular: bytes
    bold: bytes
    east_asian: tuple[bytes, bytes]
    """Regular and bold."""
    foreground: str
    paper: str
    muted: str
    hairline: str
    base: str
    """Marks, when none stands out."""
    strong: str
    """A mark that stands out."""
    quiet: str
    """The marks beside it."""
    series: tuple[str, ...]

    def width_of(self, text: str, size: float = LABEL, *, bold: bool = False) -> float:
        """Width of one line in CSS pixels."""
        fonts = self.east_asian if EAST_ASIAN.search(text) else (self.regular, self.bold)
        units, advances = _advances(fonts[bold])
        return sum(advances.get(ord(c), _other(c) * units) for c in text) * size / units

    def family_for(self, text: str) -> str:
        """Families for one text: a text with Chinese in it is set in the Chinese font as a whole.

        resvg would do so anyway, in any weight; and all pictures of a chart shall look alike.
        """
        return ", ".join(reversed(self.font.split(", "))) if EAST_ASIAN.search(text) else self.font

    def wrap(self, text: str, width: float, size: float = LABEL, *, bold: bool = False) -> list[str]:
        """Lines no wider than `width`, broken between words (anywhere in Chinese); a longer word stays whole."""
        lines, line = list[str](), ""
        for piece in _pieces(text):
            if line.strip() and self.width_of((line + piece).rstrip(), size, bold=bold) > width:
                lines.append(line.strip())
                line = ""
            line += piece
        return [*lines, line.strip()] if line.strip() or not lines else lines

    def marks(self, *, highlight: bool, any_highlight: bool) -> str:
        """The colour of a mark in a chart with one series."""
        if not any_highlight:
            return self.base
        return self.strong if highlight else self.quiet


def look_of(theme: Theme, width_mm: float | None = None) -> Look:
    """The look for one theme; as wide as the text unless a width is given."""
    colors = theme.brand.colors
    paper = colors.get("background", "#ffffff")
    family = theme.brand.fonts.get("headings") or theme.brand.fonts["base"]
    other = theme.brand.fonts.get("east-asian")
    regular, bold = _files(theme, family)
    return Look(
        width=(width_mm or theme.page.text_width_mm) * PX_PER_MM,
        font=", ".join(dict.fromkeys([family.name, *([other.name] if other else [])])),
        regular=regular,
        bold=bold,
        east_asian=_files(theme, other) if other else (regular, bold),
        foreground=colors.get("foreground", "#000000"),
        paper=paper,
        muted=colors.get("muted", "#555555"),
        hairline=colors.get("hairline", "#cccccc"),
        base=colors.get("primary", "#333333"),
        strong=colors.get("accent") or colors.get("primary", "#333333"),
        quiet=_lightened(colors.get("primary", "#333333"), paper),
        series=theme.brand.chart_colors or (colors.get("primary", "#333333"),),
    )


def _files(theme: Theme, family: FontFamily) -> tuple[bytes, bytes]:
    regular = theme.fonts.get(family.regular, b"")
    return regular, theme.fonts.get(family.bold, regular)


# --- colours -----------------------------------------------------------------------------------


def _lightened(color: str, paper: str) -> str:
    """`color` mixed with the paper as far as it can still be told from it."""
    for percent in range(80, 0, -5):
        mixed = mix(color, paper, percent / 100)
        if contrast(mixed, paper) >= LEAST_CONTRAST:
            return mixed
    return color


def mix(color: str, other: str, part: float) -> str:
    """`color` with `part` of `other` in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """Ratio of luminance, 1 to 21, as WCAG counts it."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def ink_on(color: str, look: Look) -> str:
    """The colour of text on a mark: paper or foreground, whichever is read more easily."""
    return max((look.paper, look.foreground), key=lambda ink: contrast(ink, color))


LEAST_STEP: Final = 1.2
"""Of lightness between one series and the next, so that they differ in greyscale."""


def check_series(brand: Brand, settings: Branch, report: Report) -> None:
    """Series of charts can be told from the paper and, without colours, from their neighbours."""
    paper, own = brand.colors.get("background", "#ffffff"), branch(branch(settings.get("defaults")).get("briefgen"))
    place = own.places.get("chart-colors")
    for color in brand.chart_colors:
        if (ratio := contrast(color, paper)) < LEAST_CONTRAST - 0.05:
            message = f"{color} in a chart has a contrast of {ratio:.1f} to 1 with the paper"
            report.add("low-contrast", message, place, hint=f"marks need {LEAST_CONTRAST:g} to 1: take a darker colour")
    for first, second in pairwise(brand.chart_colors):
        if contrast(first, second) < LEAST_STEP:
            message = f"{first} and {second} beside each other in a chart are one grey on a black and white printer"
            report.add("low-contrast", message, place, hint="let light and dark colours alternate")


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- measuring ---------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _advances(font: bytes) -> tuple[int, dict[int, int]]:
    """Units to the em, and the advance of each character."""
    if not font:
        return 1000, {}
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(font), lazy=True) as opened:
        metrics = opened["hmtx"].metrics
        advances = {code: metrics[name][0] for code, name in (opened.getBestCmap() or {}).items()}
        return int(vars(opened["head"])["unitsPerEm"]), advances


def _other(character: str) -> float:
    """Width in ems of a character that the font lacks: another font stands in."""
    return 1.0 if character >= "\u2e80" else 0.55


def _pieces(text: str) -> Sequence[str]:
    """What may stand at the end of a line: words with the blank behind them, single Chinese characters."""
    pieces, word = list[str](), ""
    for character in text:
        word += character
        if character == " " or "\u3000" <= character <= "\u9fff":
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces
