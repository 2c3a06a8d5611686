"""One page means one page: the choice of greatest worth that fits, proven on the laid-out page.

Heights are measured once, the choice is solved for them exactly (`core/solve.py`), and a real layout
says how far the sum of heights was off: page breaks, notes at the foot, lines that citations add. With
that known the choice is solved again, until the layout keeps the budget and the page is well filled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from briefgen.core.candidates import Link
from briefgen.core.model import DEPTHS
from briefgen.core.profile import Pages
from briefgen.core.select import Choice, Plan, SelectedSection, Selection
from briefgen.core.sizes import Sizes
from briefgen.core.solve import Solution, Wish, lowest, nearest, worthiest

LAYOUTS = 5
"""Real layouts that may be spent on one choice; one more proves the smallest choice where none of them fits."""

FULL = 0.90
"""How far down the text of a single page has to reach."""

FULL_AIM = 0.93
"""How far down the choice aims, since a layout may turn out a line shorter than the sum of heights."""

LAST_PAGE = 1 / 3
"""The least use of the last page of a longer document."""

LONG = 8
"""From this many pages on, up to half a page at the end may stay empty without another try."""

FILL_COST = 0.10
"""The share of worth that filling a page may cost."""

KEEP_COST = 0.02
"""The share of worth that keeping to the previous choice may cost."""


STEP_BACK = 0.4
"""Pages by which a choice steps back when its end is filled alike, whatever a little more or less is printed."""

TOLERANCE = 1e-6
"""Pages that rounding may shift."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a layout of a selection needs."""

    pages: int
    fill: float
    """How far down its last page the text reaches: 0 to 1, more where something runs over the foot."""

    @property
    def length(self) -> float:
        """Pages with the used part of the last one."""
        return self.pages - 1 + self.fill


@dataclass(frozen=True, slots=True)
class Previous:
    """What the last build of the same deliverable chose."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Fitted:
    """The choice that was made and what it took."""

    plan: Plan
    sizes: Sizes
    solution: Solution
    measure: Measure
    fits: bool
    """Whether the layout keeps the budget."""
    well_filled: bool
    is_all: bool
    """Whether nothing was left out or shortened to save room."""
    kept_previous: bool
    """Whether the choice was held near to the previous one."""
    everything: Choice
    """What would be printed on a page without end."""
    budget: float
    """Height that the choice could have taken, in pixels of `sizes`."""
    layouts: int
    """Real layouts that it took."""
    end_is_fixed: bool = False
    """Whether the last page looks the same whatever is chosen, as after a forced page break."""

    @property
    def choice(self) -> Choice:
        return self.solution.choice

    @property
    def selection(self) -> Selection:
        return self.plan.at(self.solution.choice)

    @property
    def broken(self) -> tuple[Link, ...]:
        return self.solution.broken

    def remeasured(self, measure: Measure) -> Fitted:
        """The same choice in a layout that came out otherwise, and no worse."""
        budget = self.budget + (self.measure.length - measure.length) * self.sizes.page
        return replace(self, measure=measure, budget=budget)

    @property
    def room(self) -> float:
        """Height that is left free."""
        return max(self.budget - self.solution.height, 0.0)


def fit(
    plan: Plan,
    pages: Pages,
    sizes: Callable[[Plan], Sizes],
    lay_out: Callable[[Selection], Measure],
    previous: Previous | None = None,
) -> Fitted:
    """The choice of greatest worth within `pages.high - pages.free`, verified by `lay_out`.

    `fits` is False when even the smallest choice needs more. At most `LAYOUTS` + 1 real layouts, and as
    many again when all that was asked for leaves the page underfull and the blocks have deeper texts.
    """
    known: dict[tuple[SelectedSection, ...], Measure] = {}

    def lay_out_once(selection: Selection) -> Measure:
        if selection.sections not in known:
            known[selection.sections] = lay_out(selection)
        return known[selection.sections]

    def search(wanted: Plan, held: Choice) -> Fitted:
        found = sizes(wanted)
        return _Search(wanted.without_repeats(found), pages, found, lay_out_once, previous, held).run()

    fitted = search(plan, {})
    deeper = plan.deeper()
    if fitted.fits and fitted.is_all and not fitted.well_filled and deeper != plan:
        filled = search(deeper, fitted.choice)
        fitted = filled if filled.fits else fitted
    return replace(fitted, layouts=len(known))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A choice that was laid out."""

    solution: Solution
    measure: Measure
    kept_previous: bool
    was_to_fit: bool
    """Whether the sum of heights said that it would fit."""


