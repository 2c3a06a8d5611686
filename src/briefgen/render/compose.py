"""Selection + templates -> semantic XHTML: the document, said once for all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from briefgen.core.attachments import RECORD, charts_with_data, table_name
from briefgen.core.document import LOGO
from briefgen.core.model import (
    Block,
    Brief,
    Challenge,
    Day,
    Evidence,
    Fact,
    Figure,
    Library,
    Recommendation,
    Term,
    Waiver,
)
from briefgen.core.numbers import print_day
from briefgen.core.profile import Audience, Length
from briefgen.core.schemes import key_of
from briefgen.core.select import SelectedSection, Selection, refusal
from briefgen.core.weights import weight_of
from briefgen.diagnostics import Report
from briefgen.render.origins import Origins
from briefgen.render.templates import Templates
from briefgen.render.view_parts import View
from briefgen.render.views import Views

KEY_FIGURES = 4
"""Facts shown large when the brief names none."""


@dataclass(frozen=True, slots=True)
class Composition:
    """What one document is composed of."""

    library: Library
    brief: Brief
    audience: Audience
    length: Length
    selection: Selection
    front: Composition | None = None
    """The one-page summary that opens a longer document."""
    logo: bool = False
    """Whether the house has a logo to show."""


def compose(parts: Composition, templates: Templates, report: Report) -> str | None:
    """The document as XHTML text with origin marks; None after a template fault, which is reported."""
    values = _values(parts, templates.origins, "b-")
    if parts.front:
        front = _values(parts.front, templates.origins, "s-")
        values["front"] = View(
            sections=front["sections"], length=front["length"], citations=parts.front.length.citations
        )
    return templates.render(parts.length.template, values, report)


def _values(parts: Composition, origins: Origins, anchors: str) -> dict[str, object]:
    views = Views(parts.library, parts.brief, parts.audience, parts.length, origins, anchors)
    return {
        "brief": _brief(parts, views),
        "audience": View(name=parts.audience.name, label=parts.audience.label, stance=parts.audience.stance),
        "length": View(name=parts.length.name, label=parts.length.label),
        "labels": View(**parts.audience.labels),
        "sections": [_section(s, parts, views) for s in parts.selection.sections],
        "printed": set(parts.selection.printed),
        "shows": {s.spec.show for s in parts.selection.sections},
        "front": None,
        "logo": LOGO if parts.logo else "",
    }


def _brief(parts: Composition, views: Views) -> View:
    brief = parts.brief
    return View(
        id=brief.id,
        title=views.inline(brief.title_for(parts.audience.chain)),
        subtitle=views.inline(brief.subtitle),
        lang=brief.lang,
        date=print_day(brief.date, brief.lang),
        version=brief.version,
        status=brief.status,
        marking=brief.marking,
        organisation=brief.organisation,
        contact=brief.contact,
        jurisdiction=brief.jurisdiction,
        addressee=brief.addressee_for(parts.audience.chain),
        review_by=_printed_day(brief.review_by, brief.lang),
        strength_key=strength_key(parts),
        waivers=[View(by=w.by, date=print_day(w.date, brief.lang), reason=w.reason) for w in _distinct(brief.waivers)],
        history=[View(version=v, date=_printed_day(d, brief.lang), change=c) for v, d, c in brief.history],
    )


def strength_key(parts: Composition) -> str:
    """What the evidence register says of the brief's scale of strength."""
    own = parts.library.scales.get(parts.brief.scale)
    return own.key if own else parts.audience.labels.get(key_of(parts.brief.scale), "")


def _distinct(waivers: Iterable[Waiver]) -> list[Waiver]:
    """One for each reason, author and day."""
    return list({(w.by, w.date, w.reason): w for w in waivers}.values())


def _printed_day(written: str, lang: str) -> str:
    """A date of the form 2026-11-22, to the precision that it has, as the language prints it."""
    return print_day(Day(*map(int, written.split("-"))), lang) if written else ""


def _section(section: SelectedSection, parts: Composition, views: Views) -> View:
    spec = section.spec
    entries = [views.view(parts.library.blocks[item.block], item.depth) for item in section.items]
    main = [e for e in entries if e.kind == spec.show]
    view = View(
        id=f"{views.anchors}section-{spec.id}",
        name=spec.id,
        title=spec.title,
        intro=spec.intro,
        show=spec.show,
        role=spec.role or spec.id,
        classes=spec.classes,
        toc=spec.toc,
        layout=spec.layout,
        template=f"sections/{spec.layout}.html.j2",
        evidence=spec.evidence if spec.evidence >= 0 else 1000,
        answers=spec.answers if spec.answers >= 0 else 1000,
        grouped=spec.group,
        entries=main,
        beside=[e for e in entries if e.kind != spec.show],
        groups=_groups(parts.library, entries, spec.show),
        rows=[],
    )
    make = GENERATORS.get(spec.show)
    if make:
        view.rows = make(parts, views, spec.max)
    return view


