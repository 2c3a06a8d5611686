"""One brief for one audience: what all its documents share, and how a selection becomes a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from briefgen.core.aged import Words, mark_aged
from briefgen.core.citations import CitationStyles, Engine, resolve_citations
from briefgen.core.document import LOGO, Document, Element, Meta, Picture
from briefgen.core.drift import HOMES, Places, placed
from briefgen.core.model import BlockId, Brief, Figure, Library, Term
from briefgen.core.passes import Numbering, finish, run_in
from briefgen.core.profile import Audience, Length
from briefgen.core.select import Selection
from briefgen.core.staleness import stale_ids
from briefgen.core.terms import explain_terms
from briefgen.diagnostics import BuildFailed, Diagnostic, Report, Span
from briefgen.project import Workspace
from briefgen.render.citeproc import PandocCiteproc
from briefgen.render.compose import Composition, compose
from briefgen.render.origins import Origins
from briefgen.render.readback import read_back
from briefgen.render.style import Theme
from briefgen.render.templates import TemplateFolder, Templates


@dataclass(slots=True)
class Desk:
    """One brief for one audience: what its lengths share."""

    workspace: Workspace
    brief: Brief
    audience: Audience
    folders: tuple[TemplateFolder, ...]
    engine: Engine
    cache: Path | None
    _pictures: dict[tuple[BlockId, str], tuple[Picture | None, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    _themes: dict[str, Theme] = field(default_factory=dict)
    _templates: list[Templates] = field(default_factory=list)

    @property
    def library(self) -> Library:
        return self.workspace.library

    def theme(self, length: str, report: Report) -> Theme:
        if length not in self._themes:
            self._themes[length] = self.workspace.theme(self.audience, length, self.brief.lang, report)
        return self._themes[length]

    @property
    def templates(self) -> Templates:
        """The audience's templates, each compiled once for all its documents, drafts among them."""
        if not self._templates:
            self._templates.append(Templates(self.folders, Origins()))
        return self._templates[0]

    def styles(self, default: str) -> CitationStyles:
        """Every CSL style of the chain; a nearer file goes before a farther one of the same name."""
        found: dict[str, str] = {}
        for folder in reversed(self.folders):
            for name, text in folder.files.items():
                if name.startswith("csl/") and name.endswith(".csl"):
                    found[name.removeprefix("csl/").removesuffix(".csl")] = text
        return CitationStyles(default, found)

    def picture(self, figure: Figure, length: str, report: Report) -> Picture | None:
        """The figure, drawn once; what is wrong with it is told each time, since drafts tell nobody."""
        key = (figure.id, length)
        if key not in self._pictures:
            from briefgen.render.charts import draw_figure  # most summaries have no charts

            theme, found = self.theme(length, report), Report(report.severities)
            root, lang = self.workspace.root, self.brief.lang
            drawn = draw_figure(figure, self.library, theme, lang, root, found, cache_dir=self.cache)
            self._pictures[key] = drawn, found.diagnostics
        picture, faults = self._pictures[key]
        report.extend(faults)
        return picture


def open_desk(
    workspace: Workspace,
    brief: Brief,
    audience: str,
    report: Report,
    cache: Path | None = None,
    span: Span | None = None,
) -> Desk:
    """Everything for one brief and audience; raises `BuildFailed` when there is no such audience."""
    profile = workspace.audience(audience, brief.lang, report, span)
    if profile is None:
        raise BuildFailed(report)
    folders = workspace.template_folders(audience, report)
    report.raise_if_errors()
    return Desk(workspace, brief, profile, folders, PandocCiteproc(cache), cache)


def make_document(
    desk: Desk,
    length: Length,
    selection: Selection,
    report: Report,
    front: Selection | None = None,
    places: Places = HOMES,
) -> Document | None:
    """The finished document tree; None after a template fault, which is reported.

    `front` is what the one-page summary prints, where a longer document opens with it; `places` says where figures
    stand that are not where their template wrote them.
    """
    templates = desk.templates
    text = compose(_composition(desk, length, selection, front, report), templates, report)
    root = read_back(text, templates.origins, desk.audience.class_styles, report) if text is not None else None
    if root is None or report.has_errors:
        return None
    theme = desk.theme(length.name, report)
    styles = desk.styles(length.citations)
    root = placed(root, places)
    root = run_in(resolve_citations(root, desk.library.citations, styles, desk.brief.lang, desk.engine, report))
    root = explain_terms(root, desk.library.of_kind(Term), desk.audience.terms)
    aged = {name: desk.library.facts[name] for name in stale_ids(desk.library, desk.brief)}
    root = mark_aged(root, aged, Words.of(desk.audience.labels, desk.brief.lang))
    endnotes = length.notes == "endnotes"
    numbering = Numbering(length.numbered_headings, length.numbered_paragraphs, theme.labels, endnotes)
    root = finish(root, numbering, report)
    return Document(_meta(desk, length, root), root, _pictures(desk, length, root, report), endnotes)


def _composition(
    desk: Desk, length: Length, selection: Selection, front: Selection | None, report: Report
) -> Composition:
    opening = None
    if front is not None:
        opening = Composition(desk.library, desk.brief, desk.audience, desk.audience.lengths["one-page"], front)
    logo = bool(desk.theme(length.name, report).brand.logo)
    return Composition(desk.library, desk.brief, desk.audience, length, selection, opening, logo)


def _meta(desk: Desk, length: Length, root: Element) -> Meta:
    brief = desk.brief
    title = next((e.text() for e in root.walk() if e.tag == "h1"), brief.title.text)
    subtitle = next((e.text() for e in root.walk() if e.has_class("subtitle")), "")
    return Meta(
        brief=brief.id,
        audience=desk.audience.name,
        audience_label=desk.audience.label,
        length=length.name,
        title=" ".join(title.split()),
        subtitle=" ".join(subtitle.split()),
        lang=brief.lang,
        organisation=brief.organisation,
        contact=brief.contact,
        jurisdiction=brief.jurisdiction,
        addressee=brief.addressee_for(desk.audience.chain) or desk.audience.label,
        date=brief.date,
        version=brief.version,
        status=brief.status,
        marking=brief.marking,
        keywords=tuple(t.title for t in desk.library.themes.values() if t.id in _themes_in(desk, root)),
    )


def _themes_in(desk: Desk, root: Element) -> set[str]:
    blocks = {e.get("data-block") for e in root.walk()}
    return {b.theme for b in desk.library.blocks.values() if b.id in blocks}


def _pictures(desk: Desk, length: Length, root: Element, report: Report) -> dict[str, Picture]:
    pictures: dict[str, Picture] = {}
    for image in (e for e in root.walk() if e.tag == "img"):
        name = image.get("data-picture")
        if name == LOGO:
            pictures |= _logo(desk, length, image, report)
            continue
        figure = desk.library.blocks.get(BlockId(name))
        if not isinstance(figure, Figure):
            report.add("missing-image", f'there is no figure "{name}" in the library', image.origin)
        elif picture := desk.picture(figure, length.name, report):
            pictures[name] = picture
    return pictures


def _logo(desk: Desk, length: Length, image: Element, report: Report) -> dict[str, Picture]:
    theme = desk.theme(length.name, report)
    if not theme.brand.logo:
        report.add("missing-image", "there is no logo in brand.yml", image.origin, hint="begin with {% if logo %}")
        return {}
    from briefgen.render.charts import draw_logo

    picture = draw_logo(theme, image.get("alt"), report)
    return {LOGO: picture} if picture else {}
