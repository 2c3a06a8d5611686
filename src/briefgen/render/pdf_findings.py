"""What WeasyPrint says, and what its pages show, as findings that name the author's or the designer's line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from briefgen.core.document import Document, Element
from briefgen.diagnostics import Report, Severity, Span
from briefgen.render.pdf_engine import Message
from briefgen.render.pdf_measure import CELL, Overflow
from briefgen.render.style import Theme
from briefgen.render.xhtml import ASSETS

_PLACE = re.compile(r" at (\d+):(\d+)")
_QUOTED = re.compile("'(.+?)'")
_GLYPH = ".notdef glyph rendered"
A_SCRIPT = 4
"""Characters of one script from which on the script is missing, not a character."""
_IMAGE = ("Failed to load image", "Failed to render SVG image")


def report_messages(messages: Iterable[Message], document: Document, theme: Theme, report: Report) -> None:
    """Log messages as `missing-glyph`, `bad-css` or, where nothing more is known, `pdf-engine`."""
    glyphs: dict[str, None] = {}
    for message in messages:
        if message.form.startswith(_GLYPH):
            glyphs[str(message.arguments[0])] = None
        elif message.form.startswith(_IMAGE[0]):
            continue  # the fetcher kept a note of what it refused, which says more
        elif message.form.startswith(_IMAGE[1]):
            report.add("missing-image", "a picture is not an SVG that can be drawn")
        elif message.sheet:
            _report_css(message, theme, report)
        else:
            report.add("pdf-engine", message.text)
    _report_glyphs(tuple(glyphs), document, report)


def report_refusals(urls: Iterable[str], theme: Theme, report: Report) -> None:
    """Addresses that were asked for and are no asset: a missing picture, or one from outside."""
    for url in urls:
        name = url.removeprefix(ASSETS)
        span = _css_line(name, theme)
        if name != url:
            hint = "put it into the audience's folder, beside print.css"
            report.add("missing-image", f'there is no picture "{name}"', span, hint=hint)
        else:
            hint = "put the picture into the audience's folder and name it by its path there"
            report.add("missing-image", f'"{url}" is outside the project and was not read', span, hint=hint)


def report_overflows(found: Iterable[Overflow], document: Document, report: Report) -> None:
    """Each block once for each page and edge that its text crosses."""
    seen: set[tuple[int, str, str]] = set()
    for overflow in found:
        key = (overflow.page, overflow.block, overflow.side)
        if key in seen:
            continue
        seen.add(key)
        text = overflow.text.strip()
        words = text if len(text) <= 40 else f"{text[:40]}…"
        where = f' (block "{overflow.block}")' if overflow.block else ""
        edge = f"crosses the {overflow.side} edge of the text area"
        crossed = "runs out of its cell into the next" if overflow.side == CELL else edge
        report.add(
            "text-outside-page",
            f'"{words}" on page {overflow.page} {crossed}{where}',
            _origin_of(overflow, document),
            hint="shorten it, or let its table or box be wider",
            severity=Severity.WARNING if overflow.side == CELL else None,
        )


def _report_css(message: Message, theme: Theme, report: Report) -> None:
    place = _PLACE.search(message.text)
    text = _PLACE.sub("", message.text).rstrip(".")
    if message.sheet == "print.css" and place:
        report.add("bad-css", text, css_span(theme, int(place.group(1)), int(place.group(2))))
        return
    quoted = _QUOTED.search(text)
    span = _css_line(quoted.group(1).strip(), theme) if quoted else None
    report.add("bad-css", text if span else f"in the style sheet made from styles.yml: {text}", span)


def css_span(theme: Theme, line: int, column: int) -> Span | None:
    """The place in a designer's file that stands at this line of `theme.css`."""
    before = [(path, first) for path, first in theme.css_files if first <= line]
    return Span(before[-1][0], line - before[-1][1] + 1, column) if before else None


def _css_line(name: str, theme: Theme) -> Span | None:
    for number, line in enumerate(theme.css.split("\n"), 1):
        if name in line:
            return css_span(theme, number, line.index(name) + 1)
    return None


def _report_glyphs(characters: tuple[str, ...], document: Document, report: Report) -> None:
    """A few by name at each place; a whole script once, for it is a font that is missing and not a letter."""
    scripts: dict[str, list[str]] = {}
    for character in characters:
        scripts.setdefault(unicodedata.name(character, "").partition(" ")[0], []).append(character)
    for script, members in scripts.items():
        if script and len(members) >= A_SCRIPT:
            _report_script(script.capitalize(), members, document, report)
            continue
        for character in members:
            _report_glyph(character, document, report)


def _report_script(script: str, characters: list[str], document: Document, report: Report) -> None:
    holders = list(_holders(document.root, characters, ""))
    first, block = holders[0] if holders else (document.root, "")
    some = ", ".join(f'"{c}" (U+{ord(c):04X})' for c in characters[:3])
    report.add(
        "missing-glyph",
        f"no font has {len(characters)} {script} characters, such as {some}: in {len(holders)} places, first"
        + (f' in block "{block}"' if block else " here"),
        first.origin,
        hint=f"add a font for {script} to templates/base/fonts/ of your project, and name it in a brand.yml there",
    )


def _report_glyph(character: str, document: Document, report: Report) -> None:
    name = f'"{character}" (U+{ord(character):04X})'
    hint = "write it otherwise, or add a font that has it to templates/<audience>/fonts/ and brand.yml"
    found = False
    for element, block in _holders(document.root, [character], ""):
        found = True
        where = f' in block "{block}"' if block else ""
        report.add("missing-glyph", f"no font has the character {name}{where}", element.origin, hint=hint)
    if not found:
        where = next((f' in figure "{p.id}"' for p in document.pictures.values() if character in p.svg), "")
        report.add("missing-glyph", f"no font has the character {name}{where}", document.root.origin, hint=hint)


def _holders(element: Element, texts: Sequence[str], block: str) -> Iterator[tuple[Element, str]]:
    """Elements whose own text has one of these texts, with the block around them."""
    block = element.get("data-block") or block
    own = "".join(c for c in element.children if isinstance(c, str)) + element.get("data-number")
    if any(text in own for text in texts):
        yield element, block
    for child in element.children:
        if isinstance(child, Element):
            yield from _holders(child, texts, block)


def _origin_of(overflow: Overflow, document: Document) -> Span | None:
    if not overflow.block:
        return next((e.origin for e, _ in _holders(document.root, [overflow.text], "")), document.root.origin)
    blocks = (e for e in document.root.walk() if e.get("data-block") == overflow.block)
    return next((e.origin for e in blocks if e.origin), document.root.origin)
