"""styles.yml to text styles and page set-up: bases resolved, sizes scaled for one audience, length and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from briefgen.diagnostics import Report, closest
from briefgen.render.settings import Branch, Leaf, Tree, branch, leaf, overlay
from briefgen.render.style import Brand, PageSetup, TextStyle

_FIELDS = {f.name.replace("_", "-"): f.name for f in fields(TextStyle) if f.name != "name"}
_FLAGS = frozenset({"bold", "italic", "keep_next", "keep_together", "caps"})
_NUMBERS = frozenset({"size", "line", "before", "after", "indent", "hanging", "padding"})
_CHOICES = {
    "kind": ("paragraph", "character"),
    "align": ("left", "right", "center", "justify"),
    "font": ("base", "headings", "monospace", "east-asian"),
}
_NOT_INHERITED = frozenset({"name", "css", "base", "kind"})
_MARGINS = ("left-mm", "right-mm", "top-mm", "bottom-mm", "width-mm", "height-mm")
LARGEST_POINTS, LARGEST_MM, LARGEST_FACTOR = 400.0, 1500.0, 10.0
"""Of a size or a space, of a page, and of `scale` and `leading`: beyond them something was mistyped."""
_SIDES = ("top", "right", "bottom", "left")
_AS_THE_TEXT = {"size": 0.0, "line": 0.0, "font": "", "color": ""}
"""What a character style that does not name them has: it takes them from the text around it."""


@dataclass(frozen=True, slots=True)
class StyleTable:
    """The styles by name, in the order of the table, and the page they stand on."""

    styles: Mapping[str, TextStyle]
    page: PageSetup
    written: Mapping[str, TextStyle]
    """The styles before `scale` and `leading`."""
    settings: Branch
    """What they were read from, for this length and language."""


def read_style_table(settings: Branch, length: str, lang: str, brand: Brand, report: Report) -> StyleTable:
    """The table for one length and language. Values that cannot be used are reported as `bad-brand` and left out."""
    for key, variants in (("lengths", (length,)), ("languages", (lang.split("-")[0], lang))):
        for variant in variants:
            settings = overlay(settings, branch(settings.get(key)).get(variant), report)
    scale, leading = (_factor(settings.get(k), report) for k in ("scale", "leading"))
    rows = branch(settings.get("styles"))
    resolver = _Resolver(rows, brand, report)
    written = {name: resolver.style(name) for name in rows}
    styles = {name: _scaled(style, scale, leading) for name, style in written.items()}
    return StyleTable(styles, _page(branch(settings.get("page")), report), written, settings)


class _Resolver:
    """Fills each row from the row it is based on."""

    def __init__(self, rows: Branch, brand: Brand, report: Report) -> None:
        self._rows, self._brand, self._report = rows, brand, report
        self._done: dict[str, TextStyle] = {}

    def style(self, name: str, above: tuple[str, ...] = ()) -> TextStyle:
        if name in self._done:
            return self._done[name]
        row = branch(self._rows[name])
        base = leaf(row.get("base"))
        values: dict[str, Any] = {"css": "", "kind": "paragraph"}
        if base and self._is_usable(base, name, above):
            values |= _inherited(self.style(base.text, (*above, name))) | {"base": base.text}
        elif (kind := leaf(row.get("kind"))) and kind.text == "character":
            values |= _AS_THE_TEXT
        values |= self._own(row)
        self._done[name] = TextStyle(name=name, **values)
        return self._done[name]

    def _is_usable(self, base: Leaf, name: str, above: tuple[str, ...]) -> bool:
        if base.text not in self._rows:
            hint = closest(base.text, self._rows)
            self._report.add("bad-brand", f'there is no style "{base.text}" to build on', base.span, hint=hint)
            return False
        if base.text in (*above, name):
            self._report.add("bad-brand", f'the style "{name}" is built on itself', base.span)
            return False
        return True

    def _own(self, row: Branch) -> dict[str, Any]:
        values = {}
        for key, given in row.items():
            if key == "base":
                continue
            field = _FIELDS.get(key)
            if field is None:
                hint = closest(key, _FIELDS)
                self._report.add("bad-brand", f'a style has no "{key}"', row.places.get(key), hint=hint)
            elif isinstance(given, Leaf) and (value := self._value(field, given)) is not None:
                values[field] = value
        return values

    def _value(self, field: str, given: Leaf) -> Any:
        """The value in the field's type, or None when it cannot be used."""
        if field in _FLAGS:
            return self._one_of(given, {"true": True, "false": False})
        if field in _NUMBERS:
            return _number(given, self._report, LARGEST_POINTS)
        if field == "outline":
            return self._one_of(given, {str(n): n for n in range(10)})
        if field in _CHOICES:
            return self._one_of(given, {c: c for c in _CHOICES[field]})
        if field in ("color", "fill") and given.text:
            return self._one_of(given, {c: c for c in self._brand.colors})
        return self._rule(given) if field == "rule" else given.text

    def _one_of(self, given: Leaf, choices: Mapping[str, Any]) -> Any:
        if given.text not in choices:
            hint = closest(given.text, choices) or f"write one of {', '.join(choices)}"
            self._report.add("bad-brand", f'"{given.text}" cannot be used here', given.span, hint=hint)
            return None
        return choices[given.text]

    def _rule(self, given: Leaf) -> str | None:
        for part in given.text.split(",") if given.text else ():
            words = part.split()
            sound = len(words) == 3 and words[0] in _SIDES and words[1] in self._brand.colors and _is_number(words[2])
            if not sound:
                hint = 'write side, colour role and points, as in "left primary 3"'
                self._report.add("bad-brand", f'"{part.strip()}" is not a rule', given.span, hint=hint)
                return None
        return given.text