def _groups(library: Library, entries: Iterable[View], show: str) -> list[View]:
    groups: dict[str, View] = {}
    for entry in entries:
        theme = library.blocks[entry.id].theme
        order = library.themes[theme].order
        group = groups.setdefault(theme, View(id=theme, title=entry.theme, order=order, entries=[], beside=[]))
        (group.entries if entry.kind == show else group.beside).append(entry)
    return sorted(groups.values(), key=lambda g: g.order)


# --- generated content: rows for the partials of the same name ------------------------------------


def _shown(parts: Composition, kind: type[Block]) -> list[Block]:
    """Blocks of a kind that this document prints, in the library's order; all in scope if it prints none."""
    scope = [b for b in parts.library.blocks.values() if isinstance(b, kind) and _in_scope(b, parts)]
    printed = parts.selection.printed
    shown = [b for b in scope if b.id in printed]
    return shown or scope


def _in_scope(block: Block, parts: Composition) -> bool:
    return not refusal(block, parts.brief, parts.audience)


def _evidence_in_use(parts: Composition) -> list[Evidence]:
    """Evidence in scope, in the order of the library."""
    return [b for b in parts.library.of_kind(Evidence) if _in_scope(b, parts)]


def _register(parts: Composition, views: Views, _limit: int) -> list[View]:
    return [views.view(e) for e in _evidence_in_use(parts)]


def _key_figures(parts: Composition, views: Views, limit: int) -> list[View]:
    named = [parts.library.facts[f] for f in parts.brief.key_figures if f in parts.library.facts]
    facts = named or _worthiest_facts(parts)
    return [views.fact(f) for f in facts[: limit or KEY_FIGURES]]


def _worthiest_facts(parts: Composition) -> list[Fact]:
    def worth(evidence: Evidence) -> float:
        return -evidence.priority * weight_of(parts.brief, parts.audience, evidence.theme)

    blocks = sorted(_evidence_in_use(parts), key=worth)
    return [next(f for f in e.facts) for e in blocks if e.facts]


def _matrix(parts: Composition, views: Views, _limit: int) -> list[View]:
    challenges = [c for c in _shown(parts, Challenge) if isinstance(c, Challenge)]
    recommendations = [r for r in _shown(parts, Recommendation) if isinstance(r, Recommendation)]
    codes = {r.id: str(n) for n, r in enumerate(recommendations, 1)}
    heads = [View(code=codes[r.id], title=views.inline(r.title)) for r in recommendations]
    rows = [
        View(
            code=f"C{n}",
            title=views.inline(c.title),
            marks=[c.id in r.answers for r in recommendations],
            gap=bool(c.gap),
        )
        for n, c in enumerate(challenges, 1)
    ]
    return [View(heads=heads, rows=rows)]


def _risks(parts: Composition, views: Views, limit: int) -> list[View]:
    blocks = [b for b in parts.library.blocks.values() if isinstance(b, Challenge | Recommendation) and b.risks]
    worthiest = sorted((b for b in blocks if _in_scope(b, parts)), key=lambda b: (-b.priority, b.order))
    rows = []
    for block in worthiest:
        view = views.view(block)
        rows += [View(about=view.title, **vars(risk)) for risk in view.risks]
    return rows[:limit] if limit else rows


def _figure_data(parts: Composition, views: Views, _limit: int) -> list[View]:
    figures = [b for b in parts.library.of_kind(Figure) if b.id in parts.selection.printed]
    return [view for view in map(views.view, figures) if view.data]


def _glossary(parts: Composition, views: Views, _limit: int) -> list[View]:
    terms = sorted(parts.library.of_kind(Term), key=lambda t: t.title.text.casefold())
    return [views.view(t) for t in terms if _in_scope(t, parts)]


def _attached(parts: Composition, views: Views, _limit: int) -> list[View]:  # noqa: ARG001 - names need no views
    """The files that the PDF carries, where it carries any."""
    if not parts.length.carries_attachments:
        return []
    selections = [p.selection for p in (parts, parts.front) if p]
    return [View(name=n) for n in (RECORD, *map(table_name, charts_with_data(parts.library, selections)))]


GENERATORS: Mapping[str, Callable[[Composition, Views, int], list[View]]] = {
    "key-figures": _key_figures,
    "coverage-matrix": _matrix,
    "evidence-register": _register,
    "risk-register": _risks,
    "figure-data": _figure_data,
    "document-control": _attached,
    "glossary": _glossary,
}
"""Rows for sections that show something generated; the others need no rows."""
