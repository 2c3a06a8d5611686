"""From a document and a theme to the finished file: open the reference, walk, splice, pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from briefgen.core.directions import is_right_to_left
from briefgen.core.document import Document, Element
from briefgen.diagnostics import Report
from briefgen.render.chart_marks import no_value
from briefgen.render.docx import body
from briefgen.render.docx.added import added_styles
from briefgen.render.docx.anchors import PREFIX, Anchor, hold_ends, with_anchors
from briefgen.render.docx.blocks import mark_first, set_apart, to_xml
from briefgen.render.docx.file import File
from briefgen.render.docx.fonts import embedded_faces, set_in_east_asian
from briefgen.render.docx.foreign import Foreign, adopt
from briefgen.render.docx.foreign_page import foreign_section_xml
from briefgen.render.docx.looks import looks_of
from briefgen.render.docx.manifest import Provenance, item_properties, manifest_xml
from briefgen.render.docx.marks import targets_of
from briefgen.render.docx.names import FIRST
from briefgen.render.docx.notes import END, FOOT, Notes
from briefgen.render.docx.numbering import lists_of_file
from briefgen.render.docx.ooxml import is_east_asian, mm_to_points, twips
from briefgen.render.docx.options import WordOptions
from briefgen.render.docx.package import BadPackage
from briefgen.render.docx.reference import reference_docx
from briefgen.render.docx.sections import (
    Furniture,
    finish,
    furniture_parts,
    heads_of,
    section_here,
    section_xml,
    stand_in,
)
from briefgen.render.docx.spans import all_spans
from briefgen.render.docx.store import Store
from briefgen.render.docx.styles import Styles, as_known, read_defaults, read_styles
from briefgen.render.docx.stylesheet import palette_of
from briefgen.render.docx.toc import frame_numbers, listed_in
from briefgen.render.docx.writer import Place, Writer
from briefgen.render.style import PageSetup, Theme


def build(
    document: Document,
    theme: Theme,
    report: Report,
    pages: Mapping[str, int],
    options: WordOptions,
    provenance: Provenance | None,
    store: Store,
) -> bytes:
    """The finished file."""
    document, anchors = with_anchors(document) if options.anchors else (document, ())
    theme = _theme_of(document, theme, options)
    named = options.reference_name or f'the reference.docx of the audience "{theme.audience}"'
    foreign = _foreign(document, theme, report, named)
    elements = tuple(document.root.walk())
    reference = (
        foreign.data if foreign else reference_docx(theme, document.meta, numbered_headings=numbers_headings(elements))
    )
    file = File(reference, END if document.endnotes else FOOT)
    w = _writer(document, elements, theme, report, pages, file, foreign, numbered_marks=not options.anchors)
    w.store = store
    place = _place(foreign.page.page if foreign else theme.page, foreign.page.column_mm if foreign else 0.0)
    body.blocks(w, (document.root,), place)
    w.settle_points()
    finish(w)
    _fill(file, w, place, _by_value if foreign else str)
    if anchors:
        _tell_anchors(file, document, anchors, provenance)
    if w.styles.missing:
        names = ", ".join(f'"{name}"' for name in w.styles.missing)
        report.add("reference-style-added", f"{named} lacks these styles, which were added from styles.yml: {names}")
    if not foreign or foreign.families:
        characters = file.characters | _of_charts(document)
        faces = embedded_faces(theme.brand, theme.fonts, characters, frozenset(w.faces), store)
        file.embed_fonts([face for face in faces if not foreign or face.family in foreign.families])
    file.set_properties(document.meta, author=document.meta.organisation if options.anchors else "")
    return file.save()


def _theme_of(document: Document, theme: Theme, options: WordOptions) -> Theme:
    """The theme with the reference of this run, and in a Chinese document with Chinese fonts."""
    theme = replace(theme, reference_docx=options.reference) if options.reference else theme
    is_chinese = is_east_asian(document.meta.lang)
    return replace(theme, brand=set_in_east_asian(theme.brand)) if is_chinese else theme


def _fill(file: File, w: Writer, place: Place, say: Callable[[str], str]) -> None:
    """Put what was written into the file; `say` has the last word on it."""
    if FIRST in w.styles.given:
        mark_first(w.root, w.styles.id("Body Text"), w.styles.id(FIRST))
    set_apart(w.root, w.styles.id("Spacer"))
    frame_numbers(w.root)
    file.set_body(say(to_xml(w.root)) + section_here(w))
    file.set_notes(w.notes.xml)
    file.add_numbering([say(each) for each in w.lists.definitions], w.lists.lists)
    file.add_styles(say(added_styles(w.styles, w.theme, place.width, to_left=w.notes.to_left)))


def _tell_anchors(file: File, document: Document, anchors: Sequence[Anchor], provenance: Provenance | None) -> None:
    """Store the manifest: what stands at which anchor."""
    spans = all_spans((file.body, file.notes), PREFIX)
    hold_ends(spans.values())
    texts = {name: span.text for name, span in spans.items()}
    file.add_custom_xml(manifest_xml(document, anchors, texts, provenance), item_properties(document.meta))


def numbers_headings(elements: Sequence[Element]) -> bool:
    """Whether headings are numbered in the document that these are the elements of."""
    return any(e.tag in ("h2", "h3") and e.get("data-number") for e in elements)


def _foreign(document: Document, theme: Theme, report: Report, named: str) -> Foreign | None:
    """The reference of the run or the audience, None when there is none or none that can be used."""
    if not theme.reference_docx:
        return None
    try:
        foreign = adopt(theme, document.meta, stand_in(document.meta))
    except BadPackage as fault:
        hint = "save it anew in Word as an ordinary .docx"
        report.add("bad-reference-doc", f"{named} cannot be used: {fault}", hint=hint)
        return None
    for what in foreign.dropped:
        report.add("reference-part-dropped", f"{named} holds {what}, which was left out")
    return foreign


def _by_value(xml: str) -> str:
    """Colours by their values alone: what a designer's theme has under the same names are other colours."""
    return _THEMED.sub("", xml)


