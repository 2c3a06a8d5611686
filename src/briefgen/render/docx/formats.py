"""How a stretch of text looks: the run format for a paragraph style, a character style and emphasis together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from briefgen.core.directions import is_right_to_left
from briefgen.render.docx.ooxml import RunFormat, is_east_asian
from briefgen.render.docx.writer import Writer


@dataclass(frozen=True, slots=True)
class Mood:
    """How the text around a point looks."""

    paragraph: str
    """Name of the paragraph style."""
    style: str = ""
    """Name of the character style."""
    strong: bool = False
    emphasis: bool = False
    vertical: str = ""
    lang: str = ""
    in_link: bool = False

    def but(self, **changes: str | bool) -> Mood:
        return _changed(self, *changes.items())


@lru_cache(maxsize=1024)
def _changed(mood: Mood, *changes: tuple[str, str | bool]) -> Mood:
    """Emphasis, links and languages come in few combinations, but thousands of times."""
    return replace(mood, **dict(changes))  # type: ignore[arg-type]


def format_of(w: Writer, mood: Mood) -> RunFormat:
    """The run format for a mood, made once for each."""
    found = w.formats.get(mood)
    if found is None:
        found = w.formats[mood] = _make_format(w, mood)
    return found


def _make_format(w: Writer, mood: Mood) -> RunFormat:
    """Emphasis by character style; what a style cannot say twice is said directly.

    Word combines bold of paragraph and character style by exclusive or, so strong text in a bold
    paragraph must not carry the style.
    """
    east = is_east_asian(mood.lang or w.document.meta.lang)
    if east and mood.emphasis:
        mood = replace(mood, strong=True, emphasis=False)  # there are no italics to emphasise with
    strong = mood.strong and not w.styles.is_bold(mood.paragraph)
    emphasis = mood.emphasis and not w.styles.is_italic(mood.paragraph)
    style, bold, italic = mood.style, strong, emphasis
    if not style and strong:
        style, bold = "Strong", False
    elif not style and emphasis:
        style, italic = "Emphasis", False
    if style:
        bold, italic = _needed(w, mood, style, bold=bold, italic=italic)
    _remember_face(w, mood, style)
    own = w.document.meta.lang
    to_left = is_right_to_left(mood.lang or own)
    other = mood.lang or own if to_left or mood.lang != own else ""
    return RunFormat(
        w.styles.id(style, kind="character") if style else "",
        bold or None,
        italic or None,
        mood.vertical,
        other,
        bool(other) and east,
        to_left,
    )


def _remember_face(w: Writer, mood: Mood, style: str) -> None:
    """Note which face of which font this text is set in."""
    paragraph = w.styles.look(mood.paragraph)
    character = w.styles.look(style) if style else None
    font = (character.font if character else "") or paragraph.font or "base"
    bold = paragraph.bold or mood.strong or bool(character and character.bold)
    italic = paragraph.italic or mood.emphasis or bool(character and character.italic)
    face = "_".join(name for name, on in (("bold", bold), ("italic", italic)) if on)
    w.faces.add(f"{font} {face or 'regular'}")


def _needed(w: Writer, mood: Mood, style: str, *, bold: bool, italic: bool) -> tuple[bool, bool]:
    """Direct bold or italic beside a character style, also where paragraph and style would cancel out."""
    both_bold = w.styles.is_bold(style) and w.styles.is_bold(mood.paragraph)
    both_italic = w.styles.is_italic(style) and w.styles.is_italic(mood.paragraph)
    return bold or both_bold, italic or both_italic
