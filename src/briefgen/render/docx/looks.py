"""The styles that a Word file has: the theme's table, and those that follow from it.

A name is matched as Word matches it: without regard to case. The id is made from the name, so that
two builds agree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from briefgen.render.docx.ooxml import is_east_asian
from briefgen.render.style import TextStyle, Theme

_AS_THE_TEXT: Final[Mapping[str, Any]] = {"font": "", "size": 0.0, "line": 0.0, "color": ""}
"""What a character style has that does not say more."""

BOXES: Final = ("Callout", "Ask", "Framed Callout", "Ruled Callout")
"""Styles of running text in boxes; each has a `Title`, a `List` and a `Continue` beside it."""

_FRAME: Final = "top hairline 0.75, left hairline 0.75, bottom hairline 0.75, right hairline 0.75"
_BOX_PARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Title": {"bold": True, "keep_next": True, "before": 0.0, "after": 3.0, "color": "primary"},
    "List": {"indent": 14.0, "hanging": 14.0, "before": 0.0, "after": 4.0},
    "Continue": {"indent": 14.0, "hanging": 14.0, "before": 0.0, "after": 4.0},
}

DERIVED: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "Body Text": ("Normal", {"after": 6.0}),
    "Lead": ("Body Text", {}),
    "Numbered Paragraph": ("Body Text", {"indent": 24.0, "hanging": 24.0}),
    "Compact": ("Body Text", {"after": 1.0}),
    "Small": ("Body Text", {}),
    "Source Note": ("Small", {}),
    "Label": ("Body Text", {"bold": True, "keep_next": True}),
    "Signature": ("Body Text", {}),
    "Answer": ("Body Text", {}),
    "Contact": ("Body Text", {}),
    "Title": ("Normal", {"bold": True, "keep_next": True}),
    "Kicker": ("Normal", {"keep_next": True}),
    "Subtitle": ("Normal", {"keep_next": True}),
    "Byline": ("Normal", {}),
    "Protective Marking": ("Normal", {"bold": True}),
    "Heading 1": ("Normal", {"bold": True, "keep_next": True, "outline": 1}),
    "Heading 2": ("Normal", {"bold": True, "keep_next": True, "outline": 2}),
    "Heading 3": ("Normal", {"bold": True, "keep_next": True, "outline": 3}),
    "Heading 1 Unnumbered": ("Heading 1", {}),
    "Heading 2 Unnumbered": ("Heading 2", {}),
    "Heading 3 Unnumbered": ("Heading 3", {}),
    "Heading 1 Unlisted": ("Heading 1 Unnumbered", {}),
    "Heading 2 Unlisted": ("Heading 2 Unnumbered", {}),
    "Heading 3 Unlisted": ("Heading 3 Unnumbered", {}),
    "List Bullet": ("Body Text", {"indent": 14.0, "hanging": 14.0}),
    "List Bullet 2": ("List Bullet", {"indent": 28.0}),
    "List Bullet 3": ("List Bullet 2", {"indent": 42.0}),
    "List Number": ("Body Text", {"indent": 18.0, "hanging": 18.0}),
    "List Number 2": ("List Number", {"indent": 36.0}),
    "List Number 3": ("List Number 2", {"indent": 54.0}),
    "List Continue": ("Body Text", {"indent": 14.0}),
    "List Continue 2": ("List Continue", {"indent": 28.0}),
    "List Continue 3": ("List Continue 2", {"indent": 42.0}),
    "List Number Continue": ("Body Text", {"indent": 18.0}),
    "List Number Continue 2": ("List Number Continue", {"indent": 36.0}),
    "List Number Continue 3": ("List Number Continue 2", {"indent": 54.0}),
    "List Plain": ("List Bullet", {"indent": 0.0, "hanging": 0.0}),
    "Definition Term": ("Body Text", {"bold": True, "keep_next": True}),
    "Definition": ("Body Text", {"indent": 14.0}),
    "Call": ("Body Text", {"bold": True}),
    "Fact": ("Body Text", {"indent": 136.0, "hanging": 136.0}),
    "Callout": ("Normal", {"fill": "light", "padding": 9.0}),
    "Ask": ("Callout", {"rule": "left accent 3"}),
    "Framed Callout": ("Callout", {"fill": "", "padding": 8.0, "rule": _FRAME}),
    "Ruled Callout": ("Callout", {"fill": "", "padding": 7.0, "rule": "top accent 0.75, bottom accent 0.75"}),
    **{f"{box} {part}": (box, changes) for box in BOXES for part, changes in _BOX_PARTS.items()},
    "Quote": ("Normal", {"italic": True, "indent": 18.0}),
    "Source Code": ("Normal", {"font": "monospace"}),
    "caption": ("Normal", {"keep_next": True}),
    "Figure": ("Normal", {}),
    "Logo": ("Figure", {"align": "right"}),
    "Table Text": ("Normal", {}),
    "Table Heading": ("Table Text", {"bold": True, "keep_next": True}),
    "Table Heading Number": ("Table Heading", {"align": "right"}),
    "Table Heading Mark": ("Table Heading", {"align": "center"}),
    "Table Row Heading": ("Table Text", {"bold": True}),
    "Table Row Heading Number": ("Table Row Heading", {"align": "right"}),
    "Table Row Heading Mark": ("Table Row Heading", {"align": "center"}),
    "Table Number": ("Table Text", {"align": "right"}),
    "Table Mark": ("Table Text", {"align": "center"}),
    "Table Big": ("Table Text", {"bold": True}),
    "Table Group": ("Table Text", {"bold": True, "keep_next": True}),
    "Table List": ("Table Text", {"indent": 9.0, "hanging": 9.0, "after": 2.0}),
    "Table Continue": ("Table List", {}),
    "Key Figure Heading": ("Table Text", {"size": 9.0, "line": 11.5, "color": "muted", "keep_next": True}),
    "Key Figure Label": ("Table Text", {"size": 9.0, "line": 11.5, "color": "muted"}),
    "TOC Heading": ("Heading 1", {"outline": 0}),
    "toc 1": ("Normal", {}),
    "toc 2": ("toc 1", {"indent": 14.0, "bold": False}),
    "toc 3": ("toc 2", {"indent": 28.0}),
    "table of figures": ("Normal", {}),
    "Bibliography": ("Body Text", {"indent": 18.0, "hanging": 18.0}),
    "References Run-in": ("Small", {"before": 6.0, "after": 0.0, "rule": "top hairline 0.75", "padding": 4.0}),
    "footnote text": ("Normal", {"size": 9.0, "line": 11.5}),
    "endnote text": ("Normal", {"size": 9.0, "line": 11.5, "after": 2.0}),
    "header": ("Normal", {"size": 9.0, "line": 11.5}),
    "footer": ("Normal", {"size": 9.0, "line": 11.5}),
    "Spacer": ("Normal", {"size": 1.0, "line": 1.0, "before": 0.0, "after": 0.0}),
}
"""Paragraph styles that the writer uses: the style each is built on, and how it differs, where the theme has none."""

CHARACTERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Strong": {"bold": True},
    "Emphasis": {"italic": True},
    "Verbatim Char": {"font": "monospace"},
    "Hyperlink": {},
    "Cross Reference": {},
    "footnote reference": {},
    "endnote reference": {},
    "Tag": {"bold": True},
    "Unknown": {"italic": True},
    "Label Char": {"bold": True},
    "Muted": {},
    "Gloss": {},
    "Definition Char": {"italic": True},
    "Figure Value": {"bold": True},
    "Figure Label": {},
    "Tick Box": {},
    "Caption Number": {"bold": True, "color": "accent"},
    "Caption Title": {"bold": True, "color": "primary"},
    "Marking Char": {"bold": True, "size": 12.0, "color": "danger"},
}

BUILT_IN: Final = frozenset(
    [
        "normal",
        "body text",
        "title",
        "subtitle",
        "heading 1",
        "heading 2",
        "heading 3",
        "list bullet",
        "list bullet 2",
        "list bullet 3",
        "list number",
        "list number 2",
        "list number 3",
        "list continue",
        "list continue 2",
        "list continue 3",
        "quote",
        "caption",
        "toc heading",
        "toc 1",
        "toc 2",
        "toc 3",
        "table of figures",
        "bibliography",
        "signature",
        "footnote text",
        "endnote text",
        "header",
        "footer",
        "strong",
        "emphasis",
        "hyperlink",
        "footnote reference",
        "endnote reference",
        "default paragraph font",
        "normal table",
        "no list",
    ]
)
"""Styles that Word itself knows, by its own names."""


def looks_of(theme: Theme, lang: str) -> dict[str, TextStyle]:
    """Every style by its name in small letters, bases before the styles built on them.

    Chinese, Japanese and Korean have no italics.
    """
    given = {s.name.lower(): s for s in theme.styles.values()}
    looks: dict[str, TextStyle] = {}
    _take("normal", given, looks)
    for name in (*DERIVED, *CHARACTERS, *given):
        _take(name.lower(), given, looks)
    compact = looks["compact"]
    for name in ("List Bullet", "List Number", "List Continue", "List Number Continue"):
        changes = {"size": compact.size, "line": compact.line, "after": compact.after}
        key = f"{name} Compact".lower()
        looks[key] = given.get(key) or _changed(looks[name.lower()], f"{name} Compact", changes)
    if is_east_asian(lang):
        return {key: replace(look, italic=False) for key, look in looks.items()}
    return looks


_DERIVED_LOWER: Final = {name.lower(): (name, *row) for name, row in DERIVED.items()}
_CHARACTERS_LOWER: Final = {name.lower(): (name, row) for name, row in CHARACTERS.items()}


def _take(key: str, given: Mapping[str, TextStyle], looks: dict[str, TextStyle]) -> None:
    if key in looks:
        return
    look = given.get(key)
    base = look.base if look else _DERIVED_LOWER.get(key, ("", ""))[1]
    if base and (base.lower() in given or base.lower() in _DERIVED_LOWER):
        _take(base.lower(), given, looks)
    looks[key] = look or _derived(key, looks)


def _derived(key: str, looks: Mapping[str, TextStyle]) -> TextStyle:
    if key in _CHARACTERS_LOWER:
        name, changes = _CHARACTERS_LOWER[key]
        return TextStyle(name, "character", "", **{**_AS_THE_TEXT, **changes})
    if key == "normal":
        return TextStyle("Normal", "paragraph", "")
    name, base, changes = _DERIVED_LOWER[key]
    return _changed(looks[base.lower()], name, changes)


def _changed(base: TextStyle, name: str, changes: Mapping[str, Any]) -> TextStyle:
    """A style built on `base`."""
    return replace(base, name=name, base=base.name, css="", **changes)


def style_id(name: str) -> str:
    """Word's own way of making an id from a name; names of other scripts get one from their hash."""
    if name.lower().startswith("toc ") and name[4:].isdigit():
        return f"TOC{name[4:]}"
    plain = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", name))
    if plain and name.isascii():
        return plain
    return f"Style{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def word_name(name: str) -> str:
    """The name that the file stores: Word writes some of its own in small letters."""
    return name.lower() if re.fullmatch(r"(?i)(heading|toc) [1-9]|caption|header|footer", name) else name
