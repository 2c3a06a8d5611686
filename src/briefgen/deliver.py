"""One deliverable, from blocks to bytes: plan, fit, compose, read back, finish, render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefgen.core.citations import CitationStyles, Cluster, Engine, Entry, Formatted, resolve_citations
from briefgen.core.document import LOGO, Document, Element, Meta, Node, Picture
from briefgen.core.fit import SHORT, Fitted, Measure, fit
from briefgen.core.model import BlockId, Brief, Figure, Library, Term
from briefgen.core.passes import Numbering, finish, run_in
from briefgen.core.profile import Audience, Length, Pages
from briefgen.core.select import Plan, Selection, plan
from briefgen.core.terms import explain_terms
from briefgen.diagnostics import BuildFailed, Diagnostic, Report, Span
from briefgen.project import Workspace
from briefgen.render.charts import draw_figure, draw_logo
from briefgen.render.citeproc import PandocCiteproc
from briefgen.render.compose import Composition, compose
from briefgen.render.docx import render_docx
from briefgen.render.html import render_html
from briefgen.render.origins import Origins
from briefgen.render.pdf import Layout, lay_out, write
from briefgen.render.readback import read_back
from briefgen.render.style import Theme
from briefgen.render.templates import TemplateFolder

RESERVE_MM = 5.0
"""Room kept free on a one-page summary, so that Word's slightly taller tables stay on the page too."""

LONG_TITLE = 150
"""Characters of a title from which it is named among what takes the room."""
LAST_PAGE_ROOM = 0.12
"""The same for a standard brief, as a share of its last page."""

