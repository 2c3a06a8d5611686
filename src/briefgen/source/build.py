"""Entries that were found sound, one by one, become the model's values. References are resolved later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from briefgen.core import model as m
from briefgen.core.edtf import SEASONS
from briefgen.core.schemes import LEVELS
from briefgen.diagnostics import Span
from briefgen.source import blocks as b
from briefgen.source import exhibits as x
from briefgen.source import shapes as s
from briefgen.source.charting import chart_of
from briefgen.source.fields import Ref, parse_day
from briefgen.source.schema import BriefFile, ProjectFile, SourceEntry
from briefgen.source.validity import ReleaseWaiver


def block(entry: b.AnyBlock, theme: str, order: int) -> m.Block:
    """The block that `entry` describes."""
    common = _common(entry, theme, order)
    match entry:
        case b.ChallengeEntry():
            return _challenge(entry, common)
        case b.EvidenceEntry():
            return _evidence(entry, common)
        case b.RecommendationEntry():
            return _recommendation(entry, common)
        case b.ConflictEntry():
            return _conflict(entry, common)
        case b.OptionEntry():
            return _option(entry, common)
        case x.FigureEntry():
            return _figure(entry, common)
        case x.TableEntry():
            return m.Table(
                **common,
                columns=entry.columns,
                numeric=entry.numeric or (False,) * len(entry.columns),
                widths=entry.widths,
                rows=entry.rows,
                notes=entry.notes,
            )
        case x.TermEntry():
            return _term(entry, common)
    return m.TextBlock(**common, role=entry.role.text)


def citation(entry: SourceEntry) -> m.Citation:
    """The source that `entry` describes."""
    return m.Citation(
        key=m.CitationKey(entry.id.text),
        csl={"id": entry.id.text, **entry.csl},
        kind=entry.kind,
        reliability=entry.reliability,
        tier=entry.tier,
        date=entry.date or _issued(entry.csl, entry.place),
        origin=entry.origin or entry.id.text,
        reprint=entry.reprint,
        access=entry.access,
        consulted=entry.consulted,
        rights=entry.rights,
        notes=entry.notes,
        span=entry.id.span,
        standing=entry.standing,
        snapshots=tuple(m.Snapshot(each.file, each.sha256, each.place_of("file")) for each in entry.snapshot),
    )


def imported_citation(item: Mapping[str, object], span: Span) -> m.Citation:
    """A source from a bibliography file, which says nothing of its standing."""
    key = str(item["id"])
    return m.Citation(
        key=m.CitationKey(key),
        csl=item,
        kind=str(item.get("genre") or item.get("type", "document")).replace("-", " "),
        reliability="",
        tier="",
        date=_issued(item, span),
        origin=key,
        reprint=None,
        access="unknown",
        consulted="read",
        rights="",
        notes=None,
        span=span,
    )


def project(entry: ProjectFile) -> m.Project:
    """The settings that `entry` describes."""
    return m.Project(
        entry.organisation,
        entry.contact,
        entry.lang,
        entry.severities,
        _exceptions(entry.exceptions),
        _waivers(entry.waivers),
        entry.valid_for,
        entry.strength_scale,
    )


def brief(entry: BriefFile, name: str, settings: m.Project) -> m.Brief:
    """The brief that `entry` describes; the project's settings stand in for what it leaves out."""
    return m.Brief(
        id=name,
        title=entry.title,
        titles=entry.titles,
        subtitle=entry.subtitle,
        lang=entry.lang or settings.lang,
        date=entry.date,
        version=entry.version,
        status=entry.status,
        marking=entry.marking,
        organisation=entry.organisation or settings.organisation,
        contact=entry.contact or settings.contact,
        jurisdiction=entry.jurisdiction,
        addressees=entry.addressees,
        themes=tuple(ref.name for ref in entry.themes),
        include=_ids(entry.include),
        exclude=_ids(entry.exclude),
        keep={m.BlockId(block): how for block, (_, how) in entry.keep.items()},
        weights={audience: {ref.name: w for ref, w in each} for audience, (_, each) in entry.weights.items()},
        key_figures=tuple(m.FactId(ref.name) for ref in entry.key_figures),
        audiences=tuple(ref.name for ref in entry.audiences),
        lengths=tuple(ref.name for ref in entry.lengths),
        formats=entry.formats,
        history=tuple((c.version, str(c.date), c.change) for c in entry.history),
        review_by=str(entry.review_by or ""),
        span=entry.place,
        lengths_span=entry.place_of("lengths"),
        waivers=(*settings.waivers, *_waivers(entry.waivers)),
        valid_for=settings.valid_for,
        scale=entry.strength_scale or settings.scale,
    )


