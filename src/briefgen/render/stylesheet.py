"""The style table printed as CSS, for paper (points) and for the screen (rem)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from briefgen.core.directions import is_right_to_left
from briefgen.render.brand import contrast
from briefgen.render.style import Brand, TextStyle, Theme

GENERIC = {"base": "serif", "headings": "sans-serif", "monospace": "monospace", "east-asian": "sans-serif"}
NORMAL = TextStyle(name="", kind="paragraph", css="", size=0, line=0, font="", color="")
"""What an element has before any style: nothing of its own."""

RESET = """\
html, body, h1, h2, h3, h4, p, ul, ol, li, dl, dt, dd, figure, figcaption, table, caption, thead, tbody, tr, th, td,
blockquote, pre, aside, nav { margin: 0; padding: 0; font-size: 1em; font-weight: inherit; line-height: inherit }
h1, h2, h3, h4 { bookmark-level: none }
cite, dfn { font-style: inherit }
a { text-decoration: none }
li { list-style-position: outside }
"""

CHART_WORDS = """\
@font-face { font-family: "Chart Words"; size-adjust: 88%; font-weight: 400;
  src: local("Arial"), local("Liberation Sans"), local("Helvetica Neue"), local("Roboto") }
@font-face { font-family: "Chart Words"; size-adjust: 88%; font-weight: 700;
  src: local("Arial Bold"), local("Liberation Sans Bold"), local("Helvetica Neue Bold"), local("Roboto Bold") }
"""
"""Charts are drawn for the house's narrow sans; where it is not installed, a wider one would run out of the drawing."""

Length = Callable[[float], str]
_FOUR_SIDES = re.compile(r"(margin|padding): (\S+) (\S+) (\S+) ([^\s;]+)")
_SIDE = re.compile("border-(left|right)")
_MARGIN_BOX = re.compile(r"@(?:(top|bottom)-(left|right)|(left|right)-(top|middle|bottom))\b")
_OTHER = {"left": "right", "right": "left"}
_HANGING = re.compile(r"text-indent: -[\d.a-z]+")


def css_of(theme: Theme, *, lang: str = "en", screen: bool = False) -> str:
    """The whole style sheet: the style table, then the designers' print.css and, for the screen, screen.css."""
    return style_css(theme, lang=lang, screen=screen) + theme.css + (theme.screen_css if screen else "")


def style_css(theme: Theme, *, lang: str = "en", screen: bool = False) -> str:
    """The style table alone: custom properties of the brand, a reset, page rules, a rule for each style."""
    length = _rem if screen else _pt
    pages = "" if screen else mirrored_boxes(_page_css(theme, lang), lang)
    parts = [_variables(theme, lang, screen=screen), RESET, pages]
    rules = "".join(_rule_of(style, theme, length) for style in theme.styles.values())
    return "".join(parts) + (_mirrored(rules) if is_right_to_left(lang) else rules)


def mirrored_boxes(css: str, lang: str) -> str:
    """Style sheets with what stands in the margins of pages on the other side, for text that runs to the left."""
    if not is_right_to_left(lang):
        return css

    def other(box: re.Match[str]) -> str:
        high, side, margin, middle = box.groups()
        return f"@{high}-{_OTHER[side]}" if high else f"@{_OTHER[margin]}-{middle}"

    return _MARGIN_BOX.sub(other, css)


def _mirrored(rules: str) -> str:
    """The rules for text that runs to the left; lines do not hang there, which WeasyPrint 70 would shift."""
    rules = _FOUR_SIDES.sub(r"\1: \2 \5 \4 \3", rules)
    rules = _SIDE.sub(lambda side: "border-right" if side[1] == "left" else "border-left", rules)
    return _HANGING.sub("text-indent: 0", rules)


def font_stack(theme: Theme, role: str, lang: str) -> str:
    """The families of a role in order of preference: own, East Asian, the sans for its symbols, what machines have."""
    fonts = theme.brand.fonts
    order = (fonts["east-asian"], fonts[role]) if lang.startswith("zh") and role != "monospace" else (fonts[role],)
    families = (*order, fonts["headings"], fonts["east-asian"], fonts["base"])
    names = [f.name for f in families] + [f.fallback for f in order if f.fallback]
    return ", ".join([f'"{n}"' for n in dict.fromkeys(names)] + [GENERIC[role]])


