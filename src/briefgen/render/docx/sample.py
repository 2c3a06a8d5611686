"""A reference.docx to start from: every style of a look, each named in words that it sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from briefgen.core.document import Meta
from briefgen.core.model import Day
from briefgen.render.docx.blocks import Block, Cell, Para, Row, Table, set_apart, to_xml
from briefgen.render.docx.file import File
from briefgen.render.docx.fonts import embedded_faces, set_in_east_asian
from briefgen.render.docx.looks import looks_of, style_id
from briefgen.render.docx.ooxml import RunFormat, is_east_asian, mm_to_points, run, twips
from briefgen.render.docx.reference import page_size, reference_docx
from briefgen.render.docx.store import Store
from briefgen.render.style import TextStyle, Theme

TITLE = "Reference document"
_HELP = (
    "Change the styles in Word: right-click a style, Modify. Page, heads, feet and theme count too. Save as an "
    "ordinary .docx. No brief takes over any of the text here."
)
_FACES = frozenset(" ".join(pair) for pair in product(("base", "headings"), ("regular", "bold", "italic")))
_TABLES = ("Brief Table", "Brief Table Plain")


def sample_docx(theme: Theme, lang: str, organisation: str, day: Day) -> bytes:
    """The file. Headings have no numbers in it, since briefs that number them do so themselves."""
    meta = _meta(theme, lang, organisation, day)
    if is_east_asian(lang):
        theme = replace(theme, brand=set_in_east_asian(theme.brand))
    looks = looks_of(theme, lang)
    blocks = list(_blocks(list(looks.values()), twips(mm_to_points(theme.page.text_width_mm))))
    set_apart(blocks, style_id("Spacer"))
    file = File(reference_docx(theme, meta))
    file.set_body(f"{to_xml(blocks)}<w:sectPr>{page_size(theme.page)}</w:sectPr>")
    file.embed_fonts(embedded_faces(theme.brand, theme.fonts, file.characters, _FACES, Store()))
    file.set_properties(meta, author=organisation)
    return file.save()


def _meta(theme: Theme, lang: str, organisation: str, day: Day) -> Meta:
    return Meta(
        brief="reference",
        audience=theme.audience,
        audience_label=theme.audience,
        length=theme.length,
        title=TITLE,
        subtitle="",
        lang=lang,
        organisation=organisation,
        contact="",
        jurisdiction="",
        addressee="",
        date=day,
        version="",
        status="",
        marking="",
    )


def _blocks(looks: list[TextStyle], width: int) -> Iterator[Block]:
    """A paragraph in each style, then one for each style of characters, then the tables."""
    yield Para(style_id("Title"), run(TITLE))
    yield Para(style_id("Body Text"), run(_HELP))
    shown = [look for look in looks if look.name not in ("Title", "Spacer")]
    for look in shown:
        if look.kind == "paragraph":
            yield Para(style_id(look.name), run(look.name))
    for look in shown:
        if look.kind == "character":
            yield Para(style_id("Compact"), run(look.name, RunFormat(style_id(look.name))))
    for name in _TABLES:
        head, text = ("Table Heading", "Table Text") if name == "Brief Table" else ("Key Figure Heading", "Table Big")
        rows = [_row(head, f"{name}: {head}", header=True), _row(text, text, header=False)]
        yield Table(style_id(name), (width - width // 2, width // 2), rows, title=name, space_after=12.0)


def _row(style: str, words: str, *, header: bool) -> Row:
    return Row([Cell([Para(style_id(style), run(words))]) for _ in range(2)], header=header)
