"""The choice of blocks as an integer program, solved exactly.

Columns: one of 0 or 1 for each candidate at each depth; one from 0 to 1 for each part that pieces
share, and for each rule between candidates that what must be printed may break at a price above all
worth. Rows: one depth at most for each candidate, shared parts, rules, fewest and most blocks of each
section, the height of the page, and a least worth where one is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefgen.core.candidates import Link
from briefgen.core.maximum import INFINITE, maximum
from briefgen.core.model import DEPTHS, Depth
from briefgen.core.select import Choice, Plan
from briefgen.core.sizes import Key, Sizes

TIE = 1e-3
"""Worth that all ties together may shift: blocks that come first win. The least step of worth is far greater."""
SCALE = 1000.0
"""Gains are handed over multiplied by this, so that ties stand above the solver's tolerance of 1e-7."""
GRID = 64
"""Heights are rounded up to this part of a pixel, so that the sum of many does not hang on the last digit."""


Column = tuple[Key, Depth]


@dataclass(frozen=True, slots=True)
class Solution:
    """A choice that keeps every rule that can be kept."""

    choice: dict[Key, Depth]
    worth: float
    height: float
    broken: tuple[Link, ...]
    """Rules that what must be printed does not allow to keep."""
    exact: bool
    """Whether it is proven that there is none better."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a choice must keep to beside the rules of its plan."""

    most: float = float("inf")
    """Height that it may take."""
    least: float = 0.0
    """Height that it has to take."""
    worth: float = 0.0
    """Worth that it has to reach."""
    breaks: int | None = None
    """Rules between candidates that it may break at most; None leaves that to the price of breaking one."""
    held: Mapping[Key, Depth] = field(default_factory=dict)
    """Candidates that are printed at least as deep as this."""


def worthiest(plan: Plan, sizes: Sizes, wish: Wish) -> Solution | None:
    """The choice of greatest worth; None when no choice keeps to the wish."""
    program = _Program(plan, sizes, wish)
    unit = 2 * TIE / max(len(program.columns), 1) ** 2
    return program.solve(lambda n, column: plan.worth(*column) - unit * n)


def nearest(plan: Plan, sizes: Sizes, wish: Wish, previous: Choice) -> Solution | None:
    """The choice that keeps most of a previous one; among those, of greatest worth.

    A text that goes, or changes its depth, is a difference. One that finds room beside the others is none.
    """
    program = _Program(plan, sizes, wish)

    def gain(_: int, column: Column) -> float:
        key, depth = column
        kept = 0.0 if key not in previous else 1.0 if previous[key] is depth else 0.5
        return kept + plan.worth(key, depth) / (4 * program.all_worth)

    return program.solve(gain)


def lowest(plan: Plan, sizes: Sizes, wish: Wish) -> Solution | None:
    """The choice that takes the least height; rules between candidates give way where they take room."""
    return _Program(plan, sizes, wish).solve_height()


