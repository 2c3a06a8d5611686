"""What templates are given: plain views of blocks, with their texts already turned into safe HTML.

docs/designers.md lists every attribute. Views hold no policy: which blocks, at which depth and in
which order was decided by `core/select.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from markupsafe import Markup

from briefgen.core.aged import Words, dates_of
from briefgen.core.charts import shown_facts
from briefgen.core.document import Element
from briefgen.core.model import (
    Block,
    BlockId,
    Brief,
    Challenge,
    Common,
    Conflict,
    Day,
    Depth,
    Evidence,
    Fact,
    FactId,
    Figure,
    Library,
    Option,
    Pinpoint,
    Prose,
    Recommendation,
    Risk,
    Stated,
    Table,
    Term,
    Unknown,
    kind_of,
)
from briefgen.core.numbers import print_day, print_fact
from briefgen.core.profile import Audience, Length
from briefgen.core.prose import cited_keys, fact_ids, parse_inline, parse_prose, plain
from briefgen.core.schemes import label_key
from briefgen.core.select import withheld
from briefgen.core.staleness import stale_ids
from briefgen.render.markup import to_markup
from briefgen.render.origins import Origins
from briefgen.render.view_parts import Lazy, View, cite_element, with_cite

MEASURES = frozenset({"percent", "yuan", "USD", "EUR", "GBP"})
"""Units that stay with the number when a fact is printed large over its label."""


@dataclass(slots=True)
class Views:
    """Makes the views of one document."""

    library: Library
    brief: Brief
    audience: Audience
    length: Length
    origins: Origins
    anchors: str = "b-"
    """Prefix of block anchors; another one where blocks are printed a second time."""
    _made: dict[tuple[BlockId, Depth | None], View] = field(default_factory=dict)
    _stale: frozenset[FactId] | None = None

    @property
    def lang(self) -> str:
        return self.brief.lang

    # --- text

    def inline(self, prose: Prose) -> Markup:
        return to_markup(parse_inline(prose, self.library.facts, self.lang), self.origins)

    def blocks(self, prose: Prose, sources: Sequence[Pinpoint] = ()) -> Markup:
        """Paragraphs, with the sources of the text and of its facts cited after the last one."""
        nodes = parse_prose(prose, self.library.facts, self.lang)
        return to_markup(with_cite(nodes, self.cite_for(prose, sources)), self.origins)

    def line(self, prose: Prose, sources: Sequence[Pinpoint] = ()) -> Markup:
        """One run of text, cited in the same way."""
        cite = self.cite_for(prose, sources)
        nodes = parse_inline(prose, self.library.facts, self.lang)
        return to_markup((*nodes, *([cite] if cite else [])), self.origins)

    def cite_for(self, prose: Prose, sources: Sequence[Pinpoint]) -> Element | None:
        if self.length.cite == "none":
            return None
        facts = [self.library.facts[name] for name, _ in fact_ids(prose) if name in self.library.facts]
        cited = {key for key, _ in cited_keys(prose)}
        wanted = [p for p in (*sources, *(s for f in facts for s in f.sources)) if p.citation not in cited]
        return cite_element(wanted)

    def cite(self, sources: Sequence[Pinpoint]) -> Markup:
        cite = cite_element(sources)
        return to_markup([cite] if cite else [], self.origins)

    def stated(self, value: Stated) -> Markup:
        """A text, or "not known" with the reason."""
        if not isinstance(value, Unknown):
            return self.inline(value)
        word = self.audience.labels["unknown"] + self.audience.labels["colon"]
        return Markup('<span class="unknown">{} {}</span>').format(word, self.inline(value.reason))

    def short(self, value: Stated) -> Markup:
        """A text, or "not known" alone, where the reasons stand elsewhere."""
        if not isinstance(value, Unknown):
            return self.inline(value)
        return Markup('<span class="unknown">{}</span>').format(self.audience.labels["unknown"].lower())

    def day(self, value: Day | Unknown) -> Markup:
        if isinstance(value, Unknown):
            return self.stated(value)
        return Markup(escape(print_day(value, self.lang), quote=False))  # noqa: S704

    def short_day(self, value: Day | Unknown) -> Markup:
        """A date, or the bare words that it is not known."""
        if isinstance(value, Unknown):
            return Markup('<span class="unknown">{}</span>').format(self.audience.labels["date_unknown"])
        return self.day(value)

    def aged(self, day: Markup, facts: Iterable[Fact]) -> Markup:
        """A date, with a word of warning where one of the facts is past its time."""
        if self._stale is None:
            self._stale = stale_ids(self.library, self.brief)
        if not any(fact.id in self._stale for fact in facts):
            return day
        return Markup("{}{} {}").format(day, self.audience.labels["pause"], self.audience.labels["stale"])

    def notes(self, written: Prose | None, facts: Iterable[Fact]) -> Markup | None:
        """The notes of a figure or table, with a word of warning where values that it shows are past their time."""
        if self._stale is None:
            self._stale = stale_ids(self.library, self.brief)
        old = dates_of((fact for fact in facts if fact.id in self._stale), Words.of(self.audience.labels, self.lang))
        said = [self.inline(written)] if written else []
        said += [Markup(escape(self.audience.labels["stale_note"].replace("{}", old), quote=False))] if old else []  # noqa: S704
        return Markup(" ").join(said) if said else None

    # --- blocks

    def view(self, block: Block, depth: Depth | None = None) -> View:
        """The view of a block; `depth` decides what its `text` is (default: the headline)."""
        key = (block.id, depth)
        if key not in self._made:
            self._made[key] = view = View(**self._common(block, depth or Depth.HEADLINE))
            vars(view).update(self._own(block))
        return self._made[key]

    def _common(self, block: Block, depth: Depth) -> dict[str, object]:
        chain = self.audience.chain
        wanted = block.text.at(depth, chain)
        headline = block.text.at(Depth.HEADLINE, chain)
        summary = block.text.at(Depth.SUMMARY, chain)
        empty = Markup("")
        return {
            "id": block.id,
            "kind": kind_of(block),
            "anchor": f"{self.anchors}{block.id}",
            "theme": self.library.themes[block.theme].title if block.theme in self.library.themes else block.theme,
            "title": self.inline(block.title),
            "depth": str(wanted.depth if wanted else depth),
            "text": self.blocks(wanted.prose, block.sources) if wanted else empty,
            "headline": self.line(headline.prose, block.sources) if headline else empty,
            "plain_headline": self.inline(headline.prose) if headline else empty,
            "summary": self.line(summary.prose, block.sources) if summary else empty,
            "sources": self.cite(block.sources),
            "priority": block.priority,
        }

    def _own(self, block: Block) -> dict[str, object]:
        match block:
            case Challenge():
                return self._challenge(block)
            case Evidence():
                return self._evidence(block)
            case Recommendation():
                return self._recommendation(block)
            case Conflict():
                return self._conflict(block)
            case Option():
                return self._option(block)
            case Figure():
                return self._figure(block)
            case Table():
                return self._table(block)
            case Term():
                return self._term(block)
            case _:
                return {"role": block.role}

    def _challenge(self, block: Challenge) -> dict[str, object]:
        implication = next((block.implications[a] for a in self.audience.chain if a in block.implications), None)
        answers = [r for r in self.library.of_kind(Recommendation) if block.id in r.answers]
        answers.sort(key=lambda r: -r.priority)
        conflicts = [c for c in self.library.of_kind(Conflict) if block.id in c.touches]
        return {
            "stance": block.stance,
            "affected": self.stated(block.affected),
            "implication": self.inline(implication) if implication else None,
            "gap": self.inline(block.gap) if block.gap else None,
            "evidence": self._beside(self.library.blocks[e] for e in block.evidence),
            "answers": self._beside(answers),
            "conflicts": self._beside(conflicts),
            "risks": [self._risk(r) for r in block.risks],
        }

    def _beside(self, blocks: Iterable[Block]) -> Sequence[View]:
        """Blocks that another one brings with it, but for those that this brief or reader must not see."""
        seen = [b for b in blocks if not withheld(b, self.brief, self.audience)]
        return Lazy(lambda: [self.view(b) for b in seen])

    def _risk(self, risk: Risk) -> View:
        names = ("likelihood", "impact", "mitigation", "owner")
        short = View(**{n: self.short(getattr(risk, n)) for n in names})
        return View(risk=self.inline(risk.risk), short=short, **{n: self.stated(getattr(risk, n)) for n in names})

    def strength_label(self, block: Evidence | Option) -> str:
        """How strong it is, in the words of the project's scale."""
        level = block.level or str(block.strength)
        own = self.library.scales.get(self.brief.scale)
        if own and level in own.levels:
            return own.levels[level].printed
        return self.audience.labels[label_key(level)].replace("{level}", level)

    def _evidence(self, block: Evidence) -> dict[str, object]:
        return {
            "basis": block.basis,
            "strength": str(block.strength),
            "strength_label": self.strength_label(block),
            "reason": self.inline(block.reason),
            "as_of": self.aged(self.day(block.as_of), block.facts),
            "as_of_short": self.aged(self.short_day(block.as_of), block.facts),
            "attribution": block.attribution,
            "facts": [self.fact(f) for f in block.facts],
            "all_sources": self.cite((*block.sources, *(s for f in block.facts for s in f.sources))),
            "relations": [
                View(
                    how=self.audience.labels["relation_" + str(r.how).replace("-", "_")],
                    to=_title(self.library, r.to, self),
                    note=self.inline(r.note) if r.note else None,
                )
                for r in block.relations
            ],
        }

    def fact(self, fact: Fact) -> View:
        evidence = self.library.blocks[fact.evidence]
        rated = evidence if isinstance(evidence, Evidence) else None
        return View(
            id=fact.id,
            label=fact.label,
            printed=print_fact(fact, self.lang),
            large=print_fact(fact, self.lang, "full" if fact.unit in MEASURES else "number"),
            as_of=self.aged(self.day(fact.as_of), (fact,)),
            as_of_short=self.aged(self.short_day(fact.as_of), (fact,)),
            geography=fact.geography,
            definition=fact.definition,
            sources=self.cite(fact.sources),
            strength=str(rated.strength) if rated else "",
            strength_label=self.strength_label(rated) if rated else "",
        )

    def _recommendation(self, block: Recommendation) -> dict[str, object]:
        stated = ("addressee", "owner", "timeframe", "cost", "indicator")
        return {
            **{name: self.stated(getattr(block, name)) for name in stated},
            "short": View(**{name: self.short(getattr(block, name)) for name in stated}),
            "mode": block.mode,
            "mode_label": self.audience.labels[f"mode_{block.mode}"],
            "jurisdiction": block.jurisdiction,
            "instrument": self.audience.labels["comma"].join(
                self.audience.labels[f"instrument_{i}"] for i in block.instrument
            ),
            "answers": self._beside(self.library.blocks[c] for c in block.answers),
            "answers_none": self.inline(block.answers_none) if block.answers_none else None,
            "evidence": self._beside(self.library.blocks[e] for e in block.evidence),
            "option": self.inline(block.option) if block.option else None,
            "question": self.inline(block.question) if block.question else None,
            "risks": [self._risk(r) for r in block.risks],
        }

    def _conflict(self, block: Conflict) -> dict[str, object]:
        return {
            "outcome": block.outcome,
            "outcome_label": self.audience.labels[f"outcome_{block.outcome}"],
            "positions": [View(says=self.line(p.says, p.sources)) for p in block.positions],
            "handling": self.inline(block.handling),
            "touches": [_title(self.library, b, self) for b in block.touches],
        }

    def _option(self, block: Option) -> dict[str, object]:
        stated = ("cost", "benefit", "risk", "time_to_effect", "equity", "feasibility")
        return {
            **{name: self.stated(getattr(block, name)) for name in stated},
            "preferred": block.preferred,
            "strength_label": self.strength_label(block),
            "recommendations": [_title(self.library, r, self) for r in block.recommendations],
        }

    def _figure(self, block: Figure) -> dict[str, object]:
        shown = shown_facts(block, self.library.facts)
        sources = (*block.sources, *(s for _, _, fact in shown for s in fact.sources))
        return {
            "subtitle": self.inline(block.subtitle),
            "alt": plain(block.alt, self.library.facts, self.lang),
            "notes": self.notes(block.notes, [fact for _, _, fact in shown]),
            "sources": self.cite(sources),
            "data": [View(label=label, series=series, fact=self.fact(fact)) for label, series, fact in shown],
        }

    def _table(self, block: Table) -> dict[str, object]:
        numeric = block.numeric or (False,) * len(block.columns)
        widths = block.widths or (0,) * len(block.columns)
        facts = [
            self.library.facts[n] for row in block.rows for c in row for n, _ in fact_ids(c) if n in self.library.facts
        ]
        return {
            "columns": [
                View(title=self.inline(c), numeric=n, width=w)
                for c, n, w in zip(block.columns, numeric, widths, strict=True)
            ],
            "rows": [
                [View(text=self.inline(c), numeric=n) for c, n in zip(row, numeric, strict=True)] for row in block.rows
            ],
            "notes": self.notes(block.notes, facts),
            "sources": self.cite((*block.sources, *(s for f in facts for s in f.sources))),
        }

    def _term(self, block: Term) -> dict[str, object]:
        return {
            "acronym": block.acronym,
            "definition": self.inline(block.definition),
            "native": block.native,
            "native_language": block.native_language,
        }


def _title(library: Library, block: BlockId, views: Views) -> Markup:
    found = library.blocks[block]
    assert isinstance(found, Common)  # noqa: S101 - the library is sound
    return views.inline(found.title)
