"""Climb the ladder of a plan as far as the page budget allows, by real layouts.

The steps are ordered by worth, so the search first finds the longest run of them that fits, guessing
from the pages that earlier layouts needed; then it tries to fill the space that is left with single
steps further down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefgen.core.profile import Pages
from briefgen.core.select import Plan, Selection, Step

FILL_TRIES = 6
"""Layouts that may be spent on filling the last page."""

SHORT = 4
"""Up to this many pages each step counts; longer documents stop the search at a page that is nearly full."""

FULL_ENOUGH = 0.6
"""How full the last page of a long document must be for the search to stop."""


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


def fit(plan: Plan, pages: Pages, measure: Callable[[Selection], Measure], *, room: float = 0.0) -> Fitted:
    """The most worth within `pages.high`; `fits` is False when even the least does not.

    `room` is the share of the last allowed page that what is chosen leaves free.

    At most 2 + 2 x log2(steps) + FILL_TRIES layouts; usually half of that.
    """
    search = _Search(plan, pages.high, measure, room)
    everything = plan.ladder
    if search.fits(everything):
        return search.result(everything)
    if not search.fits(()):
        return search.result(())
    return search.result(search.filled(everything, search.longest_run(everything)))


class _Search:
    """Remembers what was measured, since each layout costs."""

    def __init__(self, plan: Plan, budget: float, measure: Callable[[Selection], Measure], room: float) -> None:
        self.plan, self.budget, self._measure, self.room = plan, budget, measure, room
        self.seen: dict[Selection, Measure] = {}

    def measure(self, steps: tuple[Step, ...]) -> Measure:
        selection = self.plan.at(steps)
        key = Selection(selection.sections, ())
        if key not in self.seen:
            self.seen[key] = self._measure(selection)
        return self.seen[key]

    def fits(self, steps: tuple[Step, ...]) -> bool:
        needs = self.measure(steps)
        return needs.pages < self.budget or (needs.pages == self.budget and needs.fill <= 1 - self.room)

    def longest_run(self, steps: tuple[Step, ...]) -> int:
        """How many of the first steps fit; none do not fit at least, all do not fit at most."""
        low, high = 0, len(steps)
        for turn in range(2 * len(steps)):
            if high - low <= 1 or self._is_full_enough(steps[:low]):
                break
            middle = self._guess(steps, low, high) if turn % 2 == 0 else (low + high) // 2
            low, high = (middle, high) if self.fits(steps[:middle]) else (low, middle)
        return low

    def _guess(self, steps: tuple[Step, ...], low: int, high: int) -> int:
        """Where the budget would be reached if pages grew evenly between the two ends."""
        least, most = (_length(self.measure(steps[:n])) for n in (low, high))
        share = (self.budget - 0.1 - least) / max(most - least, 0.01)
        return min(max(low + round(share * (high - low)), low + 1), high - 1)

    def _is_full_enough(self, steps: tuple[Step, ...]) -> bool:
        """Whether a long document may stop here; a short one goes on for as long as there is room."""
        if self.budget <= SHORT:
            return False
        measure = self.measure(steps)
        return measure.pages == self.budget and measure.fill >= FULL_ENOUGH

    def filled(self, steps: tuple[Step, ...], run: int) -> tuple[Step, ...]:
        """The first `run` steps, and single ones after the next, which is too long."""
        taken = steps[:run]
        blocked = {(step.section, step.block) for step in steps[run : run + 1]}
        tries = FILL_TRIES
        for step in steps[run + 1 :]:
            key = (step.section, step.block)
            if tries == 0 or self._is_full_enough(taken):
                break
            if key in blocked:
                continue
            tries -= 1
            if self.fits((*taken, step)):
                taken = (*taken, step)
            else:
                blocked.add(key)
        return taken

    def result(self, steps: tuple[Step, ...]) -> Fitted:
        measure = self.measure(steps)
        dropped = tuple(s for s in self.plan.ladder if s not in steps)
        return Fitted(self.plan.at(steps), measure, measure.pages <= self.budget, steps, dropped, len(self.seen))


def _length(measure: Measure) -> float:
    """Pages, with the part of the last one that is used."""
    return measure.pages - 1 + measure.fill
