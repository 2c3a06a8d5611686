"""From what an author wrote under `chart` or `vega` to the chart of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from briefgen.core import model as m
from briefgen.diagnostics import Span
from briefgen.source import exhibits as x
from briefgen.source.fields import Ref
from briefgen.source.resolve import refs_in


def chart_of(figure: x.FigureEntry) -> m.Chart | None:
    """The chart or the specification of a figure; None for an image."""
    if figure.vega:
        return _vega(figure.vega, figure.place_of("vega"))
    return _chart(figure.chart) if figure.chart else None


def _chart(entry: x.ChartEntry) -> m.Chart:
    return m.Chart(entry.type, tuple(map(_datum, entry.data)), entry.x_title, entry.y_title, entry.place)


def _vega(given: Mapping[str, object], place: Span) -> m.Chart:
    """A specification, with the facts that it names as its data."""
    named = {ref.name: ref for ref in reversed([*refs_in(given)])}
    data = (m.Datum("", m.FactId(ref.name), "", highlight=False, span=ref.span) for ref in named.values())
    return m.Chart("vega", tuple(data), "", "", place, vega_spec(given))


def vega_spec(given: Mapping[str, object]) -> Mapping[str, m.SpecValue]:
    """A specification as it was read, with places for the values of facts."""
    return cast("Mapping[str, m.SpecValue]", _spec(given))


def _spec(value: object) -> object:
    """A piece of a specification, with places for the values of facts."""
    match value:
        case {"fact": Ref(name=name), "part": str(part)}:
            return m.FactValue(m.FactId(name), part)
        case dict():
            return {key: _spec(each) for key, each in value.items()}
        case tuple():
            return tuple(map(_spec, value))
        case _:
            return value


def _datum(entry: x.DatumEntry) -> m.Datum:
    return m.Datum(
        label=entry.label,
        fact=m.FactId(entry.fact.name),
        series=entry.series,
        highlight=entry.highlight,
        span=entry.fact.span,
        label_span=entry.place_of("label"),
        x=m.FactId(entry.x.name) if entry.x else None,
        total=entry.total,
    )