def _inherited(base: TextStyle) -> dict[str, Any]:
    return {f.name: getattr(base, f.name) for f in fields(base) if f.name not in _NOT_INHERITED}


def _scaled(style: TextStyle, scale: float, leading: float) -> TextStyle:
    """Sizes in half points, as Word counts them; lines and spaces in quarter points."""
    if scale == 1 and leading == 1:
        return style
    changed: dict[str, Any] = {n: _round(getattr(style, n) * scale, 4) for n in _NUMBERS}
    changed |= {"size": _round(style.size * scale, 2), "line": _round(style.line * scale * leading, 4)}
    return replace(style, **changed)


def _round(value: float, parts: int) -> float:
    return round(value * parts) / parts


def _page(settings: Branch, report: Report) -> PageSetup:
    names = {f.name.replace("_", "-"): f.name for f in fields(PageSetup)}
    values: dict[str, float] = {}
    for key, given in settings.items():
        if key not in names:
            hint = closest(key, names)
            report.add("bad-brand", f'a page has no "{key}"', settings.places.get(key), hint=hint)
        elif isinstance(given, Leaf) and (value := _number(given, report, LARGEST_MM)) is not None:
            values[names[key]] = value
    page = PageSetup(**values)
    if page.text_width_mm < 60 or page.text_height_mm < 60:
        margins = (leaf(settings.get(key)) for key in _MARGINS)
        where = next((margin.span for margin in margins if margin), None)
        report.add("bad-brand", "the margins leave less than 60 mm for the text", where)
        return PageSetup()
    return page


def _factor(given: Tree | None, report: Report) -> float:
    value = _number(given, report, LARGEST_FACTOR) if isinstance(given, Leaf) and given.text else 1.0
    if value is not None and isinstance(given, Leaf) and value < 1 / LARGEST_FACTOR:
        report.add("bad-brand", f"a factor lies between {1 / LARGEST_FACTOR:g} and {LARGEST_FACTOR:g}", given.span)
        return 1.0
    return value or 1.0


def _number(given: Leaf, report: Report, largest: float) -> float | None:
    if not _is_number(given.text):
        report.add("bad-brand", f'"{given.text}" is not a number', given.span, hint="write points without a unit")
        return None
    if float(given.text) > largest:
        report.add("bad-brand", f"{given.text} is too large here; {largest:g} is the most", given.span)
        return None
    return float(given.text)


def _is_number(written: str) -> bool:
    return written.replace(".", "", 1).isascii() and written.replace(".", "", 1).isdigit()
