"""Blocks, libraries and profiles for tests: each builder has defaults and takes what a test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from briefgen.core.model import (
    Block,
    BlockId,
    Brief,
    Challenge,
    CitationKey,
    Comparator,
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
    Position,
    Prose,
    Quantity,
    Recommendation,
    Risk,
    Strength,
    Table,
    Term,
    Text,
    TextBlock,
    Theme,
    Unknown,
)
from briefgen.core.profile import Audience, Length, Pages, Reading, SectionSpec
from briefgen.core.select import Plan, Selection
from briefgen.diagnostics import Span

HERE = Span("content/library/a.yaml", 1, 1)
ALL_DEPTHS = (Depth.HEADLINE, Depth.SUMMARY, Depth.FULL)


def prose(text: str) -> Prose:
    return Prose(text, HERE)


def nobody_knows(why: str = "No source says.") -> Unknown:
    return Unknown(prose(why))


def a_text_at(depths: Iterable[Depth], about: str) -> Text:
    return Text({d: prose(f"The {d} of {about}.") for d in depths})


def _common(id_: str, depths: Iterable[Depth], given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": BlockId(id_),
        "title": prose(f"Title of {id_}"),
        "text": a_text_at(depths, id_),
        "theme": "roads",
        "priority": 3,
        "keep": "auto",
        "audiences": (),
        "sources": (),
        "exceptions": (),
        "order": 0,
        "span": HERE,
    }
    return {**values, **given}


def a_challenge(id_: str, depths: Iterable[Depth] = ALL_DEPTHS, **given: Any) -> Challenge:
    own = {
        "stance": "stated",
        "affected": prose("Drivers"),
        "evidence": (),
        "implications": {},
        "gap": None,
        "risks": (),
    }
    return Challenge(**_common(id_, depths, {**own, **given}))


def a_recommendation(id_: str, *answers: str, depths: Iterable[Depth] = ALL_DEPTHS, **given: Any) -> Recommendation:
    own = {
        "mode": "recommended",
        "addressee": prose("The council"),
        "jurisdiction": "The town",
        "owner": nobody_knows(),
        "instrument": ("money",),
        "timeframe": nobody_knows(),
        "cost": nobody_knows(),
        "indicator": nobody_knows(),
        "answers": tuple(BlockId(a) for a in answers),
        "answers_none": None,
        "evidence": (),
        "option": None,
        "question": None,
        "risks": (),
    }
    return Recommendation(**_common(id_, depths, {**own, **given}))


def an_evidence(id_: str, depths: Iterable[Depth] = ALL_DEPTHS, **given: Any) -> Evidence:
    own = {
        "basis": "statistic",
        "strength": Strength.MEDIUM,
        "reason": prose("One survey."),
        "as_of": Day(2024),
        "attribution": "",
        "facts": (),
        "relations": (),
    }
    return Evidence(**_common(id_, depths, {**own, **given}))


def a_text(id_: str, role: str = "context", depths: Iterable[Depth] = ALL_DEPTHS, **given: Any) -> TextBlock:
    return TextBlock(**_common(id_, depths, {"role": role, **given}))


def an_option(id_: str, depths: Iterable[Depth] = ALL_DEPTHS, **given: Any) -> Option:
    names = ("cost", "benefit", "risk", "time_to_effect", "equity", "feasibility")
    own: dict[str, Any] = {name: nobody_knows() for name in names}
    own |= {"preferred": False, "strength": Strength.LIMITED, "recommendations": ()}
    return Option(**_common(id_, depths, {**own, **given}))


def a_figure(id_: str, **given: Any) -> Figure:
    own = {
        "subtitle": prose("Share of roads"),
        "alt": prose("A bar chart of roads."),
        "chart": None,
        "image": "a.png",
        "notes": None,
    }
    return Figure(**_common(id_, (), {**own, **given}))


def a_term(title: str, **given: Any) -> Term:
    own = {
        "title": prose(title),
        "acronym": "",
        "aliases": (),
        "definition": prose(f"What {title} means."),
        "gloss": "",
        "native": "",
        "native_language": "",
    }
    return Term(**_common(title.replace(" ", "-"), (), {**own, **given}))


def a_library(*blocks: Block) -> Library:
    """The blocks in this order; every theme that one of them names exists."""
    numbered = [replace(block, order=n) for n, block in enumerate(blocks)]
    themes = dict.fromkeys(b.theme for b in blocks)
    return Library(
        blocks={b.id: b for b in numbered},
        facts={f.id: f for b in numbered if isinstance(b, Evidence) for f in b.facts},
        citations={},
        themes={name: Theme(name, name.title(), n) for n, name in enumerate(themes)},
    )


def a_brief(**given: Any) -> Brief:
    values: dict[str, Any] = {
        "id": "roads",
        "title": prose("Roads"),
        "titles": {},
        "subtitle": prose("What to do"),
        "lang": "en-GB",
        "date": Day(2026, 1, 31),
        "version": "1.0",
        "status": "draft",
        "marking": "",
        "organisation": "Test unit",
        "contact": "desk@example.org",
        "jurisdiction": "The town",
        "addressees": {},
        "themes": (),
        "include": (),
        "exclude": (),
        "key_figures": (),
        "audiences": ("minister",),
        "lengths": ("one-page",),
        "formats": ("html",),
        "history": (),
        "review_by": "",
        "span": HERE,
    }
    return Brief(**{**values, **given})


def a_section(show: str, id_: str = "", **given: Any) -> SectionSpec:
    values: dict[str, Any] = {
        "id": id_ or show,
        "title": "",
        "show": show,
        "role": "context" if show == "text" else "",
        "also": (),
        "layout": show,
        "depth": Depth.FULL,
        "least": Depth.HEADLINE,
        "min": 0,
        "max": 0,
        "required": False,
        "sort": "rank",
        "evidence": 0,
        "answers": 0,
        "group": False,
        "toc": True,
        "weight": 1.0,
        "classes": "",
        "intro": "",
    }
    return SectionSpec(**{**values, **given})


def a_length(*sections: SectionSpec, low: int = 1, high: int = 1, **given: Any) -> Length:
    values: dict[str, Any] = {
        "name": "one-page",
        "label": "One page",
        "template": "one-page.html.j2",
        "pages": Pages(low, high),
        "citations": "author-date",
        "cite": "text",
        "numbered_headings": False,
        "numbered_paragraphs": False,
        "sections": sections,
    }
    return Length(**{**values, **given})


def an_audience(name: str = "minister", **given: Any) -> Audience:
    values: dict[str, Any] = {
        "name": name,
        "chain": (name, "base"),
        "label": name.title(),
        "stance": "advice",
        "terms": "expand",
        "reading": Reading(12, 20, 30),
        "weights": {},
        "lengths": {},
        "class_styles": {},
        "labels": {},
    }
    return Audience(**{**values, **given})


def a_source(cite: str, at: str = "") -> Pinpoint:
    return Pinpoint(CitationKey(cite), at, HERE)


def a_fact(id_: str, value: Quantity, **given: Any) -> Fact:
    values: dict[str, Any] = {
        "id": FactId(id_),
        "label": f"Label of {id_}",
        "value": value,
        "unit": "",
        "unit_one": "",
        "comparator": Comparator.EXACTLY,
        "as_of": Day(2024),
        "geography": "",
        "definition": "",
        "conversion": None,
        "sources": (),
        "evidence": BlockId("survey"),
        "span": HERE,
    }
    return Fact(**{**values, **given})


def a_conflict(id_: str, *touches: str, **given: Any) -> Conflict:
    own = {
        "outcome": "unresolved",
        "positions": (
            Position(prose("It is dear."), (a_source("doe"),), None),
            Position(prose("It is cheap."), (), None),
        ),
        "handling": prose("Give both."),
        "touches": tuple(BlockId(t) for t in touches),
    }
    return Conflict(**_common(id_, (), {**own, **given}))


def a_table(id_: str, columns: Sequence[str], *rows: Sequence[str], **given: Any) -> Table:
    own = {
        "columns": tuple(prose(c) for c in columns),
        "numeric": (),
        "widths": (),
        "rows": tuple(tuple(prose(c) for c in row) for row in rows),
        "notes": None,
    }
    return Table(**_common(id_, (), {**own, **given}))


def a_risk(text: str, **given: Any) -> Risk:
    values: dict[str, Any] = {name: nobody_knows() for name in ("likelihood", "impact", "mitigation", "owner")}
    return Risk(prose(text), **{**values, **given})


def all_that_may_be_printed(wanted: Plan) -> Selection:
    """What a length prints on pages without end: each section's worthiest blocks, as many as it takes."""
    choice = {key: candidate.rungs[-1] for key, candidate in wanted.candidates.items()}
    for number in range(len(wanted.sections)):
        for key in wanted.main(number)[wanted.counts(number)[1] :]:
            del choice[key]
    return wanted.at(choice)
