"""brand.yml (the public brand.yml format) to a `Brand`, and whether its colours can be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from briefgen.diagnostics import Report, Span, closest
from briefgen.render.settings import EMPTY, Branch, Leaf, Tree, branch, leaf, text
from briefgen.render.style import Brand, FontFamily, TextStyle

NEEDED_ROLES = ("foreground", "background", "primary", "secondary", "tertiary", "muted", "light", "accent", "danger")
OWN_ROLES = ("muted", "accent", "hairline")
"""Colour roles that the brand.yml format does not know; they stand in the palette."""
_KEYS = {
    (): ("meta", "logo", "color", "typography", "defaults"),
    ("meta",): ("name", "link"),
    ("color",): (
        *("palette", "foreground", "background", "primary", "secondary", "tertiary", "success", "info", "warning"),
        *("danger", "light", "dark", *OWN_ROLES),
    ),
    ("typography",): ("fonts", "base", "headings", "monospace", "monospace-inline", "monospace-block", "link"),
    ("defaults", "briefgen"): ("east-asian", "fallbacks", "chart-colors"),
}
"""What the format knows, and what briefgen adds to it."""
FONT_ROLES = ("base", "headings", "monospace", "east-asian")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_FACES = {
    ("400", "normal"): "regular",
    ("700", "normal"): "bold",
    ("400", "italic"): "italic",
    ("700", "italic"): "bold_italic",
}
_WEIGHTS = {"normal": "400", "regular": "400", "bold": "700"}


def read_brand(settings: Branch, fonts: Iterable[str], assets: Mapping[str, bytes], report: Report) -> Brand:
    """The brand that these settings describe; `fonts` are the file names at hand, `assets` the pictures.

    Values that cannot be used are reported (`bad-brand`, `missing-font`, `missing-image`) and replaced.
    """
    _check_keys(settings, report)
    own = branch(branch(settings.get("defaults")).get("briefgen"))
    colors = _colors(branch(settings.get("color")), report)
    families = _families(settings, own, frozenset(fonts), report)
    logo, logo_type = _logo(settings, assets, report)
    return Brand(
        name=_name(settings),
        colors=colors,
        chart_colors=_chart_colors(own, colors, report),
        fonts=families,
        logo=logo,
        logo_type=logo_type,
    )


def _check_keys(settings: Branch, report: Report) -> None:
    """A key that nobody reads is mistyped: it would change nothing, and nobody would know why."""
    for path, known in _KEYS.items():
        part = settings
        for name in path:
            part = branch(part.get(name))
        for key in (key for key in part if key not in known):
            where = ".".join(path)
            hint = closest(key, known) or ("a colour of your own goes under palette" if where == "color" else "")
            message = f'"{where}" has no "{key}"' if where else f'brand.yml has no "{key}"'
            report.add("bad-brand", message, part.places.get(key), hint=hint)
    _check_palette(branch(settings.get("color")), report)


def _check_palette(colors: Branch, report: Report) -> None:
    """Palette names are free, but one that nothing uses and that is all but a role was meant as the role."""
    palette = branch(colors.get("palette"))
    used = {value.text for value in (*colors.values(), *palette.values()) if isinstance(value, Leaf)}
    for name in (name for name in palette if name not in used):
        near = difflib.get_close_matches(name, OWN_ROLES, n=1, cutoff=0.9)
        if near and not name.startswith(near[0]):
            message = f'the palette has "{name}", which nothing uses'
            report.add("bad-brand", message, palette.places.get(name), hint=f'did you mean "{near[0]}"?')


def check_contrast(brand: Brand, styles: Iterable[TextStyle], settings: Branch, report: Report) -> None:
    """Report every style whose text differs too little from its ground (WCAG 2.2, 1.4.3: 4.5, large text 3).

    A style for words in a line may stand on any ground that a box or a table has.
    """
    table = tuple(styles)
    fills = tuple(dict.fromkeys(s.fill for s in table if s.fill))
    for style in table:
        for ground in (style.fill,) if style.fill else ("background", *fills * (style.kind == "character")):
            _check_on(ground, style, brand, settings, report)


def _check_on(ground: str, style: TextStyle, brand: Brand, settings: Branch, report: Report) -> None:
    if style.color not in brand.colors or ground not in brand.colors:
        return
    needed = 3.0 if style.size >= 18 or (style.bold and style.size >= 14) else 4.5
    ratio = contrast(brand.colors[style.color], brand.colors[ground])
    if ratio < needed:
        report.add(
            "low-contrast",
            f'text in "{style.color}" on "{ground}" (style "{style.name}") has a contrast of {ratio:.1f} to 1',
            _color_span(settings, style.color),
            hint=f"choose colours with at least {needed:g} to 1",
        )


def contrast(one: str, other: str) -> float:
    """Contrast of two `#rrggbb` colours as WCAG defines it: 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


# --- colours --------------------------------------------------------------------------------------


def _colors(settings: Branch, report: Report) -> dict[str, str]:
    """Roles and palette names to `#rrggbb`; a role goes before a palette entry of the same name."""
    palette = branch(settings.get("palette"))
    named = {**palette, **{k: v for k, v in settings.items() if k != "palette"}}
    colors = {}
    for role, value in named.items():
        found = _resolve(role, value, palette, report)
        if found:
            colors[role] = found
    for role in NEEDED_ROLES:
        colors.setdefault(role, "#ffffff" if role in ("background", "light") else "#000000")
    return colors