class _Search:
    """Solves, lays out and corrects. All lengths are in pages, as they are laid out; heights are in pixels."""

    def __init__(
        self,
        plan: Plan,
        pages: Pages,
        sizes: Sizes,
        lay_out: Callable[[Selection], Measure],
        previous: Previous | None,
        held: Choice,
    ) -> None:
        self.held = held
        """What is printed at least."""
        self.plan, self.pages, self.sizes, self._lay_out, self.previous = plan, pages, sizes, lay_out, previous
        self.allowed = pages.high - pages.free
        self.offset = 0.0
        """Height by which the last layout was longer than the sum of heights."""
        self.attempts: list[_Attempt] = []
        everything = worthiest(plan, sizes, self._wish())
        self.everything = everything.choice if everything else {}
        self.all_worth = everything.worth if everything else 0.0

    def run(self) -> Fitted:
        if kept := self._previous_as_it_was():
            return self._result(kept)
        while len(self.attempts) < LAYOUTS:
            found = self._next_choice()
            if found is None:
                break
            attempt = self._try(*found)
            if self._fits(attempt.measure) and not self._is_worth_another(attempt):
                break
        return self._result(self._best() or self._smallest())

    def _next_choice(self) -> tuple[Solution, bool] | None:
        """The best choice for what is known by now; None when that has been laid out and fits, or nothing is left."""
        failed = sum(a.was_to_fit and not self._fits(a.measure) for a in self.attempts)
        caution = failed if self.allowed <= 1 else failed - 1
        budget = self.allowed * self.sizes.page - self.offset - self.sizes.line * max(caution, 0)
        if self.allowed > 1:
            failures = (a.solution.height for a in self.attempts if not self._fits(a.measure))
            budget = min(budget, min(failures, default=math.inf) - 1)
        if self._end_is_fixed():
            budget = min(budget, self.attempts[-1].solution.height - STEP_BACK * self.sizes.page)
        while found := self._choose(budget):
            tried = next((a for a in self.attempts if a.solution.choice == found[0].choice), None)
            if tried is None:
                return found
            if self._fits(tried.measure):
                return None
            budget = min(budget, found[0].height) - 1
        return None

    def _previous_as_it_was(self) -> _Attempt | None:
        """The previous choice, laid out, if it still fits, none is much better and nothing finds room beside it."""
        choice = dict(self.previous.choice) if self.previous else {}
        if not choice or not self.plan.keeps_rules(choice) or not self._holds(choice):
            return None
        height = self.sizes.height(choice.items())
        was = Solution(choice, self.plan.worth_of(choice), height, self.plan.broken(choice), exact=True)
        attempt = self._try(was, kept=True)
        if not self._fits(attempt.measure):
            return None
        best = self._best_within(self.allowed * self.sizes.page - self.offset)
        if best is None or best[0].choice == choice:
            return replace(attempt, kept_previous=False)
        kept = self._kept(*best)
        return attempt if kept and kept.choice == choice and self._is_well_filled(attempt.measure) else None

    def _holds(self, choice: Choice) -> bool:
        """Whether a choice prints all that is to be held, at least as deep."""
        return all(key in choice and DEPTHS.index(choice[key]) >= DEPTHS.index(d) for key, d in self.held.items())

    # --- choosing -----------------------------------------------------------------------------------

    def _wish(self, most: float = math.inf, least: float = 0.0) -> Wish:
        return Wish(most, least, held=self.held)

    def _choose(self, budget: float) -> tuple[Solution, bool] | None:
        """The worthiest choice within a height; near to the previous one if that costs little."""
        found = self._best_within(budget)
        kept = self._kept(*found) if found else None
        return (kept, kept.choice != found[0].choice) if found and kept else (found[0], False) if found else None

    def _best_within(self, budget: float) -> tuple[Solution, Wish] | None:
        """The worthiest choice within a height, a little less worthy if that fills the page; and what it keeps to."""
        wish = self._wish(most=budget)
        best = worthiest(self.plan, self.sizes, wish)
        if best is None:
            return None
        for fuller in self._better_filled(best, budget):
            affordable = replace(fuller, worth=best.worth * (1 - FILL_COST), breaks=len(best.broken))
            if filled := worthiest(self.plan, self.sizes, affordable):
                return filled, fuller
        return best, wish

    def _better_filled(self, best: Solution, budget: float) -> Iterator[Wish]:
        """What to wish for when a choice leaves its last page too empty: more, or a page less."""
        length = self._length_of(best)
        if self.allowed <= 1:
            aim = min(FULL_AIM * self.pages.high, self.allowed)
            if length < aim:
                yield self._wish(most=budget, least=self._height_at(aim))
                yield self._wish(most=budget, least=self._height_at(FULL * self.pages.high))
        elif length > 1 and length % 1 < LAST_PAGE:
            whole = math.floor(length)
            yield self._wish(most=budget, least=self._height_at(whole + LAST_PAGE + 0.05))
            if whole >= self.pages.low:
                yield self._wish(most=min(budget, self._height_at(whole)))

    def _kept(self, best: Solution, wish: Wish) -> Solution | None:
        if self.previous is None or not self.previous.choice:
            return None
        wish = replace(wish, worth=best.worth * (1 - KEEP_COST), breaks=len(best.broken))
        return nearest(self.plan, self.sizes, wish, self.previous.choice)

    def _length_of(self, solution: Solution) -> float:
        return (solution.height + self.offset) / self.sizes.page

    def _height_at(self, length: float) -> float:
        return length * self.sizes.page - self.offset

    # --- laying out ---------------------------------------------------------------------------------

    def _try(self, solution: Solution, kept: bool) -> _Attempt:
        measure = self._lay_out(self.plan.at(solution.choice))
        was_to_fit = self._length_of(solution) <= self.allowed + TOLERANCE
        attempt = _Attempt(solution, measure, kept, was_to_fit)
        self.attempts.append(attempt)
        self.offset = measure.length * self.sizes.page - solution.height
        return attempt

    def _fits(self, measure: Measure) -> bool:
        return measure.length <= self.allowed + TOLERANCE

    def _is_well_filled(self, measure: Measure) -> bool:
        if self.allowed <= 1:
            return measure.length >= FULL * self.pages.high - TOLERANCE
        return measure.pages >= self.pages.low and (measure.pages == 1 or measure.fill >= LAST_PAGE)

    def _is_all(self, solution: Solution) -> bool:
        return solution.worth >= self.all_worth * (1 - 1e-9) - 1e-9

    def _is_worth_another(self, attempt: _Attempt) -> bool:
        """Whether what the layout taught may better the choice enough to lay out again."""
        if self._is_all(attempt.solution):
            return not self._is_well_filled(attempt.measure)
        free = (self.allowed - attempt.measure.length) * self.sizes.page
        if self.pages.high >= LONG and not self._end_is_fixed():
            return free > self.sizes.page / 2
        return not self._is_well_filled(attempt.measure) or (len(self.attempts) == 1 and free > 2 * self.sizes.line)

    def _end_is_fixed(self) -> bool:
        """Whether the last page is filled alike though the choice changed by more than a line."""
        if len(self.attempts) < 2 or self.allowed <= 1:
            return False
        one, other = self.attempts[-2:]
        moved = abs(one.solution.height - other.solution.height) > self.sizes.line
        return moved and abs(one.measure.fill - other.measure.fill) < TOLERANCE

    def _best(self) -> _Attempt | None:
        fitting = [a for a in self.attempts if self._fits(a.measure)]
        return max(fitting, key=lambda a: (self._is_well_filled(a.measure), a.solution.worth), default=None)

    def _smallest(self) -> _Attempt:
        """What needs the least height, laid out: the last resort, or the proof that nothing fits."""
        least = lowest(self.plan, self.sizes, self._wish())
        if least is None:  # no rules can make a plan without any choice, since each may be broken
            raise AssertionError("a plan without a choice")
        tried = next((a for a in self.attempts if a.solution.choice == least.choice), None)
        return tried or self._try(least, kept=False)

    def _result(self, attempt: _Attempt) -> Fitted:
        offset = attempt.measure.length * self.sizes.page - attempt.solution.height
        return Fitted(
            plan=self.plan,
            sizes=self.sizes,
            solution=attempt.solution,
            measure=attempt.measure,
            fits=self._fits(attempt.measure),
            well_filled=self._is_well_filled(attempt.measure),
            is_all=self._is_all(attempt.solution),
            kept_previous=attempt.kept_previous,
            everything=self.everything,
            budget=self.allowed * self.sizes.page - offset,
            layouts=0,
            end_is_fixed=self._end_is_fixed(),
        )