class _Program:
    """The columns and rows of one plan."""

    def __init__(self, plan: Plan, sizes: Sizes, wish: Wish) -> None:
        self.plan, self.sizes, self.wish = plan, sizes, wish
        self.columns = [(key, depth) for key, c in plan.candidates.items() for depth in c.rungs]
        self.number = {column: n for n, column in enumerate(self.columns)}
        self.worths = _worths(plan)
        self.all_worth = sum(max(w.values(), default=0.0) for w in self.worths.values()) or 1.0
        used = sorted({n for column in self.columns for n in self._piece(column)[1]})
        self.part_column = {part: len(self.columns) + n for n, part in enumerate(used)}
        self.slack_column = {n: len(self.columns) + len(used) + n for n in range(len(plan.links))}
        self.rows: list[tuple[float, float, dict[int, float]]] = []
        self._add_rows()

    def _piece(self, column: Column) -> tuple[float, frozenset[int]]:
        piece = self.sizes.pieces.get(column)
        return (_rounded(piece.height), piece.parts) if piece else (0.0, frozenset())

    def _of(self, key: Key, depths: Iterable[Depth] = DEPTHS) -> list[int]:
        return [self.number[key, d] for d in depths if (key, d) in self.number]

    def _add_rows(self) -> None:
        for key, candidate in self.plan.candidates.items():
            must = 1.0 if candidate.forced or key in self.wish.held else 0.0
            self._row(must, 1.0, dict.fromkeys(self._of(key), 1.0))
            self._add_held(key)
            self._add_parts(key)
        self._add_part_limits()
        for n, link in enumerate(self.plan.links):
            needs = dict.fromkeys((c for key in link.any_of for c in self._of(key)), -1.0)
            self._row(-INFINITE, 0.0, {**needs, **dict.fromkeys(self._of(link.key), 1.0), self.slack_column[n]: -1.0})
        for number in range(len(self.plan.sections)):
            self._add_counts(number)
        self._row(self.wish.least - self.sizes.fixed, self.wish.most - self.sizes.fixed, self._heights())
        if self.wish.breaks is not None:
            self._row(0.0, float(self.wish.breaks), dict.fromkeys(self.slack_column.values(), 1.0))
        if self.wish.worth:
            self._row(
                self.wish.worth,
                INFINITE,
                {self.number[k, d]: w for k, ws in self.worths.items() for d, w in ws.items()},
            )

    def _add_held(self, key: Key) -> None:
        if key in self.wish.held:
            deep = DEPTHS[DEPTHS.index(self.wish.held[key]) :]
            self._row(1.0, 1.0, dict.fromkeys(self._of(key, deep), 1.0))

    def _add_parts(self, key: Key) -> None:
        """A part is there as soon as one piece that needs it is."""
        needing: dict[int, list[int]] = {}
        for column in self._of(key):
            for part in self._piece(self.columns[column])[1]:
                needing.setdefault(part, []).append(column)
        for part, columns in needing.items():
            self._row(-INFINITE, 0.0, {**dict.fromkeys(columns, 1.0), self.part_column[part]: -1.0})

    def _add_part_limits(self) -> None:
        """A part is there only with a piece that needs it, or it would fill pages that are to be filled."""
        needing: dict[int, dict[int, float]] = {}
        for n, column in enumerate(self.columns):
            for part in self._piece(column)[1]:
                needing.setdefault(part, {})[n] = -1.0
        for part, columns in needing.items():
            self._row(-INFINITE, 0.0, {**columns, self.part_column[part]: 1.0})

    def _add_counts(self, number: int) -> None:
        if main := self.plan.main(number):
            low, high = self.plan.counts(number)
            self._row(float(low), float(high), dict.fromkeys((c for key in main for c in self._of(key)), 1.0))

    def _heights(self) -> dict[int, float]:
        heights = {n: self._piece(column)[0] for n, column in enumerate(self.columns)}
        return heights | {column: _rounded(self.sizes.parts[part]) for part, column in self.part_column.items()}

    def _worths(self) -> dict[int, float]:
        return {n: self.worths[key][depth] for n, (key, depth) in enumerate(self.columns)}

    def _row(self, low: float, high: float, entries: Mapping[int, float]) -> None:
        if entries or not low <= 0.0 <= high:
            self.rows.append((low, high, dict(entries)))

    def solve(self, gain: Callable[[int, Column], float]) -> Solution | None:
        """The choice with the greatest sum of gains that breaks as few rules as can be."""
        gains = [SCALE * gain(n, column) for n, column in enumerate(self.columns)]
        price = 2.0 * sum(map(abs, gains)) + 1.0
        return self._solved([*gains, *(0.0 for _ in self.part_column), *(-price for _ in self.slack_column)])

    def solve_height(self) -> Solution | None:
        """The choice with the least height."""
        heights = self._heights()
        return self._solved([-heights[n] for n in range(len(heights))] + [-1.0 / GRID] * len(self.slack_column))

    def _solved(self, costs: Sequence[float]) -> Solution | None:
        found = maximum(costs, len(self.columns), self.rows)
        return self._solution(*found) if found else None

    def _solution(self, chosen: Sequence[int], exact: bool) -> Solution:
        choice = dict(self.columns[number] for number in chosen)
        broken = self.plan.broken(choice)
        worth = sum(self.worths[key][depth] for key, depth in choice.items())
        return Solution(choice, worth, self.sizes.height(choice.items()), broken, exact)


def _worths(plan: Plan) -> dict[Key, dict[Depth, float]]:
    return {key: {d: plan.worth(key, d) for d in c.rungs} for key, c in plan.candidates.items()}


def _rounded(height: float) -> float:
    return round(height * GRID) / GRID
