"""What it would take: the room that would bring back what was left out or shortened.

In a linear program the shadow price of a limit is what one more unit of it is worth; here it is said the
other way round, in lines, since a line is what an author can find.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefgen.core.fit import LAST_PAGE, Fitted
from briefgen.core.model import DEPTHS, BlockId, Depth
from briefgen.core.select import Verdict
from briefgen.core.sizes import Key
from briefgen.core.solve import Wish, lowest


@dataclass(frozen=True, slots=True)
class Comeback:
    """A text that is not printed, and the room that would bring it back beside all that is."""

    block: BlockId
    depth: Depth
    worth: float
    """That it would add."""
    lines: int
    """Lines of body text that are missing; 0 when it fits and something else was preferred."""
    opens_page: bool = False
    """Whether it would stand on a last page that is nearly empty."""


def comeback(fitted: Fitted, key: Key, depth: Depth) -> Comeback | None:
    """The room that a text asks for beside all that is printed; None when its section takes no more blocks."""
    wish = Wish(held={**fitted.choice, key: depth}, breaks=len(fitted.broken))
    least = lowest(fitted.plan, fitted.sizes, wish)
    if least is None:
        return None
    missing = least.height - fitted.budget
    now = fitted.plan.worth(key, fitted.choice[key]) if key in fitted.choice else 0.0
    lines = max(math.ceil(round(fitted.sizes.lines(missing), 6)), 0)
    length = fitted.measure.length + (least.height - fitted.solution.height) / fitted.sizes.page
    opens_page = length > fitted.measure.pages and length % 1 < LAST_PAGE
    return Comeback(key[1], depth, fitted.plan.worth(key, depth) - now, lines, opens_page)


def first_comeback(fitted: Fitted) -> Comeback | None:
    """The worthiest text that only wants for room."""
    gone = set(dropped(fitted))
    wanting = (comeback(fitted, key, depth) for key, depth in _by_gain(fitted) if key[1] in gone)
    return next((back for back in wanting if back and back.lines), None)


def dropped(fitted: Fitted) -> tuple[BlockId, ...]:
    """Blocks that are left out or shortened to save room, the worthiest text first."""
    whole = fitted.everything
    gone = (key for key, depth in _by_gain(fitted) if key in whole and _is_deep(whole[key], depth))
    return tuple(dict.fromkeys(key[1] for key in gone))


def _is_deep(depth: Depth, least: Depth) -> bool:
    return DEPTHS.index(depth) >= DEPTHS.index(least)


def _by_gain(fitted: Fitted) -> list[tuple[Key, Depth]]:
    return sorted(_gaps(fitted), key=lambda gap: -_gain(fitted, *gap))


def _gaps(fitted: Fitted) -> Iterator[tuple[Key, Depth]]:
    """For each candidate the next text that it could be printed with."""
    for key, candidate in fitted.plan.candidates.items():
        if key not in fitted.choice:
            yield key, candidate.rungs[0]
        elif fitted.choice[key] is not candidate.rungs[-1]:
            yield key, candidate.rungs[candidate.rungs.index(fitted.choice[key]) + 1]


def _gain(fitted: Fitted, key: Key, depth: Depth) -> float:
    now = fitted.plan.worth(key, fitted.choice[key]) if key in fitted.choice else 0.0
    return fitted.plan.worth(key, depth) - now


def verdicts(fitted: Fitted) -> tuple[Verdict, ...]:
    """Every block with its lines, its worth and, where it is left out or shortened, what would bring it back."""
    return tuple(_priced(fitted, v, v.key) if v.key else v for v in fitted.selection.verdicts)


def _priced(fitted: Fitted, verdict: Verdict, key: Key) -> Verdict:
    candidate = fitted.plan.candidates[key]
    piece = fitted.sizes.pieces.get((key, verdict.depth or candidate.rungs[0]))
    lines = fitted.sizes.lines(piece.height) if piece else 0.0
    gap = next((depth for at, depth in _gaps(fitted) if at == key), None)
    reason = _reason(fitted, verdict, key, gap) if gap else verdict.reason
    return replace(verdict, lines=lines, reason=reason)


def _reason(fitted: Fitted, verdict: Verdict, key: Key, gap: Depth) -> str:
    back = comeback(fitted, key, gap)
    if back is None:
        most = fitted.plan.counts(key[0])[1]
        return f"the section takes {most} at most, and others are worth more"
    what = "it" if verdict.depth is None else f"its {gap} text"
    if back.lines == 0 and back.opens_page:
        return f"there is room for {what}, but the last page would be nearly empty"
    if back.lines == 0:
        better = "nearer to that of the last build" if fitted.kept_previous else "worth more"
        return f"there is room for {what}, but the choice as a whole is {better} without"
    more = "1 more line" if back.lines == 1 else f"{back.lines} more lines"
    return f"room for {more} would bring {what} back"