# --- custom properties ----------------------------------------------------------------------------


def _variables(theme: Theme, lang: str, *, screen: bool) -> str:
    brand = theme.brand
    values = dict(sorted(brand.colors.items()))
    values |= {f"chart-{n}": color for n, color in enumerate(brand.chart_colors, 1)}
    values |= {f"font-{role}": font_stack(theme, role, lang) for role in GENERIC}
    values |= {"text-width": f"{theme.page.text_width_mm:g}mm"}
    if screen:
        values["font-charts"] = values["font-headings"].replace(", sans-serif", ', "Chart Words", sans-serif')
    css = f":root {{ {_declarations(values)} }}\n"
    if screen:
        css += CHART_WORDS
        css += f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_declarations(dark_colors(brand))} }} }}\n"
    return css


def _declarations(values: Mapping[str, str]) -> str:
    return "; ".join(f"--{name}: {value}" for name, value in values.items())


def dark_colors(brand: Brand) -> dict[str, str]:
    """The brand's colours for a dark ground: same hues, light enough for a contrast of 6 to 1 where they are text."""
    ground = _mixed(brand.colors["primary"], "#0c0f11", 0.1)
    grounds = {
        "background": ground,
        "light": _mixed(ground, "#ffffff", 0.92),
        "hairline": _mixed(ground, "#ffffff", 0.72),
    }
    colors = {"foreground": "#e8ecee"}
    for name in sorted(set(brand.colors) - set(grounds) - set(colors)):
        colors[name] = _lightened(brand.colors[name], ground)
    return {**colors, **grounds}


def _lightened(color: str, ground: str) -> str:
    share = 1.0
    while contrast(_mixed(color, "#ffffff", share), ground) < 6 and share > 0:
        share -= 0.05
    return _mixed(color, "#ffffff", share)


def _mixed(one: str, other: str, share: float) -> str:
    """`share` of one colour, the rest of the other."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


# --- page -----------------------------------------------------------------------------------------


def _page_css(theme: Theme, lang: str) -> str:
    """Size, margins and running heads; what the heads say is in print.css, but for the page number's words."""
    page = theme.page
    head, foot = (_running(theme, name) for name in ("header", "footer"))
    tops = "".join(f"@top-{s} {{ {head}; vertical-align: top; padding-top: {page.header_mm:g}mm }}\n" for s in _SIDES)
    ends = "".join(
        f"@bottom-{s} {{ {foot}; vertical-align: bottom; padding-bottom: {page.footer_mm:g}mm }}\n" for s in _SIDES
    )
    runs = " direction: rtl;" if is_right_to_left(lang) else ""
    margin = f"{page.top_mm:g}mm {page.right_mm:g}mm {page.bottom_mm:g}mm {page.left_mm:g}mm"
    turned = f"{page.left_mm:g}mm {page.top_mm:g}mm {page.right_mm:g}mm {page.bottom_mm:g}mm"
    return (
        f"@page {{ size: {page.width_mm:g}mm {page.height_mm:g}mm; margin: {margin};{runs}\n{tops}{ends}"
        f"@bottom-right {{ content: {_page_number(theme)} }}\n}}\n"
        f"@page landscape {{ size: {page.height_mm:g}mm {page.width_mm:g}mm; margin: {turned} }}\n"
    )


_SIDES = ("left", "center", "right")


def _running(theme: Theme, name: str) -> str:
    style = theme.styles.get(name)
    return "; ".join(_text(style, NORMAL, NORMAL, _pt)) if style else "font-size: 9pt"


def _page_number(theme: Theme) -> str:
    """The label "Page {page} of {pages}" as a CSS content list."""
    label = theme.labels.get("page_of", "{page} / {pages}")
    text = css_string(label)
    return text.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')


