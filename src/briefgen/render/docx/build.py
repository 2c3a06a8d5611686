"""From a document and a theme to the finished file: open the reference, walk, splice, pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from briefgen.core.document import Document
from briefgen.diagnostics import Report
from briefgen.render.docx import body
from briefgen.render.docx.anchors import PREFIX, Anchor, hold_ends, with_anchors
from briefgen.render.docx.blocks import set_apart, to_xml
from briefgen.render.docx.file import File
from briefgen.render.docx.fonts import embedded_faces, set_in_east_asian
from briefgen.render.docx.foreign import Foreign, adopt
from briefgen.render.docx.looks import looks_of
from briefgen.render.docx.manifest import Provenance, item_properties, manifest_xml
from briefgen.render.docx.marks import targets_of
from briefgen.render.docx.notes import Notes
from briefgen.render.docx.numbering import lists_of_file
from briefgen.render.docx.ooxml import is_east_asian, mm_to_points, twips
from briefgen.render.docx.options import WordOptions
from briefgen.render.docx.package import BadPackage
from briefgen.render.docx.reference import reference_docx
from briefgen.render.docx.sections import Furniture, foreign_section_xml, furniture_parts, section_xml
from briefgen.render.docx.spans import all_spans
from briefgen.render.docx.styles import Styles, read_styles
from briefgen.render.docx.stylesheet import StyleWriter, palette_of, table_styles
from briefgen.render.docx.toc import frame_numbers
from briefgen.render.docx.writer import Place, Writer
from briefgen.render.style import PageSetup, Theme


def build(
    document: Document,
    theme: Theme,
    report: Report,
    pages: Mapping[str, int],
    options: WordOptions,
    provenance: Provenance | None,
) -> bytes:
    """The finished file."""
    document, anchors = with_anchors(document) if options.anchors else (document, ())
    if is_east_asian(document.meta.lang):
        theme = replace(theme, brand=set_in_east_asian(theme.brand))
    foreign = _foreign(document, theme, report)
    numbered = numbers_headings(document)
    file = File(foreign.data if foreign else reference_docx(theme, document.meta, numbered_headings=numbered))
    w = _writer(document, theme, report, pages, file, foreign, numbered_marks=not options.anchors)
    body.blocks(w, (document.root,), _place(foreign.page if foreign else theme.page))
    set_apart(w.root, w.styles.id("Spacer"))
    frame_numbers(w.root)
    file.set_body(to_xml(w.root) + w.sections(w.landscape))
    file.set_notes(w.notes.xml)
    if anchors:
        _tell_anchors(file, document, anchors, provenance)
    file.add_numbering(w.lists.definitions, w.lists.lists)
    file.add_styles(_added_styles(theme, w.styles))
    if not foreign:
        file.embed_fonts(
            theme.brand,
            embedded_faces(theme.brand, theme.fonts, file.characters | _of_charts(document), frozenset(w.faces)),
        )
    file.set_properties(document.meta, author=document.meta.organisation if options.anchors else "")
    return file.save()


def _tell_anchors(file: File, document: Document, anchors: Sequence[Anchor], provenance: Provenance | None) -> None:
    """Store the manifest: what stands at which anchor."""
    spans = all_spans((file.body, file.notes), PREFIX)
    hold_ends(spans.values())
    texts = {name: span.text for name, span in spans.items()}
    file.add_custom_xml(manifest_xml(document, anchors, texts, provenance), item_properties(document.meta))


def numbers_headings(document: Document) -> bool:
    """Whether this document numbers its headings."""
    return any(e.tag in ("h2", "h3") and e.get("data-number") for e in document.root.walk())


def _foreign(document: Document, theme: Theme, report: Report) -> Foreign | None:
    """The audience's own reference, None when it has none or none that can be used."""
    if not theme.reference_docx:
        return None
    try:
        foreign = adopt(theme, document.meta)
    except BadPackage as fault:
        message = f'the reference.docx of the audience "{theme.audience}" cannot be used: {fault}'
        report.add("bad-reference-doc", message, hint="save it anew in Word as an ordinary .docx")
        return None
    for what in foreign.dropped:
        message = f'the reference.docx of the audience "{theme.audience}" holds {what}, which was left out'
        report.add("reference-part-dropped", message)
    return foreign


def _writer(
    document: Document,
    theme: Theme,
    report: Report,
    pages: Mapping[str, int],
    file: File,
    foreign: Foreign | None,
    *,
    numbered_marks: bool,
) -> Writer:
    styles = Styles(looks_of(theme, document.meta.lang), read_styles(file.styles), report, foreign is not None)
    notes = Notes("footnote text", styles.id("footnote text"), styles.id("footnote reference", kind="character"))
    return Writer(
        document=document,
        theme=theme,
        report=report,
        pages=pages,
        styles=styles,
        lists=lists_of_file(file.numbering, styles.looks, theme.brand, styles.linked),
        notes=notes,
        targets=targets_of(document, numbered=numbered_marks),
        relations=file.relations,
        note_relations=file.note_relations,
        sections=_sections(document, theme, file, styles, foreign),
        numbered_headings=numbers_headings(document),
        walk=body.blocks,
        faces={"base regular", "headings regular", "headings bold"},
    )


def _sections(
    document: Document, theme: Theme, file: File, styles: Styles, foreign: Foreign | None
) -> Callable[[bool], str]:
    """The source of section properties: the reference's own heads and feet when it has some, else ours."""
    if foreign and foreign.references:
        return foreign_section_xml(foreign.page, foreign.references, title_page=foreign.title_page)
    page = foreign.page if foreign else theme.page
    turned = any(e.tag == "section" and e.has_class("landscape") for e in document.root.walk())
    parts = furniture_parts(
        page, theme.labels, document.meta, styles, sections_named=_names_sections(document), turned=turned
    )
    rels: dict[str, dict[str, str]] = {"upright": {}, "turned": {}}
    for number, (name, xml) in enumerate(parts.items(), 1):
        kind, which, *rest = name.split()
        rel = file.add_furniture(kind, f"{kind}{number}", xml)
        rels["turned" if rest else "upright"][f"{kind} {which}"] = rel
    return section_xml(page, Furniture(rels["upright"], rels["turned"]))


def _names_sections(document: Document) -> bool:
    """Whether the running head can name the section: some heading has the style that it looks for."""
    numbered = numbers_headings(document)
    heads = (e for e in document.root.walk() if e.tag == "h2" and (e.get("data-number") or not numbered))
    return document.meta.length != "one-page" and any(heads)


def _place(page: PageSetup) -> Place:
    width, height = (twips(mm_to_points(mm)) for mm in (page.text_width_mm, page.text_height_mm))
    return Place(width=width, height=height, page=page)


def _added_styles(theme: Theme, styles: Styles) -> str:
    """Styles that the document uses and the file did not have."""
    palette = palette_of(theme.brand)
    width = twips(mm_to_points(theme.page.text_width_mm))
    writer = StyleWriter(theme.brand, palette, styles.looks, {}, styles.ids, width)
    tables = table_styles(palette)
    rows = [writer.style(look) for look in styles.added.values()]
    return "".join(rows + [tables[name] for name in sorted(styles.added_tables)])


def _of_charts(document: Document) -> frozenset[int]:
    """Every character that the charts show."""
    charts = (word for picture in document.pictures.values() if picture.chart for word in picture.chart.words)
    return frozenset(map(ord, "".join(charts)))
