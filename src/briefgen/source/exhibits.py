"""The kinds of block that show something: figures, tables, glossary terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from briefgen.core.chart_kinds import CHART_KINDS
from briefgen.source.fields import fault, reads
from briefgen.source.shapes import (
    BlockEntry,
    Entry,
    FactName,
    Markdown,
    MaybeEmpty,
    Percent,
    PlainText,
    Switch,
    Words,
    kind_is,
    one_of,
)
from briefgen.source.vega import read_spec

VegaSpec = Annotated[Mapping[str, object], reads(read_spec, type="object")]


class DatumEntry(Entry):
    """One mark of a chart."""

    label: Words
    """Printed beside the mark."""
    fact: FactName
    """Id of the fact that is drawn."""
    series: Words = ""
    """Group of marks, for charts with several; the line of a slope chart, the panel of small multiples."""
    x: FactName | None = None
    """Id of the fact that says how far to the right the mark stands, for scatter charts."""
    total: Switch = False
    """In a waterfall: a bar from zero, which the bars before it add up to."""
    highlight: Switch = False
    """Drawn in the accent colour."""


class ChartEntry(Entry):
    """How facts are drawn."""

    type: Annotated[str, one_of(*(name for name in CHART_KINDS if name != "vega"))]
    """`matrix` is challenge by recommendation and has no data."""
    data: tuple[DatumEntry, ...] = ()
    """The marks."""
    x_title: Words = ""
    """Title of the horizontal axis."""
    y_title: Words = ""
    """Title of the vertical axis."""


class FigureEntry(BlockEntry):
    """A chart of facts, or an image."""

    kind: Annotated[Literal["figure"], kind_is("figure")]
    subtitle: Markdown
    """Measure, place, period."""
    alt: PlainText
    """What the picture shows, for readers who do not see it: 20 to 250 characters; numbers by fact."""
    chart: ChartEntry | None = None
    """How facts are drawn."""
    vega: VegaSpec | None = None
    """A Vega-Lite specification, instead of a chart; {fact: id} stands for a number, {id} in a text for a fact."""
    image: MaybeEmpty = ""
    """Path under content/figures/, instead of a chart."""
    notes: Markdown | None = None
    """Printed below the figure."""

    @model_validator(mode="after")
    def _has_one_picture(self) -> FigureEntry:
        if sum(map(bool, (self.chart, self.vega, self.image))) != 1:
            raise fault("missing-field", 'a figure has either "chart", "vega" or "image"', self.place)
        return self


class TableEntry(BlockEntry):
    """A table that an author wrote."""

    kind: Annotated[Literal["table"], kind_is("table")]
    columns: Annotated[tuple[Markdown, ...], Field(min_length=1)]
    """Titles of the columns."""
    numeric: tuple[Switch, ...] = ()
    """Which columns are right-aligned."""
    widths: tuple[Percent, ...] = ()
    """Per cent for each column."""
    rows: Annotated[tuple[tuple[Markdown, ...], ...], Field(min_length=1)]
    """Cells of inline Markdown; numbers by fact."""
    notes: Markdown | None = None
    """Printed below the table."""

    @model_validator(mode="after")
    def _is_regular(self) -> TableEntry:
        count = len(self.columns)
        for row in self.rows:
            if len(row) != count:
                place = row[0].span if row else self.place_of("rows")
                raise fault("wrong-type", f"this row has {len(row)} cells; the table has {count} columns", place)
        for name, given in (("numeric", len(self.numeric)), ("widths", len(self.widths))):
            if given not in {0, count}:
                raise fault("wrong-type", f'"{name}" has {given} entries for {count} columns', self.place_of(name))
        if self.widths and sum(self.widths) > 100:
            raise fault("wrong-type", f"the widths sum to {sum(self.widths)} per cent", self.place_of("widths"))
        return self


class TermEntry(BlockEntry):
    """A glossary entry."""

    kind: Annotated[Literal["term"], kind_is("term")]
    acronym: Words = ""
    """Expanded at first use in each document."""
    aliases: tuple[Words, ...] = ()
    """Other forms in which text uses the term."""
    definition: Markdown
    """Up to 30 plain words."""
    gloss: Words = ""
    """Up to 12 words that can stand in brackets after the term."""
    native: Words = ""
    """The term in the language that it comes from, with transcription."""
    native_language: Words = ""
    """Language code of `native`."""