def css_string(text: str) -> str:
    """`text` as a CSS string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ") + '"'


# --- styles ---------------------------------------------------------------------------------------


def class_of(style: str) -> str:
    """The class that stands for a Word style by name: `Table Text` is `style-table-text`."""
    return "style-" + "-".join("".join(c if c.isalnum() else " " for c in style.lower()).split())


def _rule_of(style: TextStyle, theme: Theme, length: Length) -> str:
    base = theme.styles.get(style.base, NORMAL)
    root = _root_of(style, theme)
    declared = [f".{name}" for name, stands_for in theme.class_styles.items() if stands_for == style.name]
    selectors = [s for s in (style.css, f".{class_of(style.name)}", *declared) if s]
    declarations = [*_text(style, base, root, length), *_box(style, base, length)]
    return f"{', '.join(selectors)} {{ {'; '.join(declarations)} }}\n" if declarations else ""


def _root_of(style: TextStyle, theme: Theme) -> TextStyle:
    """The style at the end of the chain of bases: the look of the page around the element."""
    base = theme.styles.get(style.base)
    return _root_of(base, theme) if base else style if style.base == "" and style.kind == "paragraph" else NORMAL


def _text(style: TextStyle, base: TextStyle, root: TextStyle, length: Length) -> Iterator[str]:
    """Properties that elements inside take over, where the style differs from its base or from the page around it.

    What equals both is left to inheritance, so that a paragraph in a box has the look of the box.
    """

    def differs(*names: str) -> bool:
        return any(
            getattr(style, n) not in (0, "") and getattr(style, n) != getattr(other, n)
            for n in names
            for other in others
        )

    others = (base,) if root is style else (base, root)
    if differs("font"):
        yield f"font-family: var(--font-{style.font})"
    if differs("size"):
        yield f"font-size: {length(style.size)}"
    if style.line and differs("line", "size"):
        yield f"line-height: {length(style.line) if length is _pt else f'{style.line / style.size:.3g}'}"
    if differs("color"):
        yield f"color: var(--{style.color})"
    if any(style.bold != o.bold for o in others):
        yield f"font-weight: {700 if style.bold else 400}"
    if any(style.italic != o.italic for o in others):
        yield f"font-style: {'italic' if style.italic else 'normal'}"
    if any(style.caps != o.caps for o in others):
        yield f"font-variant-caps: {'small-caps' if style.caps else 'normal'}"
    if any(style.align != o.align for o in others):
        yield f"text-align: {style.align}"


def _box(style: TextStyle, base: TextStyle, length: Length) -> Iterator[str]:
    """Space, ground and borders."""
    if style.kind == "paragraph":
        left = style.indent - (
            base.indent if style.css.startswith("li ") else 0
        )  # a list in a list is indented already
        yield f"margin: {length(style.before)} 0 {length(style.after)} {length(left)}"
        if style.hanging != base.hanging:
            yield f"text-indent: {length(-style.hanging)}"
        if style.keep_next != base.keep_next:
            yield f"break-after: {'avoid' if style.keep_next else 'auto'}"
        if style.keep_together != base.keep_together:
            yield f"break-inside: {'avoid' if style.keep_together else 'auto'}"
        if style.outline != base.outline:
            yield f"bookmark-level: {style.outline or 'none'}"
    if style.fill != base.fill:
        yield f"background: var(--{style.fill})" if style.fill else "background: none"
    if style.rule != base.rule:
        yield from _borders(style.rule, length)
    if _padding(style, length) != _padding(base, length):
        yield f"padding: {_padding(style, length)}"


def _borders(rule: str, length: Length) -> Iterator[str]:
    for side, color, width in (part.split() for part in rule.split(",") if part.strip()):
        yield f"border-{side}: {length(float(width))} solid var(--{color})"


def _padding(style: TextStyle, length: Length) -> str:
    """On all sides of a filled box, else only towards its rules."""
    size = length(style.padding)
    if style.fill or not style.rule:
        return size
    ruled = {part.split()[0] for part in style.rule.split(",")}
    return " ".join(size if side in ruled else "0" for side in ("top", "right", "bottom", "left"))


def _pt(points: float) -> str:
    return f"{points:g}pt" if points else "0"


def _rem(points: float) -> str:
    """Points for the screen: 11 pt, the size of text, are 17 px at a browser's usual setting."""
    return f"{points * 17 / 11 / 16:.3g}rem" if points else "0"