def _challenge(entry: b.ChallengeEntry, common: Mapping[str, Any]) -> m.Challenge:
    return m.Challenge(
        **common,
        stance=entry.stance,
        affected=entry.affected,
        evidence=_ids(entry.evidence),
        implications=entry.implications,
        gap=entry.gap,
        risks=_risks(entry.risks),
    )


def _evidence(entry: b.EvidenceEntry, common: Mapping[str, Any]) -> m.Evidence:
    return m.Evidence(
        **common,
        basis=entry.basis,
        strength=LEVELS.get(entry.strength, m.Strength.NONE),
        level=entry.strength,
        reason=entry.reason,
        as_of=entry.as_of or _no_date(entry.place),
        attribution=entry.attribution,
        author=entry.author,
        facts=tuple(_fact(fact, entry) for fact in entry.facts),
        relations=tuple(_relation(each) for each in entry.relations),
    )


def _fact(entry: b.FactEntry, evidence: b.EvidenceEntry) -> m.Fact:
    restated = entry.conversion
    return m.Fact(
        id=m.FactId(entry.id.text),
        label=entry.label,
        value="?" if entry.value is None else entry.value,
        unit=entry.unit,
        unit_one=entry.unit_one,
        comparator=m.Comparator(entry.comparator),
        as_of=entry.as_of or evidence.as_of or _no_date(entry.place),
        geography=entry.geography,
        definition=entry.definition,
        conversion=m.Conversion(m.FactId(restated.of.name), restated.basis, restated.exact) if restated else None,
        sources=_pinpoints(entry.sources or evidence.sources),
        evidence=m.BlockId(evidence.id.text),
        span=entry.id.span,
        derived=m.Derived(entry.derived.text, (), entry.round_) if entry.derived else None,
        ages_as=entry.ages_as,
        valid_until=entry.valid_until,
    )


def _relation(entry: b.RelationEntry) -> m.Relation:
    how, ref = entry.named
    return m.Relation(how, m.BlockId(ref.name), entry.note, ref.span)


def _recommendation(entry: b.RecommendationEntry, common: Mapping[str, Any]) -> m.Recommendation:
    return m.Recommendation(
        **common,
        mode=entry.mode,
        addressee=entry.addressee,
        jurisdiction=entry.jurisdiction,
        owner=entry.owner,
        instrument=entry.instrument,
        timeframe=entry.timeframe,
        cost=entry.cost,
        indicator=entry.indicator,
        answers=_ids(entry.answers),
        answers_none=entry.answers_none,
        evidence=_ids(entry.evidence),
        option=entry.option,
        question=entry.question,
        risks=_risks(entry.risks),
    )


def _conflict(entry: b.ConflictEntry, common: Mapping[str, Any]) -> m.Conflict:
    positions = (
        m.Position(p.says, _pinpoints(p.sources), m.BlockId(p.evidence.name) if p.evidence else None)
        for p in entry.positions
    )
    return m.Conflict(
        **common,
        outcome=entry.outcome,
        positions=tuple(positions),
        handling=entry.handling,
        touches=_ids(entry.touches),
    )


