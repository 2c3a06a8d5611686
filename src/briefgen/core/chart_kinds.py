"""The kinds of chart, and what each can draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MAX_COLUMNS: Final = 7
MAX_ROWS: Final = 20
MAX_SERIES: Final = 5
MAX_LINES: Final = 10
"""Lines between two columns: each has its name beside it, and needs no colour of its own."""
MAX_POINTS: Final = 60


@dataclass(frozen=True, slots=True)
class ChartKind:
    """What a kind of chart takes."""

    least: int = 1
    """Entries under `data`."""
    labels: int = MAX_ROWS
    """Most different labels; 0 for any number."""
    series: int = MAX_SERIES
    """Most series; 0 if it has none."""
    named: bool = False
    """Each entry needs a series."""
    ranges: bool = False
    """It can draw facts that are ranges."""
    negative: bool = True
    """It can draw values below zero."""
    timed: bool = False
    """Entries stand at dates."""
    numbers: bool = True
    """It draws numbers, on one scale."""
    highlights: bool = True
    """One entry may stand out."""


CHART_KINDS: Final[Mapping[str, ChartKind]] = {
    "bar": ChartKind(),
    "column": ChartKind(labels=MAX_COLUMNS),
    "stacked": ChartKind(named=True, negative=False),
    "line": ChartKind(least=2, labels=0, timed=True),
    "area": ChartKind(least=2, labels=0, timed=True, negative=False),
    "slope": ChartKind(least=2, labels=2, series=MAX_LINES, named=True),
    "dot": ChartKind(series=0, ranges=True),
    "range": ChartKind(series=0, ranges=True),
    "scatter": ChartKind(least=3, labels=MAX_POINTS),
    "waterfall": ChartKind(least=3, labels=12, series=0),
    "multiples": ChartKind(least=4, labels=0, series=12, named=True),
    "timeline": ChartKind(series=0, timed=True, numbers=False),
    "matrix": ChartKind(least=0, numbers=False),
    "vega": ChartKind(least=0, labels=0, numbers=False),
}
"""`matrix` is made of challenges and recommendations; `vega` is a specification that an author wrote."""