_THEMED = re.compile(r' w:theme(?:Color|Fill)="\w+"')


def _writer(
    document: Document,
    elements: Sequence[Element],
    theme: Theme,
    report: Report,
    pages: Mapping[str, int],
    file: File,
    foreign: Foreign | None,
    *,
    numbered_marks: bool,
) -> Writer:
    styles = _styles(document, theme, report, file, foreign)
    listed, levels = listed_in(elements)
    numbered = numbers_headings(elements)
    kind = END if document.endnotes else FOOT
    mark = styles.id(f"{kind} reference", kind="character")
    notes = Notes(kind, styles.id(f"{kind} text"), mark, is_right_to_left(document.meta.lang))
    return Writer(
        document=document,
        theme=theme,
        palette=palette_of(theme.brand),
        report=report,
        pages=pages,
        styles=styles,
        lists=lists_of_file(file.numbering, styles.looks, theme.brand, styles.linked),
        notes=notes,
        targets=targets_of(elements, numbered=numbered_marks),
        relations=file.relations,
        note_relations=file.note_relations,
        sections=_sections(document, elements, theme, file, styles, foreign),
        numbered_headings=numbered,
        listed=listed,
        listed_levels=levels,
        walk=body.blocks,
        faces={"base regular", "headings regular", "headings bold"},
    )


def _styles(document: Document, theme: Theme, report: Report, file: File, foreign: Foreign | None) -> Styles:
    looks, given = looks_of(theme, document.meta.lang), read_styles(file.styles)
    if not foreign:
        return Styles(looks, given, report, foreign=False)
    taken = frozenset(given) | {style.id for style in given.values()}
    return Styles(looks, as_known(given, looks), report, True, taken, read_defaults(file.styles))


def _sections(
    document: Document, elements: Sequence[Element], theme: Theme, file: File, styles: Styles, foreign: Foreign | None
) -> Callable[[bool], str]:
    """The source of section properties: the reference's own heads and feet when it has some, else ours."""
    if foreign and foreign.references:
        return foreign_section_xml(foreign.page, foreign.references)
    page = foreign.page.page if foreign else theme.page
    turned = any(e.tag == "section" and e.has_class("landscape") for e in elements)
    heads = heads_of(document, numbered=numbers_headings(elements))
    parts = furniture_parts(page, theme.labels, document.meta, styles, heads, turned=turned)
    rels: dict[str, dict[str, str]] = {"upright": {}, "turned": {}}
    for number, (name, xml) in enumerate(parts.items(), 1):
        kind, which, *rest = name.split()
        rel = file.add_furniture(kind, f"{kind}{number}", xml)
        rels["turned" if rest else "upright"][f"{kind} {which}"] = rel
    return section_xml(page, Furniture(rels["upright"], rels["turned"]))


def _place(page: PageSetup, column_mm: float) -> Place:
    width, height = (twips(mm_to_points(mm)) for mm in (column_mm or page.text_width_mm, page.text_height_mm))
    return Place(width=width, height=height, page=page)


def _of_charts(document: Document) -> frozenset[int]:
    """Every character that the charts show."""
    charts = [picture.chart for picture in document.pictures.values() if picture.chart]
    words = [word for chart in charts for word in (*chart.words, no_value(chart.lang))]
    return frozenset(map(ord, "".join(words)))
