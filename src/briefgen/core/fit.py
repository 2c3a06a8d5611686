"""Climb the ladder of a plan as far as the page budget allows, by real layouts.

The steps are ordered by worth, so the search first finds the longest run of them that fits (by
bisection), then tries to fill the space that is left with single steps further down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefgen.core.profile import Pages
from briefgen.core.select import Plan, Selection, Step

FILL_TRIES = 10
"""Layouts that may be spent on filling what the bisection left empty."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a layout of a selection needs."""

    pages: int
    fill: float
    """How far down its last page the text reaches, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The selection that was chosen and what it took."""

    selection: Selection
    measure: Measure
    fits: bool
    steps: tuple[Step, ...]
    dropped: tuple[Step, ...]
    layouts: int


def fit(plan: Plan, pages: Pages, measure: Callable[[Selection], Measure]) -> Fitted:
    """The most worth within `pages.high`; `fits` is False when even the least does not.

    At most 2 + log2(steps) + FILL_TRIES layouts.
    """
    search = _Search(plan, pages.high, measure)
    everything = plan.ladder
    if search.fits(everything):
        return search.result(everything)
    if not search.fits(()):
        return search.result(())
    low, high = 0, len(everything)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if search.fits(everything[:middle]) else (low, middle)
    return search.result(search.filled(list(everything[:low]), everything[low + 1 :]))


class _Search:
    """Remembers what was measured, since each layout costs."""

    def __init__(self, plan: Plan, budget: int, measure: Callable[[Selection], Measure]) -> None:
        self.plan, self.budget, self._measure = plan, budget, measure
        self.seen: dict[Selection, Measure] = {}

    def measure(self, steps: tuple[Step, ...]) -> Measure:
        selection = self.plan.at(steps)
        key = Selection(selection.sections, ())
        if key not in self.seen:
            self.seen[key] = self._measure(selection)
        return self.seen[key]

    def fits(self, steps: tuple[Step, ...]) -> bool:
        return self.measure(steps).pages <= self.budget

    def filled(self, taken: list[Step], rest: tuple[Step, ...]) -> tuple[Step, ...]:
        tries = FILL_TRIES
        blocked: set[tuple[int, str]] = set()
        for step in rest:
            key = (step.section, step.block)
            if tries == 0:
                break
            if key in blocked:
                continue
            tries -= 1
            if self.fits((*taken, step)):
                taken.append(step)
            else:
                blocked.add(key)
        return tuple(taken)

    def result(self, steps: tuple[Step, ...]) -> Fitted:
        measure = self.measure(steps)
        dropped = tuple(s for s in self.plan.ladder if s not in steps)
        return Fitted(self.plan.at(steps), measure, measure.pages <= self.budget, steps, dropped, len(self.seen))
