"""Sample values of the skeletons, by kind or entry and key; what a key means stands in the schema.

`@name@` is the id of the new entry, `@source@` a source that exists. Prose here has no digits, since numbers
come from facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FLOW: Final[Mapping[str, str]] = {
    "Cite": "{cite: @source@, at: p. 1}",
    "Waiver": "{text: GPT-4, reason: name of a product}",
    "SumEntry": "{total: fact-of-the-total, parts: [one-fact, another-fact]}",
    "ConversionEntry": "{of: another-fact, basis: the editors' conversion}",
    "DatumEntry": "{label: Printed beside the mark, fact: my-fact, highlight: true}",
    "RelationEntry": "{contradicts: other-evidence, note: What the relation consists in.}",
    "PositionEntry": "{says: What one side says., sources: [{cite: @source@, at: p. 1}]}",
    "SnapshotEntry": "{file: the-report.pdf}",
    "ReleaseWaiver": (
        '{rule: stale-fact, of: my-fact, by: Jane Doe, date: "2026-01-31", reason: There is no newer count}'
    ),
    "ChangeEntry": '{version: "1.0", date: "2026-01-31", change: First issue.}',
}
"""Entries that are written in one line."""

SHOWN: Final = frozenset(
    {
        "texts.headline",
        "texts.summary",
        "texts.full",
        "evidence.facts",
        "evidence.as-of",
        "fact.value",
        "fact.unit",
        "conflict.text",
        "option.text",
        "figure.chart",
        "recommendation.answers-none",
        "brief.addressees",
        "brief.history",
    }
)
"""Keys that may be left out and that nearly every entry has: they are not switched off."""

SAMPLES: Final[Mapping[str, str]] = {
    # --- every block
    "id": "@name@",
    "title": "A few words",
    "priority": "3",
    "keep": "auto",
    "audiences": "[minister]",
    "texts.headline": "One sentence that can stand alone.",
    "texts.summary": "What a busy reader must know, in up to six sentences.",
    "texts.full": "|\nThe first paragraph.\n\nThe second paragraph, with a citation where it is needed.",
    # --- what several kinds have
    "evidence": "[my-evidence]",
    "risk.risk": "What may go wrong.",
    "likelihood": "{unknown: No source rates it.}",
    "impact": "What it would cost, and whom.",
    "mitigation": "{unknown: No source says what would lessen it.}",
    "owner": "{unknown: The source names no responsible body.}",
    "notes": "What a reader should know.",
    "strength": "limited",
    # --- challenge
    "challenge.title": "The problem in a few words",
    "stance": "stated",
    "affected": "Who is affected",
    "implications": "\nminister: What it means for a minister.",
    "gap": "No source proposes a remedy.",
    # --- evidence
    "evidence.title": "The finding in a few words",
    "basis": "statistic",
    "reason": "Why the evidence carries as far as it does.",
    "evidence.as-of": '"2026-01"',
    "attribution": "The statistics office",
    "author": "Jane Doe",
    "fact.id": "@name@-value",
    "fact.label": "What is counted",
    "fact.value": "120",
    "fact.derived": "share(my-part, my-whole)",
    "fact.round": "0",
    "fact.unit": "schools",
    "fact.unit-one": "school",
    "fact.comparator": "about",
    "fact.as-of": '"2026-01"',
    "fact.ages-as": "count",
    "fact.valid-until": '"2027-12-31"',
    "fact.geography": "Exampleton",
    "fact.definition": "What exactly is counted, and how",
    # --- recommendation
    "recommendation.title": "The measure in a few words",
    "recommendation.texts.headline": "Do this, in one imperative sentence.",
    "mode": "recommended",
    "addressee": "Who should act",
    "jurisdiction": "Exampleton",
    "instrument": "[money, information]",
    "timeframe": "{unknown: The source gives no date.}",
    "recommendation.cost": "{unknown: The source gives no amount.}",
    "indicator": "{unknown: The source names no measure of success.}",
    "answers": "[my-challenge]",
    "answers-none": "Say why, or take this line away and name challenges under answers.",
    "option": "The same measure in impartial words.",
    "question": "What would a witness have to answer?",
    # --- conflict
    "conflict.title": "The question on which sources differ",
    "outcome": "unresolved",
    "handling": "Which statement the brief uses, and with which words of caution.",
    "touches": "[my-challenge]",
    # --- option
    "option.title": "Business as usual",
    "preferred": "false",
    "recommendations": "[my-recommendation]",
    "option.cost": "{unknown: No source gives an amount.}",
    "benefit": "What it brings.",
    "option.risk": "What may go wrong.",
    "time-to-effect": "{unknown: No source gives a date.}",
    "equity": "Who gains and who loses.",
    "feasibility": "What it takes.",
    # --- figure
    "figure.title": "The finding, as a sentence with a verb",
    "subtitle": "Measure, place, period",
    "alt": "What a reader would see here, in one or two sentences.",
    "chart.type": "matrix",
    "x-title": "Schools",
    "y-title": "Year",
    "vega": "\nmark: bar\ndata:\n  values:\n    - {what: Schools, count: {fact: my-fact}}\n"
    "encoding:\n  x: {field: count, type: quantitative}\n  y: {field: what, title: null}",
    "image": "map.png",
    # --- table
    "table.title": "What the table shows",
    "columns": "[First column, Second column]",
    "numeric": "[false, true]",
    "widths": "[60, 40]",
    "rows": '\n- [A cell, Another cell]\n- ["A cell, with a comma", "a number as a fact in braces"]',
    # --- term
    "term.title": "the term as text uses it",
    "acronym": "TTU",
    "aliases": "[another form, other forms]",
    "definition": "What it means, in plain words.",
    "gloss": "what can stand in brackets",
    "native": "le terme",
    "native-language": "fr",
    # --- text
    "text.title": "Why this matters now",
    "role": "context",
    # --- source
    "csl": "\ntype: report\ntitle: Title of the source\nauthor: [{family: Surname, given: Name}]\n"
    'publisher: Who published it\nissued: "2026-01-31"\nURL: https://example.org/report\nlanguage: en',
    "citation.kind": "report of a public body",
    "reliability": "B",
    "tier": "primary",
    "citation.date": '"2026-01-31"',
    "origin": "another-source",
    "reprint": "The original.",
    "access": "live",
    "consulted": "read",
    "rights": "all rights reserved",
    # --- brief
    "brief.title": "Title of the brief",
    "titles": "\nminister: A title for ministers alone",
    "brief.subtitle": "What it is about",
    "lang": "en-GB",
    "brief.date": '"2026-01-31"',
    "version": '"1.0"',
    "status": "draft",
    "marking": '"OFFICIAL"',
    "organisation": "Who publishes",
    "contact": "Name, office, address",
    "addressees": "\nminister: The minister of transport\npublic: Everyone who wants to know",
    "themes": "[my-theme]",
    "include": "[my-challenge]",
    "exclude": "[another-block]",
    "brief.keep": "\nmy-recommendation: always\nsome-block: never",
    "brief.weights": "\nminister: {my-theme: 1.2, conflict: 0.8}",
    "key-figures": "[my-fact]",
    "brief.audiences": "[minister, public]",
    "lengths": "[one-page, standard]",
    "formats": "[pdf, docx, html]",
    "review-by": '"2026-12"',
}
"""By `kind.key`, or by the key alone where all kinds share the sample. A sample that begins with a line break
stands below its key."""