def _option(entry: b.OptionEntry, common: Mapping[str, Any]) -> m.Option:
    return m.Option(
        **common,
        preferred=entry.preferred,
        cost=entry.cost,
        benefit=entry.benefit,
        risk=entry.risk,
        time_to_effect=entry.time_to_effect,
        equity=entry.equity,
        feasibility=entry.feasibility,
        strength=LEVELS.get(entry.strength, m.Strength.NONE),
        level=entry.strength,
        recommendations=_ids(entry.recommendations),
    )


def _figure(entry: x.FigureEntry, common: Mapping[str, Any]) -> m.Figure:
    return m.Figure(
        **common,
        subtitle=entry.subtitle,
        alt=entry.alt,
        chart=chart_of(entry),
        image=entry.image,
        notes=entry.notes,
    )


def _term(entry: x.TermEntry, common: Mapping[str, Any]) -> m.Term:
    return m.Term(
        **common,
        acronym=entry.acronym,
        aliases=entry.aliases,
        definition=entry.definition,
        gloss=entry.gloss,
        native=entry.native,
        native_language=entry.native_language,
    )


def _common(entry: s.BlockEntry, theme: str, order: int) -> dict[str, Any]:
    return {
        "id": m.BlockId(entry.id.text),
        "title": entry.title,
        "text": _text(entry.text),
        "theme": theme,
        "priority": entry.priority,
        "keep": entry.keep,
        "audiences": tuple(ref.name for ref in entry.audiences),
        "sources": _pinpoints(entry.sources),
        "exceptions": _exceptions(entry.exceptions),
        "order": order,
        "span": entry.place,
    }


def _text(entry: s.Texts | None) -> m.Text:
    if entry is None:
        return m.Text({})
    return m.Text(_depths(entry), {audience: _depths(texts) for audience, texts in entry.for_.items()})


def _depths(entry: s.Depths) -> Mapping[m.Depth, m.Prose]:
    texts = ((depth, getattr(entry, depth)) for depth in m.DEPTHS)
    return {depth: text for depth, text in texts if text is not None}


def _risks(entries: Sequence[s.RiskEntry]) -> tuple[m.Risk, ...]:
    return tuple(m.Risk(r.risk, r.likelihood, r.impact, r.mitigation, r.owner) for r in entries)


def _exceptions(entries: Sequence[s.Waiver]) -> tuple[m.NumberException, ...]:
    return tuple(m.NumberException(each.text, each.reason, each.rule) for each in entries)


def _waivers(entries: Sequence[ReleaseWaiver]) -> tuple[m.Waiver, ...]:
    return tuple(m.Waiver(w.rule, w.of, w.by, w.date, w.reason, w.place) for w in entries)


def _pinpoints(entries: Sequence[s.Cite]) -> tuple[m.Pinpoint, ...]:
    return tuple(m.Pinpoint(m.CitationKey(c.cite.name), c.at, c.cite.span, _quote(c.quote)) for c in entries)


def _quote(entry: s.QuoteEntry | None) -> m.Quote | None:
    if entry is None:
        return None
    exact, span = (entry.exact.text.strip(), entry.exact.span) if entry.exact else ("", entry.place)
    return m.Quote(exact, entry.prefix, entry.suffix, entry.unstated, span)


def _ids(refs: Sequence[Ref]) -> tuple[m.BlockId, ...]:
    return tuple(m.BlockId(ref.name) for ref in refs)


def _issued(csl: Mapping[str, object], span: Span) -> m.Day | m.Unknown:
    match csl.get("issued"):
        case {"date-parts": [[*parts], *_]} if parts:
            read = parse_day("-".join(str(part).zfill(2) for part in parts))
            if read is None and (len(parts) == 1 or parts[1] in SEASONS):
                read = parse_day(str(parts[0]).zfill(4))
            if read is not None:
                return read
    return _no_date(span)


def _no_date(span: Span) -> m.Unknown:
    return m.Unknown(m.Prose(m.NO_DATE, span))
