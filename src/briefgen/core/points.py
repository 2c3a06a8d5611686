"""What a chart shows, free of any drawing program: categories, series, points and their printed labels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from briefgen.core.model import BlockId, Comparator, Day, FactId


@dataclass(frozen=True, slots=True)
class Point:
    """One mark. A point of a series that has no value for its category is `missing`: it is a gap, not a zero."""

    category: str
    series: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    """Ends of a range; both None for a single value."""
    comparator: Comparator
    printed: str
    """The label beside the mark, comparator included: "over 5 million"."""
    when: Day | None
    """Where the point stands on a time axis."""
    as_of: str
    """Its date in words; empty when unknown."""
    highlight: bool
    missing: bool
    fact: FactId | None
    x: Decimal | None = None
    """In a scatter chart, the value to the right, and its label."""
    x_printed: str = ""
    total: bool = False
    """In a waterfall, whether the bar stands at zero."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart ready to be drawn, in the order that the author gave."""

    id: BlockId
    type: str
    title: str
    alt: str
    lang: str
    categories: tuple[str, ...]
    series: tuple[str, ...]
    """One empty name when the author named none."""
    points: tuple[Point, ...]
    """One for each category and series; on a time axis in the order of time within each series."""
    x_title: str
    y_title: str
    percent: bool
    timed: bool = False
    """Whether points stand at their dates."""
    described: str = ""
    """All values in words, for those who do not see the chart."""

    @property
    def grouped(self) -> bool:
        return len(self.series) > 1

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that is written in the chart."""
        labels = (word for point in self.points for word in (point.printed, point.x_printed, point.as_of))
        return (*self.categories, *self.series, self.x_title, self.y_title, *labels)

    @property
    def highlights(self) -> bool:
        return any(p.highlight for p in self.points)