LAST_CORRECTIONS = 5
"""Steps that may be taken back when the finished document is longer than its drafts were."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """The finished files of one brief for one audience at one length."""

    brief: str
    audience: str
    length: str
    files: Mapping[str, bytes]
    """By format."""
    pages: int
    layouts: int
    fitted: Fitted


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
    _fitted: dict[str, Fitted] = field(default_factory=dict)
    _themes: dict[str, Theme] = field(default_factory=dict)

    @property
    def library(self) -> Library:
        return self.workspace.library

    def theme(self, length: str, report: Report) -> Theme:
        if length not in self._themes:
            self._themes[length] = self.workspace.theme(self.audience, length, self.brief.lang, report)
        return self._themes[length]

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


def plan_for(desk: Desk, length: Length) -> Plan:
    """What the length would print and what it must."""
    return plan(desk.library, desk.brief, desk.audience, length)


def fit_length(desk: Desk, length: Length, report: Report, look: str = "") -> Fitted:
    """The selection that keeps the page budget, remembered.

    `look` is the length whose type and margins are measured with, where a longer document prints
    this one as its first page; the selection of the summary itself is kept if it fits there too.
    """
    key = f"{length.name}/{look}" if look else length.name
    if key not in desk._fitted:
        measure = _measurer(desk, length, look or length.name, report)
        alone = fit_length(desk, length, report) if look else None
        if alone and measure(alone.selection).pages <= length.pages.high:
            desk._fitted[key] = alone
        else:
            desk._fitted[key] = fit(plan_for(desk, length), _budget(length), measure, room=_room(length))
    return desk._fitted[key]


def _budget(length: Length) -> Pages:
    """The pages to fill: of a long document a fortieth is kept free, since Word may need a page more."""
    return Pages(length.pages.low, length.pages.high - length.pages.high // 40)


def _room(length: Length) -> float:
    """The share of the last page that stays free: notes take a little more room in Word."""
    return LAST_PAGE_ROOM if 1 < length.pages.high <= SHORT else 0.0


def _measurer(desk: Desk, length: Length, look: str, report: Report) -> Callable[[Selection], Measure]:
    draft = replace(desk, engine=_DraftEngine(desk.engine))
    reserve = RESERVE_MM if length.pages.high == 1 else 0.0
    desk.theme(length.name, report)
    theme = desk.theme(look, report)
    report.raise_if_errors()  # what drafts find is dropped, so faults of the look are told here

    def measure(selection: Selection) -> Measure:
        found = Report(report.severities)
        document = make_document(draft, length, selection, found)
        layout = lay_out(document, theme, found, reserve_mm=reserve) if document else None
        if layout is None:
            report.extend(found.diagnostics)
            raise BuildFailed(report)
        return Measure(layout.pages, layout.last_fill)

    return measure


def make_document(desk: Desk, length: Length, selection: Selection, report: Report) -> Document | None:
    """The finished document tree; None after a template fault, which is reported."""
    origins = Origins()
    text = compose(_composition(desk, length, selection, report), desk.folders, origins, report)
    root = read_back(text, origins, desk.audience.class_styles, report) if text is not None else None
    if root is None or report.has_errors:
        return None
    theme = desk.theme(length.name, report)
    styles = desk.styles(length.citations)
    root = run_in(resolve_citations(root, desk.library.citations, styles, desk.brief.lang, desk.engine, report))
    root = explain_terms(root, desk.library.of_kind(Term), desk.audience.terms)
    root = finish(root, Numbering(length.numbered_headings, length.numbered_paragraphs, theme.labels), report)
    return Document(_meta(desk, length, root), root, _pictures(desk, length, root, report))


def _composition(desk: Desk, length: Length, selection: Selection, report: Report) -> Composition:
    front = None
    if any(s.spec.show == "front" for s in selection.sections) and "one-page" in desk.audience.lengths:
        summary = desk.audience.lengths["one-page"]
        fitted = fit_length(desk, summary, report, look=length.name)
        front = Composition(desk.library, desk.brief, desk.audience, summary, fitted.selection)
    logo = bool(desk.theme(length.name, report).brand.logo)
    return Composition(desk.library, desk.brief, desk.audience, length, selection, front, logo)


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
    picture = draw_logo(theme, image.get("alt"), report)
    return {LOGO: picture} if picture else {}


def deliver(desk: Desk, length: Length, formats: Sequence[str], report: Report) -> Deliverable | None:
    """The files of one deliverable; None when something is at fault, which is reported."""
    fitted = fit_length(desk, length, report)
    document, layout, fitted = _final(desk, length, fitted, report)
    if document is None or layout is None:
        return None
    _report_depths(desk, fitted, report)
    _report_fit(desk, length, fitted, layout, report)
    if report.has_errors:
        return None
    theme = desk.theme(length.name, report)
    makers: Mapping[str, Callable[[], bytes]] = {
        "pdf": lambda: write(layout, document, theme, report),
        "docx": lambda: render_docx(document, theme, report, pages=layout.anchors),
        "html": lambda: render_html(document, theme, report),
    }
    files = {name: makers[name]() for name in formats}
    if report.has_errors:
        return None
    return Deliverable(desk.brief.id, desk.audience.name, length.name, files, layout.pages, fitted.layouts, fitted)


def _final(desk: Desk, length: Length, fitted: Fitted, report: Report) -> tuple[Document | None, Layout | None, Fitted]:
    """The document with its real citations, laid out; a few steps are taken back if drafts were too kind."""
    reserve = RESERVE_MM if length.pages.high == 1 else 0.0
    for _ in range(LAST_CORRECTIONS):
        found = Report(report.severities)
        document = make_document(desk, length, fitted.selection, found)
        theme = desk.theme(length.name, found)
        sound = document if not found.has_errors else None
        layout = lay_out(sound, theme, found, reserve_mm=reserve) if sound else None
        if layout is None or layout.pages <= length.pages.high or not fitted.steps:
            report.extend(found.diagnostics)
            if layout is not None and document is not None and reserve:
                layout = lay_out(document, theme, found)
            return document, layout, fitted
        fitted = _one_step_less(desk, length, fitted)
    report.extend(found.diagnostics)
    return document, layout, fitted


def _one_step_less(desk: Desk, length: Length, fitted: Fitted) -> Fitted:
    steps = fitted.steps[:-1]
    shorter = replace(
        fitted,
        selection=plan_for(desk, length).at(steps),
        steps=steps,
        dropped=(*fitted.dropped, fitted.steps[-1]),
        layouts=fitted.layouts + 1,
    )
    desk._fitted[length.name] = shorter
    return shorter


def _report_depths(desk: Desk, fitted: Fitted, report: Report) -> None:
    """Say where another text stands in for one that the library lacks; what room took away is no lack."""
    for section in fitted.selection.sections:
        wanted = section.spec.depth
        for item in section.items:
            text = desk.library.blocks[item.block].text
            shown, best = (text.at(depth, desk.audience.chain) for depth in (item.depth, wanted))
            if shown and best and shown.prose is best.prose and best.depth is not wanted:
                message = f'"{item.block}" has no text at the depth {wanted}; its {best.depth} stands in'
                report.add("missing-depth", message, best.prose.span)


def _report_fit(desk: Desk, length: Length, fitted: Fitted, layout: Layout, report: Report) -> None:
    what = f"{desk.brief.id} for {desk.audience.name}, {length.name}"
    if layout.pages > length.pages.high:
        shown = ", ".join(sorted(fitted.selection.printed)[:8]) or "the title and the subtitle"
        if len(desk.brief.title.text) > LONG_TITLE:
            shown = f"the title, {shown}"
        report.add(
            "over-budget",
            f"{what}: {layout.pages} pages, {length.pages.high} allowed, though everything that may go was left out",
            desk.brief.span,
            hint=f"shorten what must be there ({shown}), or let the audience's profile ask for less",
        )
    front = desk._fitted.get(f"one-page/{length.name}")
    if front and not front.fits:
        message = f"{what}: its opening summary does not fit on one page in this length's type and margins"
        hint = "shorten what the one-page summary must print, or bring the length's styles nearer to those of one-page"
        report.add("over-budget", message, desk.brief.span, hint=hint)
    if layout.pages < length.pages.low:
        count = "one page" if layout.pages == 1 else f"{layout.pages} pages"
        message = f"{what}: {count}, at least {length.pages.low} expected"
        report.add("under-filled", message, desk.brief.span, hint="the library has little to say at this length")
    if fitted.dropped:
        gone = dict.fromkeys(step.block for step in fitted.dropped)
        names = ", ".join(list(gone)[:6]) + (" ..." if len(gone) > 6 else "")
        count = "one block was" if len(gone) == 1 else f"{len(gone)} blocks were"
        message = f"{what}: {count} left out or shortened: {names}"
        report.add(
            "left-out",
            message,
            desk.brief.span,
            hint=f"briefgen explain {desk.brief.id} --audience {desk.audience.name} --length {length.name} says why",
        )


class _DraftEngine:
    """Formats each cluster once and remembers it: good enough to measure pages, and fast."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._clusters: dict[tuple[object, ...], tuple[Node, ...]] = {}
        self._entries: dict[tuple[str, object], Entry] = {}

    def format(
        self, clusters: Sequence[Cluster], items: Sequence[Mapping[str, object]], style_xml: str, lang: str
    ) -> Formatted:
        keys = [self._key(c, style_xml) for c in clusters]
        names = [(style_xml, item["id"]) for item in items]
        if any(k not in self._clusters for k in keys) or any(n not in self._entries for n in names):
            made = self._engine.format(clusters, items, style_xml, lang)
            for key, nodes in zip(keys, made.clusters, strict=True):
                self._clusters.setdefault(key, nodes)
            self._remember(made.entries, style_xml)
        entries = tuple(self._entries[n] for n in dict.fromkeys(names) if n in self._entries)
        return Formatted(tuple(self._clusters[k] for k in keys), entries)

    def _remember(self, entries: Iterable[Entry], style_xml: str) -> None:
        for entry in entries:
            self._entries.setdefault((style_xml, entry.key), entry)

    @staticmethod
    def _key(cluster: Cluster, style_xml: str) -> tuple[object, ...]:
        return style_xml, cluster.cited, cluster.mode, cluster.prefix, cluster.suffix, cluster.note > 0
