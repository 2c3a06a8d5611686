"""Figures and their facts for tests."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.core.model import (
    BlockId,
    Chart,
    CitationKey,
    Comparator,
    Datum,
    Day,
    Fact,
    FactId,
    Figure,
    Library,
    Pinpoint,
    Quantity,
    Text,
    Unknown,
)
from briefgen.diagnostics import Span
from builders import prose

HERE = Span("content/library/a.yaml", 7, 5)


def a_fact(name: str, value: Quantity, unit: str = "", comparator: str = "exactly", as_of: Day | None = None) -> Fact:
    return Fact(
        id=FactId(name),
        label=name,
        value=value,
        unit=unit,
        unit_one="",
        comparator=Comparator(comparator),
        as_of=as_of or Unknown(prose("Nobody says.")),
        geography="",
        definition="",
        conversion=None,
        sources=(Pinpoint(CitationKey("wef"), "p. 3", HERE),),
        evidence=BlockId("e"),
        span=HERE,
    )


Entry = tuple[str, Fact] | tuple[str, Fact, str] | tuple[str, Fact, str, Fact]


def a_figure(
    kind: str, *entries: Entry, highlight: str = "", x_title: str = "", y_title: str = "", totals: Sequence[str] = ()
) -> tuple[Figure, Library]:
    """A figure with these labels, facts, series and second facts, and the library that holds its facts."""
    data = tuple(
        Datum(
            label=e[0],
            fact=e[1].id,
            series=e[2] if len(e) > 2 else "",
            highlight=e[0] == highlight,
            span=Span("a.yaml", 20 + i, 9),
            x=e[3].id if len(e) == 4 else None,
            total=e[0] in totals,
        )
        for i, e in enumerate(entries)
    )
    figure = Figure(
        id=BlockId("fig"),
        title=prose("Estimates differ"),
        text=Text({}),
        theme="t",
        priority=3,
        keep="auto",
        audiences=(),
        sources=(),
        exceptions=(),
        order=0,
        span=HERE,
        subtitle=prose("People"),
        alt=prose("Bars of estimates; the first is the longest."),
        chart=Chart(kind, data, x_title, y_title, HERE),
        image="",
        notes=None,
    )
    facts = [fact for e in entries for fact in (e[1], *e[3:])]
    return figure, Library({}, {fact.id: fact for fact in facts}, {}, {})