def _resolve(role: str, value: Tree, palette: Branch, report: Report) -> str:
    """Follows palette names to a colour; empty when there is none, and `report` says why."""
    seen: list[str] = []
    while isinstance(value, Leaf) and not _HEX.fullmatch(value.text):
        if value.text in seen or value.text not in palette:
            hint = closest(value.text, palette) or 'write "#rrggbb", in quotes, or a name of the palette'
            report.add("bad-brand", f'"{value.text}" is not a colour (role "{role}")', value.span, hint=hint)
            return ""
        seen.append(value.text)
        value = palette[value.text]
    if not isinstance(value, Leaf):
        report.add("bad-brand", f'the colour "{role}" needs a single value', None)
        return ""
    return _long(value.text)


def _long(color: str) -> str:
    digits = color[1:]
    return "#" + ("".join(c * 2 for c in digits) if len(digits) == 3 else digits).lower()


def _chart_colors(own: Branch, colors: Mapping[str, str], report: Report) -> tuple[str, ...]:
    given = own.get("chart-colors")
    names = Branch({k: Leaf(v, Span("", 1, 1)) for k, v in colors.items()}, {})
    entries = given if isinstance(given, list) else []
    found = [_resolve("chart-colors", entry, names, report) for entry in entries]
    return tuple(c for c in found if c) or tuple(colors[r] for r in ("primary", "accent", "secondary", "tertiary"))


def _color_span(settings: Branch, role: str) -> Span | None:
    colors = branch(settings.get("color"))
    value = leaf(colors.get(role)) or leaf(branch(colors.get("palette")).get(role))
    if value and not _HEX.fullmatch(value.text):
        value = leaf(branch(colors.get("palette")).get(value.text)) or value
    return value.span if value else None


# --- type -----------------------------------------------------------------------------------------


def _families(settings: Branch, own: Branch, files: frozenset[str], report: Report) -> dict[str, FontFamily]:
    typography = branch(settings.get("typography"))
    known = _declared(typography.get("fonts"), branch(own.get("fallbacks")), files, report)
    families = {}
    for role in FONT_ROLES:
        value = own.get("east-asian") if role == "east-asian" else typography.get(role)
        name = leaf(value) or leaf(branch(value).get("family"))
        if name is None:
            continue
        if name.text not in known:
            hint = closest(name.text, known) or "list the family under typography.fonts, with its files"
            report.add("missing-font", f'no font family is called "{name.text}"', name.span, hint=hint)
            continue
        families[role] = known[name.text]
    base = families.get("base") or FontFamily("serif", "")
    return {role: families.get(role, base) for role in FONT_ROLES}


def _declared(fonts: Tree | None, fallbacks: Branch, files: frozenset[str], report: Report) -> dict[str, FontFamily]:
    known: dict[str, FontFamily] = {}
    for entry in fonts if isinstance(fonts, list) else []:
        name = leaf(branch(entry).get("family"))
        if name is None:
            continue
        faces = _faces(branch(entry).get("files"), files, report)
        if "regular" not in faces:
            hint = "put TrueType files into a fonts folder and list them with path, weight and style"
            report.add("missing-font", f'the family "{name.text}" has no regular font file', name.span, hint=hint)
            continue
        known[name.text] = FontFamily(name.text, **faces, fallback=text(fallbacks.get(name.text)))
    return known


def _faces(entries: Tree | None, files: frozenset[str], report: Report) -> dict[str, str]:
    faces: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else []:
        face = branch(entry)
        path = leaf(entry) or leaf(face.get("path"))
        if path is None:
            continue
        file = PurePosixPath(path.text).name
        if file not in files:
            hint = closest(file, files)
            report.add("missing-font", f'no fonts folder has a file "{file}"', path.span, hint=hint)
            continue
        weight = text(face.get("weight"), "400")
        key = (_WEIGHTS.get(weight, weight), text(face.get("style"), "normal"))
        faces.setdefault(_FACES.get(key, "regular"), file)
    return faces


# --- name and logo --------------------------------------------------------------------------------


def _name(settings: Branch) -> str:
    value = branch(settings.get("meta")).get("name")
    return text(value) or text(branch(value).get("short")) or text(branch(value).get("full"))


def _logo(settings: Branch, assets: Mapping[str, bytes], report: Report) -> tuple[bytes, str]:
    given = settings.get("logo")
    path = leaf(given) or next((p for s in ("medium", "small", "large") if (p := _logo_path(given, s))), None)
    if path is None:
        return b"", ""
    suffix = PurePosixPath(path.text).suffix.lower().removeprefix(".")
    if suffix not in ("svg", "png"):
        report.add("bad-brand", f'the logo "{path.text}" must be an SVG or PNG file', path.span)
        return b"", ""
    if path.text not in assets:
        hint = closest(path.text, assets)
        report.add("missing-image", f'there is no logo "{path.text}" in the audience folders', path.span, hint=hint)
        return b"", ""
    return assets[path.text], suffix


def _logo_path(given: Tree | None, size: str) -> Leaf | None:
    entry = branch(given).get(size)
    variants = entry if isinstance(entry, Branch) else EMPTY
    return leaf(entry) or leaf(variants.get("light")) or leaf(variants.get("path"))
